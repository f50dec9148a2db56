//! Labelled bars with intervals on one scale, for a few values that are compared by length.

use eframe::egui::{
    Align, Color32, Rect, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::stats::Interval;
use crate::ui::theme::{Font, Tokens, size};
use crate::ui::widgets::paint;

/// Between a bar and its number.
const GAP: f32 = 8.0;
const LABEL: f32 = 20.0;
const BAR: f32 = 18.0;

/// One bar.
pub(super) struct LabelledBar {
    /// The words above it.
    pub(super) label: String,
    /// Its length.
    pub(super) value: f64,
    /// Its interval, where it is an estimate.
    pub(super) interval: Option<Interval>,
    /// The number beside it.
    pub(super) text: String,
    /// Its colour.
    pub(super) colour: Color32,
}

/// What the bars of a card share.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    /// Values at the left and right end of the longest bar.
    ends: (f64, f64),
    /// Width kept at the right for the widest number.
    number: f32,
}

impl Scale {
    /// A scale with zero, every value and every finite bound, and room for every number.
    pub(super) fn of<'a>(ui: &Ui, bars: impl Iterator<Item = &'a LabelledBar> + Clone) -> Self {
        let ink = Tokens::of(ui).ink.text;
        let number = bars
            .clone()
            .map(|bar| paint::line(ui, &bar.text, Font::Strong, ink).size().x)
            .fold(0.0, f32::max);
        Self {
            ends: ends(bars),
            number: number.ceil() + GAP,
        }
    }
}

fn ends<'a>(bars: impl Iterator<Item = &'a LabelledBar>) -> (f64, f64) {
    let bounds = bars.flat_map(|bar| {
        let interval = bar.interval.unwrap_or(Interval {
            low: bar.value,
            high: bar.value,
        });
        [bar.value, interval.low, interval.high]
    });
    let (low, high) = bounds
        .filter(|bound| bound.is_finite())
        .fold((0.0_f64, 0.0_f64), |(low, high), bound| {
            (low.min(bound), high.max(bound))
        });
    if high > low { (low, high) } else { (0.0, 1.0) }
}

/// Draws a bar with its label above and its number at the right; clicked means: show the rows.
pub(super) fn bar(ui: &mut Ui, bar: &LabelledBar, scale: Scale) -> Response {
    let tokens = Tokens::of(ui);
    let extent = vec2(ui.available_width(), LABEL + BAR);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), &bar.label);
        info.current_text_value = Some(bar.text.clone());
        info
    });
    let words = rect.with_max_y(rect.top() + LABEL);
    let label = paint::line_within(ui, &bar.label, Font::Body, tokens.ink.text, words.width());
    paint::place(ui.painter(), words, Align::Min, label);

    let track = rect
        .with_min_y(rect.top() + LABEL)
        .with_max_x(rect.right() - scale.number);
    let (from, to) = scale.ends;
    let x = |value: f64| {
        let share = ((value - from) / (to - from)).clamp(0.0, 1.0) as f32;
        track.left() + track.width() * share
    };
    let (zero, end) = (x(0.0), x(bar.value));
    let filled = track
        .with_min_x(zero.min(end))
        .with_max_x(zero.max(end).max(zero + 1.0));
    ui.painter().rect_filled(filled, 3, bar.colour);
    let mut right = filled.right();
    if let Some(interval) = bar.interval {
        let (low, high) = (x(interval.low), x(interval.high));
        let y = track.center().y.round();
        let line = Stroke::new(1.5, tokens.ink.text);
        ui.painter().hline(low..=high, y, line);
        for end in [low, high] {
            ui.painter().vline(end, y - 3.5..=y + 3.5, line);
        }
        right = right.max(high);
    }
    if from < 0.0 {
        let line = Stroke::new(size::LINE, tokens.ink.faint);
        ui.painter()
            .vline(zero.round() + 0.5, track.y_range(), line);
    }
    let number = paint::line(ui, &bar.text, Font::Strong, tokens.ink.text);
    let place = Rect::from_min_max(
        pos2(right + GAP, track.top()),
        pos2(rect.right(), track.bottom()),
    );
    let placed = paint::place(ui.painter(), place, Align::Min, number);
    if response.hovered() {
        let line = Stroke::new(size::LINE, tokens.ink.text);
        ui.painter().hline(placed.x_range(), placed.bottom(), line);
    }
    paint::focus_ring(ui, &response, rect.expand(3.0), size::RADIUS_TAG);
    response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[(f64, f64, f64)], expected: (f64, f64)) {
        let bars: Vec<LabelledBar> = values
            .iter()
            .map(|&(low, value, high)| LabelledBar {
                label: String::new(),
                value,
                interval: Some(Interval { low, high }),
                text: String::new(),
                colour: Color32::BLACK,
            })
            .collect();
        assert_eq!(ends(bars.iter()), expected);
    }

    #[test]
    fn the_scale_holds_zero_and_every_finite_bound() {
        check(&[(1.0, 2.0, 3.0), (2.0, 5.0, f64::INFINITY)], (0.0, 5.0));
        check(&[(-4.0, 2.0, 8.0)], (-4.0, 8.0));
        check(&[], (0.0, 1.0));
    }
}
