//! Free queries.

use std::sync::atomic::{AtomicBool, Ordering};

use super::support::{Export, Scratch, describe, import, order};
use crate::store::{Cell, StoreError, Workspace};

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

/// Everything in the workspace and in its folder, to see that nothing was written.
fn traces(scratch: &Scratch, workspace: &Workspace) -> (String, Vec<String>) {
    let folder = scratch.path().parent().unwrap().to_owned();
    let names = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    (describe(workspace), names)
}

#[test]
fn no_disguise_lets_a_query_write() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    let before = traces(&scratch, &workspace);
    let other = scratch.file("other.db").display().to_string();
    for sql in [
        "/* SELECT */ ATTACH '{other}' AS other",
        "-- SELECT\nATTACH '{other}' AS other",
        "\u{feff}ATTACH '{other}' AS other",
        "SELECT 1;\nATTACH '{other}' AS other",
        "SELECT 1; -- done\n; DETACH main",
        "WITH x AS (SELECT 1) INSERT INTO settings SELECT 'a', 'b' FROM x",
        "WITH x AS (SELECT 1) UPDATE orders SET total = 0",
        "WITH x AS (SELECT 1) DELETE FROM orders RETURNING *",
        "SELECT 1 UNION DELETE FROM orders",
        "VALUES (1); DROP TABLE orders",
        "EXPLAIN DELETE FROM orders",
        "EXPLAIN QUERY PLAN DROP TABLE orders",
        "SELECT load_extension('{other}')",
        "SELECT writefile('{other}', 'x')",
        "SELECT edit('x')",
        "SELECT * FROM pragma_writable_schema(1)",
        "SELECT * FROM pragma_user_version(7)",
        "SELECT * FROM pragma_journal_mode('DELETE')",
        "SELECT * FROM pragma_wal_checkpoint('TRUNCATE')",
        "PRAGMA writable_schema = 1",
        "PRAGMA query_only = 0",
        "pragma journal_mode = delete",
        "VACUUM",
        "VACUUM INTO '{other}'",
        "CREATE TEMP TABLE x AS SELECT 1",
        "SAVEPOINT x",
        "REINDEX",
        "ANALYZE",
        "SELECT fts3_tokenizer('simple', x'00')",
        "SELECT * FROM zipfile('{other}')",
        "select\0; drop table orders",
        "SELECT",
        "WITH",
    ] {
        let outcome = workspace.query(&sql.replace("{other}", &other));
        if let Err(error) = &outcome {
            let sentence = error.to_string();
            assert!(!sentence.contains('\n'), "{sql}: {sentence}");
        }
        let only_explains = sql.starts_with("EXPLAIN");
        assert!(only_explains || outcome.is_err(), "{sql}: {outcome:?}");
        assert_eq!(traces(&scratch, &workspace), before, "{sql}");
    }
    // The connection is as it was: what may write still does.
    let more = [Export::of("b.csv", vec![order(2, "b@b.c")])];
    import(&mut workspace, &more);
    assert_eq!(workspace.snapshot().unwrap().orders.len(), 2);
}

#[test]
fn a_query_without_an_end_is_bounded() {
    let scratch = Scratch::new();
    let workspace = scratch.workspace();
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)";
    for sql in [
        format!("{endless} SELECT x FROM n"),
        format!("{endless} SELECT zeroblob(20000000) FROM n"),
    ] {
        let error = workspace.query(&sql).unwrap_err();
        assert!(error.to_string().contains("add a LIMIT"), "{sql}: {error}");
    }
    for sql in [
        "SELECT zeroblob(900000000)",
        "SELECT hex(zeroblob(20000000))",
        "SELECT printf('%900000000s', 'x')",
        "SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)",
    ] {
        let error = workspace.query(sql).unwrap_err();
        let is_told = matches!(error, StoreError::Query { .. });
        assert!(is_told, "{sql}: {error}");
    }
    let two = workspace.query("VALUES (1), (2)").unwrap();
    assert_eq!(two.rows.len(), 2);
}

#[test]
fn a_query_that_returns_nothing_and_never_ends_can_be_stopped() {
    let scratch = Scratch::new();
    let workspace = scratch.workspace();
    let handle = workspace.interrupt_handle();
    let is_over = AtomicBool::new(false);
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                handle.interrupt();
                std::thread::yield_now();
            }
        });
        let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
            SELECT count(*) FROM n";
        let error = workspace.query(endless).unwrap_err();
        is_over.store(true, Ordering::Relaxed);
        error
    });
    assert!(matches!(error, StoreError::Interrupted { .. }), "{error}");
    assert_eq!(workspace.query("VALUES (1)").unwrap().rows.len(), 1);
}
