//! The trial inside segments: exploratory, adjusted over everything looked at, and tested for whether
//! the effect differs between segments at all.

use super::{MetricReadout, Role, Trial, TrialLevel, TrialMetric, family, measured};

/// One column's levels.
#[derive(Clone, Debug)]
pub struct CutReadout {
    /// The column.
    pub column: String,
    /// Its levels.
    pub levels: Vec<LevelReadout>,
}

/// One level.
#[derive(Clone, Debug)]
pub struct LevelReadout {
    /// The level.
    pub value: String,
    /// The metrics inside it.
    pub metrics: Vec<MetricReadout>,
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
        })
        .collect();
    let metrics = cuts
        .iter_mut()
        .flat_map(|cut| &mut cut.levels)
        .flat_map(|level| &mut level.metrics);
    family::adjust_family(metrics, &trial.settings);
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
            measured(&inside, &level.sizes, &trial.settings, blocked)
        })
        .collect();
    LevelReadout {
        value: level.value.clone(),
        metrics,
    }
}
