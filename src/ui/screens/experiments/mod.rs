//! The Experiments screen.

use eframe::egui::Ui;

use crate::app::State;
use crate::ui::outbox::Outbox;

/// The chips in the top bar.
pub(super) fn scope(_ui: &mut Ui, _state: &State, _outbox: &mut Outbox) {}

/// The page.
pub(super) fn page(_ui: &mut Ui, _state: &State, _outbox: &mut Outbox) {}
