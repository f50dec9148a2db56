//! The column table of orders of any shop: the roles of columns, and the headers they answer to.

use crate::import::columns::{Column, Field};
use crate::import::mapping::Role;

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
    role("date", "Order date"),
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
