//! The Segments screen: who they are, what they are worth, what if.
//!
//! Left the list, in the middle the rule and its sliders, right what follows from the rule. Everything
//! edits one text, the rule; the result on the right follows it, and stays (dimmed) where the text
//! cannot be read.

mod builder;
mod comparison;
mod controls;
mod flat;
mod list;
mod overlap;
mod property;
mod rule;
mod scope;
mod size;
mod what_if;

use eframe::egui::Ui;

use crate::app::answers::Query;
use crate::app::view::{SegmentChoice, SegmentsView};
use crate::app::{Action, Command, State};
use crate::segments::{self, RuleError};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::empty::empty_state;
use crate::ui::widgets::progress::{Progress, progress_line};

use super::late;

pub(super) use scope::scope;

/// What the progress line says.
const COMPUTING: &str = "Computing the segment";

/// The page.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if !state.session.has_orders() {
        empty(ui, outbox);
        return;
    }
    let error = segments::parse(&state.view.segments.rule).err();
    Columns::new(ui, "segments", &tracks(ui.available_width())).show(ui, |ui, column| {
        // Between cards `between_cards` adds the rest; inside them this is the distance.
        ui.spacing_mut().item_spacing.y = space::S;
        match column {
            0 => list::show(ui, state, outbox),
            1 => {
                rule::show(ui, state, error.as_ref(), outbox);
                between_cards(ui);
                what_if::show(ui, state, error.is_none(), outbox);
            }
            _ => result(ui, state, error.as_ref(), outbox),
        }
    });
}

/// A window of usual size gives the table of figures what it needs; a wide one shares.
fn tracks(width: f32) -> [Track; 3] {
    if width < 1200.0 {
        [Track::Fixed(208.0), Track::Share(0.38), Track::Share(0.62)]
    } else {
        [Track::Fixed(240.0), Track::Share(0.42), Track::Share(0.58)]
    }
}

fn between_cards(ui: &mut Ui) {
    ui.add_space(space::L - space::S);
}

fn empty(ui: &mut Ui, outbox: &mut Outbox) {
    empty_state(
        ui,
        icons::SEGMENTS,
        "No orders yet",
        "Segments are cut from orders: drop the order export of your shop here",
        |ui| {
            if Button::primary(Command::ImportFiles.label())
                .show(ui)
                .clicked()
            {
                outbox.run(Command::ImportFiles);
            }
            let sample = Command::LoadSampleShop;
            if Button::secondary(sample.label())
                .hover(sample.help())
                .show(ui)
                .clicked()
            {
                outbox.run(sample);
            }
        },
    );
}

/// What follows from the rule; the last result, dimmed, while there is no newer one.
fn result(ui: &mut Ui, state: &State, error: Option<&RuleError>, outbox: &mut Outbox) {
    let slot = state.answers.slot(&Query::Segment(state.segment_query()));
    let is_late = late::is_late(ui, slot.is_stale());
    if is_late {
        late::progress_above(ui, COMPUTING);
    }
    let failure = slot.failure().filter(|_| error.is_none());
    if let Some(failure) = failure {
        // An error can only be read where the rule is right: a wrong rule is explained at its field.
        let _ = Banner::new(Tone::Negative, failure).show(ui);
    }
    let Some(report) = state.answers.segment() else {
        waiting(ui, failure.is_none());
        return;
    };
    ui.scope(|ui| {
        if is_late || error.is_some() || failure.is_some() {
            ui.multiply_opacity(late::DIMMED);
        }
        for warning in &report.warnings {
            let _ = Banner::new(Tone::Warning, warning).show(ui);
        }
        size::show(ui, state, report, outbox);
        between_cards(ui);
        comparison::show(ui, state, report, outbox);
        between_cards(ui);
        overlap::show(ui, report, outbox);
    });
}

fn waiting(ui: &mut Ui, is_computing: bool) {
    if is_computing {
        progress_line(ui, Progress::Unknown, COMPUTING);
    }
}

/// The screen with another rule text; it is no longer the preset or saved segment it came from.
fn with_rule(state: &State, rule: String) -> Action {
    Action::SetSegments(SegmentsView {
        selected: SegmentChoice::Unsaved,
        rule,
        sliders: Vec::new(),
        versus: state.view.segments.versus.clone(),
    })
}
