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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of<const D: usize>(units: &[[f64; D]]) -> VectorMoments<D> {
        let mut moments = VectorMoments::default();
        for &values in units {
            moments.push(values);
        }
        moments
    }

    /// Equality up to the rounding of values of that size.
    fn same<const D: usize>(
        one: &VectorMoments<D>,
        two: &VectorMoments<D>,
        size: f64,
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(one.n, two.n);
        for i in 0..D {
            prop_assert!((one.mean[i] - two.mean[i]).abs() <= 1e-13 * size);
            for j in 0..D {
                // A covariance is as exact as the two variances that bound it.
                let bound = (one.cross[i][i] * one.cross[j][j]).sqrt();
                let gap = (one.cross[i][j] - two.cross[i][j]).abs();
                prop_assert!(gap <= 1e-12 * bound + 1e-18 * size, "{:?} {:?}", one, two);
            }
        }
        Ok(())
    }

    fn units() -> impl Strategy<Value = Vec<[f64; 3]>> {
        let unit = (-1e3..1e3_f64, 0.0..40.0_f64, -1.0..1.0_f64);
        prop::collection::vec(unit.prop_map(|(a, b, c)| [a, b + 0.01 * a, c]), 0..60)
    }

    #[test]
    fn known_values_come_out() {
        let moments = of(&[[1.0, 2.0], [4.0, 3.0], [7.0, 7.0]]);
        assert_eq!((moments.n, moments.mean[0], moments.mean[1]), (3, 4.0, 4.0));
        for (i, j, cross) in [(0, 0, 18.0), (0, 1, 15.0), (1, 0, 15.0), (1, 1, 14.0)] {
            assert!((moments.cross[i][j] - cross).abs() < 1e-12, "{i} {j}");
        }
        assert!((moments.covariance(0, 1).unwrap() - 7.5).abs() < 1e-12);
        assert_eq!(of(&[[1.0, 2.0]]).covariance(0, 1), None);
        assert_eq!(VectorMoments::<2>::default().covariance(0, 1), None);
    }

    #[test]
    fn a_constant_number_has_no_spread_at_all() {
        let part = of(&[[0.1, 1.0], [0.1, 7.0], [0.1, 2.0]]);
        assert_eq!((part + part).moments(0).variance(), Some(0.0));
        assert_eq!((part + part).covariance(0, 1), Some(0.0));
    }

    #[test]
    fn moments_of_another_width_are_refused() {
        let json = serde_json::to_string(&of(&[[1.0, 2.0], [3.0, 5.0]])).unwrap();
        assert!(serde_json::from_str::<VectorMoments<2>>(&json).is_ok());
        let error = serde_json::from_str::<VectorMoments<4>>(&json).unwrap_err();
        assert!(error.to_string().contains("expected 4 numbers per unit"));
        let ragged = r#"{"n":1,"mean":[1.0,2.0],"cross":[[0.0,0.0],[0.0]]}"#;
        assert!(serde_json::from_str::<VectorMoments<2>>(ragged).is_err());
        let short = r#"{"n":1,"mean":[1.0],"cross":[[0.0,0.0],[0.0,0.0]]}"#;
        assert!(serde_json::from_str::<VectorMoments<2>>(short).is_err());
    }

    proptest! {
        #[test]
        fn merging_parts_equals_the_whole(units in units(), cut in 0..60_usize) {
            let (left, right) = units.split_at(cut.min(units.len()));
            let (left, right) = (of(left), of(right));
            let whole = of(&units);
            same(&(left + right), &whole, 1e3)?;
            same(&(right + left), &whole, 1e3)?;
            prop_assert_eq!(whole + VectorMoments::default(), whole);
            prop_assert_eq!(VectorMoments::default() + whole, whole);
        }

        #[test]
        fn merging_in_any_grouping_is_the_same(
            parts in prop::collection::vec(units(), 3),
        ) {
            let [a, b, c] = [0, 1, 2].map(|i: usize| of(&parts[i]));
            same(&((a + b) + c), &(a + (b + c)), 1e3)?;
        }

        #[test]
        fn the_order_of_units_does_not_matter(units in units()) {
            let backwards: Vec<_> = units.iter().rev().copied().collect();
            same(&of(&units), &of(&backwards), 1e3)?;
        }

        /// Sums of products would have no correct digit left here.
        #[test]
        fn large_means_do_not_drown_the_cross_moments(
            units in prop::collection::vec((-100..100_i32, -100..100_i32), 2..60),
            cut in 0..60_usize,
        ) {
            let (left, right) = units.split_at(cut.min(units.len()));
            let at = |part: &[(i32, i32)], origin: [f64; 2]| {
                let unit = |&(a, b): &(i32, i32)| [f64::from(a) + origin[0], f64::from(b) + origin[1]];
                of(&part.iter().map(unit).collect::<Vec<_>>())
            };
            let near = at(&units, [0.0, 0.0]);
            let far = at(left, [1e9, -3e9]) + at(right, [1e9, -3e9]);
            prop_assert!((far.mean[0] - 1e9 - near.mean[0]).abs() < 2e-6);
            // A mean of 3e9 is known to 5e-7; each deviation carries that error.
            let deviations = |i: usize| (near.cross[i][i] * near.n as f64).sqrt();
            for i in 0..2 {
                for j in 0..2 {
                    let gap = (far.cross[i][j] - near.cross[i][j]).abs();
                    let margin = 1e-6 * (deviations(i) + deviations(j)) + 1e-9;
                    prop_assert!(gap <= margin, "{} instead of {}", gap, margin);
                }
            }
        }

        #[test]
        fn agree_with_moments_and_ratio_moments(units in units()) {
            let moments = of(&units);
            let mut pair = RatioMoments::default();
            for unit in &units {
                pair.push(unit[0], unit[1]);
            }
            let ratio = moments.ratio(0, 1);
            for (one, two) in [
                (ratio.numerator, pair.numerator),
                (ratio.denominator, pair.denominator),
                (moments.moments(2), Moments::of(units.iter().map(|unit| unit[2]))),
            ] {
                prop_assert_eq!(one.n, two.n);
                prop_assert!((one.mean - two.mean).abs() <= 1e-13 * 1e3);
                prop_assert!((one.m2 - two.m2).abs() <= 1e-12 * two.m2);
            }
            let bound = (pair.numerator.m2 * pair.denominator.m2).sqrt();
            prop_assert!((ratio.cross - pair.cross).abs() <= 1e-12 * bound);
        }

        #[test]
        fn json_keeps_every_bit(
            n in any::<u64>(),
            mean in prop::array::uniform2(prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL),
            cross in prop::array::uniform4(prop::num::f64::NORMAL | prop::num::f64::ZERO),
        ) {
            let moments = VectorMoments {
                n,
                mean,
                cross: [[cross[0], cross[1]], [cross[2], cross[3]]],
            };
            let json = serde_json::to_string(&moments).unwrap();
            let back: VectorMoments<2> = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(back.n, n);
            prop_assert_eq!(back.mean.map(f64::to_bits), mean.map(f64::to_bits));
            let bits = |cross: [[f64; 2]; 2]| cross.map(|row| row.map(f64::to_bits));
            prop_assert_eq!(bits(back.cross), bits(moments.cross));
        }
    }
}
