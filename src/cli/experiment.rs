//! `holdout experiment`: the experiments of a workspace.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::json as shape;
use super::output::Output;
use super::reading::{ReadingArguments, Scales};
use super::trial::TrialReport;
use super::{OnWorkspace, beyond, self_check};
use crate::analysis::Context;
use crate::analysis::experiment::{self, Caused, ExperimentReadout, Reading};
use crate::metrics::Metric;
use crate::metrics::metric::Unit;
use crate::model::experiment::{Goal, GoalMetric, Question};
use crate::model::format::{self, NumberStyle};
use crate::model::money::Currency;
use crate::stats::{CannotTest, Estimate};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Every experiment with its verdict
    List,
    /// One experiment in full
    #[command(alias = "analyze")]
    Analyse {
        /// Its name, as in `list`
        name: String,
        /// Another window, in days
        #[arg(long, value_name = "DAYS")]
        window: Option<u32>,
        /// Another metric that decides: conversion, `net_per_person` or aov
        #[arg(long, value_name = "METRIC", value_parser = goal_metric)]
        metric: Option<GoalMetric>,
        #[command(flatten)]
        reading: ReadingArguments,
    },
    /// How many people a test needs, how long it takes, what it could see
    Plan(super::plan::Arguments),
    /// Splits its people at random again and again: how often does a test find what is not there?
    Aa(self_check::Arguments),
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    match &arguments.action {
        Action::List => list(&arguments.on, output),
        Action::Analyse {
            name,
            window,
            metric,
            reading,
        } => {
            let context = arguments.on.context()?;
            let stored = experiment::definition(&context, name)?.goal;
            let metric = metric.unwrap_or(stored.metric);
            let scales = scales(&context, name, metric);
            let asked = reading.question(scales);
            let is_margin_lost = matches!(stored.question, Question::NotWorse { .. })
                && asked.is_none()
                && !experiment::is_table(&context, name)
                && metric.unit() != stored.metric.unit();
            anyhow::ensure!(
                !is_margin_lost,
                "The margin of {name} is one of {}: say `--not-worse MARGIN` for {}",
                stored.metric.id(),
                metric.id()
            );
            let reading = Reading {
                window_days: *window,
                goal: Some(Goal {
                    metric,
                    question: asked.unwrap_or(stored.question),
                }),
                settings: reading.settings(scales),
            };
            let readout = experiment::analyse_as(&context, name, &reading)?;
            analyse(&context, &readout, arguments.on.json, output)
        }
        Action::Plan(plan) => super::plan::run(&arguments.on, plan, output),
        Action::Aa(check) => self_check::run(&arguments.on, check, output),
    }
}

/// Money is typed as it is written in the shop; a table names no currency.
fn scales(context: &Context, name: &str, metric: GoalMetric) -> Scales {
    if experiment::is_table(context, name) {
        return Scales::AS_TYPED;
    }
    let money = context.snapshot.currency.minor_per_major() as f64;
    Scales {
        margin: match metric.unit() {
            Unit::Money => money,
            Unit::Share | Unit::Count => 1.0,
        },
        amount: money,
    }
}

fn list(on: &OnWorkspace, output: &mut Output) -> anyhow::Result<()> {
    let context = on.context()?;
    let list = experiment::list(&context)?;
    if on.json {
        let entries: Vec<Value> = list
            .entries
            .iter()
            .map(|entry| {
                json!({
                    "name": entry.name,
                    "arms": entry.arms,
                    "people": entry.people,
                    "first_assigned": entry.assigned.map(|days| days.0.to_string()),
                    "last_assigned": entry.assigned.map(|days| days.1.to_string()),
                    "verdict": entry.verdict.id(),
                    "headline": entry.verdict.said().headline,
                })
            })
            .collect();
        return output.json(&json!({"experiments": entries}));
    }
    let rows: Vec<Vec<String>> = list
        .entries
        .iter()
        .map(|entry| {
            vec![
                entry.name.clone(),
                entry.size(),
                match entry.assigned {
                    Some((first, last)) => format::period(first, last),
                    None if entry.is_table => "table of units".to_owned(),
                    None => "no date".to_owned(),
                },
                entry.verdict.said().headline.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return output
            .line("No experiment is loaded: import an assignment list (email, variant, date)");
    }
    output.table(&["Experiment", list.units(), "Assigned", "Verdict"], &rows)
}

fn goal_metric(text: &str) -> Result<GoalMetric, String> {
    let known = GoalMetric::ALL.map(GoalMetric::id).join(", ");
    GoalMetric::ALL
        .into_iter()
        .find(|metric| metric.id() == text)
        .ok_or_else(|| format!("`{text}` cannot decide an experiment: choose {known}"))
}

fn analyse(
    context: &Context,
    readout: &ExperimentReadout,
    json: bool,
    output: &mut Output,
) -> anyhow::Result<()> {
    let currency = if readout.is_table() {
        Currency::NONE
    } else {
        context.snapshot.currency
    };
    if json {
        return output.json(&to_json(readout, currency));
    }
    let said = readout.verdict.said();
    output.line(&said.headline)?;
    output.line(&said.detail)?;
    output.line("")?;
    for check in &readout.health {
        output.line(&format!(
            "[{}] {}: {}",
            check.status.id(),
            check.label,
            check.meaning
        ))?;
    }
    output.line("")?;
    let report = report(readout, currency);
    report.print(output)?;
    let is_final = readout.arms.iter().all(|arm| arm.immature == 0);
    for metric in &readout.trial.metrics {
        if metric.is_primary() || matches!(metric.subject.metric, Some(Metric::NetPerPerson { .. }))
        {
            report.print_readings(metric, is_final, output)?;
        }
    }
    beyond::print(readout, currency, output)?;
    for caused in &readout.caused {
        output.line("")?;
        output.line(&caused_sentence(caused, readout, currency))?;
    }
    Ok(())
}

fn report(readout: &ExperimentReadout, currency: Currency) -> TrialReport<'_> {
    TrialReport {
        trial: &readout.trial,
        arms: readout.arms.iter().map(|arm| arm.name.as_str()).collect(),
        settings: &readout.settings,
        currency,
    }
}

fn caused_sentence(caused: &Caused, readout: &ExperimentReadout, currency: Currency) -> String {
    let style = NumberStyle::default();
    let incremental = caused.incremental.as_ref().map_or_else(
        |reason| reason.sentence().to_owned(),
        |estimate| {
            format!(
                "{} ({} to {})",
                style.money_short(estimate.value, currency),
                style.money_short(estimate.interval.low, currency),
                style.money_short(estimate.interval.high, currency)
            )
        },
    );
    format!(
        "{} attributed to {} in {}; caused: {incremental}",
        style.money(caused.attributed_minor, currency),
        caused.workflow,
        readout.arms[caused.arm].name,
    )
}

fn to_json(readout: &ExperimentReadout, currency: Currency) -> Value {
    let arms: Vec<Value> = readout
        .arms
        .iter()
        .map(|arm| {
            json!({
                "name": arm.name, "n": arm.n, "planned_share": arm.planned_share,
                "left_out_immature": arm.immature,
            })
        })
        .collect();
    let report = report(readout, currency);
    let caused: Vec<Value> = readout
        .caused
        .iter()
        .map(|caused| caused_json(caused, readout))
        .collect();
    let said = readout.verdict.said();
    json!({
        "name": readout.definition.name,
        "currency": shape::currency(currency),
        "window_days": (!readout.is_table()).then_some(readout.definition.window_days),
        "workflow": readout.definition.workflow,
        "arms": arms,
        "srm": super::calc::srm_json(&readout.trial.srm),
        "health": super::trial::health_json(&readout.health),
        "metrics": report.metrics(),
        "attributed_and_caused": caused,
        "elapsed": beyond::elapsed_json(readout),
        "roll_out": beyond::roll_out_json(readout),
        "by": report.by(),
        "interactions": report.interactions(),
        "look": if readout.settings.early { "always_valid" } else { "fixed_horizon" },
        "verdict": readout.verdict.id(),
        "headline": said.headline,
        "detail": said.detail,
    })
}

fn caused_json(caused: &Caused, readout: &ExperimentReadout) -> Value {
    let incremental: &Result<Estimate, CannotTest> = &caused.incremental;
    json!({
        "arm": readout.arms[caused.arm].name,
        "workflow": caused.workflow,
        "attributed_minor": caused.attributed_minor,
        "attributed_orders": caused.attributed_orders,
        "incremental_minor": shape::estimate(incremental),
    })
}
