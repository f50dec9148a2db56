//! The read-out of an experiment: everyone assigned, zeros included, health before verdict.

pub mod arms;
mod caused;
mod cuts;
mod elapsed;
mod health;
mod history;
mod list;
mod roll_out;
mod self_check;
mod tables;
pub mod verdict;

use crate::metrics::{self, Detail, Group, Mask, Measure, MeasureInput, Metric, Start, measure};
use crate::model::experiment::{ExperimentDefinition, Goal, likely_control};
use crate::model::time::{DAY_MICROS, Day};
use crate::stats;
use crate::store::snapshot::AssignmentList;

use super::context::{AnalysisError, Context, listed};
use super::trial::health::HealthCheck;
use super::trial::{self, Role, Settings, Subject, Trial, TrialArm, TrialMetric, TrialReadout};
use arms::{Arms, arms_of};

pub use caused::{Caused, credited_orders};
pub use elapsed::{ElapsedEffect, ElapsedPoint};
pub use list::{ExperimentEntry, ExperimentList, list};
pub use roll_out::RollOut;
pub use self_check::{
    BINS, SelfCheck, SelfCheckMetric, SelfCheckOutcome, SelfCheckPlan, self_check,
};
pub use verdict::{Evidence, Said, Verdict};

pub(super) use tables::{StoredTable, stored_tables};

/// Days before the assignment that covariates and the balance of arms are read from.
pub const DAYS_BEFORE: u32 = 90;

/// Everything a screen, a file or JSON says of an experiment.
#[derive(Clone, Debug)]
pub struct ExperimentReadout {
    /// What the analyst said of the test.
    pub definition: ExperimentDefinition,
    /// The arms, control first.
    pub arms: Vec<Arm>,
    /// Days of the first and last assignment.
    pub assigned: Option<(Day, Day)>,
    /// Everything that decides whether the numbers may be trusted.
    pub health: Vec<HealthCheck>,
    /// Split, metrics (the primary one first) and cuts.
    pub trial: TrialReadout,
    /// What may be concluded.
    pub verdict: Verdict,
    /// What the workflow was credited with beside what it caused, per treatment arm.
    pub caused: Vec<Caused>,
    /// The effect by days since the assignment, per treatment arm.
    pub elapsed: Vec<ElapsedEffect>,
    /// What the effect is worth if everyone gets it, per treatment arm.
    pub roll_out: Vec<RollOut>,
    /// How it was read.
    pub settings: Settings,
}

impl ExperimentReadout {
    /// Whether it was read from a table with one row per unit: no orders, people or window behind it.
    #[must_use]
    pub fn is_table(&self) -> bool {
        let metrics = &self.trial.metrics;
        !metrics.is_empty() && metrics.iter().all(|one| one.subject.metric.is_none())
    }
}

/// One arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// People assigned to it and to no other.
    pub n: u64,
    /// Its planned share of all people.
    pub planned_share: f64,
    /// People whose window is not over.
    pub immature: u64,
}

/// Analyses one experiment by name: intention to treat on everyone assigned to exactly one arm.
pub fn analyse(context: &Context, name: &str) -> Result<ExperimentReadout, AnalysisError> {
    analyse_as(context, name, &Reading::default())
}

/// What a look at an experiment sets aside of its stored definition, without changing it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Another window, in days.
    pub window_days: Option<u32>,
    /// Another metric or question.
    pub goal: Option<Goal>,
    /// Error rate, caps, planned sample, seed.
    pub settings: Settings,
}

/// Analyses one experiment by name, read in a way of its own.
pub fn analyse_as(
    context: &Context,
    name: &str,
    reading: &Reading,
) -> Result<ExperimentReadout, AnalysisError> {
    if let Some(table) = tables::find(context, name) {
        return tables::analyse(context, table, reading);
    }
    let list = list_of(context, name)?;
    let mut definition = definition_of(context, list);
    definition.window_days = reading.window_days.unwrap_or(definition.window_days);
    definition.goal = reading.goal.unwrap_or(definition.goal);
    let test = Test::new(context, list, &definition);
    let arms = test.summary();
    let settings = Settings {
        question: definition.goal.question,
        history: history::history(&test),
        early: is_open(&arms),
        ..reading.settings.clone()
    };
    let counted = test.trial(settings.clone());
    let trial = trial::read_out(&counted);
    let verdict = test.verdict(&trial, &arms, &settings);
    Ok(ExperimentReadout {
        assigned: test.assigned_days(),
        health: health::checks(&test, &arms, &counted, &trial),
        caused: caused::caused(&test, &trial.metrics)?,
        elapsed: elapsed::elapsed(&test, &trial, settings.confidence),
        roll_out: roll_out::roll_out(&trial, &arms),
        definition,
        arms,
        trial,
        verdict,
        settings,
    })
}

/// What the analyst said of an experiment, by its name in any case.
pub fn definition(context: &Context, name: &str) -> Result<ExperimentDefinition, AnalysisError> {
    if let Some(table) = tables::find(context, name) {
        return Ok(tables::definition(context, table));
    }
    Ok(definition_of(context, list_of(context, name)?))
}

/// Whether that name, in any case, is one of a table with one row per unit.
#[must_use]
pub fn is_table(context: &Context, name: &str) -> bool {
    tables::find(context, name).is_some()
}

/// The assignment list of an experiment, by its name in any case.
fn list_of<'a>(context: &'a Context, name: &str) -> Result<&'a AssignmentList, AnalysisError> {
    let lists = &context.snapshot.assignments;
    let found = lists
        .iter()
        .find(|list| list.experiment.eq_ignore_ascii_case(name.trim()));
    found.ok_or_else(|| {
        let tables = context.snapshot.unit_tables.iter();
        let names: Vec<String> = lists
            .iter()
            .map(|list| list.experiment.clone())
            .chain(tables.map(|table| table.name.clone()))
            .collect();
        AnalysisError::UnknownExperiment {
            name: name.to_owned(),
            known: format!("the workspace holds {}", listed(&names)),
        }
    })
}

/// The stored definition, or the default one for a list that has none.
fn definition_of(context: &Context, list: &AssignmentList) -> ExperimentDefinition {
    let known = context
        .definitions
        .experiments
        .iter()
        .find(|definition| definition.name == list.experiment);
    known.cloned().unwrap_or_else(|| {
        let control = likely_control(&list.arms).cloned().unwrap_or_default();
        ExperimentDefinition::new(&list.experiment, control)
    })
}

/// An experiment resolved on a snapshot.
struct Test<'a> {
    context: &'a Context,
    list: &'a AssignmentList,
    definition: &'a ExperimentDefinition,
    people: Arms,
    /// Indices into the list's arms, control first, then by name.
    order: Vec<u16>,
}

impl<'a> Test<'a> {
    fn new(
        context: &'a Context,
        list: &'a AssignmentList,
        definition: &'a ExperimentDefinition,
    ) -> Self {
        let mut order: Vec<u16> = (0..list.arms.len() as u16).collect();
        order.sort_by_key(|&index| {
            let name = &list.arms[usize::from(index)];
            (
                !name.eq_ignore_ascii_case(&definition.control),
                name.clone(),
            )
        });
        Self {
            context,
            list,
            definition,
            people: arms_of(context, list),
            order,
        }
    }

    fn name(&self, index: u16) -> &str {
        &self.list.arms[usize::from(index)]
    }

    fn counts(&self) -> Vec<u64> {
        self.order
            .iter()
            .map(|&index| self.people.sizes[usize::from(index)])
            .collect()
    }

    fn weights(&self) -> Vec<f64> {
        self.order
            .iter()
            .map(|&index| self.definition.weight(self.name(index)))
            .collect()
    }

    fn window(&self) -> i64 {
        i64::from(self.definition.window_days) * DAY_MICROS
    }

    fn group(&self, index: u16) -> Group {
        Group {
            people: self.people.people(index),
            start: Start::PerPerson(self.people.starts.clone()),
        }
    }

    /// The people of an arm whose window is over.
    fn mature(&self, index: u16) -> Group {
        let mut group = self.group(index);
        let (window, as_of) = (self.window(), self.context.snapshot.as_of);
        let is_over = |person: u32| {
            let start = self.people.starts[person as usize];
            start.is_some_and(|start| start + window <= as_of)
        };
        group.people = group
            .people
            .and(&Mask::from_fn(group.people.len(), is_over));
        group
    }

    fn measure(&self, metric: Metric, index: u16) -> Measure {
        measure(&self.input(), metric, &self.group(index))
    }

    fn summary(&self) -> Vec<Arm> {
        let total: f64 = self.weights().iter().sum();
        let conversion = Metric::Conversion {
            days: self.definition.window_days,
        };
        self.order
            .iter()
            .zip(self.weights())
            .map(|(&index, weight)| Arm {
                name: self.name(index).to_owned(),
                n: self.people.sizes[usize::from(index)],
                planned_share: if total > 0.0 { weight / total } else { 0.0 },
                immature: self.measure(conversion, index).left_out_immature,
            })
            .collect()
    }

    fn assigned_days(&self) -> Option<(Day, Day)> {
        let starts = || self.people.starts.iter().flatten().copied();
        let snapshot = &self.context.snapshot;
        Some((snapshot.day(starts().min()?), snapshot.day(starts().max()?)))
    }

    fn input(&self) -> MeasureInput<'_> {
        self.context.measure_input(self.context.snapshot.as_of)
    }

    fn verdict(&self, trial: &TrialReadout, arms: &[Arm], settings: &Settings) -> Verdict {
        if let Some(said) = self.undecidable(arms) {
            return Verdict::Blocked(said);
        }
        verdict::verdict(&Evidence {
            trial,
            arms,
            settings,
            currency: self.context.snapshot.currency,
        })
    }

    /// The metrics of the read-out with what hangs on each, the primary one first.
    fn roles(&self) -> Vec<(Metric, Role)> {
        let days = self.definition.window_days;
        let primary = self.definition.goal.metric.metric(days);
        let mut roles = vec![(primary, Role::Primary)];
        let others = [
            Metric::Conversion { days },
            Metric::NetPerPerson { days },
            Metric::Aov,
            Metric::OrdersPerPerson { days },
        ];
        let others = others.into_iter().filter(|&metric| metric != primary);
        roles.extend(others.map(|metric| (metric, Role::Secondary)));
        roles
    }

    /// Whether the test is over and its split as planned.
    fn is_settled(&self) -> bool {
        let arms = self.summary();
        let srm = stats::srm(&self.counts(), &self.weights());
        let mismatch = srm.is_ok_and(|srm| srm.status == stats::SrmStatus::Blocked);
        !mismatch && !is_open(&arms) && self.undecidable(&arms).is_none()
    }

    /// The whole test, counted.
    fn trial(&self, settings: Settings) -> Trial {
        let detail = Detail {
            days_before: DAYS_BEFORE,
            values: true,
        };
        let roles = self.roles();
        Trial {
            arms: self.trial_arms(),
            metrics: roles
                .iter()
                .map(|&(metric, role)| self.trial_metric(metric, role, detail))
                .collect(),
            cuts: cuts::cuts(self, &roles),
            settings,
        }
    }

    /// Only what the verdict needs.
    fn primary_trial(&self, arms: &[Arm]) -> Trial {
        let (metric, role) = self.roles()[0];
        Trial {
            arms: self.trial_arms(),
            metrics: vec![self.trial_metric(metric, role, Detail::default())],
            cuts: Vec::new(),
            settings: Settings {
                question: self.definition.goal.question,
                early: is_open(arms),
                seed: None,
                ..Settings::default()
            },
        }
    }

    fn trial_arms(&self) -> Vec<TrialArm> {
        let weights = self.weights();
        let arms = self.order.iter().zip(self.counts()).zip(weights);
        arms.map(|((&index, n), weight)| TrialArm {
            name: self.name(index).to_owned(),
            n,
            weight,
        })
        .collect()
    }

    fn trial_metric(&self, metric: Metric, role: Role, detail: Detail) -> TrialMetric {
        let input = self.input();
        let arms = self
            .order
            .iter()
            .map(|&index| metrics::unit_statistics(&input, metric, &self.group(index), detail));
        TrialMetric {
            subject: Subject::from(metric),
            role,
            arms: arms.collect(),
        }
    }
}

/// Whether somebody's window is still open.
fn is_open(arms: &[Arm]) -> bool {
    arms.iter().any(|arm| arm.immature > 0)
}
