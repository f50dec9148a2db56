//! Whole imports: containers, folders and names, into a workspace and a second time.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::import::containers::tests::{gzip_of, xlsx_of, zip_of};
use crate::import::{ImportRequest, Unwatched, Watch, run};
use crate::store::Workspace;

const ORDERS: &str = "Name,Email,Financial Status,Created at,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity,Lineitem name\n\
    #1,a@x.io,paid,2026-01-02 10:00:00 +0100,5.00,5.00,0,EUR,1,Tee\n";

fn list(person: &str) -> String {
    format!("email,variant\n{person}@x.io,a\n")
}

struct Shop {
    folder: tempfile::TempDir,
    workspace: Workspace,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
        Self { folder, workspace }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// One line for each file of an import, with paths from the folder on.
    fn import(&mut self, paths: &[PathBuf]) -> String {
        let request = ImportRequest {
            paths: paths.to_vec(),
            ..ImportRequest::default()
        };
        let report = run(&mut self.workspace, &request, &Unwatched).unwrap();
        let base = format!("{}/", self.folder.path().display());
        let mut lines = String::new();
        for file in report.files {
            let path = file.path.display().to_string();
            let reason = file.failure.map(|failure| failure.to_string());
            let told = reason.unwrap_or_else(|| {
                let counts = file.counts;
                let kinds: Vec<&str> = file.issues.iter().map(|issue| issue.kind.id()).collect();
                format!(
                    "{} new {} unchanged {}",
                    counts.new,
                    counts.unchanged,
                    kinds.join(" ")
                )
            });
            let line = format!("{path}: {told}").replace(&base, "");
            let _ = writeln!(lines, "{}", line.trim_end());
        }
        lines
    }
}

#[test]
fn a_folder_of_everything_and_the_same_again() {
    let mut shop = Shop::new();
    shop.write("in/list.csv", list("plain").as_bytes());
    let inner = [
        ("b/list_2.csv", list("two")),
        ("orders.csv", ORDERS.to_owned()),
    ];
    let inner: Vec<(&str, &[u8])> = inner.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    shop.write("in/export.zip", &zip_of(&inner));
    shop.write("in/below/list_3.csv.gz", &gzip_of(list("three").as_bytes()));
    let cell =
        |at: &str, text: &str| format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row r='1'>{}{}</row><row r='2'>{}{}</row>",
        cell("A1", "email"),
        cell("B1", "variant"),
        cell("A2", "four@x.io"),
        cell("B2", "a")
    );
    shop.write("in/groups.xlsx", &xlsx_of(&[("Sheet1", &rows)]));
    shop.write("in/logo.csv", b"\x89PNG\r\n\x1a\n");
    shop.write("in/zeros.csv", b"email,variant\nf\0ive@x.io,a\n");
    shop.write("in/~$groups.xlsx", b"lock");
    shop.write("in/notes.docx", b"no");
    let folder = shop.folder.path().join("in");
    assert_snapshot!(shop.import(std::slice::from_ref(&folder)), @r#"
    in/export.zip › orders.csv: 1 new 0 unchanged
    in/below/list_3.csv.gz › list_3.csv: 1 new 0 unchanged
    in/export.zip › b › list_2.csv: 1 new 0 unchanged
    in/groups.xlsx › Sheet1: 1 new 0 unchanged
    in/list.csv: 1 new 0 unchanged
    in/logo.csv: `in/logo.csv` is a PNG image, which holds no table that can be read. Export the data as CSV.
    in/zeros.csv: 1 new 0 unchanged zero_bytes
    "#);
    let again = [folder.join("groups.xlsx"), folder];
    assert_snapshot!(shop.import(&again), @r#"
    in/export.zip › orders.csv: 0 new 1 unchanged
    in/below/list_3.csv.gz › list_3.csv: 0 new 1 unchanged
    in/export.zip › b › list_2.csv: 0 new 1 unchanged
    in/groups.xlsx › Sheet1: 0 new 1 unchanged
    in/list.csv: 0 new 1 unchanged
    in/logo.csv: `in/logo.csv` is a PNG image, which holds no table that can be read. Export the data as CSV.
    in/zeros.csv: 0 new 1 unchanged zero_bytes
    "#);
    let snapshot = shop.workspace.files().unwrap();
    let stored: Vec<String> = snapshot
        .iter()
        .map(|file| file.header.path.clone())
        .collect();
    assert!(
        stored
            .iter()
            .any(|path| path.ends_with("in/export.zip › b › list_2.csv")),
        "{stored:?}"
    );
}

#[test]
fn one_entry_is_imported_by_its_shown_name() {
    let mut shop = Shop::new();
    let (one, two) = (list("one"), list("two"));
    let archive = zip_of(&[("a.csv", one.as_bytes()), ("b.csv", two.as_bytes())]);
    let path = shop.write("export.zip", &archive);
    let shown = |entry: &str| PathBuf::from(format!("{} › {entry}", path.display()));
    assert_snapshot!(shop.import(&[shown("b.csv"), shown("c.csv")]), @r#"
    export.zip › b.csv: 1 new 0 unchanged
    export.zip › c.csv: `export.zip` holds no `c.csv` any more. Import the whole of it.
    "#);
}

/// Cancels at the first sign of work.
struct Cancelled;

impl Watch for Cancelled {
    fn progress(&self, _what: &str, _done: u64, _total: u64) {}

    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn an_import_cancelled_while_unpacking_changes_nothing() {
    let mut shop = Shop::new();
    let path = shop.write("list.csv.gz", &gzip_of(list("one").as_bytes()));
    let request = ImportRequest {
        paths: vec![path],
        ..ImportRequest::default()
    };
    let error = run(&mut shop.workspace, &request, &Cancelled).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The import was cancelled; nothing was changed"
    );
    assert!(shop.workspace.files().unwrap().is_empty());
    assert!(Path::new(shop.folder.path()).exists());
}

#[test]
fn entries_cannot_leave_the_private_folder() {
    let mut shop = Shop::new();
    let text = list("one");
    // Absolute, and not in a hidden folder, whose entries are passed over.
    let outside = "/holdout-escaped.csv";
    let names = ["../escaped.csv", "a/../../../escaped.csv", outside];
    let entries: Vec<(&str, &[u8])> = names.iter().map(|&name| (name, text.as_bytes())).collect();
    let path = shop.write("in/export.zip", &zip_of(&entries));
    let report = shop.import(&[path]);
    assert_eq!(report.matches(" new ").count(), 3, "{report}");
    assert!(!report.contains(".."), "{report}");
    assert!(!Path::new(outside).exists());
    let mut left: Vec<PathBuf> = std::fs::read_dir(shop.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    left.retain(|path| !path.to_string_lossy().contains("shop.holdout"));
    assert_eq!(left, [shop.folder.path().join("in")]);
    let beside = std::fs::read_dir(shop.folder.path().join("in")).unwrap();
    assert_eq!(
        beside.count(),
        1,
        "something was unpacked beside the archive"
    );
}
