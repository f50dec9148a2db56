//! The first pass over a file: what only whole columns and the whole file can tell.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::money::Currency;

use super::columns::{Column, Field, Kind, Layout};
use super::decisions::ColumnFacts;
use super::rows::Row;
use super::table::{Relation, Table};

/// What the survey learned.
#[derive(Default)]
pub(super) struct Facts {
    /// Rows below the header.
    pub(super) rows: u64,
    /// The first currency in the file.
    pub(super) currency: Option<Currency>,
    /// Whether the file repeats a record's values on each of its rows.
    pub(super) repeats: bool,
    /// How often each key occurs, where it occurs more than once.
    pub(super) occurrences: HashMap<KeyHash, u32>,
    /// What the cells of each field prove, by field number.
    pub(super) columns: Vec<ColumnFacts>,
}

/// A key in 128 bits, so that a file of millions of orders is remembered in little memory and two
/// keys are never taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct KeyHash(u64, u64);

impl KeyHash {
    /// The hash of a key; the same on every machine and run.
    pub(super) fn of(key: &str) -> Self {
        let hash = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, key).hash(&mut hasher);
            hasher.finish()
        };
        Self(hash(1), hash(2))
    }
}

/// Takes rows one by one and remembers what they prove.
pub(super) struct Survey<'a, T: Table> {
    table: &'a T,
    layout: &'a Layout<T::Field>,
    columns: &'a [Column<T::Field>],
    facts: Facts,
    open: Option<Row>,
    continued_rows: u64,
    repeated: HashMap<KeyHash, u32>,
}

impl<'a, T: Table> Survey<'a, T> {
    /// A survey of a file with the given columns.
    pub(super) fn new(
        table: &'a T,
        layout: &'a Layout<T::Field>,
        columns: &'a [Column<T::Field>],
    ) -> Self {
        let facts = Facts {
            columns: vec![ColumnFacts::default(); columns.len()],
            ..Facts::default()
        };
        Self {
            table,
            layout,
            columns,
            facts,
            open: None,
            continued_rows: 0,
            repeated: HashMap::new(),
        }
    }

    /// Takes one row; leaves some row, of no meaning, in its place.
    pub(super) fn take(&mut self, row: &mut Row) {
        self.facts.rows += 1;
        self.observe(row);
        let relation = self.table.relation(self.open.as_ref(), row, self.layout);
        match relation {
            Relation::Opens => {
                if let Some(key) = self.table.key(row, self.layout) {
                    *self.facts.occurrences.entry(KeyHash::of(&key)).or_default() += 1;
                }
                std::mem::swap(self.open.get_or_insert_default(), row);
            }
            Relation::Repeats => {
                if let Some(key) = self.table.key(row, self.layout) {
                    *self.repeated.entry(KeyHash::of(&key)).or_default() += 1;
                }
            }
            Relation::Continues => self.continued_rows += 1,
            Relation::Summary => self.open = None,
            Relation::Orphan => {}
        }
    }

    /// What was learned.
    pub(super) fn facts(mut self) -> Facts {
        let repeated_rows: u64 = self.repeated.values().map(|&count| u64::from(count)).sum();
        self.facts.repeats = repeated_rows > self.continued_rows;
        if !self.facts.repeats {
            for (key, count) in self.repeated {
                *self.facts.occurrences.entry(key).or_default() += count;
            }
        }
        self.facts.occurrences.retain(|_, count| *count > 1);
        self.facts.occurrences.shrink_to_fit();
        self.facts
    }

    fn observe(&mut self, row: &Row) {
        for column in self.columns {
            let cell = match column.kind {
                Kind::Text => continue,
                Kind::Money | Kind::Time => self.layout.text(row, column.field),
            };
            match (column.kind, cell) {
                (Kind::Money, Some(text)) => {
                    self.facts.columns[column.field.index()].observe_amount(text);
                }
                (Kind::Time, Some(text)) => {
                    self.facts.columns[column.field.index()].observe_date(text);
                }
                (Kind::Text, _) | (_, None) => {}
            }
        }
        if self.facts.currency.is_none() {
            let field = self.table.currency_field();
            let cell = field.and_then(|field| self.layout.text(row, field));
            self.facts.currency = cell.and_then(Currency::parse);
        }
    }
}
