//! `holdout calc proportions` and `means`: every arm against the first.

use clap::Args;
use serde_json::{Value, json};

use super::super::json as shape;
use super::super::output::Output;
use super::super::trial::comparison;
use super::arm_name;
use crate::analysis::calculator;
use crate::analysis::comparison::Finding;
use crate::analysis::trial::{ArmComparison, MetricReadout, Settings};
use crate::model::format::NumberStyle;
use crate::stats::{Confidence, Estimate, Interval, Moments, Proportion, Statistic, StatisticKind};

#[derive(Debug, Args)]
pub(super) struct Proportions {
    /// For example 96/2400 149/2400
    #[arg(required = true, num_args = 2.., value_name = "X/N")]
    arms: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Args)]
pub(super) struct Means {
    /// For example 2.11,14.2,2400 3.02,17.9,2400
    #[arg(required = true, num_args = 2.., value_name = "MEAN,SD,N")]
    arms: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Args)]
struct Reading {
    /// Error rate of tests and intervals
    #[arg(long, default_value_t = 0.05, value_parser = super::super::trial::error_rate)]
    alpha: f64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Reading {
    fn compare(&self, arms: &[Statistic], output: &mut Output) -> anyhow::Result<()> {
        let settings = Settings {
            confidence: Confidence { alpha: self.alpha },
            ..Settings::default()
        };
        let calculated = calculator::compare(arms, settings)
            .ok_or_else(|| anyhow::anyhow!("A comparison needs at least two arms: write both"))?;
        print(&calculated.readout, &calculated.settings, self.json, output)
    }
}

pub(super) fn proportions(arguments: &Proportions, output: &mut Output) -> anyhow::Result<()> {
    let arms = arguments
        .arms
        .iter()
        .map(|text| proportion(text))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let arms: Vec<Statistic> = arms.into_iter().map(Statistic::Proportion).collect();
    arguments.reading.compare(&arms, output)
}

pub(super) fn means(arguments: &Means, output: &mut Output) -> anyhow::Result<()> {
    let arms = arguments
        .arms
        .iter()
        .map(|text| moments(text))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let arms: Vec<Statistic> = arms.into_iter().map(Statistic::Mean).collect();
    arguments.reading.compare(&arms, output)
}

fn print(
    readout: &MetricReadout,
    settings: &Settings,
    json: bool,
    output: &mut Output,
) -> anyhow::Result<()> {
    if json {
        return output.json(&to_json(readout, settings));
    }
    let level = NumberStyle::default().percent(1.0 - settings.confidence.alpha, 0);
    let speaker = Speaker {
        kind: readout.subject.kind,
        level,
    };
    let arms: Vec<Vec<String>> = readout
        .arms
        .iter()
        .enumerate()
        .map(|(at, arm)| {
            vec![
                arm_name(at),
                NumberStyle::default().count(arm.n as i64),
                arm.estimate.as_ref().map_or_else(
                    |reason| reason.sentence().to_owned(),
                    |estimate| speaker.value(estimate),
                ),
            ]
        })
        .collect();
    let value = format!("Value ({} interval)", speaker.level);
    output.table(&["Arm", "People", &value], &arms)?;
    output.line("")?;
    for one in &readout.comparisons {
        output.line(&speaker.sentence(one))?;
    }
    Ok(())
}

fn to_json(readout: &MetricReadout, settings: &Settings) -> Value {
    let arms: Vec<Value> = readout
        .arms
        .iter()
        .enumerate()
        .map(|(at, arm)| {
            let base = json!({"name": arm_name(at), "n": arm.n});
            shape::estimate_with(base, &arm.estimate)
        })
        .collect();
    let comparisons: Vec<Value> = readout
        .comparisons
        .iter()
        .map(|one| comparison(one, (&arm_name(one.arm), &arm_name(0)), settings))
        .collect();
    json!({"arms": arms, "comparisons": comparisons})
}

struct Speaker {
    kind: StatisticKind,
    level: String,
}

impl Speaker {
    fn write(&self, value: f64) -> String {
        match self.kind {
            StatisticKind::Proportion => NumberStyle::default().percent(value, 2),
            StatisticKind::Mean | StatisticKind::Ratio => NumberStyle::default().decimal(value, 4),
        }
    }

    fn value(&self, estimate: &Estimate) -> String {
        let Interval { low, high } = estimate.interval;
        let [value, low, high] = [estimate.value, low, high].map(|bound| self.write(bound));
        format!("{value} ({low} to {high})")
    }

    fn difference(&self, difference: &Estimate) -> String {
        let style = NumberStyle::default();
        let (factor, decimals, unit) = match self.kind {
            StatisticKind::Proportion => (100.0, 2, " pp"),
            StatisticKind::Mean | StatisticKind::Ratio => (1.0, 4, ""),
        };
        let Interval { low, high } = difference.interval;
        format!(
            "{}{unit} ({} interval {} to {})",
            style.signed(difference.value * factor, decimals),
            self.level,
            style.decimal(low * factor, decimals),
            style.decimal(high * factor, decimals)
        )
    }

    fn sentence(&self, one: &ArmComparison) -> String {
        let style = NumberStyle::default();
        let effect = match &one.effect {
            Ok(effect) => effect,
            Err(withheld) => return format!("{}: {}", arm_name(one.arm), withheld.sentence()),
        };
        let lift = effect.effect.lift.as_ref().map_or_else(
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
        let said = match one.finding {
            Finding::Higher => "higher than the control",
            Finding::Lower => "lower than the control",
            Finding::NotInferior => "not worse than the control",
            Finding::Undecided(_) | Finding::None(_) => {
                "not decided: chance explains a difference of this size"
            }
        };
        format!(
            "{}: {}, {lift}, p = {}, {said}",
            arm_name(one.arm),
            self.difference(&effect.effect.difference),
            style.p_value(effect.p_holm.value),
        )
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
