//! Banners: what happened, why, what to do, with the action as a button.

use eframe::egui::{Align, Frame, Layout, Margin, Sense, Ui, vec2};

use super::{
    button::{Button, icon_button},
    paint,
};
use crate::ui::{
    icons,
    theme::{Font, Tokens, Tone, size, space},
};

/// What was pressed on a banner or toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeEvent {
    /// Its action.
    Action,
    /// Its close button.
    Dismiss,
}

/// A message over the full width of a page or card.
#[must_use = "call `show`"]
pub struct Banner<'a> {
    tone: Tone,
    message: &'a str,
    detail: &'a str,
    action: Option<&'a str>,
    dismissible: bool,
}

/// The icon of a message in a tone.
#[must_use]
pub fn notice_icon(tone: Tone) -> &'static str {
    match tone {
        Tone::Positive => icons::CHECK_CIRCLE,
        Tone::Warning => icons::WARNING,
        Tone::Negative => icons::ERROR,
        Tone::Neutral => icons::INFO,
    }
}

impl<'a> Banner<'a> {
    /// A message in one sentence.
    pub fn new(tone: Tone, message: &'a str) -> Self {
        Self {
            tone,
            message,
            detail: "",
            action: None,
            dismissible: false,
        }
    }

    /// Why it happened and what to do.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// The button that does it.
    pub fn action(mut self, action: &'a str) -> Self {
        self.action = Some(action);
        self
    }

    /// Adds a close button.
    pub fn dismissible(mut self) -> Self {
        self.dismissible = true;
        self
    }

    /// Draws the banner and tells what was pressed.
    pub fn show(self, ui: &mut Ui) -> Option<NoticeEvent> {
        let tokens = Tokens::of(ui);
        let ink = self.tone.ink(tokens);
        let fill = tokens.ground.surface.lerp_to_gamma(ink, 0.07);
        let stroke =
            eframe::egui::Stroke::new(size::LINE, tokens.ground.surface.lerp_to_gamma(ink, 0.35));
        Frame::new()
            .fill(fill)
            .stroke(stroke)
            .corner_radius(size::RADIUS)
            .inner_margin(Margin::symmetric(space::M as i8, space::S as i8))
            .show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                self.row(ui)
            })
            .inner
    }

    fn row(&self, ui: &mut Ui) -> Option<NoticeEvent> {
        let tokens = Tokens::of(ui);
        let mut event = None;
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if self.dismissible && icon_button(ui, icons::CLOSE, "Dismiss").clicked() {
                event = Some(NoticeEvent::Dismiss);
            }
            if let Some(action) = self.action
                && Button::secondary(action).show(ui).clicked()
            {
                event = Some(NoticeEvent::Action);
            }
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                let (rect, _) =
                    ui.allocate_exact_size(vec2(size::ICON, size::CONTROL), Sense::hover());
                let ink = self.tone.ink(tokens);
                paint::icon(
                    ui.painter(),
                    rect.center(),
                    notice_icon(self.tone),
                    size::ICON,
                    ink,
                );
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.add_space(5.0);
                    ui.label(Font::Medium.text(self.message, tokens.ink.text));
                    if !self.detail.is_empty() {
                        // Body ink: muted would fall below 4.5:1 on the tinted ground.
                        ui.label(Font::Secondary.text(self.detail, tokens.ink.text));
                    }
                    ui.add_space(4.0);
                });
            });
        });
        event
    }
}
