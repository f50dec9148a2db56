//! Reports with any columns, with and without a day.

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
fn sessions_by_day_and_utm_in_the_older_capitals() {
    let text = "Day,Utm campaign,Utm source,Landing page url,Session city,Online store visitors,Sessions,Sessions that completed checkout,Conversion rate,Average session duration,Pageviews\n\
        2026-08-24,aug_sale,klaviyo,/a,Paris,900,\"1,000\",40,4.0%,00:01:02,2100\n\
        2026-08-24,AUG_SALE,Klaviyo,/a,Paris,90,100,3,0.03,62,200\n\
        2026-08-24,,,/a,Lyon,4000,4500,90,0.02,61,9000\n\
        2026-08-24,,,/a,Lyon,4000,4501,91,0.02,61,9000\n\
        2026-08-25,x,,/a,Lyon,4000,many,90,0.02,61,9000\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_report_sessions utf-8 ',' 11 columns
    shopify_sessions [landing page url + session city + utm campaign + utm source] 2026-08-24 - source=klaviyo campaign=aug_sale at=/a visitors=900 sessions=1000 completed_checkout=40 pageviews=2100
    shopify_sessions [landing page url + session city + utm campaign + utm source] 2026-08-24 - source=Klaviyo campaign=AUG_SALE at=/a visitors=90 sessions=100 completed_checkout=3 pageviews=200
    shopify_sessions [landing page url + session city + utm campaign + utm source] 2026-08-24 - at=/a visitors=4000 sessions=4501 completed_checkout=91 pageviews=9000
    ! duplicate_key line 4 "2026-08-24"
    ! bad_number line 6 [Sessions] "many"
    5 rows = 3 accepted + 2 rejected; 3 records; latest 2026-08-25T00:00:00+00:00
    "##);
}

#[test]
fn a_collapsed_report_without_a_day_and_mixed_date_styles() {
    let text = "Referrer source,Referrer name,Sessions,Sessions that completed checkout\n\
        search,google,120000,900\n\
        direct,,17033,100\n\
        Total,,137033,1000\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_report_sessions utf-8 ',' 4 columns
    shopify_sessions [referrer name + referrer source] always google sessions=120000 completed_checkout=900
    shopify_sessions [referrer name + referrer source] always - sessions=17033 completed_checkout=100
    ! no_period [Day]
    ! summary_row line 4 "Total"
    3 rows = 2 accepted + 1 rejected; 2 records; latest never
    "##);
    let text =
        "Day,Sessions,Online store visitors\n30/07/2026,5,4\n29-07-2026,6,5\n01/08/2026,7,6\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_report_sessions utf-8 ',' 3 columns
    shopify_sessions [] 2026-07-30 - visitors=4 sessions=5
    shopify_sessions [] 2026-07-29 - visitors=5 sessions=6
    shopify_sessions [] 2026-08-01 - visitors=6 sessions=7
    3 rows = 3 accepted + 0 rejected; 3 records; latest 2026-08-01T00:00:00+00:00
    "##);
}

#[test]
fn sales_by_utm_with_a_comparison() {
    let text = "Month,Order UTM campaign,Order UTM medium,Orders,Gross sales,Discounts,Returns,Net sales,Shipping charges,Duties,Taxes,Total sales,Average order value,Orders (previous_month),Total sales (previous_month)\n\
        2026-08,aug_sale,email,12,\"$1,200.00\",-$100.00,-$50.00,\"$1,050.00\",$60.00,$0.00,$0.00,\"$1,110.00\",$92.50,3,$300.00\n\
        2026-08-01,,,2,$20.00,$0.00,$0.00,$20.00,$0.00,$0.00,$0.00,$20.00,$10.00,1,$10.00\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "USD", "")), @r##"
    shopify_report_sales_utm utf-8 ',' 15 columns
    shopify_sales [order utm campaign + order utm medium] 2026-08-01/2026-08-31 - medium=email campaign=aug_sale orders=12 gross=120000 discounts=-10000 returns=-5000 net=105000 shipping=6000 taxes=0 total=111000
    shopify_sales [order utm campaign + order utm medium] 2026-08-01/2026-08-31 - orders=2 gross=2000 discounts=0 returns=0 net=2000 shipping=0 taxes=0 total=2000
    ! comparison_column [Orders (previous_month)]
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-08-01T00:00:00+00:00
    "##);
    let text = "Referring channel,First order referring channel,UTM campaign name,Total sales (last click)\nemail,search,aug_sale,12.50\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_report_sales_utm utf-8 ',' 4 columns
    shopify_sales [first order referring channel + referring channel + utm campaign name] always email campaign=aug_sale
    ! no_period [Day]
    ! missing_column [Total sales (last click)]
    1 rows = 1 accepted + 0 rejected; 1 records; latest never
    "##);
}
