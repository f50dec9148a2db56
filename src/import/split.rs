//! Delimited text to records: cells, the physical line of each record, and a quote that never closes.
//!
//! Owned by the importer for two reasons. An issue needs the physical line of its row and must name
//! the quote that swallowed the rest of a file, which readers of well-formed files do not tell. And a
//! record is split without copying its cells one by one: most cells of an export are never looked at.
//! What counts as a record and a cell is what the `csv` crate says; a property test compares them.

use std::io::{self, Read};

use super::marks::Marks;
use super::rows::Row;

/// The longest record that is read; a longer one is taken for a quote that never closes.
pub(super) const RECORD_LIMIT: usize = 4 * 1024 * 1024;

/// How much is read at once.
const BLOCK: usize = 256 * 1024;

/// Splits a source into records.
pub(super) struct Splitter<R> {
    source: R,
    delimiter: u8,
    buffer: Vec<u8>,
    /// What of the buffer is still to be split.
    from: usize,
    to: usize,
    /// The physical line at `from`, 1-based.
    line: u64,
    /// Whether the last byte split was a carriage return, whose line feed belongs to it.
    after_return: bool,
    source_is_empty: bool,
    /// Whether the last record ended with the source, not with its line.
    has_open_end: bool,
}

/// Why there is no further record.
#[derive(Debug)]
pub(super) enum SplitError {
    /// The source failed.
    Io(io::Error),
    /// A record outside quotes is longer than any export has: the line it starts on.
    TooLong(u64),
}

/// Where a record ended in the bytes at hand.
enum Found {
    /// Its length with the line break, and the line breaks in it.
    Whole { length: usize, breaks: u64 },
    /// The bytes end inside it.
    Cut { in_quotes: Option<u64> },
}

impl<R: Read> Splitter<R> {
    /// Splits a source whose first byte is on `line` (1-based) of the file.
    pub(super) fn new(source: R, delimiter: u8, line: u64) -> Self {
        Self {
            source,
            delimiter,
            buffer: vec![0; BLOCK],
            from: 0,
            to: 0,
            line,
            after_return: false,
            source_is_empty: false,
            has_open_end: false,
        }
    }

    /// The source.
    pub(super) fn source(&self) -> &R {
        &self.source
    }

    /// The source, behind what was read of it.
    pub(super) fn into_source(self) -> R {
        self.source
    }

    /// Whether the last record ended with the source and not with its line.
    pub(super) fn ends_inside_line(&self) -> bool {
        self.has_open_end
    }

    /// Splits off the next record that is not an empty line; `false` at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<bool, SplitError> {
        if !self.skip_line_breaks()? {
            return Ok(false);
        }
        loop {
            let bytes = &self.buffer[self.from..self.to];
            match split(bytes, self.delimiter, self.source_is_empty, row) {
                Found::Whole { length, breaks } => {
                    row.unclosed = None;
                    row.take_text(&bytes[..length], self.line);
                    let last = bytes[length - 1];
                    self.after_return = last == b'\r';
                    self.has_open_end = length == bytes.len()
                        && self.source_is_empty
                        && !matches!(last, b'\r' | b'\n');
                    self.from += length;
                    self.line += breaks;
                    return Ok(true);
                }
                Found::Cut { in_quotes } => {
                    let is_over = self.source_is_empty || bytes.len() > RECORD_LIMIT;
                    if !is_over {
                        self.fill()?;
                        continue;
                    }
                    let Some(breaks) = in_quotes else {
                        return Err(SplitError::TooLong(self.line));
                    };
                    row.unclosed = Some(self.line + breaks);
                    row.take_text(bytes, self.line);
                    (self.from, self.to, self.source_is_empty) = (0, 0, true);
                    return Ok(true);
                }
            }
        }
    }

    /// Skips empty lines; `false` at the end of the source.
    fn skip_line_breaks(&mut self) -> Result<bool, SplitError> {
        loop {
            while self.from < self.to {
                let byte = self.buffer[self.from];
                if byte != b'\n' && byte != b'\r' {
                    self.after_return = false;
                    return Ok(true);
                }
                self.line += u64::from(!(byte == b'\n' && self.after_return));
                self.after_return = byte == b'\r';
                self.from += 1;
            }
            if self.source_is_empty {
                return Ok(false);
            }
            self.fill()?;
        }
    }

    /// Reads more behind what is still to be split.
    fn fill(&mut self) -> Result<(), SplitError> {
        self.buffer.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, self.to - self.from);
        if self.to == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.to..]) {
                Ok(0) => {
                    self.source_is_empty = true;
                    return Ok(());
                }
                Ok(taken) => {
                    self.to += taken;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(SplitError::Io(error)),
            }
        }
    }
}

/// Finds the cells of the record at the start of `bytes`, which is not a line break.
fn split(bytes: &[u8], delimiter: u8, is_last: bool, row: &mut Row) -> Found {
    row.start();
    let mut marks = Marks::new(bytes, delimiter);
    let mut at = 0;
    let mut breaks = 0;
    loop {
        let start = at;
        if bytes.get(at) == Some(&b'"') {
            let Some(after) = quoted(bytes, start, &mut marks, row) else {
                return Found::Cut {
                    in_quotes: Some(breaks),
                };
            };
            breaks += line_breaks(&bytes[start..after]);
            at = after;
        } else {
            at = marks.next_from(at);
            row.add_cell(start, at);
        }
        match bytes.get(at) {
            Some(&byte) if byte == delimiter => at += 1,
            Some(_) => {
                return Found::Whole {
                    length: at + 1,
                    breaks: breaks + 1,
                };
            }
            None if is_last => {
                return Found::Whole { length: at, breaks };
            }
            None => return Found::Cut { in_quotes: None },
        }
    }
}

/// Adds the cell in quotes that starts at `start`; where it ends, or `None` where its quote never closes.
fn quoted(bytes: &[u8], start: usize, marks: &mut Marks<'_>, row: &mut Row) -> Option<usize> {
    let first = start + 1;
    let mut at = first;
    let mut is_literal = true;
    loop {
        let Some(quote) = memchr::memchr(b'"', &bytes[at..]).map(|found| at + found) else {
            row.add_cell(first, bytes.len());
            return None;
        };
        if bytes.get(quote + 1) == Some(&b'"') {
            is_literal = false;
            at = quote + 2;
            continue;
        }
        // What stands between the closing quote and the next delimiter belongs to the cell.
        let after = marks.next_from(quote + 1);
        if is_literal && after == quote + 1 {
            row.add_cell(first, quote);
        } else {
            row.add_escaped_cell((first, quote), after);
        }
        return Some(after);
    }
}

/// How many lines end in some bytes: at LF, at CRLF, and at a CR alone (old Mac files).
fn line_breaks(bytes: &[u8]) -> u64 {
    if memchr::memchr2(b'\n', b'\r', bytes).is_none() {
        return 0;
    }
    let ends = |(at, &byte): (usize, &u8)| match byte {
        b'\n' => at == 0 || bytes[at - 1] != b'\r',
        b'\r' => true,
        _ => false,
    };
    bytes.iter().enumerate().filter(|&each| ends(each)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives one byte at a time, so that every record is cut everywhere.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let taken = self.0.len().min(out.len()).min(1);
            out[..taken].copy_from_slice(&self.0[..taken]);
            self.0 = &self.0[taken..];
            Ok(taken)
        }
    }

    type Records = (Vec<(u64, Vec<String>)>, Option<u64>);

    fn records(source: impl Read) -> Records {
        let mut splitter = Splitter::new(source, b',', 1);
        let (mut found, mut open) = (Vec::new(), None);
        let mut row = Row::default();
        while splitter.next(&mut row).unwrap() {
            found.push((row.line, row.cells().map(str::to_owned).collect()));
            open = row.unclosed;
        }
        (found, open)
    }

    fn check(text: &str, lines: &[u64], open: Option<u64>) {
        let (found, unclosed) = records(text.as_bytes());
        let in_drops = records(Drops(text.as_bytes()));
        assert_eq!((&found, unclosed), (&in_drops.0, in_drops.1));
        let found: Vec<u64> = found.into_iter().map(|(line, _)| line).collect();
        assert_eq!((found.as_slice(), unclosed), (lines, open), "{text:?}");
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
        check("a,b\n\"1\nx\",\"2\n", &[1, 2], Some(3));
    }

    #[test]
    fn a_swallowed_file_is_cut_instead_of_held_in_memory() {
        let text = format!("a,b\n1,\"{}", "x\n".repeat(RECORD_LIMIT));
        let mut splitter = Splitter::new(text.as_bytes(), b',', 1);
        let mut row = Row::default();
        assert!(splitter.next(&mut row).unwrap());
        assert!(splitter.next(&mut row).unwrap());
        assert_eq!((row.line, row.unclosed), (2, Some(2)));
        assert!(splitter.buffer.len() <= 2 * RECORD_LIMIT);
        assert!(!splitter.next(&mut row).unwrap());

        let endless = "x".repeat(2 * RECORD_LIMIT);
        let mut splitter = Splitter::new(endless.as_bytes(), b',', 3);
        let error = splitter.next(&mut row);
        assert!(matches!(error, Err(SplitError::TooLong(3))));
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let (found, _) = records(&b"a,\xFFb\n\"\xE9\"\"\",c"[..]);
        let cells: Vec<_> = found.into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(cells, [["a", "\u{FFFD}b"], ["\u{FFFD}\"", "c"]]);
    }

    proptest! {
        #[test]
        fn records_and_cells_are_those_of_the_csv_crate(text in "[aé,\"\r\n ]{0,60}") {
            let (found, _) = records(text.as_bytes());
            let cells: Vec<Vec<String>> = found.into_iter().map(|(_, cells)| cells).collect();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(&cells, &expected);
            let (dropped, _) = records(Drops(text.as_bytes()));
            let dropped: Vec<Vec<String>> = dropped.into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(&dropped, &expected);
        }
    }
}
