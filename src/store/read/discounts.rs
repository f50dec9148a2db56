//! Discounts, sorted by code.

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::discount::{Discount, DiscountStatus, DiscountUsage, DiscountValue};
use crate::store::error::Fault;
use crate::store::files::from_stored;

/// Reads all of them.
pub(in crate::store) fn read(connection: &Connection) -> Result<Vec<Discount>, Fault> {
    let sql = "SELECT code, name, value_type, value, kind, class, times_used, limit_per_code,
            once_per_customer, status, starts, starts_offset, ends, ends_offset,
            source_line
        FROM discounts ORDER BY code";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record(&mut Cells::of(row))?);
    }
    Ok(records)
}

fn record(cells: &mut Cells<'_, '_>) -> Result<Discount, Fault> {
    Ok(Discount {
        code: cells.take()?,
        name: cells.take()?,
        value: value(cells)?,
        kind: cells.take()?,
        class: cells.take()?,
        usage: DiscountUsage {
            times_used: cells.take()?,
            limit_per_code: cells.take()?,
            once_per_customer: cells.take()?,
        },
        status: cells.take_word(DiscountStatus::parse)?,
        starts: cells.take_moment()?,
        ends: cells.take_moment()?,
        source_line: from_stored(cells.take()?),
    })
}

fn value(cells: &mut Cells<'_, '_>) -> Result<DiscountValue, Fault> {
    let (word, number): (String, Option<i64>) = (cells.take()?, cells.take()?);
    DiscountValue::parse(&word, number)
        .ok_or_else(|| Fault::Unexpected(format!("`{word}` is not a value it may hold")))
}
