//! Upright bars: distributions, comparisons of few, and bridges.

use super::parts::{
    Along, body, height_of, interval_line, labels_below, line_height, tick_labels, upright_axis,
    upright_zero, value_axis, widest,
};
use super::{LEADING, Part};
use crate::chart::font::{Face, Weight};
use crate::chart::palette::Token;
use crate::chart::scale::{Axis, extent};
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Stroke, Text};
use crate::chart::spec::{Bar, Bars, Interval};

pub(super) fn draw(scene: &mut Scene, part: Part, bars: &Bars) {
    let frame = Layout::new(part, bars);
    upright_axis(scene, part, frame.plot, &frame.axis, &frame.ticks);
    connectors(scene, part, &frame, bars);
    for (index, bar) in bars.items.iter().enumerate() {
        one(scene, part, &frame, (index, bar));
    }
    upright_zero(scene, part, frame.plot, &frame.axis);
    names(scene, part, &frame, bars);
}

/// The text at a bar's end: its own, or its length.
pub(super) fn value_label(part: Part, bar: &Bar) -> String {
    bar.value_label.clone().unwrap_or_else(|| {
        let length = bar.to - bar.from;
        if length.is_finite() {
            part.chart.format.label(length, part.chart.style)
        } else {
            String::new()
        }
    })
}

/// The ends of the bars and their intervals; zero is always inside.
pub(super) fn bars_extent(bars: &Bars) -> crate::chart::scale::Extent {
    let ends: Vec<f64> = bars
        .items
        .iter()
        .flat_map(|bar| [bar.from, bar.to])
        .chain([0.0])
        .collect();
    let intervals: Vec<Interval> = bars.items.iter().filter_map(|bar| bar.interval).collect();
    extent(&ends, &intervals)
        .unwrap_or(crate::chart::scale::Extent {
            low: 0.0,
            high: 0.0,
        })
        .with_zero()
}

/// The face of the figures at bars.
pub(super) fn figures(part: Part) -> Face {
    Face::new(part.frame.text.body, Weight::SemiBold)
}

struct Layout {
    axis: Axis,
    ticks: Vec<String>,
    plot: Rect,
    slot: f64,
    bar: f64,
    shows_values: bool,
}

impl Layout {
    fn new(part: Part, bars: &Bars) -> Self {
        let axis = value_axis(part, bars_extent(bars), 5, false);
        let ticks = tick_labels(part, &axis, part.area.width() * 0.2);
        let left = part.area.left + widest(body(part), &ticks) + 10.0 * part.frame.unit();
        let slot = (part.area.right - left) / bars.items.len().max(1) as f64;
        let widest_value = bars
            .items
            .iter()
            .map(|bar| figures(part).width(&value_label(part, bar)))
            .fold(0.0, f64::max);
        let shows_values = widest_value <= slot - part.frame.text.body * 0.55;
        let below = if axis.low < 0.0 && shows_values {
            1.2
        } else {
            0.0
        };
        let above = if shows_values { 1.2 } else { 0.4 };
        let plot = Rect {
            left,
            top: part.area.top + line_height(part) * above,
            right: part.area.right,
            bottom: part.area.bottom - line_height(part) * (names_height(bars, slot, part) + below),
        };
        Self {
            axis,
            ticks,
            plot,
            slot,
            bar: (slot * 0.7).min(120.0 * part.frame.unit()),
            shows_values,
        }
    }

    fn middle(&self, index: usize) -> f64 {
        self.plot.left + (index as f64 + 0.5) * self.slot
    }
}

fn one(scene: &mut Scene, part: Part, layout: &Layout, (index, bar): (usize, &Bar)) {
    if bar.from.is_nan() || bar.to.is_nan() {
        return;
    }
    let unit = part.frame.unit();
    let (plot, axis) = (layout.plot, &layout.axis);
    let x = layout.middle(index);
    let (low, high) = (bar.from.min(bar.to), bar.from.max(bar.to));
    scene.shapes.push(Shape::Box {
        rect: Rect {
            left: x - layout.bar / 2.0,
            top: height_of(plot, axis, high),
            right: x + layout.bar / 2.0,
            bottom: height_of(plot, axis, low),
        },
        radius: 2.0 * unit,
        ink: bar.tone.fill(),
    });
    let (mut top, mut bottom) = (height_of(plot, axis, high), height_of(plot, axis, low));
    if let Some(interval) = bar
        .interval
        .filter(|interval| interval.low <= interval.high)
    {
        let stroke = Stroke::solid(Ink::Token(Token::Text), 1.6 * unit);
        interval_line(scene, (plot, axis), interval, Along::Up(x), stroke);
        top = top.min(height_of(plot, axis, interval.high));
        bottom = bottom.max(height_of(plot, axis, interval.low));
    }
    if !layout.shows_values {
        return;
    }
    let face = figures(part);
    // Below only where the bar hangs from zero; a step down in a bridge is read at its upper edge.
    let hangs = bar.from == 0.0 && bar.to < 0.0;
    scene.text(Text {
        at: Spot {
            x,
            y: if hangs {
                bottom + face.size * 1.15
            } else {
                top - face.size * 0.45
            },
        },
        anchor: Anchor::Middle,
        words: value_label(part, bar),
        face,
        ink: Ink::Token(Token::Text),
    });
}

/// Thin lines from where one step of a bridge ends to where the next begins.
fn connectors(scene: &mut Scene, part: Part, layout: &Layout, bars: &Bars) {
    let span = layout.axis.high - layout.axis.low;
    for (index, pair) in bars.items.windows(2).enumerate() {
        let joined = pair[1].from != 0.0 && (pair[1].from - pair[0].to).abs() <= span * 1e-9;
        if !joined {
            continue;
        }
        let y = height_of(layout.plot, &layout.axis, pair[0].to);
        let gap = (layout.slot - layout.bar) / 2.0;
        let edge = layout.middle(index) + layout.bar / 2.0;
        scene.line(
            Spot { x: edge, y },
            Spot {
                x: edge + 2.0 * gap,
                y,
            },
            Stroke::solid(Ink::Token(Token::Faint), part.frame.unit()),
        );
    }
}

/// Narrower slots than this many em show only some names.
const NARROW_SLOT: f64 = 4.0;

/// The names under the bars, in lines; `None` where the slots are too narrow for a name each.
fn wrapped_names(bars: &Bars, slot: f64, part: Part) -> Option<(Face, Vec<Vec<String>>)> {
    let normal = body(part);
    if slot < normal.size * NARROW_SLOT {
        return None;
    }
    let width = slot - normal.size * 0.35;
    let words_fit = |face: Face| {
        let mut items = bars.items.iter();
        items.all(|bar| face.widest_word(&bar.label) <= width)
    };
    // A size smaller is better than a word torn apart.
    let small = Face::new(part.frame.text.footnote, Weight::Regular);
    let face = if words_fit(normal) { normal } else { small };
    let lines = bars.items.iter();
    let lines = lines
        .map(|bar| face.wrapped(&bar.label, width, 3))
        .collect();
    Some((face, lines))
}

fn names_height(bars: &Bars, slot: f64, part: Part) -> f64 {
    let lines = wrapped_names(bars, slot, part)
        .and_then(|(_, names)| names.iter().map(Vec::len).max())
        .unwrap_or(1);
    0.5 + lines.max(1) as f64
}

/// Names under the bars: wrapped where there is room, otherwise every so many that fit on one line.
fn names(scene: &mut Scene, part: Part, layout: &Layout, bars: &Bars) {
    let height = line_height(part) * names_height(bars, layout.slot, part);
    let bottom = part.area.bottom - height;
    let Some((face, names)) = wrapped_names(bars, layout.slot, part) else {
        return some_names(scene, part, layout, (bars, bottom));
    };
    for (index, lines) in names.into_iter().enumerate() {
        for (row, words) in lines.into_iter().enumerate() {
            scene.text(Text {
                at: Spot {
                    x: layout.middle(index),
                    y: bottom + line_height(part) * 1.2 + row as f64 * face.size * LEADING,
                },
                anchor: Anchor::Middle,
                words,
                face,
                ink: Ink::Token(Token::Muted),
            });
        }
    }
}

/// Every so many names, so that those shown are evenly spaced.
fn some_names(scene: &mut Scene, part: Part, layout: &Layout, (bars, bottom): (&Bars, f64)) {
    let face = body(part);
    let labels: Vec<String> = bars
        .items
        .iter()
        .map(|bar| face.ellipsized(&bar.label, part.area.width() * 0.3))
        .collect();
    let each = ((widest(face, &labels) + face.size * 0.6) / layout.slot).ceil();
    let ticks = labels
        .into_iter()
        .enumerate()
        .step_by((each as usize).max(1))
        .map(|(index, label)| (layout.middle(index), label));
    labels_below(scene, part, bottom, ticks);
}
