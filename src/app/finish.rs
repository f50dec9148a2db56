//! What the end of a job changes: loaded data, answers, results to look at, notices.

use std::path::PathBuf;
use std::sync::Arc;

use crate::import::{FileReport, ImportReport, UnitFile};
use crate::model::format::plural;

use super::action::Effect;
use super::answers::{Answer, Stamp};
use super::apply::notify;
use super::document::Document;
use super::jobs::{Job, JobMessage, Outcome};
use super::people::{self, PeopleView};
use super::preferences::Asking;
use super::preview;
use super::record;
use super::session::Loaded;
use super::state::State;
use super::view::{NoticeTone, Overlay, Screen};

pub(super) fn finish(state: &mut State, message: JobMessage) -> Vec<Effect> {
    match message.outcome {
        Outcome::Opened(loaded, report) => {
            opened(state, loaded);
            if let Some(report) = report {
                return imported(state, report);
            }
        }
        Outcome::Removed(loaded, name) => {
            opened(state, loaded);
            state.view.experiments.selected = None;
            notify(state, NoticeTone::Done, format!("Removed {name}"));
        }
        Outcome::PeopleChanged(loaded, done) => {
            if let Some(loaded) = loaded {
                opened(state, loaded);
            }
            people::take(state, done);
        }
        Outcome::InspectedUnits(draft) => state.view.overlay = Some(Overlay::Units(draft)),
        Outcome::Saved => {}
        Outcome::Answered(stamp, result) => answered(state, stamp, result),
        Outcome::SelfChecked(stamp, result) => {
            state
                .self_checks
                .finish(stamp, result.map(|done| done.map(|check| *check)));
        }
        Outcome::Inspected(draft) => state.view.overlay = Some(Overlay::Mapping(*draft)),
        Outcome::Previewed(files) => preview::take(state, files),
        Outcome::RowRead(wanted, rows) => record::take(state, &wanted, rows),
        Outcome::Exported(paths) => {
            let folder = paths
                .first()
                .and_then(|path| path.parent())
                .map(|folder| folder.display().to_string())
                .unwrap_or_default();
            let count = plural(paths.len() as i64, "file", "files");
            notify(
                state,
                NoticeTone::Done,
                format!("{count} written to {folder}"),
            );
        }
        Outcome::Cancelled => {
            preview::give_up(state);
            notify(state, NoticeTone::Done, "Cancelled; nothing was changed");
        }
        Outcome::Failed(text) => {
            preview::give_up(state);
            if state.session.loaded.is_none() {
                state.session.failure = Some(text.clone());
            }
            notify(state, NoticeTone::Failed, text);
        }
    }
    Vec::new()
}

/// Says what an import did, opens the result of a table with one row per unit, and asks about files that
/// wait for a decision or whose columns nobody knows.
fn imported(state: &mut State, report: Arc<ImportReport>) -> Vec<Effect> {
    let likely = |file: &&FileReport| file.units == UnitFile::Likely;
    let to_ask = report
        .files
        .iter()
        .find(likely)
        .map(|file| file.path.clone());
    if let [file] = report.files.as_slice()
        && let UnitFile::Stored(name) = &file.units
    {
        state.view.screen = Screen::Experiments;
        state.view.experiments.selected = Some(name.clone());
    }
    let asks = state.preferences.asking != Asking::Never;
    let waits = |file: &FileReport| file.is_held_back() || (asks && file.is_unknown());
    let waiting = report
        .files
        .iter()
        .filter(|file| waits(file) && !likely(file));
    let waiting: Vec<PathBuf> = waiting.map(|file| file.path.clone()).collect();
    let is_told = |file: &FileReport| likely(&file) || waits(file);
    if !report.files.iter().all(is_told) {
        let tone = if report.is_clean() {
            NoticeTone::Done
        } else {
            NoticeTone::Failed
        };
        notify(state, tone, report.sentence());
    }
    state.session.last_import = Some(report);
    if state.view.overlay.is_some() {
        return Vec::new();
    }
    if !waiting.is_empty() {
        return vec![Effect::Start(Box::new(preview::start(waiting)))];
    }
    let ask = to_ask.map(|path| Effect::Start(Box::new(Job::InspectUnits(path))));
    ask.into_iter().collect()
}

fn answered(state: &mut State, stamp: Stamp, result: Result<Answer, String>) {
    state.answers.finish(stamp, result);
}

fn opened(state: &mut State, loaded: Arc<Loaded>) {
    let same = state
        .session
        .loaded
        .as_ref()
        .is_some_and(|known| known.path == loaded.path);
    let had_orders = state.session.has_orders();
    state.preferences.remember(&loaded.path);
    if same {
        state.document.refresh(loaded.definitions.clone());
    } else {
        state.answers.clear();
        state.self_checks.clear();
        state.document = Document::loaded(loaded.definitions.clone(), state.document.version() + 1);
        state.session.last_import = None;
        state.view.experiments.selected = None;
        state.view.data.people = PeopleView::default();
    }
    state.session.failure = None;
    state.session.loaded = Some(loaded);
    let first_sight = !same || !had_orders;
    if first_sight && state.session.has_orders() && state.view.screen == Screen::Data {
        state.view.screen = Screen::Overview;
    }
}
