//! Looking at a running test as often as one likes.

use super::{Confidence, Interval, PValue};

/// The planned total assumed when a test has no plan; shown wherever it is used.
pub const DEFAULT_PLANNED_TOTAL: u64 = 5_000;

/// An interval and a p-value that hold at every look at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sequential {
    /// Confidence sequence of the difference at this look.
    pub interval: Interval,
    /// Always-valid p-value.
    pub p: PValue,
}

/// The asymptotic confidence sequence of a difference (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas
/// 2024, arXiv 2103.06476, equations 9 and 155), tightest at the planned total.
///
/// `n` and `planned_n` count the people of both arms; a plan of 0 stands for
/// [`DEFAULT_PLANNED_TOTAL`]. With ρ² = (-2 ln α + ln(1 - 2 ln α)) / planned and w = nρ² the half-width
/// is SE sqrt(2 (w + 1)/w ln(sqrt(w + 1)/α)) and p = min(1, sqrt(w + 1) exp(-w z²/(2 (w + 1)))).
///
/// As long as nothing is known (nobody yet, or no finite and positive standard error) the interval is
/// unbounded and p is 1, as a confidence sequence has it before its first observation.
#[must_use]
pub fn always_valid(
    difference: f64,
    standard_error: f64,
    n: u64,
    planned_n: u64,
    confidence: Confidence,
) -> Sequential {
    let unknown = Sequential {
        interval: Interval::UNBOUNDED,
        p: PValue::from_ln(0.0),
    };
    let z = difference / standard_error;
    let Ok(alpha) = confidence.error_rate() else {
        return unknown;
    };
    if n == 0 || !(standard_error > 0.0 && standard_error.is_finite() && z.is_finite()) {
        return unknown;
    }
    let planned = if planned_n == 0 {
        DEFAULT_PLANNED_TOTAL
    } else {
        planned_n
    };
    let evidence = -2.0 * alpha.ln();
    let weight = n as f64 * (evidence + evidence.ln_1p()) / planned as f64;
    let ln_root = 0.5 * weight.ln_1p();
    let half_width =
        standard_error * (2.0 * (weight + 1.0) / weight * (ln_root - alpha.ln())).sqrt();
    Sequential {
        interval: Interval::around(difference, half_width),
        p: PValue::from_ln(ln_root - weight / (weight + 1.0) * (0.5 * z * z)),
    }
}
