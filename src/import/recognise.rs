//! What a file is: its encoding, where its header is, its delimiter and its format.
//!
//! Exports arrive with byte order marks, `sep=;` lines, comment and title lines above the header,
//! and with any column order. So every line of the head is tried as the header with every
//! delimiter, and the first one that fulfils a signature wins; position decides nothing.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use super::columns::normalise_header;
use super::containers::{Content, HEAD_BYTES};
use super::encoding::{Decoded, Encoding};
use super::error::ReadError;
use super::format::Format;
use super::formats::{ga4, mailchimp_report};
use super::mapping::{ColumnMapping, MappingKind};
use super::repair::{encoded_twice, row_in_one_cell, unwrapped};
use super::rows::csv_reader;
use crate::model::issue::Issue;

/// What is known of a file before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// The format by its header signature; `None` where no signature fits.
    pub format: Option<Format>,
    /// How the bytes spell text.
    pub encoding: Encoding,
    /// Between cells: `,`, `;`, a tab, or what a `sep=` line says.
    pub delimiter: u8,
    /// The headers as written.
    pub headers: Vec<String>,
    /// The line of the file with the header, 1-based.
    pub header_line: u64,
    /// Bytes of decoded text (UTF-8, without byte order mark) above the header.
    pub header_offset: u64,
    /// The lines above the header that are not blank, trimmed: titles, comments, periods.
    pub preamble: Vec<String>,
    /// Whether this is one of several tables of the file.
    pub is_one_of_many: bool,
    /// Size of the file.
    pub bytes: u64,
    /// The first 50 rows.
    pub preview: Vec<Vec<String>>,
    /// Columns for an assignment list, where the headers suggest them.
    pub proposed_mapping: Option<ColumnMapping>,
    /// Doubts about the file as a whole that were met on the way to its text.
    pub notes: Vec<Issue>,
}

/// How much text is looked at, and how many of its lines may stand above the header.
const HEAD_OF_TEXT: u64 = 256 * 1024;
const HEAD_LINES: usize = 40;
const PREVIEW_ROWS: usize = 50;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Tells what a file is by its head. A letter that is no UTF-8 further down is found where it is read.
pub fn recognise(path: &Path) -> Result<Recognition, ReadError> {
    let is_known = |normalised: &[String]| Format::of_headers(normalised).is_some();
    recognise_head(path, &is_known, HEAD_OF_TEXT)
}

/// The same for a file whose header is told by `is_header` from its normalised cells; its encoding is told
/// by all of it.
pub(super) fn recognise_where(
    path: &Path,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Recognition, ReadError> {
    recognise_head(path, is_header, u64::MAX)
}

fn recognise_head(
    path: &Path,
    is_header: &dyn Fn(&[String]) -> bool,
    looked_at: u64,
) -> Result<Recognition, ReadError> {
    let read = read_head(path, looked_at);
    let (head, encoding, bytes) = read.map_err(|source| ReadError::Io {
        path: path.to_owned(),
        source,
    })?;
    match head.content {
        Content::Text => {}
        Content::Html | Content::Zip | Content::Gzip | Content::OldWorkbook => {
            return Err(ReadError::Archive {
                path: path.to_owned(),
            });
        }
        Content::Other(what) => {
            return Err(ReadError::NotText {
                path: path.to_owned(),
                what,
            });
        }
    }
    let is_report = mailchimp_report::is_report(&head.text);
    let is_traffic = ga4::is_report(&head.text);
    let is_header = |normalised: &[String]| match (is_report, is_traffic) {
        (true, _) => mailchimp_report::is_title(normalised),
        // No name tells the header of such a report: it is the first line that is no comment.
        (_, true) => false,
        (false, false) => is_header(normalised),
    };
    let Some(header) = find_header(&head.text, &is_header) else {
        return Err(ReadError::Empty {
            path: path.to_owned(),
        });
    };
    let normalised: Vec<String> = header.cells.iter().map(|c| normalise_header(c)).collect();
    Ok(Recognition {
        format: match (is_report, is_traffic) {
            (true, _) => Some(Format::MailchimpReport),
            (_, true) => Some(Format::Ga4Report),
            (false, false) => Format::of_headers(&normalised),
        },
        encoding,
        delimiter: header.delimiter,
        is_one_of_many: false,
        header_line: header.line,
        header_offset: header.offset as u64,
        bytes,
        preamble: preamble(&head.text[..header.offset]),
        preview: preview(&head, &header),
        proposed_mapping: MappingKind::Assignments.suggest(&header.cells),
        notes: encoded_twice(&head.text).into_iter().collect(),
        headers: header.cells,
    })
}

struct Head {
    content: Content,
    text: String,
    is_whole_file: bool,
}

fn read_head(path: &Path, looked_at: u64) -> std::io::Result<(Head, Encoding, u64)> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut start = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut start)?;
    let content = Content::of_head(&start);
    file.rewind()?;
    if content != Content::Text {
        let head = Head {
            content,
            text: String::new(),
            is_whole_file: false,
        };
        return Ok((head, Encoding::Utf8, bytes));
    }
    let encoding = Encoding::of_stream(&mut file.by_ref().take(looked_at))?;
    file.rewind()?;
    let mut text = Vec::new();
    let mut decoded = Decoded::new(file, encoding);
    decoded.by_ref().take(HEAD_OF_TEXT).read_to_end(&mut text)?;
    let is_whole_file = decoded.read(&mut [0; 1])? == 0;
    // The cut may fall into a character; the bytes before it are what a header needs.
    let text = String::from_utf8_lossy(&text).into_owned();
    let head = Head {
        content,
        text,
        is_whole_file,
    };
    Ok((head, encoding, bytes))
}

struct Header {
    cells: Vec<String>,
    delimiter: u8,
    offset: usize,
    line: u64,
}

/// The first line that `is_header` knows, else the first that looks like a header.
fn find_header(text: &str, is_header: &dyn Fn(&[String]) -> bool) -> Option<Header> {
    let declared = text.lines().next().and_then(declared_delimiter);
    let delimiters = declared.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    // A file may be saved again with another delimiter than its first line still declares.
    let others: Vec<u8> = DELIMITERS
        .into_iter()
        .filter(|delimiter| !delimiters.contains(delimiter))
        .collect();
    let (mut steady, mut fallback): (Option<Header>, Option<Header>) = (None, None);
    for (offset, line) in line_starts(text).take(HEAD_LINES) {
        let offset = offset + leading_marks(&text[offset..]);
        let rest = &text[offset..];
        let first = rest.split(['\r', '\n']).next().unwrap_or_default();
        if first.trim().is_empty() || (line == 1 && declared.is_some()) {
            continue;
        }
        let read = |&delimiter: &u8| Header {
            cells: first_record(rest, delimiter),
            delimiter,
            offset,
            line,
        };
        let candidates: Vec<Header> = delimiters.iter().map(read).collect();
        let is_known = |header: &&Header| {
            let normalised: Vec<String> =
                header.cells.iter().map(|c| normalise_header(c)).collect();
            is_header(&normalised)
        };
        if let Some(known) = candidates.iter().position(|header| is_known(&header)) {
            return candidates.into_iter().nth(known);
        }
        if let Some(known) = others.iter().map(read).find(|header| is_known(&header)) {
            return Some(known);
        }
        let widest = widest(candidates);
        if first.starts_with('#') {
            continue;
        }
        if steady.is_none() && widest.cells.len() >= 2 && heads_a_table(rest, &widest) {
            steady = Some(widest);
        } else if fallback
            .as_ref()
            .is_none_or(|found| found.cells.len() < 2 && widest.cells.len() >= 2)
        {
            fallback = Some(widest);
        }
    }
    steady.or(fallback)
}

/// Whether the rows below are as wide as a header. A title such as `May 1, 2026` has two cells as well,
/// but no rows.
fn heads_a_table(rest: &str, header: &Header) -> bool {
    let is_number = |cell: &String| {
        let has_digits = cell.contains(|c: char| c.is_ascii_digit());
        has_digits && !cell.contains(|c: char| c.is_alphabetic())
    };
    if header.cells.iter().any(is_number) {
        return false;
    }
    let mut reader = csv_reader(rest.as_bytes(), header.delimiter);
    let width = header.cells.len();
    let mut records = reader.records().skip(1).filter_map(Result::ok);
    records
        .by_ref()
        .map(|record| row_in_one_cell(&record, header.delimiter, width).unwrap_or(record))
        .find(|record| record.iter().any(|cell| !cell.trim().is_empty()))
        .is_some_and(|record| record.len() == width)
}

/// The reading with most cells; the earlier delimiter where two tie.
fn widest(candidates: Vec<Header>) -> Header {
    let none = Header {
        cells: Vec::new(),
        delimiter: b',',
        offset: 0,
        line: 1,
    };
    candidates.into_iter().fold(none, |best, next| {
        if next.cells.len() > best.cells.len() {
            next
        } else {
            best
        }
    })
}

/// The delimiter of a `sep=;` line, which Excel writes and reads.
fn declared_delimiter(line: &str) -> Option<u8> {
    let line = line.trim_start_matches('\u{feff}').trim_matches('"');
    let (word, delimiter) = line.split_at_checked(4)?;
    match *delimiter.trim_end_matches(['\r', '\n']).as_bytes() {
        [byte @ (b',' | b';' | b'\t' | b'|')] if word.eq_ignore_ascii_case("sep=") => Some(byte),
        _ => None,
    }
}

fn leading_marks(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{feff}').len()
}

/// Byte offset and number of each physical line.
fn line_starts(text: &str) -> impl Iterator<Item = (usize, u64)> {
    let bytes = text.as_bytes();
    let after_break = move |at: usize| match bytes[at - 1] {
        b'\n' => true,
        b'\r' => bytes.get(at) != Some(&b'\n'),
        _ => false,
    };
    let starts = (0..bytes.len()).filter(move |&at| at == 0 || after_break(at));
    starts.zip(1..)
}

/// The first record of a text.
pub(super) fn first_record(text: &str, delimiter: u8) -> Vec<String> {
    let mut record = csv::StringRecord::new();
    match csv_reader(text.as_bytes(), delimiter).read_record(&mut record) {
        Ok(true) => unwrapped(&record, delimiter)
            .unwrap_or(record)
            .iter()
            .map(str::to_owned)
            .collect(),
        Ok(false) | Err(_) => Vec::new(),
    }
}

/// The lines above a header, without byte order marks and the quotes and delimiters of a re-save.
fn preamble(text: &str) -> Vec<String> {
    let is_dress = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '"' | ',' | ';');
    text.split(['\r', '\n'])
        .map(|line| line.trim_matches(is_dress))
        .filter(|line| !line.is_empty() && declared_delimiter(line).is_none())
        .map(str::to_owned)
        .collect()
}

fn preview(head: &Head, header: &Header) -> Vec<Vec<String>> {
    let mut reader = csv_reader(&head.text.as_bytes()[header.offset..], header.delimiter);
    let records = reader.records().skip(1).filter_map(Result::ok);
    let width = header.cells.len();
    let mut rows: Vec<Vec<String>> = records
        .map(|record| row_in_one_cell(&record, header.delimiter, width).unwrap_or(record))
        .map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>())
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .take(PREVIEW_ROWS + 1)
        .collect();
    // The last row of a head that is not the whole file may be cut.
    if !head.is_whole_file || rows.len() > PREVIEW_ROWS {
        rows.pop();
    }
    rows
}
