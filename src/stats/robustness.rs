//! No input panics, hangs or puts a NaN into an answer.

mod adjusted;
mod opinions;

use proptest::prelude::*;

use super::{
    Baseline, CannotTest, Confidence, Design, Effect, Estimate, GroupSequential, Interval,
    MixtureRule, Moments, PValue, Proportion, RatioMoments, SampleSizeFormula, Sides, always_valid,
    always_valid_above, detectable_mean_difference, detectable_proportion_difference, duration,
    group_sequential_bounds, mean, minimum_detectable_effect, mixture_sprt, posterior, power,
    proportion_sample_size, quantile_ranks, ratio, ratio_difference, sample_size, srm,
    student_sample_size, two_proportions, welch, wilson,
};

mod values;

/// Ordinary numbers and every awkward one.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1e6..1e6_f64,
        2 => 0.0..1.0_f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, -1.0, 1e-320, 1e-300, 1e150, 1e300, -1e300, f64::MAX, f64::MIN_POSITIVE,
            f64::NAN, f64::INFINITY, f64::NEG_INFINITY,
        ]),
    ]
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => 0..60_u64,
        2 => 0..1_000_000_000_u64,
        1 => any::<u64>(),
        1 => prop::sample::select(vec![0, 1, 2, 1 << 53, u64::MAX]),
    ]
}

fn confidence() -> impl Strategy<Value = Confidence> {
    prop_oneof![
        3 => Just(Confidence::default()),
        1 => number().prop_map(|alpha| Confidence { alpha }),
        1 => prop::sample::select(vec![1e-320, 1e-300, 1e-9, 0.5, 1.0 - 1e-16])
            .prop_map(|alpha| Confidence { alpha }),
    ]
}

fn share() -> impl Strategy<Value = Proportion> {
    (count(), count(), 0..5_u8).prop_map(|(a, b, kind)| match kind {
        0 => Proportion {
            successes: a,
            trials: a,
        },
        1 => Proportion {
            successes: 0,
            trials: b,
        },
        2 => Proportion {
            successes: a,
            trials: b,
        },
        _ => Proportion {
            successes: a.min(b),
            trials: a.max(b),
        },
    })
}

fn moments() -> impl Strategy<Value = Moments> {
    (count(), number(), number()).prop_map(|(n, mean, m2)| Moments { n, mean, m2 })
}

fn ratio_moments() -> impl Strategy<Value = RatioMoments> {
    (moments(), moments(), number(), any::<bool>()).prop_map(
        |(numerator, mut denominator, cross, same)| {
            if same {
                denominator.n = numerator.n;
            }
            RatioMoments {
                numerator,
                denominator,
                cross,
            }
        },
    )
}

fn check_p(p: PValue) -> Result<(), TestCaseError> {
    prop_assert!((0.0..=1.0).contains(&p.value), "{:?}", p);
    prop_assert!(p.log10 <= 0.0, "{:?}", p);
    prop_assert!(p.value > 0.0 || p.log10 < -300.0, "{:?}", p);
    Ok(())
}

fn check_interval(interval: Interval) -> Result<(), TestCaseError> {
    prop_assert!(interval.low <= interval.high, "{:?}", interval);
    Ok(())
}

fn check_estimate(answer: Result<Estimate, CannotTest>) -> Result<(), TestCaseError> {
    let Ok(estimate) = answer else {
        return Ok(());
    };
    check_interval(estimate.interval)?;
    prop_assert!(estimate.value.is_finite(), "{:?}", estimate);
    // Rounding may put a bound that equals the value on its other side.
    let slack = 1e-12 * estimate.value.abs().max(1e-300);
    prop_assert!(
        estimate.interval.low <= estimate.value + slack
            && estimate.value - slack <= estimate.interval.high,
        "{:?}",
        estimate
    );
    Ok(())
}

fn check_effect(answer: Result<Effect, CannotTest>) -> Result<(), TestCaseError> {
    let Ok(effect) = answer else {
        return Ok(());
    };
    check_estimate(Ok(effect.difference))?;
    check_estimate(effect.lift)?;
    check_p(effect.p)?;
    prop_assert!(effect.statistic.is_none_or(f64::is_finite));
    prop_assert!(effect.df.is_none_or(|df| df.is_finite() && df > 0.0));
    prop_assert!(effect.standard_error.is_finite() && effect.standard_error >= 0.0);
    let level = Confidence::default();
    let (difference, error) = (effect.difference.value, effect.standard_error);
    check_p(always_valid(difference, error, 100, 1000, level).p)?;
    prop_assert!(!posterior(difference, error, level).expected_loss.is_nan());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn shares_answer_or_say_why(control in share(), treatment in share(), level in confidence()) {
        check_estimate(wilson(control, level))?;
        check_effect(two_proportions(control, treatment, level))?;
    }

    #[test]
    fn means_answer_or_say_why(control in moments(), treatment in moments(), level in confidence()) {
        check_estimate(mean(&control, level))?;
        check_effect(welch(&control, &treatment, level))?;
    }

    #[test]
    fn ratios_answer_or_say_why(
        control in ratio_moments(),
        treatment in ratio_moments(),
        level in confidence(),
    ) {
        check_estimate(ratio(&control, level))?;
        check_effect(ratio_difference(&control, &treatment, level))?;
    }

    #[test]
    fn splits_answer_or_say_why(
        arms in prop::collection::vec((count(), number()), 0..6),
        positive in any::<bool>(),
    ) {
        let counts: Vec<u64> = arms.iter().map(|arm| arm.0).collect();
        let weights: Vec<f64> = arms
            .iter()
            .map(|arm| if positive { arm.1.abs() } else { arm.1 })
            .collect();
        if let Ok(answer) = srm(&counts, &weights) {
            check_p(answer.p)?;
            prop_assert!(answer.chi_square >= 0.0);
        }
    }

    #[test]
    fn readings_never_hold_a_nan(
        (difference, error) in (number(), number()),
        (n, planned) in (count(), count()),
        level in confidence(),
    ) {
        let sequential = always_valid(difference, error, n, planned, level);
        check_interval(sequential.interval)?;
        check_p(sequential.p)?;
        let posterior = posterior(difference, error, level);
        check_interval(posterior.interval)?;
        prop_assert!((0.0..=1.0).contains(&posterior.chance_to_beat));
        prop_assert!(posterior.expected_loss >= 0.0);
    }

    #[test]
    fn plans_are_positive_or_absent(
        (size, power) in (number(), number()),
        (control_n, treatment_n) in (count(), count()),
        level in confidence(),
    ) {
        let share = detectable_proportion_difference(size, control_n, treatment_n, level, power);
        prop_assert!(share.is_none_or(|d| d > 0.0 && size + d <= 1.0));
        let mean = detectable_mean_difference(size, control_n, treatment_n, level, power);
        prop_assert!(mean.is_none_or(|d| d > 0.0 && d.is_finite()));
        if let Some((low, point, high)) = quantile_ranks(control_n, size, level) {
            prop_assert!(1 <= low && low <= point && point <= high && high <= control_n);
        }
    }

    #[test]
    fn designs_answer_or_say_why(
        (alpha, share, weights) in (number(), number(), prop::collection::vec(number(), 0..5)),
        (size, spread, effect) in (number(), number(), number()),
        people in prop::collection::vec(count(), 0..5),
        kinds in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let sides = if kinds.0 { Sides::One } else { Sides::Two };
        let (share, weights) = if kinds.1 { (0.8, vec![1.0; 3]) } else { (share, weights) };
        let design = Design { alpha, power: share, sides, weights };
        let baseline = if kinds.2 {
            Baseline::Proportion(size)
        } else {
            Baseline::Mean { control_sd: size, treatment_sd: spread }
        };
        let sizes = [
            sample_size(&design, &baseline, effect),
            student_sample_size(&design, size, effect),
            proportion_sample_size(SampleSizeFormula::Arcsine, &design, size, effect),
            proportion_sample_size(SampleSizeFormula::Continuity, &design, size, effect),
        ];
        for size in sizes.into_iter().flatten() {
            prop_assert!(size.per_arm.iter().all(|&n| n >= 2), "{:?}", size);
        }
        if let Ok(found) = power(&design, &baseline, effect, &people) {
            prop_assert!((0.0..=1.0).contains(&found), "{}", found);
        }
        if let Ok(smallest) = minimum_detectable_effect(&design, &baseline, &people) {
            prop_assert!(smallest > 0.0 && smallest.is_finite(), "{}", smallest);
        }
        let joining = people.first().copied().unwrap_or_default();
        if let Ok(days) = duration(joining, size, 7) {
            prop_assert_eq!(days.total_days, days.enrolment_days + 7);
        }
    }

    #[test]
    fn looks_answer_or_say_why(
        (alpha, exponent) in (number(), number()),
        information in prop::collection::vec(number(), 0..4),
        kinds in (any::<bool>(), any::<bool>()),
    ) {
        let sides = if kinds.0 { Sides::One } else { Sides::Two };
        let plan = if kinds.1 {
            GroupSequential { sides, ..GroupSequential::default() }
        } else {
            GroupSequential { alpha, exponent, sides }
        };
        for look in group_sequential_bounds(&information, plan).unwrap_or_default() {
            prop_assert!(look.bound.is_finite() && look.spent > 0.0, "{:?}", look);
        }
    }

    #[test]
    fn sequential_readings_never_hold_a_nan(
        (difference, error, tau) in (number(), number(), number()),
        (n, planned) in (count(), count()),
        level in confidence(),
    ) {
        for reading in [
            always_valid_above(difference, error, n, planned, level),
            mixture_sprt(difference, error, tau, MixtureRule::Johari, level),
            mixture_sprt(difference, error, tau, MixtureRule::Statsig, level),
        ] {
            check_interval(reading.interval)?;
            check_p(reading.p)?;
        }
    }
}
