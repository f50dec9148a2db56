//! Draws header, visible rows and total of a table.

use std::ops::Range;

use eframe::egui::{
    Align, CursorIcon, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo,
    accesskit::{Role, SortDirection},
    pos2, vec2,
};

use super::{Cell, Sort, Table, TableResponse, column};
use crate::ui::{
    icons,
    theme::{Font, Tokens, size, space},
    widgets::{definition::define, paint},
};

const HEADER: f32 = 28.0;

/// A table with its widths, about to be drawn.
pub(super) struct Drawing<'a> {
    table: Table<'a>,
    total: Vec<Cell<'a>>,
    widths: Vec<f32>,
    seen: Vec<f32>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(mut table: Table<'a>, widths: Vec<f32>) -> Self {
        let total = std::mem::take(&mut table.total);
        let seen = vec![0.0; widths.len()];
        Self {
            table,
            total,
            widths,
            seen,
        }
    }

    pub(super) fn show<'c>(
        mut self,
        ui: &mut Ui,
        cell: &mut impl FnMut(usize, usize) -> Cell<'c>,
        response: &mut TableResponse,
    ) {
        self.header(ui, response);
        let height = self.table.row_height * self.table.rows as f32;
        if let Some(max) = self.table.max_height {
            let total = if self.total.is_empty() {
                0.0
            } else {
                self.table.row_height
            };
            let room = (max - HEADER - total).max(self.table.row_height);
            // A page that scrolls itself offers less than the table was promised.
            let mut area = ScrollArea::vertical();
            if let Some(row) = self.first_reveal(ui) {
                let above = self.table.row_height * row as f32 - room / 2.0;
                area = area.vertical_scroll_offset(above.max(0.0));
            }
            area.id_salt(self.table.id.with("rows"))
                .max_height(room)
                .min_scrolled_height(room)
                .auto_shrink([false, true])
                .show_viewport(ui, |ui, viewport| {
                    let (_, area) = ui.allocate_space(vec2(self.width(), height));
                    let rows = self.visible(viewport.top(), viewport.bottom());
                    self.rows(ui, area, rows, cell, response);
                });
        } else {
            let (_, area) = ui.allocate_space(vec2(self.width(), height));
            let clip = ui.clip_rect();
            let rows = self.visible(clip.top() - area.top(), clip.bottom() - area.top());
            self.rows(ui, area, rows, cell, response);
        }
        self.total_row(ui);
        column::remember_widths(ui, self.table.id, self.table.columns, &self.seen);
    }

    /// The row to bring into view, once.
    fn first_reveal(&self, ui: &Ui) -> Option<usize> {
        let row = self.table.reveal?;
        let id = self.table.id.with("revealed");
        let known: Option<usize> = ui.data(|data| data.get_temp(id));
        ui.data_mut(|data| data.insert_temp(id, row));
        (known != Some(row)).then_some(row)
    }

    fn width(&self) -> f32 {
        self.widths.iter().sum()
    }

    /// The rows between two distances from the top of the first row.
    fn visible(&self, top: f32, bottom: f32) -> Range<usize> {
        let height = self.table.row_height;
        let first = (top / height).floor().max(0.0) as usize;
        let end = (bottom / height).ceil().max(0.0) as usize;
        first.min(self.table.rows)..end.min(self.table.rows)
    }

    fn header(&self, ui: &mut Ui, response: &mut TableResponse) {
        let tokens = Tokens::of(ui);
        let (_, row) = ui.allocate_space(vec2(self.width(), HEADER));
        let mut left = row.left();
        for (index, width) in self.widths.iter().enumerate() {
            let rect = Rect::from_min_size(pos2(left, row.top()), vec2(*width, HEADER));
            left += width;
            let header = self.header_cell(ui, rect, index);
            if header.clicked() {
                let first = self.table.columns[index].sorts_descending_first();
                response.sort = Some(Sort::after_click(self.table.sort, index, first));
            }
        }
        let line = row.shrink2(vec2(space::S, 0.0));
        ui.painter()
            .hline(line.x_range(), row.bottom() - 0.5, tokens.hairline());
    }

    fn header_cell(&self, ui: &Ui, rect: Rect, index: usize) -> Response {
        let tokens = Tokens::of(ui);
        let column = &self.table.columns[index];
        let sense = if column.is_sortable() {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, self.table.id.with(("header", index)), sense);
        let direction = self
            .table
            .sort
            .filter(|sort| sort.column == index)
            .map(|sort| sort.descending);
        response.widget_info(|| {
            WidgetInfo::labeled(Role::ColumnHeader, ui.is_enabled(), column.title())
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            if let Some(descending) = direction {
                node.set_sort_direction(if descending {
                    SortDirection::Descending
                } else {
                    SortDirection::Ascending
                });
            }
        });
        let lively = column.is_sortable() && (response.hovered() || response.has_focus());
        let ink = if lively || direction.is_some() {
            tokens.ink.text
        } else {
            tokens.ink.muted
        };
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let title = paint::line_within(
            ui,
            column.title(),
            Font::SecondaryMedium,
            ink,
            inner.width(),
        );
        let cut = title.elided;
        let placed = paint::place(ui.painter(), inner, column.alignment(), title);
        if let Some(descending) = direction {
            let icon = if descending {
                icons::SORT_DOWN
            } else {
                icons::SORT_UP
            };
            let gap = size::ICON_SMALL / 2.0 + 2.0;
            // Before the title of a number column, so that the title stays above its numbers.
            let x = match column.alignment() {
                Align::Max => placed.left() - gap,
                Align::Min | Align::Center => placed.right() + gap,
            };
            let centre = pos2(x, inner.center().y);
            paint::icon(ui.painter(), centre, icon, size::ICON_SMALL, ink);
        }
        paint::focus_ring(ui, &response, rect, size::RADIUS_TAG);
        let response = if column.is_sortable() {
            response.on_hover_cursor(CursorIcon::PointingHand)
        } else {
            response
        };
        match column.explained() {
            Some(definition) => define(response, definition),
            None if cut => response.on_hover_text(column.title()),
            None => response,
        }
    }

    fn rows<'c>(
        &mut self,
        ui: &mut Ui,
        area: Rect,
        rows: Range<usize>,
        cell: &mut impl FnMut(usize, usize) -> Cell<'c>,
        response: &mut TableResponse,
    ) {
        let tokens = Tokens::of(ui);
        let height = self.table.row_height;
        for row in rows {
            let rect = Rect::from_min_size(
                pos2(area.left(), area.top() + height * row as f32),
                vec2(self.width(), height),
            );
            let cells: Vec<Cell<'c>> = (0..self.widths.len())
                .map(|column| cell(row, column))
                .collect();
            self.row_ground(ui, rect, row, &cells, response);
            let last = row + 1 == self.table.rows && self.total.is_empty();
            if !last {
                let line = rect.shrink2(vec2(space::S, 0.0));
                ui.painter()
                    .hline(line.x_range(), rect.bottom() - 0.5, tokens.hairline());
            }
            if let Some(column) = self.cells(ui, rect, row, cells) {
                response.clicked_cell = Some((row, column));
            }
        }
    }

    /// Ground, selection and click of a row, below its cells.
    fn row_ground(
        &self,
        ui: &Ui,
        rect: Rect,
        row: usize,
        cells: &[Cell<'_>],
        response: &mut TableResponse,
    ) {
        let tokens = Tokens::of(ui);
        let selected = self.table.selected == Some(row);
        let sense = if self.table.clickable {
            Sense::click()
        } else {
            Sense::hover()
        };
        let drawn = ui.interact(rect, self.table.id.with(("row", row)), sense);
        if self.table.clickable {
            let name = cells.first().map(Cell::plain_text).unwrap_or_default();
            drawn.widget_info(|| WidgetInfo::selected(Role::Row, ui.is_enabled(), selected, &name));
        }
        let hovered = ui.rect_contains_pointer(rect);
        let ground = rect.shrink2(vec2(0.0, 1.0));
        if selected {
            ui.painter()
                .rect_filled(ground, size::RADIUS_TAG, tokens.accent_soft);
        } else if hovered {
            ui.painter()
                .rect_filled(ground, size::RADIUS_TAG, tokens.ground.hover);
        }
        if hovered {
            response.hovered = Some(row);
        }
        if drawn.clicked() {
            response.clicked = Some(row);
        }
        if drawn.gained_focus() {
            drawn.scroll_to_me(None);
        }
        paint::focus_ring(ui, &drawn, ground, size::RADIUS_TAG);
        if self.table.clickable {
            drawn.on_hover_cursor(CursorIcon::PointingHand);
        }
    }

    /// Draws the cells of a row; returns the link column that was clicked.
    fn cells(
        &mut self,
        ui: &mut Ui,
        row: Rect,
        salt: usize,
        cells: Vec<Cell<'_>>,
    ) -> Option<usize> {
        let mut clicked = None;
        let mut left = row.left();
        for (index, cell) in cells.into_iter().enumerate().take(self.widths.len()) {
            let width = self.widths[index];
            let rect = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
            left += width;
            let id = self.table.id.with(("cell", salt, index));
            let align = self.table.columns[index].alignment();
            let drawn = cell.draw(ui, id, rect, align);
            self.seen[index] = self.seen[index].max(drawn.natural_width);
            if drawn.response.is_some_and(|response| response.clicked()) {
                clicked = Some(index);
            }
        }
        clicked
    }

    fn total_row(&mut self, ui: &mut Ui) {
        if self.total.is_empty() {
            return;
        }
        let extent = vec2(self.width(), self.table.row_height);
        let (_, rect) = ui.allocate_space(extent);
        let cells = std::mem::take(&mut self.total)
            .into_iter()
            .map(Cell::strong)
            .collect();
        self.cells(ui, rect, usize::MAX, cells);
    }
}
