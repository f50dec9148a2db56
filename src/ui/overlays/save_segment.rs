//! The dialog that names a segment.

use eframe::egui::{Context, Key, Label};

use crate::app::view::Overlay;
use crate::app::{Action, State};
use crate::segments::Preset;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::modal::{Dialog, dialog_actions};

/// Draws the dialog.
pub(super) fn show(context: &Context, state: &State, name: &str, outbox: &mut Outbox) {
    let mut typed = name.to_owned();
    let dialog = Dialog::new("Save as segment");
    let response = dialog.show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let muted = Tokens::of(ui).ink.muted;
        let rule = Font::Code.text(&state.view.segments.rule, muted);
        ui.add(Label::new(rule).wrap());
        let problem = problem(name);
        let field = TextField::new("Name", &mut typed)
            .hint("Overdue coffee lovers")
            .width(ui.available_width())
            .error(problem.as_deref())
            .show(ui);
        // Asked before the focus is given back: Enter takes it from the field.
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !entered && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        let replaces = replaced(state, name);
        if let Some(replaced) = &replaces {
            let text = format!("Replaces the saved segment {replaced}; Ctrl+Z brings it back");
            ui.label(Font::Secondary.text(text, muted));
        }
        let is_ready = !name.trim().is_empty() && problem.is_none();
        dialog_actions(ui, |ui| {
            let verb = if replaces.is_some() {
                "Replace"
            } else {
                "Save"
            };
            let pressed = Button::primary(verb).enabled(is_ready).show(ui).clicked();
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
    } else if typed != name {
        // Placed first: a confirmation in the same frame must still be the last word.
        outbox.send_first(Action::SetOverlay(Some(Overlay::SaveSegment {
            name: typed,
        })));
    }
}

/// The saved segment that a name would replace, in any case of letters as everywhere else.
fn replaced(state: &State, name: &str) -> Option<String> {
    let segments = &state.document.definitions().segments;
    let known = segments
        .iter()
        .find(|segment| segment.name.eq_ignore_ascii_case(name.trim()))?;
    Some(known.name.clone())
}

/// Why a name cannot be used: it already means something where segments are typed.
fn problem(name: &str) -> Option<String> {
    let name = name.trim();
    let is_label = |preset: &Preset| preset.label().eq_ignore_ascii_case(name);
    if Preset::parse(name).is_some() || Preset::ALL.iter().any(is_label) {
        return Some(format!("{name} is a preset: choose another name"));
    }
    if name.eq_ignore_ascii_case("everyone") || name.eq_ignore_ascii_case("rest") {
        return Some(format!(
            "{name} has a meaning of its own: choose another name"
        ));
    }
    if name.starts_with("arm:") {
        return Some("Names that start with arm: are arms of experiments".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_something_else_are_refused() {
        for name in ["vip", "At risk", "everyone", "arm:winback/B"] {
            assert!(problem(name).is_some(), "{name}");
        }
        assert_eq!(problem("Coffee lovers"), None);
    }
}
