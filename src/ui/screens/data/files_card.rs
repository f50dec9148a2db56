//! The card of imported files.

use std::path::PathBuf;

use eframe::egui::Ui;

use crate::app::Action;
use crate::app::issues::IssueChoice;
use crate::model::format::NumberStyle;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::Tone;
use crate::ui::widgets::badge;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::table::{Cell, Column, Table, Width};

use super::files::{FileKind, FileLine, Files};

const FILE: usize = 0;
const KIND: usize = 1;
const HOLDS: usize = 2;
const ROWS: usize = 3;
const OUTCOME: usize = 4;
const ISSUES: usize = 5;

/// More files than this scroll inside the card.
const SHOWN: usize = 12;

/// Draws the card.
pub(super) fn card(ui: &mut Ui, files: &Files, is_writable: bool, outbox: &mut Outbox) {
    Card::new()
        .title("Files")
        .show(ui, |ui| table(ui, &files.lines, is_writable, outbox));
}

fn table(ui: &mut Ui, lines: &[FileLine], is_writable: bool, outbox: &mut Outbox) {
    let columns = columns();
    let mut table = Table::new(ui, "files", &columns, lines.len());
    if lines.len() > SHOWN {
        table = table.max_height(30.0 * (SHOWN as f32 + 1.5));
    }
    let response = table.show(ui, |row, column| cell(&lines[row], column, is_writable));
    let Some((row, column)) = response.clicked_cell else {
        return;
    };
    let line = &lines[row];
    let path = PathBuf::from(&line.path);
    outbox.send(match (column, &line.kind) {
        (FILE, _) => Action::Preview(vec![path]),
        (HOLDS, FileKind::Units) => Action::SelectExperiment(Some(line.holds.clone())),
        (HOLDS, _) => Action::InspectFile(path),
        (OUTCOME, _) => Action::InspectUnits(path),
        _ => Action::FilterIssues(IssueChoice::of_file(&line.path)),
    });
}

fn columns() -> [Column; 6] {
    let flexible = |share, min| Width::Flexible { share, min };
    let define = |column: Column, title, meaning| {
        column
            .unsorted()
            .definition(Definition::new(title, meaning))
    };
    [
        Column::text("File").unsorted().width(flexible(2.0, 150.0)),
        Column::drawing("Recognised as", 150.0),
        Column::text("Holds")
            .unsorted()
            .width(Width::Fit { min: 96.0 }),
        define(
            Column::number("Rows"),
            "Rows",
            "Data rows of the file; several rows of an order are folded to one order",
        ),
        define(
            Column::text("Last import").width(Width::Fit { min: 104.0 }),
            "Last import",
            "Records that were new, that had changed, or that were known like this, when the file was imported last. The same export twice changes nothing",
        ),
        define(
            Column::number("Issues"),
            "Issues",
            "Doubts about the file, each with its place; click to see only these",
        ),
    ]
}

fn cell<'a>(line: &FileLine, column: usize, is_writable: bool) -> Cell<'a> {
    match column {
        FILE => match &line.kind {
            FileKind::Export(_) | FileKind::Unknown if is_writable => Cell::text(line.name())
                .quiet_link()
                .hover(format!("{}\nShow how it is read", line.path)),
            FileKind::Export(_)
            | FileKind::Unknown
            | FileKind::Units
            | FileKind::Rules
            | FileKind::Unreadable(_) => Cell::text(line.name()).hover(line.path.clone()),
        },
        KIND => {
            let label = line.kind.label();
            Cell::custom(label, move |ui| {
                badge::tag(ui, label);
            })
        }
        HOLDS => match &line.kind {
            FileKind::Unknown if !is_writable => Cell::empty(),
            FileKind::Unknown => Cell::text("Map columns…")
                .link()
                .hover("Say which columns hold the person and the arm"),
            FileKind::Unreadable(reason) => Cell::text("Could not be read")
                .tone(Tone::Negative)
                .hover(reason.clone()),
            FileKind::Units if line.holds.is_empty() => Cell::empty(),
            FileKind::Units => Cell::text(line.holds.clone())
                .link()
                .hover("Open the result of this test"),
            FileKind::Export(_) | FileKind::Rules => Cell::text(line.holds.clone()),
        },
        ROWS => line.rows.map_or_else(Cell::empty, |rows| {
            Cell::text(NumberStyle::default().count(rows as i64)).muted()
        }),
        OUTCOME if line.kind == FileKind::Unknown && is_writable => Cell::text("Read as units…")
        .link()
        .hover(
            "Read as one row per unit: a table with the arm and the outcomes of each person, session or shop in a row",
        ),
        OUTCOME => {
            let (short, whole) = (line.outcome_in_short(), line.outcome.clone());
            let cell = Cell::text(short.clone()).muted();
            if short == whole { cell } else { cell.hover(whole) }
        }
        ISSUES => issues(line),
        _ => Cell::empty(),
    }
}

fn issues<'a>(line: &FileLine) -> Cell<'a> {
    match (&line.kind, line.issues.worst()) {
        (_, Some((tone, words))) => Cell::text(words)
            .tone(tone)
            .link()
            .hover(line.issues.sentence()),
        (FileKind::Unreadable(_), None) => Cell::text("not taken").tone(Tone::Negative),
        (FileKind::Export(_) | FileKind::Units | FileKind::Rules | FileKind::Unknown, None) => {
            Cell::icon(icons::CHECK, "No issues")
        }
    }
}
