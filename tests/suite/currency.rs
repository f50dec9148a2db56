//! Amounts that no file names a currency for: taken, shown as such, and named afterwards.

use std::fs;
use std::path::Path;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use holdout::store::Workspace;

use crate::command_line::{check_refused, holdout, json, path};
use crate::window::Window;

const BARE: &str = "\
order_id,order_date,customer_id,product_name,quantity,item_price,amount,discount
ORD-1,2025-01-13,cust_1,Tee,1,20.00,20.00,0.00
ORD-2,2025-08-05,cust_2,Cap,2,15.00,30.00,0.00
";

const EURO: &str = "\
order_id,order_date,customer_id,product_name,quantity,amount,currency
ORD-3,2025-09-01,cust_3,Mug,1,9.00,EUR
";

/// The folder's files `bare.csv` and `euro.csv`, and a workspace beside them.
fn files(folder: &Path) -> (String, String, String) {
    fs::write(folder.join("bare.csv"), BARE).unwrap();
    fs::write(folder.join("euro.csv"), EURO).unwrap();
    let of = |name: &str| path(folder, name);
    (of("bare.csv"), of("euro.csv"), of("shop.holdout"))
}

fn check_summary(workspace: &str, currency: &str, total_minor: i64) {
    let summary = json(&["summary", "-w", workspace, "--json"]);
    assert_eq!(summary["currency"], currency, "{summary}");
    assert_eq!(summary["total_minor"], total_minor, "{summary}");
}

#[test]
fn a_file_without_a_currency_is_imported_and_named_later() {
    let folder = tempfile::tempdir().unwrap();
    let (bare, euro, workspace) = files(folder.path());
    let import = ["import", "-w", &workspace, &bare];
    let output = holdout(&import);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("Name it with --currency EUR"), "{told}");
    check_summary(&workspace, "XXX", 5_000);

    let listed = json(&[
        "issues",
        "-w",
        &workspace,
        "--kind",
        "no_currency",
        "--json",
    ]);
    let issues = listed["issues"].as_array().unwrap();
    assert_eq!(issues.len(), 1);
    assert_eq!(issues[0]["severity"], "warning");
    let audit = json(&["audit", "-w", &workspace, "--json"]);
    assert!(
        audit
            .to_string()
            .contains("2 orders loaded, every one without a currency")
    );
    let metrics = json(&["metrics", "-w", &workspace, "--json"]);
    assert!(!metrics["groups"].as_array().unwrap().is_empty());

    // A file that names its own currency does not speak for the others.
    let named = ["import", "-w", &workspace, &euro];
    check_refused_after_its_table(&named, "The amounts of this file are in EUR");
    check_summary(&workspace, "XXX", 5_000);
    let yen = ["import", "-w", &workspace, &bare, "--currency", "JPY"];
    check_refused(&yen, 1, "read with 2 decimals and JPY has 0");
    check_summary(&workspace, "XXX", 5_000);
    let told = json(&[
        "import",
        "-w",
        &workspace,
        &euro,
        "--currency",
        "EUR",
        "--json",
    ]);
    assert_eq!(told["workspace"]["currency"], "EUR");
    check_summary(&workspace, "EUR", 5_900);
}

/// As [`check_refused`], for an import whose table of files stands on standard output.
fn check_refused_after_its_table(arguments: &[&str], words: &str) {
    let output = holdout(arguments);
    let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {sentence}");
    assert!(sentence.contains(words), "{arguments:?}: {sentence}");
}

#[test]
fn a_dry_run_says_it_and_stores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (bare, _, workspace) = files(folder.path());
    let told = json(&["import", "-w", &workspace, &bare, "--dry-run", "--json"]);
    assert_eq!(told["files"][0]["issues"][0]["kind"], "no_currency");
    assert_eq!(told["workspace"]["orders"], 0);
}

#[test]
fn a_file_beside_it_names_the_currency() {
    let folder = tempfile::tempdir().unwrap();
    let (bare, euro, workspace) = files(folder.path());
    let told = json(&["import", "-w", &workspace, &bare, &euro, "--json"]);
    let first = &told["files"][0]["issues"][0];
    assert_eq!(
        (&first["kind"], &first["severity"]),
        (&"assumed_currency".into(), &"note".into())
    );
    check_summary(&workspace, "EUR", 5_900);
}

/// What the chip of the currency says.
fn shown(window: &Window) -> String {
    let chip = window
        .harness
        .query_by_role_and_label(Role::ComboBox, "Currency");
    chip.unwrap().value().unwrap_or_default()
}

#[test]
fn the_window_shows_that_there_is_none_and_takes_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (bare, _, workspace) = files(folder.path());
    drop(Workspace::create(Path::new(&workspace)).unwrap());
    let mut window = Window::open(folder, workspace.clone().into(), Vec::new());
    window.drop_files(&[bare.into()]);
    window.press(Modifiers::NONE, Key::Num1);
    assert_eq!(shown(&window), "not named");
    assert!(window.shows("No currency"));
    assert!(window.shows(" · no currency"));
    window.click(Role::ComboBox, "Currency");
    window.click(Role::MenuItemRadio, "GBP");
    assert_eq!(shown(&window), "GBP");
    assert!(window.shows(" · GBP"));
    let stored = Workspace::open_read_only(Path::new(&workspace)).unwrap();
    let snapshot = stored.snapshot().unwrap();
    assert_eq!(
        (snapshot.currency.code(), snapshot.orders.len()),
        ("GBP", 2)
    );
}
