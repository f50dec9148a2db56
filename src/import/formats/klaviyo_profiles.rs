//! Klaviyo profiles, lists and segments: one row per profile, every custom property a column.

use super::people::{PeopleColumns, PeopleFields};
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::mapping::ColumnMapping;
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table};
use crate::model::issue::IssueKind;
use crate::model::profile::{Consent, Platform, Profile, Property};

/// The fields of a profiles export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum ProfileField {
    Email,
    KlaviyoId,
    Phone,
    Country,
    Consent,
    Suppressions,
    Orders,
    Spent,
    Created,
    Added,
    LastActive,
    Arm,
    Assigned,
}

impl Field for ProfileField {
    fn index(self) -> usize {
        self as usize
    }
}

use ProfileField as F;

/// The column table, in the order of [`ProfileField`]; the arm is placed by what the headers propose.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Email, &["email", "e-mail", "email address"]),
    Column::text(F::KlaviyoId, &["klaviyo id"]),
    Column::text(F::Phone, &["phone number", "phone"]),
    Column::text(F::Country, &["country"]),
    Column::text(
        F::Consent,
        &["email marketing consent", "email consent", "consent"],
    ),
    Column::text(F::Suppressions, &["email suppressions", "suppressions"]),
    Column::text(F::Orders, &["historic number of orders"]),
    Column::money(F::Spent, &["historic customer lifetime value"]),
    Column::time(F::Created, &["profile created on"]),
    Column::time(F::Added, &["date added"]),
    Column::time(F::LastActive, &["last active"]),
    Column::text(F::Arm, &[]),
    Column::time(F::Assigned, &[]),
];

/// Columns that every account has; all others are custom properties.
const STANDARD: &[&str] = &[
    "first name",
    "last name",
    "organization",
    "title",
    "address",
    "address 2",
    "city",
    "state / region",
    "zip code",
    "latitude",
    "longitude",
    "source",
    "ip address",
    "email marketing consent timestamp",
    "total customer lifetime value",
    "predicted customer lifetime value",
    "average order value",
    "first active",
    "last open",
    "last click",
    "average days between orders",
];

/// The property under which suppressions are kept.
const SUPPRESSIONS: &str = "Email Suppressions";

/// The reader of profiles.
pub(in crate::import) struct Profiles(PeopleColumns<F>);

/// Finds the columns; `proposed` names the arm where a property does.
pub(in crate::import) fn open(
    headers: &[String],
    proposed: Option<&ColumnMapping>,
) -> (Profiles, Layout<F>) {
    let fields = PeopleFields {
        email: F::Email,
        phone: F::Phone,
        id: F::KlaviyoId,
        arm: F::Arm,
        assigned: F::Assigned,
    };
    let (people, layout) = PeopleColumns::open((COLUMNS, STANDARD), fields, headers, proposed);
    (Profiles(people), layout)
}

impl Table for Profiles {
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
        let suppressions = suppressions(reading.text(row, F::Suppressions).unwrap_or_default());
        let mut properties = self.0.properties(row);
        if !suppressions.is_empty() {
            properties.push(Property {
                name: SUPPRESSIONS.to_owned(),
                value: suppressions.join(", "),
            });
        }
        let consent = consent(row, reading);
        let profile = Profile {
            platform: Platform::Klaviyo,
            identity: self.0.identity(row, reading.layout),
            // Nobody who is suppressed gets e-mail, whatever the last word on consent was.
            consent: if suppressions.is_empty() {
                consent
            } else {
                Consent::Unsubscribed
            },
            tags: Vec::new(),
            country: reading.owned(row, F::Country),
            // Checks of completeness only: an unreadable one has its issue and loses no profile.
            total_orders: reading.count(row, F::Orders).unwrap_or_default(),
            total_spent: reading.money(row, F::Spent).unwrap_or_default(),
            properties,
            source_line: row.line,
        };
        self.0.record(profile, row, reading)
    }
}

fn consent(row: &Row, reading: &mut Reading<'_, F>) -> Consent {
    match (reading.flag(row, F::Consent), reading.text(row, F::Consent)) {
        (Some(true), _) => Consent::Subscribed,
        (Some(false), _) => Consent::Unsubscribed,
        (None, None) => Consent::Unknown,
        (None, Some(_)) => {
            let hint = "This is no word of consent that is known (SUBSCRIBED, UNSUBSCRIBED, NEVER_SUBSCRIBED); the person's consent counts as unknown.";
            reading.issue(IssueKind::UnknownWord, row, F::Consent, hint);
            Consent::Unknown
        }
    }
}

/// The reasons of a cell such as `["HARD_BOUNCE"]`, `[]` or `USER_SUPPRESSED, SPAM_COMPLAINT`.
fn suppressions(text: &str) -> Vec<String> {
    let is_dress = |c: char| matches!(c, '[' | ']' | '"' | '\'') || c.is_whitespace();
    text.split([',', ';'])
        .map(|reason| reason.trim_matches(is_dress))
        .filter(|reason| !reason.is_empty() && !cell::says_nothing(reason))
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
    fn suppressions_are_read_in_every_dress() {
        for (text, expected) in [
            ("[]", ""),
            ("", ""),
            ("None", ""),
            ("[\"HARD_BOUNCE\"]", "HARD_BOUNCE"),
            (
                "['USER_SUPPRESSED', 'SPAM_COMPLAINT']",
                "USER_SUPPRESSED SPAM_COMPLAINT",
            ),
            ("UNSUBSCRIBED,INVALID_EMAIL", "UNSUBSCRIBED INVALID_EMAIL"),
        ] {
            assert_eq!(suppressions(text).join(" "), expected, "{text}");
        }
    }
}
