//! Effects with their intervals on one axis, between the arms' values and the verdicts.

use eframe::egui::{Align, Align2, Rect, Sense, Stroke, Ui, pos2, vec2};
use egui_plot::{Line, PlotPoint, PlotPoints, Points, VLine};

use super::{Area, colour, stroke_colour};
use crate::chart::Chart;
use crate::chart::scale::{Axis, AxisRule, Extent, extent};
use crate::chart::spec::{Forest, ForestRow};
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::paint;

const ROW: f32 = 36.0;
const HEAD: f32 = 28.0;
const AXIS: f32 = 34.0;
/// A column no narrower than this.
const NARROWEST: f32 = 64.0;

struct Columns {
    label: f32,
    arms: Vec<f32>,
    p: f32,
    verdict: f32,
}

impl Columns {
    fn of(ui: &Ui, forest: &Forest) -> Self {
        let ink = Tokens::of(ui).ink.text;
        let width = |text: &str| paint::line(ui, text, Font::Body, ink).size().x + space::XL;
        let widest = |head: &str, cells: &mut dyn Iterator<Item = &str>, most: f32| {
            let head = width(head).min(most);
            cells
                .map(width)
                .fold(head.max(NARROWEST), f32::max)
                .min(most)
        };
        let rows = &forest.rows;
        Self {
            label: widest(
                &forest.heading,
                &mut rows.iter().map(|row| row.label.as_str()),
                260.0,
            ),
            arms: forest
                .arms
                .iter()
                .enumerate()
                .map(|(arm, name)| {
                    let mut cells = rows
                        .iter()
                        .map(|row| row.arm_values.get(arm).map_or("", String::as_str));
                    widest(name, &mut cells, 150.0)
                })
                .collect(),
            p: widest(
                &forest.p_heading,
                &mut rows.iter().map(|row| row.p.as_str()),
                120.0,
            ),
            verdict: widest("", &mut rows.iter().map(|row| row.verdict.as_str()), 170.0),
        }
    }

    fn before(&self) -> f32 {
        self.label + self.arms.iter().sum::<f32>() + space::XXL
    }

    fn after(&self) -> f32 {
        self.p + self.verdict + space::XXL
    }
}

pub(super) fn show(ui: &mut Ui, chart: &Chart, forest: &Forest) {
    let rows = forest.rows.len() as f32;
    let height = HEAD + rows * ROW + AXIS;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let columns = Columns::of(ui, forest);
    let plot = Rect::from_min_max(
        rect.min + vec2(columns.before(), HEAD),
        rect.max - vec2(columns.after(), AXIS),
    );
    let (axis, labels) = effect_axis(chart, forest, plot.width());
    let area = Area {
        rect: plot,
        x: (axis.low, axis.high),
        y: (0.0, f64::from(rows)),
    };
    heads(ui, forest, rect, plot, &columns);
    separators(ui, rect, forest.rows.len());
    axis_labels(ui, &area, &axis, &labels);
    effects(ui, chart, forest, &area, &axis);
    for (at, row) in forest.rows.iter().enumerate() {
        let top = rect.top() + HEAD + at as f32 * ROW;
        let line = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + ROW));
        texts(ui, row, line, plot, &columns);
    }
}

fn effect_axis(chart: &Chart, forest: &Forest, pixels: f32) -> (Axis, Vec<String>) {
    let effects = || {
        forest
            .rows
            .iter()
            .filter_map(|row| row.effect.as_ref().ok())
    };
    let values: Vec<f64> = effects().map(|effect| effect.value).collect();
    let intervals: Vec<_> = effects().map(|effect| effect.interval).collect();
    let extent = extent(&values, &intervals)
        .unwrap_or(Extent {
            low: 0.0,
            high: 0.0,
        })
        .with_zero();
    let axis = Axis::new(
        extent,
        AxisRule {
            most_ticks: ((pixels / 84.0) as usize).clamp(3, 7),
            smallest_step: chart.format.smallest_step(),
            empty_span: chart.format.empty_span(),
            ends_on_ticks: false,
        },
    );
    let labels = chart.format.axis(&axis.ticks, chart.style);
    (axis, labels)
}

fn heads(ui: &Ui, forest: &Forest, rect: Rect, plot: Rect, columns: &Columns) {
    let muted = Tokens::of(ui).ink.muted;
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
    let put = |text: &str, from: f32, to: f32, align: Align| {
        let cell = Rect::from_x_y_ranges(from..=to, head.y_range());
        let galley = paint::line_within(ui, text, Font::Secondary, muted, cell.width());
        paint::place(ui.painter(), cell, align, galley);
    };
    put(
        &forest.heading,
        rect.left(),
        rect.left() + columns.label,
        Align::Min,
    );
    let mut left = rect.left() + columns.label;
    for (name, width) in forest.arms.iter().zip(&columns.arms) {
        put(name, left + space::S, left + width, Align::Max);
        left += width;
    }
    put(
        &forest.effect_heading,
        plot.left(),
        plot.right(),
        Align::Center,
    );
    let p_right = plot.right() + space::XXL + columns.p;
    put(
        &forest.p_heading,
        plot.right() + space::M,
        p_right,
        Align::Max,
    );
}

fn separators(ui: &Ui, rect: Rect, rows: usize) {
    let hairline = Tokens::of(ui).hairline();
    for at in 0..=rows {
        let y = rect.top() + HEAD + at as f32 * ROW;
        ui.painter().hline(rect.x_range(), y, hairline);
    }
}

fn axis_labels(ui: &Ui, area: &Area, axis: &Axis, labels: &[String]) {
    let muted = Tokens::of(ui).ink.muted;
    for (&tick, label) in axis.ticks.iter().zip(labels) {
        ui.painter().text(
            pos2(area.x_of(tick), area.rect.bottom() + space::S),
            Align2::CENTER_TOP,
            label,
            Font::Secondary.id(),
            muted,
        );
    }
}

fn effects(ui: &mut Ui, chart: &Chart, forest: &Forest, area: &Area, axis: &Axis) {
    let tokens = Tokens::of(ui);
    let rows = forest.rows.len();
    let grid: Vec<(f64, Stroke)> = axis
        .ticks
        .iter()
        .map(|&tick| {
            let mut stroke = tokens.hairline();
            if tick == 0.0 {
                stroke.color = tokens.ink.faint;
            }
            (tick, stroke)
        })
        .collect();
    let marks: Vec<_> = forest
        .rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let effect = row.effect.as_ref().ok()?;
            let y = (rows - at) as f64 - 0.5;
            let low = effect.interval.low.max(axis.low);
            let high = effect.interval.high.min(axis.high);
            let bounded = (
                effect.interval.low.is_finite(),
                effect.interval.high.is_finite(),
            );
            Some((
                y,
                (low, effect.value, high),
                bounded,
                stroke_colour(ui, row.tone),
            ))
        })
        .collect();
    let surface = tokens.ground.surface;
    area.plot(ui, chart, move |plot| {
        for (tick, stroke) in grid {
            plot.vline(VLine::new("grid", tick).stroke(stroke).allow_hover(false));
        }
        for (y, (low, value, high), _, colour) in &marks {
            let ends = vec![PlotPoint::new(*low, *y), PlotPoint::new(*high, *y)];
            let line = Line::new("interval", PlotPoints::Owned(ends));
            plot.line(line.color(*colour).width(3.0).allow_hover(false));
            for (radius, fill) in [(6.0, surface), (4.5, *colour)] {
                let dot = PlotPoints::Owned(vec![PlotPoint::new(*value, *y)]);
                let points = Points::new("estimate", dot).radius(radius).color(fill);
                plot.points(points.allow_hover(false));
            }
        }
    });
    unbounded_marks(ui, forest, area);
}

/// An interval without an end points out of the plot.
fn unbounded_marks(ui: &Ui, forest: &Forest, area: &Area) {
    let rows = forest.rows.len();
    for (at, row) in forest.rows.iter().enumerate() {
        let Ok(effect) = &row.effect else { continue };
        let y = area.y_of((rows - at) as f64 - 0.5);
        let colour = stroke_colour(ui, row.tone);
        let arrow = |x: f32, text: &str| {
            let spot = pos2(x, y);
            ui.painter()
                .text(spot, Align2::CENTER_CENTER, text, Font::Body.id(), colour);
        };
        if effect.interval.high == f64::INFINITY {
            arrow(area.rect.right(), "→");
        }
        if effect.interval.low == f64::NEG_INFINITY {
            arrow(area.rect.left(), "←");
        }
    }
}

fn texts(ui: &mut Ui, row: &ForestRow, line: Rect, plot: Rect, columns: &Columns) {
    let tokens = Tokens::of(ui);
    let put = |text: &str, (from, to): (f32, f32), align: Align, font: Font, ink| {
        let cell = Rect::from_x_y_ranges(from..=to, line.y_range());
        let galley = paint::line_within(ui, text, font, ink, cell.width());
        // The row has its room already; allocating it again would move what follows up.
        let id = ui.make_persistent_id((cell.left() as i32, cell.top() as i32));
        let response = ui.interact(cell, id, Sense::hover());
        response.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(eframe::egui::accesskit::Role::Label, true, text)
        });
        paint::place(ui.painter(), cell, align, galley.clone());
        paint::whole_text_on_hover(response, &galley, text);
    };
    let ink = tokens.ink.text;
    let label_end = line.left() + columns.label;
    put(
        &row.label,
        (line.left(), label_end),
        Align::Min,
        Font::Medium,
        ink,
    );
    let mut left = label_end;
    for (text, width) in row.arm_values.iter().zip(&columns.arms) {
        put(text, (left, left + width), Align::Max, Font::Body, ink);
        left += width;
    }
    let p_right = plot.right() + space::XXL + columns.p;
    put(
        &row.p,
        (plot.right() + space::M, p_right),
        Align::Max,
        Font::Body,
        ink,
    );
    if let Err(reason) = &row.effect {
        put(
            reason,
            (plot.left(), plot.right()),
            Align::Center,
            Font::Secondary,
            tokens.ink.muted,
        );
    }
    let words = colour(ui, row.tone.text());
    let verdict = (p_right + space::M, line.right());
    let cell = Rect::from_x_y_ranges(verdict.0..=verdict.1, line.y_range());
    let galley = paint::line_within(ui, &row.verdict, Font::Secondary, words, cell.width());
    paint::place(ui.painter(), cell, Align::Max, galley);
}
