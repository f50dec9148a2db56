//! A thin line that says work is going on, while the old result stays dimmed below it.

use eframe::egui::{Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::ui::theme::Tokens;

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// A share from 0 to 1.
    Share(f32),
    /// Nobody can tell.
    Unknown,
}

const HEIGHT: f32 = 2.0;
/// Time for the mark of unknown progress to cross the line, in seconds.
const CROSSING: f64 = 1.4;

/// Draws the line over the available width; `name` says what is being worked on.
pub fn progress_line(ui: &mut Ui, progress: Progress, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        if let Progress::Share(share) = progress {
            info.value = Some(f64::from(share) * 100.0);
        }
        info
    });
    ui.painter().rect_filled(rect, 1, tokens.accent_soft);
    let done = match progress {
        Progress::Share(share) => {
            rect.with_max_x(rect.left() + rect.width() * share.clamp(0.0, 1.0))
        }
        Progress::Unknown => moving(ui, rect),
    };
    ui.painter().rect_filled(done, 1, tokens.accent);
    response.on_hover_text(name)
}

fn moving(ui: &Ui, rect: Rect) -> Rect {
    let part = rect.width() * 0.25;
    // Without animations (tests, reduced motion) the mark rests in the middle.
    let phase = if ui.style().animation_time > 0.0 {
        ui.request_repaint_after(std::time::Duration::from_millis(33));
        (ui.input(|input| input.time) / CROSSING).fract() as f32
    } else {
        0.5
    };
    let left = rect.left() - part + (rect.width() + part) * phase;
    Rect::from_min_size(rect.min, rect.size())
        .with_min_x(left.max(rect.left()))
        .with_max_x((left + part).min(rect.right()))
}

/// Shows a result, dimmed below a progress line while it is being computed again. The line's place is
/// kept free while nothing runs, so nothing moves when work starts.
pub fn while_working<R>(
    ui: &mut Ui,
    progress: Option<Progress>,
    name: &str,
    result: impl FnOnce(&mut Ui) -> R,
) -> R {
    match progress {
        Some(progress) => {
            progress_line(ui, progress, name);
        }
        None => ui.add_space(HEIGHT + ui.spacing().item_spacing.y),
    }
    ui.scope(|ui| {
        if progress.is_some() {
            ui.multiply_opacity(0.5);
        }
        result(ui)
    })
    .inner
}
