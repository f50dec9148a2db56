//! A randomised comparison read from sufficient statistics: arms, metrics, cuts in; answers out.
//!
//! Where the statistics come from does not matter here: the workspace's experiments
//! ([`super::experiment`]), a table with one row per unit, or a replay of random splits all go through
//! [`read_out`], so that they cannot disagree. [`subject`] says what is measured, [`compare`] tests an
//! arm against the control with every second opinion, [`family`] adjusts for looking many times,
//! [`cuts`] looks inside segments.
//!
//! To add a second opinion: a field of [`Opinions`], filled in [`compare`].

mod adjust;
mod compare;
mod cuts;
mod family;
pub mod health;
pub mod readings;
mod settings;
mod subject;
mod values;
mod words;

pub use adjust::Adjustment;
pub use compare::{AfterHistory, ArmComparison, ArmEffect, Opinions, Withheld};
pub use cuts::{CutReadout, EffectInteraction, Exploration, LevelReadout};
pub use settings::{Cap, History, Question, SEED, Settings};
pub use subject::{Role, Subject};
pub use values::{Largest, RESAMPLES, ValueOpinions};
pub use words::{Words, error_words, interval_words};

use compare::{Look, Strata};

use crate::stats::{self, CannotTest, Estimate, Srm, SrmStatus, Statistic, UnitStatistics};

/// A randomised comparison, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The arms, control first.
    pub arms: Vec<TrialArm>,
    /// What is measured of each unit.
    pub metrics: Vec<TrialMetric>,
    /// The same inside segments.
    pub cuts: Vec<TrialCut>,
    /// How it is read.
    pub settings: Settings,
}

/// One arm.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialArm {
    /// Its name.
    pub name: String,
    /// Units assigned to it and to no other.
    pub n: u64,
    /// Planned weight; only the proportions matter.
    pub weight: f64,
}

/// One metric of every arm.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialMetric {
    /// What is measured.
    pub subject: Subject,
    /// What hangs on it.
    pub role: Role,
    /// One per arm, control first.
    pub arms: Vec<UnitStatistics>,
}

/// The trial inside the levels of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialCut {
    /// The column, as the analyst knows it.
    pub column: String,
    /// What forbids to put its levels together again.
    pub doubts: CutDoubts,
    /// Its levels.
    pub levels: Vec<TrialLevel>,
}

/// What forbids to compare the levels of a cut with each other or to adjust by them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CutDoubts {
    /// Whether one unit may be in several levels.
    pub overlapping: bool,
    /// Whether the levels may have come about after the assignment.
    pub after_assignment: bool,
}

impl CutDoubts {
    /// Whether the levels are strata: every unit in one at most, since before the assignment.
    #[must_use]
    pub fn are_strata(self) -> bool {
        self == Self::default()
    }

    /// What they mean for whoever reads the cut; `None` where there is no doubt.
    #[must_use]
    pub fn sentence(self) -> Option<&'static str> {
        match (self.overlapping, self.after_assignment) {
            (false, false) => None,
            (true, false) => Some(
                "One person may be in several of these segments: their effects are not tested against each other, and the result is not adjusted by them",
            ),
            (false, true) => Some(
                "These segments are as exported and may have come about after the assignment: a difference inside one can be an effect of the test, and the result is not adjusted by them",
            ),
            (true, true) => Some(
                "One person may be in several of these segments, and they are as exported, so possibly later than the assignment: their effects are not tested against each other, a difference inside one can be an effect of the test, and the result is not adjusted by them",
            ),
        }
    }
}

/// The trial inside one level of a cut.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialLevel {
    /// The level.
    pub value: String,
    /// Units per arm.
    pub sizes: Vec<u64>,
    /// Statistics by metric and arm, in the order of the trial.
    pub metrics: Vec<Vec<UnitStatistics>>,
}

/// The answers.
#[derive(Clone, Debug)]
pub struct TrialReadout {
    /// The sample ratio check.
    pub srm: Result<Srm, CannotTest>,
    /// One per metric, in the order of the trial.
    pub metrics: Vec<MetricReadout>,
    /// Exploratory: the same inside segments.
    pub cuts: Vec<CutReadout>,
}

impl TrialReadout {
    /// What the arms are made of, one and many: people of the shop, or rows of a table.
    #[must_use]
    pub fn unit_words(&self) -> (&'static str, &'static str) {
        let first = self.metrics.first();
        first.map_or(("person", "people"), |metric| metric.subject.unit_words())
    }
}

/// One metric over all arms.
#[derive(Clone, Debug)]
pub struct MetricReadout {
    /// What is measured.
    pub subject: Subject,
    /// What hangs on it.
    pub role: Role,
    /// One value per arm, control first.
    pub arms: Vec<ArmValue>,
    /// One comparison with the control per treatment arm.
    pub comparisons: Vec<ArmComparison>,
}

/// One metric of one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArmValue {
    /// Units measured.
    pub n: u64,
    /// Units of the arm that are not measured: their window is open, or their value is missing.
    pub left_out: u64,
    /// What they add up to.
    pub statistic: Statistic,
    /// Value and interval, or why there is none.
    pub estimate: Result<Estimate, CannotTest>,
}

impl MetricReadout {
    /// Whether the verdict rests on it.
    #[must_use]
    pub fn is_primary(&self) -> bool {
        self.role == Role::Primary
    }

    /// The p-value that a finding of this metric rests on.
    #[must_use]
    pub fn decisive(&self, effect: &ArmEffect) -> f64 {
        match self.role {
            Role::Primary | Role::Alone => effect.p_holm.value,
            Role::Secondary | Role::Exploratory => effect.p_benjamini_hochberg.value,
        }
    }
}

/// Reads a trial. Where the split is not the planned one, every comparison is withheld.
#[must_use]
pub fn read_out(trial: &Trial) -> TrialReadout {
    let counts: Vec<u64> = trial.arms.iter().map(|arm| arm.n).collect();
    let weights: Vec<f64> = trial.arms.iter().map(|arm| arm.weight).collect();
    let srm = stats::srm(&counts, &weights);
    let blocked = srm
        .as_ref()
        .is_ok_and(|srm| srm.status == SrmStatus::Blocked);
    let mut metrics: Vec<MetricReadout> = trial
        .metrics
        .iter()
        .enumerate()
        .map(|(index, metric)| {
            let look = Look {
                metric,
                strata: Strata {
                    cuts: &trial.cuts,
                    metric: index,
                },
                settings: &trial.settings,
                blocked,
            };
            measured(look, &counts)
        })
        .collect();
    family::adjust(&mut metrics, trial);
    TrialReadout {
        srm,
        metrics,
        cuts: cuts::read_out(trial, blocked),
    }
}

fn measured(look: Look<'_>, sizes: &[u64]) -> MetricReadout {
    let metric = look.metric;
    let arms = metric.arms.iter().enumerate().map(|(at, arm)| ArmValue {
        n: arm.n(),
        left_out: sizes.get(at).map_or(0, |n| n.saturating_sub(arm.n())),
        statistic: arm.statistic,
        estimate: arm.statistic.estimate(look.settings.confidence),
    });
    MetricReadout {
        subject: metric.subject.clone(),
        role: metric.role,
        arms: arms.collect(),
        comparisons: (1..metric.arms.len())
            .map(|arm| look.compared(arm))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
