//! Dialogs over the screen, one file each.

mod code_rule;
mod experiment;
mod export;
mod mapping;
mod palette;
mod path;
mod people;
mod preview;
mod record;
mod remove_table;
mod rows;
mod save_segment;
mod units;

use eframe::egui::Context;

use super::outbox::Outbox;
use crate::app::State;
use crate::app::view::Overlay;

/// Draws the open overlay, if one is open.
pub(super) fn show(context: &Context, state: &State, outbox: &mut Outbox) {
    match &state.view.overlay {
        None => {}
        Some(Overlay::Palette { text, row }) => palette::show(context, state, (text, *row), outbox),
        Some(Overlay::Export(draft)) => export::show(context, state, draft, outbox),
        Some(Overlay::Rows(query)) => rows::show(context, state, query, outbox),
        Some(Overlay::Preview(draft)) => preview::show(context, draft, outbox),
        Some(Overlay::Record(view)) => record::show(context, view, outbox),
        Some(Overlay::Mapping(draft)) => mapping::show(context, draft, outbox),
        Some(Overlay::Units(draft)) => units::show(context, draft, outbox),
        Some(Overlay::RemoveTable(name)) => remove_table::show(context, name, outbox),
        Some(Overlay::People(question)) => people::show(context, state, question, outbox),
        Some(Overlay::Path(draft)) => path::show(context, draft, outbox),
        Some(Overlay::CodeRule(draft)) => code_rule::show(context, state, draft, outbox),
        Some(Overlay::SaveSegment { name }) => save_segment::show(context, state, name, outbox),
        Some(Overlay::Experiment(draft)) => experiment::show(context, state, draft, outbox),
    }
}
