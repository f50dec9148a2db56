//! Sinks of an import: the first look at a file, and the way into the workspace.

use std::ops::ControlFlow;

use super::report::FileReport;
use super::run::{Watch, file_name};
use super::sink::{Record, Sink};
use super::zone::OffsetEvidence;
use crate::model::issue::{Issue, IssueKind};
use crate::store::{FileId, Import, Outcome, StoreError};

/// Reads without storing.
pub(super) struct FirstLook<'a> {
    pub(super) watch: &'a dyn Watch,
    pub(super) name: String,
    pub(super) bytes: (u64, u64),
}

impl Sink for FirstLook<'_> {
    type Error = std::convert::Infallible;

    fn record(&mut self, _record: Record, _rows: u64) -> Result<(), Self::Error> {
        Ok(())
    }

    fn issue(&mut self, _issue: Issue) -> Result<(), Self::Error> {
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        let (before, total) = self.bytes;
        self.watch
            .progress(&self.name, before + bytes_done / 2, total);
        stop_if_cancelled(self.watch)
    }
}

fn stop_if_cancelled(watch: &dyn Watch) -> ControlFlow<()> {
    if watch.is_cancelled() {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

/// Stores what is read, and counts.
pub(super) struct StoreSink<'a, 'w> {
    pub(super) import: &'a mut Import<'w>,
    pub(super) id: FileId,
    pub(super) experiment: String,
    pub(super) report: &'a mut FileReport,
    pub(super) offsets: &'a mut OffsetEvidence,
    pub(super) watch: &'a dyn Watch,
    pub(super) bytes: (u64, u64),
    pub(super) file_bytes: u64,
}

impl Sink for StoreSink<'_, '_> {
    type Error = StoreError;

    fn record(&mut self, record: Record, rows: u64) -> Result<(), StoreError> {
        let mut line = None;
        let outcome = match &record {
            Record::Order(order) => {
                self.offsets.add(order.created);
                self.import.put_order(self.id, order, rows)?
            }
            Record::Profile(profile) => {
                line = Some(profile.source_line);
                self.import.put_profile(self.id, profile, rows)?
            }
            Record::Campaign(campaign) => self.import.put_campaign(self.id, campaign, rows)?,
            Record::Assignment(assignment) => {
                line = Some(assignment.source_line);
                self.import
                    .put_assignment(self.id, &self.experiment, assignment, rows)?
            }
        };
        let counts = &mut self.report.counts;
        match outcome {
            Outcome::New => {
                counts.new += 1;
                counts.accepted_rows += rows;
            }
            Outcome::Updated => {
                counts.updated += 1;
                counts.accepted_rows += rows;
            }
            Outcome::Unchanged | Outcome::Older => {
                counts.unchanged += 1;
                counts.unchanged_rows += rows;
            }
            Outcome::Forgotten => {
                counts.unchanged += 1;
                counts.unchanged_rows += rows;
                let hint =
                    "The person was forgotten in this workspace, so nothing of the row was stored.";
                let issue = Issue {
                    line,
                    ..Issue::of_file(IssueKind::ForgottenPerson, hint)
                };
                self.issue(issue)?;
            }
        }
        Ok(())
    }

    fn issue(&mut self, issue: Issue) -> Result<(), StoreError> {
        self.report.add_issue(&issue);
        self.import.add_issue(self.id, &issue)
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        let (before, total) = self.bytes;
        let name = file_name(&self.report.path);
        let done = before + u64::midpoint(self.file_bytes, bytes_done);
        self.watch.progress(&name, done, total);
        stop_if_cancelled(self.watch)
    }
}
