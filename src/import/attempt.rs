//! Reading a file in one pass, as its first rows suggest.
//!
//! A file is looked through before it is stored, because its last row may say how the first one is to be
//! read, and because its age decides which content of a record is the newer one. In an empty workspace
//! its age plays no part, and a content that was imported before has a known age: such a file is read at
//! once, and again where its rows decide otherwise than its first ones.

use std::convert::Infallible;

use super::error::ReadFailure;
use super::files::ExportFile;
use super::pass::Passes;
use super::report::FileReport;
use super::request::ImportError;
use super::run::{Run, SMALL, header};
use super::scan::{Scan, scan};
use super::sink::FileSummary;
use super::survey::Facts;
use super::surveyed::Surveyed;
use crate::store::{FileHeader, FileId, Import};

/// Bytes of a file from which on it is worth while to read it in one pass and, if that was wrong, again.
const WORTH_AN_ATTEMPT: u64 = if cfg!(test) { SMALL } else { 8 * 1024 * 1024 };

/// A content that was imported before.
struct Known {
    scan: Scan,
    latest_micros: i64,
}

impl Run<'_> {
    /// Stores a file in one pass where that may do. `None` where it does not: nothing is left of the attempt
    /// then, and `surveyed` holds what the file decides.
    pub(super) fn in_one_pass(
        &mut self,
        import: &mut Import<'_>,
        file: &ExportFile,
        surveyed: &mut Surveyed,
        report: &mut FileReport,
    ) -> Result<Option<(FileId, FileSummary)>, ImportError> {
        let is_large = surveyed.recognition.bytes >= WORTH_AN_ATTEMPT;
        if !is_large || !surveyed.file(&file.path).is_told_by_its_head() {
            surveyed.look(self, file, None)?;
            return Ok(None);
        }
        let mut known = None;
        if !import.is_first() {
            let scan = scan(&file.path)?;
            let Some(latest_micros) = import.age_of(scan.content)? else {
                surveyed.look(self, file, Some(scan))?;
                return Ok(None);
            };
            surveyed.content = scan.content;
            known = Some(Known {
                scan,
                latest_micros,
            });
        }
        match surveyed.file(&file.path).survey_head() {
            Ok(assumed) => self.attempt(import, (file, &assumed, known), surveyed, report),
            Err(ReadFailure::<Infallible>::Read(_) | ReadFailure::Cancelled) => {
                surveyed.look(self, file, known.map(|known| known.scan))?;
                Ok(None)
            }
            Err(ReadFailure::Sink(never)) => match never {},
        }
    }

    fn attempt(
        &mut self,
        import: &mut Import<'_>,
        (file, assumed, known): (&ExportFile, &Facts, Option<Known>),
        surveyed: &mut Surveyed,
        report: &mut FileReport,
    ) -> Result<Option<(FileId, FileSummary)>, ImportError> {
        let (report_before, offsets_before) = (report.clone(), self.offsets.clone());
        let format = report.format.unwrap_or_default();
        let age = known.as_ref().map(|known| known.latest_micros);
        let header = FileHeader {
            latest_micros: age,
            ..header(file, &surveyed.recognition, format, surveyed.content)
        };
        let done = import.attempt(&header, |import, id| -> Result<_, ImportError> {
            let storing = self.storing(import, id, (file, report));
            let passes = Passes::Only {
                scans: known.is_none(),
            };
            let read = storing.run(surveyed.file(&file.path), assumed, passes);
            let read = match read {
                Ok(read) => Some(read),
                Err(ImportError::Interrupted { .. }) => None,
                Err(error) => return Err(error),
            };
            let on_the_way = read.as_ref().and_then(|(_, found)| found.scan);
            let scanned = match known.map(|known| known.scan).or(on_the_way) {
                Some(scanned) => scanned,
                None => scan(&file.path)?,
            };
            surveyed.content = scanned.content;
            let is_text_of = scanned.encoding == surveyed.recognition.encoding;
            surveyed.recognition.encoding = scanned.encoding;
            let Some((summary, found)) = read else {
                // Another look says why it cannot be read, or reads it otherwise.
                surveyed.survey(self, file)?;
                return Ok(None);
            };
            let is_of_age = age.is_none() || age == found.latest_micros;
            let holds = is_text_of && is_of_age && found.decide_like(assumed);
            surveyed.facts = Ok(found);
            let decisions = surveyed.decisions(&file.path);
            if holds && self.question(&decisions).is_none() {
                report.decisions = decisions;
                import.set_content(id, scanned.content)?;
                return Ok(Some((id, summary)));
            }
            if !is_text_of {
                surveyed.survey(self, file)?;
            }
            Ok(None)
        })?;
        if done.is_none() {
            (*report, self.offsets) = (report_before, offsets_before);
            self.last_orders.remove(&file.shown());
        }
        Ok(done)
    }
}
