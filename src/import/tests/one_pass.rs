//! Large files are read in one pass, and again where their last rows decide otherwise than their first.

use std::fmt::Write as _;

use tempfile::TempDir;

use crate::import::{FileReport, ImportRequest, Unwatched, run};
use crate::store::Workspace;

const HEADER: &str = "Name,Id,Email,Phone,Financial Status,Created at,Total,Subtotal,Currency,Lineitem quantity,Lineitem name,Lineitem price\n";

/// More rows than are taken for the whole file, and more bytes than are read twice without a thought.
const ROWS: u32 = 3_000;

/// An order of one of the first days of March, written as `3/<day>` or `<day>/3`.
fn row(number: u32, date: &str) -> String {
    let person = number % 700;
    format!(
        "#{number},{number},a{person}@x.io,+33600{person:06},paid,{date} 10:00:00,20.00,20.00,EUR,1,Tee,20.00\n"
    )
}

/// Dates that say nothing of day and month, but for the row that `tell` gives a day beyond the twelfth.
fn orders(tell: Option<u32>) -> String {
    let mut text = HEADER.to_owned();
    for number in 0..ROWS {
        let date = match tell {
            Some(at) if at == number => "13/03/2026".to_owned(),
            _ => format!("{:02}/03/2026", 1 + number % 12),
        };
        let _ = write!(text, "{}", row(number, &date));
    }
    text
}

struct Shop {
    folder: TempDir,
    workspace: Workspace,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
        Self { folder, workspace }
    }

    fn import(&mut self, files: &[(&str, &str)]) -> Vec<FileReport> {
        let paths = files.iter().map(|(name, content)| {
            let path = self.folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        });
        let request = ImportRequest {
            paths: paths.collect(),
            zone: Some("UTC".to_owned()),
            ..ImportRequest::default()
        };
        let report = run(&mut self.workspace, &request, &Unwatched).unwrap();
        assert!(report.is_complete(), "{}", report.sentence());
        report.files
    }

    /// The latest day, how many orders and how many people, and how many hints of who may be whom.
    fn content(&self) -> (String, usize, usize, String) {
        let snapshot = self.workspace.snapshot().unwrap();
        let hints = "SELECT count(*), count(DISTINCT phone) FROM identity_hints";
        (
            snapshot.day(snapshot.as_of).to_string(),
            snapshot.orders.len(),
            snapshot.people.len(),
            format!("{:?}", self.workspace.query(hints).unwrap().rows),
        )
    }
}

#[test]
fn rows_at_the_end_decide_as_rows_at_the_start_do() {
    let mut early = Shop::new();
    early.import(&[("orders.csv", &orders(Some(5)))]);
    let mut late = Shop::new();
    late.import(&[("orders.csv", &orders(Some(ROWS - 5)))]);
    assert_eq!(early.content().0, "2026-03-13");
    assert_eq!(late.content(), early.content());
}

#[test]
fn the_same_content_again_changes_nothing() {
    for tell in [5, ROWS - 5] {
        let mut shop = Shop::new();
        let text = orders(Some(tell));
        shop.import(&[("orders.csv", &text)]);
        let (content, revision) = (shop.content(), shop.workspace.revision().unwrap());
        for name in ["orders.csv", "copy.csv"] {
            let again = shop.import(&[(name, &text)]).remove(0);
            let counts = again.counts;
            assert_eq!(
                (counts.unchanged, counts.new),
                (u64::from(ROWS), 0),
                "{name}"
            );
            assert_eq!(shop.workspace.revision().unwrap(), revision, "{name}");
            assert_eq!(shop.content(), content, "{name}");
        }
    }
}

#[test]
fn an_attempt_that_is_taken_back_leaves_what_was_imported_with_it() {
    let (text, mut shop) = (orders(Some(ROWS - 5)), Shop::new());
    let few = [HEADER, &row(9_001, "14/03/2026"), &row(9_002, "15/03/2026")].concat();
    // The copy is read at once as its first rows suggest, which is wrong, after the two others.
    shop.import(&[("a.csv", &text), ("b.csv", &few), ("c.csv", &text)]);
    let mut apart = Shop::new();
    apart.import(&[("a.csv", &text)]);
    apart.import(&[("b.csv", &few)]);
    assert_eq!(shop.content(), apart.content());
    assert_eq!(shop.content().1, ROWS as usize + 2);
}
