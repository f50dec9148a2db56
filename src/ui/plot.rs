//! Charts on screen: the same description as in files, drawn with `egui_plot`.

use eframe::egui::Ui;

use crate::chart::Chart;

/// Draws the body of a chart (no title, no footnote) over the available width.
pub fn chart(_ui: &mut Ui, _chart: &Chart, _height: f32) {}
