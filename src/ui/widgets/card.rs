//! Cards: what a page is made of. A title, a sentence below it, a body; an answer card adds a coloured
//! edge, the answer in large type and its actions at the right.

use eframe::egui::{
    Align, Frame, Id, InnerResponse, Layout, Margin, Rect, Ui, UiBuilder, WidgetText, pos2, vec2,
};

use super::{columns, paint};
use crate::ui::theme::{Font, Tokens, Tone, size, space};

/// A bordered surface of full width.
#[derive(Default)]
#[must_use = "call `show`"]
pub struct Card {
    title: Option<String>,
    subtitle: Option<String>,
    fill_height: bool,
}

impl Card {
    /// A card without title.
    pub fn new() -> Self {
        Self::default()
    }

    /// The title, a heading.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A muted sentence below the title.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Grows to the tallest of the `Columns` it is in. At most one card of a column may grow.
    pub fn fill_height(mut self) -> Self {
        self.fill_height = true;
        self
    }

    /// Draws the card around a body.
    pub fn show<R>(self, ui: &mut Ui, body: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
        let response = self.draw(ui, None::<fn(&mut Ui)>, body);
        InnerResponse::new(response.inner.1, response.response)
    }

    /// Draws the card with actions at the right of its title, laid out from right to left. They appear
    /// while the pointer is over the card or one of them has the keyboard focus.
    pub fn show_with_actions<A, R>(
        self,
        ui: &mut Ui,
        actions: impl FnOnce(&mut Ui) -> A,
        body: impl FnOnce(&mut Ui) -> R,
    ) -> InnerResponse<(Option<A>, R)> {
        self.draw(ui, Some(actions), body)
    }

    fn draw<A, R>(
        self,
        ui: &mut Ui,
        actions: Option<impl FnOnce(&mut Ui) -> A>,
        body: impl FnOnce(&mut Ui) -> R,
    ) -> InnerResponse<(Option<A>, R)> {
        let id = ui.next_auto_id();
        let fill_height = self.fill_height;
        let drawn = frame(Tokens::of(ui)).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            // The page's distance between cards ends at the card's border.
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            let header_top = ui.cursor().top();
            self.header(ui);
            let actions = actions.map(|add| show_actions(ui, id, header_top, add));
            let inner = ui.vertical(body).inner;
            if fill_height {
                columns::grow_to_row(ui, space::L);
            }
            (actions, inner)
        });
        ui.data_mut(|data| data.insert_temp(id, drawn.response.rect));
        drawn
    }

    fn header(&self, ui: &mut Ui) {
        if self.title.is_none() && self.subtitle.is_none() {
            return;
        }
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            if let Some(title) = &self.title {
                paint::heading(ui, title, Font::Strong);
            }
            if let Some(subtitle) = &self.subtitle {
                let muted = Tokens::of(ui).ink.muted;
                ui.label(Font::Secondary.text(subtitle, muted));
            }
        });
        ui.add_space(2.0);
    }
}

fn frame(tokens: &Tokens) -> Frame {
    // The hairline counts as padding, so the margin gives it back.
    Frame::new()
        .fill(tokens.ground.surface)
        .stroke(tokens.hairline())
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::same((space::L - size::LINE) as i8))
}

fn show_actions<A>(ui: &mut Ui, id: Id, top: f32, add: impl FnOnce(&mut Ui) -> A) -> A {
    let bounds = ui.max_rect();
    let rect = Rect::from_min_max(
        pos2(bounds.left(), top - space::XS - 2.0),
        pos2(bounds.right(), top - space::XS - 2.0 + size::CONTROL),
    );
    // The rectangle of the last frame: this frame's is only known after the body.
    let card = ui
        .data(|data| data.get_temp::<Rect>(id))
        .unwrap_or(Rect::NOTHING);
    let focused = ui
        .memory(eframe::egui::Memory::focused)
        .and_then(|focused| ui.read_response(focused))
        .is_some_and(|response| rect.intersects(response.rect));
    let shown = focused || ui.rect_contains_pointer(card);
    let mut child = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::right_to_left(Align::Center)),
    );
    child.set_opacity(if shown { 1.0 } else { 0.0 });
    add(&mut child)
}

/// The answer of a page: a headline, a sentence, actions at the right, an edge in the tone of the verdict.
#[must_use = "call `show`"]
pub struct AnswerCard {
    tone: Tone,
    headline: String,
    detail: WidgetText,
}

impl AnswerCard {
    /// An answer and the sentence that says by how much and how sure.
    pub fn new(tone: Tone, headline: impl Into<String>, detail: impl Into<WidgetText>) -> Self {
        Self {
            tone,
            headline: headline.into(),
            detail: detail.into(),
        }
    }

    /// Draws the card; `actions` are laid out from right to left, the primary one first.
    pub fn show<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        let tokens = Tokens::of(ui);
        let drawn = frame(tokens).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            let full = ui.available_rect_before_wrap();
            // The text takes the width that the actions of the last frame left.
            let id = ui.next_auto_id();
            let used = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
            let text_width = (full.width() - used - space::L).max(200.0);
            let text = ui.scope(|ui| {
                ui.set_max_width(text_width);
                ui.spacing_mut().item_spacing.y = space::XS;
                ui.add_space(2.0);
                paint::heading(ui, &self.headline, Font::Headline);
                let muted = tokens.ink.muted;
                ui.visuals_mut().widgets.noninteractive.fg_stroke.color = muted;
                ui.label(self.detail);
                ui.add_space(2.0);
            });
            let row = text
                .response
                .rect
                .with_min_x(full.left())
                .with_max_x(full.right());
            let mut side = ui.new_child(
                UiBuilder::new()
                    .max_rect(row)
                    .layout(Layout::right_to_left(Align::Center)),
            );
            let inner = actions(&mut side);
            let now = side.min_rect().width();
            if (now - used).abs() > 0.5 {
                ui.data_mut(|data| data.insert_temp(id, now));
                ui.request_discard("The actions of an answer changed their width");
            }
            inner
        });
        // The card once more in the tone, seen through its left edge: the corners stay round.
        let card = drawn.response.rect;
        let edge = card.with_max_x(card.left() + 4.0);
        ui.painter_at(edge.intersect(ui.clip_rect())).rect_filled(
            card,
            size::RADIUS,
            self.tone.mark(tokens),
        );
        drawn.inner
    }
}
