//! Sufficient statistics: counts and centred moments that add up.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Successes out of trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proportion {
    /// How many succeeded.
    pub successes: u64,
    /// How many tried.
    pub trials: u64,
}

/// Count, mean and centred second moment of one number per unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// Units.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
}

/// Count, means and centred second and cross moments of a numerator and a denominator per unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RatioMoments {
    /// The numerator's moments.
    pub numerator: Moments,
    /// The denominator's moments.
    pub denominator: Moments,
    /// Sum of products of deviations.
    pub cross: f64,
}

impl From<Proportion> for Moments {
    /// The moments of 0 and 1.
    fn from(share: Proportion) -> Self {
        if share.trials == 0 {
            return Self::default();
        }
        let (successes, trials) = (share.successes as f64, share.trials as f64);
        let mean = successes / trials;
        Self {
            n: share.trials,
            mean,
            m2: mean * (trials - successes),
        }
    }
}

impl Add for Proportion {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            successes: self.successes + other.successes,
            trials: self.trials + other.trials,
        }
    }
}

impl Add for Moments {
    type Output = Self;

    /// Merges two groups (Chan et al. 1979), without the cancellation that sums of squares
    /// suffer when the mean is large.
    fn add(self, other: Self) -> Self {
        if self.n == 0 {
            return other;
        }
        if other.n == 0 {
            return self;
        }
        let n = self.n + other.n;
        let distance = other.mean - self.mean;
        Self {
            n,
            mean: self.mean + distance * (other.n as f64 / n as f64),
            m2: self.m2 + other.m2 + distance * distance * merge_weight(self.n, other.n),
        }
    }
}

impl Add for RatioMoments {
    type Output = Self;

    /// Merges two groups; the cross moment as the second moments.
    fn add(self, other: Self) -> Self {
        let weight = merge_weight(self.numerator.n, other.numerator.n);
        let distances = (other.numerator.mean - self.numerator.mean)
            * (other.denominator.mean - self.denominator.mean);
        Self {
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
            cross: self.cross + other.cross + distances * weight,
        }
    }
}

/// How much the squared distance of two means counts in a merge: the product of the counts by their
/// sum, 0 where a group is empty.
pub(super) fn merge_weight(n: u64, other: u64) -> f64 {
    if n == 0 || other == 0 {
        return 0.0;
    }
    n as f64 * (other as f64 / (n + other) as f64)
}

impl Moments {
    /// The moments of some values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        for value in values {
            moments.push(value);
        }
        moments
    }

    /// Sample variance, with n - 1; none for fewer than two units.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.m2 / (self.n - 1) as f64)
    }

    /// Sum of the values. For statistics only: sums of money are added up as integers.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.mean * self.n as f64
    }

    /// Adds one unit (Welford 1962).
    pub fn push(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.m2 += before * (value - self.mean);
    }
}

impl RatioMoments {
    /// The ratio of the two means, that is of the two totals; none where the denominator is 0.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.denominator.mean != 0.0).then(|| self.numerator.mean / self.denominator.mean)
    }

    /// Variance per unit of the ratio's linearisation, `(s_M² - 2R s_MD + R² s_D²) / D̄²` (Deng, Knoblich
    /// and Lu, KDD 2018); divided by n it is the variance of the ratio. None for fewer than two units,
    /// or where the denominator is 0.
    #[must_use]
    pub fn linearised_variance(&self) -> Option<f64> {
        let ratio = self.ratio()?;
        let degrees = (self.numerator.n as f64) - 1.0;
        let spread = self.numerator.variance()? - 2.0 * ratio * (self.cross / degrees)
            + ratio * ratio * self.denominator.variance()?;
        Some(spread.max(0.0) / (self.denominator.mean * self.denominator.mean))
    }

    /// Adds one unit.
    pub fn push(&mut self, numerator: f64, denominator: f64) {
        let before = numerator - self.numerator.mean;
        self.numerator.push(numerator);
        self.denominator.push(denominator);
        self.cross += before * (denominator - self.denominator.mean);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio_of(pairs: &[(f64, f64)]) -> RatioMoments {
        let mut moments = RatioMoments::default();
        for &(numerator, denominator) in pairs {
            moments.push(numerator, denominator);
        }
        moments
    }

    /// Equality up to the rounding of values of that size.
    fn same(a: Moments, b: Moments, size: f64) -> Result<(), TestCaseError> {
        prop_assert_eq!(a.n, b.n);
        prop_assert!(
            (a.mean - b.mean).abs() <= 1e-13 * size,
            "{:?} and {:?}",
            a,
            b
        );
        let spread = 1e-9 * a.m2.max(b.m2) + 1e-12 * size * a.n as f64;
        prop_assert!((a.m2 - b.m2).abs() <= spread, "{:?} and {:?}", a, b);
        Ok(())
    }

    #[test]
    fn known_values_come_out() {
        let moments = Moments::of([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((moments.n, moments.mean, moments.m2), (8, 5.0, 32.0));
        assert_eq!(moments.variance(), Some(32.0 / 7.0));
        assert!((moments.total() - 40.0).abs() < 1e-12);
        assert_eq!(Moments::of([3.0]).variance(), None);
        assert_eq!(Moments::default().variance(), None);
    }

    #[test]
    fn ratio_moments_know_their_ratio_and_cross_moment() {
        let moments = ratio_of(&[(1.0, 2.0), (4.0, 3.0), (7.0, 7.0)]);
        assert_eq!(moments.ratio(), Some(1.0));
        // (-3)(-2) + 0(-1) + 3 * 3
        assert!((moments.cross - 15.0).abs() < 1e-12);
        assert_eq!(RatioMoments::default().ratio(), None);
    }

    proptest! {
        #[test]
        fn merging_parts_equals_the_whole(
            values in prop::collection::vec(-1e4..1e4_f64, 0..60),
            cut in 0..60_usize,
        ) {
            let cut = cut.min(values.len());
            let (left, right) = values.split_at(cut);
            let (left, right) = (
                Moments::of(left.iter().copied()),
                Moments::of(right.iter().copied()),
            );
            let whole = Moments::of(values.iter().copied());
            same(left + right, whole, 1e4)?;
            same(right + left, whole, 1e4)?;
            prop_assert_eq!(whole + Moments::default(), whole);
            prop_assert_eq!(Moments::default() + whole, whole);
        }

        #[test]
        fn merging_in_any_grouping_is_the_same(
            parts in prop::collection::vec(prop::collection::vec(-1e3..1e3_f64, 0..9), 3),
        ) {
            let [a, b, c] = [0, 1, 2].map(|i: usize| Moments::of(parts[i].iter().copied()));
            same((a + b) + c, a + (b + c), 1e3)?;
        }

        #[test]
        fn the_order_of_units_does_not_matter(
            values in prop::collection::vec(-1e4..1e4_f64, 0..60),
        ) {
            let forwards = Moments::of(values.iter().copied());
            let backwards = Moments::of(values.iter().rev().copied());
            same(forwards, backwards, 1e4)?;
        }

        /// Sums of squares would have no correct digit of the variance left here.
        #[test]
        fn a_large_mean_does_not_drown_the_variance(
            values in prop::collection::vec(-100..100_i32, 2..60),
            cut in 0..60_usize,
        ) {
            let cut = cut.min(values.len());
            let shifted = |part: &[i32]| Moments::of(part.iter().map(|&v| f64::from(v) + 1e9));
            let near = Moments::of(values.iter().map(|&v| f64::from(v)));
            let far = shifted(&values[..cut]) + shifted(&values[cut..]);
            prop_assert!((far.mean - 1e9 - near.mean).abs() < 1e-5);
            prop_assert!((far.m2 - near.m2).abs() <= 1e-6 * near.m2 + 1e-3);
        }

        #[test]
        fn merging_ratio_moments_equals_the_whole(
            pairs in prop::collection::vec((-1e3..1e3_f64, 0.0..50.0_f64), 0..60),
            cut in 0..60_usize,
        ) {
            let cut = cut.min(pairs.len());
            let merged = ratio_of(&pairs[..cut]) + ratio_of(&pairs[cut..]);
            let whole = ratio_of(&pairs);
            same(merged.numerator, whole.numerator, 1e3)?;
            same(merged.denominator, whole.denominator, 50.0)?;
            prop_assert!((merged.cross - whole.cross).abs() <= 1e-8 * (1.0 + whole.cross.abs()));
        }
    }
}
