//! Advanced Order Export for `WooCommerce`, with its default labels.
//!
//! Products make rows of their own; the values of the order are repeated on them or left blank, as
//! the user chose, and both are read. The subtotal is written before discounts.

use crate::import::columns::{Column, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;

use super::generic_orders::{GenericOrders, OrderColumn as F};

/// The column table, in the order of `OrderColumn`.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["order number", "order id"]),
    Column::text(F::Name, &[]),
    Column::time(F::Date, &["order date", "paid date"]),
    Column::money(
        F::Total,
        &["order total amount", "order total amount (- refund)"],
    ),
    Column::money(F::LineTotal, &["order line total", "order line (w/o tax)"]),
    Column::money(F::Subtotal, &["order subtotal amount", "order subtotal"]),
    Column::money(
        F::Shipping,
        &["order shipping amount", "order shipping amount (- refund)"],
    ),
    Column::money(
        F::Taxes,
        &[
            "order total tax amount",
            "order total tax amount (- refund)",
        ],
    ),
    Column::money(
        F::Discount,
        &["cart discount amount", "order total discount amount"],
    ),
    Column::money(F::Refunded, &["order refund amount", "order refund"]),
    Column::text(F::Currency, &["order currency", "currency"]),
    Column::text(F::Email, &["email (billing)", "customer email"]),
    Column::text(F::Phone, &["phone (billing)"]),
    Column::text(F::CustomerId, &["customer user id", "user id"]),
    Column::text(F::Codes, &["coupon code", "coupons used"]),
    Column::text(F::Status, &["order status"]),
    Column::time(F::Cancelled, &[]),
    Column::text(F::Tags, &[]),
    Column::text(F::Source, &[]),
    Column::text(
        F::PaymentMethod,
        &["payment method title", "payment method"],
    ),
    Column::text(
        F::Country,
        &[
            "country code (shipping)",
            "country code (billing)",
            "country name (billing)",
        ],
    ),
    Column::text(F::Marketing, &[]),
    Column::text(F::Test, &[]),
    Column::text(F::LineTitle, &["item name", "product name"]),
    Column::text(F::LineSku, &["sku", "item sku"]),
    Column::text(F::LineQuantity, &["quantity (- refund)", "quantity"]),
    Column::money(F::LinePrice, &["item cost", "item price"]),
    Column::text(
        F::UtmSource,
        &[
            "utm source",
            "wc order attribution utm source",
            "attribution utm source",
        ],
    ),
    Column::text(
        F::UtmMedium,
        &["utm medium", "wc order attribution utm medium"],
    ),
    Column::text(
        F::UtmCampaign,
        &["utm campaign", "wc order attribution utm campaign"],
    ),
    Column::text(
        F::UtmContent,
        &["utm content", "wc order attribution utm content"],
    ),
    Column::text(F::UtmTerm, &["utm term", "wc order attribution utm term"]),
    Column::text(F::Landing, &["wc order attribution session entry"]),
    Column::text(F::Referrer, &["wc order attribution referrer"]),
    Column::text(F::Attributes, &[]),
];

/// Finds the columns.
pub(in crate::import) fn open(headers: &[String]) -> Result<(GenericOrders, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    layout.require(
        Format::WooAdvanced,
        &[
            (&[F::Id], "Order Number"),
            (&[F::Date], "Order Date"),
            (&[F::Total], "Order Total Amount"),
        ],
    )?;
    let table = GenericOrders {
        platform: "woocommerce",
        subtotal_before_discount: true,
        is_suggested: false,
    };
    Ok((table, layout))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::columns::Field;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    const HEADER: &str = "Order Number,Order Status,Order Date,First Name (Billing),Email (Billing),Phone (Billing),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Coupon Code\n";

    #[test]
    fn values_of_the_order_repeated_on_each_product() {
        let text = format!(
            "{HEADER}\
            501,Completed,2024-05-01 10:15,Ann,ann@x.io,'+33600000000,PayPal,10.00,100.00,5.00,20.00,95.00,0,MUG,1,Mug &amp; Co,2,40.00,summer10\n\
            501,Completed,2024-05-01 10:15,Ann,ann@x.io,'+33600000000,PayPal,10.00,100.00,5.00,20.00,95.00,0,HAT,2,Hat,1,20.00,summer10\n\
            502,On hold,2024-05-01 11:15,Ben,ben@x.io,,BACS,0.00,40.00,0.00,,40.00,0,HAT,1,Hat,2,20.00,\n"
        );
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        woo_advanced utf-8 ',' 19 columns
        501 501 email:ann@x.io 2024-05-01T10:15:00+00:00 paid lines €100.00 - €10.00 = €90.00 + €5.00 tax €0.00 total €95.00 refunded €20.00 2x"Mug & Co" 1x"Hat" code=summer10 (2 rows)
        502 502 email:ben@x.io 2024-05-01T11:15:00+00:00 pending lines €40.00 - €0.00 = €40.00 + €0.00 tax €0.00 total €40.00 refunded €0.00 2x"Hat" (1 rows)
        ! assumed_currency [Currency]
        ! naive_time line 2 [Order Date] "2024-05-01 10:15"
        3 rows = 3 accepted + 0 rejected; 2 records; latest 2024-05-01T11:15:00+00:00
        "##);
    }

    #[test]
    fn values_of_the_order_on_its_first_product_only() {
        let text = format!(
            "{HEADER}\
            501,Completed,2024-05-01 10:15,Ann,ann@x.io,,PayPal,10.00,100.00,5.00,20.00,95.00,0,MUG,1,Mug,2,40.00,summer10\n\
            ,,,,,,,,,,,,,HAT,2,Hat,1,20.00,\n\
            503,Shipped,2024-05-01 11:15,Ben,ben@x.io,,BACS,0.00,many,0.00,,40.00,0,HAT,1,Hat,2,20.00,\n"
        );
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        woo_advanced utf-8 ',' 19 columns
        501 501 email:ann@x.io 2024-05-01T10:15:00+00:00 paid lines €100.00 - €10.00 = €90.00 + €5.00 tax €0.00 total €95.00 refunded €20.00 2x"Mug" 1x"Hat" code=summer10 (2 rows)
        ! assumed_currency [Currency]
        ! naive_time line 2 [Order Date] "2024-05-01 10:15"
        ! bad_money line 4 [Order Subtotal Amount] "many"
        ! unknown_status line 4 [Order Status] "Shipped"
        3 rows = 2 accepted + 1 rejected; 1 records; latest 2024-05-01T11:15:00+00:00
        "##);
    }
}
