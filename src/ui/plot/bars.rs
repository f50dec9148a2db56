//! Bars upright or lying, floating in a bridge, with intervals at their ends.

use eframe::egui::{Align2, Rect, Sense, Stroke, Ui, pos2, vec2};
use egui_plot::{Bar as PlotBar, BarChart};

use super::{Area, colour, fill_colour, label_width, value_axis};
use crate::chart::Chart;
use crate::chart::scale::{Extent, extent};
use crate::chart::spec::{Bar, Bars, Direction};
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::paint;

/// Room for names below upright bars.
const BELOW: f32 = 26.0;
/// Share of its slot that a bar fills.
const FILLED: f64 = 0.7;
/// More upright bars than this form a distribution: no value labels, few names.
const DISTRIBUTION: usize = 14;

pub(super) fn show(ui: &mut Ui, chart: &Chart, bars: &Bars, height: f32) {
    match bars.direction {
        Direction::Vertical => upright(ui, chart, bars, height),
        Direction::Horizontal => lying(ui, chart, bars),
    }
}

fn values(bars: &Bars) -> Extent {
    let ends: Vec<f64> = bars
        .items
        .iter()
        .flat_map(|bar| [bar.from, bar.to])
        .collect();
    let intervals: Vec<_> = bars.items.iter().filter_map(|bar| bar.interval).collect();
    extent(&ends, &intervals)
        .unwrap_or(Extent {
            low: 0.0,
            high: 0.0,
        })
        .with_zero()
}

fn value_text(chart: &Chart, bar: &Bar) -> String {
    bar.value_label
        .clone()
        .unwrap_or_else(|| chart.format.label(bar.to - bar.from, chart.style))
}

fn short_text(chart: &Chart, bar: &Bar) -> String {
    let value = bar.to - bar.from;
    bar.value_label.clone().unwrap_or_else(|| {
        // One value makes its own scale: `€212k`, as on the axis but with its own decimals.
        match chart.format {
            crate::chart::spec::ValueFormat::Money(currency) => {
                chart.style.money_short(value, currency)
            }
            _ => chart.format.label(value, chart.style),
        }
    })
}

fn upright(ui: &mut Ui, chart: &Chart, bars: &Bars, height: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let (axis, labels) = value_axis(chart, values(bars), height - BELOW);
    let top = if bars.items.len() > DISTRIBUTION {
        space::S
    } else {
        space::XL
    };
    let plot = Rect::from_min_max(
        rect.min + vec2(label_width(ui, &labels), top),
        rect.max - vec2(0.0, BELOW),
    );
    let area = Area {
        rect: plot,
        x: (-0.5, bars.items.len() as f64 - 0.5),
        y: (axis.low, axis.high),
    };
    area.value_grid(ui, &axis, &labels);
    let drawn = boxes(ui, bars);
    let response = area.plot(ui, chart, move |plot| {
        plot.bar_chart(BarChart::new("bars", drawn).allow_hover(false));
    });
    let slot = area.rect.width() / bars.items.len() as f32;
    names_below(ui, &area, bars, slot);
    if bars.items.len() <= DISTRIBUTION {
        for (at, bar) in bars.items.iter().enumerate() {
            upright_marks(ui, chart, &area, at, bar);
        }
    }
    let hovered = response.hover_pos().map(|at| area.value_at_x(at.x).round());
    if let Some(bar) = hovered.and_then(|at| bars.items.get(at.max(0.0) as usize)) {
        response.on_hover_text_at_pointer(hover_text(chart, bar));
    }
}

fn boxes(ui: &Ui, bars: &Bars) -> Vec<PlotBar> {
    bars.items
        .iter()
        .enumerate()
        .map(|(at, bar)| {
            PlotBar::new(at as f64, bar.to - bar.from)
                .base_offset(bar.from)
                .width(FILLED)
                .fill(fill_colour(ui, bar.tone))
                .stroke(Stroke::NONE)
        })
        .collect()
}

fn upright_marks(ui: &Ui, chart: &Chart, area: &Area, at: usize, bar: &Bar) {
    let tokens = Tokens::of(ui);
    let x = area.x_of(at as f64);
    let mut top = bar.from.max(bar.to);
    if let Some(interval) = bar.interval {
        let stroke = Stroke::new(size::FOCUS, tokens.ink.text);
        let (low, high) = (area.y_of(interval.low), area.y_of(interval.high));
        ui.painter().vline(x, high..=low, stroke);
        top = top.max(interval.high);
    }
    ui.painter().text(
        pos2(x, area.y_of(top) - space::XS),
        Align2::CENTER_BOTTOM,
        short_text(chart, bar),
        Font::SecondaryMedium.id(),
        tokens.ink.text,
    );
}

fn names_below(ui: &Ui, area: &Area, bars: &Bars, slot: f32) {
    let muted = Tokens::of(ui).ink.muted;
    let is_distribution = bars.items.len() > DISTRIBUTION;
    let every = if is_distribution {
        (56.0 / slot).ceil().max(1.0) as usize
    } else {
        1
    };
    for (at, bar) in bars.items.iter().enumerate().step_by(every) {
        let width = slot * every as f32 - space::XS;
        let galley = paint::line_within(ui, &bar.label, Font::Secondary, muted, width);
        let x = area.x_of(at as f64) - galley.size().x / 2.0;
        ui.painter()
            .galley(pos2(x, area.rect.bottom() + space::S), galley, muted);
    }
}

fn lying(ui: &mut Ui, chart: &Chart, bars: &Bars) {
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    let extent = values(bars);
    let names: Vec<String> = bars.items.iter().map(|bar| bar.label.clone()).collect();
    let name_width = label_width(ui, &names).min(width * 0.4);
    let texts: Vec<String> = bars
        .items
        .iter()
        .map(|bar| value_text(chart, bar))
        .collect();
    let text_width = label_width(ui, &texts) + space::S;
    let span = (extent.high - extent.low).max(f64::MIN_POSITIVE);
    for (bar, text) in bars.items.iter().zip(&texts) {
        let (row, response) = ui.allocate_exact_size(vec2(width, size::ROW), Sense::hover());
        let plot = Rect::from_min_max(
            row.min + vec2(name_width, 0.0),
            row.max - vec2(text_width, 0.0),
        );
        let at = |value: f64| plot.left() + ((value - extent.low) / span) as f32 * plot.width();
        let filled = Rect::from_x_y_ranges(
            at(bar.from.min(bar.to))..=at(bar.from.max(bar.to)),
            row.center().y - 8.0..=row.center().y + 8.0,
        );
        ui.painter()
            .rect_filled(filled, 2, fill_colour(ui, bar.tone));
        let mut end = filled.right();
        if let Some(interval) = bar.interval {
            let stroke = Stroke::new(size::FOCUS, tokens.ink.text);
            let range = at(interval.low)..=at(interval.high);
            ui.painter().hline(range, row.center().y, stroke);
            end = end.max(at(interval.high));
        }
        let galley = paint::line_within(
            ui,
            &bar.label,
            Font::Body,
            tokens.ink.text,
            name_width - space::S,
        );
        paint::place(
            ui.painter(),
            row.with_max_x(row.left() + name_width),
            eframe::egui::Align::Min,
            galley,
        );
        ui.painter().text(
            pos2(end + space::S, row.center().y),
            Align2::LEFT_CENTER,
            text,
            Font::SecondaryMedium.id(),
            colour(
                ui,
                crate::chart::scene::Ink::Token(crate::chart::palette::Token::Text),
            ),
        );
        response.on_hover_text(hover_text(chart, bar));
    }
}

fn hover_text(chart: &Chart, bar: &Bar) -> String {
    let mut text = format!("{}: {}", bar.label, value_text(chart, bar));
    if let Some(interval) = bar.interval {
        text.push_str(&format!(
            " (95 % interval {} to {})",
            chart.format.label(interval.low, chart.style),
            chart.format.label(interval.high, chart.style)
        ));
    }
    text
}
