//! The raw row behind an issue: header and cell side by side, the doubtful one marked.

use eframe::egui::{Context, Ui};

use crate::app::Action;
use crate::app::record::RecordView;
use crate::app::view::Overlay;
use crate::import::RawRows;
use crate::model::format::NumberStyle;
use crate::store::StoredIssue;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, size, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::modal::Dialog;
use crate::ui::widgets::progress::{Progress, progress_line};
use crate::ui::widgets::status::status;
use crate::ui::widgets::table::{Cell, Column, Table, Width};
use crate::ui::wording::severity_tone;

/// Draws the dialog.
pub(super) fn show(context: &Context, view: &RecordView, outbox: &mut Outbox) {
    let screen = context.content_rect().size();
    let widest = if view.around { 1120.0 } else { 760.0 };
    let width = (screen.x - 160.0).min(widest);
    let height = (screen.y - 320.0).max(200.0);
    let title = title(&view.issue);
    let mut around = view.around;
    let response = Dialog::new(&title).width(width).show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        what(ui, &view.issue);
        match &view.rows {
            None => {
                progress_line(ui, Progress::Unknown, "Reading the row");
            }
            Some(Err(reason)) => {
                Banner::new(Tone::Warning, reason).show(ui);
            }
            Some(Ok(rows)) => {
                if rows.has_changed {
                    changed(ui, &view.issue);
                }
                if rows.at.is_some() && rows.rows.len() > 1 {
                    segmented(
                        ui,
                        &mut around,
                        &[(false, "This row"), (true, "Rows around it")],
                    );
                }
                table(ui, &view.issue, rows, (around, height));
            }
        }
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if around != view.around {
        let view = RecordView {
            around,
            ..view.clone()
        };
        outbox.send(Action::SetOverlay(Some(Overlay::Record(Box::new(view)))));
    }
}

fn title(stored: &StoredIssue) -> String {
    let path = std::path::Path::new(&stored.path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match stored.issue.line {
        Some(line) => format!("{name}, line {}", NumberStyle::default().count(line as i64)),
        None => format!("{name}, first rows"),
    }
}

/// The issue in its own words.
fn what(ui: &mut Ui, stored: &StoredIssue) {
    let issue = &stored.issue;
    let muted = Tokens::of(ui).ink.muted;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let label = match &issue.column {
            Some(column) => format!("{} in {column}", issue.kind.label()),
            None => issue.kind.label().to_owned(),
        };
        status(ui, severity_tone(issue.kind.severity()), &label);
        ui.label(Font::Body.text(&issue.hint, muted));
    });
}

fn changed(ui: &mut Ui, stored: &StoredIssue) {
    let message = "The file has changed since it was imported";
    let detail = match stored.issue.line {
        Some(_) => {
            "What stands on this line now may be another row. Import the file again for issues that fit it"
        }
        None => "Import it again for issues that fit it",
    };
    Banner::new(Tone::Warning, message).detail(detail).show(ui);
}

/// One line for each header, and for surplus cells; one column for each row that is shown.
fn table(ui: &mut Ui, stored: &StoredIssue, rows: &RawRows, (around, height): (bool, f32)) {
    let shown: Vec<usize> = match rows.at {
        Some(at) if !around => vec![at],
        Some(_) | None => (0..rows.rows.len()).collect(),
    };
    let cells = shown.iter().map(|&row| rows.rows[row].cells.len());
    let lines = cells.max().unwrap_or(0).max(rows.headers.len());
    let guilty = stored.issue.column.as_ref().and_then(|column| {
        let mut headers = rows.headers.iter();
        headers.position(|header| header.trim() == column.trim())
    });
    let mut columns = vec![Column::text("Column").unsorted().width(Width::Flexible {
        share: 1.0,
        min: 150.0,
    })];
    for &row in &shown {
        let line = NumberStyle::default().count(rows.rows[row].line as i64);
        let width = Width::Flexible {
            share: 2.0,
            min: 150.0,
        };
        let title = format!("Line {line}");
        columns.push(Column::text(title).unsorted().width(width));
    }
    let salt = ("record", &stored.path, stored.issue.line, around);
    let mut table = Table::new(ui, salt, &columns, lines)
        .selected(guilty)
        .reveal(guilty);
    if size::ROW * (lines as f32 + 1.0) > height {
        table = table.max_height(height);
    }
    table.show(ui, |line, column| {
        if column == 0 {
            return match rows.headers.get(line) {
                Some(header) => Cell::text(header.clone()).muted(),
                None => Cell::text(format!("no header ({})", line + 1)).muted(),
            };
        }
        let row = shown[column - 1];
        match rows.rows[row].cells.get(line) {
            None => Cell::text("no cell").muted(),
            Some(cell) if cell.trim().is_empty() => Cell::text("blank").muted(),
            Some(cell) if around && rows.at == Some(row) => Cell::text(cell.clone()).strong(),
            Some(cell) => Cell::text(cell.clone()),
        }
    });
}
