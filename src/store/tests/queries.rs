//! Free queries.

use super::support::{Export, Scratch, import, order};
use crate::store::{Cell, StoreError};

#[test]
fn queries_return_typed_cells() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let orders = vec![order(1, "a@b.c"), order(2, "")];
    import(&mut workspace, &[Export::of("a.csv", orders)]);
    let sql = "SELECT name, total, person, total / 2.0 AS half, x'0aff' AS raw
        FROM orders ORDER BY name DESC LIMIT 1;";
    let result = workspace.query(sql).unwrap();
    assert_eq!(result.columns, ["name", "total", "person", "half", "raw"]);
    let expected = vec![
        Cell::Text("#1002".into()),
        Cell::Integer(2500),
        Cell::Empty,
        Cell::Real(1250.0),
        Cell::Bytes("0aff".into()),
    ];
    assert_eq!(result.rows, [expected]);
}

#[test]
fn only_one_reading_statement_is_run() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    for sql in [
        "DELETE FROM orders",
        "WITH x AS (SELECT 1) DELETE FROM orders",
        "SELECT 1; DELETE FROM orders",
        "ATTACH 'other.db' AS other",
        "PRAGMA user_version = 7",
        "VACUUM INTO 'copy.db'",
        "BEGIN",
        "",
    ] {
        let error = workspace.query(sql).unwrap_err();
        assert!(matches!(error, StoreError::NotAQuery), "{sql}: {error}");
    }
    assert_eq!(workspace.snapshot().unwrap().orders.len(), 1);
}

#[test]
fn a_mistake_in_a_query_is_named() {
    let scratch = Scratch::new();
    let error = scratch
        .workspace()
        .query("SELECT totl FROM orders")
        .unwrap_err();
    assert!(
        error.to_string().contains("no such column: totl"),
        "{error}"
    );
}
