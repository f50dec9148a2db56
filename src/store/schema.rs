//! Connections and the schema: opening a workspace file, recognising it, creating and migrating it.
//!
//! The schema version is SQLite's `user_version`; a workspace is told from other databases by its
//! `application_id`. To change the schema, add `migrations/000N_….sql` with the steps from the
//! version before and list it in [`MIGRATIONS`]; never edit a file that was released.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{Fault, StoreError};

/// One step of the schema: the statements that lead to `version` from the version before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Migration {
    /// The version after the step.
    pub(super) version: i64,
    /// The statements.
    pub(super) sql: &'static str,
}

/// Every step, oldest first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: include_str!("migrations/0001_workspace.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("migrations/0002_unit_tables.sql"),
    },
    Migration {
        version: 3,
        sql: include_str!("migrations/0003_compact_orders.sql"),
    },
    Migration {
        version: 4,
        sql: include_str!("migrations/0004_more_records.sql"),
    },
    Migration {
        version: 5,
        sql: include_str!("migrations/0005_identity.sql"),
    },
    Migration {
        version: 6,
        sql: include_str!("migrations/0006_import_decisions.sql"),
    },
];

/// `HOLD` in ASCII, in the file header where `file(1)` and others look.
pub(super) const APPLICATION_ID: i32 = 0x484f_4c44;

/// How long a query waits for another program's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Memory of a connection for pages, in KiB. An import mostly adds pages: what is held back of them has to
/// be written at its end, while nothing else can be done. Little in unit tests, so that their small
/// imports go through the file before they end, as large ones do.
pub(super) const CACHE: i64 = if cfg!(test) { 512 } else { 16_384 };

/// The same for an import into a workspace that holds something: it looks people up all over their index.
pub(super) const CACHE_OF_MORE: i64 = 2 * CACHE;

const READ_FLAGS: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// What a path holds, judged by the first hundred bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No file.
    Nothing,
    /// An empty file, as an interrupted creation leaves it.
    Blank,
    /// A workspace by its header.
    Workspace,
    /// Something else.
    Other,
}

/// Looks at a path without touching it, so that no side files appear beside a stranger's file.
pub(super) fn look_at(path: &Path) -> Result<Found, StoreError> {
    let told = |source| StoreError::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(told(error)),
    };
    if file.metadata().map_err(told)?.is_dir() {
        return Ok(Found::Other);
    }
    let mut header = Vec::new();
    file.by_ref()
        .take(100)
        .read_to_end(&mut header)
        .map_err(told)?;
    if header.is_empty() {
        return Ok(Found::Blank);
    }
    // The header of an SQLite file: its name first, the application id at offset 68.
    let is_database = header.starts_with(b"SQLite format 3\0");
    let is_ours = header.get(68..72) == Some(&APPLICATION_ID.to_be_bytes());
    Ok(if is_database && is_ours {
        Found::Workspace
    } else {
        Found::Other
    })
}

/// Opens for reading and writing, creates the tables in a blank file and migrates an older one.
pub(super) fn open_for_writing(path: &Path, migrations: &[Migration]) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    configure(&connection)?;
    // Takes effect in a new file only. Large pages suit records that are written and read in bulk.
    connection.pragma_update(None, "page_size", 16_384)?;
    migrate(&connection, path, migrations)?;
    set_journal(&connection, Journal::WriteAhead)?;
    check_references(&connection, true)?;
    Ok(connection)
}

/// How a transaction is made safe against a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Journal {
    /// New content goes into a log first; others read meanwhile.
    WriteAhead,
    /// Old content goes into a journal first; best where nearly everything is new.
    Rollback,
}

/// Changes the journal. It stays as it is while another connection is open, which is safe, too.
pub(super) fn set_journal(connection: &Connection, journal: Journal) -> Result<(), Fault> {
    let mode = match journal {
        Journal::WriteAhead => "WAL",
        Journal::Rollback => "DELETE",
    };
    connection.busy_timeout(Duration::ZERO)?;
    let changed = connection.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()));
    connection.busy_timeout(BUSY_TIMEOUT)?;
    match changed {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => Ok(other?),
    }
}

/// Has the database check every reference between rows, or not. An import does without: it writes
/// references to rows that it has just found or written, and looking up each again takes a third of
/// its time.
pub(super) fn check_references(connection: &Connection, checked: bool) -> Result<(), Fault> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, checked)?;
    Ok(())
}

/// Opens for reading only; refuses an older version, which it could not migrate.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection, Fault> {
    match open_shared(path) {
        // A file in write-ahead mode needs side files; in a folder that cannot be written to, and
        // with nobody writing, it can only be read as a file that never changes.
        Err(Fault::Sql(error))
            if error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
                && !with_suffix(path, "-wal").exists() =>
        {
            open_immutable(path)
        }
        other => other,
    }
}

/// Puts back what a killed import has overwritten, which the first look of a writer does.
pub(super) fn take_back(path: &Path) -> Result<(), Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    configure(&connection)?;
    version_of(&connection)?;
    Ok(())
}

fn open_shared(path: &Path) -> Result<Connection, Fault> {
    checked_reader(path, Connection::open_with_flags(path, READ_FLAGS)?)
}

/// Opens a file as if it could never change, without side files.
pub(super) fn open_immutable(path: &Path) -> Result<Connection, Fault> {
    let flags = READ_FLAGS | OpenFlags::SQLITE_OPEN_URI;
    checked_reader(
        path,
        Connection::open_with_flags(immutable_uri(path), flags)?,
    )
}

fn checked_reader(path: &Path, connection: Connection) -> Result<Connection, Fault> {
    configure(&connection)?;
    let (found, known) = (version_of(&connection)?, newest(MIGRATIONS));
    check_not_newer(path, found, known)?;
    if found < known {
        let path = path.to_owned();
        return Err(StoreError::NeedsMigration { path, found, known }.into());
    }
    Ok(connection)
}

fn immutable_uri(path: &Path) -> String {
    const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b'%')
        .add(b'?')
        .add(b'#')
        .add(b' ');
    let bytes = path.as_os_str().as_encoded_bytes();
    let encoded = percent_encoding::percent_encode(bytes, RESERVED);
    format!("file:{encoded}?immutable=1")
}

fn configure(connection: &Connection) -> Result<(), Fault> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    // A workspace may come from someone else: its schema gets no rights beyond holding data, and
    // damage is noticed where it is read.
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    set_cache(connection, CACHE)
}

/// Sets how much memory a connection takes for pages, in KiB.
pub(super) fn set_cache(connection: &Connection, kibibytes: i64) -> Result<(), Fault> {
    // A negative number means memory, a positive one pages.
    Ok(connection.pragma_update(None, "cache_size", -kibibytes)?)
}

fn migrate(connection: &Connection, path: &Path, migrations: &[Migration]) -> Result<(), Fault> {
    let (found, known) = (version_of(connection)?, newest(migrations));
    check_not_newer(path, found, known)?;
    if found == known {
        return Ok(());
    }
    if found > 0 {
        back_up(connection, path, found)?;
    }
    // Steps may rebuild tables, which foreign keys would forbid half-way.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.unchecked_transaction()?;
    for step in migrations.iter().filter(|step| step.version > found) {
        transaction.execute_batch(step.sql)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// Copies the database as it is, before a migration, beside the file; never over an earlier copy.
fn back_up(connection: &Connection, path: &Path, version: i64) -> Result<(), Fault> {
    let copy = free_backup_path(path, version)?;
    let copy = copy.to_string_lossy();
    connection.execute("VACUUM INTO ?1", [copy.as_ref()])?;
    Ok(())
}

fn free_backup_path(path: &Path, version: i64) -> Result<PathBuf, StoreError> {
    let first = with_suffix(path, &format!(".v{version}-backup"));
    let numbered = |number| with_suffix(&first, &format!("-{number}"));
    let mut candidates = std::iter::once(first.clone()).chain((2..100).map(numbered));
    candidates
        .find(|candidate| !candidate.exists())
        .ok_or(StoreError::Io {
            path: first.clone(),
            source: ErrorKind::AlreadyExists.into(),
        })
}

/// The copies that migrations left beside a workspace.
pub(super) fn backups(path: &Path) -> Vec<PathBuf> {
    let copies = (1..newest(MIGRATIONS)).flat_map(|version| {
        let first = with_suffix(path, &format!(".v{version}-backup"));
        let numbered: Vec<PathBuf> = (2..100)
            .map(|number| with_suffix(&first, &format!("-{number}")))
            .take_while(|copy| copy.exists())
            .collect();
        std::iter::once(first).chain(numbered)
    });
    copies.filter(|copy| copy.exists()).collect()
}

fn check_not_newer(path: &Path, found: i64, known: i64) -> Result<(), StoreError> {
    if found <= known {
        return Ok(());
    }
    let path = path.to_owned();
    Err(StoreError::NewerVersion { path, found, known })
}

fn version_of(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn newest(migrations: &[Migration]) -> i64 {
    migrations.last().map_or(0, |step| step.version)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
