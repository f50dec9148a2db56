//! Adding the tables of several files.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::{Collect, UnitStatistics};

use super::error::UnitsError;
use super::plan::UnitMetric;
use super::table::{UnitArm, UnitCut, UnitLevel, UnitTable};
use super::{ARM_LIMIT, LEVEL_LIMIT};

impl UnitTable {
    /// Adds the units of another file that was read by the same plan. Arms and levels that only one of
    /// them has stay.
    pub fn merge(self, other: Self) -> Result<Self, UnitsError> {
        let sources = || (self.sources.join(", "), other.sources.join(", "));
        if !self.has_same_plan(&other) {
            let (first, second) = sources();
            return Err(UnitsError::OtherPlan { first, second });
        }
        let both = self.arms.iter().chain(&other.arms);
        let names: BTreeSet<String> = both.map(|arm| arm.name.clone()).collect();
        if names.len() > ARM_LIMIT {
            let (first, second) = sources();
            return Err(UnitsError::TooManyArmsTogether {
                first,
                second,
                limit: ARM_LIMIT,
            });
        }
        let frame = Frame {
            names: names.into_iter().collect(),
            has_covariate: self.covariate.is_some(),
            metrics: self.metrics.clone(),
        };
        let n = |arms: &[UnitArm]| frame.counts(arms.iter().map(|arm| arm.n).collect(), arms);
        let arms_n = add_counts(&n(&self.arms), &n(&other.arms));
        let totals = add(
            frame.spread(self.totals, &self.arms, true),
            frame.spread(other.totals, &other.arms, true),
        );
        let mut cuts = Vec::new();
        for (one, two) in self.cuts.into_iter().zip(other.cuts) {
            cuts.push(frame.cut((one, &self.arms), (two, &other.arms))?);
        }
        let arm = |(name, n)| UnitArm { name, n };
        Ok(Self {
            sources: [self.sources, other.sources].concat(),
            metrics: frame.metrics,
            covariate: self.covariate,
            arms: frame.names.into_iter().zip(arms_n).map(arm).collect(),
            totals,
            cuts,
            rows: self.rows + other.rows,
            accepted: self.accepted + other.accepted,
            rejected: self.rejected + other.rejected,
            issues: [self.issues, other.issues].concat(),
        })
    }

    fn has_same_plan(&self, other: &Self) -> bool {
        let mut cuts = self.cuts.iter().zip(&other.cuts);
        self.metrics == other.metrics
            && self.covariate == other.covariate
            && self.cuts.len() == other.cuts.len()
            && cuts.all(|(one, two)| one.column == two.column)
    }
}

/// What two tables have together: all arms by name, and the metrics.
struct Frame {
    names: Vec<String>,
    metrics: Vec<UnitMetric>,
    has_covariate: bool,
}

impl Frame {
    /// Statistics by metric and by arm of one table, with nobody in the arms that only the other has.
    fn spread(
        &self,
        statistics: Vec<Vec<UnitStatistics>>,
        arms: &[UnitArm],
        values: bool,
    ) -> Vec<Vec<UnitStatistics>> {
        let of_metric = |(by_arm, metric): (Vec<UnitStatistics>, &UnitMetric)| {
            let nobody = || {
                UnitStatistics::new(Collect {
                    kind: metric.kind,
                    covariate: self.has_covariate,
                    values,
                })
            };
            self.by_name(by_arm, arms, nobody)
        };
        statistics
            .into_iter()
            .zip(&self.metrics)
            .map(of_metric)
            .collect()
    }

    fn counts(&self, counts: Vec<u64>, arms: &[UnitArm]) -> Vec<u64> {
        self.by_name(counts, arms, || 0)
    }

    fn by_name<T>(&self, by_arm: Vec<T>, arms: &[UnitArm], nobody: impl Fn() -> T) -> Vec<T> {
        let names = arms.iter().map(|arm| arm.name.as_str());
        let mut known: BTreeMap<&str, T> = names.zip(by_arm).collect();
        let take = |name: &String| known.remove(name.as_str()).unwrap_or_else(&nobody);
        self.names.iter().map(take).collect()
    }

    fn level(&self, level: UnitLevel, arms: &[UnitArm]) -> UnitLevel {
        UnitLevel {
            value: level.value,
            arms_n: self.counts(level.arms_n, arms),
            statistics: self.spread(level.statistics, arms, false),
        }
    }

    fn cut(
        &self,
        (one, arms_of_one): (UnitCut, &[UnitArm]),
        (two, arms_of_two): (UnitCut, &[UnitArm]),
    ) -> Result<UnitCut, UnitsError> {
        let mut levels: BTreeMap<String, UnitLevel> = BTreeMap::new();
        let of_one = one
            .levels
            .into_iter()
            .map(|level| self.level(level, arms_of_one));
        let of_two = two
            .levels
            .into_iter()
            .map(|level| self.level(level, arms_of_two));
        for level in of_one.chain(of_two) {
            let sum = match levels.remove(&level.value) {
                Some(known) => UnitLevel {
                    arms_n: add_counts(&known.arms_n, &level.arms_n),
                    statistics: add(known.statistics, level.statistics),
                    value: level.value,
                },
                None => level,
            };
            levels.insert(sum.value.clone(), sum);
        }
        if levels.len() > LEVEL_LIMIT {
            return Err(UnitsError::TooManyLevels {
                column: one.column,
                limit: LEVEL_LIMIT,
            });
        }
        Ok(UnitCut {
            column: one.column,
            levels: levels.into_values().collect(),
        })
    }
}

fn add(one: Vec<Vec<UnitStatistics>>, two: Vec<Vec<UnitStatistics>>) -> Vec<Vec<UnitStatistics>> {
    let of_metric = |(one, two): (Vec<UnitStatistics>, Vec<UnitStatistics>)| {
        one.into_iter()
            .zip(two)
            .map(|(one, two)| one + two)
            .collect()
    };
    one.into_iter().zip(two).map(of_metric).collect()
}

fn add_counts(one: &[u64], two: &[u64]) -> Vec<u64> {
    one.iter().zip(two).map(|(one, two)| one + two).collect()
}
