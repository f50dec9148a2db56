//! Importing the same, overlapping, older and differently keyed files.

use super::support::{
    Export, HOUR, JUNE, Scratch, assignment, describe, identity, import, named, order, profile,
};
use crate::model::campaign::{Campaign, CampaignCounts, CampaignKey, Claimed};
use crate::model::experiment::{Assignment, ExperimentDefinition, PlannedArm};
use crate::model::issue::{Issue, IssueKind, Severity};
use crate::model::order::Order;
use crate::model::profile::Consent;
use crate::model::rules::Channel;
use crate::store::Outcome::{New, Older, Repeated, Unchanged, Updated};
use crate::store::{FileCounts, IssueFilter, Settings, StoreError, Workspace};

/// The same order after a refund.
fn refunded(order: &Order) -> Order {
    let mut refunded = order.clone();
    refunded.amounts.refunded = 100;
    refunded
}

fn refunded_sum(workspace: &Workspace) -> (usize, i64) {
    let orders = workspace.snapshot().unwrap().orders;
    (orders.len(), orders.money.refunded.iter().sum())
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let export = Export {
        profiles: vec![profile("a@b.c", Consent::Subscribed)],
        assignments: vec![assignment("a@b.c", "control", 2)],
        issues: vec![Issue::of_file(IssueKind::NaiveTime, "Read in UTC.")],
        ..Export::of("a.csv", vec![order(1, "a@b.c"), order(2, "")])
    };
    let first = import(&mut workspace, std::slice::from_ref(&export));
    assert_eq!(first.outcomes, [New, New, New, New]);
    let (before, definitions) = (describe(&workspace), workspace.definitions().unwrap());
    let second = import(&mut workspace, &[export]);
    assert_eq!(
        second.outcomes,
        [Unchanged, Unchanged, Unchanged, Unchanged]
    );
    assert_eq!(second.revision, first.revision);
    assert_eq!(second.files, first.files);
    assert_eq!(describe(&workspace), before);
    assert_eq!(workspace.definitions().unwrap(), definitions);
    assert_eq!(workspace.files().unwrap().len(), 1);
    assert_eq!(workspace.issues(&IssueFilter::default()).unwrap().len(), 1);
}

#[test]
fn overlapping_exports_count_every_order_once() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let (one, two, three) = (order(1, "a@b.c"), order(2, "a@b.c"), order(3, "d@e.f"));
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![one, two.clone()])],
    );
    let next = import(
        &mut workspace,
        &[Export::of("b.csv", vec![refunded(&two), three])],
    );
    assert_eq!(next.outcomes, [Updated, New]);
    assert_eq!(next.revision, 2);
    assert_eq!(refunded_sum(&workspace), (3, 100));
    let lines = workspace.snapshot().unwrap().orders.lines;
    assert_eq!(lines.product.len(), 6);
}

#[test]
fn an_older_export_does_not_overwrite_a_newer_one() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let old = order(1, "a@b.c");
    let newer = Export::of("new.csv", vec![refunded(&old), order(5, "a@b.c")]);
    let older = Export::of("old.csv", vec![old.clone(), order(2, "a@b.c")]);
    import(&mut workspace, &[newer]);
    let late = import(&mut workspace, &[older]);
    assert_eq!(late.outcomes, [Older, New]);
    assert_eq!(refunded_sum(&workspace), (3, 100));

    // Unknown age counts as newest, and so does the same age: the later import is believed.
    let unaged = Export::of("unaged.csv", vec![old.clone()]).aged(None);
    assert_eq!(import(&mut workspace, &[unaged]).outcomes, [Updated]);
    let next = Export::of("next.csv", vec![refunded(&old)]).aged(Some(JUNE + 5 * HOUR));
    assert_eq!(import(&mut workspace, &[next]).outcomes, [Updated]);
    let same_age = Export::of("same.csv", vec![old]).aged(Some(JUNE + 5 * HOUR));
    assert_eq!(import(&mut workspace, &[same_age]).outcomes, [Updated]);
}

#[test]
fn unchanged_content_takes_the_age_of_the_newest_export_that_holds_it() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let order = order(1, "a@b.c");
    let aged = |path, order: &Order, hours: i64| {
        Export::of(path, vec![order.clone()]).aged(Some(JUNE + hours * HOUR))
    };
    import(&mut workspace, &[aged("1.csv", &order, 1)]);
    let confirmed = import(&mut workspace, &[aged("9.csv", &order, 9)]);
    assert_eq!(confirmed.outcomes, [Unchanged]);
    assert_eq!(confirmed.revision, 1);
    let late = import(&mut workspace, &[aged("5.csv", &refunded(&order), 5)]);
    assert_eq!(late.outcomes, [Older]);
}

#[test]
fn an_age_known_only_at_the_end_of_a_file_counts_later() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let order = order(1, "a@b.c");
    let export = Export::of("a.csv", vec![order.clone()]).aged(None);
    let mut running = workspace.begin_import().unwrap();
    let file = running.begin_file(&export.header()).unwrap();
    running.put_order(file, &order, 2).unwrap();
    let counts = FileCounts {
        rows: 2,
        records: 1,
        new: 1,
        latest_micros: Some(JUNE + 9 * HOUR),
        ..FileCounts::default()
    };
    running.finish_file(file, &counts).unwrap();
    running.commit().unwrap();
    assert_eq!(workspace.files().unwrap()[0].counts, counts);
    let older = Export::of("b.csv", vec![refunded(&order)]);
    assert_eq!(import(&mut workspace, &[older]).outcomes, [Older]);
}

#[test]
fn an_order_known_by_name_and_by_id_is_one_order() {
    let (full, reduced) = (order(1, "a@b.c"), named(&order(1, "a@b.c")));
    let stored_id = |workspace: &Workspace| -> String {
        let sql = "SELECT order_id FROM orders";
        let connection = &workspace.connection;
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    for (first, second) in [(&reduced, &full), (&full, &reduced)] {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        import(&mut workspace, &[Export::of("a.csv", vec![first.clone()])]);
        let again = import(&mut workspace, &[Export::of("b.csv", vec![second.clone()])]);
        assert_eq!(again.outcomes, [Unchanged]);
        assert_eq!(stored_id(&workspace), full.key.id);
        let third = import(
            &mut workspace,
            &[Export::of("c.csv", vec![refunded(first)])],
        );
        assert_eq!(third.outcomes, [Updated]);
        assert_eq!(stored_id(&workspace), full.key.id);
        assert_eq!(refunded_sum(&workspace), (1, 100));
    }
}

#[test]
fn orders_that_share_only_a_name_stay_apart() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let first = order(1, "a@b.c");
    let mut other_shop = order(2, "a@b.c");
    other_shop.name.clone_from(&first.name);
    let mut other_id = order(1, "a@b.c");
    other_id.key.id = "8000000000000".into();
    let mut other_platform = named(&first);
    other_platform.key.platform = "matrixify".into();
    let orders = vec![first, other_shop, other_id, other_platform];
    let imported = import(&mut workspace, &[Export::of("a.csv", orders)]);
    assert_eq!(imported.outcomes, [New, New, New, New]);
}

#[test]
fn a_change_that_is_taken_back_in_one_import_is_no_change() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let (one, other) = (order(1, "a@b.c"), refunded(&order(1, "a@b.c")));
    let exports = [
        Export::of("a.csv", vec![other]),
        Export::of("b.csv", vec![one]),
    ];
    let first = import(&mut workspace, &exports);
    assert_eq!(first.outcomes, [New, Updated]);
    let before = describe(&workspace);
    let second = import(&mut workspace, &exports);
    assert_eq!(second.outcomes, [Updated, Updated]);
    assert_eq!(second.revision, first.revision);
    assert_eq!(describe(&workspace), before);
}

#[test]
fn of_two_records_of_a_file_that_are_one_order_the_first_counts_every_time() {
    let one = order(1, "a@b.c");
    let other = refunded(&named(&one));
    for orders in [[one.clone(), other.clone()], [other, one]] {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        let counted = orders[0].amounts.refunded;
        let export = Export::of("a.csv", orders.to_vec());
        let first = import(&mut workspace, std::slice::from_ref(&export));
        assert_eq!(first.outcomes, [New, Repeated]);
        let before = describe(&workspace);
        let again = import(&mut workspace, &[export]);
        assert_eq!(again.outcomes, [Unchanged, Repeated]);
        assert_eq!(again.revision, first.revision);
        assert_eq!(describe(&workspace), before);
        assert_eq!(refunded_sum(&workspace), (1, counted));
    }
}

#[test]
fn a_corrected_file_replaces_the_one_at_its_path() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let bad = Export {
        issues: vec![Issue::at_line(
            IssueKind::BadMoney,
            4,
            "Correct the amount.",
        )],
        ..Export::of("a.csv", vec![order(1, "a@b.c")])
    };
    let first = import(&mut workspace, &[bad]);
    let mut moved = order(1, "a@b.c");
    moved.source_line = 40;
    let corrected = Export::of("a.csv", vec![moved, order(2, "a@b.c")]);
    let second = import(&mut workspace, &[corrected]);
    assert_eq!(second.outcomes, [Unchanged, New]);
    let files = workspace.files().unwrap();
    assert_eq!(files.len(), 1);
    assert_ne!(files[0].id, first.files[0]);
    assert!(
        workspace
            .issues(&IssueFilter::default())
            .unwrap()
            .is_empty()
    );
    let origin = workspace.snapshot().unwrap().orders.origin[0];
    assert_eq!((origin.file, origin.line), (files[0].id.0, 40));
}

#[test]
fn a_file_stays_listed_while_records_come_from_it() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(2, "a@b.c")])],
    );
    import(
        &mut workspace,
        &[Export::of("copy.csv", vec![order(1, "a@b.c")])],
    );
    let files = workspace.files().unwrap();
    let paths: Vec<&str> = files.iter().map(|file| &*file.header.path).collect();
    assert_eq!(paths, ["a.csv", "a.csv", "copy.csv"]);
}

#[test]
fn issues_are_found_by_file_kind_and_severity() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let bad_money = Issue::at_cell(IssueKind::BadMoney, 9, "Total", "12,x", "Correct it.");
    let with_issues = |path, issues| Export {
        issues,
        ..Export::of(path, Vec::new())
    };
    let imported = import(
        &mut workspace,
        &[
            with_issues(
                "a.csv",
                vec![
                    bad_money.clone(),
                    Issue::at_line(IssueKind::BadDate, 3, "Correct it."),
                    Issue::of_file(IssueKind::NaiveTime, "Read in UTC."),
                ],
            ),
            with_issues("b.csv", vec![Issue::at_line(IssueKind::BadMoney, 2, "x")]),
        ],
    );
    let file = Some(imported.files[0]);
    let all = IssueFilter::default();
    let check = |filter: IssueFilter, expected: &[(&str, IssueKind)]| {
        let issues = workspace.issues(&filter).unwrap();
        let found: Vec<_> = issues.iter().map(|i| (&*i.path, i.issue.kind)).collect();
        assert_eq!(found, expected, "{filter:?}");
    };
    let (money, date, time) = (
        IssueKind::BadMoney,
        IssueKind::BadDate,
        IssueKind::NaiveTime,
    );
    check(
        all,
        &[
            ("a.csv", time),
            ("a.csv", date),
            ("a.csv", money),
            ("b.csv", money),
        ],
    );
    let limit = Some(1);
    check(IssueFilter { limit, ..all }, &[("a.csv", time)]);
    let kind = Some(money);
    check(
        IssueFilter { kind, ..all },
        &[("a.csv", money), ("b.csv", money)],
    );
    check(IssueFilter { file, kind, ..all }, &[("a.csv", money)]);
    let severity = Some(Severity::Error);
    check(
        IssueFilter {
            file,
            severity,
            ..all
        },
        &[("a.csv", date), ("a.csv", money)],
    );
    let severity = Some(Severity::Note);
    check(
        IssueFilter {
            kind,
            severity,
            ..all
        },
        &[],
    );

    assert_eq!(workspace.issues(&all).unwrap()[2].issue, bad_money);
    let counts = workspace.issue_counts(&all).unwrap();
    let counts: Vec<_> = counts.into_iter().collect();
    assert_eq!(counts, [(money, 2), (date, 1), (time, 1)]);
    assert_eq!(workspace.files().unwrap()[0].issues, 3);
}

#[test]
fn records_of_nobody_are_refused_with_their_line() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let mut import = workspace.begin_import().unwrap();
    let file = import
        .begin_file(&Export::of("a.csv", Vec::new()).header())
        .unwrap();
    let error = import
        .put_profile(file, &profile("", Consent::Unknown), 1)
        .unwrap_err();
    assert!(
        matches!(error, StoreError::Nobody { line: 2, .. }),
        "{error}"
    );
    let error = import
        .put_assignment(file, "Test", &assignment("", "A", 7), 1)
        .unwrap_err();
    assert!(
        error.to_string().contains("The assignment on line 7"),
        "{error}"
    );
}

#[test]
fn campaigns_are_kept_by_tool_id_and_variation() {
    let campaign = |id: &str, clicks| Campaign {
        key: CampaignKey {
            platform: "klaviyo".into(),
            id: id.into(),
            variant: "B".into(),
        },
        name: "June sale".into(),
        aliases: Vec::new(),
        subject: Some("Ice cream".into()),
        channel: Channel::OnSite,
        sent_utc_micros: Some(JUNE),
        counts: CampaignCounts {
            unique_clicks: clicks,
            ..CampaignCounts::default()
        },
        claimed: Claimed {
            metric: Some("Placed Order".into()),
            conversions: Some(3),
            revenue: Some(12_345),
        },
        winner: Some(true),
        source_line: 2,
    };
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let put = |workspace: &mut Workspace, campaign: &Campaign| {
        let mut import = workspace.begin_import().unwrap();
        let header = Export::of("a.csv", Vec::new()).header();
        let file = import.begin_file(&header).unwrap();
        let outcome = import.put_campaign(file, campaign, 1).unwrap();
        import.commit().unwrap();
        outcome
    };
    assert_eq!(put(&mut workspace, &campaign("2", None)), New);
    assert_eq!(put(&mut workspace, &campaign("1", Some(4))), New);
    assert_eq!(put(&mut workspace, &campaign("1", Some(4))), Unchanged);
    assert_eq!(put(&mut workspace, &campaign("1", Some(5))), Updated);
    let stored = workspace.snapshot().unwrap().campaigns;
    assert_eq!(stored, [campaign("1", Some(5)), campaign("2", None)]);
}

#[test]
fn settings_and_records_of_a_first_import_are_committed_together() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let settings = Settings {
        zone: Some("Asia/Tokyo".into()),
        ..Settings::default()
    };
    let mut import = workspace.begin_import().unwrap();
    import.set_settings(&settings).unwrap();
    drop(import);
    assert_eq!(workspace.settings().unwrap(), Settings::default());
    let mut import = workspace.begin_import().unwrap();
    import.set_settings(&settings).unwrap();
    assert_eq!(import.commit().unwrap(), 1);
    assert_eq!(workspace.settings().unwrap(), settings);
}

#[test]
fn a_new_experiment_gets_a_definition_and_a_known_one_keeps_its_own() {
    let row = |name: &str, arm: &str, share| Assignment {
        identity: identity(name),
        planned_share: share,
        workflow: Some("Welcome".into()),
        ..assignment("", arm, 2)
    };
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let list = |assignments| Export {
        assignments,
        ..Export::of("test.csv", Vec::new())
    };
    let (most, few) = (Some(0.9), Some(0.1));
    let rows = vec![
        row("a@b.c", "welcome", most),
        row("b@b.c", "Holdout", few),
        row("c@b.c", "welcome", most),
    ];
    import(&mut workspace, &[list(rows)]);
    let planned = |arm: &str, weight| PlannedArm {
        arm: arm.into(),
        weight,
    };
    let expected = ExperimentDefinition {
        name: "Test".into(),
        control: "Holdout".into(),
        window_days: 30,
        planned: vec![planned("Holdout", 0.1), planned("welcome", 0.9)],
        workflow: Some("Welcome".into()),
        starts_on: None,
        goal: crate::model::experiment::Goal::default(),
    };
    let mut definitions = workspace.definitions().unwrap();
    assert_eq!(definitions.experiments, [expected]);

    definitions.experiments[0].window_days = 7;
    let version = workspace.save_definitions(&definitions).unwrap();
    import(&mut workspace, &[list(vec![row("z@b.c", "third", few)])]);
    assert_eq!(workspace.definitions().unwrap(), definitions);
    assert_eq!(workspace.save_definitions(&definitions).unwrap(), version);
}

#[test]
fn weights_and_workflow_stay_open_where_the_rows_disagree() {
    let row = |name: &str, arm: &str, share, workflow: &str| Assignment {
        identity: identity(name),
        planned_share: share,
        workflow: Some(workflow.into()),
        ..assignment("", arm, 2)
    };
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let assignments = vec![
        row("a@b.c", "A", Some(0.5), "Welcome"),
        row("b@b.c", "A", Some(0.4), "Welcome"),
        row("c@b.c", "B", Some(0.5), "Win-back"),
    ];
    let list = Export {
        assignments,
        ..Export::of("test.csv", Vec::new())
    };
    import(&mut workspace, &[list]);
    let defined = &workspace.definitions().unwrap().experiments[0];
    assert_eq!(defined.planned, []);
    assert_eq!(defined.workflow, None);
    assert_eq!(defined.control, "A");
}
