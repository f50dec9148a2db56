//! Merges, privacy and forgetting on the sample shop, through library and command line.

use std::path::PathBuf;
use std::sync::Arc;

use holdout::analysis::Context;
use holdout::analysis::identity::{IdentityFigures, change};
use holdout::import::{self, Format, ImportRequest};
use holdout::metrics::Statistic;
use holdout::store::Workspace;
use serde_json::Value;

use crate::command_line::{check_refused, holdout, json, path};
use crate::shop::{Quiet, sample_data, workspace};
use crate::truths::{integer, planted};

fn repeats(figures: &IdentityFigures) -> (i64, i64) {
    match figures.measures[0].1.statistic {
        Statistic::Proportion(share) => (share.trials as i64, share.successes as i64),
        other => panic!("{other:?} is no share"),
    }
}

#[test]
fn the_planted_second_addresses_are_proposed_and_raise_the_repeat_rate() {
    let truth = planted(15);
    let (_folder, mut workspace) = workspace();
    let context = |workspace: &Workspace| {
        let snapshot = workspace.snapshot().unwrap();
        Context::new(Arc::new(snapshot), workspace.definitions().unwrap())
    };
    let report = workspace.merges().unwrap();
    let two = integer(&truth["people_with_two_addresses"]);
    assert_eq!(report.proposals.len() as i64, two);
    let told = change(&context(&workspace), report.open());
    let planted = |key: &str| integer(&truth["after"][key]) - integer(&truth["before"][key]);
    let (before, after) = (repeats(&told.before), repeats(&told.after));
    assert_eq!(after.0 - before.0, planted("people"));
    assert_eq!(after.1 - before.1, planted("repeating_within_90_days"));
    assert_eq!(told.before.orders, told.after.orders);

    assert_eq!(workspace.accept_merges(None).unwrap() as i64, two);
    let accepted = change(&context(&workspace), []);
    assert_eq!(
        accepted.before, told.after,
        "what was announced is what comes"
    );
    let apart = workspace.snapshot_before_merges().unwrap();
    assert_eq!(apart.people.len() as u64, told.before.people);
}

#[test]
fn the_command_line_decides_takes_back_and_forgets() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    let shop = sample_data().display().to_string();
    json(&["import", "-w", &workspace, &shop, "--json"]);
    let people = |arguments: &[&str]| {
        let mut all = vec!["people", "-w", workspace.as_str()];
        all.extend(arguments);
        all.push("--json");
        json(&all)
    };
    let listed = people(&["proposals"]);
    let first = &listed["proposals"][0];
    let id = first["id"].as_str().unwrap();
    let one = people(&["proposals", id]);
    let count = |value: &Value| value.as_i64().unwrap();
    assert_eq!(
        count(&one["after"]["people"]),
        count(&one["before"]["people"]) - 1
    );
    let accepted = people(&["accept", id]);
    assert_eq!(accepted["people"], one["after"]["people"]);
    let undone = people(&["undo", id]);
    assert_eq!(undone["people"], one["before"]["people"]);
    people(&["reject", id]);
    let all = people(&["accept-all", "--reason", "phone"]);
    assert_eq!(count(&all["open"]), 0);
    check_refused(
        &["people", "-w", &workspace, "accept", "0-0"],
        1,
        "no merge proposal `0-0`",
    );

    let summary = || json(&["summary", "-w", &workspace, "--json"]);
    let before = summary();
    let email = first["people"][0]["key"].as_str().unwrap();
    let forgotten = people(&["forget", email]);
    assert!(count(&forgotten["orders_kept"]) > 0, "{forgotten}");
    let after = summary();
    assert_eq!(after["net_minor"], before["net_minor"]);
    assert_eq!(after["orders"], before["orders"]);
    assert_eq!(
        count(&after["orders_without_person"]) - count(&before["orders_without_person"]),
        count(&forgotten["orders_kept"])
    );
    check_refused(
        &["people", "-w", &workspace, "forget", email],
        1,
        "Nobody in the workspace",
    );
    let address = email.strip_prefix("email:").unwrap();
    let bytes = std::fs::read(&workspace).unwrap();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(!holds(address) && holds("@example."));
}

#[test]
fn the_command_line_shows_and_changes_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    let shop = sample_data().display().to_string();
    let imported = json(&["import", "-w", &workspace, &shop, "--json"]);
    let privacy = json(&["privacy", "-w", &workspace, "--json"]);
    assert_eq!(
        (&privacy["phones"], &privacy["emails"]),
        (&"hash".into(), &"keep".into())
    );
    let changed = json(&["privacy", "-w", &workspace, "--emails", "hash", "--json"]);
    assert!(
        changed["people_sealed"].as_i64().unwrap() > 5000,
        "{changed}"
    );
    let bytes = std::fs::read(&workspace).unwrap();
    let at = b"@example.";
    assert!(!bytes.windows(at.len()).any(|part| part == at));
    let after = json(&["summary", "-w", &workspace, "--json"]);
    assert_eq!(after["people"], imported["workspace"]["people"]);
    assert_eq!(
        holdout(&["privacy", "-w", &workspace, "--phones", "maybe"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn columns_left_out_once_stay_out_until_all_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    let header = "Customer ID,First Name,Last Name,Email,Phone,Tags,Accepts Email Marketing\n";
    let text = format!("{header}1,Ann,Smith,ann@x.eu,+33600000001,vip,yes\n");
    std::fs::write(&file, text).unwrap();
    let mut workspace = Workspace::create(&folder.path().join("w.holdout")).unwrap();
    let mut tags = |skip_columns: Option<&[&str]>| {
        let request = ImportRequest {
            paths: vec![PathBuf::from(&file)],
            format: Some(Format::ShopifyCustomers),
            skip_columns: skip_columns.map(|names| names.iter().map(ToString::to_string).collect()),
            ..ImportRequest::default()
        };
        let report = import::run(&mut workspace, &request, &Quiet).unwrap();
        assert!(report.is_complete(), "{report:?}");
        let snapshot = workspace.snapshot().unwrap();
        (
            snapshot.people.tags.get(0).len(),
            snapshot.text(snapshot.people.key[0]).to_owned(),
        )
    };
    let ann = || "email:ann@x.eu".to_owned();
    assert_eq!(tags(Some(&["tags "])), (0, ann()));
    assert_eq!(tags(None), (0, ann()));
    assert_eq!(tags(Some(&[])), (1, ann()));
    assert_eq!(tags(None), (1, ann()));
}
