//! The first pass over a file: what only whole columns and the whole file can tell.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use xxhash_rust::xxh3::xxh3_128;

use crate::model::money::Currency;

use super::columns::{Column, Field, Kind, Layout};
use super::decisions::{self, ColumnFacts, Overrides};
use super::instant::{self, DayOrder};
use super::rows::Row;
use super::scan::Scan;
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
    /// The latest instant in the file, UTC microseconds: how recent the export is.
    pub(super) latest_micros: Option<i64>,
    /// The first instant in the file, UTC microseconds.
    pub(super) earliest_micros: Option<i64>,
    /// Whether a time without an offset occurs.
    pub(super) has_naive_times: bool,
    /// What the cells of each field prove, by field number.
    pub(super) columns: Vec<ColumnFacts>,
    /// What all bytes of the file tell, where it was read for that, too.
    pub(super) scan: Option<Scan>,
}

impl Facts {
    /// Adds what another table of the same file tells of the file as a whole.
    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.currency = self.currency.or(other.currency);
        self.latest_micros = self.latest_micros.max(other.latest_micros);
        let earliest = self
            .earliest_micros
            .into_iter()
            .chain(other.earliest_micros);
        self.earliest_micros = earliest.min();
        self.has_naive_times |= other.has_naive_times;
    }

    /// Whether a file reads the same with these facts as with others.
    pub(super) fn decide_like(&self, others: &Self) -> bool {
        decisions::verdicts(&self.columns) == decisions::verdicts(&others.columns)
            && self.currency == others.currency
            && self.repeats == others.repeats
            && self.occurrences == others.occurrences
    }
}

/// A key in 128 bits, so that a file of millions of orders is remembered in little memory and two
/// keys are never taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct KeyHash(u128);

impl KeyHash {
    /// The hash of a key; the same on every machine and run.
    pub(super) fn of(key: &str) -> Self {
        Self(xxh3_128(key.as_bytes()))
    }
}

/// The first and the latest of some moments, for every order of day and month that the file may turn out
/// to have.
#[derive(Default)]
struct Latest {
    by_order: [Option<(i64, i64)>; DayOrder::ALL.len()],
    has_naive: bool,
}

impl Latest {
    fn observe(&mut self, text: &str, zone: &TimeZone) {
        let mut has_naive = false;
        let mut read = |order| {
            let written = instant::parse(text, order).ok()?;
            has_naive |= !written.has_offset();
            Some(written.resolve(zone)?.utc_micros)
        };
        let join = |span: Option<(i64, i64)>, moment: Option<i64>| match (span, moment) {
            (Some((first, last)), Some(moment)) => Some((first.min(moment), last.max(moment))),
            (None, Some(moment)) => Some((moment, moment)),
            (span, None) => span,
        };
        // The year stands first nearly everywhere; then every order reads the same.
        if text.as_bytes().get(4).is_some_and(|&byte| byte == b'-') {
            let moment = read(DayOrder::Unproven);
            for span in &mut self.by_order {
                *span = join(*span, moment);
            }
        } else {
            for (span, order) in self.by_order.iter_mut().zip(DayOrder::ALL) {
                *span = join(*span, read(order));
            }
        }
        self.has_naive |= has_naive;
    }

    fn of(&self, order: DayOrder) -> Option<(i64, i64)> {
        let at = DayOrder::ALL.iter().position(|&known| known == order)?;
        self.by_order[at]
    }
}

/// Takes rows one by one and remembers what they prove.
pub(super) struct Survey<'a, T: Table> {
    layout: &'a Layout<T::Field>,
    columns: &'a [Column<T::Field>],
    /// Those of them that the file has and that prove anything.
    telling: Vec<&'a Column<T::Field>>,
    zone: &'a TimeZone,
    overrides: &'a Overrides,
    facts: Facts,
    latest: Vec<Latest>,
    open: Option<Row>,
    continued_rows: u64,
    keys: Vec<KeyHash>,
    repeated: Vec<KeyHash>,
}

impl<'a, T: Table> Survey<'a, T> {
    /// A survey of a file with the given columns.
    pub(super) fn new(
        layout: &'a Layout<T::Field>,
        columns: &'a [Column<T::Field>],
        (zone, overrides): (&'a TimeZone, &'a Overrides),
    ) -> Self {
        let facts = Facts {
            columns: vec![ColumnFacts::default(); columns.len()],
            ..Facts::default()
        };
        Self {
            layout,
            columns,
            telling: columns
                .iter()
                .filter(|column| column.kind != Kind::Text && layout.has(column.field))
                .collect(),
            zone,
            overrides,
            facts,
            latest: columns.iter().map(|_| Latest::default()).collect(),
            open: None,
            continued_rows: 0,
            keys: Vec::new(),
            repeated: Vec::new(),
        }
    }

    /// Takes one row.
    pub(super) fn take(&mut self, table: &T, row: &Row) {
        self.facts.rows += 1;
        self.observe(table, row);
        let relation = table.relation(self.open.as_ref(), row, self.layout);
        self.hear(table, row, relation);
        if relation == Relation::Opens {
            self.open.get_or_insert_default().clone_from(row);
        }
    }

    /// Takes one row whose `relation` to the open record was found by the pass that makes records. This one
    /// has an open row of its own only where the two part: see [`Survey::part`].
    pub(super) fn follow(&mut self, table: &T, row: &Row, relation: Relation) {
        self.facts.rows += 1;
        self.observe(table, row);
        let Some(open) = &self.open else {
            self.hear(table, row, relation);
            return;
        };
        let own = table.relation(Some(open), row, self.layout);
        self.hear(table, row, own);
        if own == Relation::Opens {
            self.open = (relation != Relation::Opens).then(|| row.clone());
        }
    }

    /// Keeps the first row of a record where the pass that is followed takes a further row for another one.
    pub(super) fn part(&mut self, first: Option<&Row>) {
        if self.open.is_none() {
            self.open = first.cloned();
        }
    }

    fn hear(&mut self, table: &T, row: &Row, relation: Relation) {
        match relation {
            Relation::Opens => {
                let key = table.key(row, self.layout);
                self.keys.extend(key.map(|key| KeyHash::of(&key)));
            }
            Relation::Repeats => {
                let key = table.key(row, self.layout);
                self.repeated.extend(key.map(|key| KeyHash::of(&key)));
            }
            Relation::Continues => self.continued_rows += 1,
            Relation::Summary => self.open = None,
            Relation::Orphan => {}
        }
    }

    /// Takes a row of a record that began in another file.
    pub(super) fn take_of_other(&mut self, table: &T, row: &Row) {
        self.facts.rows += 1;
        self.observe(table, row);
    }

    /// What was learned.
    pub(super) fn facts(mut self) -> Facts {
        self.facts.repeats = self.repeated.len() as u64 > self.continued_rows;
        if !self.facts.repeats {
            self.keys.append(&mut self.repeated);
        }
        self.keys.sort_unstable();
        for same in self.keys.chunk_by(|left, right| left == right) {
            if same.len() > 1 {
                self.facts.occurrences.insert(same[0], same.len() as u32);
            }
        }
        let verdicts = decisions::verdicts(&self.facts.columns);
        let spans = self.columns.iter().filter_map(|column| {
            let at = column.field.index();
            let chosen = self.overrides.of(self.layout.header(column.field));
            self.latest[at].of(chosen.day_order.unwrap_or(verdicts[at].1))
        });
        let (first, last): (Vec<i64>, Vec<i64>) = spans.unzip();
        self.facts.earliest_micros = first.into_iter().min();
        self.facts.latest_micros = last.into_iter().max();
        self.facts.has_naive_times = self.latest.iter().any(|latest| latest.has_naive);
        self.facts
    }

    fn observe(&mut self, table: &T, row: &Row) {
        for column in &self.telling {
            let Some(text) = self.layout.text(row, column.field) else {
                continue;
            };
            let at = column.field.index();
            match column.kind {
                Kind::Text => {}
                Kind::Money => self.facts.columns[at].observe_amount(text),
                Kind::PlannedTime => self.facts.columns[at].observe_date(text),
                Kind::Time => {
                    self.facts.columns[at].observe_date(text);
                    self.latest[at].observe(text, self.zone);
                }
            }
        }
        if self.facts.currency.is_none() {
            let field = table.currency_field();
            let cell = field.and_then(|field| self.layout.text(row, field));
            self.facts.currency = cell.and_then(Currency::parse);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shopify_orders::{COLUMNS, open};
    use super::super::split::Splitter;
    use super::*;
    use proptest::prelude::*;

    const HEADERS: [&str; 6] = [
        "Name",
        "Id",
        "Financial Status",
        "Created at",
        "Subtotal",
        "Total",
    ];

    /// Rows that mostly are of one order and differ in little, so that they belong together in every way.
    fn rows() -> impl Strategy<Value = String> {
        let cell = |values: &'static [(u32, &'static str)]| {
            let values = values.iter().map(|&(weight, value)| (weight, Just(value)));
            prop::strategy::Union::new_weighted(values.collect())
        };
        let row = (
            cell(&[(7, "#1"), (1, "#2"), (1, "Total"), (1, "")]),
            cell(&[(6, ""), (1, "7")]),
            cell(&[(6, "paid"), (1, "")]),
            cell(&[(1, ""), (1, "2026-01-01")]),
            cell(&[(1, ""), (1, "1"), (1, "2")]),
            cell(&[(2, "3"), (1, "")]),
        )
            .prop_map(|(name, id, status, created, subtotal, total)| {
                format!("{name},{id},{status},{created},{subtotal},{total}\n")
            });
        prop::collection::vec(row, 0..16).prop_map(|rows| rows.concat())
    }

    /// Follows a pass that was told whether values are repeated, and compares with a look of its own.
    fn check(text: &str, repeats: bool) {
        let (table, layout) = open(&HEADERS.map(str::to_owned)).unwrap();
        let (zone, overrides) = (TimeZone::UTC, Overrides::default());
        let mut own = Survey::new(&layout, COLUMNS, (&zone, &overrides));
        let mut following = Survey::new(&layout, COLUMNS, (&zone, &overrides));
        let mut splitter = Splitter::new(text.as_bytes(), b',', 2);
        let mut row = Row::default();
        // The first row of the group, as the pass has it.
        let mut first: Option<Row> = None;
        while splitter.next(&mut row).unwrap() {
            own.take(&table, &row);
            let relation = table.relation(first.as_ref(), &row, &layout);
            let parts = relation == Relation::Repeats && !repeats;
            if parts {
                following.part(first.as_ref());
            }
            following.follow(&table, &row, relation);
            if parts || relation == Relation::Opens {
                first = Some(row.clone());
            } else if relation == Relation::Summary {
                first = None;
            }
        }
        let (own, following) = (own.facts(), following.facts());
        assert_eq!(own.repeats, following.repeats, "{text}");
        assert_eq!(own.rows, following.rows, "{text}");
        assert_eq!(own.occurrences, following.occurrences, "{text}");
        assert_eq!(own.latest_micros, following.latest_micros, "{text}");
    }

    #[test]
    fn a_pass_that_takes_a_further_row_for_another_record_is_followed() {
        // The second row repeats the first, and the last one repeats that but not the second.
        check("#1,,paid,,,3\n#1,,paid,,1,3\n#1,,paid,,2,3\n", false);
        // The same with one more repetition.
        check(
            "#1,,paid,,,3\n#1,,paid,,1,3\n#1,,paid,,1,3\n#1,,paid,,2,3\n",
            false,
        );
        // The third row is another record, and to the pass a further row of the second.
        check(
            "#1,,paid,,1,3\n#1,,paid,,,3\n#1,,paid,,2,\n#1,,paid,,1,\n",
            false,
        );
    }

    proptest! {
        #[test]
        fn following_a_pass_tells_what_a_look_of_its_own_does(text in rows(), repeats in any::<bool>()) {
            check(&text, repeats);
        }
    }
}
