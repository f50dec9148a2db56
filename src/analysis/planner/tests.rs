use super::*;
use crate::stats::Sides;

fn five_percent() -> PlanSettings {
    PlanSettings {
        baseline: PlanBaseline {
            value: Some(0.05),
            sd: None,
        },
        effect: Some(PlannedEffect::Absolute(0.01)),
        ..PlanSettings::default()
    }
}

fn money() -> PlanSettings {
    PlanSettings {
        metric: GoalMetric::NetPerPerson,
        baseline: PlanBaseline {
            value: Some(211.0),
            sd: Some(1_420.0),
        },
        effect: Some(PlannedEffect::Absolute(91.0)),
        currency: Currency::parse("EUR").unwrap(),
        ..PlanSettings::default()
    }
}

fn per_arm(settings: &PlanSettings) -> Vec<u64> {
    plan(settings).needed.unwrap().sample.per_arm
}

/// By hand: `(z + z_power)² (p₁q₁ + p₂q₂/r) / d²`, with z from the normal quantiles of scipy; 8,154.99 rounds up.
#[test]
fn people_are_those_of_the_formula() {
    assert_eq!(per_arm(&five_percent()), [8_155, 8_155]);
    let with = |change: fn(&mut PlanSettings)| {
        let mut settings = five_percent();
        change(&mut settings);
        per_arm(&settings)
    };
    assert_eq!(
        with(|plan| plan.design.weights = vec![1.0; 3]),
        [9_876, 9_876, 9_876]
    );
    assert_eq!(
        with(|plan| plan.design.weights = vec![80.0, 20.0]),
        [21_436, 5_359]
    );
    assert_eq!(with(|plan| plan.design.sides = Sides::One), [6_424, 6_424]);
    assert_eq!(per_arm(&money()), [3_823, 3_823]);
}

#[test]
fn a_relative_effect_is_the_same_as_its_difference() {
    let relative = PlanSettings {
        effect: Some(PlannedEffect::Relative(0.2)),
        ..five_percent()
    };
    assert_eq!(per_arm(&relative), per_arm(&five_percent()));
    let needed = plan(&relative).needed.unwrap();
    assert!((needed.difference - 0.01).abs() < 1e-15);
    assert!((needed.lift.unwrap() - 0.2).abs() < 1e-15);
}

#[test]
fn the_people_needed_see_the_planned_effect() {
    let with = with_people(&five_percent(), 16_310);
    assert_eq!(with.per_arm, [8_155, 8_155]);
    assert!((with.detectable.unwrap() / 0.01 - 1.0).abs() < 1e-4);
    assert!((with.power.unwrap() - 0.8).abs() < 1e-4);
    let few = with_people(&money(), 4_800);
    assert!((few.detectable.unwrap() - 114.842_214_568_299_11).abs() < 1e-9);
}

#[test]
fn days_are_enrolment_and_window() {
    let arriving = PlanSettings {
        enrolment: Enrolment::PerDay(800.0),
        ..five_percent()
    };
    let days = plan(&arriving).needed.unwrap().days.unwrap();
    assert_eq!((days.enrolment_days, days.total_days), (21, 51));
    let at_once = plan(&five_percent()).needed.unwrap().days.unwrap();
    assert_eq!((at_once.enrolment_days, at_once.total_days), (0, 30));
    let nobody = PlanSettings {
        enrolment: Enrolment::PerDay(0.0),
        ..five_percent()
    };
    let plan = plan(&nobody);
    assert_eq!(plan.needed.as_ref().unwrap().days, None);
    assert!(plan.said().headline.contains("nobody arrives"));
}

#[test]
fn a_test_of_a_lifetime_is_told_in_years() {
    let slow = PlanSettings {
        enrolment: Enrolment::PerDay(1.0),
        ..five_percent()
    };
    let headline = plan(&slow).said().headline;
    assert!(headline.contains("about 45 years at 1 a day"), "{headline}");
}

#[test]
fn the_answer_comes_first() {
    let settings = PlanSettings {
        enrolment: Enrolment::PerDay(800.0),
        available: Some(Available {
            people: 4_812,
            of: Some("VIP".to_owned()),
        }),
        ..five_percent()
    };
    let said = plan(&settings).said();
    assert_eq!(
        said.headline,
        "You need 16,310 people (8,155 per arm): 21 days at 800 a day, then 30 days of window"
    );
    assert_eq!(
        said.detail,
        "This finds 1.0 pp (+20.0 %) in conversion within 30 days, from 5.0 % to 6.0 %, with 80 % power \
         at an error rate of 5 %, two-sided. With the 4,812 people of VIP you could see 1.9 pp or more (+38 %)"
    );
    let holdout = PlanSettings {
        design: Design {
            weights: vec![80.0, 20.0],
            ..Design::default()
        },
        ..five_percent()
    };
    assert_eq!(
        plan(&holdout).said().headline,
        "You need 26,795 people (21,436 and 5,359) at once, then 30 days of window"
    );
    let amount = plan(&money()).said().detail;
    assert!(
        amount.starts_with(
            "This finds €0.91 (+43.1 %) in net per person within 30 days, from €2.11 to €3.02"
        ),
        "{amount}"
    );
}

#[test]
fn without_an_effect_the_people_at_hand_answer() {
    let settings = PlanSettings {
        effect: None,
        available: Some(Available {
            people: 16_310,
            of: None,
        }),
        ..five_percent()
    };
    let said = plan(&settings).said();
    assert_eq!(
        said.headline,
        "With the 16,310 people available you could see 1.0 pp or more (+20 %)"
    );
    assert_eq!(said.detail, CannotPlan::NoEffect.sentence());
}

#[test]
fn every_reason_is_found() {
    let check = |change: fn(&mut PlanSettings), expected: CannotPlan| {
        let mut settings = five_percent();
        change(&mut settings);
        let plan = plan(&settings);
        assert_eq!(plan.needed, Err(expected));
        assert_eq!(plan.said().detail, expected.sentence());
    };
    check(|plan| plan.baseline.value = None, CannotPlan::NoBaseline);
    for rate in [0.0, 1.0, -0.1, 5.0, f64::NAN] {
        let mut settings = five_percent();
        settings.baseline.value = Some(rate);
        assert_eq!(plan(&settings).needed, Err(CannotPlan::RateOutOfRange));
    }
    check(|plan| plan.effect = None, CannotPlan::NoEffect);
    check(
        |plan| plan.effect = Some(PlannedEffect::Absolute(0.0)),
        CannotPlan::ZeroEffect,
    );
    check(
        |plan| plan.effect = Some(PlannedEffect::Absolute(0.96)),
        CannotPlan::RateBeyond,
    );
    check(
        |plan| plan.effect = Some(PlannedEffect::Absolute(f64::INFINITY)),
        CannotPlan::Test(stats::CannotTest::NotFinite),
    );
    check(|plan| plan.design.alpha = 1.0, CannotPlan::AlphaOutOfRange);
    check(
        |plan| {
            plan.design.alpha = 0.6;
            plan.design.sides = Sides::One;
        },
        CannotPlan::AlphaOutOfRange,
    );
    check(|plan| plan.design.power = 0.02, CannotPlan::PowerOutOfRange);
    check(
        |plan| plan.design.weights = vec![1.0, 0.0],
        CannotPlan::WeightOutOfRange,
    );
    check(
        |plan| plan.design.weights = vec![1.0],
        CannotPlan::WeightOutOfRange,
    );
    let without_spread = PlanSettings {
        baseline: PlanBaseline {
            value: Some(211.0),
            sd: Some(0.0),
        },
        ..money()
    };
    assert_eq!(plan(&without_spread).needed, Err(CannotPlan::NoSpread));
    let without_mean = PlanSettings {
        baseline: PlanBaseline {
            value: None,
            sd: Some(9.0),
        },
        effect: Some(PlannedEffect::Relative(0.1)),
        ..money()
    };
    assert_eq!(plan(&without_mean).needed, Err(CannotPlan::NoMean));
}

#[test]
fn the_curve_falls_and_surrounds_the_answer() {
    for settings in [five_percent(), money()] {
        let plan = plan(&settings);
        let total = plan.needed.as_ref().unwrap().sample.total;
        let difference = plan.needed.as_ref().unwrap().difference;
        assert!(plan.curve.len() > 30, "{}", plan.curve.len());
        assert!(plan.curve.windows(2).all(|pair| {
            pair[0].people < pair[1].people && pair[0].detectable > pair[1].detectable
        }));
        let (first, last) = (plan.curve[0], plan.curve[plan.curve.len() - 1]);
        assert!(first.people < total && total < last.people);
        assert!(first.detectable > difference && difference > last.detectable);
    }
}

#[test]
fn extreme_plans_stay_finite() {
    for people in [0, 1, 3, u64::MAX] {
        for baseline in [1e-12, 0.5, 1.0 - 1e-12] {
            let settings = PlanSettings {
                baseline: PlanBaseline {
                    value: Some(baseline),
                    sd: None,
                },
                effect: Some(PlannedEffect::Relative(1e-9)),
                available: Some(Available { people, of: None }),
                ..PlanSettings::default()
            };
            let plan = plan(&settings);
            assert!(plan.curve.iter().all(|point| point.detectable.is_finite()));
            assert!(!plan.text().contains("NaN"), "{}", plan.text());
            assert_eq!(plan.options.len(), 3);
        }
    }
}
