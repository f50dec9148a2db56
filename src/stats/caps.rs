//! Caps: the few largest orders must not decide about everyone.

use super::{CannotTest, Confidence, Distribution, Effect, Interval, result::finite, welch};

/// The values beyond which a unit counts with the bound itself. Nobody is dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cap {
    /// Larger values count as this one, in the unit of the metric.
    pub above: f64,
    /// Smaller values count as this one, where refunds are capped as well.
    pub below: Option<f64>,
}

/// A comparison of means of capped values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capped {
    /// The bounds.
    pub cap: Cap,
    /// Units whose value was replaced, in control and treatment.
    pub capped_units: [u64; 2],
    /// Welch's test of the capped values.
    pub effect: Effect,
}

/// A cap at a percentile, such as 99, of the purchasers' values (those above 0), pooled over the
/// groups, by linear interpolation ([`Distribution::quantile`]).
///
/// Never of all units: where fewer than 1 % buy, that cap would be 0. Every group of the experiment
/// belongs in, so that one cap holds for all comparisons. Cannot answer
/// ([`CannotTest::NoPurchasers`]) where nobody bought, nor for a percentile outside 0 to 100.
pub fn purchaser_cap(groups: &[&Distribution], percentile: f64) -> Result<f64, CannotTest> {
    pooled(groups, Distribution::positive, share_of(percentile)?)
}

/// A floor at a percentile, such as 99, of the amounts refunded (values below 0), pooled over the
/// groups: 99 % of the refunds are no larger. The mirror of [`purchaser_cap`]; 0 without refunds, since
/// nothing needs a floor then.
pub fn refund_floor(groups: &[&Distribution], percentile: f64) -> Result<f64, CannotTest> {
    let share = 1.0 - share_of(percentile)?;
    match pooled(groups, Distribution::negative, share) {
        Err(CannotTest::NoPurchasers) => Ok(0.0),
        answer => answer,
    }
}

/// Compares the means of two groups with every value beyond the cap replaced by it (Welch).
///
/// What is estimated is the effect on the capped metric: its mean differs from the uncapped one, while
/// a few extreme orders no longer decide. Cannot answer where [`welch`] cannot, and
/// ([`CannotTest::OutOfRange`]) for bounds that are crossed or not finite.
pub fn capped_effect(
    control: &Distribution,
    treatment: &Distribution,
    cap: Cap,
    confidence: Confidence,
) -> Result<Capped, CannotTest> {
    let range = cap.range()?;
    let capped_units = [control, treatment].map(|group| {
        // No unit lies beyond both.
        group.count_above(range.high) + group.count_below(range.low)
    });
    let [control, treatment] =
        [control, treatment].map(|group| group.capped_moments(range.high, Some(range.low)));
    Ok(Capped {
        cap,
        capped_units,
        effect: welch(&control, &treatment, confidence)?,
    })
}

impl Cap {
    fn range(self) -> Result<Interval, CannotTest> {
        let high = finite(self.above).map_err(|_| CannotTest::OutOfRange)?;
        let low = self.below.unwrap_or(f64::NEG_INFINITY);
        if low.is_nan() || low > high {
            return Err(CannotTest::OutOfRange);
        }
        Ok(Interval { low, high })
    }
}

fn share_of(percentile: f64) -> Result<f64, CannotTest> {
    if (0.0..=100.0).contains(&percentile) {
        Ok(percentile / 100.0)
    } else {
        Err(CannotTest::OutOfRange)
    }
}

fn pooled(
    groups: &[&Distribution],
    part: impl Fn(&Distribution) -> Distribution,
    share: f64,
) -> Result<f64, CannotTest> {
    groups
        .iter()
        .map(|group| part(group))
        .fold(Distribution::default(), |sum, group| sum + group)
        .quantile(share)
        .ok_or(CannotTest::NoPurchasers)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::TestKind;
    use super::super::golden::{Values, close, same_interval, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/values.json");

    #[derive(Deserialize)]
    struct Row {
        control: Values,
        treatment: Values,
        percentile: f64,
        cap: f64,
        floor: Option<f64>,
        capped_units: [u64; 2],
        difference: f64,
        error: f64,
        t: f64,
        df: f64,
        p: f64,
        log10_p: f64,
        interval: [f64; 2],
    }

    #[test]
    fn capped_means_match() {
        for row in table::<Row>(GOLDEN, "capped") {
            let (control, treatment) = (row.control.counted(), row.treatment.counted());
            let case = format!("percentile {} of {}", row.percentile, control.n());
            let groups = [&control, &treatment];
            let above = purchaser_cap(&groups, row.percentile).unwrap();
            close(&case, above, row.cap, 1e-13);
            let below = row.floor.map(|expected| {
                let floor = refund_floor(&groups, row.percentile).unwrap();
                close(&case, floor, expected, 1e-13);
                floor
            });
            let cap = Cap { above, below };
            let answer = capped_effect(&control, &treatment, cap, Confidence::default()).unwrap();
            assert_eq!(answer.capped_units, row.capped_units, "{case}");
            let effect = answer.effect;
            assert_eq!(effect.test, TestKind::Welch);
            close(&case, effect.difference.value, row.difference, 1e-12);
            close(&case, effect.standard_error, row.error, 1e-12);
            close(&case, effect.statistic.unwrap(), row.t, 1e-12);
            close(&case, effect.df.unwrap(), row.df, 1e-12);
            same_p(&case, effect.p, row.p, row.log10_p, 1e-9);
            same_interval(&case, effect.difference.interval, row.interval);
        }
    }

    fn group(values: &[(f64, u64)]) -> Distribution {
        let mut group = Distribution::default();
        for &(value, count) in values {
            group.push_many(value, count);
        }
        group
    }

    /// One in 500 buys: the 99th percentile of everyone is 0, that of purchasers is not.
    #[test]
    fn the_cap_is_one_of_purchasers() {
        let control = group(&[(0.0, 49_900), (20.0, 60), (30.0, 40)]);
        let treatment = group(&[(0.0, 49_890), (20.0, 60), (30.0, 48), (900.0, 2)]);
        assert_eq!(
            (control.clone() + treatment.clone()).quantile(0.99),
            Some(0.0)
        );
        // Positions 208 and 209 of 210 values hold 900; 0.99 * 209 = 206.91.
        let cap = purchaser_cap(&[&control, &treatment], 99.0);
        assert_eq!(cap, Ok(30.0));
        let cap = Cap {
            above: 30.0,
            below: None,
        };
        let capped = capped_effect(&control, &treatment, cap, Confidence::default()).unwrap();
        assert_eq!(capped.capped_units, [0, 2]);
    }

    /// A cap beyond every value changes nothing; one by amount needs no percentile.
    #[test]
    fn a_wide_cap_is_no_cap() {
        let control = group(&[(-5.0, 3), (0.0, 50), (20.0, 9)]);
        let treatment = group(&[(-9.0, 2), (0.0, 50), (25.0, 9)]);
        let level = Confidence::default();
        let cap = Cap {
            above: 200.0,
            below: Some(-200.0),
        };
        let capped = capped_effect(&control, &treatment, cap, level).unwrap();
        assert_eq!(capped.capped_units, [0, 0]);
        let plain = welch(&control.moments(), &treatment.moments(), level).unwrap();
        assert_eq!(capped.effect, plain);
        let cap = Cap {
            above: 20.0,
            below: Some(-5.0),
        };
        let capped = capped_effect(&control, &treatment, cap, level).unwrap();
        assert_eq!(capped.capped_units, [0, 11]);
    }

    #[test]
    fn what_cannot_be_capped_says_why() {
        let nobody = group(&[]);
        let none = group(&[(0.0, 30)]);
        let some = group(&[(0.0, 30), (10.0, 2)]);
        assert_eq!(purchaser_cap(&[], 99.0), Err(CannotTest::NoPurchasers));
        assert_eq!(
            purchaser_cap(&[&none, &nobody], 99.0),
            Err(CannotTest::NoPurchasers)
        );
        assert_eq!(purchaser_cap(&[&none, &some], 99.0), Ok(10.0));
        assert_eq!(refund_floor(&[&none, &some], 99.0), Ok(0.0));
        for percentile in [-1.0, 101.0, f64::NAN] {
            assert_eq!(
                purchaser_cap(&[&some], percentile),
                Err(CannotTest::OutOfRange)
            );
            assert_eq!(
                refund_floor(&[&some], percentile),
                Err(CannotTest::OutOfRange)
            );
        }
        let level = Confidence::default();
        let with = |above, below| capped_effect(&some, &some, Cap { above, below }, level);
        assert_eq!(with(f64::NAN, None), Err(CannotTest::OutOfRange));
        assert_eq!(with(1.0, Some(2.0)), Err(CannotTest::OutOfRange));
        assert_eq!(with(1.0, Some(f64::NAN)), Err(CannotTest::OutOfRange));
        assert_eq!(with(0.0, None), Err(CannotTest::ZeroVariance));
        let empty = capped_effect(
            &nobody,
            &some,
            Cap {
                above: 1.0,
                below: None,
            },
            level,
        );
        assert_eq!(empty, Err(CannotTest::NoUnits));
    }
}
