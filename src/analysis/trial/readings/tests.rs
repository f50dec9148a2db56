use super::*;
use crate::analysis::trial::{
    Cap, Question, Role, Subject, Trial, TrialArm, TrialMetric, read_out,
};
use crate::metrics::Metric;
use crate::stats::{Collect, Outcome, UnitStatistics};

/// People of an arm: how many, and what they spent in minor units; everyone else spent nothing.
fn arm(n: usize, spent: &[f64]) -> UnitStatistics {
    let subject = Subject::from(Metric::NetPerPerson { days: 30 });
    let mut statistics = UnitStatistics::new(Collect {
        kind: subject.kind,
        covariate: false,
        values: true,
    });
    for at in 0..n {
        let value = spent.get(at).copied().unwrap_or_default();
        let outcome = Outcome {
            numerator: value,
            denominator: 1.0,
        };
        statistics.push(outcome, Outcome::default());
    }
    statistics
}

fn settings(question: Question) -> Settings {
    Settings {
        question,
        ..Settings::default()
    }
}

fn read(
    arms: &[UnitStatistics],
    settings: &Settings,
    is_final: bool,
) -> Result<Readings, Withheld> {
    let trial = Trial {
        arms: ["off", "on", "more"]
            .iter()
            .zip(arms)
            .map(|(name, arm)| TrialArm {
                name: (*name).to_owned(),
                n: arm.n(),
                weight: 1.0,
            })
            .collect(),
        metrics: vec![TrialMetric {
            subject: Subject::from(Metric::NetPerPerson { days: 30 }),
            role: Role::Primary,
            arms: arms.to_vec(),
        }],
        cuts: Vec::new(),
        settings: settings.clone(),
    };
    let readout = read_out(&trial);
    let metric = &readout.metrics[0];
    readings(
        metric,
        &metric.comparisons[0],
        ReadWith {
            control: "off",
            treatment: "on",
            settings,
            currency: Currency::parse("USD").unwrap(),
            is_final,
        },
    )
}

fn row(readings: &Readings, kind: ReadingKind) -> &ReadingRow {
    readings.rows.iter().find(|row| row.kind == kind).unwrap()
}

/// 80 buyers of 20 to 59 dollars.
fn buyers() -> Vec<f64> {
    (0..80)
        .map(|at| 2000.0 + f64::from(at % 40) * 100.0)
        .collect()
}

fn with_a_large_one() -> Vec<f64> {
    let mut spent = buyers();
    spent[0] = 480_000.0;
    spent
}

fn words() -> Words {
    Words {
        unit: crate::metrics::metric::Unit::Money,
        currency: Currency::parse("USD").unwrap(),
    }
}

#[test]
fn one_large_order_is_named_and_the_capped_mean_stands_beside_it() {
    let settings = settings(Question::Different);
    let found = read(
        &[arm(500, &buyers()), arm(500, &with_a_large_one())],
        &settings,
        true,
    )
    .unwrap();
    let sentence = found.contradiction.as_deref().unwrap();
    // 480,000 of 480,000 + 316,000 - 2,000 minor units.
    assert!(
        sentence.starts_with(
            "One order decides: capped and median see nothing. $4,800.00 is 60.5 % of everything in on; +$9.56 becomes"
        ),
        "{sentence}"
    );
    let capped = row(&found, ReadingKind::Capped);
    assert_eq!(capped.name, "Capped at P99");
    assert!(capped.how.ends_with("0 in off, 1 in on"), "{}", capped.how);
    assert_eq!(capped.says(), "Not decided");
    assert_eq!(row(&found, ReadingKind::Ranks).difference(words()), "–");
    let quiet = read(&[arm(500, &buyers()), arm(500, &buyers())], &settings, true).unwrap();
    assert_eq!(quiet.contradiction, None);
}

#[test]
fn every_reading_says_what_it_was_tuned_with() {
    let settings = Settings {
        planned_sample: 7000,
        seed: Some(11),
        ..settings(Question::Different)
    };
    let found = read(
        &[arm(500, &buyers()), arm(500, &buyers()[..40])],
        &settings,
        true,
    )
    .unwrap();
    let how = |kind| row(&found, kind).how.clone();
    assert!(how(ReadingKind::AlwaysValid).starts_with("Planned sample 7,000;"));
    assert!(how(ReadingKind::Bootstrap).ends_with("2,000 resamples of each arm, seed 11"));
    assert!(
        how(ReadingKind::Bayes).starts_with("Expected loss of choosing on: $3.1"),
        "{}",
        how(ReadingKind::Bayes)
    );
    assert_eq!(row(&found, ReadingKind::Bayes).surety(), "< 0.1 % chance");
    assert_eq!(
        row(&found, ReadingKind::FixedHorizon).name,
        "Welch's t-test"
    );
    assert_eq!(row(&found, ReadingKind::FixedHorizon).says(), "Lower");
    let mixture = Settings {
        mixing_variance: Some(0.25),
        ..settings
    };
    let found = read(&[arm(500, &buyers()), arm(500, &buyers())], &mixture, true).unwrap();
    assert!(
        row(&found, ReadingKind::AlwaysValid)
            .how
            .starts_with("mSPRT with tau² 0.250;")
    );
}

#[test]
fn exactly_one_reading_decides_and_it_is_the_one_that_was_asked() {
    // Means 316 and 632 minor units, variances 1,257,459 and 2,314,806: 316 ± 1.962 · 84.5.
    let arms = || [arm(500, &buyers()[..40]), arm(500, &buyers())];
    let check = |question, kind, name: &str, interval: &str| {
        let settings = settings(question);
        let found = read(&arms(), &settings, true).unwrap();
        let deciding: Vec<_> = found.rows.iter().filter(|row| row.decides).collect();
        assert_eq!(deciding.len(), 1);
        assert_eq!((deciding[0].kind, deciding[0].name.as_str()), (kind, name));
        let text = deciding[0].interval(words());
        assert!(text.ends_with(interval), "{text}");
        assert_eq!(found.rows[0], *deciding[0], "it stands first");
    };
    check(
        Question::Different,
        ReadingKind::FixedHorizon,
        "Welch's t-test",
        "1.50 to 4.82",
    );
    check(
        Question::Better,
        ReadingKind::Directed,
        "Welch's t-test, one-sided",
        "or more",
    );
    let margin = Question::NotWorse { margin: 50.0 };
    check(
        margin,
        ReadingKind::Directed,
        "Welch's t-test against the margin",
        "or more",
    );
}

#[test]
fn before_every_window_is_over_only_the_always_valid_reading_speaks() {
    let settings = settings(Question::Different);
    let found = read(&[arm(500, &[]), arm(500, &buyers())], &settings, false).unwrap();
    assert_eq!(row(&found, ReadingKind::FixedHorizon).says(), "Not final");
    assert_eq!(row(&found, ReadingKind::Bootstrap).says(), "Not final");
    assert_eq!(row(&found, ReadingKind::AlwaysValid).says(), "Higher");
}

#[test]
fn an_early_look_decides_by_the_p_value_adjusted_over_the_arms() {
    let settings = Settings {
        early: true,
        planned_sample: 1000,
        ..Settings::default()
    };
    let arms = |treatments: usize| {
        let mut arms = vec![arm(500, &buyers()[..40])];
        arms.extend((0..treatments).map(|_| arm(500, &buyers()[..75])));
        arms
    };
    let p = |found: &Readings| {
        let row = row(found, ReadingKind::AlwaysValid);
        assert!(row.decides && found.rows[0] == *row);
        match row.answer.unwrap().surety {
            Surety::P(p) => p,
            Surety::Chance(chance) => panic!("{chance}"),
        }
    };
    let one = read(&arms(1), &settings, false).unwrap();
    let two = read(&arms(2), &settings, false).unwrap();
    // Holm doubles the smaller of two equal p-values.
    assert!(
        (p(&two) / p(&one) - 2.0).abs() < 1e-9,
        "{} {}",
        p(&one),
        p(&two)
    );
    assert_eq!(row(&one, ReadingKind::AlwaysValid).says(), "Higher");
    assert_eq!(row(&two, ReadingKind::AlwaysValid).says(), "Not decided");
    let how = &row(&two, ReadingKind::AlwaysValid).how;
    assert!(how.contains("before Holm over the arms"), "{how}");
}

#[test]
fn what_cannot_be_read_says_why_and_a_blocked_split_says_nothing() {
    let settings = settings(Question::Different);
    let found = read(&[arm(500, &[]), arm(500, &buyers())], &settings, true).unwrap();
    let median = row(&found, ReadingKind::Median);
    assert_eq!(
        (median.says(), median.surety().as_str()),
        ("Cannot say", "–")
    );
    let blocked = read(&[arm(500, &buyers()), arm(900, &buyers())], &settings, true);
    assert_eq!(blocked, Err(Withheld::SampleRatio));
    let uncapped = Settings {
        cap: Cap::None,
        ..settings
    };
    let found = read(&[arm(500, &buyers()), arm(500, &buyers())], &uncapped, true).unwrap();
    assert!(found.rows.iter().all(|row| row.kind != ReadingKind::Capped));
}
