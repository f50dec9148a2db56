//! Files before their import: what each is, how its columns are read, and what must be decided.

mod columns;
mod file;

use eframe::egui::{Align, Context, Layout, Ui, vec2};

use crate::app::Action;
use crate::app::preview::PreviewDraft;
use crate::app::view::Overlay;
use crate::import::FilePreview;
use crate::model::format::plural;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::choice::toggle_row;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::modal::{Dialog, dialog_actions};
use crate::ui::widgets::progress::{Progress, progress_line};
use crate::ui::widgets::rows::select_row;

const LIST_WIDTH: f32 = 220.0;
/// What stands above and below the tables of a file.
const AROUND_TABLE: f32 = 400.0;
/// What of it stands above the table, without a decision to make.
const ABOVE_TABLE: f32 = 130.0;

/// Draws the dialog.
pub(super) fn show(context: &Context, draft: &PreviewDraft, outbox: &mut Outbox) {
    let screen = context.content_rect().size();
    let width = (screen.x - 120.0).clamp(640.0, 1120.0);
    let height = (screen.y - AROUND_TABLE).max(160.0);
    let mut changed = draft.clone();
    let response = Dialog::new("Before import")
        .width(width)
        .show(context, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            if draft.is_reading {
                progress_line(ui, Progress::Unknown, "Reading the file once more");
            }
            body(ui, &mut changed, height, outbox);
            actions(ui, &mut changed, outbox);
        });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if changed != *draft {
        let overlay = Overlay::Preview(Box::new(changed));
        outbox.send_first(Action::SetOverlay(Some(overlay)));
    }
}

fn body(ui: &mut Ui, draft: &mut PreviewDraft, height: f32, outbox: &mut Outbox) {
    if draft.files.len() < 2 {
        if let Some(file) = draft.files.first_mut() {
            file::file(ui, file, (&mut draft.shows_rows, height), outbox);
        }
        return;
    }
    let tracks = [Track::Fixed(LIST_WIDTH), Track::Share(1.0)];
    Columns::new(ui, "preview-files", &tracks).show(ui, |ui, column| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::M);
        // The dialog keeps its place while one file after the other is looked at.
        ui.set_min_height(height + ABOVE_TABLE);
        if column == 0 {
            list(ui, draft);
        } else if let Some(file) = draft.files.get_mut(draft.selected) {
            file::file(ui, file, (&mut draft.shows_rows, height), outbox);
        }
    });
}

/// The files with what each waits for.
fn list(ui: &mut Ui, draft: &mut PreviewDraft) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut selected = draft.selected;
    for (at, file) in draft.files.iter().enumerate() {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        if select_row(ui, &name, waits_for(file), draft.selected == at).clicked() {
            selected = at;
        }
    }
    draft.selected = selected;
}

fn waits_for(file: &FilePreview) -> &'static str {
    let survey = file.content.as_ref().map(|content| &content.survey);
    match survey {
        Ok(Some(Ok(_))) if PreviewDraft::undecided(file).is_empty() => "ready",
        Ok(Some(Ok(_))) => "to decide",
        Ok(None) => "unknown",
        Ok(Some(Err(_))) | Err(_) => "not readable",
    }
}

fn actions(ui: &mut Ui, draft: &mut PreviewDraft, outbox: &mut Outbox) {
    let reason = draft.missing();
    let count = draft.importable();
    let label = if draft.files.len() > 1 && count > 0 {
        format!("Import {}", plural(count as i64, "file", "files"))
    } else {
        "Import".to_owned()
    };
    dialog_actions(ui, |ui| {
        let import = Button::primary(label).enabled(reason.is_none());
        let import = match &reason {
            Some(reason) => import.hover(reason.clone()),
            None => import,
        };
        if import.show(ui).clicked() {
            outbox.send(Action::Confirm);
        }
        if Button::secondary("Cancel").show(ui).clicked() {
            outbox.send(Action::SetOverlay(None));
        }
        if let Some(reason) = &reason {
            let muted = Tokens::of(ui).ink.muted;
            ui.label(Font::Secondary.text(reason, muted));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            toggle_row(
                ui,
                &mut draft.remember,
                "Read files with these headers the same way next time",
                "",
            );
        });
    });
}
