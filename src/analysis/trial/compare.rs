//! A treatment arm against the control: the test, and every second opinion beside it.

use crate::analysis::comparison::{Finding, POWER};
use crate::stats::{self, CannotTest, Effect, Posterior, Sequential, UnitStatistics};

use super::{Settings, TrialMetric};

/// A treatment arm against the control.
#[derive(Clone, Debug)]
pub struct ArmComparison {
    /// Index into the arms; 0 is the control.
    pub arm: usize,
    /// The effect, or why it is withheld.
    pub effect: Result<ArmEffect, Withheld>,
    /// What may be said.
    pub finding: Finding,
}

/// An effect with everything that is printed beside it.
#[derive(Clone, Copy, Debug)]
pub struct ArmEffect {
    /// Difference, lift, two-sided p-value.
    pub effect: Effect,
    /// The p-value of the question asked: the two-sided one, or that of one direction.
    pub p_asked: f64,
    /// Holm over the family.
    pub p_holm: f64,
    /// Benjamini-Hochberg over the same family.
    pub p_benjamini_hochberg: f64,
    /// The smallest difference that these sizes show with 80 % power.
    pub detectable: Option<f64>,
    /// What other ways of reading the same units say.
    pub opinions: Opinions,
}

/// What other ways of reading the same units say.
#[derive(Clone, Copy, Debug)]
pub struct Opinions {
    /// Chance to beat the control and what a wrong choice would cost.
    pub posterior: Posterior,
    /// The interval that may be looked at on any day.
    pub sequential: Sequential,
}

/// Why a comparison has no effect to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Withheld {
    /// The test cannot be computed.
    Cannot(CannotTest),
    /// The split is not what was planned: no figure may be read as an effect.
    SampleRatio,
}

impl Withheld {
    /// The reason as a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Cannot(reason) => reason.sentence(),
            Self::SampleRatio => {
                "The arms are not split as planned, so a difference may come from who is missing"
            }
        }
    }
}

pub(super) fn compared(
    metric: &TrialMetric,
    arm: usize,
    settings: &Settings,
    blocked: bool,
) -> ArmComparison {
    let effect = if blocked {
        Err(Withheld::SampleRatio)
    } else {
        effect(metric, arm, settings).map_err(Withheld::Cannot)
    };
    let finding = match effect {
        Ok(_) => Finding::Undecided(None),
        Err(Withheld::Cannot(reason)) => Finding::None(reason),
        Err(Withheld::SampleRatio) => Finding::None(CannotTest::NoUnits),
    };
    ArmComparison {
        arm,
        effect,
        finding,
    }
}

fn effect(metric: &TrialMetric, arm: usize, settings: &Settings) -> Result<ArmEffect, CannotTest> {
    let (control, treatment) = (&metric.arms[0], &metric.arms[arm]);
    let confidence = settings.confidence;
    let effect = stats::compare(&control.statistic, &treatment.statistic, confidence)?;
    Ok(ArmEffect {
        effect,
        p_asked: effect.p.value,
        p_holm: effect.p.value,
        p_benjamini_hochberg: effect.p.value,
        detectable: stats::detectable(&control.statistic, &treatment.statistic, confidence, POWER),
        opinions: opinions(&effect, control, treatment, settings),
    })
}

fn opinions(
    effect: &Effect,
    control: &UnitStatistics,
    treatment: &UnitStatistics,
    settings: &Settings,
) -> Opinions {
    let confidence = settings.confidence;
    let (difference, standard_error) = (effect.difference.value, effect.standard_error);
    let n = control.n() + treatment.n();
    Opinions {
        posterior: stats::posterior(difference, standard_error, confidence),
        sequential: stats::always_valid(
            difference,
            standard_error,
            n,
            settings.planned_sample,
            confidence,
        ),
    }
}
