//! The sample exports of the shop and the e-mail tool, whole.

use insta::assert_snapshot;

use super::report::{Kept, check, fixture, options, run};
use crate::import::Record;
use crate::model::order::Order;

#[test]
fn orders_with_every_quirk() {
    let path = fixture("shopify_orders_79col_eu_quirks.csv");
    assert_snapshot!(check(&path, &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 79 columns
    #1001 8281215041874 email:ann@example.com 2026-08-24T13:18:57+02:00 paid lines €347.87 - €45.36 = €302.51 + €13.99 tax €52.75 total €316.50 refunded €0.00 1x"Cleaning pad set" 1x"Cleaning solution" 1x"Robot 10 \"Premium\", white" code=SUMMERSALE (3 rows)
    #1002 8281215041875 email:ben@example.com 2026-08-25T08:59:30+02:00 partially_refunded lines €100.00 - €0.00 = €100.00 + €0.00 tax €16.67 total €100.00 refunded €40.00 2x"Mug" source=klaviyo medium=email campaign=aug_sale content=btn1 at=/products/x?utm_content=btn1 (1 rows)
    #1003 8281215041876 email:cara@example.com 2026-08-25T09:58:00+02:00 refunded lines €66.67 - €6.67 = €60.00 + €5.00 tax €10.83 total €65.00 refunded €65.00 1x"Tee" code=WELCOME10 code=FREESHIP (1 rows)
    #1004 8281215041877 email:dan@example.com 2026-08-25T11:00:00+02:00 voided lines €80.00 - €0.00 = €80.00 + €0.00 tax €13.33 total €80.00 refunded €0.00 1x"Hat" cancelled (1 rows)
    #1005 8281215041878 phone:33600000000 2026-08-26T15:30:00+02:00 paid lines €20.00 - €0.00 = €20.00 + €0.00 tax €3.33 total €20.00 refunded €0.00 1x"Sticker" (1 rows)
    #D42 8281215041879 email:eve@example.com 2026-08-27T09:00:00+02:00 pending lines €600.00 - €100.00 = €500.00 + €0.00 tax €83.33 total €500.00 refunded €0.00 10x"Mug bulk" code=Custom discount (1 rows)
    #1006 8281215041880 email:ann@example.com 2026-08-31T23:49:00+02:00 paid lines €30.00 - €30.00 = €0.00 + €0.00 tax €0.00 total €0.00 refunded €0.00 1x"Sampler" code=AFF100 (1 rows)
    #1007 8281215041881 email:fay@example.com 2026-09-01T00:09:00+02:00 paid lines €50.00 - €0.00 = €50.00 + €0.00 tax €0.00 total €50.00 refunded €0.00 1x"Gift Card - 50 EUR" source=fb medium=paid_social campaign={{campaign.name}} (1 rows)
    #1008 8281215041882 email:gus@example.com 2026-10-25T02:30:00+01:00 authorized lines €25.00 - €5.00 = €20.00 + €0.00 tax €3.33 total €20.00 refunded €0.00 1x"Cap" code=summersale (1 rows)
    ! several_codes line 11 [Discount Code] "WELCOME10, FREESHIP"
    ! unexpanded_macro line 16 [utm_campaign] "{{campaign.name}}"
    11 rows = 11 accepted + 0 rejected; 9 records; latest 2026-10-25T01:30:00+00:00
    "##);
}

#[test]
fn a_later_export_of_the_same_shop() {
    let path = fixture("shopify_orders_79col_eu_overlap_later_export.csv");
    assert_snapshot!(check(&path, &options("", "EUR", "")), @r##"
    shopify_orders utf-8 ',' 79 columns
    #1002 8281215041875 email:ben@example.com 2026-08-25T08:59:30+02:00 refunded lines €100.00 - €0.00 = €100.00 + €0.00 tax €16.67 total €100.00 refunded €100.00 2x"Mug" (1 rows)
    #1009 8281215041883 email:hal@example.com 2026-09-02T09:59:00+02:00 paid lines €12.00 - €2.00 = €10.00 + €0.00 tax €1.67 total €10.00 refunded €0.00 1x"Pin" code=SUMMERSALE (1 rows)
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-09-02T08:00:00+00:00
    "##);
}

#[test]
fn orders_across_a_change_of_the_clock() {
    let path = fixture("shopify_orders_72col_2019_us.csv");
    assert_snapshot!(check(&path, &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 72 columns
    #1001 1001000001 email:jill@example.com 2019-03-10T01:58:00-05:00 paid lines $50.00 - $10.00 = $40.00 + $5.00 tax $3.20 total $48.20 refunded $0.00 2x"Soap" code=SPRING (1 rows)
    #1002 1001000002 email:kim@example.com 2019-03-10T03:04:00-04:00 paid lines $25.00 - $0.00 = $25.00 + $5.00 tax $2.00 total $32.00 refunded $0.00 1x"Soap" (1 rows)
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2019-03-10T07:05:00+00:00
    "##);
}

#[test]
fn customers_with_apostrophes_and_line_breaks() {
    let path = fixture("shopify_customers_20col.csv");
    assert_snapshot!(check(&path, &options("", "EUR", "")), @r##"
    shopify_customers utf-8 ',' 20 columns
    email:ann@example.com subscribed vip|newsletter orders=Some(2) spent=Some(31650) "FR"
    email:ben@example.com unsubscribed  orders=Some(1) spent=Some(6000) "FR"
    phone:33611111111 unsubscribed holdout orders=Some(0) spent=Some(0) "-"
    3 rows = 3 accepted + 0 rejected; 3 records; latest never
    "##);
}

#[test]
fn campaigns_with_variations() {
    let path = fixture("klaviyo_campaigns_26col_variants.csv");
    assert_snapshot!(check(&path, &options("Europe/Paris", "USD", "")), @r##"
    klaviyo_campaigns utf-8 ',' 26 columns
    01JNKBNFTCMV9QW500TPVHSHXE "Aug Sale" "A: Emoji subject" email 2026-08-24T08:00:00+00:00 CampaignCounts { recipients: Some(5000), delivered: Some(4960), unique_opens: Some(2480), unique_clicks: Some(200), unsubscribes: Some(12), spam_complaints: Some(1), bounces: Some(40) } Claimed { metric: Some("Placed Order"), conversions: Some(60), revenue: Some(602050) } winner=Some(true)
    01JNKBNFTCMV9QW500TPVHSHXE "Aug Sale" "B: Plain subject" email 2026-08-24T08:00:00+00:00 CampaignCounts { recipients: Some(5000), delivered: Some(4950), unique_opens: Some(2230), unique_clicks: Some(150), unsubscribes: Some(15), spam_complaints: Some(0), bounces: Some(50) } Claimed { metric: Some("Placed Order"), conversions: Some(45), revenue: Some(441000) } winner=Some(false)
    01JRDVNXJDJPKVK4XFB4FR8YPY "SMS nudge" "" sms 2026-08-25T10:00:00+00:00 CampaignCounts { recipients: Some(800), delivered: Some(796), unique_opens: None, unique_clicks: Some(90), unsubscribes: Some(4), spam_complaints: None, bounces: Some(4) } Claimed { metric: Some("Placed Order"), conversions: Some(10), revenue: Some(70000) } winner=None
    ! naive_time line 2 [Send Time] "2026-08-24 10:00:00"
    3 rows = 3 accepted + 0 rejected; 3 records; latest 2026-08-25T10:00:00+00:00
    "##);
}

#[test]
fn an_assignment_list_with_one_person_twice() {
    let path = fixture("ab_test_assignments_generic.csv");
    assert_snapshot!(check(&path, &options("", "", "")), @r##"
    assignments utf-8 ',' 3 columns
    email:ann@example.com control 2026-08-20T00:00:00+00:00 share=None workflow=None
    email:ben@example.com treatment 2026-08-20T00:00:00+00:00 share=None workflow=None
    email:cara@example.com treatment 2026-08-20T00:00:00+00:00 share=None workflow=None
    email:zed@example.com control 2026-08-20T00:00:00+00:00 share=None workflow=None
    ! naive_time line 2 [assigned_at] "2026-08-20"
    ! duplicate_key line 3 "BEN@example.com"
    5 rows = 4 accepted + 1 rejected; 4 records; latest 2026-08-20T00:00:00+00:00
    "##);
}

#[test]
fn a_profile_export_with_a_group_column_is_an_assignment_list_as_well() {
    let path = fixture("klaviyo_profiles_33col_bom.csv");
    assert_snapshot!(check(&path, &options("", "", "")), @r##"
    klaviyo_profiles utf-8 ',' 33 columns
    email:ann@example.com subscribed  orders=Some(2) spent=None "France" + arm email:ann@example.com control - share=None workflow=None
    email:ben@example.com unsubscribed  orders=Some(1) spent=None "-" + arm email:ben@example.com treatment - share=None workflow=None
    ! missing_column [Historic Customer Lifetime Value]
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-08-25T06:59:30+00:00
    "##);
}

#[test]
fn a_layout_without_status_is_read_by_its_headers_or_as_the_analyst_says() {
    let path = fixture("shopify_orders_7col_fixture__ltv-cohort-kit.csv");
    assert_snapshot!(check(&path, &options("", "", "")), @r##"
    orders utf-8 ',' 7 columns
    #1001 #1001 email:ann@example.com 2025-01-05T10:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $100.00 refunded $0.00 1x"Blue Widget" 1x"Red Gadget" (2 rows)
    #1002 #1002 email:bob@example.com 2025-01-20T09:30:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $50.00 refunded $0.00 1x"Blue Widget" (1 rows)
    #1003 #1003 email:ann@example.com 2025-02-10T15:12:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $40.00 refunded $10.00 1x"Green Doohickey" (1 rows)
    #1004 #1004 nobody 2025-01-25T11:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $25.00 refunded $0.00 1x"Blue Widget" (1 rows)
    #1005 #1005 email:bob@example.com 2025-01-20T18:45:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $0.00 refunded $0.00 1x"Free Sample" (1 rows)
    #1006 #1006 email:cara@example.com 2025-03-03T08:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $200.00 refunded $0.00 1x"Deluxe Bundle" (1 rows)
    #1007 #1007 email:ann@example.com 2025-04-02T12:00:00-04:00 unknown lines - - - = - + $0.00 tax $0.00 total $500.00 refunded $0.00 1x"Mega Pack" (1 rows)
    #1008 #1008 email:dana@example.com 2025-02-05T10:10:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $80.00 refunded $0.00 1x"Blue Widget" (1 rows)
    ! mapped_columns
    ! no_subtotal [Subtotal]
    ! no_person line 6 [Email]
    9 rows = 9 accepted + 0 rejected; 8 records; latest 2025-04-02T16:00:00+00:00
    "##);
    assert_snapshot!(check(&path, &options("", "", "shopify_orders")), @r##"
    orders utf-8 ',' 7 columns
    #1001 #1001 email:ann@example.com 2025-01-05T10:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $100.00 refunded $0.00 1x"Blue Widget" 1x"Red Gadget" (2 rows)
    #1002 #1002 email:bob@example.com 2025-01-20T09:30:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $50.00 refunded $0.00 1x"Blue Widget" (1 rows)
    #1003 #1003 email:ann@example.com 2025-02-10T15:12:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $40.00 refunded $10.00 1x"Green Doohickey" (1 rows)
    #1004 #1004 nobody 2025-01-25T11:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $25.00 refunded $0.00 1x"Blue Widget" (1 rows)
    #1005 #1005 email:bob@example.com 2025-01-20T18:45:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $0.00 refunded $0.00 1x"Free Sample" (1 rows)
    #1006 #1006 email:cara@example.com 2025-03-03T08:00:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $200.00 refunded $0.00 1x"Deluxe Bundle" (1 rows)
    #1007 #1007 email:ann@example.com 2025-04-02T12:00:00-04:00 unknown lines - - - = - + $0.00 tax $0.00 total $500.00 refunded $0.00 1x"Mega Pack" (1 rows)
    #1008 #1008 email:dana@example.com 2025-02-05T10:10:00-05:00 unknown lines - - - = - + $0.00 tax $0.00 total $80.00 refunded $0.00 1x"Blue Widget" (1 rows)
    ! no_subtotal [Subtotal]
    ! missing_column [Financial Status]
    ! no_person line 6 [Email]
    9 rows = 9 accepted + 0 rejected; 8 records; latest 2025-04-02T16:00:00+00:00
    "##);
}

/// Orders of a fixture.
fn orders(name: &str) -> Vec<Order> {
    let mut sink = Kept::default();
    run(&fixture(name), &options("", "", ""), &mut sink)
        .1
        .unwrap();
    let order = |(record, _)| {
        if let Record::Order(order) = record {
            Some(order)
        } else {
            None
        }
    };
    sink.records.into_iter().filter_map(order).collect()
}

#[test]
fn sales_of_the_quirks_file_are_those_calculated_by_hand() {
    let orders = orders("shopify_orders_79col_eu_quirks.csv");
    // Gross, discounts and net in cents, tax taken out by (Total - Taxes) / Total, half-even:
    // #1001 347.87 45.36 302.51 by 26375/31650; #1002 100 0 60 by 8333/10000; #1003 66.67 6.67 and
    // 0 by 5417/6500; #1004 by 6667/8000; #1005 by 1667/2000; #D42 600 100 500 by 41667/50000;
    // #1006 is free; #1007 has no tax; #1008 25 5 20 by 1667/2000.
    let expected = [
        ("#1001", 28_989, 3_780, 25_209),
        ("#1002", 8_333, 0, 5_000),
        ("#1003", 5_556, 556, 0),
        ("#1004", 6_667, 0, 6_667),
        ("#1005", 1_667, 0, 1_667),
        ("#D42", 50_000, 8_333, 41_667),
        ("#1006", 3_000, 3_000, 0),
        ("#1007", 5_000, 0, 5_000),
        ("#1008", 2_084, 417, 1_667),
    ];
    let found: Vec<_> = orders
        .iter()
        .map(|order| {
            let sales = order.amounts.arithmetic();
            (order.name.as_str(), sales.gross, sales.discounts, sales.net)
        })
        .collect();
    assert_eq!(found, expected);
    let total: i64 = orders.iter().map(|order| order.amounts.total).sum();
    let refunded: i64 = orders.iter().map(|order| order.amounts.refunded).sum();
    assert_eq!((total, refunded), (115_150, 10_500));
}

#[test]
fn a_reduced_layout_of_another_project_adds_up() {
    let orders = orders("shopify_orders_9col__ltv-cohort-kit.csv");
    let total: i64 = orders.iter().map(|order| order.amounts.total).sum();
    let lines: usize = orders.iter().map(|order| order.lines.len()).sum();
    assert_eq!((orders.len(), lines, total), (127, 249, 1_506_300));
}
