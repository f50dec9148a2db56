//! Effects with their intervals, one row each, beside the arms' values, p-value and verdict.
//!
//! Where the page is wide enough everything stands in columns. On a narrow page each row has two
//! lines: name and verdict above, values, plot and p-value below.

use super::forest_columns::{Columns, Slot};
use super::parts::{
    Along, body, interval_line, left_out, level_grid, level_labels, level_value_axis, level_zero,
    line_height, reach_of,
};
use super::{LEADING, Part};
use crate::chart::font::{Face, Weight};
use crate::chart::palette::Token;
use crate::chart::scale::{Axis, Extent, extent};
use crate::chart::scene::{Ink, Rect, Scene, Shape, Spot, Stroke};
use crate::chart::spec::{Estimate, Forest, ForestRow, Interval};

pub(super) fn draw(scene: &mut Scene, part: Part, forest: &Forest) {
    let columns = Columns::fit(part, forest);
    let head = header(scene, part, forest, &columns);
    let axis_height = line_height(part) * 1.5;
    let rows = Rows::fit(part, forest.rows.len(), head + axis_height, columns.stacked);
    let plot = Rect {
        left: columns.plot.left,
        top: part.area.top + head,
        right: columns.plot.right,
        bottom: part.area.top + head + rows.height * rows.count as f64,
    };
    let axis = effect_axis(part, forest, plot);
    rules(scene, part, plot, &rows);
    level_grid(scene, part, plot, &axis);
    level_labels(scene, part, plot, &axis);
    level_zero(scene, part, plot, &axis);
    for (index, row) in forest.rows.iter().take(rows.count).enumerate() {
        let place = Place {
            top: plot.top + index as f64 * rows.height,
            height: rows.height,
        };
        words(scene, part, &columns, (place, row));
        match &row.effect {
            Ok(estimate) => {
                let y = columns.effect_middle(place, part);
                let drawn = (y, estimate, row.tone.stroke());
                effect(scene, part, (plot, &axis), drawn);
            }
            Err(why) => reason(scene, part, &columns, (place, row, why)),
        }
    }
    let below = plot.bottom + axis_height + line_height(part);
    left_out(scene, part, forest.rows.len() - rows.count, below);
}

/// Where a row is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) top: f64,
    pub(super) height: f64,
}

/// How many rows there is room for, and how high they are.
struct Rows {
    count: usize,
    height: f64,
}

impl Rows {
    fn fit(part: Part, wanted: usize, around: f64, stacked: bool) -> Self {
        let least = line_height(part) * if stacked { 2.5 } else { 1.5 };
        let most = line_height(part) * if stacked { 3.6 } else { 2.9 };
        let room = part.area.height() - around;
        let capacity = (room / least).floor().max(1.0) as usize;
        if wanted <= capacity {
            return Self {
                count: wanted,
                height: (room / wanted.max(1) as f64).clamp(least, most),
            };
        }
        let room = room - line_height(part) * 1.2;
        Self {
            count: ((room / least).floor().max(1.0) as usize).min(wanted),
            height: least,
        }
    }
}

/// An axis over all effects, zero included, with a little air at both ends.
fn effect_axis(part: Part, forest: &Forest, plot: Rect) -> Axis {
    let effects = || {
        forest
            .rows
            .iter()
            .filter_map(|row| row.effect.as_ref().ok())
    };
    let values: Vec<f64> = effects().map(|effect| effect.value).chain([0.0]).collect();
    let intervals: Vec<Interval> = effects().map(|effect| effect.interval).collect();
    let shown = extent(&values, &intervals).unwrap_or(Extent {
        low: 0.0,
        high: 0.0,
    });
    let air = (shown.high - shown.low) * 0.06;
    let shown = Extent {
        low: shown.low - air,
        high: shown.high + air,
    };
    level_value_axis(part, shown, plot)
}

/// Column headers, bottom-aligned; returns the height used.
fn header(scene: &mut Scene, part: Part, forest: &Forest, columns: &Columns) -> f64 {
    let face = body(part);
    let mut cells: Vec<(Slot, Vec<String>)> = Vec::new();
    if let Some(slot) = columns.heading() {
        cells.push((slot, face.wrapped(&forest.heading, slot.width(), 2)));
    }
    for (slot, arm) in columns.arms.iter().zip(&forest.arms) {
        cells.push((*slot, face.wrapped(arm, slot.width(), 2)));
    }
    let over_plot = columns.effect_heading();
    cells.push((
        over_plot,
        face.balanced(&forest.effect_heading, over_plot.width(), 2),
    ));
    cells.push((
        columns.p,
        face.wrapped(&forest.p_heading, columns.p.width(), 2),
    ));
    let lines = cells
        .iter()
        .map(|(_, lines)| lines.len())
        .max()
        .unwrap_or(0);
    let bottom = part.area.top + lines as f64 * line_height(part);
    for (slot, lines) in cells {
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let above = (count - 1 - index) as f64 * line_height(part);
            let baseline = bottom - above - face.size * 0.35;
            scene.text(slot.text(line, baseline, face, Ink::Token(Token::Muted)));
        }
    }
    lines as f64 * line_height(part) + face.size * 0.4
}

/// Lines between rows.
fn rules(scene: &mut Scene, part: Part, plot: Rect, rows: &Rows) {
    for index in 0..=rows.count {
        let y = plot.top + index as f64 * rows.height;
        scene.line(
            Spot {
                x: part.area.left,
                y,
            },
            Spot {
                x: part.area.right,
                y,
            },
            Stroke::solid(Ink::Token(Token::Line), part.frame.unit()),
        );
    }
}

/// The texts of a row.
fn words(scene: &mut Scene, part: Part, columns: &Columns, (place, row): (Place, &ForestRow)) {
    let face = body(part);
    let name = Face::new(face.size, Weight::Medium);
    let text = Ink::Token(Token::Text);
    let fits_two = !columns.stacked && place.height >= line_height(part) * 2.2;
    let lines = name.wrapped(
        &row.label,
        columns.label.width(),
        if fits_two { 2 } else { 1 },
    );
    let middle = columns.name_middle(place, part);
    let top = middle - lines.len() as f64 * line_height(part) / 2.0;
    for (index, line) in lines.into_iter().enumerate() {
        let baseline = top + (index as f64 * LEADING + 1.0) * face.size;
        scene.text(columns.label.text(line, baseline, name, text));
    }
    let verdict = face.ellipsized(&row.verdict, columns.verdict.width());
    let baseline = middle + face.size * 0.36;
    scene.text(
        columns
            .verdict
            .text(verdict, baseline, face, row.tone.text()),
    );
    let baseline = columns.effect_middle(place, part) + face.size * 0.36;
    for (slot, value) in columns.arms.iter().zip(&row.arm_values) {
        let value = face.ellipsized(value, slot.width());
        scene.text(slot.text(value, baseline, face, text));
    }
    let p = face.ellipsized(&row.p, columns.p.width());
    scene.text(columns.p.text(p, baseline, face, text));
}

/// The interval and the estimate on it.
fn effect(
    scene: &mut Scene,
    part: Part,
    (plot, axis): (Rect, &Axis),
    (y, estimate, ink): (f64, &Estimate, Ink),
) {
    let unit = part.frame.unit();
    let stroke = Stroke::solid(ink, 2.6 * unit);
    interval_line(
        scene,
        (plot, axis),
        estimate.interval,
        Along::Across(y),
        stroke,
    );
    if estimate.value.is_finite() {
        scene.shapes.push(Shape::Dot {
            at: Spot {
                x: reach_of(plot, axis, estimate.value),
                y,
            },
            radius: 4.5 * unit,
            ink,
        });
    }
}

/// Why there is no effect, on a ground that interrupts the grid, so that it can be read.
fn reason(
    scene: &mut Scene,
    part: Part,
    columns: &Columns,
    (place, row, why): (Place, &ForestRow, &str),
) {
    let face = Face::new(part.frame.text.footnote, Weight::Regular);
    let plot = columns.plot;
    let name = Face::new(part.frame.text.body, Weight::Medium);
    // On a two-line row name and verdict may reach into the line above the plot.
    let is_free = if columns.stacked {
        let verdict = body(part).width(&row.verdict).min(columns.verdict.width());
        columns.label.left + name.width(&row.label) < plot.left
            && columns.verdict.right - verdict > plot.right
    } else {
        place.height >= line_height(part) * 1.9
    };
    let lines = face.balanced(why, plot.width(), if is_free { 2 } else { 1 });
    let middle = if columns.stacked && lines.len() > 1 {
        place.top + place.height / 2.0
    } else {
        columns.effect_middle(place, part)
    };
    let top = middle - lines.len() as f64 * face.size * LEADING / 2.0;
    for (index, line) in lines.into_iter().enumerate() {
        let baseline = top + (index as f64 * LEADING + 1.0) * face.size;
        let text = plot.text(line, baseline, face, Ink::Token(Token::Muted));
        let bounds = text.bounds();
        scene.shapes.push(Shape::Box {
            rect: Rect {
                left: bounds.left - face.size * 0.3,
                top: bounds.top - face.size * 0.15,
                right: bounds.right + face.size * 0.3,
                bottom: bounds.bottom + face.size * 0.15,
            },
            radius: 0.0,
            ink: Ink::Token(Token::Surface),
        });
        scene.text(text);
    }
}
