//! Figure tiles: one number of the overview with its grade, its comparison, its interval and its trend.

use eframe::egui::{
    Align, CursorIcon, Rect, Response, Sense, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

use super::{
    badge::Grade,
    definition::{Definition, define},
    interval::sparkline,
    paint,
};
use crate::ui::theme::{Font, Tokens, Tone, size, space};

/// A number as a card of its own; the whole tile is clickable.
#[must_use = "call `show`"]
pub struct FigureTile<'a> {
    label: &'a str,
    value: &'a str,
    grade: Option<Grade>,
    comparison: Option<(Tone, &'a str)>,
    interval: &'a str,
    trend: &'a [f64],
    definition: Option<&'a Definition>,
}

/// A tile narrower than this writes its interval below its comparison.
const ONE_NOTE_LINE: f32 = 320.0;

/// Height of a tile of a width, so that tiles in a row and empty places are equally tall.
#[must_use]
pub fn tile_height(width: f32) -> f32 {
    if width < ONE_NOTE_LINE {
        104.0 + size::BADGE
    } else {
        104.0
    }
}

impl<'a> FigureTile<'a> {
    /// A number and what it is; write "not enough data yet" as the value where there is none.
    pub fn new(label: &'a str, value: &'a str) -> Self {
        Self {
            label,
            value,
            grade: None,
            comparison: None,
            interval: "",
            trend: &[],
            definition: None,
        }
    }

    /// The evidence behind the comparison.
    pub fn grade(mut self, grade: Grade) -> Self {
        self.grade = Some(grade);
        self
    }

    /// The difference with what it is compared to: `+2.2 pp vs control`.
    pub fn comparison(mut self, tone: Tone, text: &'a str) -> Self {
        self.comparison = Some((tone, text));
        self
    }

    /// The interval beside the comparison: `95 % CI 1.0 to 3.4`.
    pub fn interval(mut self, text: &'a str) -> Self {
        self.interval = text;
        self
    }

    /// Recent values, oldest first, for the sparkline.
    pub fn trend(mut self, values: &'a [f64]) -> Self {
        self.trend = values;
        self
    }

    /// What the number means, shown on hover.
    pub fn definition(mut self, definition: &'a Definition) -> Self {
        self.definition = Some(definition);
        self
    }

    /// Draws the tile over the available width; clicked means: show the rows behind the number.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let width = ui.available_width();
        let extent = vec2(width, tile_height(width));
        let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.label);
            info.current_text_value = Some(self.words());
            info
        });
        let fill = if response.hovered() {
            tokens.ground.hover
        } else {
            tokens.ground.surface
        };
        ui.painter().rect(
            rect,
            size::RADIUS,
            fill,
            tokens.hairline(),
            StrokeKind::Inside,
        );
        paint::focus_ring(ui, &response, rect, size::RADIUS);

        let inner = rect.shrink2(vec2(space::L, 14.0));
        let row = |top: f32, height: f32| {
            Rect::from_min_size(pos2(inner.left(), top), vec2(inner.width(), height))
        };
        let label_row = row(inner.top(), size::BADGE);
        let value_row = row(label_row.bottom() + 3.0, 32.0);
        let notes = rect.bottom() - 14.0 - value_row.bottom() - 4.0;
        let note_row = row(value_row.bottom() + 4.0, notes);
        let badge = self.grade_ui(ui, label_row);
        self.paint_label(ui, label_row.with_max_x(badge.left() - space::S));
        self.paint_value(ui, value_row);
        self.paint_note(ui, note_row);

        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        match self.definition {
            Some(definition) => define(response, definition),
            None => response,
        }
    }

    fn words(&self) -> String {
        let mut words = vec![self.value.to_owned()];
        words.extend(self.comparison.map(|(_, text)| text.to_owned()));
        if !self.interval.is_empty() {
            words.push(self.interval.to_owned());
        }
        words.extend(self.grade.map(|grade| grade.words().to_owned()));
        words.join(", ")
    }

    /// The badge at the right of the row, with its own explanation on hover.
    fn grade_ui(&self, ui: &mut Ui, row: Rect) -> Rect {
        let Some(grade) = self.grade else {
            return row.with_min_x(row.right());
        };
        let width = super::badge::badge_width(ui, grade.words());
        let rect = row.with_min_x(row.right() - width);
        ui.scope_builder(eframe::egui::UiBuilder::new().max_rect(rect), |ui| {
            super::badge::grade_badge(ui, grade)
        });
        rect
    }

    fn paint_label(&self, ui: &Ui, rect: Rect) {
        let muted = Tokens::of(ui).ink.muted;
        let label = paint::line_within(ui, self.label, Font::Secondary, muted, rect.width());
        paint::place(ui.painter(), rect, Align::Min, label);
    }

    fn paint_value(&self, ui: &Ui, rect: Rect) {
        let tokens = Tokens::of(ui);
        let value = paint::line_within(ui, self.value, Font::Figure, tokens.ink.text, rect.width());
        let placed = paint::place(ui.painter(), rect, Align::Min, value);
        let room = rect.right() - placed.right() - space::L;
        if room >= 40.0 {
            let width = room.min(80.0);
            let slot = Rect::from_min_max(
                pos2(rect.right() - width, rect.center().y - 10.0),
                pos2(rect.right(), rect.center().y + 10.0),
            );
            sparkline(ui.painter(), slot, self.trend, tokens.accent);
        }
    }

    /// The comparison and its interval, on one line or on two.
    fn paint_note(&self, ui: &Ui, area: Rect) {
        let tokens = Tokens::of(ui);
        let rect = area.with_max_y(area.top() + size::BADGE);
        let has_second_line = area.height() >= 2.0 * size::BADGE - 1.0;
        let mut left = rect.left();
        if let Some((tone, text)) = self.comparison {
            let galley =
                paint::line_within(ui, text, Font::Secondary, tone.ink(tokens), rect.width());
            left = paint::place(ui.painter(), rect, Align::Min, galley).right() + space::S;
        }
        let rest = if has_second_line && left > rect.left() {
            rect.translate(vec2(0.0, size::BADGE))
        } else {
            rect.with_min_x(left)
        };
        if !self.interval.is_empty() && rest.width() > 24.0 {
            let muted = tokens.ink.muted;
            let galley =
                paint::line_within(ui, self.interval, Font::Secondary, muted, rest.width());
            paint::place(ui.painter(), rest, Align::Min, galley);
        }
    }
}
