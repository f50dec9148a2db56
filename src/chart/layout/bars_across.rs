//! Lying bars: names to the left, figures at the ends.

use super::bars_up::{bars_extent, figures, value_label};
use super::parts::{
    Along, body, interval_line, left_out, level_axis, line_height, reach_of, tick_labels,
    value_axis, widest,
};
use super::{LEADING, Part};
use crate::chart::palette::Token;
use crate::chart::scale::Axis;
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Stroke, Text};
use crate::chart::spec::{Bar, Bars};

pub(super) fn draw(scene: &mut Scene, part: Part, bars: &Bars) {
    let unit = part.frame.unit();
    // An interval has to be read against an axis; a bar alone carries its figure.
    let has_axis = bars.items.iter().any(|bar| bar.interval.is_some());
    let bottom = part.area.bottom
        - if has_axis {
            line_height(part) * 1.4
        } else {
            0.0
        };
    let rows = Rows::fit(part, bars.items.len(), bottom);
    let shown = &bars.items[..rows.count];
    let labels: Vec<String> = bars.items.iter().map(|bar| bar.label.clone()).collect();
    let values: Vec<String> = shown.iter().map(|bar| value_label(part, bar)).collect();
    let name_width = widest(body(part), &labels).min(part.area.width() * 0.32);
    let side = |wanted: bool| {
        let texts = shown.iter().zip(&values);
        let of_side = texts.filter(|(bar, _)| is_left(bar) == wanted);
        let width = widest(figures(part), of_side.map(|(_, text)| text));
        width.min(part.area.width() * 0.22) + 8.0 * unit
    };
    let plot = Rect {
        left: part.area.left
            + name_width
            + 14.0 * unit
            + if shown.iter().any(is_left) {
                side(true)
            } else {
                0.0
            },
        top: part.area.top,
        right: part.area.right - side(false),
        bottom: part.area.top + rows.height * rows.count as f64,
    };
    let axis = value_axis(part, bars_extent(bars), 5, has_axis);
    if has_axis {
        let ticks = tick_labels(part, &axis, plot.width() / 3.0);
        level_axis(scene, part, plot, &axis, &ticks);
    } else {
        zero_line(scene, part, plot, &axis);
    }
    for (index, (bar, value)) in shown.iter().zip(&values).enumerate() {
        let row = Row {
            middle: plot.top + (index as f64 + 0.5) * rows.height,
            height: rows.height,
            name_width,
        };
        name(scene, part, &row, &bar.label);
        one(scene, part, (plot, &axis), (&row, bar, value));
    }
    left_out(scene, part, bars.items.len() - rows.count, bottom);
}

/// How many rows there is room for, and how high they are.
pub(super) struct Rows {
    pub(super) count: usize,
    pub(super) height: f64,
}

impl Rows {
    /// Fits rows between the area's top and `bottom`; keeps a line free where some are left out.
    fn fit(part: Part, wanted: usize, bottom: f64) -> Self {
        let least = line_height(part) * 1.25;
        let most = line_height(part) * 2.8;
        let room = bottom - part.area.top;
        let capacity = (room / least).floor().max(1.0) as usize;
        if wanted <= capacity {
            return Self {
                count: wanted,
                height: (room / wanted.max(1) as f64).clamp(least, most),
            };
        }
        let room = room - line_height(part) * 1.6;
        Self {
            count: ((room / least).floor().max(1.0) as usize).min(wanted),
            height: least,
        }
    }
}

struct Row {
    middle: f64,
    height: f64,
    name_width: f64,
}

fn is_left(bar: &Bar) -> bool {
    bar.from == 0.0 && bar.to < 0.0
}

fn zero_line(scene: &mut Scene, part: Part, plot: Rect, axis: &Axis) {
    let x = reach_of(plot, axis, 0.0);
    scene.line(
        Spot { x, y: plot.top },
        Spot { x, y: plot.bottom },
        Stroke::solid(Ink::Token(Token::Faint), 1.4 * part.frame.unit()),
    );
}

fn name(scene: &mut Scene, part: Part, row: &Row, words: &str) {
    let face = body(part);
    let most = if row.height >= face.size * LEADING * 2.1 {
        2
    } else {
        1
    };
    let lines = face.wrapped(words, row.name_width, most);
    let top = row.middle - lines.len() as f64 * face.size * LEADING / 2.0;
    for (index, words) in lines.into_iter().enumerate() {
        scene.text(Text {
            at: Spot {
                x: part.area.left,
                y: top + (index as f64 * LEADING + 1.0) * face.size,
            },
            anchor: Anchor::Start,
            words,
            face,
            ink: Ink::Token(Token::Text),
        });
    }
}

fn one(
    scene: &mut Scene,
    part: Part,
    (plot, axis): (Rect, &Axis),
    (row, bar, value): (&Row, &Bar, &str),
) {
    if bar.from.is_nan() || bar.to.is_nan() {
        return;
    }
    let unit = part.frame.unit();
    let (mut left, mut right) = (
        reach_of(plot, axis, bar.from.min(bar.to)),
        reach_of(plot, axis, bar.from.max(bar.to)),
    );
    let half = (row.height * 0.31).min(15.0 * unit);
    scene.shapes.push(Shape::Box {
        rect: Rect {
            left,
            top: row.middle - half,
            right,
            bottom: row.middle + half,
        },
        radius: 2.0 * unit,
        ink: bar.tone.fill(),
    });
    if let Some(interval) = bar
        .interval
        .filter(|interval| interval.low <= interval.high)
    {
        let stroke = Stroke::solid(Ink::Token(Token::Text), 1.6 * unit);
        interval_line(
            scene,
            (plot, axis),
            interval,
            Along::Across(row.middle),
            stroke,
        );
        left = left.min(reach_of(plot, axis, interval.low));
        right = right.max(reach_of(plot, axis, interval.high));
    }
    let face = figures(part);
    let (x, anchor) = if is_left(bar) {
        (left - 8.0 * unit, Anchor::End)
    } else {
        (right + 8.0 * unit, Anchor::Start)
    };
    scene.text(Text {
        at: Spot {
            x,
            y: row.middle + face.size * 0.36,
        },
        anchor,
        words: face.ellipsized(value, part.area.width() * 0.22),
        face,
        ink: Ink::Token(Token::Text),
    });
}
