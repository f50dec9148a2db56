//! The row of an order: its columns, the statement that inserts many of them, and its values.

use rusqlite::CachedStatement;

use crate::store::error::Fault;
use crate::store::fingerprint::Fingerprint;

/// How many columns of an order are numbers, and how many are texts.
const NUMBERS: usize = 19;
const TEXTS: usize = 4;

/// The columns of an order: numbers first, then texts, then its lines and its fingerprint.
const COLUMNS: usize = NUMBERS + TEXTS + 2;

/// The statement that inserts so many orders.
pub(super) fn insert(orders: usize) -> String {
    let one = ["(", &["?"; COLUMNS].join(", "), ")"].concat();
    let values = vec![one.as_str(); orders].join(", ");
    format!(
        "INSERT INTO orders (
            id, person, placed, placed_offset, cancelled, cancelled_offset, facts, touch,
            lines_sum, subtotal, shipping, taxes, total, discount, refunded,
            file, source_line, source_rows, export_micros,
            order_id, name, platform, landing_page, lines, fingerprint)
        VALUES {values}
        ON CONFLICT (order_id, platform) DO NOTHING"
    )
}

/// The values of one order in the order of the columns.
pub(super) struct Values<'r> {
    pub(super) numbers: [Option<i64>; NUMBERS],
    pub(super) texts: [Option<&'r str>; TEXTS],
    pub(super) lines: String,
    pub(super) fingerprint: Fingerprint,
}

impl Values<'_> {
    /// Binds them from a parameter on; the parameter behind the last one.
    pub(super) fn bind(
        &self,
        statement: &mut CachedStatement<'_>,
        first: usize,
    ) -> Result<usize, Fault> {
        let mut at = first;
        for number in self.numbers {
            statement.raw_bind_parameter(at, number)?;
            at += 1;
        }
        for text in self.texts {
            statement.raw_bind_parameter(at, text)?;
            at += 1;
        }
        statement.raw_bind_parameter(at, &self.lines)?;
        statement.raw_bind_parameter(at + 1, self.fingerprint)?;
        Ok(at + 2)
    }
}
