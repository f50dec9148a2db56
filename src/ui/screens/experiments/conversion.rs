//! The card of the primary metric, arm by arm.

use eframe::egui::Ui;

use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::rows::RowsQuery;
use crate::analysis::trial::MetricReadout;
use crate::app::Action;
use crate::metrics::metric::Unit;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::Estimate;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::{Definition, define};
use crate::ui::wording;

use super::bars::{LabelledBar, Scale, bar};

pub(super) fn show(ui: &mut Ui, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let Some(primary) = readout
        .trial
        .metrics
        .iter()
        .find(|metric| metric.is_primary())
    else {
        return;
    };
    Card::new()
        .title(primary.subject.label.clone())
        .subtitle(subtitle(primary))
        .fill_height()
        .show(ui, |ui| bars(ui, readout, primary, outbox));
}

fn subtitle(primary: &MetricReadout) -> String {
    match primary.subject.metric {
        Some(_) => "Share of people assigned who ordered; lines are 95 % intervals".to_owned(),
        None => format!("{}; lines are 95 % intervals", primary.subject.definition),
    }
}

/// A value with its interval: `6.2 % (5.1 to 7.4)`.
fn words(primary: &MetricReadout, estimate: &Estimate) -> String {
    let style = NumberStyle::default();
    if primary.subject.unit == Unit::Share {
        return format!(
            "{} ({} to {})",
            style.percent(estimate.value, 1),
            style.decimal(estimate.interval.low * 100.0, 1),
            style.decimal(estimate.interval.high * 100.0, 1)
        );
    }
    let write = |value| wording::value(primary.subject.unit, value, Currency::NONE);
    format!(
        "{} ({} to {})",
        write(estimate.value),
        write(estimate.interval.low),
        write(estimate.interval.high)
    )
}

fn bars(ui: &mut Ui, readout: &ExperimentReadout, primary: &MetricReadout, outbox: &mut Outbox) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = space::M;
    let style = NumberStyle::default();
    let mut drawn = Vec::new();
    for (at, (arm, value)) in readout.arms.iter().zip(&primary.arms).enumerate() {
        let Ok(estimate) = value.estimate else {
            let reason = value.estimate.err().map_or("", |reason| reason.sentence());
            let text = format!("{}: {reason}", arm.name);
            ui.label(Font::Body.text(text, tokens.ink.muted));
            continue;
        };
        let people = super::counted(readout, value.n);
        let one = LabelledBar {
            label: format!("{} · {people}", arm.name),
            value: estimate.value,
            interval: Some(estimate.interval),
            text: words(primary, &estimate),
            colour: if at == 0 {
                tokens.control
            } else {
                tokens.accent
            },
        };
        let basis = format!(
            "{} left out until their window closes. Click for those who ordered",
            style.count(value.left_out as i64)
        );
        drawn.push((arm.name.clone(), one, basis));
    }
    let scale = Scale::of(ui, drawn.iter().map(|(_, one, _)| one));
    for (arm, one, basis) in drawn {
        let definition = Definition::new(
            primary.subject.label.clone(),
            primary.subject.definition.clone(),
        );
        if readout.is_table() {
            define(bar(ui, &one, scale), &definition);
            continue;
        }
        let response = define(bar(ui, &one, scale), &definition.basis(basis));
        if response.clicked() {
            outbox.send(Action::ShowRows(RowsQuery::Arm {
                experiment: readout.definition.name.clone(),
                arm,
                converted: true,
            }));
        }
    }
}
