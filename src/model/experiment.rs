//! Experiments: who was assigned to which arm, and what the test is about.

use serde::{Deserialize, Serialize};

use super::person::Identity;
use super::time::Day;

/// One row of an assignment list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who was assigned.
    pub identity: Identity,
    /// The arm, trimmed, as written.
    pub arm: String,
    /// When, UTC microseconds; `None` where the list has no date.
    pub assigned_utc_micros: Option<i64>,
    /// The share of people planned for this arm, where the list says it.
    pub planned_share: Option<f64>,
    /// The workflow under test, where the list says it.
    pub workflow: Option<String>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// What the analyst says of a test. Created with defaults when its assignment list is imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExperimentDefinition {
    /// Name, unique in the workspace; the command line and `arm:NAME/ARM` use it.
    pub name: String,
    /// The arm that the others are compared with.
    pub control: String,
    /// Days after assignment within which an order counts.
    pub window_days: u32,
    /// Planned weight per arm; empty means equal.
    pub planned: Vec<PlannedArm>,
    /// The workflow under test, for attributed beside incremental.
    pub workflow: Option<String>,
    /// The day the test started, for lists that have no dates of their own.
    #[serde(default)]
    pub starts_on: Option<Day>,
    /// What decides, and what it must show.
    #[serde(default)]
    pub goal: Goal,
}

/// What decides an experiment: fixed before the data, printed with the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The metric that the verdict rests on.
    pub metric: GoalMetric,
    /// What it must show.
    pub question: Question,
}

/// The metrics that a verdict may rest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalMetric {
    /// People who buy within the window.
    #[default]
    Conversion,
    /// Net sales per person within the window.
    NetPerPerson,
    /// Average order value.
    Aov,
}

/// What the primary metric must show for a win.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// A difference in either direction.
    #[default]
    Different,
    /// Better than the control; the other direction is not tested.
    Better,
    /// Not worse than the control by more than a margin, in units of the metric.
    NotWorse {
        /// The margin, above 0.
        margin: f64,
    },
}

impl ExperimentDefinition {
    /// The days after assignment within which an order counts, until the analyst says otherwise.
    pub const DEFAULT_WINDOW_DAYS: u32 = 30;

    /// What is taken as said of a test before the analyst says anything: an even split, the default
    /// window and goal.
    #[must_use]
    pub fn new(name: impl Into<String>, control: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            control: control.into(),
            window_days: Self::DEFAULT_WINDOW_DAYS,
            planned: Vec::new(),
            workflow: None,
            starts_on: None,
            goal: Goal::default(),
        }
    }

    /// The planned weight of an arm: as stated, 1 where nothing is stated, 0 where others are.
    #[must_use]
    pub fn weight(&self, arm: &str) -> f64 {
        if self.planned.is_empty() {
            return 1.0;
        }
        let stated = self.planned.iter().find(|planned| planned.arm == arm);
        stated.map_or(0.0, |planned| planned.weight)
    }
}

impl GoalMetric {
    /// Every one, the default first.
    pub const ALL: [Self; 3] = [Self::Conversion, Self::NetPerPerson, Self::Aov];

    /// The word in JSON and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Conversion => "conversion",
            Self::NetPerPerson => "net_per_person",
            Self::Aov => "aov",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Conversion => "Conversion",
            Self::NetPerPerson => "Net per person",
            Self::Aov => "Average order value",
        }
    }
}

impl Question {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Different => "different",
            Self::Better => "better",
            Self::NotWorse { .. } => "not_worse",
        }
    }
}

/// The weight that an arm was planned to get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedArm {
    /// Arm name.
    pub arm: String,
    /// Weight; only the proportions matter.
    pub weight: f64,
}

/// Words that commonly name a control arm, best first.
const CONTROL_WORDS: [&str; 9] = [
    "control", "holdout", "hold-out", "baseline", "none", "no", "off", "a", "0",
];

/// The arm that is most likely the control: by its name, else the first in order.
#[must_use]
pub fn likely_control(arms: &[String]) -> Option<&String> {
    let named = CONTROL_WORDS.iter().find_map(|word| {
        arms.iter()
            .find(|arm| first_word(arm).eq_ignore_ascii_case(word))
    });
    named.or_else(|| arms.iter().min())
}

fn first_word(arm: &str) -> &str {
    arm.split(|c: char| !c.is_alphanumeric() && c != '-')
        .find(|word| !word.is_empty())
        .unwrap_or(arm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control_of(arms: &[&str]) -> String {
        let arms: Vec<String> = arms.iter().map(ToString::to_string).collect();
        likely_control(&arms).cloned().unwrap_or_default()
    }

    #[test]
    fn the_control_is_found_by_name() {
        assert_eq!(control_of(&["treatment", "Control"]), "Control");
        assert_eq!(
            control_of(&["B: free shipping", "A: 10 % code"]),
            "A: 10 % code"
        );
        assert_eq!(control_of(&["welcome", "holdout"]), "holdout");
        assert_eq!(control_of(&["Mens E-Mail", "No E-Mail"]), "No E-Mail");
        assert_eq!(control_of(&["1", "0"]), "0");
        assert_eq!(control_of(&["late", "early"]), "early");
        assert_eq!(control_of(&[]), "");
    }
}
