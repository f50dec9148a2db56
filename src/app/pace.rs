//! How fast a job gets on and how long it will still take, from what it reports.
//!
//! The rate is that of the last seconds: older ones count ever less, so that a slow start is forgotten and
//! one slow moment does not throw the estimate about. Time comes in from outside, which keeps all of it
//! computable in tests.

use std::time::Duration;

/// How far back the rate looks: what is this old counts a third of what is new.
const MEMORY: f64 = 6.0;
/// Reports closer together than this are taken as one.
const SHORTEST: Duration = Duration::from_millis(200);
/// Before this much was watched, nothing is said.
const FIRST_WORD: f64 = 1.5;

/// The pace of one job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    last: Option<(Duration, u64)>,
    watched: f64,
    done: f64,
    seconds: f64,
}

impl Pace {
    /// Hears that `done` of the work was done at a time since the start. Less than before starts anew.
    pub fn observe(&mut self, at: Duration, done: u64) {
        let Some((before, known)) = self.last else {
            self.last = Some((at, done));
            return;
        };
        if done < known {
            *self = Self {
                last: Some((at, done)),
                ..Self::default()
            };
            return;
        }
        let passed = at.saturating_sub(before);
        if passed < SHORTEST {
            return;
        }
        let passed = passed.as_secs_f64();
        let kept = (-passed / MEMORY).exp();
        self.done = self.done * kept + (done - known) as f64;
        self.seconds = self.seconds * kept + passed;
        self.watched += passed;
        self.last = Some((at, done));
    }

    /// How long the rest of `total` takes; `None` while nobody can tell. Silence since the last report
    /// counts as standing still.
    #[must_use]
    pub fn left(&self, at: Duration, total: u64) -> Option<Duration> {
        let (before, done) = self.last?;
        let silent = at.saturating_sub(before).as_secs_f64();
        let kept = (-silent / MEMORY).exp();
        let rate = self.done * kept / (self.seconds * kept + silent);
        let rest = total.saturating_sub(done) as f64 / rate;
        let is_known = self.watched >= FIRST_WORD && total > 0 && rest.is_finite();
        is_known.then(|| Duration::from_secs_f64(rest.min(f64::from(u32::MAX))))
    }
}

/// A rest of time in words: `about 20 s left`.
#[must_use]
pub fn left_words(left: Duration) -> String {
    let seconds = left.as_secs();
    match seconds {
        0..5 => "a few seconds left".to_owned(),
        5..58 => format!("about {} s left", (seconds + 2) / 5 * 5),
        58..3_570 => format!("about {} min left", (seconds + 30) / 60),
        _ => {
            let minutes = (seconds + 150) / 300 * 5;
            format!("about {} h {:02} min left", minutes / 60, minutes % 60)
        }
    }
}

/// Bytes done of all bytes: `1.2 of 3.4 GB`.
#[must_use]
pub fn bytes_words(done: u64, total: u64) -> String {
    let (unit, per_unit, decimals) = match total {
        0..1_000_000 => ("KB", 1e3, 0),
        1_000_000..1_000_000_000 => ("MB", 1e6, 0),
        _ => ("GB", 1e9, 1),
    };
    // A part never looks larger than the whole, nor done before it is.
    let scale = 10_f64.powi(decimals as i32);
    let part = (done.min(total) as f64 / per_unit * scale).floor() / scale;
    let whole = total as f64 / per_unit;
    format!("{part:.decimals$} of {whole:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    /// A job at steady rates: `(seconds, bytes a second)` one after another.
    fn run(parts: &[(f64, u64)]) -> (Pace, Duration, u64) {
        let mut pace = Pace::default();
        let (mut at, mut done) = (0.0, 0);
        pace.observe(seconds(at), done);
        for &(length, rate) in parts {
            for _ in 0..(length / 0.25) as usize {
                at += 0.25;
                done += rate / 4;
                pace.observe(seconds(at), done);
            }
        }
        (pace, seconds(at), done)
    }

    #[test]
    fn a_steady_job_tells_its_end_after_a_moment() {
        let (pace, at, _) = run(&[(1.0, 100_000)]);
        assert_eq!(pace.left(at, 1_000_000), None, "too early to tell");
        let (pace, at, done) = run(&[(4.0, 100_000)]);
        assert_eq!(done, 400_000);
        let left = pace.left(at, 1_000_000).unwrap();
        assert!((left.as_secs_f64() - 6.0).abs() < 1e-6, "{left:?}");
        assert_eq!(pace.left(at, 0), None);
        assert_eq!(pace.left(at, done), Some(Duration::ZERO));
    }

    #[test]
    fn the_rate_of_the_last_seconds_counts() {
        let (pace, at, done) = run(&[(20.0, 1_000_000), (30.0, 100_000)]);
        let left = pace.left(at, done + 1_000_000).unwrap().as_secs_f64();
        assert!((9.0..10.5).contains(&left), "{left}");
    }

    #[test]
    fn standing_still_makes_the_rest_longer() {
        let (pace, at, _) = run(&[(5.0, 100_000)]);
        let now = pace.left(at, 1_000_000).unwrap();
        let later = pace.left(at + seconds(10.0), 1_000_000).unwrap();
        assert!(later > 4 * now, "{now:?} {later:?}");
    }

    #[test]
    fn a_second_pass_starts_anew() {
        let (mut pace, at, _) = run(&[(5.0, 100_000)]);
        pace.observe(at + seconds(1.0), 10);
        assert_eq!(pace.left(at + seconds(1.0), 1_000), None);
    }

    #[test]
    fn rests_and_amounts_read_as_people_say_them() {
        let check = |left: f64, words: &str| assert_eq!(left_words(seconds(left)), words);
        check(0.0, "a few seconds left");
        check(7.4, "about 5 s left");
        check(19.0, "about 20 s left");
        check(57.9, "about 55 s left");
        check(62.0, "about 1 min left");
        check(3_569.0, "about 59 min left");
        check(3_600.0, "about 1 h 00 min left");
        check(5_000.0, "about 1 h 25 min left");
        assert_eq!(bytes_words(1_234_567_890, 3_400_000_000), "1.2 of 3.4 GB");
        assert_eq!(bytes_words(999_999_999, 1_000_000_000), "0.9 of 1.0 GB");
        assert_eq!(bytes_words(12_900_000, 79_000_000), "12 of 79 MB");
        assert_eq!(bytes_words(5_000, 900), "0 of 1 KB");
    }

    proptest! {
        #[test]
        fn no_report_breaks_it(reports in proptest::collection::vec((0_u64..10_000, any::<u64>()), 0..40), total: u64) {
            let mut pace = Pace::default();
            let mut at = Duration::ZERO;
            for (millis, done) in reports {
                at += Duration::from_millis(millis);
                pace.observe(at, done);
                if let Some(left) = pace.left(at, total) {
                    prop_assert!(!left_words(left).is_empty());
                }
                prop_assert!(bytes_words(done, total).contains(" of "));
            }
        }
    }
}
