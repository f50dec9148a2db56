//! Badges and tags: small words with a ground.

use eframe::egui::{
    Align, CursorIcon, Response, Sense, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2,
};

use super::paint;
use crate::ui::theme::{Font, Tokens, size};

/// How good the evidence of a comparison is. Only `A` speaks of cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grade {
    /// A randomised control.
    A,
    /// Matched or aggregate-only.
    B,
    /// The segment's own history.
    C,
    /// A published benchmark.
    D,
}

impl Grade {
    /// The words of the badge.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::A => "A · randomised",
            Self::B => "B · observed",
            Self::C => "C · own history",
            Self::D => "D · benchmark",
        }
    }

    /// What the grade allows to be said.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::A => {
                "Compared with a control that chance picked. The difference is an effect, within its interval."
            }
            Self::B => {
                "Compared with people who were not picked by chance, or from totals only. The difference is not an effect."
            }
            Self::C => {
                "Compared with the same people earlier. Season and trend are part of the difference."
            }
            Self::D => "Compared with a published number. Other shops, other people, other dates.",
        }
    }
}

/// A grade with its explanation on hover.
pub fn grade_badge(ui: &mut Ui, grade: Grade) -> Response {
    badge(ui, grade.words(), grade == Grade::A).on_hover_text(grade.explanation())
}

/// The size of a badge before it is drawn, in points.
#[must_use]
pub fn badge_width(ui: &Ui, text: &str) -> f32 {
    let galley = paint::line(ui, text, Font::SecondaryMedium, Tokens::of(ui).accent);
    galley.size().x.ceil() + 12.0
}

/// A word on a ground: accent for the strongest case, quiet otherwise.
pub fn badge(ui: &mut Ui, text: &str, strong: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (fill, ink) = if strong {
        (tokens.accent_soft, tokens.accent)
    } else {
        (tokens.ground.sunken, tokens.ink.muted)
    };
    let galley = paint::line(ui, text, Font::SecondaryMedium, ink);
    let extent = vec2(galley.size().x.ceil() + 12.0, size::BADGE);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().rect_filled(rect, size::RADIUS_TAG, fill);
    paint::place(ui.painter(), rect, Align::Center, galley);
    response
}

/// A value as it stands in a file or a rule: `WELCOME-*`, `8.28E+12`. Cut to the available width.
pub fn tag(ui: &mut Ui, text: &str) -> Response {
    tag_with(ui, text, Sense::hover())
}

/// A tag that does something when clicked; assistive technology sees a button.
pub fn tag_button(ui: &mut Ui, text: &str) -> Response {
    tag_with(ui, text, Sense::click()).on_hover_cursor(CursorIcon::PointingHand)
}

fn tag_with(ui: &mut Ui, text: &str, sense: Sense) -> Response {
    let tokens = Tokens::of(ui);
    let padding = 8.0;
    let room = (ui.available_width() - 2.0 * padding).max(24.0);
    let galley = paint::line_within(ui, text, Font::Body, tokens.ink.text, room);
    let extent = vec2(galley.size().x.ceil() + 2.0 * padding, size::TAG);
    let (rect, response) = ui.allocate_exact_size(extent, sense);
    let role = if sense.senses_click() {
        Role::Button
    } else {
        Role::Label
    };
    response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), text));
    let fill = if sense.senses_click() && response.hovered() {
        tokens.ground.sunken
    } else {
        tokens.ground.page
    };
    ui.painter().rect(
        rect,
        size::RADIUS_TAG,
        fill,
        tokens.hairline(),
        StrokeKind::Inside,
    );
    paint::place(ui.painter(), rect, Align::Center, galley.clone());
    paint::focus_ring(ui, &response, rect, size::RADIUS_TAG);
    paint::whole_text_on_hover(response, &galley, text)
}
