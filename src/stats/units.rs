//! What the units of one group add up to for one metric: the seam between counting and testing.

use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::{
    CannotTest, Confidence, Distribution, Effect, Estimate, Moments, Proportion, RatioMoments,
    VectorMoments, detectable_mean_difference, detectable_proportion_difference, mean, ratio,
    ratio_difference, two_proportions, welch, wilson,
};

/// A sufficient statistic by kind of metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Units that did, of units that could.
    Proportion(Proportion),
    /// One number per unit.
    Mean(Moments),
    /// A numerator and a denominator per unit.
    Ratio(RatioMoments),
}

/// Which statistic a metric needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticKind {
    /// 0 or 1 per unit.
    Proportion,
    /// One number per unit.
    Mean,
    /// A numerator and a denominator per unit.
    Ratio,
}

/// One unit's outcome: `denominator` is read for ratios only.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The outcome; above 0 counts as a success where the metric is a proportion.
    pub numerator: f64,
    /// What it is divided by.
    pub denominator: f64,
}

/// The outcome together with the covariate of the same units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CovariateMoments {
    /// Outcome, covariate.
    Mean(VectorMoments<2>),
    /// Numerator, denominator, covariate of the numerator, covariate of the denominator.
    Ratio(VectorMoments<4>),
}

/// Everything that a read-out needs of one group and one metric. Adds up over days, files, segments
/// and machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitStatistics {
    /// What the test rests on.
    pub statistic: Statistic,
    /// The same with what was known of each unit before, for variance reduction.
    pub covariate: Option<CovariateMoments>,
    /// Every value, for caps, ranks and resampling; means only.
    pub values: Option<Distribution>,
}

/// What is collected per unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collect {
    /// The kind of metric.
    pub kind: StatisticKind,
    /// Whether units come with a covariate.
    pub covariate: bool,
    /// Whether every value is kept, counted; read for means only.
    pub values: bool,
}

/// The difference of a treatment from a control, tested by the kind of statistic: pooled z or Fisher
/// for shares, Welch for means, the delta method for ratios.
///
/// Statistics of different kinds have nothing to compare and answer [`CannotTest::NotFinite`].
pub fn compare(
    control: &Statistic,
    treatment: &Statistic,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    match (control, treatment) {
        (Statistic::Proportion(control), Statistic::Proportion(treatment)) => {
            two_proportions(*control, *treatment, confidence)
        }
        (Statistic::Mean(control), Statistic::Mean(treatment)) => {
            welch(control, treatment, confidence)
        }
        (Statistic::Ratio(control), Statistic::Ratio(treatment)) => {
            ratio_difference(control, treatment, confidence)
        }
        (Statistic::Proportion(_) | Statistic::Mean(_) | Statistic::Ratio(_), _) => {
            Err(CannotTest::NotFinite)
        }
    }
}

/// The smallest difference from `control` that groups of these sizes show with this power: from the
/// control's rate, or its spread (of a ratio, the spread of the linearised values).
#[must_use]
pub fn detectable(
    control: &Statistic,
    treatment: &Statistic,
    confidence: Confidence,
    power: f64,
) -> Option<f64> {
    let n = treatment.n();
    match control {
        Statistic::Proportion(share) => {
            let baseline = share.successes as f64 / share.trials as f64;
            detectable_proportion_difference(baseline, share.trials, n, confidence, power)
        }
        Statistic::Mean(moments) => {
            let deviation = moments.variance()?.sqrt();
            detectable_mean_difference(deviation, moments.n, n, confidence, power)
        }
        Statistic::Ratio(moments) => {
            let deviation = moments.linearised_variance()?.sqrt();
            detectable_mean_difference(deviation, moments.numerator.n, n, confidence, power)
        }
    }
}

impl CovariateMoments {
    /// Units counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        match self {
            Self::Mean(moments) => moments.n,
            Self::Ratio(moments) => moments.n,
        }
    }
}

impl UnitStatistics {
    /// Nobody yet.
    #[must_use]
    pub fn new(collect: Collect) -> Self {
        let covariate = collect.covariate.then(|| match collect.kind {
            StatisticKind::Proportion | StatisticKind::Mean => {
                CovariateMoments::Mean(VectorMoments::default())
            }
            StatisticKind::Ratio => CovariateMoments::Ratio(VectorMoments::default()),
        });
        let values = collect.values && collect.kind == StatisticKind::Mean;
        Self {
            statistic: Statistic::empty(collect.kind),
            covariate,
            values: values.then(Distribution::default),
        }
    }

    /// Counts one unit, with what was known of it before (ignored where nothing is collected of it).
    pub fn push(&mut self, outcome: Outcome, before: Outcome) {
        let Outcome {
            mut numerator,
            denominator,
        } = outcome;
        if self.statistic.kind() == StatisticKind::Proportion {
            numerator = f64::from(u8::from(numerator > 0.0));
        }
        match &mut self.covariate {
            None => {}
            Some(CovariateMoments::Mean(moments)) => {
                moments.push([numerator, before.numerator]);
            }
            Some(CovariateMoments::Ratio(moments)) => {
                moments.push([numerator, denominator, before.numerator, before.denominator]);
            }
        }
        self.push_without_covariate(outcome);
    }

    /// Counts one unit of which nothing was known before: it is part of the statistic and the values,
    /// and not of the covariate's moments, whose smaller count says that they cover fewer units.
    pub fn push_without_covariate(&mut self, outcome: Outcome) {
        let Outcome {
            numerator,
            denominator,
        } = outcome;
        match &mut self.statistic {
            Statistic::Proportion(proportion) => {
                proportion.trials += 1;
                proportion.successes += u64::from(numerator > 0.0);
            }
            Statistic::Mean(moments) => moments.push(numerator),
            Statistic::Ratio(moments) => moments.push(numerator, denominator),
        }
        if let Some(values) = &mut self.values {
            values.push(numerator);
        }
    }

    /// Units counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.statistic.n()
    }
}

impl Statistic {
    /// Nobody yet.
    #[must_use]
    pub fn empty(kind: StatisticKind) -> Self {
        match kind {
            StatisticKind::Proportion => Self::Proportion(Proportion::default()),
            StatisticKind::Mean => Self::Mean(Moments::default()),
            StatisticKind::Ratio => Self::Ratio(RatioMoments::default()),
        }
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> StatisticKind {
        match self {
            Self::Proportion(_) => StatisticKind::Proportion,
            Self::Mean(_) => StatisticKind::Mean,
            Self::Ratio(_) => StatisticKind::Ratio,
        }
    }

    /// The value with its interval: Wilson, Student or delta method.
    pub fn estimate(&self, confidence: Confidence) -> Result<Estimate, CannotTest> {
        match self {
            Self::Proportion(proportion) => wilson(*proportion, confidence),
            Self::Mean(moments) => mean(moments, confidence),
            Self::Ratio(moments) => ratio(moments, confidence),
        }
    }

    /// Units counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        match self {
            Self::Proportion(proportion) => proportion.trials,
            Self::Mean(moments) => moments.n,
            Self::Ratio(moments) => moments.numerator.n,
        }
    }
}

impl Add for UnitStatistics {
    type Output = Self;

    /// Merges two groups of the same metric. What only one of them collected is dropped; of two kinds
    /// of statistic the first stays, which no caller that adds groups of one metric can meet.
    fn add(self, other: Self) -> Self {
        let statistic = match (self.statistic, other.statistic) {
            (Statistic::Proportion(one), Statistic::Proportion(two)) => {
                Statistic::Proportion(one + two)
            }
            (Statistic::Mean(one), Statistic::Mean(two)) => Statistic::Mean(one + two),
            (Statistic::Ratio(one), Statistic::Ratio(two)) => Statistic::Ratio(one + two),
            (one @ (Statistic::Proportion(_) | Statistic::Mean(_) | Statistic::Ratio(_)), _) => one,
        };
        let covariate = match (self.covariate, other.covariate) {
            (Some(CovariateMoments::Mean(one)), Some(CovariateMoments::Mean(two))) => {
                Some(CovariateMoments::Mean(one + two))
            }
            (Some(CovariateMoments::Ratio(one)), Some(CovariateMoments::Ratio(two))) => {
                Some(CovariateMoments::Ratio(one + two))
            }
            _ => None,
        };
        let values = match (self.values, other.values) {
            (Some(one), Some(two)) => Some(one + two),
            _ => None,
        };
        Self {
            statistic,
            covariate,
            values,
        }
    }
}

#[cfg(test)]
mod tests;
