//! Dialogs: a question in front of the window, closed by Escape, the backdrop or its close button.

use eframe::egui::{
    Align, Context, Frame, Id, Layout, Margin, Modal, Theme, Ui, accesskit::Role, vec2,
};

use super::{button::icon_button, paint};
use crate::ui::{
    icons,
    theme::{Font, Tokens, size, space},
};

/// A dialog with a title; its body ends with `dialog_actions`.
#[must_use = "call `show`"]
pub struct Dialog<'a> {
    title: &'a str,
    width: f32,
}

/// What a dialog answers in a frame.
pub struct DialogResponse<R> {
    /// The value of the body.
    pub inner: R,
    /// Whether Escape, the backdrop or the close button asked to close it.
    pub close: bool,
}

impl<'a> Dialog<'a> {
    /// A dialog; one title, one dialog at a time.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            width: 440.0,
        }
    }

    /// Width of the body in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Draws the dialog over a dimmed window.
    pub fn show<R>(self, context: &Context, body: impl FnOnce(&mut Ui) -> R) -> DialogResponse<R> {
        let theme = context.theme();
        let tokens = Tokens::for_theme(theme);
        let id = Id::unique(("dialog", self.title));
        let frame = Frame::new()
            .fill(tokens.ground.surface)
            .stroke(tokens.hairline())
            .corner_radius(size::RADIUS)
            .shadow(context.style_of(theme).visuals.window_shadow)
            .inner_margin(Margin::same(space::XL as i8));
        let area = Modal::default_area(id)
            .role(Role::Dialog)
            .accessible_name(self.title);
        let mut closed = false;
        let shown = Modal::new(id)
            .area(area)
            .backdrop_color(backdrop(theme))
            .frame(frame)
            .show(context, |ui| {
                ui.set_width(self.width);
                ui.horizontal(|ui| {
                    paint::heading(ui, self.title, Font::Title);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        closed = icon_button(ui, icons::CLOSE, "Close dialog").clicked();
                    });
                });
                ui.add_space(space::XS);
                body(ui)
            });
        let close = closed || shown.should_close();
        DialogResponse {
            inner: shown.inner,
            close,
        }
    }
}

fn backdrop(theme: Theme) -> eframe::egui::Color32 {
    Tokens::for_theme(theme).backdrop
}

/// The last row of a dialog: its buttons from right to left, the primary one first.
pub fn dialog_actions<R>(ui: &mut Ui, buttons: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(space::M);
    // As high as a button: a dialog that held more before would otherwise centre them in what is left.
    let row = vec2(ui.available_width(), size::CONTROL);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), buttons)
        .inner
}
