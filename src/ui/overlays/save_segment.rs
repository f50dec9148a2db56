//! The dialog that names a segment.

use eframe::egui::Context;

use crate::app::State;
use crate::ui::outbox::Outbox;

/// Draws the dialog.
pub(super) fn show(_context: &Context, _state: &State, _name: &str, _outbox: &mut Outbox) {}
