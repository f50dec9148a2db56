//! CUPED and post-stratification on whatever can be written into their inputs.

use proptest::prelude::*;

use super::super::{
    Adjusted, CannotTest, CovariateMoments, Statistic, VectorMoments, cuped, cuped_mean,
    cuped_ratio, post_stratified, post_stratified_mean, post_stratified_ratio,
};
use super::{check_effect, confidence, count, moments, number, ratio_moments, share};

/// Numbers of units as they come, awkward ones among them.
fn pushed<const D: usize>() -> impl Strategy<Value = VectorMoments<D>> {
    let unit = prop::collection::vec(number(), D);
    (prop::collection::vec(unit, 0..8), any::<bool>()).prop_map(|(units, tame)| {
        let mut moments = VectorMoments::default();
        for unit in units {
            moments.push(std::array::from_fn(|i| match unit[i] {
                value if value.abs() < 1e9 || !tame => value,
                _ => 1.0,
            }));
        }
        moments
    })
}

/// Moments that no units have.
fn invented<const D: usize>() -> impl Strategy<Value = VectorMoments<D>> {
    let numbers = prop::collection::vec(number(), D + D * D);
    (count(), numbers).prop_map(|(n, numbers)| VectorMoments {
        n,
        mean: std::array::from_fn(|i| numbers[i]),
        cross: std::array::from_fn(|i| std::array::from_fn(|j| numbers[D + D * i + j])),
    })
}

/// Possible moments of any size: standard deviations and one correlation.
fn scaled<const D: usize>() -> impl Strategy<Value = VectorMoments<D>> {
    let numbers = prop::collection::vec(number(), 2 * D);
    (count(), numbers, -1.0..=1.0_f64).prop_map(|(n, numbers, correlation)| VectorMoments {
        n,
        mean: std::array::from_fn(|i| numbers[i]),
        cross: std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let product = numbers[D + i].abs() * numbers[D + j].abs();
                if i == j {
                    product
                } else {
                    correlation * product
                }
            })
        }),
    })
}

fn vector<const D: usize>() -> impl Strategy<Value = VectorMoments<D>> {
    prop_oneof![3 => pushed(), 1 => invented(), 3 => scaled()]
}

type Pair<const D: usize> = (VectorMoments<D>, VectorMoments<D>);

/// Two groups of numbers well away from zero, each number in a unit of its own.
fn sized<const D: usize>() -> impl Strategy<Value = Pair<D>> {
    let sizes = prop::sample::select(vec![1e-150, 1e-75, 1e-9, 1.0, 1e3, 1e9, 1e75, 1e150]);
    let group = || prop::collection::vec(prop::collection::vec(1.0..1.2_f64, D), 2..30);
    (group(), group(), prop::collection::vec(sizes, D)).prop_map(|(control, treatment, sizes)| {
        let moments = |group: Vec<Vec<f64>>| {
            let mut moments = VectorMoments::default();
            for unit in group {
                moments.push(std::array::from_fn(|i| unit[i] * sizes[i]));
            }
            moments
        };
        (moments(control), moments(treatment))
    })
}

fn pair<const D: usize>() -> impl Strategy<Value = Pair<D>> {
    prop_oneof![(vector(), vector()), sized()]
}

fn check_adjusted(answer: Result<Adjusted, CannotTest>) -> Result<(), TestCaseError> {
    let Ok(adjusted) = answer else {
        return Ok(());
    };
    prop_assert!(adjusted.theta.is_none_or(f64::is_finite));
    prop_assert!(adjusted.variance_reduction.is_finite());
    prop_assert!(adjusted.variance_reduction <= 1.0 + 1e-9);
    check_effect(Ok(adjusted.effect))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn adjusted_means_answer_or_say_why(
        (control, treatment) in pair::<2>(),
        level in confidence(),
    ) {
        check_adjusted(cuped_mean(&control, &treatment, level))?;
        check_adjusted(cuped(
            &CovariateMoments::Mean(control),
            &CovariateMoments::Mean(treatment),
            level,
        ))?;
    }

    #[test]
    fn adjusted_ratios_answer_or_say_why(
        (control, treatment) in pair::<4>(),
        level in confidence(),
    ) {
        check_adjusted(cuped_ratio(&control, &treatment, level))?;
    }

    #[test]
    fn strata_answer_or_say_why(
        means in prop::collection::vec((moments(), moments()), 0..5),
        ratios in prop::collection::vec((ratio_moments(), ratio_moments()), 0..5),
        shares in prop::collection::vec((share(), share()), 0..5),
        level in confidence(),
    ) {
        check_adjusted(post_stratified_mean(&means, level))?;
        check_adjusted(post_stratified_ratio(&ratios, level))?;
        let shares: Vec<_> = shares
            .into_iter()
            .map(|(c, t)| (Statistic::Proportion(c), Statistic::Proportion(t)))
            .collect();
        check_adjusted(post_stratified(&shares, level))?;
    }
}
