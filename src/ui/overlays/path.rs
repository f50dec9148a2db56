//! The dialog that takes a typed path, for desktops without a file portal and for those who type.

use eframe::egui::Context;

use crate::app::Action;
use crate::app::view::{Overlay, PathDraft, PathPurpose};
use crate::ui::outbox::Outbox;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::modal::{Dialog, dialog_actions};

/// Draws the dialog.
pub(super) fn show(context: &Context, draft: &PathDraft, outbox: &mut Outbox) {
    let response = Dialog::new(draft.purpose.title()).show(context, |ui| {
        let mut text = draft.text.clone();
        let hint = match draft.purpose {
            PathPurpose::Import => "A file or a folder of exports",
            PathPurpose::OpenWorkspace | PathPurpose::NewWorkspace => "shop.holdout",
            PathPurpose::ExportFolder => "A folder",
            PathPurpose::IssuesFile => "issues.csv",
        };
        let field = TextField::new("Path", &mut text)
            .hint(hint)
            .width(ui.available_width())
            .show(ui);
        if field.changed() {
            outbox.send(Action::SetOverlay(Some(Overlay::Path(PathDraft {
                purpose: draft.purpose,
                text: text.clone(),
            }))));
        }
        let entered =
            field.lost_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        dialog_actions(ui, |ui| {
            let is_ready = !text.trim().is_empty();
            let pressed = Button::primary(verb(draft.purpose))
                .enabled(is_ready)
                .show(ui)
                .clicked();
            if is_ready && (pressed || entered) {
                outbox.send(Action::Confirm);
            }
            if Button::secondary("Cancel").show(ui).clicked() {
                outbox.send(Action::SetOverlay(None));
            }
        });
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    }
}

fn verb(purpose: PathPurpose) -> &'static str {
    match purpose {
        PathPurpose::Import => "Import",
        PathPurpose::OpenWorkspace => "Open",
        PathPurpose::NewWorkspace => "Create",
        PathPurpose::ExportFolder => "Choose",
        PathPurpose::IssuesFile => "Export",
    }
}
