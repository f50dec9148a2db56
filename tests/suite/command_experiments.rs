//! `holdout experiment` as a process: every reading, the self-check, tables of units on import.

use std::path::Path;

use holdout::model::experiment::Question;
use holdout::store::Workspace;
use serde_json::Value;

use crate::command_line::{holdout, json, path};
use crate::shop::sample_data;

#[test]
fn an_experiment_prints_every_reading_and_checks_itself() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = imported(folder.path());
    let experiment = |arguments: &[&str]| {
        let base = ["experiment", "-w", &workspace];
        [&base[..], arguments]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let read = |arguments: &[&str]| {
        let all = experiment(arguments);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        holdout(&all)
    };
    let text = |arguments: &[&str]| String::from_utf8(read(arguments).stdout).unwrap();
    let printed = text(&["analyse", "loyalty_banner"]);
    for words in [
        "Readings of Conversion within 30 days, B: on",
        "Not decided (decides)",
        "One order decides: capped and median see nothing",
        "Inside segments (exploratory)",
        "rolled out to 1,000 people",
        "Effect of B: on by days since assignment",
    ] {
        assert!(printed.contains(words), "{words} is not in\n{printed}");
    }
    let blocked = text(&["analyse", "browse_reminder"]);
    assert!(
        !blocked.contains("rolled out") && !blocked.contains("(decides)"),
        "{blocked}"
    );

    let check = |seed: &str| {
        let all = experiment(&[
            "aa",
            "aa_footer",
            "--replays",
            "500",
            "--seed",
            seed,
            "--json",
        ]);
        json(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let found = check("7");
    assert_eq!(
        (found["people"].as_u64(), found["replays"].as_u64()),
        (Some(1000), Some(500))
    );
    for metric in found["metrics"].as_array().unwrap() {
        let bars = metric["histogram"].as_array().unwrap();
        let sum: u64 = bars.iter().filter_map(Value::as_u64).sum();
        assert_eq!((bars.len(), Some(sum)), (20, metric["tested"].as_u64()));
        assert_eq!(
            bars[0], metric["false_positives"],
            "the first bar ends at 0.05"
        );
        assert_eq!(metric["outcome"], "as_promised", "{metric}");
    }
    assert_eq!(found, check("7"), "the same seed deals the same splits");
    assert_ne!(found, check("8"));
    let refused = read(&["aa", "aa_footer", "--replays", "20"]);
    let sentence = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(sentence.contains("500 or more"), "{sentence}");
}

#[test]
fn a_reading_is_labelled_and_scaled_as_it_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = imported(folder.path());
    let base = ["experiment", "-w", &workspace, "analyse", "loyalty_banner"];
    let analysed = |more: &[&str]| json(&[&base, more, &["--json"]].concat());

    let strict = holdout(&[&base[..], &["--alpha", "0.01"]].concat()).stdout;
    let strict = String::from_utf8(strict).unwrap();
    assert!(
        strict.contains("99 % interval") && !strict.contains("95 %"),
        "{strict}"
    );
    let first_day = |found: &Value| {
        let ci = &found["elapsed"][0]["points"][0]["difference"]["ci"];
        ci[0].as_f64().unwrap()
    };
    assert!(first_day(&analysed(&["--alpha", "0.01"])) < first_day(&analysed(&[])));

    // Money is typed in major units and computed in minor ones.
    let margin = ["--not-worse", "12.50", "--cap-amount", "40.5"];
    let money = analysed(&[&["--metric", "net_per_person"], &margin[..]].concat());
    let one = &money["metrics"][0]["comparisons"][0];
    assert_eq!(one["directed"]["margin"], 1250.0);
    assert_eq!(one["values"]["capped"]["cap"], 4050.0);
    let share = analysed(&["--not-worse", "0.01"]);
    let one = &share["metrics"][0]["comparisons"][0];
    assert_eq!(one["directed"]["margin"], 0.01);

    // Keys are only ever added: the older name stands beside the newer one.
    let open = analysed(&["--window", "3650"]);
    let arm = &open["metrics"][0]["arms"][0];
    assert!(arm["left_out"].as_u64().unwrap() > 0, "{arm}");
    assert_eq!(arm["left_out_immature"], arm["left_out"]);
    let whole = &open["arms"][0]["left_out_immature"];
    assert_eq!(arm["left_out_immature"], *whole);
}

#[test]
fn a_margin_of_one_metric_is_not_taken_for_one_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = imported(folder.path());
    let mut store = Workspace::open(Path::new(&workspace)).unwrap();
    let mut definitions = store.definitions().unwrap();
    let experiments = &mut definitions.experiments;
    let known = experiments
        .iter_mut()
        .find(|one| one.name == "loyalty_banner");
    known.unwrap().goal.question = Question::NotWorse { margin: 0.01 };
    store.save_definitions(&definitions).unwrap();
    drop(store);

    let base = ["experiment", "-w", &workspace, "analyse", "loyalty_banner"];
    let money = [&base[..], &["--metric", "aov"]].concat();
    let refused = holdout(&money);
    let sentence = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(
        sentence.contains("`--not-worse MARGIN` for aov"),
        "{sentence}"
    );
    let said = holdout(&[&money[..], &["--not-worse", "2"]].concat());
    assert!(said.status.success());
}

/// The sample shop in a workspace of that folder.
fn imported(folder: &Path) -> String {
    let workspace = path(folder, "shop.holdout");
    let shop = sample_data().display().to_string();
    let output = holdout(&["import", "-w", &workspace, &shop]);
    assert!(output.status.success());
    workspace
}

#[test]
fn a_table_of_units_is_told_and_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    let table = crate::units::write(folder.path(), "banner.csv", &crate::units::table());
    let table = table.display().to_string();
    let output = holdout(&["import", "-w", &workspace, &table]);
    let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(sentence.contains("one row per unit"), "{sentence}");
    let command = format!(
        "`holdout analyse {table} --variant group --metric bought=proportion:bought --metric spend=mean:spend`"
    );
    assert!(sentence.contains(&command), "{sentence}");
    let list = json(&["experiment", "-w", &workspace, "list", "--json"]);
    assert_eq!(list["experiments"].as_array().unwrap().len(), 0);
}
