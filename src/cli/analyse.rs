//! `holdout analyse`: an experiment in a table with one row per unit, without a workspace.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::issues::issue_json;
use super::json as shape;
use super::output::{Output, ProgressLine};
use super::reading::{ReadingArguments, Scales};
use super::trial::TrialReport;
use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::units::{UnitsQuestion, read_out};
use crate::import;
use crate::import::units::{UnitMetric, UnitPlan, UnitTable, read_units};
use crate::model::format::plural;
use crate::model::money::Currency;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Tables with one row per unit; several are added up
    #[arg(required = true, value_name = "FILE.csv")]
    files: Vec<PathBuf>,
    /// The column that names the arm
    #[arg(long, value_name = "COL")]
    variant: String,
    /// The arm that the others are compared with
    #[arg(long, value_name = "VALUE")]
    control: Option<String>,
    /// What is measured; the first one decides. KIND is proportion, mean or ratio
    #[arg(long = "metric", required = true, value_name = "NAME=KIND:COL[/COL]")]
    metrics: Vec<UnitMetric>,
    /// A number known of each unit before the test
    #[arg(long, value_name = "COL")]
    covariate: Option<String>,
    /// A column to look inside, exploratory
    #[arg(long, value_name = "COL")]
    by: Vec<String>,
    /// Planned weights of the arms, control first, then by name
    #[arg(long, value_name = "W1,W2,…", value_delimiter = ',')]
    expected: Vec<f64>,
    #[command(flatten)]
    reading: ReadingArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let table = read(arguments)?;
    let first = arguments.files.first();
    let stem = first.and_then(|file| file.file_stem());
    let question = UnitsQuestion {
        name: stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        control: arguments.control.clone(),
        weights: arguments.expected.clone(),
        settings: arguments.reading.settings(Scales::AS_TYPED),
    };
    let readout = read_out(&table, &question)?;
    if arguments.json {
        return output.json(&to_json(&table, &readout));
    }
    let said = readout.verdict.said();
    output.line(&said.headline)?;
    output.line(&said.detail)?;
    output.line("")?;
    for check in &readout.health {
        let status = check.status.id();
        output.line(&format!("[{status}] {}: {}", check.label, check.meaning))?;
    }
    output.line("")?;
    report(&readout).print(output)?;
    for issue in &table.issues {
        let count = plural(issue.count as i64, "time", "times");
        let column = issue.column.as_deref().unwrap_or("the file");
        output.line(&format!(
            "{}: {} in {column}, {count}. {}",
            issue.source,
            issue.kind.label(),
            issue.hint
        ))?;
    }
    Ok(())
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

fn read(arguments: &Arguments) -> anyhow::Result<UnitTable> {
    let plan = UnitPlan {
        variant: arguments.variant.clone(),
        metrics: arguments.metrics.clone(),
        covariate: arguments.covariate.clone(),
        by: arguments.by.clone(),
    };
    let terminal = Terminal(ProgressLine::new());
    let mut whole: Option<UnitTable> = None;
    for file in &arguments.files {
        let table = read_units(file, &plan, &terminal)?;
        whole = Some(match whole {
            None => table,
            Some(known) => known.merge(table)?,
        });
    }
    terminal.0.clear();
    whole.ok_or_else(|| anyhow::anyhow!("There is no file to read: name at least one"))
}

fn report(readout: &ExperimentReadout) -> TrialReport<'_> {
    TrialReport {
        trial: &readout.trial,
        arms: readout.arms.iter().map(|arm| arm.name.as_str()).collect(),
        settings: &readout.settings,
        currency: Currency::NONE,
    }
}

fn to_json(table: &UnitTable, readout: &ExperimentReadout) -> Value {
    let report = report(readout);
    let arms: Vec<Value> = readout
        .arms
        .iter()
        .map(|arm| json!({"name": arm.name, "n": arm.n, "planned_share": arm.planned_share}))
        .collect();
    let issues: Vec<Value> = table
        .issues
        .iter()
        .map(|issue| {
            let first: Vec<Value> = issue.first.iter().map(issue_json).collect();
            json!({
                "source": issue.source,
                "kind": issue.kind.id(),
                "column": issue.column,
                "count": issue.count,
                "hint": issue.hint,
                "first": first,
            })
        })
        .collect();
    let said = readout.verdict.said();
    let base = json!({
        "name": readout.definition.name,
        "arms": arms,
        "srm": super::calc::srm_json(&readout.trial.srm),
        "health": super::trial::health_json(&readout.health),
        "metrics": report.metrics(),
        "by": report.by(),
        "interactions": report.interactions(),
    });
    shape::merge(
        base,
        json!({
            "verdict": readout.verdict.id(),
            "headline": said.headline,
            "detail": said.detail,
            "alpha": readout.settings.confidence.alpha,
            "rows": table.rows,
            "accepted": table.accepted,
            "rejected": table.rejected,
            "issues": issues,
        }),
    )
}
