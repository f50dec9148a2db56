//! The command palette: commands, segments and experiments by name.

use eframe::egui::{Context, Id, Key, ScrollArea, Ui};

use crate::app::command::Shortcut;
use crate::app::view::{Overlay, Screen, SegmentsView};
use crate::app::{Action, Command, State};
use crate::segments::Preset;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::field::SearchBox;
use crate::ui::widgets::modal::Dialog;
use crate::ui::widgets::rows::select_row;

/// One line of the palette.
struct Entry {
    name: String,
    detail: String,
    unavailable: Option<&'static str>,
    actions: Vec<Action>,
}

/// Draws the palette.
pub(super) fn show(
    context: &Context,
    state: &State,
    (typed, was): (&str, usize),
    outbox: &mut Outbox,
) {
    let response = Dialog::new("Search or run a command")
        .width(520.0)
        .show(context, |ui| {
            let mut text = typed.to_owned();
            let search = SearchBox::new(&mut text, "Type a command, a segment or an experiment")
                .width(ui.available_width() - space::XL)
                .id(Id::unique("palette-search"))
                .show(ui);
            search.request_focus();
            let entries = found(state, &text);
            let row = moved(ui, was.min(entries.len().saturating_sub(1)), entries.len());
            let chosen = list(ui, &entries, row);
            let entered = ui
                .input(|input| input.key_pressed(Key::Enter))
                .then_some(row);
            (text, row, entries, chosen.or(entered))
        });
    let (text, row, mut entries, chosen) = response.inner;
    if response.close {
        outbox.send(Action::SetOverlay(None));
        return;
    }
    if let Some(chosen) = chosen.filter(|&chosen| chosen < entries.len()) {
        outbox.send(Action::SetOverlay(None));
        for action in entries.swap_remove(chosen).actions {
            outbox.send(action);
        }
        return;
    }
    // Only what changed: an action every frame would draw the window for ever.
    if (text.as_str(), row) != (typed, was) {
        outbox.send(Action::SetOverlay(Some(Overlay::Palette { text, row })));
    }
}

fn moved(ui: &Ui, row: usize, rows: usize) -> usize {
    let (up, down) = ui.input(|input| {
        (
            input.key_pressed(Key::ArrowUp),
            input.key_pressed(Key::ArrowDown),
        )
    });
    match (up, down) {
        (true, false) => row.saturating_sub(1),
        (false, true) => (row + 1).min(rows.saturating_sub(1)),
        (true, true) | (false, false) => row,
    }
}

fn list(ui: &mut Ui, entries: &[Entry], row: usize) -> Option<usize> {
    let muted = Tokens::of(ui).ink.muted;
    if entries.is_empty() {
        ui.label(Font::Body.text("Nothing has this name", muted));
        return None;
    }
    let mut chosen = None;
    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        for (at, entry) in entries.iter().enumerate() {
            let detail = entry.unavailable.unwrap_or(&entry.detail);
            let response = ui
                .add_enabled_ui(entry.unavailable.is_none(), |ui| {
                    select_row(ui, &entry.name, detail, at == row)
                })
                .inner;
            if response.clicked() {
                chosen = Some(at);
            }
        }
    });
    chosen
}

fn found(state: &State, text: &str) -> Vec<Entry> {
    let wanted = text.trim().to_lowercase();
    let mut entries = commands(state);
    entries.extend(places(state));
    entries.retain(|entry| matches(&entry.name, &wanted) || matches(&entry.detail, &wanted));
    // Names before descriptions.
    entries.sort_by_key(|entry| !matches(&entry.name, &wanted));
    entries
}

/// Every word typed occurs.
fn matches(name: &str, wanted: &str) -> bool {
    let name = name.to_lowercase();
    wanted.split_whitespace().all(|word| name.contains(word))
}

fn commands(state: &State) -> Vec<Entry> {
    Command::ALL
        .into_iter()
        .filter(|&command| command != Command::OpenPalette)
        .map(|command| Entry {
            name: command.label().trim_end_matches('…').to_owned(),
            detail: command.shortcut().map_or_else(String::new, Shortcut::label),
            unavailable: command.unavailable(state),
            actions: vec![Action::Run(command)],
        })
        .collect()
}

fn places(state: &State) -> Vec<Entry> {
    if !state.session.has_orders() {
        return Vec::new();
    }
    let show = Action::Run;
    let presets = Preset::ALL.into_iter().map(|preset| Entry {
        name: format!("Segment: {}", preset.label()),
        detail: preset.help().to_owned(),
        unavailable: None,
        actions: vec![
            show(Screen::Segments.command()),
            Action::SetSegments(SegmentsView::of_preset(preset)),
        ],
    });
    let saved = state
        .document
        .definitions()
        .segments
        .iter()
        .map(|segment| Entry {
            name: format!("Segment: {}", segment.name),
            detail: segment.rule.clone(),
            unavailable: None,
            actions: vec![
                show(Screen::Segments.command()),
                Action::SetSegments(SegmentsView::of_saved(segment)),
            ],
        });
    let experiments = state.document.definitions().experiments.iter();
    let experiments = experiments.map(|experiment| Entry {
        name: format!("Experiment: {}", experiment.name),
        detail: experiment.workflow.clone().unwrap_or_default(),
        unavailable: None,
        actions: vec![Action::SelectExperiment(Some(experiment.name.clone()))],
    });
    presets.chain(saved).chain(experiments).collect()
}
