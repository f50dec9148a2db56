//! Shopify customers: one row per customer, in the layouts of 2020, 2022 and today.

use crate::model::household::Household;
use crate::model::issue::IssueKind;
use crate::model::person::Identity;
use crate::model::profile::{Consent, Platform, Profile};

use super::cell;
use super::columns::{Column, Field, Kind, Layout};
use super::reading::Reading;
use super::rows::Row;
use super::sink::Record;
use super::table::{Relation, Table, is_total_label};

/// The fields of a customers export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CustomerField {
    CustomerId,
    Email,
    Phone,
    AddressPhone,
    Consent,
    Tags,
    Country,
    TotalOrders,
    TotalSpent,
    FirstName,
    LastName,
    Street,
    Zip,
}

impl Field for CustomerField {
    fn index(self) -> usize {
        self as usize
    }
}

use CustomerField as F;

const fn text(field: F, names: &'static [&'static str]) -> Column<F> {
    Column {
        field,
        kind: Kind::Text,
        names,
    }
}

/// The column table, in the order of [`CustomerField`].
pub(super) const COLUMNS: &[Column<F>] = &[
    text(F::CustomerId, &["customer id", "id"]),
    text(F::Email, &["email", "e-mail"]),
    text(F::Phone, &["phone"]),
    text(F::AddressPhone, &["default address phone"]),
    text(
        F::Consent,
        &["accepts email marketing", "accepts marketing"],
    ),
    text(F::Tags, &["tags"]),
    text(
        F::Country,
        &["default address country code", "country code", "country"],
    ),
    text(F::TotalOrders, &["total orders"]),
    Column {
        field: F::TotalSpent,
        kind: Kind::Money,
        names: &["total spent"],
    },
    text(F::FirstName, &["first name"]),
    text(F::LastName, &["last name"]),
    text(F::Street, &["default address address1", "address1"]),
    text(F::Zip, &["default address zip", "zip"]),
];

/// The reader of customers.
pub(super) struct Customers;

/// Finds the columns.
pub(super) fn open(headers: &[String]) -> (Customers, Layout<F>) {
    (Customers, Layout::new(COLUMNS, headers))
}

impl Table for Customers {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        // The label may stand in the column of the id, where it would name a person.
        let identity = identity(row, layout);
        let has_contact = identity.email.is_some() || identity.phone.is_some();
        if !has_contact && row.first_cell().is_some_and(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        identity(first, layout).key().map(|key| key.0)
    }

    fn shown<'r>(&self, row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
        let fields = [F::CustomerId, F::Email, F::Phone];
        let own = fields.into_iter().find_map(|field| layout.text(row, field));
        own.or_else(|| row.first_cell().filter(|cell| is_total_label(cell)))
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let mut identity = identity(row, reading.layout);
        identity.household = household(row, reading.layout);
        let id = reading.text(row, F::CustomerId);
        if id.is_some_and(|id| cell::id(id).is_err()) {
            let hint = "A spreadsheet rounded the customer id, so it is not used; export again without opening the file in one.";
            reading.issue(IssueKind::DamagedId, row, F::CustomerId, hint);
        }
        if identity.key().is_none() {
            let hint = "The row has no e-mail, phone or customer id, so it belongs to no person and was left out.";
            reading.issue(IssueKind::NoPerson, row, F::Email, hint);
            return None;
        }
        let consent = match reading.flag(row, F::Consent) {
            Some(true) => Consent::Subscribed,
            Some(false) => Consent::Unsubscribed,
            None => Consent::Unknown,
        };
        Some(Record::Profile(Profile {
            platform: Platform::Shopify,
            identity,
            consent,
            tags: reading
                .text(row, F::Tags)
                .map(cell::list)
                .unwrap_or_default(),
            country: reading.owned(row, F::Country),
            // Checks of completeness only: an unreadable one has its issue and loses no customer.
            total_orders: reading.count(row, F::TotalOrders).unwrap_or_default(),
            total_spent: reading.money(row, F::TotalSpent).unwrap_or_default(),
            properties: Vec::new(),
            source_line: row.line,
        }))
    }
}

fn identity(row: &Row, layout: &Layout<F>) -> Identity {
    let plain = |field| {
        let text = cell::without_apostrophe(layout.text(row, field)?);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let id = plain(F::CustomerId).filter(|id| cell::id(id).is_ok());
    Identity {
        email: plain(F::Email),
        phone: plain(F::Phone).or_else(|| plain(F::AddressPhone)),
        customer_id: id,
        household: None,
    }
}

fn household(row: &Row, layout: &Layout<F>) -> Option<Household> {
    let text = |field| layout.text(row, field).unwrap_or_default();
    let name = format!("{} {}", text(F::FirstName), text(F::LastName));
    Household::new(&name, text(F::Street), text(F::Zip))
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
