use proptest::prelude::*;
use serde::Deserialize;

use super::super::super::{
    CannotTest, Confidence, CovariateMoments, Interval, Moments, TestKind, VectorMoments, welch,
};
use super::super::*;
use super::{Answer, GOLDEN, Person, close, people, table};

/// Sums of a group: outcome, covariate, their squares and products.
#[derive(Deserialize)]
struct Sums {
    n: u64,
    y: f64,
    yy: f64,
    x: f64,
    xx: f64,
    xy: f64,
}

impl Sums {
    fn moments(&self) -> VectorMoments<2> {
        let n = self.n as f64;
        let cross = self.xy - self.x * self.y / n;
        VectorMoments {
            n: self.n,
            mean: [self.y / n, self.x / n],
            cross: [
                [self.yy - self.y * self.y / n, cross],
                [cross, self.xx - self.x * self.x / n],
            ],
        }
    }
}

#[derive(Deserialize)]
struct Row {
    control: Sums,
    treatment: Sums,
    #[serde(flatten)]
    answer: Answer,
}

const LEVEL: Confidence = Confidence { alpha: 0.05 };

#[test]
fn hillstrom_matches() {
    for row in table::<Row>(GOLDEN, "cuped") {
        let (control, treatment) = (row.control.moments(), row.treatment.moments());
        let adjusted = cuped_mean(&control, &treatment, LEVEL).unwrap();
        assert_eq!(adjusted.method, AdjustmentMethod::Cuped);
        assert_eq!(adjusted.effect.test, TestKind::Cuped);
        row.answer.check(&adjusted, 1.0);
        let wrapped = [control, treatment].map(CovariateMoments::Mean);
        assert_eq!(cuped(&wrapped[0], &wrapped[1], LEVEL), Ok(adjusted));
    }
}

/// Both groups of the made-up people, as what `values` takes from each.
fn groups<const D: usize>(values: impl Fn(&Person) -> [f64; D]) -> [VectorMoments<D>; 2] {
    let mut groups = [VectorMoments::default(); 2];
    for person in people() {
        groups[usize::from(person.treated)].push(values(&person));
    }
    groups
}

#[test]
fn people_match() {
    let revenue = groups(|person| [person.revenue, person.revenue_before]);
    let adjusted = cuped_mean(&revenue[0], &revenue[1], LEVEL).unwrap();
    // The two groups' means agree in their first two digits, which their difference loses.
    Answer::named("cuped-mean").check(&adjusted, 10.0);
    let share = groups(|person| [person.bought(), person.orders_before]);
    let adjusted = cuped_mean(&share[0], &share[1], LEVEL).unwrap();
    Answer::named("cuped-share").check(&adjusted, 10.0);
}

#[test]
fn order_value_of_people_matches() {
    let [control, treatment] = groups(|person| {
        [
            person.revenue,
            person.orders,
            person.revenue_before,
            person.orders_before,
        ]
    });
    let adjusted = cuped_ratio(&control, &treatment, LEVEL).unwrap();
    assert_eq!(adjusted.effect.test, TestKind::Cuped);
    Answer::named("cuped-ratio").check(&adjusted, 10.0);
    let wrapped = [control, treatment].map(CovariateMoments::Ratio);
    assert_eq!(cuped(&wrapped[0], &wrapped[1], LEVEL), Ok(adjusted));
}

#[test]
fn a_ratio_with_constant_denominators_is_a_mean_with_the_theta_within_groups() {
    let [control, treatment] = groups(|person| [person.revenue, 1.0, person.revenue_before, 1.0]);
    let adjusted = cuped_ratio(&control, &treatment, LEVEL).unwrap();
    let per_unit = |i, j| control.covariance(i, j).unwrap() + treatment.covariance(i, j).unwrap();
    let theta = adjusted.theta.unwrap();
    close("theta", theta, per_unit(0, 2) / per_unit(2, 2), 1e-12);
    let effect = adjusted_by_hand(theta, |person| (person.revenue, person.revenue_before));
    close(
        "error",
        adjusted.effect.standard_error,
        effect.standard_error,
        1e-12,
    );
    close("df", adjusted.effect.df.unwrap(), effect.df.unwrap(), 1e-12);
}

/// Welch's test on `outcome - theta * covariate`, person by person.
fn adjusted_by_hand(theta: f64, values: impl Fn(&Person) -> (f64, f64)) -> Effect {
    let [control, treatment] = [false, true].map(|treated| {
        let group = people()
            .into_iter()
            .filter(|person| person.treated == treated);
        Moments::of(group.map(|person| {
            let (outcome, covariate) = values(&person);
            outcome - theta * covariate
        }))
    });
    welch(&control, &treatment, LEVEL).unwrap()
}

fn of(pairs: &[(f64, f64)]) -> VectorMoments<2> {
    let mut moments = VectorMoments::default();
    for &(outcome, covariate) in pairs {
        moments.push([outcome, covariate]);
    }
    moments
}

#[test]
fn a_covariate_that_says_nothing_leaves_nothing_to_adjust() {
    let check = |control: &[(f64, f64)], treatment: &[(f64, f64)]| {
        let answer = cuped_mean(&of(control), &of(treatment), LEVEL);
        assert_eq!(answer, Err(CannotTest::NothingToAdjust), "{control:?}");
    };
    check(
        &[(1.0, 7.1), (2.0, 7.1), (4.0, 7.1)],
        &[(2.0, 7.1), (6.0, 7.1)],
    );
    let square = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)];
    check(&square, &square);
    let no_orders_before = |values: [f64; 3]| {
        let mut moments = VectorMoments::<4>::default();
        for value in values {
            moments.push([value, 1.0, 0.0, 0.0]);
        }
        moments
    };
    assert_eq!(
        cuped_ratio(
            &no_orders_before([3.0, 4.0, 7.0]),
            &no_orders_before([9.0, 2.0, 5.0]),
            LEVEL
        ),
        Err(CannotTest::NothingToAdjust)
    );
}

#[test]
fn what_cannot_be_tested_says_why() {
    let good = of(&[(1.0, 2.0), (2.0, 2.5), (4.0, 7.0), (3.0, 1.0)]);
    assert!(cuped_mean(&good, &good, LEVEL).is_ok());
    let check = |bad: VectorMoments<2>, reason: CannotTest| {
        assert_eq!(cuped_mean(&good, &bad, LEVEL), Err(reason), "{bad:?}");
        assert_eq!(cuped_mean(&bad, &good, LEVEL), Err(reason), "{bad:?}");
    };
    check(VectorMoments::default(), CannotTest::NoUnits);
    check(of(&[(1.0, 2.0)]), CannotTest::OneUnit);
    check(of(&[(1.0, 2.0), (f64::NAN, 1.0)]), CannotTest::NotFinite);
    let mut impossible = good;
    impossible.cross[0][1] *= 10.0;
    impossible.cross[1][0] *= 10.0;
    check(impossible, CannotTest::OutOfRange);
    let mut negative = good;
    negative.cross[1][1] = -1.0;
    check(negative, CannotTest::OutOfRange);
    let mut endless = good;
    endless.n = u64::MAX;
    check(endless, CannotTest::OutOfRange);
    let constant = of(&[(5.0, 2.0), (5.0, 3.0), (5.0, 7.0)]);
    assert_eq!(
        cuped_mean(&constant, &constant, LEVEL),
        Err(CannotTest::ZeroVariance)
    );
    let predicted = of(&[(2.0, 0.3), (4.0, 0.6), (9.0, 1.35)]);
    assert_eq!(
        cuped_mean(&predicted, &predicted, LEVEL),
        Err(CannotTest::ZeroVariance)
    );
    assert_eq!(
        cuped(
            &CovariateMoments::Mean(good),
            &CovariateMoments::Ratio(VectorMoments::default()),
            LEVEL
        ),
        Err(CannotTest::OutOfRange)
    );
}

#[test]
fn a_control_that_may_be_zero_leaves_the_lift_unbounded() {
    let near_zero = of(&[(5.0, 1.0), (-5.0, -1.2), (4.0, 2.0), (-3.5, -1.0)]);
    let other = of(&[(3.0, 1.0), (8.0, 1.4), (1.0, -1.0), (4.0, 0.0)]);
    let effect = cuped_mean(&near_zero, &other, LEVEL).unwrap().effect;
    assert_eq!(effect.lift.unwrap().interval, Interval::UNBOUNDED);
    let zero = of(&[(5.0, 1.0), (-5.0, -1.2)]);
    let effect = cuped_mean(&zero, &other, LEVEL).unwrap().effect;
    assert_eq!(effect.lift, Err(CannotTest::ZeroControl));
}

/// Two groups of pairs of which the second number depends on the first.
fn group() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0.0..90.0_f64, -30.0..30.0_f64), 4..40).prop_map(|pairs| {
        pairs
            .into_iter()
            .map(|(covariate, noise)| (0.8 * covariate + noise, covariate))
            .collect()
    })
}

proptest! {
    #[test]
    fn equals_welch_on_the_adjusted_values(control in group(), treatment in group()) {
        let adjusted = cuped_mean(&of(&control), &of(&treatment), LEVEL).unwrap();
        let theta = adjusted.theta.unwrap();
        let by_hand = |group: &[(f64, f64)]| Moments::of(group.iter().map(|p| p.0 - theta * p.1));
        let expected = welch(&by_hand(&control), &by_hand(&treatment), LEVEL).unwrap();
        let effect = adjusted.effect;
        close("error", effect.standard_error, expected.standard_error, 1e-9);
        close("df", effect.df.unwrap(), expected.df.unwrap(), 1e-9);
        let gap = (effect.difference.value - expected.difference.value).abs();
        prop_assert!(gap < 1e-9);
        let plain = welch(&of(&control).moments(0), &of(&treatment).moments(0), LEVEL).unwrap();
        let kept = (effect.standard_error / plain.standard_error).powi(2);
        prop_assert!((adjusted.variance_reduction - (1.0 - kept)).abs() < 1e-9);
    }

    #[test]
    fn lift_excludes_zero_exactly_when_the_test_rejects(
        control in group(),
        treatment in group(),
        shift in -60.0..60.0_f64,
    ) {
        let shifted: Vec<(f64, f64)> = treatment.iter().map(|p| (p.0 + shift, p.1)).collect();
        let effect = cuped_mean(&of(&control), &of(&shifted), LEVEL).unwrap().effect;
        let lift = effect.lift.unwrap().interval;
        let rejects = effect.p.value < 0.05;
        let excludes = |interval: Interval| interval.low > 0.0 || interval.high < 0.0;
        prop_assert_eq!(excludes(effect.difference.interval), rejects);
        if lift != Interval::UNBOUNDED {
            prop_assert_eq!(excludes(lift), rejects);
        }
    }

    /// Cents instead of euros, or a date instead of an age, must not change the answer.
    #[test]
    fn unit_and_origin_of_the_covariate_do_not_matter(
        control in group(),
        treatment in group(),
        (scale, origin) in (prop::sample::select(vec![1e-9, 0.01, 100.0, 1e9]), -1e3..1e3_f64),
    ) {
        let moved = |group: &[(f64, f64)]| -> Vec<(f64, f64)> {
            group.iter().map(|p| (p.0, scale * (p.1 + origin))).collect()
        };
        let one = cuped_mean(&of(&control), &of(&treatment), LEVEL).unwrap();
        let two = cuped_mean(&of(&moved(&control)), &of(&moved(&treatment)), LEVEL).unwrap();
        close("theta", two.theta.unwrap() * scale, one.theta.unwrap(), 1e-7);
        close("error", two.effect.standard_error, one.effect.standard_error, 1e-9);
        let gap = (two.effect.difference.value - one.effect.difference.value).abs();
        prop_assert!(gap < 1e-8, "{}", gap);
    }

    #[test]
    fn exchanging_the_groups_turns_the_difference_around(control in group(), treatment in group()) {
        let (control, treatment) = (of(&control), of(&treatment));
        let one = cuped_mean(&control, &treatment, LEVEL).unwrap();
        let two = cuped_mean(&treatment, &control, LEVEL).unwrap();
        close("error", two.effect.standard_error, one.effect.standard_error, 1e-12);
        let sum = two.effect.difference.value + one.effect.difference.value;
        prop_assert!(sum.abs() < 1e-10);
    }
}
