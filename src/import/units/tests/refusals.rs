//! Files and plans that are refused, with what to do.

use insta::assert_snapshot;

use super::{plan, read, report};

const METRIC: &[&str] = &["spend=mean:spend"];

#[test]
fn columns_that_the_file_does_not_have() {
    let text = "user id,Arm,Total spend,spent,city\n1,a,2,2,Rome\n";
    let told: Vec<String> = [
        plan("arn", &["s=mean:spent"], "", &[]),
        plan("arm", METRIC, "", &[]),
        plan("arm", &["s=ratio:spent/orders"], "", &[]),
        plan("arm", &["s=mean:spent"], "before", &[]),
        plan("arm", &["s=mean:spent"], "", &["City ", "town"]),
    ]
    .iter()
    .map(|plan| report(text, plan))
    .collect();
    assert_snapshot!(told.join("\n"), @r#"
    The file has no column `arn`. Did you mean `Arm`? Its columns are `user id`, `Arm`, `Total spend`, `spent`, `city`.
    The file has no column `spend`. Did you mean `spent`? Its columns are `user id`, `Arm`, `Total spend`, `spent`, `city`.
    The file has no column `orders`. Its columns are `user id`, `Arm`, `Total spend`, `spent`, `city`.
    The file has no column `before`. Its columns are `user id`, `Arm`, `Total spend`, `spent`, `city`.
    The file has no column `town`. Its columns are `user id`, `Arm`, `Total spend`, `spent`, `city`.
    "#);
}

#[test]
fn wide_files_name_some_of_their_columns() {
    let headers: Vec<String> = (0..40).map(|at| format!("column_{at}")).collect();
    let text = format!("{}\n1\n", headers.join(","));
    assert_snapshot!(report(text, &plan("variant", METRIC, "", &[])), @"The file has no column `variant`. Its columns are `column_0`, `column_1`, `column_2`, `column_3`, `column_4`, `column_5`, `column_6`, `column_7`, `column_8`, `column_9`, `column_10`, `column_11`, `column_12`, `column_13`, `column_14`, `column_15`, `column_16`, `column_17`, `column_18`, `column_19`, `column_20`, `column_21`, `column_22`, `column_23`, `column_24`, `column_25`, `column_26`, `column_27`, `column_28`, `column_29` and 10 more.");
}

#[test]
fn columns_with_too_many_values() {
    let rows = |count: usize| -> String {
        let row = |at: usize| format!("a{},{},1\n", at % count, at % 60);
        (0..200).map(row).collect()
    };
    let text = |arms| format!("arm,city,spend\n{}", rows(arms));
    assert_snapshot!(report(text(21), &plan("arm", METRIC, "", &[])), @"`arm` has more than 20 different values, so it does not name arms. Choose the column that says which variant each row got.");
    assert_snapshot!(report(text(20), &plan("arm", METRIC, "", &["city"])), @"`city` has more than 50 different values, too many to cut by. Choose a column with fewer, or group its values first.");
    assert_eq!(
        read(text(20), &plan("arm", METRIC, "", &[]))
            .unwrap()
            .arms
            .len(),
        20
    );
}

#[test]
fn files_that_are_no_tables() {
    let plan = plan("arm", METRIC, "", &[]);
    let told = |bytes: &[u8]| {
        let error = read(bytes, &plan).unwrap_err().to_string();
        // The path is that of a scratch folder.
        error[error.find("people.csv").unwrap()..].to_owned()
    };
    assert_snapshot!(told(b""), @"people.csv` is empty. Export it again.");
    assert_snapshot!(told(b"PK\x03\x04rest"), @"people.csv` is damaged or was not downloaded to its end (invalid Zip archive: Could not find EOCD). Download it again.");
}

#[test]
fn tables_of_other_plans_do_not_add_up() {
    let one = || read("arm,spend\na,1\n", &plan("arm", METRIC, "", &[])).unwrap();
    let other = read("arm,spend\na,1\n", &plan("arm", &["s=mean:spend"], "", &[])).unwrap();
    let cut = read("arm,spend\na,1\n", &plan("arm", METRIC, "", &["arm"])).unwrap();
    let arms: Vec<String> = (0..20).map(|arm| format!("b{arm},1\n")).collect();
    let many = read(
        format!("arm,spend\n{}", arms.concat()),
        &plan("arm", METRIC, "", &[]),
    )
    .unwrap();
    assert_snapshot!(one().merge(other).unwrap_err(), @"The tables of people.csv and people.csv do not have the same metrics, covariate and cuts, so they cannot be added. Read both by the same plan.");
    assert_snapshot!(one().merge(many).unwrap_err(), @"people.csv and people.csv together have more than 20 arms. Add only files whose arms have the same names.");
    assert!(one().merge(cut).is_err());
    let levels = |from: usize| {
        let rows: Vec<String> = (from..from + 30)
            .map(|city| format!("a,1,c{city}\n"))
            .collect();
        read(
            format!("arm,spend,city\n{}", rows.concat()),
            &plan("arm", METRIC, "", &["city"]),
        )
        .unwrap()
    };
    assert_snapshot!(levels(0).merge(levels(25)).unwrap_err(), @"`city` has more than 50 different values, too many to cut by. Choose a column with fewer, or group its values first.");
    assert_eq!(
        levels(0).merge(levels(10)).unwrap().cuts[0].levels.len(),
        40
    );
}
