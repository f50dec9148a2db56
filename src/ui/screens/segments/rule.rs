//! The rule card: the rule as conditions where it is flat, and always as text.

use eframe::egui::{Align, Id, Label, TextEdit, Ui, Vec2, vec2};

use crate::app::State;
use crate::app::view::SegmentChoice;
use crate::segments::RuleError;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::paint;

use super::builder;
use super::with_rule;

pub(super) fn show(ui: &mut Ui, state: &State, error: Option<&RuleError>, outbox: &mut Outbox) {
    let (title, about) = words(state);
    Card::new().title(title).subtitle(about).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        builder::show(ui, state, outbox);
        ui.add_space(space::XS);
        field(ui, state, error, outbox);
    });
}

fn words(state: &State) -> (String, &'static str) {
    match &state.view.segments.selected {
        SegmentChoice::Preset(preset) => (preset.label().to_owned(), preset.help()),
        SegmentChoice::Saved(name) => (name.clone(), "Saved; evaluated again with each import"),
        SegmentChoice::Unsaved => (
            state.segment_name(),
            "Not saved yet; a change here does not touch what was saved before",
        ),
    }
}

/// The rule as text, with what is wrong with it.
fn field(ui: &mut Ui, state: &State, error: Option<&RuleError>, outbox: &mut Outbox) {
    let tokens = Tokens::of(ui);
    let mut text = state.view.segments.rule.clone();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let label = ui.label(Font::Secondary.text("Rule as text", tokens.ink.muted));
        if error.is_some() {
            let stroke = eframe::egui::Stroke::new(size::LINE, tokens.verdict.negative);
            ui.visuals_mut().widgets.inactive.bg_stroke = stroke;
            ui.visuals_mut().widgets.hovered.bg_stroke = stroke;
        }
        let hint = "orders >= 2 and country = DE";
        let edit = TextEdit::multiline(&mut text)
            .id(Id::unique("rule-text"))
            .font(Font::Code.id())
            .hint_text(Font::Code.text(hint, tokens.ink.muted))
            .desired_rows(2)
            .desired_width(f32::INFINITY)
            // A rule is one line that wraps; Enter has nothing to add to it.
            .return_key(None)
            .margin(vec2(space::S, 5.0))
            .min_size(Vec2::new(0.0, size::CONTROL));
        let response = ui.add(edit).labelled_by(label.id);
        if response.changed() {
            outbox.send(with_rule(state, text.replace(['\n', '\r'], " ")));
        }
        if let Some(error) = error {
            explanation(ui, &state.view.segments.rule, error);
        }
    });
}

/// What is wrong, and the place in the rule with a caret below it.
fn explanation(ui: &mut Ui, rule: &str, error: &RuleError) {
    let tokens = Tokens::of(ui);
    ui.add(Label::new(Font::Secondary.text(&error.message, tokens.verdict.negative)).wrap());
    let letter = paint::line(ui, "m", Font::Code, tokens.ink.text).size().x;
    let room = (ui.available_width() / letter).floor().max(8.0) as usize;
    let (excerpt, caret) = pointed(rule, error.span.clone(), room);
    ui.spacing_mut().item_spacing.y = 0.0;
    for (line, ink) in [(excerpt, tokens.ink.text), (caret, tokens.verdict.negative)] {
        let text = Font::Code.text(line, ink);
        ui.with_layout(eframe::egui::Layout::left_to_right(Align::Min), |ui| {
            ui.add(Label::new(text).extend());
        });
    }
}

/// The part of the rule around a span in at most `room` characters, and a line of carets below the span.
fn pointed(rule: &str, span: std::ops::Range<usize>, room: usize) -> (String, String) {
    let chars = |text: &str| text.chars().count();
    let until = |byte: usize| rule.get(..byte).map_or_else(|| chars(rule), chars);
    let start = until(span.start);
    let marked = until(span.end).saturating_sub(start).clamp(1, room);
    // A rule that fits is shown whole; else a third of the room shows what stands before the error.
    let first = if chars(rule) <= room {
        0
    } else {
        start.saturating_sub((room / 3).min(room - marked))
    };
    let excerpt: String = rule.chars().skip(first).take(room).collect();
    let caret = format!("{}{}", " ".repeat(start - first), "^".repeat(marked));
    (excerpt, caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, room: usize, expected: (&str, &str)) {
        let error = crate::segments::parse(rule).unwrap_err();
        let (excerpt, caret) = pointed(rule, error.span, room);
        assert_eq!((excerpt.as_str(), caret.as_str()), expected);
    }

    #[test]
    fn the_caret_stands_below_what_is_wrong() {
        check(
            "gap_ratio > abc",
            40,
            ("gap_ratio > abc", "            ^^^"),
        );
        check("orders >=", 40, ("orders >=", "         ^"));
        check(
            "tag = \"é\" and nett > 3",
            40,
            ("tag = \"é\" and nett > 3", "              ^^^^"),
        );
    }

    #[test]
    fn a_long_rule_is_cut_around_the_error() {
        check(
            "orders >= 2 and net > 100 and gap > 2",
            12,
            ("and gap > 2", "    ^^^"),
        );
    }
}
