//! Calculators: a test read from typed totals, through the same code as an experiment.
//!
//! Arms are rates or means; [`compare`] reads them as one trial whose split is taken as planned. The
//! split itself is [`crate::stats::srm`]'s question, and [`split`] says its answer; sample sizes are the
//! planner's.

mod words;

pub use words::{Fact, split};

use crate::metrics::metric::Unit;
use crate::model::money::Currency;
use crate::stats::{Statistic, StatisticKind, UnitStatistics};

use super::trial::{
    self, ArmValue, MetricReadout, Role, Settings, Subject, Trial, TrialArm, TrialMetric, Words,
};

/// Arms compared with the first one.
#[derive(Clone, Debug)]
pub struct Calculated {
    /// The test of the one metric.
    pub readout: MetricReadout,
    /// How it was read.
    pub settings: Settings,
    /// How its numbers are written.
    pub words: Words,
}

/// Compares arms, the control first; `None` where there are fewer than two, or kinds are mixed.
#[must_use]
pub fn compare(arms: &[Statistic], settings: Settings) -> Option<Calculated> {
    let kind = arms.first()?.kind();
    if arms.len() < 2 || arms.iter().any(|arm| arm.kind() != kind) {
        return None;
    }
    let trial = Trial {
        arms: arms
            .iter()
            .enumerate()
            .map(|(at, arm)| TrialArm {
                name: arm_name(at),
                n: arm.n(),
                // Nothing is known of a plan: the split is as it came.
                weight: arm.n() as f64,
            })
            .collect(),
        metrics: vec![TrialMetric {
            subject: Subject::column("value", kind, "value", None),
            role: Role::Primary,
            arms: arms
                .iter()
                .map(|arm| UnitStatistics {
                    statistic: *arm,
                    covariate: None,
                    values: None,
                })
                .collect(),
        }],
        cuts: Vec::new(),
        settings: settings.clone(),
    };
    let readout = trial::read_out(&trial).metrics.into_iter().next()?;
    let unit = match kind {
        StatisticKind::Proportion => Unit::Share,
        StatisticKind::Mean | StatisticKind::Ratio => Unit::Count,
    };
    Some(Calculated {
        readout,
        settings,
        words: Words {
            unit,
            currency: Currency::NONE,
        },
    })
}

impl Calculated {
    /// The value of an arm.
    #[must_use]
    pub fn arm(&self, at: usize) -> Option<&ArmValue> {
        self.readout.arms.get(at)
    }
}

/// The name of an arm: `A`, `B`, up to `Z`, then `arm 27`.
#[must_use]
pub fn arm_name(at: usize) -> String {
    u8::try_from(at).ok().filter(|at| *at < 26).map_or_else(
        || format!("arm {}", at + 1),
        |at| char::from(b'A' + at).to_string(),
    )
}

#[cfg(test)]
mod tests;
