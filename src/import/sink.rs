//! What reading takes and gives: options in; records, issues and a summary out.

use std::ops::ControlFlow;

use jiff::tz::TimeZone;

use crate::model::campaign::Campaign;
use crate::model::discount::Discount;
use crate::model::experiment::Assignment;
use crate::model::flow::FlowStatistics;
use crate::model::issue::Issue;
use crate::model::message::MessageEvent;
use crate::model::money::Currency;
use crate::model::order::{Order, OrderTouch};
use crate::model::profile::Profile;
use crate::model::spend::Spend;
use crate::model::traffic::TrafficRow;
use crate::model::transaction::Transaction;

use super::decisions::{ColumnDecision, Overrides};
use super::format::Format;
use super::mapping::ColumnMapping;

/// One typed record of a file.
#[allow(
    clippy::large_enum_variant,
    reason = "records are handed on one at a time and never kept, so a box would only cost"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// An order with its lines.
    Order(Order),
    /// A customer, contact or member of a list.
    Profile(Profile),
    /// The same with the arm that the row says they were assigned to.
    Member(Profile, Assignment),
    /// A campaign or one of its variations.
    Campaign(Campaign),
    /// A message of a campaign or one of its variations, by the id of the message.
    CampaignMessage(Campaign),
    /// A campaign with its variations, from a report that is one document.
    Variations(Vec<Campaign>),
    /// A person's arm.
    Assignment(Assignment),
    /// A row of a flow report.
    Flow(FlowStatistics),
    /// A row of a traffic report.
    Traffic(TrafficRow),
    /// A discount.
    Discount(Discount),
    /// A payment or refund.
    Transaction(Transaction),
    /// What a campaign cost.
    Spend(Spend),
    /// Where an order came from.
    OrderTouch(OrderTouch),
    /// The same with the message that the tool credits with the order.
    AttributedOrder(OrderTouch, MessageEvent),
    /// What a person did with a message.
    Message(MessageEvent),
    /// An order together with its payments and refunds.
    OrderWithTransactions(Order, Vec<Transaction>),
}

impl Record {
    /// The line of the file on which the record starts.
    pub(super) fn line(&self) -> Option<u64> {
        match self {
            Self::Order(order) | Self::OrderWithTransactions(order, _) => Some(order.source_line),
            Self::Profile(profile) | Self::Member(profile, _) => Some(profile.source_line),
            Self::Campaign(campaign) | Self::CampaignMessage(campaign) => {
                Some(campaign.source_line)
            }
            Self::Variations(campaigns) => campaigns.first().map(|first| first.source_line),
            Self::Assignment(assignment) => Some(assignment.source_line),
            Self::Flow(flow) => Some(flow.source_line),
            Self::Traffic(row) => Some(row.source_line),
            Self::Discount(discount) => Some(discount.source_line),
            Self::Transaction(transaction) => Some(transaction.source_line),
            Self::Spend(spend) => Some(spend.source_line),
            Self::OrderTouch(companion) => Some(companion.source_line),
            Self::Message(event) | Self::AttributedOrder(_, event) => Some(event.source_line),
        }
    }

    /// The line of a record that is all about a person.
    pub(super) fn line_of_person(&self) -> Option<u64> {
        match self {
            Self::Profile(profile) | Self::Member(profile, _) => Some(profile.source_line),
            Self::Assignment(assignment) => Some(assignment.source_line),
            Self::Message(event) | Self::AttributedOrder(_, event) => Some(event.source_line),
            Self::Order(_)
            | Self::Campaign(_)
            | Self::CampaignMessage(_)
            | Self::Variations(_)
            | Self::Flow(_)
            | Self::Traffic(_)
            | Self::Discount(_)
            | Self::Transaction(_)
            | Self::Spend(_)
            | Self::OrderTouch(_)
            | Self::OrderWithTransactions(..) => None,
        }
    }
}

/// Where records and issues go.
pub trait Sink {
    /// Why a record or an issue could not be taken.
    type Error;

    /// Takes one record, made of `rows` rows of the file. A key comes at most once per file.
    fn record(&mut self, record: Record, rows: u64) -> Result<(), Self::Error>;

    /// Takes one issue; issues of a record come before it.
    fn issue(&mut self, issue: Issue) -> Result<(), Self::Error>;

    /// Hears, before the first record, how each column with amounts or dates is read.
    fn decisions(&mut self, _decisions: Vec<ColumnDecision>) {}

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
    /// Reads the file as what the mapping says, with its columns.
    pub mapping: Option<ColumnMapping>,
    /// How some columns are read, whatever they prove.
    pub overrides: Overrides,
    /// Headers of columns that the analyst left out; their cells are read as blank.
    pub skip_columns: Vec<String>,
}

impl ReadOptions {
    /// The format to read: a chosen one wins over a mapping, and both win over recognition.
    pub(super) fn format(&self, recognised: Option<Format>) -> Option<Format> {
        let mapped = self.mapping.as_ref().map(|mapping| mapping.kind.format());
        self.format.or(mapped).or(recognised)
    }

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
