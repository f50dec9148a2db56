//! The writer lock: one program at a time may change a workspace.
//!
//! SQLite already keeps single writes apart; this lock covers a whole session, so that a second
//! window learns at once that it is a reader instead of losing its changes later. The lock is an
//! operating-system lock on an empty file beside the workspace and ends with the process, however
//! that ends. The file itself stays: removing it would let two programs lock two different files.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::StoreError;

/// Held by the one writer of a workspace.
#[derive(Debug)]
pub(super) struct WriterLock {
    file: File,
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back as well, but not while a program that is just being started
        // still has a copy of every open file. There is nobody to tell if this fails.
        let _ = self.file.unlock();
    }
}

impl WriterLock {
    /// Takes the lock; `None` where another holds it or the folder cannot be written to.
    pub(super) fn try_take(workspace: &Path) -> Result<Option<Self>, StoreError> {
        let path = lock_path(workspace);
        let told = |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = match opened {
            Ok(file) => file,
            Err(error) if is_write_protected(&error) => return Ok(None),
            Err(error) => return Err(told(error)),
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(told(error)),
        }
    }
}

fn is_write_protected(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
    )
}

fn lock_path(workspace: &Path) -> PathBuf {
    let mut name = OsString::from(workspace);
    name.push("-lock");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_the_lock_until_it_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("shop.holdout");
        let first = WriterLock::try_take(&workspace).unwrap();
        assert!(first.is_some());
        assert!(WriterLock::try_take(&workspace).unwrap().is_none());
        drop(first);
        assert!(WriterLock::try_take(&workspace).unwrap().is_some());
    }

    #[test]
    fn a_missing_folder_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let error = WriterLock::try_take(&folder.path().join("none/shop.holdout")).unwrap_err();
        assert!(error.to_string().contains("shop.holdout-lock"), "{error}");
    }
}
