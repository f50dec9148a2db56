//! The list of presets and saved segments with their sizes.

use eframe::egui::Ui;

use crate::analysis::segment::SegmentSize;
use crate::app::view::{SegmentChoice, SegmentsView};
use crate::app::{Action, State};
use crate::model::format::NumberStyle;
use crate::segments::{self, Preset};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rows::select_row;

/// The rule that a new segment starts with: everyone who bought.
const NEW_RULE: &str = "orders >= 1";

pub(super) fn show(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    Card::new().fill_height().show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        heading(ui, "Presets");
        for preset in Preset::ALL {
            preset_row(ui, state, preset, outbox);
        }
        ui.add_space(space::M);
        heading(ui, "Saved");
        let saved = &state.document.definitions().segments;
        if saved.is_empty() {
            let muted = Tokens::of(ui).ink.muted;
            ui.label(Font::Secondary.text("Save a rule to use it on every screen", muted));
        }
        for segment in saved {
            let choice = SegmentChoice::Saved(segment.name.clone());
            let response = select_row(
                ui,
                &segment.name,
                &number(state, &choice),
                is_selected(state, &choice),
            );
            if response.clicked() {
                choose(state, SegmentsView::of_saved(segment), outbox);
            }
        }
        if is_selected(state, &SegmentChoice::Unsaved) {
            let number = number(state, &SegmentChoice::Unsaved);
            // Already selected: choosing it again would change nothing.
            select_row(ui, "Not saved yet", &number, true);
        }
        ui.add_space(space::S);
        let new = Button::link("New segment").icon(icons::PLUS);
        if new.show(ui).clicked() {
            let view = SegmentsView {
                selected: SegmentChoice::Unsaved,
                rule: NEW_RULE.to_owned(),
                sliders: Vec::new(),
                versus: state.view.segments.versus.clone(),
            };
            outbox.send(Action::SetSegments(view));
        }
    });
}

fn heading(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::SecondaryMedium.text(text, muted));
    ui.add_space(2.0);
}

fn preset_row(ui: &mut Ui, state: &State, preset: Preset, outbox: &mut Outbox) {
    let choice = SegmentChoice::Preset(preset);
    let response = select_row(
        ui,
        preset.label(),
        &number(state, &choice),
        is_selected(state, &choice),
    );
    let response = response.on_hover_text(preset.help());
    if response.clicked() {
        choose(state, SegmentsView::of_preset(preset), outbox);
    }
}

/// Another segment, compared with the same as before.
fn choose(state: &State, view: SegmentsView, outbox: &mut Outbox) {
    outbox.send(Action::SetSegments(SegmentsView {
        versus: state.view.segments.versus.clone(),
        ..view
    }));
}

fn is_selected(state: &State, choice: &SegmentChoice) -> bool {
    state.view.segments.selected == *choice
}

/// How many people: of the rule as it is moved for the selected row, as it ships or was saved for others.
fn number(state: &State, choice: &SegmentChoice) -> String {
    let style = NumberStyle::default();
    let is_meant = |entry: &&SegmentSize| match choice {
        SegmentChoice::Preset(preset) => entry.preset == Some(*preset),
        SegmentChoice::Saved(name) => entry.preset.is_none() && entry.name == *name,
        SegmentChoice::Unsaved => false,
    };
    let sizes = state.answers.segment_sizes();
    let listed = sizes.and_then(|sizes| sizes.entries.iter().find(is_meant));
    let is_moved = is_selected(state, choice)
        && listed.is_none_or(|entry| entry.rule != state.view.segments.rule);
    if is_moved {
        let is_readable = segments::parse(&state.view.segments.rule).is_ok();
        let report = state.answers.segment().filter(|_| is_readable);
        return report.map_or_else(String::new, |report| style.count(report.size.people as i64));
    }
    match listed.map(|entry| &entry.people) {
        Some(Ok(people)) => style.count(*people as i64),
        Some(Err(_)) => "cannot be read".to_owned(),
        None => String::new(),
    }
}
