//! Many tests at once: p-values adjusted for the size of their family.
//!
//! All functions keep the order of the p-values given. A test that could not be done (NaN among numbers,
//! none among [`PValue`]s) stays so in its place and does not count towards the size of the family.

use std::cmp::Ordering;

use super::PValue;

/// Holm's step-down adjustment (Holm 1979), which controls the chance of any false positive: the running
/// maximum of p_(i) (m - i + 1), at most 1. For primary metrics times arms.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    plain(&holm_p(&carried(p_values)))
}

/// Benjamini and Hochberg's step-up adjustment (1995), which controls the share of false positives among
/// the discoveries: the running minimum, from the largest, of p_(i) m / i, at most 1. For secondary
/// metrics and cuts.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    plain(&benjamini_hochberg_p(&carried(p_values)))
}

/// [`holm`] on p-values that keep their magnitude beyond 1e-300.
#[must_use]
pub fn holm_p(p_values: &[Option<PValue>]) -> Vec<Option<PValue>> {
    let order = ascending(p_values);
    let mut adjusted = vec![None; p_values.len()];
    let mut largest: Option<PValue> = None;
    for (rank, &(index, p)) in order.iter().enumerate() {
        let scaled = p.times((order.len() - rank) as f64);
        let running = largest.filter(|largest| largest.order(&scaled).is_gt());
        largest = Some(running.unwrap_or(scaled));
        adjusted[index] = largest;
    }
    adjusted
}

/// [`benjamini_hochberg`] on p-values that keep their magnitude beyond 1e-300.
#[must_use]
pub fn benjamini_hochberg_p(p_values: &[Option<PValue>]) -> Vec<Option<PValue>> {
    let order = ascending(p_values);
    let mut adjusted = vec![None; p_values.len()];
    let mut smallest: Option<PValue> = None;
    for (rank, &(index, p)) in order.iter().enumerate().rev() {
        let scaled = p.times(order.len() as f64 / (rank + 1) as f64);
        let running = smallest.filter(|smallest| smallest.order(&scaled).is_lt());
        smallest = Some(running.unwrap_or(scaled));
        adjusted[index] = smallest;
    }
    adjusted
}

impl PValue {
    /// Multiplied by a factor of at least 1 and cut off at 1.
    fn times(self, factor: f64) -> Self {
        let log10 = self.log10 + factor.log10();
        // A value that has lost digits, or is 0, comes back from its logarithm where it grows enough.
        let value = if self.value < f64::MIN_POSITIVE {
            10.0_f64.powf(log10)
        } else {
            self.value * factor
        };
        Self {
            value: value.min(1.0),
            log10: log10.min(0.0),
        }
    }

    /// By size; the logarithm tells apart what the value cannot, and the other way round near 1.
    fn order(&self, other: &Self) -> Ordering {
        self.value
            .total_cmp(&other.value)
            .then(self.log10.total_cmp(&other.log10))
    }
}

/// Positions and p-values of the tests that could be done, from the smallest p-value up.
fn ascending(p_values: &[Option<PValue>]) -> Vec<(usize, PValue)> {
    let mut order: Vec<(usize, PValue)> = p_values
        .iter()
        .enumerate()
        .filter_map(|(index, p)| p.map(|p| (index, p)))
        .filter(|(_, p)| !p.value.is_nan())
        .collect();
    order.sort_by(|(_, a), (_, b)| a.order(b));
    order
}

/// Numbers with their logarithms; NaN is no p-value.
fn carried(p_values: &[f64]) -> Vec<Option<PValue>> {
    let carry = |&value: &f64| {
        (!value.is_nan()).then(|| PValue {
            value,
            log10: value.log10(),
        })
    };
    p_values.iter().map(carry).collect()
}

/// The values alone.
fn plain(p_values: &[Option<PValue>]) -> Vec<f64> {
    let value = |p: &Option<PValue>| p.map_or(f64::NAN, |p| p.value);
    p_values.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::golden::close;
    use super::*;

    fn check(actual: &[f64], expected: &[f64]) {
        assert_eq!(actual.len(), expected.len());
        for (&actual, &expected) in actual.iter().zip(expected) {
            close(&format!("{expected:e}"), actual, expected, 1e-12);
        }
    }

    /// statsmodels 0.14.4 (multipletests) on the six tests of the Hillstrom e-mail experiment.
    #[test]
    fn adjustments_match() {
        let raw = [
            5.685_165_482_802_546e-112,
            1.523_223_500_595_555e-13,
            1.163_814_968_225_489_4e-7,
            3.182_403_159_334_926_4e-44,
            0.000_157_105_129_106_684_9,
            0.001_129_397_102_363_251_6,
        ];
        check(
            &holm(&raw),
            &[
                3.411_099_289_681_527e-111,
                6.092_894_002_382_22e-13,
                3.491_444_904_676_468_3e-7,
                1.591_201_579_667_463_2e-43,
                0.000_314_210_258_213_369_8,
                0.001_129_397_102_363_251_6,
            ],
        );
        check(
            &benjamini_hochberg(&raw),
            &[
                3.411_099_289_681_528e-111,
                3.046_447_001_191_11e-13,
                1.745_722_452_338_234_2e-7,
                9.547_209_478_004_78e-44,
                0.000_188_526_154_928_021_86,
                0.001_129_397_102_363_251_6,
            ],
        );
    }

    #[test]
    fn running_extremes_and_the_cap_apply() {
        check(&holm(&[0.01, 0.04, 0.03, 0.5]), &[0.04, 0.09, 0.09, 0.5]);
        check(&holm(&[0.6, 0.4]), &[0.8, 0.8]);
        check(
            &benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]),
            &[0.04, 0.04 * 4.0 / 3.0, 0.04 * 4.0 / 3.0, 0.5],
        );
        assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    }

    #[test]
    fn a_missing_test_does_not_count() {
        for adjust in [holm, benjamini_hochberg] {
            let adjusted = adjust(&[0.02, f64::NAN, 0.04]);
            assert!(adjusted[1].is_nan());
            check(&[adjusted[0], adjusted[2]], &adjust(&[0.02, 0.04]));
        }
    }

    fn beyond(log10: f64) -> PValue {
        PValue {
            value: 10.0_f64.powf(log10),
            log10,
        }
    }

    /// The adjusted p-values by their logarithms; the values must agree where they are numbers at all.
    fn check_log10(adjusted: &[Option<PValue>], expected: &[Option<f64>]) {
        assert_eq!(adjusted.len(), expected.len());
        for (actual, expected) in adjusted.iter().zip(expected) {
            assert_eq!(actual.is_some(), expected.is_some());
            let Some((actual, expected)) = actual.zip(*expected) else {
                continue;
            };
            close("log10", actual.log10, expected, 1e-14);
            close("value", actual.value, 10.0_f64.powf(expected), 1e-11);
        }
    }

    #[test]
    fn what_no_double_can_hold_keeps_its_order() {
        let raw = [
            Some(beyond(-350.0)),
            Some(beyond(-2.0)),
            None,
            Some(beyond(-700.0)),
            Some(beyond(-351.0)),
        ];
        check_log10(
            &holm_p(&raw),
            &[
                Some(-350.0 + 2.0_f64.log10()),
                Some(-2.0),
                None,
                Some(-700.0 + 4.0_f64.log10()),
                Some(-351.0 + 3.0_f64.log10()),
            ],
        );
        check_log10(
            &benjamini_hochberg_p(&raw),
            &[
                Some(-350.0 + (4.0_f64 / 3.0).log10()),
                Some(-2.0),
                None,
                Some(-700.0 + 4.0_f64.log10()),
                Some(-351.0 + 2.0_f64.log10()),
            ],
        );
    }

    #[test]
    fn running_extremes_hold_beyond_doubles_too() {
        // Scaled by 3, 2 and 1 the first becomes the largest.
        let raw = [
            Some(beyond(-400.0)),
            Some(beyond(-399.9)),
            Some(beyond(-399.7)),
        ];
        let first = Some(-400.0 + 3.0_f64.log10());
        check_log10(&holm_p(&raw), &[first, first, first]);
        // Scaled by 3, 3/2 and 1 the second becomes the smallest.
        check_log10(
            &benjamini_hochberg_p(&raw),
            &[
                Some(-399.9 + 1.5_f64.log10()),
                Some(-399.9 + 1.5_f64.log10()),
                Some(-399.7),
            ],
        );
    }

    proptest! {
        #[test]
        fn adjusting_never_helps_and_keeps_the_order(raw in prop::collection::vec(0.0..=1.0_f64, 0..20)) {
            for adjusted in [holm(&raw), benjamini_hochberg(&raw)] {
                for (i, &p) in raw.iter().enumerate() {
                    prop_assert!(p <= adjusted[i] && adjusted[i] <= 1.0);
                    for (j, &q) in raw.iter().enumerate() {
                        prop_assert!(p > q || adjusted[i] <= adjusted[j]);
                    }
                }
            }
        }
    }
}
