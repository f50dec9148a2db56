//! Shares: conversion, opt-in, return, repeat purchase.

use super::fisher::{Table, fisher_exact};
use super::lift::koopman;
use super::tails::ln_normal_two_sided;
use super::{CannotTest, Confidence, Effect, Estimate, Interval, PValue, Proportion, TestKind};

/// Below this expected count in any cell the normal approximation of the test is not used.
pub(super) const MIN_EXPECTED: f64 = 5.0;

/// One share with its Wilson interval (Wilson 1927), which stays within 0 and 1.
///
/// (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Cannot answer without trials.
pub fn wilson(share: Proportion, confidence: Confidence) -> Result<Estimate, CannotTest> {
    let share = share.checked()?;
    let margins = WilsonMargins::new(share, confidence.normal_quantile()?);
    let value = share.rate();
    Ok(Estimate {
        value,
        interval: Interval {
            low: (value - margins.below).max(0.0),
            high: (value + margins.above).min(1.0),
        },
    })
}

/// Compares two shares.
///
/// Test: pooled z (its square is Pearson's chi-square) where every expected cell is at least 5, else
/// Fisher's exact test, two-sided. Interval of the difference: Newcombe's hybrid of the two Wilson
/// intervals (Newcombe 1998, Stat Med 17:873, method 10). Interval of the lift: Koopman's score
/// interval; without a success in the control the lift is [`CannotTest::ZeroControl`].
///
/// Cannot answer without trials, nor ([`CannotTest::ZeroVariance`]) when everyone succeeded or
/// everyone failed.
///
/// A verdict reads the p-value, not whether an interval excludes zero. Koopman's interval is the exact
/// dual of the pooled z, but Newcombe's parts from it in about 3 of 1,000 tables, where p is close to
/// alpha (0.041 to 0.051 at 0.05); and Fisher's test is stricter than both intervals, so that in small tables
/// an interval may exclude zero although the test does not reject.
pub fn two_proportions(
    control: Proportion,
    treatment: Proportion,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    let (control, treatment) = (control.checked()?, treatment.checked()?);
    let z = confidence.normal_quantile()?;
    let pooled = Pooled::new(control, treatment);
    if pooled.successes == 0.0 || pooled.failures == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    let difference = treatment.difference_from(control);
    let (test, statistic, p) = if pooled.smallest_expected() >= MIN_EXPECTED {
        let statistic = difference / pooled.standard_error();
        let p = PValue::from_ln(ln_normal_two_sided(statistic));
        (TestKind::PooledZ, Some(statistic), p)
    } else {
        let p = fisher_exact(&Table::new(control, treatment));
        (TestKind::FisherExact, None, p)
    };
    Ok(Effect {
        test,
        statistic,
        df: None,
        difference: newcombe(control, treatment, z),
        standard_error: (control.rate_variance() + treatment.rate_variance()).sqrt(),
        lift: koopman(control, treatment, z),
        p,
    })
}

/// The difference with Newcombe's interval.
fn newcombe(control: Proportion, treatment: Proportion, z: f64) -> Estimate {
    let value = treatment.difference_from(control);
    let (c, t) = (
        WilsonMargins::new(control, z),
        WilsonMargins::new(treatment, z),
    );
    Estimate {
        value,
        interval: Interval {
            low: (value - t.below.hypot(c.above)).max(-1.0),
            high: (value + t.above.hypot(c.below)).min(1.0),
        },
    }
}

/// How far the Wilson interval reaches to either side of the share, without subtracting the share.
struct WilsonMargins {
    below: f64,
    above: f64,
}

impl WilsonMargins {
    fn new(share: Proportion, z: f64) -> Self {
        let n = share.trials as f64;
        let shift = 0.5 * z * z / n;
        let skew = shift * (share.failures() as f64 - share.successes as f64) / n;
        let spread = z * (share.rate_variance() + 0.5 * shift / n).sqrt();
        let scale = 1.0 + 2.0 * shift;
        Self {
            below: if share.successes == 0 {
                0.0
            } else {
                (spread - skew) / scale
            },
            above: if share.failures() == 0 {
                0.0
            } else {
                (spread + skew) / scale
            },
        }
    }
}

/// Both groups together, as they would be if there were no difference.
pub(super) struct Pooled {
    pub successes: f64,
    pub failures: f64,
    control_n: f64,
    treatment_n: f64,
}

impl Pooled {
    pub(super) fn new(control: Proportion, treatment: Proportion) -> Self {
        Self {
            successes: control.successes as f64 + treatment.successes as f64,
            failures: control.failures() as f64 + treatment.failures() as f64,
            control_n: control.trials as f64,
            treatment_n: treatment.trials as f64,
        }
    }

    pub(super) fn smallest_expected(&self) -> f64 {
        let total = self.control_n + self.treatment_n;
        self.successes.min(self.failures) * (self.control_n.min(self.treatment_n) / total)
    }

    pub(super) fn standard_error(&self) -> f64 {
        let total = self.control_n + self.treatment_n;
        let variance = self.successes / total * (self.failures / total);
        (variance * (1.0 / self.control_n + 1.0 / self.treatment_n)).sqrt()
    }
}

impl Proportion {
    /// The counts, if they can be shares.
    pub(super) fn checked(self) -> Result<Self, CannotTest> {
        if self.trials == 0 {
            Err(CannotTest::NoUnits)
        } else if self.successes > self.trials {
            Err(CannotTest::OutOfRange)
        } else {
            Ok(self)
        }
    }

    pub(super) fn rate(self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    pub(super) fn failures(self) -> u64 {
        self.trials - self.successes
    }

    /// Variance of the rate, p(1-p)/n.
    pub(super) fn rate_variance(self) -> f64 {
        let n = self.trials as f64;
        self.rate() * (self.failures() as f64 / n) / n
    }

    /// This rate minus the other, from the whole numbers: rates of large groups differ in digits that
    /// a subtraction of rates would lose.
    pub(super) fn difference_from(self, control: Self) -> f64 {
        let own = u128::from(self.successes) * u128::from(control.trials);
        let others = u128::from(control.successes) * u128::from(self.trials);
        let size = own.abs_diff(others) as f64 / control.trials as f64 / self.trials as f64;
        // The two roundings may pass the end of the scale.
        let size = size.min(1.0);
        if own < others { -size } else { size }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_interval, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/proportions.json");

    #[derive(Deserialize)]
    struct Row {
        name: String,
        input: [u64; 4],
        rates: [f64; 2],
        difference: f64,
        z: Option<f64>,
        p: Option<f64>,
        log10_p: Option<f64>,
        unpooled_error: Option<f64>,
        newcombe: Option<[f64; 2]>,
        wilson: Option<[[f64; 2]; 2]>,
        fisher_p: Option<f64>,
        fisher_log10: Option<f64>,
        koopman: Option<[f64; 2]>,
    }

    impl Row {
        fn groups(&self) -> (Proportion, Proportion) {
            let [x_c, n_c, x_t, n_t] = self.input;
            (share(x_c, n_c), share(x_t, n_t))
        }
    }

    fn share(successes: u64, trials: u64) -> Proportion {
        Proportion { successes, trials }
    }

    fn rows() -> Vec<Row> {
        table(GOLDEN, "rows")
    }

    #[test]
    fn wilson_matches() {
        for row in rows() {
            let groups = row.groups();
            for (index, group) in [groups.0, groups.1].into_iter().enumerate() {
                let estimate = wilson(group, Confidence::default()).unwrap();
                close(&row.name, estimate.value, row.rates[index], 1e-12);
                if let Some(expected) = row.wilson {
                    same_interval(&row.name, estimate.interval, expected[index]);
                }
            }
        }
    }

    #[test]
    fn pooled_z_matches_whether_or_not_it_is_the_test_to_use() {
        for row in rows() {
            let (control, treatment) = row.groups();
            let Some((z, (p, log10))) = row.z.zip(row.p.zip(row.log10_p)) else {
                continue;
            };
            let pooled = Pooled::new(control, treatment);
            let statistic = treatment.difference_from(control) / pooled.standard_error();
            close(&row.name, statistic, z, 1e-12);
            let actual = PValue::from_ln(ln_normal_two_sided(statistic));
            same_p(&row.name, actual, p, log10, 1e-9);
        }
    }

    #[test]
    fn fisher_matches_whether_or_not_it_is_the_test_to_use() {
        for row in rows() {
            let (control, treatment) = row.groups();
            let Some((p, log10)) = row.fisher_p.zip(row.fisher_log10) else {
                continue;
            };
            let actual = fisher_exact(&Table::new(control, treatment));
            same_p(&row.name, actual, p, log10, 1e-7);
        }
    }

    #[test]
    fn effects_match() {
        let mut tests = (0, 0);
        for row in rows() {
            let (control, treatment) = row.groups();
            let answer = two_proportions(control, treatment, Confidence::default());
            let Some(z) = row.z else {
                assert_eq!(answer, Err(CannotTest::ZeroVariance), "{}", row.name);
                continue;
            };
            let effect = answer.unwrap();
            match effect.test {
                TestKind::PooledZ => {
                    tests.0 += 1;
                    close(&row.name, effect.statistic.unwrap(), z, 1e-12);
                    close(&row.name, effect.p.value, row.p.unwrap(), 1e-9);
                }
                TestKind::FisherExact => {
                    tests.1 += 1;
                    assert_eq!(effect.statistic, None);
                    if let Some(p) = row.fisher_p {
                        close(&row.name, effect.p.value, p, 1e-7);
                    }
                }
                other => panic!("{other:?} does not compare proportions"),
            }
            close(&row.name, effect.difference.value, row.difference, 1e-12);
            if let Some(expected) = row.newcombe {
                same_interval(&row.name, effect.difference.interval, expected);
            }
            if let Some(expected) = row.unpooled_error {
                close(&row.name, effect.standard_error, expected, 1e-12);
            }
            match row.koopman {
                Some(expected) => {
                    let lift = effect.lift.unwrap();
                    close(
                        &row.name,
                        lift.value,
                        row.rates[1] / row.rates[0] - 1.0,
                        1e-9,
                    );
                    same_interval(&row.name, lift.interval, expected);
                }
                None => assert_eq!(effect.lift, Err(CannotTest::ZeroControl), "{}", row.name),
            }
        }
        assert!(
            tests.0 > 20 && tests.1 > 5,
            "{tests:?} tables of either kind"
        );
    }

    #[test]
    fn intervals_end_where_shares_end() {
        let none = wilson(share(0, 7), Confidence::default()).unwrap();
        let all = wilson(share(7, 7), Confidence::default()).unwrap();
        assert_eq!((none.interval.low, all.interval.high), (0.0, 1.0));
        close("mirror", none.interval.high, 1.0 - all.interval.low, 1e-14);
        let best = two_proportions(share(0, 9), share(9, 9), Confidence::default()).unwrap();
        close("best", best.difference.interval.high, 1.0, 0.0);
        let none = two_proportions(share(4, 9), share(0, 9), Confidence::default()).unwrap();
        close("worst", none.lift.unwrap().interval.low, -1.0, 0.0);
    }

    #[test]
    fn lift_excludes_zero_exactly_when_the_pooled_z_rejects() {
        let mut checked = 0;
        for control in (40..=400).step_by(9) {
            for treatment in (40..=400).step_by(9) {
                let (c, t) = (share(control, 1000), share(treatment, 1700));
                let effect = two_proportions(c, t, Confidence::default()).unwrap();
                assert_eq!(effect.test, TestKind::PooledZ);
                let rejects = effect.p.value < 0.05;
                let lift = effect.lift.unwrap().interval;
                let excludes = |i: Interval| i.low > 0.0 || i.high < 0.0;
                assert_eq!(excludes(lift), rejects, "lift of {c:?} and {t:?}");
                checked += 1;
            }
        }
        assert_eq!(checked, 41 * 41);
    }

    #[test]
    fn impossible_shares_are_refused() {
        let good = share(3, 5);
        let check = |bad: Proportion, reason: CannotTest| {
            let level = Confidence::default();
            assert_eq!(wilson(bad, level), Err(reason));
            assert_eq!(two_proportions(good, bad, level), Err(reason));
            assert_eq!(two_proportions(bad, good, level), Err(reason));
        };
        check(share(0, 0), CannotTest::NoUnits);
        check(share(6, 5), CannotTest::OutOfRange);
    }
}
