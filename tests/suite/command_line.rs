//! The command line as a process: JSON on standard output, sentences on standard error, exit status.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::shop::sample_data;

pub(crate) fn holdout(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_holdout"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap()
}

pub(crate) fn json(arguments: &[&str]) -> Value {
    let output = holdout(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?} is not JSON: {error}"))
}

/// Fails with this status, nothing on standard output, and one sentence that holds `words`.
pub(crate) fn check_refused(arguments: &[&str], status: i32, words: &str) {
    let output = holdout(arguments);
    let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}: {sentence}"
    );
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(sentence.contains(words), "{arguments:?}: {sentence}");
}

pub(crate) fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn a_week_of_work_on_the_sample_shop() {
    let folder = tempfile::tempdir().unwrap();
    let shop = path(folder.path(), "shop");
    let workspace = path(folder.path(), "shop.holdout");
    assert!(holdout(&["demo", &shop]).status.success());

    let imported = json(&["import", "-w", &workspace, &shop, "--json"]);
    for file in imported["files"].as_array().unwrap() {
        let count = |key: &str| file[key].as_u64().unwrap();
        assert_eq!(
            count("rows"),
            count("accepted_rows") + count("unchanged_rows") + count("rejected"),
            "{file}"
        );
    }
    let first = holdout(&["summary", "-w", &workspace, "--json"]).stdout;
    let again = json(&["import", "-w", &workspace, &shop, "--json"]);
    for file in again["files"].as_array().unwrap() {
        assert_eq!(
            (&file["new"], &file["updated"]),
            (&0.into(), &0.into()),
            "{file}"
        );
    }
    let second = holdout(&["summary", "-w", &workspace, "--json"]).stdout;
    assert_eq!(first, second, "the summary must be byte-identical");
    assert_eq!(imported["workspace"], again["workspace"]);

    let credit = json(&["attribute", "-w", &workspace, "--json"]);
    let net = |value: &Value| value["net_minor"].as_i64().unwrap();
    let rows: i64 = credit["rows"].as_array().unwrap().iter().map(net).sum();
    assert_eq!(rows + net(&credit["unattributed"]), net(&credit["store"]));

    let metrics = json(&[
        "metrics",
        "-w",
        &workspace,
        "--segment",
        "vip",
        "--versus",
        "rest",
        "--json",
    ]);
    let ids: Vec<&str> = metrics["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["metric"].as_str().unwrap())
        .collect();
    for id in ["conversion", "aov", "ltv_90", "repeat_90", "net_per_person"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    assert_eq!(metrics["comparisons"][0]["grade"], "B");

    let list = json(&["experiment", "-w", &workspace, "list", "--json"]);
    assert_eq!(list["experiments"].as_array().unwrap().len(), 7);
    let winback = json(&[
        "experiment",
        "-w",
        &workspace,
        "analyze",
        "winback_offer",
        "--json",
    ]);
    assert_eq!(winback["verdict"], "win");
    let blocked = json(&[
        "experiment",
        "-w",
        &workspace,
        "analyse",
        "browse_reminder",
        "--json",
    ]);
    assert_eq!(blocked["verdict"], "blocked");
    assert!(blocked["metrics"][0]["comparisons"][0]["p_value"].is_null());
    assert!(blocked["metrics"][0]["comparisons"][0]["reason"].is_string());

    for ending in ["svg", "png", "csv"] {
        let chart = path(folder.path(), &format!("bridge.{ending}"));
        let done = holdout(&[
            "chart", "-w", &workspace, "bridge", "-o", &chart, "--size", "half",
        ]);
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        assert!(std::fs::metadata(&chart).unwrap().len() > 100);
    }
}

#[test]
fn rules_and_segments_are_written_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    let data = sample_data();
    json(&[
        "import",
        "-w",
        &workspace,
        &data.join("orders_export_2.csv").display().to_string(),
        "--json",
    ]);
    let rules = data.join("rules.toml").display().to_string();
    assert!(
        holdout(&["rules", "-w", &workspace, "set", &rules])
            .status
            .success()
    );
    let exported = holdout(&["rules", "-w", &workspace, "export"]).stdout;
    let again = path(folder.path(), "again.toml");
    std::fs::write(&again, &exported).unwrap();
    assert!(
        holdout(&["rules", "-w", &workspace, "set", &again])
            .status
            .success()
    );
    assert_eq!(
        exported,
        holdout(&["rules", "-w", &workspace, "export"]).stdout
    );

    let rule = "orders >= 2 and code_share >= 50%";
    let counted = json(&["segment", "-w", &workspace, "count", rule, "--json"]);
    assert!(
        holdout(&["segment", "-w", &workspace, "save", "Bargain hunters", rule])
            .status
            .success()
    );
    let members = json(&[
        "segment",
        "-w",
        &workspace,
        "members",
        "bargain hunters",
        "--json",
    ]);
    assert_eq!(members["people"], counted["people"]);
    check_refused(
        &["segment", "-w", &workspace, "count", "ordrs >= 2"],
        1,
        "orders",
    );
}

#[test]
fn a_test_is_planned() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = path(folder.path(), "shop.holdout");
    let orders = sample_data().join("orders_export_2.csv");
    json(&[
        "import",
        "-w",
        &workspace,
        &orders.display().to_string(),
        "--json",
    ]);
    let plan = |more: &[&str]| {
        let mut arguments = vec!["experiment", "-w", &workspace, "plan", "--json"];
        arguments.extend(more);
        json(&arguments)
    };
    let typed = plan(&["--baseline", "5%", "--mde", "0.01", "--per-day", "800"]);
    assert_eq!(typed["per_arm"], serde_json::json!([8_155, 8_155]));
    assert_eq!(
        (&typed["total"], &typed["total_days"]),
        (&16_310.into(), &51.into())
    );
    assert_eq!(
        typed["headline"],
        "You need 16,310 people (8,155 per arm): 21 days at 800 a day, then 30 days of window"
    );
    let holdout = plan(&[
        "--baseline",
        "0.05",
        "--relative-mde",
        "20%",
        "--weights",
        "80,20",
    ]);
    assert_eq!(holdout["per_arm"], serde_json::json!([21_436, 5_359]));

    let past = plan(&["--metric", "net_per_person", "--relative-mde", "0.1"]);
    assert_eq!(past["baseline"]["source"], "history");
    assert!(past["baseline"]["sd"].as_f64().unwrap() > 0.0);
    assert!(past["total"].as_u64().unwrap() > 100);
    assert!(past["available"]["detectable_difference"].as_f64().unwrap() > 0.0);
    let curve = past["curve"].as_array().unwrap();
    assert!(curve.len() > 30);

    let nothing = plan(&["--baseline", "0.05", "--mde", "0.99"]);
    assert!(nothing["total"].is_null());
    assert!(nothing["reason"].as_str().unwrap().contains("above 100 %"));
    check_refused(
        &["experiment", "-w", &workspace, "plan", "--mde", "much"],
        2,
        "is not a number",
    );
    check_refused(
        &[
            "experiment",
            "-w",
            &workspace,
            "plan",
            "--segment",
            "ordrs > 2",
        ],
        1,
        "orders",
    );
}

#[test]
fn calculators_follow_the_conventions() {
    let proportions = json(&["calc", "proportions", "96/2400", "149/2400", "--json"]);
    let one = &proportions["comparisons"][0];
    let close = |value: &Value, expected: f64| {
        let found = value.as_f64().unwrap();
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found}, not {expected}"
        );
    };
    // Reference values: statsmodels' proportions_ztest and confint_proportions_2indep (newcomb, and
    // the score interval of the ratio without correction).
    assert_eq!(one["test"], "pooled_z");
    close(&one["statistic"], 3.475_915_862_622_347_4);
    close(&one["p_value"], 0.000_509_111_982_212_517_3);
    let bound = |key: &str, at: usize| one[key]["ci"][at].clone();
    close(&bound("difference", 0), 0.009_653_169_931_994_573);
    close(&bound("difference", 1), 0.034_670_923_164_736_03);
    close(&bound("relative_lift", 0), 0.209_532_774_052_953);
    close(&bound("relative_lift", 1), 0.992_360_046_401_747_2);
    let adjusted = &proportions["comparisons"][0]["p_adjusted"];
    assert!(adjusted["holm"].is_number() && adjusted.get("holm_log10").is_none());
    let arguments = "calc proportions 10/1000000 900000/1000000 900000/1000000 --json";
    let huge = json(&arguments.split(' ').collect::<Vec<_>>());
    let one = &huge["comparisons"][0];
    let doubled = one["p_value_log10"].as_f64().unwrap() + 2.0_f64.log10();
    let log10 = one["p_adjusted"]["holm_log10"].as_f64().unwrap();
    assert!((log10 - doubled).abs() < 1e-6, "{one}");
    let srm = json(&["calc", "srm", "1680,1320", "--json"]);
    close(&srm["chi_square"], 43.2);
    assert_eq!(srm["status"], "blocked");
    let means = json(&[
        "calc",
        "means",
        "2.11,14.2,2400",
        "3.02,17.9,2400",
        "--json",
    ]);
    assert_eq!(means["comparisons"][0]["test"], "welch");
    assert_eq!(means["comparisons"][0]["verdict"], "not_decided");
    check_refused(
        &["calc", "proportions", "5/2", "1/2"],
        1,
        "more successes than people",
    );
    check_refused(&["calc", "proportions", "1/2"], 2, "2 values required");
    let negative = json(&["calc", "means", "-2.5,4,100", "-1,5,120", "--json"]);
    assert_eq!(negative["comparisons"][0]["difference"]["value"], 1.5);
}

#[test]
fn plans_follow_the_conventions() {
    let close = |value: &Value, expected: f64| {
        let found = value.as_f64().unwrap();
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found}, not {expected}"
        );
    };
    let plan = |arguments: &str| {
        let line = format!("calc {arguments} --json");
        json(&line.split(' ').collect::<Vec<_>>())
    };
    // Reference values: (z_{1-α/2} + z_power)² (p₁q₁ + p₂q₂) / d² and its inverse in Python; statsmodels'
    // NormalIndPower and TTestIndPower.
    let rate = plan("sample-size --baseline 0.03 --mde 0.003");
    assert_eq!(rate["per_arm"], serde_json::json!([53_208, 53_208]));
    assert_eq!(rate["total"], 106_416);
    close(&rate["relative_mde"], 0.1);
    assert_eq!(
        plan("sample-size --baseline 3% --relative-mde 10%")["per_arm"],
        rate["per_arm"]
    );
    let arcsine = plan("sample-size --baseline 0.03 --mde 0.003 --formula arcsine");
    assert_eq!(arcsine["per_arm"][0], 53_182);
    let mean = plan("sample-size --sd 0.5 --mde 0.2 --mean 1 --per-day 20 --window 30");
    assert_eq!(mean["per_arm"], serde_json::json!([99, 99]));
    close(&mean["relative_mde"], 0.2);
    assert_eq!(mean["duration"]["enrolment_days"], 10);
    assert_eq!(mean["duration"]["total_days"], 40);
    let student = plan("sample-size --sd 0.5 --mde 0.2 --formula student");
    assert_eq!(student["per_arm"], serde_json::json!([100, 100]));
    let uneven = plan("sample-size --sd 1 --mde -0.1 --ratio 0.25");
    assert_eq!(uneven["per_arm"], serde_json::json!([3_925, 982]));
    let three = plan("sample-size --sd 1 --mde 0.1 --arms 3 --one-sided");
    assert_eq!(
        three["per_arm"],
        plan("sample-size --sd 1 --mde 0.1")["per_arm"]
            .as_array()
            .map(|both| serde_json::json!([both[0], both[0], both[0]]))
            .unwrap()
    );

    let power = plan("power --baseline 0.03 --mde 0.003 --n 53208");
    assert!(
        (0.8..0.800_02).contains(&power["power"].as_f64().unwrap()),
        "{power}"
    );
    let smallest = plan("mde --baseline 0.05 --n 2000,2000");
    close(&smallest["mde"], 0.021_110_032_533_267_917);
    close(&smallest["relative_mde"], 0.422_200_650_665_358_35);
    assert_eq!(plan("power --baseline 0.05 --n 2000"), smallest);
    let nothing = plan("mde --baseline 0.9 --n 10");
    assert!(nothing["mde"].is_null() && nothing["reason"].is_string());
}

#[test]
fn a_plan_that_cannot_be_is_refused() {
    let check = |arguments: &str, status: i32, words: &str| {
        let line = format!("calc {arguments}");
        check_refused(&line.split(' ').collect::<Vec<_>>(), status, words);
    };
    check("sample-size --baseline 0.9 --mde 0.2", 1, "110 %");
    check("sample-size --sd 3 --relative-mde 0.1", 1, "--mean");
    check(
        "sample-size --sd 3 --mde 0.1 --formula arcsine",
        1,
        "--baseline",
    );
    check(
        "sample-size --baseline 0.1 --mde 0.1 --power 0.01",
        1,
        "power",
    );
    check("mde --baseline 0.1 --n 1000,0", 1, "nobody");
    check("power --baseline 0.1 --n many", 1, "`many` is not a number");
    check("sample-size --baseline 0.1", 2, "--mde");
    check("sample-size --mde 0.1", 2, "--baseline");
    check("sample-size --baseline 0.1 --mde 0", 2, "not zero");
    check("sample-size --baseline 40 --mde 0.1", 2, "0.04 or 4%");
    check(
        "sample-size --baseline 0.1 --sd 2 --mde 0.1",
        2,
        "cannot be used with",
    );
    check("sample-size --sd 2 --mde 0.1 --arms 1", 2, "--arms");
}

#[test]
fn what_cannot_be_done_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let missing = path(folder.path(), "missing.holdout");
    check_refused(&["summary", "-w", &missing], 1, "no workspace");
    check_refused(
        &["import", "-w", &missing, "/nowhere/at.csv"],
        1,
        "/nowhere/at.csv",
    );
    assert!(
        !Path::new(&missing).exists(),
        "a failed import must leave no file"
    );
    let text = path(folder.path(), "note.csv");
    std::fs::write(&text, "hello,world\n1,2\n").unwrap();
    check_refused_but_reported(&missing, &text);
    check_refused(&["frobnicate"], 1, "frobnicate");
}

fn check_refused_but_reported(workspace: &str, file: &str) {
    let output = holdout(&["import", "-w", workspace, file, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"][0]["issues"][0]["kind"], "unknown_format");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_window_says_what_to_do_instead() {
    let data = sample_data().display().to_string();
    check_refused(&[&data], 1, "There is no display");
}
