//! Small inline charts: the interval mark (an estimate with its interval against zero) and the sparkline.

use eframe::egui::{
    Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role,
    pos2, remap, vec2,
};

use crate::ui::theme::{Tokens, Tone, size};

/// An estimate with its interval, drawn against the zero line on a scale shared by its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalMark {
    /// Lower bound; infinite where unbounded.
    pub low: f64,
    /// Point estimate.
    pub estimate: f64,
    /// Upper bound; infinite where unbounded.
    pub high: f64,
    /// Verdict; undecided effects are `Neutral`.
    pub tone: Tone,
    /// The values at the left and right end of the drawing; the same for every row of a column.
    pub scale: (f64, f64),
}

impl IntervalMark {
    /// The smallest scale that shows zero and all finite bounds, with a twentieth of room at each end.
    #[must_use]
    pub fn shared_scale(bounds: impl IntoIterator<Item = (f64, f64)>) -> (f64, f64) {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for (lower, upper) in bounds {
            if lower.is_finite() {
                low = low.min(lower);
            }
            if upper.is_finite() {
                high = high.max(upper);
            }
        }
        let room = (high - low) * 0.05;
        if room > 0.0 {
            (low - room, high + room)
        } else {
            (-1.0, 1.0)
        }
    }

    /// Draws the mark at a size of its own; `words` is what assistive technology reads.
    pub fn show(self, ui: &mut Ui, width: f32, words: &str) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
        self.paint(ui.painter(), rect, Tokens::of(ui));
        response
    }

    /// Paints the mark into a rectangle.
    pub fn paint(self, painter: &Painter, rect: Rect, tokens: &Tokens) {
        let x = |value: f64| self.x_of(rect, value);
        let y = rect.center().y.round();
        let zero = x(0.0).round() + 0.5;
        let tick = Stroke::new(size::LINE, tokens.ink.faint);
        painter.extend(Shape::dashed_line(
            &[pos2(zero, y - 8.0), pos2(zero, y + 8.0)],
            tick,
            2.0,
            2.0,
        ));
        let colour = self.tone.mark(tokens);
        let bar = Stroke::new(2.0, colour);
        painter.hline(x(self.low)..=x(self.high), y, bar);
        painter.circle_filled(pos2(x(self.estimate), y), 3.0, colour);
        for (bound, end, direction) in [
            (self.low, rect.left(), -1.0),
            (self.high, rect.right(), 1.0),
        ] {
            if !bound.is_finite() || x(bound) <= rect.left() || x(bound) >= rect.right() {
                arrow_head(painter, pos2(end, y), direction, colour);
            }
        }
    }

    fn x_of(&self, rect: Rect, value: f64) -> f32 {
        let (from, to) = self.scale;
        let clamped = value.clamp(from, to);
        let inner = rect.shrink2(vec2(4.0, 0.0));
        remap(
            clamped,
            from..=to,
            f64::from(inner.left())..=f64::from(inner.right()),
        ) as f32
    }
}

fn arrow_head(painter: &Painter, tip: Pos2, direction: f32, colour: Color32) {
    let back = tip.x - direction * 5.0;
    painter.add(Shape::convex_polygon(
        vec![tip, pos2(back, tip.y - 3.5), pos2(back, tip.y + 3.5)],
        colour,
        Stroke::NONE,
    ));
}

/// Paints a line of values over the whole rectangle, lowest at the bottom; missing values break it.
pub fn sparkline(painter: &Painter, rect: Rect, values: &[f64], colour: Color32) {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    if values.len() < 2 || low > high {
        return;
    }
    let span = if high > low { high - low } else { 1.0 };
    let step = rect.width() / (values.len() - 1) as f32;
    let mut run = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if value.is_finite() {
            let share = ((value - low) / span) as f32;
            run.push(pos2(
                rect.left() + step * index as f32,
                rect.bottom() - share * rect.height(),
            ));
        } else {
            painter.line(std::mem::take(&mut run), Stroke::new(1.5, colour));
        }
    }
    painter.line(run, Stroke::new(1.5, colour));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_scale_holds_zero_and_every_finite_bound() {
        let check = |bounds: &[(f64, f64)], expected: (f64, f64)| {
            let scale = IntervalMark::shared_scale(bounds.iter().copied());
            assert!(
                (scale.0 - expected.0).abs() < 1e-9 && (scale.1 - expected.1).abs() < 1e-9,
                "{scale:?} instead of {expected:?}"
            );
        };
        check(&[], (-1.0, 1.0));
        check(&[(1.0, 20.0)], (-1.0, 21.0));
        check(&[(-10.0, 10.0), (2.0, f64::INFINITY)], (-11.0, 11.0));
        check(&[(f64::NEG_INFINITY, -20.0), (-20.0, -3.0)], (-21.0, 1.0));
    }

    #[test]
    fn positions_run_from_left_to_right_and_stay_inside() {
        let mark = IntervalMark {
            low: f64::NEG_INFINITY,
            estimate: 0.0,
            high: 5.0,
            tone: Tone::Neutral,
            scale: (-10.0, 10.0),
        };
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(108.0, 18.0));
        assert!((mark.x_of(rect, 0.0) - 54.0).abs() < 1e-3);
        assert!((mark.x_of(rect, f64::NEG_INFINITY) - 4.0).abs() < 1e-3);
        assert!(mark.x_of(rect, 5.0) > mark.x_of(rect, 0.0));
        assert!(rect.contains(pos2(mark.x_of(rect, 99.0), 9.0)));
    }
}
