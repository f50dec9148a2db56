//! Faults of the machine while files are imported: each ends in one sentence, and what was there before
//! is still there.
//!
//! A fault that would take this process along is made in a child: the test binary itself, told by an
//! environment variable to be one. Where the machine does not let a fault be made, the test says so.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::import::{self, ImportError, ImportReport, ImportRequest, Watch};
use crate::store::{Access, StoreError, Workspace};

/// Says to the test binary that it is a child, and what to do: the workspace and the file to import.
const CHILD: &str = "HOLDOUT_FAULT_CHILD";

/// Says after how many calls of its watch a child waits to be killed.
const STOP: &str = "HOLDOUT_FAULT_STOP";

/// What a child writes before its outcome.
const OUTCOME: &str = "outcome: ";

struct Watched<F: Fn(u64)> {
    calls: AtomicU64,
    then: F,
}

impl<F: Fn(u64)> Watch for Watched<F> {
    fn progress(&self, _what: &str, _bytes_done: u64, _bytes_total: u64) {
        (self.then)(self.calls.fetch_add(1, Ordering::Relaxed));
    }

    fn is_cancelled(&self) -> bool {
        false
    }
}

fn import_watched(
    workspace: &mut Workspace,
    file: &Path,
    then: impl Fn(u64),
) -> Result<ImportReport, ImportError> {
    let request = ImportRequest {
        paths: vec![file.to_owned()],
        ..ImportRequest::default()
    };
    let watch = Watched {
        calls: AtomicU64::new(0),
        then,
    };
    import::run(workspace, &request, &watch)
}

/// An export of orders, large enough for the ways of large files.
fn export(folder: &Path, name: &str, orders: std::ops::Range<u32>) -> PathBuf {
    let mut text = String::from(
        "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id\n",
    );
    for at in orders {
        let _ = writeln!(
            text,
            "#{at},person{at}@example.com,paid,EUR,{at}.00,{at}.00,2026-08-24 13:18:57 +0200,1,Mug {at},{at}.00,{}",
            8_000_000 + at
        );
    }
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const LARGE: std::ops::Range<u32> = 1000..13_000;

fn order_count(path: &Path) -> usize {
    let workspace = Workspace::open(path).unwrap();
    assert_eq!(workspace.access(), Access::ReadWrite);
    workspace.snapshot().unwrap().orders.len()
}

fn check_sentence(sentence: &str, words: &str) {
    assert!(sentence.contains(words), "{sentence}");
    assert!(!sentence.trim_end().contains('\n'), "{sentence}");
}

/// The name of a test of this module.
fn test_name(name: &str) -> String {
    let module = module_path!().split_once("::").unwrap().1;
    format!("{module}::{name}")
}

/// A child that imports, before it is started.
fn child(workspace: &Path, file: &Path) -> Command {
    with_child(
        Command::new(std::env::current_exe().unwrap()),
        workspace,
        file,
    )
}

fn with_child(mut command: Command, workspace: &Path, file: &Path) -> Command {
    let paths = format!("{}\n{}", workspace.display(), file.display());
    command
        .args(["--exact", &test_name("a_child_imports"), "--nocapture"])
        .env(CHILD, paths)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A child after a shell has made its surroundings; `$EXE "$@"` runs it.
fn child_in(script: &str, folder: &Path, workspace: &Path, file: &Path) -> Command {
    let mut shell = Command::new("sh");
    let script = format!("{script} && exec \"$EXE\" \"$@\"");
    shell
        .args(["-c", &script, "sh"])
        .env("EXE", std::env::current_exe().unwrap())
        .env("DIR", folder);
    with_child(shell, workspace, file)
}

/// Runs a child to its end; what it says of its import.
fn outcome(mut command: Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let told = text.lines().find_map(|line| line.strip_prefix(OUTCOME));
    let errors = String::from_utf8_lossy(&output.stderr);
    let panicked = errors.contains("panicked");
    assert!(!panicked, "{errors}");
    told.unwrap_or_else(|| panic!("the child said nothing: {text} {errors}"))
        .to_owned()
}

/// Whether this machine lets a process have mounts of its own.
fn can_mount() -> bool {
    let tried = Command::new("unshare").args(["-m", "true"]).output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        eprintln!("skipped: this user may not mount file systems here");
    }
    can
}

/// No test by itself: what a child does.
#[test]
fn a_child_imports() {
    let Ok(paths) = std::env::var(CHILD) else {
        return;
    };
    let (workspace, file) = paths.split_once('\n').unwrap();
    let stop: u64 = std::env::var(STOP).map_or(u64::MAX, |text| text.parse().unwrap());
    let told = |text: String| {
        let mut out = std::io::stdout();
        writeln!(out, "\n{OUTCOME}{text}").unwrap();
        out.flush().unwrap();
    };
    let mut workspace = match Workspace::open_or_create(Path::new(workspace)) {
        Ok(workspace) => workspace,
        Err(error) => return told(error.to_string()),
    };
    let result = import_watched(&mut workspace, Path::new(file), |calls| {
        if calls == stop {
            told("waits".to_owned());
            loop {
                std::thread::park();
            }
        }
    });
    match result {
        Ok(report) => told(report.sentence()),
        Err(error) => told(error.to_string()),
    }
}

#[test]
fn a_kill_while_the_rollback_journal_is_used_leaves_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "orders.csv", LARGE);
    for stop in [0, 1, 6, 11] {
        let path = folder.path().join(format!("shop{stop}.holdout"));
        drop(Workspace::create(&path).unwrap());
        let mut command = child(&path, &file);
        command.env(STOP, stop.to_string());
        let mut running = command.spawn().unwrap();
        let lines = BufReader::new(running.stdout.take().unwrap()).lines();
        let said = lines.map_while(Result::ok);
        let waits = said
            .into_iter()
            .any(|line| line == format!("{OUTCOME}waits"));
        assert!(waits, "the import ended before call {stop}");
        running.kill().unwrap();
        running.wait().unwrap();
        let journal = path.with_extension("holdout-journal");
        if stop > 0 {
            assert!(journal.exists(), "the bulk import keeps a journal");
        }
        let reader = Workspace::open_read_only(&path).unwrap();
        assert_eq!(reader.snapshot().unwrap().orders.len(), 0);
        drop(reader);
        assert_eq!(order_count(&path), 0, "killed at call {stop}");
        assert!(is_in_wal_mode(&path), "killed at call {stop}");
        // And what was killed can be done again.
        let done = outcome(child(&path, &file));
        check_sentence(&done, "12,000 new");
        assert_eq!(order_count(&path), LARGE.len());
        assert!(is_in_wal_mode(&path));
    }
}

/// The header of the file says how it is written: 2 stands for the log.
fn is_in_wal_mode(path: &Path) -> bool {
    std::fs::read(path).unwrap()[18..20] == [2, 2]
}

#[test]
fn a_full_disk_takes_nothing() {
    if !can_mount() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let small = export(folder.path(), "small.csv", 1..20);
    let large = export(folder.path(), "large.csv", LARGE);
    // The workspace is copied onto the small disk and back, because the disk ends with the child.
    let (path, kept) = (
        disk.join("shop.holdout"),
        folder.path().join("kept.holdout"),
    );
    for has_orders in [false, true] {
        drop(Workspace::create(&kept).unwrap());
        if has_orders {
            check_sentence(&outcome(child(&kept, &small)), "19 new");
        }
        let script = format!(
            "exec 3>&1 && unshare -m sh -c 'mount -t tmpfs -o size=1m none \"$DIR\" && cp \"{kept}\" \"$DIR/shop.holdout\" && \"$EXE\" \"$@\"; rm -f \"{kept}\"*; cp \"$DIR\"/* \"$BACK\"' sh \"$@\" && exit 0",
            kept = kept.display()
        );
        let mut command = child_in(&script, &disk, &path, &large);
        let back = folder.path().join("back");
        let _ = std::fs::remove_dir_all(&back);
        std::fs::create_dir(&back).unwrap();
        command.env("BACK", &back);
        check_sentence(&outcome(command), "its disk is full; free some space");
        let found = order_count(&back.join("shop.holdout"));
        assert_eq!(found, if has_orders { 19 } else { 0 });
    }
}

#[test]
fn a_limit_on_the_size_of_files_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.holdout");
    let small = export(folder.path(), "small.csv", 1..20);
    let large = export(folder.path(), "large.csv", LARGE);
    check_sentence(&outcome(child(&path, &small)), "19 new");
    let script = "trap '' XFSZ && ulimit -f 1200";
    let told = outcome(child_in(script, folder.path(), &path, &large));
    check_sentence(&told, "check that its drive is connected and has room");
    assert_eq!(order_count(&path), 19);
    check_sentence(&outcome(child(&path, &large)), "12,000 new");
}

#[test]
fn a_folder_that_may_not_be_written_to_is_told() {
    if !can_mount() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let path = disk.join("shop.holdout");
    let small = export(folder.path(), "small.csv", 1..20);
    check_sentence(&outcome(child(&path, &small)), "19 new");
    let more = export(folder.path(), "more.csv", 30..40);
    let script = "unshare -m sh -c 'mount --bind \"$DIR\" \"$DIR\" && mount -o remount,ro,bind \"$DIR\" && exec \"$EXE\" \"$@\"' sh \"$@\" && exit 0";
    for name in ["shop.holdout", "new.holdout"] {
        let told = outcome(child_in(script, &disk, &disk.join(name), &more));
        check_sentence(&told, "check that its folder may be written to");
    }
    assert_eq!(order_count(&path), 19);
    assert!(!disk.join("new.holdout").exists());
}

#[test]
fn a_workspace_that_another_process_writes_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.holdout");
    let small = export(folder.path(), "small.csv", 1..20);
    let workspace = Workspace::create(&path).unwrap();
    check_sentence(&outcome(child(&path, &small)), "is open for reading only");
    drop(workspace);
    assert_eq!(order_count(&path), 0);
    check_sentence(&outcome(child(&path, &small)), "19 new");
}

/// Imports a file that is changed by `change` while it is read, at call `at` of the watch.
fn check_changed(orders: std::ops::Range<u32>, at: u64, change: fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.holdout");
    let file = export(folder.path(), "orders.csv", orders);
    let mut workspace = Workspace::create(&path).unwrap();
    let result = import_watched(&mut workspace, &file, |calls| {
        if calls == at {
            change(&file);
        }
    });
    let sentence = result.unwrap_err().to_string();
    check_sentence(&sentence, "nothing was imported");
    check_sentence(&sentence, "orders.csv");
    check_sentence(&sentence, "mport it again");
    assert_eq!(workspace.snapshot().unwrap().orders.len(), 0);
    assert!(workspace.files().unwrap().is_empty());
}

fn grow(file: &Path) {
    let mut text = std::fs::read_to_string(file).unwrap();
    let last = text.lines().last().unwrap().to_owned();
    text.push_str(&last.replace('#', "#9"));
    std::fs::write(file, text).unwrap();
}

fn shrink(file: &Path) {
    let text = std::fs::read(file).unwrap();
    std::fs::write(file, &text[..text.len() / 2]).unwrap();
}

fn rewrite(file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, text.replace("paid", "void")).unwrap();
}

fn replace_header(file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, text.replacen("Name", "Nome", 1)).unwrap();
}

#[test]
fn a_file_that_changes_while_it_is_read_takes_nothing() {
    // A small file is read in two passes, a large one in one; both pass by the watch more than once.
    for orders in [1..1100, LARGE] {
        for change in [grow, shrink, rewrite, replace_header] {
            check_changed(orders.clone(), 0, change);
        }
    }
    check_changed(LARGE, 7, rewrite);
}

#[test]
fn errors_of_the_store_reach_the_analyst_as_they_are() {
    let path = PathBuf::from("shop.holdout");
    let error = ImportError::from(StoreError::DiskFull { path });
    check_sentence(&error.to_string(), "its disk is full");
}
