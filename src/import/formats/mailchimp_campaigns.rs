//! Mailchimp's overview of campaigns ("Export all reports"): one row per campaign, optionally with the
//! columns of a connected web analytics account.
//!
//! Bounces are counted: a `Bounce Rate` of this file is the share of visits that left the site at
//! once, and says nothing of e-mail.

use super::sends::{CountFields, SendFields, subject};
use crate::import::columns::{Column, Field, Layout};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table};
use crate::model::campaign::{Campaign, CampaignCounts, CampaignKey, Claimed};
use crate::model::issue::IssueKind;
use crate::model::rules::Channel;

/// The fields of the overview that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum ReportField {
    Id,
    Title,
    Subject,
    Sent,
    Recipients,
    Delivered,
    SoftBounces,
    HardBounces,
    Bounces,
    UniqueOpens,
    UniqueClicks,
    Unsubscribes,
    AbuseComplaints,
    Orders,
    Revenue,
}

impl Field for ReportField {
    fn index(self) -> usize {
        self as usize
    }
}

use ReportField as F;

/// The column table, in the order of [`ReportField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["unique id"]),
    Column::text(F::Title, &["title", "campaign name"]),
    Column::text(F::Subject, &["subject", "subject line"]),
    Column::time(F::Sent, &["send date"]),
    Column::text(F::Recipients, &["total recipients"]),
    Column::text(F::Delivered, &["successful deliveries"]),
    Column::text(F::SoftBounces, &["soft bounces"]),
    Column::text(F::HardBounces, &["hard bounces"]),
    Column::text(F::Bounces, &["total bounces"]),
    Column::text(F::UniqueOpens, &["unique opens"]),
    Column::text(F::UniqueClicks, &["unique clicks"]),
    Column::text(F::Unsubscribes, &["unsubscribes"]),
    Column::text(F::AbuseComplaints, &["abuse complaints"]),
    Column::text(F::Orders, &["total orders"]),
    Column::money(F::Revenue, &["total revenue"]),
];

/// The columns that count.
const COUNTS: CountFields<F> = CountFields {
    recipients: F::Recipients,
    delivered: F::Delivered,
    unique_opens: F::UniqueOpens,
    unique_clicks: F::UniqueClicks,
    unsubscribes: F::Unsubscribes,
    spam_complaints: F::AbuseComplaints,
    bounces: F::Bounces,
};

/// The columns that tell one send from another.
const SEND: SendFields<F> = SendFields {
    id: F::Id,
    name: F::Title,
    sent: F::Sent,
};

/// What Mailchimp's claimed conversions are.
pub(super) const METRIC: &str = "Orders";

/// The reader of the overview.
pub(in crate::import) struct Reports;

/// Finds the columns.
pub(in crate::import) fn open(headers: &[String]) -> (Reports, Layout<F>) {
    (Reports, Layout::new(COLUMNS, headers))
}

impl Table for Reports {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        SEND.relation(row, layout)
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        SEND.id(first, layout)
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some(id) = SEND.id(row, reading.layout) else {
            let hint = "A campaign needs its title or its id; correct the row and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::Title, hint);
            return None;
        };
        // An unreadable figure or time has its issue and loses no campaign.
        let mut count = |field| reading.count(row, field).unwrap_or_default();
        let (soft, hard) = (count(F::SoftBounces), count(F::HardBounces));
        let either = || soft.or(hard).map(|_| soft.unwrap_or(0) + hard.unwrap_or(0));
        let reported = COUNTS.read(row, reading);
        let counts = CampaignCounts {
            bounces: reported.bounces.or_else(either),
            ..reported
        };
        let claimed = Claimed {
            metric: Some(METRIC.to_owned()),
            conversions: reading.count(row, F::Orders).unwrap_or_default(),
            revenue: reading.money(row, F::Revenue).unwrap_or_default(),
        };
        let sent = reading.time(row, F::Sent).unwrap_or_default();
        Some(Record::Campaign(Campaign {
            name: reading.owned(row, F::Title).unwrap_or_else(|| id.clone()),
            key: CampaignKey {
                platform: "mailchimp".to_owned(),
                id,
                variant: String::new(),
            },
            aliases: Vec::new(),
            subject: subject(row, F::Subject, reading),
            channel: Channel::Email,
            sent_utc_micros: sent.map(|sent| sent.utc_micros),
            counts,
            claimed,
            winner: None,
            source_line: row.line,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }
}
