//! The dialog that asks which columns of a file hold person and arm.

use eframe::egui::Context;

use crate::app::view::MappingDraft;
use crate::ui::outbox::Outbox;

/// Draws the dialog.
pub(super) fn show(_context: &Context, _draft: &MappingDraft, _outbox: &mut Outbox) {}
