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

impl Moments {
    /// Adds one unit (Welford 1962).
    pub fn push(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.m2 += before * (value - self.mean);
    }
}

impl RatioMoments {
    /// Adds one unit.
    pub fn push(&mut self, numerator: f64, denominator: f64) {
        let before = numerator - self.numerator.mean;
        self.numerator.push(numerator);
        self.denominator.push(denominator);
        self.cross += before * (denominator - self.denominator.mean);
    }
}
