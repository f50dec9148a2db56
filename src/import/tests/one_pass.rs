//! Large files are read in one pass, and again where their last rows decide otherwise than their first.

use std::fmt::Write as _;

use tempfile::TempDir;

use crate::import::{FileReport, HoldBack, ImportRequest, Unwatched, run};
use crate::model::issue::IssueKind;
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
        let files = self.try_import(files, HoldBack::Nothing);
        let failure = files.iter().find_map(|file| file.failure.as_ref());
        assert_eq!(failure, None);
        files
    }

    /// The same, where files may be left out.
    fn try_import(&mut self, files: &[(&str, &str)], hold_back: HoldBack) -> Vec<FileReport> {
        let paths = files.iter().map(|(name, content)| {
            let path = self.folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        });
        let request = ImportRequest {
            paths: paths.collect(),
            zone: Some("UTC".to_owned()),
            hold_back,
            ..ImportRequest::default()
        };
        let report = run(&mut self.workspace, &request, &Unwatched).unwrap();
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

#[test]
fn a_file_that_breaks_off_far_down_is_left_out_and_the_others_are_imported() {
    let endless = "x".repeat(9 * 1024 * 1024);
    let broken = orders(Some(5)) + &endless;
    let mut shop = Shop::new();
    let good = [HEADER, &row(9_001, "14/03/2026")].concat();
    let files = [("a.csv", broken.as_str()), ("b.csv", &good)];
    let told = shop.try_import(&files, HoldBack::Nothing);
    let failure = told[0].failure.as_ref().unwrap().to_string();
    assert!(
        failure.contains("a.csv` has a cell of more than"),
        "{failure}"
    );
    assert_eq!(told[1].counts.new, 1);
    assert_eq!(shop.content().1, 1);
}

#[test]
fn an_order_of_an_attempt_that_is_taken_back_does_not_go_on_in_another_file() {
    // No cell tells day from month of a cancellation, so the file waits; its last order has none.
    let header = HEADER.replace("Created at", "Cancelled at,Created at");
    let order = |number: u32, cancelled: &str| {
        let row = row(number, "D").replace("D 10:00:00", "2026-03-02 10:00:00 +0000");
        row.replace(",paid,", &format!(",paid,{cancelled},"))
    };
    let last = ROWS - 1;
    let mut waits = header.clone();
    for number in 0..last {
        waits += &order(number, "03/04/2026");
    }
    waits += &order(last, "");
    let further = format!("#{last},,a@x.io,,,,,,,,1,Cap,20.00\n");
    let next = [header, further, order(9_001, "")].concat();
    let mut shop = Shop::new();
    let files = [("a.csv", waits.as_str()), ("b.csv", &next)];
    let told = shop.try_import(&files, HoldBack::Unclear);
    assert!(told[0].failure.is_some());
    let counts = told[1].counts;
    assert_eq!((counts.accepted_rows, counts.rejected), (1, 1));
    assert_eq!(shop.content().1, 1);
    let is_orphan = |file: &FileReport| {
        let mut kinds = file.issues.iter().map(|issue| issue.kind);
        kinds.any(|kind| kind == IssueKind::OrphanLine)
    };
    assert!(is_orphan(&told[1]));
}

#[test]
fn the_age_of_a_file_that_is_dated_by_its_records_is_theirs_however_large() {
    let events = |count: u32| {
        let mut text = "email,event_name,timestamp,campaign_id\n".to_owned();
        for number in 0..count {
            // Seconds, which only a record takes for a time.
            let at = 1_767_225_600 + number % 700;
            let _ = writeln!(text, "a{number}@x.io,Opened Email,{at},spring");
        }
        text
    };
    let age = |text: &str| {
        let mut shop = Shop::new();
        shop.import(&[("events.csv", text)]);
        shop.workspace.files().unwrap()[0].header.latest_micros
    };
    let (few, many) = (events(700), events(5_000));
    assert!(few.len() < 64 * 1024 && many.len() > 128 * 1024);
    assert_eq!(age(&few), Some(1_767_226_299_000_000));
    assert_eq!(age(&many), age(&few));
}
