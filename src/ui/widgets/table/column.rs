//! Columns of a table and how wide they become.

use eframe::egui::{Align, Id, Ui};

use crate::ui::{
    theme::{Font, Tokens, size, space},
    widgets::{definition::Definition, paint},
};

/// How a column gets its width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// Points, padding included.
    Fixed(f32),
    /// As wide as the widest cell seen, at least `min`; such cells are never cut.
    Fit {
        /// Least width in points.
        min: f32,
    },
    /// A share of what the others leave, at least `min`; longer text is cut with an ellipsis.
    Flexible {
        /// The share, relative to other flexible columns.
        share: f32,
        /// Least width in points.
        min: f32,
    },
}

/// A column: title, width, alignment, order.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    title: String,
    width: Width,
    align: Align,
    sortable: bool,
    descending_first: bool,
    definition: Option<Definition>,
}

impl Column {
    fn new(title: impl Into<String>, width: Width, align: Align) -> Self {
        Self {
            title: title.into(),
            width,
            align,
            sortable: true,
            descending_first: align == Align::Max,
            definition: None,
        }
    }

    /// Names and words: left, sharing the width that is left.
    #[must_use]
    pub fn text(title: impl Into<String>) -> Self {
        let width = Width::Flexible {
            share: 1.0,
            min: 96.0,
        };
        Self::new(title, width, Align::Min)
    }

    /// Numbers: right, as wide as the widest, first click sorts the largest to the top. The title
    /// carries the unit.
    #[must_use]
    pub fn number(title: impl Into<String>) -> Self {
        Self::new(title, Width::Fit { min: 64.0 }, Align::Max)
    }

    /// Marks, tags and other drawings: left, of fixed width, not sortable.
    #[must_use]
    pub fn drawing(title: impl Into<String>, width: f32) -> Self {
        Self::new(title, Width::Fixed(width), Align::Min).unsorted()
    }

    /// Another width.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Another alignment.
    #[must_use]
    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// A header that does not sort.
    #[must_use]
    pub fn unsorted(mut self) -> Self {
        self.sortable = false;
        self
    }

    /// What the column's numbers mean, on hover of the header.
    #[must_use]
    pub fn definition(mut self, definition: Definition) -> Self {
        self.definition = Some(definition);
        self
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    pub(super) fn alignment(&self) -> Align {
        self.align
    }

    pub(super) fn is_sortable(&self) -> bool {
        self.sortable
    }

    pub(super) fn sorts_descending_first(&self) -> bool {
        self.descending_first
    }

    pub(super) fn explained(&self) -> Option<&Definition> {
        self.definition.as_ref()
    }

    pub(super) fn fits(&self) -> bool {
        matches!(self.width, Width::Fit { .. })
    }
}

/// The widest cells seen so far, per column, padding included.
pub(super) fn seen_widths(ui: &Ui, id: Id) -> Vec<f32> {
    ui.data(|data| data.get_temp(id.with("seen")))
        .unwrap_or_default()
}

/// Remembers wider cells; the frame is drawn again if a column has to grow.
pub(super) fn remember_widths(ui: &Ui, id: Id, columns: &[Column], seen: &[f32]) {
    let known = seen_widths(ui, id);
    let grown = columns.iter().enumerate().any(|(index, column)| {
        let before = known.get(index).copied().unwrap_or(0.0);
        column.fits() && seen.get(index).is_some_and(|now| *now > before + 0.5)
    });
    if grown {
        let widest: Vec<f32> = seen
            .iter()
            .enumerate()
            .map(|(index, now)| now.max(known.get(index).copied().unwrap_or(0.0)))
            .collect();
        ui.data_mut(|data| data.insert_temp(id.with("seen"), widest));
        ui.request_discard("A column of a table has to grow");
    }
}

/// The width of each column for the available width.
pub(super) fn widths(ui: &Ui, id: Id, columns: &[Column], available: f32) -> Vec<f32> {
    let seen = seen_widths(ui, id);
    let natural: Vec<f32> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let ink = Tokens::of(ui).ink.muted;
            let title = paint::line(ui, &column.title, Font::SecondaryMedium, ink);
            let arrow = if column.sortable {
                size::ICON_SMALL + 2.0
            } else {
                0.0
            };
            let header = title.size().x.ceil() + arrow + 2.0 * space::S;
            header.max(seen.get(index).copied().unwrap_or(0.0))
        })
        .collect();
    distribute(columns, &natural, available)
}

fn distribute(columns: &[Column], natural: &[f32], available: f32) -> Vec<f32> {
    let mut taken = 0.0;
    let mut shares = 0.0;
    let mut widths: Vec<f32> = columns
        .iter()
        .zip(natural)
        .map(|(column, natural)| match column.width {
            Width::Fixed(points) => points,
            Width::Fit { min } => natural.max(min),
            Width::Flexible { share, min } => {
                shares += share;
                min
            }
        })
        .collect();
    for width in &widths {
        taken += width;
    }
    let spare = (available - taken).max(0.0);
    if shares > 0.0 {
        for (column, width) in columns.iter().zip(&mut widths) {
            if let Width::Flexible { share, .. } = column.width {
                *width += spare * share / shares;
            }
        }
    } else if let Some(last) = widths.last_mut() {
        *last += spare;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: &[Column], natural: &[f32], available: f32, expected: &[f32]) {
        assert_eq!(distribute(columns, natural, available), expected);
    }

    #[test]
    fn flexible_columns_share_what_the_others_leave() {
        let columns = [
            Column::text("Workflow"),
            Column::number("Orders"),
            Column::drawing("Incremental", 120.0),
        ];
        check(&columns, &[90.0, 50.0, 80.0], 400.0, &[216.0, 64.0, 120.0]);
        check(
            &columns,
            &[90.0, 100.0, 80.0],
            400.0,
            &[180.0, 100.0, 120.0],
        );
    }

    #[test]
    fn a_narrow_window_keeps_the_least_widths() {
        let columns = [Column::text("Workflow"), Column::number("Orders")];
        check(&columns, &[0.0, 80.0], 100.0, &[96.0, 80.0]);
    }

    #[test]
    fn without_a_flexible_column_the_last_one_takes_the_rest() {
        let columns = [Column::number("A"), Column::number("B")];
        check(&columns, &[70.0, 70.0], 200.0, &[70.0, 130.0]);
    }
}
