//! Shopify orders: the column table, and which rows make one order.
//!
//! One row per line item; order values stand on the first row only, unless an edited file repeats
//! them. The spellings of the help pages (`Lineitem SKU`, `Canceled at`) and of real files are both
//! read, and any subset of the columns that leaves a name, a date and an amount.

use crate::model::issue::{Issue, IssueKind};

use super::cell;
use super::columns::{Column, Field, Kind, Layout};
use super::error::ReadError;
use super::format::Format;
use super::order_fold;
use super::reading::Reading;
use super::rows::Row;
use super::sink::Record;
use super::table::{Relation, Table, is_total_label};

/// The fields of an orders export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderField {
    Name,
    Id,
    Email,
    Phone,
    BillingPhone,
    ShippingPhone,
    CustomerId,
    Status,
    Created,
    Cancelled,
    Paid,
    Fulfilled,
    Currency,
    Subtotal,
    Shipping,
    Taxes,
    Total,
    Discount,
    Refunded,
    Codes,
    LineQuantity,
    LineTitle,
    LinePrice,
    LineSku,
    LineShips,
    LineVendor,
    Attributes,
    Tags,
    Source,
    PaymentMethod,
    Marketing,
    ShippingCountry,
    BillingCountry,
    BillingName,
    BillingStreet,
    BillingZip,
    ShippingName,
    ShippingStreet,
    ShippingZip,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Landing,
    FullUrl,
    Referrer,
}

impl Field for OrderField {
    fn index(self) -> usize {
        self as usize
    }
}

use OrderField as F;

const fn text(field: F, names: &'static [&'static str]) -> Column<F> {
    Column {
        field,
        kind: Kind::Text,
        names,
    }
}

const fn money(field: F, names: &'static [&'static str]) -> Column<F> {
    Column {
        field,
        kind: Kind::Money,
        names,
    }
}

const fn time(field: F, names: &'static [&'static str]) -> Column<F> {
    Column {
        field,
        kind: Kind::Time,
        names,
    }
}

/// The column table, in the order of [`OrderField`].
pub(super) const COLUMNS: &[Column<F>] = &[
    text(F::Name, &["name"]),
    text(F::Id, &["id", "order id"]),
    text(F::Email, &["email", "e-mail", "customer email"]),
    text(F::Phone, &["phone"]),
    text(F::BillingPhone, &["billing phone"]),
    text(F::ShippingPhone, &["shipping phone"]),
    text(F::CustomerId, &["customer id"]),
    text(F::Status, &["financial status"]),
    time(F::Created, &["created at"]),
    time(F::Cancelled, &["cancelled at", "canceled at"]),
    time(F::Paid, &["paid at"]),
    time(F::Fulfilled, &["fulfilled at"]),
    text(F::Currency, &["currency"]),
    money(F::Subtotal, &["subtotal"]),
    money(F::Shipping, &["shipping"]),
    money(F::Taxes, &["taxes"]),
    money(F::Total, &["total"]),
    money(F::Discount, &["discount amount"]),
    money(F::Refunded, &["refunded amount"]),
    text(F::Codes, &["discount code", "discount codes"]),
    text(F::LineQuantity, &["lineitem quantity"]),
    text(F::LineTitle, &["lineitem name"]),
    money(F::LinePrice, &["lineitem price"]),
    text(F::LineSku, &["lineitem sku"]),
    text(F::LineShips, &["lineitem requires shipping"]),
    text(F::LineVendor, &["vendor"]),
    text(F::Attributes, &["note attributes"]),
    text(F::Tags, &["tags"]),
    text(F::Source, &["source"]),
    text(F::PaymentMethod, &["payment method"]),
    text(
        F::Marketing,
        &["accepts marketing", "accepts email marketing"],
    ),
    text(F::ShippingCountry, &["shipping country"]),
    text(F::BillingCountry, &["billing country"]),
    text(F::BillingName, &["billing name"]),
    text(F::BillingStreet, &["billing address1", "billing street"]),
    text(F::BillingZip, &["billing zip"]),
    text(F::ShippingName, &["shipping name"]),
    text(F::ShippingStreet, &["shipping address1", "shipping street"]),
    text(F::ShippingZip, &["shipping zip"]),
    text(F::UtmSource, &["utm source", "order utm source"]),
    text(F::UtmMedium, &["utm medium", "order utm medium"]),
    text(F::UtmCampaign, &["utm campaign", "order utm campaign"]),
    text(F::UtmContent, &["utm content", "order utm content"]),
    text(F::UtmTerm, &["utm term", "order utm term"]),
    text(
        F::Landing,
        &[
            "landing page",
            "landing site",
            "landing page url",
            "landing url",
            "landing page path",
        ],
    ),
    text(F::FullUrl, &["full url", "page url", "url"]),
    text(
        F::Referrer,
        &["referrer", "referring site", "referrer url", "referer"],
    ),
];

/// The reader of orders.
pub(super) struct Orders;

/// Finds the columns; an order needs a name or an id, a date, and a total or a subtotal.
pub(super) fn open(headers: &[String]) -> Result<(Orders, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    let needs: [(&[F], &str); 3] = [
        (&[F::Name, F::Id], "`Name`"),
        (&[F::Created], "`Created at`"),
        (&[F::Total, F::Subtotal], "`Total`"),
    ];
    let lacks = |fields: &[F]| !fields.iter().any(|&field| layout.has(field));
    let missing: Vec<&str> = needs
        .iter()
        .filter(|(fields, _)| lacks(fields))
        .map(|(_, header)| *header)
        .collect();
    if missing.is_empty() {
        return Ok((Orders, layout));
    }
    Err(ReadError::MissingColumns {
        format: Format::ShopifyOrders.label(),
        columns: missing.join(", "),
    })
}

/// Columns that stand on the first row of an order only.
const FIRST_ROW: [F; 3] = [F::Status, F::Total, F::Id];

/// Columns that are the same wherever one order's values are repeated.
const SAME_ON_REPEAT: [F; 6] = [
    F::Status,
    F::Total,
    F::Id,
    F::Subtotal,
    F::Refunded,
    F::Created,
];

impl Table for Orders {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn relation(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let cell = |field| layout.text(row, field);
        let has_date_or_id = cell(F::Created).is_some() || cell(F::Id).is_some();
        if cell(F::Name).is_some_and(is_total_label) && !has_date_or_id {
            return Relation::Summary;
        }
        let is_order_row = FIRST_ROW.iter().any(|&field| cell(field).is_some());
        let same_name = first.filter(|first| {
            cell(F::Name).is_some() && layout.text(first, F::Name) == cell(F::Name)
        });
        let Some(first) = same_name else {
            return if is_order_row {
                Relation::Opens
            } else {
                Relation::Orphan
            };
        };
        if !is_order_row {
            return Relation::Continues;
        }
        let differs = |&field: &F| match (layout.text(first, field), cell(field)) {
            (Some(earlier), Some(here)) => earlier != here,
            _ => false,
        };
        let has_more = |&field: &F| cell(field).is_some() && layout.text(first, field).is_none();
        let has_less = |&field: &F| cell(field).is_none() && layout.text(first, field).is_some();
        if SAME_ON_REPEAT.iter().any(differs) || FIRST_ROW.iter().any(has_more) {
            Relation::Opens
        } else if FIRST_ROW.iter().any(has_less) {
            Relation::Continues
        } else {
            Relation::Repeats
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        order_id(first, layout).map(str::to_owned)
    }

    fn completes(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> bool {
        layout.text(row, F::Name).is_some()
            && self.relation(None, row, layout) == Relation::Orphan
            && first.is_none_or(|_| self.relation(first, row, layout) == Relation::Continues)
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        let optional = [
            (
                F::Subtotal,
                IssueKind::NoSubtotal,
                "Subtotal",
                "The file has no subtotal, so net sales start from the total, shipping and tax included; export with all columns to leave them out.",
            ),
            (
                F::Refunded,
                IssueKind::MissingColumn,
                "Refunded Amount",
                "The file has no refunds, so refunded orders count in full; export with all columns.",
            ),
            (
                F::Status,
                IssueKind::MissingColumn,
                "Financial Status",
                "The file has no payment status, so voided and unpaid orders cannot be told; export with all columns.",
            ),
        ];
        optional
            .into_iter()
            .filter(|(field, ..)| !layout.has(*field))
            .map(|(_, kind, column, hint)| Issue {
                column: Some(column.to_owned()),
                ..Issue::of_file(kind, hint)
            })
            .collect()
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        order_fold::order(rows, reading).ok().map(Record::Order)
    }
}

/// The id of an order, else its name where the id is missing or damaged.
pub(super) fn order_id<'r>(first: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
    let id = layout.text(first, F::Id).and_then(|id| cell::id(id).ok());
    id.filter(|id| !id.is_empty())
        .or_else(|| layout.text(first, F::Name).map(cell::without_apostrophe))
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
    fn an_order_without_a_date_or_an_amount_is_no_order() {
        let headers = ["Name", "Financial Status", "Lineitem quantity"].map(str::to_owned);
        let error = open(&headers).err().map(|error| error.to_string());
        assert_eq!(
            error.as_deref(),
            Some(
                "The file has no column `Created at`, `Total`, which Shopify orders need. Export it again with all columns, or choose its columns or another format."
            )
        );
    }
}
