//! Imports: all records of all files of one import in one transaction.
//!
//! A record is found again by its key. Its fingerprint tells whether anything changed, and the age
//! of the exports tells which content is the newer one, so that importing the same or overlapping
//! files again, in any order, never doubles a number.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::definitions;
use super::error::{Fault, StoreError};
use super::files::{self, FileCounts, FileHeader, FileId};
use super::fingerprint::Fingerprint;
use super::identity::{Intake, Whose};
use super::settings::{self, Settings};
use super::snapshot::UnitTableText;
use super::unit_tables::{self, NewUnitTable};
use super::write::{self, Source, Stored, Table, assignments, campaigns, orders, profiles};
use crate::model::campaign::Campaign;
use crate::model::experiment::Assignment;
use crate::model::issue::Issue;
use crate::model::order::Order;
use crate::model::profile::Profile;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Seen for the first time.
    New,
    /// Its content replaced an earlier one.
    Updated,
    /// The same content was already stored.
    Unchanged,
    /// The stored content comes from a newer export and was kept.
    Older,
    /// Its person was forgotten at the analyst's wish, so nothing was stored.
    Forgotten,
}

/// A running import. Dropped without [`Import::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Import<'workspace> {
    transaction: Transaction<'workspace>,
    path: PathBuf,
    files: BTreeMap<FileId, OpenFile>,
    people: HashMap<String, i64>,
    pub(super) intake: Intake,
    experiments: BTreeSet<String>,
    changes: Changes,
}

/// What an import must know of a file while its records come in.
#[derive(Debug, Default)]
struct OpenFile {
    latest_micros: Option<i64>,
    /// Other contents of the same path: records move from them to this file.
    predecessors: BTreeSet<i64>,
}

/// Whether the import makes the snapshot another one.
#[derive(Debug, Default)]
struct Changes {
    any: bool,
    /// Content before and after, of overwritten records: two overlapping files may change a record
    /// and change it back.
    overwritten: HashMap<(Table, i64), (Fingerprint, Fingerprint)>,
}

impl Changes {
    fn is_none(&self) -> bool {
        let differs = |(before, after): &(Fingerprint, Fingerprint)| before != after;
        !self.any && !self.overwritten.values().any(differs)
    }
}

/// One record on its way in.
struct Incoming {
    table: Table,
    file: FileId,
    line: u64,
    rows: u64,
    fingerprint: Fingerprint,
}

impl<'workspace> Import<'workspace> {
    pub(super) fn begin(
        connection: &'workspace mut Connection,
        path: &Path,
    ) -> Result<Self, StoreError> {
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Fault::from(error).at(path))?;
        let intake = Intake::of(&transaction).map_err(|fault| fault.at(path))?;
        Ok(Self {
            intake,
            transaction,
            path: path.to_owned(),
            files: BTreeMap::new(),
            people: HashMap::new(),
            experiments: BTreeSet::new(),
            changes: Changes::default(),
        })
    }

    /// Changes the settings together with the records, for the first import of a workspace.
    pub fn set_settings(&mut self, settings: &Settings) -> Result<(), StoreError> {
        let saved = settings::save(&self.transaction, settings);
        self.changes.any |= saved.map_err(|fault| fault.at(&self.path))?;
        Ok(())
    }

    /// Begins a file; the issues of an earlier import of the same content are taken back.
    pub fn begin_file(&mut self, header: &FileHeader) -> Result<FileId, StoreError> {
        self.open_file(header).map_err(|fault| fault.at(&self.path))
    }

    /// Stores an order that came from `rows` rows of the file.
    pub fn put_order(
        &mut self,
        file: FileId,
        order: &Order,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        self.order(file, order, rows)
            .map_err(|fault| fault.at(&self.path))
    }

    /// Stores a customer profile; refuses one that belongs to nobody.
    pub fn put_profile(
        &mut self,
        file: FileId,
        profile: &Profile,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        self.profile(file, profile, rows)
            .map_err(|fault| fault.at(&self.path))
    }

    /// Stores a campaign row.
    pub fn put_campaign(
        &mut self,
        file: FileId,
        campaign: &Campaign,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        self.campaign(file, campaign, rows)
            .map_err(|fault| fault.at(&self.path))
    }

    /// Stores one row of an experiment's assignment list; refuses one that belongs to nobody.
    pub fn put_assignment(
        &mut self,
        file: FileId,
        experiment: &str,
        assignment: &Assignment,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        self.assignment(file, experiment, assignment, rows)
            .map_err(|fault| fault.at(&self.path))
    }

    /// Stores a table with one row per unit: the name it got as an experiment, and what became of it.
    ///
    /// The same name from the same path is replaced; an experiment of this name from elsewhere makes
    /// the table get a number behind its name.
    pub fn put_unit_table(
        &mut self,
        file: FileId,
        table: &NewUnitTable<'_>,
    ) -> Result<(String, Outcome), StoreError> {
        let (name, outcome, has_changed) = unit_tables::put(&self.transaction, file, table)
            .map_err(|fault| fault.at(&self.path))?;
        self.changes.any |= has_changed;
        Ok((name, outcome))
    }

    /// The stored tables with one row per unit that were read from a path, as people see it.
    pub fn unit_tables_of(&self, path: &str) -> Result<Vec<UnitTableText>, StoreError> {
        let mut tables =
            unit_tables::list(&self.transaction).map_err(|fault| fault.at(&self.path))?;
        tables.retain(|table| table.path == path);
        Ok(tables)
    }

    /// Adds an issue to a file.
    pub fn add_issue(&mut self, file: FileId, issue: &Issue) -> Result<(), StoreError> {
        let raw = issue.raw.as_deref();
        let raw = raw.filter(|raw| self.intake.allows_cell(raw));
        files::add_issue(&self.transaction, file, issue, raw).map_err(|fault| fault.at(&self.path))
    }

    /// Ends a file with what became of its rows.
    pub fn finish_file(&mut self, file: FileId, counts: &FileCounts) -> Result<(), StoreError> {
        self.close_file(file, counts)
            .map_err(|fault| fault.at(&self.path))
    }

    /// Makes the import permanent and returns the revision, which stays where nothing changed.
    ///
    /// Experiments that are not defined yet get a definition with defaults.
    pub fn commit(self) -> Result<u64, StoreError> {
        let path = self.path.clone();
        self.conclude().map_err(|fault| fault.at(&path))
    }

    fn open_file(&mut self, header: &FileHeader) -> Result<FileId, Fault> {
        let file = files::begin(&self.transaction, header)?;
        let predecessors = files::predecessors(&self.transaction, file)?;
        let open = OpenFile {
            latest_micros: header.latest_micros,
            predecessors: predecessors.into_iter().collect(),
        };
        self.files.insert(file, open);
        Ok(file)
    }

    fn order(&mut self, file: FileId, order: &Order, rows: u64) -> Result<Outcome, Fault> {
        let whose = self.whose(&order.identity)?;
        let order = self.intake.order(order, &whose);
        let order = order.as_ref();
        let found = orders::find(&self.transaction, order)?;
        let order_id = orders::settled_id(order, found.as_ref());
        if let Some(found) = found.as_ref().filter(|found| found.order_id != order_id) {
            orders::set_id(&self.transaction, found.stored.row, &order_id)?;
            self.changes.any = true;
        }
        let incoming = Incoming {
            table: Table::Orders,
            file,
            line: order.source_line,
            rows,
            fingerprint: Fingerprint::of_order(order, &whose.identity),
        };
        let stored = found.map(|found| found.stored);
        self.put(&incoming, stored, |connection, row, source| {
            let record = orders::Record {
                order,
                order_id: &order_id,
                whose: &whose,
            };
            orders::write(connection, row, &record, source)
        })
    }

    fn profile(&mut self, file: FileId, profile: &Profile, rows: u64) -> Result<Outcome, Fault> {
        let line = profile.source_line;
        let whose = self.whose(&profile.identity)?;
        let person = match whose {
            Whose {
                person: Some(person),
                ..
            } => person,
            Whose {
                is_forgotten: true, ..
            } => return Ok(Outcome::Forgotten),
            Whose { .. } => {
                let record = "profile";
                return Err(StoreError::Nobody { record, line }.into());
            }
        };
        let stored = profiles::find(&self.transaction, person)?;
        let incoming = Incoming {
            table: Table::Profiles,
            file,
            line,
            rows,
            fingerprint: Fingerprint::of_profile(profile, &whose.identity),
        };
        self.put(&incoming, stored, |connection, row, source| {
            let identity = &*whose.identity;
            profiles::write(connection, row, (profile, identity, person), source)
        })
    }

    fn campaign(&mut self, file: FileId, campaign: &Campaign, rows: u64) -> Result<Outcome, Fault> {
        let stored = campaigns::find(&self.transaction, &campaign.key)?;
        let incoming = Incoming {
            table: Table::Campaigns,
            file,
            line: campaign.source_line,
            rows,
            fingerprint: Fingerprint::of_campaign(campaign),
        };
        self.put(&incoming, stored, |connection, row, source| {
            campaigns::write(connection, row, campaign, source)
        })
    }

    fn assignment(
        &mut self,
        file: FileId,
        experiment: &str,
        assignment: &Assignment,
        rows: u64,
    ) -> Result<Outcome, Fault> {
        let line = assignment.source_line;
        let whose = self.whose(&assignment.identity)?;
        let person = match whose {
            Whose {
                person: Some(person),
                ..
            } => person,
            Whose {
                is_forgotten: true, ..
            } => return Ok(Outcome::Forgotten),
            Whose { .. } => {
                let record = "assignment";
                return Err(StoreError::Nobody { record, line }.into());
            }
        };
        if !self.experiments.contains(experiment) {
            self.experiments.insert(experiment.to_owned());
        }
        let record = assignments::Record {
            experiment,
            assignment,
            identity: &whose.identity,
            person,
        };
        let stored = assignments::find(&self.transaction, &record)?;
        let incoming = Incoming {
            table: Table::Assignments,
            file,
            line,
            rows,
            fingerprint: Fingerprint::of_assignment(assignment, &whose.identity),
        };
        self.put(&incoming, stored, |connection, row, source| {
            assignments::write(connection, row, &record, source)
        })
    }

    /// Decides on a record and stores what follows. `write` fills the given row, or a new one.
    fn put(
        &mut self,
        incoming: &Incoming,
        stored: Option<Stored>,
        write: impl FnOnce(&Connection, Option<i64>, &Source) -> Result<(), Fault>,
    ) -> Result<Outcome, Fault> {
        let latest = self
            .files
            .get(&incoming.file)
            .and_then(|file| file.latest_micros);
        let source = Source {
            file: incoming.file.0,
            line: files::to_stored(incoming.line),
            rows: files::to_stored(incoming.rows),
            fingerprint: incoming.fingerprint,
            export_micros: latest,
        };
        let Some(stored) = stored else {
            write(&self.transaction, None, &source)?;
            self.changes.any = true;
            return Ok(Outcome::New);
        };
        if stored.fingerprint == incoming.fingerprint {
            self.confirm(incoming, &stored, source)?;
            return Ok(Outcome::Unchanged);
        }
        let is_older = latest
            .zip(stored.export_micros)
            .is_some_and(|(incoming, stored)| incoming < stored);
        if is_older {
            return Ok(Outcome::Older);
        }
        write(&self.transaction, Some(stored.row), &source)?;
        self.changes
            .overwritten
            .entry((incoming.table, stored.row))
            .or_insert((stored.fingerprint, incoming.fingerprint))
            .1 = incoming.fingerprint;
        Ok(Outcome::Updated)
    }

    /// The same content again: it may be from a newer export, or its path may hold a new file.
    fn confirm(
        &mut self,
        incoming: &Incoming,
        stored: &Stored,
        mut source: Source,
    ) -> Result<(), Fault> {
        source.export_micros = source.export_micros.max(stored.export_micros);
        let has_moved = self
            .files
            .get(&incoming.file)
            .is_some_and(|file| file.predecessors.contains(&stored.file));
        if has_moved {
            write::set_source(&self.transaction, incoming.table, stored.row, &source)?;
            self.changes.any = true;
        } else if source.export_micros != stored.export_micros {
            let age = source.export_micros;
            write::set_age(&self.transaction, incoming.table, stored.row, age)?;
        }
        Ok(())
    }

    fn close_file(&mut self, file: FileId, counts: &FileCounts) -> Result<(), Fault> {
        files::finish(&self.transaction, file, counts)?;
        let open = self.files.entry(file).or_default();
        if open.latest_micros.is_none() {
            open.latest_micros = counts.latest_micros;
            write::set_missing_ages(&self.transaction, file.0, counts.latest_micros)?;
        }
        Ok(())
    }

    /// Reads and writes inside the import.
    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    pub(super) fn told<T>(&self, result: Result<T, Fault>) -> Result<T, StoreError> {
        result.map_err(|fault| fault.at(&self.path))
    }

    /// Writes the hints of who may be whom that were collected so far.
    pub(super) fn write_hints(&mut self) -> Result<(), Fault> {
        self.intake.write_hints(&self.transaction)
    }

    /// The row of a person, by the key as a file has it.
    pub(super) fn person(&mut self, key: String) -> Result<i64, Fault> {
        if let Some(&row) = self.people.get(&key) {
            return Ok(row);
        }
        let row = self.intake.person(&self.transaction, &key)?;
        self.people.insert(key, row);
        Ok(row)
    }

    fn conclude(mut self) -> Result<u64, Fault> {
        self.write_hints()?;
        self.changes.any |= unit_tables::make_way(&self.transaction, &self.experiments)?;
        let predecessors = self.files.values().flat_map(|file| &file.predecessors);
        for &file in predecessors.collect::<BTreeSet<_>>() {
            files::remove_if_unused(&self.transaction, file)?;
        }
        definitions::add_experiments(&self.transaction, &self.experiments)?;
        if !self.changes.is_none() {
            settings::raise_revision(&self.transaction)?;
        }
        let revision = settings::revision(&self.transaction)?;
        self.transaction.commit()?;
        Ok(revision)
    }
}
