//! The Data screen: what was dropped in, what became of it, and whether the numbers can be trusted.
//!
//! Without a workspace it is the start page; `audit`, `people` and `privacy` are the other tabs. A file's
//! line and the sums over all files are made in `files`; the cards only draw them. What is derived from the loaded workspace is kept in `kept`
//! until another one is loaded.

mod audit;
mod chips;
mod files;
mod files_card;
mod health;
mod issues;
mod kept;
mod people;
mod privacy;
mod start;

use std::sync::Arc;

use eframe::egui::{Ui, vec2};

use crate::app::session::Loaded;
use crate::app::view::DataTab;
use crate::app::{Action, State};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::columns::{Columns, Track};

use files::Files;

/// A page narrower than this sets health below the tables.
const TWO_COLUMNS: f32 = 860.0;
const HEALTH_WIDTH: f32 = 272.0;

/// The chips in the top bar.
pub(super) fn scope(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if let Some(loaded) = &state.session.loaded {
        chips::chips(ui, state, loaded, outbox);
    }
}

/// The page.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let Some(loaded) = &state.session.loaded else {
        start::page(ui, state, outbox);
        return;
    };
    if state.session.is_read_only() {
        read_only_banner(ui, loaded, outbox);
    }
    tabs(ui, state, outbox);
    match state.view.data.tab {
        DataTab::Files => files_page(ui, state, loaded, outbox),
        DataTab::Audit => audit::page(ui, state, loaded, outbox),
        DataTab::People => people::page(ui, state, loaded, outbox),
        DataTab::Privacy => privacy::page(ui, state, loaded, outbox),
    }
}

fn tabs(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let mut tab = state.view.data.tab;
    let options = DataTab::ALL.map(|tab| (tab, tab.label()));
    if segmented(ui, &mut tab, &options) {
        outbox.send(Action::ShowDataTab(tab));
    }
}

fn files_page(ui: &mut Ui, state: &State, loaded: &Arc<Loaded>, outbox: &mut Outbox) {
    start::drop_area(ui, state, outbox);
    let files = kept::kept(ui, loaded, "files", &(), || {
        Files::of(loaded, state.session.last_import.as_deref())
    });
    if files.lines.is_empty() {
        start::no_files(ui, outbox);
        return;
    }
    if ui.available_width() < TWO_COLUMNS {
        tables(ui, state, &files, outbox);
        health::card(ui, state, outbox);
        return;
    }
    let tracks = [Track::Share(1.0), Track::Fixed(HEALTH_WIDTH)];
    Columns::new(ui, "data", &tracks).show(ui, |ui, column| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::L);
        if column == 0 {
            tables(ui, state, &files, outbox);
        } else {
            health::card(ui, state, outbox);
        }
    });
}

fn tables(ui: &mut Ui, state: &State, files: &Files, outbox: &mut Outbox) {
    files_card::card(ui, files, !state.session.is_read_only(), outbox);
    issues::card(ui, state, files, outbox);
}

fn read_only_banner(ui: &mut Ui, loaded: &Loaded, outbox: &mut Outbox) {
    let banner = Banner::new(
        Tone::Warning,
        "Read-only: another window is writing to this workspace",
    )
    .detail("Import and edit there, or close it and open this one again")
    .action("Open again");
    if banner.show(ui).is_some() {
        outbox.send(Action::Open(vec![loaded.path.clone()]));
    }
}
