//! Payments and refunds.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::transaction::{Transaction, TransactionKey};
use crate::store::error::Fault;

/// The stored transaction of a key.
pub(in crate::store) fn find(
    connection: &Connection,
    key: &TransactionKey,
) -> Result<Option<Stored>, Fault> {
    let condition = "platform = ?1 AND transaction_id = ?2";
    let key = params![key.platform, key.id];
    Stored::find(connection, Table::Transactions, condition, key)
}

/// Writes one into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    transaction: &Transaction,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Transactions, row)?;
    let sql = "INSERT INTO transactions (
            id, platform, transaction_id, order_id, order_name, kind, status, amount, currency,
            at, at_offset, gateway, test, file, source_line, source_rows, fingerprint,
            export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    let values = params![
        row,
        transaction.key.platform,
        transaction.key.id,
        transaction.order.id,
        transaction.order.name,
        transaction.kind.id(),
        transaction.status.id(),
        transaction.amount,
        transaction.currency.code(),
        transaction.at.utc_micros,
        transaction.at.offset_seconds,
        transaction.gateway,
        transaction.test,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
