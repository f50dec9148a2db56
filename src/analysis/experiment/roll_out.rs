//! What an effect is worth if everyone gets it.

use crate::metrics::Metric;
use crate::stats::{Estimate, Interval};

use super::super::trial::TrialReadout;
use super::Arm;

/// Net sales that a treatment adds when it is rolled out, in minor units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RollOut {
    /// Index into the read-out's arms.
    pub arm: usize,
    /// People that it is rolled out to: everyone of the test.
    pub people: u64,
    /// `people * (mean of the arm - mean of the control)`, within one window, with its interval.
    pub net: Estimate,
    /// The same for a thousand people.
    pub per_thousand: Estimate,
}

impl RollOut {
    /// What the interval allows to say.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        let Interval { low, high } = self.net.interval;
        if low > 0.0 {
            "The whole interval is a gain"
        } else if high < 0.0 {
            "The whole interval is a loss"
        } else {
            "The interval includes zero: the test cannot say whether rolling out adds or costs"
        }
    }

    /// The same effect on another number of people.
    #[must_use]
    pub fn for_people(&self, people: f64) -> Estimate {
        times(self.per_thousand, people / 1000.0)
    }
}

pub(super) fn roll_out(trial: &TrialReadout, arms: &[Arm]) -> Vec<RollOut> {
    let per_person = trial
        .metrics
        .iter()
        .find(|readout| matches!(readout.subject.metric, Some(Metric::NetPerPerson { .. })));
    let people: u64 = arms.iter().map(|arm| arm.n).sum();
    let comparisons = per_person
        .into_iter()
        .flat_map(|metric| &metric.comparisons);
    comparisons
        .filter_map(|one| {
            let difference = one.effect.as_ref().ok()?.effect.difference;
            Some(RollOut {
                arm: one.arm,
                people,
                net: times(difference, people as f64),
                per_thousand: times(difference, 1000.0),
            })
        })
        .collect()
}

fn times(estimate: Estimate, factor: f64) -> Estimate {
    Estimate {
        value: estimate.value * factor,
        interval: Interval {
            low: estimate.interval.low * factor,
            high: estimate.interval.high * factor,
        },
    }
}
