//! The trial inside segments: exploratory, adjusted over everything looked at, and tested for whether
//! the effect differs between segments at all.

use crate::stats::{self, CannotTest, Interaction};

use super::compare::{Look, Strata};
use super::{MetricReadout, Role, Trial, TrialCut, TrialLevel, TrialMetric, family, measured};

/// One column's levels.
#[derive(Clone, Debug)]
pub struct CutReadout {
    /// The column.
    pub column: String,
    /// Its levels.
    pub levels: Vec<LevelReadout>,
    /// Whether the effect differs between the levels, per metric and treatment arm.
    pub interactions: Vec<EffectInteraction>,
}

/// One level.
#[derive(Clone, Debug)]
pub struct LevelReadout {
    /// The level.
    pub value: String,
    /// The metrics inside it.
    pub metrics: Vec<MetricReadout>,
}

/// Whether an effect differs between the levels of a cut.
#[derive(Clone, Debug)]
pub struct EffectInteraction {
    /// Index into the trial's metrics.
    pub metric: usize,
    /// Index into the arms.
    pub arm: usize,
    /// Cochran's test of equal effects, or why there is none.
    pub test: Result<Interaction, CannotTest>,
}

pub(super) fn read_out(trial: &Trial, blocked: bool) -> Vec<CutReadout> {
    let mut cuts: Vec<CutReadout> = trial
        .cuts
        .iter()
        .map(|cut| CutReadout {
            column: cut.column.clone(),
            levels: cut
                .levels
                .iter()
                .map(|level| level_readout(trial, level, blocked))
                .collect(),
            interactions: Vec::new(),
        })
        .collect();
    let metrics = cuts
        .iter_mut()
        .flat_map(|cut| &mut cut.levels)
        .flat_map(|level| &mut level.metrics);
    family::adjust_family(metrics, &trial.settings);
    for (readout, cut) in cuts.iter_mut().zip(&trial.cuts) {
        readout.interactions = interactions(readout, cut, trial);
    }
    cuts
}

fn level_readout(trial: &Trial, level: &TrialLevel, blocked: bool) -> LevelReadout {
    let metrics = trial
        .metrics
        .iter()
        .zip(&level.metrics)
        .map(|(metric, arms)| {
            let inside = TrialMetric {
                subject: metric.subject.clone(),
                role: Role::Exploratory,
                arms: arms.clone(),
            };
            let look = Look {
                metric: &inside,
                strata: Strata {
                    cuts: &[],
                    metric: 0,
                },
                settings: &trial.settings,
                blocked,
            };
            measured(look, &level.sizes)
        })
        .collect();
    LevelReadout {
        value: level.value.clone(),
        metrics,
    }
}

fn interactions(readout: &CutReadout, cut: &TrialCut, trial: &Trial) -> Vec<EffectInteraction> {
    let mut interactions = Vec::new();
    if cut.levels.len() < 2 {
        return interactions;
    }
    for metric in 0..trial.metrics.len() {
        for arm in 1..trial.arms.len() {
            let effects: Vec<(f64, f64)> = readout
                .levels
                .iter()
                .filter_map(|level| {
                    let one = &level.metrics[metric].comparisons[arm - 1];
                    let effect = one.effect.as_ref().ok()?.effect;
                    Some((effect.difference.value, effect.standard_error))
                })
                .collect();
            interactions.push(EffectInteraction {
                metric,
                arm,
                test: stats::interaction(&effects),
            });
        }
    }
    interactions
}
