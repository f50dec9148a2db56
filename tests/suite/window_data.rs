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
