//! Status: a mark with its word, and the pill of a health strip. Colour never stands alone: the mark has
//! a shape per tone and a word stands beside it.

use eframe::egui::{
    Align, CursorIcon, Response, Sense, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::paint;
use crate::ui::theme::{Font, Tokens, Tone, size};

/// A mark and a word in the colour of the tone, on one line.
pub fn status(ui: &mut Ui, tone: Tone, word: &str) -> Response {
    let tokens = Tokens::of(ui);
    let indent = size::DOT + 6.0;
    let room = (ui.available_width() - indent).max(24.0);
    let galley = paint::line_within(ui, word, Font::Body, tone.ink(tokens), room);
    let extent = vec2(galley.size().x.ceil() + indent, galley.size().y);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    let centre = pos2(rect.left() + size::DOT / 2.0, rect.center().y);
    paint::mark(ui.painter(), centre, tone, tokens);
    let text = rect.with_min_x(rect.left() + indent);
    paint::place(ui.painter(), text, Align::Min, galley.clone());
    paint::whole_text_on_hover(response, &galley, word)
}

/// One check of a health strip; put several into `ui.horizontal_wrapped`.
/// A click asks for the evidence; `hover` says what was checked.
pub fn pill(ui: &mut Ui, tone: Tone, text: &str, hover: &str) -> Response {
    let tokens = Tokens::of(ui);
    let padding = 10.0;
    let indent = size::DOT + 6.0;
    let galley = paint::line(ui, text, Font::Secondary, tokens.ink.text);
    let extent = vec2(galley.size().x.ceil() + indent + 2.0 * padding, 24.0);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), text);
        info.current_text_value = Some(tone.word().to_owned());
        info
    });
    let fill = if response.hovered() {
        tokens.ground.hover
    } else {
        tokens.ground.surface
    };
    let radius = 12;
    ui.painter()
        .rect(rect, radius, fill, tokens.hairline(), StrokeKind::Inside);
    let inner = rect.shrink2(vec2(padding, 0.0));
    let centre = pos2(inner.left() + size::DOT / 2.0, inner.center().y);
    paint::mark(ui.painter(), centre, tone, tokens);
    let text_rect = inner.with_min_x(inner.left() + indent);
    paint::place(ui.painter(), text_rect, Align::Min, galley);
    paint::focus_ring(ui, &response, rect, radius);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if hover.is_empty() {
        response
    } else {
        response.on_hover_text(hover)
    }
}

/// The words a coloured number carries: the number in its tone, for verdict columns and comparisons.
pub fn verdict(ui: &mut Ui, tone: Tone, words: &str) -> Response {
    let ink = tone.ink(Tokens::of(ui));
    ui.add(eframe::egui::Label::new(Font::Secondary.text(words, ink)).truncate())
}
