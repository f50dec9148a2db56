//! Text fields: one with its label above it, and the search box.

use eframe::egui::{
    Align, Align2, Id, Response, Sense, StrokeKind, TextEdit, Ui, Vec2, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use super::paint;
use crate::ui::{
    icons,
    theme::{Font, Tokens, size, space},
};

/// One line of text to edit, with a label above and an error below (a field in a row has neither).
#[must_use = "call `show`"]
pub struct TextField<'a> {
    label: &'a str,
    text: &'a mut String,
    hint: &'a str,
    width: Option<f32>,
    label_above: bool,
    error: Option<&'a str>,
}

impl<'a> TextField<'a> {
    /// A field named by its label.
    pub fn new(label: &'a str, text: &'a mut String) -> Self {
        Self {
            label,
            text,
            hint: "",
            width: None,
            label_above: true,
            error: None,
        }
    }

    /// An example shown while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Width in points; without it the field takes what is available.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Leaves the label to assistive technology, for a field inside a row whose words say what it is.
    pub fn in_row(mut self) -> Self {
        self.label_above = false;
        self
    }

    /// What is wrong with the text and how to put it right.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Draws label, field and error; the response is the field's.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        if !self.label_above {
            let width = self.width.unwrap_or_else(|| ui.available_width());
            return ui
                .add(edit(self.text, self.hint, tokens).desired_width(width))
                .accessible_name(self.label);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let width = self.width.unwrap_or_else(|| ui.available_width());
            let label = ui.label(Font::Secondary.text(self.label, tokens.ink.muted));
            if self.error.is_some() {
                let stroke = eframe::egui::Stroke::new(size::LINE, tokens.verdict.negative);
                ui.visuals_mut().widgets.inactive.bg_stroke = stroke;
                ui.visuals_mut().widgets.hovered.bg_stroke = stroke;
            }
            let response = ui
                .add(edit(self.text, self.hint, tokens).desired_width(width))
                .labelled_by(label.id);
            if let Some(error) = self.error {
                ui.label(Font::Secondary.text(error, tokens.verdict.negative));
            }
            response
        })
        .inner
    }
}

fn edit<'a>(text: &'a mut String, hint: &str, tokens: &Tokens) -> TextEdit<'a> {
    TextEdit::singleline(text)
        .font(Font::Body.id())
        .hint_text(Font::Body.text(hint, tokens.ink.muted))
        .align(Align2::LEFT_CENTER)
        .margin(vec2(space::S, 5.0))
        .min_size(Vec2::new(0.0, size::CONTROL))
}

/// A field with a magnifier that filters or finds.
#[must_use = "call `show`"]
pub struct SearchBox<'a> {
    text: &'a mut String,
    hint: &'a str,
    width: f32,
    id: Option<Id>,
}

impl<'a> SearchBox<'a> {
    /// A search box; the hint is also its accessible name.
    pub fn new(text: &'a mut String, hint: &'a str) -> Self {
        Self {
            text,
            hint,
            width: 230.0,
            id: None,
        }
    }

    /// Width in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// A fixed id, so that a shortcut can move the focus here.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Draws the box.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let icon = eframe::egui::RichText::new(icons::SEARCH)
            .font(eframe::egui::FontId::new(
                size::ICON_SMALL,
                crate::ui::fonts::icons(),
            ))
            .color(tokens.ink.muted);
        let mut edit = edit(self.text, self.hint, tokens)
            .prefix(icon)
            .background_color(tokens.ground.page)
            .desired_width(self.width);
        if let Some(id) = self.id {
            edit = edit.id(id);
        }
        ui.add(edit).accessible_name(self.hint)
    }
}

/// The box of the top bar that looks like a search field and opens the command palette when clicked.
pub fn command_box(ui: &mut Ui, hint: &str, shortcut: &str) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(248.0, size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), hint));
    let fill = if response.hovered() {
        tokens.ground.sunken
    } else {
        tokens.ground.page
    };
    let radius = size::RADIUS_CONTROL;
    ui.painter()
        .rect(rect, radius, fill, tokens.hairline(), StrokeKind::Inside);
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let centre = pos2(inner.left() + size::ICON_SMALL / 2.0, inner.center().y);
    paint::icon(
        ui.painter(),
        centre,
        icons::SEARCH,
        size::ICON_SMALL,
        tokens.ink.muted,
    );
    let keys = paint::line(ui, shortcut, Font::Secondary, tokens.ink.muted);
    let keys = paint::place(ui.painter(), inner, Align::Max, keys);
    let text_rect = inner
        .with_min_x(inner.left() + size::ICON_SMALL + 6.0)
        .with_max_x(keys.left() - space::S);
    let text = paint::line_within(ui, hint, Font::Body, tokens.ink.muted, text_rect.width());
    paint::place(ui.painter(), text_rect, Align::Min, text);
    paint::focus_ring(ui, &response, rect, radius);
    response
}
