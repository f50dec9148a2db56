//! What campaigns cost.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::spend::{Spend, SpendKey};
use crate::store::error::Fault;

/// The stored spend of a key.
pub(in crate::store) fn find(
    connection: &Connection,
    key: &SpendKey,
) -> Result<Option<Stored>, Fault> {
    let condition = "platform = ?1 AND campaign = ?2 AND detail = ?3";
    let key = params![key.platform.id(), key.campaign, key.detail];
    Stored::find(connection, Table::Spend, condition, key)
}

/// Writes one into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    spend: &Spend,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Spend, row)?;
    let sql = "INSERT INTO spend (
            id, platform, campaign, detail, campaign_id, first_day, last_day, amount, currency,
            impressions, clicks, file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    let values = params![
        row,
        spend.key.platform.id(),
        spend.key.campaign,
        spend.key.detail,
        spend.campaign_id,
        spend.period.map(|period| period.first.0),
        spend.period.map(|period| period.last.0),
        spend.amount,
        spend.currency.code(),
        spend.impressions,
        spend.clicks,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
