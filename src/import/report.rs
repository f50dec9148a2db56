//! What an import did, file by file: the same value for the window, the terminal and JSON.

use std::path::PathBuf;

use super::columns::first_headers;
use super::decisions::{Basis, ColumnDecision};
use super::error::Failure;
use crate::model::format::{NumberStyle, plural};
use crate::model::issue::{Issue, IssueKind, Severity};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// One entry per file, in the order they were read.
    pub files: Vec<FileReport>,
    /// Revision of the workspace afterwards; `None` for a dry run.
    pub revision: Option<u64>,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileReport {
    /// The file.
    pub path: PathBuf,
    /// Format id; `None` where it was not recognised.
    pub format: Option<&'static str>,
    /// Encoding name.
    pub encoding: &'static str,
    /// Cell delimiter.
    pub delimiter: Option<char>,
    /// What became of its rows and records.
    pub counts: ReportCounts,
    /// How many issues it has.
    pub issue_count: u64,
    /// How many of them are errors.
    pub error_count: u64,
    /// The first of them.
    pub issues: Vec<Issue>,
    /// Why it was not taken at all.
    pub failure: Option<Failure>,
    /// Whether it is a table with one row per unit.
    pub units: UnitFile,
    /// How its columns with amounts and dates were read.
    pub decisions: Vec<ColumnDecision>,
}

/// How a file stands to tables with one row per unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum UnitFile {
    /// It is none.
    #[default]
    No,
    /// It looks like one; nobody said yet which column is what, so it was left out.
    Likely,
    /// It was read as one and is the experiment of this name.
    Stored(String),
}

/// Rows and records of one file. `rows = accepted_rows + unchanged_rows + rejected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportCounts {
    /// Data rows.
    pub rows: u64,
    /// Rows of new and updated records.
    pub accepted_rows: u64,
    /// Rows of records that were known already.
    pub unchanged_rows: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Records that the rows were folded to.
    pub records: u64,
    /// Records seen for the first time.
    pub new: u64,
    /// Records whose content changed.
    pub updated: u64,
    /// Records that were already stored like this, or newer.
    pub unchanged: u64,
}

/// How many issues of a file are kept in its report; the workspace keeps all.
pub const ISSUES_INLINE: usize = 50;

/// What must be decided about a file; `None` where all is told.
pub(super) fn question(decisions: &[ColumnDecision]) -> Option<Failure> {
    let open = decisions.iter().filter(|it| it.basis == Basis::Open);
    let open: Vec<String> = open.map(|decision| decision.header.clone()).collect();
    let columns = first_headers(&open);
    let words = "written: there are cells that could mean either";
    let sentence = match open.len() {
        0 => return None,
        1 => format!("Say how {columns} is {words}"),
        _ => format!("Say how {columns} are {words}"),
    };
    Some(Failure::Undecided(sentence))
}

impl FileReport {
    /// Whether it waits for the analyst: it was left out until somebody says how to read it.
    #[must_use]
    pub fn is_held_back(&self) -> bool {
        match &self.failure {
            Some(Failure::Unseen | Failure::Undecided(_)) => true,
            Some(Failure::NoCurrency | Failure::Other(_)) | None => false,
        }
    }

    /// Whether somebody must say what it is or how it is read.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.is_held_back() || self.is_unknown()
    }

    /// Whether it was left out because no known format has its headers.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let is_unknown = |issue: &Issue| issue.kind == IssueKind::UnknownFormat;
        self.format.is_none() && self.issues.iter().any(is_unknown)
    }

    pub(super) fn add_issue(&mut self, issue: &Issue) {
        self.issue_count += 1;
        self.error_count += u64::from(issue.kind.severity() == Severity::Error);
        if self.issues.len() < ISSUES_INLINE {
            self.issues.push(issue.clone());
        }
    }
}

impl ImportReport {
    /// Whether every file was taken.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.files.iter().all(|file| file.failure.is_none())
    }

    /// Whether every file was taken, or waits for the analyst to say what it is.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let mut files = self.files.iter();
        files.all(|file| file.failure.is_none() || file.waits())
    }

    /// Whether no file was taken.
    #[must_use]
    pub fn is_futile(&self) -> bool {
        self.files.iter().all(|file| file.failure.is_some())
    }

    /// The import in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let failed: Vec<&FileReport> = self
            .files
            .iter()
            .filter(|file| file.failure.is_some())
            .collect();
        let sum = |of: fn(&ReportCounts) -> u64| -> i64 {
            self.files.iter().map(|file| of(&file.counts)).sum::<u64>() as i64
        };
        let style = NumberStyle::default();
        let taken = plural(
            (self.files.len() - failed.len()) as i64,
            "file imported",
            "files imported",
        );
        let mut text = format!(
            "{taken}: {} new, {} updated, {} unchanged",
            style.count(sum(|counts| counts.new)),
            style.count(sum(|counts| counts.updated)),
            style.count(sum(|counts| counts.unchanged)),
        );
        let (waiting, failed): (Vec<_>, Vec<_>) = failed.into_iter().partition(|file| file.waits());
        for (words, files) in [("Not taken", failed), ("To decide", waiting)] {
            if let Some(named) = named(&files) {
                text.push_str(&format!(". {words}: {named}"));
            }
        }
        text
    }
}

/// The first of some files, and how many others there are.
fn named(files: &[&FileReport]) -> Option<String> {
    let first = files.first()?;
    let name = first.path.file_name().unwrap_or_default().to_string_lossy();
    Some(match files.len() as i64 - 1 {
        0 => name.into_owned(),
        others => format!("{name} and {}", plural(others, "other", "others")),
    })
}
