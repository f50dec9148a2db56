//! Rows on their way in, written many at a time: a statement costs as much as a row.

use rusqlite::types::ToSqlOutput;
use rusqlite::{CachedStatement, Connection};

use crate::store::error::Fault;

/// Rows of one table that are held back until there are many of them.
pub(super) struct Many<'c, 'v, const COLUMNS: usize> {
    single: CachedStatement<'c>,
    full: CachedStatement<'c>,
    waiting: Vec<[ToSqlOutput<'v>; COLUMNS]>,
}

impl<'c, 'v, const COLUMNS: usize> Many<'c, 'v, COLUMNS> {
    /// How many rows one statement writes.
    const MANY: usize = 128;

    /// For a table with its columns, as in `INSERT INTO`.
    pub(super) fn new(connection: &'c Connection, table: &str) -> Result<Self, Fault> {
        let one = ["(", &["?"; COLUMNS].join(", "), ")"].concat();
        let insert = |rows: usize| {
            let values = vec![one.as_str(); rows].join(", ");
            ["INSERT INTO ", table, " VALUES ", &values].concat()
        };
        Ok(Self {
            single: connection.prepare_cached(&insert(1))?,
            full: connection.prepare_cached(&insert(Self::MANY))?,
            waiting: Vec::with_capacity(Self::MANY),
        })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: [ToSqlOutput<'v>; COLUMNS]) -> Result<(), Fault> {
        self.waiting.push(row);
        if self.waiting.len() == Self::MANY {
            for (at, value) in self.waiting.drain(..).flatten().enumerate() {
                self.full.raw_bind_parameter(at + 1, value)?;
            }
            self.full.raw_execute()?;
        }
        Ok(())
    }

    /// Writes what is held back.
    pub(super) fn flush(&mut self) -> Result<(), Fault> {
        for row in self.waiting.drain(..) {
            self.single.execute(rusqlite::params_from_iter(row))?;
        }
        Ok(())
    }
}
