//! Values over time, with bands and labels at the line ends.

use eframe::egui::{Align2, Rect, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::{FilledArea, Line, LineStyle as PlotStyle, PlotPoint, PlotPoints};

use super::{Area, label_width, stroke_colour, value_axis};
use crate::chart::Chart;
use crate::chart::scale::{Extent, extent};
use crate::chart::scale::{calendar, elapsed};
use crate::chart::spec::{DayMark, LineStyle, Series, TimeAxis, TimeSeries};
use crate::model::format;
use crate::model::time::Day;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::paint;

/// Room for the labels of days below the plot.
const BELOW: f32 = 24.0;

pub(super) fn show(ui: &mut Ui, chart: &Chart, series: &TimeSeries, height: f32) {
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), height),
        eframe::egui::Sense::hover(),
    );
    let Some((first, last)) = days(series) else {
        return;
    };
    let (axis, labels) = value_axis(chart, values(series), rect.height() - BELOW);
    let ends = end_label_width(ui, series);
    let mark = series
        .mark
        .as_ref()
        .filter(|mark| first <= mark.day && mark.day <= last);
    let above = if mark.is_some() { space::XL } else { space::S };
    let plot = Rect::from_min_max(
        rect.min + vec2(label_width(ui, &labels), above),
        rect.max - vec2(ends, BELOW),
    );
    let area = Area {
        rect: plot,
        x: (f64::from(first.0), f64::from(last.0.max(first.0 + 1))),
        y: (axis.low, axis.high),
    };
    area.value_grid(ui, &axis, &labels);
    day_labels(ui, &area, series, (first, last));
    if let Some(mark) = mark {
        day_mark(ui, &area, mark);
    }
    let lines: Vec<Drawn> = series.series.iter().map(|one| Drawn::of(ui, one)).collect();
    let response = area.plot(ui, chart, move |plot| {
        // The most important line is drawn last, on top.
        for line in lines.into_iter().rev() {
            line.add_to(plot);
        }
    });
    end_labels(ui, &area, series);
    let hovered = response.hover_pos().map(|at| area.value_at_x(at.x));
    if let Some(text) = hovered.and_then(|day| nearest(chart, series, day)) {
        response.on_hover_text_at_pointer(text);
    }
}

struct Drawn {
    name: String,
    points: Vec<PlotPoint>,
    band: Option<FilledArea>,
    colour: eframe::egui::Color32,
    line: LineStyle,
}

impl Drawn {
    fn of(ui: &Ui, series: &Series) -> Self {
        let colour = stroke_colour(ui, series.tone);
        let banded: Vec<_> = series
            .points
            .iter()
            .filter_map(|point| Some((f64::from(point.day.0), point.band?)))
            .collect();
        let band = (banded.len() > 1).then(|| {
            let days: Vec<f64> = banded.iter().map(|(day, _)| *day).collect();
            let low: Vec<f64> = banded.iter().map(|(_, band)| band.low).collect();
            let high: Vec<f64> = banded.iter().map(|(_, band)| band.high).collect();
            FilledArea::new(format!("{} interval", series.name), &days, &low, &high)
                .fill_color(colour.gamma_multiply(0.14))
                .allow_hover(false)
        });
        Self {
            name: series.name.clone(),
            points: series
                .points
                .iter()
                .map(|point| PlotPoint::new(f64::from(point.day.0), point.value))
                .collect(),
            band,
            colour,
            line: series.line,
        }
    }

    fn add_to(self, plot: &mut egui_plot::PlotUi<'_>) {
        if let Some(band) = self.band {
            plot.add(band);
        }
        let (style, width) = match self.line {
            LineStyle::Solid => (PlotStyle::Solid, 2.0),
            LineStyle::Dashed => (PlotStyle::Dashed { length: 5.0 }, 1.5),
        };
        plot.line(
            Line::new(self.name, PlotPoints::Owned(self.points))
                .color(self.colour)
                .width(width)
                .style(style)
                .allow_hover(false),
        );
    }
}

fn days(series: &TimeSeries) -> Option<(Day, Day)> {
    let all = || {
        let lines = series.series.iter();
        lines.flat_map(|one| one.points.iter().map(|point| point.day))
    };
    Some((all().min()?, all().max()?))
}

fn values(series: &TimeSeries) -> Extent {
    let points = || series.series.iter().flat_map(|one| &one.points);
    let values: Vec<f64> = points().map(|point| point.value).collect();
    let bands: Vec<_> = points().filter_map(|point| point.band).collect();
    let extent = extent(&values, &bands).unwrap_or(Extent {
        low: 0.0,
        high: 0.0,
    });
    if series.from_zero {
        extent.with_zero()
    } else {
        extent
    }
}

fn day_labels(ui: &Ui, area: &Area, series: &TimeSeries, (first, last): (Day, Day)) {
    let tokens = Tokens::of(ui);
    let most = ((area.rect.width() / 84.0) as usize).max(2);
    let ticks = match series.axis {
        TimeAxis::Calendar => calendar(first, last, most),
        TimeAxis::Elapsed(unit) => elapsed(first, last, most, unit),
    };
    for tick in ticks {
        ui.painter().text(
            pos2(
                area.x_of(f64::from(tick.day.0)),
                area.rect.bottom() + space::S,
            ),
            Align2::CENTER_TOP,
            tick.label,
            Font::Secondary.id(),
            tokens.ink.muted,
        );
    }
}

/// A dashed line over the plot with its words above, on the side that has room.
fn day_mark(ui: &Ui, area: &Area, mark: &DayMark) {
    let muted = Tokens::of(ui).ink.muted;
    let x = area.x_of(f64::from(mark.day.0)).round() + 0.5;
    let stroke = Stroke::new(size::LINE, muted);
    let ends = [pos2(x, area.rect.top()), pos2(x, area.rect.bottom())];
    ui.painter()
        .extend(Shape::dashed_line(&ends, stroke, space::XS, space::XS));
    let side = if x > area.rect.center().x {
        Align2::RIGHT_BOTTOM
    } else {
        Align2::LEFT_BOTTOM
    };
    let at = pos2(x, area.rect.top() - space::XS);
    ui.painter()
        .text(at, side, &mark.label, Font::Secondary.id(), muted);
}

fn end_label_width(ui: &Ui, series: &TimeSeries) -> f32 {
    if series.series.len() < 2 {
        return space::L;
    }
    let ink = Tokens::of(ui).ink.muted;
    let widths = series
        .series
        .iter()
        .map(|one| paint::line(ui, &one.name, Font::Secondary, ink).size().x);
    widths.fold(0.0, f32::max) + space::M
}

/// Names at the right ends of the lines, moved apart where they would touch.
fn end_labels(ui: &Ui, area: &Area, series: &TimeSeries) {
    if series.series.len() < 2 {
        return;
    }
    let mut ends: Vec<(f32, &Series)> = series
        .series
        .iter()
        .filter_map(|one| Some((area.y_of(one.points.last()?.value), one)))
        .collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free_from = f32::NEG_INFINITY;
    for (y, one) in ends {
        let y = y.max(free_from);
        free_from = y + space::L;
        ui.painter().text(
            pos2(area.rect.right() + space::S, y),
            Align2::LEFT_CENTER,
            &one.name,
            Font::Secondary.id(),
            super::colour(ui, one.tone.text()),
        );
    }
}

/// The values nearest to a day, exact, with their interval.
fn nearest(chart: &Chart, series: &TimeSeries, day: f64) -> Option<String> {
    let mut lines = Vec::new();
    for one in &series.series {
        let distance = |point: &&crate::chart::spec::Point| (f64::from(point.day.0) - day).abs();
        let point = one
            .points
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        if lines.is_empty() {
            lines.push(match series.axis {
                TimeAxis::Calendar => format::day(point.day),
                TimeAxis::Elapsed(unit) => format!("{} {}", unit.word(), point.day.0),
            });
        }
        let mut text = format!(
            "{}: {}",
            one.name,
            chart.format.label(point.value, chart.style)
        );
        if let Some(band) = point.band {
            text.push_str(&format!(
                " (95 % interval {} to {})",
                chart.format.label(band.low, chart.style),
                chart.format.label(band.high, chart.style)
            ));
        }
        lines.push(text);
    }
    Some(lines.join("\n"))
}
