//! What a screen shows while a newer answer is computed: the old one, dimmed only once it takes long.

use eframe::egui::{Rect, Ui, UiBuilder, pos2};

use crate::ui::theme::space;
use crate::ui::widgets::progress::{Progress, progress_line};

/// Opacity of an answer that is no longer the one to the question.
pub(super) const DIMMED: f32 = 0.45;

/// How long an answer may take before the old one is dimmed, in seconds: longer than a step of a slider
/// takes, so that a drag does not flicker.
const PATIENCE: f64 = 0.3;

/// Whether an answer has been waited for longer than a moment.
pub(super) fn is_late(ui: &Ui, is_stale: bool) -> bool {
    let id = ui.make_persistent_id("stale-since");
    let now = ui.input(|input| input.time);
    if !is_stale {
        ui.data_mut(|data| data.remove::<f64>(id));
        return false;
    }
    let since: f64 = ui.data_mut(|data| *data.get_temp_mut_or(id, now));
    if now - since < PATIENCE {
        ui.request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE));
        return false;
    }
    true
}

/// A progress line in the padding above, so that nothing moves when it comes and goes.
pub(super) fn progress_above(ui: &mut Ui, name: &str) {
    let top = ui.cursor().top() - space::M;
    let area = ui.max_rect();
    let rect = Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), top + space::S));
    let mut above = ui.new_child(UiBuilder::new().max_rect(rect));
    progress_line(&mut above, Progress::Unknown, name);
}
