//! What an experiment says beyond its verdict: by days, rolled out, inside segments.

use serde_json::{Value, json};

use super::json as shape;
use super::output::Output;
use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::trial::{Exploration, Words, interval_words};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;

/// Prints roll-out, effect by days and segments, each where there is one.
pub(super) fn print(
    readout: &ExperimentReadout,
    currency: Currency,
    output: &mut Output,
) -> anyhow::Result<()> {
    roll_out(readout, currency, output)?;
    elapsed(readout, currency, output)?;
    segments(readout, currency, output)
}

fn roll_out(
    readout: &ExperimentReadout,
    currency: Currency,
    output: &mut Output,
) -> anyhow::Result<()> {
    let style = NumberStyle::default();
    let money = |value| style.money_short(value, currency);
    for one in &readout.roll_out {
        let written = |estimate: crate::stats::Estimate| {
            format!(
                "{} ({} to {})",
                money(estimate.value),
                money(estimate.interval.low),
                money(estimate.interval.high)
            )
        };
        output.line("")?;
        output.line(&format!(
            "{} rolled out to {} people: {} net sales within {} days, {} per thousand people",
            readout.arms[one.arm].name,
            style.count(one.people as i64),
            written(one.net),
            readout.definition.window_days,
            written(one.per_thousand),
        ))?;
    }
    Ok(())
}

fn elapsed(
    readout: &ExperimentReadout,
    currency: Currency,
    output: &mut Output,
) -> anyhow::Result<()> {
    for one in &readout.elapsed {
        let words = Words {
            unit: one.subject.unit,
            currency,
        };
        let rows: Vec<Vec<String>> = one
            .points
            .iter()
            .map(|point| {
                let (difference, bounds) = point.effect.as_ref().map_or_else(
                    |reason| (reason.sentence().to_owned(), String::new()),
                    |effect| {
                        let found = effect.difference;
                        (words.difference(found.value), words.bounds(found.interval))
                    },
                );
                vec![point.days.to_string(), difference, bounds]
            })
            .collect();
        output.line("")?;
        let name = &readout.arms[one.arm].name;
        output.line(&format!("Effect of {name} by days since assignment"))?;
        let interval = interval_words(readout.settings.confidence);
        output.table(&["Days", "Difference", interval.as_str()], &rows)?;
    }
    Ok(())
}

fn segments(
    readout: &ExperimentReadout,
    currency: Currency,
    output: &mut Output,
) -> anyhow::Result<()> {
    let confidence = readout.settings.confidence;
    let Some(exploration) = Exploration::of(&readout.trial.cuts, confidence) else {
        return Ok(());
    };
    let style = NumberStyle::default();
    let interval = interval_words(confidence);
    output.line("")?;
    output.line("Inside segments (exploratory)")?;
    output.line(&exploration.sentence())?;
    for cut in &readout.trial.cuts {
        let mut rows = Vec::new();
        for level in &cut.levels {
            for metric in &level.metrics {
                let words = Words {
                    unit: metric.subject.unit,
                    currency,
                };
                for one in &metric.comparisons {
                    let Ok(effect) = &one.effect else { continue };
                    let found = effect.effect.difference;
                    rows.push(vec![
                        level.value.clone(),
                        metric.subject.label.clone(),
                        readout.arms[one.arm].name.clone(),
                        words.difference(found.value),
                        words.bounds(found.interval),
                        style.p_value(effect.p_asked.value),
                        style.p_value(effect.p_benjamini_hochberg.value),
                        one.finding.label().to_owned(),
                    ]);
                }
            }
        }
        output.line("")?;
        let headers = [
            cut.column.as_str(),
            "Metric",
            "Arm",
            "Difference",
            interval.as_str(),
            "p",
            "p adjusted",
            "Found",
        ];
        output.table(&headers, &rows)?;
        if let Some(doubts) = cut.doubts.sentence() {
            output.line(doubts)?;
        }
        if cut.doubts.overlapping {
            continue;
        }
        for one in &cut.interactions {
            let label = &readout.trial.metrics[one.metric].subject.label;
            let arm = &readout.arms[one.arm].name;
            output.line(&format!("{label}, {arm}: {}", one.sentence(confidence)))?;
        }
    }
    Ok(())
}

/// The effect by days since the assignment, per treatment arm.
pub(super) fn elapsed_json(readout: &ExperimentReadout) -> Vec<Value> {
    let lines = readout.elapsed.iter();
    lines
        .map(|one| {
            let points: Vec<Value> = one
                .points
                .iter()
                .map(|point| {
                    let difference = point.effect.as_ref().map(|effect| effect.difference);
                    let difference = shape::estimate(&difference.map_err(|reason| *reason));
                    json!({"days": point.days, "difference": difference})
                })
                .collect();
            json!({
                "arm": readout.arms[one.arm].name,
                "metric": one.subject.id,
                "points": points,
            })
        })
        .collect()
}

/// What the effect is worth if everyone gets it, per treatment arm, in minor units.
pub(super) fn roll_out_json(readout: &ExperimentReadout) -> Vec<Value> {
    let lines = readout.roll_out.iter();
    lines
        .map(|one| {
            json!({
                "arm": readout.arms[one.arm].name,
                "people": one.people,
                "window_days": readout.definition.window_days,
                "net_minor": shape::estimate(&Ok(one.net)),
                "net_minor_per_thousand": shape::estimate(&Ok(one.per_thousand)),
            })
        })
        .collect()
}
