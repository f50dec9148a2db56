//! The raw row behind an issue: asked for, waited for, shown.

use std::path::{Path, PathBuf};

use crate::import::{self, RawRows, RowError, Watch};
use crate::store::{Fingerprint, StoredIssue};

use super::action::Effect;
use super::jobs::{Job, Outcome};
use super::state::State;
use super::view::Overlay;

/// An issue with the row of its file.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordView {
    /// The issue.
    pub issue: StoredIssue,
    /// Whether the rows around it are shown, too.
    pub around: bool,
    /// The rows, or why there are none; `None` while they are read.
    pub rows: Option<Result<RawRows, String>>,
}

/// Which row of which file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWanted {
    /// The file as the workspace names it.
    pub path: PathBuf,
    /// The line; `None` for the first rows.
    pub line: Option<u64>,
    /// What the file's bytes were at import.
    pub content: Option<Fingerprint>,
}

/// Opens the view of an issue's row and has the file read.
pub(super) fn show(state: &mut State, issue: StoredIssue) -> Vec<Effect> {
    let file = state.session.loaded.as_ref().and_then(|loaded| {
        let files = &loaded.files;
        files.iter().find(|file| file.id == issue.file)
    });
    let wanted = RowWanted {
        path: PathBuf::from(&issue.path),
        line: issue.issue.line,
        content: file.map(|file| file.header.content),
    };
    state.view.overlay = Some(Overlay::Record(Box::new(RecordView {
        issue,
        around: false,
        rows: None,
    })));
    vec![Effect::Start(Box::new(Job::ReadRow(wanted)))]
}

/// Reads the row.
pub(super) fn read(wanted: RowWanted, watch: &dyn Watch) -> Outcome {
    match import::rows_at(&wanted.path, wanted.line, wanted.content, watch) {
        Ok(rows) => Outcome::RowRead(wanted, Ok(rows)),
        Err(RowError::Cancelled) => Outcome::Cancelled,
        Err(error) => Outcome::RowRead(wanted, Err(error.to_string())),
    }
}

/// Takes the row, where it is still looked at.
pub(super) fn take(state: &mut State, wanted: &RowWanted, rows: Result<RawRows, String>) {
    if let Some(Overlay::Record(view)) = &mut state.view.overlay
        && Path::new(&view.issue.path) == wanted.path
        && view.issue.issue.line == wanted.line
    {
        view.rows = Some(rows);
    }
}
