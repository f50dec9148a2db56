//! The workspace: opening it, its settings and definitions, and the way to imports and snapshots.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::definitions;
use super::error::{Fault, StoreError};
use super::files::{self, ImportedFile, IssueFilter, StoredIssue};
use super::identity;
use super::import::Import;
use super::lock::WriterLock;
use super::query::{self, QueryResult};
use super::read;
use super::schema::{self, Found, Journal, MIGRATIONS};
use super::settings::{self, Settings};
use super::snapshot::Snapshot;
use super::unit_tables;
use crate::model::issue::IssueKind;
use crate::model::rules::Definitions;

/// One open workspace file.
#[derive(Debug)]
pub struct Workspace {
    path: PathBuf,
    /// Declared before the lock: the connection must be closed when the lock is given back.
    pub(super) connection: Connection,
    lock: Option<WriterLock>,
}

/// What may be done with an open workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// This is the one writer.
    ReadWrite,
    /// Another program writes, the folder is write-protected, or reading was asked for.
    ReadOnly,
}

/// Cancels the query that a workspace is running, from another thread.
pub struct Interrupt(rusqlite::InterruptHandle);

impl Interrupt {
    /// Lets the running query fail with [`StoreError::Interrupted`]; does nothing between queries.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Workspace {
    /// Creates a workspace where no file is yet.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let already_exists = || StoreError::AlreadyExists {
            path: path.to_owned(),
        };
        match schema::look_at(path)? {
            Found::Nothing | Found::Blank => {}
            Found::Workspace | Found::Other => return Err(already_exists()),
        }
        let lock = WriterLock::try_take(path)?.ok_or_else(|| StoreError::ReadOnly {
            path: path.to_owned(),
        })?;
        // Another program may have been faster between the look and the lock.
        if schema::look_at(path)? == Found::Workspace {
            return Err(already_exists());
        }
        let workspace = Self::with_lock(path, lock)?;
        // The presets become this workspace's own, so that a later program cannot change its numbers.
        workspace.told(definitions::save(
            &workspace.connection,
            &Definitions::default(),
        ))?;
        Ok(workspace)
    }

    /// Opens a workspace for writing, or for reading only where another program is its writer.
    ///
    /// An older file is migrated after a backup copy; a newer one is refused.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        check_is_workspace(path)?;
        match WriterLock::try_take(path)? {
            Some(lock) => Self::with_lock(path, lock),
            None => Self::open_read_only(path),
        }
    }

    /// Opens a workspace, or creates it where no file is yet.
    pub fn open_or_create(path: &Path) -> Result<Self, StoreError> {
        match schema::look_at(path)? {
            Found::Nothing | Found::Blank => Self::create(path),
            Found::Workspace | Found::Other => Self::open(path),
        }
    }

    /// Opens a workspace for reading, whether or not another program writes to it.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        check_is_workspace(path)?;
        let opened = match schema::open_for_reading(path).map_err(|fault| fault.at(path)) {
            // An import that was killed left its journal, which only a writer can take back.
            Err(StoreError::ReadOnly { .. }) => {
                Self::take_back_what_was_killed(path)?;
                schema::open_for_reading(path).map_err(|fault| fault.at(path))
            }
            opened => opened,
        };
        Ok(Self {
            connection: opened?,
            lock: None,
            path: path.to_owned(),
        })
    }

    fn take_back_what_was_killed(path: &Path) -> Result<(), StoreError> {
        match WriterLock::try_take(path)? {
            Some(_lock) => schema::take_back(path).map_err(|fault| fault.at(path)),
            None => Ok(()),
        }
    }

    fn with_lock(path: &Path, lock: WriterLock) -> Result<Self, StoreError> {
        let connection =
            schema::open_for_writing(path, MIGRATIONS).map_err(|fault| fault.at(path))?;
        // A write-protected file in a writable folder can be locked, but not changed.
        let is_protected = connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(false);
        if !is_protected {
            identity::prepare(&connection).map_err(|fault| fault.at(path))?;
        }
        Ok(Self {
            connection,
            lock: (!is_protected).then_some(lock),
            path: path.to_owned(),
        })
    }

    /// Removes the workspace from the disk, for one that was made for an import that did not happen.
    pub fn discard(self) -> Result<(), StoreError> {
        let Self {
            connection,
            lock,
            path,
        } = self;
        drop(connection);
        for ending in ["", "-wal", "-shm", "-journal", "-lock"] {
            let mut name = OsString::from(&path);
            name.push(ending);
            match std::fs::remove_file(&name) {
                Err(source) if source.kind() != ErrorKind::NotFound => {
                    return Err(StoreError::Io { path, source });
                }
                Ok(()) | Err(_) => {}
            }
        }
        drop(lock);
        Ok(())
    }

    /// The workspace file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is the writer.
    #[must_use]
    pub fn access(&self) -> Access {
        match self.lock {
            Some(_) => Access::ReadWrite,
            None => Access::ReadOnly,
        }
    }

    /// Counts the committed changes to what a snapshot holds: records and settings.
    pub fn revision(&self) -> Result<u64, StoreError> {
        self.told(settings::revision(&self.connection))
    }

    /// Currency and reporting zone.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        self.told(settings::load(&self.connection))
    }

    /// Changes currency and reporting zone; refuses a zone that does not exist.
    pub fn set_settings(&mut self, settings: &Settings) -> Result<(), StoreError> {
        self.change(|connection| {
            if settings::save(connection, settings)? {
                settings::raise_revision(connection)?;
            }
            Ok(())
        })
    }

    /// The definitions in force.
    pub fn definitions(&self) -> Result<Definitions, StoreError> {
        let latest = self.told(definitions::latest(&self.connection))?;
        Ok(latest.1)
    }

    /// An earlier version of the definitions; `None` where there is none of that number.
    pub fn definitions_at(&self, version: i64) -> Result<Option<Definitions>, StoreError> {
        self.told(definitions::at_version(&self.connection, version))
    }

    /// Saves definitions as a new version, unless they equal those in force.
    ///
    /// Returns the number of the version then in force; a new workspace starts with 1.
    pub fn save_definitions(&mut self, definitions: &Definitions) -> Result<i64, StoreError> {
        self.change(|connection| definitions::save(connection, definitions))
    }

    /// Starts an import. Nothing of it is seen, here or elsewhere, before its commit.
    pub fn begin_import(&mut self) -> Result<Import<'_>, StoreError> {
        self.check_writable()?;
        self.told(schema::check_references(&self.connection, false))?;
        Import::begin(&mut self.connection, &self.path)
    }

    /// Starts an import of many records into a workspace that holds few: what is written goes straight into
    /// the file, with a journal of the little that was there, instead of into the log first. To be
    /// followed by [`Workspace::end_bulk_import`].
    ///
    /// While somebody else has the workspace open, this is [`Workspace::begin_import`].
    pub fn begin_bulk_import(&mut self) -> Result<Import<'_>, StoreError> {
        self.check_writable()?;
        self.told(schema::set_journal(&self.connection, Journal::Rollback))?;
        self.begin_import()
    }

    /// Goes back to the log, which lets others read while something is written.
    pub fn end_bulk_import(&mut self) -> Result<(), StoreError> {
        self.check_writable()?;
        self.told(schema::set_journal(&self.connection, Journal::WriteAhead))
    }

    /// Removes a table with one row per unit and what was said of it; whether there was one.
    pub fn remove_unit_table(&mut self, name: &str) -> Result<bool, StoreError> {
        self.change(|connection| {
            let is_gone = unit_tables::remove(connection, name)?;
            if is_gone {
                settings::raise_revision(connection)?;
            }
            Ok(is_gone)
        })
    }

    /// The imported files, oldest first.
    pub fn files(&self) -> Result<Vec<ImportedFile>, StoreError> {
        self.told(files::list(&self.connection))
    }

    /// The wanted issues, by file and line.
    pub fn issues(&self, filter: &IssueFilter) -> Result<Vec<StoredIssue>, StoreError> {
        self.told(files::issues(&self.connection, filter))
    }

    /// How many of the wanted issues there are, by kind; the filter's limit plays no part.
    pub fn issue_counts(
        &self,
        filter: &IssueFilter,
    ) -> Result<BTreeMap<IssueKind, u64>, StoreError> {
        self.told(files::issue_counts(&self.connection, filter))
    }

    /// Everything loaded, from one consistent read, in an order that depends on the data alone.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.told(read::snapshot(&self.connection, read::Merging::Applied))
    }

    /// As [`Self::snapshot`], with every person as the files have them: no merge is applied.
    pub fn snapshot_before_merges(&self) -> Result<Snapshot, StoreError> {
        self.told(read::snapshot(&self.connection, read::Merging::Ignored))
    }

    /// Runs one SQL statement that only reads.
    pub fn query(&self, sql: &str) -> Result<QueryResult, StoreError> {
        self.told(query::run(&self.connection, sql))
    }

    /// A handle that cancels long queries of this workspace.
    #[must_use]
    pub fn interrupt_handle(&self) -> Interrupt {
        Interrupt(self.connection.get_interrupt_handle())
    }

    /// Reads a kind of record that has a module of its own.
    pub(super) fn read_with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.told(read(&self.connection))
    }

    pub(super) fn change<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.check_writable()?;
        let in_transaction = || {
            schema::check_references(&self.connection, true)?;
            let transaction = self.connection.unchecked_transaction()?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        self.told(in_transaction())
    }

    fn check_writable(&self) -> Result<(), StoreError> {
        match self.access() {
            Access::ReadWrite => Ok(()),
            Access::ReadOnly => Err(StoreError::ReadOnly {
                path: self.path.clone(),
            }),
        }
    }

    pub(super) fn told<T>(&self, result: Result<T, Fault>) -> Result<T, StoreError> {
        result.map_err(|fault| fault.at(&self.path))
    }
}

fn check_is_workspace(path: &Path) -> Result<(), StoreError> {
    let path = path.to_owned();
    match schema::look_at(&path)? {
        Found::Workspace => Ok(()),
        Found::Nothing => Err(StoreError::NotFound { path }),
        Found::Blank | Found::Other => Err(StoreError::NotAWorkspace { path }),
    }
}
