//! Tables as separated text: CSV for files, TSV for the clipboard.
//!
//! CSV follows RFC 4180 (fields quoted where needed, CRLF, one record per line). A text that a
//! spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV injection"); the reader
//! of this program takes it off again. Numbers are never touched, minus signs included.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Cell, Table};

/// What stands between fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    #[default]
    Comma,
    /// `;`, which spreadsheets expect where the comma is the decimal mark.
    Semicolon,
}

impl Separator {
    const fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
        }
    }
}

/// How CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between fields.
    pub separator: Separator,
    /// In numbers.
    pub decimal: char,
    /// Whether the file starts with a byte order mark, without which Excel misreads UTF-8.
    pub byte_order_mark: bool,
}

impl Dialect {
    /// Commas, decimal points, no mark: for programs.
    pub const PLAIN: Self = Self {
        separator: Separator::Comma,
        decimal: '.',
        byte_order_mark: false,
    };
    /// For a spreadsheet with decimal points.
    pub const SPREADSHEET_POINT: Self = Self {
        byte_order_mark: true,
        ..Self::PLAIN
    };
    /// For a spreadsheet with decimal commas.
    pub const SPREADSHEET_COMMA: Self = Self {
        separator: Separator::Semicolon,
        decimal: ',',
        byte_order_mark: true,
    };
}

/// A table as CSV with a header record.
#[must_use]
pub fn csv(table: &Table, dialect: Dialect) -> String {
    let separator = dialect.separator.character();
    let mut out = String::new();
    if dialect.byte_order_mark {
        out.push('\u{FEFF}');
    }
    let header = table.columns.iter().map(|column| guarded(&column.name));
    record(&mut out, header, separator);
    for row in &table.rows {
        let fields = row.iter().map(|cell| field(cell, dialect.decimal));
        record(&mut out, fields, separator);
    }
    out
}

/// A table as tab-separated text for pasting into a spreadsheet, with the workspace's decimal mark.
/// Tabs and line breaks inside texts become spaces, since there is no quoting on the clipboard.
#[must_use]
pub fn tsv(table: &Table, decimal: char) -> String {
    let flat = |text: String| text.replace(['\t', '\r', '\n'], " ");
    let mut lines = Vec::with_capacity(table.rows.len() + 1);
    let header = table.columns.iter().map(|column| guarded(&column.name));
    lines.push(header.map(flat).collect::<Vec<_>>().join("\t"));
    for row in &table.rows {
        let fields = row.iter().map(|cell| flat(field(cell, decimal)));
        lines.push(fields.collect::<Vec<_>>().join("\t"));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn record(out: &mut String, fields: impl Iterator<Item = String>, separator: char) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            out.push(separator);
        }
        if field.contains([separator, '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&field);
        }
    }
    out.push_str("\r\n");
}

fn field(cell: &Cell, decimal: char) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => plain(*number).replace('.', &decimal.to_string()),
        Cell::Money { minor, currency } => {
            money(*minor, currency.exponent()).replace('.', &decimal.to_string())
        }
        Cell::Day(day) => day.to_string(),
        Cell::Empty => String::new(),
    }
}

/// Text that a spreadsheet cannot take for a formula (OWASP, "CSV injection"): an apostrophe goes in front
/// of one that begins like a formula and is no number.
#[must_use]
pub fn formula_safe(text: &str) -> Cow<'_, str> {
    let begins_so =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins_so && !is_signed_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a text is a number with a sign: `-5.20`, `+1.2 %`, `-1,204`. A plus before bare digits is
/// rather a telephone number, which must not lose it.
fn is_signed_number(text: &str) -> bool {
    let Some(sign @ ('-' | '+')) = text.chars().next() else {
        return false;
    };
    let rest = &text[1..];
    let number = [" %", "%", " pp"]
        .iter()
        .find_map(|unit| rest.strip_suffix(unit));
    let digits = number.unwrap_or(rest);
    let is_mark = |c: char| c == '.' || c == ',';
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || is_mark(c));
    is_number && (sign == '-' || number.is_some() || digits.contains(is_mark))
}

fn guarded(text: &str) -> String {
    formula_safe(text).into_owned()
}

/// The shortest digits that read back as the same number; `inf` and `-inf` for what is unbounded.
fn plain(number: f64) -> String {
    if number.is_nan() {
        return String::new();
    }
    let size = number.abs();
    if size.is_finite() && size != 0.0 && !(1e-7..1e16).contains(&size) {
        return format!("{number:e}");
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    number.to_string()
}

/// Minor units as an exact decimal in major units: `-3190` with two digits is `-31.90`.
fn money(minor: i64, digits: u32) -> String {
    let per_major = 10_u64.pow(digits);
    let size = minor.unsigned_abs();
    let mut text = String::new();
    if minor < 0 {
        text.push('-');
    }
    // Writing into a `String` cannot fail.
    let _ = write!(text, "{}", size / per_major);
    if digits > 0 {
        let width = digits as usize;
        let _ = write!(text, ".{:0width$}", size % per_major);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Column;
    use crate::model::money::Currency;
    use crate::model::time::Day;
    use proptest::prelude::*;

    fn one(cell: Cell) -> Table {
        Table {
            columns: vec![Column::text("A")],
            rows: vec![vec![cell]],
        }
    }

    #[test]
    fn cells_print_as_spreadsheets_read_them() {
        let money = |minor, code: &str| Cell::Money {
            minor,
            currency: Currency::parse(code).unwrap(),
        };
        for (cell, expected) in [
            (Cell::Text("Win-back".into()), "Win-back"),
            (Cell::Text("=1+1".into()), "'=1+1"),
            (Cell::Text("+39".into()), "'+39"),
            (Cell::Text("-".into()), "'-"),
            (Cell::Text("@home".into()), "'@home"),
            (Cell::Text("\tx".into()), "'\tx"),
            (Cell::Text("a,b".into()), "\"a,b\""),
            (Cell::Text("say \"hi\"\n".into()), "\"say \"\"hi\"\"\n\""),
            (Cell::Text("=\"a\"".into()), "\"'=\"\"a\"\"\""),
            (Cell::Count(-5), "-5"),
            (Cell::Number(-0.25), "-0.25"),
            (Cell::Number(-0.0), "0"),
            (Cell::Number(1e300), "1e300"),
            (Cell::Number(f64::NEG_INFINITY), "-inf"),
            (Cell::Number(f64::NAN), ""),
            (money(-319_005, "EUR"), "-3190.05"),
            (money(7, "EUR"), "0.07"),
            (money(500, "JPY"), "500"),
            (money(i64::MIN, "KWD"), "-9223372036854775.808"),
            (Cell::Day(Day(0)), "1970-01-01"),
            (Cell::Empty, ""),
        ] {
            assert_eq!(
                csv(&one(cell), Dialect::PLAIN),
                format!("A\r\n{expected}\r\n")
            );
        }
    }

    #[test]
    fn only_what_could_run_gets_an_apostrophe() {
        let check = |text: &str, is_safe: bool| {
            let safe = formula_safe(text);
            let expected = if is_safe {
                text.to_owned()
            } else {
                format!("'{text}")
            };
            assert_eq!(safe, expected);
        };
        for formula in [
            "=1+1",
            "+1+1",
            "-1+1",
            "-2-3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "-cmd|' /C calc'!A0",
            "+44 20 7946 0958",
            "+442079460958",
            "＝1",
            "-",
            "+",
            "-%",
            "-1.5 pp pp",
            "--5",
        ] {
            check(formula, false);
        }
        for plain in [
            "-5.20", "-5,20", "-1,204", "-5", "+1.2 %", "+1.2 pp", "-12%", "+0.4", "5", "a=b", "",
            "−5", "1-2",
        ] {
            check(plain, true);
        }
    }

    #[test]
    fn spreadsheets_get_their_mark_separator_and_decimals() {
        let table = Table {
            columns: vec![Column::text("A;B"), Column::numbers("C")],
            rows: vec![vec![Cell::Text("x".into()), Cell::Number(1.5)]],
        };
        assert_eq!(
            csv(&table, Dialect::SPREADSHEET_COMMA),
            "\u{FEFF}\"A;B\";C\r\nx;1,5\r\n"
        );
        assert_eq!(
            csv(&table, Dialect::SPREADSHEET_POINT),
            "\u{FEFF}A;B,C\r\nx,1.5\r\n"
        );
        assert_eq!(tsv(&table, ','), "A;B\tC\nx\t1,5\n");
        assert_eq!(tsv(&one(Cell::Text("a\tb\nc".into())), '.'), "A\na b c\n");
    }

    proptest! {
        #[test]
        fn csv_reads_back(texts in proptest::collection::vec(any::<String>(), 1..6), number in any::<f64>()) {
            let mut row: Vec<Cell> = texts.iter().cloned().map(Cell::Text).collect();
            row.push(Cell::Number(number));
            let table = Table {
                columns: (0..row.len()).map(|index| Column::text(format!("c{index}"))).collect(),
                rows: vec![row],
            };
            for dialect in [Dialect::PLAIN, Dialect { separator: Separator::Semicolon, ..Dialect::PLAIN }] {
                let text = csv(&table, dialect);
                let mut reader = ::csv::ReaderBuilder::new()
                    .delimiter(dialect.separator.character() as u8)
                    .from_reader(text.as_bytes());
                let record = reader.records().next().unwrap().unwrap();
                for (read, written) in record.iter().zip(&texts) {
                    prop_assert!(read == written || read.strip_prefix('\'') == Some(written));
                }
                let read = record.get(texts.len()).unwrap();
                let same = read.parse::<f64>().ok().and_then(|read| read.partial_cmp(&number));
                prop_assert!(number.is_nan() && read.is_empty() || same == Some(std::cmp::Ordering::Equal));
            }
        }
    }
}
