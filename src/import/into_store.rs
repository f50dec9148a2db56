//! The way into the workspace: one thread reads records, another stores them.
//!
//! The reading thread splits, types and folds rows. Finding out who bought and computing fingerprints
//! needs no workspace either: whoever has time for it prepares the orders of a batch, the reader while
//! batches are waiting, else the other thread. The queue is short, so that memory does not depend on the
//! file.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SendError, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::ReadFailure;
use super::decisions::ColumnDecision;
use super::pass::Passes;
use super::read::File;
use super::report::FileReport;
use super::request::{ImportError, Watch};
use super::sink::{FileSummary, Record, Sink};
use super::survey::Facts;
use super::zone::OffsetEvidence;
use crate::model::issue::{Issue, IssueKind};
use crate::store::{FileId, Import, IncomingOrders, Intake, Outcome, StoreError};

/// How many records and issues are handed over at once.
const BATCH: usize = 512;

/// How many batches wait at most: enough for the reader to go on while collected people are written.
const QUEUE: usize = 32;

/// With so many batches waiting the other thread has enough to do, and the reader prepares orders.
const ENOUGH: usize = 2;

/// What was read since the last batch.
#[derive(Default)]
struct Batch {
    orders: IncomingOrders,
    others: Vec<(Record, u64)>,
    issues: Vec<Issue>,
    decisions: Vec<ColumnDecision>,
    bytes_done: u64,
}

impl Batch {
    fn len(&self) -> usize {
        self.orders.len() + self.others.len() + self.issues.len()
    }
}

/// The end of the queue where records are put in.
struct Reader {
    batch: Batch,
    queue: SyncSender<Batch>,
    intake: Intake,
    /// How many batches are in the queue.
    waiting: Arc<AtomicUsize>,
    /// Batches that are stored. Freed by the thread that made them, their memory is at once of use again;
    /// freed by another one, it costs a sixth of the whole import.
    stored: Receiver<Batch>,
}

/// Nobody takes batches any more: the import failed or was cancelled, and says so itself.
struct Hung;

impl From<SendError<Batch>> for Hung {
    fn from(_: SendError<Batch>) -> Self {
        Self
    }
}

impl Reader {
    fn hand_over_if_full(&mut self) -> Result<(), Hung> {
        if self.batch.len() >= BATCH {
            self.hand_over()?;
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), Hung> {
        let next = Batch {
            bytes_done: self.batch.bytes_done,
            ..Batch::default()
        };
        let mut batch = std::mem::replace(&mut self.batch, next);
        self.stored.try_iter().for_each(drop);
        if self.waiting.load(Ordering::Relaxed) >= ENOUGH {
            batch.orders.prepare(&mut self.intake);
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Ok(self.queue.send(batch)?)
    }
}

impl Sink for Reader {
    type Error = Hung;

    fn record(&mut self, record: Record, rows: u64) -> Result<(), Hung> {
        match record {
            Record::Order(order) => self.batch.orders.push(order, rows),
            other => self.batch.others.push((other, rows)),
        }
        self.hand_over_if_full()
    }

    fn issue(&mut self, issue: Issue) -> Result<(), Hung> {
        self.batch.issues.push(issue);
        self.hand_over_if_full()
    }

    fn decisions(&mut self, decisions: Vec<ColumnDecision>) {
        self.batch.decisions = decisions;
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        self.batch.bytes_done = bytes_done;
        match self.hand_over() {
            Ok(()) => ControlFlow::Continue(()),
            Err(Hung) => ControlFlow::Break(()),
        }
    }
}

/// Stores what is read, and counts.
pub(super) struct Storing<'a, 'w> {
    pub(super) import: &'a mut Import<'w>,
    pub(super) id: FileId,
    pub(super) experiment: String,
    pub(super) report: &'a mut FileReport,
    pub(super) offsets: &'a mut OffsetEvidence,
    pub(super) watch: &'a dyn Watch,
    /// Name of the file, bytes of the files before it, and of all.
    pub(super) progress: (String, u64, u64),
    /// What reports call the file.
    pub(super) shown: PathBuf,
    /// Records and rows that the file gave before with other content.
    pub(super) repeated: (u64, u64),
    /// The line of the order that goes on in another file, and where what becomes of it is kept.
    pub(super) goes_on: (Option<u64>, &'a mut HashMap<PathBuf, Outcome>),
}

impl Storing<'_, '_> {
    /// Reads a file into the workspace. What it tells is found out on the way in a first pass only.
    pub(super) fn run(
        mut self,
        file: File<'_>,
        facts: &Facts,
        passes: Passes,
    ) -> Result<(FileSummary, Facts), ImportError> {
        self.goes_on.1.remove(&self.shown);
        let (queue, batches) = sync_channel(QUEUE);
        let intake = self.import.intake();
        let waiting = Arc::new(AtomicUsize::new(0));
        let handed_over = Arc::clone(&waiting);
        let (give_back, stored) = channel();
        let read = thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut reader = Reader {
                    batch: Batch::default(),
                    queue,
                    intake,
                    waiting: handed_over,
                    stored,
                };
                let summary = match passes {
                    Passes::Only { scans } => file.read_and_survey(facts, scans, &mut reader)?,
                    Passes::Second => (file.read(facts, &mut reader)?, Facts::default()),
                };
                reader.hand_over().map_err(ReadFailure::Sink)?;
                Ok(summary)
            });
            // The queue is dropped before the reader is waited for, so that it never waits in vain.
            let stored = self.store(batches, &waiting, &give_back);
            let read = reader.join();
            stored.map(|()| read)
        })?;
        let (records, rows) = self.repeated;
        let shown = self.shown;
        let interrupted = |reason: String| ImportError::Interrupted {
            path: shown.clone(),
            reason,
        };
        match read {
            Ok(Ok((mut summary, facts))) => {
                summary.records -= records;
                summary.accepted_rows -= rows;
                summary.rejected_rows += rows;
                summary.issues += records;
                Ok((summary, facts))
            }
            Ok(Err(ReadFailure::Read(error))) => {
                Err(interrupted(error.shown_as(&shown).to_string()))
            }
            Ok(Err(ReadFailure::Cancelled | ReadFailure::Sink(Hung))) => {
                Err(ImportError::Cancelled)
            }
            Err(_) => Err(interrupted(
                "reading it failed; please report this file".to_owned(),
            )),
        }
    }

    fn store(
        &mut self,
        batches: Receiver<Batch>,
        waiting: &AtomicUsize,
        give_back: &Sender<Batch>,
    ) -> Result<(), ImportError> {
        for mut batch in batches {
            waiting.fetch_sub(1, Ordering::Relaxed);
            self.take(&mut batch)?;
            let (name, before, total) = &self.progress;
            self.watch.progress(name, before + batch.bytes_done, *total);
            if self.watch.is_cancelled() {
                return Err(ImportError::Cancelled);
            }
            // A reader that has finished takes nothing back, and nothing is left to be read then.
            let _ = give_back.send(batch);
        }
        Ok(())
    }

    fn take(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let outcomes = self.import.put_orders(self.id, &mut batch.orders)?;
        for ((order, rows), outcome) in batch.orders.iter().zip(outcomes) {
            self.offsets.add(order.created);
            self.count(outcome, *rows);
            self.hear_end(order.source_line, outcome);
            if outcome == Outcome::Repeated {
                self.tell(&repeated(Some(order.source_line), outcome))?;
            }
        }
        for (record, rows) in &batch.others {
            let parts = self.put(record, *rows)?;
            self.count(parts.most, *rows);
            if let Some(line) = record.line() {
                self.hear_end(line, parts.most);
            }
            if parts.has_forgotten {
                self.tell(&forgotten(record, parts.most))?;
            }
            if parts.has_repeated {
                self.tell(&repeated(record.line(), parts.most))?;
            }
        }
        if !batch.decisions.is_empty() {
            self.report.decisions.clone_from(&batch.decisions);
        }
        for issue in &batch.issues {
            self.tell(issue)?;
        }
        Ok(())
    }

    fn tell(&mut self, issue: &Issue) -> Result<(), StoreError> {
        self.report.add_issue(issue);
        self.import.add_issue(self.id, issue)
    }

    fn put(&mut self, record: &Record, rows: u64) -> Result<Parts, StoreError> {
        let (import, file) = (&mut *self.import, self.id);
        let one = match record {
            Record::Order(order) => import.put_order(file, order, rows)?,
            Record::Profile(profile) => import.put_profile(file, profile, rows)?,
            Record::Campaign(campaign) => import.put_campaign(file, campaign, rows)?,
            Record::CampaignMessage(message) => import.put_campaign_message(file, message, rows)?,
            Record::Assignment(assignment) => {
                import.put_assignment(file, &self.experiment, assignment, rows)?
            }
            Record::Member(profile, assignment) => {
                let profile = Parts::of(import.put_profile(file, profile, rows)?);
                let name = &self.experiment;
                return Ok(profile.and(import.put_assignment(file, name, assignment, rows)?));
            }
            Record::Message(event) => import.put_message_event(file, event)?,
            Record::AttributedOrder(touch, event) => {
                let touch = Parts::of(import.put_order_touch(file, touch, rows)?);
                return Ok(touch.and(import.put_message_event(file, event)?));
            }
            Record::Variations(campaigns) => {
                let mut parts = None;
                for campaign in campaigns {
                    let part = import.put_campaign(file, campaign, rows)?;
                    parts = Some(parts.map_or(Parts::of(part), |parts: Parts| parts.and(part)));
                }
                return Ok(parts.unwrap_or(Parts::of(Outcome::Older)));
            }
            Record::Flow(flow) => import.put_flow(file, flow, rows)?,
            Record::Traffic(row) => import.put_traffic(file, row, rows)?,
            Record::Discount(discount) => import.put_discount(file, discount, rows)?,
            Record::Transaction(transaction) => import.put_transaction(file, transaction, rows)?,
            Record::Spend(spend) => import.put_spend(file, spend, rows)?,
            Record::OrderTouch(companion) => import.put_order_touch(file, companion, rows)?,
            Record::OrderWithTransactions(order, transactions) => {
                self.offsets.add(order.created);
                let mut parts = Parts::of(import.put_order(file, order, rows)?);
                for transaction in transactions {
                    parts = parts.and(import.put_transaction(file, transaction, 1)?);
                }
                return Ok(parts);
            }
        };
        Ok(Parts::of(one))
    }

    /// Keeps what became of the order that goes on in another file.
    fn hear_end(&mut self, line: u64, outcome: Outcome) {
        if self.goes_on.0 == Some(line) {
            self.goes_on.1.insert(self.shown.clone(), outcome);
        }
    }

    fn count(&mut self, outcome: Outcome, rows: u64) {
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
            Outcome::Unchanged | Outcome::Older | Outcome::Forgotten => {
                counts.unchanged += 1;
                counts.unchanged_rows += rows;
            }
            Outcome::Repeated => {
                self.repeated.0 += 1;
                self.repeated.1 += rows;
            }
        }
    }
}

/// What became of a record that may be several in the workspace.
#[derive(Clone, Copy, Debug)]
struct Parts {
    /// What became of the part that changed most.
    most: Outcome,
    /// Whether a part was not taken, because the file gave it before.
    has_repeated: bool,
    /// Whether a part was not taken, because its person was forgotten.
    has_forgotten: bool,
}

impl Parts {
    fn of(outcome: Outcome) -> Self {
        Self {
            most: outcome,
            has_repeated: outcome == Outcome::Repeated,
            has_forgotten: outcome == Outcome::Forgotten,
        }
    }

    fn and(self, outcome: Outcome) -> Self {
        Self {
            most: self.most.or_more(outcome),
            has_repeated: self.has_repeated || outcome == Outcome::Repeated,
            has_forgotten: self.has_forgotten || outcome == Outcome::Forgotten,
        }
    }
}

/// What is said of a record that only the workspace knew to be one of those further up.
fn repeated(line: Option<u64>, most: Outcome) -> Issue {
    let hint = if most == Outcome::Repeated {
        "The same record stands further up in this file with other values; the first one counts."
    } else {
        "A part of the row (the person's profile, the order or a payment) stands further up in this file with other values; there the first one counts."
    };
    Issue {
        line,
        ..Issue::of_file(IssueKind::DuplicateKey, hint)
    }
}

/// What is said of a record whose person was forgotten.
fn forgotten(record: &Record, most: Outcome) -> Issue {
    let hint = if most == Outcome::Forgotten {
        "The person was forgotten in this workspace, so nothing of the row was stored."
    } else {
        "The person was forgotten in this workspace, so only what the row says of the order was stored."
    };
    Issue {
        line: record.line_of_person(),
        ..Issue::of_file(IssueKind::ForgottenPerson, hint)
    }
}
