//! Matrixify orders: several rows per order, one for each line item, discount, shipping line,
//! payment and refund, told apart by `Line: Type`.
//!
//! Amounts of the order stand on its top row in some files and on every row in others, so only the
//! top row is read. Refund lines carry the date of the refund. The order has the key of Shopify's
//! own export, so that both kinds of file complete each other.

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::order_parts;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::{Issue, IssueKind};

use super::matrixify_fold;

/// The fields of a Matrixify export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum MatrixifyField {
    Id,
    Name,
    Created,
    Processed,
    Cancelled,
    Updated,
    Currency,
    Source,
    Tags,
    Status,
    PaymentMethod,
    Details,
    Subtotal,
    Discount,
    Shipping,
    Taxes,
    Refund,
    Total,
    Email,
    CustomerEmail,
    Phone,
    CustomerPhone,
    CustomerId,
    Marketing,
    ShippingCountry,
    BillingCountry,
    Landing,
    Referrer,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmTerm,
    UtmContent,
    TopRow,
    LineType,
    LineTitle,
    LineName,
    LineSku,
    LineQuantity,
    LinePrice,
    LineDiscount,
    LineTotal,
    LineVendor,
    LineShips,
    RefundId,
    RefundCreated,
    PaymentKind,
    PaymentProcessed,
    PaymentAmount,
    PaymentStatus,
    PaymentGateway,
    PaymentTest,
}

impl Field for MatrixifyField {
    fn index(self) -> usize {
        self as usize
    }
}

use MatrixifyField as F;

/// The column table, in the order of [`MatrixifyField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["id"]),
    Column::text(F::Name, &["name"]),
    Column::time(F::Created, &["created at"]),
    Column::time(F::Processed, &["processed at"]),
    Column::time(F::Cancelled, &["cancelled at", "canceled at"]),
    Column::time(F::Updated, &["updated at"]),
    Column::text(F::Currency, &["currency"]),
    Column::text(F::Source, &["source"]),
    Column::text(F::Tags, &["tags"]),
    Column::text(F::Status, &["payment: status"]),
    Column::text(F::PaymentMethod, &["payment: processing method"]),
    Column::text(F::Details, &["additional details", "note attributes"]),
    Column::money(F::Subtotal, &["price: subtotal"]),
    Column::money(F::Discount, &["price: total discount"]),
    Column::money(F::Shipping, &["price: total shipping"]),
    Column::money(F::Taxes, &["tax: total"]),
    Column::money(F::Refund, &["price: total refund"]),
    Column::money(F::Total, &["price: total"]),
    Column::text(F::Email, &["email"]),
    Column::text(F::CustomerEmail, &["customer: email"]),
    Column::text(F::Phone, &["phone", "shipping: phone", "billing: phone"]),
    Column::text(F::CustomerPhone, &["customer: phone"]),
    Column::text(F::CustomerId, &["customer: id"]),
    Column::text(F::Marketing, &["customer: accepts marketing"]),
    Column::text(
        F::ShippingCountry,
        &["shipping: country code", "shipping: country"],
    ),
    Column::text(
        F::BillingCountry,
        &["billing: country code", "billing: country"],
    ),
    Column::text(F::Landing, &["browser: landing page"]),
    Column::text(F::Referrer, &["browser: referrer"]),
    Column::text(F::UtmSource, &["browser: utm source"]),
    Column::text(F::UtmMedium, &["browser: utm medium"]),
    Column::text(F::UtmCampaign, &["browser: utm campaign"]),
    Column::text(F::UtmTerm, &["browser: utm term"]),
    Column::text(F::UtmContent, &["browser: utm content"]),
    Column::text(F::TopRow, &["top row"]),
    Column::text(F::LineType, &["line: type"]),
    Column::text(F::LineTitle, &["line: title"]),
    Column::text(F::LineName, &["line: name"]),
    Column::text(F::LineSku, &["line: sku"]),
    Column::text(F::LineQuantity, &["line: quantity"]),
    Column::money(F::LinePrice, &["line: price"]),
    Column::money(F::LineDiscount, &["line: discount"]),
    Column::money(F::LineTotal, &["line: total"]),
    Column::text(F::LineVendor, &["line: vendor"]),
    Column::text(F::LineShips, &["line: requires shipping"]),
    Column::text(F::RefundId, &["refund: id"]),
    Column::time(F::RefundCreated, &["refund: created at"]),
    Column::text(F::PaymentKind, &["transaction: kind"]),
    Column::time(F::PaymentProcessed, &["transaction: processed at"]),
    Column::money(F::PaymentAmount, &["transaction: amount"]),
    Column::text(F::PaymentStatus, &["transaction: status"]),
    Column::text(F::PaymentGateway, &["transaction: gateway"]),
    Column::text(F::PaymentTest, &["transaction: test"]),
];

/// The reader of Matrixify orders.
pub(in crate::import) struct MatrixifyOrders;

/// Finds the columns; an order needs a name or an id, a date, and a total.
pub(in crate::import) fn open(
    headers: &[String],
) -> Result<(MatrixifyOrders, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    layout.require(
        Format::MatrixifyOrders,
        &[
            (&[F::Id, F::Name], "Name"),
            (&[F::Created, F::Processed], "Created At"),
            (&[F::Total, F::Subtotal], "Price: Total"),
        ],
    )?;
    Ok((MatrixifyOrders, layout))
}

/// The id of an order, else its name where the id is missing or damaged.
pub(super) fn order_id<'r>(row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
    let id = layout.text(row, F::Id).and_then(|id| cell::id(id).ok());
    id.filter(|id| !id.is_empty())
        .or_else(|| layout.text(row, F::Name))
}

/// What a row of an order is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineType {
    /// A product.
    Item,
    /// A discount.
    Discount,
    /// Shipping.
    Shipping,
    /// A payment or refund of money.
    Transaction,
    /// A part of a refund.
    Refund,
    /// A fulfilment, a risk, and other things that no figure here needs.
    Other,
}

impl LineType {
    /// What a row is about; a row without a type that has a product or nothing is a line item.
    pub(super) fn of(row: &Row, layout: &Layout<F>) -> Self {
        let word = layout.text(row, F::LineType).map(str::to_lowercase);
        match word.as_deref() {
            Some("line item") => Self::Item,
            Some("discount") => Self::Discount,
            Some("shipping line") => Self::Shipping,
            Some("transaction") => Self::Transaction,
            Some(word) if word.starts_with("refund") => Self::Refund,
            Some(_) | None => Self::Other,
        }
    }
}

impl Table for MatrixifyOrders {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn relation(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let Some(id) = order_id(row, layout) else {
            return if first.is_some() {
                Relation::Continues
            } else {
                Relation::Orphan
            };
        };
        if is_total_label(id) && layout.text(row, F::Created).is_none() {
            return Relation::Summary;
        }
        let same = first.is_some_and(|first| order_id(first, layout) == Some(id));
        let is_top = layout.text(row, F::TopRow).and_then(cell::flag) == Some(true);
        if same && !is_top {
            Relation::Continues
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        order_id(first, layout).map(str::to_owned)
    }

    /// Every row has the order's id, so only the mark of the first row tells which one is a further row.
    fn completes(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> bool {
        let is_top = |row| layout.text(row, F::TopRow).and_then(cell::flag) == Some(true);
        let id = order_id(row, layout);
        let is_of = |first| is_top(first) && order_id(first, layout) == id;
        layout.has(F::TopRow) && id.is_some() && !is_top(row) && first.is_none_or(is_of)
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        if !layout.has(F::PaymentKind) || layout.has(F::PaymentProcessed) {
            return Vec::new();
        }
        let hint = "The payments have no date, so refunds are dated by their refund lines only; export with `Transaction: Processed At`.";
        vec![Issue {
            column: Some("Transaction: Processed At".to_owned()),
            ..Issue::of_file(IssueKind::NoPeriod, hint)
        }]
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let order = matrixify_fold::order(rows, reading);
        let (order, transactions): (_, Vec<_>) = order.ok()?;
        Some(if transactions.is_empty() {
            Record::Order(order)
        } else {
            Record::OrderWithTransactions(order, transactions)
        })
    }
}

/// The row with the amounts of the order.
pub(super) fn top_row<'r>(rows: &'r [Row], layout: &Layout<F>) -> Result<&'r Row, Refused> {
    let is_top = |row: &&Row| layout.text(row, F::TopRow).and_then(cell::flag) == Some(true);
    let has_total = |row: &&Row| layout.text(row, F::Total).is_some();
    let top = rows.iter().find(is_top);
    let top = top.or_else(|| rows.iter().find(has_total));
    top.or_else(|| rows.first()).ok_or(Refused)
}

/// The currency of an order, refused where it is another than the file's.
pub(super) fn currency(
    row: &Row,
    reading: &mut Reading<'_, F>,
) -> Result<crate::model::money::Currency, Refused> {
    order_parts::currency(row, F::Currency, reading)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    const HEADER: &str = "ID,Name,Created At,Updated At,Cancelled At,Currency,Source,Price: Subtotal,Price: Total Discount,Price: Total Shipping,Price: Total Refund,Price: Total,Payment: Status,Customer: ID,Customer: Email,Browser: Landing Page,Browser: UTM Source,Browser: UTM Medium,Browser: UTM Campaign,Row #,Top Row,Line: Type,Line: Title,Line: Name,Line: SKU,Line: Quantity,Line: Price,Line: Discount,Line: Total,Refund: ID,Refund: Created At,Transaction: Kind,Transaction: Amount,Transaction: Status\n";

    #[test]
    fn one_row_per_line_type_and_refunds_with_their_date() {
        let order = "6001,#6001,2026-08-24 13:18:57 +0200,2026-08-30 09:00:00 +0200,,EUR,web";
        let text = format!(
            "{HEADER}\
            {order},90.00,10.00,5.00,45.00,95.00,partially_refunded,7001,ann@example.com,/products/x?utm_content=b1,klaviyo,email,aug_sale,1,1,Line Item,Mug,Mug,MUG,2,50.00,0.00,100.00,,,,,\n\
            {order},,,,,,partially_refunded,7001,ann@example.com,,,,,2,,Discount,percentage,SUMMERSALE,,,10,-10.00,-10.00,,,,,\n\
            {order},,,,,,partially_refunded,7001,ann@example.com,,,,,3,,Shipping Line,Standard,Standard,,,5.00,0.00,5.00,,,,,\n\
            {order},,,,,,partially_refunded,7001,ann@example.com,,,,,4,,Transaction,,,,,,,,,,sale,95.00,success\n\
            {order},,,,,,partially_refunded,7001,ann@example.com,,,,,5,,Refund Line,Mug,Mug,MUG,-1,50.00,5.00,-40.00,9001,2026-08-30 09:00:00 +0200,,,\n\
            {order},,,,,,partially_refunded,7001,ann@example.com,,,,,6,,Refund Shipping,Standard,,,,,,-5.00,9001,2026-08-30 09:00:00 +0200,,,\n\
            6002,#6002,2026-08-25 10:00:00 +0200,,2026-08-26 10:00:00 +0200,EUR,pos,20.00,0.00,0.00,0.00,20.00,voided,,,,,,,1,TRUE,Line Item,Cap,Cap,,1,20.00,0.00,20.00,,,,,\n"
        );
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        matrixify_orders utf-8 ',' 34 columns
        #6001 6001 email:ann@example.com 2026-08-24T13:18:57+02:00 partially_refunded lines €100.00 - €10.00 = €90.00 + €5.00 tax €0.00 total €95.00 refunded €45.00 2x"Mug" code=SUMMERSALE source=klaviyo medium=email campaign=aug_sale content=b1 at=/products/x?utm_content=b1 (6 rows)
          "6001 refund 1788073200000000 4500 1" order 6001 #6001 refund success €45.00 2026-08-30T09:00:00+02:00 - test=None
        #6002 6002 nobody 2026-08-25T10:00:00+02:00 voided lines €20.00 - €0.00 = €20.00 + €0.00 tax €0.00 total €20.00 refunded €0.00 1x"Cap" cancelled (1 rows)
        ! no_period [Transaction: Processed At]
        ! no_person line 8 [Customer: Email]
        7 rows = 7 accepted + 0 rejected; 2 records; latest 2026-08-30T07:00:00+00:00
        "##);
    }

    #[test]
    fn amounts_repeated_on_every_row_and_test_payments() {
        let text = "Name,Created At,Currency,Price: Total,Line: Type,Line: Title,Line: Quantity,Line: Price,Line: Total,Transaction: Kind,Transaction: Processed At,Transaction: Amount,Transaction: Status,Transaction: Gateway,Transaction: Test\n\
            #1,2026-08-24 10:00:00 +0200,EUR,30.00,Line Item,Mug,1,30.00,30.00,,,,,,\n\
            #1,2026-08-24 10:00:00 +0200,EUR,30.00,Shipping Line,Post,,4.00,4.00,,,,,,\n\
            #1,2026-08-24 10:00:00 +0200,EUR,30.00,Transaction,,,,,authorization,2026-08-24 10:00:01 +0200,30.00,success,bogus,TRUE\n\
            #1,2026-08-24 10:00:00 +0200,EUR,30.00,Transaction,,,,,refund,2026-08-29 10:00:01 +0200,12.00,success,bogus,TRUE\n\
            #1,2026-08-24 10:00:00 +0200,EUR,30.00,Fulfillment Line,Mug,1,,,,,,,,\n\
            #2,2026-08-24 10:00:00 +0200,USD,30.00,Line Item,Mug,1,30.00,30.00,,,,,,\n\
            #3,2026-08-24 10:00:00 +0200,EUR,lots,Line Item,Mug,one,30.00,30.00,,,,,,\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        matrixify_orders utf-8 ',' 15 columns
        #1 #1 nobody 2026-08-24T10:00:00+02:00 unknown lines €30.00 - - = - + €4.00 tax €0.00 total €30.00 refunded €12.00 1x"Mug" (5 rows)
          "#1 authorization 1787558401000000 3000 1" order - #1 authorization success €30.00 2026-08-24T10:00:01+02:00 bogus test=Some(true)
          "#1 refund 1787990401000000 1200 1" order - #1 refund success €12.00 2026-08-29T10:00:01+02:00 bogus test=Some(true)
        ! test_order line 4 [Transaction: Test] "TRUE"
        ! no_person line 2
        ! other_currency line 7 [Currency] "USD"
        ! bad_number line 8 [Line: Quantity] "one"
        7 rows = 5 accepted + 2 rejected; 1 records; latest 2026-08-29T08:00:01+00:00
        "##);
    }
}
