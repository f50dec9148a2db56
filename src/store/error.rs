//! What can go wrong with a workspace file, one sentence each.
//!
//! Inside this layer functions return a [`Fault`], so that `?` works on database calls; the public
//! functions turn it into a [`StoreError`] that names the file and says what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::model::money::Currency;

/// Why a workspace could not be opened, read or changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No file at the path.
    #[error("There is no workspace at `{path}`; check the path, or import files to create one.")]
    NotFound {
        /// The workspace file.
        path: PathBuf,
    },
    /// A file is where a new workspace should be.
    #[error(
        "A workspace cannot be created at `{path}` because a file is already there; open that file or choose another name."
    )]
    AlreadyExists {
        /// The workspace file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error(
        "The file `{path}` is not a Holdout workspace; choose a workspace file, or import this file into one."
    )]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer Holdout.
    #[error(
        "The workspace `{path}` has version {found}, but this Holdout knows versions up to {known}; open it with a newer Holdout."
    )]
    NewerVersion {
        /// The workspace file.
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// The newest version this program can read.
        known: i64,
    },
    /// The file needs a migration, but may not be written here.
    #[error(
        "The workspace `{path}` has the older version {found} and can only be read after it was updated to {known}; close it elsewhere and open it for writing once."
    )]
    NeedsMigration {
        /// The workspace file.
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// The version that this program reads.
        known: i64,
    },
    /// A change was asked of a workspace that is open for reading only.
    #[error(
        "The workspace `{path}` is open for reading only, so it cannot be changed here; close it where else it is open, check that its folder may be written to, and open it again."
    )]
    ReadOnly {
        /// The workspace file.
        path: PathBuf,
    },
    /// The file's content is broken.
    #[error(
        "The workspace `{path}` is damaged ({detail}); restore a backup copy or import the export files into a new workspace."
    )]
    Damaged {
        /// The workspace file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Another program holds the database for too long.
    #[error("The workspace `{path}` is busy in another program; try again when that has finished.")]
    Busy {
        /// The workspace file.
        path: PathBuf,
    },
    /// No room left.
    #[error(
        "The workspace `{path}` could not be written because its disk is full; free some space and try again."
    )]
    DiskFull {
        /// The workspace file.
        path: PathBuf,
    },
    /// The disk refused, as a drive that was unplugged or a limit on the size of files does.
    #[error(
        "The workspace `{path}` could not be read or written to the end ({detail}); check that its drive is connected and has room, and try again."
    )]
    Disk {
        /// The workspace file.
        path: PathBuf,
        /// What the database said.
        detail: String,
    },
    /// The caller cancelled the query.
    #[error("Reading the workspace `{path}` was cancelled.")]
    Interrupted {
        /// The workspace file.
        path: PathBuf,
    },
    /// A time zone that the zone database does not know.
    #[error(
        "`{zone}` is not a known time zone; use an IANA name such as `Europe/Berlin` or `America/New_York`."
    )]
    UnknownZone {
        /// The name as given.
        zone: String,
    },
    /// A currency was named for amounts that were read with other decimals.
    #[error(
        "The amounts of this workspace were read with 2 decimals and {currency} has {decimals}, so naming it would change every number; import the files into a new workspace whose currency is {currency} (--currency {currency}, or Currency on the Data screen before the first file)."
    )]
    OtherDecimals {
        /// The named currency.
        currency: Currency,
        /// Its decimals.
        decimals: u32,
    },
    /// A profile or assignment without e-mail, phone or id reached the store.
    #[error(
        "The {record} on line {line} has no e-mail, phone or customer id, so it belongs to nobody; leave the row out or fill in one of them."
    )]
    Nobody {
        /// `profile` or `assignment`.
        record: &'static str,
        /// Line of the file.
        line: u64,
    },
    /// More than a snapshot can number.
    #[error(
        "The experiment `{experiment}` has more than {limit} arms; check that the arm column of its assignment list is the right one."
    )]
    TooManyArms {
        /// The experiment.
        experiment: String,
        /// The limit.
        limit: usize,
    },
    /// No merge proposal has this id.
    #[error(
        "There is no merge proposal `{id}`; list the proposals again, as their ids follow from their people."
    )]
    UnknownProposal {
        /// The id as given.
        id: String,
    },
    /// Nobody is known by what was given.
    #[error(
        "Nobody in the workspace is known as `{given}`; give an e-mail address, a phone, a customer id, or a key as lists of people show it."
    )]
    UnknownPerson {
        /// The text as given.
        given: String,
    },
    /// Several people are named where one is meant.
    #[error(
        "`{given}` names {count} people ({keys}), so nobody was forgotten; give the key of the one who is meant."
    )]
    SeveralPeople {
        /// The text as given.
        given: String,
        /// How many.
        count: usize,
        /// The first of their keys.
        keys: String,
    },
    /// The system gave no random numbers.
    #[error(
        "The workspace needs a random key and the system gave none ({reason}); try again, or restart the computer."
    )]
    NoRandomness {
        /// What the system said.
        reason: String,
    },
    /// Definitions could not be turned into JSON.
    #[error("The definitions could not be saved ({reason}); undo the last change to them.")]
    Definitions {
        /// What the serialiser said.
        reason: String,
    },
    /// A free query has a mistake in it.
    #[error("The query could not be run ({reason}); correct it and run it again.")]
    Query {
        /// What the database said.
        reason: String,
    },
    /// A free query returns more than can be shown.
    #[error(
        "The query returns more than {rows} rows or 256 MB; add a LIMIT, or sum its rows up with GROUP BY."
    )]
    QueryTooLarge {
        /// The most rows.
        rows: usize,
    },
    /// A free query is more than one statement, or one that does not only read.
    #[error(
        "Only one statement that reads can be run on a workspace; write a single SELECT, WITH, VALUES or EXPLAIN."
    )]
    NotAQuery,
    /// The operating system refused.
    #[error(
        "The workspace file `{path}` could not be used ({source}); check the path and its permissions."
    )]
    Io {
        /// The file or its lock.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Anything else that the database reports.
    #[error(
        "The workspace `{path}` could not be used ({source}); try again, and restore a backup copy if that does not help."
    )]
    Database {
        /// The workspace file.
        path: PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
}

/// A failure inside the layer, not yet tied to a file.
#[derive(Debug)]
pub(super) enum Fault {
    /// The database reported it.
    Sql(rusqlite::Error),
    /// A stored value that this program never writes.
    Unexpected(String),
    /// Already a full sentence.
    Told(StoreError),
}

impl Fault {
    /// The sentence for people, with the file in it.
    pub(super) fn at(self, path: &Path) -> StoreError {
        let path = path.to_owned();
        match self {
            Self::Told(error) => error,
            Self::Unexpected(detail) => StoreError::Damaged { path, detail },
            Self::Sql(source) => match source.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged {
                    path,
                    detail: source.to_string(),
                },
                Some(ErrorCode::NotADatabase) => StoreError::NotAWorkspace { path },
                Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    StoreError::Busy { path }
                }
                Some(ErrorCode::DiskFull) => StoreError::DiskFull { path },
                Some(ErrorCode::SystemIoFailure) => StoreError::Disk {
                    path,
                    detail: source.to_string(),
                },
                Some(ErrorCode::OperationInterrupted) => StoreError::Interrupted { path },
                _ => StoreError::Database { path, source },
            },
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        // A value of another type than the column's was not written by this program.
        match error {
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => Self::Unexpected(error.to_string()),
            other => Self::Sql(other),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Told(error)
    }
}
