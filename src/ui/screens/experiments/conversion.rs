//! The card of the primary metric, arm by arm.

use eframe::egui::Ui;

use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::rows::RowsQuery;
use crate::analysis::trial::{MetricReadout, Words};
use crate::app::{Action, State};
use crate::metrics::Metric;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::{Definition, define};

use super::bars::{LabelledBar, Scale, bar};

pub(super) fn show(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let Some(currency) = state.session.snapshot().map(|snapshot| snapshot.currency) else {
        return;
    };
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
        .show(ui, |ui| bars(ui, (readout, primary), currency, outbox));
}

fn subtitle(primary: &MetricReadout) -> String {
    let what = match primary.subject.metric {
        Some(Metric::Conversion { .. }) => "Share of people assigned who ordered".to_owned(),
        _ => format!("Divided by {}", primary.subject.denominator),
    };
    format!("{what}; lines are 95 % intervals")
}

fn bars(
    ui: &mut Ui,
    (readout, primary): (&ExperimentReadout, &MetricReadout),
    currency: Currency,
    outbox: &mut Outbox,
) {
    let words = Words {
        unit: primary.subject.unit,
        currency,
    };
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
            text: format!(
                "{} ({})",
                words.value(estimate.value),
                words.bounds(estimate.interval)
            ),
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
