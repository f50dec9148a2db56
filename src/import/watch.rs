//! A reader that watches CSV bytes go by: where each record starts, and a quote that never closes.
//!
//! The CSV reader counts lines from its buffer and is one behind after a CRLF or a blank line, and
//! it takes the end of the file for the end of an open quote. An issue needs the physical line, and
//! an open quote swallows every row after it, so both are found here with the same four states.

use std::collections::VecDeque;
use std::io::{self, Read};

/// The longest cell that is read; a longer quoted cell is taken for a quote that never closes.
pub(super) const CELL_LIMIT: usize = 4 * 1024 * 1024;

/// Passes bytes through and remembers where records start.
pub(super) struct Watch<R> {
    source: R,
    delimiter: u8,
    state: State,
    line: u64,
    position: usize,
    after_return: usize,
    starts: VecDeque<u64>,
    cell: Cell,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartOfRecord,
    StartOfCell,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Where the present cell starts.
struct Cell {
    line: u64,
    position: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    NotYet,
    CutInQuote,
    TooLong,
    Reached,
}

impl<R: Read> Watch<R> {
    /// Watches a source whose first byte is on `line` (1-based) of the file.
    pub(super) fn new(source: R, delimiter: u8, line: u64) -> Self {
        Self {
            source,
            delimiter,
            state: State::StartOfRecord,
            line,
            position: 0,
            after_return: usize::MAX,
            starts: VecDeque::new(),
            cell: Cell { line, position: 0 },
            end: End::NotYet,
        }
    }

    /// The source.
    pub(super) fn source(&self) -> &R {
        &self.source
    }

    /// The physical line of the next record; to be asked once per record.
    pub(super) fn next_start(&mut self) -> u64 {
        self.starts.pop_front().unwrap_or(self.line)
    }

    /// The line where a quote was opened that the end of the file did not close.
    ///
    /// Only `Some` once the last record was read, which is the one with the open quote.
    pub(super) fn unclosed_quote(&self) -> Option<u64> {
        let open = match self.end {
            End::NotYet | End::TooLong => false,
            End::CutInQuote => true,
            End::Reached => self.state == State::Quoted,
        };
        open.then_some(self.cell.line)
    }

    /// Whether all is read and the last line has no end.
    pub(super) fn ends_inside_line(&self) -> bool {
        self.end == End::Reached && self.state != State::StartOfRecord
    }

    /// The line of a cell outside quotes that is longer than any export has.
    pub(super) fn cell_too_long(&self) -> Option<u64> {
        (self.end == End::TooLong).then_some(self.cell.line)
    }

    fn watch(&mut self, bytes: &[u8]) {
        for (at, &byte) in bytes.iter().enumerate() {
            let is_break = byte == b'\n' || byte == b'\r';
            let is_mark = is_break || byte == b'"' || byte == self.delimiter;
            // Nearly every byte is inside a cell and changes nothing.
            if !is_mark && matches!(self.state, State::Plain | State::Quoted) {
                continue;
            }
            self.step(byte, is_break, self.position + at);
        }
        self.position += bytes.len();
    }

    fn step(&mut self, byte: u8, is_break: bool, position: usize) {
        if !is_break && self.state == State::StartOfRecord {
            self.starts.push_back(self.line);
        }
        self.state = match self.state {
            State::StartOfRecord | State::StartOfCell => {
                self.cell = Cell {
                    line: self.line,
                    position,
                };
                if byte == b'"' {
                    State::Quoted
                } else {
                    self.outside(byte, is_break)
                }
            }
            State::Quoted if byte == b'"' => State::QuoteInQuoted,
            State::QuoteInQuoted if byte == b'"' => State::Quoted,
            State::Quoted => State::Quoted,
            State::Plain | State::QuoteInQuoted => self.outside(byte, is_break),
        };
        // A line ends at LF, at CRLF, and at a CR alone (old Mac files).
        if is_break {
            let ends_crlf = byte == b'\n' && self.after_return == position;
            self.line += u64::from(!ends_crlf);
            if byte == b'\r' {
                self.after_return = position + 1;
            }
        }
    }

    fn outside(&self, byte: u8, is_break: bool) -> State {
        if is_break {
            State::StartOfRecord
        } else if byte == self.delimiter {
            State::StartOfCell
        } else {
            State::Plain
        }
    }
}

impl<R: Read> Read for Watch<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.end {
            End::NotYet => {}
            End::CutInQuote | End::TooLong | End::Reached => return Ok(0),
        }
        let taken = self.source.read(out)?;
        if taken == 0 && !out.is_empty() {
            self.end = End::Reached;
        }
        self.watch(&out[..taken]);
        if self.position - self.cell.position > CELL_LIMIT {
            self.end = match self.state {
                State::Quoted => End::CutInQuote,
                State::Plain => End::TooLong,
                State::StartOfRecord | State::StartOfCell | State::QuoteInQuoted => End::NotYet,
            };
        }
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The lines on which records start, and the line of an open quote.
    fn watched(text: &str) -> (Vec<(u64, String)>, Option<u64>) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Watch::new(text.as_bytes(), b',', 1));
        let mut record = csv::StringRecord::new();
        let mut starts = Vec::new();
        while reader.read_record(&mut record).unwrap() {
            let line = reader.get_mut().next_start();
            starts.push((line, record.get(0).unwrap_or_default().to_owned()));
        }
        assert!(reader.get_ref().starts.is_empty(), "{text:?}");
        (starts, reader.get_ref().unclosed_quote())
    }

    fn check(text: &str, lines: &[u64], open: Option<u64>) {
        let (starts, found) = watched(text);
        let starts: Vec<u64> = starts.into_iter().map(|(line, _)| line).collect();
        assert_eq!((starts.as_slice(), found), (lines, open), "{text:?}");
    }

    #[test]
    fn lines_are_physical_for_every_line_end() {
        check("a,b\n1,2\n\n\n3,\"x\ny\"\n5,6", &[1, 2, 5, 7], None);
        check("a,b\r\n1,2\r\n3,\"x\r\ny\"\r\n5,6\r\n", &[1, 2, 3, 5], None);
        check("a,b\r1,2\r\r3,4", &[1, 2, 4], None);
        check("", &[], None);
    }

    #[test]
    fn an_open_quote_is_found_where_it_was_opened() {
        check("a,b\n1,\"2\n3,4\n", &[1, 2], Some(2));
        check("a,b\n1,\"2\n3,\"4\"", &[1, 2], None);
        check("a,b\n1,2\"\n", &[1, 2], None);
        check("a,b\n1,\"2\"\"\n", &[1, 2], Some(2));
    }

    #[test]
    fn a_swallowed_file_is_cut_instead_of_held_in_memory() {
        let text = format!("a,b\n1,\"{}", "x\n".repeat(CELL_LIMIT));
        check(&text, &[1, 2], Some(2));
        let endless = "x".repeat(CELL_LIMIT + 2);
        let mut watch = Watch::new(endless.as_bytes(), b',', 3);
        io::copy(&mut watch, &mut io::sink()).unwrap();
        assert_eq!(watch.cell_too_long(), Some(3));
    }

    proptest! {
        #[test]
        fn it_sees_the_records_that_the_csv_reader_sees(text in "[a,\"\r\n ]{0,60}") {
            watched(&text);
        }
    }
}
