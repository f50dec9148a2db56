//! The books of an import: which record counts, and whether anything changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::error::Fault;
use super::files::{self, FileId};
use super::fingerprint::Fingerprint;
use super::given::Given;
use super::import::Outcome;
use super::write::{self, Source, Stored, Table};

/// The files of an import, and whether it changes anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    pub(super) files: BTreeMap<FileId, OpenFile>,
    /// The age of every file of the workspace, for records that have none of their own.
    pub(super) ages: HashMap<i64, Option<i64>>,
    pub(super) changes: Changes,
    pub(super) given: Given,
}

/// What an import must know of a file while its records come in.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenFile {
    pub(super) latest_micros: Option<i64>,
    /// Other contents of the same path: records move from them to this file.
    pub(super) predecessors: BTreeSet<i64>,
}

/// Whether the import makes the snapshot another one.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub(super) any: bool,
    /// Content before and after, of overwritten records: two overlapping files may change a record
    /// and change it back.
    overwritten: HashMap<(Table, i64), (Fingerprint, Fingerprint)>,
}

impl Changes {
    pub(super) fn is_none(&self) -> bool {
        let differs = |(before, after): &(Fingerprint, Fingerprint)| before != after;
        !self.any && !self.overwritten.values().any(differs)
    }
}

/// One record on its way in.
pub(super) struct Incoming {
    pub(super) table: Table,
    pub(super) file: FileId,
    pub(super) line: u64,
    pub(super) rows: u64,
    pub(super) fingerprint: Fingerprint,
}

impl Books {
    /// Where a record comes from. An age is written only where it is another than its file's.
    pub(super) fn source(incoming: &Incoming) -> Source {
        Source {
            file: incoming.file.0,
            line: files::to_stored(incoming.line),
            rows: files::to_stored(incoming.rows),
            fingerprint: incoming.fingerprint,
            export_micros: None,
        }
    }

    /// Decides on a record that is stored already; the caller writes it where it is `Updated`.
    pub(super) fn settle(
        &mut self,
        connection: &Connection,
        incoming: &Incoming,
        stored: &Stored,
    ) -> Result<Outcome, Fault> {
        let age = |file: i64| self.ages.get(&file).copied().flatten();
        let latest = age(incoming.file.0);
        let stored_age = stored.export_micros.or_else(|| age(stored.file));
        if stored.fingerprint == incoming.fingerprint {
            self.confirm(connection, incoming, (stored, stored_age))?;
            self.given.note(incoming.table, stored.row);
            return Ok(Outcome::Unchanged);
        }
        if self.given.has(incoming.table, stored.row) {
            return Ok(Outcome::Repeated);
        }
        let is_older = latest
            .zip(stored_age)
            .is_some_and(|(incoming, stored)| incoming < stored);
        if is_older {
            return Ok(Outcome::Older);
        }
        self.changes
            .overwritten
            .entry((incoming.table, stored.row))
            .or_insert((stored.fingerprint, incoming.fingerprint))
            .1 = incoming.fingerprint;
        self.given.note(incoming.table, stored.row);
        Ok(Outcome::Updated)
    }

    /// The same content again: it may be from a newer export, or its path may hold a new file.
    fn confirm(
        &mut self,
        connection: &Connection,
        incoming: &Incoming,
        (stored, stored_age): (&Stored, Option<i64>),
    ) -> Result<(), Fault> {
        let latest = self.ages.get(&incoming.file.0).copied().flatten();
        let age = latest.max(stored_age);
        let has_moved = self
            .files
            .get(&incoming.file)
            .is_some_and(|file| file.predecessors.contains(&stored.file));
        if has_moved {
            let source = Source {
                export_micros: age.filter(|_| age != latest),
                ..Self::source(incoming)
            };
            write::set_source(connection, incoming.table, stored.row, &source)?;
            self.changes.any = true;
        } else if age != stored_age {
            write::set_age(connection, incoming.table, stored.row, age)?;
            // Of several profiles of a person the newest is believed first.
            self.changes.any |= incoming.table == Table::Profiles;
        }
        Ok(())
    }
}
