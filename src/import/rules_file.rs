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
        detail: detail(&text, &error),
    })
}

/// What is wrong and where, in one line.
fn detail(text: &str, error: &toml::de::Error) -> String {
    let what = error.message().trim().replace('\n', ", ");
    let Some(above) = error.span().and_then(|span| text.get(..span.start)) else {
        return what;
    };
    let line = 1 + above.matches('\n').count();
    let column = 1 + above.chars().rev().take_while(|&c| c != '\n').count();
    format!("line {line}, column {column}: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rules.toml");
        std::fs::write(&path, text).unwrap();
        let error = read(&path).unwrap_err().to_string();
        let told = error.rsplit_once("writes it: ").map(|(_, told)| told);
        assert_eq!(told, Some(expected));
    }

    #[test]
    fn a_mistake_is_told_in_one_line_with_its_place() {
        check(
            "codes = [\n  \"é\", =\n]\n",
            "line 2, column 8: unexpected `=` in array, expected value, `]`",
        );
        check(
            "codes = 5\n",
            "line 1, column 9: invalid type: integer `5`, expected a sequence",
        );
    }
}
