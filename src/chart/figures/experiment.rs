//! Figures of an experiment.

use super::{Figure, finding_tone, metric_text};
use crate::analysis::comparison::Finding;
use crate::analysis::experiment::{ElapsedPoint, ExperimentReadout};
use crate::chart::spec::{
    Bar, Bars, Chart, ChartKind, DayMark, Direction, ElapsedUnit, Footnote, Forest, ForestRow,
    LineStyle, Point, Series, TimeAxis, TimeSeries, Tone,
};
use crate::chart::value::ValueFormat;
use crate::metrics::metric::Unit;
use crate::model::format::{self, NumberStyle, plural};
use crate::model::time::Day;
use crate::store::snapshot::Snapshot;

/// Every metric of the first treatment arm (or each arm) against the control.
#[must_use]
pub fn experiment(snapshot: &Snapshot, readout: &ExperimentReadout) -> Chart {
    let several = readout.arms.len() > 2;
    let control = readout.arms.first().map_or("", |arm| arm.name.as_str());
    let mut rows = Vec::new();
    for metric in &readout.trial.metrics {
        for one in &metric.comparisons {
            let arm = &readout.arms[one.arm].name;
            let label = metric.subject.label.clone();
            let p = one
                .effect
                .as_ref()
                .ok()
                .map(|effect| metric.decisive(effect));
            rows.push(ForestRow {
                label: if several {
                    format!("{label}: {arm}")
                } else {
                    label
                },
                arm_values: [0, one.arm]
                    .into_iter()
                    .map(|at| {
                        metric_text(metric.subject.unit, metric.arms[at].estimate.ok(), snapshot)
                    })
                    .collect(),
                effect: one
                    .effect
                    .as_ref()
                    .map_err(|withheld| withheld.sentence().to_owned())
                    .and_then(|effect| {
                        effect
                            .effect
                            .lift
                            .map_err(|reason| reason.sentence().to_owned())
                    }),
                p: p.map_or_else(String::new, |p| NumberStyle::default().p_value(p)),
                verdict: arm_verdict(one.finding, arm),
                tone: finding_tone(one.finding, Some(metric.subject.up_is_good)),
            });
        }
    }
    let treatment = match readout.arms.as_slice() {
        [_, treatment] => treatment.name.clone(),
        _ => "Treatment".to_owned(),
    };
    let (one, many) = readout.trial.unit_words();
    let people: u64 = readout.arms.iter().map(|arm| arm.n).sum();
    Chart {
        title: readout.verdict.said().headline.clone(),
        caption: if readout.is_table() {
            "Every row of the table, zeros included".to_owned()
        } else {
            "Every person assigned to one arm, zeros included".to_owned()
        },
        footnote: Footnote {
            definition: format!(
                "{}. p adjusted: Holm over arms for the first metric, Benjamini-Hochberg for the others",
                readout.definition.name
            ),
            filters: if readout.is_table() {
                String::new()
            } else {
                let days = readout.definition.window_days;
                format!("Window: {days} days after assignment")
            },
            dates: readout.assigned.map_or_else(String::new, |(first, last)| {
                format!("Assigned {}", format::period(first, last))
            }),
            sample_sizes: plural(people as i64, one, many),
            extra: headline_definition(readout),
        },
        format: ValueFormat::Lift { decimals: 0 },
        style: NumberStyle::default(),
        kind: ChartKind::Forest(Forest {
            heading: "Metric".to_owned(),
            arms: vec![control.to_owned(), treatment.clone()],
            effect_heading: format!("Relative lift of {treatment} over {control}, 95 % interval"),
            p_heading: "p adjusted".to_owned(),
            rows,
        }),
    }
}

/// The primary metric per arm with its intervals.
#[must_use]
pub fn conversion(snapshot: &Snapshot, readout: &ExperimentReadout) -> Chart {
    let forest = experiment(snapshot, readout);
    let primary = readout
        .trial
        .metrics
        .iter()
        .find(|metric| metric.is_primary());
    let items = primary.map_or_else(Vec::new, |metric| {
        metric
            .arms
            .iter()
            .zip(&readout.arms)
            .enumerate()
            .filter_map(|(at, (value, arm))| {
                let estimate = value.estimate.ok()?;
                let tone = if at == 0 { Tone::Control } else { Tone::Accent };
                Some(Bar {
                    interval: Some(estimate.interval),
                    ..Bar::plain(arm.name.clone(), estimate.value, tone)
                })
            })
            .collect()
    });
    Chart {
        caption: primary.map_or_else(String::new, |metric| metric.subject.label.clone()),
        format: match primary.map(|metric| metric.subject.unit) {
            Some(Unit::Money) => ValueFormat::Money(snapshot.currency),
            Some(Unit::Count) => ValueFormat::Number { decimals: 2 },
            Some(Unit::Share) | None => ValueFormat::Percent { decimals: 1 },
        },
        kind: ChartKind::Bars(Bars {
            direction: Direction::Vertical,
            heading: "Arm".to_owned(),
            items,
        }),
        ..forest
    }
}

/// The effect on the primary metric by days since each person's assignment, per treatment arm.
#[must_use]
pub fn elapsed(snapshot: &Snapshot, readout: &ExperimentReadout) -> Chart {
    let forest = experiment(snapshot, readout);
    let tone = |at: usize| match readout.elapsed.len() {
        0 | 1 => Tone::Accent,
        _ => Tone::Series(at as u8),
    };
    let series = readout.elapsed.iter().enumerate().map(|(at, one)| Series {
        name: readout.arms[one.arm].name.clone(),
        points: one.points.iter().map(elapsed_point).collect(),
        line: LineStyle::Solid,
        tone: tone(at),
    });
    let subject = readout.elapsed.first().map(|one| &one.subject);
    let days = readout.definition.window_days;
    Chart {
        title: Figure::Elapsed.label().to_owned(),
        caption: subject.map_or_else(String::new, |subject| {
            format!(
                "{}, up to each day, same people; bands are 95 % intervals",
                subject.label
            )
        }),
        format: match subject.map(|subject| subject.unit) {
            Some(Unit::Money) => ValueFormat::MoneyDifference(snapshot.currency),
            Some(Unit::Count) => ValueFormat::Number { decimals: 2 },
            Some(Unit::Share) | None => ValueFormat::Points { decimals: 1 },
        },
        footnote: Footnote {
            definition: readout.definition.name.clone(),
            ..forest.footnote
        },
        kind: ChartKind::TimeSeries(TimeSeries {
            axis: TimeAxis::Elapsed(ElapsedUnit::Day),
            series: series.collect(),
            from_zero: true,
            mark: subject.map(|_| DayMark {
                day: Day(days as i32),
                label: format!("Window of the test: {days} days"),
            }),
        }),
        ..forest
    }
}

fn elapsed_point(point: &ElapsedPoint) -> Point {
    let found = point.effect.as_ref().ok().map(|effect| effect.difference);
    Point {
        day: Day(point.days as i32),
        value: found.map_or(f64::NAN, |found| found.value),
        band: found.map(|found| found.interval),
    }
}

fn headline_definition(readout: &ExperimentReadout) -> Vec<String> {
    let subject = readout.trial.metrics.first().map(|metric| &metric.subject);
    subject
        .map(|subject| format!("{}: {}", subject.label, subject.definition))
        .into_iter()
        .collect()
}

fn arm_verdict(finding: Finding, arm: &str) -> String {
    let short = arm.split([':', ' ']).next().unwrap_or(arm);
    match finding {
        Finding::Higher => format!("{short} higher"),
        Finding::Lower => format!("{short} lower"),
        Finding::NotInferior => format!("{short} not worse"),
        Finding::Undecided(_) => "Not decided".to_owned(),
        Finding::None(_) => "Withheld".to_owned(),
    }
}
