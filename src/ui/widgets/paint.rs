//! Shared drawing: one line of text, icons, status marks, the focus ring.
//!
//! Widgets that paint themselves use these, so that text is centred, cut and coloured the same way
//! everywhere. Text is always placed by its line box; Inter and the icon font are both centred on the
//! capitals, so centring the boxes aligns what the eye sees.

use std::sync::Arc;

use eframe::egui::{
    Align, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Response, Shape, Stroke,
    StrokeKind, Ui, Vec2,
    accesskit::Role,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use crate::ui::{
    fonts,
    theme::{Font, Tokens, Tone, row_anchor, size},
};

/// Lays out one line that is never cut.
#[must_use]
pub fn line(ui: &Ui, text: &str, font: Font, colour: Color32) -> Arc<Galley> {
    line_within(ui, text, font, colour, f32::INFINITY)
}

/// Lays out one line, cut with an ellipsis where it is wider than `width` points.
/// `Galley::elided` tells whether it was cut; show the whole text on hover then.
#[must_use]
pub fn line_within(ui: &Ui, text: &str, font: Font, colour: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(
        text.to_owned(),
        TextFormat {
            font_id: font.id(),
            color: colour,
            valign: Align::Center,
            ..TextFormat::default()
        },
    );
    job.wrap = TextWrapping {
        max_width: width.max(0.0),
        max_rows: 1,
        break_anywhere: true,
        ..TextWrapping::default()
    };
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}

/// Paints a laid-out line into `rect`, vertically centred, aligned left, centre or right.
#[expect(
    clippy::must_use_candidate,
    reason = "called for what it draws; the result is a by-product"
)]
pub fn place(painter: &Painter, rect: Rect, align: Align, galley: Arc<Galley>) -> Rect {
    let anchor = row_anchor(align);
    let placed = anchor.align_size_within_rect(galley.size(), rect);
    painter.galley(placed.min, galley, Color32::PLACEHOLDER);
    placed
}

/// Paints an icon of `ui::icons` centred on a point; `extent` is its height and width.
pub fn icon(painter: &Painter, centre: Pos2, icon: &str, extent: f32, colour: Color32) {
    painter.text(
        centre,
        row_anchor(Align::Center),
        icon,
        FontId::new(extent, fonts::icons()),
        colour,
    );
}

/// Paints the mark of a tone: a disc, a triangle, a square or a ring, so that colour is never alone.
pub fn mark(painter: &Painter, centre: Pos2, tone: Tone, tokens: &Tokens) {
    let colour = tone.mark(tokens);
    let radius = size::DOT / 2.0;
    match tone {
        Tone::Positive => {
            painter.circle_filled(centre, radius, colour);
        }
        Tone::Warning => {
            let (half, low) = (radius * 1.15, radius * 0.85);
            painter.add(Shape::convex_polygon(
                vec![
                    centre + Vec2::new(0.0, -half),
                    centre + Vec2::new(half, low),
                    centre + Vec2::new(-half, low),
                ],
                colour,
                Stroke::NONE,
            ));
        }
        Tone::Negative => {
            let square = Rect::from_center_size(centre, Vec2::splat(size::DOT - 1.0));
            painter.rect_filled(square, 1, colour);
        }
        Tone::Neutral => {
            painter.circle_stroke(centre, radius - 0.75, Stroke::new(1.5, colour));
        }
    }
}

/// Paints the ring of keyboard focus around a widget, if it has the focus.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(radius),
            Stroke::new(size::FOCUS, Tokens::of(ui).accent),
            StrokeKind::Inside,
        );
    }
}

/// Writes a line that assistive technology reads as a heading.
pub fn heading(ui: &mut Ui, text: &str, font: Font) -> Response {
    let colour = Tokens::of(ui).ink.text;
    let response = ui.label(font.text(text, colour));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.clear_value();
        node.set_label(text);
    });
    response
}

/// Shows the whole text on hover where a line was cut.
#[expect(
    clippy::must_use_candidate,
    reason = "called for what it draws; the result is a by-product"
)]
pub fn whole_text_on_hover(response: Response, galley: &Galley, text: &str) -> Response {
    if galley.elided {
        response.on_hover_text(text)
    } else {
        response
    }
}
