//! An experiment in a table with one row per unit: the same read-out, without a shop around it.

use crate::import::units::UnitTable;
use crate::metrics::metric::Unit;
use crate::model::experiment::{ExperimentDefinition, Goal, likely_control};
use crate::model::format::{NumberStyle, plural};
use crate::model::money::Currency;
use crate::stats::{CovariateMoments, UnitStatistics};

use super::context::{AnalysisError, listed};
use super::experiment::{Arm, Evidence, ExperimentReadout, verdict::verdict};
use super::trial::health::{self, HealthCheck, HealthKind, HealthStatus};
use super::trial::{
    self, CutDoubts, Role, Settings, Subject, Trial, TrialArm, TrialCut, TrialLevel, TrialMetric,
    Words,
};

/// What an analyst says of a table of units.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitsQuestion {
    /// What to call the test.
    pub name: String,
    /// The arm that the others are compared with; `None` for the likely one by its name.
    pub control: Option<String>,
    /// Planned weights in the order of the arms as listed, control first; empty for an even split.
    pub weights: Vec<f64>,
    /// How it is read.
    pub settings: Settings,
}

/// Reads a table of units: the first metric decides, the others are the picture around it.
pub fn read_out(
    table: &UnitTable,
    question: &UnitsQuestion,
) -> Result<ExperimentReadout, AnalysisError> {
    let order = order(table, question.control.as_deref())?;
    let trial = trial(table, &order, question)?;
    let readout = trial::read_out(&trial);
    let total: f64 = trial.arms.iter().map(|arm| arm.weight).sum();
    let arms: Vec<Arm> = trial
        .arms
        .iter()
        .map(|arm| Arm {
            name: arm.name.clone(),
            n: arm.n,
            planned_share: arm.weight / total,
            immature: 0,
        })
        .collect();
    // A table names no currency, so its numbers are written without one.
    let currency = Currency::NONE;
    let verdict = verdict(&Evidence {
        trial: &readout,
        arms: &arms,
        settings: &question.settings,
        currency,
    });
    let words = Words {
        unit: Unit::Count,
        currency,
    };
    let mut checks = vec![health::sample_ratio(&trial, &readout.srm)];
    checks.extend(health::covariate_balance(&trial));
    checks.extend(health::sample_size(&readout));
    checks.extend(health::largest(&trial, &readout, words));
    checks.extend(missing(table));
    Ok(ExperimentReadout {
        definition: ExperimentDefinition {
            window_days: 0,
            goal: Goal {
                question: question.settings.question,
                ..Goal::default()
            },
            ..ExperimentDefinition::new(&question.name, &trial.arms[0].name)
        },
        arms,
        assigned: None,
        health: checks,
        trial: readout,
        verdict,
        caused: Vec::new(),
        elapsed: Vec::new(),
        roll_out: Vec::new(),
        settings: question.settings.clone(),
    })
}

/// Positions of the table's arms, control first.
pub(super) fn order(table: &UnitTable, control: Option<&str>) -> Result<Vec<usize>, AnalysisError> {
    let names: Vec<String> = table.arms.iter().map(|arm| arm.name.clone()).collect();
    let control = match control {
        Some(control) => control.trim(),
        None => likely_control(&names).map_or("", String::as_str),
    };
    let first = names.iter().position(|name| name == control).or_else(|| {
        names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(control))
    });
    let Some(first) = first else {
        return Err(AnalysisError::UnknownControl {
            name: control.to_owned(),
            known: listed(&names),
        });
    };
    if names.len() < 2 {
        return Err(AnalysisError::OneArm(names.join("")));
    }
    let others = (0..names.len()).filter(|&arm| arm != first);
    Ok(std::iter::once(first).chain(others).collect())
}

fn trial(
    table: &UnitTable,
    order: &[usize],
    question: &UnitsQuestion,
) -> Result<Trial, AnalysisError> {
    let weights = if question.weights.is_empty() {
        vec![1.0; order.len()]
    } else {
        question.weights.clone()
    };
    if weights.len() != order.len() {
        return Err(AnalysisError::WrongWeights {
            given: weights.len(),
            arms: order.len(),
        });
    }
    let arranged = |arms: &[UnitStatistics]| -> Vec<UnitStatistics> {
        order.iter().map(|&arm| arms[arm].clone()).collect()
    };
    let metrics = table.metrics.iter().zip(&table.totals).enumerate();
    Ok(Trial {
        arms: order
            .iter()
            .zip(weights)
            .map(|(&arm, weight)| TrialArm {
                name: table.arms[arm].name.clone(),
                n: table.arms[arm].n,
                weight,
            })
            .collect(),
        metrics: metrics
            .map(|(at, (metric, totals))| TrialMetric {
                subject: Subject::column(
                    &metric.name,
                    metric.kind,
                    &metric.column,
                    metric.denominator.as_deref(),
                ),
                role: if at == 0 {
                    Role::Primary
                } else {
                    Role::Secondary
                },
                arms: arranged(totals),
            })
            .collect(),
        cuts: table
            .cuts
            .iter()
            .map(|cut| TrialCut {
                column: cut.column.clone(),
                doubts: CutDoubts::default(),
                levels: cut
                    .levels
                    .iter()
                    .map(|level| TrialLevel {
                        value: level.value.clone(),
                        sizes: order.iter().map(|&arm| level.arms_n[arm]).collect(),
                        metrics: level.statistics.iter().map(|arms| arranged(arms)).collect(),
                    })
                    .collect(),
            })
            .collect(),
        settings: question.settings.clone(),
    })
}

/// Values and covariates that rows lack; `None` where every row has them all.
fn missing(table: &UnitTable) -> Option<HealthCheck> {
    let style = NumberStyle::default();
    let n: u64 = table.arms.iter().map(|arm| arm.n).sum();
    let counted = |of: &dyn Fn(&UnitStatistics) -> u64, metric: usize| -> u64 {
        table.totals[metric].iter().map(of).sum()
    };
    let mut lacking = Vec::new();
    for (at, metric) in table.metrics.iter().enumerate() {
        let measured = counted(&UnitStatistics::n, at);
        if measured < n {
            lacking.push(format!(
                "{} of {} have no {}",
                style.count((n - measured) as i64),
                plural(n as i64, "row", "rows"),
                metric.name
            ));
        }
        let known = counted(
            &|arm| arm.covariate.as_ref().map_or(arm.n(), CovariateMoments::n),
            at,
        );
        if known < measured {
            lacking.push(format!(
                "{} have no {}, so {} is not adjusted by it",
                plural((measured - known) as i64, "row", "rows"),
                table.covariate.as_deref().unwrap_or("covariate"),
                metric.name
            ));
        }
    }
    (!lacking.is_empty()).then(|| HealthCheck {
        kind: HealthKind::Missing,
        status: HealthStatus::Warning,
        label: "Values are missing".to_owned(),
        meaning: format!(
            "{}. Rows without a value are left out of that metric: write 0 where nothing happened",
            lacking.join("; ")
        ),
    })
}
