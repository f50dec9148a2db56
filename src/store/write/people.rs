//! People: one row per key, remembered over an import.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::error::Fault;
use crate::store::fingerprint::{Fingerprint, FingerprintHashing};
use crate::store::identity::Someone;

/// How many people are remembered before they are looked up anew.
const REMEMBERED: usize = 1 << 20;

/// How many new people are collected before they are written. More would be a little quicker and keep the
/// reading thread waiting.
const MOST: usize = if cfg!(test) { 3 } else { 1 << 14 };

/// The rows of people by the fingerprint of their key.
#[derive(Debug)]
pub(in crate::store) struct Memory {
    rows: HashMap<Fingerprint, i64, FingerprintHashing>,
    next_row: i64,
    /// Nobody was there before and everybody is remembered: who is not remembered is new.
    is_complete: bool,
    /// New people who are still to be written, about in the order of their keys: then their index is gone
    /// through once for all of them.
    waiting: Vec<NewPerson>,
}

/// A new person.
#[derive(Debug)]
struct NewPerson {
    /// The first letters of the key: order enough.
    place: u64,
    key: String,
    row: i64,
}

impl NewPerson {
    fn of(key: &str, row: i64) -> Self {
        let kind = key.find(':').map_or(0, |colon| colon + 1);
        let mut first = [0; 8];
        for (letter, byte) in first.iter_mut().zip(&key.as_bytes()[kind..]) {
            *letter = *byte;
        }
        Self {
            place: u64::from_be_bytes(first),
            key: key.to_owned(),
            row,
        }
    }
}

impl Memory {
    /// Looks at the people before an import.
    pub(in crate::store) fn new(connection: &Connection) -> Result<Self, Fault> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM people";
        let next_row: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Self {
            rows: HashMap::default(),
            next_row,
            is_complete: next_row == 1,
            waiting: Vec::new(),
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
            self.write(connection)?;
            let sql = "UPDATE OR IGNORE people SET key = ?2 WHERE key = ?1";
            connection.prepare_cached(sql)?.execute([earlier, key])?;
        }
        let row = match self.find(connection, key)? {
            Some(row) => row,
            None => self.add(connection, key)?,
        };
        if self.rows.len() >= REMEMBERED {
            self.write(connection)?;
            self.is_complete = false;
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

    /// Writes the people who are not written yet; to be called before the import ends.
    pub(in crate::store) fn write(&mut self, connection: &Connection) -> Result<(), Fault> {
        self.waiting.sort_unstable_by_key(|new| new.place);
        let mut add = connection.prepare_cached("INSERT INTO people (id, key) VALUES (?1, ?2)")?;
        for new in self.waiting.drain(..) {
            add.execute(params![new.row, new.key])?;
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
        if self.waiting.len() >= MOST {
            self.write(connection)?;
        }
        let row = self.next_row;
        self.next_row += 1;
        self.waiting.push(NewPerson::of(key, row));
        Ok(row)
    }
}
