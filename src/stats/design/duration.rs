//! How long a test runs.

use super::CannotTest;

/// The longest plan, in days: beyond ten thousand years it is not a plan.
const LONGEST: f64 = 3_652_500.0;

/// How long a test runs until it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Days until everyone needed has joined.
    pub enrolment_days: u64,
    /// Days until the last one who joined has the metric's whole window behind them.
    pub total_days: u64,
}

/// Days to enrol `people` at `arrivals_per_day`, rounded up to whole days, plus the `window_days` that the
/// metric observes each person for.
pub fn duration(
    people: u64,
    arrivals_per_day: f64,
    window_days: u64,
) -> Result<Duration, CannotTest> {
    if arrivals_per_day.is_nan() {
        return Err(CannotTest::NotFinite);
    }
    if arrivals_per_day <= 0.0 {
        return Err(CannotTest::NoUnits);
    }
    let days = (people as f64 / arrivals_per_day).ceil();
    if days > LONGEST || window_days as f64 > LONGEST {
        return Err(CannotTest::NotFinite);
    }
    let enrolment_days = days as u64;
    Ok(Duration {
        enrolment_days,
        total_days: enrolment_days + window_days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enrolment_is_rounded_up_and_the_window_added() {
        let check = |people, arrivals, window, expected| {
            let duration = duration(people, arrivals, window).unwrap();
            assert_eq!((duration.enrolment_days, duration.total_days), expected);
        };
        check(1_000, 100.0, 0, (10, 10));
        check(1_001, 100.0, 30, (11, 41));
        check(5, 0.4, 7, (13, 20));
        check(0, 3.0, 7, (0, 7));
    }

    #[test]
    fn without_arrivals_no_day_comes() {
        assert_eq!(duration(10, 0.0, 0), Err(CannotTest::NoUnits));
        assert_eq!(duration(10, -1.0, 0), Err(CannotTest::NoUnits));
        assert_eq!(duration(10, f64::NAN, 0), Err(CannotTest::NotFinite));
        assert_eq!(duration(u64::MAX, 1e-300, 0), Err(CannotTest::NotFinite));
        assert_eq!(duration(10, 1.0, u64::MAX), Err(CannotTest::NotFinite));
    }
}
