//! What campaigns cost, sorted by key.

use rusqlite::Connection;

use super::cells::Cells;
use super::traffic::period;
use crate::model::money::Currency;
use crate::model::spend::{Spend, SpendKey, SpendPlatform};
use crate::store::error::Fault;
use crate::store::files::from_stored;

/// Reads all of them.
pub(in crate::store) fn read(connection: &Connection) -> Result<Vec<Spend>, Fault> {
    let sql =
        "SELECT platform, campaign, detail, campaign_id, first_day, last_day, amount, currency,
            impressions, clicks, source_line
        FROM spend ORDER BY platform, campaign, detail";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record(&mut Cells::of(row))?);
    }
    Ok(records)
}

fn record(cells: &mut Cells<'_, '_>) -> Result<Spend, Fault> {
    Ok(Spend {
        key: SpendKey {
            platform: cells.take_word(SpendPlatform::parse)?,
            campaign: cells.take()?,
            detail: cells.take()?,
        },
        campaign_id: cells.take()?,
        period: period(cells)?,
        amount: cells.take()?,
        currency: cells.take_word(Currency::parse)?,
        impressions: cells.take()?,
        clicks: cells.take()?,
        source_line: from_stored(cells.take()?),
    })
}
