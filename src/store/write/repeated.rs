//! What many orders and lines share, written once and named by its row: products, words and UTM values.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::model::order::{Line, Order};
use crate::model::utm::Touch;
use crate::store::error::Fault;
use crate::store::fingerprint::{Fingerprint, FingerprintHashing};

/// How many rows of a table are remembered before they are looked up anew.
const REMEMBERED: usize = 1 << 16;

/// The rows that an import has seen, by the fingerprint of what they hold.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    products: Rows,
    facts: Rows,
    touches: Rows,
}

impl Repeated {
    /// The row of a line's product, added on first sight.
    pub(super) fn product(
        &mut self,
        connection: &Connection,
        line: &Line,
        key: Fingerprint,
    ) -> Result<i64, Fault> {
        self.products.row(key, || {
            let values = params![line.title, line.sku, line.vendor, line.requires_shipping];
            find_or_add(connection, PRODUCT, values)
        })
    }

    /// The row of an order's words, added on first sight.
    pub(super) fn facts(
        &mut self,
        connection: &Connection,
        order: &Order,
        key: Fingerprint,
    ) -> Result<i64, Fault> {
        let state = &order.state;
        self.facts.row(key, || {
            let values = params![
                state.financial.id(),
                state.source,
                state.payment_method,
                state.country,
                state.accepts_marketing,
                order.amounts.currency.code(),
            ];
            find_or_add(connection, FACTS, values)
        })
    }

    /// The row of UTM values, added on first sight.
    pub(super) fn touch(
        &mut self,
        connection: &Connection,
        touch: &Touch,
        key: Fingerprint,
    ) -> Result<i64, Fault> {
        self.touches.row(key, || {
            let values = params![
                touch.source,
                touch.medium,
                touch.campaign,
                touch.content,
                touch.term,
            ];
            find_or_add(connection, TOUCH, values)
        })
    }
}

/// Rows of one table.
#[derive(Debug, Default)]
struct Rows(HashMap<Fingerprint, i64, FingerprintHashing>);

impl Rows {
    fn row(
        &mut self,
        key: Fingerprint,
        find: impl FnOnce() -> Result<i64, Fault>,
    ) -> Result<i64, Fault> {
        if let Some(&row) = self.0.get(&key) {
            return Ok(row);
        }
        let row = find()?;
        if self.0.len() >= REMEMBERED {
            self.0.clear();
        }
        self.0.insert(key, row);
        Ok(row)
    }
}

/// A query for a row and the statement that adds it, with the same values.
type FindOrAdd = (&'static str, &'static str);

const PRODUCT: FindOrAdd = (
    "SELECT id FROM products WHERE title = ?1 AND sku IS ?2 AND vendor IS ?3
        AND requires_shipping IS ?4",
    "INSERT INTO products (title, sku, vendor, requires_shipping) VALUES (?1, ?2, ?3, ?4)",
);

const FACTS: FindOrAdd = (
    "SELECT id FROM order_facts WHERE financial = ?1 AND source IS ?2 AND payment_method IS ?3
        AND country IS ?4 AND accepts_marketing IS ?5 AND currency = ?6",
    "INSERT INTO order_facts
        (financial, source, payment_method, country, accepts_marketing, currency)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
);

const TOUCH: FindOrAdd = (
    "SELECT id FROM touches WHERE utm_source IS ?1 AND utm_medium IS ?2 AND utm_campaign IS ?3
        AND utm_content IS ?4 AND utm_term IS ?5",
    "INSERT INTO touches (utm_source, utm_medium, utm_campaign, utm_content, utm_term)
    VALUES (?1, ?2, ?3, ?4, ?5)",
);

fn find_or_add(
    connection: &Connection,
    (find, add): FindOrAdd,
    values: &[&dyn ToSql],
) -> Result<i64, Fault> {
    let known = connection
        .prepare_cached(find)?
        .query_row(values, |row| row.get(0))
        .optional()?;
    match known {
        Some(row) => Ok(row),
        None => Ok(connection.prepare_cached(add)?.insert(values)?),
    }
}
