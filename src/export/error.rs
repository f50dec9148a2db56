//! What can go wrong on the way to a file.

use std::path::PathBuf;

use crate::chart::png::PngError;

/// Why a file was not written. The file that was there before is still there, unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The name ends in nothing we can write.
    #[error(
        "`{}` has no ending that says which format to write; end it in .svg, .png or .csv",
        path.display()
    )]
    UnknownFormat {
        /// The file asked for.
        path: PathBuf,
    },
    /// There is no file name in the path.
    #[error("`{}` names a folder; add a file name to it", path.display())]
    NotAFile {
        /// The file asked for.
        path: PathBuf,
    },
    /// The chart could not be drawn.
    #[error("The chart for `{}` cannot be drawn. {reason}", path.display())]
    Draw {
        /// What went wrong.
        reason: PngError,
        /// The file asked for.
        path: PathBuf,
    },
    /// The disk refused.
    #[error(
        "`{}` cannot be written: {reason}. Check that its folder exists, that you may write there and that the disk is not full",
        path.display()
    )]
    Write {
        /// What the system says.
        reason: std::io::Error,
        /// The file asked for.
        path: PathBuf,
    },
}
