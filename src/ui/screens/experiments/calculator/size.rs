//! Sample size, power and the smallest visible effect.

use eframe::egui::Ui;

use crate::analysis::planner;
use crate::app::forms::{FieldErrors, Place, SizeForm, SizeMetric};
use crate::model::format::NumberStyle;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::card::{AnswerCard, Card};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::rows::key_value;

use super::super::tabs::Field;
use super::{copy, waiting};

pub(super) fn typed(ui: &mut Ui, form: &mut SizeForm) {
    let errors = form.read().errors;
    Card::new()
        .title("Sample size and power")
        .subtitle("People are optional: with them, this says what they could see")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            let kinds = [(SizeMetric::Rate, "A rate"), (SizeMetric::Mean, "A mean")];
            segmented(ui, &mut form.metric, &kinds);
            let labels = match form.metric {
                SizeMetric::Rate => [("Baseline, %", "5"), ("Effect, pp", "1")],
                SizeMetric::Mean => [("Standard deviation", "14.2"), ("Effect", "0.9")],
            };
            let [baseline, effect] = labels;
            pair(
                ui,
                ("size-effect", &errors),
                [
                    (0, baseline, &mut form.baseline),
                    (1, effect, &mut form.effect),
                ],
            );
            pair(
                ui,
                ("size-errors", &errors),
                [
                    (2, ("Power, %", "80"), &mut form.power),
                    (3, ("Error rate, %", "5"), &mut form.alpha),
                ],
            );
            pair(
                ui,
                ("size-people", &errors),
                [
                    (4, ("Weights of the arms", "50, 50"), &mut form.weights),
                    (5, ("People in all arms", "4,812"), &mut form.people),
                ],
            );
        });
}

/// A field of the form: its number, its label with an example, its text.
type Slot<'a> = (usize, (&'a str, &'a str), &'a mut String);

fn pair(ui: &mut Ui, (salt, errors): (&str, &FieldErrors<Place>), mut slots: [Slot<'_>; 2]) {
    let halves = [Track::Share(0.5), Track::Share(0.5)];
    Columns::new(ui, salt, &halves)
        .gap(space::S)
        .show(ui, |ui, column| {
            let (number, (label, hint), text) = &mut slots[column];
            let field = Field::new(label, text)
                .hint(hint)
                .error(errors.of((0, *number)));
            if let Some(typed) = field.show(ui) {
                **text = typed;
            }
        });
}

pub(super) fn answer(ui: &mut Ui, form: &SizeForm, outbox: &mut Outbox) {
    let typed = form.read();
    let Some(settings) = typed.values else {
        waiting(ui, typed.errors.first());
        return;
    };
    let plan = planner::plan(&settings);
    let said = plan.size_said();
    let text = format!("{}. {}", said.headline, said.detail);
    AnswerCard::new(Tone::Neutral, said.headline, said.detail)
        .show(ui, |ui| copy(ui, &text, outbox));
    let style = NumberStyle::default();
    let mut rows = Vec::new();
    if let Ok(needed) = &plan.needed {
        let arms = needed.sample.per_arm.iter();
        let arms: Vec<String> = arms.map(|people| style.count(*people as i64)).collect();
        rows.push(("People per arm", arms.join(" + ")));
        rows.push(("People in all", style.count(needed.sample.total as i64)));
    }
    if let Some(with) = &plan.available {
        if let Ok(difference) = with.detectable {
            let size = settings.effect_words(difference);
            rows.push(("Smallest visible effect of the people given", size));
        }
        if let Some(power) = with.power {
            rows.push(("Power of the people given", style.percent(power, 1)));
        }
    }
    if rows.is_empty() {
        return;
    }
    Card::new().show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        for (name, value) in rows {
            key_value(ui, name, &value);
        }
    });
}
