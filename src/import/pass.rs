//! The pass that makes records: rows become groups, groups become records or issues.

use std::collections::HashMap;

use crate::model::issue::{Issue, IssueKind};

use super::columns::duplicate_headers;
use super::decisions::Decisions;
use super::encoding::Encoding;
use super::error::ReadFailure;
use super::read::{File, heard};
use super::reading::Reading;
use super::repair::{damage, in_one_cell, windows_note};
use super::rows::Row;
use super::sink::{FileSummary, Sink};
use super::straddle::{Began, GoesOn};
use super::survey::{Facts, KeyHash};
use super::table::{Relation, Table};

/// Whether the facts of a file are known or assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passes {
    /// They are assumed, and found out in the only pass; so is what all bytes of the file tell, where it
    /// `scans`.
    Only {
        /// Whether to look at all bytes, too.
        scans: bool,
    },
    /// They were found out in a pass before.
    Second,
}

impl Passes {
    /// Whether to find out meanwhile what the file really tells, and whether what all its bytes do.
    pub(super) fn finds_out(self) -> (bool, bool) {
        match self {
            Self::Only { scans } => (true, scans),
            Self::Second => (false, false),
        }
    }
}

/// The second pass: rows become groups, groups become records.
pub(super) struct Pass<'a, T: Table, S: Sink> {
    pub(super) table: T,
    pub(super) facts: &'a Facts,
    pub(super) reading: Reading<'a, T::Field>,
    pub(super) width: usize,
    pub(super) group: Vec<Row>,
    /// Rows that are done with, to be filled again.
    pub(super) spare: Vec<Row>,
    pub(super) seen: HashMap<KeyHash, u32>,
    pub(super) summary: FileSummary,
    pub(super) told_one_cell: bool,
    pub(super) sink: &'a mut S,
}

impl<T: Table, S: Sink> Pass<'_, T, S> {
    pub(super) fn file_issues(
        &mut self,
        file: &File<'_>,
        decisions: &Decisions,
    ) -> Result<(), ReadFailure<S::Error>> {
        let mut issues = duplicate_headers(&file.recognition.headers, file.recognition.header_line);
        if file.recognition.encoding == Encoding::Windows1252 {
            issues.push(windows_note());
        }
        issues.extend(file.recognition.notes.iter().cloned());
        let layout = self.reading.layout;
        issues.extend(self.table.file_issues(layout));
        issues.extend(decisions.issues());
        if self.facts.rows == 0 {
            let hint = "The file has a header and no rows; widen the date range of the export.";
            issues.push(Issue::of_file(IssueKind::EmptyFile, hint));
        }
        self.tell(issues)
    }

    /// Exports that were put one after the other repeat the header; the open record may go on below it.
    pub(super) fn take_header(&mut self, row: &Row) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rows += 1;
        let hint = "The header occurs again between the rows, as in exports that were put together; this row was left out.";
        self.reject(row, IssueKind::RepeatedHeader, hint)
    }

    /// How a row belongs to the record that is open.
    pub(super) fn relation(&self, row: &Row) -> Relation {
        let layout = self.reading.layout;
        self.table.relation(self.group.first(), row, layout)
    }

    /// Takes a row with its relation to the open record.
    pub(super) fn take(
        &mut self,
        row: Row,
        relation: Relation,
    ) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rows += 1;
        // The label of a sum may stand beyond the last column.
        if relation != Relation::Summary {
            self.tell_width(&row)?;
        }
        match relation {
            Relation::Opens => {
                self.finish_group()?;
                self.group.push(row);
            }
            Relation::Repeats if !self.facts.repeats => {
                self.finish_group()?;
                self.group.push(row);
            }
            Relation::Continues | Relation::Repeats => self.group.push(row),
            Relation::Orphan => {
                let hint = if self.summary.records == 0 && self.group.is_empty() {
                    "The row belongs to an order whose first row is not in this file; if the export came in several files, import the one before together with this one."
                } else {
                    "The row belongs to an order whose first row is not right above it; export again, or restore the order of the rows."
                };
                self.reject(&row, IssueKind::OrphanLine, hint)?;
            }
            Relation::Summary => {
                self.finish_group()?;
                let hint = "The row sums up other rows and was left out.";
                self.reject(&row, IssueKind::SummaryRow, hint)?;
            }
        }
        Ok(())
    }

    /// A row at the start of the file whose order another file began.
    pub(super) fn take_of_other(
        &mut self,
        row: &Row,
        began: &Began,
    ) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rows += 1;
        if began.is_taken() {
            self.summary.accepted_rows += 1;
        } else {
            self.summary.rejected_rows += 1;
        }
        if began.is_taken() && self.summary.rows > 1 {
            return Ok(());
        }
        self.tell(vec![began.issue(row)])
    }

    /// Ends the last group together with rows that another file counts.
    pub(super) fn finish_with(&mut self, end: &GoesOn) -> Result<(), ReadFailure<S::Error>> {
        let is_meant = |first: &Row| first.line == end.line;
        if !self.group.first().is_some_and(is_meant) {
            return self.finish_group();
        }
        let (own, records) = (self.group.len(), self.summary.records);
        self.group.extend(end.rows.iter().cloned());
        self.finish_rows(own)?;
        if self.summary.records > records {
            self.tell(vec![end.issue()])?;
        }
        Ok(())
    }

    pub(super) fn finish_group(&mut self) -> Result<(), ReadFailure<S::Error>> {
        self.finish_rows(self.group.len())
    }

    /// Ends the group, of which the file counts so many rows.
    fn finish_rows(&mut self, own: usize) -> Result<(), ReadFailure<S::Error>> {
        let mut group = std::mem::take(&mut self.group);
        let done = match group.first() {
            Some(first) => self.finish(first, &group, own as u64),
            None => Ok(()),
        };
        self.spare.append(&mut group);
        self.group = group;
        done
    }

    fn finish(
        &mut self,
        first: &Row,
        group: &[Row],
        rows: u64,
    ) -> Result<(), ReadFailure<S::Error>> {
        if self.occurs_again(first) {
            self.summary.rejected_rows += rows;
            let hint =
                "The same record occurs again further down in this file; the last one counts.";
            let raw: Option<String> = self
                .table
                .shown(first, self.reading.layout)
                .map(|cell| cell.chars().take(200).collect());
            let issue = Issue::at_line(IssueKind::DuplicateKey, first.line, hint);
            return self.tell(vec![Issue { raw, ..issue }]);
        }
        let record = match group.last().and_then(damage) {
            Some(issue) => {
                self.reading.tell(issue);
                None
            }
            None => self.table.record(group, &mut self.reading),
        };
        let issues = self.reading.take_issues();
        self.tell(issues)?;
        let Some(record) = record else {
            self.summary.rejected_rows += rows;
            return Ok(());
        };
        self.sink.record(record, rows).map_err(ReadFailure::Sink)?;
        self.summary.records += 1;
        self.summary.accepted_rows += rows;
        Ok(())
    }

    /// Whether a later record of the file has the same key.
    fn occurs_again(&mut self, first: &Row) -> bool {
        if self.facts.occurrences.is_empty() {
            return false;
        }
        let Some(key) = self.table.key(first, self.reading.layout) else {
            return false;
        };
        let key = KeyHash::of(&key);
        let Some(&occurrences) = self.facts.occurrences.get(&key) else {
            return false;
        };
        let seen = self.seen.entry(key).or_default();
        *seen += 1;
        *seen < occurrences
    }

    fn reject(
        &mut self,
        row: &Row,
        kind: IssueKind,
        hint: &str,
    ) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rejected_rows += 1;
        let raw: Option<String> = self
            .table
            .shown(row, self.reading.layout)
            .map(|cell| cell.chars().take(200).collect());
        let issue = Issue::at_line(kind, row.line, hint);
        self.tell(vec![Issue { raw, ..issue }])?;
        self.tell(damage(row).into_iter().collect())
    }

    fn tell_width(&mut self, row: &Row) -> Result<(), ReadFailure<S::Error>> {
        if row.was_in_one_cell && !std::mem::replace(&mut self.told_one_cell, true) {
            self.tell(vec![in_one_cell(row.line)])?;
        }
        let width = row.width(self.width);
        let is_told = damage(row).is_some() || !self.table.has_fixed_width();
        if width == self.width || is_told {
            return Ok(());
        }
        let consequence = if width < self.width {
            "the missing ones were read as blank"
        } else {
            "the surplus ones were ignored"
        };
        let hint = format!(
            "The row has {width} cells and the header {}; {consequence}. Check it for stray quotes and delimiters.",
            self.width
        );
        self.tell(vec![Issue::at_line(IssueKind::RaggedRow, row.line, hint)])
    }

    pub(super) fn tell(&mut self, issues: Vec<Issue>) -> Result<(), ReadFailure<S::Error>> {
        for issue in issues {
            self.sink.issue(issue).map_err(ReadFailure::Sink)?;
            self.summary.issues += 1;
        }
        Ok(())
    }

    pub(super) fn progress(&mut self, bytes_done: u64) -> Result<(), ReadFailure<S::Error>> {
        heard(self.sink.progress(bytes_done))
    }
}
