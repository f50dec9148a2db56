//! `holdout metrics`: the four KPIs per segment against its comparison.

use clap::Args;
use serde_json::{Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use super::refunds::{self, Refunds};
use crate::analysis::Context;
use crate::analysis::comparison::{Comparison, ComparisonReport, GroupResult, compare};
use crate::analysis::groups::NamedGroup;
use crate::analysis::scope::{People, Period, Scope, Versus};
use crate::analysis::trial::Words;
use crate::metrics::Metric;
use crate::model::format::NumberStyle;
use crate::model::time::Day;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    /// A saved name, a preset, a rule, or arm:EXPERIMENT/ARM; may be repeated
    #[arg(long, value_name = "SEGMENT")]
    segment: Vec<String>,
    /// What to compare with: rest, previous, or a segment
    #[arg(long, value_name = "SEGMENT|rest|previous")]
    versus: Option<String>,
    #[command(flatten)]
    dates: Dates,
    #[command(flatten)]
    refunds: Refunds,
}

/// A period as given on the command line.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Dates {
    /// First day, for example 2026-01-01
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day, included
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
}

impl Dates {
    pub(super) fn period(&self) -> anyhow::Result<Period> {
        let day = |text: &Option<String>| -> anyhow::Result<Option<Day>> {
            let Some(text) = text else {
                return Ok(None);
            };
            let date: jiff::civil::Date = text.trim().parse().map_err(|_| {
                anyhow::anyhow!(
                    "`{text}` is not a date: write year-month-day, for example 2026-06-30"
                )
            })?;
            Ok(Some(Day::from_date(date)))
        };
        let (from, to) = (day(&self.from)?, day(&self.to)?);
        if let (Some(first), Some(last)) = (from, to)
            && first > last
        {
            anyhow::bail!(
                "The period starts on {first}, after it ends on {last}: swap --from and --to"
            );
        }
        Ok(match (from, to) {
            (None, None) => Period::All,
            (from, to) => Period::Between(from, to),
        })
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let workspace = arguments.on.read()?;
    let definitions = workspace.definitions()?;
    let context = arguments.refunds.context(&workspace, definitions)?;
    let groups = groups(&context, &arguments.segment)?;
    let scope = Scope {
        period: arguments.dates.period()?,
        people: People::Everyone,
        versus: versus(arguments),
    };
    let metrics = Metric::all(Metric::DEFAULT_DAYS);
    let report = compare(&context, &groups, &scope, &metrics)?;
    if arguments.on.json {
        return output.json(&to_json(&context, &report));
    }
    print(&context, &report, output)
}

fn groups(context: &Context, names: &[String]) -> anyhow::Result<Vec<NamedGroup>> {
    if names.is_empty() {
        return Ok(vec![NamedGroup::of(context, &People::Everyone)?]);
    }
    let groups = names
        .iter()
        .map(|name| NamedGroup::parse(context, name))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(groups)
}

fn versus(arguments: &Arguments) -> Versus {
    match arguments.versus.as_deref() {
        // Everyone has no rest; a segment is first compared with it.
        None if arguments.segment.is_empty() => Versus::Previous,
        None | Some("rest") => Versus::Rest,
        Some("previous") => Versus::Previous,
        Some(text) => Versus::Segment(text.to_owned()),
    }
}

fn to_json(context: &Context, report: &ComparisonReport) -> Value {
    let groups: Vec<Value> = report.groups.iter().map(group_json).collect();
    let comparisons: Vec<Value> = report.comparisons.iter().map(comparison_json).collect();
    let compared = json!({
        "as_of": shape::instant(&context.snapshot, report.as_of),
        "currency": shape::currency(context.snapshot.currency),
        "groups": groups,
        "comparisons": comparisons,
    });
    shape::merge(compared, refunds::to_json(context))
}

fn group_json(group: &GroupResult) -> Value {
    let metrics: Vec<Value> = group
        .values
        .iter()
        .map(|value| shape::metric_value(value.metric, &value.measure))
        .collect();
    json!({
        "name": group.name, "people": group.people, "orders": group.orders, "metrics": metrics,
    })
}

fn comparison_json(one: &Comparison) -> Value {
    let base = json!({
        "group": one.group, "versus": one.versus, "grade": one.grade.id(), "metric": one.metric.id(),
    });
    let tested = match &one.effect {
        Ok(effect) => Value::Object(shape::effect(effect)),
        Err(reason) => json!({
            "difference": null, "relative_lift": null, "p_value": null, "reason": reason.sentence(),
        }),
    };
    shape::merge(
        shape::merge(base, tested),
        json!({"p_adjusted": one.p_adjusted, "verdict": one.finding.id()}),
    )
}

fn print(context: &Context, report: &ComparisonReport, output: &mut Output) -> anyhow::Result<()> {
    let currency = context.snapshot.currency;
    let style = NumberStyle::default();
    for group in &report.groups {
        output.line(&format!(
            "{}: {} people, {} orders in the period",
            group.name,
            style.count(group.people as i64),
            style.count(group.orders as i64)
        ))?;
    }
    output.line(&refunds::sentence(context))?;
    output.line("")?;
    let rows: Vec<Vec<String>> = report
        .comparisons
        .iter()
        .map(|one| {
            let words = Words {
                unit: one.metric.unit(),
                currency,
            };
            let value = |value: &crate::analysis::comparison::MetricValue| {
                value
                    .estimate
                    .as_ref()
                    .map_or_else(|_| "n/a".to_owned(), |estimate| words.value(estimate.value))
            };
            let difference = one.effect.as_ref().map_or_else(
                |reason| reason.sentence().to_owned(),
                |effect| {
                    let difference = effect.difference;
                    format!(
                        "{} ({} to {})",
                        words.difference(difference.value),
                        words.difference(difference.interval.low),
                        words.difference(difference.interval.high)
                    )
                },
            );
            vec![
                one.group.clone(),
                one.metric.label(),
                value(&one.value),
                value(&one.versus_value),
                difference,
                one.p_adjusted
                    .map_or_else(String::new, |p| style.p_value(p)),
                one.finding.label().to_owned(),
                one.grade.id().to_owned(),
            ]
        })
        .collect();
    let versus = report
        .comparisons
        .first()
        .map_or("versus", |one| one.versus.as_str());
    output.table(
        &[
            "Group",
            "Metric",
            "Value",
            versus,
            "Difference (95 % interval)",
            "p (Holm)",
            "Found",
            "Grade",
        ],
        &rows,
    )
}
