//! Why a container could not be unpacked, as sentences that follow its name.

use crate::model::format::NumberStyle;

/// A container that cannot be unpacked, or an entry of one.
#[derive(Debug, thiserror::Error)]
pub(in crate::import) enum ContainerError {
    /// The operating system refused.
    #[error(
        "could not be read ({0}). Check that it exists and that no other program has it locked."
    )]
    Io(#[from] std::io::Error),
    /// The private folder could not be written.
    #[error(
        "could not be unpacked into the temporary folder ({0}). Free some space there, or unpack it yourself and import the files."
    )]
    Scratch(std::io::Error),
    /// A password is needed.
    #[error("is protected by a password. Unpack or save it without one and import that.")]
    Encrypted,
    /// The archive ends early or contradicts itself.
    #[error("is damaged or was not downloaded to its end ({0}). Download it again.")]
    Damaged(String),
    /// Packed in a way that is not known.
    #[error(
        "is packed in a way that cannot be read ({0}). Unpack it yourself and import the files."
    )]
    Method(String),
    /// More files than exports have.
    #[error(
        "holds {} files, and at most {} are unpacked. Unpack it yourself and import those that are needed.",
        count(*found), count(*limit)
    )]
    TooMany {
        /// Files in it.
        found: u64,
        /// The most that are unpacked.
        limit: u64,
    },
    /// More bytes than exports have.
    #[error(
        "unpacks to more than {} MB, the most that is unpacked. Unpack it yourself and import the files that are needed.",
        count(limit / MEGABYTE)
    )]
    TooLarge {
        /// The most bytes that are unpacked.
        limit: u64,
    },
    /// Cells or strings that need more memory than those of exports.
    #[error(
        "needs more than {} MB of memory to be opened as a workbook. Save the sheet as CSV and import that.",
        count(limit / MEGABYTE)
    )]
    TooManyCells {
        /// The most bytes that are taken.
        limit: u64,
    },
    /// Far more bytes than packed ones.
    #[error(
        "unpacks to more than {} times its size, as no export does, so it was left alone. If it is one, unpack it yourself and import the files.",
        count(*limit)
    )]
    TooDense {
        /// The largest ratio.
        limit: u64,
    },
    /// Nothing in it looks like an export.
    #[error(
        "holds no export files: Holdout reads .csv, .tsv, .txt, .xlsx, .xls, .ods, .zip and .gz."
    )]
    Nothing,
    /// All of its sheets or tables are empty.
    #[error("holds no table with anything in it. Export it again.")]
    Blank,
    /// An archive in an archive in an archive.
    #[error("is an archive inside two others. Unpack the outer one and import what it holds.")]
    TooDeep,
    /// The file is something else.
    #[error("is {0}, which holds no table that can be read. Export the data as CSV.")]
    Other(&'static str),
    /// The entry is not in the archive any more.
    #[error("holds no `{0}` any more. Import the whole of it.")]
    Missing(String),
    /// It holds several files where one is needed.
    #[error("holds several tables: {0}. Say which one, for example `{1}`.")]
    Several(String, String),
    /// The analyst cancelled.
    #[error("was not unpacked, because the import was cancelled")]
    Cancelled,
}

const MEGABYTE: u64 = 1024 * 1024;

fn count(number: u64) -> String {
    NumberStyle::default().count(number as i64)
}

impl ContainerError {
    /// Whether the rest of the container is left alone as well.
    pub(super) fn is_of_the_whole(&self) -> bool {
        match self {
            Self::Scratch(_)
            | Self::TooMany { .. }
            | Self::TooLarge { .. }
            | Self::TooManyCells { .. }
            | Self::TooDense { .. }
            | Self::Cancelled => true,
            Self::Io(_)
            | Self::Encrypted
            | Self::Damaged(_)
            | Self::Method(_)
            | Self::Nothing
            | Self::Blank
            | Self::TooDeep
            | Self::Other(_)
            | Self::Missing(_)
            | Self::Several(..) => false,
        }
    }
}
