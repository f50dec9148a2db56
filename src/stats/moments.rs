//! Sufficient statistics: counts and centred moments that add up.

use std::ops::Add;

/// Successes out of trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    /// How many succeeded.
    pub successes: u64,
    /// How many tried.
    pub trials: u64,
}

/// Count, mean and centred second moment of one number per unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// Units.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
}

/// Count, means and centred second and cross moments of a numerator and a denominator per unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RatioMoments {
    /// The numerator's moments.
    pub numerator: Moments,
    /// The denominator's moments.
    pub denominator: Moments,
    /// Sum of products of deviations.
    pub cross: f64,
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

    /// Merges two groups (Chan, Golub and LeVeque 1979), without the cancellation that sums of squares
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
fn merge_weight(n: u64, other: u64) -> f64 {
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

    /// Adds one unit.
    pub fn push(&mut self, numerator: f64, denominator: f64) {
        let before = numerator - self.numerator.mean;
        self.numerator.push(numerator);
        self.denominator.push(denominator);
        self.cross += before * (denominator - self.denominator.mean);
    }
}
