//! Events, one row each: what people did with messages, and the orders that a tool knows of.
//!
//! One column table reads a log of any tool, Klaviyo's events with their paths as headers (hundreds
//! of columns, as many as the largest order needs) and the same events from a data warehouse. An
//! order says where it came from and which message the tool credits with it.

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::order_touch::TouchSources;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::IssueKind;
use crate::model::message::{Message, MessageEvent, MessageEventKind};
use crate::model::order::{OrderRef, OrderTouch};
use crate::model::person::Identity;
use crate::model::time::Moment;

/// The fields of an event that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum EventField {
    Email,
    Phone,
    PersonId,
    Event,
    At,
    EventId,
    Message,
    MessageCohort,
    Campaign,
    Flow,
    Variation,
    VariationCohort,
    OrderId,
    OrderName,
    FullLandingSite,
    LandingSite,
    ReferringSite,
    Attribution,
    AttributedMessage,
    AttributedCampaign,
    AttributedFlow,
    AttributedVariation,
}

impl Field for EventField {
    fn index(self) -> usize {
        self as usize
    }
}

use EventField as F;

/// The column table, in the order of [`EventField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(
        F::Email,
        &[
            "email",
            "e-mail",
            "email address",
            "customer email",
            "recipient",
            "$email",
        ],
    ),
    Column::text(F::Phone, &["phone", "phone number", "$phone number"]),
    Column::text(
        F::PersonId,
        &[
            "person id",
            "profile id",
            "customer id",
            "user id",
            "klaviyo id",
        ],
    ),
    Column::text(
        F::Event,
        &[
            "event name",
            "event",
            "event type",
            "type",
            "metric",
            "activity",
            "action",
        ],
    ),
    Column::time(
        F::At,
        &[
            "timestamp",
            "datetime",
            "event time",
            "event date",
            "occurred at",
            "time",
            "date",
            "created at",
        ],
    ),
    Column::text(F::EventId, &["$event id", "property event id", "event id"]),
    Column::text(
        F::Message,
        &[
            "$message",
            "message id",
            "flow message id",
            "campaign message id",
            "message",
        ],
    ),
    Column::text(F::MessageCohort, &["$ cohort$message send cohort"]),
    Column::text(
        F::Campaign,
        &["campaign id", "$campaign", "campaign name", "campaign"],
    ),
    Column::text(F::Flow, &["flow id", "$flow", "flow name", "flow"]),
    Column::text(
        F::Variation,
        &[
            "$variation",
            "variation",
            "variation id",
            "variation name",
            "variant",
        ],
    ),
    Column::text(F::VariationCohort, &["$ cohort$variation send cohort"]),
    Column::text(F::OrderId, &["$extra/id", "order id"]),
    Column::text(
        F::OrderName,
        &[
            "$extra/name",
            "$extra/order number",
            "order name",
            "order number",
        ],
    ),
    Column::text(F::FullLandingSite, &["$extra/full landing site"]),
    Column::text(F::LandingSite, &["$extra/landing site", "landing site"]),
    Column::text(
        F::ReferringSite,
        &["$extra/referring site", "referring site"],
    ),
    Column::text(F::Attribution, &["property attribution", "$attribution"]),
    Column::text(
        F::AttributedMessage,
        &["$attribution/$message", "$attribution/$flow message"],
    ),
    Column::text(F::AttributedCampaign, &["$attribution/$campaign"]),
    Column::text(F::AttributedFlow, &["$attribution/$flow"]),
    Column::text(F::AttributedVariation, &["$attribution/$variation"]),
];

/// The reader of events.
pub(in crate::import) struct Events;

/// Finds the columns.
pub(in crate::import) fn open(headers: &[String]) -> (Events, Layout<F>) {
    (Events, Layout::new(COLUMNS, headers))
}

impl Table for Events {
    type Field = F;

    fn is_dated_by_records(&self) -> bool {
        true
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let has_no_event = layout.text(row, F::Event).is_none();
        if has_no_event && row.first_cell().is_some_and(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    /// An event is known again by all it says; a file of millions of them is not remembered.
    fn key(&self, _first: &Row, _layout: &Layout<F>) -> Option<String> {
        None
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some(name) = reading.text(row, F::Event) else {
            let hint = "The row does not say what happened, so it was left out.";
            reading.issue(IssueKind::EmptyCell, row, F::Event, hint);
            return None;
        };
        let is_order = matches!(
            name.to_lowercase().as_str(),
            "placed order" | "placed_order" | "order placed"
        );
        let kind = MessageEventKind::of_name(name);
        if kind.is_none() && !is_order {
            let hint = "The event is about no message and no order, so it was left out.";
            reading.issue(IssueKind::OtherEvent, row, F::Event, hint);
            return None;
        }
        let at = moment(row, reading).ok()?;
        match kind {
            Some(kind) => {
                let message = message(row, reading.layout);
                event(row, reading, (kind, at, message)).map(Record::Message)
            }
            None => order(row, at, reading),
        }
    }
}

/// An event of somebody.
fn event(
    row: &Row,
    reading: &mut Reading<'_, F>,
    (kind, at, message): (MessageEventKind, Moment, Message),
) -> Option<MessageEvent> {
    let identity = identity(row, reading.layout);
    if identity.key().is_none() {
        let hint =
            "The event has no e-mail, phone or id, so it belongs to no person and was left out.";
        reading.issue(IssueKind::NoPerson, row, F::Email, hint);
        return None;
    }
    Some(MessageEvent {
        identity,
        kind,
        at,
        message,
        source_line: row.line,
    })
}

/// What the event of an order says: where it came from, and which message is credited.
fn order(row: &Row, at: Moment, reading: &mut Reading<'_, F>) -> Option<Record> {
    let credited = attribution(row, reading.layout);
    let claim = if credited == Message::default() {
        None
    } else {
        event(row, reading, (MessageEventKind::Ordered, at, credited))
    };
    match (touch(row, at, reading), claim) {
        (Some(touch), Some(claim)) => Some(Record::AttributedOrder(touch, claim)),
        (Some(touch), None) => Some(Record::OrderTouch(touch)),
        (None, Some(claim)) => Some(Record::Message(claim)),
        (None, None) => {
            let hint = "The order says neither where it came from nor which message led to it, so there was nothing to take.";
            reading.issue(IssueKind::OtherEvent, row, F::Event, hint);
            None
        }
    }
}

fn touch(row: &Row, at: Moment, reading: &Reading<'_, F>) -> Option<OrderTouch> {
    let mut sources = TouchSources::default();
    for (name, field) in [
        ("landing_site", F::FullLandingSite),
        ("landing_site", F::LandingSite),
        ("referring_site", F::ReferringSite),
    ] {
        if let Some(value) = filled(row, reading.layout, field) {
            sources.take(name, value);
        }
    }
    let touch = sources.touch();
    if !touch.has_utm() && touch.landing_page.is_none() {
        return None;
    }
    let is_number = |id: &&str| id.bytes().all(|byte| byte.is_ascii_digit());
    let id = filled(row, reading.layout, F::OrderId)
        .or_else(|| filled(row, reading.layout, F::EventId).filter(is_number));
    let name = filled(row, reading.layout, F::OrderName);
    id.or(name)?;
    Some(OrderTouch {
        order: OrderRef {
            id: id.map(str::to_owned),
            name: name.map(str::to_owned),
        },
        visited: Some(at),
        touch,
        source_line: row.line,
    })
}

/// The message that a message event is about.
fn message(row: &Row, layout: &Layout<F>) -> Message {
    // A cohort is written as the second of sending and the id.
    let of_cohort = |field| {
        let cohort = filled(row, layout, field)?;
        Some(cohort.split_once(':').map_or(cohort, |(_, id)| id))
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Message {
        message: owned(filled(row, layout, F::Message).or_else(|| of_cohort(F::MessageCohort))),
        campaign: owned(filled(row, layout, F::Campaign)),
        flow: owned(filled(row, layout, F::Flow)),
        variation: owned(
            filled(row, layout, F::Variation).or_else(|| of_cohort(F::VariationCohort)),
        ),
    }
}

/// The message that an order is credited to: by columns of their own, or by one cell of JSON.
fn attribution(row: &Row, layout: &Layout<F>) -> Message {
    let json: serde_json::Value = filled(row, layout, F::Attribution)
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let part = |field, name: &str| {
        let related = || {
            json.pointer(&format!("/relationships/{name}/data/id"))?
                .as_str()
        };
        filled(row, layout, field)
            .or_else(related)
            .map(str::to_owned)
    };
    Message {
        message: part(F::AttributedMessage, "flow-message")
            .or_else(|| part(F::AttributedMessage, "campaign-message")),
        campaign: part(F::AttributedCampaign, "campaign"),
        flow: part(F::AttributedFlow, "flow"),
        variation: part(F::AttributedVariation, "flow-message-variation"),
    }
}

/// When it happened: a date and time, or seconds or milliseconds since 1970.
fn moment(row: &Row, reading: &mut Reading<'_, F>) -> Result<Moment, Refused> {
    let text = reading.text(row, F::At).unwrap_or_default();
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let per_unit = match digits.len() {
        10 => 1_000_000,
        13 => 1_000,
        _ => 0,
    };
    if per_unit > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let since: i64 = digits.parse().unwrap_or_default();
        let moment = Moment::utc(since * per_unit);
        reading.hear_moment(moment);
        return Ok(moment);
    }
    let hint = "The event has no time, so it was left out; fill the cell and import again.";
    match reading.time(row, F::At)? {
        Some(moment) => Ok(moment),
        None => Err(reading.refuse(IssueKind::EmptyCell, row, F::At, hint)),
    }
}

fn identity(row: &Row, layout: &Layout<F>) -> Identity {
    let plain = |field| {
        let text = cell::without_apostrophe(filled(row, layout, field)?);
        (!text.is_empty()).then(|| text.to_owned())
    };
    Identity {
        email: plain(F::Email),
        phone: plain(F::Phone),
        customer_id: plain(F::PersonId),
        household: None,
    }
}

fn filled<'r>(row: &'r Row, layout: &Layout<F>, field: F) -> Option<&'r str> {
    layout
        .text(row, field)
        .filter(|text| !cell::says_nothing(text))
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
