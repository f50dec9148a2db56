//! ZIP archives: what kind one is, and the files in it that may be exports.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::ContainerError;
use super::scratch::damaged;
use super::{ENTRY_SEPARATOR, has_export_ending};

/// An open archive.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Just files.
    Files,
    /// A workbook as Excel writes it.
    Xlsx,
    /// A workbook in Excel's binary form.
    Xlsb,
    /// An `OpenDocument` workbook.
    Ods,
    /// Another kind of document, in words that follow "is".
    Other(&'static str),
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number.
    pub(super) at: usize,
    /// Its path in the archive, made safe to show. Nothing is ever written to it.
    pub(super) label: String,
}

/// Opens an archive of at most `limit` entries.
pub(super) fn open(path: &Path, limit: u64) -> Result<Archive, ContainerError> {
    let archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(refused)?;
    let found = archive.len() as u64;
    if found > limit {
        return Err(ContainerError::TooMany { found, limit });
    }
    Ok(archive)
}

/// Documents are told by the parts that each must have.
pub(super) fn kind(archive: &mut Archive) -> Kind {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        Kind::Xlsx
    } else if has("xl/workbook.bin") {
        Kind::Xlsb
    } else if has("word/document.xml") {
        Kind::Other("a text document (Word)")
    } else if has("ppt/presentation.xml") {
        Kind::Other("a presentation")
    } else if has("Index/Document.iwa") || has("Index.zip") {
        Kind::Other("a document of Apple Numbers or Pages")
    } else if has("content.xml") && has("mimetype") {
        match mimetype(archive).as_str() {
            "application/vnd.oasis.opendocument.spreadsheet" => Kind::Ods,
            _ => Kind::Other("an OpenDocument file without sheets"),
        }
    } else {
        Kind::Files
    }
}

fn mimetype(archive: &mut Archive) -> String {
    let mut text = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        // What cannot be read is no spreadsheet.
        let _ = entry.take(100).read_to_string(&mut text);
    }
    text.trim().to_owned()
}

/// The files that may be exports, in the order of their labels.
pub(super) fn entries(archive: &mut Archive) -> Vec<Entry> {
    let mut entries = Vec::new();
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index_raw(at) else {
            continue;
        };
        let name = file.name().map_or_else(
            |_| String::from_utf8_lossy(file.name_raw()).into_owned(),
            std::borrow::Cow::into_owned,
        );
        let parts = parts(&name);
        if file.is_dir() || file.is_symlink() || is_litter(&parts) {
            continue;
        }
        if parts.last().is_some_and(|name| has_export_ending(name)) {
            entries.push(Entry {
                at,
                label: parts.join(ENTRY_SEPARATOR),
            });
        }
    }
    entries.sort_by(|a, b| a.label.cmp(&b.label));
    tell_apart(&mut entries);
    entries
}

/// The parts of a path that name something, without the characters that could trick a terminal.
fn parts(name: &str) -> Vec<String> {
    name.split(['/', '\\'])
        .map(|part| {
            let plain = part.chars().filter(|c| !c.is_control() && *c != '›');
            plain.collect::<String>().trim().to_owned()
        })
        .filter(|part| !matches!(part.as_str(), "" | "." | ".."))
        .collect()
}

/// What systems put beside the files that people pack.
fn is_litter(parts: &[String]) -> bool {
    parts.iter().any(|part| {
        part == "__MACOSX" || part.starts_with('.') || part.eq_ignore_ascii_case("desktop.ini")
    })
}

fn tell_apart(entries: &mut [Entry]) {
    let mut same = 1;
    for at in 1..entries.len() {
        let (earlier, later) = entries.split_at_mut(at);
        let first = at - same;
        if earlier[first].label == later[0].label {
            same += 1;
            later[0].label = format!("{} ({same})", later[0].label);
        } else {
            same = 1;
        }
    }
}

/// A reader of one entry.
pub(super) fn read(archive: &mut Archive, at: usize) -> Result<impl Read + '_, ContainerError> {
    let is_encrypted = archive.by_index_raw(at).map_err(refused)?.encrypted();
    if is_encrypted {
        return Err(ContainerError::Encrypted);
    }
    archive.by_index(at).map_err(refused)
}

fn refused(error: ZipError) -> ContainerError {
    match error {
        ZipError::Io(error) => damaged(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            ContainerError::Encrypted
        }
        ZipError::UnsupportedArchive(what) => ContainerError::Method(what.to_owned()),
        ZipError::CompressionMethodNotSupported(method) => {
            ContainerError::Method(format!("method {method}"))
        }
        error => ContainerError::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_only_labels() {
        for (name, expected) in [
            ("orders.csv", "orders.csv"),
            ("../../etc/passwd.csv", "etc|passwd.csv"),
            ("C:\\Users\\a\\..\\x.csv", "C:|Users|a|x.csv"),
            ("/abs//x.csv", "abs|x.csv"),
            ("a\u{1b}[31m.csv", "a[31m.csv"),
            ("a › b.csv", "a  b.csv"),
        ] {
            assert_eq!(parts(name).join("|"), expected);
        }
        assert!(is_litter(&parts("__MACOSX/._orders.csv")));
        assert!(is_litter(&parts("a/.DS_Store")));
        assert!(!is_litter(&parts("a/orders.csv")));
    }

    #[test]
    fn equal_labels_are_told_apart() {
        let entry = |at, label: &str| Entry {
            at,
            label: label.to_owned(),
        };
        let mut entries = [entry(0, "a"), entry(1, "a"), entry(2, "a"), entry(3, "b")];
        tell_apart(&mut entries);
        let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(labels, ["a", "a (2)", "a (3)", "b"]);
    }
}
