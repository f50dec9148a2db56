//! The card of import issues: every doubt with its place, what was read, and what was done.

use std::cmp::Ordering;
use std::sync::Arc;

use eframe::egui::{Align, AsIdSalt, Id, Layout, ScrollArea, Ui, vec2};

use crate::app::issues::{IssueChoice, ShownIssues};
use crate::app::session::Loaded;
use crate::app::{Action, State};
use crate::model::format::NumberStyle;
use crate::model::issue::Severity;
use crate::store::StoredIssue;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::chip::{ScopeChip, facet, menu_item};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::field::SearchBox;
use crate::ui::widgets::table::{Cell, Column, Sort, Table, Width, row_order, tsv};
use crate::ui::wording::{severity_tone as tone, severity_word as word};

use super::files::{Files, file_name};
use super::kept::kept;

const WHAT: usize = 0;
const WHERE: usize = 1;
const RAW: usize = 2;
const DONE: usize = 3;
const ROW: usize = 4;

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
        let shown = shown(ui, state, loaded);
        let order = &shown.order;
        let issues = &loaded.issues;
        filters(ui, state, files, outbox);
        kinds(ui, &state.view.data.issues, &shown, outbox);
        count_line(ui, order.len(), issues.len(), outbox, || {
            tsv(&columns()[..ROW], order.len(), |row, column| {
                cell(&issues[order[row]], column)
            })
        });
        if order.is_empty() {
            nothing_left(ui, outbox);
        } else {
            // Another filter starts at its first issue.
            let salt = ("issues", &state.view.data.issues);
            table(ui, salt, (issues, order), outbox);
        }
    });
}

fn sort_id() -> Id {
    Id::unique("data-screen-issue-order")
}

/// The issues to show: worst first, then as they were found, or as a header was clicked.
fn shown(ui: &Ui, state: &State, loaded: &Arc<Loaded>) -> Arc<ShownIssues> {
    let choice = &state.view.data.issues;
    let sort: Option<Sort> = ui.data(|data| data.get_temp(sort_id()));
    let key = (choice.clone(), sort);
    kept(ui, loaded, "issues", &key, || {
        let issues = &loaded.issues;
        let ShownIssues { order, kinds } = choice.shown(issues);
        let rows = row_order(order.len(), sort, |one, other, column| {
            compare(&issues[order[one]], &issues[order[other]], column)
        });
        ShownIssues {
            order: rows.into_iter().map(|row| order[row]).collect(),
            kinds,
        }
    })
}

fn compare(one: &StoredIssue, other: &StoredIssue, column: usize) -> Ordering {
    let (first, second) = (&one.issue, &other.issue);
    match column {
        WHAT => first.kind.label().cmp(second.kind.label()),
        WHERE => (file_name(&one.path), first.line).cmp(&(file_name(&other.path), second.line)),
        RAW => first.raw.cmp(&second.raw),
        _ => first.hint.cmp(&second.hint),
    }
}

fn filters(ui: &mut Ui, state: &State, files: &Files, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let choice = &state.view.data.issues;
        let mut severity = choice.severity;
        let counts = &files.issues;
        let labels = [
            None,
            Some(Severity::Error),
            Some(Severity::Warning),
            Some(Severity::Note),
        ]
        .into_iter()
        .filter(|&one| one.is_none() || one == choice.severity || counts.of(one) > 0);
        let options: Vec<(Option<Severity>, &str)> = labels
            .map(|one| (one, one.map_or("All", plural_word)))
            .collect();
        if segmented(ui, &mut severity, &options) {
            outbox.send(Action::FilterIssues(choice.with_severity(severity)));
        }
        file_chip(ui, state, files, outbox);
        let mut text = choice.text.clone();
        let width = (ui.available_width() - space::XL).clamp(90.0, 420.0);
        let search = SearchBox::new(&mut text, "Search issues").width(width);
        if search.show(ui).changed() {
            outbox.send(Action::FilterIssues(IssueChoice {
                text,
                ..choice.clone()
            }));
        }
    });
}

/// How many issues there are of each kind; one narrows the table to it.
fn kinds(ui: &mut Ui, choice: &IssueChoice, shown: &ShownIssues, outbox: &mut Outbox) {
    if shown.kinds.len() < 2 && choice.kind.is_none() {
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        // A wrapped row is as high as its parent says.
        ui.spacing_mut().interact_size.y = size::TAG;
        ui.horizontal_wrapped(|ui| {
            for &(kind, count) in &shown.kinds {
                let is_on = choice.kind == Some(kind);
                let count = NumberStyle::default().count(count as i64);
                let tone = tone(kind.severity());
                if facet(ui, (tone, kind.label()), &count, is_on).clicked() {
                    outbox.send(Action::FilterIssues(IssueChoice {
                        kind: (!is_on).then_some(kind),
                        ..choice.clone()
                    }));
                }
            }
        });
    });
}

/// How many are shown, and what can be done with them.
fn count_line(
    ui: &mut Ui,
    shown: usize,
    all: usize,
    outbox: &mut Outbox,
    text: impl FnOnce() -> String,
) {
    let count = |count: usize| NumberStyle::default().count(count as i64);
    let words = if shown == all {
        format!("{} issues", count(all))
    } else {
        format!("{} of {} issues", count(shown), count(all))
    };
    ui.horizontal(|ui| {
        let muted = Tokens::of(ui).ink.muted;
        ui.label(Font::Secondary.text(words, muted));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let export = Button::quiet("Export issues…").icon(icons::EXPORT);
            let export = export
                .enabled(shown > 0)
                .hover("Write the issues shown as CSV");
            if export.show(ui).clicked() {
                outbox.send(Action::ExportIssues);
            }
            let copy = Button::quiet("Copy").icon(icons::COPY).enabled(shown > 0);
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
    let choice = &state.view.data.issues;
    let mut choose = |file: Option<String>| {
        outbox.send(Action::FilterIssues(IssueChoice {
            file,
            ..choice.clone()
        }));
    };
    let value = choice.file.as_deref().map_or("All files", file_name);
    let chip = ScopeChip::new("File", value).value_width(130.0);
    chip.show(ui, |ui| {
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            if menu_item(ui, "All files", choice.file.is_none()).clicked() {
                choose(None);
            }
            let with_issues = files.lines.iter().filter(|line| line.issues.of(None) > 0);
            for line in with_issues {
                let chosen = choice.file.as_ref() == Some(&line.path);
                if menu_item(ui, line.name(), chosen).clicked() {
                    choose(Some(line.path.clone()));
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
            outbox.send(Action::FilterIssues(IssueChoice::default()));
        }
    });
}

fn table(
    ui: &mut Ui,
    salt: impl AsIdSalt,
    (issues, order): (&[StoredIssue], &[usize]),
    outbox: &mut Outbox,
) {
    let columns = columns();
    let sort: Option<Sort> = ui.data(|data| data.get_temp(sort_id()));
    let mut table = Table::new(ui, salt, &columns, order.len()).sort(sort);
    if order.len() > SHOWN {
        table = table.max_height(size::ROW * (SHOWN as f32 + 1.5));
    }
    let response = table.show(ui, |row, column| cell(&issues[order[row]], column));
    if let Some(sort) = response.sort {
        ui.data_mut(|data| data.insert_temp(sort_id(), sort));
    }
    if let Some((row, ROW)) = response.clicked_cell {
        outbox.send(Action::ShowRecord(Box::new(issues[order[row]].clone())));
    }
}

fn columns() -> [Column; 5] {
    let flexible = |share, min| Width::Flexible { share, min };
    [
        Column::text("What").width(flexible(1.0, 160.0)),
        Column::text("Where").width(flexible(1.4, 170.0)),
        Column::text("Read as").width(flexible(0.7, 110.0)),
        Column::text("Done").width(flexible(1.8, 180.0)),
        Column::text("").unsorted().width(Width::Fit { min: 72.0 }),
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
        WHERE => {
            Cell::text(place(file_name(&stored.path), stored)).hover(place(&stored.path, stored))
        }
        RAW => issue
            .raw
            .as_ref()
            .filter(|raw| !raw.trim().is_empty())
            .map_or_else(Cell::empty, |raw| Cell::tags([raw.clone()])),
        DONE => Cell::text(issue.hint.clone()).muted(),
        ROW => match issue.line {
            Some(line) => Cell::text("Show row").link().hover(format!(
                "Read line {} of the file",
                NumberStyle::default().count(line as i64)
            )),
            None => Cell::text("Show file")
                .link()
                .hover("Read the first rows of the file"),
        },
        _ => Cell::empty(),
    }
}

/// File, line and column: `orders_export_1.csv:8112, Total`.
fn place(file: &str, stored: &StoredIssue) -> String {
    let mut text = file.to_owned();
    if let Some(line) = stored.issue.line {
        text.push_str(&format!(":{line}"));
    }
    if let Some(column) = &stored.issue.column {
        text.push_str(&format!(", {column}"));
    }
    text
}
