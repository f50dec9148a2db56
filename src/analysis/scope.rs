//! What a question is about: the period, the people, and what they are compared with.

use serde::{Deserialize, Serialize};

use crate::model::time::{DAY_MICROS, Day};
use crate::store::snapshot::Snapshot;

/// One scope for the whole window: every screen and every command reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Which orders.
    pub period: Period,
    /// Which people.
    pub people: People,
    /// Compared with whom.
    pub versus: Versus,
}

/// A span of civil days of the reporting zone, ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// Everything loaded.
    #[default]
    All,
    /// The last days up to the newest order.
    LastDays(u16),
    /// From one day to another; an open end is the edge of the data.
    Between(Option<Day>, Option<Day>),
}

impl Period {
    /// The periods offered in the window.
    pub const OFFERED: [Self; 5] = [
        Self::All,
        Self::LastDays(30),
        Self::LastDays(90),
        Self::LastDays(180),
        Self::LastDays(365),
    ];

    /// The words on its chip.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::All => "All".to_owned(),
            Self::LastDays(days) => format!("Last {days} days"),
            Self::Between(from, to) => {
                let edge = |day: Option<Day>, open: &str| {
                    day.map_or_else(|| open.to_owned(), crate::model::format::day)
                };
                format!("{} to {}", edge(from, "start"), edge(to, "end"))
            }
        }
    }

    /// The instants `[from, to)` that the period covers in a snapshot.
    #[must_use]
    pub fn span(self, snapshot: &Snapshot) -> Span {
        let first = snapshot.orders.placed.iter().min().copied().unwrap_or(0);
        let end = snapshot.as_of + 1;
        let (from, to) = match self {
            Self::All => (first, end),
            Self::LastDays(days) => (end - i64::from(days) * DAY_MICROS, end),
            Self::Between(from, to) => (
                from.map_or(first, |day| day.start(&snapshot.zone)),
                to.map_or(end, |day| Day(day.0 + 1).start(&snapshot.zone)),
            ),
        };
        Span {
            from,
            to: to.min(end),
        }
    }
}

/// Instants `from <= t < to`, UTC microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First instant.
    pub from: i64,
    /// First instant after the span.
    pub to: i64,
}

impl Span {
    /// Whether an instant lies in the span.
    #[must_use]
    pub fn contains(self, utc_micros: i64) -> bool {
        self.from <= utc_micros && utc_micros < self.to
    }

    /// Length in microseconds.
    #[must_use]
    pub fn length(self) -> i64 {
        self.to - self.from
    }

    /// The span of the same length that ends where this one starts.
    #[must_use]
    pub fn previous(self) -> Self {
        Self {
            from: self.from - self.length(),
            to: self.from,
        }
    }

    /// First and last civil day, for captions.
    #[must_use]
    pub fn days(self, snapshot: &Snapshot) -> (Day, Day) {
        (snapshot.day(self.from), snapshot.day(self.to - 1))
    }
}

/// Which people a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum People {
    /// Every buyer.
    #[default]
    Everyone,
    /// A saved segment, a preset, a rule, or `arm:EXPERIMENT/ARM`, as typed.
    Segment(String),
}

impl People {
    /// The words on its chip.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Everyone => "Everyone",
            Self::Segment(text) => text,
        }
    }
}

/// What a group is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Versus {
    /// The same rule one period earlier.
    #[default]
    Previous,
    /// Every buyer who is not in the group.
    Rest,
    /// Another segment, or an arm.
    Segment(String),
}

impl Versus {
    /// The words on its chip, in JSON and in sentences: "versus …".
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Previous => "previous period",
            Self::Rest => "rest",
            Self::Segment(text) => text,
        }
    }
}

/// How far a comparison may be trusted (`docs/metrics.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// Randomised control: the only one that speaks of cause.
    A,
    /// Matched or observational.
    B,
    /// The group's own history.
    C,
}

impl Grade {
    /// The letter in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// The words on its badge.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::A => "A · randomised",
            Self::B => "B · observed",
            Self::C => "C · own history",
        }
    }

    /// What the grade allows to say.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => {
                "People were assigned at random, so a difference is an effect of the workflow."
            }
            Self::B => {
                "Nobody was assigned at random: the groups may differ for other reasons, so a difference is not an effect."
            }
            Self::C => {
                "Compared with its own past: season, prices and campaigns changed as well, so a difference is not an effect."
            }
        }
    }
}
