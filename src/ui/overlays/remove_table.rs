//! The question before a table with one row per unit is removed.

use eframe::egui::{Context, Label};

use crate::app::Action;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::modal::{Dialog, dialog_actions};

/// Draws the dialog.
pub(super) fn show(context: &Context, name: &str, outbox: &mut Outbox) {
    let title = format!("Remove {name}?");
    let response = Dialog::new(&title).show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let text = "Its sums and settings leave this workspace. The file itself stays where it is: open it again to bring the test back";
        let ink = Tokens::of(ui).ink.text;
        ui.add(Label::new(Font::Body.text(text, ink)).wrap());
        dialog_actions(ui, |ui| {
            if Button::secondary("Remove").destructive().show(ui).clicked() {
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
