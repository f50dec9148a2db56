//! The controls of a builder row: a tag that opens a menu, and a field that is in force as typed.

use eframe::egui::{
    Align, Align2, CursorIcon, Id, Response, Sense, Stroke, StrokeKind, TextEdit, Ui, Vec2,
    WidgetInfo, accesskit::Role, vec2,
};

use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::paint;

/// Least width of a tag.
pub(super) const TAG: f32 = 34.0;
/// Least width of a field.
const LEAST: f32 = 72.0;

/// A field whose text is in force as soon as it can be read; until then it is kept while it has the focus.
pub(super) struct Input<'a> {
    /// Its accessible name.
    pub(super) name: &'a str,
    /// The value in force.
    pub(super) shown: &'a str,
    /// A word after it; empty shows none.
    pub(super) unit: &'a str,
    /// Most width in points.
    pub(super) widest: f32,
}

impl Input<'_> {
    /// Draws the field; the value that was typed in this frame.
    pub(super) fn show<T>(&self, ui: &mut Ui, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let tokens = Tokens::of(ui);
        let id = ui.make_persistent_id("value");
        let kept: Option<String> = ui.data(|data| data.get_temp(id));
        let mut text = kept.unwrap_or_else(|| self.shown.to_owned());
        let room = ui.available_width() - size::CONTROL - space::XS;
        let response = ui
            .scope(|ui| {
                if read(&text).is_none() {
                    let stroke = Stroke::new(size::LINE, tokens.verdict.negative);
                    ui.visuals_mut().widgets.inactive.bg_stroke = stroke;
                    ui.visuals_mut().selection.stroke = stroke;
                }
                let mut edit = TextEdit::singleline(&mut text)
                    .id(id.with("field"))
                    .font(Font::Strong.id())
                    .align(Align2::LEFT_CENTER)
                    .margin(vec2(space::S, 4.0))
                    .min_size(Vec2::new(0.0, size::CONTROL))
                    .desired_width(room.clamp(LEAST, self.widest));
                if !self.unit.is_empty() {
                    edit = edit.suffix(Font::Body.text(self.unit, tokens.ink.muted));
                }
                ui.add(edit).accessible_name(self.name)
            })
            .inner;
        let changed = response.changed().then(|| read(&text)).flatten();
        keep(ui, id, &response, text);
        changed
    }
}

fn keep(ui: &Ui, id: Id, response: &Response, text: String) {
    // Asked before the memory is locked: both use the same lock.
    let is_typing = response.has_focus();
    ui.data_mut(|data| {
        if is_typing {
            data.insert_temp(id, text);
        } else {
            data.remove::<String>(id);
        }
    });
}

/// The width of a tag before it is drawn.
pub(super) fn tag_width(ui: &Ui, text: &str) -> f32 {
    let ink = Tokens::of(ui).ink.text;
    paint::line(ui, text, Font::Body, ink).size().x.ceil() + 2.0 * space::S
}

/// A tag that opens a menu; assistive technology sees a combo box with its value.
pub(super) fn menu_tag(ui: &mut Ui, text: &str, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let room = (ui.available_width() - 2.0 * space::S).max(16.0);
    let galley = paint::line_within(ui, text, Font::Body, tokens.ink.text, room);
    let width = (galley.size().x.ceil() + 2.0 * space::S).max(TAG);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    declare(ui, &response, name, text);
    let fill = if response.hovered() {
        tokens.ground.sunken
    } else {
        tokens.ground.page
    };
    let radius = size::RADIUS_TAG;
    ui.painter()
        .rect(rect, radius, fill, tokens.hairline(), StrokeKind::Inside);
    paint::place(ui.painter(), rect, Align::Center, galley);
    paint::focus_ring(ui, &response, rect, radius);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Tells assistive technology of a combo box and its value.
pub(super) fn declare(ui: &Ui, response: &Response, name: &str, value: &str) {
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(value.to_owned());
        info
    });
}
