//! CUPED: the outcome minus what a covariate from before the test predicts of it.
//!
//! Deng, Xu, Kohavi and Walker, "Improving the Sensitivity of Online Controlled Experiments by
//! Utilizing Pre-Experiment Data" (WSDM 2013). Theta is shared by the two groups compared, so the
//! prediction cancels in expectation whatever theta is; a poor theta costs variance, never bias.

use super::super::lift::{Measured, Relative};
use super::super::means::{Contrast, Sample};
use super::super::ratios::{sample, without_rounding};
use super::super::result::finite;
use super::super::{CannotTest, Confidence, CovariateMoments, TestKind, VectorMoments};
use super::{Adjusted, AdjustmentMethod};

/// A correlation below this has nothing to take out. Measured in standard deviations, so that the unit
/// of money does not decide it.
const NEGLIGIBLE_CORRELATION: f64 = 1e-8;

/// Compares two groups adjusted by the covariate that their moments carry: see [`cuped_mean`] and
/// [`cuped_ratio`]. Moments of two kinds are [`CannotTest::OutOfRange`].
pub fn cuped(
    control: &CovariateMoments,
    treatment: &CovariateMoments,
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    match (control, treatment) {
        (CovariateMoments::Mean(control), CovariateMoments::Mean(treatment)) => {
            cuped_mean(control, treatment, confidence)
        }
        (CovariateMoments::Ratio(control), CovariateMoments::Ratio(treatment)) => {
            cuped_ratio(control, treatment, confidence)
        }
        (CovariateMoments::Mean(_), CovariateMoments::Ratio(_))
        | (CovariateMoments::Ratio(_), CovariateMoments::Mean(_)) => Err(CannotTest::OutOfRange),
    }
}

/// Compares two means, or two proportions of 0 and 1, adjusted by a covariate (moments of outcome and
/// covariate, in this order).
///
/// `theta = s_XY / s_X²` over the people of both groups as one sample; the difference is that of
/// `Y - theta X`; per group the variance is `(s_Y² + theta² s_X² - 2 theta s_XY) / n`, with Welch's
/// degrees of freedom. The lift is relative to the unadjusted mean of the control, with Fieller's
/// interval that counts their covariance, so it excludes 0 exactly when the test rejects.
///
/// [`CannotTest::NothingToAdjust`] where everybody has the same covariate or it is unrelated to the
/// outcome; otherwise needs what [`super::super::welch`] needs, and cannot answer
/// ([`CannotTest::ZeroVariance`]) where the covariate predicts the outcome without error.
pub fn cuped_mean(
    control: &VectorMoments<2>,
    treatment: &VectorMoments<2>,
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    check(control)?;
    check(treatment)?;
    let arms = (Arm::of_mean(control)?, Arm::of_mean(treatment)?);
    control
        .n
        .checked_add(treatment.n)
        .ok_or(CannotTest::OutOfRange)?;
    let [[outcome, covariance], [_, covariate]] = (*control + *treatment).cross;
    let spread = Spread {
        outcome,
        covariate,
        covariance,
    };
    adjusted(&arms.0, &arms.1, &spread, confidence)
}

/// Compares two ratios adjusted by the same ratio from before (moments of numerator, denominator and
/// of the two from before, in this order).
///
/// Per group the delta method linearises both ratios: with `R = M / D` and `R' = M' / D'` (before) the
/// estimate is `R - theta R'`, its gradient over the four means `(1/D, -R/D, -theta/D', theta R'/D')`
/// and its variance that gradient's quadratic form in the covariance matrix, by n. Theta is the sum
/// over the groups of the covariance of the two linearised ratios, by the sum of the variances of the
/// one from before (gbstats, "CUPED for ratio metrics"). The lift as in [`cuped_mean`].
///
/// Needs what [`super::super::ratio_difference`] needs; [`CannotTest::NothingToAdjust`] also where a
/// denominator from before cannot be told apart from zero.
pub fn cuped_ratio(
    control: &VectorMoments<4>,
    treatment: &VectorMoments<4>,
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    check(control)?;
    check(treatment)?;
    let control_arm = Arm::of_ratio(control, confidence)?;
    let treatment_arm = Arm::of_ratio(treatment, confidence)?;
    let (one, two) = (
        control_arm.spread(control.n),
        treatment_arm.spread(treatment.n),
    );
    let spread = Spread {
        outcome: one.outcome + two.outcome,
        covariate: one.covariate + two.covariate,
        covariance: one.covariance + two.covariance,
    };
    adjusted(&control_arm, &treatment_arm, &spread, confidence)
}

/// Variances of outcome and covariate and their covariance, all on one scale.
struct Spread {
    outcome: f64,
    covariate: f64,
    covariance: f64,
}

impl Spread {
    fn theta(&self) -> Result<f64, CannotTest> {
        if self.covariate == 0.0 {
            return Err(CannotTest::NothingToAdjust);
        }
        let theta = finite(self.covariance / self.covariate)?;
        let explained = finite(theta.abs() * self.covariate.sqrt())?;
        if explained <= NEGLIGIBLE_CORRELATION * finite(self.outcome.sqrt())? {
            return Err(CannotTest::NothingToAdjust);
        }
        Ok(theta)
    }
}

/// Outcome and covariate of one group: two estimates and their covariance.
struct Arm {
    outcome: Sample,
    covariate: Measured,
    covariance: f64,
}

impl Arm {
    fn new(outcome: Sample, covariate: Measured, covariance: f64) -> Result<Self, CannotTest> {
        // Rounding must not make a correlation larger than 1.
        let bound = outcome.measured.variance.sqrt() * covariate.variance.sqrt();
        Ok(Self {
            outcome,
            covariate,
            covariance: finite(covariance)?.clamp(-bound, bound),
        })
    }

    fn of_mean(moments: &VectorMoments<2>) -> Result<Self, CannotTest> {
        let outcome = Sample::of_mean(&moments.moments(0))?;
        let covariate = Sample::of_mean(&moments.moments(1))?.measured;
        let covariance = moments.covariance(0, 1).ok_or(CannotTest::OneUnit)?;
        Self::new(outcome, covariate, covariance / moments.n as f64)
    }

    fn of_ratio(moments: &VectorMoments<4>, confidence: Confidence) -> Result<Self, CannotTest> {
        let outcome = sample(&moments.ratio(0, 1), confidence)?;
        let covariate = sample(&moments.ratio(2, 3), confidence)
            .map_err(|reason| match reason {
                CannotTest::DenominatorNearZero => CannotTest::NothingToAdjust,
                other => other,
            })?
            .measured;
        let covariance = |i, j| moments.covariance(i, j).ok_or(CannotTest::OneUnit);
        let (now, then) = (outcome.measured.value, covariate.value);
        let with_numerator = covariance(0, 2)? - now * covariance(1, 2)?;
        let with_denominator = covariance(0, 3)? - now * covariance(1, 3)?;
        let linear = with_numerator - then * with_denominator;
        let scaled = linear / moments.n as f64 / moments.mean[1] / moments.mean[3];
        Self::new(outcome, covariate, scaled)
    }

    /// Per unit instead of per estimate.
    fn spread(&self, n: u64) -> Spread {
        let n = n as f64;
        Spread {
            outcome: self.outcome.measured.variance * n,
            covariate: self.covariate.variance * n,
            covariance: self.covariance * n,
        }
    }

    /// `outcome - theta * covariate`. Its value would lose digits where the covariate is large; the
    /// difference of two is taken from the differences of their parts.
    fn adjusted_variance(&self, theta: f64) -> Result<f64, CannotTest> {
        let own = self.outcome.measured.variance;
        let predicted = theta * theta * self.covariate.variance;
        let variance = finite(own + predicted - 2.0 * theta * self.covariance)?;
        without_rounding(variance, own + predicted)
    }

    /// How much of the outcome's variance is gone.
    fn gain(&self, theta: f64) -> f64 {
        theta * (2.0 * self.covariance - theta * self.covariate.variance)
    }
}

fn adjusted(
    control: &Arm,
    treatment: &Arm,
    spread: &Spread,
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    let (y_c, y_t) = (control.outcome.measured, treatment.outcome.measured);
    let unadjusted = finite(y_c.variance + y_t.variance)?;
    if unadjusted == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    let theta = spread.theta()?;
    let sample = |arm: &Arm| -> Result<Sample, CannotTest> {
        Ok(Sample {
            measured: Measured {
                value: arm.outcome.measured.value,
                variance: arm.adjusted_variance(theta)?,
            },
            df: arm.outcome.df,
        })
    };
    let (adjusted_control, adjusted_treatment) = (sample(control)?, sample(treatment)?);
    let imbalance = treatment.covariate.value - control.covariate.value;
    let difference = finite((y_t.value - y_c.value) - theta * imbalance)?;
    let contrast = Contrast::new(difference, adjusted_control, adjusted_treatment)?;
    let effect = contrast.effect(TestKind::Cuped, confidence, |quantile| {
        let treatment_variance = adjusted_treatment.measured.variance;
        relative(control, theta, difference, treatment_variance)?.estimate(quantile)
    })?;
    Ok(Adjusted {
        method: AdjustmentMethod::Cuped,
        theta: Some(theta),
        variance_reduction: finite((control.gain(theta) + treatment.gain(theta)) / unadjusted)?,
        effect,
    })
}

/// The difference by the control's unadjusted value. Both hold the control's outcome, so they move
/// together: `Cov(d, y_c) = -(s_Y² - theta s_XY) / n_c`, and what is left of the control's part once
/// its outcome is known is `theta² (s_X² - s_XY² / s_Y²) / n_c`.
fn relative(
    control: &Arm,
    theta: f64,
    difference: f64,
    treatment_variance: f64,
) -> Result<Relative, CannotTest> {
    let base = control.outcome.measured;
    let regression = if base.variance > 0.0 {
        finite(control.covariance / base.variance)?
    } else {
        0.0
    };
    let covariate = control.covariate.variance;
    let unexplained = without_rounding(
        finite(covariate - regression * control.covariance)?,
        covariate,
    )?;
    Ok(Relative {
        difference,
        base,
        slope: finite(theta * regression - 1.0)?,
        rest: finite(treatment_variance + theta * theta * unexplained)?,
    })
}

/// Moments that values can have: finite, and no covariance larger than the two spreads allow.
fn check<const D: usize>(moments: &VectorMoments<D>) -> Result<(), CannotTest> {
    for (i, row) in moments.cross.iter().enumerate() {
        finite(moments.mean[i])?;
        for (j, &cross) in row.iter().enumerate() {
            let (one, two) = (moments.cross[i][i], moments.cross[j][j]);
            finite(cross)?;
            if one < 0.0 || two < 0.0 || cross.abs() > (1.0 + 1e-9) * one.sqrt() * two.sqrt() {
                return Err(CannotTest::OutOfRange);
            }
        }
    }
    Ok(())
}
