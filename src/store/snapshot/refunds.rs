//! Refunds whose own date is known, by the order that caused them.

/// Refunds of orders, sorted by order and then by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refunds {
    dated: Vec<DatedRefund>,
}

/// What one refund takes from its order, in minor units.
///
/// The refunds of an order share what it lost (see `model::refund_basis::shared_out`), so that they never
/// add up to more than the orders export says; where they add up to less, the rest has no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedRefund {
    /// Row of [`Orders`](super::Orders).
    pub order: u32,
    /// When it was paid back, UTC microseconds.
    pub at: i64,
    /// What it takes from net: without tax and shipping.
    pub net: i64,
    /// The same as written: with tax and shipping.
    pub written: i64,
}

impl Refunds {
    /// Sorts them.
    #[must_use]
    pub fn new(mut dated: Vec<DatedRefund>) -> Self {
        dated.sort_by_key(|refund| (refund.order, refund.at));
        Self { dated }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[DatedRefund] {
        &self.dated
    }

    /// Those of an order row, oldest first.
    #[must_use]
    pub fn of_order(&self, order: usize) -> &[DatedRefund] {
        let start = self
            .dated
            .partition_point(|one| (one.order as usize) < order);
        let rest = &self.dated[start..];
        let count = rest.iter().take_while(|one| one.order as usize == order);
        &rest[..count.count()]
    }

    /// Whether no refund has a date.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.dated.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_finds_its_own() {
        let refund = |order, at| DatedRefund {
            order,
            at,
            net: 1,
            written: 1,
        };
        let refunds = Refunds::new(vec![refund(3, 9), refund(1, 5), refund(3, 2)]);
        assert_eq!(refunds.of_order(3), [refund(3, 2), refund(3, 9)]);
        assert_eq!(refunds.of_order(1), [refund(1, 5)]);
        for without in [0, 2, 4] {
            assert_eq!(refunds.of_order(without), []);
        }
    }
}
