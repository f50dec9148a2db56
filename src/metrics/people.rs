//! What each person has done by a date: one pass over the orders, one row per person.
//!
//! Rules, RFM and the at-risk list read this table instead of walking orders again. It looks only at
//! included orders placed at or before its instant, so a table of last month shows last month's state.

use crate::model::time::DAY_MICROS;
use crate::store::snapshot::{PersonId, Snapshot};

use super::mask::Mask;
use super::quantile::{median, quantile};

/// How many gaps the store's typical gap weighs against a person's own (`docs/metrics.md`, At-risk).
const STORE_WEIGHT: f64 = 2.0;

/// Columns by [`PersonId`], as of an instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonTable {
    /// The instant, UTC microseconds; later orders are not seen.
    pub as_of: i64,
    /// Typical gaps of the store.
    pub rhythm: StoreRhythm,
    /// Included orders.
    pub orders: Vec<u32>,
    /// Their net sales, minor units.
    pub net: Vec<i64>,
    /// Their gross sales minus discounts, minor units: the numerator of AOV.
    pub value: Vec<i64>,
    /// Orders that carry at least one discount code.
    pub coded_orders: Vec<u32>,
    /// The first order; `None` without orders.
    pub first: Vec<Option<OrderAt>>,
    /// The last order; `None` without orders.
    pub last: Vec<Option<OrderAt>>,
    /// Median gap between the person's consecutive orders in days; `None` with fewer than two.
    pub own_gap_days: Vec<Option<f64>>,
    /// Days since the last order over the expected gap; see [`PersonTable::build`].
    pub gap_ratio: Vec<Option<f64>>,
}

/// A row of the snapshot's orders and when it was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderAt {
    /// The order's row.
    pub row: u32,
    /// UTC microseconds.
    pub placed: i64,
}

/// The typical time between orders in the store. `None` until somebody has bought twice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StoreRhythm {
    /// Median of all gaps between consecutive orders of one person, all people pooled, in days.
    pub median_gap_days: Option<f64>,
    /// 75th percentile of the time from first to second order, in days, of people who have both.
    pub p75_time_to_second_days: Option<f64>,
}

impl StoreRhythm {
    /// The gap after which this person's next order is due, in days.
    ///
    /// `(k * own + 2 * store) / (k + 2)` with `k` gaps observed, `own` their median and `store` the
    /// store's median gap. A person with one order has no gap: the store's P75 of the time to the
    /// second order stands in. `None` where the store has no gap, or where the result is zero.
    #[must_use]
    pub fn expected_gap_days(&self, orders: u32, own_gap_days: Option<f64>) -> Option<f64> {
        let expected = match own_gap_days {
            Some(own) => {
                let gaps = f64::from(orders.saturating_sub(1));
                (gaps * own + STORE_WEIGHT * self.median_gap_days?) / (gaps + STORE_WEIGHT)
            }
            None => self.p75_time_to_second_days?,
        };
        (expected > 0.0).then_some(expected)
    }
}

impl PersonTable {
    /// The table of everyone in the snapshot, from the orders flagged in `included` up to `as_of`.
    ///
    /// `gap_ratio = days since the last order / expected gap`, where the expected gap is
    /// [`StoreRhythm::expected_gap_days`]; above 1.25 is at risk, above 2.0 lapsed.
    #[must_use]
    pub fn build(snapshot: &Snapshot, included: &[bool], as_of: i64) -> Self {
        let mut table = Self::empty(snapshot.people.len(), as_of);
        let mut gaps = Gaps::default();
        for person in 0..snapshot.people.len() {
            table.add_orders(snapshot, included, person, &mut gaps);
        }
        table.rhythm = gaps.rhythm();
        table.gap_ratio = (0..table.len())
            .map(|person| table.ratio_of(person))
            .collect();
        table
    }

    /// How many people, with orders or without.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether the snapshot has no people.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// Everyone with at least one included order.
    #[must_use]
    pub fn buyers(&self) -> Mask {
        Mask::from_fn(self.len(), |person| self.orders[person as usize] > 0)
    }

    /// Days since the last order; `None` without orders or for a person who is not known.
    #[must_use]
    pub fn days_since_last(&self, person: PersonId) -> Option<f64> {
        let last = (*self.last.get(person as usize)?)?;
        Some(days(self.as_of - last.placed))
    }

    /// The gap after which the person's next order is due, in days.
    #[must_use]
    pub fn expected_gap_days(&self, person: PersonId) -> Option<f64> {
        let at = person as usize;
        let orders = *self.orders.get(at)?;
        let bought = orders > 0;
        bought
            .then(|| self.rhythm.expected_gap_days(orders, self.own_gap_days[at]))
            .flatten()
    }

    fn empty(people: usize, as_of: i64) -> Self {
        Self {
            as_of,
            rhythm: StoreRhythm::default(),
            orders: vec![0; people],
            net: vec![0; people],
            value: vec![0; people],
            coded_orders: vec![0; people],
            first: vec![None; people],
            last: vec![None; people],
            own_gap_days: vec![None; people],
            gap_ratio: vec![None; people],
        }
    }

    fn add_orders(
        &mut self,
        snapshot: &Snapshot,
        included: &[bool],
        person: usize,
        gaps: &mut Gaps,
    ) {
        let orders = &snapshot.orders;
        gaps.of_person.clear();
        for row in snapshot.people.orders(person as PersonId) {
            let placed = orders.placed[row];
            if placed > self.as_of {
                break;
            }
            if !included[row] {
                continue;
            }
            let order = OrderAt {
                row: row as u32,
                placed,
            };
            if let Some(before) = self.last[person].replace(order) {
                gaps.of_person.push(days(placed - before.placed));
            }
            self.first[person].get_or_insert(order);
            self.orders[person] += 1;
            self.net[person] += orders.money.net[row];
            self.value[person] += orders.money.gross[row] - orders.money.discounts[row];
            self.coded_orders[person] += u32::from(!orders.codes.get(row).is_empty());
        }
        self.own_gap_days[person] = gaps.finish_person();
    }

    fn ratio_of(&self, person: usize) -> Option<f64> {
        let person = person as PersonId;
        Some(self.days_since_last(person)? / self.expected_gap_days(person)?)
    }
}

/// Gaps in days: of the person being read, of everyone, and each person's first.
#[derive(Default)]
struct Gaps {
    of_person: Vec<f64>,
    all: Vec<f64>,
    first: Vec<f64>,
}

impl Gaps {
    fn finish_person(&mut self) -> Option<f64> {
        self.first.extend(self.of_person.first());
        self.all.extend_from_slice(&self.of_person);
        median(&mut self.of_person)
    }

    fn rhythm(mut self) -> StoreRhythm {
        StoreRhythm {
            median_gap_days: median(&mut self.all),
            p75_time_to_second_days: quantile(&mut self.first, 0.75),
        }
    }
}

fn days(micros: i64) -> f64 {
    micros as f64 / DAY_MICROS as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder, instant, person};

    /// Ann buys on days 0, 30, 60; Bob on 0 and 100; Cat once on day 40; an excluded order of Bob's
    /// lies between.
    fn shop() -> Snapshot {
        let mut snapshot = Shop::with_people(
            [
                TestOrder::on_day("ann", 0, 1_000).code("HELLO"),
                TestOrder::on_day("ann", 30, 2_000).discount(500),
                TestOrder::on_day("ann", 60, 3_000),
                TestOrder::on_day("bob", 0, 4_000),
                TestOrder::on_day("bob", 50, 9_000).cancelled(),
                TestOrder::on_day("bob", 100, 5_000)
                    .refund(1_000)
                    .code("A")
                    .code("B"),
                TestOrder::on_day("cat", 40, 700),
                TestOrder::on_day("", 90, 700),
            ],
            &["dan"],
        );
        snapshot.as_of = TestOrder::on_day("", 120, 0).at;
        snapshot
    }

    fn table(snapshot: &Snapshot, as_of: i64) -> PersonTable {
        let included = super::super::inclusion::include(snapshot, &[]).included;
        PersonTable::build(snapshot, &included, as_of)
    }

    #[test]
    fn counts_and_money_are_those_of_included_orders() {
        let snapshot = shop();
        let table = table(&snapshot, snapshot.as_of);
        assert_eq!(table.orders, [3, 2, 1, 0]);
        assert_eq!(table.net, [6_000, 8_000, 700, 0]);
        assert_eq!(table.value, [6_000, 9_000, 700, 0]);
        assert_eq!(table.coded_orders, [1, 1, 0, 0]);
        assert_eq!(table.first[1].map(|order| order.row), Some(3));
        assert_eq!(table.last[1].map(|order| order.row), Some(5));
        assert_eq!(table.buyers().count(), 3);
    }

    #[test]
    fn the_expected_gap_is_shrunk_to_the_store() {
        let snapshot = shop();
        let table = table(&snapshot, snapshot.as_of);
        // Gaps 30, 30 and 100: median 30. Times to second 30 and 100: P75 by type 7 is 82.5.
        assert_eq!(table.rhythm.median_gap_days, Some(30.0));
        assert_eq!(table.rhythm.p75_time_to_second_days, Some(82.5));
        assert_eq!(table.own_gap_days, [Some(30.0), Some(100.0), None, None]);
        let bob = person(&snapshot, "bob");
        assert_eq!(table.expected_gap_days(bob), Some((100.0 + 60.0) / 3.0));
        assert_eq!(
            table.gap_ratio,
            [
                Some(2.0),
                Some(20.0 / (160.0 / 3.0)),
                Some(80.0 / 82.5),
                None
            ]
        );
    }

    #[test]
    fn a_table_of_the_past_does_not_see_later_orders() {
        let snapshot = shop();
        let table = table(&snapshot, TestOrder::on_day("", 30, 0).at);
        assert_eq!(table.orders, [2, 1, 0, 0]);
        assert_eq!(table.gap_ratio, [Some(0.0), Some(1.0), None, None]);
    }

    #[test]
    fn without_a_second_order_nobody_is_overdue() {
        let snapshot = Shop::of([
            TestOrder::on_day("ann", 0, 1),
            TestOrder::on_day("bob", 9, 1),
        ]);
        let table = table(&snapshot, snapshot.as_of);
        assert_eq!(table.rhythm, StoreRhythm::default());
        assert_eq!(table.gap_ratio, [None, None]);
        let twice = Shop::of([
            TestOrder::on_day("ann", 0, 1),
            TestOrder::on_day("ann", 0, 1),
        ]);
        let same_instant = PersonTable::build(&twice, &[true, true], instant("2026-02-01"));
        assert_eq!(same_instant.own_gap_days, [Some(0.0)]);
        assert_eq!(same_instant.gap_ratio, [None]);
    }
}
