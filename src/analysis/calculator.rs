//! Calculators: a trial typed in as a few numbers, read like any other.

use crate::stats::{Moments, Proportion, Statistic, StatisticKind, UnitStatistics};

use super::trial::{
    MetricReadout, Role, Settings, Subject, Trial, TrialArm, TrialMetric, TrialReadout, read_out,
};

/// Successes out of people per arm, control first.
#[must_use]
pub fn shares(arms: &[Proportion], settings: Settings) -> MetricReadout {
    let subject = Subject::column("rate", StatisticKind::Proportion, "successes", None);
    let arms = arms.iter().map(|&share| Statistic::Proportion(share));
    compared(subject, &arms.collect::<Vec<_>>(), settings)
}

/// Mean and spread per arm, control first.
#[must_use]
pub fn means(arms: &[Moments], settings: Settings) -> MetricReadout {
    let subject = Subject::column("mean", StatisticKind::Mean, "values", None);
    let arms = arms.iter().map(|&moments| Statistic::Mean(moments));
    compared(subject, &arms.collect::<Vec<_>>(), settings)
}

/// A calculator knows no planned split, so none is checked.
fn compared(subject: Subject, arms: &[Statistic], settings: Settings) -> MetricReadout {
    let trial = Trial {
        arms: arms
            .iter()
            .map(|statistic| TrialArm {
                name: String::new(),
                n: statistic.n(),
                weight: statistic.n() as f64,
            })
            .collect(),
        metrics: vec![TrialMetric {
            subject: subject.clone(),
            role: Role::Primary,
            arms: arms
                .iter()
                .map(|&statistic| UnitStatistics {
                    statistic,
                    covariate: None,
                    values: None,
                })
                .collect(),
        }],
        cuts: Vec::new(),
        settings,
    };
    let TrialReadout { mut metrics, .. } = read_out(&trial);
    metrics.pop().unwrap_or(MetricReadout {
        subject,
        role: Role::Primary,
        arms: Vec::new(),
        comparisons: Vec::new(),
    })
}
