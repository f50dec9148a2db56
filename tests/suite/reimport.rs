//! Importing again never doubles a number, and every row is accounted for.

use std::fs;
use std::sync::Arc;

use holdout::analysis::Context;
use holdout::analysis::attribution::report;
use holdout::analysis::scope::Period;
use holdout::analysis::summary::summary;
use holdout::import::ImportReport;
use holdout::store::{IssueFilter, Workspace};

use crate::shop::{import, sample_data, workspace};

fn figures(workspace: &Workspace) -> String {
    let context = Context::new(
        Arc::new(workspace.snapshot().unwrap()),
        workspace.definitions().unwrap(),
    );
    format!("{:?}", summary(&context))
}

fn check_rows(report: &ImportReport) {
    for file in &report.files {
        let counts = file.counts;
        assert_eq!(
            counts.rows,
            counts.accepted_rows + counts.unchanged_rows + counts.rejected,
            "{}",
            file.path.display()
        );
    }
}

#[test]
fn the_same_folder_again_changes_nothing() {
    let (_folder, mut workspace) = workspace();
    let before = (
        figures(&workspace),
        workspace.revision().unwrap(),
        workspace.issues(&IssueFilter::default()).unwrap().len(),
        workspace.files().unwrap().len(),
    );
    let again = import(&mut workspace, &[sample_data()]);
    check_rows(&again);
    for file in &again.files {
        assert_eq!(
            (file.counts.new, file.counts.updated),
            (0, 0),
            "{}",
            file.path.display()
        );
    }
    let after = (
        figures(&workspace),
        workspace.revision().unwrap(),
        workspace.issues(&IssueFilter::default()).unwrap().len(),
        workspace.files().unwrap().len(),
    );
    assert_eq!(before, after);
}

#[test]
fn overlapping_exports_give_the_same_numbers_in_any_order() {
    let file = |name: &str| sample_data().join(name);
    let newer = file("orders_export_2.csv");
    let older = file("orders_export_1.csv");
    let import_in = |paths: [&std::path::PathBuf; 2]| {
        let folder = tempfile::tempdir().unwrap();
        let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
        for path in paths {
            check_rows(&import(&mut workspace, std::slice::from_ref(path)));
        }
        figures(&workspace)
    };
    assert_eq!(import_in([&older, &newer]), import_in([&newer, &older]));
}

#[test]
fn a_refund_in_a_later_export_updates_its_order_once() {
    let (folder, mut workspace) = workspace();
    let text = fs::read_to_string(sample_data().join("orders_export_2.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (status, total, refunded) = (
        column("Financial Status"),
        column("Total"),
        column("Refunded Amount"),
    );
    let mut rows = Vec::new();
    let mut paid = false;
    for row in reader.records() {
        let row = row.unwrap();
        let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
        if !paid && &row[status] == "paid" {
            paid = true;
            cells[status] = "refunded".into();
            cells[refunded] = cells[total].clone();
        }
        rows.push(cells);
    }
    let later = folder.path().join("orders_export_later.csv");
    let mut writer = csv::Writer::from_path(&later).unwrap();
    writer.write_record(&headers).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    let report = import(&mut workspace, &[later]);
    check_rows(&report);
    let counts = report.files[0].counts;
    assert_eq!((counts.new, counts.updated), (0, 1));
}

#[test]
fn credit_adds_up_to_the_store_in_every_period() {
    let (_folder, workspace) = workspace();
    let context = Context::new(
        Arc::new(workspace.snapshot().unwrap()),
        workspace.definitions().unwrap(),
    );
    for period in Period::OFFERED {
        let report = report(&context, period).unwrap();
        let rows: i64 = report.lines.iter().map(|line| line.totals.net).sum();
        assert_eq!(rows + report.rest.net, report.store.net, "{period:?}");
        assert_eq!(
            report.store.net, report.ledger.store.net_minor,
            "{period:?}"
        );
        let orders: u64 = report.lines.iter().map(|line| line.totals.orders).sum();
        assert_eq!(
            orders + report.rest.orders,
            report.store.orders,
            "{period:?}"
        );
    }
}
