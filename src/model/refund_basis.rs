//! On which date a refund counts: that of the order that caused it, or its own.
//!
//! Both are right for their question. By the order's date a period shows what its orders were worth in
//! the end; by the refund's date it shows what the shop's own reports show, and no past week changes any
//! more. Over everything loaded both give the same sum, to the minor unit.

use serde::{Deserialize, Serialize};

use super::money::scale_half_even;

/// The date under which refunds are taken from net sales.
///
/// It moves money between periods, so it changes every sum of net sales over a span of time: net and
/// refunded of a period by workflow, the trend per week, average order value after refunds, net per
/// person, LTV, and the net of a segment's last year.
///
/// It changes nothing else. Orders, conversion, repeat purchase and average order value before refunds
/// have no refunds in them; who belongs to a segment must not depend on how money is dated; and an
/// experiment (its arms wherever they are compared, its plan, its self-check) asks what the orders of
/// the assigned people brought in the end, so it charges each refund to its order whatever is chosen.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RefundBasis {
    /// The date of the order that caused it.
    #[default]
    Order,
    /// The date on which the money was paid back; refunds without one keep the order's date.
    Refund,
}

impl RefundBasis {
    /// Every basis.
    pub const ALL: [Self; 2] = [Self::Order, Self::Refund];

    /// The word on the command line, in rules and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Refund => "refund",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Order => "on the order's date",
            Self::Refund => "on the refund's date",
        }
    }

    /// What it does to the figures of a period, for captions.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Order => "Refunds charged to the order that caused them",
            Self::Refund => "Refunds charged to the day they were paid back",
        }
    }

    /// Reads the word in any case; `None` for a word that is not in the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|basis| basis.id() == word)
    }
}

/// Shares an amount out over parts of a whole, in proportion and in whole minor units.
///
/// Each running sum is rounded half-even and a part is the difference of two of them, so that parts that
/// make up the whole add up to the amount exactly. Parts that make up less leave the rest of the amount;
/// where they make up more than the whole, they are the whole.
#[must_use]
pub fn shared_out(amount: i64, parts: &[i64], whole: i64) -> Vec<i64> {
    let sum = parts
        .iter()
        .fold(0, |sum: i64, &part| sum.saturating_add(part));
    let whole = whole.max(sum);
    let (mut reached, mut given) = (0_i64, 0);
    let share = |&part: &i64| {
        reached = reached.saturating_add(part);
        let due = scale_half_even(amount, reached, whole).unwrap_or(0);
        let share = due - given;
        given = due;
        share
    };
    parts.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_read_back() {
        for basis in RefundBasis::ALL {
            assert_eq!(RefundBasis::parse(basis.id()), Some(basis));
        }
        assert_eq!(RefundBasis::parse(" Refund "), Some(RefundBasis::Refund));
        assert_eq!(RefundBasis::parse("return"), None);
    }

    #[test]
    fn amounts_are_shared_out_by_hand() {
        let check = |amount, parts: &[i64], whole, expected: &[i64]| {
            assert_eq!(shared_out(amount, parts, whole), expected, "{parts:?}");
        };
        // 50.00 of goods in 60.00 paid back in two halves.
        check(5_000, &[3_000, 3_000], 6_000, &[2_500, 2_500]);
        // Thirds of 1.00: 33.33, 66.67 and 100 round to 33, 67 and 100.
        check(100, &[1, 1, 1], 3, &[33, 34, 33]);
        // Only a quarter of what was refunded has a date: the rest stays where it is.
        check(4_000, &[1_000], 4_000, &[1_000]);
        check(2_000, &[1_000], 4_000, &[500]);
        // More was paid back by now than the orders export knows of.
        check(1_000, &[1_000, 3_000], 1_000, &[250, 750]);
        check(0, &[500], 0, &[0]);
        check(700, &[], 700, &[]);
    }

    proptest! {
        /// Parts of the whole add up to the amount, and no part leaves the amount's range.
        #[test]
        fn nothing_is_lost_between_the_parts(
            amount in 0_i64..1_000_000,
            parts in proptest::collection::vec(1_i64..1_000_000, 1..8),
        ) {
            let whole: i64 = parts.iter().sum();
            let shares = shared_out(amount, &parts, whole);
            prop_assert_eq!(shares.iter().sum::<i64>(), amount);
            prop_assert!(shares.iter().all(|share| (0..=amount).contains(share)));
            let part_of_it = shared_out(amount, &parts, whole * 2);
            prop_assert!(part_of_it.iter().sum::<i64>() <= amount / 2 + 1);
        }
    }
}
