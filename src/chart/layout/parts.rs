//! Pieces that several kinds of chart share: value axes, intervals, words.

use super::{LEADING, Part};
use crate::chart::font::{Face, Weight};
use crate::chart::palette::Token;
use crate::chart::scale::{Axis, AxisRule, Extent};
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Stroke, Text};
use crate::chart::spec::{Interval, Tone};

/// Height of a line of body text.
pub(super) fn line_height(part: Part) -> f64 {
    part.frame.text.body * LEADING
}

/// The face of labels and values.
pub(super) fn body(part: Part) -> Face {
    Face::new(part.frame.text.body, Weight::Regular)
}

/// A value axis for the chart's format.
pub(super) fn value_axis(
    part: Part,
    extent: Extent,
    most_ticks: usize,
    ends_on_ticks: bool,
) -> Axis {
    Axis::new(
        extent,
        AxisRule {
            most_ticks,
            smallest_step: part.chart.format.smallest_step(),
            empty_span: part.chart.format.empty_span(),
            ends_on_ticks,
        },
    )
}

/// The labels of an axis, none wider than `width`.
pub(super) fn tick_labels(part: Part, axis: &Axis, width: f64) -> Vec<String> {
    let face = body(part);
    part.chart
        .format
        .axis(&axis.ticks, part.chart.style)
        .iter()
        .map(|label| face.ellipsized(label, width))
        .collect()
}

/// The widest of some texts.
pub(super) fn widest<'a>(face: Face, texts: impl IntoIterator<Item = &'a String>) -> f64 {
    texts
        .into_iter()
        .map(|text| face.width(text))
        .fold(0.0, f64::max)
}

/// Grid lines and labels of a value axis that runs upwards. The zero line is drawn apart:
/// lines lie on it, bars stand before it.
pub(super) fn upright_axis(
    scene: &mut Scene,
    part: Part,
    plot: Rect,
    axis: &Axis,
    labels: &[String],
) {
    let face = body(part);
    for (tick, words) in axis.ticks.iter().zip(labels) {
        let y = height_of(plot, axis, *tick);
        if *tick != 0.0 {
            scene.line(
                Spot { x: plot.left, y },
                Spot { x: plot.right, y },
                Stroke::solid(Ink::Token(Token::Line), part.frame.unit()),
            );
        }
        scene.text(Text {
            at: Spot {
                x: plot.left - 10.0 * part.frame.unit(),
                y: y + face.size * 0.36,
            },
            anchor: Anchor::End,
            words: words.clone(),
            face,
            ink: Ink::Token(Token::Muted),
        });
    }
}

/// Grid lines of a value axis that runs to the right, from top to bottom of a strip.
pub(super) fn level_grid(scene: &mut Scene, part: Part, strip: Rect, axis: &Axis) {
    for tick in axis.ticks.iter().filter(|tick| **tick != 0.0) {
        let x = reach_of(strip, axis, *tick);
        let ends = [Spot { x, y: strip.top }, Spot { x, y: strip.bottom }];
        let stroke = Stroke::solid(Ink::Token(Token::Line), part.frame.unit());
        scene.line(ends[0], ends[1], stroke);
    }
}

/// Labels under a value axis that runs to the right.
pub(super) fn level_labels(scene: &mut Scene, part: Part, plot: Rect, axis: &Axis) {
    let labels = tick_labels(part, axis, plot.width() / 2.0);
    let ticks = axis.ticks.iter().map(|tick| reach_of(plot, axis, *tick));
    labels_below(scene, part, plot.bottom, ticks.zip(labels));
}

/// A value axis that runs to the right, with as many ticks as have room for their labels.
pub(super) fn level_value_axis(part: Part, extent: Extent, plot: Rect) -> Axis {
    let fits = |axis: &Axis| {
        let labels = tick_labels(part, axis, plot.width());
        let ticks = axis.ticks.iter().map(|tick| reach_of(plot, axis, *tick));
        labels_fit(part, &ticks.zip(labels).collect::<Vec<_>>())
    };
    (2..=5)
        .rev()
        .map(|most| value_axis(part, extent, most, false))
        .find(fits)
        .unwrap_or_else(|| value_axis(part, extent, 2, false))
}

/// Whether labels centred at these places leave each other room.
pub(super) fn labels_fit(part: Part, ticks: &[(f64, String)]) -> bool {
    let face = body(part);
    ticks.windows(2).all(|pair| {
        let halves = f64::midpoint(face.width(&pair[0].1), face.width(&pair[1].1));
        pair[1].0 - pair[0].0 >= halves + face.size * 0.8
    })
}

/// Labels centred under ticks, kept on the page, with a gap between them.
pub(super) fn labels_below(
    scene: &mut Scene,
    part: Part,
    bottom: f64,
    ticks: impl IntoIterator<Item = (f64, String)>,
) {
    let face = body(part);
    let gap = face.size * 0.6;
    let mut free_from = f64::NEG_INFINITY;
    for (x, words) in ticks {
        let half = face.width(&words) / 2.0;
        let x = x.clamp(
            (part.area.left + half).min(part.area.right - half),
            part.area.right - half,
        );
        if x - half < free_from {
            continue;
        }
        free_from = x + half + gap;
        scene.text(Text {
            at: Spot {
                x,
                y: bottom + line_height(part) * 1.2,
            },
            anchor: Anchor::Middle,
            words,
            face,
            ink: Ink::Token(Token::Muted),
        });
    }
}

/// How high above the plot's bottom a value lies, as y.
pub(super) fn height_of(plot: Rect, axis: &Axis, value: f64) -> f64 {
    plot.bottom - axis.fraction(value) * plot.height()
}

/// How far from the plot's left a value lies, as x.
pub(super) fn reach_of(plot: Rect, axis: &Axis, value: f64) -> f64 {
    plot.left + axis.fraction(value) * plot.width()
}

/// The zero line of a value axis that runs upwards, where zero is shown.
pub(super) fn upright_zero(scene: &mut Scene, part: Part, plot: Rect, axis: &Axis) {
    if axis.contains(0.0) {
        let y = height_of(plot, axis, 0.0);
        let ends = [Spot { x: plot.left, y }, Spot { x: plot.right, y }];
        scene.line(ends[0], ends[1], zero_stroke(part));
    }
}

/// The zero line of a value axis that runs to the right, where zero is shown, through a strip.
pub(super) fn level_zero(scene: &mut Scene, part: Part, strip: Rect, axis: &Axis) {
    if axis.contains(0.0) {
        let x = reach_of(strip, axis, 0.0);
        let ends = [Spot { x, y: strip.top }, Spot { x, y: strip.bottom }];
        scene.line(ends[0], ends[1], zero_stroke(part));
    }
}

fn zero_stroke(part: Part) -> Stroke {
    Stroke::solid(Ink::Token(Token::Faint), 1.4 * part.frame.unit())
}

/// Which way an interval runs.
#[derive(Clone, Copy)]
pub(super) enum Along {
    /// Upwards, at this x.
    Up(f64),
    /// To the right, at this y.
    Across(f64),
}

/// An interval as a line; an arrow head at each end that lies beyond the axis.
pub(super) fn interval_line(
    scene: &mut Scene,
    (plot, axis): (Rect, &Axis),
    interval: Interval,
    along: Along,
    stroke: Stroke,
) {
    if interval.low.is_nan() || interval.high.is_nan() || interval.low > interval.high {
        return;
    }
    let spot = |value: f64| match along {
        Along::Up(x) => Spot {
            x,
            y: height_of(plot, axis, value),
        },
        Along::Across(y) => Spot {
            x: reach_of(plot, axis, value),
            y,
        },
    };
    let head = stroke.width * 2.6;
    let mut ends = [spot(interval.low), spot(interval.high)];
    for (end, (bound, inwards)) in ends
        .iter_mut()
        .zip([(interval.low, 1.0), (interval.high, -1.0)])
    {
        if axis.contains(bound) {
            continue;
        }
        let tip = *end;
        let corner = |back: f64, aside: f64| match along {
            Along::Up(_) => Spot {
                x: tip.x + aside * head,
                y: tip.y - back * head * inwards,
            },
            Along::Across(_) => Spot {
                x: tip.x + back * head * inwards,
                y: tip.y + aside * head,
            },
        };
        scene.shapes.push(Shape::Area {
            points: vec![tip, corner(1.3, -0.8), corner(1.3, 0.8)],
            ink: stroke.ink,
            opacity: 1.0,
        });
        // The line stops inside the head; its square end would blunt the tip.
        *end = corner(1.0, 0.0);
    }
    scene.line(ends[0], ends[1], stroke);
}

/// `and 12 more in the table`, where rows had to be left out.
pub(super) fn left_out(scene: &mut Scene, part: Part, count: usize, baseline: f64) {
    if count == 0 {
        return;
    }
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    scene.text(Text {
        at: Spot {
            x: part.area.left,
            y: baseline,
        },
        anchor: Anchor::Start,
        words: format!("and {} more in the table", part.chart.style.count(count)),
        face: body(part),
        ink: Tone::Neutral.text(),
    });
}
