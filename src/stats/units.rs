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
        match &mut self.statistic {
            Statistic::Proportion(proportion) => {
                numerator = f64::from(u8::from(numerator > 0.0));
                proportion.trials += 1;
                proportion.successes += u64::from(numerator > 0.0);
            }
            Statistic::Mean(moments) => moments.push(numerator),
            Statistic::Ratio(moments) => moments.push(numerator, denominator),
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [StatisticKind; 3] = [
        StatisticKind::Proportion,
        StatisticKind::Mean,
        StatisticKind::Ratio,
    ];

    fn everything(kind: StatisticKind) -> Collect {
        Collect {
            kind,
            covariate: true,
            values: true,
        }
    }

    fn outcome(numerator: f64, denominator: f64) -> Outcome {
        Outcome {
            numerator,
            denominator,
        }
    }

    fn of(collect: Collect, units: &[(Outcome, Outcome)]) -> UnitStatistics {
        let mut statistics = UnitStatistics::new(collect);
        for &(now, before) in units {
            statistics.push(now, before);
        }
        statistics
    }

    fn three_units() -> [(Outcome, Outcome); 3] {
        [
            (outcome(0.0, 0.0), outcome(4.0, 1.0)),
            (outcome(30.0, 2.0), outcome(8.0, 2.0)),
            (outcome(-6.0, 1.0), outcome(0.0, 0.0)),
        ]
    }

    #[test]
    fn proportions_count_what_is_above_zero() {
        let statistics = of(everything(StatisticKind::Proportion), &three_units());
        assert_eq!(
            statistics.statistic,
            Statistic::Proportion(Proportion {
                successes: 1,
                trials: 3
            })
        );
        let Some(CovariateMoments::Mean(moments)) = statistics.covariate else {
            panic!("a proportion has a covariate like a mean");
        };
        let mut expected = VectorMoments::default();
        for pair in [[0.0, 4.0], [1.0, 8.0], [0.0, 0.0]] {
            expected.push(pair);
        }
        assert_eq!(moments, expected);
        assert_eq!(statistics.values, None);
    }

    #[test]
    fn means_keep_values_and_covariate() {
        let statistics = of(everything(StatisticKind::Mean), &three_units());
        assert_eq!(
            statistics.statistic,
            Statistic::Mean(Moments::of([0.0, 30.0, -6.0]))
        );
        let Some(CovariateMoments::Mean(moments)) = statistics.covariate else {
            panic!("a mean has one covariate");
        };
        assert_eq!(moments.mean.to_vec(), [8.0, 4.0]);
        let values = statistics.values.unwrap();
        let counted: Vec<_> = values.counted().collect();
        assert_eq!(counted, [(-6.0, 1), (0.0, 1), (30.0, 1)]);
    }

    #[test]
    fn ratios_keep_both_parts_now_and_before() {
        let statistics = of(everything(StatisticKind::Ratio), &three_units());
        let mut expected = RatioMoments::default();
        for (numerator, denominator) in [(0.0, 0.0), (30.0, 2.0), (-6.0, 1.0)] {
            expected.push(numerator, denominator);
        }
        assert_eq!(statistics.statistic, Statistic::Ratio(expected));
        let Some(CovariateMoments::Ratio(moments)) = statistics.covariate else {
            panic!("a ratio has a covariate ratio");
        };
        assert_eq!(moments.mean.to_vec(), [8.0, 1.0, 4.0, 1.0]);
        assert_eq!(statistics.values, None);
    }

    #[test]
    fn nothing_is_collected_that_nobody_asked_for() {
        for kind in KINDS {
            let collect = Collect {
                kind,
                covariate: false,
                values: false,
            };
            let statistics = of(collect, &three_units());
            assert_eq!(statistics.covariate, None);
            assert_eq!(statistics.values, None);
            assert_eq!(statistics.n(), 3);
            assert_eq!(statistics.statistic.kind(), kind);
            assert_eq!(Statistic::empty(kind).n(), 0);
        }
    }

    #[test]
    fn what_only_one_group_collected_is_dropped() {
        let plain = Collect {
            kind: StatisticKind::Mean,
            covariate: false,
            values: false,
        };
        let full = of(everything(StatisticKind::Mean), &three_units());
        for sum in [
            full.clone() + of(plain, &three_units()),
            of(plain, &three_units()) + full.clone(),
        ] {
            assert_eq!(sum.covariate, None);
            assert_eq!(sum.values, None);
            assert_eq!(sum.n(), 6);
        }
    }

    fn units() -> impl Strategy<Value = Vec<(Outcome, Outcome)>> {
        let one = || (-50..400_i32, 0..6_u8);
        let unit = (one(), one()).prop_map(|(now, before)| {
            let of = |(cents, count): (i32, u8)| outcome(f64::from(cents) / 4.0, f64::from(count));
            (of(now), of(before))
        });
        prop::collection::vec(unit, 0..40)
    }

    fn near(one: f64, two: f64) -> bool {
        (one - two).abs() <= 1e-9 * (1.0 + one.abs())
    }

    /// The numbers of a statistic in a row.
    fn numbers(statistics: &UnitStatistics) -> Vec<f64> {
        let json = serde_json::to_value((&statistics.statistic, &statistics.covariate)).unwrap();
        let mut numbers = Vec::new();
        let mut open = vec![&json];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Array(values) => open.extend(values),
                serde_json::Value::Object(fields) => open.extend(fields.values()),
                other => numbers.extend(other.as_f64()),
            }
        }
        numbers
    }

    proptest! {
        #[test]
        fn days_add_up_to_the_whole(units in units(), cut in 0..40_usize) {
            let (left, right) = units.split_at(cut.min(units.len()));
            for kind in KINDS {
                let collect = everything(kind);
                let whole = of(collect, &units);
                let merged = of(collect, left) + of(collect, right);
                prop_assert_eq!(&merged.values, &whole.values);
                let (merged, whole) = (numbers(&merged), numbers(&whole));
                prop_assert_eq!(merged.len(), whole.len());
                for (one, two) in merged.into_iter().zip(whole) {
                    prop_assert!(near(one, two), "{} {}", one, two);
                }
            }
        }

        #[test]
        fn json_brings_back_the_same(units in units()) {
            for kind in KINDS {
                let statistics = of(everything(kind), &units);
                let json = serde_json::to_string(&statistics).unwrap();
                let back: UnitStatistics = serde_json::from_str(&json).unwrap();
                prop_assert_eq!(back, statistics);
            }
        }

        /// The covariate's moments hold the outcome again; both readings must agree.
        #[test]
        fn outcome_and_covariate_moments_agree(units in units()) {
            let mean = of(everything(StatisticKind::Mean), &units);
            let (Statistic::Mean(plain), Some(CovariateMoments::Mean(vector))) =
                (mean.statistic, mean.covariate)
            else {
                return Err(TestCaseError::fail("not a mean"));
            };
            prop_assert!(near(plain.m2, vector.moments(0).m2));
            prop_assert!(near(plain.mean, vector.mean[0]));
            let values = mean.values.unwrap().moments();
            prop_assert_eq!(values.n, plain.n);
            prop_assert!(near(plain.m2, values.m2));
        }
    }
}
