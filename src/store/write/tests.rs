//! The lists of tables against the schema itself, so that a new table cannot be left out of them.

use std::collections::BTreeSet;

use super::Table;
use crate::store::Workspace;

/// Tables with a foreign key to another one.
fn tables_that_refer_to(workspace: &Workspace, parent: &str) -> BTreeSet<String> {
    let sql = "SELECT DISTINCT tables.name FROM sqlite_schema AS tables, \
        pragma_foreign_key_list(tables.name) AS keys \
        WHERE tables.type = 'table' AND keys.\"table\" = ?1";
    let mut statement = workspace.connection.prepare(sql).unwrap();
    let names = statement.query_map([parent], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    (folder, workspace)
}

#[test]
fn a_record_is_cleared_with_all_of_its_rows() {
    let (_folder, workspace) = workspace();
    for table in Table::ALL {
        let cleared: BTreeSet<&str> = table
            .rows()
            .iter()
            .filter_map(|condition| condition.split(' ').next())
            .collect();
        assert!(cleared.contains(table.name()), "{table:?}");
        for child in tables_that_refer_to(&workspace, table.name()) {
            assert!(cleared.contains(child.as_str()), "{child} of {table:?}");
        }
    }
}

#[test]
fn every_table_that_is_read_from_files_is_a_table_of_records() {
    let (_folder, workspace) = workspace();
    let mut known: BTreeSet<&str> = Table::ALL.iter().map(|table| table.name()).collect();
    // Events have no content beside their key; the other two have ways of their own.
    known.extend(["message_events", "unit_tables", "issues"]);
    let found = tables_that_refer_to(&workspace, "files");
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, known);
}
