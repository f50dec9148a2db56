//! The table: aligned columns, sort by header, hover, selection, totals, virtualised at any length.
//!
//! The caller owns the rows and their order; the table asks for the cells of visible rows only and
//! answers what was clicked. Widths: `Width::Fit` columns grow to the widest number seen (numbers are
//! never cut), flexible columns share the rest and cut long names with an ellipsis, the whole on hover.
//! A window too narrow scrolls sideways. Ctrl+C over the table copies it as tab-separated text.
//! To add a kind of cell: a variant of `cell::Content`, its text and its drawing.

mod body;
mod cell;
mod column;
mod sort;

pub use cell::Cell;
pub use column::{Column, Width};
pub use sort::{Sort, row_order};

use eframe::egui::{AsIdSalt, Event, Id, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::export::formula_safe;
use crate::ui::theme::{size, space};

/// A table over `rows` rows.
#[must_use = "call `show`"]
pub struct Table<'a> {
    id: Id,
    columns: &'a [Column],
    rows: usize,
    sort: Option<Sort>,
    selected: Option<usize>,
    reveal: Option<usize>,
    clickable: bool,
    max_height: Option<f32>,
    row_height: f32,
    total: Vec<Cell<'a>>,
}

/// What happened to a table in a frame; rows are positions as drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableResponse {
    /// The order a header click asked for.
    pub sort: Option<Sort>,
    /// The row that was clicked, outside its links.
    pub clicked: Option<usize>,
    /// The link cell that was clicked: row and column.
    pub clicked_cell: Option<(usize, usize)>,
    /// The row below the pointer.
    pub hovered: Option<usize>,
}

impl<'a> Table<'a> {
    /// A table; the salt must be unique within the parent.
    pub fn new(ui: &Ui, salt: impl AsIdSalt, columns: &'a [Column], rows: usize) -> Self {
        Self {
            id: ui.make_persistent_id(salt),
            columns,
            rows,
            sort: None,
            selected: None,
            reveal: None,
            clickable: false,
            max_height: None,
            row_height: size::ROW,
            total: Vec::new(),
        }
    }

    /// The order the rows are in, for the arrow in the header.
    pub fn sort(mut self, sort: Option<Sort>) -> Self {
        self.sort = sort;
        self
    }

    /// The row that is selected.
    pub fn selected(mut self, row: Option<usize>) -> Self {
        self.selected = row;
        self
    }

    /// The row that is in view when the table is first shown, where it scrolls by itself.
    pub fn reveal(mut self, row: Option<usize>) -> Self {
        self.reveal = row;
        self
    }

    /// Makes whole rows clickable, by pointer and keyboard.
    pub fn clickable(mut self) -> Self {
        self.clickable = true;
        self
    }

    /// Scrolls inside this height, header and total staying in view. Without it the table is as tall
    /// as its rows; both draw visible rows only.
    pub fn max_height(mut self, points: f32) -> Self {
        self.max_height = Some(points);
        self
    }

    /// Another row height than the usual 30 points.
    pub fn row_height(mut self, points: f32) -> Self {
        self.row_height = points;
        self
    }

    /// A bold last row that stays in view.
    pub fn total(mut self, cells: Vec<Cell<'a>>) -> Self {
        self.total = cells;
        self
    }

    /// Draws the table; `cell` is asked for each visible cell by row and column.
    pub fn show<'c>(
        self,
        ui: &mut Ui,
        mut cell: impl FnMut(usize, usize) -> Cell<'c>,
    ) -> TableResponse {
        let mut response = TableResponse::default();
        let outer = ui.available_rect_before_wrap();
        // Cells have padding on both sides; reaching into the card's padding by as much keeps the text
        // of the first and last column on the card's edges and lets the ground of rows breathe.
        let reach = outer.expand2(vec2(space::S, 0.0));
        let widths = column::widths(ui, self.id, self.columns, reach.width());
        let needed: f32 = widths.iter().sum();
        let mut child = ui.new_child(
            UiBuilder::new()
                .id_salt(self.id)
                .max_rect(reach)
                .layout(eframe::egui::Layout::top_down(eframe::egui::Align::Min)),
        );
        child.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let id = self.id;
        let (columns, rows) = (self.columns, self.rows);
        let draw = body::Drawing::new(self, widths);
        if needed > reach.width() + 0.5 {
            ScrollArea::horizontal()
                .id_salt(id.with("sideways"))
                .auto_shrink([false, true])
                .show(&mut child, |ui| {
                    ui.set_min_width(needed);
                    draw.show(ui, &mut cell, &mut response);
                });
        } else {
            draw.show(&mut child, &mut cell, &mut response);
        }
        let used = Rect::from_min_max(outer.min, pos2(outer.right(), child.min_rect().bottom()));
        ui.advance_cursor_after_rect(used);
        if asks_for_copy(ui, used) {
            ui.copy_text(tsv(columns, rows, cell));
        }
        response
    }
}

fn asks_for_copy(ui: &Ui, rect: Rect) -> bool {
    ui.rect_contains_pointer(rect)
        && !ui.text_edit_focused()
        && ui.input(|input| {
            input
                .events
                .iter()
                .any(|event| matches!(event, Event::Copy))
        })
}

/// The whole table as tab-separated text with a header line, safe to paste into a spreadsheet; tabs and
/// line ends in cells become spaces.
pub fn tsv<'c>(
    columns: &[Column],
    rows: usize,
    mut cell: impl FnMut(usize, usize) -> Cell<'c>,
) -> String {
    let clean = |text: String| formula_safe(&text).replace(['\t', '\n', '\r'], " ");
    let mut text = String::new();
    let mut line = |fields: Vec<String>| {
        text.push_str(&fields.join("\t"));
        text.push('\n');
    };
    line(
        columns
            .iter()
            .map(|column| clean(column.title().to_owned()))
            .collect(),
    );
    for row in 0..rows {
        line(
            (0..columns.len())
                .map(|column| clean(cell(row, column).plain_text()))
                .collect(),
        );
    }
    text
}

#[cfg(test)]
mod tests;
