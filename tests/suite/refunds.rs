//! Refunds on their own date: from a transactions export to the figures of a period, headless and in the
//! window.

use std::fs;
use std::path::Path;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use holdout::model::refund_basis::RefundBasis;
use holdout::store::Workspace;
use serde_json::Value;

use crate::command_line::{check_refused, holdout, json, path};
use crate::window::Window;

/// 100.00 of goods and 20.00 of shipping each; of the first 60.00 were refunded, of the second 12.00.
const ORDERS: &str = "\
Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Discount Code,Refunded Amount,Id
#1,a@example.com,partially_refunded,EUR,100.00,20.00,0.00,120.00,2026-01-10 10:00:00 +0000,1,House blend,100.00,VIP20,60.00,1
#2,b@example.com,partially_refunded,EUR,100.00,20.00,0.00,120.00,2026-02-10 10:00:00 +0000,1,House blend,100.00,,12.00,2
#3,a@example.com,paid,EUR,100.00,20.00,0.00,120.00,2026-03-10 10:00:00 +0000,1,House blend,100.00,,0.00,3
";

/// Two refunds of the first order; that of the second one has no date.
const TRANSACTIONS: &str = "\
Order,Name,Kind,Gateway,Created At,Status,Amount,Currency,Card Type
1,#1,sale,manual,2026-01-10 10:00:00 +0000,success,120.00,EUR,
1,#1,refund,manual,2026-01-20 10:00:00 +0000,success,45.00,EUR,
1,#1,refund,manual,2026-02-20 10:00:00 +0000,success,15.00,EUR,
1,#1,refund,manual,2026-02-21 10:00:00 +0000,failure,15.00,EUR,
";

fn shop(folder: &Path, files: &[(&str, &str)]) -> String {
    let workspace = path(folder, "shop.holdout");
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
        let imported = holdout(&["import", "-w", &workspace, &path(folder, name)]);
        assert!(imported.status.success(), "{imported:?}");
    }
    workspace
}

const BOTH: [(&str, &str); 2] = [("orders.csv", ORDERS), ("transactions.csv", TRANSACTIONS)];

/// Orders, net and refunded of the store in a month of 2026, in minor units.
fn month(workspace: &str, basis: &str, days: [&str; 2]) -> (i64, i64) {
    let [from, to] = days;
    let answer = json(&[
        "attribute",
        "-w",
        workspace,
        "--refund-basis",
        basis,
        "--from",
        from,
        "--to",
        to,
        "--json",
    ]);
    assert_eq!(answer["refund_basis"], basis);
    let net = |value: &Value| value["net_minor"].as_i64().unwrap();
    let store = &answer["store"];
    let rows: i64 = answer["rows"].as_array().unwrap().iter().map(net).sum();
    assert_eq!(rows + net(&answer["unattributed"]), net(store));
    (store["orders"].as_i64().unwrap(), net(store))
}

const JANUARY: [&str; 2] = ["2026-01-01", "2026-01-31"];
const FEBRUARY: [&str; 2] = ["2026-02-01", "2026-02-28"];
const MARCH: [&str; 2] = ["2026-03-01", "2026-03-31"];
const ALL: [&str; 2] = ["2026-01-01", "2026-12-31"];

#[test]
fn months_differ_by_basis_and_add_up_to_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = shop(folder.path(), &BOTH);
    let check = |basis: &str, days, expected| {
        assert_eq!(month(&workspace, basis, days), expected, "{basis} {days:?}");
    };
    // Refund shares: 60.00 of 120.00 is 50.00 of goods, 37.50 and 12.50; 12.00 is 10.00.
    check("order", JANUARY, (1, 5_000));
    check("order", FEBRUARY, (1, 9_000));
    check("refund", JANUARY, (1, 6_250));
    check("refund", FEBRUARY, (1, 7_750));
    for basis in ["order", "refund"] {
        check(basis, MARCH, (1, 10_000));
        check(basis, ALL, (3, 24_000));
    }
    let answer = json(&[
        "attribute",
        "-w",
        &workspace,
        "--refund-basis",
        "refund",
        "--json",
    ]);
    let dates = &answer["refund_dates"];
    assert_eq!(dates["refunded_orders"], 2);
    assert_eq!(dates["undated_orders"], 1);
    assert_eq!(dates["undated_minor"], 1_200);
}

#[test]
fn the_choice_is_named_and_changes_no_rate() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = shop(folder.path(), &BOTH);
    let read = |basis: &str| {
        json(&[
            "metrics",
            "-w",
            &workspace,
            "--from",
            "2026-01-01",
            "--to",
            "2026-02-15",
            "--refund-basis",
            basis,
            "--json",
        ])
    };
    let (by_order, by_refund) = (read("order"), read("refund"));
    let value = |answer: &Value, id: &str| {
        let metrics = answer["groups"][0]["metrics"].as_array().unwrap();
        let metric = metrics.iter().find(|metric| metric["id"] == id).unwrap();
        metric["value"].clone()
    };
    for id in ["conversion", "aov", "repeat_30", "orders_per_person"] {
        assert_eq!(value(&by_order, id), value(&by_refund, id), "{id}");
    }
    // Of 200.00 in goods by then 50.00 and 10.00 went back by the order's date, 37.50 and 10.00 by their own.
    let after_refunds = |answer| value(answer, "aov_after_refunds").as_f64();
    assert_eq!(after_refunds(&by_order), Some(7_000.0));
    assert_eq!(after_refunds(&by_refund), Some(7_625.0));
    let printed = holdout(&["attribute", "-w", &workspace, "--refund-basis", "refund"]).stdout;
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("Refunds charged to the day they were paid back; 1 of 2"));
    let printed = holdout(&["metrics", "-w", &workspace]).stdout;
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("Refunds charged to the order that caused them"));
    let chart = path(folder.path(), "trend.svg");
    let arguments = ["chart", "-w", &workspace, "trend", "-o", &chart];
    assert!(
        holdout(&[&arguments[..], &["--refund-basis", "refund"]].concat())
            .status
            .success()
    );
    let drawn = fs::read_to_string(&chart).unwrap();
    assert!(drawn.contains("day they were paid back"), "{drawn}");
}

#[test]
fn without_dates_there_is_no_choice() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = shop(folder.path(), &[("orders.csv", ORDERS)]);
    for command in ["attribute", "metrics"] {
        let arguments = [command, "-w", &workspace, "--refund-basis", "refund"];
        check_refused(&arguments, 1, "import the shop's transactions export");
        assert!(
            holdout(&[command, "-w", &workspace, "--refund-basis", "order"])
                .status
                .success()
        );
    }
    let arguments = ["attribute", "-w", &workspace, "--refund-basis", "return"];
    check_refused(&arguments, 2, "choose order or refund");
    let mut window = Window::open(folder, workspace.into(), Vec::new());
    window.press(Modifiers::NONE, Key::Num1);
    assert!(!offers_refunds(&window));
}

fn offers_refunds(window: &Window) -> bool {
    use egui_kittest::kittest::Queryable as _;
    let chips = &window.harness;
    chips
        .query_by_role_and_label(Role::ComboBox, "Refunds")
        .is_some()
}

#[test]
fn the_window_switches_the_date_and_takes_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = shop(folder.path(), &BOTH);
    let file = folder.path().join("shop.holdout");
    let mut window = Window::open(folder, workspace.into(), Vec::new());
    window.press(Modifiers::NONE, Key::Num1);
    assert!(offers_refunds(&window));
    window.click(Role::ComboBox, "Refunds");
    let choice = RefundBasis::Refund.meaning();
    window.click(Role::MenuItemRadio, choice);
    let basis = |window: &Window| {
        let state = window.harness.state().state();
        state.document.definitions().rules.refund_basis
    };
    assert_eq!(basis(&window), RefundBasis::Refund);
    let saved = Workspace::open_read_only(&file)
        .unwrap()
        .definitions()
        .unwrap();
    assert_eq!(saved.rules.refund_basis, RefundBasis::Refund);
    window.press(Modifiers::NONE, Key::Num2);
    assert!(window.shows(choice));
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(basis(&window), RefundBasis::Order);
    assert!(window.shows(RefundBasis::Order.meaning()));
}
