//! Workbooks: every sheet with anything in it becomes delimited text.
//!
//! A cell is written as a CSV export would write it: dates as `2026-08-24 13:18:58`, whole numbers with
//! all their digits, fractions with the fifteen digits that spreadsheets keep. A number beyond fifteen
//! digits has lost some already, so it is written in powers of ten and no reader takes it for an id.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use calamine::{Cell, Data, DataRef, Ods, Range, Reader, SheetType, Xls, Xlsb, Xlsx};

use super::error::ContainerError;
use super::records;
use super::scratch::{Budget, Scratch};
use super::zip::{self, Kind};
use crate::model::format::plural;
use crate::model::issue::{Issue, IssueKind};

mod memory;
mod value;

use value::written;

/// A sheet as text.
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Where its text is.
    pub(super) path: PathBuf,
    /// What was lost.
    pub(super) notes: Vec<Issue>,
}

/// Strings that all sheets share are kept in memory while sheets are read.
const LARGEST_STRINGS: u64 = 512 * 1024 * 1024;

/// Old workbooks and `OpenDocument` sheets are kept in memory as a whole.
const LARGEST_WHOLE: u64 = 512 * 1024 * 1024;

/// Writes the sheets of a zipped workbook.
pub(super) fn unpack_zipped(
    path: &Path,
    kind: Kind,
    budget: &mut Budget<'_>,
    scratch: &mut Scratch,
) -> Result<Vec<Sheet>, ContainerError> {
    check_parts(path, kind, budget)?;
    let source = BufReader::new(File::open(path)?);
    let mut book = Book { budget, scratch };
    guarded(|| match kind {
        Kind::Xlsx => {
            let mut workbook = Xlsx::new(source).map_err(|error| unreadable(&error))?;
            book.each_sheet(sheet_names(&workbook), |name, sheet| {
                let cells = workbook.worksheet_cells_reader(name);
                let mut cells = cells.map_err(|error| unreadable(&error))?;
                sheet.stream(|| cells.next_cell().map_err(|error| unreadable(&error)))
            })
        }
        Kind::Xlsb => {
            let mut workbook = Xlsb::new(source).map_err(|error| unreadable(&error))?;
            book.each_sheet(sheet_names(&workbook), |name, sheet| {
                let cells = workbook.worksheet_cells_reader(name);
                let mut cells = cells.map_err(|error| unreadable(&error))?;
                sheet.stream(|| cells.next_cell().map_err(|error| unreadable(&error)))
            })
        }
        Kind::Ods => {
            let mut workbook = Ods::new(source).map_err(|error| unreadable(&error))?;
            book.each_sheet(sheet_names(&workbook), |name, sheet| {
                let range = workbook.worksheet_range(name);
                sheet.range(&range.map_err(|error| unreadable(&error))?)
            })
        }
        Kind::Files | Kind::Other(_) => Ok(Vec::new()),
    })
}

/// Writes the sheets of a workbook of old spreadsheet programs.
pub(super) fn unpack_old(
    path: &Path,
    budget: &mut Budget<'_>,
    scratch: &mut Scratch,
) -> Result<Vec<Sheet>, ContainerError> {
    let mut head = Vec::new();
    File::open(path)?.take(1 << 20).read_to_end(&mut head)?;
    if has_utf16(&head, "EncryptedPackage") {
        return Err(ContainerError::Encrypted);
    }
    if has_utf16(&head, "WordDocument") {
        return Err(ContainerError::Other("a text document (Word)"));
    }
    if File::open(path)?.metadata()?.len() > LARGEST_WHOLE {
        return Err(ContainerError::TooLarge {
            limit: LARGEST_WHOLE,
        });
    }
    guarded(|| records::check(path))?;
    let source = BufReader::new(File::open(path)?);
    let mut book = Book { budget, scratch };
    guarded(|| {
        let mut workbook = Xls::new(source).map_err(|error| unreadable(&error))?;
        book.each_sheet(sheet_names(&workbook), |name, sheet| {
            let range = workbook.worksheet_range(name);
            sheet.range(&range.map_err(|error| unreadable(&error))?)
        })
    })
}

/// The reader of workbooks trusts lengths inside a file and panics where damage made them wrong (found
/// by the test with damaged files); for the analyst that is a damaged file like any other.
fn guarded<T>(work: impl FnOnce() -> Result<T, ContainerError>) -> Result<T, ContainerError> {
    // What the work leaves half done is a file of the scratch folder that nobody reads.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let reason = "its parts contradict each other".to_owned();
        Err(ContainerError::Damaged(reason))
    })
}

fn has_utf16(bytes: &[u8], word: &str) -> bool {
    let word: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(word.len()).any(|part| part == word)
}

/// Unpacks all parts once to nowhere, because the sizes that an archive declares may be lies.
fn check_parts(path: &Path, kind: Kind, budget: &Budget<'_>) -> Result<(), ContainerError> {
    let mut trial = budget.anew();
    let mut archive = zip::open(path, budget.entries())?;
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok);
        let name = name.map(Cow::into_owned).unwrap_or_default();
        let mut part = Part::new(kind, &name.to_ascii_lowercase());
        let copied = trial.copy(zip::read(&mut archive, at)?, &mut part);
        if part.bytes > part.limit {
            return Err(ContainerError::TooLarge { limit: part.limit });
        }
        if part.needs_too_much() {
            return Err(ContainerError::TooManyCells {
                limit: memory::MOST,
            });
        }
        copied?;
    }
    Ok(())
}

/// A part of a zipped workbook that is measured on its way to nowhere.
struct Part {
    bytes: u64,
    limit: u64,
    needs: Needs,
}

/// What a part becomes in memory.
enum Needs {
    Cells(Box<memory::Cells>),
    Strings(memory::Strings),
    /// It is read as a stream, or not at all.
    Nothing,
}

impl Part {
    fn new(kind: Kind, name: &str) -> Self {
        let (limit, needs) = match kind {
            Kind::Ods if name == "content.xml" => (LARGEST_WHOLE, Needs::Cells(Box::default())),
            _ if name.contains("sharedstrings") => {
                (LARGEST_STRINGS, Needs::Strings(memory::Strings::default()))
            }
            Kind::Xlsx | Kind::Xlsb | Kind::Ods if !name.contains("worksheets/") => {
                (LARGEST_STRINGS, Needs::Nothing)
            }
            Kind::Xlsx | Kind::Xlsb | Kind::Ods | Kind::Files | Kind::Other(_) => {
                (u64::MAX, Needs::Nothing)
            }
        };
        Self {
            bytes: 0,
            limit,
            needs,
        }
    }

    fn needs_too_much(&self) -> bool {
        match &self.needs {
            Needs::Cells(cells) => cells.are_too_many(),
            Needs::Strings(strings) => strings.are_too_many(),
            Needs::Nothing => false,
        }
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.limit {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        match &mut self.needs {
            Needs::Cells(cells) => cells.write_all(bytes)?,
            Needs::Strings(strings) => strings.write_all(bytes)?,
            Needs::Nothing => {}
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> ContainerError {
    let reason = error.to_string();
    if reason.to_ascii_lowercase().contains("password") {
        return ContainerError::Encrypted;
    }
    ContainerError::Damaged(reason)
}

fn sheet_names<R: Read + Seek>(workbook: &impl Reader<R>) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect()
}

struct Book<'b, 'w> {
    budget: &'b mut Budget<'w>,
    scratch: &'b mut Scratch,
}

impl<'w> Book<'_, 'w> {
    fn each_sheet(
        &mut self,
        names: Vec<String>,
        mut write: impl FnMut(&str, &mut SheetText<'_, 'w>) -> Result<(), ContainerError>,
    ) -> Result<Vec<Sheet>, ContainerError> {
        let mut sheets = Vec::new();
        for name in names {
            let (path, out) = self.scratch.file()?;
            let mut text = SheetText {
                budget: self.budget,
                out,
                line: String::new(),
                row: 0,
                column: None,
                is_blank: true,
                errors: Errors::default(),
            };
            write(&name, &mut text)?;
            if text.finish()? {
                continue;
            }
            let notes = text.errors.issue().into_iter().collect();
            sheets.push(Sheet { name, path, notes });
        }
        Ok(sheets)
    }
}

/// The text of a sheet as far as it is written.
struct SheetText<'b, 'w> {
    budget: &'b mut Budget<'w>,
    out: BufWriter<File>,
    line: String,
    row: u32,
    column: Option<u32>,
    is_blank: bool,
    errors: Errors,
}

impl SheetText<'_, '_> {
    fn stream<'c>(
        &mut self,
        mut next: impl FnMut() -> Result<Option<Cell<DataRef<'c>>>, ContainerError>,
    ) -> Result<(), ContainerError> {
        while let Some(cell) = next()? {
            let (row, column) = cell.get_position();
            match cell.get_value() {
                DataRef::SharedString(text) => self.put(row, column, text)?,
                other => self.put_value(row, column, &Data::from(other.clone()))?,
            }
        }
        Ok(())
    }

    fn range(&mut self, range: &Range<Data>) -> Result<(), ContainerError> {
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            self.put_value(top + row as u32, left + column as u32, value)?;
        }
        Ok(())
    }

    fn put_value(&mut self, row: u32, column: u32, value: &Data) -> Result<(), ContainerError> {
        if let Data::Error(error) = value {
            self.errors.tell(row, column, &error.to_string());
        }
        self.put(row, column, &written(value))
    }

    fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), ContainerError> {
        // A damaged sheet may go back to an earlier cell; what stands there already is kept.
        let is_taken = row < self.row || (row == self.row && Some(column) <= self.column);
        if text.is_empty() || is_taken {
            return Ok(());
        }
        while self.row < row {
            self.end_line()?;
        }
        for _ in self.column.unwrap_or(0)..column {
            self.line.push(',');
        }
        self.column = Some(column);
        self.is_blank = false;
        if text.contains([',', '"', '\n', '\r']) {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(text);
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), ContainerError> {
        self.line.push('\n');
        self.budget.spend(self.line.len() as u64)?;
        let written = self.out.write_all(self.line.as_bytes());
        self.line.clear();
        self.row += 1;
        self.column = None;
        written.map_err(ContainerError::Scratch)
    }

    /// Ends the text; whether there is none.
    fn finish(&mut self) -> Result<bool, ContainerError> {
        self.end_line()?;
        self.out.flush().map_err(ContainerError::Scratch)?;
        Ok(self.is_blank)
    }
}

/// Cells with `#DIV/0!` and the like.
#[derive(Default)]
struct Errors {
    first: Option<(u32, String, String)>,
    count: i64,
}

impl Errors {
    fn tell(&mut self, row: u32, column: u32, error: &str) {
        self.count += 1;
        let place = || {
            (
                row,
                format!("{}{}", letters(column), row + 1),
                error.to_owned(),
            )
        };
        self.first.get_or_insert_with(place);
    }

    fn issue(&self) -> Option<Issue> {
        let (row, place, error) = self.first.as_ref()?;
        let hint = format!(
            "{} of the sheet held an error of the spreadsheet and {} read as blank, the first in {place}; correct the formulas and save the sheet again.",
            plural(self.count, "cell", "cells"),
            if self.count == 1 { "was" } else { "were" },
        );
        Some(Issue {
            raw: Some(error.clone()),
            ..Issue::at_line(IssueKind::ErrorCell, u64::from(*row) + 1, hint)
        })
    }
}

/// `A`, `B`, … `Z`, `AA`.
fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }
}
