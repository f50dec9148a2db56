//! Units on their way into statistics: arms and levels as they turn up, put in order at the end.

use std::collections::HashMap;

use crate::stats::{Collect, Outcome, StatisticKind, UnitStatistics};

use super::plan::UnitPlan;
use super::table::{UnitArm, UnitCut, UnitLevel};
use super::{ARM_LIMIT, LEVEL_LIMIT};

/// Statistics by arm, and by arm for each level of each cut.
pub(super) struct Gather {
    kinds: Vec<StatisticKind>,
    has_covariate: bool,
    arms: Vec<UnitArm>,
    /// By arm, then by metric: the statistics of one unit stand together.
    totals: Vec<Vec<UnitStatistics>>,
    cuts: Vec<Cut>,
}

struct Cut {
    column: String,
    known: HashMap<String, usize>,
    levels: Vec<Level>,
}

#[derive(Default)]
struct Level {
    value: String,
    arms: Vec<LevelArm>,
}

#[derive(Clone)]
struct LevelArm {
    n: u64,
    statistics: Vec<UnitStatistics>,
}

/// One unit, as read.
pub(super) struct Unit<'a> {
    /// The number of its arm.
    pub(super) arm: usize,
    /// The number of its level in each cut.
    pub(super) levels: &'a [usize],
    /// Its outcomes in the order of the metrics.
    pub(super) outcomes: &'a [Option<Outcome>],
    /// What was known of it before.
    pub(super) covariate: Option<f64>,
}

/// What was gathered, in order of name.
pub(super) struct Gathered {
    pub(super) arms: Vec<UnitArm>,
    pub(super) totals: Vec<Vec<UnitStatistics>>,
    pub(super) cuts: Vec<UnitCut>,
}

impl Gather {
    /// Nobody yet.
    pub(super) fn new(plan: &UnitPlan) -> Self {
        let cut = |column: &String| Cut {
            column: column.clone(),
            known: HashMap::new(),
            levels: Vec::new(),
        };
        Self {
            kinds: plan.metrics.iter().map(|metric| metric.kind).collect(),
            has_covariate: plan.covariate.is_some(),
            arms: Vec::new(),
            totals: Vec::new(),
            cuts: plan.by.iter().map(cut).collect(),
        }
    }

    /// The number of an arm; none where it would be one too many.
    pub(super) fn arm(&mut self, name: &str) -> Option<usize> {
        if let Some(known) = self.arms.iter().position(|arm| arm.name == name) {
            return Some(known);
        }
        if self.arms.len() == ARM_LIMIT {
            return None;
        }
        self.arms.push(UnitArm {
            name: name.to_owned(),
            n: 0,
        });
        self.totals.push(self.nobody(true));
        Some(self.arms.len() - 1)
    }

    /// The number of a level of a cut; none where it would be one too many.
    pub(super) fn level(&mut self, cut: usize, value: &str) -> Option<usize> {
        let cut = &mut self.cuts[cut];
        if let Some(&known) = cut.known.get(value) {
            return Some(known);
        }
        if cut.levels.len() == LEVEL_LIMIT {
            return None;
        }
        let number = cut.levels.len();
        cut.known.insert(value.to_owned(), number);
        cut.levels.push(Level {
            value: value.to_owned(),
            arms: Vec::new(),
        });
        Some(number)
    }

    /// Counts a unit.
    pub(super) fn push(&mut self, unit: &Unit<'_>) {
        self.arms[unit.arm].n += 1;
        push_all(&mut self.totals[unit.arm], unit);
        let nobody = LevelArm {
            n: 0,
            statistics: Vec::new(),
        };
        for (cut, &level) in unit.levels.iter().enumerate() {
            let arms = &mut self.cuts[cut].levels[level].arms;
            if arms.len() <= unit.arm {
                arms.resize(unit.arm + 1, nobody.clone());
            }
            if arms[unit.arm].statistics.is_empty() {
                let statistics = self.nobody(false);
                self.cuts[cut].levels[level].arms[unit.arm].statistics = statistics;
            }
            let arm = &mut self.cuts[cut].levels[level].arms[unit.arm];
            arm.n += 1;
            push_all(&mut arm.statistics, unit);
        }
    }

    fn nobody(&self, values: bool) -> Vec<UnitStatistics> {
        let statistics = |&kind: &StatisticKind| {
            UnitStatistics::new(Collect {
                kind,
                covariate: self.has_covariate,
                values,
            })
        };
        self.kinds.iter().map(statistics).collect()
    }

    /// Puts arms and levels in order of name, and metrics before arms.
    pub(super) fn finish(mut self) -> Gathered {
        let mut order: Vec<usize> = (0..self.arms.len()).collect();
        order.sort_by(|&a, &b| self.arms[a].name.cmp(&self.arms[b].name));
        let metrics = self.kinds.len();
        let mut cuts = Vec::new();
        for cut in std::mem::take(&mut self.cuts) {
            let mut levels: Vec<UnitLevel> = cut
                .levels
                .into_iter()
                .map(|level| self.level_in_order(level, &order))
                .collect();
            levels.sort_by(|a, b| a.value.cmp(&b.value));
            cuts.push(UnitCut {
                column: cut.column,
                levels,
            });
        }
        let by_arm = order
            .iter()
            .map(|&arm| std::mem::take(&mut self.totals[arm]));
        let totals = by_metric(by_arm.collect(), metrics);
        self.arms.sort_by(|a, b| a.name.cmp(&b.name));
        Gathered {
            arms: self.arms,
            totals,
            cuts,
        }
    }

    fn level_in_order(&self, mut level: Level, order: &[usize]) -> UnitLevel {
        let nobody = LevelArm {
            n: 0,
            statistics: self.nobody(false),
        };
        let mut take = |&arm: &usize| match level.arms.get_mut(arm) {
            Some(found) if found.n > 0 => std::mem::replace(found, nobody.clone()),
            _ => nobody.clone(),
        };
        let arms: Vec<LevelArm> = order.iter().map(&mut take).collect();
        let arms_n = arms.iter().map(|arm| arm.n).collect();
        let by_arm = arms.into_iter().map(|arm| arm.statistics).collect();
        UnitLevel {
            value: level.value,
            arms_n,
            statistics: by_metric(by_arm, self.kinds.len()),
        }
    }
}

fn push_all(statistics: &mut [UnitStatistics], unit: &Unit<'_>) {
    for (statistics, outcome) in statistics.iter_mut().zip(unit.outcomes) {
        match (outcome, unit.covariate) {
            (None, _) => {}
            (Some(outcome), None) => statistics.push_without_covariate(*outcome),
            (Some(outcome), Some(covariate)) => {
                // A ratio is adjusted by the mean of the covariate, a ratio over units.
                let before = Outcome {
                    numerator: covariate,
                    denominator: 1.0,
                };
                statistics.push(*outcome, before);
            }
        }
    }
}

/// `[arm][metric]` to `[metric][arm]`.
fn by_metric(by_arm: Vec<Vec<UnitStatistics>>, metrics: usize) -> Vec<Vec<UnitStatistics>> {
    let mut result: Vec<Vec<UnitStatistics>> = (0..metrics).map(|_| Vec::new()).collect();
    for arm in by_arm {
        for (metric, statistics) in result.iter_mut().zip(arm) {
            metric.push(statistics);
        }
    }
    result
}
