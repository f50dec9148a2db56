//! What is learned of a file before anything of it is stored.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread;

use super::decisions::ColumnDecision;
use super::error::{Failure, ReadFailure};
use super::files::ExportFile;
use super::read::File;
use super::recognise::Recognition;
use super::request::ImportError;
use super::run::{Run, file_name};
use super::scan::{Scan, scan};
use super::sink::ReadOptions;
use super::straddle::Joins;
use super::survey::Facts;
use crate::store::Fingerprint;

/// A file after its first pass, which tells how recent it is and whether it can be read to its end
/// before anything is stored.
pub(super) struct Surveyed {
    pub(super) recognition: Recognition,
    pub(super) options: ReadOptions,
    pub(super) content: Fingerprint,
    /// What was learned, or why the file cannot be read.
    pub(super) facts: Result<Facts, Failure>,
    /// Orders that it shares with other files.
    pub(super) joins: Joins,
}

impl Surveyed {
    /// Surveys the file, and meanwhile reads it whole for its fingerprint and its encoding, unless that is
    /// done.
    pub(super) fn look(
        &mut self,
        run: &Run<'_>,
        file: &ExportFile,
        scanned: Option<Scan>,
    ) -> Result<(), ImportError> {
        let scanned = thread::scope(|scope| {
            let scanning = scanned.is_none().then(|| scope.spawn(|| scan(&file.path)));
            self.survey(run, file)?;
            match (scanned, scanning.and_then(|scanning| scanning.join().ok())) {
                (Some(scanned), _) => Ok(scanned),
                (None, Some(scanned)) => scanned,
                (None, None) => scan(&file.path),
            }
        })?;
        self.content = scanned.content;
        // A letter that is no UTF-8 may stand far down in the file, behind what recognition looks at.
        if scanned.encoding != self.recognition.encoding {
            self.recognition.encoding = scanned.encoding;
            self.survey(run, file)?;
        }
        Ok(())
    }

    pub(super) fn file<'a>(&'a self, path: &'a Path) -> File<'a> {
        File {
            path,
            recognition: &self.recognition,
            options: &self.options,
            end: None,
            joins: Some(&self.joins),
        }
    }

    /// How its columns with amounts and dates are read.
    pub(super) fn decisions(&self, path: &Path) -> Vec<ColumnDecision> {
        let Ok(facts) = &self.facts else {
            return Vec::new();
        };
        let decided = self.file(path).decide(facts);
        decided.map_or_else(|_| Vec::new(), |(decisions, _)| decisions)
    }

    pub(super) fn survey(&mut self, run: &Run<'_>, file: &ExportFile) -> Result<(), ImportError> {
        let name = file_name(&file.shown());
        let surveyed = self.file(&file.path).survey(&mut |bytes| {
            run.watch
                .progress(&name, run.bytes_before + bytes, run.bytes_total);
            if run.watch.is_cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        self.facts = match surveyed {
            Ok(facts) => Ok(facts),
            Err(ReadFailure::Read(error)) => Err(error.shown_as(&file.shown()).into()),
            Err(ReadFailure::Cancelled) => return Err(ImportError::Cancelled),
            Err(ReadFailure::<Infallible>::Sink(never)) => match never {},
        };
        Ok(())
    }
}
