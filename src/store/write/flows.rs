//! Rows of flow reports, one per message, period and variation.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::flow::{FlowKey, FlowStatistics};
use crate::model::time::Day;
use crate::store::error::Fault;

/// The days of a row without a period: an index finds a number again, never NULL.
pub(in crate::store) const NO_DAY: Day = Day(i32::MIN);

fn days(key: &FlowKey) -> (i32, i32) {
    key.period.map_or((NO_DAY.0, NO_DAY.0), |period| {
        (period.first.0, period.last.0)
    })
}

/// The stored row of a flow report.
pub(in crate::store) fn find(
    connection: &Connection,
    key: &FlowKey,
) -> Result<Option<Stored>, Fault> {
    let condition = "platform = ?1 AND flow_id = ?2 AND message_id = ?3 AND variant = ?4
        AND first_day = ?5 AND last_day = ?6";
    let (first, last) = days(key);
    let key = params![
        key.platform,
        key.flow,
        key.message,
        key.variant,
        first,
        last
    ];
    Stored::find(connection, Table::Flows, condition, key)
}

/// Writes a flow row into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    flow: &FlowStatistics,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Flows, row)?;
    let sql = "INSERT INTO flows (
            id, platform, flow_id, message_id, variant, first_day, last_day, flow, message,
            channel, status, recipients, delivered, unique_opens, unique_clicks, unsubscribes,
            spam_complaints, bounces, claimed_metric, conversions, claimed_revenue,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)";
    let (key, counts, claimed) = (&flow.key, &flow.counts, &flow.claimed);
    let (first, last) = days(key);
    let values = params![
        row,
        key.platform,
        key.flow,
        key.message,
        key.variant,
        first,
        last,
        flow.flow,
        flow.message,
        flow.channel.id(),
        flow.status,
        counts.recipients,
        counts.delivered,
        counts.unique_opens,
        counts.unique_clicks,
        counts.unsubscribes,
        counts.spam_complaints,
        counts.bounces,
        claimed.metric,
        claimed.conversions,
        claimed.revenue,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
