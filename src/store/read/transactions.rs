//! Payments and refunds, oldest first.

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::time::Moment;
use crate::model::transaction::{Transaction, TransactionKey, TransactionKind, TransactionStatus};
use crate::store::error::Fault;
use crate::store::files::from_stored;

/// Reads all of them.
pub(in crate::store) fn read(connection: &Connection) -> Result<Vec<Transaction>, Fault> {
    let sql =
        "SELECT platform, transaction_id, order_id, order_name, kind, status, amount, currency,
            at, at_offset, gateway, test, source_line
        FROM transactions ORDER BY at, platform, transaction_id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record(&mut Cells::of(row))?);
    }
    Ok(records)
}

fn record(cells: &mut Cells<'_, '_>) -> Result<Transaction, Fault> {
    Ok(Transaction {
        key: TransactionKey {
            platform: cells.take()?,
            id: cells.take()?,
        },
        order: OrderRef {
            id: cells.take()?,
            name: cells.take()?,
        },
        kind: cells.take_word(TransactionKind::parse)?,
        status: cells.take_word(TransactionStatus::parse)?,
        amount: cells.take()?,
        currency: cells.take_word(Currency::parse)?,
        at: Moment {
            utc_micros: cells.take()?,
            offset_seconds: cells.take()?,
        },
        gateway: cells.take()?,
        test: cells.take()?,
        source_line: from_stored(cells.take()?),
    })
}
