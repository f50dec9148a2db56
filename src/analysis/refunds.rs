//! On which date refunds count in an answer, and how far their dates are known.

use crate::metrics::refunds::counted_at;
use crate::model::format::{NumberStyle, plural};
use crate::model::money::Currency;
use crate::model::refund_basis::RefundBasis;

use super::context::Context;

/// The basis in force with what it can and cannot date, over orders that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefundDates {
    /// The basis in force.
    pub basis: RefundBasis,
    /// Orders with a refund.
    pub refunded_orders: u64,
    /// Orders whose refund has no date, or only a part of it.
    pub undated_orders: u64,
    /// What of refunds has no date, as written, in minor units; it keeps the date of its order.
    pub undated_minor: i64,
    /// Refunds dated after the newest order or before their own order: counted at its moment.
    pub at_edge: u64,
}

/// Whether any refund of a loaded order has a date: only then there is a choice.
#[must_use]
pub fn are_dated(context: &Context) -> bool {
    !context.snapshot.orders.refunds.is_empty()
}

/// The basis in force with what it can date.
#[must_use]
pub fn refund_dates(context: &Context) -> RefundDates {
    let orders = &context.snapshot.orders;
    let included = &context.inclusion.included;
    let mut dates = RefundDates {
        basis: context.refund_basis(),
        ..RefundDates::default()
    };
    let refunded = orders.money.refunded.iter().enumerate();
    for (row, &written) in refunded.filter(|&(row, &written)| included[row] && written != 0) {
        let dated = orders.refunds.of_order(row);
        let undated = written - dated.iter().map(|refund| refund.written).sum::<i64>();
        dates.refunded_orders += 1;
        dates.undated_orders += u64::from(undated != 0);
        dates.undated_minor += undated;
        let at_edge = dated
            .iter()
            .filter(|refund| counted_at(&context.snapshot, refund) != refund.at);
        dates.at_edge += at_edge.count() as u64;
    }
    dates
}

impl RefundDates {
    /// The basis in words, and with the refund's date what it could not date.
    #[must_use]
    pub fn sentence(&self, currency: Currency) -> String {
        let meaning = self.basis.meaning();
        match self.note(currency) {
            Some(note) => format!("{meaning}; {note}"),
            None => meaning.to_owned(),
        }
    }

    /// What could not be dated; `None` where nothing had to be, and where everything was.
    #[must_use]
    pub fn note(&self, currency: Currency) -> Option<String> {
        match self.basis {
            RefundBasis::Order => return None,
            RefundBasis::Refund => {}
        }
        let style = NumberStyle::default();
        let mut parts = Vec::new();
        if self.undated_orders > 0 {
            parts.push(format!(
                "{} of {} without the date of a refund over {}, which keeps the date of the order",
                style.count(self.undated_orders as i64),
                plural(
                    self.refunded_orders as i64,
                    "refunded order",
                    "refunded orders"
                ),
                style.money(self.undated_minor, currency),
            ));
        }
        if self.at_edge > 0 {
            parts.push(format!(
                "{} dated after the newest order or before its own, and counted at its moment",
                plural(self.at_edge as i64, "refund is", "refunds are"),
            ));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};
    use crate::model::rules::Definitions;

    fn context(basis: RefundBasis) -> Context {
        let snapshot = Shop::of([
            TestOrder::on_day("ann", 0, 5_000).refund_on(5, 1_000),
            TestOrder::on_day("ann", 1, 5_000).refund(700),
            TestOrder::on_day("bob", 2, 5_000)
                .refund(300)
                .refund_on(99, 200),
            TestOrder::on_day("bob", 3, 5_000).refund(9).cancelled(),
            TestOrder::on_day("bob", 50, 700),
        ]);
        let mut definitions = Definitions::default();
        definitions.rules.refund_basis = basis;
        Context::new(Arc::new(snapshot), definitions)
    }

    #[test]
    fn what_has_no_date_is_counted() {
        let context = context(RefundBasis::Refund);
        let dates = refund_dates(&context);
        assert_eq!((dates.refunded_orders, dates.undated_orders), (3, 2));
        assert_eq!((dates.undated_minor, dates.at_edge), (1_000, 1));
        assert_eq!(
            dates.sentence(context.snapshot.currency),
            "Refunds charged to the day they were paid back; \
             2 of 3 refunded orders without the date of a refund over €10.00, which keeps the date of \
             the order; 1 refund is dated after the newest order or before its own, and counted at its \
             moment"
        );
    }

    #[test]
    fn the_order_basis_needs_no_dates() {
        let context = context(RefundBasis::Order);
        assert!(are_dated(&context));
        assert_eq!(
            refund_dates(&context).sentence(context.snapshot.currency),
            "Refunds charged to the order that caused them"
        );
    }
}
