use proptest::prelude::*;
use serde::Deserialize;

use super::super::golden::{close, table};
use super::super::tails::normal_cdf;
use super::*;

const GOLDEN: &str = include_str!("../golden/design.json");

#[derive(Deserialize)]
struct Rate {
    baseline: f64,
    relative: f64,
    alpha: f64,
    power: f64,
    unpooled: f64,
    power_at_ceil: f64,
}

#[derive(Deserialize)]
struct Mean {
    sd: f64,
    effect: f64,
    alpha: f64,
    power: f64,
    normal: f64,
}

#[derive(Deserialize)]
struct Smallest {
    n: u64,
    baseline: f64,
    difference: f64,
}

fn planned(alpha: f64, power: f64) -> Design {
    Design {
        alpha,
        power,
        ..Design::default()
    }
}

#[test]
fn rates_match() {
    for row in table::<Rate>(GOLDEN, "proportions") {
        let design = planned(row.alpha, row.power);
        let effect = row.baseline * row.relative;
        let case = format!("{} + {effect}", row.baseline);
        let baseline = Baseline::Proportion(row.baseline);
        let size = sample_size(&design, &baseline, effect).unwrap();
        let per_arm = row.unpooled.ceil() as u64;
        assert_eq!(size.per_arm, [per_arm; 2], "{case}");
        assert_eq!(size.total, 2 * per_arm, "{case}");
        let found = power(&design, &baseline, effect, &size.per_arm).unwrap();
        close(&case, found, row.power_at_ceil, 1e-9);
    }
}

#[test]
fn means_match() {
    for row in table::<Mean>(GOLDEN, "means") {
        let design = planned(row.alpha, row.power);
        let size = sample_size(&design, &Baseline::mean(row.sd), row.effect).unwrap();
        let case = format!("{} by {}", row.effect, row.sd);
        assert_eq!(size.per_arm, [row.normal.ceil() as u64; 2], "{case}");
        // The formula without its rounding: the effect at which the reference's size is exact.
        let reach = design.reach(1).unwrap();
        let exact = 2.0 * (reach * row.sd / row.effect).powi(2);
        close(&case, exact, row.normal, 1e-9);
    }
}

#[test]
fn smallest_effects_match() {
    for row in table::<Smallest>(GOLDEN, "smallest_effects") {
        let design = Design::default();
        let baseline = Baseline::Proportion(row.baseline);
        let effect = minimum_detectable_effect(&design, &baseline, &[row.n; 2]).unwrap();
        close(
            &format!("{} of {}", row.baseline, row.n),
            effect,
            row.difference,
            1e-9,
        );
    }
}

#[test]
fn uneven_arms_follow_their_weights() {
    // statsmodels: NormalIndPower().solve_power(0.1, alpha=0.05, power=0.8, ratio=0.25) = 3924.43.
    let design = Design {
        weights: vec![80.0, 20.0],
        ..Design::default()
    };
    let size = sample_size(&design, &Baseline::mean(1.0), 0.1).unwrap();
    assert_eq!(size.per_arm, [3_925, 982]);
    assert_eq!(size.total, 4_907);
}

#[test]
fn different_spreads_add_up() {
    let design = Design::default();
    let baseline = Baseline::Mean {
        control_sd: 3.0,
        treatment_sd: 4.0,
    };
    // 25 (1.959964 + 0.841621)² = 196.22.
    let size = sample_size(&design, &baseline, 1.0).unwrap();
    assert_eq!(size.per_arm, [197, 197]);
}

#[test]
fn several_treatments_share_alpha() {
    let three = Design {
        weights: vec![1.0; 3],
        ..Design::default()
    };
    let baseline = Baseline::Proportion(0.04);
    let shared = sample_size(&three, &baseline, 0.01).unwrap();
    let strict = sample_size(&planned(0.025, 0.8), &baseline, 0.01).unwrap();
    assert_eq!(shared.per_arm, [strict.per_arm[0]; 3]);
    let found = power(&three, &baseline, 0.01, &shared.per_arm).unwrap();
    let alone = power(&planned(0.025, 0.8), &baseline, 0.01, &strict.per_arm).unwrap();
    close("power", found, alone, 1e-15);
    // The smaller treatment decides how many the others get.
    let uneven = Design {
        weights: vec![2.0, 1.0, 4.0],
        ..Design::default()
    };
    let size = sample_size(&uneven, &baseline, 0.01).unwrap().per_arm;
    let needed = sample_size(
        &Design {
            weights: vec![2.0, 1.0],
            alpha: 0.025,
            ..Design::default()
        },
        &baseline,
        0.01,
    );
    assert_eq!(size[..2], needed.unwrap().per_arm);
    assert!(size[2].abs_diff(2 * size[0]) <= 2);
}

#[test]
fn one_sided_plans_spend_alpha_on_one_side() {
    let one = Design {
        sides: Sides::One,
        alpha: 0.025,
        ..Design::default()
    };
    let baseline = Baseline::Proportion(0.1);
    assert_eq!(
        sample_size(&one, &baseline, 0.02),
        sample_size(&Design::default(), &baseline, 0.02)
    );
    let people = [4_000, 4_000];
    let right = power(&one, &baseline, 0.02, &people).unwrap();
    let both = power(&Design::default(), &baseline, 0.02, &people).unwrap();
    assert!(both > right && both - right < 1e-5, "{both} and {right}");
    // Without an effect, what is found is the error rate.
    close(
        "one",
        power(&one, &baseline, 0.0, &people).unwrap(),
        0.025,
        1e-12,
    );
    let two = power(&Design::default(), &baseline, 0.0, &people).unwrap();
    close("two", two, 0.05, 1e-12);
}

#[test]
fn a_ratio_is_planned_by_its_linearised_value() {
    let pairs = [
        (120.0, 2.0),
        (40.0, 1.0),
        (0.0, 0.0),
        (310.0, 3.0),
        (55.0, 1.0),
        (70.0, 2.0),
    ];
    let mut moments = RatioMoments::default();
    for (numerator, denominator) in pairs {
        moments.push(numerator, denominator);
    }
    let ratio = moments.ratio().unwrap();
    let linear = pairs.map(|(m, d)| (m - ratio * d) / 1.5);
    let sd = super::super::Moments::of(linear).variance().unwrap().sqrt();
    let Baseline::Mean {
        control_sd,
        treatment_sd,
    } = Baseline::ratio(&moments).unwrap()
    else {
        panic!("a ratio is planned as a mean");
    };
    close("sd", control_sd, sd, 1e-12);
    close("sd", treatment_sd, sd, 1e-12);
    let nobody = Baseline::ratio(&RatioMoments::default());
    assert_eq!(nobody, Err(CannotTest::NoUnits));
}

#[test]
fn what_cannot_be_planned_says_why() {
    let check = |design: &Design, baseline: Baseline, effect: f64, reason: CannotTest| {
        let answer = sample_size(design, &baseline, effect);
        assert_eq!(answer, Err(reason), "{design:?}, {baseline:?}, {effect}");
    };
    let usual = Design::default();
    let rate = Baseline::Proportion(0.1);
    check(&usual, rate, 0.0, CannotTest::NotFinite);
    check(&usual, rate, f64::NAN, CannotTest::NotFinite);
    check(&usual, rate, 0.91, CannotTest::PlanOutOfRange);
    check(&usual, rate, -0.11, CannotTest::PlanOutOfRange);
    check(
        &usual,
        Baseline::Proportion(1.2),
        -0.5,
        CannotTest::PlanOutOfRange,
    );
    check(
        &usual,
        Baseline::Proportion(0.0),
        1.0,
        CannotTest::ZeroVariance,
    );
    check(&usual, Baseline::mean(0.0), 1.0, CannotTest::ZeroVariance);
    check(&usual, Baseline::mean(-1.0), 1.0, CannotTest::OutOfRange);
    check(&usual, Baseline::mean(1e300), 1e-300, CannotTest::NotFinite);
    for (alpha, share) in [(0.05, 0.0), (0.05, 1.0), (0.05, 0.02), (0.9, 0.4)] {
        check(
            &planned(alpha, share),
            rate,
            0.01,
            CannotTest::PlanOutOfRange,
        );
    }
    for alpha in [0.0, 1.0, -0.1] {
        check(&planned(alpha, 0.8), rate, 0.01, CannotTest::OutOfRange);
    }
    let of = |weights: &[f64]| Design {
        weights: weights.to_vec(),
        ..Design::default()
    };
    check(&of(&[1.0]), rate, 0.01, CannotTest::NoUnits);
    check(&of(&[1.0, 0.0]), rate, 0.01, CannotTest::PlanOutOfRange);
    check(&of(&[0.0, 1.0]), rate, 0.01, CannotTest::PlanOutOfRange);
    check(
        &of(&[1.0, f64::INFINITY]),
        rate,
        0.01,
        CannotTest::NotFinite,
    );
    let most_sides = Design {
        sides: Sides::One,
        alpha: 0.6,
        weights: vec![1.0; 4],
        ..Design::default()
    };
    check(&most_sides, rate, 0.01, CannotTest::OutOfRange);
    assert_eq!(power(&usual, &rate, 0.1, &[100]), Err(CannotTest::NoUnits));
    assert_eq!(
        power(&usual, &rate, 0.1, &[100, 0]),
        Err(CannotTest::NoUnits)
    );
    assert_eq!(
        minimum_detectable_effect(&usual, &Baseline::Proportion(0.9), &[10, 10]),
        Err(CannotTest::Undetectable)
    );
}

/// Plans that people make, and some they would not.
fn plans() -> impl Strategy<Value = Design> {
    (
        0.001..0.2_f64,
        0.3..0.99_f64,
        any::<bool>(),
        prop::collection::vec(0.2..5.0_f64, 2..5),
    )
        .prop_map(|(alpha, power, both, weights)| Design {
            alpha,
            power,
            sides: if both { Sides::Two } else { Sides::One },
            weights,
        })
}

fn baselines() -> impl Strategy<Value = (Baseline, f64)> {
    prop_oneof![
        (0.0..0.9_f64, 0.001..0.1_f64)
            .prop_map(|(rate, effect)| { (Baseline::Proportion(rate), effect) }),
        (0.5..900.0_f64, 0.0..900.0_f64, 0.01..200.0_f64).prop_map(
            |(control_sd, treatment_sd, effect)| {
                let baseline = Baseline::Mean {
                    control_sd,
                    treatment_sd,
                };
                (baseline, effect)
            }
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_planned_size_has_its_power_and_no_person_to_spare(
        design in plans(),
        (baseline, effect) in baselines(),
    ) {
        let size = sample_size(&design, &baseline, effect).unwrap();
        prop_assert_eq!(size.total, size.per_arm.iter().sum::<u64>());
        let found = power(&design, &baseline, effect, &size.per_arm).unwrap();
        prop_assert!(found >= design.power - 1e-12, "{} of {}", found, design.power);
        if size.per_arm.iter().any(|&n| n <= 2) {
            return Ok(());
        }
        let fewer: Vec<u64> = size.per_arm.iter().map(|n| n - 1).collect();
        let less = power(&design, &baseline, effect, &fewer).unwrap();
        // The formula does not count what is found in the wrong direction.
        let critical = design.critical(size.per_arm.len() - 1).unwrap();
        let reach = design.reach(size.per_arm.len() - 1).unwrap();
        let wrong = normal_cdf(-critical - 0.9 * reach);
        prop_assert!(less < design.power + wrong, "{} of {}", less, design.power);
    }

    #[test]
    fn the_smallest_effect_of_a_planned_size_is_the_planned_one(
        design in plans(),
        (baseline, effect) in baselines(),
    ) {
        let size = sample_size(&design, &baseline, effect).unwrap();
        let smallest = minimum_detectable_effect(&design, &baseline, &size.per_arm).unwrap();
        prop_assert!(smallest <= effect * (1.0 + 1e-12), "{} of {}", smallest, effect);
        let found = power(&design, &baseline, smallest, &size.per_arm).unwrap();
        prop_assert!(found >= design.power - 1e-9, "{} of {}", found, design.power);
    }

    #[test]
    fn a_decrease_is_the_increase_of_the_others(
        design in plans(),
        rate in 0.2..0.8_f64,
        effect in 0.01..0.2_f64,
    ) {
        let fall = sample_size(&design, &Baseline::Proportion(rate), -effect).unwrap();
        let rise = sample_size(&design, &Baseline::Proportion(1.0 - rate), effect).unwrap();
        for (fall, rise) in fall.per_arm.iter().zip(&rise.per_arm) {
            prop_assert!(fall.abs_diff(*rise) <= 1, "{} and {}", fall, rise);
        }
    }
}
