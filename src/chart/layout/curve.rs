//! A curve over a logarithmic axis, with its named points.

use super::Part;
use super::parts::{
    body, height_of, labels_below, labels_fit, line_height, tick_labels, upright_axis,
    upright_zero, value_axis, widest,
};
use crate::chart::palette::Token;
use crate::chart::scale::{Axis, Extent, LogAxis};
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Stroke, Text};
use crate::chart::spec::{Curve, CurvePoint, Tone, ValueFormat};

/// More named points than this would lie on each other.
const MOST_MARKS: usize = 4;

pub(super) fn draw(scene: &mut Scene, part: Part, data: &Curve) {
    let unit = part.frame.unit();
    let drawn: Vec<CurvePoint> = data
        .points
        .iter()
        .copied()
        .filter(CurvePoint::is_drawn)
        .collect();
    let marks: Vec<_> = data
        .marks
        .iter()
        .filter(|mark| mark.at.is_drawn())
        .take(MOST_MARKS)
        .collect();
    let all = || {
        drawn
            .iter()
            .copied()
            .chain(marks.iter().map(|mark| mark.at))
    };
    let highest = all().map(|point| point.y).fold(0.0_f64, f64::max);
    let lowest = all().map(|point| point.y).fold(0.0_f64, f64::min);
    let extent = Extent {
        low: lowest,
        high: highest,
    };
    let axis = value_axis(part, extent.with_zero(), 5, true);
    let labels = tick_labels(part, &axis, part.area.width() * 0.2);
    let plot = Rect {
        left: part.area.left + widest(body(part), &labels) + 10.0 * unit,
        top: part.area.top + line_height(part) * 1.6,
        right: part.area.right - 12.0 * unit,
        bottom: part.area.bottom - line_height(part) * 3.0,
    };
    let Some(across) = fitting(part, plot, || all().map(|point| point.x)) else {
        return;
    };
    upright_axis(scene, part, plot, &axis, &labels);
    upright_zero(scene, part, plot, &axis);
    labels_below(scene, part, plot.bottom, ticks(part, plot, &across));
    titles(scene, part, plot, data);
    let view = View {
        plot,
        axis: &axis,
        across: &across,
    };
    line(scene, part, &view, &drawn);
    let mut taken: Vec<Rect> = scene.texts().map(Text::bounds).collect();
    for mark in marks {
        let at = view.spot(mark.at);
        let foot = Spot {
            x: at.x,
            y: plot.bottom,
        };
        scene.line(
            at,
            foot,
            Stroke {
                ink: mark.tone.stroke(),
                width: unit,
                dashed: true,
            },
        );
        scene.shapes.push(Shape::Dot {
            at,
            radius: 4.5 * unit,
            ink: mark.tone.stroke(),
        });
        if let Some(text) = label(part, plot, at, &mark.label, &taken) {
            taken.push(text.bounds());
            scene.text(text);
        }
    }
}

struct View<'a> {
    plot: Rect,
    axis: &'a Axis,
    across: &'a LogAxis,
}

impl View<'_> {
    fn spot(&self, point: CurvePoint) -> Spot {
        Spot {
            x: self.plot.left + self.across.fraction(point.x) * self.plot.width(),
            y: height_of(self.plot, self.axis, point.y),
        }
    }
}

/// The axis with as many ticks as their labels leave room for.
fn fitting<I: Iterator<Item = f64>>(
    part: Part,
    plot: Rect,
    values: impl Fn() -> I,
) -> Option<LogAxis> {
    (1..=9)
        .rev()
        .filter_map(|most| LogAxis::new(values(), most))
        .find(|axis| labels_fit(part, &ticks(part, plot, axis)))
        .or_else(|| LogAxis::new(values(), 1))
}

/// Each tick shortened by itself: on such an axis `500` stands beside `20k`.
fn ticks(part: Part, plot: Rect, axis: &LogAxis) -> Vec<(f64, String)> {
    let label = |tick: f64| ValueFormat::Count.axis(&[tick], part.chart.style);
    axis.ticks
        .iter()
        .flat_map(|tick| {
            let x = plot.left + axis.fraction(*tick) * plot.width();
            label(*tick).into_iter().map(move |words| (x, words))
        })
        .collect()
}

/// What the axes are: above the value axis, and below the ticks at the right.
fn titles(scene: &mut Scene, part: Part, plot: Rect, data: &Curve) {
    let face = body(part);
    let mut title = |words: &str, x: f64, y: f64, anchor: Anchor| {
        scene.text(Text {
            at: Spot { x, y },
            anchor,
            words: face.ellipsized(words, part.area.width() * 0.8),
            face,
            ink: Ink::Token(Token::Muted),
        });
    };
    let above = part.area.top + face.size * 0.5;
    title(&data.upwards, part.area.left, above, Anchor::Start);
    let below = plot.bottom + line_height(part) * 2.6;
    title(&data.across, plot.right, below, Anchor::End);
}

fn line(scene: &mut Scene, part: Part, view: &View, points: &[CurvePoint]) {
    let stroke = Stroke::solid(Tone::Accent.stroke(), 2.2 * part.frame.unit());
    let points: Vec<Spot> = points.iter().map(|point| view.spot(*point)).collect();
    if points.len() > 1 {
        scene.shapes.push(Shape::Path { points, stroke });
    }
}

/// The words of a mark: above it to the right, where a falling curve leaves room; else to the left, else
/// higher up; `None` where every place is taken.
fn label(part: Part, plot: Rect, at: Spot, words: &str, taken: &[Rect]) -> Option<Text> {
    let face = body(part);
    let unit = part.frame.unit();
    let words = face.ellipsized(words, plot.width() * 0.6);
    let width = face.width(&words);
    let places = (0..6).flat_map(|step| {
        let y = at.y - 8.0 * unit - f64::from(step) * line_height(part);
        [(at.x + 8.0 * unit, y), (at.x - 8.0 * unit - width, y)]
    });
    places
        .map(|(x, y)| Text {
            at: Spot { x, y },
            anchor: Anchor::Start,
            words: words.clone(),
            face,
            ink: Ink::Token(Token::Text),
        })
        .find(|text| {
            let bounds = text.bounds();
            bounds.left >= plot.left
                && bounds.right <= part.area.right
                && bounds.top >= part.area.top
                && bounds.bottom <= plot.bottom
                && !taken.iter().any(|other| bounds.overlaps(*other))
        })
}
