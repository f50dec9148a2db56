//! The card of other readings: the same people, read in every way there is.

use eframe::egui::{Id, Label, Ui};

use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::trial::Words;
use crate::analysis::trial::readings::{ReadWith, ReadingRow, Readings, readings};
use crate::analysis::trial::{ArmComparison, MetricReadout, Withheld};
use crate::model::money::Currency;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::status::status;
use crate::ui::widgets::table::{Cell, Column, Table, Width};
use crate::ui::wording;

use super::beyond::muted;

/// Which comparison is looked at; kept while the window is open.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Chosen {
    metric: usize,
    comparison: usize,
}

pub(super) fn show(ui: &mut Ui, readout: &ExperimentReadout, currency: Currency) {
    let id = Id::unique(("other-readings", &readout.definition.name));
    let before: Chosen = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut chosen = within(before, readout);
    Card::new()
        .title("Other readings")
        .subtitle("The same people, read in every way there is. The marked reading decides; the others say how far it may be trusted")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            contradictions(ui, readout, currency, &mut chosen);
            choice(ui, readout, &mut chosen);
            let Some((metric, one)) = at(readout, chosen) else {
                return;
            };
            match of(readout, metric, one, currency) {
                Ok(found) => table(ui, metric, &found, currency),
                Err(withheld) => muted(ui, withheld.sentence()),
            }
        });
    if chosen != before {
        ui.data_mut(|data| data.insert_temp(id, chosen));
    }
}

fn at(readout: &ExperimentReadout, chosen: Chosen) -> Option<(&MetricReadout, &ArmComparison)> {
    let metric = readout.trial.metrics.get(chosen.metric)?;
    Some((metric, metric.comparisons.get(chosen.comparison)?))
}

/// A choice that exists: other data may have fewer arms or metrics.
fn within(chosen: Chosen, readout: &ExperimentReadout) -> Chosen {
    if at(readout, chosen).is_some() {
        chosen
    } else {
        Chosen::default()
    }
}

fn of(
    readout: &ExperimentReadout,
    metric: &MetricReadout,
    one: &ArmComparison,
    currency: Currency,
) -> Result<Readings, Withheld> {
    let with = ReadWith {
        control: &readout.arms[0].name,
        treatment: &readout.arms[one.arm].name,
        settings: &readout.settings,
        currency,
        is_final: readout.arms.iter().all(|arm| arm.immature == 0),
    };
    readings(metric, one, with)
}

/// What contradicts the mean on any metric, so that nobody has to look for it.
fn contradictions(
    ui: &mut Ui,
    readout: &ExperimentReadout,
    currency: Currency,
    chosen: &mut Chosen,
) {
    for (at, metric) in readout.trial.metrics.iter().enumerate() {
        for (comparison, one) in metric.comparisons.iter().enumerate() {
            let found = of(readout, metric, one, currency);
            let Some(sentence) = found.ok().and_then(|found| found.contradiction) else {
                continue;
            };
            let this = Chosen {
                metric: at,
                comparison,
            };
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.spacing_mut().interact_size.y = 0.0;
                status(ui, Tone::Warning, &metric.subject.label);
                let ink = Tokens::of(ui).ink.text;
                ui.add(Label::new(Font::Body.text(sentence, ink)).wrap());
                let is_shown = *chosen == this;
                let link = Button::link("Show its readings");
                if !is_shown && link.show(ui).clicked() {
                    *chosen = this;
                }
            });
        }
    }
}

fn choice(ui: &mut Ui, readout: &ExperimentReadout, chosen: &mut Chosen) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let metrics: Vec<&str> = readout
            .trial
            .metrics
            .iter()
            .map(|metric| metric.subject.label.as_str())
            .collect();
        pick(ui, "Metric", &metrics, &mut chosen.metric);
        let arms: Vec<&str> = readout
            .arms
            .iter()
            .skip(1)
            .map(|arm| arm.name.as_str())
            .collect();
        if arms.len() > 1 {
            pick(ui, "Arm", &arms, &mut chosen.comparison);
        }
    });
}

fn pick(ui: &mut Ui, label: &str, options: &[&str], chosen: &mut usize) {
    let value = options.get(*chosen).copied().unwrap_or_default();
    let picked = ScopeChip::new(label, value)
        .show(ui, |ui| {
            let mut picked = None;
            for (at, option) in options.iter().enumerate() {
                if menu_item(ui, option, at == *chosen).clicked() {
                    picked = Some(at);
                }
            }
            picked
        })
        .inner
        .flatten();
    if let Some(at) = picked {
        *chosen = at;
    }
}

fn table(ui: &mut Ui, metric: &MetricReadout, found: &Readings, currency: Currency) {
    let words = Words {
        unit: metric.subject.unit,
        currency,
    };
    let columns = columns();
    Table::new(ui, "readings", &columns, found.rows.len()).show(ui, |row, column| {
        cell(metric, &found.rows[row], column, words)
    });
}

fn columns() -> [Column; 7] {
    let flexible = |share, min| Width::Flexible { share, min };
    [
        Column::text("Reading").width(flexible(0.4, 216.0)),
        Column::text("Role").width(Width::Fixed(72.0)).definition(Definition::new(
            "Role",
            "The finding on this metric rests on the reading that decides, the verdict where the metric is the one named in the settings",
        )),
        Column::number("Difference"),
        Column::number("95 % interval").width(Width::Fit { min: 110.0 }),
        Column::number("p or chance").definition(Definition::new(
            "p or chance",
            "p: how often chance alone would show a difference this large. Chance: how likely the arm is above the control, after these data",
        )),
        Column::text("Says").width(Width::Fixed(112.0)),
        Column::text("How it is read").width(flexible(1.6, 200.0)),
    ]
    .map(Column::unsorted)
}

fn cell(metric: &MetricReadout, row: &ReadingRow, column: usize, words: Words) -> Cell<'static> {
    match column {
        0 if row.decides => Cell::text(row.name.clone()).strong(),
        0 => Cell::text(row.name.clone()),
        1 if row.decides => Cell::text("Decides").strong(),
        1 => Cell::empty(),
        2 => Cell::text(row.difference(words)),
        3 => Cell::text(row.interval(words)).muted(),
        4 => Cell::text(row.surety()),
        5 => Cell::status(tone(metric, row), row.says()),
        _ => Cell::text(row.how.clone()).muted(),
    }
}

/// Green and red only for what compares the split as drawn and is final.
fn tone(metric: &MetricReadout, row: &ReadingRow) -> Tone {
    match &row.answer {
        Ok(found) if found.is_final => wording::finding_tone(
            found.finding,
            found.is_randomised,
            metric.subject.up_is_good,
        ),
        Ok(_) | Err(_) => Tone::Neutral,
    }
}
