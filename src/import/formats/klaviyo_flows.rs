//! Klaviyo flow reports: one row per message and day, week, month or range, and per variation where
//! those are included.
//!
//! Opens and clicks are counts; unsubscribes, complaints and bounces often are rates only, which
//! become counts of the messages delivered. The conversion columns carry the name of the account's
//! metric and are found by their form: the `X` that has an `X Rate` and is no other column.

use super::sends::CountFields;
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::instant::DayOrder;
use crate::import::periods::{self, Grain};
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::campaign::{CampaignCounts, Claimed};
use crate::model::flow::{FlowKey, FlowStatistics};
use crate::model::issue::IssueKind;
use crate::model::rules::Channel;
use crate::model::traffic::Period;

/// The fields of a flow report that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum FlowField {
    FlowId,
    FlowName,
    MessageId,
    MessageName,
    Variant,
    Channel,
    Status,
    Day,
    Week,
    Month,
    Recipients,
    Delivered,
    UniqueOpens,
    OpenRate,
    UniqueClicks,
    ClickRate,
    Unsubscribes,
    UnsubscribeRate,
    SpamComplaints,
    ComplaintRate,
    Bounces,
    BounceRate,
    Conversions,
    Revenue,
}

impl Field for FlowField {
    fn index(self) -> usize {
        self as usize
    }
}

use FlowField as F;

/// The column table, in the order of [`FlowField`]; the conversion columns are found by form.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::FlowId, &["flow id"]),
    Column::text(F::FlowName, &["flow name"]),
    Column::text(F::MessageId, &["flow message id", "message id"]),
    Column::text(F::MessageName, &["flow message name", "message name"]),
    Column::text(F::Variant, &["variant name", "variation name"]),
    Column::text(
        F::Channel,
        &["flow message channel", "message channel", "channel"],
    ),
    Column::text(F::Status, &["status", "flow message status", "flow status"]),
    Column::time(F::Day, &["day", "date", "date range", "period"]),
    Column::time(F::Week, &["week"]),
    Column::time(F::Month, &["month"]),
    Column::text(F::Recipients, &["total recipients", "recipients"]),
    Column::text(F::Delivered, &["delivered", "successful deliveries"]),
    Column::text(F::UniqueOpens, &["unique opens"]),
    Column::text(F::OpenRate, &["open rate"]),
    Column::text(F::UniqueClicks, &["unique clicks"]),
    Column::text(F::ClickRate, &["click rate"]),
    Column::text(
        F::Unsubscribes,
        &["unique unsubscribes", "unsubscribes", "total unsubscribes"],
    ),
    Column::text(F::UnsubscribeRate, &["unsub rate", "unsubscribe rate"]),
    Column::text(F::SpamComplaints, &["spam complaints"]),
    Column::text(
        F::ComplaintRate,
        &[
            "complaint rate",
            "spam complaints rate",
            "spam complaint rate",
            "spam rate",
        ],
    ),
    Column::text(F::Bounces, &["bounces", "bounced"]),
    Column::text(F::BounceRate, &["bounce rate"]),
    Column::text(F::Conversions, &[]),
    Column::money(F::Revenue, &["revenue"]),
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

/// The reader of flow reports, with the conversion metric that the headers name.
pub(in crate::import) struct Flows {
    metric: Option<String>,
}

/// Finds the columns, the conversion columns by their form.
pub(in crate::import) fn open(headers: &[String]) -> (Flows, Layout<F>) {
    let mut layout = Layout::new(COLUMNS, headers);
    let normalised: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
    let has = |header: &str| normalised.iter().any(|other| other == header);
    let is_conversion = |(at, header): &(usize, &String)| {
        let metric = header.strip_prefix("unique ").unwrap_or(header);
        has(&format!("{metric} rate")) && !layout.uses(*at)
    };
    let conversions = normalised.iter().enumerate().find(is_conversion);
    let metric = conversions.map(|(at, header)| {
        let metric = header.strip_prefix("unique ").unwrap_or(header);
        let written = headers[at].trim();
        let start = written.len().saturating_sub(metric.len());
        (at, written.get(start..).unwrap_or(written).to_owned())
    });
    layout.place(F::Conversions, metric.as_ref().map(|(at, _)| *at));
    if !layout.has(F::Revenue) {
        let own = metric.as_ref().and_then(|(_, metric)| {
            let named = normalise_header(&format!("{metric} value"));
            normalised.iter().position(|header| *header == named)
        });
        let ends = |header: &String| header.ends_with(" value");
        layout.place(F::Revenue, own.or_else(|| normalised.iter().position(ends)));
    }
    let metric = metric.map(|(_, metric)| metric);
    (Flows { metric }, layout)
}

impl Table for Flows {
    type Field = F;

    fn is_dated_by_records(&self) -> bool {
        true
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let name = layout.text(row, F::FlowName);
        let is_total = name.or_else(|| row.first_cell()).is_none_or(is_total_label);
        if layout.text(row, F::FlowId).is_none() && is_total {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let (flow, message) = ids(first, layout)?;
        let variant = layout.text(first, F::Variant).unwrap_or_default();
        let (at, _) = period_field(layout)?;
        let period = layout.text(first, at).unwrap_or_default();
        Some(format!("{flow}\n{message}\n{variant}\n{period}"))
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some((flow, message)) = ids(row, reading.layout) else {
            let hint = "A flow needs its name or its id; correct the row and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::FlowName, hint);
            return None;
        };
        let period = period(row, reading).ok()?;
        let claimed = Claimed {
            metric: self.metric.clone(),
            // An unreadable count or amount has its issue and loses no row.
            conversions: reading.count(row, F::Conversions).unwrap_or_default(),
            revenue: reading.money(row, F::Revenue).unwrap_or_default(),
        };
        Some(Record::Flow(FlowStatistics {
            flow: reading
                .owned(row, F::FlowName)
                .unwrap_or_else(|| flow.clone()),
            key: FlowKey {
                platform: "klaviyo".to_owned(),
                flow,
                message,
                variant: reading.owned(row, F::Variant).unwrap_or_default(),
                period,
            },
            message: reading.owned(row, F::MessageName),
            channel: reading
                .text(row, F::Channel)
                .map_or(Channel::Other, Channel::parse),
            status: reading.owned(row, F::Status),
            counts: counts(row, reading),
            claimed,
            source_line: row.line,
        }))
    }
}

/// Counts, those without a column of their own from their rates.
fn counts(row: &Row, reading: &mut Reading<'_, F>) -> CampaignCounts {
    let reported = COUNTS.read(row, reading);
    let recipients = reported.recipients;
    let mut of = |field, base: Option<i64>| reading.share_of(row, field, base);
    let sent = reported.delivered.or(recipients);
    let bounces = reported.bounces.or_else(|| of(F::BounceRate, sent));
    let arrived = || Some(recipients?.saturating_sub(bounces?)).filter(|arrived| *arrived >= 0);
    let delivered = reported.delivered.or_else(arrived);
    let mut share = |reported: Option<i64>, rate| reported.or_else(|| of(rate, delivered));
    CampaignCounts {
        recipients,
        delivered,
        unique_opens: share(reported.unique_opens, F::OpenRate),
        unique_clicks: share(reported.unique_clicks, F::ClickRate),
        unsubscribes: share(reported.unsubscribes, F::UnsubscribeRate),
        spam_complaints: share(reported.spam_complaints, F::ComplaintRate),
        bounces,
    }
}

/// The ids of flow and message, each else its name; `None` without a flow.
fn ids(row: &Row, layout: &Layout<F>) -> Option<(String, String)> {
    let id = |id, name| {
        let id = layout.text(row, id).map(cell::without_apostrophe);
        id.or_else(|| layout.text(row, name)).map(str::to_owned)
    };
    let message = id(F::MessageId, F::MessageName).unwrap_or_default();
    Some((id(F::FlowId, F::FlowName)?, message))
}

/// The date column, and what its values stand for.
fn period_field(layout: &Layout<F>) -> Option<(F, Grain)> {
    [
        (F::Day, Grain::Day),
        (F::Week, Grain::Week),
        (F::Month, Grain::Month),
    ]
    .into_iter()
    .find(|(field, _)| layout.has(*field))
}

/// The row's period; `None` where the report has no date column.
fn period(row: &Row, reading: &mut Reading<'_, F>) -> Result<Option<Period>, Refused> {
    let Some((field, grain)) = period_field(reading.layout) else {
        return Ok(None);
    };
    let Some(text) = reading.text(row, field) else {
        let hint = "The row has no date, so it belongs to no period and was left out; fill the cell and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, row, field, hint));
    };
    // Klaviyo writes `09/04/2025` for the fourth of September.
    match periods::parse(text, grain, reading.day_order(field, DayOrder::MonthFirst)) {
        Ok(period) => {
            reading.hear_day(period.last);
            Ok(Some(period))
        }
        Err(bad) => Err(reading.refuse(IssueKind::BadDate, row, field, bad.hint())),
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
        let (table, layout) = open(&headers);
        assert_eq!(table.metric.as_deref(), metric);
        let found = (layout.header(F::Conversions), layout.header(F::Revenue));
        assert_eq!(found, columns, "{headers:?}");
    }

    #[test]
    fn the_conversion_metric_is_found_by_its_form() {
        check(
            "Flow ID,Delivered,Unique Opens,Open Rate,Placed Order,Placed Order Rate,Revenue",
            Some("Placed Order"),
            ("Placed Order", "Revenue"),
        );
        check(
            "Flow ID,Unique Opens,Open Rate,Unique Ordered Product,Ordered Product Rate,Ordered Product Value",
            Some("Ordered Product"),
            ("Unique Ordered Product", "Ordered Product Value"),
        );
        check(
            "Flow ID,Unique Opens,Open Rate,Bounces,Bounce Rate",
            None,
            ("", ""),
        );
    }
}
