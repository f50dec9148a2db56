//! Looking at a running test as often as one likes, or as often as planned.
//!
//! [`always_valid`] and [`mixture_sprt`] hold at every look, planned or not, and pay for it with wider
//! intervals; [`group_sequential_bounds`] fixes the looks beforehand and pays less.

mod group;
mod mixture;
#[cfg(test)]
mod peeking;

pub use group::{GroupSequential, Look, group_sequential_bounds};
pub use mixture::{MixtureRule, mixing_variance, mixture_sprt};

use std::f64::consts::LN_2;

use super::tails::ln_normal_two_sided;
use super::{CannotTest, Confidence, Interval, PValue};

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

impl Sequential {
    /// The confidence whose fixed two-sided normal interval is as wide as this one, so that a lift may be
    /// bounded as carefully as the difference: `α = 2 Φ(-w / SE)` with half-width w. None where the
    /// interval is unbounded or the width is beyond what a rate of error can say.
    #[must_use]
    pub fn fixed_confidence(&self, difference: f64, standard_error: f64) -> Option<Confidence> {
        let reach = (self.interval.high - difference) / standard_error;
        let alpha = ln_normal_two_sided(reach).exp();
        (reach.is_finite() && alpha > 0.0 && alpha < 1.0).then_some(Confidence { alpha })
    }

    /// What a confidence sequence says before its first observation.
    const UNKNOWN: Self = Self {
        interval: Interval::UNBOUNDED,
        p: PValue {
            value: 1.0,
            log10: 0.0,
        },
    };
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
    let Some(evidence) = Evidence::new(difference, standard_error) else {
        return Sequential::UNKNOWN;
    };
    match confidence.error_rate() {
        Ok(alpha) if n > 0 => evidence.mixed(tuned_weight(alpha, n, planned_n), alpha),
        _ => Sequential::UNKNOWN,
    }
}

/// The lower confidence sequence of a difference, for a test that asks only whether the treatment is
/// above the control (equation 134 of the same paper); no upper bound. For the other direction hand in
/// the negated difference.
///
/// With ρ tuned at 2α, the half-width is SE sqrt(2 (w + 1)/w ln(1 + sqrt(w + 1)/(2α))); the p-value is
/// the α at which the bound touches zero with that ρ, sqrt(w + 1)/(2 (exp(w z²/(2 (w + 1))) - 1)), and 1
/// for differences that are not positive. Needs α below 0.5; else as [`always_valid`].
#[must_use]
pub fn always_valid_above(
    difference: f64,
    standard_error: f64,
    n: u64,
    planned_n: u64,
    confidence: Confidence,
) -> Sequential {
    let both = Confidence {
        alpha: 2.0 * confidence.alpha,
    };
    let (Some(evidence), Ok(doubled)) =
        (Evidence::new(difference, standard_error), both.error_rate())
    else {
        return Sequential::UNKNOWN;
    };
    if n == 0 {
        return Sequential::UNKNOWN;
    }
    let weight = tuned_weight(doubled, n, planned_n);
    let growth = (weight + 1.0) / weight;
    let ln_root = 0.5 * weight.ln_1p();
    // ln(1 + e^x) with x = ln(sqrt(w + 1)/(2α)), which is positive.
    let ln_ratio = ln_root - doubled.ln();
    let reach = (2.0 * growth * (ln_ratio + (-ln_ratio).exp().ln_1p())).sqrt();
    let p = if evidence.z > 0.0 {
        // ln(e^x - 1) = x + ln(1 - e^-x)
        let x = evidence.gain(weight);
        PValue::from_ln(ln_root - LN_2 - x - (-(-x).exp_m1()).ln())
    } else {
        PValue::from_ln(0.0)
    };
    Sequential {
        interval: Interval {
            low: difference - reach * standard_error,
            high: f64::INFINITY,
        },
        p,
    }
}

/// `n ρ²` with the ρ that makes the sequence tightest at the planned total.
fn tuned_weight(alpha: f64, n: u64, planned_n: u64) -> f64 {
    let planned = if planned_n == 0 {
        DEFAULT_PLANNED_TOTAL
    } else {
        planned_n
    };
    let doubled = -2.0 * alpha.ln();
    n as f64 * (doubled + doubled.ln_1p()) / planned as f64
}

/// A difference whose standard error is finite and positive.
#[derive(Clone, Copy)]
struct Evidence {
    difference: f64,
    standard_error: f64,
    z: f64,
}

impl Evidence {
    fn new(difference: f64, standard_error: f64) -> Option<Self> {
        let z = difference / standard_error;
        let is_known = standard_error > 0.0 && standard_error.is_finite() && z.is_finite();
        is_known.then_some(Self {
            difference,
            standard_error,
            z,
        })
    }

    /// Interval and p-value of a normal mixture whose variance is `weight` times the squared standard
    /// error: the likelihood ratio against no difference is exp(w z²/(2 (w + 1))) / sqrt(w + 1), and p its
    /// inverse (Robbins 1970, Ann. Math. Stat. 41:1397).
    fn mixed(self, weight: f64, alpha: f64) -> Sequential {
        let growth = (weight + 1.0) / weight;
        let ln_root = 0.5 * weight.ln_1p();
        let half_width = self.standard_error * (2.0 * growth * (ln_root - alpha.ln())).sqrt();
        Sequential {
            interval: Interval::around(self.difference, half_width),
            p: PValue::from_ln(ln_root - self.gain(weight)),
        }
    }

    /// w z²/(2 (w + 1)), by which the evidence raises a likelihood ratio's logarithm.
    fn gain(self, weight: f64) -> f64 {
        // Not from the square of z, which overflows sooner.
        let shrunk = self.z * (weight / (weight + 1.0)).sqrt();
        0.5 * shrunk * shrunk
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_interval, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("../golden/planning.json");
    const LOOKS: &str = include_str!("../golden/looks.json");

    #[derive(Deserialize)]
    struct Reading {
        name: String,
        difference: f64,
        error: f64,
        n: u64,
        planned: u64,
        sequential: [f64; 2],
        sequential_p: f64,
    }

    #[derive(Deserialize)]
    struct Width {
        n: u64,
        planned: u64,
        alpha: f64,
        reach: f64,
    }

    #[test]
    fn readings_match() {
        for row in table::<Reading>(GOLDEN, "readings") {
            let level = Confidence::default();
            let actual = always_valid(row.difference, row.error, row.n, row.planned, level);
            same_interval(&row.name, actual.interval, row.sequential);
            close(&row.name, actual.p.value, row.sequential_p, 1e-9);
        }
    }

    #[test]
    fn widths_match() {
        for row in table::<Width>(GOLDEN, "width") {
            let level = Confidence { alpha: row.alpha };
            let actual = always_valid(0.0, 1.0, row.n, row.planned, level);
            let case = format!("{} of {}", row.n, row.planned);
            same_interval(&case, actual.interval, [-row.reach, row.reach]);
            close(&case, actual.p.value, 1.0, 0.0);
        }
    }

    #[derive(Deserialize)]
    struct Howard {
        n: u64,
        planned: u64,
        alpha: f64,
        reach: f64,
        rho: f64,
    }

    /// Howard and others (2021, Annals of Statistics 49:1055) write the same bound with ρ for 1/ρ².
    #[test]
    fn the_bound_is_that_of_howard() {
        for row in table::<Howard>(LOOKS, "howard") {
            let level = Confidence { alpha: row.alpha };
            let actual = always_valid(0.0, 1.0, row.n, row.planned, level);
            close("bound", actual.interval.high, row.reach, 1e-10);
            let weight = tuned_weight(row.alpha, row.n, row.planned);
            close("rho", row.n as f64 / weight, row.rho, 1e-12);
        }
    }

    #[derive(Deserialize)]
    struct Above {
        n: u64,
        planned: u64,
        alpha: f64,
        z: f64,
        reach: f64,
        p: f64,
        log10_p: f64,
    }

    #[test]
    fn lower_sequences_match() {
        for row in table::<Above>(LOOKS, "above") {
            let level = Confidence { alpha: row.alpha };
            let actual = always_valid_above(row.z, 1.0, row.n, row.planned, level);
            let case = format!("{} of {}, z = {}", row.n, row.planned, row.z);
            close(&case, actual.interval.low, row.z - row.reach, 1e-10);
            assert!(actual.interval.high.is_infinite(), "{case}");
            same_p(&case, actual.p, row.p, row.log10_p, 1e-9);
        }
    }

    #[test]
    fn lower_bound_and_p_agree() {
        for step in -60..=60 {
            let z = 0.1 * f64::from(step);
            let reading = always_valid_above(z, 1.0, 4_000, 9_000, Confidence::default());
            assert_eq!(
                reading.interval.low > 0.0,
                reading.p.value < 0.05,
                "z = {z}"
            );
        }
    }

    #[test]
    fn interval_and_p_agree() {
        for step in -60..=60 {
            let z = 0.1 * f64::from(step);
            let reading = always_valid(z, 1.0, 4_000, 9_000, Confidence::default());
            let excludes = reading.interval.low > 0.0 || reading.interval.high < 0.0;
            assert_eq!(excludes, reading.p.value < 0.05, "z = {z}");
        }
    }

    #[test]
    fn without_a_plan_the_default_is_assumed() {
        let read = |planned| always_valid(0.3, 0.1, 700, planned, Confidence::default());
        assert_eq!(read(0), read(DEFAULT_PLANNED_TOTAL));
        assert_ne!(read(0), read(100));
    }

    #[test]
    fn p_keeps_its_magnitude_below_the_smallest_number() {
        let reading = always_valid(100.0, 1.0, 1_000_000, 1_000_000, Confidence::default());
        assert!(reading.p.value == 0.0 && (-2200.0..-1500.0).contains(&reading.p.log10));
    }

    #[test]
    fn nothing_known_is_unbounded() {
        let level = Confidence::default();
        let check = |difference: f64, error: f64, n: u64, level: Confidence| {
            let reading = always_valid(difference, error, n, 100, level);
            assert_eq!(reading, Sequential::UNKNOWN);
            let above = always_valid_above(difference, error, n, 100, level);
            assert_eq!(above, Sequential::UNKNOWN);
        };
        check(1.0, 1.0, 0, level);
        check(1.0, 0.0, 10, level);
        check(1.0, -1.0, 10, level);
        check(f64::NAN, 1.0, 10, level);
        check(1.0, f64::INFINITY, 10, level);
        check(1.0, 1.0, 10, Confidence { alpha: 0.0 });
    }
}
