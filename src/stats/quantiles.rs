//! Quantiles: medians and percentiles with an interval from the sorted values themselves.

use super::distribution::rank_of;
use super::lift::{Measured, fieller};
use super::means::estimate_around;
use super::result::finite;
use super::tails::ln_normal_two_sided;
use super::{CannotTest, Confidence, Distribution, Effect, Estimate, Interval, PValue, TestKind};

/// A quantile of one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantileEstimate {
    /// The smallest value that at least the share asked for does not exceed, with the order statistics
    /// around it as interval.
    pub estimate: Estimate,
    /// Squared standard error of the estimate; 0 where both bounds are the same value.
    pub variance: f64,
}

/// A quantile of one group with its interval from order statistics at the ranks of [`quantile_ranks`],
/// and the variance ((U - L) / 2z)² that the interval's width implies (Deng, Knoblich and Lu 2018,
/// section 4.3). `quantile` is a share: 0.5 is the median.
///
/// Cannot answer without units, nor ([`CannotTest::TooFewForQuantile`]) where the sample has no bounds
/// around the quantile, nor ([`CannotTest::OutOfRange`]) for a quantile not between 0 and 1.
pub fn quantile(
    values: &Distribution,
    quantile: f64,
    confidence: Confidence,
) -> Result<QuantileEstimate, CannotTest> {
    if !(0.0 < quantile && quantile < 1.0) {
        return Err(CannotTest::OutOfRange);
    }
    let z = confidence.normal_quantile()?;
    if values.n() == 0 {
        return Err(CannotTest::NoUnits);
    }
    let (low, point, high) =
        quantile_ranks(values.n(), quantile, confidence).ok_or(CannotTest::TooFewForQuantile)?;
    let value_at = |rank| values.value_at(rank).ok_or(CannotTest::TooFewForQuantile);
    let interval = Interval {
        low: value_at(low)?,
        high: value_at(high)?,
    };
    let error = finite(interval.high - interval.low)? / (2.0 * z);
    Ok(QuantileEstimate {
        estimate: Estimate {
            value: value_at(point)?,
            interval,
        },
        variance: finite(error * error)?,
    })
}

/// Compares a quantile of two groups by z on the two variances of [`quantile`]; lift by Fieller with
/// the same z.
///
/// Cannot answer where one group cannot, nor ([`CannotTest::ZeroVariance`]) where both intervals are a
/// single value: there [`super::bootstrap_quantile_difference`] may.
pub fn quantile_difference(
    control: &Distribution,
    treatment: &Distribution,
    share: f64,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    let z = confidence.normal_quantile()?;
    let [control, treatment] =
        [control, treatment].map(|values| quantile(values, share, confidence).map(measured));
    let (control, treatment) = (control?, treatment?);
    let variance = finite(control.variance + treatment.variance)?;
    if variance == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    let difference = finite(treatment.value - control.value)?;
    let standard_error = variance.sqrt();
    let statistic = finite(difference / standard_error)?;
    Ok(Effect {
        test: TestKind::QuantileDifference,
        statistic: Some(statistic),
        df: None,
        difference: estimate_around(difference, z * standard_error)?,
        standard_error,
        lift: fieller(control, treatment, z),
        p: PValue::from_ln(ln_normal_two_sided(statistic)),
    })
}

fn measured(quantile: QuantileEstimate) -> Measured {
    Measured {
        value: quantile.estimate.value,
        variance: quantile.variance,
    }
}

/// Ranks (1 is the smallest value) of the lower bound, the quantile and the upper bound among `n`
/// sorted values.
///
/// The bounds are the order statistics at n (v ± z sqrt(v (1 - v) / n)) (Deng, Knoblich and Lu 2018),
/// rounded outwards: floor below, floor + 1 above. The quantile itself is the smallest value that at
/// least a share `quantile` of the values does not exceed.
///
/// None where `quantile` or the confidence is not between 0 and 1, and where the sample is too small
/// to have both bounds: the 99th percentile of 100 values has no upper bound at 95 %.
#[must_use]
pub fn quantile_ranks(n: u64, quantile: f64, confidence: Confidence) -> Option<(u64, u64, u64)> {
    if !(0.0 < quantile && quantile < 1.0) {
        return None;
    }
    let z = confidence.normal_quantile().ok()?;
    let size = n as f64;
    let centre = size * quantile;
    let margin = z * (centre * (1.0 - quantile)).sqrt();
    let low = (centre - margin).floor();
    let high = (centre + margin).floor() + 1.0;
    if low < 1.0 || high > size {
        return None;
    }
    let (low, high) = (low as u64, high as u64);
    Some((low, rank_of(n, quantile).clamp(low, high), high))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{Values, close, same_interval, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/values.json");

    #[derive(Deserialize)]
    struct Row {
        name: String,
        quantile: f64,
        control: Group,
        treatment: Group,
        difference: f64,
        p: Option<f64>,
        log10_p: Option<f64>,
        interval: Option<[f64; 2]>,
        fieller: Option<[f64; 2]>,
    }

    #[derive(Deserialize)]
    struct Group {
        values: Values,
        quantile: f64,
        bounds: [f64; 2],
        variance: f64,
    }

    #[test]
    fn quantiles_and_their_difference_match() {
        for row in table::<Row>(GOLDEN, "quantile_differences") {
            let (case, level) = (row.name.as_str(), Confidence::default());
            let [control, treatment] = [&row.control, &row.treatment].map(|group| {
                let values = group.values.counted();
                let answer = quantile(&values, row.quantile, level).unwrap();
                close(case, answer.estimate.value, group.quantile, 0.0);
                same_interval(case, answer.estimate.interval, group.bounds);
                close(case, answer.variance, group.variance, 1e-12);
                values
            });
            let answer = quantile_difference(&control, &treatment, row.quantile, level);
            let Some(p) = row.p else {
                assert_eq!(answer, Err(CannotTest::ZeroVariance), "{case}");
                continue;
            };
            let effect = answer.unwrap();
            assert_eq!(effect.test, TestKind::QuantileDifference);
            close(case, effect.difference.value, row.difference, 1e-12);
            same_p(case, effect.p, p, row.log10_p.unwrap(), 1e-9);
            same_interval(case, effect.difference.interval, row.interval.unwrap());
            same_interval(case, effect.lift.unwrap().interval, row.fieller.unwrap());
        }
    }

    #[test]
    fn quantiles_that_cannot_be_estimated_say_why() {
        let mut few = Distribution::default();
        let level = Confidence::default();
        assert_eq!(quantile(&few, 0.5, level), Err(CannotTest::NoUnits));
        few.push_many(3.0, 5);
        assert_eq!(
            quantile(&few, 0.5, level),
            Err(CannotTest::TooFewForQuantile)
        );
        for share in [0.0, 1.0, f64::NAN] {
            assert_eq!(quantile(&few, share, level), Err(CannotTest::OutOfRange));
        }
        few.push_many(3.0, 95);
        let constant = quantile(&few, 0.5, level).unwrap();
        assert_eq!((constant.estimate.value, constant.variance), (3.0, 0.0));
        let answer = quantile_difference(&few, &few, 0.5, level);
        assert_eq!(answer, Err(CannotTest::ZeroVariance));
        let bad = Confidence { alpha: 2.0 };
        assert_eq!(quantile(&few, 0.5, bad), Err(CannotTest::OutOfRange));
    }

    fn check(n: u64, quantile: f64, expected: Option<(u64, u64, u64)>) {
        let actual = quantile_ranks(n, quantile, Confidence::default());
        assert_eq!(actual, expected, "{quantile} of {n}");
    }

    #[test]
    fn ranks_follow_the_formula() {
        // 50 ± 1.96 * 5 = 40.2 and 59.8
        check(100, 0.5, Some((40, 50, 60)));
        // 990 ± 1.96 * 3.1464 = 983.83 and 996.17
        check(1000, 0.99, Some((983, 990, 997)));
        check(1001, 0.5, Some((469, 501, 532)));
        // 7 % of 100 is 7.000000000000001 in floating point: 7 ± 5.0008
        check(100, 0.07, Some((1, 7, 13)));
    }

    #[test]
    fn samples_too_small_for_a_bound_have_no_interval() {
        check(0, 0.5, None);
        check(5, 0.5, None);
        check(9, 0.5, Some((1, 5, 8)));
        check(100, 0.99, None);
    }

    #[test]
    fn quantiles_outside_their_range_have_no_ranks() {
        for quantile in [0.0, 1.0, -0.5, 2.0, f64::NAN] {
            check(1000, quantile, None);
        }
        assert_eq!(quantile_ranks(1000, 0.5, Confidence { alpha: 1.5 }), None);
    }

    /// Exact coverage of the ranks by the binomial distribution: X_(low) <= q < X_(high) holds when
    /// low to high - 1 of the values lie at or below the quantile.
    #[test]
    fn coverage_is_about_as_promised() {
        for (n, quantile) in [(50_u64, 0.5_f64), (200, 0.9), (400, 0.25), (1000, 0.99)] {
            let (low, _, high) = quantile_ranks(n, quantile, Confidence::default()).unwrap();
            let mut ln_chance = n as f64 * (1.0 - quantile).ln();
            let mut coverage = 0.0;
            for below in 0..n {
                if (low..high).contains(&below) {
                    coverage += ln_chance.exp();
                }
                let odds = quantile / (1.0 - quantile);
                ln_chance += ((n - below) as f64 / (below + 1) as f64 * odds).ln();
            }
            assert!(
                (0.94..0.98).contains(&coverage),
                "{quantile} of {n}: {coverage}"
            );
        }
    }
}
