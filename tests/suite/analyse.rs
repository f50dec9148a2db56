//! `holdout analyse` as a process, against numbers that scipy 1.13 and statsmodels 0.14 give for the
//! same 600 rows.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::command_line::{check_refused, json, path};

/// Six hundred people in three arms: arm, visited, spend, spend before, channel.
fn write_table(folder: &Path) -> String {
    const VISIT: [i32; 3] = [20, 35, 24];
    const ORDER: [i32; 3] = [40, 50, 45];
    let mut text = String::from("person,arm,visited,spend,before,channel\n");
    for i in 0..600_i32 {
        let (arm, k) = ((i % 3) as usize, i / 3);
        let visited = (k * 37) % 100 < VISIT[arm];
        let orders = visited && (k * 29) % 100 < ORDER[arm];
        let halves = if orders { (k * 53) % 97 + 10 } else { 0 };
        let before = (k * 17) % 60 + if visited { 20 } else { 0 };
        writeln!(
            text,
            "p{i},{},{},{}.{},{before},{}",
            ["control", "mail", "letter"][arm],
            u8::from(visited),
            halves / 2,
            5 * (halves % 2),
            ["web", "shop"][(k as usize / 2) % 2],
        )
        .unwrap();
    }
    let file = folder.join("letters.csv");
    std::fs::write(&file, text).unwrap();
    path(folder, "letters.csv")
}

fn analysed(file: &str, more: &[&str]) -> Value {
    let mut arguments = vec![
        "analyse",
        file,
        "--variant",
        "arm",
        "--control",
        "control",
        "--metric",
        "visit=proportion:visited",
        "--metric",
        "spend=mean:spend",
        "--metric",
        "per_visit=ratio:spend/visited",
        "--covariate",
        "before",
        "--by",
        "channel",
        "--json",
    ];
    arguments.extend(more);
    json(&arguments)
}

fn close(found: &Value, expected: f64) {
    let value = found.as_f64().unwrap_or_else(|| panic!("{found}"));
    assert!(
        (value - expected).abs() <= 1e-9 * expected.abs(),
        "{value}, scipy says {expected}"
    );
}

#[test]
fn the_read_out_of_a_table_is_that_of_scipy() {
    let folder = tempfile::tempdir().unwrap();
    let file = write_table(folder.path());
    let read = analysed(&file, &[]);
    let names: Vec<&str> = read["arms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arm| arm["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["control", "letter", "mail"]);
    assert_eq!(read["srm"]["status"], "ok");
    assert_eq!(read["rows"], 600);

    let visit = &read["metrics"][0];
    assert_eq!(
        (&visit["kind"], &visit["role"]),
        (&"proportion".into(), &"primary".into())
    );
    close(&visit["arms"][0]["ci"][0], 0.150_452_009_260_981_18);
    let [letter, mail] = [&visit["comparisons"][0], &visit["comparisons"][1]];
    close(&letter["p_value"], 0.334_239_820_466_314_95);
    close(&mail["statistic"], 3.359_355_065_735_125);
    close(&mail["p_value"], 0.000_781_246_189_321_722_1);
    close(
        &mail["p_adjusted"]["holm"],
        2.0 * 0.000_781_246_189_321_722_1,
    );
    close(&mail["difference"]["ci"][0], 0.062_615_113_352_092_27);
    assert_eq!(mail["verdict"], "higher");
    assert_eq!(letter["verdict"], "not_decided");
    assert_eq!(mail["bayes"]["method"], "beta_binomial");

    let mail = &read["metrics"][1]["comparisons"][1];
    assert_eq!(mail["test"], "welch");
    close(&mail["statistic"], 1.622_388_844_953_953_4);
    close(&mail["df"], 386.677_298_696_694_9);
    close(&mail["p_value"], 0.105_535_115_296_798_58);
    close(&mail["adjusted"]["theta"], 0.162_239_653_773_329_8);
    close(
        &mail["adjusted"]["difference"]["value"],
        1.273_281_038_680_010_6,
    );
    close(&mail["adjusted"]["p_value"], 0.221_826_567_709_330_24);
    assert!(mail["adjusted"]["variance_reduction"].as_f64().unwrap() > 0.0);
    close(&mail["values"]["capped"]["cap"], 48.5);
    close(&mail["values"]["mann_whitney"]["u"], 21_390.5);
    close(
        &mail["values"]["mann_whitney"]["p_value"],
        0.049_519_481_912_005_794,
    );

    let mail = &read["metrics"][2]["comparisons"][1];
    assert_eq!(mail["test"], "delta_ratio");
    close(&mail["difference"]["value"], -1.566_071_428_571_428_1);
    close(&mail["p_value"], 0.641_235_995_655_731_6);
}

#[test]
fn the_read_out_has_every_key_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let read = analysed(&write_table(folder.path()), &[]);
    for key in ["arms", "srm", "metrics", "by"] {
        assert!(!read[key].is_null(), "{key}");
    }
    for metric in read["metrics"].as_array().unwrap() {
        for one in metric["comparisons"].as_array().unwrap() {
            for key in [
                "arm",
                "versus",
                "test",
                "statistic",
                "df",
                "difference",
                "relative_lift",
                "p_value",
                "p_adjusted",
                "adjusted",
                "bayes",
                "sequential",
                "verdict",
            ] {
                assert!(one.get(key).is_some(), "{}: {key}", metric["name"]);
            }
            for key in ["chance_to_beat", "expected_loss", "ci"] {
                assert!(!one["bayes"][key].is_null(), "{key}");
            }
            assert!(!one["sequential"]["p_value"].is_null());
        }
    }
    let levels: Vec<&str> = read["by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| level["value"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["shop", "web"]);
    let inside: u64 = read["by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| level["metrics"][0]["arms"][2]["n"].as_u64().unwrap())
        .sum();
    assert_eq!(inside, 200, "the levels hold everybody");
    assert_eq!(read["by"][0]["metrics"][0]["role"], "exploratory");
    assert_eq!(read["interactions"].as_array().unwrap().len(), 6);
}

#[test]
fn a_reading_is_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = write_table(folder.path());
    let mail = |more: &[&str]| analysed(&file, more)["metrics"][0]["comparisons"][1].clone();
    let plain = mail(&[]);
    let wider = mail(&["--alpha", "0.01"]);
    let low = |one: &Value| one["difference"]["ci"][0].as_f64().unwrap();
    assert!(low(&wider) < low(&plain));
    let one_sided = mail(&["--one-sided"]);
    close(
        &one_sided["directed"]["p_value"],
        plain["p_value"].as_f64().unwrap() / 2.0,
    );
    let not_worse = mail(&["--not-worse", "0.02"]);
    let p = |one: &Value| one["directed"]["p_value"].as_f64().unwrap();
    assert!(p(&not_worse) < p(&one_sided));
    assert_eq!(mail(&["--tau2", "0.001"])["sequential"]["method"], "msprt");
    let seeded = |seed: &str| {
        analysed(&file, &["--seed", seed])["metrics"][1]["comparisons"][1]["values"]["bootstrap"]
            .clone()
    };
    assert_eq!(seeded("7"), seeded("7"));
    assert_ne!(seeded("7")["difference"], seeded("8")["difference"]);
}

#[test]
fn a_broken_split_has_no_p_value_to_misread() {
    let folder = tempfile::tempdir().unwrap();
    let read = analysed(&write_table(folder.path()), &["--expected", "2,1,1"]);
    assert_eq!(read["verdict"], "blocked");
    for metric in read["metrics"].as_array().unwrap() {
        for one in metric["comparisons"].as_array().unwrap() {
            assert!(one["p_value"].is_null() && one["reason"].is_string());
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = write_table(folder.path());
    let check = |variant: &str, control: &str, metric: &str, status: i32, words: &str| {
        let arguments = [
            "analyse",
            &file,
            "--variant",
            variant,
            "--control",
            control,
            "--metric",
            metric,
        ];
        check_refused(&arguments, status, words);
    };
    check("arm", "nobody", "s=mean:spend", 1, "the arms are `control`");
    check("arn", "control", "s=mean:spend", 1, "`arm`");
    check("arm", "control", "s=mean:spent", 1, "spend");
    check("arm", "control", "s=sum:spend", 2, "proportion");
    check("person", "p1", "s=mean:spend", 1, "does not name arms");
}
