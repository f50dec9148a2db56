//! Orders with their lines, codes and tags.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Source, Stored, Table};
use crate::model::order::{Line, Order};
use crate::store::error::Fault;
use crate::store::identity::{Whose, stored};

/// A stored order that is the same one.
#[derive(Debug)]
pub(in crate::store) struct FoundOrder {
    /// What is compared of it.
    pub(in crate::store) stored: Stored,
    /// The id it has in the workspace: the platform's, or its name.
    pub(in crate::store) order_id: String,
}

/// All that is written of an order.
#[derive(Debug)]
pub(in crate::store) struct Record<'a> {
    /// The order.
    pub(in crate::store) order: &'a Order,
    /// See [`settled_id`].
    pub(in crate::store) order_id: &'a str,
    /// The buyer.
    pub(in crate::store) whose: &'a Whose<'a>,
}

/// Finds the stored order by its id, else by name and moment where only one side knows the id.
pub(in crate::store) fn find(
    connection: &Connection,
    order: &Order,
) -> Result<Option<FoundOrder>, Fault> {
    const BY_ID: &str = "SELECT id, fingerprint, export_micros, file, order_id FROM orders
        WHERE platform = ?1 AND order_id = ?2";
    const BY_NAME: &str = "SELECT id, fingerprint, export_micros, file, order_id FROM orders
        WHERE platform = ?1 AND name = ?2 AND placed = ?3 ORDER BY order_id LIMIT 1";
    const NAMED_ONLY: &str = "SELECT id, fingerprint, export_micros, file, order_id FROM orders
        WHERE platform = ?1 AND name = ?2 AND placed = ?3 AND order_id = name";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(FoundOrder {
            stored: Stored::read(row)?,
            order_id: row.get(4)?,
        })
    };
    let platform = &order.key.platform;
    let found = connection
        .prepare_cached(BY_ID)?
        .query_row(params![platform, order.key.id], read)
        .optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let by_name = if is_named_only(order) {
        BY_NAME
    } else {
        NAMED_ONLY
    };
    let key = params![platform, order.name, order.created.utc_micros];
    let mut statement = connection.prepare_cached(by_name)?;
    Ok(statement.query_row(key, read).optional()?)
}

/// The id under which an order is kept: once the platform's id is known, it stays.
pub(in crate::store) fn settled_id(order: &Order, found: Option<&FoundOrder>) -> String {
    match found {
        Some(found) if is_named_only(order) => found.order_id.clone(),
        Some(_) | None => order.key.id.clone(),
    }
}

/// Gives a stored order the platform's id.
pub(in crate::store) fn set_id(
    connection: &Connection,
    row: i64,
    order_id: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE orders SET order_id = ?2 WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![row, order_id])?;
    Ok(())
}

/// Writes an order into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    record: &Record<'_>,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Orders, row)?;
    let row = insert(connection, row, record, source)?;
    let order = record.order;
    let codes = "INSERT INTO order_codes (order_row, position, code) VALUES (?1, ?2, ?3)";
    super::insert_texts(connection, codes, row, &order.codes)?;
    let tags = "INSERT INTO order_tags (order_row, position, tag) VALUES (?1, ?2, ?3)";
    super::insert_texts(connection, tags, row, &order.state.tags)?;
    insert_lines(connection, row, &order.lines)
}

fn is_named_only(order: &Order) -> bool {
    order.key.id == order.name
}

fn insert(
    connection: &Connection,
    row: Option<i64>,
    record: &Record<'_>,
    source: &Source,
) -> Result<i64, Fault> {
    const SQL: &str = "INSERT INTO orders (
            id, platform, order_id, name, person, email, phone, customer_id,
            placed, placed_offset, financial, cancelled, cancelled_offset,
            source, payment_method, country, accepts_marketing,
            currency, lines_sum, subtotal, shipping, taxes, total, discount, refunded,
            utm_source, utm_medium, utm_campaign, utm_content, utm_term, landing_page,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35,
            ?36)";
    let Record {
        order,
        order_id,
        whose,
    } = record;
    let identity = &whose.identity;
    let (state, amounts, touch) = (&order.state, &order.amounts, &order.touch);
    let values = params![
        row,
        order.key.platform,
        order_id,
        order.name,
        whose.person,
        stored(identity.email.as_ref()),
        stored(identity.phone.as_ref()),
        identity.customer_id,
        order.created.utc_micros,
        order.created.offset_seconds,
        state.financial.id(),
        state.cancelled.map(|moment| moment.utc_micros),
        state.cancelled.map(|moment| moment.offset_seconds),
        state.source,
        state.payment_method,
        state.country,
        state.accepts_marketing,
        amounts.currency.code(),
        amounts.lines,
        amounts.subtotal,
        amounts.shipping,
        amounts.taxes,
        amounts.total,
        amounts.discount,
        amounts.refunded,
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
    Ok(connection.prepare_cached(SQL)?.insert(values)?)
}

fn insert_lines(connection: &Connection, row: i64, lines: &[Line]) -> Result<(), Fault> {
    let sql = "INSERT INTO order_lines
            (order_row, position, title, sku, quantity, price, vendor, requires_shipping)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut statement = connection.prepare_cached(sql)?;
    for (position, line) in (0_i64..).zip(lines) {
        statement.execute(params![
            row,
            position,
            line.title,
            line.sku,
            line.quantity,
            line.price,
            line.vendor,
            line.requires_shipping,
        ])?;
    }
    Ok(())
}
