//! What all bytes of a file tell: its fingerprint and its encoding, found by reading it whole or while
//! something else reads it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::encoding::{Encoding, EncodingWatch};
use super::request::ImportError;
use crate::store::{Fingerprint, FingerprintReader};

/// What all bytes of a file tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan {
    pub(super) content: Fingerprint,
    pub(super) encoding: Encoding,
}

/// Reads a file whole for what its bytes tell.
pub(super) fn scan(path: &Path) -> Result<Scan, ImportError> {
    let scan = || Scanning::new(File::open(path)?).finish();
    scan().map_err(|reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    })
}

/// A file that may be scanned while it is read.
pub(super) enum Input {
    Plain(File),
    Scanned(Box<Scanning>),
}

impl Input {
    /// Opens a file, to be scanned or not.
    pub(super) fn open(path: &Path, scans: bool) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(if scans {
            Self::Scanned(Box::new(Scanning::new(file)))
        } else {
            Self::Plain(file)
        })
    }

    /// What the bytes tell, if the file was scanned; the rest of it is read for that.
    pub(super) fn scan(self) -> Option<io::Result<Scan>> {
        match self {
            Self::Plain(_) => None,
            Self::Scanned(scanning) => Some(scanning.finish()),
        }
    }
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(out),
            Self::Scanned(scanning) => scanning.read(out),
        }
    }
}

/// Looks at the bytes of a file as they are read.
pub(super) struct Scanning {
    source: FingerprintReader<File>,
    encoding: EncodingWatch,
}

impl Scanning {
    fn new(file: File) -> Self {
        Self {
            source: FingerprintReader::new(file),
            encoding: EncodingWatch::default(),
        }
    }

    fn finish(mut self) -> io::Result<Scan> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Scan {
            content: self.source.finish()?,
            encoding: self.encoding.finish(),
        })
    }
}

impl Read for Scanning {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let taken = self.source.read(out)?;
        self.encoding.see(&out[..taken]);
        Ok(taken)
    }
}
