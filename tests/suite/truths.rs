//! What was planted in the sample shop must be what Holdout concludes, from the CSV files to the
//! verdict. The figures come from `truths.json`, which the generator counts on its own.

use holdout::analysis::Context;
use holdout::analysis::comparison::Finding;
use holdout::analysis::experiment::{ExperimentReadout, Verdict, analyse};
use holdout::analysis::overview::overview;
use holdout::analysis::scope::{Period, Scope};
use holdout::analysis::summary::summary;
use holdout::analysis::trial::Withheld;
use holdout::analysis::{attribution, groups::NamedGroup, scope::People};
use holdout::metrics::{Metric, Statistic};
use holdout::model::rules::WorkflowKind;
use holdout::model::utm::UtmField;
use holdout::stats::SrmStatus;
use serde_json::Value;

use crate::shop::context;

pub(crate) fn planted(number: u64) -> Value {
    let truths: Value =
        serde_json::from_str(include_str!("../../sample-data/truths.json")).unwrap();
    let found = truths["truths"]
        .as_array()
        .unwrap()
        .iter()
        .find(|truth| truth["number"] == number)
        .unwrap_or_else(|| panic!("truths.json lost number {number}"));
    found["expected"].clone()
}

pub(crate) fn integer(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is not an integer"))
}

pub(crate) fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is not a number"))
}

pub(crate) fn check_close(found: f64, expected: f64, what: &str) {
    let tolerance = 1e-6 * expected.abs().max(1.0);
    assert!(
        (found - expected).abs() <= tolerance,
        "{what}: {found}, planted {expected}"
    );
}

/// Analyses the planted experiment and checks people, conversions and net of every arm.
pub(crate) fn check_arms(expected: &Value) -> ExperimentReadout {
    let name = expected["experiment"].as_str().unwrap();
    let readout = analyse(context(), name).unwrap();
    check_arms_of(&readout, expected);
    readout
}

/// Checks people, conversions and net of every arm against what was planted.
pub(crate) fn check_arms_of(readout: &ExperimentReadout, expected: &Value) {
    let name = expected["experiment"].as_str().unwrap();
    assert_eq!(
        i64::from(readout.definition.window_days),
        integer(&expected["window_days"])
    );
    for (at, arm) in expected["arms"].as_array().unwrap().iter().enumerate() {
        let what = format!("{name}, {}", arm["name"]);
        assert_eq!(readout.arms[at].name, arm["name"].as_str().unwrap());
        assert_eq!(readout.arms[at].n as i64, integer(&arm["people"]), "{what}");
        for metric in &readout.trial.metrics {
            match (metric.subject.metric, metric.arms[at].statistic) {
                (Some(Metric::Conversion { .. }), Statistic::Proportion(share)) => {
                    assert_eq!(share.trials as i64, integer(&arm["people"]), "{what}");
                    assert_eq!(share.successes as i64, integer(&arm["converted"]), "{what}");
                }
                (Some(Metric::NetPerPerson { .. }), Statistic::Mean(moments)) => {
                    check_close(moments.mean, number(&arm["net_per_person_minor"]), &what);
                }
                _ => {}
            }
        }
    }
}

pub(crate) fn effect_of(readout: &ExperimentReadout, metric: Metric) -> (f64, f64, Finding) {
    let found = readout
        .trial
        .metrics
        .iter()
        .find(|one| one.subject.metric == Some(metric))
        .unwrap();
    let comparison = &found.comparisons[0];
    let effect = comparison.effect.as_ref().unwrap();
    (
        effect.effect.statistic.unwrap(),
        effect.effect.p.value,
        comparison.finding,
    )
}

const CONVERSION: Metric = Metric::Conversion { days: 30 };
pub(crate) const NET_PER_PERSON: Metric = Metric::NetPerPerson { days: 30 };

#[test]
fn truth_1_free_shipping_wins_the_win_back_test() {
    let expected = planted(1);
    let readout = check_arms(&expected);
    let (z, p, finding) = effect_of(&readout, CONVERSION);
    check_close(z, number(&expected["pooled_z"]), "z");
    assert!((0.0001..0.001).contains(&p), "p = {p}");
    assert_eq!(finding, Finding::Higher);
    let (t, p, finding) = effect_of(&readout, NET_PER_PERSON);
    check_close(t, number(&expected["welch_t_net_per_person"]), "t");
    assert!(p < 0.05, "p = {p}");
    assert_eq!(finding, Finding::Higher);
    let Verdict::Win(said) = &readout.verdict else {
        panic!("{:?}", readout.verdict);
    };
    assert_eq!(
        said.headline,
        "B: free shipping wins: 6.2 % convert against 4.0 %"
    );
}

#[test]
fn truth_2_the_welcome_flow_works_but_is_credited_four_times_over() {
    let expected = planted(2);
    let readout = check_arms(&expected);
    assert!(
        matches!(readout.verdict, Verdict::Win(_)),
        "{:?}",
        readout.verdict
    );
    assert_eq!(
        readout.trial.srm.unwrap().status,
        SrmStatus::Ok,
        "the plan is 20 to 80"
    );
    let [caused] = readout.caused.as_slice() else {
        panic!("{:?}", readout.caused);
    };
    assert_eq!(
        caused.attributed_minor,
        integer(&expected["attributed_net_minor"])
    );
    let incremental = caused.incremental.unwrap();
    let planted_increment = number(&expected["incremental_net_minor"]);
    assert!(
        (incremental.value - planted_increment).abs() < 1.0,
        "{incremental:?}"
    );
    let ratio = caused.attributed_minor as f64 / incremental.value;
    assert!(
        (3.5..4.5).contains(&ratio),
        "attributed is {ratio} times incremental"
    );
    assert!(incremental.interval.low > 0.0);
}

#[test]
fn truth_3_reminder_timing_is_inconclusive_and_says_what_it_could_have_seen() {
    let readout = check_arms(&planted(3));
    let Verdict::Inconclusive(said) = &readout.verdict else {
        panic!("{:?}", readout.verdict);
    };
    assert_eq!(
        said.headline,
        "Inconclusive: the test could only have seen 2.4 pp or more"
    );
    let (_, p, _) = effect_of(&readout, CONVERSION);
    assert!((0.75..0.85).contains(&p), "p = {p}");
}

#[test]
fn truth_4_a_broken_split_blocks_every_figure() {
    let expected = planted(4);
    let readout = check_arms(&expected);
    let srm = readout.trial.srm.unwrap();
    check_close(
        srm.chi_square,
        number(&expected["srm_chi_square"]),
        "chi-square",
    );
    assert_eq!(srm.status, SrmStatus::Blocked);
    assert!((1e-11..1e-10).contains(&srm.p.value), "p = {}", srm.p.value);
    assert!(matches!(readout.verdict, Verdict::Blocked(_)));
    for metric in &readout.trial.metrics {
        for comparison in &metric.comparisons {
            assert_eq!(
                comparison.effect.as_ref().unwrap_err(),
                &Withheld::SampleRatio
            );
        }
    }
    assert!(readout.caused.is_empty());
}

#[test]
fn truth_6_without_the_leak_the_vip_flow_earns_half() {
    let expected = planted(6);
    let report = attribution::report(context(), Period::All).unwrap();
    let workflow = expected["workflow"].as_str().unwrap();
    let line = report
        .lines
        .iter()
        .find(|line| line.workflow == workflow)
        .unwrap();
    assert_eq!(line.kind, WorkflowKind::Vip);
    assert_eq!(line.totals.net, integer(&expected["attributed_net_minor"]));

    let leak = report
        .rules
        .leaks
        .iter()
        .find(|leak| leak.code.eq_ignore_ascii_case("VIP20"));
    let signal = &leak.expect("VIP20 is not called out").signal;
    let spike = signal.spike.expect("no spike");
    assert_eq!(
        spike.monday.to_string(),
        "2026-03-16",
        "the week of the leak"
    );
    assert!(signal.share_without_touch().unwrap() > 0.5);

    // As the window asks at first: the weeks before the leak must be known all the same.
    let half_year = Scope {
        period: Period::LastDays(180),
        ..Scope::default()
    };
    let overview = overview(context(), &half_year).unwrap();
    let called_out = overview
        .alerts
        .iter()
        .any(|alert| alert.text == "VIP20 is leaking");
    assert!(called_out, "{:?}", overview.alerts);

    let vip = NamedGroup::of(context(), &People::Segment("vip".into())).unwrap();
    let vip = vip.members_at(context(), context().snapshot.as_of);
    let leak_date: jiff::civil::Date = expected["leak_date"].as_str().unwrap().parse().unwrap();
    let start = holdout::model::time::Day::from_date(leak_date).start(&context().snapshot.zone);
    let orders = &context().snapshot.orders;
    let left: i64 = (0..orders.len())
        .filter(|&row| report.ledger.winner(row) == Some(workflow))
        .filter(|&row| orders.placed[row] < start || vip.contains(orders.person[row]))
        .map(|row| orders.money.net[row])
        .sum();
    let share = left as f64 / line.totals.net as f64;
    assert!(
        (0.4..0.6).contains(&share),
        "{share} of the VIP flow is left"
    );
}

#[test]
fn truth_7_four_spellings_of_email_become_one() {
    let expected = planted(7);
    let report = attribution::report(context(), Period::All).unwrap();
    let (_, medium) = report
        .rules
        .utm
        .iter()
        .find(|(field, _)| *field == UtmField::Medium)
        .unwrap();
    let email: Vec<_> = medium
        .rows
        .iter()
        .filter(|row| row.normalised == "email")
        .collect();
    assert_eq!(email.len() as i64, integer(&expected["rows_before"]));
    for row in email {
        // The planted counts are over all orders; a spelling can only lose excluded ones.
        let planted = integer(&expected["orders"][row.raw.as_str()]);
        let found = row.orders as i64;
        assert!(
            found <= planted && found > planted - 20,
            "{}: {found} of {planted}",
            row.raw
        );
    }
    let distinct = medium
        .rows
        .iter()
        .filter(|row| row.normalised.contains("mail"));
    let distinct: std::collections::BTreeSet<_> = distinct.map(|row| &row.normalised).collect();
    assert_eq!(distinct.len() as i64, integer(&expected["rows_after"]));
}

#[test]
fn truth_16_average_order_value_falls_to_the_truth() {
    let expected = planted(16);
    let excluded = |names: &[&str]| {
        let mut definitions = context().definitions.clone();
        for rule in &mut definitions.rules.exclusions {
            rule.enabled = names.contains(&rule.name.as_str());
        }
        Context::new(std::sync::Arc::clone(&context().snapshot), definitions)
    };
    let cases = [
        ("nothing_excluded", vec![]),
        ("tests_excluded", vec!["Test orders"]),
        (
            "all_three_excluded",
            vec!["Test orders", "Wholesale", "Gift cards only"],
        ),
    ];
    let mut last = f64::INFINITY;
    for (case, names) in cases {
        let context = excluded(&names);
        let figures = summary(&context);
        let orders = figures.counts.included_orders;
        assert_eq!(orders as i64, integer(&expected[case]["orders"]), "{case}");
        let aov = (figures.sums.gross - figures.sums.discounts) as f64 / orders as f64;
        check_close(aov, number(&expected[case]["aov_minor"]), case);
        assert!(aov < last, "{case}: {aov} is not below {last}");
        last = aov;
    }
    let caught = |name: &str| {
        let all = excluded(&["Test orders", "Wholesale", "Gift cards only"]);
        let rule = all
            .inclusion
            .excluded
            .iter()
            .find(|rule| rule.rule == name)
            .unwrap();
        rule.orders as i64
    };
    assert_eq!(caught("Test orders"), integer(&expected["test_orders"]));
    assert_eq!(caught("Wholesale"), integer(&expected["wholesale_orders"]));
    assert_eq!(
        caught("Gift cards only"),
        integer(&expected["gift_card_orders"])
    );
}
