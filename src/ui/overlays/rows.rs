//! The rows behind a number: a virtualised table over the screen.

use eframe::egui::{Align, Context, Sense, Ui, vec2};
use egui_table::{CellInfo, Column, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use crate::analysis::rows::{RowTable, RowsQuery};
use crate::app::answers::Query;
use crate::app::{Action, State};
use crate::export::formula_safe;
use crate::model::format::{NumberStyle, plural};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::modal::Dialog;
use crate::ui::widgets::paint;

/// No column starts or grows wider.
const WIDEST: f32 = 480.0;

/// Draws the rows.
pub(super) fn show(context: &Context, state: &State, query: &RowsQuery, outbox: &mut Outbox) {
    let screen = context.content_rect().size();
    let width = (screen.x - 160.0).min(1120.0);
    let height = (screen.y - 240.0).max(200.0);
    let stamp = state.stamp(Query::Rows(query.clone()));
    let is_current = state.answers.is_current(&stamp);
    let answer = state.answers.rows().filter(|_| is_current);
    let response = Dialog::new("Rows behind this number")
        .width(width)
        .show(context, |ui| match answer {
            Some(table) => rows(ui, table, height, outbox),
            None => waiting(ui, state, &stamp.query),
        });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    }
}

fn waiting(ui: &mut Ui, state: &State, query: &Query) {
    let muted = Tokens::of(ui).ink.muted;
    let text = state
        .answers
        .slot(query)
        .failure()
        .unwrap_or("Finding the rows");
    ui.label(Font::Body.text(text, muted));
}

fn rows(ui: &mut Ui, table: &RowTable, height: f32, outbox: &mut Outbox) {
    let tokens = Tokens::of(ui);
    let style = NumberStyle::default();
    ui.horizontal(|ui| {
        let net = style.money(table.net_minor(), table.currency());
        let count = plural(table.len() as i64, "row", "rows");
        let text = format!("{}: {count}, {net} net", table.title);
        ui.label(Font::Body.text(text, tokens.ink.muted));
        ui.with_layout(eframe::egui::Layout::right_to_left(Align::Center), |ui| {
            let copy = Button::quiet("Copy").icon(crate::ui::icons::COPY);
            if copy
                .hover("Copy all rows for a spreadsheet")
                .show(ui)
                .clicked()
            {
                outbox.send(Action::Copy(tsv(table)));
            }
        });
    });
    ui.add_space(space::S);
    let columns =
        vec![Column::new(96.0).range(60.0..=WIDEST).resizable(true); table.columns().len()];
    ui.scope(|ui| {
        ui.set_max_height(height);
        ui.set_min_height(height);
        Table::new()
            .id_salt("rows-behind")
            .num_rows(table.len() as u64)
            .columns(columns)
            .headers([HeaderRow::new(size::ROW)])
            .show(ui, &mut Cells { table });
    });
}

fn tsv(table: &RowTable) -> String {
    let mut text = table.columns().join("\t");
    for row in 0..table.len() {
        text.push('\n');
        let cells: Vec<String> = (0..table.columns().len())
            .map(|column| formula_safe(&table.cell(row, column)).replace(['\t', '\n', '\r'], " "))
            .collect();
        text.push_str(&cells.join("\t"));
    }
    text
}

struct Cells<'a> {
    table: &'a RowTable,
}

impl Cells<'_> {
    fn text(&self, ui: &mut Ui, column: usize, text: &str, font: Font) {
        let tokens = Tokens::of(ui);
        if ui.is_sizing_pass() {
            // The first frame only asks how wide the cell would like to be.
            let wanted = paint::line(ui, text, font, tokens.ink.text).size().x + space::L;
            ui.allocate_space(vec2(wanted.min(WIDEST), size::ROW));
            return;
        }
        let rect = ui.max_rect().shrink2(vec2(space::S, 0.0));
        let align = if self.table.is_number(column) {
            Align::Max
        } else {
            Align::Min
        };
        let galley = paint::line_within(ui, text, font, tokens.ink.text, rect.width());
        let response = ui.allocate_rect(rect, Sense::hover());
        paint::place(ui.painter(), rect, align, galley.clone());
        paint::whole_text_on_hover(response, &galley, text);
    }
}

impl TableDelegate for Cells<'_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let column = cell.col_range.start;
        let name = self
            .table
            .columns()
            .get(column)
            .copied()
            .unwrap_or_default();
        self.text(ui, column, name, Font::Secondary);
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let row = usize::try_from(cell.row_nr).unwrap_or(usize::MAX);
        let text = self.table.cell(row, cell.col_nr);
        self.text(ui, cell.col_nr, &text, Font::Body);
    }

    fn default_row_height(&self) -> f32 {
        size::ROW
    }
}
