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
use crate::import::{self, FileReport, Format, ImportReport, ImportRequest};
use crate::model::format::NumberStyle;
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
    /// Currency of a new workspace
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// Read and check everything, store nothing
    #[arg(long)]
    dry_run: bool,
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
        ..ImportRequest::default()
    };
    let terminal = Terminal(ProgressLine::new());
    let result = import::run(&mut workspace, &request, &terminal);
    terminal.0.clear();
    let report = match result {
        Ok(report) => report,
        Err(error) => {
            drop(workspace);
            if is_new {
                // The empty file was made for this import only.
                let _ = std::fs::remove_file(&arguments.on.workspace);
            }
            return Err(error.into());
        }
    };
    print(arguments, &workspace, &report, output)?;
    if report.is_futile() {
        let reason = report.files.iter().find_map(|file| file.failure.clone());
        anyhow::bail!(reason.unwrap_or_else(|| "No file was given".to_owned()));
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
    if arguments.dry_run {
        output.line("Nothing was stored (dry run)")?;
    }
    Ok(())
}

fn file_json(file: &FileReport) -> Value {
    let counts = file.counts;
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
    });
    if let (Some(reason), Value::Object(object)) = (&file.failure, &mut object) {
        object.insert("reason".to_owned(), json!(reason));
    }
    object
}
