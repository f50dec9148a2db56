//! Scope chips: one choice that the whole window reads, in the top bar, and the rows of its menu.

use eframe::egui::{
    Align, CursorIcon, Frame, InnerResponse, Layout, Margin, Popup, PopupCloseBehavior, Response,
    Sense, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::paint;
use crate::ui::{
    icons,
    theme::{Font, Tokens, Tone, size, space},
};

/// Least width of a menu in points; longer rows widen it.
const MENU_WIDTH: f32 = 200.0;

/// A muted label, the current value and a chevron; opens a menu below itself.
#[must_use = "call `show`"]
pub struct ScopeChip<'a> {
    label: &'a str,
    value: &'a str,
    value_width: f32,
    close_on_click: bool,
}

impl<'a> ScopeChip<'a> {
    /// A chip such as `Period` with the value `Jan to Jun 2026`.
    pub fn new(label: &'a str, value: &'a str) -> Self {
        Self {
            label,
            value,
            value_width: 220.0,
            close_on_click: true,
        }
    }

    /// The widest the value may get before it is cut, in points.
    pub fn value_width(mut self, points: f32) -> Self {
        self.value_width = points;
        self
    }

    /// Leaves the menu open on clicks inside it, for menus with fields.
    pub fn stay_open(mut self) -> Self {
        self.close_on_click = false;
        self
    }

    /// Draws the chip and, while it is open, its menu; the inner value is the menu's result.
    /// Assistive technology sees a combo box named by the label.
    pub fn show<R>(self, ui: &mut Ui, menu: impl FnOnce(&mut Ui) -> R) -> InnerResponse<Option<R>> {
        let tokens = Tokens::of(ui);
        let label = paint::line(ui, self.label, Font::Body, tokens.ink.muted);
        let value = paint::line_within(
            ui,
            self.value,
            Font::Body,
            tokens.ink.text,
            self.value_width,
        );
        let padding = 10.0;
        let gap = space::XS;
        let chevron = size::ICON_SMALL;
        let width = label.size().x + gap + value.size().x + gap + chevron + 2.0 * padding - 3.0;
        let (rect, response) =
            ui.allocate_exact_size(vec2(width.ceil(), size::CONTROL), Sense::click());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), self.label);
            info.current_text_value = Some(self.value.to_owned());
            info
        });
        let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
        let fill = if open || response.hovered() {
            tokens.ground.hover
        } else {
            tokens.ground.surface
        };
        let radius = size::RADIUS_CONTROL;
        ui.painter()
            .rect(rect, radius, fill, tokens.hairline(), StrokeKind::Inside);
        let inner = rect.shrink2(vec2(padding, 0.0));
        let placed = paint::place(ui.painter(), inner, Align::Min, label);
        let rest = inner.with_min_x(placed.right() + gap);
        let placed = paint::place(ui.painter(), rest, Align::Min, value.clone());
        let centre = pos2(placed.right() + gap + chevron / 2.0, rect.center().y);
        paint::icon(
            ui.painter(),
            centre,
            icons::CHEVRON_DOWN,
            chevron,
            tokens.ink.muted,
        );
        paint::focus_ring(ui, &response, rect, radius);
        let response = paint::whole_text_on_hover(
            response.on_hover_cursor(CursorIcon::PointingHand),
            &value,
            self.value,
        );
        let close = if self.close_on_click {
            PopupCloseBehavior::CloseOnClick
        } else {
            PopupCloseBehavior::CloseOnClickOutside
        };
        let inner = Popup::menu(&response)
            .gap(space::XS)
            .close_behavior(close)
            .width(rect.width().max(MENU_WIDTH))
            .show(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                menu(ui)
            })
            .map(|shown| shown.inner);
        InnerResponse::new(inner, response)
    }
}

/// A value that narrows what is shown, with how often it occurs; pressed again it lets go. Assistive
/// technology sees a toggle button named `Row of another width: 120`.
pub fn facet(ui: &mut Ui, (tone, label): (Tone, &str), count: &str, is_on: bool) -> Response {
    let tokens = Tokens::of(ui);
    let name = paint::line(ui, label, Font::Secondary, tokens.ink.text);
    let number = paint::line(ui, count, Font::Secondary, tokens.ink.muted);
    let padding = 10.0;
    let mark = size::DOT + 6.0;
    let width = mark + name.size().x + space::S + number.size().x + 2.0 * padding;
    let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), size::TAG), Sense::click());
    response.widget_info(|| {
        let name = format!("{label}: {count}");
        WidgetInfo::selected(Role::Switch, ui.is_enabled(), is_on, name)
    });
    let fill = if is_on {
        tokens.accent_soft
    } else if response.hovered() {
        tokens.ground.hover
    } else {
        tokens.ground.page
    };
    ui.painter().rect(
        rect,
        size::TAG as u8 / 2,
        fill,
        tokens.hairline(),
        StrokeKind::Inside,
    );
    let inner = rect.shrink2(vec2(padding, 0.0));
    let centre = pos2(inner.left() + size::DOT / 2.0, inner.center().y);
    paint::mark(ui.painter(), centre, tone, tokens);
    let placed = paint::place(
        ui.painter(),
        inner.with_min_x(inner.left() + mark),
        Align::Min,
        name,
    );
    let rest = inner.with_min_x(placed.right() + space::S);
    paint::place(ui.painter(), rest, Align::Min, number);
    paint::focus_ring(ui, &response, rect, size::TAG as u8 / 2);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What the choices of a menu mean, above or below them.
pub fn menu_note(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    Frame::new()
        .inner_margin(Margin::symmetric(space::S as i8, space::XS as i8))
        .show(ui, |ui| {
            ui.set_max_width(size::TOOLTIP);
            // A menu stretches its rows; a sentence must not be stretched.
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.label(Font::Secondary.text(text, muted));
            });
        });
}

/// A row of a menu; a check mark shows what is chosen. Clicking closes the menu.
pub fn menu_item(ui: &mut Ui, text: &str, selected: bool) -> Response {
    let tokens = Tokens::of(ui);
    let galley = paint::line(ui, text, Font::Body, tokens.ink.text);
    let mark = size::ICON_SMALL + space::S;
    let natural = galley.size().x + mark + 2.0 * space::S;
    let width = natural.max(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, ui.is_enabled(), selected, text));
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, size::RADIUS_TAG, tokens.ground.hover);
    }
    let inner = rect.shrink2(vec2(space::S, 0.0));
    if selected {
        let centre = pos2(inner.left() + size::ICON_SMALL / 2.0, inner.center().y);
        paint::icon(
            ui.painter(),
            centre,
            icons::CHECK,
            size::ICON_SMALL,
            tokens.accent,
        );
    }
    let text_rect = inner.with_min_x(inner.left() + mark);
    paint::place(ui.painter(), text_rect, Align::Min, galley);
    paint::focus_ring(ui, &response, rect, size::RADIUS_TAG);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
