//! The files of an import: folders opened, formats recognised, order settled.

use std::path::{Path, PathBuf};

use super::format::Format;
use super::recognise::{Recognition, recognise};
use super::run::{ImportError, ImportRequest};

/// The files of a request, in the order they are read.
pub(super) struct Files {
    pub(super) exports: Vec<ExportFile>,
    pub(super) rules: Vec<PathBuf>,
}

/// One export file.
pub(super) struct ExportFile {
    pub(super) path: PathBuf,
    pub(super) recognition: Result<Recognition, String>,
}

impl ExportFile {
    pub(super) fn bytes(&self) -> u64 {
        self.recognition.as_ref().map_or(0, |found| found.bytes)
    }
}

impl Files {
    pub(super) fn survey(request: &ImportRequest) -> Result<Self, ImportError> {
        let mut paths = Vec::new();
        for path in &request.paths {
            expand(path, &mut paths)?;
        }
        let (rules, exports): (Vec<PathBuf>, Vec<PathBuf>) = paths
            .into_iter()
            .partition(|path| has_ending(path, &["toml"]));
        let mut exports: Vec<ExportFile> = exports
            .into_iter()
            .map(|path| ExportFile {
                recognition: recognise(&path).map_err(|error| error.to_string()),
                path,
            })
            .collect();
        // Orders settle the workspace's currency and time zone, so they are read first.
        exports.sort_by_key(|file| {
            let format = file
                .recognition
                .as_ref()
                .ok()
                .and_then(|found| found.format);
            (format != Some(Format::ShopifyOrders), file.path.clone())
        });
        Ok(Self { exports, rules })
    }

    /// Orders files are read twice: once to learn how recent they are.
    pub(super) fn bytes(&self) -> u64 {
        self.exports.iter().map(ExportFile::bytes).sum()
    }
}

fn expand(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    let unreadable = |reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    if !std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?.path();
        let is_rules = entry.file_name().is_some_and(|name| name == "rules.toml");
        if entry.is_file() && (is_rules || has_ending(&entry, &["csv", "tsv", "txt"])) {
            found.push(entry);
        }
    }
    if found.is_empty() {
        return Err(ImportError::NothingToImport(path.to_owned()));
    }
    found.sort();
    files.append(&mut found);
    Ok(())
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| {
        endings
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}
