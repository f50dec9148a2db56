//! Klaviyo campaign analytics: one row per campaign, or per variation where those are included.
//!
//! The conversion columns carry the name of the metric that the account chose, so they are found by
//! their form: the `Unique X` that is neither opens nor clicks, and `X Value` or `Revenue`.

use crate::model::campaign::{Campaign, CampaignKey, Claimed};
use crate::model::issue::IssueKind;
use crate::model::rules::Channel;

use super::columns::{Column, Field, Kind, Layout, normalise_header};
use super::error::ReadError;
use super::format::Format;
use super::formats::sends::{CountFields, SendFields, subject};
use super::reading::Reading;
use super::rows::Row;
use super::sink::Record;
use super::table::{Relation, Table};

/// The fields of a campaign export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CampaignField {
    Id,
    Name,
    Variant,
    Subject,
    Channel,
    Sent,
    Recipients,
    Delivered,
    UniqueOpens,
    UniqueClicks,
    Unsubscribes,
    SpamComplaints,
    Bounces,
    Conversions,
    Revenue,
    Winner,
}

impl Field for CampaignField {
    fn index(self) -> usize {
        self as usize
    }
}

use CampaignField as F;

const fn text(field: F, names: &'static [&'static str]) -> Column<F> {
    Column {
        field,
        kind: Kind::Text,
        names,
    }
}

/// The column table, in the order of [`CampaignField`].
pub(super) const COLUMNS: &[Column<F>] = &[
    text(F::Id, &["campaign id"]),
    text(F::Name, &["campaign name"]),
    text(F::Variant, &["variant name", "variation name"]),
    text(F::Subject, &["subject"]),
    text(F::Channel, &["campaign channel"]),
    Column {
        field: F::Sent,
        kind: Kind::Time,
        names: &["send time"],
    },
    text(F::Recipients, &["total recipients"]),
    text(F::Delivered, &["successful deliveries"]),
    text(F::UniqueOpens, &["unique opens"]),
    text(F::UniqueClicks, &["unique clicks"]),
    text(F::Unsubscribes, &["unsubscribes"]),
    text(F::SpamComplaints, &["spam complaints"]),
    text(F::Bounces, &["bounces"]),
    // Found by form, see `open`.
    text(F::Conversions, &[]),
    Column {
        field: F::Revenue,
        kind: Kind::Money,
        names: &["revenue"],
    },
    text(F::Winner, &["winning variant?", "winning variant"]),
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
    sent: F::Sent,
};

/// The reader of campaigns, with the conversion metric that the headers name.
pub(super) struct Campaigns {
    metric: Option<String>,
}

/// Finds the columns, the conversion columns by their form.
pub(super) fn open(headers: &[String]) -> Result<(Campaigns, Layout<F>), ReadError> {
    let mut layout = Layout::new(COLUMNS, headers);
    if !layout.has(F::Name) && !layout.has(F::Id) {
        return Err(ReadError::MissingColumns {
            format: Format::KlaviyoCampaigns.label(),
            columns: "`Campaign Name`".to_owned(),
        });
    }
    let normalised: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
    let is_conversion = |header: &String| {
        header
            .strip_prefix("unique ")
            .is_some_and(|rest| rest != "opens" && rest != "clicks")
    };
    let conversions = normalised.iter().position(is_conversion);
    layout.place(F::Conversions, conversions);
    let metric = conversions.and_then(|at| {
        let written = headers[at].trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let (_, metric) = written.split_once(char::is_whitespace)?;
        Some(metric.trim().to_owned())
    });
    if !layout.has(F::Revenue) {
        let named = metric
            .as_ref()
            .map(|metric| normalise_header(&format!("{metric} value")));
        let own = named.and_then(|named| normalised.iter().position(|header| *header == named));
        let any = || {
            normalised
                .iter()
                .position(|header| header.ends_with(" value"))
        };
        layout.place(F::Revenue, own.or_else(any));
    }
    Ok((Campaigns { metric }, layout))
}

impl Table for Campaigns {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        SEND.relation(row, layout)
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let variant = layout.text(first, F::Variant).unwrap_or_default();
        SEND.id(first, layout).map(|id| format!("{id}\n{variant}"))
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some(id) = SEND.id(row, reading.layout) else {
            let hint = "A campaign needs its name or its id; correct the row and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::Name, hint);
            return None;
        };
        let counts = COUNTS.read(row, reading);
        let claimed = Claimed {
            metric: self.metric.clone(),
            // An unreadable figure or time has its issue and loses no campaign.
            conversions: reading.count(row, F::Conversions).unwrap_or_default(),
            revenue: reading.money(row, F::Revenue).unwrap_or_default(),
        };
        let sent = reading.time(row, F::Sent).unwrap_or_default();
        Some(Record::Campaign(Campaign {
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
            sent_utc_micros: sent.map(|sent| sent.utc_micros),
            counts,
            claimed,
            winner: reading.flag(row, F::Winner),
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

    fn check(headers: &str, metric: Option<&str>, columns: (&str, &str)) {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let (table, layout) = open(&headers).unwrap();
        assert_eq!(table.metric.as_deref(), metric);
        let found = (layout.header(F::Conversions), layout.header(F::Revenue));
        assert_eq!(found, columns, "{headers:?}");
    }

    #[test]
    fn the_conversion_metric_is_found_by_its_form() {
        check(
            "Campaign Name,Unique Opens,Unique Placed Order,Placed Order Rate,Revenue",
            Some("Placed Order"),
            ("Unique Placed Order", "Revenue"),
        );
        check(
            "Campaign Name,Unique Ordered Product,Ordered Product Value per Recipient,Ordered Product Value",
            Some("Ordered Product"),
            ("Unique Ordered Product", "Ordered Product Value"),
        );
        check(
            "Campaign Name,Unique Clicks,Order Complete Value",
            None,
            ("", "Order Complete Value"),
        );
    }
}
