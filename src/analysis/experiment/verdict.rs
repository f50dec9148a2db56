//! The verdict: one of a closed list of outcomes, with its sentence.

use crate::metrics::{Metric, Statistic};
use crate::model::format::NumberStyle;
use crate::stats::{CannotTest, Estimate, Srm, SrmStatus};

use super::super::comparison::Finding;
use super::{Arm, ArmComparison, MetricReadout, Test};

/// What may be concluded from an experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A treatment arm beats the control.
    Win(Said),
    /// A treatment arm loses against the control.
    Loss(Said),
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
            | Self::Inconclusive(said)
            | Self::TooEarly(said)
            | Self::Blocked(said) => said,
        }
    }
}

pub(super) fn verdict(
    test: &Test<'_>,
    srm: &Result<Srm, CannotTest>,
    metrics: &[MetricReadout],
    arms: &[Arm],
) -> Verdict {
    if let Some(said) = blocked(test, srm, arms) {
        return Verdict::Blocked(said);
    }
    let Some(primary) = metrics.iter().find(|metric| metric.is_primary) else {
        return Verdict::Blocked(Said {
            headline: "Blocked: no primary metric".to_owned(),
            detail: String::new(),
        });
    };
    let words = Words { primary, arms };
    let open: u64 = arms.iter().map(|arm| arm.immature).sum();
    if open > 0 {
        return Verdict::TooEarly(words.too_early(open));
    }
    let decided = |wanted: fn(&Finding) -> bool| {
        primary
            .comparisons
            .iter()
            .filter(|one| wanted(&one.finding))
            .max_by(|one, other| size(one).total_cmp(&size(other)))
    };
    if let Some(best) = decided(|finding| *finding == Finding::Higher) {
        return Verdict::Win(words.win(best));
    }
    if let Some(worst) = decided(|finding| *finding == Finding::Lower) {
        return Verdict::Loss(words.loss(worst));
    }
    match primary.comparisons.iter().find(|one| one.effect.is_ok()) {
        Some(first) => Verdict::Inconclusive(words.inconclusive(first)),
        None => Verdict::Blocked(words.cannot()),
    }
}

fn size(one: &ArmComparison) -> f64 {
    one.effect
        .as_ref()
        .map_or(0.0, |effect| effect.effect.difference.value.abs())
}

fn blocked(test: &Test<'_>, srm: &Result<Srm, CannotTest>, arms: &[Arm]) -> Option<Said> {
    let style = NumberStyle::default();
    if arms.len() < 2 {
        return Some(Said {
            headline: "Blocked: there is only one arm".to_owned(),
            detail:
                "A comparison needs a control. Import the list of people who were held out as well"
                    .to_owned(),
        });
    }
    if !arms[0].name.eq_ignore_ascii_case(&test.definition.control) {
        return Some(Said {
            headline: format!("Blocked: no arm is called {}", test.definition.control),
            detail: "Choose the control arm under Settings".to_owned(),
        });
    }
    let undated = test.people.starts.iter().flatten().count() == 0;
    if undated {
        return Some(Said {
            headline: "Blocked: the list has no assignment dates".to_owned(),
            detail: "Without a date nobody can tell which orders came after. Enter the day the test started under Settings".to_owned(),
        });
    }
    let srm = srm.as_ref().ok()?;
    (srm.status == SrmStatus::Blocked).then(|| {
        let counts: Vec<String> = arms.iter().map(|arm| style.count(arm.n as i64)).collect();
        let planned: Vec<String> = arms
            .iter()
            .map(|arm| style.percent(arm.planned_share, 0))
            .collect();
        Said {
            headline: format!(
                "Blocked: {} people are not the planned split",
                counts.join(" and ")
            ),
            detail: format!(
                "Planned was {}; a split this far off happens by chance with p = {}. Find out who is missing before you read any difference: a filter after assignment, bounced addresses in one arm, or a list exported late",
                planned.join(" to "),
                style.p_value(srm.p.value)
            ),
        }
    })
}

struct Words<'a> {
    primary: &'a MetricReadout,
    arms: &'a [Arm],
}

impl Words<'_> {
    fn win(&self, one: &ArmComparison) -> Said {
        Said {
            headline: format!("{} wins: {}", self.arms[one.arm].name, self.rates(one)),
            detail: self.evidence(one),
        }
    }

    fn loss(&self, one: &ArmComparison) -> Said {
        Said {
            headline: format!("{} loses: {}", self.arms[one.arm].name, self.rates(one)),
            detail: self.evidence(one),
        }
    }

    fn inconclusive(&self, one: &ArmComparison) -> Said {
        let seen = match one.finding {
            Finding::Undecided(Some(difference)) => format!(
                "could only have seen {} or more",
                NumberStyle::default()
                    .points(difference, 1)
                    .replace('+', "")
            ),
            Finding::Undecided(None) | Finding::Higher | Finding::Lower | Finding::None(_) => {
                "is too small to say what it could have seen".to_owned()
            }
        };
        Said {
            headline: format!("Inconclusive: the test {seen}"),
            detail: format!("{}. {}", self.rates(one), self.evidence(one)),
        }
    }

    fn too_early(&self, open: u64) -> Said {
        let style = NumberStyle::default();
        let total: u64 = self.arms.iter().map(|arm| arm.n).sum();
        let so_far = self
            .primary
            .comparisons
            .iter()
            .find_map(|one| one.effect.as_ref().ok())
            .map(|effect| {
                let interval = effect.sequential.interval;
                format!(
                    ". So far {} with an always-valid 95 % interval of {} to {} pp, safe to read on any day",
                    style.points(effect.effect.difference.value, 1),
                    style.decimal(interval.low * 100.0, 1),
                    style.decimal(interval.high * 100.0, 1)
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

    /// `6.2 % convert against 4.0 %`.
    fn rates(&self, one: &ArmComparison) -> String {
        format!("{} convert against {}", self.rate(one.arm), self.rate(0))
    }

    fn rate(&self, arm: usize) -> String {
        let estimate = &self.primary.arms[arm].estimate;
        estimate.as_ref().map_or_else(
            |reason| reason.sentence().to_owned(),
            |estimate| NumberStyle::default().percent(estimate.value, 1),
        )
    }

    fn evidence(&self, one: &ArmComparison) -> String {
        let Ok(effect) = &one.effect else {
            return String::new();
        };
        let style = NumberStyle::default();
        let Estimate { value, interval } = effect.effect.difference;
        let days = match self.primary.metric {
            Metric::Conversion { days } => format!("Within {days} days of the assignment, "),
            _ => String::new(),
        };
        let people = match self.primary.arms[one.arm].measure.statistic {
            Statistic::Proportion(share) => share.trials,
            Statistic::Mean(_) | Statistic::Ratio(_) => self.primary.arms[one.arm].measure.n,
        };
        format!(
            "{days}{} percentage points (95 % interval {} to {}), p = {}, {} people against {}",
            style.signed(value * 100.0, 1),
            style.decimal(interval.low * 100.0, 1),
            style.decimal(interval.high * 100.0, 1),
            style.p_value(effect.p_holm),
            style.count(people as i64),
            style.count(self.primary.arms[0].measure.n as i64),
        )
    }
}
