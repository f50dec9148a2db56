//! The session: which workspace is open and what it holds.

use std::path::PathBuf;
use std::sync::Arc;

use crate::import::ImportReport;
use crate::model::privacy::Privacy;
use crate::model::rules::Definitions;
use crate::store::snapshot::Snapshot;
use crate::store::{Access, ImportedFile, Settings, StoredIssue};

/// What is loaded.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// The open workspace and its content.
    pub loaded: Option<Arc<Loaded>>,
    /// What the last import of this session reported.
    pub last_import: Option<Arc<ImportReport>>,
    /// Counts the decisions of this session: not all of them change the data.
    pub decisions: u64,
    /// Why the workspace could not be opened, one sentence.
    pub failure: Option<String>,
}

/// Everything read from a workspace at one revision.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The workspace file.
    pub path: PathBuf,
    /// Whether this window may write.
    pub access: Access,
    /// Currency and time zone as set.
    pub settings: Settings,
    /// What is kept of people.
    pub privacy: Privacy,
    /// Rules, segments and experiments as stored.
    pub definitions: Definitions,
    /// The columnar snapshot.
    pub snapshot: Arc<Snapshot>,
    /// Imported files.
    pub files: Vec<ImportedFile>,
    /// Import issues.
    pub issues: Vec<StoredIssue>,
}

impl Session {
    /// The snapshot, where a workspace is open.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.loaded.as_ref().map(|loaded| &loaded.snapshot)
    }

    /// Whether there is anything to compute on.
    #[must_use]
    pub fn has_orders(&self) -> bool {
        self.snapshot()
            .is_some_and(|snapshot| !snapshot.orders.is_empty())
    }

    /// Whether anybody is known.
    #[must_use]
    pub fn has_people(&self) -> bool {
        self.snapshot()
            .is_some_and(|snapshot| !snapshot.people.is_empty())
    }

    /// Whether there is a table with one row per unit.
    #[must_use]
    pub fn has_unit_tables(&self) -> bool {
        self.snapshot()
            .is_some_and(|snapshot| !snapshot.unit_tables.is_empty())
    }

    /// Whether there is anything that an experiment can be read from.
    #[must_use]
    pub fn has_experiments(&self) -> bool {
        self.has_orders() || self.has_unit_tables()
    }

    /// Whether another window writes to the workspace.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.loaded
            .as_ref()
            .is_some_and(|loaded| loaded.access == Access::ReadOnly)
    }
}
