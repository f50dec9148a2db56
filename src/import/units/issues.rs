//! The issues of a table of units, counted by kind and column with their first places.

use serde::{Deserialize, Serialize};

use crate::model::format::plural;
use crate::model::issue::{Issue, IssueKind};

/// Issues of one kind in one column of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitIssue {
    /// The file.
    pub source: String,
    /// What it is; severity and wording follow from it.
    pub kind: IssueKind,
    /// The column; none for issues of rows and of the file.
    pub column: Option<String>,
    /// How many places have it.
    pub count: u64,
    /// What was done with all of them and what the analyst can do.
    pub hint: String,
    /// The first few places.
    pub first: Vec<Issue>,
}

/// How many places of a kind are kept.
const PLACES: usize = 5;

/// Counts issues; memory does not grow with the rows.
#[derive(Default)]
pub(super) struct Tally {
    groups: Vec<Group>,
}

struct Group {
    kind: IssueKind,
    column: Option<String>,
    count: u64,
    last_line: u64,
    first: Vec<Issue>,
}

impl Tally {
    /// Counts an issue of a cell, which is blank where there is no raw text.
    pub(super) fn add(&mut self, kind: IssueKind, line: u64, column: &str, raw: Option<&str>) {
        self.add_with_hint(kind, line, column, raw, hint_of_cell(kind));
    }

    /// The same where the kind alone does not tell what is wrong.
    pub(super) fn add_with_hint(
        &mut self,
        kind: IssueKind,
        line: u64,
        column: &str,
        raw: Option<&str>,
        hint: &str,
    ) {
        let group = self.group(kind, Some(column));
        // Two metrics may read one column in two ways; the cell is still one.
        if group.last_line == line {
            return;
        }
        group.last_line = line;
        group.count += 1;
        if group.first.len() < PLACES {
            let issue = Issue::at_cell(kind, line, column, raw.unwrap_or_default(), hint);
            let raw = issue.raw.filter(|raw| !raw.is_empty());
            group.first.push(Issue { raw, ..issue });
        }
    }

    /// Counts an issue of a row or of the file.
    pub(super) fn add_issue(&mut self, issue: Issue) {
        let group = self.group(issue.kind, issue.column.as_deref());
        group.count += 1;
        if group.first.len() < PLACES {
            group.first.push(issue);
        }
    }

    fn group(&mut self, kind: IssueKind, column: Option<&str>) -> &mut Group {
        let is_same = |group: &Group| group.kind == kind && group.column.as_deref() == column;
        let at = self.groups.iter().position(is_same).unwrap_or_else(|| {
            self.groups.push(Group {
                kind,
                column: column.map(str::to_owned),
                count: 0,
                last_line: 0,
                first: Vec::new(),
            });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }

    /// What was counted, in the order in which it first occurred.
    pub(super) fn finish(self, source: &str) -> Vec<UnitIssue> {
        let issue = |group: Group| UnitIssue {
            source: source.to_owned(),
            hint: group.hint(),
            kind: group.kind,
            column: group.column,
            count: group.count,
            first: group.first,
        };
        self.groups.into_iter().map(issue).collect()
    }
}

impl Group {
    fn hint(&self) -> String {
        let column = self.column.as_deref().unwrap_or_default();
        let rows = |one: &str, many: &str| plural(self.count as i64, one, many);
        match self.kind {
            IssueKind::MissingValue => format!(
                "{} no value in `{column}`: such units count in their arm and are left out of its metrics. Where nothing happened means zero, write 0 and read the file again.",
                rows("row has", "rows have")
            ),
            IssueKind::MissingCovariate => format!(
                "{} no value in `{column}`: such units count in the metrics, and an adjustment by `{column}` would not cover them. Where nothing before means zero, write 0 and read the file again.",
                rows("row has", "rows have")
            ),
            IssueKind::BadNumber => format!(
                "{} of `{column}` cannot be read as a number: such units count in their arm and are left out of what needs it. Correct the cells and read the file again.",
                rows("cell", "cells")
            ),
            IssueKind::NotBinary => format!(
                "{} another number than 0 and 1 in `{column}`: such units are left out of its proportions. Write 1 where it happened and 0 where not, or make the metric a mean.",
                rows("row has", "rows have")
            ),
            IssueKind::PercentSign => format!(
                "{} a percent sign in `{column}`: 12 % was read as 0.12.",
                rows("row has", "rows have")
            ),
            IssueKind::EmptyCell => format!(
                "{} no value in `{column}`, which names the arm, and cannot be counted. Fill the cells and read the file again.",
                rows("row has", "rows have")
            ),
            IssueKind::RaggedRow => format!(
                "{} more or fewer cells than the header; missing ones were read as blank and surplus ones ignored. Check for stray quotes and delimiters.",
                rows("row has", "rows have")
            ),
            _ => self
                .first
                .first()
                .map_or_else(String::new, |issue| issue.hint.clone()),
        }
    }
}

/// What was done with one cell, one sentence.
fn hint_of_cell(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::MissingValue => {
            "The cell is blank, so the unit is left out of the metric; write 0 where nothing happened means zero."
        }
        IssueKind::MissingCovariate => {
            "The cell is blank, so an adjustment would not cover the unit; write 0 where nothing before means zero."
        }
        IssueKind::NotBinary => {
            "The cell is neither 0 nor 1, so the unit is left out of the proportion; write 1 where it happened."
        }
        IssueKind::PercentSign => "The percent sign was read: 12 % is 0.12.",
        _ => "The row names no arm, so it was left out; fill the cell and read the file again.",
    }
}
