//! The dialog for what an experiment is about.

use eframe::egui::Context;

use crate::app::State;
use crate::app::view::ExperimentDraft;
use crate::ui::outbox::Outbox;

/// Draws the dialog.
pub(super) fn show(
    _context: &Context,
    _state: &State,
    _draft: &ExperimentDraft,
    _outbox: &mut Outbox,
) {
}
