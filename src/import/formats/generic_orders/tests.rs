//! Orders of any shop, in the layouts of samples.

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
    ! assumed_currency [Currency]
    ! mapped_columns
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
