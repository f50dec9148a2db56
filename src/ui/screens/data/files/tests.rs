use super::*;

use std::path::PathBuf;
use std::sync::Arc;

use crate::import::{Failure, ReportCounts};
use crate::model::issue::Issue;
use crate::model::money::Currency;
use crate::model::rules::Definitions;
use crate::store::snapshot::Snapshot;
use crate::store::{Access, FileHeader, Fingerprint, Settings, StoredIssue};

fn file(id: i64, path: &str, format: Option<Format>, counts: FileCounts) -> ImportedFile {
    ImportedFile {
        id: FileId(id),
        header: FileHeader {
            path: path.to_owned(),
            format: format.map_or("unknown", Format::id).to_owned(),
            encoding: "utf-8".to_owned(),
            delimiter: Some(','),
            bytes: 1,
            content: Fingerprint::of_bytes(path.as_bytes()),
            latest_micros: None,
        },
        counts,
        issues: 0,
    }
}

fn counts(rows: u64, records: [u64; 3], rejected: u64) -> FileCounts {
    let [new, updated, unchanged] = records;
    FileCounts {
        rows,
        records: new + updated + unchanged,
        new,
        updated,
        unchanged,
        rejected,
        latest_micros: None,
    }
}

fn loaded(files: Vec<ImportedFile>, issues: Vec<StoredIssue>) -> Loaded {
    let currency = Currency::parse("EUR").unwrap();
    Loaded {
        path: PathBuf::from("shop.holdout"),
        access: Access::ReadWrite,
        settings: Settings::default(),
        privacy: crate::model::privacy::Privacy::default(),
        definitions: Definitions::default(),
        snapshot: Arc::new(Snapshot::empty(currency, jiff::tz::TimeZone::UTC)),
        files,
        issues,
    }
}

fn issue(file: &ImportedFile, kind: IssueKind) -> StoredIssue {
    StoredIssue {
        file: file.id,
        path: file.header.path.clone(),
        issue: Issue::of_file(kind, "Look"),
    }
}

fn check_sums(files: Vec<ImportedFile>, expected: &str) {
    let files = Files::of(&loaded(files, Vec::new()), None);
    assert_eq!(files.rows.sentence(), expected);
}

#[test]
fn rows_add_up_to_what_became_of_them() {
    let orders = Some(Format::ShopifyOrders);
    let people = Some(Format::ShopifyCustomers);
    check_sums(Vec::new(), "0 rows in, 0 accepted, 0 unchanged, 0 rejected");
    check_sums(
        vec![
            file(1, "/a.csv", orders, counts(10, [4, 0, 0], 1)),
            file(2, "/b.csv", orders, counts(2_070, [0, 0, 1_204], 0)),
        ],
        "2,080 rows in, 9 accepted, 2,070 unchanged, 1 rejected",
    );
    check_sums(
        vec![file(1, "/c.csv", people, counts(6, [1, 2, 2], 1))],
        "6 rows in, 3 accepted, 2 unchanged, 1 rejected",
    );
    // Several rows an order, some orders known: the workspace cannot tell whose rows they were.
    check_sums(
        vec![file(1, "/d.csv", orders, counts(10, [1, 1, 2], 1))],
        "10 rows in, 9 accepted or unchanged, 1 rejected",
    );
}

#[test]
fn the_last_import_tells_rows_apart() {
    let known = file(
        1,
        "/x/d.csv",
        Some(Format::ShopifyOrders),
        counts(10, [1, 1, 2], 1),
    );
    let report = ImportReport {
        files: vec![FileReport {
            path: PathBuf::from("d.csv"),
            format: Some("shopify_orders"),
            counts: ReportCounts {
                rows: 10,
                accepted_rows: 6,
                unchanged_rows: 3,
                rejected: 1,
                records: 4,
                new: 1,
                updated: 1,
                unchanged: 2,
            },
            ..FileReport::default()
        }],
        revision: Some(2),
    };
    let files = Files::of(&loaded(vec![known], Vec::new()), Some(&report));
    assert_eq!(
        files.rows.sentence(),
        "10 rows in, 6 accepted, 3 unchanged, 1 rejected"
    );
    assert_eq!(files.lines[0].outcome, "1 new, 1 updated, 2 unchanged");
    assert_eq!(files.lines[0].outcome_in_short(), "1 new, …");
}

#[test]
fn issues_are_counted_by_file_and_the_worst_is_named() {
    let bad = file(1, "/bad.csv", None, FileCounts::default());
    let fine = file(
        2,
        "/fine.csv",
        Some(Format::ShopifyOrders),
        counts(1, [1, 0, 0], 0),
    );
    let issues = vec![
        issue(&bad, IssueKind::UnknownFormat),
        issue(&bad, IssueKind::DecimalComma),
        issue(&fine, IssueKind::NoPerson),
    ];
    let files = Files::of(&loaded(vec![bad, fine], issues), None);
    assert_eq!(files.issues.sentence(), "1 error, 0 warnings, 2 notes");
    assert_eq!(
        files.lines[0].issues.worst(),
        Some((Tone::Negative, "1 error".to_owned()))
    );
    assert_eq!(
        files.lines[1].issues.worst(),
        Some((Tone::Neutral, "1 note".to_owned()))
    );
    assert_eq!(files.lines[0].kind, FileKind::Unknown);
    assert_eq!(files.lines[1].holds, "1 order");
    assert_eq!(files.lines[1].outcome, "all new");
    assert_eq!(files.lines[1].outcome_in_short(), "all new");
}

#[test]
fn files_that_could_not_be_read_and_rules_are_listed_too() {
    let report = |path: &str, failure: Option<&str>, issues: Vec<Issue>| FileReport {
        path: PathBuf::from(path),
        failure: failure.map(|reason| Failure::Other(reason.to_owned())),
        issues,
        ..FileReport::default()
    };
    let unknown = Issue::of_file(IssueKind::UnknownFormat, "Look");
    let import = ImportReport {
        files: vec![
            report("/empty.csv", Some("The file is empty"), Vec::new()),
            report("/stored-as-unknown.csv", Some("No"), vec![unknown]),
            report("/rules.toml", None, Vec::new()),
        ],
        revision: Some(1),
    };
    let files = Files::of(&loaded(Vec::new(), Vec::new()), Some(&import));
    let kinds: Vec<&str> = files.lines.iter().map(|line| line.kind.label()).collect();
    assert_eq!(kinds, ["Not read", "Attribution rules"]);
}
