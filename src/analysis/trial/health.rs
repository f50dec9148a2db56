//! Health of a trial: what must hold before its numbers may be read as effects.

use crate::model::format::{NumberStyle, plural};
use crate::stats::{
    self, CannotTest, Confidence, CovariateMoments, Srm, SrmStatus, Statistic, UnitStatistics,
};

use super::{Trial, TrialReadout, Words};

/// One check with its outcome, for the health strip.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthCheck {
    /// What was checked.
    pub kind: HealthKind,
    /// How it ended.
    pub status: HealthStatus,
    /// A few words: `Sample ratio ok, p = 0.62`.
    pub label: String,
    /// What it means and what to do.
    pub meaning: String,
}

/// Everything that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HealthKind {
    /// The split against the planned one.
    SampleRatio,
    /// Nobody in several arms.
    OneArm,
    /// Every window closed.
    Window,
    /// No difference between the arms before the start.
    Balance,
    /// Enough units and events to say something.
    SampleSize,
    /// No single unit decides a mean.
    Largest,
    /// Every unit has its value.
    Missing,
}

impl HealthKind {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::SampleRatio => "sample_ratio",
            Self::OneArm => "one_arm",
            Self::Window => "window",
            Self::Balance => "balance",
            Self::SampleSize => "sample_size",
            Self::Largest => "largest",
            Self::Missing => "missing",
        }
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HealthStatus {
    /// As it should be.
    Ok,
    /// Look at it before you decide.
    Warning,
    /// No verdict.
    Blocked,
}

impl HealthStatus {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Blocked => "blocked",
        }
    }
}

/// Under this p-value a difference before the start is called out.
pub const BALANCE_ALPHA: f64 = 0.01;

/// Fewer successes or failures than this in an arm, and exact tests take over.
const FEW_EVENTS: u64 = 20;

/// Fewer units than this in an arm say little of a mean.
const FEW_UNITS: u64 = 100;

/// From this share of everything in its arm on, one unit decides.
pub const LARGE_SHARE: f64 = 0.1;

/// The split against the planned one.
#[must_use]
pub fn sample_ratio(trial: &Trial, srm: &Result<Srm, CannotTest>) -> HealthCheck {
    let style = NumberStyle::default();
    let counts: Vec<String> = trial
        .arms
        .iter()
        .map(|arm| style.count(arm.n as i64))
        .collect();
    let units = trial
        .metrics
        .first()
        .map_or(("person", "people"), |metric| metric.subject.unit_words())
        .1;
    let counts = format!("{} {units}", counts.join(" vs "));
    let (status, label, meaning) = match srm {
        Err(reason) => (
            HealthStatus::Warning,
            "Sample ratio not checked".to_owned(),
            reason.sentence().to_owned(),
        ),
        Ok(srm) => {
            let p = style.p_value(srm.p.value);
            match srm.status {
                SrmStatus::Ok => (
                    HealthStatus::Ok,
                    format!("Sample ratio ok, p = {p}"),
                    format!("{counts} fit the planned split"),
                ),
                SrmStatus::Warn => (
                    HealthStatus::Warning,
                    format!("Sample ratio doubtful, p = {p}"),
                    format!(
                        "{counts} are an unusual result of the planned split: check how {units} were assigned"
                    ),
                ),
                SrmStatus::Blocked => (
                    HealthStatus::Blocked,
                    format!("Sample ratio mismatch, p = {p}"),
                    format!(
                        "{counts} do not come from the planned split. Usual causes: a filter after assignment, a list exported at another time, or a planned split that is not entered here"
                    ),
                ),
            }
        }
    };
    HealthCheck {
        kind: HealthKind::SampleRatio,
        status,
        label,
        meaning,
    }
}

/// Whether the primary metric has enough units and events; `None` without a primary metric.
#[must_use]
pub fn sample_size(readout: &TrialReadout) -> Option<HealthCheck> {
    let primary = readout.metrics.iter().find(|metric| metric.is_primary())?;
    let style = NumberStyle::default();
    let smallest = |of: fn(&Statistic) -> u64| {
        let counts = primary.arms.iter().map(|arm| of(&arm.statistic));
        counts.min().unwrap_or_default()
    };
    let (few, label, meaning) = match primary.subject.kind {
        stats::StatisticKind::Proportion => {
            let events = smallest(|statistic| match statistic {
                Statistic::Proportion(share) => share
                    .successes
                    .min(share.trials.saturating_sub(share.successes)),
                Statistic::Mean(_) | Statistic::Ratio(_) => 0,
            });
            (
                events < FEW_EVENTS,
                plural(events as i64, "event in an arm", "events in an arm"),
                "With few events the exact tests take over, and only large differences can be seen",
            )
        }
        stats::StatisticKind::Mean | stats::StatisticKind::Ratio => {
            let units = smallest(Statistic::n);
            (
                units < FEW_UNITS,
                plural(units as i64, "unit in an arm", "units in an arm"),
                "Averages of few units are decided by the largest of them",
            )
        }
    };
    Some(if few {
        HealthCheck {
            kind: HealthKind::SampleSize,
            status: HealthStatus::Warning,
            label: format!("Only {label}"),
            meaning: meaning.to_owned(),
        }
    } else {
        let units = primary.subject.unit_words().1;
        let people: u64 = primary.arms.iter().map(|arm| arm.n).sum();
        HealthCheck {
            kind: HealthKind::SampleSize,
            status: HealthStatus::Ok,
            label: format!("Enough {units} to test"),
            meaning: format!("{} {units} were measured", style.count(people as i64)),
        }
    })
}

/// Whether one unit decides a mean; `None` where no metric keeps its values.
#[must_use]
pub fn largest(trial: &Trial, readout: &TrialReadout, words: Words) -> Option<HealthCheck> {
    let (metric, arm, largest) = readout
        .metrics
        .iter()
        .flat_map(|metric| metric.comparisons.iter().map(move |one| (metric, one)))
        .filter_map(|(metric, one)| {
            let values = one.effect.as_ref().ok()?.opinions.values.as_ref()?;
            let largest = values.largest?;
            let arm = if largest.in_treatment { one.arm } else { 0 };
            Some((metric, arm, largest))
        })
        .max_by(|one, other| one.2.share.total_cmp(&other.2.share))?;
    let style = NumberStyle::default();
    let unit = metric.subject.unit_words().0;
    let words = Words {
        unit: metric.subject.unit,
        ..words
    };
    let share = style.percent(largest.share, 0);
    let of = format!(
        "The largest value of {} is {}, {share} of everything in {}",
        metric.subject.label,
        words.value(largest.value),
        trial.arms[arm].name
    );
    Some(if largest.share < LARGE_SHARE {
        HealthCheck {
            kind: HealthKind::Largest,
            status: HealthStatus::Ok,
            label: format!("No single {unit} decides"),
            meaning: of,
        }
    } else {
        HealthCheck {
            kind: HealthKind::Largest,
            status: HealthStatus::Warning,
            label: format!("One {unit} is {share} of an arm"),
            meaning: format!("{of}. Read the capped value and the median beside the mean"),
        }
    })
}

/// Whether the covariate differs between the arms; `None` where nothing was known before.
#[must_use]
pub fn covariate_balance(trial: &Trial) -> Option<HealthCheck> {
    let before = |statistics: &UnitStatistics| match statistics.covariate.as_ref()? {
        CovariateMoments::Mean(moments) => Some(moments.moments(1)),
        CovariateMoments::Ratio(moments) => Some(moments.moments(2)),
    };
    let arms: Vec<_> = trial
        .metrics
        .first()?
        .arms
        .iter()
        .filter_map(before)
        .collect();
    let control = arms.first()?;
    let smallest = arms[1..]
        .iter()
        .filter_map(|arm| stats::welch(control, arm, Confidence::default()).ok())
        .map(|effect| effect.p.value)
        .min_by(f64::total_cmp);
    Some(balance(
        smallest,
        "The mean of the covariate, arm by arm against the control",
    ))
}

/// The check of a difference before the start, from its smallest p-value.
#[must_use]
pub fn balance(smallest: Option<f64>, meaning: &str) -> HealthCheck {
    let style = NumberStyle::default();
    let (status, label) = match smallest {
        None => (
            HealthStatus::Ok,
            "Nothing known before the start".to_owned(),
        ),
        Some(p) if p < BALANCE_ALPHA => (
            HealthStatus::Warning,
            format!("Arms differed before the start, p = {}", style.p_value(p)),
        ),
        Some(_) => (HealthStatus::Ok, "Balanced before the start".to_owned()),
    };
    HealthCheck {
        kind: HealthKind::Balance,
        status,
        label,
        meaning: meaning.to_owned(),
    }
}
