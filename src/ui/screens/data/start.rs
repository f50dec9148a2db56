//! Bringing files in: the drop area, the start page without a workspace, and an empty workspace.

use std::path::Path;

use eframe::egui::{Key, Ui};

use crate::app::preferences::Asking;
use crate::app::{Action, Command, State, places};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::chip::{ScopeChip, menu_item, menu_note};
use crate::ui::widgets::empty::{drop_zone_with, empty_state};
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::rows::ListRow;

const READS: &str =
    "CSV, XLSX or ZIP from Shopify, Klaviyo, Mailchimp, GA4, WooCommerce, Matrixify, or any table";

/// The page without a workspace.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if let Some(failure) = &state.session.failure {
        let banner = Banner::new(Tone::Negative, "That could not be opened")
            .detail(failure)
            .action("Open another…");
        if banner.show(ui).is_some() {
            outbox.run(Command::OpenWorkspace);
        }
    }
    drop_area(ui, state, outbox);
    if state.jobs.busy_with_workspace().is_some() {
        return;
    }
    Card::new().show(ui, |ui| {
        empty_state(
            ui,
            icons::STORE,
            "No export files at hand?",
            "Juniper & Oak is a made-up shop with 18 months of orders, campaigns and experiments, and with traps to find",
            |ui| sample_button(ui, outbox),
        );
    });
    recent(ui, state, outbox);
}

/// A workspace that holds no files yet.
pub(super) fn no_files(ui: &mut Ui, outbox: &mut Outbox) {
    Card::new().title("Files").show(ui, |ui| {
        empty_state(
            ui,
            icons::FILE,
            "This workspace is empty",
            "Drop an orders export to begin; everything else is optional",
            |ui| sample_button(ui, outbox),
        );
    });
}

fn sample_button(ui: &mut Ui, outbox: &mut Outbox) {
    let command = Command::LoadSampleShop;
    let button = Button::primary(command.label()).hover(command.help());
    if button.show(ui).clicked() {
        outbox.run(command);
    }
}

/// The drop area with the other two ways: a dialog and a typed path.
pub(super) fn drop_area(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let hovers = ui.input(|input| !input.raw.hovered_files.is_empty());
    let reason = Command::ImportFiles.unavailable(state);
    let sentence = if hovers {
        "Drop to import"
    } else {
        "Drop export files anywhere in this window"
    };
    drop_zone_with(ui, sentence, READS, hovers, |ui| {
        ui.add_enabled_ui(reason.is_none(), |ui| ways(ui, state, reason, outbox));
    });
}

fn ways(ui: &mut Ui, state: &State, reason: Option<&str>, outbox: &mut Outbox) {
    let muted = Tokens::of(ui).ink.muted;
    let choose = Button::link("Choose files…").hover(reason.unwrap_or(Command::ImportFiles.help()));
    if choose.show(ui).clicked() {
        outbox.run(Command::ImportFiles);
    }
    ui.label(Font::Body.text("or type a path", muted));
    let mut text = state.view.data.path_text.clone();
    let field = TextField::new("Path of a file, folder or workspace", &mut text)
        .hint("A file, a folder or a workspace")
        .width(260.0)
        .in_row()
        .show(ui);
    if field.changed() {
        outbox.send(Action::TypePath(text.clone()));
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_ready = !text.trim().is_empty();
    let pressed = Button::secondary("Import path")
        .enabled(is_ready)
        .show(ui)
        .clicked();
    asking(ui, state, outbox);
    if is_ready && (pressed || entered) {
        outbox.send(Action::Open(vec![places::typed(&text)]));
        outbox.send(Action::TypePath(String::new()));
    }
}

/// When files are shown before their import.
fn asking(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let current = state.preferences.asking;
    ScopeChip::new("Ask first", current.label()).show(ui, |ui| {
        menu_note(
            ui,
            "Shows how files will be read before anything is imported",
        );
        for asking in Asking::ALL {
            if menu_item(ui, asking.label(), asking == current).clicked() {
                outbox.send(Action::SetAsking(asking));
            }
        }
    });
}

fn recent(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let recent = &state.preferences.recent;
    if recent.is_empty() {
        return;
    }
    Card::new().title("Recent workspaces").show(ui, |ui| {
        for (at, workspace) in recent.iter().enumerate() {
            let name = workspace.file_name().unwrap_or_default().to_string_lossy();
            let folder = workspace.parent().unwrap_or(Path::new("")).display();
            let (folder, action) = (folder.to_string(), format!("Open {name}"));
            let mut row = ListRow::new(&name).detail(&folder).action(&action);
            if at + 1 == recent.len() {
                row = row.last();
            }
            if row.show(ui) {
                outbox.send(Action::Open(vec![workspace.clone()]));
            }
        }
    });
}
