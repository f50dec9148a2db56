//! Rules as a TOML file, as `holdout rules export` writes it.

use std::path::{Path, PathBuf};

use crate::model::rules::Rules;

/// Why a rules file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RulesFileError {
    /// The file cannot be read at all.
    #[error("The rules file {} cannot be read ({source}): check the path and your rights", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not rules in TOML.
    #[error("The rules file {} is not as `holdout rules export` writes it: {detail}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        detail: String,
    },
}

/// Reads a rules file.
pub fn read(path: &Path) -> Result<Rules, RulesFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| RulesFileError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    toml::from_str(&text).map_err(|error| RulesFileError::Malformed {
        path: path.to_owned(),
        detail: error.to_string().trim().to_owned(),
    })
}
