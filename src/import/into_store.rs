//! Sinks of an import: the first look at a file, and the way into the workspace.

use std::ops::ControlFlow;

use super::report::FileReport;
use super::run::{Watch, file_name};
use super::sink::{Record, Sink};
use super::zone::OffsetEvidence;
use crate::model::issue::Issue;
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
        let outcome = match &record {
            Record::Order(order) => {
                self.offsets.add(order.created);
                self.import.put_order(self.id, order, rows)?
            }
            Record::Profile(profile) => self.import.put_profile(self.id, profile, rows)?,
            Record::Member(profile, assignment) => {
                let profile = self.import.put_profile(self.id, profile, rows)?;
                let name = &self.experiment;
                let assigned = self
                    .import
                    .put_assignment(self.id, name, assignment, rows)?;
                profile.or_more(assigned)
            }
            Record::Campaign(campaign) => self.import.put_campaign(self.id, campaign, rows)?,
            Record::Message(event) => self.import.put_message_event(self.id, event)?,
            Record::AttributedOrder(touch, event) => {
                let touch = self.import.put_order_touch(self.id, touch, rows)?;
                touch.or_more(self.import.put_message_event(self.id, event)?)
            }
            Record::Variations(campaigns) => {
                let mut outcome = Outcome::Older;
                for campaign in campaigns {
                    let of_one = self.import.put_campaign(self.id, campaign, rows)?;
                    outcome = outcome.or_more(of_one);
                }
                outcome
            }
            Record::Assignment(assignment) => {
                self.import
                    .put_assignment(self.id, &self.experiment, assignment, rows)?
            }
            Record::Flow(flow) => self.import.put_flow(self.id, flow, rows)?,
            Record::Traffic(row) => self.import.put_traffic(self.id, row, rows)?,
            Record::Discount(discount) => self.import.put_discount(self.id, discount, rows)?,
            Record::Transaction(transaction) => {
                self.import.put_transaction(self.id, transaction, rows)?
            }
            Record::Spend(spend) => self.import.put_spend(self.id, spend, rows)?,
            Record::OrderTouch(companion) => {
                self.import.put_order_touch(self.id, companion, rows)?
            }
            Record::OrderWithTransactions(order, transactions) => {
                self.offsets.add(order.created);
                for transaction in transactions {
                    self.import.put_transaction(self.id, transaction, 1)?;
                }
                self.import.put_order(self.id, order, rows)?
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
