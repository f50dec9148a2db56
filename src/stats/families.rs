//! Many tests at once: p-values adjusted for the size of their family.
//!
//! Both functions keep the order of the p-values given. A NaN (a test that could not be done) stays NaN
//! in its place and does not count towards the size of the family.

/// Holm's step-down adjustment (Holm 1979), which controls the chance of any false positive: the running
/// maximum of p_(i) (m - i + 1), at most 1. For primary metrics times arms.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let remaining = (order.len() - rank) as f64;
        largest = largest.max(p_values[index] * remaining).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

/// Benjamini and Hochberg's step-up adjustment (1995), which controls the share of false positives among
/// the discoveries: the running minimum, from the largest, of p_(i) m / i, at most 1. For secondary
/// metrics and cuts.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate().rev() {
        let factor = order.len() as f64 / (rank + 1) as f64;
        smallest = smallest.min(p_values[index] * factor);
        adjusted[index] = smallest;
    }
    adjusted
}

/// Positions of the p-values that are numbers, from the smallest p-value up.
fn ascending(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len())
        .filter(|&index| !p_values[index].is_nan())
        .collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    order
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
