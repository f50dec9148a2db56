//! The planted figures, counted from the files and compared with what `truths.json` says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::measure::Window;
use super::super::shop::Shop;
use super::super::trials::TrialId;
use super::super::{DEFAULT_ORDERS, DEFAULT_SEED, TRUTHS, figures};
use super::{Folded, bytes, cell, orders, table};

#[test]
fn conversions_counted_from_the_files_are_those_planted() {
    for id in TrialId::ALL {
        let trial = id.trial();
        let arms = conversions(&format!("{}.csv", trial.name), trial.window_days);
        let planned = trial
            .arms
            .map(|arm| (arm.name.to_owned(), (arm.people, arm.converted)));
        assert_eq!(arms, planned.into_iter().collect(), "{}", trial.name);
    }
    let early = conversions("post_purchase_guide.csv", 14);
    assert_eq!(early["control"].1, 48);
    assert_eq!(early["guide"].1, 49);
}

/// People and converted people per arm, counted from an assignment list and the orders.
fn conversions(list: &str, days: i64) -> BTreeMap<String, (usize, usize)> {
    let mut times: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for order in orders().values().filter(|order| order.is_included()) {
        times.entry(order.email()).or_default().push(order.at);
    }
    let zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
    let mut arms: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in table(list) {
        let email = cell(&row, "email").trim().to_lowercase();
        assert!(seen.insert(email.clone()), "{email} twice in {list}");
        let day: jiff::civil::Date = cell(&row, "assigned_at").parse().unwrap();
        let from = day.to_zoned(zone.clone()).unwrap().timestamp().as_second();
        let window = from..=from + days * 86_400;
        let bought = times
            .get(&email)
            .is_some_and(|times| times.iter().any(|at| window.contains(at)));
        let arm = arms.entry(cell(&row, "variant").to_owned()).or_default();
        arm.0 += 1;
        arm.1 += usize::from(bought);
    }
    arms
}

#[test]
fn special_orders_are_there_in_the_planted_number() {
    let count = |holds: &dyn Fn(&Folded) -> bool| orders().values().filter(|o| holds(o)).count();
    let tagged = |order: &Folded, tag: &str| cell(&order.head, "Tags") == tag;
    let tests = |o: &Folded| cell(&o.head, "Payment Method") == "bogus" || tagged(o, "test");
    assert_eq!(count(&tests), 40);
    assert_eq!(count(&|o| tagged(o, "wholesale")), 25);
    assert_eq!(
        count(&|o| o.titles.iter().all(|title| title == "Gift Card")),
        60
    );
    assert_eq!(
        count(&|o| cell(&o.head, "Total") == "4800.00" || o.lines_minor == 480_000),
        1
    );
    let without_person = |o: &Folded| o.email().is_empty() && cell(&o.head, "Phone").is_empty();
    assert!(count(&without_person) >= 100);
    let phone_only = |o: &Folded| o.email().is_empty() && !cell(&o.head, "Phone").is_empty();
    assert!(count(&phone_only) >= 60);
    let with_utm = count(&|o| cell(&o.head, "Note Attributes").contains("utm_source: "));
    let share = with_utm as f64 / orders().len() as f64;
    assert!((0.305..0.315).contains(&share), "{share}");
}

#[test]
fn repeats_counted_from_the_files_are_those_in_the_truths() {
    let mut people: BTreeMap<String, Vec<&Folded>> = BTreeMap::new();
    for order in orders().values().filter(|order| order.is_included()) {
        let person = match order.email() {
            email if email.is_empty() => cell(&order.head, "Phone").to_owned(),
            email => email,
        };
        if !person.is_empty() {
            people.entry(person).or_default().push(order);
        }
    }
    let as_of = orders().values().map(|order| order.at).max().unwrap();
    let window = 90 * 86_400;
    let mut counts = [[0_u64; 2]; 2];
    for list in people.values_mut() {
        list.sort_by_key(|order| order.at);
        if list[0].at + window <= as_of {
            let starter = usize::from(list[0].titles[0] == "Starter kit");
            let repeats = list
                .get(1)
                .is_some_and(|order| order.at <= list[0].at + window);
            counts[starter][0] += 1;
            counts[starter][1] += u64::from(repeats);
        }
    }
    for (group, counted) in ["others", "starter_kit_first"].into_iter().zip(counts) {
        let truth = expected(13)[group].clone();
        assert_eq!(truth["people"], counted[0], "{group}");
        assert_eq!(truth["repeating_within_90_days"], counted[1], "{group}");
    }
    check_rate(&expected(13)["starter_kit_first"]["rate"], 0.44, 0.002);
    check_rate(&expected(13)["others"]["rate"], 0.27, 0.002);
    let merged = &expected(15);
    let rate = |side: &str| merged[side]["rate"].as_f64().unwrap();
    assert!(rate("after") > rate("before") + 0.03);
}

#[test]
fn sums_and_statistics_say_what_was_planted() {
    let document: Value = serde_json::from_slice(&bytes("truths.json")).unwrap();
    check_truths(&document);
    let numbers: Vec<u64> = TRUTHS.iter().map(|truth| truth.number.into()).collect();
    let written = document["truths"].as_array().unwrap();
    let written: Vec<u64> = written
        .iter()
        .filter_map(|t| t["number"].as_u64())
        .collect();
    assert_eq!(written, numbers);
    assert!(
        document["truths"]
            .as_array()
            .unwrap()
            .iter()
            .all(|t| !t["expected"].is_null())
    );
}

#[test]
fn other_seeds_and_larger_shops_hold_the_same_truths() {
    for (seed, orders) in [(7, DEFAULT_ORDERS), (DEFAULT_SEED, 20_000)] {
        let shop = Shop::build(seed, orders);
        assert_eq!(shop.orders.len(), orders as usize);
        for id in TrialId::ALL {
            let trial = id.trial();
            let sums = Window::of(&shop, id, trial.window_days).sums(&shop);
            let converted = sums.map(|sums| sums.converted as usize);
            assert_eq!(
                converted,
                trial.arms.map(|arm| arm.converted),
                "{}",
                trial.name
            );
        }
        check_truths(&figures::document(&shop));
    }
}

/// The figures in `truths.json` that are approached order by order, and the tests' statistics.
fn check_truths(document: &Value) {
    let truths = document["truths"].as_array().unwrap();
    let of = |number: u64| {
        let found = truths.iter().find(|truth| truth["number"] == number);
        &found.unwrap()["expected"]
    };
    let number = |value: &Value| value.as_f64().unwrap();
    assert!(number(&of(1)["welch_t_net_per_person"]) > 1.97);
    check_rate(&of(2)["attributed_over_incremental"], 4.0, 0.15);
    assert!(number(&of(2)["pooled_z"]) > 3.0);
    assert!(number(&of(3)["pooled_z"]).abs() < 0.5);
    check_rate(&of(4)["srm_chi_square"], 43.2, 1e-6);
    assert!(number(&of(5)["within_90_days"]["pooled_z"]) > 3.2);
    assert!(number(&of(5)["within_14_days"]["pooled_z"]).abs() < 0.5);
    check_rate(&of(6)["share_left"], 0.5, 0.04);
    assert_eq!(of(6)["of_these_not_top_tenth"], 140);
    assert_eq!(of(6)["of_these_not_top_tenth_without_utm"], 140);
    check_rate(&of(8)["gross_per_order_lift"], 0.18, 0.01);
    check_rate(&of(8)["sale"]["refunded_share_of_goods"], 0.22, 0.01);
    let net = |side: &str| number(&of(8)[side]["net_per_order_minor"]);
    assert!(net("sale") < net("before"));
    let means = |arm: usize| number(&of(9)["net_per_person_minor_without_outlier"][arm]);
    assert!((means(1) / means(0) - 1.0).abs() < 0.25);
    let value = |side: &str, key: &str| number(&of(14)[side][key]);
    let key = "first_order_subtotal_minor";
    assert!(value("with_code", key) > value("without_code", key) * 1.04);
    assert!(value("with_code", "ltv_180_minor") < value("without_code", "ltv_180_minor") * 0.9);
    let aov = |key: &str| number(&of(16)[key]["aov_minor"]);
    assert!(aov("nothing_excluded") > aov("tests_excluded") + 20.0);
    assert!(aov("tests_excluded") > aov("all_three_excluded") + 50.0);
    for evening in of(17).as_array().unwrap() {
        assert!(
            evening["orders_between_send_and_midnight"]
                .as_u64()
                .unwrap()
                >= 5
        );
    }
    check_rate(&of(19)["share"], 0.06, 0.0005);
}

fn check_rate(value: &Value, planned: f64, tolerance: f64) {
    let value = value.as_f64().unwrap();
    assert!(
        (value - planned).abs() <= tolerance,
        "{value} for {planned}"
    );
}

fn expected(number: u64) -> Value {
    let document: Value = serde_json::from_slice(&bytes("truths.json")).unwrap();
    let truths = document["truths"].as_array().unwrap().clone();
    let truth = truths.into_iter().find(|truth| truth["number"] == number);
    truth.unwrap()["expected"].clone()
}
