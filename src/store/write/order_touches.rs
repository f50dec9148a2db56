//! Where orders came from, by another file than their own.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::order::{OrderRef, OrderTouch};
use crate::store::error::Fault;

/// The stored visit of an order.
pub(in crate::store) fn find(
    connection: &Connection,
    companion: &OrderTouch,
) -> Result<Option<Stored>, Fault> {
    let visited = companion.visited.map(|at| at.utc_micros);
    let condition = "order_id = ?1 AND order_name = ?2 AND visited IS ?3";
    let key = params![order_id(companion), order_name(companion), visited];
    Stored::find(connection, Table::OrderTouches, condition, key)
}

/// Writes one into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    companion: &OrderTouch,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::OrderTouches, row)?;
    let sql = "INSERT INTO order_touches (
            id, order_id, order_name, visited, visited_offset, utm_source, utm_medium,
            utm_campaign, utm_content, utm_term, landing_page, file, source_line, source_rows,
            fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    let touch = &companion.touch;
    let values = params![
        row,
        order_id(companion),
        order_name(companion),
        companion.visited.map(|at| at.utc_micros),
        companion.visited.map(|at| at.offset_seconds),
        touch.source,
        touch.medium,
        touch.campaign,
        touch.content,
        touch.term,
        touch.landing_page,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn order_id(companion: &OrderTouch) -> &str {
    companion.order.id.as_deref().unwrap_or_default()
}

fn order_name(companion: &OrderTouch) -> String {
    let name = companion.order.name.as_deref();
    name.map(OrderRef::fold).unwrap_or_default()
}
