//! Klaviyo's report of campaign messages: one row per message, with rates as fractions and without
//! recipients.
//!
//! Only its counts are taken. Deliveries could be worked back from a rate, but a rate rounded to five
//! digits does not give a count.

use super::sends::{CountFields, SendFields, subject};
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table};
use crate::model::campaign::{Campaign, CampaignKey, Claimed};
use crate::model::issue::IssueKind;
use crate::model::rules::Channel;

/// The fields of a message report that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum MessageField {
    Id,
    Name,
    Subject,
    Channel,
    Variant,
    SendDate,
    SendTime,
    Recipients,
    Delivered,
    UniqueOpens,
    UniqueClicks,
    Unsubscribes,
    SpamComplaints,
    Bounces,
}

impl Field for MessageField {
    fn index(self) -> usize {
        self as usize
    }
}

use MessageField as F;

/// The column table, in the order of [`MessageField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["campaign message id"]),
    Column::text(F::Name, &["campaign message name", "campaign name"]),
    Column::text(F::Subject, &["subject"]),
    Column::text(
        F::Channel,
        &["campaign message channel", "message channel", "channel"],
    ),
    Column::text(F::Variant, &["variant name", "variation name"]),
    Column::time(F::SendDate, &["send date"]),
    Column::text(F::SendTime, &["send time"]),
    Column::text(F::Recipients, &["total recipients", "recipients"]),
    Column::text(F::Delivered, &["successful deliveries", "delivered"]),
    Column::text(F::UniqueOpens, &["unique opens"]),
    Column::text(F::UniqueClicks, &["unique clicks"]),
    Column::text(
        F::Unsubscribes,
        &["unique unsubscribes", "unsubscribes", "total unsubscribes"],
    ),
    Column::text(F::SpamComplaints, &["spam complaints"]),
    Column::text(F::Bounces, &["bounces"]),
];

/// The columns that count.
const COUNTS: CountFields<F> = CountFields {
    recipients: F::Recipients,
    delivered: F::Delivered,
    unique_opens: F::UniqueOpens,
    unique_clicks: F::UniqueClicks,
    unsubscribes: F::Unsubscribes,
    spam_complaints: F::SpamComplaints,
    bounces: F::Bounces,
};

/// The columns that tell one send from another.
const SEND: SendFields<F> = SendFields {
    id: F::Id,
    name: F::Name,
    sent: F::SendDate,
};

/// The reader of message reports.
pub(in crate::import) struct Messages;

/// Finds the columns.
pub(in crate::import) fn open(headers: &[String]) -> (Messages, Layout<F>) {
    (Messages, Layout::new(COLUMNS, headers))
}

impl Table for Messages {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        SEND.relation(row, layout)
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let variant = layout.text(first, F::Variant).unwrap_or_default();
        Some(format!("{}\n{variant}", layout.text(first, F::Id)?))
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some(id) = reading.plain(row, F::Id) else {
            let hint = "A message needs its id; correct the row and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::Id, hint);
            return None;
        };
        let counts = COUNTS.read(row, reading);
        Some(Record::CampaignMessage(Campaign {
            name: reading.owned(row, F::Name).unwrap_or_else(|| id.clone()),
            key: CampaignKey {
                platform: "klaviyo".to_owned(),
                id,
                variant: reading.owned(row, F::Variant).unwrap_or_default(),
            },
            aliases: Vec::new(),
            subject: subject(row, F::Subject, reading),
            channel: reading
                .text(row, F::Channel)
                .map_or(Channel::Other, Channel::parse),
            sent_utc_micros: sent(row, reading),
            counts,
            claimed: Claimed::default(),
            winner: None,
            source_line: row.line,
        }))
    }
}

/// Day and time stand in columns of their own.
fn sent(row: &Row, reading: &mut Reading<'_, F>) -> Option<i64> {
    let filled = |field| {
        let text = reading.text(row, field)?;
        (!cell::says_nothing(text)).then_some(text)
    };
    let (field, text) = match (filled(F::SendDate), filled(F::SendTime)) {
        (Some(date), Some(time)) => (F::SendDate, format!("{date} {time}")),
        (Some(date), None) => (F::SendDate, date.to_owned()),
        // An hour without its day is no moment.
        (None, Some(time)) => (F::SendTime, time.to_owned()),
        (None, None) => return None,
    };
    let moment = reading.time_of(&text, row, field).ok()??;
    Some(moment.utc_micros)
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
