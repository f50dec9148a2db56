//! `holdout experiment`: the experiments of a workspace.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use crate::analysis::experiment::{
    self, ArmComparison, ArmEffect, Caused, ExperimentReadout, MetricReadout, PLANNED_SAMPLE,
};
use crate::metrics::Metric;
use crate::metrics::metric::Unit;
use crate::model::format::{self, NumberStyle};
use crate::model::money::Currency;
use crate::stats::{self, CannotTest, Confidence, Effect, Estimate};

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
    },
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    match &arguments.action {
        Action::List => list(&arguments.on, output),
        Action::Analyse { name } => analyse(&arguments.on, name, output),
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
                NumberStyle::default().count(entry.people as i64),
                entry.assigned.map_or_else(
                    || "no date".to_owned(),
                    |(first, last)| format::period(first, last),
                ),
                entry.verdict.said().headline.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return output
            .line("No experiment is loaded: import an assignment list (email, variant, date)");
    }
    output.table(&["Experiment", "People", "Assigned", "Verdict"], &rows)
}

fn analyse(on: &OnWorkspace, name: &str, output: &mut Output) -> anyhow::Result<()> {
    let context = on.context()?;
    let readout = experiment::analyse(&context, name)?;
    let currency = context.snapshot.currency;
    if on.json {
        return output.json(&to_json(&readout, currency));
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
    let mut headers = vec!["Metric"];
    headers.extend(readout.arms.iter().map(|arm| arm.name.as_str()));
    headers.extend(["Difference (95 % interval)", "p adjusted", "Found"]);
    let mut rows = Vec::new();
    for metric in &readout.metrics {
        for comparison in &metric.comparisons {
            rows.push(row(metric, comparison, currency));
        }
    }
    output.table(&headers, &rows)?;
    for caused in &readout.caused {
        output.line("")?;
        output.line(&caused_sentence(caused, &readout, currency))?;
    }
    Ok(())
}

fn row(metric: &MetricReadout, comparison: &ArmComparison, currency: Currency) -> Vec<String> {
    let mut cells = vec![metric.metric.label()];
    for arm in &metric.arms {
        cells.push(match &arm.estimate {
            Ok(estimate) => value_text(metric.metric, estimate.value, currency),
            Err(_) => "n/a".to_owned(),
        });
    }
    match &comparison.effect {
        Ok(effect) => {
            let difference = effect.effect.difference;
            cells.push(format!(
                "{} ({} to {})",
                difference_text(metric.metric, difference.value, currency),
                difference_text(metric.metric, difference.interval.low, currency),
                difference_text(metric.metric, difference.interval.high, currency),
            ));
            let p = if metric.is_primary {
                effect.p_holm
            } else {
                effect.p_benjamini_hochberg
            };
            cells.push(NumberStyle::default().p_value(p));
        }
        Err(withheld) => {
            cells.push(withheld.sentence().to_owned());
            cells.push(String::new());
        }
    }
    cells.push(comparison.finding.label().to_owned());
    cells
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

/// A metric's value as text.
pub(super) fn value_text(metric: Metric, value: f64, currency: Currency) -> String {
    let style = NumberStyle::default();
    match metric.unit() {
        Unit::Share => style.percent(value, 1),
        Unit::Money => style.money_average(value, currency),
        Unit::Count => style.decimal(value, 2),
    }
}

/// A difference of a metric as text.
pub(super) fn difference_text(metric: Metric, value: f64, currency: Currency) -> String {
    let style = NumberStyle::default();
    match metric.unit() {
        Unit::Share => style.points(value, 1),
        Unit::Money => style.money_signed(value, currency),
        Unit::Count => style.signed(value, 2),
    }
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
    let health: Vec<Value> = readout
        .health
        .iter()
        .map(|check| {
            json!({
                "id": check.id, "status": check.status.id(), "label": check.label,
                "meaning": check.meaning,
            })
        })
        .collect();
    let metrics: Vec<Value> = readout
        .metrics
        .iter()
        .map(|metric| metric_json(metric, readout))
        .collect();
    let caused: Vec<Value> = readout
        .caused
        .iter()
        .map(|caused| caused_json(caused, readout))
        .collect();
    let said = readout.verdict.said();
    json!({
        "name": readout.definition.name,
        "currency": shape::currency(currency),
        "window_days": readout.definition.window_days,
        "workflow": readout.definition.workflow,
        "arms": arms,
        "srm": super::calc::srm_json(&readout.srm),
        "health": health,
        "metrics": metrics,
        "attributed_and_caused": caused,
        "by": [],
        "verdict": readout.verdict.id(),
        "headline": said.headline,
        "detail": said.detail,
    })
}

fn metric_json(metric: &MetricReadout, readout: &ExperimentReadout) -> Value {
    let name = |arm: usize| readout.arms[arm].name.clone();
    let arms: Vec<Value> = metric
        .arms
        .iter()
        .enumerate()
        .map(|(arm, value)| {
            let base = json!({"name": name(arm), "n": value.measure.n});
            let base = shape::estimate_with(base, &value.estimate);
            shape::merge(
                base,
                json!({"left_out_immature": value.measure.left_out_immature}),
            )
        })
        .collect();
    let comparisons: Vec<Value> = metric
        .comparisons
        .iter()
        .map(|one| comparison_json(one, (name(one.arm), name(0))))
        .collect();
    let kind = match metric.metric.unit() {
        Unit::Share => "proportion",
        Unit::Money | Unit::Count if metric.metric == Metric::Aov => "ratio",
        Unit::Money | Unit::Count => "mean",
    };
    json!({
        "name": metric.metric.id(),
        "kind": kind,
        "role": if metric.is_primary { "primary" } else { "secondary" },
        "definition": metric.metric.definition(),
        "arms": arms,
        "comparisons": comparisons,
    })
}

fn comparison_json(one: &ArmComparison, (arm, versus): (String, String)) -> Value {
    let base = json!({"arm": arm, "versus": versus});
    match &one.effect {
        Err(withheld) => shape::merge(
            base,
            json!({
                "test": null, "difference": null, "relative_lift": null, "p_value": null,
                "verdict": one.finding.id(), "reason": withheld.sentence(),
            }),
        ),
        Ok(effect) => {
            let tested = shape::merge(base, Value::Object(shape::effect(&effect.effect)));
            shape::merge(
                shape::merge(tested, opinions(effect)),
                json!({"verdict": one.finding.id()}),
            )
        }
    }
}

fn opinions(effect: &ArmEffect) -> Value {
    json!({
        "p_adjusted": {
            "holm": effect.p_holm,
            "benjamini_hochberg": effect.p_benjamini_hochberg,
        },
        "adjusted": null,
        "bayes": {
            "chance_to_beat": effect.posterior.chance_to_beat,
            "expected_loss": effect.posterior.expected_loss,
            "ci": shape::interval(effect.posterior.interval),
        },
        "sequential": {
            "ci": shape::interval(effect.sequential.interval),
            "p_value": effect.sequential.p.value,
            "planned_n": PLANNED_SAMPLE,
        },
    })
}

/// Bayesian and always-valid readings of an effect on `n` units.
pub(super) fn second_opinions(effect: &Effect, n: u64) -> Value {
    let confidence = Confidence::default();
    let standard_error = effect.standard_error;
    let difference = effect.difference.value;
    let opinions = opinions(&ArmEffect {
        effect: *effect,
        p_holm: effect.p.value,
        p_benjamini_hochberg: effect.p.value,
        posterior: stats::posterior(difference, standard_error, confidence),
        sequential: stats::always_valid(difference, standard_error, n, PLANNED_SAMPLE, confidence),
    });
    json!({"bayes": opinions["bayes"], "sequential": opinions["sequential"]})
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
