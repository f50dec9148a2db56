//! Reports of e-mail tools: flows, campaign messages, campaigns.

use insta::assert_snapshot;

use super::report::{check_bytes, options};

#[test]
fn flows_by_day_with_variants() {
    let text = "Flow analytics\nAccount: Demo\nCurrency: EUR\nRange: last month\n\n\
        Day,Flow ID,Flow Name,Flow Message ID,Flow Message Name,Variant Name,Flow Message Channel,Status,Delivered,Unique Opens,Open Rate,Unique Clicks,Click Rate,Placed Order,Placed Order Rate,Revenue,Revenue per Recipient,Unsub Rate,Complaint Rate,Bounce Rate,Tags\n\
        09/04/2025,F1,Welcome,M1,First,A,Email,live,1000.0,500,0.5,80,0.08,12,0.012,\"$1,250.50\",1.25,0.0021,5e-05,0.01,tag\n\
        09/04/2025,F1,Welcome,M1,First,B,Email,live,\"1,010\",510,0.505,90,0.089,13,0.0129,$300.00,0.3,0,0,0,\n\
        09/05/2025,F1,Welcome,M1,First,A,Email,live,0,0,N/A,0,N/A,0,N/A,$0.00,N/A,N/A,N/A,N/A,\n\
        09/05/2025,F1,Welcome,M2,Text,,SMS,draft,20,,,3,0.15,,,,,2 %,x,0,\n\
        ,F1,Welcome,M2,Text,,SMS,draft,20,,,3,0.15,,,,,0,0,0,\n\
        soon,F1,Welcome,M2,Text,,SMS,draft,20,,,3,0.15,,,,,0,0,0,\n\
        Total,,,,,,,,2030,,,,,,,,,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "USD", "")), @r##"
    klaviyo_flows utf-8 ',' 21 columns
    F1 M1 "A" 2025-09-04 "Welcome" Some("First") email Some("live") CampaignCounts { recipients: None, delivered: Some(1000), unique_opens: Some(500), unique_clicks: Some(80), unsubscribes: Some(2), spam_complaints: Some(0), bounces: Some(10) } Claimed { metric: Some("Placed Order"), conversions: Some(12), revenue: Some(125050) }
    F1 M1 "B" 2025-09-04 "Welcome" Some("First") email Some("live") CampaignCounts { recipients: None, delivered: Some(1010), unique_opens: Some(510), unique_clicks: Some(90), unsubscribes: Some(0), spam_complaints: Some(0), bounces: Some(0) } Claimed { metric: Some("Placed Order"), conversions: Some(13), revenue: Some(30000) }
    F1 M1 "A" 2025-09-05 "Welcome" Some("First") email Some("live") CampaignCounts { recipients: None, delivered: Some(0), unique_opens: Some(0), unique_clicks: Some(0), unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: Some("Placed Order"), conversions: Some(0), revenue: Some(0) }
    F1 M2 "" 2025-09-05 "Welcome" Some("Text") sms Some("draft") CampaignCounts { recipients: None, delivered: Some(20), unique_opens: None, unique_clicks: Some(3), unsubscribes: Some(0), spam_complaints: None, bounces: Some(0) } Claimed { metric: Some("Placed Order"), conversions: None, revenue: None }
    ! bad_number line 10 [Complaint Rate] "x"
    ! empty_cell line 11 [Day]
    ! bad_date line 12 [Day] "soon"
    ! summary_row line 13 "Total"
    7 rows = 4 accepted + 3 rejected; 4 records; latest 2025-09-05T00:00:00+00:00
    "##);
}

#[test]
fn flows_by_week_month_and_range() {
    let weeks = "Week,Flow ID,Flow Name,Flow Message ID,Delivered,Unique Opens\n\
        2025-09-01,F1,Welcome,M1,10,5\n2025-09-08,F1,Welcome,M1,12,6\n2025-09-08,F1,Welcome,M1,12,7\n";
    assert_snapshot!(check_bytes(weeks.as_bytes(), &options("", "", "")), @r##"
    klaviyo_flows utf-8 ',' 6 columns
    F1 M1 "" 2025-09-01/2025-09-07 "Welcome" None other None CampaignCounts { recipients: None, delivered: Some(10), unique_opens: Some(5), unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: None, conversions: None, revenue: None }
    F1 M1 "" 2025-09-08/2025-09-14 "Welcome" None other None CampaignCounts { recipients: None, delivered: Some(12), unique_opens: Some(7), unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: None, conversions: None, revenue: None }
    ! duplicate_key line 3 "2025-09-08"
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2025-09-14T00:00:00+00:00
    "##);
    let months = "Month,Flow Name,Flow Message Name,Delivered,Unique Opens,Unique Ordered Product,Ordered Product Rate,Ordered Product Value\n\
        08/2025,Welcome,First,10,5,2,0.2,31.5\n";
    assert_snapshot!(check_bytes(months.as_bytes(), &options("", "EUR", "")), @r##"
    klaviyo_flows utf-8 ',' 8 columns
    Welcome First "" 2025-08-01/2025-08-31 "Welcome" Some("First") other None CampaignCounts { recipients: None, delivered: Some(10), unique_opens: Some(5), unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: Some("Ordered Product"), conversions: Some(2), revenue: Some(3150) }
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2025-08-31T00:00:00+00:00
    "##);
    let range = "Flow ID,Flow Name,Date,Message Channel,Status,Open Rate,Click Rate,Unsubscribe Rate,Bounce Rate,Spam Complaints Rate,Total Recipients,Total Opens,Tags\n\
        F1,Welcome,May 01 2025 - May 31 2025,Email,Live,0.5,0.1,0.002,0.05,N/A,1000,900,\n\
        F2,Empty,May 01 2025 - May 31 2025,Email,Live,N/A,N/A,N/A,N/A,N/A,0,0,\n";
    assert_snapshot!(check_bytes(range.as_bytes(), &options("", "", "")), @r##"
    klaviyo_flows utf-8 ',' 13 columns
    F1  "" 2025-05-01/2025-05-31 "Welcome" None email Some("Live") CampaignCounts { recipients: Some(1000), delivered: Some(950), unique_opens: Some(475), unique_clicks: Some(95), unsubscribes: Some(2), spam_complaints: None, bounces: Some(50) } Claimed { metric: None, conversions: None, revenue: None }
    F2  "" 2025-05-01/2025-05-31 "Empty" None email Some("Live") CampaignCounts { recipients: Some(0), delivered: None, unique_opens: None, unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: None, conversions: None, revenue: None }
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2025-05-31T00:00:00+00:00
    "##);
}

#[test]
fn campaign_messages_with_rates_as_fractions() {
    let text = "Campaign Message ID,Campaign Message Name,Send Date,Send Time,Open Rate,Click Rate,Unsubscribe Rate,Bounce Rate,Spam Complaints Rate,Total Opens,Unique Opens,Total Clicks,Unique Clicks,Total Unsubscribes,Unique Unsubscribes,Spam Complaints,Bounces,Subject,Preview Text,Day of Week,Campaign Message Channel\n\
        01K,Aug Sale,2025-10-29,10:30 AM,0.53213,0.01,0.001,0.002,5e-05,900,532,20,10,3,2,1,4,\"Sale, on\",Look,Wednesday,Email\n\
        01L,Nudge,2025-10-30,,,,,,,,,5,5,0,,0,0,n/a,,Thursday,SMS\n\
        ,Lost,2025-10-30,,,,,,,1,1,5,5,0,,0,0,n/a,,Thursday,SMS\n\
        Total,,,,,,,,,901,533,,,,,,,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("Europe/Paris", "", "")), @r##"
    klaviyo_campaign_message_report utf-8 ',' 21 columns
    01K "Aug Sale" "" email 2025-10-29T09:30:00+00:00 CampaignCounts { recipients: None, delivered: None, unique_opens: Some(532), unique_clicks: Some(10), unsubscribes: Some(2), spam_complaints: Some(1), bounces: Some(4) } Claimed { metric: None, conversions: None, revenue: None } winner=None
    01L "Nudge" "" sms 2025-10-29T23:00:00+00:00 CampaignCounts { recipients: None, delivered: None, unique_opens: None, unique_clicks: Some(5), unsubscribes: None, spam_complaints: Some(0), bounces: Some(0) } Claimed { metric: None, conversions: None, revenue: None } winner=None
    ! naive_time line 2 [Send Date] "2025-10-29"
    ! empty_cell line 4 [Campaign Message ID]
    ! summary_row line 5 "Total"
    4 rows = 2 accepted + 2 rejected; 2 records; latest 2025-10-29T23:00:00+00:00
    "##);
}

#[test]
fn mailchimp_campaigns_of_both_widths() {
    let narrow = "Title,Subject,List,\"Send Date\",\"Send Weekday\",\"Total Recipients\",\"Successful Deliveries\",\"Soft Bounces\",\"Hard Bounces\",\"Total Bounces\",\"Times Forwarded\",\"Forwarded Opens\",\"Unique Opens\",\"Open Rate\",\"Total Opens\",\"Unique Clicks\",\"Click Rate\",\"Total Clicks\",Unsubscribes,\"Abuse Complaints\",\"Times Liked on Facebook\",\"Folder Id\",\"Unique Id\",\"Total Orders\",\"Total Gross Sales\",\"Total Revenue\"\n\
        Spring,Hello,Customers,\"Jun 09, 2018 09:30 pm\",Saturday,\"1,751\",1740,6,5,11,0,0,480,27.78%,600,50,2.87%,60,3,0,0,,a1b2c3d4e5,2,80.00,CA$75.00\n";
    assert_snapshot!(check_bytes(narrow.as_bytes(), &options("America/Toronto", "CAD", "")), @r##"
    mailchimp_campaigns utf-8 ',' 26 columns
    a1b2c3d4e5 "Spring" "" email 2018-06-10T01:30:00+00:00 CampaignCounts { recipients: Some(1751), delivered: Some(1740), unique_opens: Some(480), unique_clicks: Some(50), unsubscribes: Some(3), spam_complaints: Some(0), bounces: Some(11) } Claimed { metric: Some("Orders"), conversions: Some(2), revenue: Some(7500) } winner=None
    ! naive_time line 2 [Send Date] "Jun 09, 2018 09:30 pm"
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2018-06-10T01:30:00+00:00
    "##);
    let wide = "Title,Subject,Audience,\"Send Date\",\"Send Weekday\",\"Total Recipients\",\"Successful Deliveries\",\"Soft Bounces\",\"Hard Bounces\",\"Unique Opens\",\"Unique Clicks\",Unsubscribes,\"Abuse Complaints\",\"Unique Id\",\"Total Orders\",\"Total Revenue\",\"Analytics ROI\",\"Revenue Created\",Visits,\"Bounce Rate\",\"Time on Site\"\n\
        Autumn,,Customers,\"Sep 1, 2025 9:05 am\",Monday,10,9,1,0,4,1,0,0,b1b2c3d4e5,,n/a,n/a,n/a,n/a,n/a,n/a\n\
        ,,Customers,,Monday,10,9,1,0,4,1,0,0,,,,,,,,\n\
        Late,,Customers,,Monday,10,9.5,1,0,4,1,0,0,,,,,,,,\n";
    assert_snapshot!(check_bytes(wide.as_bytes(), &options("America/Toronto", "CAD", "")), @r##"
    mailchimp_campaigns utf-8 ',' 21 columns
    b1b2c3d4e5 "Autumn" "" email 2025-09-01T13:05:00+00:00 CampaignCounts { recipients: Some(10), delivered: Some(9), unique_opens: Some(4), unique_clicks: Some(1), unsubscribes: Some(0), spam_complaints: Some(0), bounces: Some(1) } Claimed { metric: Some("Orders"), conversions: None, revenue: None } winner=None
    Late "Late" "" email  CampaignCounts { recipients: Some(10), delivered: None, unique_opens: Some(4), unique_clicks: Some(1), unsubscribes: Some(0), spam_complaints: Some(0), bounces: Some(1) } Claimed { metric: Some("Orders"), conversions: None, revenue: None } winner=None
    ! naive_time line 2 [Send Date] "Sep 1, 2025 9:05 am"
    ! summary_row line 3 "Customers"
    ! bad_number line 4 [Successful Deliveries] "9.5"
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2025-09-01T13:05:00+00:00
    "##);
}

#[test]
fn a_mailchimp_report_of_one_campaign() {
    let text = "Email Campaign Report\n\"Title:\",\"Spring, all\"\n\"Subject Line:\",\"Hello\"\n\"Delivery Date/Time:\",\"Mon, Apr 26, 2021 12:25\"\n\n\
        \"Overall Stats\"\n\"Total Recipients:\",\"1,000\"\n\"Successful Deliveries:\",\"995\"\n\"Bounces:\",\"5 (0.50%)\"\n\
        \"Recipients Who Opened:\",\"350 (35.18%)\"\n\"Recipients Who Clicked:\",\"50 (5.03%)\"\n\"Total Unsubs:\",\"n/a\"\n\"Total Abuse Complaints:\",\"many\"\n\
        \"Total Orders:\",\"2\"\n\"Total Sales:\",\"CA$40.50\"\n\n\
        \"Clicks by URL\"\n\"URL\",\"Total Clicks\",\"Unique Clicks\"\n\"https://shop.example/?a=1,2\",\"60\",\"50\"\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("America/Toronto", "CAD", "")), @r##"
    mailchimp_ab_report utf-8 ',' 1 columns
    Spring, all Mon, Apr 26, 2021 12:25 "Spring, all" "" email 2021-04-26T16:25:00+00:00 CampaignCounts { recipients: Some(1000), delivered: Some(995), unique_opens: Some(350), unique_clicks: Some(50), unsubscribes: None, spam_complaints: None, bounces: Some(5) } Claimed { metric: Some("Orders"), conversions: Some(2), revenue: Some(4050) } winner=None subject "Hello" line 6 (16 rows)
    ! naive_time line 4 "Mon, Apr 26, 2021 12:25"
    ! bad_number line 13 "many"
    16 rows = 16 accepted + 0 rejected; 1 records; latest 2021-04-26T16:25:00+00:00
    "##);
}

#[test]
fn a_mailchimp_report_of_an_ab_test() {
    let text = "\"Campaign Report\"\r\n\"Title:\",\"Autumn\"\r\n\r\n\
        \"Combination 1 Stats\"\r\n\"Subject:\",\"Sale\"\r\n\"Total Recipients:\",\"1,751\"\r\n\"Successful Deliveries:\",\"1,740\"\r\n\"Recipients Who Opened:\",\"480 (27.59%)\"\r\n\r\n\
        \"Combination 1 Clicks by URL\"\r\n\"URL\",\"Total Clicks\",\"Unique Clicks\"\r\n\"https://shop.example/\",\"60\",\"50\"\r\n\r\n\
        \"Combination 2 Stats\"\r\n\"Subject:\",\"Sale is on\"\r\n\"Total Recipients:\",\"1,749\"\r\n\"Successful Deliveries:\",\"1,739\"\r\n\"Recipients Who Opened:\",\"500 (28.75%)\"\r\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    mailchimp_ab_report utf-8 ',' 1 columns
    Autumn "Autumn" "Combination 1" email  CampaignCounts { recipients: Some(1751), delivered: Some(1740), unique_opens: Some(480), unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: None, conversions: None, revenue: None } winner=None subject "Sale" line 4
      Autumn "Autumn" "Combination 2" email  CampaignCounts { recipients: Some(1749), delivered: Some(1739), unique_opens: Some(500), unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: None, conversions: None, revenue: None } winner=None subject "Sale is on" line 14 (14 rows)
    14 rows = 14 accepted + 0 rejected; 1 records; latest never
    "##);
    let no_figures = "Campaign Report\n\"Title:\",\"Autumn\"\n\"Combination 1 Stats\"\n";
    assert_snapshot!(check_bytes(no_figures.as_bytes(), &options("", "", "")), @r##"
    mailchimp_ab_report utf-8 ',' 1 columns
    Autumn "Autumn" "Combination 1" email  CampaignCounts { recipients: None, delivered: None, unique_opens: None, unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: None, conversions: None, revenue: None } winner=None subject "-" line 3 (2 rows)
    2 rows = 2 accepted + 0 rejected; 1 records; latest never
    "##);
    let nothing = "Campaign Report\n\"Title:\",\"Autumn\"\n";
    assert_snapshot!(check_bytes(nothing.as_bytes(), &options("", "", "mailchimp_ab_report")), @r##"
    unknown utf-8 ',' 2 columns
    ! empty_file
    0 rows = 0 accepted + 0 rejected; 0 records; latest never
    "##);
}
