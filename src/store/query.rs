//! Free queries over the workspace for those who know SQL: they read, and nothing else.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

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

/// Runs one reading statement.
pub(super) fn run(connection: &Connection, sql: &str) -> Result<QueryResult, Fault> {
    let told = |error: rusqlite::Error| match error {
        rusqlite::Error::SqlInputError { msg, .. } => StoreError::Query { reason: msg }.into(),
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
    let mut found = statement.query([]).map_err(told)?;
    while let Some(row) = found.next()? {
        rows.push(cells(row, columns.len())?);
    }
    Ok(QueryResult { columns, rows })
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
