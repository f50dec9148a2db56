//! Orders that straddle two files of one import.

use std::path::PathBuf;

use crate::import::containers::tests::zip_of;
use crate::import::{FileReport, ImportRequest, Unwatched, run};
use crate::model::issue::{Issue, IssueKind};
use crate::store::Workspace;

const HEADER: &str = "Name,Email,Financial Status,Created at,Total,Subtotal,Currency,Lineitem quantity,Lineitem name,Lineitem price\n";

fn first_row(number: u32) -> String {
    format!("#{number},a{number}@x.io,paid,2026-01-02 10:00:00 +0100,20.00,20.00,EUR,1,Tee,5.00\n")
}

fn further_row(number: u32, item: &str) -> String {
    format!("#{number},a{number}@x.io,,,,,,3,{item},5.00\n")
}

/// The part of an export whose last order goes on in the next one.
fn first_part() -> String {
    let (one, two) = (first_row(1), first_row(2));
    [HEADER, &one, &two, &further_row(2, "Cap")].concat()
}

fn second_part() -> String {
    let rows = [further_row(2, "Mug"), further_row(2, "Pin"), first_row(3)];
    [HEADER, &rows.concat()].concat()
}

struct Shop {
    folder: tempfile::TempDir,
    workspace: Workspace,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
        Self { folder, workspace }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join("in").join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The reports of an import, by the name of the file; rows add up in each.
    fn import(&mut self, paths: &[PathBuf]) -> Vec<(String, FileReport)> {
        let folder = self.folder.path().join("in");
        let request = ImportRequest {
            paths: if paths.is_empty() {
                vec![folder]
            } else {
                paths.to_vec()
            },
            ..ImportRequest::default()
        };
        let report = run(&mut self.workspace, &request, &Unwatched).unwrap();
        let mut files: Vec<(String, FileReport)> = report
            .files
            .into_iter()
            .map(|file| {
                let counts = file.counts;
                let sum = counts.accepted_rows + counts.unchanged_rows + counts.rejected;
                assert_eq!(counts.rows, sum, "{counts:?}");
                assert_eq!(file.failure, None);
                let name = file.path.file_name().unwrap().to_string_lossy();
                (name.into_owned(), file)
            })
            .collect();
        files.sort_by(|left, right| left.0.cmp(&right.0));
        files
    }

    /// Each order with the titles of its lines.
    fn orders(&self) -> Vec<String> {
        let snapshot = self.workspace.snapshot().unwrap();
        let mut orders: Vec<String> = (0..snapshot.orders.len())
            .map(|at| {
                let lines = snapshot.orders.lines.of_order(at);
                let titles =
                    lines.map(|line| snapshot.text(snapshot.orders.lines.product.get(line).title));
                let titles: Vec<&str> = titles.collect();
                let name = snapshot.text(snapshot.orders.facts.name[at]);
                format!("{name} {}", titles.join(" "))
            })
            .collect();
        orders.sort();
        orders
    }
}

/// Rows that were accepted, unchanged and rejected.
fn rows(file: &(String, FileReport)) -> [u64; 3] {
    let counts = &file.1.counts;
    [counts.accepted_rows, counts.unchanged_rows, counts.rejected]
}

fn kinds(file: &(String, FileReport)) -> Vec<IssueKind> {
    let of_rows = file.1.issues.iter().filter(|issue| issue.line.is_some());
    of_rows.map(|issue| issue.kind).collect()
}

fn orphan_hint((_, report): &(String, FileReport)) -> &str {
    let is_orphan = |issue: &&Issue| issue.kind == IssueKind::OrphanLine;
    let orphan = report.issues.iter().find(is_orphan);
    orphan.map_or("", |issue| &issue.hint)
}

const WHOLE: [&str; 3] = ["#1 Tee", "#2 Tee Cap Mug Pin", "#3 Tee"];

/// Two parts in a folder, under names of which either may come first, and the same folder again.
fn check(first_name: &str, second_name: &str) {
    let mut shop = Shop::new();
    let first = shop.write(first_name, first_part());
    let second = shop.write(second_name, second_part());
    for paths in [vec![], vec![second, first]] {
        shop.workspace =
            Workspace::create(&shop.folder.path().join(format!("{}.holdout", paths.len())))
                .unwrap();
        let of = |files: &[(String, FileReport)], name: &str| {
            files.iter().position(|file| file.0 == name).unwrap()
        };
        let files = shop.import(&paths);
        let (one, two) = (
            &files[of(&files, first_name)],
            &files[of(&files, second_name)],
        );
        assert_eq!((rows(one), rows(two)), ([3, 0, 0], [3, 0, 0]));
        assert_eq!((one.1.counts.records, two.1.counts.records), (2, 1));
        assert_eq!(kinds(one), [IssueKind::SplitOrder]);
        assert_eq!(kinds(two), [IssueKind::SplitOrder]);
        assert_eq!(shop.orders(), WHOLE);
        let revision = shop.workspace.revision().unwrap();
        let again = shop.import(&paths);
        assert!(again.iter().all(|file| rows(file) == [0, 3, 0]));
        assert_eq!(shop.workspace.revision().unwrap(), revision);
        assert_eq!(shop.orders(), WHOLE);
    }
}

#[test]
fn the_first_part_alone_takes_nothing_off_an_order_that_was_completed() {
    let mut shop = Shop::new();
    let first = shop.write("orders_1.csv", first_part());
    let second = shop.write("orders_2.csv", second_part());
    shop.import(&[first.clone(), second]);
    let revision = shop.workspace.revision().unwrap();
    let copy = shop.write("copy.csv", first_part());
    for path in [first, copy] {
        let alone = shop.import(&[path]);
        assert_eq!(rows(&alone[0]), [0, 3, 0]);
        assert_eq!(shop.orders(), WHOLE);
        assert_eq!(shop.workspace.revision().unwrap(), revision);
    }
    // What really changed is taken, with the lines that go with it.
    let refunded = first_part().replace("#2,a2@x.io,paid", "#2,a2@x.io,refunded");
    let changed = shop.write("changed.csv", refunded);
    assert_eq!(rows(&shop.import(&[changed])[0]), [2, 1, 0]);
    assert_eq!(shop.orders()[1], "#2 Tee Cap");
}

#[test]
fn an_order_is_completed_from_the_next_file_whatever_the_files_are_called() {
    check("orders_export_1.csv", "orders_export_2.csv");
    check("orders_b.csv", "orders_a.csv");
}

#[test]
fn the_parts_of_an_archive_belong_together() {
    let mut shop = Shop::new();
    let parts = [("1.csv", first_part()), ("2.csv", second_part())];
    let parts = parts
        .each_ref()
        .map(|(name, text)| (*name, text.as_bytes()));
    shop.write("orders_export.zip", zip_of(&parts));
    shop.import(&[]);
    assert_eq!(shop.orders(), WHOLE);
}

#[test]
fn a_later_part_alone_has_orphans_and_says_what_to_do() {
    let mut shop = Shop::new();
    let second = shop.write("2.csv", second_part());
    let files = shop.import(&[second]);
    assert_eq!(rows(&files[0]), [1, 0, 2]);
    let hint = orphan_hint(&files[0]);
    assert!(hint.contains("import the one before together"), "{hint}");
    shop.write("1.csv", first_part());
    let files = shop.import(&[]);
    assert_eq!((rows(&files[0]), rows(&files[1])), ([3, 0, 0], [2, 1, 0]));
    assert_eq!(shop.orders(), WHOLE);
}

#[test]
fn copies_of_a_part_do_not_double_lines() {
    let mut shop = Shop::new();
    for (name, text) in [
        ("1.csv", first_part()),
        ("1 copy.csv", first_part()),
        ("2.csv", second_part()),
        ("2 copy.csv", second_part()),
    ] {
        shop.write(name, text);
    }
    let files = shop.import(&[]);
    assert!(files.iter().all(|file| rows(file)[2] == 0), "{files:?}");
    assert_eq!(shop.orders(), WHOLE);
}

#[test]
fn an_order_that_is_whole_in_both_files_is_not_put_together() {
    let mut shop = Shop::new();
    shop.write("1.csv", first_part());
    let whole = [HEADER, &first_row(2), &further_row(2, "Cap")].concat();
    shop.write("2.csv", whole);
    let files = shop.import(&[]);
    assert_eq!((rows(&files[0]), rows(&files[1])), ([3, 0, 0], [0, 2, 0]));
    assert_eq!(
        shop.orders(),
        WHOLE[..1]
            .iter()
            .copied()
            .chain(["#2 Tee Cap"])
            .collect::<Vec<_>>()
    );
}

#[test]
fn rows_of_an_order_that_is_left_out_are_left_out_too() {
    let mut shop = Shop::new();
    shop.write(
        "1.csv",
        first_part().replace("#2,a2@x.io,paid,2026-01-02", "#2,a2@x.io,paid,2026-13-02"),
    );
    shop.write("2.csv", second_part());
    let files = shop.import(&[]);
    assert_eq!((rows(&files[0]), rows(&files[1])), ([1, 0, 2], [1, 0, 2]));
    let orphan = IssueKind::OrphanLine;
    assert_eq!(kinds(&files[1]), [orphan, orphan]);
    let hint = orphan_hint(&files[1]);
    assert!(hint.contains("`1.csv`, which was left out"), "{hint}");
    assert_eq!(shop.orders(), ["#1 Tee", "#3 Tee"]);
}

/// The first file of a workspace is read in one pass where it is large.
#[test]
fn a_large_first_part_is_completed_in_its_only_pass() {
    let mut shop = Shop::new();
    let many: String = (100..2_500).map(first_row).collect();
    let text = [HEADER, &many, &first_row(2), &further_row(2, "Cap")].concat();
    assert!(text.len() > 128 * 1024);
    shop.write("1.csv", text);
    shop.write("2.csv", second_part());
    let files = shop.import(&[]);
    assert_eq!(
        (rows(&files[0]), rows(&files[1])),
        ([2_402, 0, 0], [3, 0, 0])
    );
    assert!(shop.orders().contains(&WHOLE[1].to_owned()));
}

#[test]
fn matrixify_tells_further_rows_by_its_mark_of_first_rows() {
    const HEADER: &str = "ID,Name,Created At,Currency,Price: Subtotal,Price: Total,Top Row,Line: Type,Line: Title,Line: Quantity,Line: Price,Line: Total\n";
    let first = |id: u32, title: &str| {
        format!(
            "{id},#{id},2026-08-24 13:18:57 +0200,EUR,90.00,90.00,TRUE,Line Item,{title},1,90.00,90.00\n"
        )
    };
    let further = |id: u32, title: &str| {
        format!("{id},#{id},2026-08-24 13:18:57 +0200,EUR,,,,Line Item,{title},1,0.00,0.00\n")
    };
    let mut shop = Shop::new();
    shop.write(
        "1.csv",
        [
            HEADER,
            &first(1, "Tee"),
            &first(2, "Tee"),
            &further(2, "Cap"),
        ]
        .concat(),
    );
    shop.write(
        "2.csv",
        [HEADER, &further(2, "Mug"), &first(3, "Tee")].concat(),
    );
    let files = shop.import(&[]);
    assert_eq!((rows(&files[0]), rows(&files[1])), ([3, 0, 0], [2, 0, 0]));
    assert_eq!(shop.orders(), ["#1 Tee", "#2 Tee Cap Mug", "#3 Tee"]);
    let again = shop.import(&[]);
    assert!(again.iter().all(|file| rows(file)[1] == file.1.counts.rows));
}
