use proptest::prelude::*;
use serde::Deserialize;

use super::super::golden::{close, same_p, table};
use super::super::tails::ln_normal_two_sided;
use super::*;

const GOLDEN: &str = include_str!("../golden/alternative.json");

const GREATER: Hypothesis = Hypothesis {
    alternative: Alternative::Greater,
    margin: 0.0,
};
const LESS: Hypothesis = Hypothesis {
    alternative: Alternative::Less,
    margin: 0.0,
};

fn not_worse(alternative: Alternative, margin: f64) -> Hypothesis {
    Hypothesis {
        alternative,
        margin,
    }
}

/// Control successes and trials, treatment successes and trials.
fn shares([x_c, n_c, x_t, n_t]: [u64; 4]) -> (Proportion, Proportion) {
    let share = |successes, trials| Proportion { successes, trials };
    (share(x_c, n_c), share(x_t, n_t))
}

#[derive(Deserialize)]
struct ShareRow {
    input: [u64; 4],
    greater: Option<f64>,
    less: Option<f64>,
    log10_greater: Option<f64>,
    log10_less: Option<f64>,
    fisher_greater: Option<f64>,
    fisher_less: Option<f64>,
}

#[test]
fn one_sided_tests_of_shares_match_whether_or_not_they_are_the_ones_to_use() {
    let mut checked = (0, 0);
    for row in table::<ShareRow>(GOLDEN, "shares") {
        let case = format!("{:?}", row.input);
        let (control, treatment) = shares(row.input);
        let pooled = Pooled::new(control, treatment);
        if let Some((p, log10)) = row.greater.zip(row.log10_greater) {
            let z = treatment.difference_from(control) / pooled.standard_error();
            same_p(&case, upper(z, ln_normal_two_sided(z)), p, log10, 1e-9);
            let (p, log10) = row.less.zip(row.log10_less).unwrap();
            same_p(&case, upper(-z, ln_normal_two_sided(z)), p, log10, 1e-9);
            checked.0 += 1;
        }
        if let Some((greater, less)) = row.fisher_greater.zip(row.fisher_less) {
            let actual = fisher_greater(control, treatment);
            close(&case, actual.value, greater, 1e-7);
            let actual = fisher_greater(treatment, control);
            close(&case, actual.value, less, 1e-7);
            checked.1 += 1;
        }
    }
    assert!(checked.0 > 40 && checked.1 > 40, "{checked:?}");
}

#[test]
fn shares_are_tested_by_the_same_rule_as_in_both_directions() {
    let level = Confidence::default();
    let mut kinds = (0, 0);
    for row in table::<ShareRow>(GOLDEN, "shares") {
        let (control, treatment) = shares(row.input);
        let answer = share_against(control, treatment, GREATER, level);
        let both = two_proportions(control, treatment, level);
        let (Ok(greater), Ok(both)) = (answer, both) else {
            assert_eq!(answer.err(), both.err(), "{:?}", row.input);
            continue;
        };
        assert_eq!(greater.test, both.test, "{:?}", row.input);
        assert_eq!(greater.statistic, both.statistic);
        match greater.test {
            TestKind::FisherExact => kinds.0 += 1,
            _ => kinds.1 += 1,
        }
        let any = share_against(control, treatment, Hypothesis::default(), level).unwrap();
        assert_eq!((any.p, any.difference), (both.p, both.difference));
    }
    assert!(kinds.0 > 5 && kinds.1 > 20, "{kinds:?}");
}

#[derive(Deserialize)]
struct ScoreRow {
    input: [u64; 4],
    margin: f64,
    z: f64,
    p: f64,
    log10_p: f64,
    /// Lower bound at 5 %.
    lower: f64,
}

#[test]
fn the_score_test_and_its_bound_match() {
    for row in table::<ScoreRow>(GOLDEN, "score") {
        let case = format!("{:?} by {}", row.input, row.margin);
        let (control, treatment) = shares(row.input);
        let level = Confidence::default();
        let up = not_worse(Alternative::Greater, row.margin);
        let actual = share_against(control, treatment, up, level).unwrap();
        assert_eq!(actual.test, TestKind::FarringtonManning);
        close(&case, actual.statistic.unwrap(), row.z, 1e-12);
        same_p(&case, actual.p, row.p, row.log10_p, 1e-9);
        close(&case, actual.difference.interval.low, row.lower, 1e-10);
        assert!(actual.difference.interval.high.is_infinite(), "{case}");
        let down = not_worse(Alternative::Less, row.margin);
        let mirrored = share_against(treatment, control, down, level).unwrap();
        close(&case, mirrored.statistic.unwrap(), -row.z, 1e-12);
        assert_eq!(mirrored.p, actual.p, "{case}");
        close(&case, mirrored.difference.interval.high, -row.lower, 1e-10);
    }
}

/// Newcombe (1998, Stat Med 17:873), table II, method 5 (Mee), two-sided at 5 %, to four decimals.
#[test]
fn published_score_intervals_come_out() {
    for (input, low, high) in [
        ([48, 80, 56, 70], 0.0533, 0.3377),
        ([3, 10, 9, 10], 0.1821, 0.8370),
    ] {
        let (control, treatment) = shares(input);
        let level = Confidence { alpha: 0.025 };
        let greater = share_against(control, treatment, GREATER, level).unwrap();
        let less = share_against(control, treatment, LESS, level).unwrap();
        let actual = (
            greater.difference.interval.low,
            less.difference.interval.high,
        );
        assert!((actual.0 - low).abs() < 5e-5, "{input:?}: {actual:?}");
        assert!((actual.1 - high).abs() < 5e-5, "{input:?}: {actual:?}");
    }
}

#[derive(Deserialize)]
struct MeanRow {
    control: (u64, f64, f64),
    treatment: (u64, f64, f64),
    t: f64,
    df: f64,
    greater: f64,
    less: f64,
}

fn moments((n, mean, sd): (u64, f64, f64)) -> Moments {
    Moments {
        n,
        mean,
        m2: sd * sd * (n - 1) as f64,
    }
}

#[test]
fn one_sided_tests_of_means_match() {
    let level = Confidence::default();
    for row in table::<MeanRow>(GOLDEN, "means") {
        let case = format!("{:?} and {:?}", row.control, row.treatment);
        let (control, treatment) = (moments(row.control), moments(row.treatment));
        let greater = mean_against(&control, &treatment, GREATER, level).unwrap();
        let less = mean_against(&control, &treatment, LESS, level).unwrap();
        close(&case, greater.statistic.unwrap(), row.t, 1e-12);
        close(&case, less.statistic.unwrap(), row.t, 1e-12);
        close(&case, greater.df.unwrap(), row.df, 1e-12);
        close(&case, greater.p.value, row.greater, 1e-9);
        close(&case, less.p.value, row.less, 1e-9);
    }
}

#[test]
fn a_margin_shifts_the_t_test() {
    let (control, treatment) = (moments((50, 10.0, 2.0)), moments((60, 9.5, 3.0)));
    let level = Confidence::default();
    let margin = 1.25;
    let shifted = Moments {
        mean: treatment.mean + margin,
        ..treatment
    };
    let actual = mean_against(
        &control,
        &treatment,
        not_worse(Alternative::Greater, margin),
        level,
    );
    let expected = mean_against(&control, &shifted, GREATER, level);
    let (actual, expected) = (actual.unwrap(), expected.unwrap());
    close("p", actual.p.value, expected.p.value, 1e-13);
    let (low, shifted_low) = (
        actual.difference.interval.low,
        expected.difference.interval.low,
    );
    close("bound", low, shifted_low - margin, 1e-13);
    close("value", actual.difference.value, -0.5, 1e-14);
}

#[test]
fn ratios_are_tested_like_means() {
    let of = |pairs: &[(f64, f64)]| {
        let mut moments = RatioMoments::default();
        for &(numerator, denominator) in pairs {
            moments.push(numerator, denominator);
        }
        moments
    };
    let control = of(&[(3.0, 1.0), (8.0, 2.0), (1.0, 1.0), (4.0, 1.0)]);
    let treatment = of(&[(5.0, 1.0), (9.0, 2.0), (4.0, 1.0), (6.0, 1.0)]);
    let level = Confidence { alpha: 0.1 };
    let both = ratio_difference(&control, &treatment, level).unwrap();
    let half = Confidence { alpha: 0.05 };
    let greater = ratio_against(&control, &treatment, GREATER, half).unwrap();
    assert_eq!(greater.test, TestKind::DeltaRatio);
    close("p", greater.p.value, 0.5 * both.p.value, 1e-13);
    let low = both.difference.interval.low;
    close("bound", greater.difference.interval.low, low, 1e-12);
}

#[test]
fn what_cannot_be_tested_says_why() {
    let level = Confidence::default();
    let (control, treatment) = shares([3, 10, 4, 11]);
    let reason = |hypothesis| share_against(control, treatment, hypothesis, level).unwrap_err();
    let greater = |margin| not_worse(Alternative::Greater, margin);
    assert_eq!(reason(greater(-0.1)), CannotTest::OutOfRange);
    assert_eq!(reason(greater(1.0)), CannotTest::OutOfRange);
    assert_eq!(reason(greater(f64::NAN)), CannotTest::NotFinite);
    let both = not_worse(Alternative::TwoSided, 0.1);
    assert_eq!(reason(both), CannotTest::OutOfRange);
    let (none, nothing) = shares([0, 10, 0, 0]);
    let answer = share_against(none, nothing, GREATER, level);
    assert_eq!(answer, Err(CannotTest::NoUnits));
    let answer = share_against(none, none, GREATER, level);
    assert_eq!(answer, Err(CannotTest::ZeroVariance));
    assert!(share_against(none, none, greater(0.1), level).is_ok());
    let constant = moments((5, 2.0, 0.0));
    let answer = mean_against(&constant, &constant, greater(0.5), level);
    assert_eq!(answer, Err(CannotTest::ZeroVariance));
}

fn group() -> impl Strategy<Value = (u64, u64)> {
    let count = || (0..40_u32, 0..50_u64).prop_map(|(bits, extra)| (1_u64 << bits) + extra);
    (count(), count(), 0..5_u8).prop_map(|(a, b, kind)| match kind {
        0 => (0, a),
        1 => (a, a),
        _ => (a.min(b), a.max(b)),
    })
}

fn margin() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => 0.0..1.0_f64,
        1 => (-40.0..0.0_f64).prop_map(f64::exp),
        1 => prop::sample::select(vec![0.0, 1e-300, 1e-9, 0.01, 1.0 - 1e-16]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_bound_excludes_the_margin_exactly_when_the_test_rejects(
        control in group(),
        treatment in group(),
        margin in margin(),
        alpha in prop::sample::select(vec![1e-9, 0.025, 0.05, 0.5, 0.9]),
    ) {
        let (control, treatment) = shares([control.0, control.1, treatment.0, treatment.1]);
        for alternative in [Alternative::Greater, Alternative::Less] {
            let hypothesis = not_worse(alternative, margin);
            let level = Confidence { alpha };
            let Ok(answer) = share_against(control, treatment, hypothesis, level) else {
                prop_assert!(margin == 0.0);
                continue;
            };
            let p = answer.p.value;
            prop_assert!((0.0..=1.0).contains(&p));
            let interval = answer.difference.interval;
            let bound = if alternative == Alternative::Greater {
                interval.low
            } else {
                -interval.high
            };
            prop_assert!((-1.0..=1.0).contains(&bound), "{:?}", answer);
            let close_call = (p - alpha).abs() < 1e-9 * alpha;
            if answer.test != TestKind::FisherExact && !close_call {
                prop_assert_eq!(bound > -margin, p < alpha, "{:?}", answer);
            }
        }
    }

    #[test]
    fn fishers_two_directions_share_the_observed_table(control in group(), treatment in group()) {
        let (control, treatment) = shares([control.0, control.1, treatment.0, treatment.1]);
        let pooled = Pooled::new(control, treatment);
        if pooled.smallest_expected() < MIN_EXPECTED {
            let greater = fisher_greater(control, treatment).value;
            let less = fisher_greater(treatment, control).value;
            prop_assert!((0.0..=1.0).contains(&greater) && (0.0..=1.0).contains(&less));
            prop_assert!(greater + less >= 1.0 - 1e-12, "{greater} and {less}");
        }
    }
}
