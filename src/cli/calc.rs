//! `holdout calc`: calculators that need no workspace.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::json as shape;
use super::output::Output;
use crate::model::format::NumberStyle;
use crate::stats::{self, CannotTest, Confidence, Effect, Estimate, Moments, Proportion, Srm};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    calculator: Calculator,
}

#[derive(Debug, Subcommand)]
enum Calculator {
    /// Compare conversion rates: successes/people per arm, control first
    Proportions {
        /// For example 96/2400 149/2400
        #[arg(required = true, num_args = 2.., value_name = "X/N")]
        arms: Vec<String>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Compare means: mean,standard deviation,people per arm, control first
    Means {
        /// For example 2.11,14.2,2400 3.02,17.9,2400
        #[arg(required = true, num_args = 2.., value_name = "MEAN,SD,N")]
        arms: Vec<String>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Check the split: people per arm
    Srm {
        /// For example 1680,1320
        #[arg(value_name = "N1,N2,…")]
        counts: String,
        /// Planned weights, for example 1,1
        #[arg(long, value_name = "W1,W2,…")]
        expected: Option<String>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    match &arguments.calculator {
        Calculator::Proportions { arms, json } => {
            let arms = arms
                .iter()
                .map(|text| proportion(text))
                .collect::<anyhow::Result<Vec<_>>>()?;
            let table = Comparisons {
                kind: Kind::Share,
                n: arms.iter().map(|arm| arm.trials).collect(),
                values: arms
                    .iter()
                    .map(|&arm| stats::wilson(arm, Confidence::default()))
                    .collect(),
                effects: arms[1..]
                    .iter()
                    .map(|&arm| stats::two_proportions(arms[0], arm, Confidence::default()))
                    .collect(),
            };
            table.print(*json, output)
        }
        Calculator::Means { arms, json } => {
            let arms = arms
                .iter()
                .map(|text| moments(text))
                .collect::<anyhow::Result<Vec<_>>>()?;
            let table = Comparisons {
                kind: Kind::Mean,
                n: arms.iter().map(|arm| arm.n).collect(),
                values: arms
                    .iter()
                    .map(|arm| stats::mean(arm, Confidence::default()))
                    .collect(),
                effects: arms[1..]
                    .iter()
                    .map(|arm| stats::welch(&arms[0], arm, Confidence::default()))
                    .collect(),
            };
            table.print(*json, output)
        }
        Calculator::Srm {
            counts,
            expected,
            json,
        } => srm(counts, expected.as_deref(), *json, output),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Share,
    Mean,
}

struct Comparisons {
    kind: Kind,
    n: Vec<u64>,
    values: Vec<Result<Estimate, CannotTest>>,
    effects: Vec<Result<Effect, CannotTest>>,
}

impl Comparisons {
    fn print(&self, json: bool, output: &mut Output) -> anyhow::Result<()> {
        if json {
            return output.json(&self.to_json());
        }
        let arms: Vec<Vec<String>> = self
            .values
            .iter()
            .enumerate()
            .map(|(arm, value)| {
                vec![
                    arm_name(arm),
                    NumberStyle::default().count(self.n[arm] as i64),
                    self.estimate(value),
                ]
            })
            .collect();
        output.table(&["Arm", "People", "Value (95 % interval)"], &arms)?;
        output.line("")?;
        let p_holm = self.holm();
        for (at, effect) in self.effects.iter().enumerate() {
            output.line(&self.sentence(at + 1, effect, p_holm[at]))?;
        }
        Ok(())
    }

    fn holm(&self) -> Vec<Option<f64>> {
        self.adjusted(stats::holm)
    }

    fn adjusted(&self, method: fn(&[f64]) -> Vec<f64>) -> Vec<Option<f64>> {
        let p: Vec<f64> = self
            .effects
            .iter()
            .filter_map(|effect| effect.ok().map(|effect| effect.p.value))
            .collect();
        let mut adjusted = method(&p).into_iter();
        self.effects
            .iter()
            .map(|effect| effect.is_ok().then(|| adjusted.next()).flatten())
            .collect()
    }

    fn to_json(&self) -> Value {
        let arms: Vec<Value> = self
            .values
            .iter()
            .enumerate()
            .map(|(arm, value)| {
                let base = json!({"name": arm_name(arm), "n": self.n[arm]});
                shape::estimate_with(base, value)
            })
            .collect();
        let holm = self.holm();
        let bh = self.adjusted(stats::benjamini_hochberg);
        let comparisons: Vec<Value> = self
            .effects
            .iter()
            .enumerate()
            .map(|(at, effect)| self.comparison(at, effect, (holm[at], bh[at])))
            .collect();
        json!({"arms": arms, "comparisons": comparisons})
    }

    fn comparison(
        &self,
        at: usize,
        effect: &Result<Effect, CannotTest>,
        (holm, bh): (Option<f64>, Option<f64>),
    ) -> Value {
        let base = json!({"arm": arm_name(at + 1), "versus": arm_name(0)});
        match effect {
            Err(reason) => shape::merge(
                base,
                json!({"p_value": null, "verdict": "cannot_compare", "reason": reason.sentence()}),
            ),
            Ok(effect) => {
                let n = self.n[0] + self.n[at + 1];
                let both = super::trial::second_opinions(effect, n);
                let tested = shape::merge(base, Value::Object(shape::effect(effect)));
                let adjusted = json!({
                    "p_adjusted": {"holm": holm, "benjamini_hochberg": bh},
                    "adjusted": null,
                });
                let verdict = json!({"verdict": verdict(effect, holm)});
                shape::merge(shape::merge(shape::merge(tested, adjusted), both), verdict)
            }
        }
    }

    fn estimate(&self, value: &Result<Estimate, CannotTest>) -> String {
        let style = NumberStyle::default();
        match value {
            Err(reason) => reason.sentence().to_owned(),
            Ok(estimate) => {
                let write = |value: f64| match self.kind {
                    Kind::Share => style.percent(value, 2),
                    Kind::Mean => style.decimal(value, 4),
                };
                format!(
                    "{} ({} to {})",
                    write(estimate.value),
                    write(estimate.interval.low),
                    write(estimate.interval.high)
                )
            }
        }
    }

    fn sentence(
        &self,
        arm: usize,
        effect: &Result<Effect, CannotTest>,
        holm: Option<f64>,
    ) -> String {
        let style = NumberStyle::default();
        let effect = match effect {
            Ok(effect) => effect,
            Err(reason) => return format!("{}: {}", arm_name(arm), reason.sentence()),
        };
        let difference = effect.difference;
        let (value, low, high, unit) = match self.kind {
            Kind::Share => (
                style.signed(difference.value * 100.0, 2),
                style.decimal(difference.interval.low * 100.0, 2),
                style.decimal(difference.interval.high * 100.0, 2),
                " pp",
            ),
            Kind::Mean => (
                style.signed(difference.value, 4),
                style.decimal(difference.interval.low, 4),
                style.decimal(difference.interval.high, 4),
                "",
            ),
        };
        let lift = effect.lift.as_ref().map_or_else(
            |reason| reason.sentence().to_owned(),
            |lift| {
                format!(
                    "lift {} ({} to {})",
                    style.lift(lift.value, 1),
                    style.lift(lift.interval.low, 1),
                    style.lift(lift.interval.high, 1)
                )
            },
        );
        let said = match verdict(effect, holm) {
            "higher" => "higher than the control",
            "lower" => "lower than the control",
            _ => "not decided: chance explains a difference of this size",
        };
        format!(
            "{}: {value}{unit} (95 % interval {low} to {high}), {lift}, p = {}, {said}",
            arm_name(arm),
            style.p_value(holm.unwrap_or(effect.p.value)),
        )
    }
}

fn verdict(effect: &Effect, holm: Option<f64>) -> &'static str {
    if holm.unwrap_or(effect.p.value) >= Confidence::default().alpha {
        "not_decided"
    } else if effect.difference.value > 0.0 {
        "higher"
    } else {
        "lower"
    }
}

fn arm_name(arm: usize) -> String {
    u8::try_from(arm).ok().filter(|&arm| arm < 26).map_or_else(
        || format!("arm {}", arm + 1),
        |arm| char::from(b'A' + arm).to_string(),
    )
}

fn srm(
    counts: &str,
    expected: Option<&str>,
    json: bool,
    output: &mut Output,
) -> anyhow::Result<()> {
    let counts = list(counts, "people", |text| text.parse::<u64>().ok())?;
    let weights = match expected {
        Some(text) => list(text, "weights", |text| text.parse::<f64>().ok())?,
        None => vec![1.0; counts.len()],
    };
    if weights.len() != counts.len() {
        anyhow::bail!(
            "{} arms have people and {} have weights: give one weight per arm",
            counts.len(),
            weights.len()
        );
    }
    let result = stats::srm(&counts, &weights);
    if json {
        return output.json(&srm_json(&result));
    }
    output.line(&match result {
        Ok(srm) => format!(
            "Sample ratio {}: chi-square {:.4} with {} degrees of freedom, p = {}",
            match srm.status {
                stats::SrmStatus::Ok => "fits the plan",
                stats::SrmStatus::Warn => "is doubtful",
                stats::SrmStatus::Blocked => "does not fit the plan, no effect may be read",
            },
            srm.chi_square,
            srm.df,
            NumberStyle::default().p_value(srm.p.value)
        ),
        Err(reason) => reason.sentence().to_owned(),
    })
}

/// The `srm` object of the contract.
pub(super) fn srm_json(result: &Result<Srm, CannotTest>) -> Value {
    match result {
        Ok(srm) => {
            let base = json!({"chi_square": srm.chi_square, "df": srm.df});
            let base = shape::merge(base, Value::Object(shape::p_value(srm.p)));
            shape::merge(base, json!({"status": srm.status.id()}))
        }
        Err(reason) => json!({
            "chi_square": null, "df": null, "p_value": null, "status": null,
            "reason": reason.sentence(),
        }),
    }
}

fn proportion(text: &str) -> anyhow::Result<Proportion> {
    let parsed = text.split_once('/').and_then(|(successes, trials)| {
        Some(Proportion {
            successes: successes.trim().parse().ok()?,
            trials: trials.trim().parse().ok()?,
        })
    });
    match parsed {
        Some(share) if share.successes <= share.trials => Ok(share),
        Some(_) => anyhow::bail!(
            "`{text}` has more successes than people: write successes/people, for example 96/2400"
        ),
        None => anyhow::bail!("`{text}` is not successes/people: write for example 96/2400"),
    }
}

fn moments(text: &str) -> anyhow::Result<Moments> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let parsed = match parts.as_slice() {
        [mean, sd, n] => (|| {
            let mean: f64 = mean.parse().ok()?;
            let sd: f64 = sd.parse().ok()?;
            let n: u64 = n.parse().ok()?;
            let is_usable = mean.is_finite() && sd.is_finite() && sd >= 0.0 && n > 0;
            is_usable.then(|| Moments {
                n,
                mean,
                m2: sd * sd * (n - 1) as f64,
            })
        })(),
        _ => None,
    };
    parsed.ok_or_else(|| {
        anyhow::anyhow!(
            "`{text}` is not mean,standard deviation,people: write for example 2.11,14.2,2400"
        )
    })
}

fn list<T>(text: &str, what: &str, parse: impl Fn(&str) -> Option<T>) -> anyhow::Result<Vec<T>> {
    text.split(',')
        .map(|part| {
            parse(part.trim()).ok_or_else(|| {
                anyhow::anyhow!("`{part}` is not a number: write {what} separated by commas, for example 1680,1320")
            })
        })
        .collect()
}
