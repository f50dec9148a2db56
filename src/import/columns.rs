//! Column tables: which headers a field answers to, and where a file has them.

use std::marker::PhantomData;

use crate::model::issue::{Issue, IssueKind};

use super::error::ReadError;
use super::format::Format;
use super::rows::Row;

/// A header for comparison: trimmed, lower case, single spaces, `_` as a space, no byte order mark.
pub(super) fn normalise_header(header: &str) -> String {
    let plain: String = header
        .chars()
        .filter(|&c| c != '\u{feff}')
        .map(|c| if c == '_' { ' ' } else { c })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// The first headers of a file, for sentences.
pub(super) fn first_headers(headers: &[String]) -> String {
    let named: Vec<String> = headers.iter().take(8).map(|h| format!("`{h}`")).collect();
    let more = if headers.len() > 8 { " …" } else { "" };
    format!("{}{more}", named.join(", "))
}

/// How the cells of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, ids, flags and counts, which need no survey.
    Text,
    /// Amounts, whose decimal mark the whole column decides.
    Money,
    /// Dates and times, whose order of day and month the whole column decides.
    Time,
    /// The same, but they may lie ahead, so that they say nothing of how recent the file is.
    PlannedTime,
}

/// One row of a format's column table.
pub(super) struct Column<F> {
    /// The field it fills.
    pub(super) field: F,
    /// How its cells are written.
    pub(super) kind: Kind,
    /// Normalised headers it answers to, best first.
    pub(super) names: &'static [&'static str],
}

impl<F: Copy> Column<F> {
    /// A column of text, ids, flags or counts.
    pub(super) const fn text(field: F, names: &'static [&'static str]) -> Self {
        let kind = Kind::Text;
        Self { field, kind, names }
    }

    /// A column of amounts.
    pub(super) const fn money(field: F, names: &'static [&'static str]) -> Self {
        let kind = Kind::Money;
        Self { field, kind, names }
    }

    /// A column of dates or times.
    pub(super) const fn time(field: F, names: &'static [&'static str]) -> Self {
        let kind = Kind::Time;
        Self { field, kind, names }
    }

    /// A column of dates and times that may lie ahead.
    pub(super) const fn planned(field: F, names: &'static [&'static str]) -> Self {
        let kind = Kind::PlannedTime;
        Self { field, kind, names }
    }
}

/// Fields of a format, numbered from zero without gaps.
pub(super) trait Field: Copy {
    /// The number of the field.
    fn index(self) -> usize;
}

/// Where a file has the fields of a format.
pub(super) struct Layout<F> {
    slots: Vec<Option<usize>>,
    headers: Vec<String>,
    fields: PhantomData<F>,
}

impl<F: Field> Layout<F> {
    /// Finds each column of the table by the first of its names that the file has.
    pub(super) fn new(columns: &[Column<F>], headers: &[String]) -> Self {
        let normalised: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
        let find = |name: &&str| normalised.iter().position(|header| header == name);
        let mut slots = vec![None; columns.len()];
        for column in columns {
            slots[column.field.index()] = column.names.iter().find_map(find);
        }
        Self {
            slots,
            headers: headers.to_vec(),
            fields: PhantomData,
        }
    }

    /// Puts a field on a column that its table does not name.
    pub(super) fn place(&mut self, field: F, column: Option<usize>) {
        self.slots[field.index()] = column;
    }

    /// Whether the file has the field.
    pub(super) fn has(&self, field: F) -> bool {
        self.slots[field.index()].is_some()
    }

    /// Refuses a file that lacks columns: of each group one must be there. Groups come with the
    /// header to name in the sentence.
    pub(super) fn require(
        &self,
        format: Format,
        groups: &[(&[F], &'static str)],
    ) -> Result<(), ReadError> {
        let lacks = |fields: &[F]| !fields.iter().any(|&field| self.has(field));
        let missing: Vec<String> = groups
            .iter()
            .filter(|(fields, _)| lacks(fields))
            .map(|(_, header)| format!("`{header}`"))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(ReadError::MissingColumns {
            format: format.label(),
            columns: missing.join(", "),
        })
    }

    /// The column of a field.
    pub(super) fn column(&self, field: F) -> Option<usize> {
        self.slots[field.index()]
    }

    /// Whether a field stands on this column.
    pub(super) fn uses(&self, column: usize) -> bool {
        self.slots.contains(&Some(column))
    }

    /// The trimmed cell of a field; `None` where the column is missing or the cell blank.
    pub(super) fn text<'r>(&self, row: &'r Row, field: F) -> Option<&'r str> {
        row.cell(self.slots[field.index()]?)
    }

    /// The header of a field as written in the file.
    pub(super) fn header(&self, field: F) -> &str {
        self.slots[field.index()].map_or("", |slot| &self.headers[slot])
    }

    /// An issue of one cell; a missing column or a blank cell is left unnamed.
    pub(super) fn issue(&self, kind: IssueKind, row: &Row, field: F, hint: &str) -> Issue {
        let header = self.header(field).trim();
        let raw = self.text(row, field);
        Issue {
            column: (!header.is_empty()).then(|| header.to_owned()),
            raw: raw.map(|raw| raw.chars().take(200).collect()),
            ..Issue::at_line(kind, row.line, hint)
        }
    }
}

/// One issue for each header that occurs more than once; the first column is the one that is read.
pub(super) fn duplicate_headers(headers: &[String], line: u64) -> Vec<Issue> {
    let normalised: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
    let mut issues = Vec::new();
    for (at, header) in normalised.iter().enumerate() {
        let earlier = normalised[..at].iter().filter(|h| *h == header).count();
        if earlier == 1 && !header.is_empty() {
            let hint = "The first column of this name is read; rename or remove the others.";
            issues.push(Issue {
                column: Some(headers[at].trim().to_owned()),
                ..Issue::at_line(IssueKind::DuplicateColumn, line, hint)
            });
        }
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_compare_without_their_dress() {
        for (header, expected) in [
            ("\u{feff}Name ", "name"),
            ("Lineitem  SKU", "lineitem sku"),
            ("utm_source", "utm source"),
            (" AB_Group", "ab group"),
            ("", ""),
        ] {
            assert_eq!(normalise_header(header), expected);
        }
    }

    #[test]
    fn duplicates_are_told_once_per_name() {
        let headers = ["Email", "email ", "EMAIL", "", "", "Total"].map(str::to_owned);
        let issues = duplicate_headers(&headers, 3);
        let told: Vec<_> = issues.iter().map(|i| (i.line, i.column.clone())).collect();
        assert_eq!(told, [(Some(3), Some("email".to_owned()))]);
    }
}
