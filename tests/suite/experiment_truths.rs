//! What was planted for the statistics: late effects, one large order, random splits, lucky segments.

use holdout::analysis::comparison::Finding;
use holdout::analysis::experiment::{
    Reading, SelfCheckOutcome, SelfCheckPlan, Verdict, analyse, analyse_as, self_check,
};
use holdout::analysis::trial::Role;
use holdout::analysis::trial::health::{HealthKind, HealthStatus};
use holdout::metrics::{Metric, Statistic};
use holdout::stats::CannotTest;

use crate::shop::context;
use crate::truths::{
    NET_PER_PERSON, check_arms, check_arms_of, check_close, effect_of, integer, number, planted,
};

#[test]
fn truth_5_the_guide_works_late_and_a_short_window_misses_it() {
    let expected = planted(5);
    let whole = &expected["within_90_days"];
    let early = &expected["within_14_days"];
    let name = whole["experiment"].as_str().unwrap();
    let read = |days: u32| {
        let reading = Reading {
            window_days: Some(days),
            ..Reading::default()
        };
        analyse_as(context(), name, &reading).unwrap()
    };
    let late = read(90);
    check_arms_of(&late, whole);
    let conversion = Metric::Conversion { days: 90 };
    let (z, p, finding) = effect_of(&late, conversion);
    check_close(z, number(&whole["pooled_z"]), "z within 90 days");
    assert!((0.0005..0.0015).contains(&p), "p = {p}");
    assert_eq!(finding, Finding::Higher);
    assert!(
        matches!(late.verdict, Verdict::Win(_)),
        "{:?}",
        late.verdict
    );

    let soon = read(14);
    check_arms_of(&soon, early);
    let (z, _, finding) = effect_of(&soon, Metric::Conversion { days: 14 });
    check_close(z, number(&early["pooled_z"]), "z within 14 days");
    assert!(
        matches!(finding, Finding::Undecided(Some(_))),
        "{finding:?}"
    );
    assert!(matches!(soon.verdict, Verdict::Inconclusive(_)));

    // The curve over elapsed days shows both in one picture.
    let points = &late.elapsed[0].points;
    let p_at = |days: u32| {
        let point = points.iter().find(|point| point.days == days).unwrap();
        point.effect.unwrap().p.value
    };
    assert!(p_at(14) > 0.5 && p_at(90) < 0.005);
}

#[test]
fn truth_9_one_order_decides_the_mean_and_no_robust_reading() {
    let expected = planted(9);
    let readout = check_arms(&expected);
    let metric = readout
        .trial
        .metrics
        .iter()
        .find(|metric| metric.subject.metric == Some(NET_PER_PERSON))
        .unwrap();
    let effect = metric.comparisons[0].effect.as_ref().unwrap();
    let control = number(&expected["arms"][0]["net_per_person_minor"]);
    assert!(
        effect.effect.difference.value > 1.5 * control,
        "the raw mean nearly triples"
    );
    let values = effect.opinions.values.unwrap();
    let capped = values.capped.unwrap().unwrap();
    assert!(capped.effect.difference.value < 0.2 * control);
    assert!(capped.effect.p.value > 0.3, "{:?}", capped.effect.p);
    assert!(values.median.unwrap().p.value > 0.3);
    assert!(values.ranks.unwrap().p.value > 0.3);
    let largest = values.largest.unwrap();
    assert!(largest.in_treatment);
    check_close(
        largest.value,
        number(&expected["outlier_net_minor"]),
        "largest",
    );
    let warned = readout
        .health
        .iter()
        .find(|check| check.kind == HealthKind::Largest)
        .unwrap();
    assert_eq!(warned.status, HealthStatus::Warning);
    assert!(matches!(readout.verdict, Verdict::Inconclusive(_)));
}

#[test]
fn truth_18_random_splits_win_as_rarely_as_promised() {
    let expected = planted(18);
    let readout = check_arms(&expected);
    assert!(matches!(readout.verdict, Verdict::Inconclusive(_)));
    let plan = SelfCheckPlan {
        replays: 500,
        ..SelfCheckPlan::default()
    };
    let name = expected["experiment"].as_str().unwrap();
    let check = self_check(context(), name, plan, &|_| true)
        .unwrap()
        .unwrap();
    assert_eq!(check.people, 1000);
    let conversion = &check.metrics[0];
    assert_eq!(conversion.tested, 500);
    assert_eq!(conversion.histogram.iter().sum::<u32>(), 500);
    let rate = conversion.rate.unwrap();
    assert!((0.031..=0.069).contains(&rate.value), "{rate:?}");
    assert_eq!(conversion.outcome, SelfCheckOutcome::AsPromised);
    let again = self_check(context(), name, plan, &|_| true)
        .unwrap()
        .unwrap();
    assert_eq!(again.metrics[0].histogram, conversion.histogram, "seeded");
    assert!(
        self_check(context(), name, plan, &|done| done < 3)
            .unwrap()
            .is_none()
    );
}

#[test]
fn truth_20_a_segment_that_wins_by_luck_is_explained_by_chance() {
    let expected = planted(20);
    let name = expected["experiment"].as_str().unwrap();
    let readout = analyse(context(), name).unwrap();
    let tags = readout
        .trial
        .cuts
        .iter()
        .find(|cut| cut.column == "Customer tag")
        .unwrap();
    let lucky = tags
        .levels
        .iter()
        .find(|level| expected["lucky"] == level.value.as_str())
        .unwrap();
    assert!(tags.doubts.overlapping && tags.doubts.after_assignment);
    assert!(
        tags.interactions
            .iter()
            .all(|one| one.test == Err(CannotTest::OverlappingCuts))
    );
    assert!(tags.levels.len() as i64 >= integer(&expected["segments"]));
    let conversion = &lucky.metrics[0];
    assert_eq!(conversion.role, Role::Exploratory);
    for (arm, planned) in conversion
        .arms
        .iter()
        .zip(expected["arms"].as_array().unwrap())
    {
        let Statistic::Proportion(share) = arm.statistic else {
            panic!("{:?}", arm.statistic);
        };
        assert_eq!(share.trials as i64, integer(&planned["people"]));
        assert_eq!(share.successes as i64, integer(&planned["converted"]));
    }
    let effect = conversion.comparisons[0].effect.as_ref().unwrap();
    check_close(
        effect.effect.statistic.unwrap(),
        number(&expected["pooled_z"]),
        "z",
    );
    assert!(effect.effect.p.value < 0.05, "it looks like a win");
    assert!(effect.p_holm.value > 0.05 && effect.p_benjamini_hochberg.value > 0.05);
    for level in readout.trial.cuts.iter().flat_map(|cut| &cut.levels) {
        for one in level.metrics.iter().flat_map(|metric| &metric.comparisons) {
            assert!(
                !matches!(one.finding, Finding::Higher | Finding::Lower),
                "{} decides something",
                level.value
            );
        }
    }
}
