//! Import issues as a table, for a spreadsheet or a colleague who repairs the export.

use super::table::{Cell, Column, Table};
use crate::store::StoredIssue;

/// One row for each issue: where, how bad, what, and what was done.
#[must_use]
pub fn issues_table<'a>(issues: impl IntoIterator<Item = &'a StoredIssue>) -> Table {
    let columns = [
        "File", "Line", "Column", "Severity", "Kind", "What", "Read", "Done",
    ];
    let column = |name: &str| match name {
        "Line" => Column::numbers(name),
        _ => Column::text(name),
    };
    Table {
        columns: columns.map(column).into(),
        rows: issues.into_iter().map(row).collect(),
    }
}

fn row(stored: &StoredIssue) -> Vec<Cell> {
    let issue = &stored.issue;
    let text = |text: &str| Cell::Text(text.to_owned());
    let optional = |value: &Option<String>| value.as_deref().map_or(Cell::Empty, text);
    let line = issue.line.and_then(|line| i64::try_from(line).ok());
    vec![
        text(&stored.path),
        line.map_or(Cell::Empty, Cell::Count),
        optional(&issue.column),
        text(issue.kind.severity().id()),
        text(issue.kind.id()),
        text(issue.kind.label()),
        optional(&issue.raw),
        text(&issue.hint),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Dialect, csv};
    use crate::model::issue::{Issue, IssueKind};
    use crate::store::FileId;

    #[test]
    fn what_a_file_says_cannot_run_in_a_spreadsheet() {
        let hint = "The amount cannot be read.";
        let stored = StoredIssue {
            file: FileId(1),
            path: "orders.csv".to_owned(),
            issue: Issue::at_cell(IssueKind::BadMoney, 8, "=Total", "=HYPERLINK(\"x\")", hint),
        };
        let whole = StoredIssue {
            issue: Issue::of_file(IssueKind::EmptyFile, "-5.20"),
            ..stored.clone()
        };
        let text = csv(&issues_table([&stored, &whole]), Dialect::PLAIN);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0], "File,Line,Column,Severity,Kind,What,Read,Done");
        let expected = "orders.csv,8,'=Total,error,bad_money,Amount not readable,\"'=HYPERLINK(\"\"x\"\")\",The amount cannot be read.";
        assert_eq!(lines[1], expected);
        assert!(lines[2].ends_with(",-5.20"), "{}", lines[2]);
    }
}
