//! Empty states and the drop zone: what to do when there is nothing yet.

use eframe::egui::{
    Align, Color32, Frame, Layout, Margin, Rect, Response, Sense, Shape, Stroke, Ui, UiBuilder,
    pos2, vec2,
};

use super::paint;
use crate::ui::theme::{Font, Tokens, size, space};

/// An icon, a sentence, a detail and the actions that help, centred in the available width.
pub fn empty_state<R>(
    ui: &mut Ui,
    icon: &str,
    sentence: &str,
    detail: &str,
    actions: impl FnOnce(&mut Ui) -> R,
) -> R {
    let tokens = Tokens::of(ui);
    ui.vertical_centered(|ui| {
        ui.add_space(space::XXL);
        let extent = vec2(size::ICON_LARGE, size::ICON_LARGE);
        let (rect, _) = ui.allocate_exact_size(extent, Sense::hover());
        paint::icon(
            ui.painter(),
            rect.center(),
            icon,
            size::ICON_LARGE,
            tokens.ink.faint,
        );
        ui.add_space(space::XS);
        paint::heading(ui, sentence, Font::Strong);
        if !detail.is_empty() {
            ui.spacing_mut().item_spacing.y = space::XS;
            let text = Font::Body.text(detail, tokens.ink.muted);
            ui.add(eframe::egui::Label::new(text).halign(Align::Center).wrap());
        }
        ui.add_space(space::S);
        let inner = centred_row(ui, actions);
        ui.add_space(space::XXL);
        inner
    })
    .inner
}

/// A row of widgets centred by the width it had in the last frame.
fn centred_row<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let id = ui.next_auto_id();
    let known = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
    let full = ui.available_rect_before_wrap();
    let row = Rect::from_min_max(
        pos2((full.center().x - known / 2.0).round(), full.top()),
        pos2(full.right(), full.top() + size::CONTROL),
    );
    let mut child = ui.new_child(
        UiBuilder::new()
            .max_rect(row)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let inner = add(&mut child);
    let used = child.min_rect();
    if (used.width() - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, used.width()));
        ui.request_discard("A centred row changed its width");
    }
    ui.advance_cursor_after_rect(used);
    inner
}

/// A dashed box that invites files; `active` while files hover above the window.
/// Returns the response of the link that opens a file dialog.
pub fn drop_zone(ui: &mut Ui, sentence: &str, detail: &str, link: &str, active: bool) -> Response {
    drop_zone_with(ui, sentence, detail, active, |ui| {
        super::button::Button::link(link).show(ui)
    })
}

/// A dashed box that invites files, with a centred row of other ways to bring them.
pub fn drop_zone_with<R>(
    ui: &mut Ui,
    sentence: &str,
    detail: &str,
    active: bool,
    row: impl FnOnce(&mut Ui) -> R,
) -> R {
    let tokens = Tokens::of(ui);
    let fill = if active {
        tokens.accent_soft
    } else {
        Color32::TRANSPARENT
    };
    let drawn = Frame::new()
        .fill(fill)
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same(space::XL as i8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.vertical_centered(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                paint::heading(ui, sentence, Font::Strong);
                let text = Font::Body.text(detail, tokens.ink.muted);
                ui.add(eframe::egui::Label::new(text).halign(Align::Center).wrap());
                centred_row(ui, row)
            })
            .inner
        });
    let colour = if active {
        tokens.accent
    } else {
        tokens.ink.faint
    };
    ui.painter().extend(dashed_frame(
        drawn.response.rect,
        Stroke::new(size::LINE, colour),
    ));
    drawn.inner
}

/// A dashed rectangle with round corners.
fn dashed_frame(rect: Rect, stroke: Stroke) -> Vec<Shape> {
    let rect = rect.shrink(0.5);
    let radius = f32::from(size::RADIUS);
    let mut path = Vec::new();
    let corners = [
        (rect.right_top(), vec2(-radius, radius), -90.0_f32),
        (rect.right_bottom(), vec2(-radius, -radius), 0.0),
        (rect.left_bottom(), vec2(radius, -radius), 90.0),
        (rect.left_top(), vec2(radius, radius), 180.0),
    ];
    for (corner, inset, start) in corners {
        let centre = corner + inset;
        for part in 0..=4_u8 {
            let angle = (start + f32::from(part) * 22.5).to_radians();
            path.push(centre + radius * vec2(angle.cos(), angle.sin()));
        }
    }
    if let Some(first) = path.first().copied() {
        path.push(first);
    }
    Shape::dashed_line(&path, stroke, 4.0, 3.0)
}
