//! `holdout import`: recognises, checks and imports files and folders.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::OnWorkspace;
use super::issues::issue_json;
use super::output::{Output, ProgressLine};
use super::summary::workspace_json;
use crate::analysis::Context;
use crate::analysis::summary::summary;
use crate::import::{
    self, ColumnDecision, ColumnOverride, DayOrder, DecimalMark, FileReport, Format, ImportReport,
    ImportRequest, Overrides,
};
use crate::model::format::NumberStyle;
use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::store::Workspace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    /// Export files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Read the files as this format
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// Time zone of times without an offset, and of a new workspace
    #[arg(long, value_name = "TZ")]
    timezone: Option<String>,
    /// Currency of a new workspace, or of one whose amounts have none yet
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// Read and check everything, store nothing
    #[arg(long)]
    dry_run: bool,
    /// How the amounts of a column are written: COLUMN=comma or COLUMN=point
    #[arg(long, value_name = "COLUMN=MARK", value_parser = decimal)]
    decimal: Vec<(String, DecimalMark)>,
    /// How the dates of a column are written: COLUMN=dmy or COLUMN=mdy
    #[arg(long, value_name = "COLUMN=ORDER", value_parser = dates)]
    dates: Vec<(String, DayOrder)>,
    /// Leave this column out, of these files and of later ones with the same headers (repeatable)
    #[arg(long, value_name = "HEADER")]
    skip_column: Vec<String>,
    /// Read every column again, whatever was left out before
    #[arg(long, conflicts_with = "skip_column")]
    all_columns: bool,
}

impl Arguments {
    fn skip_columns(&self) -> Option<Vec<String>> {
        let is_chosen = self.all_columns || !self.skip_column.is_empty();
        is_chosen.then(|| self.skip_column.clone())
    }

    fn overrides(&self) -> Overrides {
        let mut overrides = Overrides::default();
        for (column, mark) in &self.decimal {
            let choice = ColumnOverride {
                decimal: Some(*mark),
                ..overrides.of(column)
            };
            overrides.choose(column, choice);
        }
        for (column, order) in &self.dates {
            let choice = ColumnOverride {
                day_order: Some(*order),
                ..overrides.of(column)
            };
            overrides.choose(column, choice);
        }
        overrides
    }
}

fn decimal(text: &str) -> Result<(String, DecimalMark), String> {
    match text.rsplit_once('=') {
        Some((column, "comma")) => Ok((column.to_owned(), DecimalMark::Comma)),
        Some((column, "point")) => Ok((column.to_owned(), DecimalMark::Point)),
        Some(_) | None => Err(format!(
            "`{text}` does not say how a column is written: write COLUMN=comma or COLUMN=point"
        )),
    }
}

fn dates(text: &str) -> Result<(String, DayOrder), String> {
    match text.rsplit_once('=') {
        Some((column, "dmy")) => Ok((column.to_owned(), DayOrder::DayFirst)),
        Some((column, "mdy")) => Ok((column.to_owned(), DayOrder::MonthFirst)),
        Some(_) | None => Err(format!(
            "`{text}` does not say how a column is written: write COLUMN=dmy or COLUMN=mdy"
        )),
    }
}

fn format(text: &str) -> Result<Format, String> {
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.id()).collect();
    Format::parse(text)
        .ok_or_else(|| format!("`{text}` is not a format: choose {}", known.join(", ")))
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::try_from(text.to_owned())
}

struct Terminal(ProgressLine);

impl import::Watch for Terminal {
    fn progress(&self, what: &str, bytes_done: u64, bytes_total: u64) {
        self.0.show(what, bytes_done, bytes_total);
    }

    fn is_cancelled(&self) -> bool {
        false
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let is_new = !arguments.on.workspace.exists();
    let mut workspace = Workspace::open_or_create(&arguments.on.workspace)?;
    let request = ImportRequest {
        paths: arguments.paths.clone(),
        format: arguments.format,
        zone: arguments.timezone.clone(),
        currency: arguments.currency,
        dry_run: arguments.dry_run,
        overrides: arguments.overrides(),
        skip_columns: arguments.skip_columns(),
        ..ImportRequest::default()
    };
    let terminal = Terminal(ProgressLine::new());
    let result = import::run(&mut workspace, &request, &terminal);
    terminal.0.clear();
    let report = match result {
        Ok(report) => report,
        Err(error) => {
            if is_new {
                // What made the import fail is what counts.
                let _ = workspace.discard();
            }
            return Err(error.into());
        }
    };
    print(arguments, &workspace, &report, output)?;
    if report.is_futile() {
        let reason = report.files.iter().find_map(|file| file.failure.as_ref());
        anyhow::bail!(reason.map_or_else(|| "No file was given".to_owned(), ToString::to_string));
    }
    Ok(())
}

fn print(
    arguments: &Arguments,
    workspace: &Workspace,
    report: &ImportReport,
    output: &mut Output,
) -> anyhow::Result<()> {
    if arguments.on.json {
        let context = Context::new(Arc::new(workspace.snapshot()?), workspace.definitions()?);
        let files: Vec<Value> = report.files.iter().map(file_json).collect();
        return output.json(&json!({
            "files": files,
            "workspace": workspace_json(&context, &summary(&context)),
        }));
    }
    let style = NumberStyle::default();
    let count = |count: u64| style.count(count as i64);
    let rows: Vec<Vec<String>> = report
        .files
        .iter()
        .map(|file| {
            let name = file.path.file_name().unwrap_or(file.path.as_os_str());
            vec![
                name.to_string_lossy().into_owned(),
                file.format.unwrap_or("not recognised").to_owned(),
                count(file.counts.rows),
                count(file.counts.records),
                count(file.counts.new),
                count(file.counts.updated),
                count(file.counts.unchanged),
                count(file.counts.rejected),
                count(file.issue_count),
            ]
        })
        .collect();
    output.table(
        &[
            "File",
            "Format",
            "Rows",
            "Records",
            "New",
            "Updated",
            "Unchanged",
            "Rejected",
            "Issues",
        ],
        &rows,
    )?;
    for file in &report.files {
        if let Some(reason) = &file.failure {
            output.line(&format!("{}: {reason}", file.path.display()))?;
        }
    }
    for file in &report.files {
        let is_told = |issue: &&Issue| issue.kind == IssueKind::NoCurrency;
        if let Some(issue) = file.issues.iter().find(is_told) {
            output.line(&format!("{}: {}", file.path.display(), issue.hint))?;
        }
    }
    if arguments.dry_run {
        print_decisions(report, output)?;
        output.line("Nothing was stored (dry run)")?;
    }
    Ok(())
}

/// How the columns of each file would be read.
fn print_decisions(report: &ImportReport, output: &mut Output) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for file in &report.files {
        let name = file.path.file_name().unwrap_or(file.path.as_os_str());
        for decision in &file.decisions {
            rows.push(vec![
                name.to_string_lossy().into_owned(),
                decision.header.clone(),
                read_as(decision).0.to_owned(),
                decision.basis.label().to_owned(),
                decision.examples.join(" · "),
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    output.line("")?;
    output.table(&["File", "Column", "Read as", "Why", "Cells"], &rows)
}

/// How a column is read: in words, and the word in JSON.
fn read_as(decision: &ColumnDecision) -> (&'static str, &'static str) {
    match (decision.decimal, decision.day_order) {
        (Some(mark), _) => (mark.label(), mark.id()),
        (None, Some(order)) => (order.label(), order.id()),
        (None, None) => ("", ""),
    }
}

fn decision_json(decision: &ColumnDecision) -> Value {
    json!({
        "column": decision.header,
        "read_as": read_as(decision).1,
        "basis": decision.basis.id(),
        "cells": decision.examples,
    })
}

fn file_json(file: &FileReport) -> Value {
    let counts = file.counts;
    let decisions: Vec<Value> = file.decisions.iter().map(decision_json).collect();
    let issues: Vec<Value> = file.issues.iter().map(issue_json).collect();
    let mut object = json!({
        "path": file.path.display().to_string(),
        "format": file.format,
        "encoding": file.encoding,
        "delimiter": file.delimiter.map(String::from),
        "rows": counts.rows,
        "records": counts.records,
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "accepted_rows": counts.accepted_rows,
        "unchanged_rows": counts.unchanged_rows,
        "issue_count": file.issue_count,
        "issues": issues,
        "decisions": decisions,
    });
    if let (Some(reason), Value::Object(object)) = (&file.failure, &mut object) {
        object.insert("reason".to_owned(), json!(reason.to_string()));
    }
    object
}
