//! What an import is asked to do, who watches it, and why it cannot be done.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::choice::FileChoice;
use super::decisions::Overrides;
use super::format::Format;
use super::mapping::ColumnMapping;
use super::unit_files::UnitsMapping;
use crate::model::money::Currency;
use crate::store::StoreError;

/// What to import and how.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Overrides the recognised format.
    pub format: Option<Format>,
    /// Time zone of times without an offset, and of the workspace where it has none.
    pub zone: Option<String>,
    /// Currency of the workspace where it has none.
    pub currency: Option<Currency>,
    /// Reads and checks everything, stores nothing.
    pub dry_run: bool,
    /// Columns as named by the analyst, for a file that is not recognised.
    pub mapping: Option<ColumnMapping>,
    /// Columns as named by the analyst, for a file with one row per unit.
    pub units: Option<UnitsMapping>,
    /// How some columns are read, whatever they prove.
    pub overrides: Overrides,
    /// Headers of columns to leave out, remembered for files with the same headers; `None` leaves
    /// out what was left out of such a file before.
    pub skip_columns: Option<Vec<String>>,
    /// What the analyst decided for single files.
    pub choices: BTreeMap<PathBuf, FileChoice>,
    /// Whether these decisions hold for later files with the same headers, too.
    pub remember: bool,
    /// Which files wait for the analyst.
    pub hold_back: HoldBack,
}

/// Which files are left out until the analyst has seen how they would be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoldBack {
    /// None: what cannot be told is an issue of the file.
    #[default]
    Nothing,
    /// Files that something must be decided about.
    Unclear,
    /// Every file.
    All,
}

/// Hears of progress and says when to stop.
pub trait Watch {
    /// How far the import is, in bytes of all files.
    fn progress(&self, what: &str, bytes_done: u64, bytes_total: u64);

    /// Whether to stop; nothing is stored then.
    fn is_cancelled(&self) -> bool;
}

/// Hears nothing and never stops: for a look at one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _what: &str, _bytes_done: u64, _bytes_total: u64) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Why an import could not be done. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A path leads nowhere or may not be read.
    #[error("{} cannot be read ({reason}): check the path and your rights", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A folder holds no export files.
    #[error("{} holds no export files: Holdout reads .csv, .tsv, .txt, .xlsx, .xls, .ods, .zip, .gz and rules.toml", .0.display())]
    NothingToImport(PathBuf),
    /// The time zone is not in the database.
    #[error("`{0}` is not a time zone: write an IANA name such as Europe/London")]
    UnknownZone(String),
    /// A file failed half-way, so the whole import was taken back.
    #[error("{} could not be read to its end, so nothing was imported: {reason}", path.display())]
    Interrupted {
        /// The file.
        path: PathBuf,
        /// What happened.
        reason: String,
    },
    /// A file was written to while it was read.
    #[error("{} was changed by another program while it was read, so nothing was imported; import it again when it is written", .0.display())]
    Changed(PathBuf),
    /// The workspace refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The analyst cancelled.
    #[error("The import was cancelled; nothing was changed")]
    Cancelled,
}
