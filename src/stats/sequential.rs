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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_interval, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/planning.json");

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
            assert_eq!(reading.interval, Interval::UNBOUNDED);
            close("p", reading.p.value, 1.0, 0.0);
        };
        check(1.0, 1.0, 0, level);
        check(1.0, 0.0, 10, level);
        check(1.0, -1.0, 10, level);
        check(f64::NAN, 1.0, 10, level);
        check(1.0, f64::INFINITY, 10, level);
        check(1.0, 1.0, 10, Confidence { alpha: 0.0 });
    }
}
