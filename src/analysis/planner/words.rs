//! A plan as sentences: the answer first.

use crate::analysis::trial::Words;
use crate::metrics::metric::Unit;
use crate::model::experiment::GoalMetric;
use crate::model::format::{NumberStyle, plural};
use crate::stats::{Duration, Sides};

use super::{Enrolment, Needed, Plan, PlanSettings, WithPeople};

/// What a plan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSaid {
    /// The answer.
    pub headline: String,
    /// What it rests on, and what the people at hand could show.
    pub detail: String,
}

impl Plan {
    /// The answer as sentences.
    #[must_use]
    pub fn said(&self) -> PlanSaid {
        let available = self.available_sentence();
        match (&self.needed, available) {
            (Ok(needed), available) => PlanSaid {
                headline: self.need_sentence(needed),
                detail: [Some(self.aim(needed)), available]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(". "),
            },
            (Err(reason), Some(available)) if self.sees_something() => PlanSaid {
                headline: available,
                detail: reason.sentence().to_owned(),
            },
            (Err(reason), _) => PlanSaid {
                headline: "No plan yet".to_owned(),
                detail: reason.sentence().to_owned(),
            },
        }
    }

    /// The answer without days, for people who are counted rather than enrolled.
    #[must_use]
    pub fn size_said(&self) -> PlanSaid {
        let mut said = self.said();
        if let Ok(needed) = &self.needed {
            said.headline = format!(
                "You need {} people ({})",
                NumberStyle::default().count(needed.sample.total as i64),
                per_arm(&needed.sample.per_arm)
            );
        }
        said
    }

    fn sees_something(&self) -> bool {
        let available = self.available.as_ref();
        available.is_some_and(|available| available.detectable.is_ok())
    }

    /// `You need 16,310 people (8,155 per arm): 21 days at 800 a day, then 30 days of window`.
    fn need_sentence(&self, needed: &Needed) -> String {
        let style = NumberStyle::default();
        let settings = &self.settings;
        let days = match (needed.days, settings.enrolment) {
            (None, _) => {
                ": nobody arrives, so it never ends: write how many come per day".to_owned()
            }
            (Some(_), Enrolment::AllAtOnce) => format!(" at once, then {}", window(settings)),
            (Some(days), Enrolment::PerDay(arrivals)) => format!(
                ": {} at {} a day, then {}",
                enrolment(days.enrolment_days),
                per_day(arrivals),
                window(settings)
            ),
        };
        format!(
            "You need {} people ({}){days}",
            style.count(needed.sample.total as i64),
            per_arm(&needed.sample.per_arm)
        )
    }

    /// What the numbers rest on: effect, power, error rate.
    fn aim(&self, needed: &Needed) -> String {
        let style = NumberStyle::default();
        let settings = &self.settings;
        let words = settings.words();
        let mut change = settings.effect_words(needed.difference);
        if let Some(lift) = needed.lift {
            change = format!("{change} ({})", style.lift(lift, 1));
        }
        let from = settings.baseline.value.map_or_else(String::new, |value| {
            format!(
                ", from {} to {}",
                words.precise(value),
                words.precise(value + needed.difference)
            )
        });
        let design = &settings.design;
        let (sides, treatments) = (
            match design.sides {
                Sides::One => "one-sided",
                Sides::Two => "two-sided",
            },
            design.weights.len().saturating_sub(1),
        );
        let shared = if treatments > 1 {
            format!(", shared by {treatments} comparisons")
        } else {
            String::new()
        };
        format!(
            "This finds {change} in {}{from}, with {} power at an error rate of {}{shared}, {sides}",
            settings.metric_words(),
            trimmed_percent(design.power),
            trimmed_percent(design.alpha),
        )
    }

    /// `With the 4,812 people of VIP you could see 2.1 pp or more`.
    #[must_use]
    pub fn available_sentence(&self) -> Option<String> {
        let with = self.available.as_ref()?;
        let settings = &self.settings;
        let of = settings
            .available
            .as_ref()
            .and_then(|available| available.of.as_deref());
        let people = plural(with.people as i64, "person", "people");
        let who = match of {
            None => format!("the {people} available"),
            Some("all buyers") => format!("all {people} who ever bought"),
            Some(name) => format!("the {people} of {name}"),
        };
        Some(match &with.detectable {
            Ok(difference) => {
                let lift = with.lift.map_or_else(String::new, |lift| {
                    format!(" ({})", NumberStyle::default().lift(lift, 0))
                });
                format!(
                    "With {who} you could see {} or more{lift}",
                    settings.effect_words(*difference)
                )
            }
            Err(reason) => format!("With {who} nothing can be seen: {}", reason.sentence()),
        })
    }

    /// The whole answer as text, for the clipboard.
    #[must_use]
    pub fn text(&self) -> String {
        let said = self.said();
        format!("{}. {}", said.headline, said.detail)
    }
}

impl PlanSettings {
    /// Writes values of the metric.
    fn words(&self) -> PreciseWords {
        PreciseWords(Words {
            unit: self.metric.unit(),
            currency: self.currency,
        })
    }

    /// The size of an effect with the digits that tell small ones apart: `1.0 pp`, `0.25 pp`, `€0.35`.
    #[must_use]
    pub fn effect_words(&self, difference: f64) -> String {
        let words = self.words();
        let sign = if difference < 0.0 { "−" } else { "" };
        let size = match words.0.unit {
            Unit::Share => {
                let points = difference.abs() * 100.0;
                let decimals = if points < 0.995 { 2 } else { 1 };
                format!("{} pp", NumberStyle::default().decimal(points, decimals))
            }
            Unit::Money | Unit::Count => words.0.size(difference),
        };
        format!("{sign}{size}")
    }

    /// A value of the metric: `5.0 %`, `€3.02`.
    #[must_use]
    pub fn value_words(&self, value: f64) -> String {
        self.words().precise(value)
    }

    fn metric_words(&self) -> String {
        match self.metric {
            // Without a window the numbers are no metric of a shop's.
            GoalMetric::Conversion if self.window_days == 0 => "a rate".to_owned(),
            GoalMetric::NetPerPerson if self.window_days == 0 => "a mean".to_owned(),
            GoalMetric::Conversion => format!("conversion within {} days", self.window_days),
            GoalMetric::NetPerPerson => format!("net per person within {} days", self.window_days),
            GoalMetric::Aov => "average order value".to_owned(),
        }
    }
}

impl WithPeople {
    /// Days from the first person to the end of the last window: `51 days`.
    #[must_use]
    pub fn days_words(&self) -> String {
        days_words(self.days)
    }
}

/// Days from the first person to the end of the last window, or that it never ends.
#[must_use]
pub(super) fn days_words(days: Option<Duration>) -> String {
    days.map_or_else(
        || "never".to_owned(),
        |days| plural(days.total_days as i64, "day", "days"),
    )
}

/// A rate with one decimal more than the screens have: plans are about small steps.
struct PreciseWords(Words);

impl PreciseWords {
    fn precise(&self, value: f64) -> String {
        match self.0.unit {
            Unit::Share => {
                let percent = value * 100.0;
                let is_round = (percent * 10.0 - (percent * 10.0).round()).abs() < 1e-6;
                NumberStyle::default().percent(value, if is_round { 1 } else { 2 })
            }
            Unit::Money | Unit::Count => self.0.value(value),
        }
    }
}

/// `8,155 per arm`, `8,155 in each of 3 arms`, `19,925 and 4,982`.
#[must_use]
pub(super) fn per_arm(people: &[u64]) -> String {
    let style = NumberStyle::default();
    let all: Vec<String> = people
        .iter()
        .map(|people| style.count(*people as i64))
        .collect();
    let Some((last, rest)) = all.split_last() else {
        return String::new();
    };
    if rest.iter().any(|people| people != last) {
        return format!("{} and {last}", rest.join(", "));
    }
    if all.len() == 2 {
        format!("{last} per arm")
    } else {
        format!("{last} in each of {} arms", all.len())
    }
}

fn window(settings: &PlanSettings) -> String {
    let days = i64::from(settings.window_days);
    format!("{} of window", plural(days, "day", "days"))
}

/// Days, or years where nobody counts the days any more.
fn enrolment(days: u64) -> String {
    const LONGEST_IN_DAYS: u64 = 3_650;
    if days <= LONGEST_IN_DAYS {
        return plural(days as i64, "day", "days");
    }
    let years = (days as f64 / 365.25).round();
    format!("about {} years", NumberStyle::default().decimal(years, 0))
}

fn per_day(arrivals: f64) -> String {
    let decimals = usize::from(arrivals.fract() != 0.0);
    NumberStyle::default().decimal(arrivals, decimals)
}

/// A share with as many decimals as it has, at most two: `80 %`, `2.5 %`.
fn trimmed_percent(share: f64) -> String {
    let style = NumberStyle::default();
    let decimals = (0..2)
        .find(|decimals| {
            let scaled = share * 100.0 * 10f64.powi(*decimals);
            (scaled - scaled.round()).abs() < 1e-6
        })
        .unwrap_or(2);
    style.percent(share, decimals as usize)
}
