//! The data audit on the sample shop: in the library, as a process, and in the window.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use holdout::analysis::Context;
use holdout::analysis::audit::joins::JoinKind;
use holdout::analysis::audit::questions::Question;
use holdout::analysis::audit::records::RecordKind;
use holdout::analysis::audit::{Area, Audit, AuditInputs, audit};
use holdout::app::view::{DataTab, Screen};
use holdout::store::Workspace;
use serde_json::Value;

use crate::command_line::{holdout, json, path};
use crate::shop::{sample_data, workspace};
use crate::window::Window;

fn sample() -> (Context, Audit) {
    let (_folder, workspace) = workspace();
    let context = Context::new(
        Arc::new(workspace.snapshot().unwrap()),
        workspace.definitions().unwrap(),
    );
    let inputs = AuditInputs::read(&workspace).unwrap();
    let audit = audit(&context, &inputs).unwrap();
    (context, audit)
}

#[test]
fn the_sample_shop_is_audited_in_figures_that_add_up() {
    let (context, audit) = sample();
    let orders = &audit.records[0];
    assert_eq!(orders.kind, RecordKind::Orders);
    assert_eq!(orders.records, context.snapshot.orders.len() as u64);
    assert_eq!(orders.files, 2);
    assert!(orders.dates.as_ref().unwrap().gaps.is_empty());

    let included = context.inclusion.included_orders();
    assert_eq!(audit.coverage.total.whole().orders, included);
    let months = audit.coverage.months.iter();
    let by_month: u64 = months.map(|(_, line)| line.whole().orders).sum();
    assert_eq!(by_month, included);

    for join in &audit.joins {
        assert!(join.matched <= join.whole, "{join:?}");
    }
    let joined = |kind| audit.joins.iter().find(|join| join.kind == kind).unwrap();
    assert_eq!(joined(JoinKind::OrdersWithPerson).whole, included);
    assert!(joined(JoinKind::AssignedKnown).share().unwrap() > 0.9);
    assert!(joined(JoinKind::TransactionsMatched).share().is_err());

    let customers = audit.checks.customers.unwrap();
    assert!(
        customers.agree > customers.fewer + customers.more,
        "{customers:?}"
    );

    let answer = |question| {
        let found = audit.questions.iter().find(|it| it.question == question);
        found.unwrap().answerable.id()
    };
    assert_eq!(answer(Question::Sales), "yes");
    assert_eq!(answer(Question::Incremental), "yes");
    assert_eq!(answer(Question::CreditByClick), "no");
    assert_eq!(answer(Question::RefundsByDate), "no");
    for area in Area::ALL {
        assert!(audit.of(area).next().is_some(), "{area:?} found nothing");
    }
    for finding in &audit.findings {
        let words = format!("{} {}", finding.sentence, finding.advice);
        assert!(
            !words.contains("NaN") && !words.contains("not a number"),
            "{words}"
        );
        assert!(!finding.sentence.ends_with('.'), "{words}");
    }
}

#[test]
fn the_command_prints_tables_and_one_json_object() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    let data = sample_data().display().to_string();
    assert!(
        holdout(&["import", "-w", &workspace, &data])
            .status
            .success()
    );
    let printed = holdout(&["audit", "-w", &workspace]);
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(text.contains("questions can be answered"), "{text}");
    assert!(text.contains("What fits together"), "{text}");

    let audit = json(&["audit", "-w", &workspace, "--json"]);
    let summary = json(&["summary", "-w", &workspace, "--json"]);
    assert_eq!(audit["records"][0]["kind"], "orders");
    assert_eq!(audit["records"][0]["records"], summary["orders"]);
    assert_eq!(
        audit["coverage"]["all"]["orders"],
        summary["included_orders"]
    );
    assert_eq!(audit["coverage"]["all"]["net_minor"], summary["net_minor"]);
    let without_reason = |it: &&Value| it["share"].is_null() && !it["reason"].is_string();
    let joins = audit["joins"].as_array().unwrap();
    assert_eq!(joins.iter().find(without_reason), None);
    assert_eq!(
        audit["questions"].as_array().unwrap().len(),
        Question::ALL.len()
    );
}

#[test]
fn an_empty_workspace_is_audited_too() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "empty.holdout");
    drop(Workspace::create(workspace.as_ref()).unwrap());
    let audit = json(&["audit", "-w", &workspace, "--json"]);
    let questions = audit["questions"].as_array().unwrap();
    assert!(
        questions.iter().all(|it| it["answerable"] == "no"),
        "{questions:?}"
    );
}

#[test]
fn the_window_shows_the_audit_by_name_and_by_key() {
    let mut window = Window::on_sample();
    window.press(Modifiers::NONE, Key::Num1);
    window.click(Role::RadioButton, "Audit");
    let words = {
        let state = window.harness.state().state();
        state.answers.audit().unwrap().headline()
    };
    assert!(window.shows(&words), "{words}");
    for shown in [
        "Questions",
        "What did a workflow cause?",
        "What fits together",
        "of orders have a person",
        "UTM and codes on orders",
        "Exclusion rules",
    ] {
        assert!(window.shows(shown), "{shown}");
    }
    window.press(Modifiers::NONE, Key::Num1);
    let tab = |window: &Window| window.harness.state().state().view.data.tab;
    assert_eq!(tab(&window), DataTab::Files, "the digit leads back");

    window.press(Modifiers::NONE, Key::Num2);
    window.press(Modifiers::COMMAND, Key::K);
    window.harness.event(Event::Text("Audit data".into()));
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(
        (window.screen(), tab(&window)),
        (Screen::Data, DataTab::Audit)
    );
}

#[test]
fn an_empty_window_says_what_the_audit_needs() {
    let mut window = Window::empty();
    window.click(Role::RadioButton, "Audit");
    assert!(window.shows("There is nothing to audit yet"));
}
