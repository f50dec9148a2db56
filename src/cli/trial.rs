//! A trial's read-out as JSON and as a table; `experiment analyse`, `analyse` and `calc` share it.

use serde_json::{Value, json};

use super::json as shape;
use super::output::Output;
use crate::analysis::trial::{
    ArmComparison, ArmEffect, MetricReadout, Opinions, Settings, TrialReadout, Words,
};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::{self, Confidence, Effect, StatisticKind};

/// A read-out with what its numbers need to be written.
pub(super) struct TrialReport<'a> {
    /// The answers.
    pub(super) trial: &'a TrialReadout,
    /// Arm names, control first.
    pub(super) arms: Vec<&'a str>,
    /// How it was read.
    pub(super) settings: &'a Settings,
    /// The currency of money.
    pub(super) currency: Currency,
}

impl TrialReport<'_> {
    /// The `metrics` of cli.md.
    pub(super) fn metrics(&self) -> Vec<Value> {
        let metrics = self.trial.metrics.iter();
        metrics.map(|metric| self.metric(metric)).collect()
    }

    /// The `by` of cli.md: one object per level of every cut.
    pub(super) fn by(&self) -> Vec<Value> {
        let cuts = self.trial.cuts.iter();
        cuts.flat_map(|cut| {
            cut.levels.iter().map(|level| {
                let metrics: Vec<Value> = level
                    .metrics
                    .iter()
                    .map(|metric| self.metric(metric))
                    .collect();
                json!({"column": cut.column, "value": level.value, "metrics": metrics})
            })
        })
        .collect()
    }

    /// Prints the metrics as a table.
    pub(super) fn print(&self, output: &mut Output) -> anyhow::Result<()> {
        let mut headers = vec!["Metric"];
        headers.extend(self.arms.iter().copied());
        headers.extend(["Difference (95 % interval)", "p adjusted", "Found"]);
        let rows: Vec<Vec<String>> = self
            .trial
            .metrics
            .iter()
            .flat_map(|metric| {
                metric
                    .comparisons
                    .iter()
                    .map(|one| self.row(metric, one, metric.subject.label.clone()))
            })
            .collect();
        output.table(&headers, &rows)
    }

    fn row(&self, metric: &MetricReadout, one: &ArmComparison, label: String) -> Vec<String> {
        let words = Words {
            unit: metric.subject.unit,
            currency: self.currency,
        };
        let mut cells = vec![label];
        cells.extend(metric.arms.iter().map(|arm| {
            arm.estimate
                .as_ref()
                .map_or_else(|_| "n/a".to_owned(), |estimate| words.value(estimate.value))
        }));
        match &one.effect {
            Ok(effect) => {
                let difference = effect.effect.difference;
                cells.push(format!(
                    "{} ({})",
                    words.difference(difference.value),
                    words.bounds(difference.interval)
                ));
                cells.push(NumberStyle::default().p_value(metric.decisive(effect)));
            }
            Err(withheld) => {
                cells.push(withheld.sentence().to_owned());
                cells.push(String::new());
            }
        }
        cells.push(one.finding.label().to_owned());
        cells
    }

    fn metric(&self, metric: &MetricReadout) -> Value {
        let arms: Vec<Value> = metric
            .arms
            .iter()
            .zip(&self.arms)
            .map(|(value, name)| {
                let base = json!({"name": name, "n": value.n});
                let base = shape::estimate_with(base, &value.estimate);
                shape::merge(base, json!({"left_out": value.left_out}))
            })
            .collect();
        let comparisons: Vec<Value> = metric
            .comparisons
            .iter()
            .map(|one| {
                let names = (self.arms[one.arm], self.arms[0]);
                comparison(one, names, self.settings)
            })
            .collect();
        json!({
            "name": metric.subject.id,
            "kind": kind(metric.subject.kind),
            "role": metric.role.id(),
            "definition": metric.subject.definition,
            "arms": arms,
            "comparisons": comparisons,
        })
    }
}

fn kind(kind: StatisticKind) -> &'static str {
    match kind {
        StatisticKind::Proportion => "proportion",
        StatisticKind::Mean => "mean",
        StatisticKind::Ratio => "ratio",
    }
}

/// One element of `comparisons`.
fn comparison(one: &ArmComparison, (arm, versus): (&str, &str), settings: &Settings) -> Value {
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
            let adjusted = json!({"p_adjusted": p_adjusted(effect)});
            shape::merge(
                shape::merge(
                    shape::merge(tested, adjusted),
                    opinions(&effect.opinions, settings),
                ),
                json!({
                    "detectable_difference": effect.detectable,
                    "verdict": one.finding.id(),
                }),
            )
        }
    }
}

fn p_adjusted(effect: &ArmEffect) -> Value {
    json!({
        "holm": effect.p_holm,
        "benjamini_hochberg": effect.p_benjamini_hochberg,
    })
}

fn opinions(opinions: &Opinions, settings: &Settings) -> Value {
    json!({
        "adjusted": null,
        "bayes": {
            "chance_to_beat": opinions.posterior.chance_to_beat,
            "expected_loss": opinions.posterior.expected_loss,
            "ci": shape::interval(opinions.posterior.interval),
        },
        "sequential": {
            "ci": shape::interval(opinions.sequential.interval),
            "p_value": opinions.sequential.p.value,
            "planned_n": settings.planned_sample,
        },
    })
}

/// Bayesian and always-valid readings of an effect on `n` units.
pub(super) fn second_opinions(effect: &Effect, n: u64) -> Value {
    let confidence = Confidence::default();
    let standard_error = effect.standard_error;
    let difference = effect.difference.value;
    let settings = Settings::default();
    let planned = settings.planned_sample;
    let opinions_of = Opinions {
        posterior: stats::posterior(difference, standard_error, confidence),
        sequential: stats::always_valid(difference, standard_error, n, planned, confidence),
    };
    opinions(&opinions_of, &settings)
}
