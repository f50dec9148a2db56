//! Why a file could not be read, as sentences that name the value, the place and the fix.

use std::path::{Path, PathBuf};

use crate::model::money::Currency;

/// A file that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error(
        "`{}` could not be read ({source}). Check that it exists and that no other program has it locked.",
        path.display()
    )]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file holds nothing.
    #[error("`{}` is empty. Export it again.", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A ZIP archive or an Excel workbook.
    #[error(
        "`{}` is a ZIP archive or an Excel workbook. Unpack it, or save its sheet as CSV, and import that file.",
        path.display()
    )]
    Archive {
        /// The file.
        path: PathBuf,
    },
    /// A picture, a program, a document.
    #[error(
        "`{}` is {what}, which holds no table that can be read. Export the data as CSV.",
        path.display()
    )]
    NotText {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A container that cannot be unpacked.
    #[error("`{}` {reason}", path.display())]
    Container {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// An entry of a container that cannot be unpacked.
    #[error("{reason}")]
    Entry {
        /// What is wrong and what to do, with the entry's name.
        reason: String,
    },
    /// A cell or line far longer than any export has.
    #[error(
        "`{}` has a cell of more than {limit} bytes near line {line}, so it is probably not a CSV export. Export it again as CSV.",
        path.display()
    )]
    CellTooLong {
        /// The file.
        path: PathBuf,
        /// Where the cell starts.
        line: u64,
        /// The longest cell that is read.
        limit: usize,
    },
    /// The file differs from the one that was recognised.
    #[error("`{}` changed while it was open. Import it again.", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// No signature matches and no mapping was given.
    #[error(
        "No known export has the headers {headers}. Choose the format, or say which columns hold the person and the arm."
    )]
    UnknownFormat {
        /// The first headers of the file.
        headers: String,
    },
    /// Columns without which no record can be made.
    #[error(
        "The file has no column {columns}, which {format} need. Export it again with all columns, or choose its columns or another format."
    )]
    MissingColumns {
        /// The format's label.
        format: &'static str,
        /// The missing headers.
        columns: String,
    },
    /// A mapped column is not in the file.
    #[error("The file has no column `{header}`. Choose one of its columns: {headers}.")]
    MappedColumn {
        /// The header of the mapping.
        header: String,
        /// The first headers of the file.
        headers: String,
    },
    /// No currency in the file and none chosen.
    #[error(
        "The file has no currency and the workspace has none yet. Choose the currency of its amounts (--currency EUR, or on the Data screen) and import it again."
    )]
    NoCurrency,
    /// The file names its currency, and nobody named that of the amounts that are loaded.
    #[error(
        "The amounts of this file are in {stated}, and nobody has named the currency of those that are loaded. If they are {stated}, too, say so (--currency {stated}, or Currency on the Data screen) and import this file again; if not, import it into a workspace of its own."
    )]
    UnnamedBefore {
        /// The currency of the file.
        stated: Currency,
    },
}

impl ReadError {
    /// The same with the name that the analyst knows the file by; what was unpacked has another path.
    #[must_use]
    pub(super) fn shown_as(mut self, shown: &Path) -> Self {
        match &mut self {
            Self::Io { path, .. }
            | Self::Empty { path }
            | Self::Archive { path }
            | Self::NotText { path, .. }
            | Self::Container { path, .. }
            | Self::CellTooLong { path, .. }
            | Self::Changed { path } => shown.clone_into(path),
            Self::Entry { .. }
            | Self::UnknownFormat { .. }
            | Self::MissingColumns { .. }
            | Self::MappedColumn { .. }
            | Self::NoCurrency
            | Self::UnnamedBefore { .. } => {}
        }
        self
    }
}

/// Why a file is left out of an import. What the program asks about has a kind of its own; all are shown as
/// one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing names the currency of its amounts.
    #[error("{}", ReadError::NoCurrency)]
    NoCurrency,
    /// It waits until somebody has seen how it will be read.
    #[error("It waits until you have seen how it will be read")]
    Unseen,
    /// It waits until somebody says how some of its columns are written.
    #[error("{0}")]
    Undecided(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NoCurrency => Self::NoCurrency,
            ReadError::Io { .. }
            | ReadError::Empty { .. }
            | ReadError::Archive { .. }
            | ReadError::NotText { .. }
            | ReadError::Container { .. }
            | ReadError::Entry { .. }
            | ReadError::CellTooLong { .. }
            | ReadError::Changed { .. }
            | ReadError::UnknownFormat { .. }
            | ReadError::MissingColumns { .. }
            | ReadError::MappedColumn { .. }
            | ReadError::UnnamedBefore { .. } => Self::Other(error.to_string()),
        }
    }
}

/// Why reading stopped before the end of the file.
#[derive(Debug, thiserror::Error)]
pub enum ReadFailure<E> {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The sink refused a record or an issue.
    #[error("{0}")]
    Sink(E),
    /// The sink asked to stop.
    #[error("The import was cancelled. Nothing of the file was kept.")]
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_needs_a_currency_is_told_from_others_by_kind() {
        let check = |error: ReadError, is_asked: bool| {
            let sentence = error.to_string();
            let failure = Failure::from(error);
            assert_eq!(failure.to_string(), sentence);
            assert_eq!(failure == Failure::NoCurrency, is_asked, "{sentence}");
        };
        check(ReadError::NoCurrency, true);
        let stated = Currency::NONE;
        check(ReadError::UnnamedBefore { stated }, false);
        let path = PathBuf::from("a.csv");
        check(ReadError::Empty { path }, false);
    }
}
