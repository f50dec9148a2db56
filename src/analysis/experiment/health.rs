//! Health of an experiment: what must hold before its numbers may be read as effects.

use crate::metrics::{Group, Metric, Start, compare, measure};
use crate::model::format::{NumberStyle, plural};
use crate::stats::{CannotTest, Confidence, Srm, SrmStatus};

use super::super::trial::TrialReadout;
use super::{DAYS_BEFORE, Test};

/// One check with its outcome, for the health strip.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthCheck {
    /// A word for JSON.
    pub id: &'static str,
    /// How it ended.
    pub status: HealthStatus,
    /// A few words: `Sample ratio ok, p = 0.62`.
    pub label: String,
    /// What it means and what to do.
    pub meaning: String,
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
const BALANCE_ALPHA: f64 = 0.01;

pub(super) fn checks(test: &Test<'_>, trial: &TrialReadout) -> Vec<HealthCheck> {
    vec![
        sample_ratio(test, &trial.srm),
        one_arm(test),
        window(test),
        balance(test),
    ]
}

fn sample_ratio(test: &Test<'_>, srm: &Result<Srm, CannotTest>) -> HealthCheck {
    let style = NumberStyle::default();
    let counts = test
        .counts()
        .into_iter()
        .map(|count| style.count(count as i64))
        .collect::<Vec<_>>()
        .join(" vs ");
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
                    format!("{counts} people fit the planned split"),
                ),
                SrmStatus::Warn => (
                    HealthStatus::Warning,
                    format!("Sample ratio doubtful, p = {p}"),
                    format!(
                        "{counts} people are an unusual result of the planned split: check how people were assigned"
                    ),
                ),
                SrmStatus::Blocked => (
                    HealthStatus::Blocked,
                    format!("Sample ratio mismatch, p = {p}"),
                    format!(
                        "{counts} people do not come from the planned split. Usual causes: a filter after assignment, a list exported at another time, or a planned split that is not entered here"
                    ),
                ),
            }
        }
    };
    HealthCheck {
        id: "sample_ratio",
        status,
        label,
        meaning,
    }
}

fn one_arm(test: &Test<'_>) -> HealthCheck {
    let several = test.people.in_several;
    let assigned: u64 = test.people.sizes.iter().sum::<u64>() + several;
    let share = if assigned == 0 {
        1.0
    } else {
        1.0 - several as f64 / assigned as f64
    };
    let style = NumberStyle::default();
    let people = plural(several as i64, "person was", "people were");
    HealthCheck {
        id: "one_arm",
        status: if share < 0.99 {
            HealthStatus::Warning
        } else {
            HealthStatus::Ok
        },
        label: format!("In one arm only: {}", style.percent(share, 1)),
        meaning: format!("{people} in more than one arm and left out of every figure"),
    }
}

fn window(test: &Test<'_>) -> HealthCheck {
    let style = NumberStyle::default();
    let days = test.definition.window_days;
    let arms = test.summary();
    let total: u64 = arms.iter().map(|arm| arm.n).sum();
    let open: u64 = arms.iter().map(|arm| arm.immature).sum();
    let undated = total - test.people.starts.iter().flatten().count() as u64;
    if undated > 0 {
        let people = plural(undated as i64, "person has", "people have");
        return HealthCheck {
            id: "window",
            status: HealthStatus::Blocked,
            label: "Assignment date missing".to_owned(),
            meaning: format!(
                "{people} no assignment date: enter the day the test started under Settings"
            ),
        };
    }
    HealthCheck {
        id: "window",
        status: if open == 0 {
            HealthStatus::Ok
        } else {
            HealthStatus::Warning
        },
        label: format!(
            "Window closed: {} of {}",
            style.count((total - open) as i64),
            style.count(total as i64)
        ),
        meaning: format!(
            "A person counts once {days} days have passed since the assignment; the others are left out until then"
        ),
    }
}

/// Net per person in the 90 days before the assignment should not differ between arms.
fn balance(test: &Test<'_>) -> HealthCheck {
    let starts = test
        .people
        .starts
        .iter()
        .map(|start| {
            let days = i64::from(DAYS_BEFORE) * crate::model::time::DAY_MICROS;
            start.map(|start| start - days)
        })
        .collect();
    let start = Start::PerPerson(starts);
    let metric = Metric::NetPerPerson { days: DAYS_BEFORE };
    let input = test.input();
    let measured = |index: u16| {
        let group = Group {
            people: test.people.people(index),
            start: start.clone(),
        };
        measure(&input, metric, &group)
    };
    let control = test.order.first().map(|&index| measured(index));
    let smallest = test
        .order
        .iter()
        .skip(1)
        .filter_map(|&index| {
            let effect = compare(control.as_ref()?, &measured(index), Confidence::default());
            Some(effect.ok()?.p.value)
        })
        .min_by(f64::total_cmp);
    let style = NumberStyle::default();
    let (status, label) = match smallest {
        None => (HealthStatus::Ok, "No purchases before the start".to_owned()),
        Some(p) if p < BALANCE_ALPHA => (
            HealthStatus::Warning,
            format!("Arms differed before the start, p = {}", style.p_value(p)),
        ),
        Some(_) => (HealthStatus::Ok, "Balanced before the start".to_owned()),
    };
    HealthCheck {
        id: "balance",
        status,
        label,
        meaning: format!(
            "Net per person in the {DAYS_BEFORE} days before the assignment, arm by arm against the control"
        ),
    }
}
