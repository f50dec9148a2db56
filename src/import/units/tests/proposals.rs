//! What is proposed for files of other tools.

use insta::assert_snapshot;

use super::with_file;
use crate::import::recognise;
use crate::import::units::{looks_like_units, suggest_plan};

/// Whether a file looks like units, and what is proposed for it.
fn proposal(header: &str, rows: &[&str]) -> String {
    let text = format!("{header}\n{}", rows.join("\n"));
    with_file(text.as_bytes(), |path| {
        let recognition = recognise(path).unwrap();
        let units = looks_like_units(&recognition);
        let Some(plan) = suggest_plan(path, &recognition).unwrap() else {
            return format!("units: {units}; nothing proposed");
        };
        let metrics: Vec<String> = plan.metrics.iter().map(ToString::to_string).collect();
        format!(
            "units: {units}; {} | {} | {:?} | {}",
            plan.variant,
            metrics.join(" "),
            plan.covariate,
            plan.by.join(" ")
        )
    })
}

#[test]
fn an_e_mail_test_with_traits_before_its_arm() {
    assert_snapshot!(proposal(
        "recency,history_segment,history,mens,zip_code,newbie,channel,segment,visit,conversion,spend",
        &[
            "10,2) $100 - $200,142.44,1,Surburban,0,Phone,Womens E-Mail,0,0,0.0",
            "6,3) $200 - $350,329.08,1,Rural,1,Web,No E-Mail,0,0,0.0",
            "7,2) $100 - $200,180.65,0,Surburban,1,Web,Womens E-Mail,0,0,0.0",
            "9,5) $500 - $750,675.83,1,Rural,1,Web,Mens E-Mail,0,0,0.0",
            "2,1) $0 - $100,45.34,1,Urban,0,Web,Womens E-Mail,1,0,0.0",
            "6,2) $100 - $200,134.83,0,Surburban,0,Phone,Womens E-Mail,0,1,12.5",
            "9,3) $200 - $350,280.20,1,Urban,0,Phone,Womens E-Mail,1,0,0.0",
            "1,1) $0 - $100,46.42,0,Urban,0,Phone,No E-Mail,0,0,0.0",
            "1,5) $500 - $750,675.07,1,Rural,1,Phone,Mens E-Mail,1,0,0.0",
            "2,1) $0 - $100,101.64,0,Urban,1,Web,Mens E-Mail,0,0,0.0",
        ],
    ), @r#"units: true; segment | visit=proportion:visit conversion=proportion:conversion spend=mean:spend | Some("history") | history_segment channel"#);
}

#[test]
fn a_game_with_retention() {
    assert_snapshot!(proposal(
        "userid,version,sum_gamerounds,retention_1,retention_7",
        &[
            "116,gate_30,3,FALSE,FALSE",
            "337,gate_30,38,TRUE,FALSE",
            "377,gate_40,165,TRUE,FALSE",
            "483,gate_40,1,FALSE,FALSE",
            "488,gate_40,179,TRUE,TRUE",
        ],
    ), @"units: true; version | sum_gamerounds=mean:sum_gamerounds retention_1=proportion:retention_1 retention_7=proportion:retention_7 | None |");
}

#[test]
fn the_arm_is_told_by_its_values_where_no_name_tells() {
    assert_snapshot!(proposal(
        "customer;who_got_what;revenueBefore;revenue;signedUp",
        &["c1;old;12,5;0;2026-01-01", "c2;new;0;3,5;2026-01-01", "c3;new;1;0;2026-01-02", "c4;old;0;0;2026-01-03"],
    ), @r#"units: false; who_got_what | revenue=mean:revenue | Some("revenueBefore") |"#);
}

#[test]
fn a_rare_outcome_is_no_proportion_by_its_name() {
    assert_snapshot!(proposal(
        "variant,revenue,orders,bought,score",
        &["a,0,0,0,-1.5", "b,0,1,0,2.5", "a,0,0,1,0.5", "b,0,0,0,1.0"],
    ), @"units: true; variant | revenue=mean:revenue orders=mean:orders bought=proportion:bought | None |");
}

#[test]
fn what_is_no_table_of_units() {
    for (header, rows) in [
        // A known format.
        (
            "email,variant,bought",
            ["a@x.io,a,1", "b@x.io,b,0", "c@x.io,a,0", "d@x.io,b,1"],
        ),
        // Nothing is measured.
        (
            "id,variant,city",
            ["1,a,Rome", "2,b,Oslo", "3,a,Rome", "4,b,Oslo"],
        ),
        // Every row has an arm of its own.
        ("variant,spend,id", ["a,1,1", "b,2,2", "c,3,3", "d,4,4"]),
        // No arm.
        (
            "date,spend,clicks",
            [
                "2026-01-01,1,2",
                "2026-01-02,1,2",
                "2026-01-03,4,1",
                "2026-01-04,4,1",
            ],
        ),
    ] {
        let found = proposal(header, &rows);
        assert!(found.starts_with("units: false"), "{header}: {found}");
    }
}
