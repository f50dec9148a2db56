//! What a format adds to reading: its columns, how its rows belong together, and its record.

use crate::model::issue::Issue;

use super::columns::{Field, Layout};
use super::reading::Reading;
use super::rows::Row;
use super::sink::Record;

/// The reader of one format.
pub(super) trait Table {
    /// The fields of its column table.
    type Field: Field;

    /// The column with the currency of each row, if the format has one.
    fn currency_field(&self) -> Option<Self::Field> {
        None
    }

    /// Whether every row is as wide as the header; documents have lines of any width.
    fn has_fixed_width(&self) -> bool {
        true
    }

    /// How a row belongs to the record that is open, whose first row is `first`.
    fn relation(&self, first: Option<&Row>, row: &Row, layout: &Layout<Self::Field>) -> Relation;

    /// What makes a record the same record, from its first row; `None` where nothing does.
    fn key(&self, first: &Row, layout: &Layout<Self::Field>) -> Option<String>;

    /// Whether [`Table::key`] must be asked of every record of the file before the first one is made:
    /// for formats whose records are told in rows that are far apart.
    fn must_meet_all_first(&self) -> bool {
        false
    }

    /// Whether only the records tell how recent the file is: periods in words, moments in parts.
    fn is_dated_by_records(&self) -> bool {
        false
    }

    /// Whether a row with which a file begins can only be a further row of the record whose first row is
    /// `first`, at the end of another file; without `first`, of any such record. For formats whose large
    /// exports come in several files.
    fn completes(&self, _first: Option<&Row>, _row: &Row, _layout: &Layout<Self::Field>) -> bool {
        false
    }

    /// The cell by which an issue shows a row: never a name.
    fn shown<'r>(&self, row: &'r Row, _layout: &Layout<Self::Field>) -> Option<&'r str> {
        row.first_cell()
    }

    /// Issues of the file that follow from its headers.
    fn file_issues(&self, _layout: &Layout<Self::Field>) -> Vec<Issue> {
        Vec::new()
    }

    /// Makes the record of some rows; `None` where an issue says why there is none.
    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, Self::Field>) -> Option<Record>;
}

/// How a row belongs to the open record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// It starts a record.
    Opens,
    /// It is a further row of the open record.
    Continues,
    /// It has the values of the first row once more: a further row where the file repeats them on
    /// every row, else the same record again.
    Repeats,
    /// It needs a record before it that is not there.
    Orphan,
    /// It sums up other rows, and ends the open record.
    Summary,
}

/// Whether a cell labels a row of totals.
pub(super) fn is_total_label(text: &str) -> bool {
    // Asked of every row, nearly none of which starts like one of the words.
    if !matches!(
        text.as_bytes().first(),
        Some(b't' | b'T' | b'g' | b'G' | b's' | b'S')
    ) {
        return false;
    }
    let word = text.trim_end_matches(':');
    let is_word = |label: &&str| word.eq_ignore_ascii_case(label);
    ["total", "totals", "grand total", "summary", "subtotal"]
        .iter()
        .any(is_word)
}
