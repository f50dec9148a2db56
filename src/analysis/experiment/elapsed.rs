//! The effect by days since the assignment: when it appears, and whether it lasts.

use crate::metrics::{Detail, Metric, unit_statistics};
use crate::stats::{self, CannotTest, Confidence, Effect};

use super::super::trial::{Subject, TrialReadout};
use super::Test;

/// The primary metric of one treatment arm against the control, by length of the window.
#[derive(Clone, Debug)]
pub struct ElapsedEffect {
    /// Index into the read-out's arms.
    pub arm: usize,
    /// What is measured, up to the day of each point.
    pub subject: Subject,
    /// Shortest window first; the last one is the test's own.
    pub points: Vec<ElapsedPoint>,
}

/// The effect within a number of days of the assignment.
#[derive(Clone, Copy, Debug)]
pub struct ElapsedPoint {
    /// Days since each person's assignment.
    pub days: u32,
    /// The effect up to that day, on people whose whole window is over.
    pub effect: Result<Effect, CannotTest>,
}

/// At most this many points: one a week up to a quarter.
const POINTS: u32 = 13;

pub(super) fn elapsed(
    test: &Test<'_>,
    trial: &TrialReadout,
    confidence: Confidence,
) -> Vec<ElapsedEffect> {
    let Some(primary) = trial.metrics.iter().find(|metric| metric.is_primary()) else {
        return Vec::new();
    };
    let withheld = primary.comparisons.iter().any(|one| one.effect.is_err());
    let within: fn(u32) -> Metric = match primary.subject.metric {
        Some(Metric::Conversion { .. }) => |days| Metric::Conversion { days },
        Some(Metric::NetPerPerson { .. }) => |days| Metric::NetPerPerson { days },
        _ => return Vec::new(),
    };
    if withheld {
        return Vec::new();
    }
    let days = windows(test.definition.window_days);
    // Everyone is followed for the whole window, so that later points add time and not people.
    let measured: Vec<Vec<_>> = days
        .iter()
        .map(|&days| {
            let groups = test.order.iter().map(|&index| test.mature(index));
            groups
                .map(|group| {
                    unit_statistics(&test.input(), within(days), &group, Detail::default())
                })
                .collect()
        })
        .collect();
    (1..test.order.len())
        .map(|arm| ElapsedEffect {
            arm,
            subject: primary.subject.clone(),
            points: days
                .iter()
                .zip(&measured)
                .map(|(&days, arms)| ElapsedPoint {
                    days,
                    effect: stats::compare(&arms[0].statistic, &arms[arm].statistic, confidence),
                })
                .collect(),
        })
        .collect()
}

/// Window lengths in equal steps up to the whole one.
fn windows(days: u32) -> Vec<u32> {
    let step = if days <= 7 {
        1
    } else {
        days.div_ceil(POINTS)
            .next_multiple_of(if days <= 30 { 1 } else { 7 })
    };
    let mut windows: Vec<u32> = (step..days).step_by(step as usize).collect();
    windows.push(days);
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end_with_the_whole_one() {
        assert_eq!(windows(1), [1]);
        assert_eq!(windows(7), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(windows(30), [3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
        assert_eq!(windows(90).len(), 13);
        assert_eq!(windows(90)[..3], [7, 14, 21]);
        assert_eq!(windows(90)[12], 90);
        assert!(windows(365).len() <= 14);
    }
}
