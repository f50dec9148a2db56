//! People: one row per key, remembered over an import.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::error::Fault;
use crate::store::fingerprint::{Fingerprint, FingerprintHashing};
use crate::store::identity::Someone;

/// How many people are remembered before they are looked up anew.
const REMEMBERED: usize = 1 << 20;

/// The rows of people by the fingerprint of their key.
#[derive(Debug)]
pub(in crate::store) struct Memory {
    rows: HashMap<Fingerprint, i64, FingerprintHashing>,
    next_row: i64,
    /// Nobody was there before, so everybody is remembered, and the index of keys is made at the end:
    /// sorting all keys once is quicker than finding the place of each.
    is_complete: bool,
}

impl Memory {
    /// Looks at the people before an import.
    pub(in crate::store) fn new(connection: &Connection) -> Result<Self, Fault> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM people";
        let next_row: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        let is_complete = next_row == 1;
        if is_complete {
            connection.execute("DROP INDEX IF EXISTS people_by_key", [])?;
        }
        Ok(Self {
            rows: HashMap::default(),
            next_row,
            is_complete,
        })
    }

    /// The row of a person, added on first sight.
    pub(in crate::store) fn row(
        &mut self,
        connection: &Connection,
        someone: &Someone,
    ) -> Result<i64, Fault> {
        let (key, hash) = (&someone.key, someone.hash);
        if let Some(&row) = self.rows.get(&hash) {
            return Ok(row);
        }
        if let Some(earlier) = &someone.earlier {
            let sql = "UPDATE OR IGNORE people SET key = ?2 WHERE key = ?1";
            connection.prepare_cached(sql)?.execute([earlier, key])?;
        }
        let row = match self.find(connection, key)? {
            Some(row) => row,
            None => self.add(connection, key)?,
        };
        if self.rows.len() >= REMEMBERED {
            self.make_index(connection)?;
            self.rows.clear();
        }
        self.rows.insert(hash, row);
        Ok(row)
    }

    /// The row of a person who is known already.
    pub(in crate::store) fn known_row(
        &self,
        connection: &Connection,
        someone: &Someone,
    ) -> Result<Option<i64>, Fault> {
        match self.rows.get(&someone.hash) {
            Some(&row) => Ok(Some(row)),
            None => self.find(connection, &someone.key),
        }
    }

    /// Makes the index of keys where it is still missing; to be called before the import ends.
    pub(in crate::store) fn make_index(&mut self, connection: &Connection) -> Result<(), Fault> {
        if std::mem::replace(&mut self.is_complete, false) {
            connection.execute("CREATE UNIQUE INDEX people_by_key ON people (key)", [])?;
        }
        Ok(())
    }

    fn find(&self, connection: &Connection, key: &str) -> Result<Option<i64>, Fault> {
        if self.is_complete {
            return Ok(None);
        }
        let mut known = connection.prepare_cached("SELECT id FROM people WHERE key = ?1")?;
        Ok(known.query_row([key], |row| row.get(0)).optional()?)
    }

    fn add(&mut self, connection: &Connection, key: &str) -> Result<i64, Fault> {
        let row = self.next_row;
        let sql = "INSERT INTO people (id, key) VALUES (?1, ?2)";
        connection.prepare_cached(sql)?.execute(params![row, key])?;
        self.next_row += 1;
        Ok(row)
    }
}
