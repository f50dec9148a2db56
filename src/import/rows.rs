//! The data rows of a file, one at a time, with their physical lines.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::encoding::Source;
use super::error::ReadError;
use super::recognise::Recognition;
use super::repair::row_in_one_cell;
use super::scan::{Input, Scan};
use super::split::{RECORD_LIMIT, SplitError, Splitter};

/// One data row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The line of the file on which it starts, 1-based.
    pub(super) line: u64,
    /// The line where a quote was opened that never closed: the row holds the rest of the file.
    pub(super) unclosed: Option<u64>,
    /// Whether the file ends inside the row: it has too few cells and no line end.
    pub(super) is_cut: bool,
    /// Whether the row stood in one cell.
    pub(super) was_in_one_cell: bool,
    /// The record as it stands in the file, and behind it the cells that are not found in it as they are.
    text: String,
    cells: Vec<Cell>,
    escaped: Vec<Escaped>,
}

impl Clone for Row {
    fn clone(&self) -> Self {
        let mut row = Self::default();
        row.clone_from(self);
        row
    }

    /// Keeps what is allocated: rows are remembered by the million, one at a time.
    fn clone_from(&mut self, other: &Self) {
        self.line = other.line;
        self.unclosed = other.unclosed;
        self.is_cut = other.is_cut;
        self.was_in_one_cell = other.was_in_one_cell;
        self.text.clone_from(&other.text);
        self.cells.clone_from(&other.cells);
        self.escaped.clone_from(&other.escaped);
    }
}

/// Where a cell stands in the text of its row.
#[derive(Clone, Copy, Debug)]
struct Cell {
    start: u32,
    end: u32,
}

/// A cell with doubled quotes, or with text behind its closing quote.
#[derive(Clone, Copy, Debug)]
struct Escaped {
    cell: usize,
    quote: usize,
    end: usize,
}

impl Row {
    /// The trimmed cell of a column; `None` where it is blank or the row is too short.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        let text = self.raw(*self.cells.get(column)?);
        // Most cells of an export are blank.
        if text.is_empty() {
            return None;
        }
        // Nearly every cell starts and ends in a visible ASCII character and needs no trimming.
        if let (Some(b'!'..=b'~'), Some(b'!'..=b'~')) =
            (text.as_bytes().first(), text.as_bytes().last())
        {
            return Some(text);
        }
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        (!trimmed.is_empty()).then_some(trimmed)
    }

    /// The cells as they stand in the file, without their quotes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|&cell| self.raw(cell))
    }

    /// How many cells the row has, blank ones beyond `width` not counted.
    pub(super) fn width(&self, width: usize) -> usize {
        if self.cells.len() <= width {
            return self.cells.len();
        }
        let filled = |column: &usize| self.cell(*column).is_some();
        (width..self.cells.len())
            .rev()
            .find(filled)
            .map_or(width, |last| last + 1)
    }

    /// Whether the row is the header once more.
    pub(super) fn repeats(&self, headers: &[String]) -> bool {
        let same = |(at, header): (usize, &String)| {
            let header = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.cell(at).unwrap_or_default() == header
        };
        self.cells.len() == headers.len() && headers.iter().enumerate().all(same)
    }

    /// The first filled cell.
    pub(super) fn first_cell(&self) -> Option<&str> {
        (0..self.cells.len()).find_map(|column| self.cell(column))
    }

    /// Forgets the cells, for the next record to be split into this row.
    pub(super) fn start(&mut self) {
        self.cells.clear();
        self.escaped.clear();
    }

    /// Adds a cell that stands in the record as it is.
    pub(super) fn add_cell(&mut self, start: usize, end: usize) {
        self.cells.push(Cell {
            start: start as u32,
            end: end as u32,
        });
    }

    /// Adds a cell whose quoted part is `quoted` and has doubled quotes, or that goes on behind it to `end`.
    pub(super) fn add_escaped_cell(&mut self, quoted: (usize, usize), end: usize) {
        self.escaped.push(Escaped {
            cell: self.cells.len(),
            quote: quoted.1,
            end,
        });
        self.add_cell(quoted.0, quoted.1);
    }

    /// Takes the bytes in which the cells were found.
    pub(super) fn take_text(&mut self, bytes: &[u8], line: u64) {
        self.line = line;
        self.text.clear();
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text.push_str(text),
            Err(_) => self.take_damaged_text(bytes),
        }
        for escaped in std::mem::take(&mut self.escaped) {
            let Cell { start, .. } = self.cells[escaped.cell];
            let (quoted, rest) = (
                start as usize..escaped.quote,
                escaped.quote + 1..escaped.end,
            );
            let mut cell = self.text[quoted].replace("\"\"", "\"");
            cell.push_str(&self.text[rest]);
            self.cells[escaped.cell] = self.append(&cell);
        }
        if self.unclosed.is_some()
            && let Some(&last) = self.cells.last()
        {
            let cell = self.raw(last).replace("\"\"", "\"");
            let last = self.cells.len() - 1;
            self.cells[last] = self.append(&cell);
        }
    }

    /// Bytes that are no text become U+FFFD, cell by cell, because that changes where cells stand.
    fn take_damaged_text(&mut self, bytes: &[u8]) {
        let lossy = |from: usize, to: usize| String::from_utf8_lossy(&bytes[from..to]).into_owned();
        for escaped in std::mem::take(&mut self.escaped) {
            let start = self.cells[escaped.cell].start as usize;
            let mut cell = lossy(start, escaped.quote).replace("\"\"", "\"");
            cell.push_str(&lossy(escaped.quote + 1, escaped.end));
            self.cells[escaped.cell] = self.append(&cell);
            // Marks the cell as done: it stands in the new text already.
            self.escaped.push(escaped);
        }
        let done: Vec<usize> = std::mem::take(&mut self.escaped)
            .into_iter()
            .map(|escaped| escaped.cell)
            .collect();
        for at in (0..self.cells.len()).filter(|at| !done.contains(at)) {
            let Cell { start, end } = self.cells[at];
            let cell = lossy(start as usize, end as usize);
            self.cells[at] = self.append(&cell);
        }
    }

    fn append(&mut self, cell: &str) -> Cell {
        let start = self.text.len() as u32;
        self.text.push_str(cell);
        Cell {
            start,
            end: self.text.len() as u32,
        }
    }

    fn raw(&self, cell: Cell) -> &str {
        let range = cell.start as usize..cell.end as usize;
        self.text.get(range).unwrap_or_default()
    }
}

/// Reads the rows below the header of a recognised file.
pub(super) struct Rows {
    splitter: Splitter<Source<Input>>,
    path: PathBuf,
    delimiter: u8,
    width: usize,
}

impl Rows {
    /// Opens the file behind its header; refuses one whose header is not the recognised one.
    pub(super) fn open(path: &Path, recognition: &Recognition) -> Result<Self, ReadError> {
        Self::open_to_scan(path, recognition, false)
    }

    /// The same; `scans` has the file scanned while it is read.
    pub(super) fn open_to_scan(
        path: &Path,
        recognition: &Recognition,
        scans: bool,
    ) -> Result<Self, ReadError> {
        let io_error = |source| ReadError::Io {
            path: path.to_owned(),
            source,
        };
        let file = Input::open(path, scans).map_err(io_error)?;
        let mut source = Source::new(file, recognition.encoding).map_err(io_error)?;
        let preamble = source.by_ref().take(recognition.header_offset);
        io::copy(&mut { preamble }, &mut io::sink()).map_err(io_error)?;
        let mut rows = Self {
            splitter: Splitter::new(source, recognition.delimiter, recognition.header_line),
            path: path.to_owned(),
            delimiter: recognition.delimiter,
            width: recognition.headers.len(),
        };
        let mut header = Row::default();
        rows.read_record(&mut header)?;
        if header.cells().ne(recognition.headers.iter()) {
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

    /// What all bytes of the file tell, if it was opened for that.
    pub(super) fn scan(self) -> Result<Option<Scan>, ReadError> {
        let path = self.path;
        let scanned = self.splitter.into_source().into_inner().scan();
        let io_error = |source| ReadError::Io { path, source };
        scanned.transpose().map_err(io_error)
    }

    /// Bytes of the file read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.splitter.source().bytes_read()
    }

    fn read_record(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let found = self.splitter.next(row).map_err(|error| match error {
            SplitError::Io(source) => ReadError::Io {
                path: self.path.clone(),
                source,
            },
            SplitError::TooLong(line) => ReadError::CellTooLong {
                path: self.path.clone(),
                line,
                limit: RECORD_LIMIT,
            },
        })?;
        row.was_in_one_cell = false;
        row.is_cut = false;
        if found && row.cells.len() < self.width {
            self.mend(row);
        }
        Ok(found)
    }

    /// Looks at a row with too few cells: it may stand in one, or the file may end in it.
    fn mend(&self, row: &mut Row) {
        if row.cells.len() == 1 {
            let record: csv::StringRecord = row.cells().collect();
            if let Some(inside) = row_in_one_cell(&record, self.delimiter, self.width) {
                row.was_in_one_cell = true;
                row.start();
                for cell in &inside {
                    let cell = row.append(cell);
                    row.cells.push(cell);
                }
            }
        }
        row.is_cut = row.cells.len() < self.width && self.splitter.ends_inside_line();
    }
}

/// A CSV reader for a few records: it takes rows of any width and gives the header like any other row.
pub(super) fn csv_reader<R: Read>(source: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(64 * 1024)
        .from_reader(source)
}
