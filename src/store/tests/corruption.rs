//! Workspaces whose bytes were damaged: opened or refused in one sentence, and never a panic.

use std::fs;
use std::path::Path;

use super::support::{Export, Scratch, import, order, try_import};
use crate::store::{IssueFilter, StoreError, Workspace};

/// Everything that reads a workspace, and what changes it.
fn use_all(path: &Path) -> Result<(), StoreError> {
    let mut workspace = Workspace::open(path)?;
    workspace.settings()?;
    workspace.definitions()?;
    workspace.files()?;
    workspace.issues(&IssueFilter::default())?;
    workspace.snapshot()?;
    workspace.query("SELECT count(*) FROM orders")?;
    let more = [Export::of("b.csv", vec![order(700, "z@b.c"), order(3, "")])];
    try_import(&mut workspace, &more)?;
    workspace.snapshot()?;
    Ok(())
}

/// Damages a copy of a workspace, uses it, and says how that ended.
fn check(sound: &[u8], path: &Path, damage: impl FnOnce(&mut Vec<u8>)) -> Result<(), String> {
    let mut bytes = sound.to_vec();
    damage(&mut bytes);
    for suffix in ["-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(format!("{}{suffix}", path.display()));
    }
    fs::write(path, &bytes).unwrap();
    let outcome = use_all(path).map_err(|error| error.to_string());
    if let Err(sentence) = &outcome {
        assert!(sentence.ends_with('.'), "{sentence}");
        assert!(!sentence.contains('\n'), "{sentence}");
        if sentence.contains("is not a Holdout workspace") {
            assert_eq!(
                fs::read(path).unwrap(),
                bytes,
                "a stranger's file was touched"
            );
        }
    }
    outcome
}

fn sound(scratch: &Scratch) -> Vec<u8> {
    let mut workspace = scratch.workspace();
    let orders = (1..600).map(|at| order(at, &format!("person{at}@b.c")));
    import(&mut workspace, &[Export::of("a.csv", orders.collect())]);
    drop(workspace);
    let bytes = fs::read(scratch.path()).unwrap();
    assert!(bytes.len() > 200_000, "{} bytes", bytes.len());
    bytes
}

#[test]
fn damaged_bytes_end_in_a_sentence() {
    let scratch = Scratch::new();
    let (sound, path) = (sound(&scratch), scratch.path());
    check(&sound, &path, |_| {}).unwrap();
    let mut refused = 0;
    for page in 0..sound.len() / 16_384 {
        // The head of a page, something inside it, and the page as a whole.
        for (from, to) in [(0, 12), (5000, 5040), (100, 16_384)] {
            let outcome = check(&sound, &path, |bytes| {
                for (at, byte) in bytes[page * 16_384..][from..to].iter_mut().enumerate() {
                    *byte ^= (at * 37 + page) as u8 | 1;
                }
            });
            refused += usize::from(outcome.is_err());
        }
    }
    assert!(refused > 20, "damage was noticed {refused} times only");
}

#[test]
fn a_file_that_was_cut_or_overwritten_is_refused() {
    let scratch = Scratch::new();
    let (sound, path) = (sound(&scratch), scratch.path());
    for length in [50, 99, 100, 4096, 16_384, 20_000, sound.len() / 2] {
        let sentence = check(&sound, &path, |bytes| bytes.truncate(length)).unwrap_err();
        let is_told = sentence.contains("is damaged") || sentence.contains("is not a Holdout");
        assert!(is_told, "cut to {length}: {sentence}");
    }
    let garbage = |bytes: &mut Vec<u8>| bytes[..100].fill(b'x');
    let sentence = check(&sound, &path, garbage).unwrap_err();
    assert!(
        sentence.contains("is not a Holdout workspace"),
        "{sentence}"
    );
    let zeros = |bytes: &mut Vec<u8>| bytes[16_384..].fill(0);
    let sentence = check(&sound, &path, zeros).unwrap_err();
    assert!(sentence.contains("is damaged"), "{sentence}");
}
