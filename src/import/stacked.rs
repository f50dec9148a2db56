//! Files with several tables below each other, each under comment lines and with a header of its own.
//!
//! Every table is read by itself, as if the others were not there: its columns, its decimal marks and
//! its keys are its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use super::encoding::Decoded;
use super::error::ReadError;
use super::recognise::{Recognition, first_record};
use super::sink::{FileSummary, Record, Sink};
use super::split::RECORD_LIMIT;
use crate::model::issue::Issue;

/// One table of a file.
pub(super) struct StackedTable {
    /// The file as if it held this table alone; the preamble is that of the file and of the table.
    pub(super) recognition: Recognition,
    /// The line on which something else begins.
    pub(super) end: Option<u64>,
}

/// Finds the tables of a file, the recognised one first.
pub(super) fn tables(path: &Path, first: &Recognition) -> Result<Vec<StackedTable>, ReadError> {
    let io_error = |source| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(io_error)?;
    let mut text = BufReader::new(Decoded::new(file, first.encoding));
    let mut tables = vec![StackedTable {
        recognition: first.clone(),
        end: None,
    }];
    let mut comments: Vec<String> = Vec::new();
    let (mut offset, mut line) = (0_u64, 1_u64);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let mut limited = text.by_ref().take(RECORD_LIMIT as u64);
        let read = limited.read_until(b'\n', &mut bytes).map_err(io_error)?;
        if read == 0 {
            let are_many = tables.len() > 1;
            for table in &mut tables {
                table.recognition.is_one_of_many = are_many;
            }
            return Ok(tables);
        }
        let written = String::from_utf8_lossy(&bytes);
        let bare = bare(&written);
        if line > first.header_line {
            if bare.starts_with('#') {
                close(&mut tables, line);
                comments.push(bare.to_owned());
            } else if !bare.is_empty() && !comments.is_empty() {
                let mut recognition = first.clone();
                recognition.preamble.append(&mut comments);
                recognition.headers = first_record(&written, first.delimiter);
                (recognition.header_line, recognition.header_offset) = (line, offset);
                tables.push(StackedTable {
                    recognition,
                    end: None,
                });
            }
        }
        offset += read as u64;
        line += u64::from(bytes.ends_with(b"\n"));
    }
}

/// A line without the quotes and delimiters that a spreadsheet puts around a comment.
fn bare(line: &str) -> &str {
    let is_dress = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '"' | ',' | ';');
    line.trim_matches(is_dress)
}

fn close(tables: &mut [StackedTable], line: u64) {
    if let Some(table) = tables.last_mut() {
        table.end.get_or_insert(line);
    }
}

/// Hands on what one table of several gives; progress goes on from table to table.
pub(super) struct Part<'a, S> {
    /// The sink of the file.
    pub(super) sink: &'a mut S,
    /// The number of the table, from zero.
    pub(super) at: u64,
    /// How many there are.
    pub(super) of: u64,
    /// Size of the file.
    pub(super) bytes: u64,
}

impl<S: Sink> Sink for Part<'_, S> {
    type Error = S::Error;

    fn record(&mut self, record: Record, rows: u64) -> Result<(), S::Error> {
        self.sink.record(record, rows)
    }

    fn issue(&mut self, issue: Issue) -> Result<(), S::Error> {
        self.sink.issue(issue)
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        let done = self.at * self.bytes + bytes_done;
        self.sink.progress(done / self.of)
    }
}

/// The summaries of two tables of a file together.
pub(super) fn together(left: FileSummary, right: FileSummary) -> FileSummary {
    FileSummary {
        rows: left.rows + right.rows,
        accepted_rows: left.accepted_rows + right.accepted_rows,
        rejected_rows: left.rejected_rows + right.rejected_rows,
        records: left.records + right.records,
        issues: left.issues + right.issues,
        latest_micros: left.latest_micros.max(right.latest_micros),
        currency: left.currency.or(right.currency),
    }
}
