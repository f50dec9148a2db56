//! What became of each file, in the words of the Data screen.

use std::collections::BTreeMap;
use std::path::Path;

use crate::app::session::Loaded;
use crate::import::{FileReport, Format, ImportReport, UNITS_FORMAT};
use crate::model::format::{NumberStyle, plural};
use crate::model::issue::{IssueKind, Severity};
use crate::store::{FileCounts, FileId, ImportedFile};
use crate::ui::theme::Tone;
use crate::ui::wording::severity_tone;

/// Every file with what became of it, and the sums over all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Files {
    /// Stored files in the order of first import, then what the last import could not store.
    pub lines: Vec<FileLine>,
    /// Issues of all files.
    pub issues: IssueCounts,
    /// Rows of all files.
    pub rows: RowSums,
}

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FileLine {
    /// Its path.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// What it holds, by kind of record.
    pub holds: String,
    /// Its data rows; `None` for what is not a table.
    pub rows: Option<u64>,
    /// What its last import changed.
    pub outcome: String,
    /// Its issues by severity.
    pub issues: IssueCounts,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// An export that is read.
    Export(Format),
    /// A table with one row per unit.
    Units,
    /// Attribution rules.
    Rules,
    /// A table whose columns nobody knows.
    Unknown,
    /// It could not be read; why.
    Unreadable(String),
}

/// Issues by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct IssueCounts {
    pub errors: u64,
    pub warnings: u64,
    pub notes: u64,
}

/// What became of data rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowSums {
    /// Data rows in the files.
    pub rows: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Rows of new or changed records and rows of records that were known, where the workspace can
    /// tell them apart.
    pub split: Option<(u64, u64)>,
}

impl Default for RowSums {
    fn default() -> Self {
        Self {
            rows: 0,
            rejected: 0,
            split: Some((0, 0)),
        }
    }
}

impl Files {
    /// Files of a workspace, with those that the last import could not store.
    pub(super) fn of(loaded: &Loaded, last_import: Option<&ImportReport>) -> Self {
        let reports = last_import.map_or(&[][..], |report| &report.files);
        let mut counts: BTreeMap<FileId, IssueCounts> = BTreeMap::new();
        for stored in &loaded.issues {
            let of_file = counts.entry(stored.file).or_default();
            of_file.add(stored.issue.kind.severity(), 1);
        }
        let mut files = Self::default();
        for file in &loaded.files {
            let issues = counts.get(&file.id).copied().unwrap_or_default();
            files.issues.errors += issues.errors;
            files.issues.warnings += issues.warnings;
            files.issues.notes += issues.notes;
            let report = reports.iter().find(|report| is_of(report, file));
            files.rows.add(&RowSums::of(file, report));
            files.lines.push(stored_line(loaded, file, issues));
        }
        files.lines.extend(reports.iter().filter_map(unstored_line));
        files
    }
}

impl FileLine {
    /// What its last import changed, short enough for a narrow column: the first figure.
    pub(super) fn outcome_in_short(&self) -> String {
        match self.outcome.split_once(", ") {
            Some((first, _)) => format!("{first}, …"),
            None => self.outcome.clone(),
        }
    }

    /// The name without its folder.
    pub(super) fn name(&self) -> &str {
        file_name(&self.path)
    }
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    Path::new(path)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(path)
}

impl FileKind {
    fn of_stored(format: &str) -> Self {
        if format == UNITS_FORMAT {
            return Self::Units;
        }
        Format::parse(format).map_or(Self::Unknown, Self::Export)
    }

    /// The words of its tag.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Export(Format::Assignments) => "Assignment list",
            Self::Export(format) => format.label(),
            Self::Units => "Table of units",
            Self::Rules => "Attribution rules",
            Self::Unknown => "Not recognised",
            Self::Unreadable(_) => "Not read",
        }
    }
}

impl IssueCounts {
    fn add(&mut self, severity: Severity, count: u64) {
        match severity {
            Severity::Error => self.errors += count,
            Severity::Warning => self.warnings += count,
            Severity::Note => self.notes += count,
        }
    }

    /// How many of one severity; all of them without one.
    pub(super) fn of(&self, severity: Option<Severity>) -> u64 {
        match severity {
            None => self.errors + self.warnings + self.notes,
            Some(Severity::Error) => self.errors,
            Some(Severity::Warning) => self.warnings,
            Some(Severity::Note) => self.notes,
        }
    }

    /// The worst kind with its number, for one cell: `2 errors`.
    pub(super) fn worst(&self) -> Option<(Tone, String)> {
        let worst = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .find(|&severity| self.of(Some(severity)) > 0)?;
        Some((severity_tone(worst), self.words(worst)))
    }

    /// All kinds with their numbers: `2 errors, 1 warning, 12 notes`.
    pub(super) fn sentence(&self) -> String {
        [Severity::Error, Severity::Warning, Severity::Note]
            .map(|severity| self.words(severity))
            .join(", ")
    }

    fn words(&self, severity: Severity) -> String {
        let count = self.of(Some(severity)) as i64;
        match severity {
            Severity::Error => plural(count, "error", "errors"),
            Severity::Warning => plural(count, "warning", "warnings"),
            Severity::Note => plural(count, "note", "notes"),
        }
    }
}

impl RowSums {
    fn of(file: &ImportedFile, report: Option<&FileReport>) -> Self {
        let counts = &file.counts;
        let taken = counts.rows.saturating_sub(counts.rejected);
        let split = match report {
            Some(report) => Some((report.counts.accepted_rows, report.counts.unchanged_rows)),
            // The workspace keeps records, not rows; they tell rows where all went the same way.
            None if counts.unchanged == 0 => Some((taken, 0)),
            None if counts.new + counts.updated == 0 => Some((0, taken)),
            None if counts.records == taken => {
                Some((counts.new + counts.updated, counts.unchanged))
            }
            None => None,
        };
        Self {
            rows: counts.rows,
            rejected: counts.rejected,
            split,
        }
    }

    fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.rejected += other.rejected;
        self.split = self.split.zip(other.split).map(|(sum, one)| {
            let (accepted, unchanged) = one;
            (sum.0 + accepted, sum.1 + unchanged)
        });
    }

    /// What became of every row, in figures that add up.
    pub(super) fn sentence(&self) -> String {
        let style = NumberStyle::default();
        let count = |value: u64| style.count(value as i64);
        let taken = if let Some((accepted, unchanged)) = self.split {
            format!(
                "{} accepted, {} unchanged",
                count(accepted),
                count(unchanged)
            )
        } else {
            let taken = self.rows.saturating_sub(self.rejected);
            format!("{} accepted or unchanged", count(taken))
        };
        format!(
            "{} in, {taken}, {} rejected",
            plural(self.rows as i64, "row", "rows"),
            count(self.rejected)
        )
    }
}

/// The workspace stores full paths, a report the path as given: name and counts tell them together.
fn is_of(report: &FileReport, file: &ImportedFile) -> bool {
    let counts = &report.counts;
    let stored = &file.counts;
    report.path.file_name() == Path::new(&file.header.path).file_name()
        && report.format == Some(file.header.format.as_str())
        && (counts.rows, counts.records, counts.rejected)
            == (stored.rows, stored.records, stored.rejected)
        && (counts.new, counts.updated, counts.unchanged)
            == (stored.new, stored.updated, stored.unchanged)
}

fn stored_line(loaded: &Loaded, file: &ImportedFile, issues: IssueCounts) -> FileLine {
    let kind = FileKind::of_stored(&file.header.format);
    FileLine {
        holds: match kind {
            FileKind::Export(format) => holds(loaded, format, file),
            FileKind::Units => table_of(loaded, file),
            FileKind::Rules | FileKind::Unknown | FileKind::Unreadable(_) => String::new(),
        },
        rows: (kind != FileKind::Unknown).then_some(file.counts.rows),
        outcome: match kind {
            FileKind::Unknown => String::new(),
            FileKind::Export(_) | FileKind::Units | FileKind::Rules | FileKind::Unreadable(_) => {
                outcome(&file.counts)
            }
        },
        path: file.header.path.clone(),
        kind,
        issues,
    }
}

fn holds(loaded: &Loaded, format: Format, file: &ImportedFile) -> String {
    let records = file.counts.records as i64;
    match format {
        Format::ShopifyOrders
        | Format::MatrixifyOrders
        | Format::WooAnalytics
        | Format::WooWebtoffee
        | Format::WooAdvanced
        | Format::Orders
        | Format::OrderTouches => plural(records, "order", "orders"),
        Format::ShopifyDiscounts => plural(records, "discount", "discounts"),
        Format::ShopifyTransactions => plural(records, "transaction", "transactions"),
        Format::ShopifySessions | Format::ShopifySalesByUtm => {
            plural(records, "report row", "report rows")
        }
        Format::MetaAds | Format::GoogleAds | Format::Spend => plural(records, "cost", "costs"),
        Format::ShopifyCustomers
        | Format::KlaviyoProfiles
        | Format::MailchimpAudience
        | Format::PeopleList => plural(records, "person", "people"),
        Format::KlaviyoFlows => plural(records, "flow row", "flow rows"),
        Format::KlaviyoCampaigns
        | Format::KlaviyoMessages
        | Format::MailchimpCampaigns
        | Format::MailchimpReport => plural(records, "campaign", "campaigns"),
        Format::Ga4Report => plural(records, "traffic row", "traffic rows"),
        Format::KlaviyoEvents | Format::MessageEvents => plural(records, "event", "events"),
        Format::Assignments => {
            let people = plural(records, "person", "people");
            let stem = Path::new(&file.header.path).file_stem();
            let lists = &loaded.snapshot.assignments;
            let list = lists
                .iter()
                .find(|list| stem.is_some_and(|stem| stem == list.experiment.as_str()));
            match list {
                Some(list) => {
                    let arms = plural(list.arms.len() as i64, "arm", "arms");
                    format!("{people}, {arms}")
                }
                None => people,
            }
        }
    }
}

/// The experiment that a file is.
fn table_of(loaded: &Loaded, file: &ImportedFile) -> String {
    let mut tables = loaded.snapshot.unit_tables.iter();
    let table = tables.find(|table| table.path == file.header.path);
    table.map_or_else(String::new, |table| table.name.clone())
}

fn outcome(counts: &FileCounts) -> String {
    if counts.records == 0 {
        return "nothing to take".to_owned();
    }
    if counts.new == counts.records {
        return "all new".to_owned();
    }
    if counts.unchanged == counts.records {
        return "unchanged".to_owned();
    }
    let style = NumberStyle::default();
    let parts = [
        (counts.new, "new"),
        (counts.updated, "updated"),
        (counts.unchanged, "unchanged"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|&(count, _)| count > 0)
        .map(|(count, word)| format!("{} {word}", style.count(count as i64)))
        .collect();
    parts.join(", ")
}

/// A file of the last import that the workspace does not list: rules, or one that could not be read.
fn unstored_line(report: &FileReport) -> Option<FileLine> {
    let is_rules = report.path.extension().is_some_and(|end| end == "toml");
    let is_stored = report
        .issues
        .iter()
        .any(|issue| issue.kind == IssueKind::UnknownFormat);
    let kind = match &report.failure {
        _ if is_stored => return None,
        Some(reason) => FileKind::Unreadable(reason.to_string()),
        None if is_rules => FileKind::Rules,
        None => return None,
    };
    let outcome = match kind {
        FileKind::Rules if report.counts.new > 0 => "taken",
        FileKind::Rules => "kept",
        FileKind::Export(_) | FileKind::Units | FileKind::Unknown | FileKind::Unreadable(_) => "",
    };
    Some(FileLine {
        path: report.path.display().to_string(),
        kind,
        holds: String::new(),
        rows: None,
        outcome: outcome.to_owned(),
        issues: IssueCounts::default(),
    })
}

#[cfg(test)]
mod tests;
