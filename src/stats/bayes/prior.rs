//! What is believed of a difference before the test.

use super::super::CannotTest;
use super::super::interaction::Pooled;
use super::super::result::finite;
use super::positive;

/// From how many past tests a prior may be learnt.
const MIN_TESTS: usize = 3;

/// What is believed of a difference before the test.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Prior {
    /// Every difference is as likely as any other.
    #[default]
    Flat,
    /// Normally distributed, in the unit of the difference.
    Normal {
        /// Mean.
        mean: f64,
        /// Variance, above 0.
        variance: f64,
    },
}

/// A prior learnt from the shop's own past tests of the same metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryPrior {
    /// The prior.
    pub prior: Prior,
    /// How many tests it rests on.
    pub tests: usize,
    /// Variance of the true effects from test to test, tau².
    pub between_tests: f64,
}

impl Prior {
    /// The prior of the next test's effect, from effects and standard errors of past ones.
    ///
    /// Random effects by the method of moments (`DerSimonian` and Laird 1986, Control Clin Trials 7:177):
    /// tau² = max(0, (Q - (k - 1)) / (Σw - Σw² / Σw)) with w = 1 / SE². The mean is weighted by
    /// 1 / (SE² + tau²); the variance is tau² plus that of the mean, 1 / Σ 1 / (SE² + tau²).
    ///
    /// Cannot answer with fewer than three tests ([`CannotTest::TooFewTests`]), with a standard error of
    /// 0 ([`CannotTest::ZeroVariance`]) or below, nor with what is not finite.
    pub fn from_history(tests: &[(f64, f64)]) -> Result<HistoryPrior, CannotTest> {
        if tests.len() < MIN_TESTS {
            return Err(CannotTest::TooFewTests);
        }
        let fixed = Pooled::new(tests)?;
        let excess = (fixed.q - (tests.len() - 1) as f64).max(0.0);
        // Everything in units of the smallest standard error.
        let spare = fixed.weights - fixed.squared_weights / fixed.weights;
        let tau = fixed.unit * finite((excess / spare).sqrt())?;
        let widened: Vec<(f64, f64)> = tests
            .iter()
            .map(|&(effect, error)| (effect, error.hypot(tau)))
            .collect();
        let random = Pooled::new(&widened)?;
        let error_of_mean = random.unit / random.weights.sqrt();
        let deviation = tau.hypot(error_of_mean);
        Ok(HistoryPrior {
            prior: Prior::Normal {
                mean: random.mean,
                variance: positive(deviation * deviation)?,
            },
            tests: tests.len(),
            between_tests: finite(tau * tau)?,
        })
    }

    /// Mean and standard deviation after seeing a difference with a standard error.
    pub(super) fn update(self, difference: f64, error: f64) -> Result<(f64, f64), CannotTest> {
        let Self::Normal { mean, variance } = self else {
            return Ok((difference, error));
        };
        let (mean, spread) = (finite(mean)?, positive(variance)?.sqrt());
        // variance / (variance + error²) and its complement, without squares that overflow.
        let ratio = error / spread;
        let weight = 1.0 / (1.0 + ratio * ratio);
        let rest = 1.0 / (1.0 + ratio.recip() * ratio.recip());
        let deviation = if ratio < 1.0 {
            error * weight.sqrt()
        } else {
            spread * rest.sqrt()
        };
        Ok((
            finite(mean * rest + difference * weight)?,
            positive(deviation)?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::super::golden::{close, table};
    use super::*;

    const GOLDEN: &str = include_str!("../golden/bayes.json");

    #[derive(Deserialize)]
    struct Row {
        effects: Vec<(f64, f64)>,
        tau_squared: f64,
        mean: f64,
        error_of_mean: f64,
    }

    #[test]
    fn history_matches() {
        for row in table::<Row>(GOLDEN, "meta_analyses") {
            let case = format!("{:?}", row.effects);
            let actual = Prior::from_history(&row.effects).unwrap();
            assert_eq!(actual.tests, row.effects.len());
            close(&case, actual.between_tests, row.tau_squared, 1e-12);
            let Prior::Normal { mean, variance } = actual.prior else {
                panic!("{case} taught nothing");
            };
            close(&case, mean, row.mean, 1e-12);
            let expected = row.tau_squared + row.error_of_mean * row.error_of_mean;
            close(&case, variance, expected, 1e-12);
        }
    }

    #[test]
    fn a_prior_and_a_test_of_the_same_precision_meet_halfway() {
        let prior = Prior::Normal {
            mean: 2.0,
            variance: 9.0,
        };
        let (mean, deviation) = prior.update(6.0, 3.0).unwrap();
        close("mean", mean, 4.0, 1e-15);
        close("deviation", deviation, 4.5_f64.sqrt(), 1e-15);
    }

    #[test]
    fn a_wide_prior_says_nothing_and_a_narrow_one_everything() {
        let after = |variance| {
            let prior = Prior::Normal {
                mean: 1.0,
                variance,
            };
            prior.update(5.0, 0.5).unwrap()
        };
        assert_eq!(after(1e300), Prior::Flat.update(5.0, 0.5).unwrap());
        let (mean, deviation) = after(1e-200);
        close("mean", mean, 1.0, 1e-15);
        close("deviation", deviation, 1e-100, 1e-15);
    }

    #[test]
    fn too_little_history_is_refused() {
        let reason = |tests: &[(f64, f64)]| Prior::from_history(tests).unwrap_err();
        let (a, b) = ((0.1, 0.2), (0.3, 0.1));
        assert_eq!(reason(&[]), CannotTest::TooFewTests);
        assert_eq!(reason(&[a, b]), CannotTest::TooFewTests);
        assert_eq!(reason(&[a, b, (0.2, 0.0)]), CannotTest::ZeroVariance);
        assert_eq!(reason(&[a, b, (0.2, -1.0)]), CannotTest::OutOfRange);
        assert_eq!(reason(&[a, b, (f64::NAN, 1.0)]), CannotTest::NotFinite);
    }
}
