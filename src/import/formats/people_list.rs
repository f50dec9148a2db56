//! Lists of people of any tool's making: who they are by columns that the analyst names, with tags
//! and consent where the list has them.

use super::people::{Extras, MemberFields, Membership, shown};
use crate::import::assignments::named;
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::error::ReadError;
use crate::import::format::{EMAIL_NAMES, Format};
use crate::import::mapping::{ColumnMapping, Role};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::IssueKind;
use crate::model::person::Identity;
use crate::model::profile::{Consent, Platform, Profile};

/// Roles of a list of people.
pub(in crate::import) const ROLES: &[Role] = &[
    Role {
        id: "person",
        label: "Person",
    },
    Role {
        id: "tags",
        label: "Tags",
    },
    Role {
        id: "consent",
        label: "Consent",
    },
    Role {
        id: "country",
        label: "Country",
    },
];

/// The fields of a list of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum PersonField {
    Person,
    Email,
    Phone,
    CustomerId,
    Tags,
    Consent,
    Country,
    Arm,
    Assigned,
}

impl Field for PersonField {
    fn index(self) -> usize {
        self as usize
    }
}

use PersonField as F;

/// Headers that name each column where no mapping does, best first.
const PERSON_NAMES: &[&str] = &["person", "customer", "user id", "id"];
/// Headers that name the column.
pub(in crate::import) const TAG_NAMES: &[&str] = &["tags", "tag", "segment", "segments", "lists"];
/// Headers that name the column.
pub(in crate::import) const CONSENT_NAMES: &[&str] = &[
    "email marketing consent",
    "accepts email marketing",
    "accepts marketing",
    "consent",
    "subscribed",
    "opted in",
    "opt in",
    "newsletter",
    "status",
];
/// Headers that name the column.
pub(in crate::import) const COUNTRY_NAMES: &[&str] = &["country code", "country"];

/// The column table, in the order of [`PersonField`]; the mapping places what it names.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Person, PERSON_NAMES),
    Column::text(F::Email, EMAIL_NAMES),
    Column::text(
        F::Phone,
        &["phone", "phone number", "mobile", "telephone", "sms"],
    ),
    Column::text(F::CustomerId, &["customer id"]),
    Column::text(F::Tags, TAG_NAMES),
    Column::text(F::Consent, CONSENT_NAMES),
    Column::text(F::Country, COUNTRY_NAMES),
    Column::text(F::Arm, &[]),
    Column::time(F::Assigned, &[]),
];

/// Columns about the person that are not kept.
const PERSONAL: &[&str] = &[
    "first name",
    "last name",
    "name",
    "full name",
    "address",
    "birthday",
    "ip address",
];

/// The reader of lists.
pub(in crate::import) struct People {
    extras: Extras,
    membership: Membership<F>,
}

/// Places the mapped columns; without a mapping, columns are found by common headers.
pub(in crate::import) fn open(
    headers: &[String],
    mapping: Option<&ColumnMapping>,
    proposed: Option<&ColumnMapping>,
) -> Result<(People, Layout<F>), ReadError> {
    let mut layout = Layout::new(COLUMNS, headers);
    if let Some(mapping) = mapping {
        place(&mut layout, headers, mapping)?;
    }
    let names_somebody = [F::Person, F::Email, F::Phone, F::CustomerId];
    if !names_somebody.into_iter().any(|field| layout.has(field)) {
        return Err(ReadError::MissingColumns {
            format: Format::PeopleList.label(),
            columns: "`email`, `phone` or `customer id`".to_owned(),
        });
    }
    let fields = MemberFields {
        person: if layout.has(F::Person) {
            F::Person
        } else {
            F::Email
        },
        arm: F::Arm,
        assigned: F::Assigned,
    };
    let membership = Membership::new(fields, &mut layout, headers, proposed);
    let extras = Extras::new(headers, &layout, PERSONAL);
    Ok((People { extras, membership }, layout))
}

fn place(
    layout: &mut Layout<F>,
    headers: &[String],
    mapping: &ColumnMapping,
) -> Result<(), ReadError> {
    for (role, field) in ROLES
        .iter()
        .zip([F::Person, F::Tags, F::Consent, F::Country])
    {
        // A column that the analyst left out is not read under its usual name, either.
        layout.place(field, mapping.column(role.id, headers)?);
    }
    Ok(())
}

impl Table for People {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        // A word of totals in a column of ids would be a person.
        let person = layout.text(row, F::Person);
        if person.is_some_and(is_total_label) {
            return Relation::Summary;
        }
        Membership::<F>::relation(&identity(row, layout), row)
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        self.membership.key(&identity(first, layout), first, layout)
    }

    fn shown<'r>(&self, row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
        shown(row, layout, &[F::Person, F::CustomerId, F::Email, F::Phone])
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let profile = Profile {
            platform: Platform::List,
            identity: identity(row, reading.layout),
            consent: consent(row, reading),
            tags: reading
                .text(row, F::Tags)
                .map(cell::list)
                .unwrap_or_default(),
            country: reading.owned(row, F::Country),
            total_orders: None,
            total_spent: None,
            properties: self.extras.of(row),
            source_line: row.line,
        };
        self.membership.record(profile, row, reading)
    }
}

fn consent(row: &Row, reading: &mut Reading<'_, F>) -> Consent {
    let Some(text) = reading.text(row, F::Consent) else {
        return Consent::Unknown;
    };
    let word = text.to_lowercase();
    match (cell::flag(text), word.as_str()) {
        (Some(true), _) | (None, "active" | "opted in" | "opted_in" | "y" | "x") => {
            Consent::Subscribed
        }
        (Some(false), _)
        | (None, "cleaned" | "bounced" | "opted out" | "opted_out" | "n" | "suppressed") => {
            Consent::Unsubscribed
        }
        (None, _) if cell::says_nothing(text) => Consent::Unknown,
        (None, _) => {
            let hint = "This is no word of consent that is known (yes, no, subscribed, unsubscribed); the person's consent counts as unknown.";
            reading.issue(IssueKind::UnknownWord, row, F::Consent, hint);
            Consent::Unknown
        }
    }
}

/// Who the row is about: the mapped column by what it holds, other columns by their headers.
fn identity(row: &Row, layout: &Layout<F>) -> Identity {
    let plain = |field| {
        let text = cell::without_apostrophe(layout.text(row, field)?);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let identity = Identity {
        email: plain(F::Email),
        phone: plain(F::Phone),
        customer_id: plain(F::CustomerId),
        household: None,
    };
    match plain(F::Person) {
        Some(person) => named(identity, person, layout.header(F::Person)),
        None => identity,
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
