//! The files of an import: folders opened, containers unpacked, formats recognised, order settled.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::containers::{
    self, ContainerError, ENTRY_SEPARATOR, Limits, Piece, Scratch, Unpacker, has_export_ending,
    is_named,
};
use super::format::Format;
use super::recognise::Recognition;
use super::repair;
use super::request::{ImportError, ImportRequest, Watch};
use super::straddle::{self, Joins};

/// The files of a request, in the order they are read.
pub(super) struct Files {
    pub(super) exports: Vec<ExportFile>,
    pub(super) rules: Vec<PathBuf>,
    /// What was unpacked stays as long as the import.
    _scratch: Scratch,
}

/// One export file.
pub(super) struct ExportFile {
    /// Where its text is; a file of its own, or one that was unpacked.
    pub(super) path: PathBuf,
    /// The file that the analyst chose, or its folder held.
    pub(super) origin: PathBuf,
    /// The entry, where that file is a container.
    pub(super) label: Option<String>,
    /// What a person would call it.
    pub(super) title: String,
    pub(super) recognition: Result<Recognition, String>,
    /// Orders that it shares with other files.
    pub(super) joins: Joins,
}

impl ExportFile {
    /// What reports and issues call it.
    pub(super) fn shown(&self) -> PathBuf {
        with_label(&self.origin, self.label.as_deref())
    }

    /// What the workspace calls it: absolute, so that the same file is the same file from any
    /// working folder.
    pub(super) fn stored_path(&self) -> String {
        let origin = self.origin.canonicalize();
        let origin = origin.unwrap_or_else(|_| self.origin.clone());
        with_label(&origin, self.label.as_deref())
            .display()
            .to_string()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.recognition.as_ref().map_or(0, |found| found.bytes)
    }
}

fn with_label(origin: &Path, label: Option<&str>) -> PathBuf {
    match label {
        Some(label) => PathBuf::from(format!("{}{ENTRY_SEPARATOR}{label}", origin.display())),
        None => origin.to_owned(),
    }
}

impl Files {
    pub(super) fn survey(request: &ImportRequest, watch: &dyn Watch) -> Result<Self, ImportError> {
        let mut chosen = Vec::new();
        for path in &request.paths {
            expand(path, &mut chosen)?;
        }
        let mut known = HashSet::new();
        // A file may be dropped together with its folder.
        chosen.retain(|Chosen { path, label }| {
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            known.insert((path, label.clone()))
        });
        let (rules, chosen): (Vec<Chosen>, Vec<Chosen>) = chosen
            .into_iter()
            .partition(|chosen| has_ending(&chosen.path, "toml"));
        let mut unpacker = Unpacker {
            watch,
            limits: Limits::USUAL,
            scratch: Scratch::default(),
        };
        let mut exports = Vec::new();
        for chosen in chosen {
            exports.append(&mut open(&mut unpacker, &chosen)?);
        }
        // Orders settle the workspace's currency and time zone, so they are read first.
        exports.sort_by_cached_key(|file| {
            let format = file
                .recognition
                .as_ref()
                .ok()
                .and_then(|found| found.format);
            (format != Some(Format::ShopifyOrders), file.shown())
        });
        straddle::join(&mut exports, request);
        Ok(Self {
            exports,
            rules: rules.into_iter().map(|chosen| chosen.path).collect(),
            _scratch: unpacker.scratch,
        })
    }

    /// Orders files are read twice: once to learn how recent they are.
    pub(super) fn bytes(&self) -> u64 {
        self.exports.iter().map(ExportFile::bytes).sum()
    }
}

/// The tables of one file, each recognised; what cannot be unpacked says why.
fn open(unpacker: &mut Unpacker<'_>, chosen: &Chosen) -> Result<Vec<ExportFile>, ImportError> {
    let origin = &chosen.path;
    let failed = |reason: String| ExportFile {
        path: origin.clone(),
        origin: origin.clone(),
        label: chosen.label.clone(),
        title: String::new(),
        recognition: Err(reason),
        joins: Joins::default(),
    };
    let sentence = |error: &ContainerError| format!("`{}` {error}", origin.display());
    let mut pieces = match unpacker.unpack(origin) {
        Ok(pieces) => pieces,
        Err(ContainerError::Cancelled) => return Err(ImportError::Cancelled),
        Err(error) => return Ok(vec![failed(sentence(&error))]),
    };
    if let Some(label) = &chosen.label {
        pieces.retain(|piece| is_named(piece, label));
        if pieces.is_empty() {
            let error = ContainerError::Missing(label.clone());
            return Ok(vec![failed(sentence(&error))]);
        }
    }
    let files = pieces
        .into_iter()
        .map(|piece| export(unpacker, origin, piece));
    files.collect()
}

fn export(
    unpacker: &mut Unpacker<'_>,
    origin: &Path,
    piece: Piece,
) -> Result<ExportFile, ImportError> {
    let shown = with_label(origin, piece.label.as_deref());
    let mut path = piece.path;
    let recognition = match piece.failure {
        Some(reason) => Err(reason),
        None => match repair::recognise_mended(&path, unpacker) {
            Ok((mended, mut recognition)) => {
                path = mended;
                recognition.notes.extend(piece.notes);
                Ok(recognition)
            }
            Err(_) if unpacker.watch.is_cancelled() => return Err(ImportError::Cancelled),
            Err(error) => Err(error.shown_as(&shown).to_string()),
        },
    };
    Ok(ExportFile {
        path,
        origin: origin.to_owned(),
        label: piece.label,
        title: piece.title,
        recognition,
        joins: Joins::default(),
    })
}

/// A file of the request, or one entry of it.
struct Chosen {
    path: PathBuf,
    label: Option<String>,
}

fn expand(path: &Path, chosen: &mut Vec<Chosen>) -> Result<(), ImportError> {
    let unreadable = |reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let (file, label) = containers::split(path);
    if !std::fs::metadata(&file).map_err(unreadable)?.is_dir() {
        chosen.push(Chosen { path: file, label });
        return Ok(());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?.path();
        if entry.is_dir() && !is_hidden(&entry) {
            // A folder below may be closed to us; what can be read is taken.
            let inner = std::fs::read_dir(&entry).into_iter().flatten().flatten();
            found.extend(
                inner
                    .map(|entry| entry.path())
                    .filter(|path| is_export(path)),
            );
        } else if is_export(&entry) {
            found.push(entry);
        }
    }
    if found.is_empty() {
        return Err(ImportError::NothingToImport(path.to_owned()));
    }
    found.sort();
    let whole = |path| Chosen { path, label: None };
    chosen.extend(found.into_iter().map(whole));
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(['.', '~']) || name == "__MACOSX"
}

/// Whether a file of a folder is one to import. `~$orders.xlsx` is the lock of an open workbook.
fn is_export(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_rules = name == "rules.toml";
    let is_named_so = path.extension().is_some() && has_export_ending(&name);
    path.is_file() && !is_hidden(path) && (is_rules || is_named_so)
}

fn has_ending(path: &Path, known: &str) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(known))
}

/// What changes when somebody writes to a file.
#[derive(PartialEq, Eq)]
pub(super) struct Stamp(Option<(u64, Option<SystemTime>)>);

impl Stamp {
    pub(super) fn of(path: &Path) -> Self {
        let metadata = std::fs::metadata(path).ok();
        Self(metadata.map(|found| (found.len(), found.modified().ok())))
    }
}
