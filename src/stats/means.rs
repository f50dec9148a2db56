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
    fn of_mean(moments: &Moments) -> Result<Self, CannotTest> {
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
///
/// df = (v_c + v_t)² / (v_c²/df_c + v_t²/df_t), written with the share of v_c so that nothing overflows.
pub(super) fn compare(
    test: TestKind,
    control: Sample,
    treatment: Sample,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    let (v_c, v_t) = (control.measured.variance, treatment.measured.variance);
    let variance = finite(v_c + v_t)?;
    if variance == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    let share = v_c / variance;
    let df = 1.0 / (share * share / control.df + (1.0 - share) * (1.0 - share) / treatment.df);
    let quantile = confidence.student_quantile(df)?;
    let difference = finite(treatment.measured.value - control.measured.value)?;
    let standard_error = variance.sqrt();
    let statistic = finite(difference / standard_error)?;
    Ok(Effect {
        test,
        statistic: Some(statistic),
        df: Some(df),
        difference: estimate_around(difference, quantile * standard_error)?,
        standard_error,
        lift: fieller(control.measured, treatment.measured, quantile),
        p: PValue::from_ln(ln_student_two_sided(statistic, df)),
    })
}

fn estimate_around(value: f64, margin: f64) -> Result<Estimate, CannotTest> {
    let interval = Interval::around(value, margin);
    finite(interval.low)?;
    finite(interval.high)?;
    Ok(Estimate { value, interval })
}
