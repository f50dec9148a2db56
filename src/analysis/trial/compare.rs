//! A treatment arm against the control: the test, and every second opinion beside it.

use crate::analysis::comparison::{Finding, POWER};
use crate::stats::{
    self, Alternative, CannotTest, DirectedTest, Effect, Estimate, HistoryPrior, Hypothesis,
    PValue, Posterior, Sequential, Statistic, UnitStatistics,
};

use super::adjust::{self, Adjustment};
use super::values::{self, ValueOpinions};
use super::{Question, Role, Settings, TrialCut, TrialMetric};

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
#[derive(Clone, Debug)]
pub struct ArmEffect {
    /// Difference, lift, two-sided p-value.
    pub effect: Effect,
    /// The answer to a question of one direction; `None` where any difference counts.
    pub directed: Option<DirectedTest>,
    /// The p-value of the question asked, before any adjustment.
    pub p_asked: PValue,
    /// Holm over the family.
    pub p_holm: PValue,
    /// Benjamini-Hochberg over the same family.
    pub p_benjamini_hochberg: PValue,
    /// The smallest difference that these sizes show with 80 % power.
    pub detectable: Option<f64>,
    /// What other ways of reading the same units say.
    pub opinions: Opinions,
}

/// What other ways of reading the same units say.
#[derive(Clone, Debug)]
pub struct Opinions {
    /// Chance to beat the control and what a wrong choice would cost, before any other test.
    pub posterior: Posterior,
    /// The same after the shop's earlier tests of this metric.
    pub after_history: Option<AfterHistory>,
    /// The interval that may be looked at on any day.
    pub sequential: Sequential,
    /// The effect with less noise, by what was known of people before; `None` where that is nothing
    /// or explains nothing.
    pub adjusted: Option<Adjustment>,
    /// Readings of every value; means only.
    pub values: Option<ValueOpinions>,
}

/// The posterior after the shop's earlier tests.
#[derive(Clone, Copy, Debug)]
pub struct AfterHistory {
    /// What they say of an effect.
    pub prior: HistoryPrior,
    /// The posterior.
    pub posterior: Posterior,
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

/// What a comparison is read with.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    /// The metric of every arm.
    pub(super) metric: &'a TrialMetric,
    /// The same inside segments, for post-stratification.
    pub(super) strata: Strata<'a>,
    /// How it is read.
    pub(super) settings: &'a Settings,
    /// Whether the split forbids any comparison.
    pub(super) blocked: bool,
}

/// One metric's statistics inside segments.
#[derive(Clone, Copy)]
pub(super) struct Strata<'a> {
    /// The cuts of the trial; none inside a cut.
    pub(super) cuts: &'a [TrialCut],
    /// Which metric.
    pub(super) metric: usize,
}

impl Look<'_> {
    pub(super) fn compared(self, arm: usize) -> ArmComparison {
        let effect = if self.blocked {
            Err(Withheld::SampleRatio)
        } else {
            self.effect(arm).map_err(Withheld::Cannot)
        };
        let finding = match &effect {
            Ok(_) => Finding::Undecided(None),
            Err(Withheld::Cannot(reason)) => Finding::None(*reason),
            Err(Withheld::SampleRatio) => Finding::None(CannotTest::NoUnits),
        };
        ArmComparison {
            arm,
            effect,
            finding,
        }
    }

    fn effect(self, arm: usize) -> Result<ArmEffect, CannotTest> {
        let (control, treatment) = (&self.metric.arms[0], &self.metric.arms[arm]);
        let confidence = self.settings.confidence;
        let effect = stats::compare(&control.statistic, &treatment.statistic, confidence)?;
        let sequential = self.sequential(&effect, control, treatment);
        let (effect, directed) = if self.settings.early {
            (early(effect, sequential, control, treatment), None)
        } else {
            (effect, self.directed(control, treatment)?)
        };
        let p_asked = directed.as_ref().map_or(effect.p, |test| test.p);
        Ok(ArmEffect {
            effect,
            directed,
            p_asked,
            p_holm: p_asked,
            p_benjamini_hochberg: p_asked,
            detectable: stats::detectable(
                &control.statistic,
                &treatment.statistic,
                confidence,
                POWER,
            ),
            opinions: Opinions {
                posterior: self.posterior(&effect, control, treatment),
                after_history: self.after_history(&effect),
                sequential,
                adjusted: adjust::adjusted(control, treatment, arm, self.strata, confidence),
                values: values::opinions(self.metric, arm, self.settings),
            },
        })
    }

    /// The question of one direction, asked of the primary metric only.
    fn directed(
        self,
        control: &UnitStatistics,
        treatment: &UnitStatistics,
    ) -> Result<Option<DirectedTest>, CannotTest> {
        let margin = match (self.metric.role, self.settings.question) {
            (Role::Primary, Question::Better) => 0.0,
            (Role::Primary, Question::NotWorse { margin }) => margin,
            (Role::Primary, Question::Different)
            | (Role::Secondary | Role::Alone | Role::Exploratory, _) => return Ok(None),
        };
        let hypothesis = Hypothesis {
            alternative: if self.metric.subject.up_is_good {
                Alternative::Greater
            } else {
                Alternative::Less
            },
            margin,
        };
        let confidence = self.settings.confidence;
        let test = match (&control.statistic, &treatment.statistic) {
            (Statistic::Proportion(control), Statistic::Proportion(treatment)) => {
                stats::share_against(*control, *treatment, hypothesis, confidence)
            }
            (Statistic::Mean(control), Statistic::Mean(treatment)) => {
                stats::mean_against(control, treatment, hypothesis, confidence)
            }
            (Statistic::Ratio(control), Statistic::Ratio(treatment)) => {
                stats::ratio_against(control, treatment, hypothesis, confidence)
            }
            (Statistic::Proportion(_) | Statistic::Mean(_) | Statistic::Ratio(_), _) => {
                Err(CannotTest::NotFinite)
            }
        };
        test.map(Some)
    }

    fn posterior(
        self,
        effect: &Effect,
        control: &UnitStatistics,
        treatment: &UnitStatistics,
    ) -> Posterior {
        let confidence = self.settings.confidence;
        let exact = match (&control.statistic, &treatment.statistic) {
            (Statistic::Proportion(control), Statistic::Proportion(treatment)) => {
                stats::proportion_posterior(*control, *treatment, confidence).ok()
            }
            _ => None,
        };
        exact.unwrap_or_else(|| {
            stats::posterior(effect.difference.value, effect.standard_error, confidence)
        })
    }

    fn after_history(self, effect: &Effect) -> Option<AfterHistory> {
        let id = &self.metric.subject.id;
        let known = self
            .settings
            .history
            .iter()
            .find(|known| known.metric == *id)?;
        let posterior = stats::normal_posterior(
            effect.difference.value,
            effect.standard_error,
            known.prior.prior,
            self.settings.confidence,
        );
        Some(AfterHistory {
            prior: known.prior,
            posterior: posterior.ok()?,
        })
    }

    fn sequential(
        self,
        effect: &Effect,
        control: &UnitStatistics,
        treatment: &UnitStatistics,
    ) -> Sequential {
        let (difference, standard_error) = (effect.difference.value, effect.standard_error);
        let confidence = self.settings.confidence;
        match self.settings.mixing_variance {
            Some(variance) => stats::mixture_sprt(
                difference,
                standard_error,
                variance,
                stats::MixtureRule::Johari,
                confidence,
            ),
            None => stats::always_valid(
                difference,
                standard_error,
                control.n() + treatment.n(),
                self.settings.planned_sample,
                confidence,
            ),
        }
    }
}

/// The effect as it may be read on any day: interval and p-value of the confidence sequence, and a
/// lift bounded as carefully.
fn early(
    effect: Effect,
    sequential: Sequential,
    control: &UnitStatistics,
    treatment: &UnitStatistics,
) -> Effect {
    let lift = sequential
        .fixed_confidence(effect.difference.value, effect.standard_error)
        .and_then(|confidence| {
            stats::compare(&control.statistic, &treatment.statistic, confidence).ok()
        })
        .map_or(Err(CannotTest::NotFinite), |wider| wider.lift);
    Effect {
        difference: Estimate {
            value: effect.difference.value,
            interval: sequential.interval,
        },
        lift,
        p: sequential.p,
        ..effect
    }
}
