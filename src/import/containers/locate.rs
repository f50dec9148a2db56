//! One table by its shown name, outside an import: to preview it, to map its columns, to analyse it.

use std::path::{Path, PathBuf};

use super::{ContainerError, ENTRY_SEPARATOR, Limits, Piece, Scratch, Unpacker};
use crate::import::error::ReadError;
use crate::import::repair::recognise_mended;
use crate::import::request::Watch;

/// A table that can be read while this value lives.
pub struct Located {
    path: PathBuf,
    _scratch: Scratch,
}

impl Located {
    /// Where its text is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Finds the table of a path or of a shown name such as `export.zip › orders_1.csv`. A container may be
/// named alone where it holds one table.
pub fn locate(shown: &Path, watch: &dyn Watch) -> Result<Located, ReadError> {
    let (container, label) = split(shown);
    let refused = |error: ContainerError| ReadError::Container {
        path: container.clone(),
        reason: error.to_string(),
    };
    let mut unpacker = Unpacker {
        watch,
        limits: Limits::USUAL,
        scratch: Scratch::default(),
    };
    let pieces = unpacker.unpack(&container).map_err(refused)?;
    let piece = chosen(pieces, label.as_deref()).map_err(refused)?;
    if let Some(reason) = piece.failure {
        return Err(ReadError::Entry { reason });
    }
    // A file that is no table at all says so when it is read.
    let mended = recognise_mended(&piece.path, &mut unpacker);
    Ok(Located {
        path: mended.map_or(piece.path, |(mended, _)| mended),
        _scratch: unpacker.scratch,
    })
}

fn chosen(mut pieces: Vec<Piece>, label: Option<&str>) -> Result<Piece, ContainerError> {
    if let Some(label) = label {
        let found = pieces.iter().position(|piece| is_named(piece, label));
        return match found {
            Some(at) => Ok(pieces.swap_remove(at)),
            None => Err(ContainerError::Missing(label.to_owned())),
        };
    }
    if pieces.len() > 1 {
        let labels: Vec<&str> = pieces.iter().filter_map(|p| p.label.as_deref()).collect();
        let named: Vec<String> = labels.iter().take(8).map(|l| format!("`{l}`")).collect();
        let example = labels.first().copied().unwrap_or_default();
        let example = format!("…{ENTRY_SEPARATOR}{example}");
        return Err(ContainerError::Several(named.join(", "), example));
    }
    pieces.pop().ok_or(ContainerError::Blank)
}

/// Whether a label names a piece, or a folder or an inner container that holds it.
pub(in crate::import) fn is_named(piece: &Piece, label: &str) -> bool {
    piece.label.as_deref().is_some_and(|own| {
        own == label
            || own
                .strip_prefix(label)
                .is_some_and(|rest| rest.starts_with(ENTRY_SEPARATOR))
    })
}

/// A shown name taken apart into the file and the entry; a path that exists is no shown name.
pub(in crate::import) fn split(shown: &Path) -> (PathBuf, Option<String>) {
    let parts = shown
        .to_str()
        .and_then(|text| text.split_once(ENTRY_SEPARATOR));
    match parts {
        Some((container, label)) if !shown.exists() => (container.into(), Some(label.to_owned())),
        Some(_) | None => (shown.to_owned(), None),
    }
}
