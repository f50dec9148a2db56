//! The data rows of a file, one at a time, with their physical lines.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::encoding::Decoded;
use super::error::ReadError;
use super::recognise::Recognition;
use super::repair::row_in_one_cell;
use super::watch::{CELL_LIMIT, Watch};

/// One data row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The line of the file on which it starts, 1-based.
    pub(super) line: u64,
    /// The line where a quote was opened that never closed: the row holds the rest of the file.
    pub(super) unclosed: Option<u64>,
    /// Whether the file ends inside the row: it has too few cells and no line end.
    pub(super) is_cut: bool,
    /// Whether the row stood in one cell.
    pub(super) was_in_one_cell: bool,
    record: StringRecord,
}

impl Row {
    /// The trimmed cell of a column; `None` where it is blank or the row is too short.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        let text = self.record.get(column)?;
        // Nearly every cell starts and ends in a visible ASCII character and needs no trimming.
        if let (Some(b'!'..=b'~'), Some(b'!'..=b'~')) =
            (text.as_bytes().first(), text.as_bytes().last())
        {
            return Some(text);
        }
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        (!trimmed.is_empty()).then_some(trimmed)
    }

    /// How many cells the row has, blank ones beyond `width` not counted.
    pub(super) fn width(&self, width: usize) -> usize {
        let filled = |column: &usize| self.cell(*column).is_some();
        (width..self.record.len())
            .rev()
            .find(filled)
            .map_or(self.record.len().min(width), |last| last + 1)
    }

    /// Whether the row is the header once more.
    pub(super) fn repeats(&self, headers: &[String]) -> bool {
        let same = |(at, header): (usize, &String)| {
            let header = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.cell(at).unwrap_or_default() == header
        };
        self.record.len() == headers.len() && headers.iter().enumerate().all(same)
    }

    /// The first filled cell.
    pub(super) fn first_cell(&self) -> Option<&str> {
        (0..self.record.len()).find_map(|column| self.cell(column))
    }
}

/// Reads the rows below the header of a recognised file.
pub(super) struct Rows {
    reader: csv::Reader<Watch<Decoded<File>>>,
    path: PathBuf,
    delimiter: u8,
    width: usize,
}

impl Rows {
    /// Opens the file behind its header; refuses one whose header is not the recognised one.
    pub(super) fn open(path: &Path, recognition: &Recognition) -> Result<Self, ReadError> {
        let io_error = |source| ReadError::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(io_error)?;
        let mut decoded = Decoded::new(file, recognition.encoding);
        let preamble = decoded.by_ref().take(recognition.header_offset);
        io::copy(&mut { preamble }, &mut io::sink()).map_err(io_error)?;
        let watch = Watch::new(decoded, recognition.delimiter, recognition.header_line);
        let mut rows = Self {
            reader: csv_reader(watch, recognition.delimiter),
            path: path.to_owned(),
            delimiter: recognition.delimiter,
            width: recognition.headers.len(),
        };
        let mut header = Row::default();
        rows.read_record(&mut header)?;
        if header.record.iter().ne(recognition.headers.iter()) {
            return Err(ReadError::Changed {
                path: path.to_owned(),
            });
        }
        Ok(rows)
    }

    /// Reads the next row that is not blank; `false` at the end.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        while self.read_record(row)? {
            if row.unclosed.is_some() || row.first_cell().is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Bytes of the file read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.get_ref().source().bytes_read()
    }

    fn read_record(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let found = self.reader.read_record(&mut row.record);
        let found = found.map_err(|error| ReadError::Io {
            path: self.path.clone(),
            source: io::Error::other(error),
        })?;
        let watch = self.reader.get_mut();
        if let Some(line) = watch.cell_too_long() {
            return Err(ReadError::CellTooLong {
                path: self.path.clone(),
                line,
                limit: CELL_LIMIT,
            });
        }
        if found {
            row.line = watch.next_start();
            row.unclosed = watch.unclosed_quote();
            let inside = row_in_one_cell(&row.record, self.delimiter, self.width);
            row.was_in_one_cell = inside.is_some();
            if let Some(inside) = inside {
                row.record = inside;
            }
            row.is_cut = row.record.len() < self.width && watch.ends_inside_line();
        }
        Ok(found)
    }
}

/// A CSV reader that takes rows of any width and gives the header like any other row.
pub(super) fn csv_reader<R: Read>(source: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(64 * 1024)
        .from_reader(source)
}
