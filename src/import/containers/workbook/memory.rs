//! What the parts of a zipped workbook need in memory once they are read: a few words can stand for a
//! billion cells (`number-columns-repeated`), and the reader of workbooks would make them all.
//!
//! The counting follows the reader and errs on the safe side. It sees the same text, but makes nothing.

use std::io::{ErrorKind, Write};

/// The most memory that the cells or strings of a workbook may need.
pub(super) const MOST: u64 = 1024 * 1024 * 1024;

/// A cell with its formula, without their texts.
const CELL: u64 = 48;

/// The widest and the longest sheet.
const COLUMNS: u64 = 16_384;
const ROWS: u64 = 1_048_576;

/// A tag with more text than this is none of a spreadsheet program.
const LONGEST_TAG: usize = 1024 * 1024;

/// Adds up strings that all sheets share.
#[derive(Default)]
pub(super) struct Strings {
    needed: u64,
}

impl Strings {
    /// Whether they need too much.
    pub(super) fn are_too_many(&self) -> bool {
        self.needed > MOST
    }
}

impl Write for Strings {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // Every string has a tag, most have two with their ends; an empty one needs memory as well.
        let tags = memchr::memchr_iter(b'<', bytes).count() as u64;
        self.needed += bytes.len() as u64 + 12 * tags;
        if self.are_too_many() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Adds up the cells of an `OpenDocument` spreadsheet along its text.
#[derive(Default)]
pub(super) struct Cells {
    place: Place,
    /// The tag that is read, without its bracket.
    tag: Vec<u8>,
    needed: u64,
    table: Table,
    row: Row,
    /// The open cell.
    cell: Option<Cell>,
}

/// Where in the text the reader is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    Tag,
    Quoted(u8),
    /// In something that ends by these bytes.
    Until(&'static [u8]),
}

/// What is known of the open table.
#[derive(Default)]
struct Table {
    rows: u64,
    /// Rows since the last one with anything in it.
    blank_rows: u64,
    width: u64,
}

/// What is known of the open row.
#[derive(Default)]
struct Row {
    repeats: u64,
    cells: u64,
    needed: u64,
    /// Blank cells that only count when another cell follows.
    blank: u64,
    is_filled: bool,
}

struct Cell {
    repeats: u64,
    bytes: u64,
    is_filled: bool,
}

impl Cells {
    /// Whether they need too much.
    pub(super) fn are_too_many(&self) -> bool {
        let range = self.table.rows.saturating_mul(self.table.width);
        self.needed.saturating_add(range.saturating_mul(CELL)) > MOST
    }

    fn take(&mut self, byte: u8) {
        match self.place {
            Place::Text if byte == b'<' => self.place = Place::Tag,
            // Another encoding would hide every tag.
            Place::Text if byte == 0 => self.refuse(),
            Place::Text => {
                if let Some(cell) = &mut self.cell {
                    cell.bytes += 1;
                }
            }
            Place::Tag if byte == b'>' => self.end_tag(),
            Place::Tag => {
                self.push(byte);
                self.place = match &self.tag[..] {
                    b"!--" => Place::Until(b"-->"),
                    b"![CDATA[" => Place::Until(b"]]>"),
                    b"?" => Place::Until(b"?>"),
                    // Its declarations could hide tags, and no spreadsheet has one.
                    b"!DOCTYPE" | b"!doctype" => {
                        self.refuse();
                        Place::Tag
                    }
                    _ if matches!(byte, b'"' | b'\'') => Place::Quoted(byte),
                    _ => Place::Tag,
                };
                if matches!(self.place, Place::Until(_)) {
                    self.tag.clear();
                }
            }
            Place::Quoted(mark) => {
                self.push(byte);
                if byte == mark {
                    self.place = Place::Tag;
                }
            }
            Place::Until(end) => {
                // Only its last bytes are of interest.
                let keep = self.tag.len().saturating_sub(end.len() - 1);
                self.tag.drain(..keep);
                self.tag.push(byte);
                if let Some(cell) = &mut self.cell {
                    cell.bytes += 1;
                }
                if self.tag == end {
                    self.tag.clear();
                    self.place = Place::Text;
                }
            }
        }
    }

    fn push(&mut self, byte: u8) {
        self.tag.push(byte);
        if self.tag.len() > LONGEST_TAG {
            self.refuse();
        }
    }

    fn refuse(&mut self) {
        self.needed = u64::MAX;
    }

    fn end_tag(&mut self) {
        self.place = Place::Text;
        let tag = std::mem::take(&mut self.tag);
        let text = String::from_utf8_lossy(&tag);
        let is_closed = text.ends_with('/');
        let mut parts = text.split([' ', '\t', '\r', '\n', '/']);
        let name = parts.find(|part| !part.is_empty()).unwrap_or_default();
        let is_end = text.starts_with('/');
        match (name, is_end) {
            ("table:table", true) => self.end_table(),
            ("table:table-row", false) => {
                self.row = Row {
                    repeats: number(&text, "table:number-rows-repeated").min(ROWS),
                    ..Row::default()
                };
                if is_closed {
                    self.end_row();
                }
            }
            ("table:table-row", true) => self.end_row(),
            ("table:table-cell" | "table:covered-table-cell", false) => {
                self.cell = Some(Cell {
                    repeats: number(&text, "table:number-columns-repeated").min(COLUMNS),
                    bytes: text.len() as u64,
                    is_filled: ["office:", "calcext:value", "table:formula"]
                        .iter()
                        .any(|said| text.contains(said)),
                });
                if is_closed {
                    self.end_cell();
                }
            }
            ("table:table-cell" | "table:covered-table-cell", true) => self.end_cell(),
            ("text:s", false) => {
                if let Some(cell) = &mut self.cell {
                    cell.bytes = cell.bytes.saturating_add(number(&text, "text:c"));
                    if cell.bytes > MOST {
                        self.refuse();
                    }
                }
            }
            _ => {}
        }
        self.tag = tag;
        self.tag.clear();
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else {
            return;
        };
        let row = &mut self.row;
        let blank = std::mem::take(&mut row.blank);
        row.add(blank, CELL);
        if cell.is_filled {
            row.is_filled = true;
            row.add(cell.repeats, CELL.saturating_add(cell.bytes));
        } else {
            row.blank = cell.repeats;
        }
    }

    /// A row is kept once as it is read, and as often as it is repeated.
    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.needed = self.needed.saturating_add(row.needed);
        if row.is_filled {
            let repeated = row.needed.saturating_mul(row.repeats);
            self.needed = self.needed.saturating_add(repeated);
            let rows = std::mem::take(&mut self.table.blank_rows) + row.repeats;
            self.table.rows = (self.table.rows + rows).min(ROWS);
            self.table.width = self.table.width.max(row.cells);
        } else {
            self.table.blank_rows = (self.table.blank_rows + row.repeats).min(ROWS);
        }
    }

    /// All tables are kept until the last one is read.
    fn end_table(&mut self) {
        let table = std::mem::take(&mut self.table);
        let range = table.rows.saturating_mul(table.width).saturating_mul(CELL);
        self.needed = self.needed.saturating_add(range);
    }
}

impl Row {
    fn add(&mut self, cells: u64, each: u64) {
        let cells = cells.min(COLUMNS.saturating_sub(self.cells));
        self.cells += cells;
        self.needed = self.needed.saturating_add(cells.saturating_mul(each));
    }
}

/// The number in an attribute; 1 where there is none.
fn number(tag: &str, attribute: &str) -> u64 {
    let Some((_, rest)) = tag.split_once(attribute) else {
        return 1;
    };
    let digits = rest.trim_start_matches(|c: char| c.is_whitespace() || "=\"'+".contains(c));
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let digits = &digits[..end.unwrap_or(digits.len())];
    // What is no number as written here may still be one to the reader.
    digits.parse().unwrap_or(u64::MAX)
}

impl Write for Cells {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for &byte in bytes {
            self.take(byte);
        }
        if self.are_too_many() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, is_too_much: bool) {
        let mut cells = Cells::default();
        // In small pieces, as tags come cut in two.
        let wrote = content
            .as_bytes()
            .chunks(7)
            .try_for_each(|piece| cells.write_all(piece));
        assert_eq!(wrote.is_err(), is_too_much, "{content}");
        assert_eq!(cells.are_too_many(), is_too_much, "{content}");
    }

    /// A sheet with some rows.
    fn sheet(rows: &str) -> String {
        format!("<?xml version='1.0'?><table:table table:name='a>b'>{rows}</table:table>")
    }

    const VALUE: &str = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";

    #[test]
    fn blank_cells_and_rows_at_the_end_cost_nothing() {
        let end = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let rows = format!(
            "<table:table-row>{VALUE}{end}</table:table-row>\
            <table:table-row table:number-rows-repeated=\"1048575\">{end}</table:table-row>"
        );
        check(&sheet(&rows), false);
        check(&sheet(&rows).repeat(20), false);
    }

    #[test]
    fn repeated_cells_rows_and_spaces_are_counted_as_often_as_they_are_made() {
        let wide = VALUE.replace("/>", " table:number-columns-repeated=\"16384\"/>");
        let row = format!(
            "<table:table-row table:number-rows-repeated='1048576'>{wide}</table:table-row>"
        );
        check(&sheet(&row), true);
        // Many rows, each of them a few bytes.
        check(
            &sheet(&format!("<table:table-row>{wide}</table:table-row>").repeat(2_000)),
            true,
        );
        check(
            &sheet(&format!("<table:table-row>{wide}</table:table-row>").repeat(100)),
            false,
        );
        // A value in the last cell and one in the last row make a range of all between them.
        let blank = "<table:table-cell table:number-columns-repeated=\"16000\"/>";
        let corner = format!(
            "<table:table-row>{blank}{VALUE}</table:table-row>\
            <table:table-row table:number-rows-repeated=\"1000000\"/>\
            <table:table-row>{VALUE}</table:table-row>"
        );
        check(&sheet(&corner), true);
        let text = |inside: &str| {
            sheet(&format!(
                "<table:table-row><table:table-cell table:number-columns-repeated='9000' office:value-type='string'><text:p>{inside}</text:p></table:table-cell></table:table-row>"
            ))
        };
        check(&text("word"), false);
        check(&text(&"long ".repeat(40_000)), true);
        check(&text("<text:s text:c='99999999999'/>"), true);
    }

    #[test]
    fn nothing_hides_tags() {
        let wide = VALUE.replace("/>", " table:number-columns-repeated=\"16384\"/>");
        let row =
            format!("<table:table-row table:number-rows-repeated='9999'>{wide}</table:table-row>");
        for before in [
            "<!-- ' -->",
            "<![CDATA[ \" < ]]>",
            "<?x ' ?>",
            "<a b='>' c=\"'\"/>",
        ] {
            check(&sheet(&[before, &row].concat()), true);
        }
        check(&sheet(&format!("<!--{row}-->")), false);
        check("<!DOCTYPE a><b/>", true);
        let utf16: String = sheet(&row).chars().flat_map(|c| [c, '\0']).collect();
        check(&utf16, true);
    }

    #[test]
    fn strings_need_memory_even_where_they_are_empty() {
        let mut strings = Strings::default();
        let piece = b"<si/>".repeat(1 << 20);
        let wrote = (0..70).try_for_each(|_| strings.write_all(&piece));
        assert!(wrote.is_err() && strings.are_too_many());
        let mut strings = Strings::default();
        strings.write_all(&piece).unwrap();
        assert!(!strings.are_too_many());
    }
}
