//! Means per person: revenue, orders, items.

use super::lift::{Measured, fieller};
use super::result::finite;
use super::tails::ln_student_two_sided;
use super::{CannotTest, Confidence, Effect, Estimate, Interval, Moments, PValue, TestKind};

/// One mean with its Student interval, mean ± t sqrt(s²/n) with n - 1 degrees of freedom.
///
/// Cannot answer with fewer than two units or without any spread.
pub fn mean(moments: &Moments, confidence: Confidence) -> Result<Estimate, CannotTest> {
    Sample::of_mean(moments)?.estimate(confidence)
}

/// Compares two means by Welch's test (Welch 1947): the variances may differ.
///
/// Interval of the difference from Student's distribution with the Welch-Satterthwaite degrees of
/// freedom; of the lift by Fieller with the same quantile, with infinite bounds where the control
/// cannot be told apart from zero (they say that nothing is known, not that zero is likely), and
/// [`CannotTest::ZeroControl`] where it is zero. Each group needs two units, one of them some spread.
pub fn welch(
    control: &Moments,
    treatment: &Moments,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    let (control, treatment) = (Sample::of_mean(control)?, Sample::of_mean(treatment)?);
    compare(TestKind::Welch, control, treatment, confidence)
}

/// An estimate from one group: a value, the variance of that value and its degrees of freedom.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    pub measured: Measured,
    pub df: f64,
}

impl Sample {
    pub(super) fn of_mean(moments: &Moments) -> Result<Self, CannotTest> {
        Ok(Self {
            measured: Measured {
                value: finite(moments.mean)?,
                variance: sample_variance(moments)? / moments.n as f64,
            },
            df: (moments.n - 1) as f64,
        })
    }

    pub(super) fn estimate(self, confidence: Confidence) -> Result<Estimate, CannotTest> {
        let Measured { value, variance } = self.measured;
        let quantile = confidence.student_quantile(self.df)?;
        if variance == 0.0 {
            return Err(CannotTest::ZeroVariance);
        }
        estimate_around(value, quantile * variance.sqrt())
    }
}

/// Variance with n - 1, or the reason why there is none.
pub(super) fn sample_variance(moments: &Moments) -> Result<f64, CannotTest> {
    if moments.n == 0 {
        return Err(CannotTest::NoUnits);
    }
    let variance = finite(moments.variance().ok_or(CannotTest::OneUnit)?)?;
    if variance < 0.0 {
        return Err(CannotTest::OutOfRange);
    }
    Ok(variance)
}

/// The t test of two independent estimates with unequal variances.
pub(super) fn compare(
    test: TestKind,
    control: Sample,
    treatment: Sample,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    let difference = treatment.measured.value - control.measured.value;
    let contrast = Contrast::new(difference, control, treatment)?;
    contrast.effect(test, confidence, |quantile| {
        fieller(control.measured, treatment.measured, quantile)
    })
}

/// A difference of two independent estimates, its variance and the degrees of freedom of that.
pub(super) struct Contrast {
    difference: f64,
    variance: f64,
    df: f64,
}

impl Contrast {
    /// Variance and degrees of freedom come from the two samples.
    ///
    /// `df = (v_c + v_t)² / (v_c²/df_c + v_t²/df_t)`, written with the share of `v_c` so that nothing
    /// overflows.
    pub(super) fn new(
        difference: f64,
        control: Sample,
        treatment: Sample,
    ) -> Result<Self, CannotTest> {
        let (v_c, v_t) = (control.measured.variance, treatment.measured.variance);
        let variance = finite(v_c + v_t)?;
        if variance == 0.0 {
            return Err(CannotTest::ZeroVariance);
        }
        let share = v_c / variance;
        let df = 1.0 / (share * share / control.df + (1.0 - share) * (1.0 - share) / treatment.df);
        Ok(Self {
            difference,
            variance,
            df,
        })
    }

    /// The t test; `lift` gets the quantile of the interval of the difference.
    pub(super) fn effect(
        self,
        test: TestKind,
        confidence: Confidence,
        lift: impl FnOnce(f64) -> Result<Estimate, CannotTest>,
    ) -> Result<Effect, CannotTest> {
        let quantile = confidence.student_quantile(self.df)?;
        let difference = finite(self.difference)?;
        let standard_error = self.variance.sqrt();
        let statistic = finite(difference / standard_error)?;
        Ok(Effect {
            test,
            statistic: Some(statistic),
            df: Some(self.df),
            difference: estimate_around(difference, quantile * standard_error)?,
            standard_error,
            lift: lift(quantile),
            p: PValue::from_ln(ln_student_two_sided(statistic, self.df)),
        })
    }
}

pub(super) fn estimate_around(value: f64, margin: f64) -> Result<Estimate, CannotTest> {
    let interval = Interval::around(value, margin);
    finite(interval.low)?;
    finite(interval.high)?;
    Ok(Estimate { value, interval })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_interval, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/means.json");

    #[derive(Deserialize)]
    struct Row {
        name: String,
        control: (u64, f64, f64),
        treatment: (u64, f64, f64),
        difference: f64,
        error: Option<f64>,
        t: Option<f64>,
        df: Option<f64>,
        p: Option<f64>,
        log10_p: Option<f64>,
        interval: Option<[f64; 2]>,
        lift: Option<f64>,
        fieller: Option<[f64; 2]>,
    }

    fn moments((n, mean, sd): (u64, f64, f64)) -> Moments {
        Moments {
            n,
            mean,
            m2: sd * sd * (n - 1) as f64,
        }
    }

    #[test]
    fn welch_matches() {
        let mut unbounded = 0;
        for row in table::<Row>(GOLDEN, "welch") {
            let (control, treatment) = (moments(row.control), moments(row.treatment));
            let answer = welch(&control, &treatment, Confidence::default());
            let Some(t) = row.t else {
                assert_eq!(answer, Err(CannotTest::ZeroVariance), "{}", row.name);
                continue;
            };
            let effect = answer.unwrap();
            let case = row.name.as_str();
            assert_eq!(effect.test, TestKind::Welch);
            close(case, effect.difference.value, row.difference, 1e-12);
            close(case, effect.standard_error, row.error.unwrap(), 1e-12);
            close(case, effect.statistic.unwrap(), t, 1e-12);
            close(case, effect.df.unwrap(), row.df.unwrap(), 1e-12);
            same_p(case, effect.p, row.p.unwrap(), row.log10_p.unwrap(), 1e-9);
            same_interval(case, effect.difference.interval, row.interval.unwrap());
            if control.mean == 0.0 {
                assert_eq!(effect.lift, Err(CannotTest::ZeroControl), "{case}");
                continue;
            }
            let lift = effect.lift.unwrap();
            if let Some(expected) = row.lift {
                // The reference subtracts 1 from the ratio and loses digits where the lift is small.
                assert!(
                    (lift.value - expected).abs() <= 1e-15 * (2.0 + expected.abs()),
                    "{case}"
                );
            }
            if let Some(expected) = row.fieller {
                same_interval(case, lift.interval, expected);
            } else {
                unbounded += 1;
                assert_eq!(lift.interval, Interval::UNBOUNDED, "{case}");
            }
        }
        assert!(unbounded > 3, "{unbounded} rows are unbounded");
    }

    #[test]
    fn lift_excludes_zero_exactly_when_the_test_rejects() {
        let control = moments((400, 20.0, 60.0));
        for step in 0..200 {
            let treatment = moments((300, 5.0 + 0.25 * f64::from(step), 80.0));
            let effect = welch(&control, &treatment, Confidence::default()).unwrap();
            let excludes = |i: Interval| i.low > 0.0 || i.high < 0.0;
            let rejects = effect.p.value < 0.05;
            assert_eq!(excludes(effect.difference.interval), rejects, "step {step}");
            assert_eq!(
                excludes(effect.lift.unwrap().interval),
                rejects,
                "step {step}"
            );
        }
    }

    #[test]
    fn one_mean_has_a_student_interval() {
        // Five values, mean 3, s² = 2.5; t(0.975, 4) = 2.7764451051977987.
        let five = Moments::of([1.0, 2.0, 3.0, 4.0, 5.0]);
        let estimate = mean(&five, Confidence::default()).unwrap();
        close("mean", estimate.value, 3.0, 1e-15);
        close("low", estimate.interval.low, 1.036_756_838_522_439, 1e-12);
        close("high", estimate.interval.high, 4.963_243_161_477_561, 1e-12);
    }

    #[test]
    fn what_cannot_be_tested_says_why() {
        let good = moments((50, 10.0, 2.0));
        let check = |bad: Moments, reason: CannotTest| {
            let level = Confidence::default();
            assert_eq!(mean(&bad, level), Err(reason), "{bad:?}");
            assert_eq!(welch(&bad, &good, level), Err(reason), "{bad:?}");
            assert_eq!(welch(&good, &bad, level), Err(reason), "{bad:?}");
        };
        let of = |n, mean, m2| Moments { n, mean, m2 };
        check(of(0, 0.0, 0.0), CannotTest::NoUnits);
        check(of(1, 4.0, 0.0), CannotTest::OneUnit);
        check(of(9, 4.0, -1.0), CannotTest::OutOfRange);
        check(of(9, f64::NAN, 1.0), CannotTest::NotFinite);
        check(of(9, 1.0, f64::INFINITY), CannotTest::NotFinite);
        let constant = of(9, 4.0, 0.0);
        let level = Confidence::default();
        assert_eq!(mean(&constant, level), Err(CannotTest::ZeroVariance));
        assert_eq!(
            welch(&constant, &of(7, 5.0, 0.0), level),
            Err(CannotTest::ZeroVariance)
        );
        assert!(
            welch(&constant, &good, level).is_ok(),
            "one spread is enough"
        );
    }
}
