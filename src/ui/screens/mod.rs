//! The screens, one file or folder each: what the state says, drawn.

mod answered;
mod attribution;
mod data;
mod experiments;
mod late;
mod overview;
mod segments;

use eframe::egui::Ui;

use super::outbox::Outbox;
use crate::app::State;
use crate::app::view::{ExperimentsTab, Screen};

/// The chips of a screen's scope, in the top bar.
pub(super) fn scope(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    match state.view.screen {
        Screen::Data => data::scope(ui, state, outbox),
        Screen::Overview => overview::scope(ui, state, outbox),
        Screen::Attribution => attribution::scope(ui, state, outbox),
        Screen::Segments => segments::scope(ui, state, outbox),
        Screen::Experiments => experiments::scope(ui, state, outbox),
    }
}

/// The title in the top bar.
pub(super) fn title(state: &State) -> String {
    match (state.view.screen, &state.view.experiments.selected) {
        (Screen::Experiments, Some(name))
            if state.view.experiments.tab == ExperimentsTab::Results =>
        {
            name.clone()
        }
        (screen, _) => screen.command().label().to_owned(),
    }
}

/// The page of the visible screen.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    match state.view.screen {
        Screen::Data => data::page(ui, state, outbox),
        Screen::Overview => overview::page(ui, state, outbox),
        Screen::Attribution => attribution::page(ui, state, outbox),
        Screen::Segments => segments::page(ui, state, outbox),
        Screen::Experiments => experiments::page(ui, state, outbox),
    }
}
