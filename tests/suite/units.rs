//! A table with one row per unit in a workspace: kept as sums, read as an experiment.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdout::analysis::Context;
use holdout::analysis::experiment;
use holdout::analysis::trial::Settings;
use holdout::analysis::units::{UnitsQuestion, read_out};
use holdout::import::units::{UnitMetric, UnitPlan, read_units};
use holdout::import::{self, FileReport, ImportRequest, UnitFile, UnitsMapping};
use holdout::store::{IssueFilter, Workspace};

use crate::shop::Quiet;

/// A test that is decided: 600 rows an arm, 10 % against 18 %, and amounts of every size.
pub fn table() -> String {
    let mut text = "visitor,group,bought,spend,device\n".to_owned();
    for row in 0..1200_u32 {
        let (arm, chance) = if row % 2 == 0 {
            ("control", 10)
        } else {
            ("banner", 18)
        };
        let bought = (row / 2) % 100 < chance;
        let spend = if bought {
            12.34 + f64::from(row % 7) / 3.0
        } else {
            0.0
        };
        let device = if row % 3 == 0 { "phone" } else { "desk" };
        let bought = u8::from(bought);
        writeln!(text, "v{row},{arm},{bought},{spend:.4},{device}").unwrap();
    }
    text
}

pub fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

fn mapping(name: &str) -> UnitsMapping {
    let metric = |text: &str| text.parse::<UnitMetric>().unwrap();
    UnitsMapping {
        name: name.to_owned(),
        plan: UnitPlan {
            variant: "group".to_owned(),
            metrics: vec![
                metric("bought=proportion:bought"),
                metric("spend=mean:spend"),
            ],
            covariate: None,
            by: vec!["device".to_owned()],
        },
        control: Some("control".to_owned()),
    }
}

fn take(workspace: &mut Workspace, path: &Path, units: Option<UnitsMapping>) -> FileReport {
    let request = ImportRequest {
        paths: vec![path.to_owned()],
        units,
        ..ImportRequest::default()
    };
    let mut report = import::run(workspace, &request, &Quiet).unwrap();
    report.files.remove(0)
}

fn context(workspace: &Workspace) -> Context {
    Context::new(
        Arc::new(workspace.snapshot().unwrap()),
        workspace.definitions().unwrap(),
    )
}

#[test]
fn a_table_in_a_workspace_reads_as_it_does_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "banner.csv", &table());
    let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    let report = take(&mut workspace, &path, Some(mapping("banner")));
    assert_eq!(report.units, UnitFile::Stored("banner".to_owned()));
    let counts = report.counts;
    assert_eq!((counts.rows, counts.new, counts.rejected), (1200, 1200, 0));

    let context = context(&workspace);
    let stored = experiment::analyse(&context, "Banner").unwrap();
    assert!(stored.is_table());
    let direct = read_units(&path, &mapping("").plan, &Quiet).unwrap();
    let question = UnitsQuestion {
        name: "banner".to_owned(),
        control: Some("control".to_owned()),
        weights: Vec::new(),
        settings: Settings::default(),
    };
    let direct = read_out(&direct, &question).unwrap();
    assert_eq!(stored.verdict, direct.verdict);
    assert_eq!(stored.arms, direct.arms);
    assert_eq!(format!("{:?}", stored.trial), format!("{:?}", direct.trial));

    let list = experiment::list(&context).unwrap();
    assert_eq!(list.entries.len(), 1);
    let entry = &list.entries[0];
    assert_eq!((entry.name.as_str(), entry.people), ("banner", 1200));
    assert_eq!(entry.arms, ["control", "banner"]);
    assert_eq!((entry.is_table, entry.assigned), (true, None));
    assert_eq!(entry.verdict, stored.verdict);
    assert_eq!(entry.verdict.id(), "win");
}

#[test]
fn the_path_is_read_by_the_same_columns_ever_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "banner.csv", &table());
    let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    let before = take(&mut workspace, &path, None);
    assert_eq!(before.units, UnitFile::Likely);
    assert_eq!(before.format, None);
    assert!(
        workspace.snapshot().unwrap().unit_tables.is_empty(),
        "nothing is guessed"
    );

    take(&mut workspace, &path, Some(mapping("banner")));
    let revision = workspace.revision().unwrap();
    let again = take(&mut workspace, &path, None);
    assert_eq!((again.counts.unchanged, again.counts.new), (1200, 0));
    assert_eq!(workspace.revision().unwrap(), revision);
    assert!(
        workspace
            .issues(&IssueFilter::default())
            .unwrap()
            .is_empty()
    );

    let longer = table() + "v1200,control,0,0,desk\n";
    write(folder.path(), "banner.csv", &longer);
    let newer = take(&mut workspace, &path, None);
    assert_eq!((newer.counts.updated, newer.counts.new), (1201, 0));
    let list = experiment::list(&context(&workspace)).unwrap();
    assert_eq!(list.entries.len(), 1);
    assert_eq!(list.entries[0].people, 1201);

    let other = write(folder.path(), "other/banner.csv", &table());
    let other = take(&mut workspace, &other, Some(mapping("banner")));
    assert_eq!(other.units, UnitFile::Stored("banner (2)".to_owned()));
}

#[test]
fn what_is_said_of_the_test_is_what_it_is_read_by() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "banner.csv", &table());
    let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    take(&mut workspace, &path, Some(mapping("banner")));
    let mut definitions = workspace.definitions().unwrap();
    definitions.experiments[0].control = "banner".to_owned();
    workspace.save_definitions(&definitions).unwrap();
    let readout = experiment::analyse(&context(&workspace), "banner").unwrap();
    assert_eq!(readout.arms[0].name, "banner");
    assert_eq!(readout.verdict.id(), "loss");

    definitions.experiments[0].control = "gone".to_owned();
    workspace.save_definitions(&definitions).unwrap();
    let readout = experiment::analyse(&context(&workspace), "banner").unwrap();
    assert_eq!(
        readout.definition.control, "control",
        "the likely one by name"
    );
}

#[test]
fn one_arm_or_a_missing_column_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(
        folder.path(),
        "one.csv",
        "group,bought\na,1\na,0\na,1\na,0\n",
    );
    let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    let mut one = mapping("one");
    one.plan.metrics.truncate(1);
    one.plan.by.clear();
    let mut refused = |mapping: &UnitsMapping| {
        let report = take(&mut workspace, &path, Some(mapping.clone()));
        report.failure.unwrap().to_string()
    };
    let reason = refused(&one);
    assert!(reason.contains("at least two arms"), "{reason}");
    one.plan.variant = "groop".to_owned();
    let reason = refused(&one);
    assert!(reason.contains("no column `groop`"), "{reason}");
    assert!(workspace.snapshot().unwrap().unit_tables.is_empty());
}
