//! Rows of lists: a message with its action, a choice with its number, a name with its value.

use eframe::egui::{
    Align, CursorIcon, Label, Layout, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::{button::Button, paint};
use crate::ui::theme::{Font, Tokens, Tone, size, space};

/// A message of a list: a mark, a title that may wrap, a muted detail and one action.
#[must_use = "call `show`"]
pub struct ListRow<'a> {
    tone: Option<Tone>,
    title: &'a str,
    detail: &'a str,
    action: Option<&'a str>,
    separated: bool,
}

impl<'a> ListRow<'a> {
    /// A row with its title.
    pub fn new(title: &'a str) -> Self {
        Self {
            tone: None,
            title,
            detail: "",
            action: None,
            separated: true,
        }
    }

    /// A mark before the title.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// A muted sentence below the title.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// A link after the detail.
    pub fn action(mut self, action: &'a str) -> Self {
        self.action = Some(action);
        self
    }

    /// Leaves out the hairline below, for the last row.
    pub fn last(mut self) -> Self {
        self.separated = false;
        self
    }

    /// Draws the row; true if its action was pressed.
    pub fn show(self, ui: &mut Ui) -> bool {
        let tokens = Tokens::of(ui);
        let mut pressed = false;
        ui.horizontal_top(|ui| {
            if let Some(tone) = self.tone {
                let line = ui.text_style_height(&Font::Body.style());
                let (rect, response) =
                    ui.allocate_exact_size(vec2(size::DOT, line), Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, tone.word()));
                paint::mark(ui.painter(), rect.center(), tone, tokens);
            }
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                // A wrapped row is otherwise as tall as a button.
                ui.spacing_mut().interact_size.y = 0.0;
                ui.add(Label::new(Font::Body.text(self.title, tokens.ink.text)).wrap());
                pressed = self.note(ui);
            });
        });
        if self.separated {
            hairline(ui);
        }
        pressed
    }

    fn note(&self, ui: &mut Ui) -> bool {
        let muted = Tokens::of(ui).ink.muted;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS, 0.0);
            if !self.detail.is_empty() {
                let gap = if self.action.is_some() { " ·" } else { "" };
                let text = format!("{}{gap}", self.detail);
                ui.label(Font::Secondary.text(text, muted));
            }
            self.action
                .is_some_and(|action| Button::link(action).show(ui).clicked())
        })
        .inner
    }
}

/// A row with any content at the left and a link at the right; true if the link was pressed.
pub fn action_row(ui: &mut Ui, action: &str, content: impl FnOnce(&mut Ui)) -> bool {
    split_row(ui, content, |ui| Button::link(action).show(ui).clicked())
}

/// A row with content at the left and at the right, a hairline below.
pub fn split_row<R>(
    ui: &mut Ui,
    left: impl FnOnce(&mut Ui),
    right: impl FnOnce(&mut Ui) -> R,
) -> R {
    let extent = vec2(ui.available_width(), size::ROW);
    let inner = ui
        .allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_height(size::ROW);
            let inner = right(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), left);
            inner
        })
        .inner;
    hairline(ui);
    inner
}

/// A muted name at the left, a value at the right, on one line.
pub fn key_value(ui: &mut Ui, key: &str, value: &str) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::TAG), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{key}: {value}")));
    let galley = paint::line(ui, value, Font::Body, tokens.ink.text);
    let placed = paint::place(ui.painter(), rect, Align::Max, galley);
    let room = placed.left() - rect.left() - space::S;
    let name = paint::line_within(ui, key, Font::Body, tokens.ink.muted, room);
    paint::place(ui.painter(), rect, Align::Min, name.clone());
    paint::whole_text_on_hover(response, &name, key)
}

/// A choice of a list with its number at the right; clicked means: choose it.
pub fn select_row(ui: &mut Ui, name: &str, number: &str, selected: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), selected, name));
    let (fill, ink, number_ink) = if selected {
        (Some(tokens.accent_soft), tokens.accent, tokens.accent)
    } else if response.hovered() {
        (Some(tokens.ground.hover), tokens.ink.text, tokens.ink.muted)
    } else {
        (None, tokens.ink.text, tokens.ink.muted)
    };
    // The ground reaches into the card's padding, so that the text stays on the card's edge.
    let ground = rect.expand2(vec2(space::S, 0.0));
    if let Some(fill) = fill {
        ui.painter().rect_filled(ground, size::RADIUS_CONTROL, fill);
    }
    let galley = paint::line(ui, number, Font::Body, number_ink);
    let placed = paint::place(ui.painter(), rect, Align::Max, galley);
    let room = placed.left() - rect.left() - space::S;
    let text = paint::line_within(ui, name, Font::Body, ink, room);
    paint::place(ui.painter(), rect, Align::Min, text.clone());
    paint::focus_ring(ui, &response, ground, size::RADIUS_CONTROL);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    paint::whole_text_on_hover(response, &text, name)
}

/// A hairline over the available width.
pub fn hairline(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    let y = pos2(0.0, rect.center().y).y;
    ui.painter()
        .hline(rect.x_range(), y, Tokens::of(ui).hairline());
}
