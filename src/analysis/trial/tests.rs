use crate::analysis::comparison::Finding;
use crate::metrics::Metric;
use crate::stats::{
    Collect, Outcome, Proportion, Statistic, StatisticKind, UnitStatistics, always_valid,
};

use super::*;

fn share(successes: u64, trials: u64) -> UnitStatistics {
    UnitStatistics {
        statistic: Statistic::Proportion(Proportion { successes, trials }),
        covariate: None,
        values: None,
    }
}

fn metric(role: Role, arms: &[(u64, u64)]) -> TrialMetric {
    TrialMetric {
        subject: Subject::from(Metric::Conversion { days: 30 }),
        role,
        arms: arms.iter().map(|&(x, n)| share(x, n)).collect(),
    }
}

fn trial(metrics: Vec<TrialMetric>, settings: Settings) -> Trial {
    let arms = metrics[0].arms.iter().enumerate();
    Trial {
        arms: arms
            .map(|(at, arm)| TrialArm {
                name: format!("arm {at}"),
                n: arm.n(),
                weight: 1.0,
            })
            .collect(),
        metrics,
        cuts: Vec::new(),
        settings,
    }
}

fn effect(readout: &TrialReadout, metric: usize, arm: usize) -> &ArmEffect {
    readout.metrics[metric].comparisons[arm - 1]
        .effect
        .as_ref()
        .unwrap()
}

#[test]
fn families_are_adjusted_apart() {
    let arms = [(100, 1000), (130, 1000), (115, 1000)];
    let roles = [Role::Primary, Role::Secondary, Role::Secondary];
    let metrics = roles.iter().map(|&role| metric(role, &arms)).collect();
    let readout = read_out(&trial(metrics, Settings::default()));
    let p = effect(&readout, 0, 1).effect.p.value;
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
    // Two arms of the primary metric, four comparisons of the others, each p twice among them.
    close(effect(&readout, 0, 1).p_holm.value, 2.0 * p);
    close(effect(&readout, 1, 1).p_holm.value, 4.0 * p);
    close(effect(&readout, 1, 1).p_benjamini_hochberg.value, 2.0 * p);
    close(readout.metrics[0].decisive(effect(&readout, 0, 1)), 2.0 * p);
}

#[test]
fn adjusted_p_values_keep_the_magnitude_that_a_float_loses() {
    let arms = [(10, 1_000_000), (900_000, 1_000_000), (900_000, 1_000_000)];
    let readout = read_out(&trial(
        vec![metric(Role::Primary, &arms)],
        Settings::default(),
    ));
    let effect = effect(&readout, 0, 1);
    assert!(effect.p_holm.value < 1e-300 && effect.p_holm.log10 < -1000.0);
    let doubled = effect.effect.p.log10 + 2.0_f64.log10();
    assert!((effect.p_holm.log10 - doubled).abs() < 1e-6, "{effect:?}");
}

#[test]
fn an_early_look_is_the_always_valid_one() {
    let arms = [(100, 2000), (150, 2000)];
    let read = |early: bool| {
        let settings = Settings {
            early,
            ..Settings::default()
        };
        read_out(&trial(vec![metric(Role::Primary, &arms)], settings))
    };
    let (fixed, early) = (read(false), read(true));
    let (fixed, early) = (effect(&fixed, 0, 1), effect(&early, 0, 1));
    let valid = always_valid(
        fixed.effect.difference.value,
        fixed.effect.standard_error,
        4000,
        Settings::default().planned_sample,
        Settings::default().confidence,
    );
    assert_eq!(early.effect.difference.interval, valid.interval);
    assert_eq!(early.effect.p, valid.p);
    assert!(early.p_asked.value > fixed.p_asked.value);
    let (narrow, wide) = (fixed.effect.lift.unwrap(), early.effect.lift.unwrap());
    assert!(wide.interval.low < narrow.interval.low && wide.interval.high > narrow.interval.high);
}

#[test]
fn not_worse_is_said_only_against_its_margin() {
    let finding = |question: Question, arms: [(u64, u64); 2]| {
        let settings = Settings {
            question,
            ..Settings::default()
        };
        let readout = read_out(&trial(vec![metric(Role::Primary, &arms)], settings));
        readout.metrics[0].comparisons[0].finding
    };
    let same = [(1000, 10_000), (1000, 10_000)];
    let margin = |margin: f64| Question::NotWorse { margin };
    assert_eq!(finding(margin(0.02), same), Finding::NotInferior);
    assert!(matches!(
        finding(margin(0.001), same),
        Finding::Undecided(_)
    ));
    assert!(matches!(
        finding(Question::Different, same),
        Finding::Undecided(_)
    ));
    let better = [(1000, 10_000), (1200, 10_000)];
    assert_eq!(finding(margin(0.02), better), Finding::Higher);
    assert_eq!(finding(Question::Better, better), Finding::Higher);
    let worse = [(1200, 10_000), (1000, 10_000)];
    assert!(matches!(
        finding(Question::Better, worse),
        Finding::Undecided(_)
    ));
}

#[test]
fn a_broken_split_withholds_everything() {
    let mut broken = trial(
        vec![metric(Role::Primary, &[(100, 1680), (120, 1320)])],
        Settings::default(),
    );
    let level = TrialLevel {
        value: "all".to_owned(),
        sizes: vec![1680, 1320],
        metrics: vec![vec![share(100, 1680), share(120, 1320)]],
    };
    broken.cuts = vec![TrialCut {
        column: "cut".to_owned(),
        doubts: CutDoubts::default(),
        levels: vec![level],
    }];
    let readout = read_out(&broken);
    let inside = &readout.cuts[0].levels[0].metrics;
    for metric in readout.metrics.iter().chain(inside) {
        let withheld = metric.comparisons[0].effect.as_ref().unwrap_err();
        assert_eq!(*withheld, Withheld::SampleRatio);
    }
}

/// Two strata with very different rates: post-stratification removes what they explain, and only a cut
/// that holds everyone once, since before the assignment, is used.
#[test]
fn strata_adjust_only_where_they_hold_everyone() {
    let strata = [[(10, 500), (15, 500)], [(250, 500), (270, 500)]];
    let whole = [(260, 1000), (285, 1000)];
    let levels = |count: usize| {
        strata[..count]
            .iter()
            .enumerate()
            .map(|(at, arms)| TrialLevel {
                value: at.to_string(),
                sizes: arms.iter().map(|arm| arm.1).collect(),
                metrics: vec![arms.iter().map(|&(x, n)| share(x, n)).collect()],
            })
    };
    let read = |count: usize, doubts: CutDoubts| {
        let mut trial = trial(vec![metric(Role::Primary, &whole)], Settings::default());
        trial.cuts = vec![TrialCut {
            column: "customer".to_owned(),
            doubts,
            levels: levels(count).collect(),
        }];
        read_out(&trial)
    };
    let adjusted = |count: usize, doubts: CutDoubts| {
        effect(&read(count, doubts), 0, 1).opinions.adjusted.clone()
    };
    let sure = CutDoubts::default();
    let both = adjusted(2, sure).unwrap();
    assert_eq!(both.cut.as_deref(), Some("customer"));
    assert!(both.adjusted.variance_reduction > 0.2);
    assert!(adjusted(1, sure).is_none());
    let overlapping = CutDoubts {
        overlapping: true,
        ..sure
    };
    let late = CutDoubts {
        after_assignment: true,
        ..sure
    };
    assert!(adjusted(2, overlapping).is_none());
    assert!(adjusted(2, late).is_none());
    let interaction = |doubts| read(2, doubts).cuts[0].interactions[0].test;
    assert!(interaction(sure).is_ok() && interaction(late).is_ok());
    assert_eq!(interaction(overlapping), Err(CannotTest::OverlappingCuts));
    assert_eq!(read(2, sure).cuts[0].doubts.sentence(), None);
    let said = read(2, overlapping).cuts[0].doubts.sentence().unwrap();
    assert!(said.starts_with("One person may be in several"), "{said}");
}

#[test]
fn a_covariate_that_some_units_lack_adjusts_nothing() {
    let unit = |seed: u64| {
        let mut units = UnitStatistics::new(Collect {
            kind: StatisticKind::Mean,
            covariate: true,
            values: false,
        });
        for at in 0..200 {
            let value = ((at * seed) % 37) as f64;
            let of = |numerator: f64| Outcome {
                numerator,
                denominator: 1.0,
            };
            units.push(of(value), of(value + ((at * 7) % 5) as f64));
        }
        units
    };
    let adjusted = |arms: Vec<UnitStatistics>| {
        let mut one = metric(Role::Primary, &[(1, 200), (1, 200)]);
        one.subject = Subject::from(Metric::NetPerPerson { days: 30 });
        one.arms = arms;
        let readout = read_out(&trial(vec![one], Settings::default()));
        effect(&readout, 0, 1).opinions.adjusted.clone()
    };
    let whole = adjusted(vec![unit(11), unit(13)]).unwrap();
    assert!(whole.adjusted.variance_reduction > 0.9 && whole.cut.is_none());
    let mut lacking = unit(13);
    lacking.push_without_covariate(Outcome {
        numerator: 3.0,
        denominator: 1.0,
    });
    assert!(adjusted(vec![unit(11), lacking]).is_none());
}
