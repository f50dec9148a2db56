//! `holdout issues`: the import issues.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::OnWorkspace;
use super::output::Output;
use crate::export::{self, Dialect};
use crate::model::format::plural;
use crate::model::issue::{Issue, IssueKind, Severity};
use crate::store::{IssueFilter, StoredIssue};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    /// Only issues of files whose name contains this
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
    /// Only issues of this kind
    #[arg(long, value_parser = kind)]
    kind: Option<IssueKind>,
    /// Only issues of this severity: error, warning or note
    #[arg(long, value_parser = severity)]
    severity: Option<Severity>,
    /// Write the issues to this file as CSV
    #[arg(long, value_name = "FILE.csv")]
    export: Option<PathBuf>,
}

fn kind(text: &str) -> Result<IssueKind, String> {
    let known: Vec<&str> = IssueKind::ALL.iter().map(|kind| kind.id()).collect();
    IssueKind::parse(text).ok_or_else(|| {
        format!(
            "`{text}` is not a kind of issue: choose {}",
            known.join(", ")
        )
    })
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::parse(text)
        .ok_or_else(|| format!("`{text}` is not a severity: choose error, warning or note"))
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let workspace = arguments.on.read()?;
    let mut issues = workspace.issues(&IssueFilter {
        kind: arguments.kind,
        severity: arguments.severity,
        ..IssueFilter::default()
    })?;
    if let Some(name) = &arguments.file {
        issues.retain(|issue| issue.path.contains(name.as_str()));
    }
    if let Some(path) = &arguments.export {
        let text = export::csv(&export::issues_table(&issues), Dialect::SPREADSHEET_POINT);
        export::write_atomically(path, text.as_bytes())?;
    }
    if arguments.on.json {
        let issues: Vec<Value> = issues.iter().map(stored_json).collect();
        return output.json(&json!({"issues": issues}));
    }
    if issues.is_empty() {
        return output.line("No issues");
    }
    if let Some(path) = &arguments.export {
        let count = plural(issues.len() as i64, "issue", "issues");
        return output.line(&format!("{count} written to {}", path.display()));
    }
    let rows: Vec<Vec<String>> = issues
        .iter()
        .map(|stored| {
            let issue = &stored.issue;
            let place = issue
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            vec![
                issue.kind.severity().id().to_owned(),
                issue.kind.label().to_owned(),
                format!("{}{place}", stored.path),
                issue.column.clone().unwrap_or_default(),
                one_line(issue.raw.as_deref().unwrap_or_default()),
                issue.hint.clone(),
            ]
        })
        .collect();
    output.table(
        &["Severity", "What", "Where", "Column", "Read", "Done"],
        &rows,
    )?;
    output.line(&plural(rows.len() as i64, "issue", "issues"))
}

fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(40)
        .collect();
    line.trim().to_owned()
}

fn stored_json(stored: &StoredIssue) -> Value {
    super::json::merge(json!({"file": stored.path}), issue_json(&stored.issue))
}

/// One issue of the contract.
pub(super) fn issue_json(issue: &Issue) -> Value {
    json!({
        "severity": issue.kind.severity().id(),
        "kind": issue.kind.id(),
        "line": issue.line,
        "column": issue.column,
        "raw": issue.raw,
        "hint": issue.hint,
    })
}
