//! Choices: a checkbox row, and segments of which one is chosen.

use eframe::egui::{
    Align, CursorIcon, Response, Sense, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

use super::paint;
use crate::ui::{
    icons,
    theme::{Font, Tokens, size, space},
};

/// A checkbox with its sentence and an optional muted detail; the whole row is clickable.
pub fn toggle_row(ui: &mut Ui, on: &mut bool, label: &str, detail: &str) -> Response {
    let tokens = Tokens::of(ui);
    let height = if detail.is_empty() {
        size::CONTROL
    } else {
        42.0
    };
    let (rect, mut response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *on, label));
    let line = rect.with_max_y(rect.top() + size::CONTROL);
    let centre = pos2(rect.left() + size::ICON / 2.0, line.center().y);
    let square = eframe::egui::Rect::from_center_size(centre, Vec2::splat(size::ICON));
    let (fill, border) = if *on {
        (tokens.accent, tokens.accent)
    } else if response.hovered() {
        (tokens.ground.hover, tokens.ink.muted)
    } else {
        (tokens.ground.surface, tokens.ink.faint)
    };
    let stroke = eframe::egui::Stroke::new(size::LINE, border);
    ui.painter()
        .rect(square, size::RADIUS_TAG, fill, stroke, StrokeKind::Inside);
    if *on {
        let ink = tokens.ink.on_accent;
        paint::icon(ui.painter(), centre, icons::CHECK, 12.0, ink);
    }
    let left = square.right() + space::S;
    let room = rect.right() - left;
    let text = paint::line_within(ui, label, Font::Body, tokens.ink.text, room);
    paint::place(
        ui.painter(),
        line.with_min_x(left),
        Align::Min,
        text.clone(),
    );
    if !detail.is_empty() {
        let note = paint::line_within(ui, detail, Font::Secondary, tokens.ink.muted, room);
        let below = rect.with_min_x(left).with_min_y(line.bottom() - 4.0);
        paint::place(ui.painter(), below, Align::Min, note);
    }
    paint::focus_ring(ui, &response, square.expand(3.0), size::RADIUS_CONTROL);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    paint::whole_text_on_hover(response, &text, label)
}

/// Segments side by side of which one is chosen; true if the choice changed.
/// Assistive technology sees radio buttons.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, chosen: &mut T, options: &[(T, &str)]) -> bool {
    let tokens = Tokens::of(ui);
    let mut changed = false;
    let labels: Vec<_> = options
        .iter()
        .map(|(_, label)| paint::line(ui, label, Font::Medium, tokens.ink.text))
        .collect();
    let padding = space::M;
    let width: f32 = labels
        .iter()
        .map(|galley| galley.size().x.ceil() + 2.0 * padding)
        .sum();
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::hover());
    let radius = size::RADIUS_CONTROL;
    ui.painter().rect(
        rect,
        radius,
        tokens.ground.sunken,
        tokens.hairline(),
        StrokeKind::Inside,
    );
    let mut left = rect.left();
    for ((value, label), galley) in options.iter().zip(labels) {
        let right = left + galley.size().x.ceil() + 2.0 * padding;
        let part = rect.with_min_x(left).with_max_x(right);
        left = right;
        let response = ui.interact(part, ui.next_auto_id(), Sense::click());
        ui.skip_ahead_auto_ids(1);
        if response.clicked() && *chosen != *value {
            *chosen = *value;
            changed = true;
        }
        let on = *chosen == *value;
        response
            .widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, *label));
        let mut ink = tokens.ink.muted;
        if on {
            ui.painter().rect(
                part.shrink(2.0),
                radius - 1,
                tokens.ground.surface,
                tokens.hairline(),
                StrokeKind::Inside,
            );
            ink = tokens.ink.text;
        } else if response.hovered() {
            ink = tokens.ink.text;
        }
        let text = paint::line(ui, label, Font::Medium, ink);
        paint::place(ui.painter(), part, Align::Center, text);
        paint::focus_ring(ui, &response, part, radius);
        response.on_hover_cursor(CursorIcon::PointingHand);
    }
    changed
}
