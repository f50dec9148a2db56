//! Ratios of two totals per person: average order value, items per order, margin rate.
//!
//! The unit stays the person, never the order: orders of one person are not independent.

use super::lift::Measured;
use super::means::{Sample, compare, sample_variance};
use super::result::finite;
use super::{CannotTest, Confidence, Effect, Estimate, RatioMoments, TestKind};

/// A variance below this share of its parts is rounding: numerator and denominator, or outcome and
/// covariate, are then proportional person by person.
const ROUNDING: f64 = 1e-12;

/// One ratio with its interval by the delta method and Student's distribution with n - 1 degrees of
/// freedom.
///
/// `Var(R) = (s_M² - 2 R s_MD + R² s_D²) / (n D²)` with D the mean denominator (Deng, Knoblich and Lu,
/// KDD 2018). Cannot answer with fewer than two units, without spread, nor
/// ([`CannotTest::DenominatorNearZero`]) where the denominator's own interval contains zero, as with
/// fewer than four orders among thousands of people.
pub fn ratio(moments: &RatioMoments, confidence: Confidence) -> Result<Estimate, CannotTest> {
    sample(moments, confidence)?.estimate(confidence)
}

/// Compares two ratios: delta method, Student's distribution with Welch-Satterthwaite degrees of
/// freedom on the two variances, Fieller's interval for the lift (infinite bounds where the control's
/// ratio cannot be told apart from zero). Needs of each group what [`ratio`] needs, and spread in one.
pub fn ratio_difference(
    control: &RatioMoments,
    treatment: &RatioMoments,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    let control = sample(control, confidence)?;
    let treatment = sample(treatment, confidence)?;
    compare(TestKind::DeltaRatio, control, treatment, confidence)
}

/// The ratio with its variance by the delta method; the confidence decides whether the denominator is
/// away from zero.
pub(super) fn sample(moments: &RatioMoments, confidence: Confidence) -> Result<Sample, CannotTest> {
    let denominator = Sample::of_mean(&moments.denominator)?;
    let base = away_from_zero(denominator, confidence)?;
    let value = finite(moments.numerator.mean / base)?;
    let variance = linear_variance(moments, value)?;
    Ok(Sample {
        measured: Measured {
            value,
            variance: finite(variance / moments.numerator.n as f64 / base / base)?,
        },
        df: denominator.df,
    })
}

/// The denominator of a ratio, if its own interval excludes zero.
pub(super) fn away_from_zero(
    denominator: Sample,
    confidence: Confidence,
) -> Result<f64, CannotTest> {
    let Measured { value, variance } = denominator.measured;
    let reach = confidence.student_quantile(denominator.df)? * variance.sqrt();
    if value == 0.0 || value.abs() <= finite(reach)? {
        return Err(CannotTest::DenominatorNearZero);
    }
    Ok(value)
}

/// Variance per unit of `numerator - ratio * denominator`, with n - 1.
pub(super) fn linear_variance(moments: &RatioMoments, ratio: f64) -> Result<f64, CannotTest> {
    let RatioMoments {
        numerator,
        denominator,
        cross,
    } = moments;
    if numerator.n != denominator.n {
        return Err(CannotTest::OutOfRange);
    }
    let numerator_variance = sample_variance(numerator)?;
    let denominator_variance = sample_variance(denominator)?;
    let own = finite(numerator_variance + ratio * ratio * denominator_variance)?;
    let covariance = cross / (numerator.n - 1) as f64;
    without_rounding(finite(own - 2.0 * ratio * covariance)?, own)
}

/// A variance computed as a difference of its parts: 0 where it is their rounding.
pub(super) fn without_rounding(variance: f64, parts: f64) -> Result<f64, CannotTest> {
    if variance < -ROUNDING * parts {
        return Err(CannotTest::OutOfRange);
    }
    Ok(if variance <= ROUNDING * parts {
        0.0
    } else {
        variance
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_interval, same_p, table};
    use super::super::{Interval, Moments};
    use super::*;

    const GOLDEN: &str = include_str!("golden/means.json");

    #[derive(Deserialize)]
    struct Row {
        control: Group,
        treatment: Group,
        difference: f64,
        error: f64,
        t: f64,
        df: f64,
        p: f64,
        log10_p: f64,
        interval: [f64; 2],
        lift: f64,
        fieller: [f64; 2],
    }

    /// Revenue of buyers: the denominator is 0 or 1, and 1 wherever there is revenue.
    #[derive(Deserialize)]
    struct Group {
        n: u64,
        numerator_sum: f64,
        numerator_squares: f64,
        denominator_sum: f64,
    }

    impl Group {
        fn moments(&self) -> RatioMoments {
            let n = self.n as f64;
            let moments = |sum: f64, squares: f64| Moments {
                n: self.n,
                mean: sum / n,
                m2: squares - sum * sum / n,
            };
            RatioMoments {
                numerator: moments(self.numerator_sum, self.numerator_squares),
                denominator: moments(self.denominator_sum, self.denominator_sum),
                cross: self.numerator_sum - self.numerator_sum * self.denominator_sum / n,
            }
        }
    }

    #[test]
    fn order_value_matches() {
        for row in table::<Row>(GOLDEN, "ratio") {
            let (control, treatment) = (row.control.moments(), row.treatment.moments());
            let effect = ratio_difference(&control, &treatment, Confidence::default()).unwrap();
            assert_eq!(effect.test, TestKind::DeltaRatio);
            // The two ratios agree in their first two digits, which their difference loses.
            close("difference", effect.difference.value, row.difference, 1e-10);
            close("error", effect.standard_error, row.error, 1e-12);
            close("t", effect.statistic.unwrap(), row.t, 1e-10);
            close("df", effect.df.unwrap(), row.df, 1e-12);
            same_p("order value", effect.p, row.p, row.log10_p, 1e-9);
            same_interval("difference", effect.difference.interval, row.interval);
            let lift = effect.lift.unwrap();
            close("lift", lift.value, row.lift, 1e-10);
            same_interval("lift", lift.interval, row.fieller);
        }
    }

    fn pairs(pairs: &[(f64, f64)]) -> RatioMoments {
        let mut moments = RatioMoments::default();
        for &(numerator, denominator) in pairs {
            moments.push(numerator, denominator);
        }
        moments
    }

    #[test]
    fn a_constant_denominator_leaves_the_interval_of_the_mean() {
        let values = [3.0, 8.0, 1.0, 4.5, 9.0, 2.0];
        let as_ratio = pairs(&values.map(|value| (value, 2.0)));
        let as_mean = Moments::of(values.map(|value| value / 2.0));
        let level = Confidence::default();
        let (ratio, mean) = (
            ratio(&as_ratio, level).unwrap(),
            super::super::mean(&as_mean, level).unwrap(),
        );
        close("value", ratio.value, mean.value, 1e-14);
        same_interval(
            "interval",
            ratio.interval,
            [mean.interval.low, mean.interval.high],
        );
    }

    #[test]
    fn what_cannot_be_tested_says_why() {
        let good = pairs(&[(3.0, 1.0), (8.0, 2.0), (1.0, 1.0), (4.0, 1.0)]);
        let level = Confidence::default();
        assert!(ratio(&good, level).is_ok());
        let check = |bad: RatioMoments, reason: CannotTest| {
            assert_eq!(ratio(&bad, level), Err(reason), "{bad:?}");
            assert_eq!(ratio_difference(&good, &bad, level), Err(reason), "{bad:?}");
            assert_eq!(ratio_difference(&bad, &good, level), Err(reason), "{bad:?}");
        };
        check(RatioMoments::default(), CannotTest::NoUnits);
        check(pairs(&[(3.0, 1.0)]), CannotTest::OneUnit);
        check(
            pairs(&[(0.0, 0.0), (0.0, 0.0)]),
            CannotTest::DenominatorNearZero,
        );
        let mut few = vec![(0.0, 0.0); 500];
        few.extend([(40.0, 1.0), (70.0, 1.0), (20.0, 1.0)]);
        check(pairs(&few), CannotTest::DenominatorNearZero);
        let mut uneven = good;
        uneven.numerator.n += 1;
        check(uneven, CannotTest::OutOfRange);
        let mut impossible = good;
        impossible.cross = 1e6;
        check(impossible, CannotTest::OutOfRange);
        let mut missing = good;
        missing.cross = f64::NAN;
        check(missing, CannotTest::NotFinite);
    }

    #[test]
    fn proportional_parts_have_no_spread() {
        let tripled = pairs(&[(0.3, 0.1), (2.1, 0.7), (3.3, 1.1), (0.6, 0.2)]);
        let level = Confidence { alpha: 0.5 };
        assert_eq!(ratio(&tripled, level), Err(CannotTest::ZeroVariance));
    }

    #[test]
    fn a_ratio_that_may_be_zero_leaves_the_lift_unbounded() {
        let near_zero = pairs(&[(5.0, 1.0), (-5.0, 1.0), (4.0, 1.0), (-3.5, 1.0)]);
        let other = pairs(&[(3.0, 1.0), (8.0, 1.0), (1.0, 1.0), (4.0, 1.0)]);
        let effect = ratio_difference(&near_zero, &other, Confidence::default()).unwrap();
        assert_eq!(effect.lift.unwrap().interval, Interval::UNBOUNDED);
    }
}
