//! An answer on screen: the old one stays, dimmed, while the next is computed.

use eframe::egui::{Id, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::State;
use crate::app::answers::Query;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::progress::{Progress, progress_line};

/// Seconds until an old answer is fully dimmed: a quick answer must not flicker.
const DIMMING: f32 = 0.4;
const DIMMED: f32 = 0.5;

/// Draws the answer that is held for a question, or `waiting` where there is none yet.
pub(super) fn answered<A>(
    ui: &mut Ui,
    state: &State,
    query: Query,
    answer: Option<&A>,
    body: impl FnOnce(&mut Ui, &A),
) {
    let stamp = state.stamp(query);
    let is_old = !state.answers.is_current(&stamp);
    let id = Id::unique(("answer", std::mem::discriminant(&stamp.query)));
    let age = ui.ctx().animate_bool_with_time(id, is_old, DIMMING);
    if age > 0.5 {
        line_above(ui);
    }
    ui.scope(|ui| match answer {
        Some(answer) => {
            ui.multiply_opacity(1.0 - age * (1.0 - DIMMED));
            body(ui, answer);
        }
        None => waiting(ui),
    });
}

/// What stands where an answer will be.
fn waiting(ui: &mut Ui) {
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::Body.text("Computing", muted));
}

/// In the padding above, so that nothing moves when it comes and goes.
fn line_above(ui: &mut Ui) {
    let top = ui.cursor().min;
    let line = Rect::from_min_size(
        pos2(top.x, top.y - space::S),
        vec2(ui.available_width(), 2.0),
    );
    let mut child = ui.new_child(UiBuilder::new().max_rect(line));
    progress_line(&mut child, Progress::Unknown, "Computing");
}
