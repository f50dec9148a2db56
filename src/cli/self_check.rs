//! `holdout experiment aa`: the people of an experiment split at random, again and again.

use clap::Args;
use serde_json::{Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use crate::analysis::experiment::{self, SelfCheck, SelfCheckPlan};
use crate::analysis::trial::interval_words;
use crate::model::format::NumberStyle;
use crate::stats::Confidence;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Its name, as in `list`
    name: String,
    /// Random splits, 500 or more
    #[arg(long, default_value_t = SelfCheckPlan::default().replays, value_parser = replays)]
    replays: u32,
    /// Seed of the splits
    #[arg(long, default_value_t = SelfCheckPlan::default().seed)]
    seed: u64,
}

fn replays(text: &str) -> Result<u32, String> {
    text.parse::<u32>()
        .ok()
        .filter(|replays| *replays >= SelfCheckPlan::FEWEST)
        .ok_or_else(|| {
            format!(
                "`{text}` is not a number of splits: write {} or more",
                SelfCheckPlan::FEWEST
            )
        })
}

pub(super) fn run(
    on: &OnWorkspace,
    arguments: &Arguments,
    output: &mut Output,
) -> anyhow::Result<()> {
    let context = on.context()?;
    let plan = SelfCheckPlan {
        replays: arguments.replays,
        seed: arguments.seed,
    };
    let Some(check) = experiment::self_check(&context, &arguments.name, plan, &|_| true)? else {
        return Ok(());
    };
    if on.json {
        return output.json(&to_json(&check));
    }
    print(&check, output)
}

fn print(check: &SelfCheck, output: &mut Output) -> anyhow::Result<()> {
    let style = NumberStyle::default();
    let percent = |share| style.percent(share, 1);
    output.line(&check.sentence())?;
    output.line("")?;
    let rows: Vec<Vec<String>> = check
        .metrics
        .iter()
        .map(|metric| {
            let rate = metric.rate.as_ref().map_or_else(
                |reason| reason.sentence().to_owned(),
                |rate| {
                    format!(
                        "{} ({} to {})",
                        percent(rate.value),
                        style.decimal(rate.interval.low * 100.0, 1),
                        style.decimal(rate.interval.high * 100.0, 1)
                    )
                },
            );
            vec![
                metric.subject.label.clone(),
                style.count(metric.tested.into()),
                rate,
                format!(
                    "{} to {}",
                    style.decimal(metric.expected.low * 100.0, 1),
                    percent(metric.expected.high)
                ),
                metric.outcome.label().to_owned(),
                metric.outcome.meaning().to_owned(),
            ]
        })
        .collect();
    let confidence = Confidence { alpha: check.alpha };
    let false_wins = format!("False wins ({})", interval_words(confidence));
    let headers = [
        "Metric",
        "Splits tested",
        false_wins.as_str(),
        "Expected",
        "Outcome",
        "What it means",
    ];
    output.table(&headers, &rows)
}

fn to_json(check: &SelfCheck) -> Value {
    let metrics: Vec<Value> = check
        .metrics
        .iter()
        .map(|metric| {
            json!({
                "name": metric.subject.id,
                "tested": metric.tested,
                "false_positives": metric.false_positives,
                "rate": shape::estimate(&metric.rate),
                "expected": shape::interval(metric.expected),
                "outcome": metric.outcome.id(),
                "meaning": metric.outcome.meaning(),
                "histogram": metric.histogram,
            })
        })
        .collect();
    json!({
        "experiment": check.experiment,
        "people": check.people,
        "replays": check.plan.replays,
        "seed": check.plan.seed,
        "alpha": check.alpha,
        "metrics": metrics,
    })
}
