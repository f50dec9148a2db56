//! The card of import issues: every doubt with its place, what was read, and what was done.

use std::cmp::Ordering;
use std::sync::Arc;

use eframe::egui::{Align, Id, Layout, ScrollArea, Ui};

use crate::app::session::Loaded;
use crate::app::{Action, State};
use crate::model::issue::Severity;
use crate::store::StoredIssue;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::table::{Cell, Column, Sort, Table, Width, row_order, tsv};

use super::files::{Files, file_name, tone, word};
use super::kept::kept;

const WHAT: usize = 0;
const WHERE: usize = 1;
const RAW: usize = 2;
const DONE: usize = 3;

/// More issues than this scroll inside the card.
const SHOWN: usize = 14;

/// Draws the card.
pub(super) fn card(ui: &mut Ui, state: &State, files: &Files, outbox: &mut Outbox) {
    let Some(loaded) = &state.session.loaded else {
        return;
    };
    let sums = format!(
        "{}. Nothing was dropped silently: {}.",
        files.issues.sentence(),
        files.rows.sentence()
    );
    Card::new().title("Issues").subtitle(sums).show(ui, |ui| {
        if loaded.issues.is_empty() {
            let muted = Tokens::of(ui).ink.muted;
            ui.label(Font::Body.text("Every cell could be read as it stands", muted));
            return;
        }
        let order = order(ui, state, loaded);
        let issues = &loaded.issues;
        filters(ui, state, files, outbox, || {
            tsv(&columns(), order.len(), |row, column| {
                cell(&issues[order[row]], column)
            })
        });
        if order.is_empty() {
            nothing_left(ui, outbox);
        } else {
            table(ui, issues, &order);
        }
    });
}

fn sort_id() -> Id {
    Id::unique("data-screen-issue-order")
}

/// The issues to show as indices: worst first, then as they were found, or as a header was clicked.
fn order(ui: &Ui, state: &State, loaded: &Arc<Loaded>) -> Arc<Vec<usize>> {
    let view = &state.view.data;
    let sort: Option<Sort> = ui.data(|data| data.get_temp(sort_id()));
    let key = (view.severity, view.file.clone(), sort);
    kept(ui, loaded, "issues", &key, || {
        let issues = &loaded.issues;
        let mut shown: Vec<usize> = (0..issues.len())
            .filter(|&at| {
                let issue = &issues[at];
                view.severity
                    .is_none_or(|wanted| wanted == issue.issue.kind.severity())
                    && view
                        .file
                        .as_ref()
                        .is_none_or(|wanted| *wanted == issue.path)
            })
            .collect();
        shown.sort_by_key(|&at| issues[at].issue.kind.severity());
        let order = row_order(shown.len(), sort, |one, other, column| {
            compare(&issues[shown[one]], &issues[shown[other]], column)
        });
        order.into_iter().map(|row| shown[row]).collect()
    })
}

fn compare(one: &StoredIssue, other: &StoredIssue, column: usize) -> Ordering {
    let (first, second) = (&one.issue, &other.issue);
    match column {
        WHAT => first.kind.label().cmp(second.kind.label()),
        WHERE => {
            let place =
                |stored: &StoredIssue| (file_name(&stored.path).to_owned(), stored.issue.line);
            place(one).cmp(&place(other))
        }
        RAW => first.raw.cmp(&second.raw),
        _ => first.hint.cmp(&second.hint),
    }
}

fn filters(
    ui: &mut Ui,
    state: &State,
    files: &Files,
    outbox: &mut Outbox,
    text: impl FnOnce() -> String,
) {
    ui.horizontal(|ui| {
        let view = &state.view.data;
        let mut severity = view.severity;
        let counts = &files.issues;
        let labels = [
            None,
            Some(Severity::Error),
            Some(Severity::Warning),
            Some(Severity::Note),
        ]
        .into_iter()
        .filter(|&choice| choice.is_none() || choice == view.severity || counts.of(choice) > 0);
        let options: Vec<(Option<Severity>, &str)> = labels
            .map(|choice| (choice, choice.map_or("All", plural_word)))
            .collect();
        if segmented(ui, &mut severity, &options) {
            outbox.send(Action::FilterIssues(severity, view.file.clone()));
        }
        file_chip(ui, state, files, outbox);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let copy = Button::quiet("Copy").icon(icons::COPY);
            let copy = copy.hover("Copy the issues shown for a spreadsheet");
            if copy.show(ui).clicked() {
                outbox.send(Action::Copy(text()));
            }
        });
    });
}

fn plural_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Note => "Notes",
    }
}

fn file_chip(ui: &mut Ui, state: &State, files: &Files, outbox: &mut Outbox) {
    let view = &state.view.data;
    let value = view.file.as_deref().map_or("All files", file_name);
    ScopeChip::new("File", value).show(ui, |ui| {
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            if menu_item(ui, "All files", view.file.is_none()).clicked() {
                outbox.send(Action::FilterIssues(view.severity, None));
            }
            let with_issues = files.lines.iter().filter(|line| line.issues.of(None) > 0);
            for line in with_issues {
                let chosen = view.file.as_ref() == Some(&line.path);
                if menu_item(ui, line.name(), chosen).clicked() {
                    outbox.send(Action::FilterIssues(view.severity, Some(line.path.clone())));
                }
            }
        });
    });
}

fn nothing_left(ui: &mut Ui, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let muted = Tokens::of(ui).ink.muted;
        ui.label(Font::Body.text("No issue fits this filter", muted));
        if Button::link("Show all").show(ui).clicked() {
            outbox.send(Action::FilterIssues(None, None));
        }
    });
}

fn table(ui: &mut Ui, issues: &[StoredIssue], order: &[usize]) {
    let columns = columns();
    let sort: Option<Sort> = ui.data(|data| data.get_temp(sort_id()));
    let mut table = Table::new(ui, "issues", &columns, order.len()).sort(sort);
    if order.len() > SHOWN {
        table = table.max_height(size::ROW * (SHOWN as f32 + 1.5));
    }
    ui.add_space(space::XS);
    let response = table.show(ui, |row, column| cell(&issues[order[row]], column));
    if let Some(sort) = response.sort {
        ui.data_mut(|data| data.insert_temp(sort_id(), sort));
    }
}

fn columns() -> [Column; 4] {
    let flexible = |share, min| Width::Flexible { share, min };
    [
        Column::text("What").width(flexible(1.0, 168.0)),
        Column::text("Where").width(flexible(1.0, 150.0)),
        Column::text("Read as").width(flexible(0.7, 110.0)),
        Column::text("Done").width(flexible(1.6, 180.0)),
    ]
}

fn cell<'a>(stored: &StoredIssue, column: usize) -> Cell<'a> {
    let issue = &stored.issue;
    let severity = issue.kind.severity();
    match column {
        WHAT => {
            let words = format!("{}: {}", word(severity), issue.kind.label());
            Cell::status(tone(severity), issue.kind.label()).hover(words)
        }
        WHERE => Cell::text(place(stored)).hover(stored.path.clone()),
        RAW => issue
            .raw
            .as_ref()
            .filter(|raw| !raw.trim().is_empty())
            .map_or_else(Cell::empty, |raw| Cell::tags([raw.clone()])),
        DONE => Cell::text(issue.hint.clone()).muted(),
        _ => Cell::empty(),
    }
}

/// File, line and column: `orders_export_1.csv:8112, Total`.
fn place(stored: &StoredIssue) -> String {
    let mut text = file_name(&stored.path).to_owned();
    if let Some(line) = stored.issue.line {
        text.push_str(&format!(":{line}"));
    }
    if let Some(column) = &stored.issue.column {
        text.push_str(&format!(", {column}"));
    }
    text
}
