//! Ratios of two totals per person: average order value, items per order, margin rate.
//!
//! The unit stays the person, never the order: orders of one person are not independent.

use super::lift::Measured;
use super::means::{Sample, compare, sample_variance};
use super::result::finite;
use super::{CannotTest, Confidence, Effect, Estimate, RatioMoments, TestKind};

/// A linearised variance below this share of its parts is rounding: numerator and denominator are then
/// proportional person by person.
const ROUNDING: f64 = 1e-12;

/// One ratio with its interval by the delta method and Student's distribution with n - 1 degrees of
/// freedom.
///
/// Var(R) = (s_M² - 2 R s_MD + R² s_D²) / (n D²) with D the mean denominator (Deng, Knoblich and Lu,
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

fn sample(moments: &RatioMoments, confidence: Confidence) -> Result<Sample, CannotTest> {
    let RatioMoments {
        numerator,
        denominator,
        cross,
    } = moments;
    if numerator.n != denominator.n {
        return Err(CannotTest::OutOfRange);
    }
    let n = numerator.n as f64;
    let df = n - 1.0;
    let numerator_variance = sample_variance(numerator)?;
    let denominator_variance = sample_variance(denominator)?;
    let base = finite(denominator.mean)?;
    let reach = confidence.student_quantile(df)? * (denominator_variance / n).sqrt();
    if base == 0.0 || base.abs() <= finite(reach)? {
        return Err(CannotTest::DenominatorNearZero);
    }
    let value = finite(numerator.mean / base)?;
    let own = finite(numerator_variance + value * value * denominator_variance)?;
    let variance = finite(own - 2.0 * value * (cross / df))?;
    if variance < -ROUNDING * own {
        return Err(CannotTest::OutOfRange);
    }
    let variance = if variance <= ROUNDING * own {
        0.0
    } else {
        variance
    };
    Ok(Sample {
        measured: Measured {
            value,
            variance: finite(variance / n / base / base)?,
        },
        df,
    })
}
