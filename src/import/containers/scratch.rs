//! The private folder that containers are unpacked into, and how much may go there.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::PathBuf;

use tempfile::TempDir;

use super::error::ContainerError;
use crate::import::request::Watch;

/// The most that is unpacked.
#[derive(Clone, Copy, Debug)]
pub(in crate::import) struct Limits {
    /// Files in one container.
    pub(in crate::import) entries: u64,
    /// Bytes of one container, all files together.
    pub(in crate::import) bytes: u64,
    /// Unpacked bytes per packed byte.
    pub(in crate::import) ratio: u64,
    /// Bytes up to which any ratio is taken: small files of one word repeat it.
    pub(in crate::import) any_ratio: u64,
}

impl Limits {
    /// Well above the largest exports, which pack to a twentieth, and far below what fills a disk.
    pub(in crate::import) const USUAL: Self = Self {
        entries: 10_000,
        bytes: 8 * 1024 * 1024 * 1024,
        ratio: 250,
        any_ratio: 64 * 1024 * 1024,
    };
}

/// The folder; it is made with the first file and goes with this value.
#[derive(Default)]
pub(in crate::import) struct Scratch {
    folder: Option<TempDir>,
    files: u64,
}

impl Scratch {
    /// The folder, where there is one yet.
    #[cfg(test)]
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.path().to_owned())
    }

    /// A new file in the folder.
    pub(super) fn file(&mut self) -> Result<(PathBuf, BufWriter<File>), ContainerError> {
        let folder = match &self.folder {
            Some(folder) => folder,
            None => self
                .folder
                .insert(private_folder().map_err(ContainerError::Scratch)?),
        };
        self.files += 1;
        // The name of an entry is never the name of a file.
        let path = folder.path().join(format!("{}.csv", self.files));
        let file = File::create_new(&path).map_err(ContainerError::Scratch)?;
        Ok((path, BufWriter::with_capacity(256 * 1024, file)))
    }
}

fn private_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("holdout-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}

/// What may still be unpacked from one container.
pub(super) struct Budget<'a> {
    limits: Limits,
    packed: u64,
    unpacked: u64,
    next_look: u64,
    name: &'a str,
    watch: &'a dyn Watch,
}

/// Bytes between two looks at the watch.
const BYTES_PER_LOOK: u64 = 1024 * 1024;

impl<'a> Budget<'a> {
    /// The budget of a container of `packed` bytes.
    pub(super) fn new(limits: Limits, packed: u64, name: &'a str, watch: &'a dyn Watch) -> Self {
        Self {
            limits,
            packed: packed.max(1),
            unpacked: 0,
            next_look: 0,
            name,
            watch,
        }
    }

    /// The most files it may hold.
    pub(super) fn entries(&self) -> u64 {
        self.limits.entries
    }

    /// The same, with nothing unpacked yet.
    pub(super) fn anew(&self) -> Self {
        Self::new(self.limits, self.packed, self.name, self.watch)
    }

    /// Takes some bytes into account; an error where they are too many or the analyst cancelled.
    pub(super) fn spend(&mut self, bytes: u64) -> Result<(), ContainerError> {
        self.unpacked += bytes;
        let Limits {
            bytes: limit,
            ratio,
            any_ratio,
            ..
        } = self.limits;
        if self.unpacked > limit {
            return Err(ContainerError::TooLarge { limit });
        }
        if self.unpacked > any_ratio && self.unpacked / self.packed >= ratio {
            return Err(ContainerError::TooDense { limit: ratio });
        }
        if self.unpacked >= self.next_look {
            self.next_look = self.unpacked + BYTES_PER_LOOK;
            self.look()?;
        }
        Ok(())
    }

    fn look(&self) -> Result<(), ContainerError> {
        let what = format!("Unpacking {}", self.name);
        // How much there is to unpack is known at its end only, so the bar rests.
        self.watch.progress(&what, 0, self.packed);
        if self.watch.is_cancelled() {
            return Err(ContainerError::Cancelled);
        }
        Ok(())
    }

    /// Copies what `source` gives, within the budget.
    pub(super) fn copy(
        &mut self,
        mut source: impl Read,
        mut into: impl Write,
    ) -> Result<(), ContainerError> {
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let taken = match source.read(&mut buffer) {
                Ok(0) => return into.flush().map_err(ContainerError::Scratch),
                Ok(taken) => taken,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(error)),
            };
            self.spend(taken as u64)?;
            into.write_all(&buffer[..taken])
                .map_err(ContainerError::Scratch)?;
        }
    }
}

/// An error of a packed stream: the stream's own fault, or the system's.
pub(super) fn damaged(error: io::Error) -> ContainerError {
    match error.kind() {
        ErrorKind::UnexpectedEof => ContainerError::Damaged("it ends in the middle".to_owned()),
        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::Other => {
            ContainerError::Damaged(error.to_string())
        }
        _ => ContainerError::Io(error),
    }
}
