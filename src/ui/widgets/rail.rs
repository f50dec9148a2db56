//! The side rail and the top bar: the frame every page sits in.

use eframe::egui::{
    Align, CursorIcon, Frame, Layout, Margin, Panel, Response, ScrollArea, Sense, StrokeKind, Ui,
    UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::paint;
use crate::ui::theme::{Font, Tokens, size, space};

/// The side rail: the product's name, then `places`, then `foot` at the bottom.
pub fn rail(ui: &mut Ui, places: impl FnOnce(&mut Ui), foot: &[&str]) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.ground.sunken)
        .inner_margin(Margin::symmetric(10, 0));
    let panel = Panel::left("rail")
        .exact_size(size::RAIL)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            brand(ui);
            places(ui);
            ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
                ui.add_space(space::XL);
                for line in foot.iter().rev() {
                    foot_line(ui, line);
                }
            });
        });
    let rect = panel.response.rect;
    ui.painter()
        .vline(rect.right() - 0.5, rect.y_range(), tokens.hairline());
}

fn foot_line(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), space::L), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let inner = rect.with_min_x(rect.left() + space::S);
    let galley = paint::line_within(ui, text, Font::Secondary, muted, inner.width());
    paint::place(ui.painter(), inner, Align::Min, galley.clone());
    paint::whole_text_on_hover(response, &galley, text);
}

fn brand(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::TOP_BAR), Sense::hover());
    // The mark: a square whose left part is held out.
    let extent = 12.0;
    let mark = eframe::egui::Rect::from_center_size(
        pos2(rect.left() + space::S + extent / 2.0, rect.center().y),
        vec2(extent, extent),
    );
    let stroke = eframe::egui::Stroke::new(1.5, tokens.accent);
    ui.painter()
        .rect_stroke(mark, 2, stroke, StrokeKind::Inside);
    let held_out = mark.with_max_x(mark.center().x);
    ui.painter().rect_filled(held_out, 2, tokens.accent);
    let name = paint::line(ui, "Holdout", Font::Title, tokens.ink.text);
    let text = rect.with_min_x(mark.right() + 6.0);
    paint::place(ui.painter(), text, Align::Min, name);
}

/// One place of the rail.
#[must_use = "call `show`"]
pub struct RailItem<'a> {
    icon: &'static str,
    name: &'a str,
    digit: char,
    selected: bool,
}

impl<'a> RailItem<'a> {
    /// A place with its icon of `ui::icons`, its name and the digit that opens it.
    pub fn new(icon: &'static str, name: &'a str, digit: char) -> Self {
        Self {
            icon,
            name,
            digit,
            selected: false,
        }
    }

    /// Whether this place is shown.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Draws the place; clicked means: go there. Assistive technology sees a tab.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::Tab, ui.is_enabled(), self.selected, self.name)
        });
        let radius = size::RADIUS_CONTROL;
        let (ink, font) = if self.selected {
            ui.painter().rect(
                rect,
                radius,
                tokens.ground.surface,
                tokens.hairline(),
                StrokeKind::Inside,
            );
            (tokens.ink.text, Font::Medium)
        } else if response.hovered() {
            let fill = tokens.ground.sunken.lerp_to_gamma(tokens.ink.text, 0.05);
            ui.painter().rect_filled(rect, radius, fill);
            (tokens.ink.text, Font::Body)
        } else {
            (tokens.ink.muted, Font::Body)
        };
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let icon_centre = pos2(inner.left() + size::ICON / 2.0, inner.center().y);
        paint::icon(ui.painter(), icon_centre, self.icon, size::ICON, ink);
        let name = paint::line(ui, self.name, font, ink);
        let text = inner.with_min_x(inner.left() + size::ICON + space::S);
        paint::place(ui.painter(), text, Align::Min, name);
        let digit = paint::line(
            ui,
            &self.digit.to_string(),
            Font::Secondary,
            tokens.ink.muted,
        );
        paint::place(ui.painter(), inner, Align::Max, digit);
        paint::focus_ring(ui, &response, rect, radius);
        response.on_hover_cursor(CursorIcon::PointingHand)
    }
}

/// The top bar: the title, then `scope` (chips) from left to right, then `right` from right to left.
pub fn top_bar(ui: &mut Ui, title: &str, scope: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.ground.surface)
        .inner_margin(Margin::symmetric(space::XL as i8, 0));
    let panel = Panel::top("top-bar")
        .exact_size(size::TOP_BAR)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| {
            let row = ui.max_rect();
            let mut side = ui.new_child(
                UiBuilder::new()
                    .max_rect(row)
                    .layout(Layout::right_to_left(Align::Center)),
            );
            right(&mut side);
            let left = row.with_max_x(side.min_rect().left() - space::L);
            let mut left = ui.new_child(
                UiBuilder::new()
                    .max_rect(left)
                    .layout(Layout::left_to_right(Align::Center)),
            );
            paint::heading(&mut left, title, Font::Title);
            left.add_space(space::M);
            scope(&mut left);
        });
    let rect = panel.response.rect;
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, tokens.hairline());
}

/// The scrolling page below the top bar, with its padding and the distance between cards.
pub fn page<R>(ui: &mut Ui, salt: &str, body: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::new().fill(Tokens::of(ui).ground.page);
    eframe::egui::CentralPanel::default()
        .frame(frame)
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt(salt)
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    Frame::new()
                        .inner_margin(Margin::same(space::XL as i8))
                        .show(ui, |ui| {
                            ui.set_min_width(ui.available_width());
                            ui.spacing_mut().item_spacing.y = space::L;
                            body(ui)
                        })
                        .inner
                })
                .inner
        })
        .inner
}
