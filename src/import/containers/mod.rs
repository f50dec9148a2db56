//! Containers: whatever is not delimited text is unpacked into delimited text before it is read.
//!
//! Archives, compressed files, workbooks and web pages named `.xls` end as plain files in a private
//! folder that lives as long as the import, each with a shown name such as `export.zip › orders_1.csv`
//! or `orders.xlsx › Orders`. The shown name is made of the container's path and the entry, so that the
//! same entry is the same file next time. Names of entries are labels only: nothing is written to them.
//!
//! To add a kind: a variant of `Content` with its first bytes, and an arm in [`Unpacker::open`].

mod content;
mod error;
mod gzip;
mod html;
mod locate;
mod records;
mod scratch;
#[cfg(test)]
pub(super) mod tests;
mod workbook;
mod zip;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::encoding::{Decoded, Encoding};
use super::request::Watch;
use crate::model::issue::Issue;

pub(super) use content::{Content, HEAD_BYTES};
pub(super) use error::ContainerError;
pub use locate::{Located, locate};
pub(super) use locate::{is_named, split};
use scratch::Budget;
pub(super) use scratch::{Limits, Scratch};

/// Between a container and its entry in a shown name.
pub(super) const ENTRY_SEPARATOR: &str = " › ";

/// Endings of files that may be exports, or hold some.
const EXPORT_ENDINGS: &[&str] = &[
    "csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods", "zip", "gz",
];

/// Whether a file of this name may be an export. One without an ending may.
pub(super) fn has_export_ending(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_none_or(|ending| {
        EXPORT_ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// A table of text, ready to be read.
#[derive(Debug)]
pub(super) struct Piece {
    /// Where its text is.
    pub(super) path: PathBuf,
    /// The entry of its container; `None` for a plain file.
    pub(super) label: Option<String>,
    /// What a person would call it: a name without ending.
    pub(super) title: String,
    /// What unpacking lost.
    pub(super) notes: Vec<Issue>,
    /// Why the entry could not be unpacked, one sentence.
    pub(super) failure: Option<String>,
}

/// Opens containers of an import.
pub(super) struct Unpacker<'a> {
    /// Hears of progress.
    pub(super) watch: &'a dyn Watch,
    /// The most that is unpacked.
    pub(super) limits: Limits,
    /// Where it is unpacked to.
    pub(super) scratch: Scratch,
}

/// How many archives may be inside each other.
const DEEPEST: usize = 2;

/// A file that may be a container, with the way to it.
struct Item {
    path: PathBuf,
    name: String,
    labels: Vec<String>,
}

impl Item {
    fn piece(&self, title: &str) -> Piece {
        Piece {
            path: self.path.clone(),
            label: (!self.labels.is_empty()).then(|| self.labels.join(ENTRY_SEPARATOR)),
            title: title.to_owned(),
            notes: Vec::new(),
            failure: None,
        }
    }

    fn inside(&self, path: PathBuf, label: &str) -> Self {
        let labels = self.labels.iter().cloned().chain([label.to_owned()]);
        Self {
            path,
            name: last_part(label).to_owned(),
            labels: labels.collect(),
        }
    }

    /// The piece of an entry that cannot be unpacked while the others can.
    fn failed(&self, label: &str, error: &ContainerError) -> Piece {
        let inside = self.inside(self.path.clone(), label);
        Piece {
            failure: Some(format!("`{}` {error}", inside.labels.join(ENTRY_SEPARATOR))),
            ..inside.piece(stem(&inside.name))
        }
    }
}

impl Unpacker<'_> {
    /// The tables of a file: itself where it is text, else what it holds.
    pub(super) fn unpack(&mut self, path: &Path) -> Result<Vec<Piece>, ContainerError> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy().into_owned();
        let packed = File::open(path)?.metadata()?.len();
        let (limits, watch) = (self.limits, self.watch);
        let mut budget = Budget::new(limits, packed, &name, watch);
        let item = Item {
            path: path.to_owned(),
            name: name.clone(),
            labels: Vec::new(),
        };
        self.open(&item, 0, &mut budget)
    }

    /// A mended copy of a file in the private folder.
    pub(super) fn write_copy(
        &mut self,
        of: &Path,
        text: impl Read,
    ) -> Result<PathBuf, ContainerError> {
        let name = of.file_name().unwrap_or(of.as_os_str()).to_string_lossy();
        let packed = File::open(of)?.metadata()?.len();
        let (path, out) = self.scratch.file()?;
        Budget::new(self.limits, packed, &name, self.watch).copy(text, out)?;
        Ok(path)
    }

    fn open(
        &mut self,
        item: &Item,
        depth: usize,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Piece>, ContainerError> {
        let mut head = Vec::new();
        File::open(&item.path)?
            .take(HEAD_BYTES)
            .read_to_end(&mut head)?;
        match Content::of_head(&head) {
            Content::Text => Ok(vec![item.piece(stem(&item.name))]),
            Content::Other(what) => Err(ContainerError::Other(what)),
            Content::Html => self.page(item, budget),
            Content::Gzip if depth >= DEEPEST => Err(ContainerError::TooDeep),
            Content::Gzip => self.gzip(item, depth, budget),
            Content::Zip => self.zip(item, depth, budget),
            Content::OldWorkbook => {
                let sheets = workbook::unpack_old(&item.path, budget, &mut self.scratch)?;
                pieces_of(item, sheets)
            }
        }
    }

    fn gzip(
        &mut self,
        item: &Item,
        depth: usize,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Piece>, ContainerError> {
        let (path, out) = self.scratch.file()?;
        budget.copy(gzip::open(&item.path)?, out)?;
        let inside = item.inside(path, &gzip::inner_name(&item.name));
        self.open(&inside, depth + 1, budget)
    }

    fn zip(
        &mut self,
        item: &Item,
        depth: usize,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Piece>, ContainerError> {
        let mut archive = zip::open(&item.path, budget.entries())?;
        match zip::kind(&mut archive) {
            zip::Kind::Other(what) => return Err(ContainerError::Other(what)),
            kind @ (zip::Kind::Xlsx | zip::Kind::Xlsb | zip::Kind::Ods) => {
                let scratch = &mut self.scratch;
                let sheets = workbook::unpack_zipped(&item.path, kind, budget, scratch)?;
                return pieces_of(item, sheets);
            }
            zip::Kind::Files if depth >= DEEPEST => return Err(ContainerError::TooDeep),
            zip::Kind::Files => {}
        }
        let entries = zip::entries(&mut archive);
        if entries.is_empty() {
            return Err(ContainerError::Nothing);
        }
        let mut pieces = Vec::new();
        for entry in entries {
            match self.entry(&mut archive, &entry, item, depth, budget) {
                Ok(found) => pieces.extend(found),
                Err(error) if error.is_of_the_whole() => return Err(error),
                Err(error) => pieces.push(item.failed(&entry.label, &error)),
            }
        }
        Ok(pieces)
    }

    fn entry(
        &mut self,
        archive: &mut zip::Archive,
        entry: &zip::Entry,
        item: &Item,
        depth: usize,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Piece>, ContainerError> {
        let (path, out) = self.scratch.file()?;
        budget.copy(zip::read(archive, entry.at)?, out)?;
        let inside = item.inside(path, &entry.label);
        self.open(&inside, depth + 1, budget)
    }

    fn page(&mut self, item: &Item, budget: &mut Budget<'_>) -> Result<Vec<Piece>, ContainerError> {
        let limit = LARGEST_PAGE;
        if File::open(&item.path)?.metadata()?.len() > limit {
            return Err(ContainerError::TooLarge { limit });
        }
        let encoding = Encoding::of_stream(&mut File::open(&item.path)?)?;
        let mut page = String::new();
        Decoded::new(File::open(&item.path)?, encoding).read_to_string(&mut page)?;
        let tables = html::tables(&page);
        let mut sheets = Vec::new();
        for (at, table) in tables.into_iter().enumerate() {
            let (path, mut out) = self.scratch.file()?;
            budget.spend(table.len() as u64)?;
            out.write_all(table.as_bytes())
                .and_then(|()| out.flush())
                .map_err(ContainerError::Scratch)?;
            sheets.push(workbook::Sheet {
                name: format!("table {}", at + 1),
                path,
                notes: Vec::new(),
            });
        }
        if sheets.is_empty() {
            return Err(ContainerError::Other("a web page"));
        }
        pieces_of(item, sheets)
    }
}

/// The largest web page that is read; all of it is kept in memory.
const LARGEST_PAGE: u64 = 256 * 1024 * 1024;

/// A workbook of one sheet is called like its file, for the sheet mostly has no name of its own.
fn pieces_of(item: &Item, sheets: Vec<workbook::Sheet>) -> Result<Vec<Piece>, ContainerError> {
    if sheets.is_empty() {
        return Err(ContainerError::Blank);
    }
    let book = stem(&item.name);
    let is_only = sheets.len() == 1;
    let piece = |sheet: workbook::Sheet| {
        let name: String = sheet.name.chars().filter(|c| !c.is_control()).collect();
        let title = if is_only {
            book.to_owned()
        } else {
            format!("{book} {name}")
        };
        Piece {
            notes: sheet.notes,
            ..item.inside(sheet.path, &name).piece(&title)
        }
    };
    Ok(sheets.into_iter().map(piece).collect())
}

fn last_part(label: &str) -> &str {
    label.rsplit(ENTRY_SEPARATOR).next().unwrap_or(label)
}

fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        Some(_) | None => name,
    }
}
