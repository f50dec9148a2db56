//! The dialog that asks which columns of a file hold person and arm.

use eframe::egui::{Align, Context, Layout, ScrollArea, Ui};

use crate::app::Action;
use crate::app::view::{MappingDraft, Overlay};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::modal::{Dialog, dialog_actions};
use crate::ui::widgets::table::{Cell, Column, Table, Width};

/// Rows of the file that are shown; more of them scroll.
const SHOWN: usize = 8;
const MENU_HEIGHT: f32 = 280.0;

/// Draws the dialog.
pub(super) fn show(context: &Context, draft: &MappingDraft, outbox: &mut Outbox) {
    let width = (context.content_rect().width() - 160.0).clamp(440.0, 820.0);
    let mut changed = draft.clone();
    let response = Dialog::new("Map columns").width(width).show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        explanation(ui, draft);
        choices(ui, &mut changed);
        preview(ui, &changed);
        let reason = missing(&changed);
        dialog_actions(ui, |ui| {
            let import = Button::primary("Import").enabled(reason.is_none());
            let import = match reason {
                Some(reason) => import.hover(reason),
                None => import,
            };
            if import.show(ui).clicked() {
                outbox.send(Action::Confirm);
            }
            if Button::secondary("Cancel").show(ui).clicked() {
                outbox.send(Action::SetOverlay(None));
            }
            if let Some(reason) = reason {
                let muted = Tokens::of(ui).ink.muted;
                ui.label(Font::Secondary.text(reason, muted));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let units = Button::link("Read as one row per unit…").hover(
                    "For a table that holds the outcomes as well: the arm, what was measured, one row per person or session",
                );
                if units.show(ui).clicked() {
                    outbox.send(Action::InspectUnits(draft.path.clone()));
                }
            });
        });
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if changed != *draft {
        outbox.send_first(Action::SetOverlay(Some(Overlay::Mapping(changed))));
    }
}

fn explanation(ui: &mut Ui, draft: &MappingDraft) {
    let tokens = Tokens::of(ui);
    let name = draft.path.file_name().unwrap_or_default().to_string_lossy();
    let stem = draft.path.file_stem().unwrap_or_default().to_string_lossy();
    let what = format!(
        "{name} is no export that Holdout knows. If it lists who was in which arm of a test, say which columns hold what; it becomes the experiment “{stem}”"
    );
    ui.label(Font::Body.text(what, tokens.ink.text));
}

fn choices(ui: &mut Ui, draft: &mut MappingDraft) {
    let headers = draft.headers.clone();
    ui.horizontal_wrapped(|ui| {
        column_chip(ui, "Person", &headers, &mut draft.person, None);
        column_chip(ui, "Arm", &headers, &mut draft.arm, None);
        column_chip(
            ui,
            "Assigned on",
            &headers,
            &mut draft.date,
            Some("no column"),
        );
    });
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::Secondary.text(
        "Person: an e-mail address, a telephone number or a customer id. Without a date, enter the day the test started in the experiment's settings",
        muted,
    ));
}

/// One column to choose; `none` is offered where the column may be missing.
fn column_chip(
    ui: &mut Ui,
    label: &str,
    headers: &[String],
    chosen: &mut Option<String>,
    none: Option<&str>,
) {
    let value = chosen.clone();
    let value = value.as_deref().or(none).unwrap_or("choose a column");
    ScopeChip::new(label, value).show(ui, |ui| {
        ScrollArea::vertical()
            .max_height(MENU_HEIGHT)
            .show(ui, |ui| {
                if let Some(none) = none
                    && menu_item(ui, none, chosen.is_none()).clicked()
                {
                    *chosen = None;
                }
                for header in headers {
                    let is_chosen = chosen.as_ref() == Some(header);
                    if menu_item(ui, header, is_chosen).clicked() {
                        *chosen = Some(header.clone());
                    }
                }
            });
    });
}

/// Why the file cannot be imported like this; `None` where it can.
fn missing(draft: &MappingDraft) -> Option<&'static str> {
    match (&draft.person, &draft.arm) {
        (None, _) => Some("Choose the column with the person"),
        (_, None) => Some("Choose the column with the arm"),
        (Some(person), Some(arm)) if person == arm => {
            Some("Person and arm must be two different columns")
        }
        (person, arm) if draft.date.is_some() && (draft.date == *person || draft.date == *arm) => {
            Some("The date must be a column of its own")
        }
        (Some(_), Some(_)) => None,
    }
}

/// The first rows, with what each chosen column is taken for in its header.
fn preview(ui: &mut Ui, draft: &MappingDraft) {
    let columns: Vec<Column> = draft
        .headers
        .iter()
        .map(|header| {
            let width = Width::Flexible {
                share: 1.0,
                min: 128.0,
            };
            let title = match role(draft, header) {
                Some(role) => format!("{header} → {role}"),
                None => header.clone(),
            };
            Column::text(title).unsorted().width(width)
        })
        .collect();
    let is_chosen: Vec<bool> = draft
        .headers
        .iter()
        .map(|header| role(draft, header).is_some())
        .collect();
    let rows = draft.preview.len();
    let mut table = Table::new(ui, "mapping-preview", &columns, rows);
    if rows > SHOWN {
        table = table.max_height(size::ROW * (SHOWN as f32 + 1.0));
    }
    table.show(ui, |row, column| {
        let text = draft.preview[row].get(column).cloned().unwrap_or_default();
        let cell = Cell::text(text);
        if is_chosen.get(column).copied().unwrap_or(false) {
            cell
        } else {
            cell.muted()
        }
    });
}

fn role(draft: &MappingDraft, header: &str) -> Option<&'static str> {
    let is = |chosen: &Option<String>| chosen.as_deref() == Some(header);
    if is(&draft.person) {
        Some("person")
    } else if is(&draft.arm) {
        Some("arm")
    } else if is(&draft.date) {
        Some("date")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(chosen: [Option<&str>; 3], is_ready: bool) {
        let [person, arm, date] = chosen.map(|header| header.map(str::to_owned));
        let draft = MappingDraft {
            person,
            arm,
            date,
            ..MappingDraft::default()
        };
        assert_eq!(missing(&draft).is_none(), is_ready, "{chosen:?}");
    }

    #[test]
    fn a_person_and_an_arm_are_needed_in_columns_of_their_own() {
        check([None, Some("arm"), None], false);
        check([Some("mail"), None, None], false);
        check([Some("mail"), Some("mail"), None], false);
        check([Some("mail"), Some("arm"), None], true);
        check([Some("mail"), Some("arm"), Some("arm")], false);
        check([Some("mail"), Some("arm"), Some("day")], true);
    }
}
