use proptest::prelude::*;
use serde::Deserialize;

use super::super::super::{
    CannotTest, Confidence, Interval, Moments, Proportion, RatioMoments, Statistic, TestKind, welch,
};
use super::super::*;
use super::{Answer, GOLDEN, close, people, table};

const LEVEL: Confidence = Confidence { alpha: 0.05 };

#[derive(Deserialize)]
struct Row {
    /// n, sum and sum of squares of control and treatment.
    strata: Vec<[(u64, f64, f64); 2]>,
    #[serde(flatten)]
    answer: Answer,
}

#[test]
fn hillstrom_matches() {
    for row in table::<Row>(GOLDEN, "strata") {
        let moments = |(n, sum, squares): (u64, f64, f64)| Moments {
            n,
            mean: sum / n as f64,
            m2: squares - sum * sum / n as f64,
        };
        let strata: Vec<_> = row
            .strata
            .iter()
            .map(|&[control, treatment]| (moments(control), moments(treatment)))
            .collect();
        let adjusted = post_stratified_mean(&strata, LEVEL).unwrap();
        assert_eq!(adjusted.method, AdjustmentMethod::PostStratified);
        assert_eq!(adjusted.effect.test, TestKind::PostStratified);
        row.answer.check(&adjusted, 1.0);
        let wrapped: Vec<_> = strata
            .iter()
            .map(|&(control, treatment)| (Statistic::Mean(control), Statistic::Mean(treatment)))
            .collect();
        assert_eq!(post_stratified(&wrapped, LEVEL), Ok(adjusted));
    }
}

#[test]
fn people_match() {
    let mut revenue = [(Moments::default(), Moments::default()); 3];
    let mut bought = [(Proportion::default(), Proportion::default()); 3];
    let mut order_value = [(RatioMoments::default(), RatioMoments::default()); 3];
    for person in people() {
        let (revenue, bought, order_value) = (
            &mut revenue[person.stratum],
            &mut bought[person.stratum],
            &mut order_value[person.stratum],
        );
        let (revenue, bought, order_value) = if person.treated {
            (&mut revenue.1, &mut bought.1, &mut order_value.1)
        } else {
            (&mut revenue.0, &mut bought.0, &mut order_value.0)
        };
        revenue.push(person.revenue);
        bought.trials += 1;
        bought.successes += u64::from(person.orders > 0.0);
        order_value.push(person.revenue, person.orders);
    }
    // The two groups' values agree in their first two digits, which their difference loses.
    let check = |name: &str, answer: Result<Adjusted, CannotTest>| {
        Answer::named(name).check(&answer.unwrap(), 100.0);
    };
    check("strata-mean", post_stratified_mean(&revenue, LEVEL));
    check("strata-ratio", post_stratified_ratio(&order_value, LEVEL));
    let share = bought.map(|(c, t)| (Statistic::Proportion(c), Statistic::Proportion(t)));
    check("strata-share", post_stratified(&share, LEVEL));
    let ratio = order_value.map(|(c, t)| (Statistic::Ratio(c), Statistic::Ratio(t)));
    check("strata-ratio", post_stratified(&ratio, LEVEL));
    let mixed = [share[0], ratio[1]];
    assert_eq!(post_stratified(&mixed, LEVEL), Err(CannotTest::OutOfRange));
    let crossed = [(share[0].0, ratio[1].1)];
    assert_eq!(
        post_stratified(&crossed, LEVEL),
        Err(CannotTest::OutOfRange)
    );
}

fn of<const N: usize>(values: [f64; N]) -> Moments {
    Moments::of(values)
}

#[test]
fn strata_too_small_for_a_variance_are_put_together() {
    let large = (of([1.0, 5.0, 2.0, 4.0]), of([3.0, 6.0, 2.5, 4.0]));
    let larger = (
        of([11.0, 15.0, 12.0, 14.0, 13.0]),
        of([13.0, 16.0, 12.5, 14.0]),
    );
    let ones = (of([7.0]), of([8.0, 9.5]));
    let more_ones = (of([6.0]), of([]));
    let nobody = (of([]), of([]));
    let sum = |one: (Moments, Moments), two: (Moments, Moments)| (one.0 + two.0, one.1 + two.1);
    let check = |strata: &[(Moments, Moments)], expected: &[(Moments, Moments)]| {
        for swap in [false, true] {
            let turned = |strata: &[(Moments, Moments)]| {
                let turn = |&(c, t): &(Moments, Moments)| if swap { (t, c) } else { (c, t) };
                post_stratified_mean(&strata.iter().map(turn).collect::<Vec<_>>(), LEVEL)
            };
            assert_eq!(turned(strata), turned(expected));
            assert!(turned(strata).is_ok());
        }
    };
    let together = sum(ones, more_ones);
    check(
        &[larger, ones, large, nobody, more_ones],
        &[larger, large, together],
    );
    check(&[larger, ones, large], &[larger, sum(large, ones)]);
}

#[test]
fn what_cannot_be_tested_says_why() {
    let check = |strata: &[(Moments, Moments)], reason: CannotTest| {
        assert_eq!(
            post_stratified_mean(strata, LEVEL),
            Err(reason),
            "{strata:?}"
        );
    };
    let good = (of([1.0, 5.0, 2.0]), of([3.0, 6.0, 2.5]));
    assert!(post_stratified_mean(&[good, good], LEVEL).is_ok());
    check(&[], CannotTest::NoUnits);
    check(
        &[(of([1.0, 2.0]), of([])), (of([3.0]), of([]))],
        CannotTest::NoUnits,
    );
    check(
        &[(of([1.0, 2.0]), of([1.0])), (of([3.0]), of([]))],
        CannotTest::OneUnit,
    );
    check(&[good], CannotTest::NothingToAdjust);
    check(&[good, (of([3.0]), of([]))], CannotTest::NothingToAdjust);
    let same = (of([4.0, 4.0]), of([4.0, 4.0, 4.0]));
    check(&[same, same], CannotTest::ZeroVariance);
    let other = (of([9.0, 9.0]), of([9.0, 9.0, 9.0]));
    check(&[same, other], CannotTest::ZeroVariance);
    let mut bad = good;
    bad.0.n = u64::MAX;
    check(&[good, bad], CannotTest::OutOfRange);
    let mut bad = good;
    bad.1.mean = f64::NAN;
    check(&[good, bad], CannotTest::NotFinite);
    let mut bad = good;
    bad.1.m2 = -0.1;
    check(&[bad, good], CannotTest::OutOfRange);
}

fn pairs(pairs: &[(f64, f64)]) -> RatioMoments {
    let mut moments = RatioMoments::default();
    for &(numerator, denominator) in pairs {
        moments.push(numerator, denominator);
    }
    moments
}

#[test]
fn a_stratum_without_a_ratio_of_its_own_still_counts() {
    let buyers = pairs(&[(30.0, 1.0), (90.0, 2.0), (20.0, 1.0), (45.0, 1.0)]);
    let more = pairs(&[(32.0, 1.0), (99.0, 2.0), (26.0, 1.0), (40.0, 1.0)]);
    let idle = pairs(&[(0.0, 0.0), (0.0, 0.0)]);
    let adjusted = post_stratified_ratio(&[(buyers, more), (idle, idle)], LEVEL).unwrap();
    let expected = more.ratio().unwrap() - buyers.ratio().unwrap();
    close(
        "difference",
        adjusted.effect.difference.value,
        expected,
        1e-12,
    );
    assert_eq!(
        post_stratified_ratio(&[(idle, idle), (idle, idle)], LEVEL),
        Err(CannotTest::DenominatorNearZero)
    );
    let mut uneven = buyers;
    uneven.denominator.n = u64::MAX;
    assert_eq!(
        post_stratified_ratio(&[(buyers, more), (uneven, more)], LEVEL),
        Err(CannotTest::OutOfRange)
    );
}

fn group() -> impl Strategy<Value = Moments> {
    (prop::collection::vec(0.0..90.0_f64, 2..20), 0.0..200.0_f64)
        .prop_map(|(values, level)| Moments::of(values.into_iter().map(|value| value + level)))
}

fn strata() -> impl Strategy<Value = Vec<(Moments, Moments)>> {
    prop::collection::vec((group(), group()), 2..6)
}

proptest! {
    #[test]
    fn puts_welch_by_stratum_together(strata in strata()) {
        let effect = post_stratified_mean(&strata, LEVEL).unwrap().effect;
        let units: u64 = strata.iter().map(|(c, t)| c.n + t.n).sum();
        let (mut difference, mut variance) = (0.0, 0.0);
        for (control, treatment) in &strata {
            let share = (control.n + treatment.n) as f64 / units as f64;
            let own = welch(control, treatment, LEVEL).unwrap();
            difference += share * own.difference.value;
            variance += (share * own.standard_error).powi(2);
        }
        prop_assert!((effect.difference.value - difference).abs() < 1e-10);
        close("error", effect.standard_error, variance.sqrt(), 1e-10);
        let fewest = strata.iter().map(|(c, t)| c.n.min(t.n)).min().unwrap() as f64 - 1.0;
        let most = (units - 2 * strata.len() as u64) as f64;
        let df = effect.df.unwrap();
        prop_assert!((fewest - 1e-9..=most + 1e-9).contains(&df), "{}", df);
    }

    #[test]
    fn the_order_of_strata_does_not_matter(mut strata in strata()) {
        let one = post_stratified_mean(&strata, LEVEL).unwrap();
        strata.reverse();
        let two = post_stratified_mean(&strata, LEVEL).unwrap();
        close("error", two.effect.standard_error, one.effect.standard_error, 1e-12);
        let gap = (two.effect.difference.value - one.effect.difference.value).abs();
        prop_assert!(gap < 1e-10);
    }

    #[test]
    fn lift_excludes_zero_exactly_when_the_test_rejects(strata in strata()) {
        let effect = post_stratified_mean(&strata, LEVEL).unwrap().effect;
        let lift = effect.lift.unwrap().interval;
        let rejects = effect.p.value < 0.05;
        let excludes = |interval: Interval| interval.low > 0.0 || interval.high < 0.0;
        prop_assert_eq!(excludes(effect.difference.interval), rejects);
        if lift != Interval::UNBOUNDED {
            prop_assert_eq!(excludes(lift), rejects);
        }
    }
}
