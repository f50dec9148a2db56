//! A curve over a logarithmic axis, with its named points.

use eframe::egui::{Align2, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::{Line, PlotPoint, PlotPoints};

use super::{Area, label_width, stroke_colour, value_axis};
use crate::chart::Chart;
use crate::chart::scale::{Extent, LogAxis};
use crate::chart::spec::{Curve, CurvePoint, Tone, ValueFormat};
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::paint;

/// Room for tick labels and the axis title below the plot.
const BELOW: f32 = 44.0;
/// Room for the title of the value axis above it.
const ABOVE: f32 = 26.0;
/// Room that a tick label needs.
const TICK: f32 = 64.0;

pub(super) fn show(ui: &mut Ui, chart: &Chart, curve: &Curve, height: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let marks = || curve.marks.iter().filter(|mark| mark.at.is_drawn());
    let points: Vec<CurvePoint> = curve
        .points
        .iter()
        .copied()
        .filter(CurvePoint::is_drawn)
        .collect();
    let all = || points.iter().copied().chain(marks().map(|mark| mark.at));
    let extent = Extent {
        low: all().map(|point| point.y).fold(0.0, f64::min),
        high: all().map(|point| point.y).fold(0.0, f64::max),
    };
    let (axis, labels) = value_axis(chart, extent, rect.height() - BELOW - ABOVE);
    let plot = Rect::from_min_max(
        rect.min + vec2(label_width(ui, &labels), ABOVE),
        rect.max - vec2(space::L, BELOW),
    );
    let most = ((plot.width() / TICK) as usize).max(1);
    let Some(across) = LogAxis::new(all().map(|point| point.x), most) else {
        return;
    };
    let area = Area {
        rect: plot,
        x: (0.0, 1.0),
        y: (axis.low, axis.high),
    };
    area.value_grid(ui, &axis, &labels);
    axis_words(ui, chart, curve, (rect, &area, &across));
    let line: Vec<PlotPoint> = points
        .iter()
        .map(|point| PlotPoint::new(across.fraction(point.x), point.y))
        .collect();
    let colour = stroke_colour(ui, Tone::Accent);
    let response = area.plot(ui, chart, move |plot| {
        plot.line(
            Line::new("curve", PlotPoints::Owned(line))
                .color(colour)
                .width(2.0)
                .allow_hover(false),
        );
    });
    let mut taken: Vec<Rect> = Vec::new();
    for mark in marks() {
        let at = pos2(area.x_of(across.fraction(mark.at.x)), area.y_of(mark.at.y));
        dot(ui, &area, at, mark.tone);
        words(ui, &area, at, &mark.label, &mut taken);
    }
    let hovered = response
        .hover_pos()
        .map(|at| across.value_at(area.value_at_x(at.x)));
    if let Some(text) = hovered.and_then(|x| nearest(chart, curve, &points, x)) {
        response.on_hover_text_at_pointer(text);
    }
}

/// Ticks below, and what both axes are.
fn axis_words(ui: &Ui, chart: &Chart, curve: &Curve, place: (Rect, &Area, &LogAxis)) {
    let (rect, area, across) = place;
    let muted = Tokens::of(ui).ink.muted;
    let write = |at: Pos2, align: Align2, words: &str| {
        ui.painter()
            .text(at, align, words, Font::Secondary.id(), muted);
    };
    for tick in &across.ticks {
        for label in ValueFormat::Count.axis(&[*tick], chart.style) {
            let x = area.x_of(across.fraction(*tick));
            write(
                pos2(x, area.rect.bottom() + 6.0),
                Align2::CENTER_TOP,
                &label,
            );
        }
    }
    write(rect.left_top(), Align2::LEFT_TOP, &curve.upwards);
    write(
        pos2(area.rect.right(), rect.bottom()),
        Align2::RIGHT_BOTTOM,
        &curve.across,
    );
}

fn dot(ui: &Ui, area: &Area, at: Pos2, tone: Tone) {
    let colour = stroke_colour(ui, tone);
    let foot = pos2(at.x, area.rect.bottom());
    let dashes = Shape::dashed_line(&[at, foot], Stroke::new(1.0, colour), 4.0, 3.0);
    ui.painter().extend(dashes);
    let ground = Tokens::of(ui).ground.surface;
    ui.painter()
        .circle(at, 5.0, colour, Stroke::new(1.5, ground));
}

/// Above the point to the right, where a falling curve leaves room; else to the left, else higher up.
fn words(ui: &Ui, area: &Area, at: Pos2, label: &str, taken: &mut Vec<Rect>) {
    let ink = Tokens::of(ui).ink.text;
    let galley = paint::line_within(
        ui,
        label,
        Font::SecondaryMedium,
        ink,
        area.rect.width() * 0.7,
    );
    let size = galley.size();
    let places = (0..6_u8).flat_map(|step| {
        let y = at.y - 8.0 - size.y - f32::from(step) * (size.y + 2.0);
        [
            Rect::from_min_size(pos2(at.x + 8.0, y), size),
            Rect::from_min_size(pos2(at.x - 8.0 - size.x, y), size),
        ]
    });
    let free = places.into_iter().find(|place| {
        place.left() >= area.rect.left()
            && place.right() <= area.rect.right() + space::L
            && place.top() >= area.rect.top() - ABOVE
            && !taken.iter().any(|other| other.intersects(*place))
    });
    if let Some(place) = free {
        // A grid line must not run through the words.
        let ground = Tokens::of(ui).ground.surface;
        ui.painter()
            .rect_filled(place.expand2(vec2(2.0, 0.0)), 0, ground);
        ui.painter().galley(place.min, galley, ink);
        taken.push(place);
    }
}

/// The point nearest to a place on the axis, exact.
fn nearest(chart: &Chart, curve: &Curve, points: &[CurvePoint], x: f64) -> Option<String> {
    let distance = |point: &&CurvePoint| (point.x.ln() - x.ln()).abs();
    let point = points
        .iter()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
    Some(format!(
        "{}: {}\n{}: {}",
        curve.across,
        ValueFormat::Count.exact(point.x, chart.style),
        curve.upwards,
        chart.format.exact(point.y, chart.style)
    ))
}
