//! Free queries over the workspace for those who know SQL: they read, and nothing else.
//!
//! A statement must begin like one that reads, and the database must say that it only reads. What it
//! returns is bounded, so that a query without an end does not take all memory; one that returns nothing
//! and has no end is stopped through [`Interrupt`](super::Interrupt).

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, Row};

use super::error::{Fault, StoreError};

/// What a query returned.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryResult {
    /// Column names.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// One value of a query's result.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// NULL.
    Empty,
    /// A whole number; money is in minor units, instants are UTC microseconds.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes, such as fingerprints, as lower-case hexadecimal digits.
    Bytes(String),
}

/// The words with which a statement that only reads can begin.
const READING: [&str; 4] = ["select", "with", "values", "explain"];

/// Rows that a query may return.
pub(super) const ROW_LIMIT: usize = 1_000_000;

/// Bytes that the cells of a query's result may take, and the longest of its values.
const BYTE_LIMIT: usize = 256 * 1024 * 1024;
const VALUE_LIMIT: i32 = 32 * 1024 * 1024;

/// Runs one reading statement.
pub(super) fn run(connection: &Connection, sql: &str) -> Result<QueryResult, Fault> {
    let longest = connection.limit(Limit::SQLITE_LIMIT_LENGTH)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_LIMIT)?;
    let result = read(connection, sql);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
    result
}

fn read(connection: &Connection, sql: &str) -> Result<QueryResult, Fault> {
    let told = |error: rusqlite::Error| match error {
        rusqlite::Error::SqlInputError { error, msg, .. }
            if error.code != ErrorCode::OperationInterrupted =>
        {
            StoreError::Query { reason: msg }.into()
        }
        rusqlite::Error::MultipleStatement => StoreError::NotAQuery.into(),
        other => Fault::from(other),
    };
    // `ATTACH` and some pragmas count as reading for the database, so the first word decides, too.
    let first: String = sql
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    if !READING.contains(&first.to_ascii_lowercase().as_str()) {
        return Err(StoreError::NotAQuery.into());
    }
    let mut statement = connection.prepare(sql).map_err(told)?;
    if !statement.readonly() {
        return Err(StoreError::NotAQuery.into());
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = Vec::new();
    let mut bytes = 0;
    let mut found = statement.query([]).map_err(told)?;
    while let Some(row) = found.next().map_err(told_at_work)? {
        let cells = cells(row, columns.len())?;
        bytes += size_of_val(cells.as_slice()) + cells.iter().map(Cell::heap).sum::<usize>();
        if rows.len() == ROW_LIMIT || bytes > BYTE_LIMIT {
            return Err(StoreError::QueryTooLarge { rows: ROW_LIMIT }.into());
        }
        rows.push(cells);
    }
    Ok(QueryResult { columns, rows })
}

/// A mistake that shows only while the query runs, such as a sum that overflows.
fn told_at_work(error: rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::Unknown | ErrorCode::TooBig) => {
            let reason = error.to_string();
            StoreError::Query { reason }.into()
        }
        _ => error.into(),
    }
}

impl Cell {
    /// Bytes beyond the cell itself.
    fn heap(&self) -> usize {
        match self {
            Self::Empty | Self::Integer(_) | Self::Real(_) => 0,
            Self::Text(text) | Self::Bytes(text) => text.len(),
        }
    }
}

fn cells(row: &Row<'_>, count: usize) -> Result<Vec<Cell>, Fault> {
    (0..count).map(|at| Ok(cell(row.get_ref(at)?))).collect()
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Empty,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(bytes) => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(hexadecimal(bytes)),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
