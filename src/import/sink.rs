//! What reading takes and gives: options in; records, issues and a summary out.

use std::ops::ControlFlow;

use jiff::tz::TimeZone;

use crate::model::campaign::Campaign;
use crate::model::experiment::Assignment;
use crate::model::issue::Issue;
use crate::model::money::Currency;
use crate::model::order::Order;
use crate::model::profile::Profile;

use super::decisions::Overrides;
use super::format::Format;
use super::recognise::ColumnMapping;

/// One typed record of a file.
#[allow(
    clippy::large_enum_variant,
    reason = "records are handed on one at a time and never kept, so a box would only cost"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// An order with its lines.
    Order(Order),
    /// A customer.
    Profile(Profile),
    /// A campaign or one of its variations.
    Campaign(Campaign),
    /// A person's arm.
    Assignment(Assignment),
}

/// Where records and issues go.
pub trait Sink {
    /// Why a record or an issue could not be taken.
    type Error;

    /// Takes one record, made of `rows` rows of the file. A key comes at most once per file.
    fn record(&mut self, record: Record, rows: u64) -> Result<(), Self::Error>;

    /// Takes one issue; issues of a record come before it.
    fn issue(&mut self, issue: Issue) -> Result<(), Self::Error>;

    /// Hears how far reading is, from 0 to [`Recognition::bytes`](super::Recognition::bytes), at
    /// least every few thousand rows of both passes. `Break` cancels.
    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()>;
}

/// What the analyst decided before reading.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Overrides the recognised format.
    pub format: Option<Format>,
    /// The zone of times without an offset; UTC where nothing is chosen.
    pub zone: Option<TimeZone>,
    /// The workspace's currency; the file's first one decides where nothing is chosen.
    pub currency: Option<Currency>,
    /// Reads the file as an assignment list with these columns.
    pub mapping: Option<ColumnMapping>,
    /// How some columns are read, whatever they prove.
    pub overrides: Overrides,
}

impl ReadOptions {
    /// The zone in which times without an offset are read.
    pub(super) fn naive_zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }
}

/// What a file gave. `rows` is always `accepted_rows + rejected_rows`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileSummary {
    /// Rows below the header with anything in them.
    pub rows: u64,
    /// Rows inside the records that the sink took.
    pub accepted_rows: u64,
    /// Rows left out, each with an issue.
    pub rejected_rows: u64,
    /// Records that the sink took.
    pub records: u64,
    /// Issues that the sink took.
    pub issues: u64,
    /// The latest instant in the file, UTC microseconds: how recent the export is.
    pub latest_micros: Option<i64>,
    /// The currency in which amounts were read.
    pub currency: Option<Currency>,
}
