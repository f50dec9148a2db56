//! Reading rows: cells from left to right, and child rows beside their owners.

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, Row};

use crate::model::time::Moment;
use crate::store::error::Fault;
use crate::store::snapshot::{Dictionary, TextId};

/// How many columns of a query are remembered.
const REMEMBERED: usize = 32;

/// The words of rows that are being read.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// All of them.
    pub(super) all: Dictionary,
    /// The last word of each column: many rows repeat that of the row before.
    last: [Option<TextId>; REMEMBERED],
}

impl Words {
    /// The number of a word in a column.
    pub(super) fn number(&mut self, column: usize, word: &str) -> TextId {
        let last = self.last.get(column).copied().flatten();
        if let Some(last) = last.filter(|&last| self.all.get(last) == word) {
            return last;
        }
        let number = self.all.intern(word);
        if let Some(slot) = self.last.get_mut(column) {
            *slot = Some(number);
        }
        number
    }

    /// The numbers of all words in another dictionary, by their numbers in this one.
    pub(super) fn numbers_in(&self, others: &mut Dictionary) -> Vec<TextId> {
        self.all
            .iter()
            .map(|(_, word)| others.intern(word))
            .collect()
    }
}

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

    /// The next cell as a numbered word; `None` for NULL.
    pub(super) fn take_text(&mut self, words: &mut Words) -> Result<Option<TextId>, Fault> {
        let column = self.next;
        Ok(self.take_str()?.map(|text| words.number(column, text)))
    }

    /// The next cell as a numbered word that is never NULL.
    pub(super) fn take_name(&mut self, words: &mut Words) -> Result<TextId, Fault> {
        let column = self.next;
        Ok(words.number(column, self.take_str()?.unwrap_or_default()))
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

    /// The next cell as a text; `None` for NULL.
    pub(super) fn take_str(&mut self) -> Result<Option<&'row str>, Fault> {
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
    /// The children of owner `i` begin at `starts[i]` and end where those of the next one begin.
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Children<T> {
    fn default() -> Self {
        Self {
            starts: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Children<T> {
    /// Reads the child rows of a range of rows. Their first column is the owner, by which they are
    /// sorted; `owners` ascend. Children of other owners are passed over.
    pub(super) fn read(
        connection: &Connection,
        (sql, range): (&str, [i64; 2]),
        owners: &[i64],
        mut value: impl FnMut(&mut Cells<'_, '_>) -> Result<T, Fault>,
    ) -> Result<Self, Fault> {
        let mut starts = Vec::with_capacity(owners.len());
        let mut values = Vec::new();
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(range)?;
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
        starts.resize(owners.len(), values.len() as u32);
        Ok(Self { starts, values })
    }

    /// Goes on to the next owner.
    pub(super) fn begin(&mut self) {
        self.starts.push(self.values.len() as u32);
    }

    /// Adds a child of the last owner.
    pub(super) fn add(&mut self, value: T) {
        self.values.push(value);
    }

    /// How many children all owners have.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The children of the owner at a position of the list.
    pub(super) fn of(&self, at: usize) -> &[T] {
        let Some(&start) = self.starts.get(at) else {
            return &[];
        };
        let next = self.starts.get(at + 1);
        let end = next.map_or(self.values.len(), |&next| next as usize);
        &self.values[start as usize..end]
    }
}
