//! Creating, opening, locking, migrating and refusing files.

use std::fs;

use rusqlite::Connection;

use super::support::{
    Export, Scratch, copy_as_after_a_crash, describe, import, import_table, order, released_export,
    table, try_import,
};
use crate::model::money::Currency;
use crate::model::rules::{Definitions, SavedSegment};
use crate::store::schema::{self, MIGRATIONS, Migration};
use crate::store::{Access, IssueFilter, Outcome, Settings, StoreError, Workspace};

/// A workspace as the first release wrote it. Never change it: it stands for files out there.
const VERSION_1: &str = include_str!("../../../tests/fixtures/store/version-1.sql");

fn write_version_1(scratch: &Scratch) {
    let connection = Connection::open(scratch.path()).unwrap();
    connection.execute_batch(VERSION_1).unwrap();
}

fn order_count(workspace: &Workspace) -> usize {
    workspace.snapshot().unwrap().orders.len()
}

fn check_refused(error: &StoreError, expected: &str) {
    let sentence = error.to_string();
    assert!(sentence.contains(expected), "{sentence}");
    assert!(sentence.ends_with('.'), "{sentence}");
    assert!(!sentence.contains('\n'), "{sentence}");
}

#[test]
fn a_new_workspace_is_empty_and_opens_again() {
    let scratch = Scratch::new();
    let created = scratch.workspace();
    assert_eq!(created.access(), Access::ReadWrite);
    assert_eq!(created.path(), scratch.path());
    assert_eq!(created.revision().unwrap(), 0);
    assert_eq!(created.settings().unwrap(), Settings::default());
    assert_eq!(created.definitions().unwrap(), Definitions::default());
    let snapshot = created.snapshot().unwrap();
    assert_eq!(
        (snapshot.orders.len(), snapshot.people.len(), snapshot.as_of),
        (0, 0, 0)
    );
    drop(created);
    let opened = Workspace::open_or_create(&scratch.path()).unwrap();
    assert_eq!(opened.access(), Access::ReadWrite);
}

#[test]
fn creating_spares_what_is_there_and_finishes_what_was_begun() {
    let scratch = Scratch::new();
    drop(scratch.workspace());
    let error = Workspace::create(&scratch.path()).unwrap_err();
    check_refused(&error, "a file is already there");

    let blank = scratch.file("blank.holdout");
    fs::write(&blank, "").unwrap();
    check_refused(
        &Workspace::open(&blank).unwrap_err(),
        "is not a Holdout workspace",
    );
    assert_eq!(
        Workspace::open_or_create(&blank).unwrap().access(),
        Access::ReadWrite
    );
}

#[test]
fn files_that_are_no_workspaces_are_refused_and_left_alone() {
    let scratch = Scratch::new();
    let text = scratch.file("orders.csv");
    fs::write(&text, "Name,Total\n#1001,10\n").unwrap();
    let stranger = scratch.file("stranger.db");
    Connection::open(&stranger)
        .unwrap()
        .execute_batch("CREATE TABLE orders (id)")
        .unwrap();
    let folder = scratch.file("folder");
    fs::create_dir(&folder).unwrap();
    for path in [&text, &stranger, &folder] {
        for open in [
            Workspace::open,
            Workspace::open_or_create,
            Workspace::open_read_only,
        ] {
            check_refused(&open(path).unwrap_err(), "is not a Holdout workspace");
        }
    }
    check_refused(
        &Workspace::open(&scratch.path()).unwrap_err(),
        "There is no workspace",
    );
    assert_eq!(fs::read_to_string(&text).unwrap(), "Name,Total\n#1001,10\n");
    assert_eq!(
        fs::read_dir(scratch.path().parent().unwrap())
            .unwrap()
            .count(),
        3
    );
}

#[test]
fn a_second_opener_reads_and_is_told_that_it_cannot_write() {
    let scratch = Scratch::new();
    let mut writer = scratch.workspace();
    let mut reader = Workspace::open(&scratch.path()).unwrap();
    assert_eq!(reader.access(), Access::ReadOnly);

    import(&mut writer, &[Export::of("a.csv", vec![order(1, "a@b.c")])]);
    assert_eq!(order_count(&reader), 1);
    assert_eq!(reader.revision().unwrap(), 1);

    check_refused(
        &reader.begin_import().unwrap_err(),
        "is open for reading only",
    );
    let settings = Settings {
        zone: Some("Europe/Paris".into()),
        ..Settings::default()
    };
    check_refused(
        &reader.set_settings(&settings).unwrap_err(),
        "is open for reading only",
    );
    check_refused(
        &reader
            .save_definitions(&Definitions::default())
            .unwrap_err(),
        "is open for reading only",
    );

    drop(writer);
    drop(reader);
    assert_eq!(
        Workspace::open(&scratch.path()).unwrap().access(),
        Access::ReadWrite
    );
}

#[test]
fn a_reader_leaves_the_lock_to_others() {
    let scratch = Scratch::new();
    drop(scratch.workspace());
    let reader = Workspace::open_read_only(&scratch.path()).unwrap();
    assert_eq!(reader.access(), Access::ReadOnly);
    assert_eq!(
        Workspace::open(&scratch.path()).unwrap().access(),
        Access::ReadWrite
    );
}

#[test]
fn a_newer_version_is_refused() {
    let scratch = Scratch::new();
    drop(scratch.workspace());
    let connection = Connection::open(scratch.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    for open in [Workspace::open, Workspace::open_read_only] {
        check_refused(&open(&scratch.path()).unwrap_err(), "has version 99");
    }
}

#[test]
fn a_version_1_file_opens_with_all_it_held() {
    let scratch = Scratch::new();
    write_version_1(&scratch);
    let mut workspace = Workspace::open(&scratch.path()).unwrap();
    let snapshot = workspace.snapshot().unwrap();
    assert_eq!(snapshot.revision, 2);
    assert_eq!(snapshot.zone_name(), "Europe/Berlin");
    assert_eq!(
        (
            snapshot.orders.len(),
            snapshot.people.len(),
            snapshot.orders.lines.product.len()
        ),
        (3, 3, 6)
    );
    assert_eq!(snapshot.orders.money.net.iter().sum::<i64>(), 6000);
    let sql =
        "SELECT order_row || ' ' || position || ' ' || title || ' ' || quantity || ' ' || price
        FROM order_lines JOIN products ON products.id = product ORDER BY order_row, position";
    let mut statement = workspace.connection.prepare(sql).unwrap();
    let lines = statement.query_map([], |row| row.get(0)).unwrap();
    let lines: Vec<String> = lines.collect::<Result<_, _>>().unwrap();
    drop(statement);
    assert_eq!(
        lines,
        [
            "1 0 Mug 1 1000",
            "1 1 Card 1 100",
            "2 0 Mug 1 2000",
            "2 1 Card 1 100",
            "3 0 Mug 1 3000",
            "3 1 Card 1 100"
        ]
    );
    assert_eq!(workspace.issues(&IssueFilter::default()).unwrap().len(), 1);
    // Version 1 computed other fingerprints: the same records are written once more, none is added.
    let before = describe(&workspace);
    let mut again = || import(&mut workspace, &[released_export()]).outcomes;
    assert_eq!(again(), [Outcome::Updated; 6]);
    assert_eq!(again(), [Outcome::Unchanged; 6]);
    assert_eq!(describe(&workspace), before);
}

#[test]
fn a_key_is_one_person_in_a_new_file_and_in_an_old_one() {
    for is_old in [false, true] {
        let scratch = Scratch::new();
        if is_old {
            write_version_1(&scratch);
        }
        let connection = schema::open_for_writing(&scratch.path(), MIGRATIONS).unwrap();
        let add = || connection.execute("INSERT INTO people (key) VALUES ('email:new@x.io')", []);
        add().unwrap();
        let refused = add().unwrap_err().to_string();
        assert!(refused.contains("people.key"), "{refused}");
    }
}

#[test]
fn a_version_1_file_learns_to_hold_tables_of_units() {
    let scratch = Scratch::new();
    write_version_1(&scratch);
    let error = Workspace::open_read_only(&scratch.path()).unwrap_err();
    check_refused(&error, "has the older version 1");
    let mut workspace = Workspace::open(&scratch.path()).unwrap();
    assert!(workspace.snapshot().unwrap().unit_tables.is_empty());
    assert!(scratch.file("shop.holdout.v1-backup").exists());
    let before = workspace.definitions().unwrap();
    import_table(&mut workspace, "mail.csv", &table("mail", "{}"));
    drop(workspace);

    let reader = Workspace::open_read_only(&scratch.path()).unwrap();
    let snapshot = reader.snapshot().unwrap();
    assert_eq!(snapshot.revision, 3);
    assert_eq!(snapshot.orders.len(), 3, "what was there before stays");
    assert_eq!(snapshot.unit_tables.len(), 1);
    let defined = reader.definitions().unwrap().experiments;
    assert_eq!(defined.len(), before.experiments.len() + 1);
}

#[test]
fn an_older_version_is_copied_and_then_migrated() {
    let scratch = Scratch::new();
    write_version_1(&scratch);
    let next = MIGRATIONS.last().unwrap().version + 1;
    let mut steps = MIGRATIONS.to_vec();
    steps.push(Migration {
        version: next,
        sql: "ALTER TABLE files ADD COLUMN note TEXT; UPDATE files SET note = 'migrated';",
    });
    let connection = schema::open_for_writing(&scratch.path(), &steps).unwrap();
    let note: String = connection
        .query_row("SELECT note FROM files", [], |row| row.get(0))
        .unwrap();
    assert_eq!(note, "migrated");
    drop(connection);

    let error = Workspace::open(&scratch.path()).unwrap_err();
    check_refused(&error, &format!("has version {next}"));
    let backup = Workspace::open(&scratch.file("shop.holdout.v1-backup")).unwrap();
    assert_eq!(order_count(&backup), 3);
}

#[test]
fn a_migration_that_fails_changes_nothing_and_keeps_every_backup() {
    let scratch = Scratch::new();
    write_version_1(&scratch);
    let steps = [
        MIGRATIONS[0],
        Migration {
            version: 2,
            sql: "DELETE FROM orders; SELECT * FROM nowhere;",
        },
    ];
    for _ in 0..2 {
        schema::open_for_writing(&scratch.path(), &steps).unwrap_err();
    }
    assert_eq!(order_count(&Workspace::open(&scratch.path()).unwrap()), 3);
    assert!(scratch.file("shop.holdout.v1-backup").exists());
    assert!(scratch.file("shop.holdout.v1-backup-2").exists());
}

#[test]
fn damage_is_told_in_a_sentence() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let orders = (1..200).map(|number| order(number, "a@b.c")).collect();
    import(&mut workspace, &[Export::of("a.csv", orders)]);
    drop(workspace);
    let mut bytes = fs::read(scratch.path()).unwrap();
    // Past the schema, every page's head is overwritten.
    for page in bytes.chunks_mut(4096).skip(25) {
        page[..64].fill(0xaa);
    }
    fs::write(scratch.path(), bytes).unwrap();
    let error = Workspace::open(&scratch.path())
        .and_then(|workspace| workspace.snapshot())
        .unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    check_refused(&error, "is damaged");
}

#[test]
fn settings_are_kept_and_unknown_zones_refused() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let settings = Settings {
        currency: Currency::parse("GBP"),
        zone: Some("Europe/London".into()),
    };
    workspace.set_settings(&settings).unwrap();
    workspace.set_settings(&settings).unwrap();
    assert_eq!(workspace.revision().unwrap(), 1);
    let wrong = Settings {
        zone: Some("Europe/Londres".into()),
        ..settings.clone()
    };
    check_refused(
        &workspace.set_settings(&wrong).unwrap_err(),
        "`Europe/Londres` is not a known time zone",
    );
    drop(workspace);
    let opened = Workspace::open(&scratch.path()).unwrap();
    assert_eq!(opened.settings().unwrap(), settings);
    assert_eq!(opened.snapshot().unwrap().zone_name(), "Europe/London");
}

#[test]
fn definitions_are_versioned_and_only_changes_count() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let first = Definitions::default();
    assert_eq!(workspace.save_definitions(&first).unwrap(), 1);
    let mut second = first.clone();
    second.segments.push(SavedSegment {
        name: "Loyal".into(),
        rule: "orders >= 3".into(),
    });
    assert_eq!(workspace.save_definitions(&second).unwrap(), 2);
    assert_eq!(workspace.save_definitions(&second).unwrap(), 2);
    assert_eq!(workspace.save_definitions(&first).unwrap(), 3);
    assert_eq!(workspace.definitions().unwrap(), first);
    assert_eq!(workspace.definitions_at(2).unwrap(), Some(second));
    assert_eq!(workspace.definitions_at(4).unwrap(), None);
    assert_eq!(workspace.revision().unwrap(), 0);
}

#[test]
fn a_dropped_import_leaves_no_trace() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    let before = describe(&workspace);
    let export = Export::of("b.csv", vec![order(2, "d@e.f")]);
    let mut import = workspace.begin_import().unwrap();
    let file = import.begin_file(&export.header()).unwrap();
    import.put_order(file, &export.orders[0], 2).unwrap();
    drop(import);
    assert_eq!(describe(&workspace), before);
    assert_eq!(workspace.files().unwrap().len(), 1);
    assert_eq!(workspace.revision().unwrap(), 1);
}

#[test]
fn an_import_that_was_cut_off_is_not_there_at_all() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    // A small cache makes the running import spill into the log before its commit.
    let small_cache = "PRAGMA cache_size = 10";
    workspace.connection.execute_batch(small_cache).unwrap();
    let export = Export::of(
        "b.csv",
        (2..500).map(|number| order(number, "d@e.f")).collect(),
    );
    let mut running = workspace.begin_import().unwrap();
    let file = running.begin_file(&export.header()).unwrap();
    for order in &export.orders {
        running.put_order(file, order, 2).unwrap();
    }
    let copy = scratch.file("copy.holdout");
    copy_as_after_a_crash(&scratch.path(), &copy);
    let log = fs::metadata(scratch.file("copy.holdout-wal")).unwrap();
    assert!(log.len() > 100_000, "the import did not reach the log");
    let mut recovered = Workspace::open(&copy).unwrap();
    assert_eq!(order_count(&recovered), 1);
    try_import(&mut recovered, &[export]).unwrap();
    assert_eq!(order_count(&recovered), 499);
}

#[test]
fn a_log_that_lost_its_end_loses_the_last_import_only() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    drop(workspace);
    let mut workspace = Workspace::open(&scratch.path()).unwrap();
    import(
        &mut workspace,
        &[Export::of("b.csv", vec![order(2, "a@b.c")])],
    );
    for (name, lost, expected) in [("whole", 0, 2), ("torn", 50, 1)] {
        let copy = scratch.file(name);
        copy_as_after_a_crash(&scratch.path(), &copy);
        let log = fs::OpenOptions::new()
            .write(true)
            .open(scratch.file(&format!("{name}-wal")))
            .unwrap();
        log.set_len(log.metadata().unwrap().len() - lost).unwrap();
        assert_eq!(order_count(&Workspace::open(&copy).unwrap()), expected);
    }
}

#[test]
fn a_workspace_without_side_files_can_be_read_as_it_lies() {
    let scratch = Scratch::new();
    let odd = scratch.file("50% off? #1.holdout");
    let mut workspace = Workspace::create(&odd).unwrap();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "a@b.c")])],
    );
    drop(workspace);
    let connection = schema::open_immutable(&odd).unwrap();
    let count: i64 = connection
        .query_row("SELECT count(*) FROM orders", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
    assert!(!scratch.file("50% off? #1.holdout-wal").exists());
}
