//! Tables with one row per unit: names, replacing, and removing.

use super::support::{Export, JUNE, Scratch, assignment, import, import_table, order, table};
use crate::store::snapshot::UnitTableText;
use crate::store::{Outcome, StoreError, Workspace};

fn names(workspace: &Workspace) -> Vec<String> {
    let tables = workspace.snapshot().unwrap().unit_tables;
    tables.into_iter().map(|table| table.name).collect()
}

fn control(workspace: &Workspace, name: &str) -> Option<String> {
    let experiments = workspace.definitions().unwrap().experiments;
    let found = experiments.into_iter().find(|known| known.name == name);
    found.map(|known| known.control)
}

fn put(workspace: &mut Workspace, path: &'static str, name: &str, sums: &str) -> (String, Outcome) {
    import_table(workspace, path, &table(name, sums))
}

fn list(path: &'static str) -> Export {
    Export {
        assignments: vec![
            assignment("ann@x.eu", "a", 2),
            assignment("bob@x.eu", "b", 3),
        ],
        ..Export::of(path, vec![order(1, "ann@x.eu")])
    }
}

#[test]
fn a_table_is_read_back_as_it_was_stored() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let stored = put(&mut workspace, "mail.csv", "mail", r#"{"x":0.1}"#);
    assert_eq!(stored, ("mail".to_owned(), Outcome::New));
    drop(workspace);
    let workspace = Workspace::open(&scratch.path()).unwrap();
    let snapshot = workspace.snapshot().unwrap();
    assert_eq!(snapshot.revision, 1);
    let expected = UnitTableText {
        name: "mail".into(),
        path: "mail.csv".into(),
        imported: JUNE,
        plan: "{}".into(),
        statistics: r#"{"x":0.1}"#.into(),
    };
    assert_eq!(snapshot.unit_tables, [expected]);
    assert_eq!(control(&workspace, "mail").as_deref(), Some("A"));
}

#[test]
fn the_same_table_twice_changes_nothing_and_a_newer_one_replaces_it() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    put(&mut workspace, "mail.csv", "mail", "one");
    let again = put(&mut workspace, "mail.csv", "mail", "one");
    assert_eq!(again, ("mail".to_owned(), Outcome::Unchanged));
    assert_eq!(workspace.revision().unwrap(), 1);
    let newer = put(&mut workspace, "mail.csv", "mail", "two");
    assert_eq!(newer, ("mail".to_owned(), Outcome::Updated));
    assert_eq!(workspace.revision().unwrap(), 2);
    assert_eq!(names(&workspace), ["mail"]);
    assert_eq!(
        workspace.snapshot().unwrap().unit_tables[0].statistics,
        "two"
    );
    assert_eq!(
        workspace.files().unwrap().len(),
        1,
        "the older file is gone"
    );
}

#[test]
fn another_file_gets_a_name_of_its_own_and_keeps_it() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    put(&mut workspace, "a/mail.csv", "mail", "one");
    let other = put(&mut workspace, "b/mail.csv", "Mail", "two");
    assert_eq!(other, ("Mail (2)".to_owned(), Outcome::New));
    let again = put(&mut workspace, "b/mail.csv", "Mail", "three");
    assert_eq!(again, ("Mail (2)".to_owned(), Outcome::Updated));
    assert_eq!(names(&workspace), ["Mail (2)", "mail"]);
}

#[test]
fn a_table_and_an_assignment_list_never_share_a_name() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(&mut workspace, &[list("test.csv")]);
    let table = put(&mut workspace, "units.csv", "test", "one");
    assert_eq!(table.0, "test (2)");

    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    put(&mut workspace, "units.csv", "test", "one");
    import(&mut workspace, &[list("test.csv")]);
    assert_eq!(names(&workspace), ["test (2)"]);
    assert_eq!(control(&workspace, "test (2)").as_deref(), Some("A"));
    assert_eq!(control(&workspace, "Test").as_deref(), Some("a"));
}

#[test]
fn a_removed_table_leaves_nothing() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    put(&mut workspace, "mail.csv", "mail", "one");
    assert!(!workspace.remove_unit_table("other").unwrap());
    assert_eq!(workspace.revision().unwrap(), 1);
    assert!(workspace.remove_unit_table("mail").unwrap());
    assert_eq!(workspace.revision().unwrap(), 2);
    assert!(names(&workspace).is_empty());
    assert!(workspace.files().unwrap().is_empty());
    assert_eq!(control(&workspace, "mail"), None);
    drop(workspace);

    let mut reader = Workspace::open_read_only(&scratch.path()).unwrap();
    let refused = reader.remove_unit_table("mail").unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }));
}
