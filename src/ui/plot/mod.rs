//! Charts on screen: the same description as in files, drawn with `egui_plot`.
//!
//! Scales and colours are those of the painter in `chart`, so that a chart looks the same in the
//! window and in a report. Tick labels are placed here rather than by the plot library, which has no
//! calendar axis and no say in how many labels fit.

mod bars;
mod curve;
mod forest;
mod time;

use eframe::egui::{
    Align2, Color32, Rect, Response, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_plot::{Plot, PlotUi};

use super::theme::{Font, Tokens, space};
use super::widgets::paint;
use crate::chart::scale::{Axis, AxisRule, Extent};
use crate::chart::scene::Ink;
use crate::chart::spec::{ChartKind, Tone};
use crate::chart::{self, Chart};

/// Draws the body of a chart (no title, no footnote) over the available width.
///
/// `height` is the height of time series and upright bars; a forest is as high as its rows.
pub fn chart(ui: &mut Ui, chart: &Chart, height: f32) {
    if let Some(sentence) = chart.empty_sentence() {
        let muted = Tokens::of(ui).ink.muted;
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.centered_and_justified(|ui| ui.label(Font::Body.text(sentence, muted)));
        });
        return;
    }
    match &chart.kind {
        ChartKind::TimeSeries(series) => time::show(ui, chart, series, height),
        ChartKind::Bars(bars) => bars::show(ui, chart, bars, height),
        ChartKind::Forest(forest) => forest::show(ui, chart, forest),
        ChartKind::Curve(curve) => curve::show(ui, chart, curve, height),
    }
}

fn theme(ui: &Ui) -> chart::Theme {
    if ui.visuals().dark_mode {
        chart::Theme::Dark
    } else {
        chart::Theme::Light
    }
}

fn colour(ui: &Ui, ink: Ink) -> Color32 {
    let rgb = ink.rgb(theme(ui));
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

fn stroke_colour(ui: &Ui, tone: Tone) -> Color32 {
    colour(ui, tone.stroke())
}

fn fill_colour(ui: &Ui, tone: Tone) -> Color32 {
    colour(ui, tone.fill())
}

/// A value axis with labels; `pixels` decides how many ticks fit.
fn value_axis(chart: &Chart, extent: Extent, pixels: f32) -> (Axis, Vec<String>) {
    let axis = Axis::new(
        extent,
        AxisRule {
            most_ticks: ((pixels / 56.0) as usize).clamp(2, 7),
            smallest_step: chart.format.smallest_step(),
            empty_span: chart.format.empty_span(),
            ends_on_ticks: true,
        },
    );
    let labels = chart.format.axis(&axis.ticks, chart.style);
    (axis, labels)
}

/// Bounds of a plot and where it lies.
struct Area {
    rect: Rect,
    x: (f64, f64),
    y: (f64, f64),
}

impl Area {
    /// The plot library's drawing inside the area, without its own axes, grid and gestures.
    fn plot<'a>(
        &self,
        ui: &mut Ui,
        chart: &Chart,
        build: impl FnOnce(&mut PlotUi<'a>) + 'a,
    ) -> Response {
        let (x, y) = (self.x, self.y);
        let size = self.rect.size();
        let mut child = ui.new_child(UiBuilder::new().max_rect(self.rect));
        let response = Plot::new(("chart", &chart.title))
            .width(size.x)
            .height(size.y)
            .show_axes(false)
            .show_grid(false)
            .show_background(false)
            .show_x(false)
            .show_y(false)
            .show_crosshair(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_drag(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .set_margin_fraction(vec2(0.0, 0.0))
            .label_formatter(|_| None)
            .show(&mut child, move |plot| {
                plot.set_plot_bounds_x(x.0..=x.1);
                plot.set_plot_bounds_y(y.0..=y.1);
                build(plot);
            })
            .response;
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &chart.title));
        response
    }

    fn x_of(&self, value: f64) -> f32 {
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        self.rect.left() + share as f32 * self.rect.width()
    }

    fn y_of(&self, value: f64) -> f32 {
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        self.rect.bottom() - share as f32 * self.rect.height()
    }

    fn value_at_x(&self, x: f32) -> f64 {
        let share = f64::from((x - self.rect.left()) / self.rect.width());
        self.x.0 + share * (self.x.1 - self.x.0)
    }

    /// Horizontal grid lines with their labels to the left; the zero line is stronger.
    fn value_grid(&self, ui: &Ui, axis: &Axis, labels: &[String]) {
        let tokens = Tokens::of(ui);
        for (&tick, label) in axis.ticks.iter().zip(labels) {
            let y = self.y_of(tick);
            let mut line = tokens.hairline();
            if tick == 0.0 {
                line.color = tokens.ink.faint;
            }
            ui.painter().hline(self.rect.x_range(), y, line);
            ui.painter().text(
                pos2(self.rect.left() - space::S, y),
                Align2::RIGHT_CENTER,
                label,
                Font::Secondary.id(),
                tokens.ink.muted,
            );
        }
    }
}

/// Room that labels need to the left of a plot.
fn label_width(ui: &Ui, labels: &[String]) -> f32 {
    let ink = Tokens::of(ui).ink.muted;
    let widths = labels
        .iter()
        .map(|label| paint::line(ui, label, Font::Secondary, ink).size().x);
    widths.fold(0.0, f32::max) + space::M
}
