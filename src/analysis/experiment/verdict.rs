//! The verdict: one of a closed list of outcomes, with its sentence.

use crate::metrics::Metric;
use crate::model::experiment::Question;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::SrmStatus;

use super::super::comparison::Finding;
use super::super::trial::{
    ArmComparison, ArmEffect, MetricReadout, Settings, TrialReadout, Words, interval_words,
};
use super::{Arm, Test};

/// What may be concluded from an experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A treatment arm beats the control.
    Win(Said),
    /// A treatment arm loses against the control.
    Loss(Said),
    /// A treatment arm is not worse than the control by more than the margin agreed on.
    NotInferior(Said),
    /// Chance explains the difference; says what could have been seen.
    Inconclusive(Said),
    /// Windows are still open: nothing final.
    TooEarly(Said),
    /// The numbers may not be read as effects.
    Blocked(Said),
}

/// A verdict in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The answer, one line.
    pub headline: String,
    /// The evidence, one or two sentences.
    pub detail: String,
}

impl Verdict {
    /// The word in JSON.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Win(_) => "win",
            Self::Loss(_) => "loss",
            Self::NotInferior(_) => "not_inferior",
            Self::Inconclusive(_) => "inconclusive",
            Self::TooEarly(_) => "too_early",
            Self::Blocked(_) => "blocked",
        }
    }

    /// Its words.
    #[must_use]
    pub fn said(&self) -> &Said {
        match self {
            Self::Win(said)
            | Self::Loss(said)
            | Self::NotInferior(said)
            | Self::Inconclusive(said)
            | Self::TooEarly(said)
            | Self::Blocked(said) => said,
        }
    }
}

/// What a verdict is read from.
pub struct Evidence<'a> {
    /// Split, metrics and cuts.
    pub trial: &'a TrialReadout,
    /// The arms, control first.
    pub arms: &'a [Arm],
    /// How the trial was read.
    pub settings: &'a Settings,
    /// The currency of money.
    pub currency: Currency,
}

/// The verdict on a trial whose arms and dates are known.
#[must_use]
pub fn verdict(evidence: &Evidence<'_>) -> Verdict {
    if let Some(said) = mismatch(evidence) {
        return Verdict::Blocked(said);
    }
    let Some(primary) = evidence
        .trial
        .metrics
        .iter()
        .find(|metric| metric.is_primary())
    else {
        return Verdict::Blocked(Said {
            headline: "Blocked: no primary metric".to_owned(),
            detail: "Name the metric that decides".to_owned(),
        });
    };
    let speaker = Speaker {
        primary,
        evidence,
        words: Words {
            unit: primary.subject.unit,
            currency: evidence.currency,
        },
    };
    let open: u64 = evidence.arms.iter().map(|arm| arm.immature).sum();
    if open > 0 {
        return Verdict::TooEarly(speaker.too_early(open));
    }
    let good = primary.subject.up_is_good;
    let decided = |wanted: &[Finding]| {
        primary
            .comparisons
            .iter()
            .filter(|one| wanted.contains(&one.finding))
            .max_by(|one, other| size(one).total_cmp(&size(other)))
    };
    let (better, worse) = if good {
        (Finding::Higher, Finding::Lower)
    } else {
        (Finding::Lower, Finding::Higher)
    };
    if let Some(best) = decided(&[better]) {
        return Verdict::Win(speaker.decided(best, "wins"));
    }
    if let Some(best) = decided(&[Finding::NotInferior]) {
        return Verdict::NotInferior(speaker.not_inferior(best));
    }
    if let Some(worst) = decided(&[worse]) {
        return Verdict::Loss(speaker.decided(worst, "loses"));
    }
    let undecided = primary.comparisons.iter().find_map(|one| {
        let effect = one.effect.as_ref().ok()?;
        Some((one, effect))
    });
    match undecided {
        Some((one, effect)) => Verdict::Inconclusive(speaker.inconclusive(one, effect)),
        None => Verdict::Blocked(speaker.cannot()),
    }
}

fn size(one: &ArmComparison) -> f64 {
    one.effect
        .as_ref()
        .map_or(0.0, |effect| effect.effect.difference.value.abs())
}

impl Test<'_> {
    /// Why an experiment of the workspace can have no verdict whatever its numbers.
    pub(super) fn undecidable(&self, arms: &[Arm]) -> Option<Said> {
        if arms.len() < 2 {
            return Some(Said {
                headline: "Blocked: there is only one arm".to_owned(),
                detail:
                    "A comparison needs a control. Import the list of people who were held out \
                         as well"
                        .to_owned(),
            });
        }
        if !arms[0].name.eq_ignore_ascii_case(&self.definition.control) {
            return Some(Said {
                headline: format!("Blocked: no arm is called {}", self.definition.control),
                detail: "Choose the control arm under Settings".to_owned(),
            });
        }
        let undated = self.people.starts.iter().flatten().count() == 0;
        undated.then(|| Said {
            headline: "Blocked: the list has no assignment dates".to_owned(),
            detail: "Without a date nobody can tell which orders came after. Enter the day the \
                     test started under Settings"
                .to_owned(),
        })
    }
}

fn mismatch(evidence: &Evidence<'_>) -> Option<Said> {
    let style = NumberStyle::default();
    let srm = evidence.trial.srm.as_ref().ok()?;
    (srm.status == SrmStatus::Blocked).then(|| {
        let arms = evidence.arms;
        let counts: Vec<String> = arms.iter().map(|arm| style.count(arm.n as i64)).collect();
        let planned: Vec<String> = arms
            .iter()
            .map(|arm| style.percent(arm.planned_share, 0))
            .collect();
        Said {
            headline: format!(
                "Blocked: {} {} are not the planned split",
                counts.join(" and "),
                evidence.trial.unit_words().1
            ),
            detail: format!(
                "Planned was {}; a split this far off happens by chance with p = {}. Find out who is missing before you read any difference: a filter after assignment, bounced addresses in one arm, or a list exported late",
                planned.join(" to "),
                style.p_value(srm.p.value)
            ),
        }
    })
}

struct Speaker<'a> {
    primary: &'a MetricReadout,
    evidence: &'a Evidence<'a>,
    words: Words,
}

impl Speaker<'_> {
    fn decided(&self, one: &ArmComparison, verb: &str) -> Said {
        Said {
            headline: format!("{} {verb}: {}", self.name(one), self.values(one)),
            detail: self.detail(one),
        }
    }

    fn not_inferior(&self, one: &ArmComparison) -> Said {
        Said {
            headline: format!(
                "{} is not worse{}: {}",
                self.name(one),
                self.margin(),
                self.values(one)
            ),
            detail: self.detail(one),
        }
    }

    fn inconclusive(&self, one: &ArmComparison, effect: &ArmEffect) -> Said {
        let seen = match effect.detectable {
            Some(difference) => {
                format!(
                    "could only have seen {} or more",
                    self.words.size(difference)
                )
            }
            None => "is too small to say what it could have seen".to_owned(),
        };
        let whose = if self.primary.comparisons.len() > 1 {
            format!("{}: ", self.name(one))
        } else {
            String::new()
        };
        Said {
            headline: format!("Inconclusive: the test {seen}"),
            detail: format!("{whose}{}. {}", self.values(one), self.detail(one)),
        }
    }

    fn too_early(&self, open: u64) -> Said {
        let style = NumberStyle::default();
        let total: u64 = self.evidence.arms.iter().map(|arm| arm.n).sum();
        let so_far = self
            .primary
            .comparisons
            .iter()
            .find_map(|one| one.effect.as_ref().ok())
            .map(|effect| {
                format!(
                    ". So far {} with an always-valid {} of {}, safe to read on any day",
                    self.words.difference(effect.effect.difference.value),
                    interval_words(self.evidence.settings.confidence),
                    self.words.bounds(effect.opinions.sequential.interval),
                )
            })
            .unwrap_or_default();
        Said {
            headline: format!(
                "Too early: the window is still open for {} of {} people",
                style.count(open as i64),
                style.count(total as i64)
            ),
            detail: format!("Only people whose window is over are counted{so_far}"),
        }
    }

    fn cannot(&self) -> Said {
        let reason = self
            .primary
            .comparisons
            .iter()
            .find_map(|one| one.effect.as_ref().err())
            .map_or("There is nothing to compare", |withheld| {
                withheld.sentence()
            });
        Said {
            headline: "Blocked: the arms cannot be compared".to_owned(),
            detail: reason.to_owned(),
        }
    }

    fn name(&self, one: &ArmComparison) -> &str {
        &self.evidence.arms[one.arm].name
    }

    /// ` by 1.0 pp or more`, where a margin was agreed on.
    fn margin(&self) -> String {
        match self.evidence.settings.question {
            Question::NotWorse { margin } => format!(" by {} or more", self.words.size(margin)),
            Question::Different | Question::Better => String::new(),
        }
    }

    /// `6.2 % convert against 4.0 %`, `Net per person within 30 days $2.12 against $1.31`.
    fn values(&self, one: &ArmComparison) -> String {
        let (treatment, control) = (self.value(one.arm), self.value(0));
        match self.primary.subject.metric {
            Some(Metric::Conversion { .. }) => format!("{treatment} convert against {control}"),
            _ => format!(
                "{} {treatment} against {control}",
                self.primary.subject.label
            ),
        }
    }

    fn value(&self, arm: usize) -> String {
        let estimate = &self.primary.arms[arm].estimate;
        estimate.as_ref().map_or_else(
            |reason| reason.sentence().to_owned(),
            |estimate| self.words.value(estimate.value),
        )
    }

    fn detail(&self, one: &ArmComparison) -> String {
        let Ok(effect) = &one.effect else {
            return String::new();
        };
        let style = NumberStyle::default();
        let days = match self.primary.subject.metric {
            Some(Metric::Conversion { days }) => format!("Within {days} days of the assignment, "),
            _ => String::new(),
        };
        let asked = match self.evidence.settings.question {
            Question::Different => "",
            Question::Better => " (one-sided)",
            Question::NotWorse { .. } => " (one-sided, against the margin)",
        };
        format!(
            "{days}{}, p = {}{asked}, {} {} against {}",
            self.words
                .evidence(&effect.effect.difference, self.evidence.settings.confidence),
            style.p_value(self.primary.decisive(effect)),
            style.count(self.primary.arms[one.arm].n as i64),
            self.primary.subject.unit_words().1,
            style.count(self.primary.arms[0].n as i64),
        )
    }
}
