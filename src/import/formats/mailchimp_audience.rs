//! Mailchimp audience exports: one row per contact, in one file each for subscribed, unsubscribed and
//! cleaned contacts.
//!
//! No column says which of the files it is: those of contacts who left have columns of their own.

use super::people::{PeopleColumns, PeopleFields};
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::mapping::ColumnMapping;
use crate::import::reading::Reading;
use crate::import::rows::{Row, csv_reader};
use crate::import::sink::Record;
use crate::import::table::{Relation, Table};
use crate::model::profile::{Consent, Platform, Profile};

/// The fields of an audience export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum AudienceField {
    Email,
    ContactId,
    Phone,
    Country,
    OptedIn,
    Confirmed,
    Unsubscribed,
    UnsubscribeReason,
    Cleaned,
    LastChanged,
    Tags,
    Arm,
    Assigned,
}

impl Field for AudienceField {
    fn index(self) -> usize {
        self as usize
    }
}

use AudienceField as F;

/// The column table, in the order of [`AudienceField`]; the arm is placed by what the headers propose.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Email, &["email address", "email"]),
    Column::text(F::ContactId, &["euid"]),
    Column::text(F::Phone, &["phone number", "phone"]),
    Column::text(F::Country, &["cc"]),
    Column::time(F::OptedIn, &["optin time"]),
    Column::time(F::Confirmed, &["confirm time"]),
    Column::time(F::Unsubscribed, &["unsub time"]),
    Column::text(F::UnsubscribeReason, &["unsub reason"]),
    Column::time(F::Cleaned, &["clean time"]),
    Column::time(F::LastChanged, &["last changed"]),
    Column::text(F::Tags, &["tags"]),
    Column::text(F::Arm, &[]),
    Column::time(F::Assigned, &[]),
];

/// Columns that every audience has, and merge fields about the person; others are properties.
const STANDARD: &[&str] = &[
    "first name",
    "last name",
    "address",
    "birthday",
    "member rating",
    "optin ip",
    "confirm ip",
    "latitude",
    "longitude",
    "gmtoff",
    "dstoff",
    "timezone",
    "region",
    "leid",
    "notes",
    "unsub campaign title",
    "unsub campaign id",
    "unsub reason other",
    "clean campaign title",
    "clean campaign id",
];

/// The reader of contacts.
pub(in crate::import) struct Audience(PeopleColumns<F>);

/// Finds the columns; `proposed` names the arm where a merge field does.
pub(in crate::import) fn open(
    headers: &[String],
    proposed: Option<&ColumnMapping>,
) -> (Audience, Layout<F>) {
    let fields = PeopleFields {
        email: F::Email,
        phone: F::Phone,
        id: F::ContactId,
        arm: F::Arm,
        assigned: F::Assigned,
    };
    let (people, layout) = PeopleColumns::open((COLUMNS, STANDARD), fields, headers, proposed);
    (Audience(people), layout)
}

impl Table for Audience {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        self.0.relation(row, layout)
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        self.0.key(first, layout)
    }

    fn shown<'r>(&self, row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
        self.0.shown(row, layout)
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let profile = Profile {
            platform: Platform::Mailchimp,
            identity: self.0.identity(row, reading.layout),
            consent: consent(row, reading.layout),
            tags: tags(reading.text(row, F::Tags).unwrap_or_default()),
            country: reading.owned(row, F::Country),
            total_orders: None,
            total_spent: None,
            properties: self.0.properties(row),
            source_line: row.line,
        };
        self.0.record(profile, row, reading)
    }
}

/// Who left is unsubscribed, who ever opted in or was confirmed is subscribed, others are unknown.
fn consent(row: &Row, layout: &Layout<F>) -> Consent {
    let is_filled = |field| {
        layout
            .text(row, field)
            .is_some_and(|text| !cell::says_nothing(text))
    };
    if [F::Unsubscribed, F::UnsubscribeReason, F::Cleaned]
        .into_iter()
        .any(is_filled)
    {
        return Consent::Unsubscribed;
    }
    let is_of_those_who_left = layout.has(F::Unsubscribed) || layout.has(F::Cleaned);
    if !is_of_those_who_left && (is_filled(F::OptedIn) || is_filled(F::Confirmed)) {
        Consent::Subscribed
    } else {
        Consent::Unknown
    }
}

/// The tags of a cell such as `"VIP","Blog, weekly"`: a comma list with quotes of its own.
fn tags(text: &str) -> Vec<String> {
    let mut record = csv::StringRecord::new();
    let close = text.replace("\", \"", "\",\"");
    let read = csv_reader(close.as_bytes(), b',').read_record(&mut record);
    let cells = record.iter().filter(|_| matches!(read, Ok(true)));
    cells
        .map(|tag| tag.trim().trim_matches('"').trim())
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
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

    #[test]
    fn tags_keep_their_commas() {
        for (text, expected) in [
            ("\"VIP\",\"Blog\"", "VIP|Blog"),
            ("\"VIP\", \"Blog, weekly\"", "VIP|Blog, weekly"),
            ("\"VIP\",\"Blog, weekly\"", "VIP|Blog, weekly"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(tags(text).join("|"), expected, "{text}");
        }
    }
}
