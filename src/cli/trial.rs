//! A trial's read-out as JSON and as a table; `experiment analyse`, `analyse` and `calc` share it.

use serde_json::{Map, Value, json};

use super::json as shape;
use super::output::Output;
use crate::analysis::trial::health::HealthCheck;
use crate::analysis::trial::readings::{ReadWith, Readings, readings};
use crate::analysis::trial::{
    Adjustment, ArmComparison, ArmEffect, MetricReadout, Opinions, Settings, TrialReadout,
    ValueOpinions, Words, interval_words,
};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::{CannotTest, Capped, DirectedTest, Posterior, Prior, StatisticKind};

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
                json!({
                    "column": cut.column, "value": level.value, "metrics": metrics,
                    "doubts": cut.doubts.sentence(),
                })
            })
        })
        .collect()
    }

    /// Whether the effect differs between the levels of a cut, per metric and arm.
    pub(super) fn interactions(&self) -> Vec<Value> {
        let cuts = self.trial.cuts.iter();
        cuts.flat_map(|cut| {
            cut.interactions.iter().map(|one| {
                let base = json!({
                    "column": cut.column,
                    "metric": self.trial.metrics[one.metric].subject.id,
                    "arm": self.arms[one.arm],
                });
                let test = or_reason(&one.test, |test| {
                    let base = json!({"q": test.q, "df": test.df, "i_squared": test.i_squared});
                    shape::merge(base, Value::Object(shape::p_value(test.p)))
                });
                shape::merge(base, test)
            })
        })
        .collect()
    }

    /// Prints the metrics as a table.
    pub(super) fn print(&self, output: &mut Output) -> anyhow::Result<()> {
        let interval = interval_words(self.settings.confidence);
        let difference = format!("Difference ({interval})");
        let mut headers = vec!["Metric"];
        headers.extend(self.arms.iter().copied());
        headers.extend([difference.as_str(), "p adjusted", "Found"]);
        let rows: Vec<Vec<String>> = self
            .trial
            .metrics
            .iter()
            .flat_map(|metric| {
                metric
                    .comparisons
                    .iter()
                    .map(|one| self.row(metric, one, self.label(metric, one)))
            })
            .collect();
        output.table(&headers, &rows)
    }

    /// Prints every reading of a metric, arm by arm, with what contradicts the mean.
    pub(super) fn print_readings(
        &self,
        metric: &MetricReadout,
        is_final: bool,
        output: &mut Output,
    ) -> anyhow::Result<()> {
        for one in &metric.comparisons {
            let with = ReadWith {
                control: self.arms[0],
                treatment: self.arms[one.arm],
                settings: self.settings,
                currency: self.currency,
                is_final,
            };
            output.line("")?;
            let (label, arm) = (&metric.subject.label, self.arms[one.arm]);
            output.line(&format!("Readings of {label}, {arm}"))?;
            match readings(metric, one, with) {
                Ok(found) => self.print_rows(metric, &found, output)?,
                Err(withheld) => output.line(withheld.sentence())?,
            }
        }
        Ok(())
    }

    fn print_rows(
        &self,
        metric: &MetricReadout,
        found: &Readings,
        output: &mut Output,
    ) -> anyhow::Result<()> {
        let words = Words {
            unit: metric.subject.unit,
            currency: self.currency,
        };
        let rows: Vec<Vec<String>> = found
            .rows
            .iter()
            .map(|row| {
                let says = if row.decides {
                    format!("{} (decides)", row.says())
                } else {
                    row.says().to_owned()
                };
                vec![
                    row.name.clone(),
                    row.difference(words),
                    row.interval(words),
                    row.surety(),
                    says,
                    row.how.clone(),
                ]
            })
            .collect();
        let interval = interval_words(self.settings.confidence);
        let headers = [
            "Reading",
            "Difference",
            interval.as_str(),
            "p or chance",
            "Says",
            "How it is read",
        ];
        output.table(&headers, &rows)?;
        found
            .contradiction
            .iter()
            .try_for_each(|sentence| output.line(sentence))
    }

    /// The metric, and which arm where there are several.
    fn label(&self, metric: &MetricReadout, one: &ArmComparison) -> String {
        let label = &metric.subject.label;
        if self.arms.len() > 2 {
            format!("{label}: {}", self.arms[one.arm])
        } else {
            label.clone()
        }
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
                let base = shape::merge(base, json!({"left_out": value.left_out}));
                // A row of a table has no window that could still be open.
                if metric.subject.metric.is_some() {
                    shape::merge(base, json!({"left_out_immature": value.left_out}))
                } else {
                    base
                }
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

/// The checks as JSON.
pub(super) fn health_json(checks: &[HealthCheck]) -> Vec<Value> {
    checks
        .iter()
        .map(|check| {
            json!({
                "id": check.kind.id(), "status": check.status.id(), "label": check.label,
                "meaning": check.meaning,
            })
        })
        .collect()
}

/// One element of `comparisons`.
pub(super) fn comparison(
    one: &ArmComparison,
    (arm, versus): (&str, &str),
    settings: &Settings,
) -> Value {
    let base = json!({"arm": arm, "versus": versus});
    let effect = match &one.effect {
        Err(withheld) => {
            let withheld = json!({
                "test": null, "difference": null, "relative_lift": null, "p_value": null,
                "verdict": one.finding.id(), "reason": withheld.sentence(),
            });
            return shape::merge(base, withheld);
        }
        Ok(effect) => effect,
    };
    let parts = [
        Value::Object(shape::effect(&effect.effect)),
        json!({
            "p_adjusted": p_adjusted(effect),
            "directed": effect.directed.as_ref().map(directed),
            "detectable_difference": effect.detectable,
        }),
        opinions(&effect.opinions, settings),
        json!({"verdict": one.finding.id()}),
    ];
    parts.into_iter().fold(base, shape::merge)
}

/// An error rate as typed: between 0 and 1.
pub(super) fn error_rate(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|alpha| *alpha > 0.0 && *alpha < 1.0)
        .ok_or_else(|| format!("`{text}` is not an error rate: write a fraction such as 0.05"))
}

fn p_adjusted(effect: &ArmEffect) -> Value {
    let adjusted = [
        ("holm", effect.p_holm),
        ("benjamini_hochberg", effect.p_benjamini_hochberg),
    ];
    let mut object = Map::new();
    for (name, p) in adjusted {
        object.insert(name.to_owned(), json!(p.value));
        // As beside `p_value`: where the number itself has run out of digits.
        if p.value < 1e-300 {
            object.insert(format!("{name}_log10"), json!(p.log10));
        }
    }
    Value::Object(object)
}

fn directed(test: &DirectedTest) -> Value {
    let base = json!({
        "test": test.test.id(),
        "margin": test.hypothesis.margin,
        "statistic": test.statistic,
        "df": test.df,
        "difference": shape::estimate(&Ok(test.difference)),
    });
    shape::merge(base, Value::Object(shape::p_value(test.p)))
}

fn opinions(opinions: &Opinions, settings: &Settings) -> Value {
    json!({
        "adjusted": opinions.adjusted.as_ref().map(adjusted),
        "bayes": bayes(opinions),
        "sequential": sequential(opinions, settings),
        "values": opinions.values.as_ref().map(values),
    })
}

fn adjusted(adjustment: &Adjustment) -> Value {
    let adjusted = &adjustment.adjusted;
    let base = json!({
        "method": adjusted.method.id(),
        "cut": adjustment.cut,
        "theta": adjusted.theta,
        "variance_reduction": adjusted.variance_reduction,
    });
    shape::merge(base, Value::Object(shape::effect(&adjusted.effect)))
}

fn bayes(opinions: &Opinions) -> Value {
    let posterior = |posterior: &Posterior| {
        json!({
            "method": posterior.method.id(),
            "chance_to_beat": posterior.chance_to_beat,
            "expected_loss": posterior.expected_loss,
            "expected_loss_of_control": posterior.expected_loss_of_control,
            "ci": shape::interval(posterior.interval),
        })
    };
    let after_history = opinions.after_history.as_ref().map(|after| {
        let known = json!({
            "tests": after.prior.tests,
            "prior": match after.prior.prior {
                Prior::Flat => json!(null),
                Prior::Normal { mean, variance } => json!({"mean": mean, "variance": variance}),
            },
        });
        shape::merge(posterior(&after.posterior), known)
    });
    shape::merge(
        posterior(&opinions.posterior),
        json!({"after_history": after_history}),
    )
}

fn sequential(opinions: &Opinions, settings: &Settings) -> Value {
    let (method, tuning) = match settings.mixing_variance {
        Some(variance) => ("msprt", json!({"tau2": variance})),
        None => (
            "asymptotic_confidence_sequence",
            json!({"planned_n": settings.planned_sample}),
        ),
    };
    let base = json!({
        "ci": shape::interval(opinions.sequential.interval),
        "p_value": opinions.sequential.p.value,
        "method": method,
    });
    shape::merge(base, tuning)
}

fn values(values: &ValueOpinions) -> Value {
    json!({
        "capped": values.capped.as_ref().map(|capped| or_reason(capped, capped_json)),
        "mann_whitney": or_reason(&values.ranks, |ranks| json!({
            "u": ranks.u,
            "superiority": ranks.superiority,
            "z": ranks.z,
            "p_value": ranks.p.value,
            "p_value_corrected": ranks.p_corrected.value,
        })),
        "median_of_buyers": or_reason(&values.median, |effect| Value::Object(shape::effect(effect))),
        "p90_of_buyers": or_reason(&values.p90, |effect| Value::Object(shape::effect(effect))),
        "bootstrap": values.bootstrap.as_ref().map(|bootstrap| or_reason(bootstrap, |found| json!({
            "seed": found.resampling.seed,
            "resamples": found.resampling.resamples,
            "difference": shape::estimate(&Ok(found.difference)),
            "relative_lift": shape::estimate(&found.lift),
            "p_value": found.p,
        }))),
        "largest": values.largest.map(|largest| json!({
            "in_treatment": largest.in_treatment,
            "value": largest.value,
            "share_of_arm": largest.share,
        })),
    })
}

fn capped_json(capped: &Capped) -> Value {
    let base = json!({
        "cap": capped.cap.above,
        "capped_units": capped.capped_units,
    });
    shape::merge(base, Value::Object(shape::effect(&capped.effect)))
}

fn or_reason<T>(result: &Result<T, CannotTest>, write: impl Fn(&T) -> Value) -> Value {
    match result {
        Ok(found) => write(found),
        Err(reason) => json!({"reason": reason.sentence()}),
    }
}
