//! A look at the records of an old workbook before it is read.
//!
//! The reader of workbooks keeps each sheet as one rectangle and reserves it by the corners that the file
//! claims, so that one wrong byte asks for more memory than any machine has. What a sheet claims is
//! checked here first, record by record, against the size that sheets of this kind can have.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::ContainerError;

/// Cells that all rectangles of a workbook may have together: a full sheet of the kind has 16.7 million.
const MOST_CELLS: u64 = 20_000_000;

/// Rows and columns of the largest sheet of the kind.
const ROWS: u32 = 65_536;
const COLUMNS: u32 = 256;

/// Refuses a workbook whose sheets claim more than they can have.
pub(super) fn check(path: &Path) -> Result<(), ContainerError> {
    let mut compound =
        cfb::CompoundFile::open(File::open(path)?).map_err(|error| damaged(&error))?;
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| compound.is_stream(name))
        .ok_or(ContainerError::Other("a document without sheets"))?;
    let mut stream = Vec::new();
    let mut source = compound
        .open_stream(name)
        .map_err(|error| damaged(&error))?;
    source
        .read_to_end(&mut stream)
        .map_err(|error| damaged(&error))?;
    match claims(&stream) {
        Some(cells) if cells <= MOST_CELLS => Ok(()),
        Some(_) | None => Err(ContainerError::Damaged(
            "a sheet claims cells that no sheet has".to_owned(),
        )),
    }
}

fn damaged(error: &std::io::Error) -> ContainerError {
    ContainerError::Damaged(error.to_string())
}

/// Cells of all rectangles; `None` where one is impossible, or a sheet starts inside a record.
fn claims(stream: &[u8]) -> Option<u64> {
    const DIMENSIONS: u16 = 0x0200;
    const SHEET: u16 = 0x0085;
    const START: u16 = 0x0809;
    const END: u16 = 0x000A;
    const CELLS: [u16; 8] = [
        0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x00BD, 0x0006,
    ];
    let mut starts = Vec::new();
    let mut sheets = Vec::new();
    let mut total = 0_u64;
    let mut corners = Corners::default();
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let from = at + 4;
        let Some(data) = stream.get(from..from + usize::from(length)) else {
            break;
        };
        match kind {
            START => starts.push(at as u32),
            SHEET => sheets.push(u32_at(data, 0)?),
            DIMENSIONS => total += dimensions(data)?,
            END => total += std::mem::take(&mut corners).cells(),
            kind if CELLS.contains(&kind) => {
                corners.take(u16_at(data, 0)?, u16_at(data, 2)?)?;
                if kind == 0x00BD {
                    let last = data.len().checked_sub(2)?;
                    corners.take(u16_at(data, 0)?, u16_at(data, last)?)?;
                }
            }
            _ => {}
        }
        at = from + usize::from(length);
    }
    total += corners.cells();
    sheets
        .iter()
        .all(|sheet| starts.contains(sheet))
        .then_some(total)
}

/// The claimed rectangle: rows as four bytes each since Excel 97, as two before.
fn dimensions(data: &[u8]) -> Option<u64> {
    let (rows, columns) = if data.len() >= 14 {
        let rows = u32_at(data, 0)?..u32_at(data, 4)?;
        (rows, u16_at(data, 8)?..u16_at(data, 10)?)
    } else {
        let rows = u32::from(u16_at(data, 0)?)..u32::from(u16_at(data, 2)?);
        (rows, u16_at(data, 4)?..u16_at(data, 6)?)
    };
    let is_possible = rows.start <= rows.end
        && columns.start <= columns.end
        && rows.end <= ROWS
        && u32::from(columns.end) <= COLUMNS;
    let size = u64::from(rows.end.saturating_sub(rows.start))
        * u64::from(columns.end.saturating_sub(columns.start));
    is_possible.then_some(size)
}

/// The rectangle of the cells of one sheet.
#[derive(Default)]
struct Corners {
    found: Option<(u16, u16, u16, u16)>,
}

impl Corners {
    fn take(&mut self, row: u16, column: u16) -> Option<()> {
        let (top, left, bottom, right) = self.found.unwrap_or((row, column, row, column));
        self.found = Some((
            top.min(row),
            left.min(column),
            bottom.max(row),
            right.max(column),
        ));
        (u32::from(column) < COLUMNS).then_some(())
    }

    fn cells(self) -> u64 {
        self.found.map_or(0, |(top, left, bottom, right)| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream of records.
    fn stream(records: &[(u16, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (kind, data) in records {
            bytes.extend(kind.to_le_bytes());
            bytes.extend((data.len() as u16).to_le_bytes());
            bytes.extend(*data);
        }
        bytes
    }

    fn rectangle(rows: u32, columns: u16) -> Vec<u8> {
        let mut data = vec![0; 14];
        data[4..8].copy_from_slice(&rows.to_le_bytes());
        data[10..12].copy_from_slice(&columns.to_le_bytes());
        data
    }

    #[test]
    fn impossible_sheets_are_found() {
        let check = |records: &[(u16, &[u8])], expected| {
            assert_eq!(claims(&stream(records)), expected);
        };
        check(&[(0x0200, &rectangle(10, 4))], Some(40));
        check(&[(0x0200, &rectangle(u32::MAX, 4))], None);
        check(&[(0x0200, &rectangle(10, 300))], None);
        check(
            &[
                (0x0203, &[9, 0, 3, 0]),
                (0x0203, &[0, 0, 0, 0]),
                (0x000A, &[]),
            ],
            Some(40),
        );
        check(&[(0x0203, &[9, 0, 0, 9])], None);
        check(&[(0x0809, &[]), (0x0085, &[0, 0, 0, 0])], Some(0));
        check(&[(0x0809, &[]), (0x0085, &[1, 0, 0, 0])], None);
    }

    proptest::proptest! {
        #[test]
        fn no_stream_makes_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
            claims(&bytes);
        }
    }
}
