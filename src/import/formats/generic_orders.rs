//! Orders of any shop: one row per order, or one per line item, by known headers or as mapped.
//!
//! The amount of an order stands on its first row, is repeated on each, or is the sum of its line
//! totals; all three are read. Files in Shopify's words keep Shopify's key, so that a later export of
//! the shop itself replaces them instead of doubling them.

use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::mapping::{ColumnMapping, Role};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::{Issue, IssueKind};

use super::generic_fold;

/// The roles of a column in an orders file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum OrderColumn {
    Id,
    Name,
    Date,
    Total,
    LineTotal,
    Subtotal,
    Shipping,
    Taxes,
    Discount,
    Refunded,
    Currency,
    Email,
    Phone,
    CustomerId,
    Codes,
    Status,
    Cancelled,
    Tags,
    Source,
    PaymentMethod,
    Country,
    Marketing,
    Test,
    LineTitle,
    LineSku,
    LineQuantity,
    LinePrice,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Landing,
    Referrer,
    Attributes,
}

impl Field for OrderColumn {
    fn index(self) -> usize {
        self as usize
    }
}

use OrderColumn as F;

/// Headers that make a file one of orders without anybody saying so: an order, a date, an amount.
pub(in crate::import) const SIGNATURE: &[&[&str]] = &[
    &[
        "order id",
        "order number",
        "order no",
        "order no.",
        "order name",
        "order #",
        "order ref",
        "order reference",
    ],
    DATE_NAMES,
    &[
        "total",
        "order total",
        "total price",
        "total amount",
        "order amount",
        "grand total",
        "amount",
        "revenue",
        "order value",
        "line total",
    ],
];

/// The same in Shopify's words, of files with few of its columns or from its warehouse tables.
pub(in crate::import) const SHOPIFY_SIGNATURE: &[&[&str]] =
    &[&["name"], &["created at"], &["total", "total price"]];

const DATE_NAMES: &[&str] = &[
    "order date",
    "created at",
    "ordered at",
    "order created at",
    "placed at",
    "purchase date",
    "order created date",
    "date created",
    "processed at",
    "order time",
    "date",
    "timestamp",
];

/// The column table, in the order of [`OrderColumn`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["order id", "order ref", "order reference", "id"]),
    Column::text(
        F::Name,
        &[
            "order name",
            "order number",
            "order no",
            "order no.",
            "order #",
            "name",
        ],
    ),
    Column::time(F::Date, DATE_NAMES),
    Column::money(
        F::Total,
        &[
            "total",
            "order total",
            "total price",
            "total amount",
            "order amount",
            "grand total",
            "order value",
        ],
    ),
    Column::money(
        F::LineTotal,
        &[
            "line total",
            "lineitem total",
            "item total",
            "amount",
            "line amount",
            "revenue",
            "sales",
        ],
    ),
    Column::money(
        F::Subtotal,
        &["subtotal", "subtotal price", "order subtotal", "net total"],
    ),
    Column::money(
        F::Shipping,
        &[
            "shipping",
            "shipping total",
            "shipping amount",
            "shipping price",
        ],
    ),
    Column::money(
        F::Taxes,
        &["taxes", "tax", "total tax", "tax total", "tax amount"],
    ),
    Column::money(
        F::Discount,
        &[
            "discount amount",
            "total discounts",
            "discount total",
            "total discount",
            "discount",
        ],
    ),
    Column::money(
        F::Refunded,
        &[
            "refunded amount",
            "refund amount",
            "refunded",
            "total refunded",
            "refunds",
        ],
    ),
    Column::text(
        F::Currency,
        &["currency", "currency code", "order currency"],
    ),
    Column::text(
        F::Email,
        &[
            "email",
            "e-mail",
            "customer email",
            "email address",
            "billing email",
        ],
    ),
    Column::text(
        F::Phone,
        &[
            "phone",
            "phone number",
            "customer phone",
            "billing phone",
            "billing address phone",
        ],
    ),
    Column::text(F::CustomerId, &["customer id", "user id", "client id"]),
    Column::text(
        F::Codes,
        &[
            "discount code",
            "discount codes",
            "coupon code",
            "coupon",
            "coupons",
            "coupon(s)",
            "promo code",
            "voucher",
        ],
    ),
    Column::text(
        F::Status,
        &[
            "financial status",
            "payment status",
            "order status",
            "status",
        ],
    ),
    Column::time(F::Cancelled, &["cancelled at", "canceled at"]),
    Column::text(F::Tags, &["tags", "order tags"]),
    Column::text(F::Source, &["source name", "sales channel", "source"]),
    Column::text(
        F::PaymentMethod,
        &["payment method", "payment gateway", "gateway"],
    ),
    Column::text(
        F::Country,
        &[
            "shipping country",
            "shipping address country code",
            "billing country",
            "country code",
            "country",
        ],
    ),
    Column::text(
        F::Marketing,
        &[
            "accepts marketing",
            "buyer accepts marketing",
            "accepts email marketing",
        ],
    ),
    Column::text(F::Test, &["test", "is test", "test order"]),
    Column::text(
        F::LineTitle,
        &[
            "lineitem name",
            "product name",
            "item name",
            "product",
            "product title",
        ],
    ),
    Column::text(F::LineSku, &["lineitem sku", "sku", "item sku"]),
    Column::text(
        F::LineQuantity,
        &["lineitem quantity", "quantity", "qty", "item quantity"],
    ),
    Column::money(
        F::LinePrice,
        &[
            "lineitem price",
            "item price",
            "unit price",
            "price",
            "item cost",
        ],
    ),
    Column::text(F::UtmSource, &["utm source", "order utm source"]),
    Column::text(F::UtmMedium, &["utm medium", "order utm medium"]),
    Column::text(F::UtmCampaign, &["utm campaign", "order utm campaign"]),
    Column::text(F::UtmContent, &["utm content", "order utm content"]),
    Column::text(F::UtmTerm, &["utm term", "order utm term"]),
    Column::text(
        F::Landing,
        &[
            "landing page",
            "landing site",
            "landing site base url",
            "landing page url",
        ],
    ),
    Column::text(F::Referrer, &["referrer", "referring site", "referer"]),
    Column::text(F::Attributes, &["note attributes"]),
];

const fn role(id: &'static str, label: &'static str) -> Role {
    Role { id, label }
}

/// The roles, in the order of [`COLUMNS`].
pub(in crate::import) const ROLES: &[Role] = &[
    role("id", "Order id"),
    role("name", "Order name"),
    role("date", "Placed"),
    role("total", "Order total"),
    role("line_total", "Line total"),
    role("subtotal", "Subtotal"),
    role("shipping", "Shipping"),
    role("taxes", "Taxes"),
    role("discount", "Discount"),
    role("refunded", "Refunded"),
    role("currency", "Currency"),
    role("email", "E-mail"),
    role("phone", "Phone"),
    role("customer_id", "Customer id"),
    role("codes", "Discount code"),
    role("status", "Payment status"),
    role("cancelled", "Cancelled"),
    role("tags", "Tags"),
    role("source", "Sales channel"),
    role("payment_method", "Payment method"),
    role("country", "Country"),
    role("marketing", "Accepts marketing"),
    role("test", "Test order"),
    role("line_title", "Product"),
    role("line_sku", "SKU"),
    role("line_quantity", "Quantity"),
    role("line_price", "Unit price"),
    role("utm_source", "UTM source"),
    role("utm_medium", "UTM medium"),
    role("utm_campaign", "UTM campaign"),
    role("utm_content", "UTM content"),
    role("utm_term", "UTM term"),
    role("landing", "Landing page"),
    role("referrer", "Referrer"),
    role("attributes", "Note attributes"),
];

/// The reader of orders of any shop.
pub(in crate::import) struct GenericOrders {
    /// The platform in the key.
    pub(super) platform: &'static str,
    /// Whether the subtotal is written before discounts.
    pub(super) subtotal_before_discount: bool,
    /// Whether the columns follow from the headers alone, which is told.
    pub(super) is_suggested: bool,
}

/// Finds the columns by their headers, or takes those of a mapping.
pub(in crate::import) fn open(
    headers: &[String],
    mapping: Option<&ColumnMapping>,
) -> Result<(GenericOrders, Layout<F>), ReadError> {
    let layout = match mapping {
        Some(mapping) => mapping.layout(COLUMNS, headers)?,
        None => Layout::new(COLUMNS, headers),
    };
    layout.require(
        Format::Orders,
        &[
            (&[F::Id, F::Name], "Order id"),
            (&[F::Date], "Order date"),
            (
                &[F::Total, F::Subtotal, F::LineTotal, F::LinePrice],
                "Total",
            ),
        ],
    )?;
    let normalised: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
    let is_shopify = normalised.iter().any(|header| {
        header.starts_with("lineitem ") || header == "financial status" || header == "source name"
    });
    let table = GenericOrders {
        platform: if is_shopify { "shopify" } else { "orders" },
        subtotal_before_discount: false,
        is_suggested: mapping.is_none(),
    };
    Ok((table, layout))
}

/// The order of a row: its id, else its name.
pub(super) fn order_id<'r>(row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
    let id = layout.text(row, F::Id);
    let id = id.and_then(|id| crate::import::cell::id(id).ok());
    id.filter(|id| !id.is_empty())
        .or_else(|| layout.text(row, F::Name))
}

impl Table for GenericOrders {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn relation(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let Some(id) = order_id(row, layout) else {
            // Some exports leave the order blank on further products.
            let has_item = [F::LineTitle, F::LineSku]
                .iter()
                .any(|&field| layout.text(row, field).is_some());
            let is_labelled = row.first_cell().is_some_and(is_total_label);
            return match first {
                Some(_) if has_item && !is_labelled => Relation::Continues,
                _ if is_labelled || !has_item => Relation::Summary,
                _ => Relation::Orphan,
            };
        };
        if is_total_label(id) && layout.text(row, F::Date).is_none() {
            return Relation::Summary;
        }
        let same = first.is_some_and(|first| order_id(first, layout) == Some(id));
        let has_lines = [F::LineTitle, F::LineSku, F::LineTotal, F::LinePrice]
            .iter()
            .any(|&field| layout.has(field));
        if same && has_lines {
            Relation::Continues
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        order_id(first, layout).map(str::to_owned)
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.is_suggested {
            issues.push(mapped_issue(COLUMNS, ROLES, layout));
        }
        if !layout.has(F::Subtotal) && !layout.has(F::LineTotal) {
            let hint = "The file has no subtotal, so net sales start from the total, shipping and tax included.";
            issues.push(Issue {
                column: Some("Subtotal".to_owned()),
                ..Issue::of_file(IssueKind::NoSubtotal, hint)
            });
        }
        issues
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        generic_fold::order(self, rows, reading)
            .ok()
            .map(Record::Order)
    }
}

/// Tells which columns were taken for what.
pub(super) fn mapped_issue<G: Field>(
    columns: &[Column<G>],
    roles: &[Role],
    layout: &Layout<G>,
) -> Issue {
    let named = roles.iter().zip(columns);
    let read: Vec<String> = named
        .filter(|(_, column)| layout.has(column.field))
        .map(|(role, column)| format!("{} = `{}`", role.label, layout.header(column.field).trim()))
        .collect();
    let hint = format!(
        "The file follows no known layout; its columns were matched by their headers: {}. Choose other columns if one is wrong.",
        read.join(", ")
    );
    Issue::of_file(IssueKind::MappedColumns, hint)
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

    #[test]
    fn one_row_per_line_item_with_line_totals() {
        let text = "order_id,order_date,customer_id,sku,product_name,category,quantity,item_price,amount,discount,cost,channel,device,city\n\
            ORD-00001,2025-01-13,cust_0082,SKU-008,Product SKU-008,Home,1,22376.0,22376.0,0.0,7649.0,organic,tablet,Sapporo\n\
            ORD-00002,2025-08-05,cust_0012,SKU-038,Product SKU-038,Home,2,1438.0,2876.0,100.0,532.0,direct,mobile,Sapporo\n\
            ORD-00002,2025-08-05,cust_0012,SKU-039,Product SKU-039,Home,1,500.0,500.0,0.0,532.0,direct,mobile,Sapporo\n\
            ORD-00003,someday,cust_0012,SKU-038,Product SKU-038,Home,1,1438.0,1438.0,0.0,532.0,direct,mobile,Sapporo\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "JPY", "")), @r##"
        orders utf-8 ',' 14 columns
        ORD-00001 ORD-00001 id:cust_0082 2025-01-13T00:00:00+00:00 unknown lines ¥22,376 - ¥0 = ¥22,376 + ¥0 tax ¥0 total ¥22,376 refunded ¥0 1x"Product SKU-008" (1 rows)
        ORD-00002 ORD-00002 id:cust_0012 2025-08-05T00:00:00+00:00 unknown lines ¥3,376 - ¥100 = ¥3,376 + ¥0 tax ¥0 total ¥3,376 refunded ¥0 2x"Product SKU-038" 1x"Product SKU-039" (2 rows)
        ! mapped_columns
        ! missing_column [Currency]
        ! naive_time line 2 [order_date] "2025-01-13"
        ! lines_disagree line 3
        ! bad_date line 5 [order_date] "someday"
        4 rows = 3 accepted + 1 rejected; 2 records; latest 2025-08-05T00:00:00+00:00
        "##);
    }

    #[test]
    fn few_columns_in_shopifys_words_keep_shopifys_key() {
        let text = "Name,Email,Created at,Total,Refunded Amount,Currency,Lineitem name\n\
            #1001,ann@example.com,2025-01-05 10:00:00 -0500,100.00,0.00,USD,Blue Widget\n\
            #1001,,,,,,Red Gadget\n\
            #1003,ann@example.com,2025-02-10 15:12:00 -0500,40.00,10.00,USD,Green Doohickey\n\
            #1005,bob@example.com,2025-01-20 18:45:00 -0500,0.00,0.00,USD,Free Sample\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        orders utf-8 ',' 7 columns
        #1001 #1001 email:ann@example.com 2025-01-05T10:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $100.00 refunded $0.00 1x"Blue Widget" 1x"Red Gadget" (2 rows)
        #1003 #1003 email:ann@example.com 2025-02-10T15:12:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $40.00 refunded $10.00 1x"Green Doohickey" (1 rows)
        #1005 #1005 email:bob@example.com 2025-01-20T18:45:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $0.00 refunded $0.00 1x"Free Sample" (1 rows)
        ! mapped_columns
        ! no_subtotal [Subtotal]
        4 rows = 4 accepted + 0 rejected; 3 records; latest 2025-02-10T20:12:00+00:00
        "##);
    }

    #[test]
    fn totals_repeated_on_every_row_count_once() {
        let text = "Order Number;Order Date;Customer Email;Order Total;Shipping;Tax;Currency;Coupon Code;Product Name;Quantity;Status;utm_source\n\
            7;03.08.2026 10:00;ann@x.io;25,50;5,50;0;EUR;\"A, b\";Mug;1;completed;klaviyo\n\
            7;03.08.2026 10:00;ann@x.io;25,50;5,50;0;EUR;\"A, b\";Hat;2;completed;klaviyo\n\
            8;04.08.2026 10:00;;-5,00;0;0;EUR;none;Hat;-1;refunded;\n\
            ;;;20,50;;;;;;;;\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        orders utf-8 ';' 12 columns
        7 7 email:ann@x.io 2026-08-03T10:00:00+00:00 paid lines - - - = - + €5.50 tax €0.00 total €25.50 refunded €0.00 1x"Mug" 2x"Hat" code=A code=b source=klaviyo (2 rows)
        8 8 nobody 2026-08-04T10:00:00+00:00 refunded lines - - - = - + €0.00 tax €0.00 total −€5.00 refunded €0.00 -1x"Hat" (1 rows)
        ! mapped_columns
        ! no_subtotal [Subtotal]
        ! decimal_comma [Order Total]
        ! naive_time line 2 [Order Date] "03.08.2026 10:00"
        ! several_codes line 2 [Coupon Code] "A, b"
        ! no_person line 4 [Customer Email]
        ! summary_row line 5 "20,50"
        4 rows = 3 accepted + 1 rejected; 2 records; latest 2026-08-04T10:00:00+00:00
        "##);
    }

    #[test]
    fn a_warehouse_table_of_shopify_orders() {
        let text = "id,note,email,taxes_included,currency,subtotal_price,total_tax,total_price,created_at,updated_at,name,customer_id,financial_status,total_discounts,source_name,buyer_accepts_marketing,test,landing_site_base_url,referring_site,_fivetran_synced\n\
            2674098602081,,a@x.io,TRUE,GBP,2.8,0.00,3.8,2020-09-11 19:35:42.000,2020-09-11 19:35:46.000,#1,3589760876641,paid,2.8,app,TRUE,FALSE,/?utm_source=klaviyo,,2020-09-12 00:15:10.199\n\
            2674098602082,,b@x.io,TRUE,GBP,5,0.00,5,2020-09-11 20:35:42.000,2020-09-11 19:35:46.000,#2,3589760876642,paid,0,web,FALSE,TRUE,,,2020-09-12 00:15:10.199\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        orders utf-8 ',' 20 columns
        #1 2674098602081 email:a@x.io 2020-09-11T19:35:42+00:00 paid lines - - £2.80 = £2.80 + £1.00 tax £0.00 total £3.80 refunded £0.00 source=klaviyo at=/?utm_source=klaviyo (1 rows)
        #2 2674098602082 email:b@x.io 2020-09-11T20:35:42+00:00 paid lines - - £0.00 = £5.00 + £0.00 tax £0.00 total £5.00 refunded £0.00 (1 rows)
        ! mapped_columns
        ! naive_time line 2 [created_at] "2020-09-11 19:35:42.000"
        ! test_order line 3 [test] "TRUE"
        2 rows = 2 accepted + 0 rejected; 2 records; latest 2020-09-11T20:35:42+00:00
        "##);
    }
}
