//! Rows of flow reports, sorted by key.

use rusqlite::Connection;

use super::campaigns::{channel_of, claimed, counts};
use super::cells::Cells;
use crate::model::flow::{FlowKey, FlowStatistics};
use crate::model::time::Day;
use crate::model::traffic::Period;
use crate::store::error::Fault;
use crate::store::files::from_stored;
use crate::store::write::flows::NO_DAY;

/// Reads every flow row.
pub(in crate::store) fn read(connection: &Connection) -> Result<Vec<FlowStatistics>, Fault> {
    let sql = "SELECT platform, flow_id, message_id, variant, first_day, last_day, flow, message,
            channel, status, recipients, delivered, unique_opens, unique_clicks, unsubscribes,
            spam_complaints, bounces, claimed_metric, conversions, claimed_revenue, source_line
        FROM flows ORDER BY platform, flow_id, message_id, variant, first_day, last_day";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut flows = Vec::new();
    while let Some(row) = rows.next()? {
        flows.push(flow(&mut Cells::of(row))?);
    }
    Ok(flows)
}

fn flow(cells: &mut Cells<'_, '_>) -> Result<FlowStatistics, Fault> {
    let (platform, flow, message) = (cells.take()?, cells.take()?, cells.take()?);
    let (variant, first, last) = (cells.take()?, Day(cells.take()?), Day(cells.take()?));
    let period = (first != NO_DAY).then_some(Period { first, last });
    let key = FlowKey {
        platform,
        flow,
        message,
        variant,
        period,
    };
    Ok(FlowStatistics {
        key,
        flow: cells.take()?,
        message: cells.take()?,
        channel: cells.take_word(channel_of)?,
        status: cells.take()?,
        counts: counts(cells)?,
        claimed: claimed(cells)?,
        source_line: from_stored(cells.take()?),
    })
}
