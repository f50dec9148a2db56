//! `holdout experiment plan`: how many people a test needs, how long it takes, what it could see.

use clap::Args;
use serde_json::{Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use crate::analysis::planner::{
    self, Available, CannotPlan, Enrolment, History, HistoryQuery, Plan, PlanBaseline,
    PlanSettings, PlannedEffect, WithPeople,
};
use crate::metrics::Metric;
use crate::metrics::metric::Unit;
use crate::model::experiment::GoalMetric;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::{Design, Duration, Sides};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    effect: Effect,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    test: Test,
}

/// What the metric is like today.
#[derive(Debug, Args)]
struct Source {
    /// What is planned on
    #[arg(long, default_value = "conversion", value_name = "conversion|net_per_person|aov", value_parser = metric)]
    metric: GoalMetric,
    /// Whose past and how many people: a saved name, a preset or a rule
    #[arg(long, value_name = "SEGMENT", default_value = "everyone")]
    segment: String,
    /// The rate (0.05 or 5%), or the mean in whole money, instead of the past
    #[arg(long, value_name = "P", value_parser = number)]
    baseline: Option<f64>,
    /// The standard deviation of one person's value in whole money, instead of the past
    #[arg(long, value_name = "S", value_parser = number)]
    sd: Option<f64>,
    /// Days that each person is observed for
    #[arg(long, value_name = "DAYS", default_value_t = Metric::DEFAULT_DAYS, value_parser = clap::value_parser!(u32).range(1..=730))]
    window: u32,
}

/// The effect to find.
#[derive(Debug, Args)]
struct Effect {
    /// The smallest difference worth finding: 0.01 or 1% is one percentage point; money in whole money
    #[arg(long, value_name = "D", value_parser = number, allow_negative_numbers = true)]
    mde: Option<f64>,
    /// The same as a share of the baseline: 0.1 or 10%
    #[arg(long, value_name = "L", value_parser = number, conflicts_with = "mde", allow_negative_numbers = true)]
    relative_mde: Option<f64>,
}

/// Who could take part, and how they come.
#[derive(Debug, Args)]
struct People {
    /// People available, instead of the segment's
    #[arg(long, value_name = "N")]
    people: Option<u64>,
    /// People who come per day; without it everyone starts at once
    #[arg(long, value_name = "N", value_parser = number)]
    per_day: Option<f64>,
}

/// Error rates and split.
#[derive(Debug, Args)]
struct Test {
    /// How many arms of equal size
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(2..=26))]
    arms: u8,
    /// Weight of each arm, control first: 80,20
    #[arg(
        long,
        value_name = "W1,W2,…",
        value_delimiter = ',',
        conflicts_with = "arms"
    )]
    weights: Vec<f64>,
    /// Chance to find the effect: 0.8 or 80%
    #[arg(long, default_value = "0.8", value_parser = number)]
    power: f64,
    /// Error rate over all comparisons: 0.05 or 5%
    #[arg(long, default_value = "0.05", value_parser = number)]
    alpha: f64,
    /// Look in one direction only
    #[arg(long)]
    one_sided: bool,
}

fn metric(text: &str) -> Result<GoalMetric, String> {
    let found = GoalMetric::ALL
        .into_iter()
        .find(|metric| metric.id() == text);
    found.ok_or_else(|| {
        format!("`{text}` cannot be planned on: choose conversion, net_per_person or aov")
    })
}

/// A number, or a percentage as a fraction.
fn number(text: &str) -> Result<f64, String> {
    let trimmed = text.trim();
    let percent = trimmed.strip_suffix('%');
    let parsed = percent.unwrap_or(trimmed).trim().parse::<f64>();
    match parsed {
        Ok(value) if value.is_finite() => Ok(if percent.is_some() {
            value / 100.0
        } else {
            value
        }),
        _ => Err(format!(
            "`{text}` is not a number: write for example 0.05 or 5%"
        )),
    }
}

pub(super) fn run(
    on: &OnWorkspace,
    arguments: &Arguments,
    output: &mut Output,
) -> anyhow::Result<()> {
    let context = on.context()?;
    let query = HistoryQuery {
        metric: arguments.source.metric,
        window_days: arguments.source.window,
        people: arguments.source.segment.clone(),
    };
    let history = planner::history(&context, &query)?;
    let plan = planner::plan(&settings(arguments, &history));
    if on.json {
        return output.json(&to_json(&plan, arguments, &history));
    }
    let said = plan.said();
    output.line(&said.headline)?;
    output.line(&said.detail)?;
    output.line("")?;
    if !arguments.source.is_typed() {
        output.line(&format!("Baseline: {}", history.sentence()))?;
        output.line("")?;
    }
    let rows: Vec<Vec<String>> = plan
        .options
        .iter()
        .map(|option| row(&plan.settings, option))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    output.table(
        &[
            "People",
            "Per arm",
            "Smallest effect",
            "Lift",
            "Power",
            "Days",
        ],
        &rows,
    )
}

impl Source {
    fn is_typed(&self) -> bool {
        self.baseline.is_some() || self.sd.is_some()
    }
}

fn settings(arguments: &Arguments, history: &History) -> PlanSettings {
    let source = &arguments.source;
    let currency = history.currency;
    let scale = scale(source.metric, currency);
    let baseline = if source.is_typed() {
        PlanBaseline {
            value: source.baseline.map(|value| value * scale),
            sd: source.sd.map(|sd| sd * scale),
        }
    } else {
        history.baseline().unwrap_or_default()
    };
    let absolute = arguments.effect.mde.map(|mde| mde * scale);
    let relative = arguments.effect.relative_mde;
    let test = &arguments.test;
    PlanSettings {
        metric: source.metric,
        baseline,
        window_days: source.window,
        effect: absolute
            .map(PlannedEffect::Absolute)
            .or(relative.map(PlannedEffect::Relative)),
        design: Design {
            alpha: test.alpha,
            power: test.power,
            sides: if test.one_sided {
                Sides::One
            } else {
                Sides::Two
            },
            weights: if test.weights.is_empty() {
                vec![1.0; usize::from(test.arms)]
            } else {
                test.weights.clone()
            },
        },
        enrolment: arguments
            .people
            .per_day
            .map_or(Enrolment::AllAtOnce, Enrolment::PerDay),
        available: Some(arguments.people.people.map_or_else(
            || history.available(),
            |people| Available { people, of: None },
        )),
        currency,
    }
}

/// Typed values times this are what is computed with: minor units of money, rates as they are.
fn scale(metric: GoalMetric, currency: Currency) -> f64 {
    match metric.unit() {
        Unit::Money => currency.minor_per_major() as f64,
        Unit::Share | Unit::Count => 1.0,
    }
}

fn row(settings: &PlanSettings, option: &WithPeople) -> Vec<String> {
    let style = NumberStyle::default();
    let per_arm: Vec<String> = option
        .per_arm
        .iter()
        .map(|people| style.count(*people as i64))
        .collect();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    vec![
        style.count(option.people as i64),
        per_arm.join(" + "),
        or_none(
            option
                .detectable
                .ok()
                .map(|difference| settings.effect_words(difference)),
        ),
        or_none(option.lift.map(|lift| style.lift(lift, 1))),
        or_none(option.power.map(|power| style.percent(power, 0))),
        option.days_words(),
    ]
}

fn to_json(plan: &Plan, arguments: &Arguments, history: &History) -> Value {
    let settings = &plan.settings;
    let said = plan.said();
    let curve: Vec<Value> = plan
        .curve
        .iter()
        .map(|point| json!({"people": point.people, "detectable_difference": point.detectable}))
        .collect();
    let base = json!({
        "metric": settings.metric.id(),
        "currency": shape::currency(settings.currency),
        "window_days": settings.window_days,
        "baseline": baseline_json(settings, arguments, history),
        "design": {
            "weights": settings.design.weights,
            "power": settings.design.power,
            "alpha": settings.design.alpha,
            "one_sided": settings.design.sides == Sides::One,
        },
        "arrivals_per_day": arguments.people.per_day,
    });
    let rest = json!({
        "available": plan.available.as_ref().map(option_json),
        "options": plan.options.iter().map(option_json).collect::<Vec<_>>(),
        "curve": curve,
        "headline": said.headline,
        "detail": said.detail,
    });
    shape::merge(shape::merge(base, needed_json(plan)), rest)
}

fn baseline_json(settings: &PlanSettings, arguments: &Arguments, history: &History) -> Value {
    let base = json!({"value": settings.baseline.value, "sd": settings.baseline.sd});
    if arguments.source.is_typed() {
        return shape::merge(base, json!({"source": "typed"}));
    }
    let measured = json!({
        "source": "history",
        "segment": history.name,
        "people": history.people,
        "from": history.window.0.to_string(),
        "to": history.window.1.to_string(),
        "members_now": history.members,
        "joined_per_day": history.arrivals_per_day,
    });
    let measured = shape::merge(base, measured);
    match &history.estimate {
        Ok(estimate) => shape::merge(measured, json!({"ci": shape::interval(estimate.interval)})),
        Err(reason) => shape::merge(measured, json!({"ci": null, "reason": reason.sentence()})),
    }
}

fn needed_json(plan: &Plan) -> Value {
    match &plan.needed {
        Ok(needed) => json!({
            "difference": needed.difference,
            "relative_lift": needed.lift,
            "per_arm": needed.sample.per_arm,
            "total": needed.sample.total,
            "enrolment_days": needed.days.map(|days| days.enrolment_days),
            "total_days": needed.days.map(|days| days.total_days),
        }),
        Err(reason) => json!({
            "difference": null, "relative_lift": null, "per_arm": null, "total": null,
            "enrolment_days": null, "total_days": null, "reason": reason.sentence(),
        }),
    }
}

fn option_json(option: &WithPeople) -> Value {
    let base = json!({
        "people": option.people,
        "per_arm": option.per_arm,
        "detectable_difference": option.detectable.ok(),
        "detectable_lift": option.lift,
        "power": option.power,
        "total_days": option.days.map(|days: Duration| days.total_days),
    });
    match option
        .detectable
        .as_ref()
        .map_err(|reason: &CannotPlan| reason.sentence())
    {
        Ok(_) => base,
        Err(reason) => shape::merge(base, json!({"reason": reason})),
    }
}
