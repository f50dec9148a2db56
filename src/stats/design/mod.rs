//! Planning a test: how many people it needs, what it can detect, how long it runs.
//!
//! Normal approximation with unpooled variances (the default of every function here): a test of one
//! treatment against the control needs `n_c = (z_{1-α/2} + z_power)² (v_c + v_t / r) / d²` people in the
//! control and `n_t = r n_c` in the treatment, with d the absolute effect, v the variance of one person's
//! value and r the treatment's weight by the control's. One-sided plans take `z_{1-α}`.
//!
//! With k treatments each comparison is planned at α/k, Bonferroni's bound: the most that Holm's
//! procedure, which the analysis uses, can ask of any comparison. The plan so errs on the safe side.
//!
//! To add a kind of metric: a constructor of [`Baseline`] that says what one person's value varies by.

mod detectable;
mod duration;
mod formulas;
mod student;

pub use detectable::{detectable_mean_difference, detectable_proportion_difference};
pub use duration::{Duration, duration};
pub use formulas::{SampleSizeFormula, proportion_sample_size};
pub use student::student_sample_size;

use std::f64::consts::SQRT_2;

use statrs::function::erf::erfc_inv;

use super::ratios;
use super::result::finite;
use super::tails::normal_cdf;
use super::{CannotTest, Confidence, RatioMoments};

/// Fewest people per arm of any plan: one alone has no spread.
const SMALLEST_ARM: f64 = 2.0;
/// From here on a count is no longer exact as `f64`.
const LARGEST_ARM: f64 = 9_007_199_254_740_992.0;

/// What a test is to hold: its error rates and how people are split.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Error rate over all comparisons, above 0 and below 1 (one-sided: below 0.5).
    pub alpha: f64,
    /// Chance to find an effect of the planned size: above half of alpha (one-sided: above alpha),
    /// below 1.
    pub power: f64,
    /// Whether the test looks in one direction or in both.
    pub sides: Sides,
    /// Weight of each arm, control first, on any positive scale: 1 and 1, or 80 and 20.
    pub weights: Vec<f64>,
}

impl Default for Design {
    /// Two equal arms, 80 % power at 5 %, two-sided.
    fn default() -> Self {
        Self {
            alpha: 0.05,
            power: 0.8,
            sides: Sides::Two,
            weights: vec![1.0, 1.0],
        }
    }
}

/// Whether a test looks in one direction or in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sides {
    /// In the direction of the planned effect only.
    One,
    /// In both.
    #[default]
    Two,
}

/// What the metric is like before the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Baseline {
    /// A rate: share of people, from 0 to 1. Effects are differences of rates: 0.004 is 0.4 percentage
    /// points.
    Proportion(f64),
    /// A mean per person, by the standard deviations of one person's value; effects in their unit.
    Mean {
        /// In the control.
        control_sd: f64,
        /// In each treatment.
        treatment_sd: f64,
    },
}

impl Baseline {
    /// A mean whose standard deviation is expected to be the same in every arm.
    #[must_use]
    pub fn mean(sd: f64) -> Self {
        Self::Mean {
            control_sd: sd,
            treatment_sd: sd,
        }
    }

    /// A ratio of two totals, from past people: it varies as the mean of its linearised value, with
    /// variance `(s_M² - 2 R s_MD + R² s_D²) / D²` per person (Deng, Knoblich and Lu, KDD 2018). Effects
    /// are in the unit of the ratio. Cannot answer where [`super::ratio`] cannot.
    pub fn ratio(moments: &RatioMoments) -> Result<Self, CannotTest> {
        let variance = ratios::sample(moments, Confidence::default())?
            .measured
            .variance;
        if variance == 0.0 {
            return Err(CannotTest::ZeroVariance);
        }
        Ok(Self::mean(finite(
            (variance * moments.numerator.n as f64).sqrt(),
        )?))
    }

    /// Standard deviations of one person's value in the control and in a treatment with this effect.
    fn spreads(self, effect: f64) -> Result<(f64, f64), CannotTest> {
        finite(effect)?;
        let spreads = match self {
            Self::Proportion(rate) => {
                let raised = finite(rate)? + effect;
                if !(0.0..=1.0).contains(&rate) || !(0.0..=1.0).contains(&raised) {
                    return Err(CannotTest::PlanOutOfRange);
                }
                (
                    (rate * (1.0 - rate)).sqrt(),
                    (raised * (1.0 - raised)).sqrt(),
                )
            }
            Self::Mean {
                control_sd,
                treatment_sd,
            } => (finite(control_sd)?, finite(treatment_sd)?),
        };
        if spreads.0 < 0.0 || spreads.1 < 0.0 {
            return Err(CannotTest::OutOfRange);
        }
        if spreads.0 == 0.0 && spreads.1 == 0.0 {
            return Err(CannotTest::ZeroVariance);
        }
        Ok(spreads)
    }
}

/// How many people a test needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleSize {
    /// People per arm, control first.
    pub per_arm: Vec<u64>,
    /// People of all arms.
    pub total: u64,
}

/// People per arm that detect an absolute `effect` (positive or negative, never 0) with the design's
/// power, each arm rounded up and never below two.
///
/// The formula stands at the top of this file. With unequal weights or spreads the treatment that needs
/// most decides. The share found in the wrong direction is not counted as power, so that [`power`] at
/// this size is at or a trifle above what was asked for.
pub fn sample_size(
    design: &Design,
    baseline: &Baseline,
    effect: f64,
) -> Result<SampleSize, CannotTest> {
    let (control, treatment) = baseline.spreads(effect)?;
    let reach = design.reach(design.treatments()?)?;
    design.largest(|ratio| {
        let errors = reach * (control / effect).hypot(treatment / effect / ratio.sqrt());
        finite(errors * errors)
    })
}

/// Chance to find an absolute `effect` with `people` per arm, control first; with several treatments,
/// of the one with fewest people.
///
/// `Φ(d/SE - z) + Φ(-d/SE - z)` with `SE² = v_c/n_c + v_t/n_t` and z the quantile of the design's alpha;
/// the second term, a find in the wrong direction, falls away in one-sided tests. The design's power and
/// weights are not used. Without an effect the chance is alpha, by each treatment's share of it.
pub fn power(
    design: &Design,
    baseline: &Baseline,
    effect: f64,
    people: &[u64],
) -> Result<f64, CannotTest> {
    let (control, treatment) = baseline.spreads(effect)?;
    let (control_n, treatment_n) = smallest_comparison(people)?;
    let critical = design.critical(people.len() - 1)?;
    let error = (control / control_n.sqrt()).hypot(treatment / treatment_n.sqrt());
    let z = finite(effect.abs() / error)?;
    Ok(match design.sides {
        Sides::One => normal_cdf(z - critical),
        Sides::Two => normal_cdf(z - critical) + normal_cdf(-z - critical),
    })
}

/// The smallest absolute increase that is found with the design's power given `people` per arm, control
/// first; with several treatments, by the one with fewest people. The design's weights are not used.
///
/// For rates the quadratic equation in d that the raised rate's own variance leads to is solved exactly;
/// [`CannotTest::Undetectable`] where not even a rate of 1 would do. The smallest decrease of a rate p is
/// the smallest increase of 1 - p.
pub fn minimum_detectable_effect(
    design: &Design,
    baseline: &Baseline,
    people: &[u64],
) -> Result<f64, CannotTest> {
    let (control_n, treatment_n) = smallest_comparison(people)?;
    let reach = design.reach(people.len() - 1)?;
    match *baseline {
        Baseline::Proportion(rate) => detectable::rate(reach, rate, (control_n, treatment_n)),
        Baseline::Mean { .. } => {
            let (control, treatment) = baseline.spreads(0.0)?;
            let error = (control / control_n.sqrt()).hypot(treatment / treatment_n.sqrt());
            let effect = finite(reach * error)?;
            // Standard deviations near the smallest number round to nothing.
            if effect > 0.0 {
                Ok(effect)
            } else {
                Err(CannotTest::NotFinite)
            }
        }
    }
}

impl Design {
    fn treatments(&self) -> Result<usize, CannotTest> {
        if self.weights.len() < 2 {
            return Err(CannotTest::NoUnits);
        }
        Ok(self.weights.len() - 1)
    }

    /// The error rate of one of so many comparisons, as the two-sided level with the same quantile.
    fn level(&self, treatments: usize) -> Result<Confidence, CannotTest> {
        let tails = match self.sides {
            Sides::One => 2.0,
            Sides::Two => 1.0,
        };
        // Several comparisons bring any alpha into a quantile's range; the whole must be in it too.
        Confidence {
            alpha: tails * self.alpha,
        }
        .error_rate()?;
        Ok(Confidence {
            alpha: tails * self.alpha / treatments as f64,
        })
    }

    /// The quantile that a test statistic must exceed.
    fn critical(&self, treatments: usize) -> Result<f64, CannotTest> {
        self.level(treatments)?.normal_quantile()
    }

    /// The detectable difference in standard errors, `z_{1-α/2} + z_power`.
    fn reach(&self, treatments: usize) -> Result<f64, CannotTest> {
        let reach = self.critical(treatments)? + self.power_quantile()?;
        if reach > 0.0 {
            Ok(reach)
        } else {
            Err(CannotTest::PlanOutOfRange)
        }
    }

    fn power_quantile(&self) -> Result<f64, CannotTest> {
        if self.power.is_nan() {
            return Err(CannotTest::NotFinite);
        }
        if !(0.0 < self.power && self.power < 1.0) {
            return Err(CannotTest::PlanOutOfRange);
        }
        Ok(-SQRT_2 * erfc_inv(2.0 * self.power))
    }

    /// The plan in which every treatment has what it needs: `control_n` tells how many people the
    /// control needs for a treatment of the given size relative to the control.
    fn largest(
        &self,
        control_n: impl Fn(f64) -> Result<f64, CannotTest>,
    ) -> Result<SampleSize, CannotTest> {
        let Some((&control, treatments)) = self.weights.split_first() else {
            return Err(CannotTest::NoUnits);
        };
        let mut needed = 0.0_f64;
        for &treatment in treatments {
            if !(control > 0.0 && treatment > 0.0) {
                return Err(CannotTest::PlanOutOfRange);
            }
            needed = needed.max(control_n(finite(treatment / control)?)?);
        }
        let round_up = |people: f64| {
            let people = people.ceil().max(SMALLEST_ARM);
            if people < LARGEST_ARM {
                Ok(people as u64)
            } else {
                Err(CannotTest::NotFinite)
            }
        };
        let per_arm = self
            .weights
            .iter()
            .map(|weight| round_up(needed * (weight / control)))
            .collect::<Result<Vec<u64>, _>>()?;
        Ok(SampleSize {
            total: per_arm.iter().sum(),
            per_arm,
        })
    }
}

/// People of the control and of the smallest treatment.
fn smallest_comparison(people: &[u64]) -> Result<(f64, f64), CannotTest> {
    let (Some(&control), Some(&treatment)) = (
        people.first(),
        people.get(1..).and_then(|rest| rest.iter().min()),
    ) else {
        return Err(CannotTest::NoUnits);
    };
    if control == 0 || treatment == 0 {
        return Err(CannotTest::NoUnits);
    }
    Ok((control as f64, treatment as f64))
}

#[cfg(test)]
mod tests;
