//! Faults of the machine and of files, as a person at the terminal meets them: status 1, one sentence.

use std::path::Path;

use holdout::store::Workspace;

use crate::command_line::{check_refused, holdout, path};
use crate::shop::{import, sample_data};

/// A workspace with some orders in a folder of its own.
fn workspace(folder: &Path) -> String {
    let path = folder.join("shop.holdout");
    let mut workspace = Workspace::create(&path).unwrap();
    import(&mut workspace, &[sample_data().join("orders_export_2.csv")]);
    path.display().to_string()
}

fn export() -> String {
    let path = sample_data().join("orders_export_1.csv");
    path.display().to_string()
}

/// Fails with one sentence on each of the ways that read and change a workspace.
fn check_all_refused(workspace: &str, words: &str) {
    for arguments in [
        &["import", "-w", workspace, &export()][..],
        &["summary", "-w", workspace],
        &["summary", "-w", workspace, "--json"],
    ] {
        check_refused(arguments, 1, words);
        let errors = holdout(arguments).stderr;
        let sentence = String::from_utf8_lossy(&errors).trim().to_owned();
        assert!(!sentence.contains('\n'), "{sentence}");
        assert!(!sentence.contains("panicked"), "{sentence}");
    }
}

#[test]
fn a_workspace_from_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let mut bytes = std::fs::read(&workspace).unwrap();
    // The version of the schema in the header of the file.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&workspace, &bytes).unwrap();
    check_all_refused(&workspace, "has version 99");
    assert_eq!(std::fs::read(&workspace).unwrap(), bytes);
}

#[test]
fn a_workspace_with_a_broken_header_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let mut bytes = std::fs::read(&workspace).unwrap();
    bytes[..40].fill(b'?');
    std::fs::write(&workspace, &bytes).unwrap();
    check_all_refused(&workspace, "is not a Holdout workspace");
    assert_eq!(std::fs::read(&workspace).unwrap(), bytes);
}

#[test]
fn a_workspace_that_was_cut_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let bytes = std::fs::read(&workspace).unwrap();
    std::fs::write(&workspace, &bytes[..bytes.len() / 2]).unwrap();
    check_all_refused(&workspace, "is damaged");
}

#[test]
fn a_workspace_that_is_open_elsewhere_is_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let path_of = workspace(folder.path());
    let before = holdout(&["summary", "-w", &path_of, "--json"]).stdout;
    let writer = Workspace::open(Path::new(&path_of)).unwrap();
    let arguments = ["import", "-w", &path_of, &export()];
    check_refused(&arguments, 1, "is open for reading only");
    assert_eq!(
        holdout(&["summary", "-w", &path_of, "--json"]).stdout,
        before
    );
    drop(writer);
    assert!(holdout(&arguments).status.success());
}

#[test]
fn files_that_are_no_exports_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let new = path(folder.path(), "new.holdout");
    let file = folder.path().join("noise.csv");
    std::fs::write(&file, [0_u8, 159, 146, 150].repeat(500)).unwrap();
    let file = file.display().to_string();
    check_refused(
        &["import", "-w", &new, &path(folder.path(), "none.csv")],
        1,
        "cannot be read",
    );
    let refused = holdout(&["import", "-w", &new, &file]);
    assert_eq!(refused.status.code(), Some(1));
}
