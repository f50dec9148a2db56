//! Discounts by their code.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::discount::Discount;
use crate::store::error::Fault;

/// The stored discount of a code in lower case.
pub(in crate::store) fn find(connection: &Connection, code: &str) -> Result<Option<Stored>, Fault> {
    let condition = "code = ?1";
    let key = params![code];
    Stored::find(connection, Table::Discounts, condition, key)
}

/// Writes one into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    discount: &Discount,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Discounts, row)?;
    let sql = "INSERT INTO discounts (
            id, code, name, value_type, value, kind, class, times_used, limit_per_code,
            once_per_customer, status, starts, starts_offset, ends, ends_offset, file,
            source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
            ?20)";
    let (usage, starts, ends) = (&discount.usage, discount.starts, discount.ends);
    let values = params![
        row,
        discount.code,
        discount.name,
        discount.value.id(),
        discount.value.number(),
        discount.kind,
        discount.class,
        usage.times_used,
        usage.limit_per_code,
        usage.once_per_customer,
        discount.status.id(),
        starts.map(|at| at.utc_micros),
        starts.map(|at| at.offset_seconds),
        ends.map(|at| at.utc_micros),
        ends.map(|at| at.offset_seconds),
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
