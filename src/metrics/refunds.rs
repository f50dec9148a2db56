//! Refunds on their own dates: what they move from one span of time to another.
//!
//! Columns of a snapshot charge every refund to its order. [`moved`] is the difference that the other
//! basis makes to one order and one span, so every sum of net stays one loop: the net of the orders
//! placed in the span, plus what was moved. Over spans that cover everything the moves add up to zero.
//!
//! Data is complete up to the newest order. A refund dated after it, or before its own order, counts at
//! the nearest moment between the two: it would otherwise fall out of "everything loaded".

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::refund_basis::RefundBasis;
use crate::store::snapshot::{DatedRefund, Snapshot};

/// Money moved into a span (above zero) or out of it, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Net sales: a refund that left the span adds to it, one that came into it takes away.
    pub net: i64,
    /// Refunded as written, the other way round.
    pub refunded: i64,
}

impl Moved {
    /// Whether anything changes.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What a basis moves between a span of instants and the rest of time, for one order.
#[must_use]
pub fn moved(snapshot: &Snapshot, basis: RefundBasis, row: usize, span: &Range<i64>) -> Moved {
    match basis {
        RefundBasis::Order => Moved::default(),
        RefundBasis::Refund => {
            let mut moved = Moved::default();
            for refund in snapshot.orders.refunds.of_order(row) {
                moved.add(snapshot, refund, span);
            }
            moved
        }
    }
}

/// The same for all orders that count; orders for which nothing changes are left out.
#[must_use]
pub fn moved_by_order(
    snapshot: &Snapshot,
    basis: RefundBasis,
    included: &[bool],
    span: &Range<i64>,
) -> BTreeMap<usize, Moved> {
    let mut moves = BTreeMap::new();
    match basis {
        RefundBasis::Order => {}
        RefundBasis::Refund => {
            let refunds = snapshot.orders.refunds.all().iter();
            for refund in refunds.filter(|refund| included[refund.order as usize]) {
                let moved: &mut Moved = moves.entry(refund.order as usize).or_default();
                moved.add(snapshot, refund, span);
            }
        }
    }
    moves.retain(|_, moved| !moved.is_none());
    moves
}

/// When a refund counts by its own date.
#[must_use]
pub fn counted_at(snapshot: &Snapshot, refund: &DatedRefund) -> i64 {
    let placed = snapshot.orders.placed[refund.order as usize];
    refund.at.min(snapshot.as_of).max(placed)
}

impl Moved {
    fn add(&mut self, snapshot: &Snapshot, refund: &DatedRefund, span: &Range<i64>) {
        let placed = snapshot.orders.placed[refund.order as usize];
        let left = i64::from(span.contains(&placed));
        let came = i64::from(span.contains(&counted_at(snapshot, refund)));
        self.net += (left - came) * refund.net;
        self.refunded += (came - left) * refund.written;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    fn day(days: i64) -> i64 {
        TestOrder::on_day("", days, 0).at
    }

    /// Ann buys for 50.00 on day 0 and gets 10.00 back on day 5 and 20.00 on day 40; Bob buys on day 50.
    fn shop() -> Snapshot {
        Shop::of([
            TestOrder::on_day("ann", 0, 5_000)
                .refund_on(5, 1_000)
                .refund_on(40, 2_000),
            TestOrder::on_day("bob", 50, 700),
        ])
    }

    fn check(basis: RefundBasis, days: Range<i64>, net: i64) {
        let span = day(days.start)..day(days.end);
        let moved = moved(&shop(), basis, 0, &span);
        assert_eq!((moved.net, moved.refunded), (net, -net), "{days:?}");
    }

    #[test]
    fn refunds_move_to_their_own_date() {
        check(RefundBasis::Refund, 0..1, 3_000);
        check(RefundBasis::Refund, 0..10, 2_000);
        check(RefundBasis::Refund, 5..6, -1_000);
        check(RefundBasis::Refund, 6..40, 0);
        check(RefundBasis::Refund, 40..41, -2_000);
        check(RefundBasis::Refund, 0..41, 0);
        for days in [0..1, 5..6, 0..41] {
            check(RefundBasis::Order, days, 0);
        }
    }

    #[test]
    fn dates_outside_the_data_count_at_its_edge() {
        let snapshot = Shop::of([
            TestOrder::on_day("ann", 10, 5_000)
                .refund_on(3, 1_000)
                .refund_on(99, 2_000),
            TestOrder::on_day("bob", 50, 700),
        ]);
        let at = |refund| counted_at(&snapshot, refund);
        let counted: Vec<i64> = snapshot.orders.refunds.all().iter().map(at).collect();
        assert_eq!(counted, [day(10), day(50)]);
    }

    #[test]
    fn orders_that_do_not_count_move_nothing() {
        let span = day(5)..day(6);
        let moves = |included: &[bool]| {
            moved_by_order(&shop(), RefundBasis::Refund, included, &span).into_keys()
        };
        assert_eq!(moves(&[true, true]).collect::<Vec<_>>(), [0]);
        assert_eq!(moves(&[false, true]).count(), 0);
    }

    proptest! {
        /// Both laws of the basis: over everything nothing moves, and adjacent spans add up.
        #[test]
        fn spans_add_up_to_nothing_moved(
            refunds in proptest::collection::vec((0_i64..60, 0_i64..120, 1_i64..9_000), 1..20),
            cuts in proptest::collection::vec(-5_i64..125, 0..6),
        ) {
            let orders = refunds.iter().map(|&(placed, refunded, amount)| {
                TestOrder::on_day("ann", placed, 9_000).refund_on(refunded, amount)
            });
            let snapshot = Shop::of(orders);
            let included = vec![true; snapshot.orders.len()];
            let moves = |from, to| {
                moved_by_order(&snapshot, RefundBasis::Refund, &included, &(from..to))
                    .into_values()
                    .fold((0, 0), |sum, one| (sum.0 + one.net, sum.1 + one.refunded))
            };
            let (first, end) = (day(-6), snapshot.as_of + 1);
            prop_assert_eq!(moves(first, end), (0, 0));
            let mut edges: Vec<i64> = cuts.iter().map(|&cut| day(cut).min(end)).collect();
            edges.extend([first, end]);
            edges.sort_unstable();
            let sum = edges.windows(2).map(|edge| moves(edge[0], edge[1]));
            prop_assert_eq!(sum.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1)), (0, 0));
            for edge in edges.windows(3) {
                let (left, right) = (moves(edge[0], edge[1]), moves(edge[1], edge[2]));
                prop_assert_eq!(moves(edge[0], edge[2]), (left.0 + right.0, left.1 + right.1));
            }
        }
    }
}
