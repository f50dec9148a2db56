//! The read-out of an experiment: everyone assigned, zeros included, health before verdict.

pub mod arms;
mod caused;
mod health;
mod verdict;

use crate::metrics::{self, Group, Measure, Metric, Start, measure};
use crate::model::experiment::{ExperimentDefinition, likely_control};
use crate::model::time::{DAY_MICROS, Day};
use crate::stats::{self, CannotTest, Confidence, Effect, Posterior, Sequential, Srm};
use crate::store::snapshot::AssignmentList;

use super::comparison::{Finding, MetricValue, detectable};
use super::context::{AnalysisError, Context, listed};
use arms::{Arms, arms_of};

pub use caused::{Caused, credited_orders};
pub use health::{HealthCheck, HealthStatus};
pub use verdict::Verdict;

/// Planned total sample of a confidence sequence where none is stated (`docs/statistics.md`).
pub const PLANNED_SAMPLE: u64 = 5000;

/// Everything a screen, a file or JSON says of an experiment.
#[derive(Clone, Debug)]
pub struct ExperimentReadout {
    /// What the analyst said of the test.
    pub definition: ExperimentDefinition,
    /// The arms, control first.
    pub arms: Vec<Arm>,
    /// Days of the first and last assignment.
    pub assigned: Option<(Day, Day)>,
    /// The sample ratio check.
    pub srm: Result<Srm, CannotTest>,
    /// Everything that decides whether the numbers may be trusted.
    pub health: Vec<HealthCheck>,
    /// The primary metric first.
    pub metrics: Vec<MetricReadout>,
    /// What may be concluded.
    pub verdict: Verdict,
    /// What the workflow was credited with beside what it caused, per treatment arm.
    pub caused: Vec<Caused>,
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

/// One metric over all arms.
#[derive(Clone, Debug)]
pub struct MetricReadout {
    /// Which metric.
    pub metric: Metric,
    /// Whether the verdict rests on it.
    pub is_primary: bool,
    /// One value per arm, control first.
    pub arms: Vec<MetricValue>,
    /// One comparison with the control per treatment arm.
    pub comparisons: Vec<ArmComparison>,
}

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
#[derive(Clone, Copy, Debug)]
pub struct ArmEffect {
    /// Difference, lift, p-value.
    pub effect: Effect,
    /// Holm over the family: arms for the primary metric, arms times metrics for the others.
    pub p_holm: f64,
    /// Benjamini-Hochberg over the same family.
    pub p_benjamini_hochberg: f64,
    /// Chance to beat the control and what a wrong choice would cost.
    pub posterior: Posterior,
    /// The interval that may be looked at on any day.
    pub sequential: Sequential,
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

/// Every experiment in a line.
#[derive(Clone, Debug, Default)]
pub struct ExperimentList {
    /// In order of name.
    pub entries: Vec<ExperimentEntry>,
}

/// One experiment in a line.
#[derive(Clone, Debug)]
pub struct ExperimentEntry {
    /// Its name.
    pub name: String,
    /// Arm names, control first.
    pub arms: Vec<String>,
    /// People assigned.
    pub people: u64,
    /// Days of the first and last assignment.
    pub assigned: Option<(Day, Day)>,
    /// What may be concluded.
    pub verdict: Verdict,
}

/// Lists every experiment with its verdict.
pub fn list(context: &Context) -> Result<ExperimentList, AnalysisError> {
    let mut entries = Vec::new();
    for list in &context.snapshot.assignments {
        let readout = analyse(context, &list.experiment)?;
        entries.push(ExperimentEntry {
            name: list.experiment.clone(),
            arms: readout.arms.iter().map(|arm| arm.name.clone()).collect(),
            people: readout.arms.iter().map(|arm| arm.n).sum(),
            assigned: readout.assigned,
            verdict: readout.verdict,
        });
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(ExperimentList { entries })
}

/// Analyses one experiment by name: intention to treat on everyone assigned to exactly one arm.
pub fn analyse(context: &Context, name: &str) -> Result<ExperimentReadout, AnalysisError> {
    let list = list_of(context, name)?;
    let definition = definition_of(context, list);
    let test = Test::new(context, list, &definition);
    let srm = stats::srm(&test.counts(), &test.weights());
    let blocked = srm
        .as_ref()
        .is_ok_and(|srm| srm.status == stats::SrmStatus::Blocked);
    let metrics = test.metrics(blocked);
    let health = health::checks(&test, &srm);
    let arms = test.summary();
    let verdict = verdict::verdict(&test, &srm, &metrics, &arms);
    let caused = caused::caused(&test, &metrics)?;
    Ok(ExperimentReadout {
        assigned: test.assigned_days(),
        definition,
        arms,
        srm,
        health,
        metrics,
        verdict,
        caused,
    })
}

/// The assignment list of an experiment, by its name in any case.
fn list_of<'a>(context: &'a Context, name: &str) -> Result<&'a AssignmentList, AnalysisError> {
    let lists = &context.snapshot.assignments;
    let found = lists
        .iter()
        .find(|list| list.experiment.eq_ignore_ascii_case(name.trim()));
    found.ok_or_else(|| {
        let names: Vec<String> = lists.iter().map(|list| list.experiment.clone()).collect();
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
    known.cloned().unwrap_or_else(|| ExperimentDefinition {
        name: list.experiment.clone(),
        control: likely_control(&list.arms).cloned().unwrap_or_default(),
        window_days: Metric::DEFAULT_DAYS,
        planned: Vec::new(),
        workflow: None,
        starts_on: None,
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

    fn measure(&self, metric: Metric, index: u16) -> Measure {
        let input = self.context.measure_input(self.context.snapshot.as_of);
        measure(&input, metric, &self.group(index))
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

    fn metrics(&self, blocked: bool) -> Vec<MetricReadout> {
        let days = self.definition.window_days;
        let primary = [Metric::Conversion { days }];
        let secondary = [Metric::NetPerPerson { days }, Metric::Aov];
        let mut readouts = self.family(&primary, true, blocked);
        readouts.extend(self.family(&secondary, false, blocked));
        readouts
    }

    /// Measures and tests metrics that are adjusted together.
    fn family(&self, metrics: &[Metric], is_primary: bool, blocked: bool) -> Vec<MetricReadout> {
        let mut readouts: Vec<MetricReadout> = metrics
            .iter()
            .map(|&metric| self.readout(metric, is_primary, blocked))
            .collect();
        let tested = |readouts: &[MetricReadout]| -> Vec<f64> {
            let comparisons = readouts.iter().flat_map(|readout| &readout.comparisons);
            comparisons
                .filter_map(|one| one.effect.ok().map(|effect| effect.effect.p.value))
                .collect()
        };
        let p = tested(&readouts);
        let mut adjusted = stats::holm(&p)
            .into_iter()
            .zip(stats::benjamini_hochberg(&p));
        for readout in &mut readouts {
            let arms = readout.arms.clone();
            for one in &mut readout.comparisons {
                let Ok(effect) = &mut one.effect else {
                    continue;
                };
                let Some((holm, bh)) = adjusted.next() else {
                    continue;
                };
                effect.p_holm = holm;
                effect.p_benjamini_hochberg = bh;
                let p = if is_primary { holm } else { bh };
                one.finding = finding(p, &effect.effect, &arms[0].measure, &arms[one.arm].measure);
            }
        }
        readouts
    }

    fn readout(&self, metric: Metric, is_primary: bool, blocked: bool) -> MetricReadout {
        let arms: Vec<MetricValue> = self
            .order
            .iter()
            .map(|&index| {
                let measure = self.measure(metric, index);
                MetricValue {
                    metric,
                    measure,
                    estimate: measure.estimate(Confidence::default()),
                }
            })
            .collect();
        let comparisons = (1..arms.len())
            .map(|arm| compared(arm, &arms[0].measure, &arms[arm].measure, blocked))
            .collect();
        MetricReadout {
            metric,
            is_primary,
            arms,
            comparisons,
        }
    }
}

fn compared(arm: usize, control: &Measure, treatment: &Measure, blocked: bool) -> ArmComparison {
    let confidence = Confidence::default();
    let effect = if blocked {
        Err(Withheld::SampleRatio)
    } else {
        metrics::compare(control, treatment, confidence)
            .map_err(Withheld::Cannot)
            .map(|effect| {
                let standard_error = effect.standard_error;
                let difference = effect.difference.value;
                let n = control.n + treatment.n;
                ArmEffect {
                    effect,
                    p_holm: effect.p.value,
                    p_benjamini_hochberg: effect.p.value,
                    posterior: stats::posterior(difference, standard_error, confidence),
                    sequential: stats::always_valid(
                        difference,
                        standard_error,
                        n,
                        PLANNED_SAMPLE,
                        confidence,
                    ),
                }
            })
    };
    let finding = match effect {
        Ok(_) => Finding::Undecided(None),
        Err(Withheld::Cannot(reason)) => Finding::None(reason),
        Err(Withheld::SampleRatio) => Finding::None(CannotTest::NoUnits),
    };
    ArmComparison {
        arm,
        effect,
        finding,
    }
}

fn finding(p: f64, effect: &Effect, control: &Measure, treatment: &Measure) -> Finding {
    if p >= Confidence::default().alpha {
        Finding::Undecided(detectable(control, treatment))
    } else if effect.difference.value > 0.0 {
        Finding::Higher
    } else {
        Finding::Lower
    }
}
