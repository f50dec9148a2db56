//! The invariants of `docs/architecture.md`, one test each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Layers from the bottom up; a layer may use itself and what stands before it. Layers on one line
/// may use each other.
const LAYERS: [&[&str]; 9] = [
    &["model"],
    &["stats"],
    &["store"],
    &["import"],
    &["metrics", "attribution", "segments"],
    &["analysis"],
    &["chart", "export", "sample"],
    &["app"],
    &["ui", "cli"],
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&root, &mut files);
    assert!(
        files.len() > 50,
        "the sources were not found in {}",
        root.display()
    );
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_owned(), text)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn layer_of(path: &Path) -> String {
    let first = path.components().next().unwrap();
    first.as_os_str().to_string_lossy().into_owned()
}

/// Code without comments: names in prose are no dependencies.
fn code(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Fails with every file outside `allowed` layers whose code names one of `words`.
fn check_only_in(words: &[&str], allowed: &[&str]) {
    let offenders: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| !allowed.contains(&layer_of(path).as_str()))
        .filter(|(_, text)| words.iter().any(|word| code(text).contains(word)))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(
        offenders.is_empty(),
        "{words:?} belong to {allowed:?}: {offenders:?}"
    );
}

#[test]
fn egui_stays_in_the_window() {
    check_only_in(
        &["egui::", "eframe::", "egui_plot::", "egui_table::"],
        &["ui", "app"],
    );
}

#[test]
fn sql_stays_in_the_store() {
    check_only_in(&["rusqlite"], &["store"]);
}

#[test]
fn polars_stays_where_the_snapshot_is_computed_on() {
    check_only_in(&["polars"], &["metrics", "attribution", "segments"]);
}

#[test]
fn nothing_opens_a_socket() {
    check_only_in(&["std::net", "TcpStream", "UdpSocket"], &[]);
}

#[test]
fn layers_use_only_what_is_below() {
    let mut offenders = BTreeSet::new();
    for (path, text) in sources() {
        let layer = layer_of(&path);
        let Some(rank) = LAYERS
            .iter()
            .position(|names| names.contains(&layer.as_str()))
        else {
            continue;
        };
        let above = LAYERS[rank + 1..].iter().copied().flatten();
        for name in above {
            let used = code(&text).contains(&format!("crate::{name}"));
            if used {
                offenders.insert(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(offenders.is_empty(), "{offenders:#?}");
}

#[test]
fn every_folder_is_a_layer() {
    for (path, _) in sources() {
        let layer = layer_of(&path);
        let is_root = layer == "lib.rs" || layer == "main.rs";
        let is_known = LAYERS.iter().any(|names| names.contains(&layer.as_str()));
        assert!(
            is_root || is_known,
            "{} belongs to no layer",
            path.display()
        );
    }
}

#[test]
fn statistics_know_nothing_of_the_shop() {
    let offenders: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| layer_of(path) == "stats")
        .filter(|(_, text)| code(text).replace("crate::stats", "").contains("crate::"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(offenders.is_empty(), "{offenders:?}");
}

/// The crates that the program is built from, by `cargo tree`.
fn crates(edges: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree", "--prefix", "none", "--edges", edges, "--format", "{p}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<String> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some(format!("{} {}", words.next()?, words.next()?))
        })
        .collect();
    assert!(names.len() > 100, "cargo tree listed only {names:?}");
    names.into_iter().collect()
}

#[test]
fn no_network_crate_is_reachable() {
    const NETWORK: [&str; 11] = [
        "reqwest",
        "hyper",
        "h2",
        "ureq",
        "curl",
        "isahc",
        "quinn",
        "rustls",
        "native-tls",
        "openssl",
        "tungstenite",
    ];
    let found: Vec<String> = crates("normal,build")
        .into_iter()
        .filter(|name| {
            NETWORK
                .iter()
                .any(|network| name.split(' ').next() == Some(network))
        })
        .collect();
    assert!(found.is_empty(), "{found:?}");
    // The core of polars brings tokio as its task runner; nothing of ours may reach for it.
    check_only_in(&["tokio", "mio::"], &[]);
}

#[test]
fn there_is_one_egui() {
    let eguis: Vec<String> = crates("normal,build,dev")
        .into_iter()
        .filter(|name| name.starts_with("egui "))
        .collect();
    assert_eq!(eguis.len(), 1, "{eguis:?}");
}

#[test]
fn panics_and_unsafe_code_are_linted_against() {
    let manifest = include_str!("../../Cargo.toml");
    for line in [
        "unsafe_code = \"forbid\"",
        "unwrap_used = \"warn\"",
        "expect_used = \"warn\"",
        "panic = \"warn\"",
    ] {
        assert!(manifest.contains(line), "Cargo.toml lost `{line}`");
    }
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|&(_, lines)| lines > 500)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(
        long.is_empty(),
        "split what has grown past 500 lines: {long:#?}"
    );
}
