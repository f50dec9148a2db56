//! Drafts: what dialogs hold while an analyst types, and how it becomes a definition.

use std::path::PathBuf;

use crate::chart::{Figure, Size};
use crate::model::experiment::{ExperimentDefinition, PlannedArm};
use crate::model::money::Currency;
use crate::model::time::Day;

pub use super::goal::{Asks, GoalDraft};

/// Choices of a chart export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportDraft {
    /// Which chart.
    pub figure: Figure,
    /// Page size.
    pub size: Size,
    /// Folder to write to, as typed.
    pub folder: String,
    /// File name without ending, as typed.
    pub name: String,
}

/// A file whose columns the analyst names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingDraft {
    /// The file.
    pub path: PathBuf,
    /// Its headers.
    pub headers: Vec<String>,
    /// Its first rows.
    pub preview: Vec<Vec<String>>,
    /// Header of the column that holds the person.
    pub person: Option<String>,
    /// Header of the column that holds the arm.
    pub arm: Option<String>,
    /// Header of the column that holds the date of assignment.
    pub date: Option<String>,
}

/// A path being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathDraft {
    /// What the path is for.
    pub purpose: PathPurpose,
    /// Typed so far.
    pub text: String,
}

/// What a chosen path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathPurpose {
    /// Files or a folder to import.
    Import,
    /// A workspace to open.
    OpenWorkspace,
    /// A workspace to create.
    NewWorkspace,
    /// A folder for exported charts.
    ExportFolder,
    /// A file for the issues shown.
    IssuesFile,
}

impl PathPurpose {
    /// The title of its dialog.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Import => "Import files",
            Self::OpenWorkspace => "Open workspace",
            Self::NewWorkspace => "New workspace",
            Self::ExportFolder => "Choose a folder",
            Self::IssuesFile => "Export issues",
        }
    }
}

/// A code rule being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeRuleDraft {
    /// The rule that is edited; `None` for a new one.
    pub replaces: Option<usize>,
    /// The pattern as typed: `VIP20`, `WELCOME-*`, `/WB-.+/`.
    pub pattern: String,
    /// The workflow as typed.
    pub workflow: String,
    /// Also used outside the workflow.
    pub shared: bool,
}

/// The settings of an experiment being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExperimentDraft {
    /// Experiment name.
    pub name: String,
    /// Control arm.
    pub control: String,
    /// Window in days, as typed.
    pub window_days: String,
    /// Workflow under test, as typed.
    pub workflow: String,
    /// First day of the test, as typed; empty where the list has dates.
    pub starts_on: String,
    /// Planned weight per arm, as typed.
    pub planned: Vec<(String, String)>,
    /// What decides.
    pub goal: GoalDraft,
    /// Whether it is a table with one row per unit, which knows no window, day or workflow.
    pub is_table: bool,
}

impl ExperimentDraft {
    /// The settings as they are stored.
    #[must_use]
    pub fn of(
        definition: &ExperimentDefinition,
        arms: &[String],
        currency: Option<Currency>,
    ) -> Self {
        let planned = arms
            .iter()
            .map(|arm| (arm.clone(), definition.weight(arm).to_string()))
            .collect();
        Self {
            name: definition.name.clone(),
            control: definition.control.clone(),
            window_days: definition.window_days.to_string(),
            workflow: definition.workflow.clone().unwrap_or_default(),
            starts_on: definition
                .starts_on
                .map_or_else(String::new, |day| day.to_string()),
            planned,
            goal: GoalDraft::of(&definition.goal, currency),
            is_table: false,
        }
    }

    /// The settings as typed, or what is wrong with them.
    pub fn parse(&self) -> Result<ExperimentDefinition, String> {
        let days = self.window_days.trim();
        let window_days = days
            .parse::<u32>()
            .ok()
            .filter(|days| (1..=730).contains(days))
            .ok_or_else(|| format!("`{days}` is not a window: write 1 to 730 days"))?;
        let mut planned = Vec::new();
        for (arm, weight) in &self.planned {
            let number = weight
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|weight| weight.is_finite() && *weight >= 0.0)
                .ok_or_else(|| {
                    format!("`{weight}` is not a weight for {arm}: write 0 or more, for example 50")
                })?;
            planned.push(PlannedArm {
                arm: arm.clone(),
                weight: number,
            });
        }
        if planned.iter().map(|planned| planned.weight).sum::<f64>() <= 0.0 {
            return Err("Every planned weight is 0: give at least one arm a weight".to_owned());
        }
        let starts_on = match self.starts_on.trim() {
            "" => None,
            text => Some(Day::from_date(text.parse().map_err(|_| {
                format!("`{text}` is not a date: write year-month-day, for example 2026-06-30")
            })?)),
        };
        let workflow = self.workflow.trim();
        Ok(ExperimentDefinition {
            name: self.name.clone(),
            control: self.control.clone(),
            window_days,
            planned,
            workflow: (!workflow.is_empty()).then(|| workflow.to_owned()),
            starts_on,
            goal: self.goal.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::experiment::{Goal, GoalMetric, Question};

    fn draft() -> ExperimentDraft {
        let definition = ExperimentDefinition {
            name: "winback".into(),
            control: "A".into(),
            window_days: 30,
            planned: Vec::new(),
            workflow: Some("Win-back".into()),
            starts_on: Some(Day(20_000)),
            goal: Goal {
                metric: GoalMetric::NetPerPerson,
                question: Question::NotWorse { margin: 50.0 },
            },
        };
        let currency = Currency::parse("USD");
        ExperimentDraft::of(&definition, &["A".into(), "B".into()], currency)
    }

    #[test]
    fn settings_read_back_with_their_weights_spelled_out() {
        let definition = draft().parse().unwrap();
        assert_eq!(
            definition.weight("A").to_bits(),
            definition.weight("B").to_bits()
        );
        assert_eq!(definition.workflow.as_deref(), Some("Win-back"));
        assert_eq!(definition.starts_on, Some(Day(20_000)));
        assert_eq!(definition.window_days, 30);
        assert_eq!(definition.goal.metric, GoalMetric::NetPerPerson);
        assert_eq!(
            definition.goal.question,
            Question::NotWorse { margin: 50.0 }
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let check = |change: fn(&mut ExperimentDraft), words: &str| {
            let mut draft = draft();
            change(&mut draft);
            let sentence = draft.parse().unwrap_err();
            assert!(sentence.contains(words), "{sentence}");
        };
        check(
            |draft| draft.window_days = "soon".into(),
            "`soon` is not a window",
        );
        check(|draft| draft.window_days = "0".into(), "1 to 730 days");
        check(
            |draft| draft.planned[1].1 = "-5".into(),
            "`-5` is not a weight for B",
        );
        check(
            |draft| draft.starts_on = "yesterday".into(),
            "`yesterday` is not a date",
        );
        check(
            |draft| {
                draft
                    .planned
                    .iter_mut()
                    .for_each(|planned| planned.1 = "0".into());
            },
            "at least one arm",
        );
    }
}
