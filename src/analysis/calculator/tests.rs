use super::*;
use crate::stats::{Moments, Proportion, srm};

fn rates(arms: &[(u64, u64)]) -> Vec<Statistic> {
    arms.iter()
        .map(|&(successes, trials)| Statistic::Proportion(Proportion { successes, trials }))
        .collect()
}

fn fact<'a>(facts: &'a [Fact], name: &str) -> &'a str {
    &facts.iter().find(|fact| fact.name == name).unwrap().value
}

/// The reference numbers of the command line's test: statsmodels' z test and score intervals.
#[test]
fn rates_show_the_numbers_of_the_command_line() {
    let calculated = compare(&rates(&[(96, 2_400), (149, 2_400)]), Settings::default()).unwrap();
    let one = &calculated.readout.comparisons[0];
    assert_eq!(
        calculated.headline(one),
        "B is higher than A: 6.21 % against 4.00 %"
    );
    assert_eq!(
        calculated.detail(one),
        "+2.21 pp (95 % interval 0.97 to 3.47), p = 0.00051"
    );
    let facts = calculated.facts(one);
    assert_eq!(fact(&facts, "Difference"), "+2.21 pp (0.97 to 3.47)");
    assert_eq!(fact(&facts, "Relative lift"), "+55.2 % (+21.0 to +99.2)");
    assert_eq!(fact(&facts, "p-value"), "0.00051");
    assert_eq!(fact(&facts, "Chance to beat the control"), "99.97 %");
    assert!(facts.iter().all(|fact| fact.name != "p-value, Holm"));
}

#[test]
fn intervals_are_called_by_the_error_rate_they_were_read_with() {
    let settings = Settings {
        confidence: crate::stats::Confidence { alpha: 0.01 },
        planned_sample: 7000,
        ..Settings::default()
    };
    let calculated = compare(&rates(&[(96, 2_400), (149, 2_400)]), settings).unwrap();
    let one = &calculated.readout.comparisons[0];
    let detail = calculated.detail(one);
    assert!(detail.starts_with("+2.21 pp (99 % interval"), "{detail}");
    let facts = calculated.facts(one);
    let meaning = |name: &str| &facts.iter().find(|fact| fact.name == name).unwrap().meaning;
    assert_eq!(
        meaning("Difference"),
        "Treatment minus control, with its 99 % interval"
    );
    assert!(meaning("Smallest visible effect").ends_with("80 % power at 1 %"));
    assert!(meaning("Always-valid interval").ends_with("7,000 people in all"));
}

#[test]
fn several_arms_are_adjusted_by_holm() {
    let calculated = compare(
        &rates(&[(96, 2_400), (149, 2_400), (120, 2_400)]),
        Settings::default(),
    )
    .unwrap();
    let [first, second] = calculated.readout.comparisons.as_slice() else {
        panic!("two comparisons");
    };
    let facts = calculated.facts(first);
    assert_eq!(fact(&facts, "p-value"), "0.00051");
    assert_eq!(fact(&facts, "p-value, Holm"), "0.0010");
    assert!(
        calculated
            .headline(second)
            .starts_with("Not decided: 5.00 % against 4.00 %")
    );
    assert!(calculated.detail(second).ends_with("p = 0.095 (Holm)"));
}

#[test]
fn very_uneven_arms_are_no_reason_to_withhold() {
    let calculated = compare(&rates(&[(400, 10_000), (6, 100)]), Settings::default()).unwrap();
    assert!(calculated.readout.comparisons[0].effect.is_ok());
}

#[test]
fn means_are_read_by_welch() {
    let arm = |mean: f64, sd: f64, n: u64| {
        Statistic::Mean(Moments {
            n,
            mean,
            m2: sd * sd * (n - 1) as f64,
        })
    };
    let calculated = compare(
        &[arm(2.11, 14.2, 2_400), arm(3.02, 17.9, 2_400)],
        Settings::default(),
    )
    .unwrap();
    let one = &calculated.readout.comparisons[0];
    assert!(
        calculated
            .headline(one)
            .starts_with("Not decided: 3.0200 against 2.1100")
    );
    assert_eq!(fact(&calculated.facts(one), "p-value"), "0.051");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let calculated = compare(&rates(&[(0, 10), (0, 10)]), Settings::default()).unwrap();
    let one = &calculated.readout.comparisons[0];
    assert!(calculated.headline(one).contains("cannot be compared"));
    assert!(calculated.facts(one).is_empty());
    assert!(compare(&rates(&[(1, 2)]), Settings::default()).is_none());
    assert!(compare(&[], Settings::default()).is_none());
}

#[test]
fn a_split_is_judged() {
    let (headline, detail) = split(&srm(&[1_680, 1_320], &[1.0, 1.0]).unwrap());
    assert!(headline.contains("does not fit"));
    assert_eq!(
        detail,
        "Chi-square 43.2000 with 1 degree of freedom, p = 5 × 10⁻¹¹"
    );
    let (headline, _) = split(&srm(&[1_500, 1_510], &[1.0, 1.0]).unwrap());
    assert_eq!(headline, "The split fits the plan");
}
