//! Imports: all records of all files of one import in one transaction.
//!
//! A record is found again by its key. Its fingerprint tells whether anything changed, and the age
//! of the exports tells which content is the newer one, so that importing the same or overlapping
//! files again, in any order, never doubles a number.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::books::{Books, Incoming, OpenFile};
use super::definitions;
use super::error::{Fault, StoreError};
use super::files::{self, FileCounts, FileHeader, FileId};
use super::fingerprint::Fingerprint;
use super::identity::{Hints, Intake, Someone, Whose};
use super::order_books::OrderBooks;
use super::prepared::IncomingOrders;
use super::schema;
use super::settings::{self, Settings};
use super::snapshot::UnitTableText;
use super::unit_tables::{self, NewUnitTable};
use super::write::{Source, Stored, Table, assignments, orders, people, profiles};
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
    /// The file gave the same record with other content before, which was kept.
    Repeated,
    /// Its person was forgotten at the analyst's wish, so nothing was stored.
    Forgotten,
}

impl Outcome {
    /// What became of a row that is two records: the one of the two that changed more.
    #[must_use]
    pub fn or_more(self, other: Self) -> Self {
        let order = [
            Self::New,
            Self::Updated,
            Self::Unchanged,
            Self::Older,
            Self::Repeated,
            Self::Forgotten,
        ];
        let both = [self, other];
        let more = order.into_iter().find(|outcome| both.contains(outcome));
        more.unwrap_or(self)
    }
}

/// A running import. Dropped without [`Import::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Import<'workspace> {
    pub(super) transaction: Transaction<'workspace>,
    pub(super) path: PathBuf,
    books: Books,
    people: people::Memory,
    pub(super) intake: Intake,
    hints: Hints,
    orders: Option<orders::Memory>,
    experiments: BTreeSet<String>,
}

impl<'workspace> Import<'workspace> {
    pub(super) fn begin(
        connection: &'workspace mut Connection,
        path: &Path,
    ) -> Result<Self, StoreError> {
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Fault::from(error).at(path))?;
        let told = |fault: Fault| fault.at(path);
        let ages = files::ages(&transaction).map_err(told)?;
        if !ages.is_empty() {
            schema::set_cache(&transaction, schema::CACHE_OF_MORE).map_err(told)?;
        }
        let people = people::Memory::new(&transaction).map_err(told)?;
        let intake = Intake::of(&transaction).map_err(told)?;
        Ok(Self {
            intake,
            hints: Hints::default(),
            transaction,
            path: path.to_owned(),
            books: Books {
                ages,
                ..Books::default()
            },
            people,
            orders: None,
            experiments: BTreeSet::new(),
        })
    }

    /// Changes the settings together with the records, for the first import of a workspace.
    pub fn set_settings(&mut self, settings: &Settings) -> Result<(), StoreError> {
        let saved = settings::save(&self.transaction, settings);
        self.books.changes.any |= saved.map_err(|fault| fault.at(&self.path))?;
        Ok(())
    }

    /// Begins a file; the issues of an earlier import of the same content are taken back.
    pub fn begin_file(&mut self, header: &FileHeader) -> Result<FileId, StoreError> {
        self.open_file(header).map_err(|fault| fault.at(&self.path))
    }

    /// What another thread needs to prepare orders for this import.
    #[must_use]
    pub fn intake(&self) -> Intake {
        self.intake.clone()
    }

    /// Stores an order that came from `rows` rows of the file.
    pub fn put_order(
        &mut self,
        file: FileId,
        order: &Order,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let mut orders = IncomingOrders::default();
        orders.push(order.clone(), rows);
        let outcomes = self.put_orders(file, &mut orders)?;
        Ok(outcomes[0])
    }

    /// Stores orders of a file, many at a time: what became of each. Those that are not prepared are now.
    pub fn put_orders(
        &mut self,
        file: FileId,
        orders: &mut IncomingOrders,
    ) -> Result<Vec<Outcome>, StoreError> {
        orders.prepare(&mut self.intake);
        self.orders(file, orders)
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
        self.books.changes.any |= has_changed;
        Ok((name, outcome))
    }

    /// The stored tables with one row per unit that were read from a path, as people see it.
    pub fn unit_tables_of(&self, path: &str) -> Result<Vec<UnitTableText>, StoreError> {
        let mut tables =
            unit_tables::list(&self.transaction).map_err(|fault| fault.at(&self.path))?;
        tables.retain(|table| table.path == path);
        Ok(tables)
    }

    /// Whether nothing was ever imported, and nothing in this import so far.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.books.ages.is_empty()
    }

    /// How recent the records of a content are, if it was imported before and that is known.
    pub fn age_of(&self, content: Fingerprint) -> Result<Option<i64>, StoreError> {
        self.told(files::age_of(&self.transaction, content))
    }

    /// Stores a file that begins with `header` by `work`, which may find out that it has to be done again
    /// in another way (`Ok(None)`): then no trace of it is left.
    pub fn attempt<T, E: From<StoreError>>(
        &mut self,
        header: &FileHeader,
        work: impl FnOnce(&mut Self, FileId) -> Result<Option<T>, E>,
    ) -> Result<Option<T>, E> {
        let run = |import: &Self, sql: &str| {
            let done = import.transaction.execute_batch(sql).map_err(Fault::from);
            done.map_err(|fault| fault.at(&import.path))
        };
        // What was done before the attempt must not wait in memory that is dropped with it.
        let told = |done: Result<(), Fault>| done.map_err(|fault| fault.at(&self.path));
        if !self.is_first() {
            told(self.people.write(&self.transaction))?;
            told(self.hints.write(&self.transaction))?;
        }
        let (books, experiments) = (self.books.clone(), self.experiments.clone());
        run(self, "SAVEPOINT attempt")?;
        let file = self.begin_file(header)?;
        let done = work(self, file)?;
        if done.is_none() {
            run(self, "ROLLBACK TO attempt")?;
            (self.books, self.experiments) = (books, experiments);
            self.orders = None;
            self.hints.clear();
            self.intake.hear_again();
            self.people =
                people::Memory::new(&self.transaction).map_err(|fault| fault.at(&self.path))?;
        }
        run(self, "RELEASE attempt")?;
        Ok(done)
    }

    /// Says what a file holds, where that was not known when it was begun.
    pub fn set_content(&mut self, file: FileId, content: Fingerprint) -> Result<(), StoreError> {
        files::set_content(&self.transaction, file, content).map_err(|fault| fault.at(&self.path))
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
        self.books.ages.insert(file.0, header.latest_micros);
        self.books.files.insert(file, open);
        Ok(file)
    }

    fn orders(&mut self, file: FileId, orders: &IncomingOrders) -> Result<Vec<Outcome>, Fault> {
        let memory = match &mut self.orders {
            Some(memory) => memory,
            None => self.orders.insert(orders::Memory::new(&self.transaction)?),
        };
        let books = OrderBooks {
            books: &mut self.books,
            people: &mut self.people,
            hints: &mut self.hints,
            file,
            writer: orders::Writer::new(&self.transaction, memory)?,
        };
        books.put_all(orders.prepared())
    }

    fn profile(&mut self, file: FileId, profile: &Profile, rows: u64) -> Result<Outcome, Fault> {
        let line = profile.source_line;
        let record = "profile";
        let profile = &*self.intake.profile(profile);
        let (person, identity) = match self.whose(&profile.identity)? {
            Whose::Person(person, identity) => (person, identity),
            Whose::Forgotten => return Ok(Outcome::Forgotten),
            Whose::Nobody => return Err(StoreError::Nobody { record, line }.into()),
        };
        let stored = profiles::find(&self.transaction, profile.platform, person)?;
        let incoming = Incoming {
            table: Table::Profiles,
            file,
            line,
            rows,
            fingerprint: Fingerprint::of_profile(profile, &identity),
        };
        self.put(&incoming, stored, |connection, row, source| {
            profiles::write(connection, row, (profile, &identity, person), source)
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
        let record = "assignment";
        let (person, identity) = match self.whose(&assignment.identity)? {
            Whose::Person(person, identity) => (person, identity),
            Whose::Forgotten => return Ok(Outcome::Forgotten),
            Whose::Nobody => return Err(StoreError::Nobody { record, line }.into()),
        };
        if !self.experiments.contains(experiment) {
            self.experiments.insert(experiment.to_owned());
        }
        let record = assignments::Record {
            experiment,
            assignment,
            identity: &identity,
            person,
        };
        let stored = assignments::find(&self.transaction, &record)?;
        let incoming = Incoming {
            table: Table::Assignments,
            file,
            line,
            rows,
            fingerprint: Fingerprint::of_assignment(assignment, &identity),
        };
        self.put(&incoming, stored, |connection, row, source| {
            assignments::write(connection, row, &record, source)
        })
    }

    /// The open transaction, for kinds of record with a module of their own.
    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// Notes that the import changes what is stored.
    pub(super) fn note_change(&mut self) {
        self.books.changes.any = true;
    }

    /// Whether a file is the newer content of another one's path.
    pub(super) fn replaces(&self, file: FileId, other: i64) -> bool {
        let open = self.books.files.get(&file);
        open.is_some_and(|open| open.predecessors.contains(&other))
    }

    /// A fault as an error that names the workspace.
    pub(super) fn told<T>(&self, result: Result<T, Fault>) -> Result<T, StoreError> {
        result.map_err(|fault| fault.at(&self.path))
    }

    /// Decides on a record and stores what follows. `write` fills the given row, or a new one.
    pub(super) fn put(
        &mut self,
        incoming: &Incoming,
        stored: Option<Stored>,
        write: impl FnOnce(&Connection, Option<i64>, &Source) -> Result<(), Fault>,
    ) -> Result<Outcome, Fault> {
        let source = Books::source(incoming);
        self.books
            .given
            .open(&self.transaction, incoming.table, incoming.file)?;
        let Some(stored) = stored else {
            write(&self.transaction, None, &source)?;
            self.books.changes.any = true;
            return Ok(Outcome::New);
        };
        let outcome = self.books.settle(&self.transaction, incoming, &stored)?;
        if outcome == Outcome::Updated {
            write(&self.transaction, Some(stored.row), &source)?;
        }
        Ok(outcome)
    }

    fn close_file(&mut self, file: FileId, counts: &FileCounts) -> Result<(), Fault> {
        files::finish(&self.transaction, file, counts)?;
        let open = self.books.files.entry(file).or_default();
        if open.latest_micros.is_none() {
            open.latest_micros = counts.latest_micros;
            self.books.ages.insert(file.0, counts.latest_micros);
        }
        Ok(())
    }

    /// The row of a person, added on first sight; hears what was hinted at.
    pub(super) fn person(&mut self, someone: &Someone) -> Result<i64, Fault> {
        let row = self.people.row(&self.transaction, someone)?;
        self.hints.add(&self.transaction, row, someone.clues)?;
        Ok(row)
    }

    fn conclude(mut self) -> Result<u64, Fault> {
        self.books.changes.any |= unit_tables::make_way(&self.transaction, &self.experiments)?;
        let predecessors = self
            .books
            .files
            .values()
            .flat_map(|file| &file.predecessors);
        for &file in predecessors.collect::<BTreeSet<_>>() {
            files::remove_if_unused(&self.transaction, file)?;
        }
        self.people.write(&self.transaction)?;
        self.hints.write(&self.transaction)?;
        definitions::add_experiments(&self.transaction, &self.experiments)?;
        if !self.books.changes.is_none() {
            settings::raise_revision(&self.transaction)?;
        }
        let revision = settings::revision(&self.transaction)?;
        self.transaction.commit()?;
        Ok(revision)
    }
}
