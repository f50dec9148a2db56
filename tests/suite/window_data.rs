//! The Data screen by the names that a person reads: issues, their rows, what is imported and how.

use std::fs;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use holdout::store::Workspace;

use crate::command_line::{check_refused, holdout, json, path};
use crate::window::Window;

/// Orders with an amount and a date that cannot be read, a formula, a surplus cell and no person.
const DAMAGED: &str = "\
Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id
#1,a@example.com,paid,EUR,29.00,29.00,2026-01-01 10:00:00 -0500,1,House blend,29.00,1
#2,b@example.com,paid,EUR,29.00,twelve,2026-01-02 10:00:00 -0500,1,House blend,29.00,2
#3,c@example.com,paid,EUR,29.00,29.00,soon,1,House blend,29.00,3
#4,d@example.com,paid,EUR,29.00,=1+1,2026-01-04 10:00:00 -0500,1,House blend,29.00,4
#5,e@example.com,paid,EUR,29.00,29.00,2026-01-05 10:00:00 -0500,1,House blend,29.00,5,surplus
#6,,paid,EUR,29.00,29.00,2026-01-06 10:00:00 -0500,1,House blend,29.00,6
";

/// A window on a workspace with the damaged file; dialogs choose `issues.csv` beside it.
fn damaged() -> Window {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("shop.holdout");
    drop(Workspace::create(&workspace).unwrap());
    let file = folder.path().join("damaged.csv");
    fs::write(&file, DAMAGED).unwrap();
    let chosen = vec![folder.path().join("issues.csv")];
    let mut window = Window::open(folder, workspace, chosen);
    window.drop_files(&[file]);
    window.press(Modifiers::NONE, Key::Num1);
    window
}

fn links(window: &Window, name: &str) -> usize {
    window
        .harness
        .query_all_by_role_and_label(Role::Link, name)
        .count()
}

fn show_first_row(window: &mut Window) {
    let mut links = window
        .harness
        .query_all_by_role_and_label(Role::Link, "Show row");
    links.next().unwrap().click();
    drop(links);
    window.settle();
}

#[test]
fn issues_are_narrowed_by_kind_and_by_words() {
    let mut window = damaged();
    let all = links(&window, "Show row");
    assert!(all >= 5, "{all}");
    window.click(Role::Switch, "Amount not readable: 2");
    assert_eq!(links(&window, "Show row"), 2);
    window.write("Search issues", "TWELVE");
    assert_eq!(links(&window, "Show row"), 1);
    assert!(window.shows("1 of "));
    window.write("Search issues", "nowhere");
    assert!(window.shows("No issue fits this filter"));
    window.click(Role::Button, "Show all");
    assert_eq!(links(&window, "Show row"), all);
}

#[test]
fn what_the_last_import_changed_is_short_enough_to_be_read_whole() {
    let mut window = damaged();
    let file = window.folder.path().join("damaged.csv");
    let more =
        "#7,g@example.com,paid,EUR,29.00,29.00,2026-01-07 10:00:00 -0500,1,House blend,29.00,7\n";
    fs::write(&file, format!("{DAMAGED}{more}")).unwrap();
    window.drop_files(&[file]);
    window.press(Modifiers::NONE, Key::Num1);
    assert!(window.shows("1 new, …"));
}

#[test]
fn an_issue_leads_to_its_row_in_the_file() {
    let mut window = damaged();
    window.write("Search issues", "twelve");
    show_first_row(&mut window);
    assert!(window.shows("damaged.csv, line 3"));
    assert!(window.shows("Amount not readable in Total"));
    assert!(window.shows("b@example.com"));
    assert!(!window.shows("a@example.com"));
    window.click(Role::RadioButton, "Rows around it");
    assert!(window.shows("a@example.com"));
    assert!(window.shows("Line 5"));
    assert!(!window.shows("The file has changed"));
    window.click(Role::Button, "Close dialog");

    let file = window.folder.path().join("damaged.csv");
    fs::write(&file, DAMAGED.replace("twelve", "12.00")).unwrap();
    show_first_row(&mut window);
    assert!(window.shows("The file has changed since it was imported"));
    assert!(window.shows("12.00"));
    window.click(Role::Button, "Close dialog");

    fs::remove_file(&file).unwrap();
    show_first_row(&mut window);
    assert!(window.shows("is not there any more"));
}

#[test]
fn the_issues_shown_are_exported_and_cannot_run_in_a_spreadsheet() {
    let mut window = damaged();
    window.click(Role::Switch, "Amount not readable: 2");
    window.click(Role::Button, "Export issues…");
    let text = fs::read_to_string(window.folder.path().join("issues.csv")).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains(",twelve,"), "{text}");
    assert!(text.contains(",'=1+1,"), "{text}");
}

#[test]
fn issues_on_the_command_line_are_narrowed_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let (file, workspace) = (
        path(folder.path(), "damaged.csv"),
        path(folder.path(), "shop.holdout"),
    );
    fs::write(&file, DAMAGED).unwrap();
    assert!(
        holdout(&["import", "-w", &workspace, &file])
            .status
            .success()
    );
    let count = |arguments: &[&str]| {
        let all = [&["issues", "-w", &workspace, "--json"], arguments].concat();
        json(&all)["issues"].as_array().unwrap().len()
    };
    assert_eq!(count(&["--kind", "bad_money"]), 2);
    assert_eq!(count(&["--kind", "bad_money", "--severity", "note"]), 0);
    assert_eq!(count(&["--severity", "error"]), 4);
    let table = path(folder.path(), "issues.csv");
    let written = holdout(&[
        "issues",
        "-w",
        &workspace,
        "--kind",
        "bad_money",
        "--export",
        &table,
    ]);
    let said = String::from_utf8_lossy(&written.stdout).into_owned();
    assert!(said.contains("2 issues written to"), "{said}");
    let text = fs::read_to_string(&table).unwrap();
    assert!(text.contains(",'=1+1,"), "{text}");
    check_refused(
        &["issues", "-w", &workspace, "--kind", "odd"],
        2,
        "`odd` is not a kind of issue",
    );
}

#[test]
fn an_import_that_fails_leaves_no_new_workspace_behind() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    check_refused(
        &[
            "import",
            "-w",
            &workspace,
            &path(folder.path(), "nothing.csv"),
        ],
        1,
        "cannot be read",
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Orders whose dates could be March or August.
fn unclear(first: u32) -> String {
    let mut text = "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id\n".to_owned();
    for order in first..first + 8 {
        let day = order % 9 + 1;
        text.push_str(&format!(
            "#{order},a{order}@example.com,paid,EUR,29.00,29.00,03/0{day}/2026 10:00,1,House blend,29.00,{order}\n"
        ));
    }
    text
}

/// A window on an empty workspace into which a file was dropped.
fn dropped(name: &str, text: &str) -> Window {
    let mut window = Window::empty();
    drop_text(&mut window, name, text);
    window
}

fn drop_text(window: &mut Window, name: &str, text: &str) {
    let file = window.folder.path().join(name);
    fs::write(&file, text).unwrap();
    window.drop_files(&[file]);
}

fn orders(window: &Window) -> usize {
    let session = &window.harness.state().state().session;
    session
        .snapshot()
        .map_or(0, |snapshot| snapshot.orders.len())
}

#[test]
fn what_nothing_tells_is_asked_once_and_remembered() {
    let mut window = dropped("march.csv", &unclear(1));
    assert!(window.shows("Before import"));
    assert!(window.shows("1 column can be read in two ways"));
    assert!(window.shows("Choose how Created at is written"));
    assert_eq!(orders(&window), 0);

    window.click(Role::ComboBox, "Dates");
    window.click(Role::MenuItemRadio, "Day first (31/12/2026)");
    assert!(!window.shows("Choose how Created at is written"));
    window.click(Role::Button, "Import");
    assert!(!window.shows("Before import"));
    assert_eq!(orders(&window), 8);
    let session = &window.harness.state().state().session;
    let snapshot = session.snapshot().unwrap();
    // 3 October 2026 is the last of them, with the day first.
    assert_eq!(snapshot.day(snapshot.as_of).to_string(), "2026-09-03");

    drop_text(&mut window, "april.csv", &unclear(20));
    assert!(
        !window.shows("Before import"),
        "the answer holds for these headers"
    );
    assert_eq!(orders(&window), 16);
}

#[test]
fn a_preview_that_is_closed_imports_nothing() {
    let mut window = dropped("march.csv", &unclear(1));
    window.click(Role::Button, "Cancel");
    assert!(!window.shows("Before import"));
    assert_eq!(orders(&window), 0);
}

#[test]
fn a_file_that_nobody_knows_is_shown_with_ways_to_read_it() {
    let mut window = dropped(
        "stock.csv",
        "Depot,Weight,Stored on\nD1,3,2026-01-01\nD2,4,2026-01-02\n",
    );
    assert!(window.shows("No known export has these headers"));
    assert!(window.shows("Choose what the file is"));
    window.click(Role::Button, "People and their arms…");
    assert!(window.shows("Map columns"));
}

#[test]
fn every_file_can_be_asked_about_and_its_reading_looked_at_afterwards() {
    let mut window = Window::empty();
    window.click(Role::ComboBox, "Ask first");
    window.click(Role::MenuItemRadio, "always");
    drop_text(&mut window, "damaged.csv", DAMAGED);
    assert!(window.shows("Before import"));
    assert!(window.shows("6 rows · 1 Jan 2026 to 6 Jan 2026 · EUR · utf-8, commas"));
    assert!(window.shows("Ignored") || window.shows("Read"));
    window.click(Role::RadioButton, "First rows");
    assert!(window.shows("twelve"));
    window.click(Role::Button, "Import");
    assert_eq!(orders(&window), 3);

    window.press(Modifiers::NONE, Key::Num1);
    window.click(Role::Link, "damaged.csv");
    assert!(window.shows("Before import"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Before import"));
}

#[test]
fn decisions_are_printed_and_made_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let (file, workspace) = (
        path(folder.path(), "march.csv"),
        path(folder.path(), "shop.holdout"),
    );
    fs::write(&file, unclear(1)).unwrap();
    let import = ["import", "-w", &workspace, &file, "--dry-run"];
    let said = String::from_utf8(holdout(&import).stdout).unwrap();
    assert!(said.contains("Nothing tells"), "{said}");
    let decided = |arguments: &[&str]| {
        let report = json(&[&import[..], &["--json"], arguments].concat());
        let decisions = report["files"][0]["decisions"].as_array().unwrap().clone();
        let of = |column: &str| decisions.iter().find(|it| it["column"] == column).cloned();
        of("Created at").unwrap()
    };
    let open = decided(&[]);
    assert_eq!(open["basis"], "open");
    let chosen = decided(&["--dates", "Created at=mdy"]);
    assert_eq!(chosen["basis"], "chosen");
    assert_eq!(chosen["read_as"], "month_first");
    let arguments = [
        "import",
        "-w",
        &workspace,
        &file,
        "--dates",
        "Created at=mdy",
        "--json",
    ];
    assert_eq!(json(&arguments)["files"][0]["rejected"], 0);
    check_refused(
        &[
            "import",
            "-w",
            &workspace,
            &file,
            "--dates",
            "Created at=never",
        ],
        2,
        "COLUMN=dmy",
    );
}
