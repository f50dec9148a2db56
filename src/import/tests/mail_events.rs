//! Events of messages and orders, from e-mail tools, logs and data warehouses.

use insta::assert_snapshot;

use super::report::{check_bytes, options};

#[test]
fn klaviyo_events_with_their_paths_as_headers() {
    let text = "email,event_name,Timestamp,Items/0,Items/1,Item Count,Subject,Campaign Name,$message,$flow,$variation,$_cohort$message_send_cohort,$_cohort$variation_send_cohort,$event_id,$value,$extra/id,$extra/name,$extra/created_at,$extra/landing_site,$extra/referring_site,$extra/full_landing_site,$attribution/$flow,$attribution/$message\n\
        ann@example.com,Received Email,2022-09-26 05:33:41+00:00,,,,Hello,Spring,01M,,,1586116963:01M,1586116963:01V,01M:1,,,,,,,,,\n\
        ann@example.com,Opened Email,2022-09-26 05:35:41+00:00,,,,Hello,,,,,1586116963:01M,1586116963:01V,01M:2,,,,,,,,,\n\
        ann@example.com,Clicked Email,1664170541,,,,Hello,,01N,01F,01W,,,01M:3,,,,,,,,,\n\
        ann@example.com,Placed Order,2022-09-26 05:40:41+00:00,Mug,Tee,2,,,,,,,,4857,31.5,4857,#1001,2022-09-26 13:40:41+08:00,/?utm_source=listmonk&utm_medium=email&utm_campaign=50OFF1,https://l.example/?utm_source=ref,https://shop.example/?utm_source=listmonk,01F,01N\n\
        ben@example.com,Placed Order,2022-09-26 05:41:41+00:00,,,,,,,,,,,4858,31.5,,,,/products/x,,,,\n\
        cy@example.com,Placed Order,2022-09-26 05:42:41+00:00,,,,,,,,,,,4859,31.5,,,,,,,01F,\n\
        dee@example.com,Placed Order,2022-09-26 05:43:41+00:00,,,,,,,,,,,4860,31.5,,,,,,,,\n\
        ann@example.com,Viewed Product,2022-09-26 05:50:41+00:00,,,,,,,,,,,9,,,,,,,,,\n\
        ,Opened Email,2022-09-26 05:50:41+00:00,,,,,,,,,,,10,,,,,,,,,\n\
        ann@example.com,Opened Email,,,,,,,,,,,,11,,,,,,,,,\n\
        ann@example.com,Opened Email,soon,,,,,,,,,,,12,,,,,,,,,\n\
        ann@example.com,,2022-09-26 05:50:41+00:00,,,,,,,,,,,13,,,,,,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    klaviyo_event utf-8 ',' 23 columns
    email:ann@example.com delivered 2022-09-26T05:33:41+00:00 message="01M" campaign="Spring" variation="01V"
    email:ann@example.com opened 2022-09-26T05:35:41+00:00 message="01M" variation="01V"
    email:ann@example.com clicked 2022-09-26T05:35:41+00:00 message="01N" flow="01F" variation="01W"
    order 4857 #1001 at 2022-09-26T05:40:41+00:00 source=listmonk medium=email campaign=50OFF1 at=https://shop.example/?utm_source=listmonk + email:ann@example.com ordered 2022-09-26T05:40:41+00:00 message="01N" flow="01F"
    order 4858 - at 2022-09-26T05:41:41+00:00 at=/products/x
    email:cy@example.com ordered 2022-09-26T05:42:41+00:00 flow="01F"
    ! other_event line 8 [event_name] "Placed Order"
    ! other_event line 9 [event_name] "Viewed Product"
    ! no_person line 10 [email]
    ! empty_cell line 11 [Timestamp]
    ! bad_date line 12 [Timestamp] "soon"
    ! empty_cell line 13 [event_name]
    12 rows = 6 accepted + 6 rejected; 6 records; latest 2022-09-26T05:50:41+00:00
    "##);
}

#[test]
fn klaviyo_events_from_a_data_warehouse() {
    let text = "id,person_id,campaign_id,flow_id,flow_message_id,datetime,timestamp,type,_variation,property_event_id,property_attribution,property_campaign_name\n\
        3gBNHPGp,MCX88q,ZZ7re,,,2020-04-05 20:02:45.000,2020-04-05 20:02:45.000,Received Email,H2Qz6F,LyZ7re:3256,,Live\n\
        4gBNHPJn,LRqEsZ,,,,2020-04-05 20:02:43.000,2020-04-05 20:02:43.000,Placed Order,H2Qz6F,LyZ7re:3257,\"{\"\"relationships\"\":{\"\"flow\"\":{\"\"data\"\":{\"\"id\"\":\"\"01F\"\"}},\"\"flow-message\"\":{\"\"data\"\":{\"\"id\"\":\"\"01M\"\"}}}}\",\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    klaviyo_event utf-8 ',' 12 columns
    id:MCX88q delivered 2020-04-05T20:02:45+00:00 campaign="ZZ7re" variation="H2Qz6F"
    id:LRqEsZ ordered 2020-04-05T20:02:43+00:00 message="01M" flow="01F"
    ! naive_time line 2 [timestamp] "2020-04-05 20:02:45.000"
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2020-04-05T20:02:45+00:00
    "##);
}

#[test]
fn a_log_of_any_tool() {
    let text = "Recipient;Event;Event Time;Campaign ID;Variation\n\
        ann@example.com;sent;2026-08-24T10:00:00Z;C1;A\n\
        ann@example.com;email_opened;2026-08-24T10:05:00Z;C1;A\n\
        ben@example.com;bounce;2026-08-24T10:05:00Z;C1;B\n\
        cy@example.com;Unsubscribed from Email;2026-08-24T10:05:00Z;n/a;B\n\
        Total;;;;\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    message_events utf-8 ';' 5 columns
    email:ann@example.com sent 2026-08-24T10:00:00+00:00 campaign="C1" variation="A"
    email:ann@example.com opened 2026-08-24T10:05:00+00:00 campaign="C1" variation="A"
    email:ben@example.com bounced 2026-08-24T10:05:00+00:00 campaign="C1" variation="B"
    email:cy@example.com unsubscribed 2026-08-24T10:05:00+00:00 variation="B"
    ! summary_row line 6 "Total"
    5 rows = 4 accepted + 1 rejected; 4 records; latest 2026-08-24T10:05:00+00:00
    "##);
}
