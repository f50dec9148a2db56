//! The what-if card: a slider per number of the rule, and saving what was found.

use eframe::egui::Ui;

use crate::app::view::{Overlay, SegmentChoice, SegmentsView};
use crate::app::{Action, Edit, State};
use crate::model::format::NumberStyle;
use crate::segments::{self, Condition, Decimal, Field, FieldKind, Preset, Value};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::slider::SliderRow;

use super::builder::subject;
use super::flat::FlatRule;
use super::with_rule;

const NOTHING_TO_MOVE: &str = "This rule has no number that a slider could move";

pub(super) fn show(ui: &mut Ui, state: &State, is_readable: bool, outbox: &mut Outbox) {
    let card = Card::new()
        .title("What if")
        .subtitle("Drag a number: everything at the right follows");
    card.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        match &state.view.segments.selected {
            SegmentChoice::Preset(preset) => preset_sliders(ui, state, *preset, outbox),
            SegmentChoice::Saved(_) | SegmentChoice::Unsaved => rule_sliders(ui, state, outbox),
        }
        ui.add_space(space::XS);
        buttons(ui, state, is_readable, outbox);
    });
}

fn preset_sliders(ui: &mut Ui, state: &State, preset: Preset, outbox: &mut Outbox) {
    let mut values = state.view.segments.sliders.clone();
    let mut is_moved = false;
    for (parameter, value) in preset.parameters().iter().zip(&mut values) {
        let range = parameter.low..=parameter.high;
        let write = |value| written(value, parameter.step, parameter.unit);
        let slider = SliderRow::new(parameter.label, value, range, parameter.step, write);
        is_moved |= slider.show(ui).changed();
    }
    if preset.parameters().is_empty() {
        said(ui, NOTHING_TO_MOVE);
    }
    if is_moved {
        outbox.send(Action::SetSegments(SegmentsView {
            rule: preset.rule_with(&values),
            sliders: values,
            ..state.view.segments.clone()
        }));
    }
}

/// The range of a slider on a field's values, with its step; `None` for text.
fn track(field: Field) -> Option<(std::ops::RangeInclusive<f64>, f64)> {
    match field.kind() {
        FieldKind::Count => Some((0.0..=20.0, 1.0)),
        FieldKind::Money => Some((0.0..=1000.0, 5.0)),
        FieldKind::Days => Some((0.0..=365.0, 1.0)),
        FieldKind::Ratio => Some((0.0..=5.0, 0.05)),
        FieldKind::Share => Some((0.0..=100.0, 5.0)),
        FieldKind::Text | FieldKind::Choice => None,
    }
}

/// A slider for each number of a flat rule that lies on its field's track.
fn rule_sliders(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let Ok(rule) = segments::parse(&state.view.segments.rule) else {
        said(ui, "The sliders come back once the rule can be read");
        return;
    };
    let Some(mut flat) = FlatRule::of(&rule) else {
        said(ui, NOTHING_TO_MOVE);
        return;
    };
    let (mut shown, mut is_moved) = (0, false);
    for row in &mut flat.rows {
        let label = subject(&row.condition);
        let Some((field, number)) = number_of(&mut row.condition) else {
            continue;
        };
        let Some((range, step)) = track(field) else {
            continue;
        };
        let is_share = field.kind() == FieldKind::Share || number.is_percent();
        let mut value = number.to_f64() * if is_share { 100.0 } else { 1.0 };
        let (range, step, unit) = if is_share {
            (0.0..=100.0, 1.0, "%")
        } else {
            (range, step, field.unit())
        };
        if !range.contains(&value) {
            continue;
        }
        shown += 1;
        let write = |value| written(value, step, unit);
        let slider = SliderRow::new(&label, &mut value, range, step, write);
        if slider.show(ui).changed() {
            *number = as_typed(value, step, is_share);
            is_moved = true;
        }
    }
    if shown == 0 {
        said(ui, NOTHING_TO_MOVE);
    }
    if is_moved {
        outbox.send(with_rule(state, flat.text()));
    }
}

fn number_of(condition: &mut Condition) -> Option<(Field, &mut Decimal)> {
    match condition {
        Condition::Compare {
            field,
            value: Value::Number(number),
            ..
        } => Some((*field, number)),
        Condition::Top { field, share } => Some((*field, share)),
        Condition::Compare { .. }
        | Condition::OneOf { .. }
        | Condition::Arm { .. }
        | Condition::Property { .. } => None,
    }
}

fn as_typed(value: f64, step: f64, is_share: bool) -> Decimal {
    let decimals = decimals(step);
    let mark = if is_share { "%" } else { "" };
    Decimal::parse(&format!("{value:.decimals$}{mark}")).unwrap_or(Decimal::whole(0))
}

fn decimals(step: f64) -> usize {
    if step < 1.0 { 2 } else { 0 }
}

fn written(value: f64, step: f64, unit: &str) -> String {
    let number = NumberStyle::default().decimal(value, decimals(step));
    match unit {
        "" | "money" => number,
        "orders" if number == "1" => "1 order".to_owned(),
        unit => format!("{number} {unit}"),
    }
}

fn said(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::Body.text(text, muted));
}

fn buttons(ui: &mut Ui, state: &State, is_readable: bool, outbox: &mut Outbox) {
    ui.horizontal_wrapped(|ui| {
        let hover = if is_readable {
            "Keeps the rule under a name, for this and every other screen"
        } else {
            "Correct the rule first"
        };
        let save = Button::secondary("Save as segment…")
            .enabled(is_readable)
            .hover(hover);
        if save.show(ui).clicked() {
            let name = match &state.view.segments.selected {
                SegmentChoice::Saved(name) => name.clone(),
                SegmentChoice::Preset(_) | SegmentChoice::Unsaved => String::new(),
            };
            outbox.send(Action::SetOverlay(Some(Overlay::SaveSegment { name })));
        }
        match &state.view.segments.selected {
            SegmentChoice::Preset(preset) if state.view.segments.rule != preset.rule() => {
                if Button::quiet("Reset").show(ui).clicked() {
                    outbox.send(Action::SetSegments(SegmentsView {
                        versus: state.view.segments.versus.clone(),
                        ..SegmentsView::of_preset(*preset)
                    }));
                }
            }
            SegmentChoice::Saved(name) => {
                let remove = Button::quiet("Remove")
                    .destructive()
                    .hover("Forgets the segment; Ctrl+Z brings it back");
                if remove.show(ui).clicked() {
                    outbox.edit(Edit::RemoveSegment(name.clone()));
                    // The rule stays on screen, so that nothing is lost by a slip.
                    outbox.send(with_rule(state, state.view.segments.rule.clone()));
                }
            }
            SegmentChoice::Preset(_) | SegmentChoice::Unsaved => {}
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_number_is_written_as_an_analyst_would() {
        assert_eq!(as_typed(1.3, 0.05, false).to_string(), "1.30");
        assert_eq!(as_typed(12.0, 1.0, true).to_string(), "12%");
        assert_eq!(written(1.0, 1.0, "orders"), "1 order");
        assert_eq!(written(1.25, 0.05, "×"), "1.25 ×");
    }

    #[test]
    fn every_number_field_has_a_track() {
        for field in Field::ALL {
            assert_eq!(track(field).is_some(), field.kind().is_number());
        }
    }
}
