//! Damage of text files: what can be mended is mended and told, what cannot is told.
//!
//! Rows in one cell are taken apart as they are read, because they may stand anywhere in a file. Zero
//! bytes and cells quoted twice need another text, so the file is written anew, without the damage,
//! beside the unpacked containers. Both show in the first or the last bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::containers::{ContainerError, Unpacker};
use super::encoding::{Decoded, Encoding};
use super::error::ReadError;
use super::recognise::{Recognition, recognise};
use super::rows::{Row, csv_reader};
use crate::model::issue::{Issue, IssueKind};

/// Recognises a file, or the mended copy of a damaged one.
pub(super) fn recognise_mended(
    path: &Path,
    unpacker: &mut Unpacker<'_>,
) -> Result<(PathBuf, Recognition), ReadError> {
    let recognition = recognise(path)?;
    let failed = |source| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    let has_zeros = has_zero_bytes(path, recognition.encoding).map_err(failed)?;
    let is_quoted_twice = is_quoted_twice(&recognition.headers);
    if !has_zeros && !is_quoted_twice {
        return Ok((path.to_owned(), recognition));
    }
    let refused = |error: ContainerError| ReadError::Container {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let source = File::open(path).map_err(failed)?;
    let plain = WithoutZeros(Decoded::new(source, recognition.encoding));
    let mended = if is_quoted_twice {
        let delimiter = recognition.delimiter;
        unpacker.write_copy(path, unquoted(plain, delimiter))
    } else {
        unpacker.write_copy(path, plain)
    };
    let mended = mended.map_err(refused)?;
    let mut found = recognise(&mended)?;
    // The copy is UTF-8 whatever the file was.
    if recognition.encoding == Encoding::Windows1252 {
        found.notes.push(windows_note());
    }
    let told = [
        (has_zeros, IssueKind::ZeroBytes, ZEROS),
        (is_quoted_twice, IssueKind::QuotedTwice, TWICE),
    ];
    let told = told.into_iter().filter(|(is_so, _, _)| *is_so);
    found
        .notes
        .extend(told.map(|(_, kind, hint)| Issue::of_file(kind, hint)));
    Ok((mended, found))
}

const ZEROS: &str = "Zero bytes inside the text were left out; they come from a copy that was broken off or a faulty disk, so compare the totals or export again.";

const TWICE: &str =
    "Every cell stood in quotes twice, as after two conversions; one pair was taken off.";

/// The issue of a file that is not UTF-8.
pub(super) fn windows_note() -> Issue {
    let hint = "The file is not UTF-8 and was read as Windows-1252; check names with accents, or export as UTF-8.";
    Issue::of_file(IssueKind::Encoding, hint)
}

/// How much of the beginning and the end is searched for zero bytes.
const SEARCHED: u64 = 64 * 1024;

fn has_zero_bytes(path: &Path, encoding: Encoding) -> io::Result<bool> {
    match encoding {
        Encoding::Utf16Le | Encoding::Utf16Be => return Ok(false),
        Encoding::Utf8 | Encoding::Windows1252 => {}
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    Read::by_ref(&mut file)
        .take(SEARCHED)
        .read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(length.saturating_sub(SEARCHED)))?;
    file.take(SEARCHED).read_to_end(&mut bytes)?;
    Ok(bytes.contains(&0))
}

/// Text without its zero bytes.
struct WithoutZeros<R>(R);

impl<R: Read> Read for WithoutZeros<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let taken = self.0.read(out)?;
            let mut kept = 0;
            for at in 0..taken {
                if out[at] != 0 {
                    out[kept] = out[at];
                    kept += 1;
                }
            }
            if kept > 0 || taken == 0 {
                return Ok(kept);
            }
        }
    }
}

/// Whether each header still stands in quotes after one pair was read.
fn is_quoted_twice(headers: &[String]) -> bool {
    let filled = headers.iter().filter(|header| !header.is_empty());
    filled.clone().count() >= 2 && filled.clone().all(|header| inside_quotes(header).is_some())
}

fn inside_quotes(cell: &str) -> Option<&str> {
    cell.strip_prefix('"')?.strip_suffix('"')
}

/// The text with one pair of quotes less around each cell.
fn unquoted(source: impl Read, delimiter: u8) -> impl Read {
    Unquoted {
        records: csv_reader(source, delimiter),
        delimiter,
        text: Vec::new(),
        used: 0,
    }
}

struct Unquoted<R> {
    records: csv::Reader<R>,
    delimiter: u8,
    text: Vec<u8>,
    used: usize,
}

impl<R: Read> Unquoted<R> {
    /// Writes the next record; nothing at the end.
    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.used = 0;
        let mut record = StringRecord::new();
        if !self.records.read_record(&mut record)? {
            return Ok(());
        }
        for (at, cell) in record.iter().enumerate() {
            if at > 0 {
                self.text.push(self.delimiter);
            }
            let plain = inside_quotes(cell).map(|inside| inside.replace("\"\"", "\""));
            let plain = plain.as_deref().unwrap_or(cell);
            write!(self.text, "\"{}\"", plain.replace('"', "\"\""))?;
        }
        self.text.push(b'\n');
        Ok(())
    }
}

impl<R: Read> Read for Unquoted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.used == self.text.len() {
            self.fill()?;
        }
        let ready = &self.text[self.used..];
        let taken = ready.len().min(out.len());
        out[..taken].copy_from_slice(&ready[..taken]);
        self.used += taken;
        Ok(taken)
    }
}

/// The cells of a row that stands in one quoted cell; `None` where it is no such row.
pub(super) fn unwrapped(record: &StringRecord, delimiter: u8) -> Option<StringRecord> {
    let cell = record.get(0).filter(|_| record.len() == 1)?;
    if !cell.as_bytes().contains(&delimiter) {
        return None;
    }
    let mut inside = StringRecord::new();
    let is_read = csv_reader(cell.as_bytes(), delimiter).read_record(&mut inside);
    (is_read.ok()? && inside.len() > 1).then_some(inside)
}

/// The same for a row below a header of `width` cells, most of which it must have.
pub(super) fn row_in_one_cell(
    record: &StringRecord,
    delimiter: u8,
    width: usize,
) -> Option<StringRecord> {
    if record.len() != 1 || width < 2 {
        return None;
    }
    unwrapped(record, delimiter).filter(|inside| inside.len() * 2 > width)
}

/// Tells once that rows stood in one cell.
pub(super) fn in_one_cell(line: u64) -> Issue {
    let hint = "This row and perhaps others stood in one cell, as a spreadsheet with another delimiter leaves them; they were taken apart.";
    Issue::at_line(IssueKind::RowInOneCell, line, hint)
}

/// Why no record may be made of a row.
pub(super) fn damage(row: &Row) -> Option<Issue> {
    if let Some(line) = row.unclosed {
        let hint = "A quote opened on this line never closes, so its record and all rows below could not be told apart and were left out; close it or export again.";
        return Some(Issue::at_line(IssueKind::UnclosedQuote, line, hint));
    }
    row.is_cut.then(|| {
        let hint = "The file ends in the middle of this row, so its record was left out and further ones may be missing; download or export it again.";
        Issue::at_line(IssueKind::CutOff, row.line, hint)
    })
}

/// Letters that were encoded as UTF-8 twice, as the first of them shows.
pub(super) fn encoded_twice(text: &str) -> Option<Issue> {
    let (found, meant) = text.char_indices().find_map(|(at, first)| {
        // The first byte of a letter beyond ASCII, read as a letter of its own.
        if !matches!(first, 'Â' | 'Ã' | 'Å' | 'â') {
            return None;
        }
        let length = if first == 'â' { 3 } else { 2 };
        let rest = &text[at..];
        let end = rest
            .char_indices()
            .nth(length)
            .map_or(rest.len(), |(end, _)| end);
        let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(&rest[..end]);
        let meant = std::str::from_utf8(&bytes).ok().filter(|_| !is_lossy)?;
        (meant.chars().count() == 1).then(|| (&rest[..end], meant.to_owned()))
    })?;
    let visible = found.trim_end_matches(|c: char| c.is_control() || c.is_whitespace());
    let hint = format!(
        "Letters were encoded twice before the file was written (`{visible}` for `{meant}`); names and texts are kept as they are, so export again as UTF-8 if they matter."
    );
    Some(Issue {
        raw: Some(visible.to_owned()),
        ..Issue::of_file(IssueKind::EncodedTwice, hint)
    })
}

#[cfg(test)]
mod tests;
