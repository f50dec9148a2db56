//! Lying bars: names to the left, figures at the ends.

use super::bars_up::{bars_extent, figures, value_label};
use super::parts::{
    Along, body, interval_line, left_out, level_grid, level_labels, level_value_axis, level_zero,
    line_height, reach_of, widest,
};
use super::{LEADING, Part};
use crate::chart::palette::Token;
use crate::chart::scale::Axis;
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Stroke, Text};
use crate::chart::spec::{Bar, Bars};

/// Pages narrower than this many em have the names above the bars.
const NARROW_PAGE: f64 = 40.0;

pub(super) fn draw(scene: &mut Scene, part: Part, bars: &Bars) {
    // An interval has to be read against an axis; a bar alone carries its figure.
    let has_axis = bars.items.iter().any(|bar| bar.interval.is_some());
    let bottom = part.area.bottom
        - if has_axis {
            line_height(part) * 1.5
        } else {
            0.0
        };
    let rows = Rows::fit(part, bars.items.len(), bottom);
    let shown = &bars.items[..rows.count];
    let values: Vec<String> = shown.iter().map(|bar| value_label(part, bar)).collect();
    let plot = plot(part, &rows, shown, &values);
    let axis = level_value_axis(part, bars_extent(bars), plot);
    for (index, (bar, value)) in shown.iter().zip(&values).enumerate() {
        let row = Row {
            top: plot.top + index as f64 * rows.height,
            height: rows.height,
            named_above: rows.named_above,
            name_width: if rows.named_above {
                part.area.width()
            } else {
                name_width(part, shown)
            },
        };
        name(scene, part, &row, &bar.label);
        let strip = row.strip(part, plot);
        if has_axis {
            level_grid(scene, part, strip, &axis);
        }
        one(scene, part, (plot, &axis), (&row, bar, value));
        level_zero(scene, part, strip, &axis);
    }
    if has_axis {
        level_labels(scene, part, plot, &axis);
    }
    left_out(scene, part, bars.items.len() - rows.count, bottom);
}

/// The room for bars: what names and figures leave.
fn plot(part: Part, rows: &Rows, shown: &[Bar], values: &[String]) -> Rect {
    let unit = part.frame.unit();
    let figures_of = |left: bool| {
        let texts = shown.iter().zip(values);
        let of_side = texts.filter(|(bar, _)| is_left(bar) == left);
        let width = widest(figures(part), of_side.map(|(_, text)| text));
        width.min(part.area.width() * 0.22) + 8.0 * unit
    };
    let names = if rows.named_above {
        0.0
    } else {
        name_width(part, shown) + 14.0 * unit
    };
    let left = if shown.iter().any(is_left) {
        figures_of(true)
    } else {
        0.0
    };
    Rect {
        left: part.area.left + names + left,
        top: part.area.top,
        right: part.area.right - figures_of(false),
        bottom: part.area.top + rows.height * rows.count as f64,
    }
}

fn name_width(part: Part, shown: &[Bar]) -> f64 {
    widest(body(part), shown.iter().map(|bar| &bar.label)).min(part.area.width() * 0.32)
}

/// How many rows there is room for, and how high they are.
struct Rows {
    count: usize,
    height: f64,
    named_above: bool,
}

impl Rows {
    /// Fits rows between the area's top and `bottom`; keeps a line free where some are left out.
    fn fit(part: Part, wanted: usize, bottom: f64) -> Self {
        let line = line_height(part);
        let room = bottom - part.area.top;
        let narrow = part.area.width() < part.frame.text.body * NARROW_PAGE;
        let named_above = narrow && room / wanted.max(1) as f64 >= line * 2.4;
        let (least, most) = if named_above {
            (line * 2.4, line * 5.6)
        } else {
            (line * 1.25, line * 4.6)
        };
        let capacity = (room / least).floor().max(1.0) as usize;
        if wanted <= capacity {
            return Self {
                count: wanted,
                height: (room / wanted.max(1) as f64).clamp(least, most),
                named_above,
            };
        }
        Self {
            count: (((room - line * 1.6) / least).floor().max(1.0) as usize).min(wanted),
            height: least,
            named_above,
        }
    }
}

struct Row {
    top: f64,
    height: f64,
    named_above: bool,
    name_width: f64,
}

impl Row {
    /// The middle of the bar.
    fn middle(&self, part: Part) -> f64 {
        let middle = self.top + self.height / 2.0;
        if self.named_above {
            middle + line_height(part) * 0.55
        } else {
            middle
        }
    }

    /// Where grid and zero line go: the whole row, except where a name stands above the bar.
    fn strip(&self, part: Part, plot: Rect) -> Rect {
        let bar = self.half(part) + line_height(part) * 0.12;
        let (top, bottom) = if self.named_above {
            (self.middle(part) - bar, self.middle(part) + bar)
        } else {
            (self.top, self.top + self.height)
        };
        Rect {
            top,
            bottom,
            ..plot
        }
    }

    /// Half the bar's thickness.
    fn half(&self, part: Part) -> f64 {
        let room = if self.named_above {
            self.height - line_height(part) * 1.1
        } else {
            self.height
        };
        (room * 0.31).min(24.0 * part.frame.unit())
    }
}

fn is_left(bar: &Bar) -> bool {
    bar.from == 0.0 && bar.to < 0.0
}

fn name(scene: &mut Scene, part: Part, row: &Row, words: &str) {
    let face = body(part);
    let may_wrap = !row.named_above && row.height >= line_height(part) * 2.1;
    let lines = face.wrapped(words, row.name_width, if may_wrap { 2 } else { 1 });
    let middle = if row.named_above {
        row.middle(part) - row.half(part) - line_height(part) * 0.6
    } else {
        row.middle(part)
    };
    let top = middle - lines.len() as f64 * line_height(part) / 2.0;
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
    let (middle, half) = (row.middle(part), row.half(part));
    scene.shapes.push(Shape::Box {
        rect: Rect {
            left,
            top: middle - half,
            right,
            bottom: middle + half,
        },
        radius: 2.0 * unit,
        ink: bar.tone.fill(),
    });
    if let Some(interval) = bar
        .interval
        .filter(|interval| interval.low <= interval.high)
    {
        let stroke = Stroke::solid(Ink::Token(Token::Text), 1.6 * unit);
        interval_line(scene, (plot, axis), interval, Along::Across(middle), stroke);
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
            y: middle + face.size * 0.36,
        },
        anchor,
        words: face.ellipsized(value, part.area.width() * 0.22),
        face,
        ink: Ink::Token(Token::Text),
    });
}
