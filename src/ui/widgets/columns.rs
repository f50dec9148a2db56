//! Columns of a page: fixed and flexible tracks side by side, with cards that end at the same height.

use eframe::egui::{AsIdSalt, Id, Rect, Ui, UiBuilder, UiKind, UiStackInfo, pos2};

use crate::ui::theme::space;

/// The width of one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Track {
    /// Points, whatever the window.
    Fixed(f32),
    /// A share of what the fixed tracks leave.
    Share(f32),
}

/// Columns side by side; a card in them may grow to the tallest column with `Card::fill_height`.
#[must_use = "call `show`"]
pub struct Columns<'a> {
    salt: Id,
    tracks: &'a [Track],
    gap: f32,
}

/// What a cell tells the card that grows in it.
#[derive(Clone, Copy)]
struct Cell {
    id: Id,
    top: f32,
    row_height: f32,
}

const TAG: &str = "holdout-column";

impl<'a> Columns<'a> {
    /// Columns of these widths; the salt must be unique within the parent.
    pub fn new(ui: &Ui, salt: impl AsIdSalt, tracks: &'a [Track]) -> Self {
        Self {
            salt: ui.make_persistent_id(salt),
            tracks,
            gap: space::L,
        }
    }

    /// The distance between columns, in points.
    pub fn gap(mut self, gap: f32) -> Self {
        self.gap = gap;
        self
    }

    /// Draws every column; the closure gets the index of the column.
    pub fn show(self, ui: &mut Ui, mut column: impl FnMut(&mut Ui, usize)) {
        let id = self.salt;
        let area = ui.available_rect_before_wrap();
        let row_height = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
        let mut left = area.left();
        let mut natural = 0.0_f32;
        let mut bottom = area.top();
        for (index, width) in widths(self.tracks, area.width(), self.gap)
            .into_iter()
            .enumerate()
        {
            let cell = Cell {
                id: id.with(index),
                top: area.top(),
                row_height,
            };
            let rect = Rect::from_min_max(area.min, area.max)
                .with_min_x(left)
                .with_max_x(left + width);
            let info = UiStackInfo::new(UiKind::GenericArea).with_tag_value(TAG, cell);
            let mut child = ui.new_child(
                UiBuilder::new()
                    .id_salt(("column", id, index))
                    .max_rect(rect)
                    .layout(eframe::egui::Layout::top_down(eframe::egui::Align::Min))
                    .ui_stack_info(info),
            );
            ui.data_mut(|data| data.insert_temp(cell.id, 0.0_f32));
            column(&mut child, index);
            let grown = ui.data(|data| data.get_temp::<f32>(cell.id)).unwrap_or(0.0);
            let used = child.min_rect().height();
            natural = natural.max(used - grown);
            bottom = bottom.max(area.top() + used);
            left += width + self.gap;
        }
        if (natural - row_height).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(id, natural));
            ui.request_discard("The height of a row of cards changed");
        }
        let used = Rect::from_min_max(area.min, pos2(area.right(), bottom));
        ui.advance_cursor_after_rect(used);
    }
}

fn widths(tracks: &[Track], available: f32, gap: f32) -> Vec<f32> {
    let gaps = gap * tracks.len().saturating_sub(1) as f32;
    let (mut fixed, mut shares) = (0.0, 0.0);
    for track in tracks {
        match track {
            Track::Fixed(points) => fixed += points,
            Track::Share(share) => shares += share,
        }
    }
    let rest = (available - gaps - fixed).max(0.0);
    tracks
        .iter()
        .map(|track| match track {
            Track::Fixed(points) => *points,
            Track::Share(share) => (rest * share / shares).floor(),
        })
        .collect()
}

/// Adds the space that lets the surrounding frame end where the tallest column of the row ends.
pub(super) fn grow_to_row(ui: &mut Ui, padding_below: f32) {
    let cell = ui
        .stack()
        .iter()
        .find_map(|stack| stack.tags().get_downcast::<Cell>(TAG).copied());
    let Some(cell) = cell else { return };
    let missing = cell.top + cell.row_height - padding_below - ui.min_rect().bottom();
    if missing > 0.0 {
        let bottom = ui.min_rect().bottom() + missing;
        ui.expand_to_include_y(bottom);
        ui.data_mut(|data| data.insert_temp(cell.id, missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tracks: &[Track], available: f32, expected: &[f32]) {
        assert_eq!(widths(tracks, available, 16.0), expected);
    }

    #[test]
    fn shares_split_what_fixed_tracks_leave() {
        check(&[Track::Share(1.0)], 500.0, &[500.0]);
        check(
            &[Track::Share(1.0), Track::Share(1.0)],
            516.0,
            &[250.0, 250.0],
        );
        check(
            &[Track::Share(3.0), Track::Share(1.0)],
            416.0,
            &[300.0, 100.0],
        );
        check(
            &[Track::Share(1.0), Track::Fixed(330.0)],
            1000.0,
            &[654.0, 330.0],
        );
    }

    #[test]
    fn a_window_too_narrow_leaves_no_negative_width() {
        check(
            &[Track::Share(1.0), Track::Fixed(330.0)],
            200.0,
            &[0.0, 330.0],
        );
    }
}
