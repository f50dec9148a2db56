use serde::Deserialize;

use super::super::golden::{Values, close, table};
use super::super::welch;
use super::*;

const GOLDEN: &str = include_str!("../golden/values.json");

fn group(values: &[(f64, u64)]) -> Distribution {
    let mut group = Distribution::default();
    for &(value, count) in values {
        group.push_many(value, count);
    }
    group
}

/// Agreement within a share of the width of the interval: both are simulated.
fn near(case: &str, actual: Interval, expected: [f64; 2], share: f64) {
    let margin = share * (expected[1] - expected[0]);
    assert!(
        (actual.low - expected[0]).abs() < margin && (actual.high - expected[1]).abs() < margin,
        "{case}: {actual:?} is not {expected:?}"
    );
}

#[derive(Deserialize)]
struct Row {
    name: String,
    control: Values,
    treatment: Values,
    difference: [f64; 2],
    lift: [f64; 2],
    p: f64,
}

#[test]
fn resampling_matches_the_reference() {
    let resampling = Resampling {
        resamples: 10_000,
        seed: 7,
    };
    for row in table::<Row>(GOLDEN, "bootstrap") {
        let (control, treatment) = (row.control.counted(), row.treatment.counted());
        let answer =
            bootstrap_difference(&control, &treatment, resampling, Confidence::default()).unwrap();
        let case = row.name.as_str();
        near(case, answer.difference.interval, row.difference, 0.03);
        near(case, answer.lift.unwrap().interval, row.lift, 0.03);
        // Four standard errors of a share of 10,000.
        let error = 8.0 * (0.5 * row.p * (1.0 - 0.5 * row.p) / 1e4).sqrt() + 2e-4;
        assert!((answer.p - row.p).abs() < error, "{case}: {answer:?}");
        let difference = treatment.moments().mean - control.moments().mean;
        close(case, answer.difference.value, difference, 1e-15);
    }
}

/// Groups so large that a value takes several draws from a table, and binomial ones: the interval is
/// that of the normal approximation, which holds here.
#[test]
fn large_groups_agree_with_welch() {
    let shop = |zeros: u64, shift: f64| {
        let mut shop = group(&[(0.0, zeros)]);
        for i in 1..=60_u64 {
            shop.push_many(shift + 5.0 * i as f64, 40_000 / (i * i) + 2 * i);
        }
        shop
    };
    let (control, treatment) = (shop(900_000, 0.0), shop(890_000, 0.3));
    let resampling = Resampling {
        resamples: 4_000,
        seed: 3,
    };
    let level = Confidence::default();
    let answer = bootstrap_difference(&control, &treatment, resampling, level).unwrap();
    let effect = welch(&control.moments(), &treatment.moments(), level).unwrap();
    let Interval { low, high } = effect.difference.interval;
    near("welch", answer.difference.interval, [low, high], 0.05);
    let Interval { low, high } = effect.lift.unwrap().interval;
    near("fieller", answer.lift.unwrap().interval, [low, high], 0.05);
}

#[test]
fn the_same_seed_gives_the_same_answer() {
    let control = group(&[(0.0, 500), (20.0, 30), (35.0, 12)]);
    let treatment = group(&[(0.0, 480), (20.0, 41), (35.0, 15), (50.0, 2)]);
    let with = |seed| {
        let resampling = Resampling {
            resamples: 500,
            seed,
        };
        bootstrap_difference(&control, &treatment, resampling, Confidence::default()).unwrap()
    };
    assert_eq!(with(1), with(1));
    assert_ne!(with(1).difference.interval, with(2).difference.interval);
    assert_eq!(with(5).resampling.seed, 5);
}

/// Resampling of resamples: the interval of the median by its order statistics, drawn directly, is that
/// of whole resamples by their exact distribution.
#[test]
fn quantiles_are_resampled_as_their_distribution_says() {
    let values: Vec<(f64, u64)> = (0..101).map(|i| (f64::from(i * i), 1)).collect();
    let constant = group(&[(0.0, 1_000)]);
    let resampling = Resampling {
        resamples: 20_000,
        seed: 11,
    };
    let answer = bootstrap_quantile_difference(
        &constant,
        &group(&values),
        0.5,
        resampling,
        Confidence::default(),
    )
    .unwrap();
    close("median", answer.difference.value, 2_500.0, 0.0);
    assert_eq!(answer.lift, Err(CannotTest::ZeroControl));
    // The median of 101 draws is at most the k-th value if at least 51 draws are: binomial with
    // chance k / 101, which passes 2.5 % at k = 41 and 97.5 % at k = 61.
    let Interval { low, high } = answer.difference.interval;
    assert_eq!((low, high), (40.0 * 40.0, 60.0 * 60.0));
}

#[test]
fn a_quantile_without_variance_has_a_bootstrap_interval() {
    // The median is 20 in both groups with plenty of ties; the 80th percentile differs.
    let control = group(&[(10.0, 30), (20.0, 200), (30.0, 40)]);
    let treatment = group(&[(10.0, 20), (20.0, 200), (30.0, 70)]);
    let level = Confidence::default();
    let plan = Resampling::default();
    let median = bootstrap_quantile_difference(&control, &treatment, 0.5, plan, level).unwrap();
    assert_eq!(median.difference.interval, Interval::around(0.0, 0.0));
    close("p", median.p, 1.0, 0.0);
    let high = bootstrap_quantile_difference(&control, &treatment, 0.8, plan, level).unwrap();
    close("80 %", high.difference.value, 10.0, 0.0);
    assert_eq!(
        (high.difference.interval.low, high.difference.interval.high),
        (0.0, 10.0)
    );
}

#[test]
fn a_control_that_may_be_zero_has_no_bounded_lift() {
    let control = group(&[(0.0, 999), (10.0, 1)]);
    let treatment = group(&[(0.0, 900), (10.0, 100)]);
    let answer = bootstrap_difference(
        &control,
        &treatment,
        Resampling::default(),
        Confidence::default(),
    )
    .unwrap();
    assert_eq!(answer.lift.unwrap().interval, Interval::UNBOUNDED);
    assert!(answer.difference.interval.low > 0.0);
}

#[test]
fn what_cannot_be_resampled_says_why() {
    let (nobody, one) = (group(&[]), group(&[(4.0, 1)]));
    let (constant, good) = (group(&[(4.0, 9)]), group(&[(4.0, 9), (5.0, 3)]));
    let huge = group(&[(4.0, 1 << 54), (5.0, 1)]);
    let extreme = group(&[(f64::MAX, 9), (0.0, 9)]);
    let level = Confidence::default();
    let plan = Resampling::default();
    for (bad, reason) in [
        (&nobody, CannotTest::NoUnits),
        (&one, CannotTest::OneUnit),
        (&huge, CannotTest::OutOfRange),
    ] {
        assert_eq!(bootstrap_difference(bad, &good, plan, level), Err(reason));
        assert_eq!(bootstrap_difference(&good, bad, plan, level), Err(reason));
        let quantile = bootstrap_quantile_difference(bad, &good, 0.5, plan, level);
        assert_eq!(quantile, Err(reason));
    }
    let answer = bootstrap_difference(&constant, &constant, plan, level);
    assert_eq!(answer, Err(CannotTest::ZeroVariance));
    assert!(bootstrap_difference(&constant, &good, plan, level).is_ok());
    let answer = bootstrap_difference(&extreme, &good, plan, level);
    assert_eq!(answer, Err(CannotTest::NotFinite));
    for resamples in [0, 39, u32::MAX] {
        let few = Resampling { resamples, seed: 1 };
        let answer = bootstrap_difference(&good, &good, few, level);
        assert_eq!(answer, Err(CannotTest::OutOfRange), "{resamples}");
    }
    for quantile in [0.0, 1.0, f64::NAN] {
        let answer = bootstrap_quantile_difference(&good, &good, quantile, plan, level);
        assert_eq!(answer, Err(CannotTest::OutOfRange));
    }
    let bad = Confidence { alpha: f64::NAN };
    let answer = bootstrap_difference(&good, &good, plan, bad);
    assert_eq!(answer, Err(CannotTest::NotFinite));
}
