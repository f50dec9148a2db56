//! The smallest difference that a sample can show: planning before a test, and honesty after one that
//! ended without a result.

use super::super::result::finite;
use super::{Baseline, CannotTest, Confidence, Design, minimum_detectable_effect};

/// The smallest absolute difference above `baseline` (a share from 0, below 1) that a two-sided test
/// detects with probability `power`, as a share: 0.004 is 0.4 percentage points.
///
/// None where an arm is empty, where even a share of 1 would go undetected, and where `baseline`, the
/// confidence or `power` (which must exceed half of alpha) is out of range.
#[must_use]
pub fn detectable_proportion_difference(
    baseline: f64,
    control_n: u64,
    treatment_n: u64,
    confidence: Confidence,
    power: f64,
) -> Option<f64> {
    detectable(
        Baseline::Proportion(baseline),
        [control_n, treatment_n],
        confidence,
        power,
    )
}

/// The smallest absolute difference of two means, in the unit of `sd` (the standard deviation of one
/// unit, taken equal in both arms), that a two-sided test detects with probability `power`.
///
/// None where an arm is empty, and where `sd` (which must be positive), the confidence or `power` (which
/// must exceed half of alpha) is out of range.
#[must_use]
pub fn detectable_mean_difference(
    sd: f64,
    control_n: u64,
    treatment_n: u64,
    confidence: Confidence,
    power: f64,
) -> Option<f64> {
    detectable(
        Baseline::mean(sd),
        [control_n, treatment_n],
        confidence,
        power,
    )
}

fn detectable(
    baseline: Baseline,
    people: [u64; 2],
    confidence: Confidence,
    power: f64,
) -> Option<f64> {
    let design = Design {
        alpha: confidence.alpha,
        power,
        ..Design::default()
    };
    minimum_detectable_effect(&design, &baseline, &people).ok()
}

/// The smallest increase of a rate that lies `reach` of its own standard errors from zero, with so many
/// people in control and treatment.
///
/// `d² = k² (p q / n_c + (p + d)(q - d) / n_t)` is a quadratic equation in d.
pub(super) fn rate(
    reach: f64,
    baseline: f64,
    (control_n, treatment_n): (f64, f64),
) -> Result<f64, CannotTest> {
    if !(0.0..1.0).contains(&finite(baseline)?) {
        return Err(CannotTest::PlanOutOfRange);
    }
    let square = reach * reach;
    let a = 1.0 + square / treatment_n;
    let b = square / treatment_n * (1.0 - 2.0 * baseline);
    let c = square * baseline * (1.0 - baseline) * (1.0 / control_n + 1.0 / treatment_n);
    let root = (b * b + 4.0 * a * c).sqrt();
    let difference = if b < 0.0 {
        2.0 * c / (root - b)
    } else {
        (root + b) / (2.0 * a)
    };
    if difference > 0.0 && baseline + difference <= 1.0 {
        Ok(difference)
    } else {
        Err(CannotTest::Undetectable)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::super::golden::{close, table};
    use super::*;

    const GOLDEN: &str = include_str!("../golden/planning.json");

    #[derive(Deserialize)]
    struct Share {
        n: u64,
        baseline: f64,
        difference: f64,
    }

    #[derive(Deserialize)]
    struct Mean {
        sd: f64,
        arms: [u64; 2],
        alpha: f64,
        power: f64,
        difference: f64,
    }

    #[test]
    fn detectable_shares_match() {
        for row in table::<Share>(GOLDEN, "proportions") {
            let level = Confidence::default();
            let d = detectable_proportion_difference(row.baseline, row.n, row.n, level, 0.8);
            let case = format!("{} of {}", row.baseline, row.n);
            close(&case, d.unwrap(), row.difference, 1e-9);
        }
    }

    #[test]
    fn detectable_means_match() {
        for row in table::<Mean>(GOLDEN, "means") {
            let [n_c, n_t] = row.arms;
            let level = Confidence { alpha: row.alpha };
            let d = detectable_mean_difference(row.sd, n_c, n_t, level, row.power);
            close(
                &format!("{:?}", row.arms),
                d.unwrap(),
                row.difference,
                1e-12,
            );
        }
    }

    #[test]
    fn uneven_arms_satisfy_the_sample_size_formula() {
        for baseline in [0.0, 1e-6, 0.03, 0.5, 0.97] {
            for (n_c, n_t) in [(1_000, 9_000), (9_000, 1_000), (1_000_000, 50)] {
                let level = Confidence::default();
                let Some(d) = detectable_proportion_difference(baseline, n_c, n_t, level, 0.8)
                else {
                    assert!(baseline > 0.9, "{baseline} with {n_c} and {n_t}");
                    continue;
                };
                let raised = baseline + d;
                let variance =
                    baseline * (1.0 - baseline) / n_c as f64 + raised * (1.0 - raised) / n_t as f64;
                let z = 1.959_963_984_540_054 + 0.841_621_233_572_914_2;
                close(
                    &format!("{baseline}, {n_c}, {n_t}"),
                    z * variance.sqrt(),
                    d,
                    1e-9,
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_planned_has_no_answer() {
        let level = Confidence::default();
        let share =
            |baseline, n, power| detectable_proportion_difference(baseline, n, n, level, power);
        assert!(share(0.2, 1_000, 0.8).is_some());
        assert_eq!(share(0.2, 0, 0.8), None);
        assert_eq!(share(0.9, 10, 0.8), None, "even 100 % would not do");
        for baseline in [1.0, -0.1, 1.5, f64::NAN] {
            assert_eq!(share(baseline, 1_000, 0.8), None, "{baseline}");
        }
        for power in [0.0, 0.02, 1.0, f64::NAN] {
            assert_eq!(share(0.2, 1_000, power), None, "{power}");
        }
        for sd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(
                detectable_mean_difference(sd, 9, 9, level, 0.8),
                None,
                "{sd}"
            );
        }
    }
}
