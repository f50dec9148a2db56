//! The raw row behind an issue: what stands on a line of a file, as it is now.
//!
//! Nothing of a file but its records is stored, so its rows are read again, from the same place and in the
//! same way as at import. Whoever asks says what the file was like then and learns whether it still is.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::containers::{self, locate};
use super::error::ReadError;
use super::recognise::recognise;
use super::request::Watch;
use super::rows::{Row, Rows};
use super::run::file_name;
use super::scan::scan;
use crate::store::Fingerprint;

/// Rows of a file around a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRows {
    /// The headers as written.
    pub headers: Vec<String>,
    /// The row of the line, with a few before and behind it, or the first rows.
    pub rows: Vec<RawRow>,
    /// Which of them the line belongs to; `None` where no line was asked for.
    pub at: Option<usize>,
    /// Whether the file is another one than at import.
    pub has_changed: bool,
}

/// One row as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// The line of the file on which it begins, 1-based.
    pub line: u64,
    /// Its cells; a very long one is cut.
    pub cells: Vec<String>,
}

/// Why there is no row to show.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// The file is not where it was.
    #[error(
        "`{}` is not there any more: it was moved, renamed or deleted since it was imported. Put it back, or import it from its new place",
        .0.display()
    )]
    Gone(PathBuf),
    /// The file ends before the line.
    #[error(
        "`{}` has no line {line} any more: it has changed since it was imported. Import it again for issues that fit it",
        path.display()
    )]
    Beyond {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
    },
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The analyst cancelled.
    #[error("Looking for the row was cancelled")]
    Cancelled,
}

/// Rows shown before and behind the wanted one.
const AROUND: usize = 2;
/// Rows shown of a file whose issue has no line.
const FIRST: usize = 5;
/// The longest cell that is shown whole, in characters.
const LONGEST: usize = 2_000;
/// Rows between two calls of [`Watch::progress`].
const ROWS_PER_PROGRESS: u64 = 4_096;

/// Reads the row that a line belongs to, with its neighbours; the first rows where no line is given.
/// `content` is what the file's bytes were at import.
pub fn rows_at(
    path: &Path,
    line: Option<u64>,
    content: Option<Fingerprint>,
    watch: &dyn Watch,
) -> Result<RawRows, RowError> {
    if !containers::split(path).0.exists() {
        return Err(RowError::Gone(path.to_owned()));
    }
    let located = locate(path, watch)?;
    let (shown_path, path) = (path, located.path());
    let recognition = recognise(path)?;
    let has_changed = match content {
        Some(was) => !scan(path).is_ok_and(|now| now.content == was),
        None => false,
    };
    let whole = |rows, at| RawRows {
        headers: recognition.headers.clone(),
        rows,
        at,
        has_changed,
    };
    let mut reader = Reader {
        rows: Rows::open(path, &recognition)?,
        watch,
        name: file_name(shown_path),
        bytes: recognition.bytes,
        count: 0,
    };
    let Some(line) = line else {
        return Ok(whole(reader.next(FIRST)?, None));
    };
    if line <= recognition.header_line {
        let mut rows = vec![RawRow {
            line: recognition.header_line,
            cells: recognition.headers.iter().map(|cell| shown(cell)).collect(),
        }];
        rows.append(&mut reader.next(AROUND)?);
        return Ok(whole(rows, Some(0)));
    }
    match reader.around(line)? {
        Some((rows, at)) => Ok(whole(rows, Some(at))),
        None => Err(RowError::Beyond {
            path: shown_path.to_owned(),
            line,
        }),
    }
}

/// Reads the rows below the header one by one.
struct Reader<'a> {
    rows: Rows,
    watch: &'a dyn Watch,
    name: String,
    bytes: u64,
    count: u64,
}

impl Reader<'_> {
    fn read(&mut self, row: &mut Row) -> Result<bool, RowError> {
        self.count += 1;
        if self.count.is_multiple_of(ROWS_PER_PROGRESS) {
            let done = self.rows.bytes_read();
            self.watch.progress(&self.name, done, self.bytes);
            if self.watch.is_cancelled() {
                return Err(RowError::Cancelled);
            }
        }
        Ok(self.rows.read(row)?)
    }

    /// The next rows, at most so many.
    fn next(&mut self, most: usize) -> Result<Vec<RawRow>, RowError> {
        let mut rows = Vec::new();
        let mut row = Row::default();
        while rows.len() < most && self.read(&mut row)? {
            rows.push(RawRow::of(&row));
        }
        Ok(rows)
    }

    /// The row that holds a line, with its neighbours; `None` where the file ends before.
    fn around(&mut self, line: u64) -> Result<Option<(Vec<RawRow>, usize)>, RowError> {
        let mut before: VecDeque<Row> = VecDeque::new();
        let mut behind = Vec::new();
        loop {
            // Rows that are far enough behind are filled again.
            let spare = (before.len() > AROUND + 1).then(|| before.pop_front());
            let mut row = spare.flatten().unwrap_or_default();
            if !self.read(&mut row)? {
                let ends_before = |last: &Row| last_line(last) < line;
                if before.back().is_none_or(ends_before) {
                    return Ok(None);
                }
                break;
            }
            if row.line > line {
                behind.push(RawRow::of(&row));
                behind.append(&mut self.next(AROUND - 1)?);
                break;
            }
            before.push_back(row);
        }
        let first = before.len().saturating_sub(AROUND + 1);
        let mut rows: Vec<RawRow> = before.iter().skip(first).map(RawRow::of).collect();
        let at = rows.len().saturating_sub(1);
        rows.append(&mut behind);
        Ok(Some((rows, at)))
    }
}

impl RawRow {
    fn of(row: &Row) -> Self {
        Self {
            line: row.line,
            cells: row.cells().map(shown).collect(),
        }
    }
}

fn shown(cell: &str) -> String {
    match cell.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

/// The line on which a row ends.
fn last_line(row: &Row) -> u64 {
    let breaks = |cell: &str| {
        let lone = cell.matches('\r').count() - cell.matches("\r\n").count();
        (cell.matches('\n').count() + lone) as u64
    };
    row.line + row.cells().map(breaks).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Quiet;

    impl Watch for Quiet {
        fn progress(&self, _what: &str, _bytes_done: u64, _bytes_total: u64) {}

        fn is_cancelled(&self) -> bool {
            false
        }
    }

    struct Cancelling;

    impl Watch for Cancelling {
        fn progress(&self, _what: &str, _bytes_done: u64, _bytes_total: u64) {}

        fn is_cancelled(&self) -> bool {
            true
        }
    }

    /// A note, a header on line 2, seven records of which one runs over two lines, and a blank line.
    const FILE: &str =
        "Report\r\nname,total\r\na,1\r\nb,2\r\n\"c\nc\",3\r\n\r\nd,4\r\ne,5\r\nf,6\r\ng,7\r\n";

    fn read(text: &str, line: Option<u64>) -> Result<RawRows, RowError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, text).unwrap();
        rows_at(&path, line, None, &Quiet)
    }

    fn check(line: u64, first_cells: &[&str], at: usize) {
        let found = read(FILE, Some(line)).unwrap();
        let cells: Vec<&str> = found.rows.iter().map(|row| row.cells[0].as_str()).collect();
        assert_eq!(cells, first_cells, "line {line}");
        assert_eq!(found.at, Some(at), "line {line}");
        assert_eq!(found.headers, ["name", "total"]);
    }

    #[test]
    fn a_line_finds_its_row_and_the_ones_around_it() {
        check(3, &["a", "b", "c\nc"], 0);
        check(5, &["a", "b", "c\nc", "d", "e"], 2);
        check(6, &["a", "b", "c\nc", "d", "e"], 2);
        check(8, &["b", "c\nc", "d", "e", "f"], 2);
        check(11, &["e", "f", "g"], 2);
    }

    #[test]
    fn the_header_and_the_first_rows_can_be_asked_for() {
        check(2, &["name", "a", "b"], 0);
        check(1, &["name", "a", "b"], 0);
        let first = read(FILE, None).unwrap();
        assert_eq!((first.rows.len(), first.at), (FIRST, None));
        assert_eq!(first.rows[0].line, 3);
    }

    #[test]
    fn a_row_of_many_thousands_is_found_by_its_line() {
        let mut text = "name,total\n".to_owned();
        for row in 0..20_000 {
            text.push_str(&format!("r{row},{row}\n"));
        }
        let found = read(&text, Some(15_002)).unwrap();
        let at = found.at.unwrap();
        assert_eq!(found.rows[at].cells, ["r15000", "15000"]);
        assert_eq!(found.rows.len(), 2 * AROUND + 1);
    }

    #[test]
    fn what_cannot_be_shown_says_why() {
        let error = read(FILE, Some(12)).unwrap_err().to_string();
        assert!(error.contains("has no line 12 any more"), "{error}");
        let gone = rows_at(Path::new("/nowhere/a.csv"), Some(3), None, &Quiet);
        let error = gone.unwrap_err().to_string();
        assert!(error.contains("is not there any more"), "{error}");
        let error = read("", Some(3)).unwrap_err().to_string();
        assert!(error.contains("is empty"), "{error}");
    }

    #[test]
    fn a_changed_file_is_told_from_the_imported_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, FILE).unwrap();
        let was = Some(Fingerprint::of_bytes(FILE.as_bytes()));
        let read = || rows_at(&path, Some(3), was, &Quiet).unwrap();
        assert!(!read().has_changed);
        fs::write(&path, FILE.replace("a,1", "a,9")).unwrap();
        assert!(read().has_changed);
        assert_eq!(read().rows[0].cells, ["a", "9"]);
    }

    #[test]
    fn a_long_search_can_be_cancelled_and_a_long_cell_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let text = format!("name,total\n{}", "x,1\n".repeat(10_000));
        fs::write(&path, text).unwrap();
        let result = rows_at(&path, Some(9_000), None, &Cancelling);
        assert!(matches!(result, Err(RowError::Cancelled)));
        let long = format!("name,total\n\"{}\",1\n", "é".repeat(5_000));
        let found = read(&long, Some(2)).unwrap();
        assert_eq!(found.rows[0].cells[0].chars().count(), LONGEST + 1);
    }
}
