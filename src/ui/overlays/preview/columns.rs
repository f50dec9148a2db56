//! The columns of a file: cells as they stand, how they are read, why, and what becomes of them.

use std::cell::RefCell;

use eframe::egui::Ui;

use crate::app::Action;
use crate::import::{
    Basis, ColumnDecision, ColumnOverride, DayOrder, DecimalMark, FilePreview, PreviewContent,
};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, size};
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::table::{Cell, Column, Table, Width};

const NAME: usize = 0;
const CELLS: usize = 1;
const READ: usize = 2;
const WHY: usize = 3;
const KEPT: usize = 4;

/// Cells shown for a column.
const EXAMPLES: usize = 3;

/// One column of the file.
struct Line<'a> {
    header: &'a str,
    cells: String,
    decision: Option<&'a ColumnDecision>,
    is_used: bool,
    is_skipped: bool,
}

/// Draws the table; a choice goes into the file.
pub(super) fn table(
    ui: &mut Ui,
    file: &mut FilePreview,
    content: &PreviewContent,
    height: f32,
    outbox: &mut Outbox,
) {
    let lines = lines(file, content);
    let columns = columns();
    let mut table = Table::new(ui, ("preview-columns", &file.path), &columns, lines.len());
    if size::ROW * (lines.len() as f32 + 1.0) > height {
        table = table.max_height(height);
    }
    // Cells are drawn one by one and cannot share what they change.
    let chosen: RefCell<Option<(String, ColumnOverride)>> = RefCell::new(None);
    let response = table.show(ui, |row, column| {
        let line = &lines[row];
        let choice = file.choice.column(line.header);
        match (column, line.decision) {
            (NAME, _) if line.is_used => Cell::text(line.header),
            (NAME, _) => Cell::text(line.header).muted(),
            (CELLS, _) => Cell::text(line.cells.clone()).muted(),
            (READ, Some(decision)) => {
                let words = words(decision, choice);
                let (decision, chosen) = (decision.clone(), &chosen);
                Cell::custom(words, move |ui| {
                    if let Some(choice) = menu(ui, &decision, choice) {
                        *chosen.borrow_mut() = Some((decision.header.clone(), choice));
                    }
                })
            }
            (WHY, Some(decision)) => why(decision, choice),
            (KEPT, _) if line.is_skipped => Cell::text("Left out")
                .link()
                .hover("Read this column again"),
            (KEPT, _) if line.is_used => Cell::text("Read")
                .quiet_link()
                .hover("Leave this column out: its cells are read as blank"),
            (KEPT, _) => Cell::text("Ignored")
                .muted()
                .hover("Holdout has no use for this column; nothing of it is stored"),
            _ => Cell::empty(),
        }
    });
    let chosen = chosen.into_inner();
    if let Some((row, KEPT)) = response.clicked_cell {
        let header = lines[row].header.to_owned();
        let mut skipped = content.skipped.clone();
        if lines[row].is_skipped {
            skipped.retain(|other| *other != header);
        } else {
            skipped.push(header);
        }
        file.choice.skip_columns = Some(skipped);
        outbox.send(Action::PreviewAgain);
    }
    if let Some((header, choice)) = chosen {
        file.choice.choose(&header, choice);
    }
}

fn columns() -> [Column; 5] {
    let flexible = |share, min| Width::Flexible { share, min };
    let text = |title, share, min| Column::text(title).unsorted().width(flexible(share, min));
    [
        text("Column", 1.2, 130.0),
        text("Cells", 1.6, 150.0),
        Column::drawing("Read as", 210.0),
        text("Why", 1.0, 110.0),
        Column::text("Used")
            .unsorted()
            .width(Width::Fit { min: 72.0 }),
    ]
}

/// The columns: those to decide first, then the other decisions, then what is read, then the rest.
fn lines<'a>(file: &FilePreview, content: &'a PreviewContent) -> Vec<Line<'a>> {
    let survey = match &content.survey {
        Some(Ok(survey)) => Some(survey),
        Some(Err(_)) | None => None,
    };
    let mut lines: Vec<Line<'a>> = content
        .recognition
        .headers
        .iter()
        .enumerate()
        .map(|(at, header)| {
            let decision = survey.and_then(|survey| {
                let mut decisions = survey.decisions.iter();
                decisions.find(|decision| decision.header == *header)
            });
            Line {
                header,
                cells: cells(content, at, decision),
                decision,
                is_used: survey.is_some_and(|survey| survey.used.contains(header)),
                is_skipped: content.skipped.contains(header),
            }
        })
        .collect();
    let open = file.open();
    let is_open = |line: &Line<'_>| open.iter().any(|decision| decision.header == line.header);
    lines.sort_by_key(|line| {
        let is_other = !line.is_used && !line.is_skipped;
        (!is_open(line), line.decision.is_none(), is_other)
    });
    lines
}

/// Cells that tell how the column is written, else the first different ones.
fn cells(content: &PreviewContent, column: usize, decision: Option<&ColumnDecision>) -> String {
    let told = decision.map_or(&[][..], |decision| &decision.examples);
    if !told.is_empty() {
        return told.join(" · ");
    }
    let rows = content.recognition.preview.iter();
    let mut found: Vec<&str> = Vec::new();
    for cell in rows
        .filter_map(|row| row.get(column))
        .map(|cell| cell.trim())
    {
        if found.len() < EXAMPLES && !cell.is_empty() && !found.contains(&cell) {
            found.push(cell);
        }
    }
    found.join(" · ")
}

/// How a column is read, in two words; the examples stand in the menu and in the cells.
fn words(decision: &ColumnDecision, choice: ColumnOverride) -> &'static str {
    let is_open = decision.basis == Basis::Open;
    match (decision.decimal, decision.day_order) {
        (Some(mark), _) => match choice.decimal.unwrap_or(mark) {
            DecimalMark::Point => "decimal point",
            DecimalMark::Comma => "decimal comma",
            DecimalMark::Unproven if is_open => "choose",
            DecimalMark::Unproven | DecimalMark::Mixed => "each by itself",
        },
        (None, Some(order)) => match choice.day_order.unwrap_or(order) {
            DayOrder::DayFirst => "day first",
            DayOrder::MonthFirst => "month first",
            DayOrder::Unproven if is_open => "choose",
            DayOrder::Unproven => "each by itself",
        },
        (None, None) => "",
    }
}

fn why<'c>(decision: &ColumnDecision, choice: ColumnOverride) -> Cell<'c> {
    let is_chosen = choice != ColumnOverride::default();
    match decision.basis {
        _ if is_chosen => Cell::text(Basis::Chosen.label()),
        Basis::Open => Cell::text(Basis::Open.label()).tone(Tone::Warning),
        Basis::Contradictory => Cell::text(Basis::Contradictory.label())
            .tone(Tone::Warning)
            .hover("Each cell that could mean either is refused, with an issue"),
        Basis::Chosen | Basis::Proven | Basis::OtherColumns => {
            Cell::text(decision.basis.label()).muted()
        }
    }
}

/// The menu of one column; what was chosen in it.
fn menu(ui: &mut Ui, decision: &ColumnDecision, choice: ColumnOverride) -> Option<ColumnOverride> {
    let value = words(decision, choice);
    let mut chosen = None;
    let label = if decision.decimal.is_some() {
        "Amounts"
    } else {
        "Dates"
    };
    ScopeChip::new(label, value)
        .value_width(150.0)
        .show(ui, |ui| {
            if decision.decimal.is_some() {
                for mark in [DecimalMark::Point, DecimalMark::Comma] {
                    let is_on = choice.decimal.or(decision.decimal) == Some(mark);
                    if menu_item(ui, mark.label(), is_on).clicked() {
                        chosen = Some(ColumnOverride {
                            decimal: Some(mark),
                            ..choice
                        });
                    }
                }
            } else {
                for order in [DayOrder::DayFirst, DayOrder::MonthFirst] {
                    let is_on = choice.day_order.or(decision.day_order) == Some(order);
                    if menu_item(ui, order.label(), is_on).clicked() {
                        chosen = Some(ColumnOverride {
                            day_order: Some(order),
                            ..choice
                        });
                    }
                }
            }
            let can_let_go = choice != ColumnOverride::default() && decision.basis != Basis::Chosen;
            if can_let_go && menu_item(ui, "As the file tells", false).clicked() {
                chosen = Some(ColumnOverride::default());
            }
        });
    chosen
}
