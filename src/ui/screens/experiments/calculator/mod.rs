//! The calculators: typed totals left, the test right; the numbers are those of `holdout calc`.

mod arms;
mod size;

use eframe::egui::Ui;

use crate::analysis::calculator::{self, Calculated, arm_name};
use crate::analysis::trial::Settings;
use crate::app::forms::{CalculatorForm, CalculatorKind};
use crate::app::{Action, State};
use crate::stats;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::{AnswerCard, Card};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::definition::{Definition, define};
use crate::ui::widgets::rows::{hairline, key_value};

/// Width of the typed part.
const TYPED: f32 = 504.0;

pub(super) fn show(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let mut form = state.view.experiments.calculator.clone();
    segmented(ui, &mut form.kind, &CalculatorKind::ALL);
    let tracks = [Track::Fixed(TYPED), Track::Share(1.0)];
    Columns::new(ui, "calculator", &tracks).show(ui, |ui, column| {
        ui.spacing_mut().item_spacing.y = space::M;
        match (form.kind, column) {
            (CalculatorKind::Size, 0) => size::typed(ui, &mut form.size),
            (CalculatorKind::Size, _) => size::answer(ui, &form.size, outbox),
            (_, 0) => arms::show(ui, &mut form),
            (CalculatorKind::Split, _) => split(ui, &form, outbox),
            (CalculatorKind::Rates | CalculatorKind::Means, _) => comparison(ui, &form, outbox),
        }
    });
    // Sent on change only: an action in every frame would draw for ever.
    if form != state.view.experiments.calculator {
        outbox.send(Action::SetCalculator(Box::new(form)));
    }
}

fn comparison(ui: &mut Ui, form: &CalculatorForm, outbox: &mut Outbox) {
    let typed = if form.kind == CalculatorKind::Rates {
        form.read_rates()
    } else {
        form.read_means()
    };
    let calculated = typed
        .values
        .and_then(|values| calculator::compare(&values, Settings::default()));
    let Some(calculated) = calculated else {
        waiting(ui, typed.errors.first());
        return;
    };
    for (at, one) in calculated.readout.comparisons.iter().enumerate() {
        let headline = calculated.headline(one);
        let detail = calculated.detail(one);
        AnswerCard::new(Tone::Neutral, headline, detail).show(ui, |ui| {
            if at == 0 {
                copy(ui, &calculated.text(), outbox);
            }
        });
        facts(ui, &calculated, at);
    }
}

/// Every number of one comparison, with the values of both arms before them.
fn facts(ui: &mut Ui, calculated: &Calculated, at: usize) {
    let one = &calculated.readout.comparisons[at];
    let facts = calculated.facts(one);
    if facts.is_empty() {
        return;
    }
    Card::new().show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        for arm in [0, one.arm] {
            let name = if arm == 0 {
                format!("{}, the control", arm_name(arm))
            } else {
                arm_name(arm)
            };
            key_value(ui, &name, &calculated.value_with_interval(arm));
        }
        hairline(ui);
        for fact in facts {
            let row = key_value(ui, fact.name, &fact.value);
            define(row, &Definition::new(fact.name, fact.meaning));
        }
    });
}

fn split(ui: &mut Ui, form: &CalculatorForm, outbox: &mut Outbox) {
    let typed = form.read_split();
    let Some(values) = typed.values else {
        waiting(ui, typed.errors.first());
        return;
    };
    let (counts, weights): (Vec<u64>, Vec<f64>) = values.into_iter().unzip();
    match stats::srm(&counts, &weights) {
        Ok(srm) => {
            let (headline, detail) = calculator::split(&srm);
            let tone = match srm.status {
                stats::SrmStatus::Ok => Tone::Positive,
                stats::SrmStatus::Warn => Tone::Warning,
                stats::SrmStatus::Blocked => Tone::Negative,
            };
            let text = format!("{headline}. {detail}");
            AnswerCard::new(tone, headline, detail).show(ui, |ui| copy(ui, &text, outbox));
        }
        Err(reason) => waiting(ui, Some(reason.sentence())),
    }
}

pub(super) fn copy(ui: &mut Ui, text: &str, outbox: &mut Outbox) {
    let button = Button::secondary("Copy").icon(icons::COPY);
    if button.hover("Copy every number as text").show(ui).clicked() {
        outbox.send(Action::Copy(text.to_owned()));
    }
}

/// What stands where the answer will be.
pub(super) fn waiting(ui: &mut Ui, error: Option<&str>) {
    Card::new().title("No answer yet").show(ui, |ui| {
        let muted = Tokens::of(ui).ink.muted;
        let text = error.unwrap_or("Fill the fields at the left; the answer follows as you type");
        ui.label(Font::Body.text(text, muted));
    });
}
