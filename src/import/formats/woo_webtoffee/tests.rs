//! Wide rows with packed cells.

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
fn packed_cells_phones_and_refunds() {
    let text = "order_id,order_number,order_date,paid_date,status,shipping_total,discount_total,order_total,order_currency,customer_email,billing_email,billing_phone,coupon_items,refund_items,line_item_1,line_item_2,meta:_wc_order_attribution_utm_source,'meta:_wc_order_attribution_utm_campaign',meta:_wc_order_attribution_source_type\n\
        501,501,2026-08-24 13:18:57,2026-08-24 13:19:10,wc-completed,5,10,95,EUR,ann@example.com,ann@example.com,'+33600000000,\"code:summer10|amount:10.00\",\"amount:20.00|reason:|date:2026-08-30 10:00:00;amount:5|reason:late|date:2026-08-31 10:00:00\",\"name:Mug|product_id:12|sku:MUG|quantity:2|total:90.00|sub_total:100.00\",,klaviyo,aug,utm\n\
        502,502,2026-08-25 09:00:00,,wc-pending,0,0,40,EUR,,ben@example.com,,,,\"name:Hat &amp; Cap|product_id:13|sku:HAT|quantity:3|total:40.00|sub_total:40.00\",,(direct),,typein\n\
        503,503,2026-08-25 09:00:00,,lost,0,0,40,EUR,,,'+39000000000,,,\"name:Hat|quantity:two|total:40.00\",,,,\n\
        504,504,2026-08-25 09:00:00,,completed,0,0,40,USD,,,'+39000000000,,,,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("Europe/Rome", "", "")), @r##"
    woo_webtoffee utf-8 ',' 19 columns
    501 501 email:ann@example.com 2026-08-24T13:18:57+02:00 paid lines €100.00 - €10.00 = €90.00 + €5.00 tax €0.00 total €95.00 refunded €25.00 2x"Mug" code=summer10 source=klaviyo campaign=aug (1 rows)
      "501 refund 1788076800000000 2000 1" order - 501 refund success €20.00 2026-08-30T10:00:00+02:00 - test=None
      "501 refund 1788163200000000 500 1" order - 501 refund success €5.00 2026-08-31T10:00:00+02:00 - test=None
    502 502 email:ben@example.com 2026-08-25T09:00:00+02:00 pending lines €40.00 - €0.00 = €40.00 + €0.00 tax €0.00 total €40.00 refunded €0.00 3x"Hat & Cap" (1 rows)
    ! naive_time line 2 [order_date] "2026-08-24 13:18:57"
    ! bad_number line 4 [line_item_1] "name:Hat|quantity:two|total:40.00"
    ! other_currency line 5 [order_currency] "USD"
    4 rows = 2 accepted + 2 rejected; 2 records; latest 2026-08-31T08:00:00+00:00
    "##);
}

#[test]
fn products_in_columns_of_their_own() {
    let text = "order_number,order_date,status,shipping_total,order_total,order_currency,customer_email,Product Item 1 Name,Product Item 1 id,Product Item 1 SKU,Product Item 1 Quantity,Product Item 1 Total,Product Item 1 Subtotal,Product Item 2 Name,Product Item 2 Quantity,Product Item 2 Total,Product Item 2 Subtotal,line_item_1\n\
        501,2026-08-24 13:18:57,wc-completed,\"5,00\",\"135,50\",EUR,ann@example.com,Mug,12,MUG,2,\"90,00\",\"100,00\",Hat &amp; Cap,1,\"40,50\",\"40,50\",\n\
        502,2026-08-25 09:00:00,wc-completed,0,40,EUR,ben@example.com,Hat,13,HAT,1,40,40,,,,,\"name:Hat|sku:HAT|quantity:1|total:40|sub_total:40\"\n\
        503,2026-08-25 09:00:00,wc-completed,0,40,EUR,cat@example.com,Hat,13,HAT,two,40,40,,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("Europe/Rome", "", "")), @r#"
    woo_webtoffee utf-8 ',' 18 columns
    501 501 email:ann@example.com 2026-08-24T13:18:57+02:00 paid lines €140.50 - - = €130.50 + €5.00 tax €0.00 total €135.50 refunded €0.00 2x"Mug" 1x"Hat & Cap" (1 rows)
    502 502 email:ben@example.com 2026-08-25T09:00:00+02:00 paid lines €40.00 - - = €40.00 + €0.00 tax €0.00 total €40.00 refunded €0.00 1x"Hat" (1 rows)
    ! decimal_comma [shipping_total]
    ! naive_time line 2 [order_date] "2026-08-24 13:18:57"
    ! bad_number line 4 [Product Item 1 Quantity] "two"
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2026-08-25T07:00:00+00:00
    "#);
}
