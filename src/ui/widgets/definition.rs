//! What a number means: a definition on hover or keyboard focus, the rows behind it on click.

use eframe::egui::{CursorIcon, Label, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role};

use crate::ui::theme::{Font, Tokens, size, space};

/// What a number is, how it is computed, and over what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The name of the number.
    pub title: String,
    /// What it means, in a sentence.
    pub meaning: String,
    /// Filters, dates, n: what this value was computed over. Empty shows nothing.
    pub basis: String,
}

impl Definition {
    /// A definition without basis.
    #[must_use]
    pub fn new(title: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            meaning: meaning.into(),
            basis: String::new(),
        }
    }

    /// Adds what this value was computed over.
    #[must_use]
    pub fn basis(mut self, basis: impl Into<String>) -> Self {
        self.basis = basis.into();
        self
    }
}

/// Shows a definition while the pointer is over the response or it has the keyboard focus.
#[expect(
    clippy::must_use_candidate,
    reason = "called for what it draws; the result is a by-product"
)]
pub fn define(response: Response, definition: &Definition) -> Response {
    if response.has_focus() && !response.hovered() {
        response.show_tooltip_ui(|ui| definition_ui(ui, definition));
        response
    } else {
        response.on_hover_ui(|ui| definition_ui(ui, definition))
    }
}

fn definition_ui(ui: &mut Ui, definition: &Definition) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(Font::Strong.text(&definition.title, tokens.ink.text));
    ui.label(Font::Body.text(&definition.meaning, tokens.ink.text));
    if !definition.basis.is_empty() {
        ui.label(Font::Secondary.text(&definition.basis, tokens.ink.muted));
    }
}

/// A number that explains itself on hover and shows the rows behind it on click.
pub fn number_with_definition(
    ui: &mut Ui,
    number: &str,
    font: Font,
    definition: &Definition,
) -> Response {
    let ink = Tokens::of(ui).ink.text;
    let label = Label::new(font.text(number, ink))
        .extend()
        .sense(Sense::click());
    let response = ui.add(label).on_hover_cursor(CursorIcon::PointingHand);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), &definition.title);
        info.current_text_value = Some(number.to_owned());
        info
    });
    if response.hovered() || response.has_focus() {
        let line = Stroke::new(size::LINE, ink);
        ui.painter()
            .hline(response.rect.x_range(), response.rect.bottom(), line);
    }
    define(response, definition)
}
