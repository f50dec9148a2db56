//! What a sample can detect: planning before a test and honesty after one without a result.
//!
//! Normal approximation with unpooled variances, n per arm = (z_{1-α/2} + z_power)² (v_c + v_t) / d²,
//! solved for the difference d with arms of any two sizes.

use std::f64::consts::SQRT_2;

use statrs::function::erf::erfc_inv;

use super::Confidence;

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
    if !(0.0..1.0).contains(&baseline) {
        return None;
    }
    let reach = reach(confidence, power)?;
    let (inverse_c, inverse_t) = (inverse(control_n)?, inverse(treatment_n)?);
    // d² = k² (p q / n_c + (p + d)(q - d) / n_t) is a quadratic equation in d.
    let square = reach * reach;
    let a = 1.0 + square * inverse_t;
    let b = square * inverse_t * (1.0 - 2.0 * baseline);
    let c = square * baseline * (1.0 - baseline) * (inverse_c + inverse_t);
    let root = (b * b + 4.0 * a * c).sqrt();
    let difference = if b < 0.0 {
        2.0 * c / (root - b)
    } else {
        (root + b) / (2.0 * a)
    };
    (difference > 0.0 && baseline + difference <= 1.0).then_some(difference)
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
    let reach = reach(confidence, power)?;
    let difference = reach * sd * (inverse(control_n)? + inverse(treatment_n)?).sqrt();
    (difference.is_finite() && difference > 0.0).then_some(difference)
}

/// The detectable difference in standard errors, z_{1-α/2} + z_power.
fn reach(confidence: Confidence, power: f64) -> Option<f64> {
    if !(0.0 < power && power < 1.0) {
        return None;
    }
    let reach = confidence.normal_quantile().ok()? - SQRT_2 * erfc_inv(2.0 * power);
    (reach > 0.0).then_some(reach)
}

fn inverse(n: u64) -> Option<f64> {
    (n > 0).then(|| 1.0 / n as f64)
}
