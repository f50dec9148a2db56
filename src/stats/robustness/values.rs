//! The same of what is computed from all values.

use super::super::{
    Cap, Distribution, Resampling, bootstrap_difference, bootstrap_quantile_difference,
    capped_effect, mann_whitney, purchaser_cap, quantile, quantile_difference, refund_floor,
};
use super::*;

/// Empty, single, equal, few and many values, of any size, each up to 10¹² times and beyond.
fn distribution() -> impl Strategy<Value = Distribution> {
    let times = prop_oneof![
        4 => 1..30_u64,
        2 => 1..1_000_000_000_000_u64,
        1 => count(),
    ];
    let value = prop_oneof![
        2 => number(),
        2 => (-3..9_i32).prop_map(f64::from),
        1 => prop::sample::select(vec![5e-324, -1e-310, f64::MIN]),
    ];
    prop::collection::vec((value, times), 0..12).prop_map(|counted| {
        let mut distribution = Distribution::default();
        for (value, count) in counted {
            distribution.push_many(value, count);
        }
        distribution
    })
}

fn check_bootstrap(
    answer: Result<super::super::Bootstrap, CannotTest>,
) -> Result<(), TestCaseError> {
    let Ok(answer) = answer else {
        return Ok(());
    };
    for estimate in [Ok(answer.difference), answer.lift].into_iter().flatten() {
        prop_assert!(estimate.value.is_finite());
        check_interval(estimate.interval)?;
    }
    prop_assert!(answer.p > 0.0 && answer.p <= 1.0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn ranks_and_caps_answer_or_say_why(
        control in distribution(),
        treatment in distribution(),
        (percentile, above, below) in (number(), number(), prop::option::of(number())),
        level in confidence(),
    ) {
        if let Ok(answer) = mann_whitney(&control, &treatment) {
            check_p(answer.p)?;
            check_p(answer.p_corrected)?;
            prop_assert!(answer.z.is_finite() && answer.u >= 0.0);
            prop_assert!((0.0..=1.0).contains(&answer.superiority));
        }
        let groups = [&control, &treatment];
        for percentile in [percentile, 99.0] {
            let cap = purchaser_cap(&groups, percentile);
            prop_assert!(cap.is_ok_and(|cap| cap > 0.0 && cap.is_finite()) || cap.is_err());
            let floor = refund_floor(&groups, percentile);
            prop_assert!(floor.is_ok_and(|floor| floor <= 0.0 && floor.is_finite()) || floor.is_err());
            if let (Ok(above), Ok(below)) = (cap, floor) {
                let cap = Cap { above, below: Some(below) };
                let answer = capped_effect(&control, &treatment, cap, level);
                check_effect(answer.map(|capped| capped.effect))?;
            }
        }
        let answer = capped_effect(&control, &treatment, Cap { above, below }, level);
        check_effect(answer.map(|capped| capped.effect))?;
    }

    #[test]
    fn quantiles_answer_or_say_why(
        control in distribution(),
        treatment in distribution(),
        share in prop_oneof![0.0..1.0_f64, number()],
        level in confidence(),
    ) {
        check_estimate(quantile(&control, share, level).map(|answer| answer.estimate))?;
        check_effect(quantile_difference(&control, &treatment, share, level))?;
        for values in [&control, &treatment] {
            let answers = [values.quantile(share), values.inverted_cdf(share)];
            prop_assert!(answers.iter().flatten().all(|value| value.is_finite()));
        }
    }

    #[test]
    fn resampling_answers_or_says_why(
        control in distribution(),
        treatment in distribution(),
        share in prop_oneof![0.0..1.0_f64, number()],
        resampling in (0..120_u32, any::<u64>())
            .prop_map(|(resamples, seed)| Resampling { resamples, seed }),
        level in confidence(),
    ) {
        check_bootstrap(bootstrap_difference(&control, &treatment, resampling, level))?;
        let answer =
            bootstrap_quantile_difference(&control, &treatment, share, resampling, level);
        check_bootstrap(answer)?;
    }
}
