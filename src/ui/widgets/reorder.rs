//! A list whose order is the setting: drag a row by pointer, or Alt with the arrow keys.

use eframe::egui::{
    Align, AsIdSalt, CursorIcon, Key, Modifiers, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::paint;
use crate::ui::{
    icons,
    theme::{Font, Tokens, size, space},
};

/// A row that was taken from one place and put at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where it was.
    pub from: usize,
    /// Where it is now, counted without it.
    pub to: usize,
}

impl Move {
    /// Applies the move to the list.
    pub fn apply<T>(self, items: &mut Vec<T>) {
        if self.from < items.len() && self.to < items.len() {
            let item = items.remove(self.from);
            items.insert(self.to, item);
        }
    }
}

const PITCH: f32 = size::ROW + space::XS;
const NUMBER: f32 = 24.0;

/// Draws the rows with their rank; returns the move the person made.
pub fn reorder_list(ui: &mut Ui, salt: impl AsIdSalt, items: &[&str]) -> Option<Move> {
    let id = ui.make_persistent_id(salt);
    let height = PITCH * items.len() as f32;
    let (_, area) = ui.allocate_space(vec2(ui.available_width(), height));
    let mut made = None;
    for (index, item) in items.iter().enumerate() {
        let top = area.top() + PITCH * index as f32;
        let rect = Rect::from_min_size(
            pos2(area.left(), top + space::XS / 2.0),
            vec2(area.width(), size::ROW),
        );
        let response = ui.interact(rect, id.with(index), Sense::click_and_drag());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ListItem, ui.is_enabled(), *item);
            info.current_text_value = Some(format!("{} of {}", index + 1, items.len()));
            info
        });
        row_ui(ui, rect, &response, index, item);
        let target = target(ui, &response, area, items.len())
            .or_else(|| target_by_keys(ui, &response, index, items.len()));
        if let Some(to) = target
            && to != index
        {
            if response.dragged() {
                insertion_line(ui, area, index, to);
            } else {
                made = Some(Move { from: index, to });
                ui.memory_mut(|memory| memory.request_focus(id.with(to)));
            }
        }
    }
    made
}

fn row_ui(ui: &Ui, rect: Rect, response: &Response, index: usize, item: &str) {
    let tokens = Tokens::of(ui);
    let rank = paint::line(
        ui,
        &(index + 1).to_string(),
        Font::Secondary,
        tokens.ink.muted,
    );
    paint::place(ui.painter(), rect, Align::Min, rank);
    let field = rect.with_min_x(rect.left() + NUMBER);
    let fill = if response.dragged() {
        tokens.accent_soft
    } else if response.hovered() {
        tokens.ground.sunken
    } else {
        tokens.ground.page
    };
    let radius = size::RADIUS_CONTROL;
    ui.painter()
        .rect(field, radius, fill, tokens.hairline(), StrokeKind::Inside);
    paint::focus_ring(ui, response, field, radius);
    let inner = field.shrink2(vec2(space::S, 0.0));
    let grip = pos2(inner.right() - size::ICON_SMALL / 2.0, inner.center().y);
    let muted = tokens.ink.muted;
    paint::icon(
        ui.painter(),
        grip,
        icons::DRAG_HANDLE,
        size::ICON_SMALL,
        muted,
    );
    let room = inner.width() - size::ICON_SMALL - space::XS;
    let text = paint::line_within(ui, item, Font::Body, tokens.ink.text, room);
    paint::place(ui.painter(), inner, Align::Min, text);
    if response.hovered() {
        ui.set_cursor_icon(if response.dragged() {
            CursorIcon::Grabbing
        } else {
            CursorIcon::Grab
        });
    }
}

/// The place below the pointer while a row is dragged, and once when it is let go.
fn target(ui: &Ui, response: &Response, area: Rect, count: usize) -> Option<usize> {
    if !response.dragged() && !response.drag_stopped() {
        return None;
    }
    let pointer = ui.input(|input| input.pointer.interact_pos())?;
    let place = ((pointer.y - area.top()) / PITCH).floor().max(0.0) as usize;
    Some(place.min(count - 1))
}

fn target_by_keys(ui: &Ui, response: &Response, index: usize, count: usize) -> Option<usize> {
    if !response.has_focus() {
        return None;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
    if pressed(Key::ArrowUp) {
        return index.checked_sub(1);
    }
    if pressed(Key::ArrowDown) {
        return Some((index + 1).min(count - 1));
    }
    None
}

fn insertion_line(ui: &Ui, area: Rect, from: usize, to: usize) {
    let place = if to > from { to + 1 } else { to };
    let y = area.top() + PITCH * place as f32;
    let line = Stroke::new(size::FOCUS, Tokens::of(ui).accent);
    ui.painter()
        .hline(area.left() + NUMBER..=area.right(), y, line);
}

#[cfg(test)]
mod tests {
    use eframe::egui::Vec2;
    use egui_kittest::{Harness, kittest::Queryable as _};

    use super::*;
    use crate::ui::theme;

    fn harness() -> Harness<'static, Vec<&'static str>> {
        let mut harness = Harness::builder()
            .with_size(Vec2::new(320.0, 300.0))
            .with_context_setup(theme::apply)
            .build_ui_state(
                |ui, items: &mut Vec<&'static str>| {
                    if let Some(made) = reorder_list(ui, "order", items) {
                        made.apply(items);
                    }
                },
                vec!["Unique code", "Message click", "UTM"],
            );
        harness.run();
        harness
    }

    #[test]
    fn alt_and_an_arrow_move_the_focused_row() {
        let mut harness = harness();
        harness.get_by_label("UTM").focus();
        harness.run();
        for expected in [
            ["Unique code", "UTM", "Message click"],
            ["UTM", "Unique code", "Message click"],
            ["UTM", "Unique code", "Message click"],
        ] {
            harness.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
            harness.run();
            assert_eq!(*harness.state(), expected);
        }
    }

    #[test]
    fn a_drag_puts_the_row_below_the_pointer() {
        let mut harness = harness();
        let from = harness.get_by_label("Unique code").rect().center();
        let to = harness.get_by_label("UTM").rect().center();
        harness.drag_at(from);
        harness.run();
        harness.hover_at(to);
        harness.run();
        harness.drop_at(to);
        harness.run();
        assert_eq!(*harness.state(), ["Message click", "UTM", "Unique code"]);
    }
}
