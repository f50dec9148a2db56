//! Buttons: primary (one per view), secondary, quiet (in bars), link (in sentences and rows), icon-only.

use eframe::egui::{
    Align, Color32, CursorIcon, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use super::paint;
use crate::ui::theme::{Font, Tokens, size, space};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Primary,
    Secondary,
    Quiet,
    Link,
}

/// A button with a text, optionally an icon before it and a shortcut after it.
#[must_use = "call `show`"]
pub struct Button {
    text: String,
    weight: Weight,
    icon: Option<&'static str>,
    shortcut: Option<String>,
    hover: Option<String>,
    enabled: bool,
    destructive: bool,
}

impl Button {
    fn new(text: impl Into<String>, weight: Weight) -> Self {
        Self {
            text: text.into(),
            weight,
            icon: None,
            shortcut: None,
            hover: None,
            enabled: true,
            destructive: false,
        }
    }

    /// The one action a view is for.
    pub fn primary(text: impl Into<String>) -> Self {
        Self::new(text, Weight::Primary)
    }

    /// Any other action.
    pub fn secondary(text: impl Into<String>) -> Self {
        Self::new(text, Weight::Secondary)
    }

    /// An action in a bar or card header: no frame until hovered.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self::new(text, Weight::Quiet)
    }

    /// An action inside a sentence or at the end of a row.
    pub fn link(text: impl Into<String>) -> Self {
        Self::new(text, Weight::Link)
    }

    /// An icon of `ui::icons` before the text.
    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The keyboard shortcut, muted after the text.
    pub fn shortcut(mut self, shortcut: impl Into<String>) -> Self {
        self.shortcut = Some(shortcut.into());
        self
    }

    /// What happens, or why it cannot happen now, on hover.
    pub fn hover(mut self, hover: impl Into<String>) -> Self {
        self.hover = Some(hover.into());
        self
    }

    /// Whether it can be pressed now.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Marks an action that removes something.
    pub fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    /// Draws the button; ask the response whether it was clicked.
    pub fn show(self, ui: &mut Ui) -> Response {
        let enabled = self.enabled;
        let hover = self.hover.clone();
        // A scope of its own would not wrap with the text around a link.
        let response = if enabled {
            self.show_enabled(ui)
        } else {
            ui.add_enabled_ui(false, |ui| self.show_enabled(ui)).inner
        };
        match hover {
            Some(text) => response.on_hover_text(&text).on_disabled_hover_text(&text),
            None => response,
        }
    }

    fn show_enabled(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let ink = self.ink(tokens);
        let text = paint::line(ui, &self.text, Font::Medium, ink);
        let quiet = match self.weight {
            Weight::Primary => ink,
            Weight::Secondary | Weight::Quiet | Weight::Link => tokens.ink.muted,
        };
        let shortcut = self
            .shortcut
            .as_ref()
            .map(|keys| paint::line(ui, keys, Font::Secondary, quiet));
        let padding = match self.weight {
            Weight::Primary | Weight::Secondary => space::M,
            Weight::Quiet => space::S,
            Weight::Link => 0.0,
        };
        let icon_width = self
            .icon
            .map_or(0.0, |_| size::ICON_SMALL + space::XS + 2.0);
        let shortcut_width = shortcut
            .as_ref()
            .map_or(0.0, |keys| keys.size().x + space::S);
        let height = match self.weight {
            Weight::Link => text.size().y,
            Weight::Primary | Weight::Secondary | Weight::Quiet => size::CONTROL,
        };
        let width = text.size().x + icon_width + shortcut_width + 2.0 * padding;
        let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &self.text));

        self.paint_ground(ui, rect, &response);
        let inner = rect.shrink2(vec2(padding, 0.0));
        if let Some(icon) = self.icon {
            let centre = pos2(inner.left() + size::ICON_SMALL / 2.0, inner.center().y);
            paint::icon(ui.painter(), centre, icon, size::ICON_SMALL, ink);
        }
        let text_rect = inner.with_min_x(inner.left() + icon_width);
        let placed = paint::place(ui.painter(), text_rect, Align::Min, text);
        if let Some(keys) = shortcut {
            paint::place(ui.painter(), inner, Align::Max, keys);
        }
        if self.weight == Weight::Link && (response.hovered() || response.has_focus()) {
            let underline = Stroke::new(size::LINE, ink);
            ui.painter()
                .hline(placed.x_range(), placed.bottom(), underline);
        }
        response.on_hover_cursor(CursorIcon::PointingHand)
    }

    fn ink(&self, tokens: &Tokens) -> Color32 {
        match self.weight {
            Weight::Primary => tokens.ink.on_accent,
            Weight::Secondary | Weight::Quiet | Weight::Link if self.destructive => {
                tokens.verdict.negative
            }
            Weight::Secondary | Weight::Quiet => tokens.ink.text,
            Weight::Link => tokens.accent,
        }
    }

    fn paint_ground(&self, ui: &Ui, rect: Rect, response: &Response) {
        let tokens = Tokens::of(ui);
        let lively = response.hovered() || response.is_pointer_button_down_on();
        let radius = size::RADIUS_CONTROL;
        match self.weight {
            Weight::Primary => {
                let fill = if lively {
                    tokens.accent.lerp_to_gamma(tokens.ink.text, 0.12)
                } else {
                    tokens.accent
                };
                ui.painter().rect_filled(rect, radius, fill);
                if response.has_focus() {
                    let ring = Stroke::new(size::FOCUS, tokens.accent);
                    ui.painter().rect_stroke(
                        rect.expand(3.0),
                        radius + 3,
                        ring,
                        StrokeKind::Inside,
                    );
                }
            }
            Weight::Secondary => {
                let fill = if lively {
                    tokens.ground.hover
                } else {
                    tokens.ground.surface
                };
                ui.painter()
                    .rect(rect, radius, fill, tokens.hairline(), StrokeKind::Inside);
                paint::focus_ring(ui, response, rect, radius);
            }
            Weight::Quiet => {
                if lively {
                    ui.painter().rect_filled(rect, radius, tokens.ground.sunken);
                }
                paint::focus_ring(ui, response, rect, radius);
            }
            Weight::Link => {}
        }
    }
}

/// A square button with only an icon; the name is its tooltip and its accessible name.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let mut ink = tokens.ink.muted;
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, size::RADIUS_CONTROL, tokens.ground.sunken);
        ink = tokens.ink.text;
    }
    paint::icon(ui.painter(), rect.center(), icon, size::ICON, ink);
    paint::focus_ring(ui, &response, rect, size::RADIUS_CONTROL);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(name)
}
