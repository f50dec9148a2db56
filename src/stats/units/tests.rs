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
