//! Directed tests, posteriors, histories and families on whatever can be written into their inputs.

use proptest::prelude::*;

use super::super::{
    Alternative, Beta, CannotTest, DirectedTest, Hypothesis, PValue, Posterior, Prior,
    benjamini_hochberg_p, beta_posterior, chance_of_false_win, holm_p, interaction, mean_against,
    normal_posterior, proportion_posterior, ratio_against, share_against,
};
use super::{check_interval, check_p, confidence, count, moments, number, ratio_moments, share};

fn hypothesis() -> impl Strategy<Value = Hypothesis> {
    use Alternative::{Greater, Less, TwoSided};
    (
        prop::sample::select(vec![TwoSided, Greater, Less]),
        number(),
        0..3_u8,
    )
        .prop_map(|(alternative, margin, kind)| Hypothesis {
            alternative,
            margin: match kind {
                0 => 0.0,
                1 => margin.abs(),
                _ => margin,
            },
        })
}

fn check_directed(answer: Result<DirectedTest, CannotTest>) -> Result<(), TestCaseError> {
    let Ok(answer) = answer else {
        return Ok(());
    };
    check_p(answer.p)?;
    prop_assert!(answer.difference.value.is_finite(), "{:?}", answer);
    let interval = answer.difference.interval;
    check_interval(interval)?;
    let bounds = [interval.low, interval.high];
    let known = if answer.hypothesis.alternative == Alternative::TwoSided {
        2
    } else {
        1
    };
    let finite = bounds.iter().filter(|bound| bound.is_finite()).count();
    prop_assert_eq!(finite, known, "{:?}", answer);
    prop_assert!(answer.statistic.is_none_or(f64::is_finite), "{:?}", answer);
    Ok(())
}

fn check_posterior(answer: Result<Posterior, CannotTest>) -> Result<(), TestCaseError> {
    let Ok(answer) = answer else {
        return Ok(());
    };
    prop_assert!(answer.mean.is_finite(), "{:?}", answer);
    for chance in [answer.chance_to_beat, answer.chance_to_lose] {
        prop_assert!((0.0..=1.0).contains(&chance), "{:?}", answer);
    }
    for loss in [answer.expected_loss, answer.expected_loss_of_control] {
        prop_assert!(loss >= 0.0 && loss.is_finite(), "{:?}", answer);
    }
    check_interval(answer.interval)?;
    answer.lift.map_or(Ok(()), check_interval)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn directed_tests_answer_or_say_why(
        shares in (share(), share()),
        means in (moments(), moments()),
        ratios in (ratio_moments(), ratio_moments()),
        hypothesis in hypothesis(),
        level in confidence(),
    ) {
        check_directed(share_against(shares.0, shares.1, hypothesis, level))?;
        check_directed(mean_against(&means.0, &means.1, hypothesis, level))?;
        check_directed(ratio_against(&ratios.0, &ratios.1, hypothesis, level))?;
    }

    #[test]
    fn posteriors_answer_or_say_why(
        (difference, error) in (number(), number()),
        (mean, variance) in (number(), number()),
        level in confidence(),
    ) {
        check_posterior(normal_posterior(difference, error, Prior::Flat, level))?;
        let prior = Prior::Normal { mean, variance };
        check_posterior(normal_posterior(difference, error, prior, level))?;
    }

    #[test]
    fn histories_answer_or_say_why(
        effects in prop::collection::vec((number(), number()), 0..6),
        positive in any::<bool>(),
    ) {
        let effects: Vec<(f64, f64)> = effects
            .iter()
            .map(|&(effect, error)| (effect, if positive { error.abs() } else { error }))
            .collect();
        if let Ok(answer) = interaction(&effects) {
            check_p(answer.p)?;
            prop_assert!(answer.q >= 0.0 && (0.0..=1.0).contains(&answer.i_squared));
            prop_assert!(answer.pooled.is_finite() && answer.pooled_error.is_finite());
        }
        if let Ok(history) = Prior::from_history(&effects) {
            let Prior::Normal { mean, variance } = history.prior else {
                return Err(TestCaseError::fail("history without a prior"));
            };
            prop_assert!(mean.is_finite() && variance > 0.0 && variance.is_finite());
            prop_assert!(history.between_tests >= 0.0 && history.between_tests.is_finite());
        }
    }

    #[test]
    fn families_hold_p_values(
        logs in prop::collection::vec(prop::option::of(-2e3..=0.0_f64), 0..9),
        (tests, level) in (count(), confidence()),
    ) {
        let raw: Vec<Option<PValue>> = logs
            .iter()
            .map(|log10| log10.map(|log10| PValue { value: 10.0_f64.powf(log10), log10 }))
            .collect();
        for adjusted in [holm_p(&raw), benjamini_hochberg_p(&raw)] {
            for (adjusted, raw) in adjusted.iter().zip(&raw) {
                prop_assert_eq!(adjusted.is_some(), raw.is_some());
                if let Some((adjusted, raw)) = adjusted.zip(*raw) {
                    check_p(adjusted)?;
                    prop_assert!(adjusted.log10 >= raw.log10);
                }
            }
        }
        if let Ok(chance) = chance_of_false_win(tests, level) {
            prop_assert!((0.0..=1.0).contains(&chance));
        }
    }
}

proptest! {
    // Each case takes about a millisecond.
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn posteriors_of_shares_answer_or_say_why(
        (control, treatment) in (share(), share()),
        (a, b) in (number(), number()),
        level in confidence(),
    ) {
        check_posterior(proportion_posterior(control, treatment, level))?;
        let beta = Beta { successes: a, failures: b };
        check_posterior(beta_posterior(beta, Beta::UNIFORM.after(treatment), level))?;
        check_posterior(beta_posterior(Beta::UNIFORM.after(control), beta, level))?;
    }
}
