//! What the open file has given so far: two of its records may turn out to be one in the workspace only,
//! an order once with its id and once under its name. The first one counts then, every time.

use rusqlite::Connection;

use super::error::Fault;
use super::files::FileId;
use super::write::Table;

/// The records that came from the file that is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    file: Option<FileId>,
    tables: [Rows; Table::ALL.len()],
}

/// Rows of one table.
#[derive(Clone, Debug, Default)]
struct Rows {
    /// The last row that was there before the file; those behind it came from the file.
    before: Option<i64>,
    /// Which of the rows before it the file gave once more, one bit each.
    again: Vec<u64>,
}

impl Given {
    /// Looks at a table before the file gives its first record to it.
    pub(super) fn open(
        &mut self,
        connection: &Connection,
        table: Table,
        file: FileId,
    ) -> Result<(), Fault> {
        if self.file != Some(file) {
            *self = Self {
                file: Some(file),
                ..Self::default()
            };
        }
        let rows = &mut self.tables[table as usize];
        if rows.before.is_none() {
            let sql = format!("SELECT coalesce(max(id), 0) FROM {}", table.name());
            rows.before = Some(connection.query_row(&sql, [], |row| row.get(0))?);
        }
        Ok(())
    }

    /// Notes a stored record that the file gave.
    pub(super) fn note(&mut self, table: Table, row: i64) {
        let rows = &mut self.tables[table as usize];
        if rows.is_new(row) {
            return;
        }
        let (word, bit) = place(row);
        if rows.again.len() <= word {
            rows.again.resize(word + 1, 0);
        }
        rows.again[word] |= bit;
    }

    /// Whether the file gave the record before.
    pub(super) fn has(&self, table: Table, row: i64) -> bool {
        let rows = &self.tables[table as usize];
        let (word, bit) = place(row);
        rows.is_new(row) || rows.again.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

impl Rows {
    fn is_new(&self, row: i64) -> bool {
        self.before.is_some_and(|before| row > before)
    }
}

/// Where a row has its bit.
fn place(row: i64) -> (usize, u64) {
    let row = usize::try_from(row).unwrap_or_default();
    (row / 64, 1 << (row % 64))
}
