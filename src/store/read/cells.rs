//! Reading rows: cells from left to right, and child rows beside their owners.

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, Row};

use crate::model::time::Moment;
use crate::store::error::Fault;
use crate::store::snapshot::{Dictionary, TextId};

/// The cells of one row, taken in the order of the query's columns.
pub(super) struct Cells<'row, 'statement> {
    row: &'row Row<'statement>,
    next: usize,
}

impl<'row, 'statement> Cells<'row, 'statement> {
    /// Starts at the first column.
    pub(super) fn of(row: &'row Row<'statement>) -> Self {
        Self { row, next: 0 }
    }

    /// The next cell.
    pub(super) fn take<T: FromSql>(&mut self) -> Result<T, Fault> {
        let at = self.next;
        self.next += 1;
        Ok(self.row.get(at)?)
    }

    /// The next cell as a numbered text; `None` for NULL.
    pub(super) fn take_text(&mut self, texts: &mut Dictionary) -> Result<Option<TextId>, Fault> {
        Ok(self.take_str()?.map(|text| texts.intern(text)))
    }

    /// The next cell as a numbered text that is never NULL.
    pub(super) fn take_name(&mut self, texts: &mut Dictionary) -> Result<TextId, Fault> {
        Ok(texts.intern(self.take_str()?.unwrap_or_default()))
    }

    /// The next cell as one of a closed list of words.
    pub(super) fn take_word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        let word = self.take_str()?.unwrap_or_default();
        parse(word).ok_or_else(|| Fault::Unexpected(format!("`{word}` is not a word it may hold")))
    }

    /// The next two cells as an instant and its offset; `None` where either is NULL.
    pub(super) fn take_moment(&mut self) -> Result<Option<Moment>, Fault> {
        let (micros, offset): (Option<i64>, Option<i32>) = (self.take()?, self.take()?);
        Ok(micros
            .zip(offset)
            .map(|(utc_micros, offset_seconds)| Moment {
                utc_micros,
                offset_seconds,
            }))
    }

    fn take_str(&mut self) -> Result<Option<&'row str>, Fault> {
        let at = self.next;
        self.next += 1;
        match self.row.get_ref(at)? {
            ValueRef::Null => Ok(None),
            value => {
                let text = value.as_str().map_err(|error| {
                    Fault::Unexpected(format!("column {at} holds no text: {error}"))
                })?;
                Ok(Some(text))
            }
        }
    }
}

/// The child rows of a list of owners.
#[derive(Debug)]
pub(super) struct Children<T> {
    /// The children of owner `i` are `starts[i]..starts[i + 1]`.
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T> Children<T> {
    /// Reads child rows whose first column is the owner, sorted by it; `owners` ascend. Children of
    /// other owners are passed over.
    pub(super) fn read(
        connection: &Connection,
        sql: &str,
        owners: &[i64],
        mut value: impl FnMut(&mut Cells<'_, '_>) -> Result<T, Fault>,
    ) -> Result<Self, Fault> {
        let mut starts = Vec::with_capacity(owners.len() + 1);
        let mut values = Vec::new();
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            let owner: i64 = cells.take()?;
            // Every owner up to this one starts here at the latest.
            while owners.get(starts.len()).is_some_and(|&at| at <= owner) {
                starts.push(values.len() as u32);
            }
            let current = starts.len().checked_sub(1).and_then(|at| owners.get(at));
            if current == Some(&owner) {
                values.push(value(&mut cells)?);
            }
        }
        starts.resize(owners.len() + 1, values.len() as u32);
        Ok(Self { starts, values })
    }

    /// The children of the owner at a position of the list.
    pub(super) fn of(&self, at: usize) -> &[T] {
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => self
                .values
                .get(start as usize..end as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}
