//! Tests of one direction: better at all, or not worse by more than a margin.

use super::fisher::fisher_greater;
use super::proportions::{MIN_EXPECTED, Pooled};
use super::result::finite;
use super::score::{lower_bound, score};
use super::tails::{ln_normal_two_sided, ln_student_two_sided};
use super::{
    CannotTest, Confidence, Effect, Estimate, Interval, Moments, PValue, Proportion, RatioMoments,
    TestKind, ratio_difference, two_proportions, welch,
};

/// Which differences, treatment minus control, count as a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alternative {
    /// Any.
    #[default]
    TwoSided,
    /// The treatment is above the control.
    Greater,
    /// The treatment is below the control.
    Less,
}

/// What is to be shown, chosen before the data.
///
/// With a margin it is that the treatment is not worse by more than that (non-inferiority): for a metric
/// where up is good `Greater`, which tests "treatment <= control - margin"; where down is good `Less`,
/// which tests "treatment >= control + margin".
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hypothesis {
    /// The direction.
    pub alternative: Alternative,
    /// How much worse is still acceptable, in the unit of the difference: 0 or above, and 0 where any
    /// difference counts.
    pub margin: f64,
}

/// The answer of a test of one hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DirectedTest {
    /// Which test.
    pub test: TestKind,
    /// What was tested.
    pub hypothesis: Hypothesis,
    /// Test statistic, positive where the difference lies above the one tested; Fisher's test has none.
    pub statistic: Option<f64>,
    /// Degrees of freedom where the test has them.
    pub df: Option<f64>,
    /// P-value.
    pub p: PValue,
    /// The difference and its interval. In one direction it is bounded on one side at the full error
    /// rate and infinite on the other.
    pub difference: Estimate,
}

/// Compares two shares in one direction.
///
/// Without a margin: pooled z where every expected cell is at least 5, else Fisher's exact test, both
/// one-sided. With one, between 0 and 1: the score test against that difference (Farrington and Manning
/// 1990). The bound inverts the score test and so agrees with both but for Fisher's, which is stricter.
/// Where any difference counts the answer is that of [`two_proportions`].
///
/// Cannot answer without trials, with a margin outside of its range, nor without a margin
/// ([`CannotTest::ZeroVariance`]) when everyone succeeded or everyone failed.
pub fn share_against(
    control: Proportion,
    treatment: Proportion,
    hypothesis: Hypothesis,
    confidence: Confidence,
) -> Result<DirectedTest, CannotTest> {
    let (control, treatment) = (control.checked()?, treatment.checked()?);
    let margin = hypothesis.checked_margin()?;
    if margin >= 1.0 {
        return Err(CannotTest::OutOfRange);
    }
    let quantile = one_sided(confidence, Confidence::normal_quantile)?;
    let found = match hypothesis.alternative {
        Alternative::TwoSided => {
            let effect = two_proportions(control, treatment, confidence)?;
            return Ok(DirectedTest::two_sided(&effect));
        }
        Alternative::Greater => Above::of_shares(control, treatment, margin, quantile)?,
        Alternative::Less => Above::of_shares(treatment, control, margin, quantile)?.turned(),
    };
    let difference = treatment.difference_from(control);
    Ok(found.answer(hypothesis, difference))
}

/// Compares two means in one direction: Welch's test shifted by the margin, with its degrees of freedom,
/// and the bound by the same distribution. Cannot answer where [`welch`] cannot, nor with a negative
/// margin.
pub fn mean_against(
    control: &Moments,
    treatment: &Moments,
    hypothesis: Hypothesis,
    confidence: Confidence,
) -> Result<DirectedTest, CannotTest> {
    shifted(
        &welch(control, treatment, confidence)?,
        hypothesis,
        confidence,
    )
}

/// Compares two ratios in one direction, as [`mean_against`] does two means. Cannot answer where
/// [`ratio_difference`] cannot, nor with a negative margin.
pub fn ratio_against(
    control: &RatioMoments,
    treatment: &RatioMoments,
    hypothesis: Hypothesis,
    confidence: Confidence,
) -> Result<DirectedTest, CannotTest> {
    let effect = ratio_difference(control, treatment, confidence)?;
    shifted(&effect, hypothesis, confidence)
}

/// The t test of an effect against a margin: t = (difference ± margin) / SE.
fn shifted(
    effect: &Effect,
    hypothesis: Hypothesis,
    confidence: Confidence,
) -> Result<DirectedTest, CannotTest> {
    let margin = hypothesis.checked_margin()?;
    let difference = effect.difference.value;
    let df = effect.df.ok_or(CannotTest::OutOfRange)?;
    let quantile = one_sided(confidence, |level| level.student_quantile(df))?;
    let above = |difference: f64| {
        let statistic = finite((difference + margin) / effect.standard_error)?;
        Ok(Above {
            test: effect.test,
            statistic: Some(statistic),
            df: effect.df,
            p: upper(statistic, ln_student_two_sided(statistic, df)),
            bound: finite(difference - quantile * effect.standard_error)?,
        })
    };
    let found = match hypothesis.alternative {
        Alternative::TwoSided => return Ok(DirectedTest::two_sided(effect)),
        Alternative::Greater => above(difference)?,
        Alternative::Less => above(-difference)?.turned(),
    };
    Ok(found.answer(hypothesis, difference))
}

impl Hypothesis {
    fn checked_margin(self) -> Result<f64, CannotTest> {
        let margin = finite(self.margin)?;
        let directed = self.alternative != Alternative::TwoSided;
        if margin == 0.0 || (margin > 0.0 && directed) {
            Ok(margin)
        } else {
            Err(CannotTest::OutOfRange)
        }
    }
}

impl DirectedTest {
    fn two_sided(effect: &Effect) -> Self {
        Self {
            test: effect.test,
            hypothesis: Hypothesis::default(),
            statistic: effect.statistic,
            df: effect.df,
            p: effect.p,
            difference: effect.difference,
        }
    }
}

/// The test of "above minus the margin", with the lower bound of the difference.
struct Above {
    test: TestKind,
    statistic: Option<f64>,
    df: Option<f64>,
    p: PValue,
    bound: f64,
}

impl Above {
    fn of_shares(
        control: Proportion,
        treatment: Proportion,
        margin: f64,
        quantile: f64,
    ) -> Result<Self, CannotTest> {
        let pooled = Pooled::new(control, treatment);
        let bound = lower_bound(control, treatment, quantile);
        if margin == 0.0 {
            if pooled.successes == 0.0 || pooled.failures == 0.0 {
                return Err(CannotTest::ZeroVariance);
            }
            if pooled.smallest_expected() < MIN_EXPECTED {
                return Ok(Self {
                    test: TestKind::FisherExact,
                    statistic: None,
                    df: None,
                    p: fisher_greater(control, treatment),
                    bound,
                });
            }
        }
        let (test, statistic) = if margin == 0.0 {
            let difference = treatment.difference_from(control);
            (TestKind::PooledZ, difference / pooled.standard_error())
        } else {
            let statistic = score(control, treatment, -margin);
            (TestKind::FarringtonManning, finite(statistic)?)
        };
        Ok(Self {
            test,
            statistic: Some(statistic),
            df: None,
            p: upper(statistic, ln_normal_two_sided(statistic)),
            bound,
        })
    }

    /// The same with treatment and control exchanged.
    fn turned(self) -> Self {
        Self {
            statistic: self.statistic.map(|statistic| -statistic),
            bound: -self.bound,
            ..self
        }
    }

    fn answer(self, hypothesis: Hypothesis, difference: f64) -> DirectedTest {
        let interval = if hypothesis.alternative == Alternative::Less {
            Interval {
                low: f64::NEG_INFINITY,
                high: self.bound,
            }
        } else {
            Interval {
                low: self.bound,
                high: f64::INFINITY,
            }
        };
        DirectedTest {
            test: self.test,
            hypothesis,
            statistic: self.statistic,
            df: self.df,
            p: self.p,
            difference: Estimate {
                value: difference,
                interval,
            },
        }
    }
}

/// The upper tail of a symmetric distribution, from both tails.
fn upper(statistic: f64, ln_two_sided: f64) -> PValue {
    PValue::from_ln(if statistic > 0.0 {
        ln_two_sided - std::f64::consts::LN_2
    } else {
        (-0.5 * ln_two_sided.exp()).ln_1p()
    })
}

/// The quantile that leaves the whole error rate above it, from the two-sided one.
fn one_sided(
    confidence: Confidence,
    two_sided: impl Fn(Confidence) -> Result<f64, CannotTest>,
) -> Result<f64, CannotTest> {
    let alpha = confidence.error_rate()?;
    if alpha < 0.5 {
        two_sided(Confidence { alpha: 2.0 * alpha })
    } else if alpha > 0.5 {
        let alpha = 2.0 * (1.0 - alpha);
        Ok(-two_sided(Confidence { alpha })?)
    } else {
        Ok(0.0)
    }
}

#[cfg(test)]
mod tests;
