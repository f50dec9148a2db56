//! The sample sizes of two rates that other calculators give, to compare a plan with theirs.

use super::super::result::finite;
use super::super::tails::{normal_cdf, normal_density};
use super::{Baseline, CannotTest, Design, SampleSize, Sides};

/// How the sample size of two rates is computed. z stands for `z_{1-α/2}`, r for the treatment's size by
/// the control's, p₁ for the baseline and p₂ for the raised rate, q for 1 - p.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SampleSizeFormula {
    /// `(z + z_power)² (p₁q₁ + p₂q₂/r) / d²`; what [`super::sample_size`] uses.
    #[default]
    Unpooled,
    /// `(z sqrt(p̄q̄ (1 + 1/r)) + z_power sqrt(p₁q₁ + p₂q₂/r))² / d²` with p̄ the rate of both arms: the
    /// pooled z test under no effect (Fleiss, Levin and Paik 2003, chapter 4).
    Pooled,
    /// [`Self::Pooled`] enlarged for a test with continuity correction,
    /// `n/4 (1 + sqrt(1 + 2 (r + 1)/(n r |d|)))²` (Fleiss, Levin and Paik 2003, chapter 4).
    Continuity,
    /// [`Self::Pooled`] with the baseline in place of p̄ (Miller, "Sample size calculator", 2010).
    BaselineVariance,
    /// `δ² (1 + 1/r) / h²` with Cohen's `h = 2 asin(sqrt(p₂)) - 2 asin(sqrt(p₁))` (Cohen 1988, chapter
    /// 6), where δ solves `Φ(δ - z) + Φ(-δ - z) = power`.
    Arcsine,
}

/// People per arm that detect the difference of two rates by a formula of choice; else as
/// [`super::sample_size`].
pub fn proportion_sample_size(
    formula: SampleSizeFormula,
    design: &Design,
    baseline: f64,
    effect: f64,
) -> Result<SampleSize, CannotTest> {
    let plan = Plan::new(formula, design, baseline, effect)?;
    design.largest(|ratio| finite(plan.control_n(ratio)))
}

/// The numbers that the formulas share.
struct Plan {
    formula: SampleSizeFormula,
    baseline: f64,
    effect: f64,
    /// Standard deviations at the baseline and at the raised rate.
    spreads: (f64, f64),
    /// Quantiles of the error rate and of the power.
    quantiles: (f64, f64),
    /// The effect to detect in standard errors: the sum of the two quantiles, or for the arcsine formula
    /// what its power equation leads to.
    distance: f64,
}

impl Plan {
    fn new(
        formula: SampleSizeFormula,
        design: &Design,
        baseline: f64,
        effect: f64,
    ) -> Result<Self, CannotTest> {
        let treatments = design.treatments()?;
        let reach = design.reach(treatments)?;
        let quantiles = (design.critical(treatments)?, design.power_quantile()?);
        Ok(Self {
            formula,
            baseline,
            effect,
            spreads: Baseline::Proportion(baseline).spreads(effect)?,
            quantiles,
            distance: match (formula, design.sides) {
                (SampleSizeFormula::Arcsine, Sides::Two) => distance(quantiles.0, design.power)?,
                _ => reach,
            },
        })
    }

    /// People of the control, before rounding.
    fn control_n(&self, ratio: f64) -> f64 {
        let (z, z_power) = self.quantiles;
        let d = self.effect;
        let unpooled = self.spreads.0.hypot(self.spreads.1 / ratio.sqrt());
        let null = match self.formula {
            SampleSizeFormula::Unpooled => unpooled,
            SampleSizeFormula::Pooled | SampleSizeFormula::Continuity => {
                let both = self.baseline + d * (ratio / (1.0 + ratio));
                (both * (1.0 - both) * (1.0 + 1.0 / ratio)).sqrt()
            }
            SampleSizeFormula::BaselineVariance => self.spreads.0 * (1.0 + 1.0 / ratio).sqrt(),
            SampleSizeFormula::Arcsine => {
                let angle = |rate: f64| 2.0 * rate.sqrt().asin();
                let root = self.distance / (angle(self.baseline + d) - angle(self.baseline));
                return root * root * (1.0 + 1.0 / ratio);
            }
        };
        let root = (z * null + z_power * unpooled) / d;
        let n = root * root;
        if self.formula == SampleSizeFormula::Continuity {
            let grown = 1.0 + (1.0 + 2.0 * (ratio + 1.0) / (n * ratio * d.abs())).sqrt();
            return 0.25 * n * grown * grown;
        }
        n
    }
}

/// The δ with `Φ(δ - z) + Φ(-δ - z) = power`, by Newton's method on the rising branch, where the sum is
/// convex at first and concave later: bisection takes over where a step would leave the bracket.
fn distance(z: f64, power: f64) -> Result<f64, CannotTest> {
    let found = |delta: f64| normal_cdf(delta - z) + normal_cdf(-delta - z);
    if found(0.0) >= power {
        return Err(CannotTest::PlanOutOfRange);
    }
    // Power below 1 is reached at most 8.3 standard deviations beyond the quantile.
    let (mut low, mut high) = (0.0, z + 10.0);
    let mut delta = z;
    for _ in 0..200 {
        let gap = found(delta) - power;
        if gap < 0.0 {
            low = delta;
        } else {
            high = delta;
        }
        let next = delta - gap / (normal_density(delta - z) - normal_density(delta + z));
        let next = if low < next && next < high {
            next
        } else {
            0.5 * (low + high)
        };
        let done = (next - delta).abs() <= 1e-15 * delta;
        delta = next;
        if done {
            break;
        }
    }
    Ok(delta)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::super::golden::{close, table};
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        baseline: f64,
        relative: f64,
        alpha: f64,
        power: f64,
        arcsine: f64,
        pooled: f64,
        baseline_variance: f64,
        continuity: f64,
        unpooled: f64,
    }

    #[test]
    fn every_formula_matches() {
        let file = include_str!("../golden/design.json");
        for row in table::<Row>(file, "proportions") {
            let design = Design {
                alpha: row.alpha,
                power: row.power,
                ..Design::default()
            };
            for (formula, expected) in [
                (SampleSizeFormula::Unpooled, row.unpooled),
                (SampleSizeFormula::Pooled, row.pooled),
                (SampleSizeFormula::Continuity, row.continuity),
                (SampleSizeFormula::BaselineVariance, row.baseline_variance),
                (SampleSizeFormula::Arcsine, row.arcsine),
            ] {
                let effect = row.baseline * row.relative;
                let case = format!("{formula:?}: {} + {effect}", row.baseline);
                let plan = Plan::new(formula, &design, row.baseline, effect).unwrap();
                // Reference differences p2 - p1 lose digits where the effect is small.
                close(&case, plan.control_n(1.0), expected, 1e-9);
                let size = proportion_sample_size(formula, &design, row.baseline, effect).unwrap();
                assert_eq!(size.per_arm, [expected.ceil() as u64; 2], "{case}");
            }
        }
    }

    #[test]
    fn the_default_formula_is_that_of_every_plan() {
        let design = Design {
            weights: vec![3.0, 1.0, 2.0],
            ..Design::default()
        };
        for effect in [0.01, -0.02, 0.3] {
            assert_eq!(
                proportion_sample_size(SampleSizeFormula::default(), &design, 0.2, effect),
                super::super::sample_size(&design, &Baseline::Proportion(0.2), effect),
            );
        }
    }

    #[test]
    fn the_power_equation_is_solved_over_its_range() {
        for z in [0.01, 1.0, 1.96, 8.0, 37.0] {
            for power in [0.06, 0.5, 0.8, 0.999_999] {
                let Ok(delta) = distance(z, power) else {
                    assert!(2.0 * normal_cdf(-z) >= power, "{z} and {power}");
                    continue;
                };
                let found = normal_cdf(delta - z) + normal_cdf(-delta - z);
                close(&format!("{z} and {power}"), found, power, 1e-12);
            }
        }
    }
}
