//! The dialog for mapping a code to a workflow.

use eframe::egui::Context;

use crate::app::State;
use crate::app::view::CodeRuleDraft;
use crate::ui::outbox::Outbox;

/// Draws the dialog.
pub(super) fn show(
    _context: &Context,
    _state: &State,
    _draft: &CodeRuleDraft,
    _outbox: &mut Outbox,
) {
}
