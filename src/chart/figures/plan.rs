//! The figure of a planned test.

use crate::analysis::planner::Plan;
use crate::chart::spec::{Chart, ChartKind, Curve, CurveMark, CurvePoint, Footnote, Tone};
use crate::chart::value::ValueFormat;
use crate::metrics::metric::Unit;
use crate::model::experiment::GoalMetric;
use crate::model::format::NumberStyle;

/// The smallest visible effect by people, with the people needed and the people available.
#[must_use]
pub fn plan(plan: &Plan) -> Chart {
    let said = plan.said();
    let settings = &plan.settings;
    let metric = settings.metric.metric(settings.window_days);
    let mut marks = Vec::new();
    let count = |people: u64| NumberStyle::default().count(people as i64);
    if let Ok(needed) = &plan.needed {
        marks.push(CurveMark {
            label: format!(
                "Needed: {} for {}",
                count(needed.sample.total),
                settings.effect_words(needed.difference)
            ),
            at: CurvePoint {
                x: needed.sample.total as f64,
                y: needed.difference.abs(),
            },
            tone: Tone::Accent,
        });
    }
    if let Some((available, Ok(detectable))) = plan
        .available
        .as_ref()
        .map(|available| (available, available.detectable))
    {
        marks.push(CurveMark {
            label: format!(
                "Available: {} see {}",
                count(available.people),
                settings.effect_words(detectable)
            ),
            at: CurvePoint {
                x: available.people as f64,
                y: detectable,
            },
            tone: Tone::Control,
        });
    }
    let points = plan.curve.iter().map(|point| CurvePoint {
        x: point.people as f64,
        y: point.detectable,
    });
    Chart {
        title: "Smallest visible effect by people".to_owned(),
        caption: said.headline,
        footnote: Footnote {
            definition: format!("{}: {}", metric.label(), metric.definition()),
            filters: said.detail,
            extra: note(settings.metric),
            ..Footnote::default()
        },
        format: match metric.unit() {
            Unit::Share => ValueFormat::Points { decimals: 2 },
            Unit::Money => ValueFormat::MoneyDifference(settings.currency),
            Unit::Count => ValueFormat::Number { decimals: 2 },
        },
        style: NumberStyle::default(),
        kind: ChartKind::Curve(Curve {
            across: "People in all arms".to_owned(),
            upwards: "Smallest visible effect".to_owned(),
            points: points.collect(),
            marks,
        }),
    }
}

fn note(metric: GoalMetric) -> Vec<String> {
    match metric {
        GoalMetric::Conversion | GoalMetric::NetPerPerson => Vec::new(),
        GoalMetric::Aov => vec!["People are counted whether they order or not".to_owned()],
    }
}
