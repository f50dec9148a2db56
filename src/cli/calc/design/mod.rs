//! `holdout calc sample-size`, `power` and `mde`: planning a test.

mod arguments;

use clap::{ArgGroup, Args, ValueEnum as _};
use serde_json::json;

use super::super::json as shape;
use super::super::output::Output;
use super::{arm_name, list};
use crate::model::format::NumberStyle;
use crate::stats::{self, CannotTest, Design, Duration, SampleSizeFormula};
use arguments::{EffectSize, Formula, Levels, Metric, percent, positive};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("size").args(["mde", "relative_mde"]).required(true))]
pub(super) struct SampleSize {
    #[command(flatten)]
    metric: Metric,
    #[command(flatten)]
    effect: EffectSize,
    #[command(flatten)]
    levels: Levels,
    /// People in each treatment per person in the control
    #[arg(long, default_value = "1", value_parser = positive)]
    ratio: f64,
    /// Arms, the control included
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(2..))]
    arms: u8,
    /// How the size is computed; `student` is for means, the others for rates
    #[arg(long, value_enum, default_value_t)]
    formula: Formula,
    /// People who join per day, to see how long it takes
    #[arg(long, value_name = "N", value_parser = positive)]
    per_day: Option<f64>,
    /// Days that the metric observes each person for
    #[arg(long, value_name = "DAYS", default_value_t = 0, requires = "per_day")]
    window: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Power {
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    effect: EffectSize,
}

#[derive(Debug, Args)]
pub(super) struct SmallestEffect {
    #[command(flatten)]
    people: People,
}

/// A test with so many people.
#[derive(Debug, Args)]
struct People {
    #[command(flatten)]
    metric: Metric,
    #[command(flatten)]
    levels: Levels,
    /// People per arm, control first; one number stands for two equal arms
    #[arg(long = "n", value_name = "N1,N2,…")]
    arms: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn sample_size(arguments: &SampleSize, output: &mut Output) -> anyhow::Result<()> {
    let metric = &arguments.metric;
    let treatments = usize::from(arguments.arms) - 1;
    let mut weights = vec![1.0];
    weights.extend(vec![arguments.ratio; treatments]);
    let design = arguments.levels.design(weights);
    let effect = metric.effect(&arguments.effect)?;
    let Some(effect) = effect else {
        anyhow::bail!("give the effect to find with --mde or --relative-mde");
    };
    let size = arguments.size(&design, effect)?;
    let days = arguments.duration(size.total)?;
    if arguments.json {
        let formula = arguments.formula.to_possible_value();
        let plan = json!({
            "per_arm": size.per_arm,
            "total": size.total,
            "formula": formula.map(|value| value.get_name().to_owned()),
        });
        let plan = shape::merge(plan, metric.effect_json(effect));
        let plan = shape::merge(plan, arguments.levels.json());
        return output.json(&match days {
            None => plan,
            Some(days) => shape::merge(
                plan,
                json!({"duration": {
                    "enrolment_days": days.enrolment_days, "total_days": days.total_days,
                }}),
            ),
        });
    }
    let style = NumberStyle::default();
    output.line(&format!(
        "{} people find {} {}",
        style.count(size.total as i64),
        metric.said(effect),
        arguments.levels.said()
    ))?;
    output_shared_alpha(design.alpha, treatments, output)?;
    if let Some(days) = days {
        output.line(&format!(
            "{} days to enrol them, {} until the last one has the metric's {} days",
            style.count(days.enrolment_days as i64),
            style.count(days.total_days as i64),
            arguments.window
        ))?;
    }
    output.line("")?;
    let rows: Vec<Vec<String>> = size
        .per_arm
        .iter()
        .enumerate()
        .map(|(arm, &people)| vec![arm_name(arm), style.count(people as i64)])
        .collect();
    output.table(&["Arm", "People"], &rows)
}

impl SampleSize {
    fn size(&self, design: &Design, effect: f64) -> anyhow::Result<stats::SampleSize> {
        let of_rates = |formula| match self.metric.baseline {
            Some(rate) => Ok(stats::proportion_sample_size(formula, design, rate, effect)),
            None => Err(anyhow::anyhow!(
                "this formula is for rates: give --baseline in place of --sd, or leave --formula out"
            )),
        };
        let size = match self.formula {
            Formula::Unpooled => stats::sample_size(design, &self.metric.baseline()?, effect),
            Formula::Pooled => of_rates(SampleSizeFormula::Pooled)?,
            Formula::Continuity => of_rates(SampleSizeFormula::Continuity)?,
            Formula::BaselineVariance => of_rates(SampleSizeFormula::BaselineVariance)?,
            Formula::Arcsine => of_rates(SampleSizeFormula::Arcsine)?,
            Formula::Student => match self.metric.sd {
                Some(sd) => stats::student_sample_size(design, sd, effect),
                None => anyhow::bail!(
                    "the student formula is for means: give --sd in place of --baseline"
                ),
            },
        };
        Ok(size?)
    }

    fn duration(&self, people: u64) -> anyhow::Result<Option<Duration>> {
        let Some(per_day) = self.per_day else {
            return Ok(None);
        };
        Ok(Some(stats::duration(
            people,
            per_day,
            u64::from(self.window),
        )?))
    }
}

pub(super) fn power(arguments: &Power, output: &mut Output) -> anyhow::Result<()> {
    let People {
        metric,
        levels,
        json,
        ..
    } = &arguments.people;
    let Some(effect) = metric.effect(&arguments.effect)? else {
        return arguments.people.smallest_effect(output);
    };
    let people = arguments.people.per_arm()?;
    let design = levels.design(vec![1.0; people.len()]);
    let found = stats::power(&design, &metric.baseline()?, effect, &people)?;
    if *json {
        let answer = json!({"power": found, "per_arm": people});
        let answer = shape::merge(answer, metric.effect_json(effect));
        return output.json(&shape::merge(answer, levels.test_json()));
    }
    output.line(&format!(
        "{} power to find {} with {}, {}",
        percent(found),
        metric.said(effect),
        written(&people),
        levels.test_said()
    ))?;
    output_shared_alpha(levels.alpha, people.len() - 1, output)
}

pub(super) fn smallest_effect(
    arguments: &SmallestEffect,
    output: &mut Output,
) -> anyhow::Result<()> {
    arguments.people.smallest_effect(output)
}

impl People {
    fn per_arm(&self) -> anyhow::Result<Vec<u64>> {
        let people = list(&self.arms, "people", |text| text.parse::<u64>().ok())?;
        Ok(match people.as_slice() {
            [each] => vec![*each; 2],
            _ => people,
        })
    }

    fn smallest_effect(&self, output: &mut Output) -> anyhow::Result<()> {
        let people = self.per_arm()?;
        let design = self.levels.design(vec![1.0; people.len()]);
        let baseline = self.metric.baseline()?;
        let smallest = match stats::minimum_detectable_effect(&design, &baseline, &people) {
            Ok(smallest) => Ok(smallest),
            Err(CannotTest::Undetectable) => Err(CannotTest::Undetectable.sentence()),
            Err(reason) => return Err(reason.into()),
        };
        if self.json {
            let effect = match smallest {
                Ok(effect) => self.metric.effect_json(effect),
                Err(reason) => json!({"mde": null, "reason": reason}),
            };
            let answer = shape::merge(effect, json!({"per_arm": people}));
            return output.json(&shape::merge(answer, self.levels.json()));
        }
        let tested = format!("{} {}", written(&people), self.levels.said());
        output.line(&match smallest {
            Ok(effect) => format!("{tested} find {} or more", self.metric.said(effect)),
            Err(reason) => format!("{tested}: {reason}"),
        })?;
        output_shared_alpha(self.levels.alpha, people.len() - 1, output)
    }
}

/// With several treatments, what alpha each comparison gets.
fn output_shared_alpha(alpha: f64, treatments: usize, output: &mut Output) -> anyhow::Result<()> {
    if treatments < 2 {
        return Ok(());
    }
    output.line(&format!(
        "Each of the {treatments} comparisons is planned at {}, the strictest that Holm's procedure asks",
        percent(alpha / treatments as f64)
    ))
}

/// `2,400 and 2,400 people`, `2,400, 1,200 and 1,200 people`.
fn written(people: &[u64]) -> String {
    let style = NumberStyle::default();
    let numbers: Vec<String> = people.iter().map(|&n| style.count(n as i64)).collect();
    match numbers.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} and {last} people", rest.join(", "))
        }
        _ => format!("{} people", numbers.join(", ")),
    }
}
