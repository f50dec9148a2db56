//! The dialog that writes a chart as PNG, SVG and CSV.

use eframe::egui::{Align, Context, Key, Layout, Ui, vec2};

use crate::app::view::{ExportDraft, Overlay, PathPurpose};
use crate::app::{Action, State};
use crate::chart::{Figure, Size};
use crate::ui::outbox::Outbox;
use crate::ui::plot;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::modal::{Dialog, dialog_actions};

/// Wide enough for a forest with its columns, where the window allows it.
const WIDTH: f32 = 940.0;
const PREVIEW_HEIGHT: f32 = 220.0;

/// Draws the dialog.
pub(super) fn show(context: &Context, state: &State, draft: &ExportDraft, outbox: &mut Outbox) {
    let mut changed = draft.clone();
    let response = Dialog::new("Export chart")
        .width(WIDTH.min(context.content_rect().width() - 2.0 * size::RAIL))
        .show(context, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            figure_choice(ui, state, &mut changed);
            preview(ui, state, changed.figure);
            size_choice(ui, &mut changed);
            folder_field(ui, &mut changed, outbox);
            let field = TextField::new("File name", &mut changed.name)
                .width(ui.available_width())
                .show(ui);
            let files = format!(
                "Writes {0}.png at double resolution, {0}.svg and the data as {0}.csv",
                changed.name.trim()
            );
            let muted = Tokens::of(ui).ink.muted;
            ui.label(Font::Secondary.text(files, muted));
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            dialog_actions(ui, |ui| {
                let is_ready = !changed.name.trim().is_empty() && !changed.folder.trim().is_empty();
                let pressed = Button::primary("Export")
                    .enabled(is_ready)
                    .show(ui)
                    .clicked();
                if is_ready && (pressed || entered) {
                    outbox.send(Action::SetOverlay(Some(Overlay::Export(changed.clone()))));
                    outbox.send(Action::Confirm);
                }
                if Button::secondary("Cancel").show(ui).clicked() {
                    outbox.send(Action::SetOverlay(None));
                }
            });
        });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if changed != *draft {
        // Placed first: a confirmation in the same frame must still be the last word.
        outbox.send_first(Action::SetOverlay(Some(Overlay::Export(changed))));
    }
}

fn figure_choice(ui: &mut Ui, state: &State, draft: &mut ExportDraft) {
    let figures = state.figures();
    let options: Vec<(Figure, &str)> = figures
        .iter()
        .map(|&figure| (figure, figure.label()))
        .collect();
    if options.len() > 1 && segmented(ui, &mut draft.figure, &options) {
        draft.name = state.figure_name(draft.figure);
    }
}

/// The chart as it will be written, but for the page around it.
fn preview(ui: &mut Ui, state: &State, figure: Figure) {
    let Some(chart) = state.chart(figure) else {
        return;
    };
    let tokens = Tokens::of(ui);
    ui.label(Font::Strong.text(chart.title.as_str(), tokens.ink.text));
    plot::chart(ui, &chart, PREVIEW_HEIGHT);
}

fn size_choice(ui: &mut Ui, draft: &mut ExportDraft) {
    let options = Size::ALL.map(|size| (size, size_label(size)));
    segmented(ui, &mut draft.size, &options);
}

fn size_label(size: Size) -> &'static str {
    match size {
        Size::Slide => "Slide 16:9",
        Size::Half => "Half slide",
        Size::A4 => "A4 width",
    }
}

fn folder_field(ui: &mut Ui, draft: &mut ExportDraft, outbox: &mut Outbox) {
    // The button stands beside the field, not beside the field's label above it.
    let row = vec2(ui.available_width(), size::CONTROL + space::XL);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Max), |ui| {
        let width = ui.available_width() - 96.0;
        TextField::new("Folder", &mut draft.folder)
            .width(width)
            .show(ui);
        if Button::secondary("Choose…").show(ui).clicked() {
            outbox.send(Action::ChoosePath(PathPurpose::ExportFolder));
        }
    });
}
