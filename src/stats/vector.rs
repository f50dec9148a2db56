//! Means and cross moments of several numbers per unit, which add up.

use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::moments::merge_weight;
use super::{Moments, RatioMoments};

/// Count, means and centred cross moments of `D` numbers per unit: an outcome with its covariate
/// (`D = 2`), or numerator and denominator with theirs from before (`D = 4`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VectorMoments<const D: usize> {
    /// Units.
    pub n: u64,
    /// Mean of each number.
    pub mean: [f64; D],
    /// `cross[i][j]`: sum of products of deviations of numbers `i` and `j`; symmetric.
    pub cross: [[f64; D]; D],
}

impl<const D: usize> Default for VectorMoments<D> {
    fn default() -> Self {
        Self {
            n: 0,
            mean: [0.0; D],
            cross: [[0.0; D]; D],
        }
    }
}

impl<const D: usize> Add for VectorMoments<D> {
    type Output = Self;

    /// Merges two groups (Chan et al. 1979), every pair of numbers as in [`Moments`].
    fn add(self, other: Self) -> Self {
        if self.n == 0 {
            return other;
        }
        if other.n == 0 {
            return self;
        }
        let n = self.n + other.n;
        let share = other.n as f64 / n as f64;
        let weight = merge_weight(self.n, other.n);
        let distance: [f64; D] = std::array::from_fn(|i| other.mean[i] - self.mean[i]);
        Self {
            n,
            mean: std::array::from_fn(|i| self.mean[i] + distance[i] * share),
            cross: std::array::from_fn(|i| {
                std::array::from_fn(|j| {
                    self.cross[i][j] + other.cross[i][j] + distance[i] * distance[j] * weight
                })
            }),
        }
    }
}

impl<const D: usize> VectorMoments<D> {
    /// Adds one unit (Welford 1962, for pairs).
    pub fn push(&mut self, values: [f64; D]) {
        self.n += 1;
        let n = self.n as f64;
        let before: [f64; D] = std::array::from_fn(|i| values[i] - self.mean[i]);
        for (mean, distance) in self.mean.iter_mut().zip(before) {
            *mean += distance / n;
        }
        for (row, one) in self.cross.iter_mut().zip(before) {
            for (cross, other) in row.iter_mut().zip(before) {
                *cross += one * other * ((n - 1.0) / n);
            }
        }
    }

    /// The moments of one of the numbers alone.
    #[must_use]
    pub fn moments(&self, index: usize) -> Moments {
        Moments {
            n: self.n,
            mean: self.mean[index],
            m2: self.cross[index][index],
        }
    }

    /// Two of the numbers as numerator and denominator of a ratio.
    #[must_use]
    pub fn ratio(&self, numerator: usize, denominator: usize) -> RatioMoments {
        RatioMoments {
            numerator: self.moments(numerator),
            denominator: self.moments(denominator),
            cross: self.cross[numerator][denominator],
        }
    }

    /// Sample covariance of two of the numbers, with n - 1; none for fewer than two units.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize) -> Option<f64> {
        (self.n >= 2).then(|| self.cross[i][j] / (self.n - 1) as f64)
    }
}

/// How the moments are kept in a file; arrays of a generic length have no derived form.
#[derive(Serialize, Deserialize)]
struct Kept {
    n: u64,
    mean: Vec<f64>,
    cross: Vec<Vec<f64>>,
}

impl<const D: usize> Serialize for VectorMoments<D> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = Kept {
            n: self.n,
            mean: self.mean.to_vec(),
            cross: self.cross.iter().map(|row| row.to_vec()).collect(),
        };
        kept.serialize(serializer)
    }
}

impl<'de, const D: usize> Deserialize<'de> for VectorMoments<D> {
    fn deserialize<T: serde::Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        let kept = Kept::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom(format!("expected {D} numbers per unit"));
        let mut cross = [[0.0; D]; D];
        if kept.cross.len() != D {
            return Err(wrong());
        }
        for (row, values) in cross.iter_mut().zip(kept.cross) {
            *row = values.try_into().map_err(|_| wrong())?;
        }
        Ok(Self {
            n: kept.n,
            mean: kept.mean.try_into().map_err(|_| wrong())?,
            cross,
        })
    }
}
