//! Reports of Google Analytics in all their shapes.

use insta::assert_snapshot;

use super::report::{check, check_bytes, fixture, options};

#[test]
fn a_daily_report_by_source_medium_and_campaign() {
    let path = fixture("ga4_traffic_by_source_medium_campaign_daily.csv");
    assert_snapshot!(check(&path, &options("", "EUR", "")), @r##"
    ga4_report utf-8 ',' 8 columns
    ga4 [date + session campaign + session source / medium] 2026-08-24 - source=klaviyo medium=email campaign=aug_sale sessions=1000 engaged=600 key_events=40 orders=40 total=420050
    ga4 [date + session campaign + session source / medium] 2026-08-24 - source=google medium=organic campaign=(organic) sessions=2000 engaged=1200 key_events=30 orders=30 total=300000
    ga4 [date + session campaign + session source / medium] 2026-08-24 - source=(direct) medium=(none) campaign=(direct) sessions=1500 engaged=700 key_events=20 orders=20 total=180000
    ga4 [date + session campaign + session source / medium] 2026-08-24 - source=(not set) campaign=(not set) sessions=12 engaged=0 key_events=0 orders=0 total=0
    4 rows = 4 accepted + 0 rejected; 4 records; latest 2026-08-24T00:00:00+00:00
    "##);
}

const STANDARD: &str = "# ----------------------------------------\n\
    # Traffic acquisition: Session primary channel group (Default Channel Group)\n\
    # Account: Demo\n# Property: demo - GA4\n# ----------------------------------------\n# \n# All Users\n\
    # Start date: 20250101\n# End date: 20251030\n";

#[test]
fn a_standard_report_named_after_its_channel_group() {
    let text = format!(
        "{STANDARD}Session Awin - CPA_Channel_Expanded,Sessions,Engaged sessions,Engagement rate,Key events,Total revenue\n\
        Grand total,30,12,0.4,3,30\n\
        Organic Search,20,10,0.5,2,1234.567891\n\
        (not set),10,2,0.2000000000000001,1.5,0\n\
        Unassigned,x,2,0.2,1,0\n\
        Direct,7,2,0.2,,\n"
    );
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
    ga4_report utf-8 ',' 6 columns
    ga4 [session awin - cpa channel expanded] 2025-01-01/2025-10-30 Organic Search sessions=20 engaged=10 key_events=2 total=123457
    ga4 [session awin - cpa channel expanded] 2025-01-01/2025-10-30 Direct sessions=7 engaged=2
    ! summary_row line 11 "Grand total"
    ! bad_number line 13 [Key events] "1.5"
    ! bad_number line 14 [Sessions] "x"
    5 rows = 2 accepted + 3 rejected; 2 records; latest 2025-10-30T00:00:00+00:00
    "##);
}

#[test]
fn an_overview_with_several_tables() {
    let text = "# ----------------------------------------\n# Reports snapshot\n# Account: Demo\n# Property: demo\n# ----------------------------------------\n\n\
        # Start date: 20260801\n# End date: 20260803\nNth day,Active users,New users\n0000,10,4\n0002,11,5\n0009,1,1\n\n\
        # Start date: 20260801\n# End date: 20260803\nSession primary channel group (Default Channel Group),Sessions\nDirect,15\nEmail,6\n\n\
        # Start date: 20260801\n# End date: 20260803\nItem name,Items viewed,Item revenue\n\"Mug, red\",4,12.5\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
    ga4_report utf-8 ',' 3 columns
    ga4 [nth day + table] 2026-08-01 - visitors=10
    ga4 [nth day + table] 2026-08-03 - visitors=11
    ga4 [session primary channel group (default channel group) + table] 2026-08-01/2026-08-03 Direct sessions=15
    ga4 [session primary channel group (default channel group) + table] 2026-08-01/2026-08-03 Email sessions=6
    ga4 [item name + table] 2026-08-01/2026-08-03 - total=1250
    ! bad_date line 12 [Nth day] "0009"
    6 rows = 5 accepted + 1 rejected; 5 records; latest 2026-08-03T00:00:00+00:00
    "##);
}

#[test]
fn an_exploration_with_a_ragged_total() {
    let text = "# ----------------------------------------\n# demo\n# Sessions-Tab 3\n# 20260226-20260325\n# ----------------------------------------\n\n\
        Session source / medium,Session campaign,Sessions,Total revenue\n\
        ,,1500,60.5,Grand total\n\
        klaviyo / email,aug_sale,1000,60.5\n\
        (data not available),(not set),500,0\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
    ga4_report utf-8 ',' 4 columns
    ga4 [session campaign + session source / medium] 2026-02-26/2026-03-25 - source=klaviyo medium=email campaign=aug_sale sessions=1000 total=6050
    ga4 [session campaign + session source / medium] 2026-02-26/2026-03-25 - source=(data not available) campaign=(not set) sessions=500 total=0
    ! summary_row line 8 "1500"
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2026-03-25T00:00:00+00:00
    "##);
}

#[test]
fn a_comparison_and_other_grains_of_time() {
    let range = format!(
        "{STANDARD}Country,Sessions,Total users,Date range\nFrance,10,8,Jul 1 - Sep 28 2026\nFrance,9,7,Apr 2 - Jun 30 2026\n"
    );
    assert_snapshot!(check_bytes(range.as_bytes(), &options("", "", "")), @r##"
    ga4_report utf-8 ',' 4 columns
    ga4 [country + date range] 2026-07-01/2026-09-28 - visitors=8 sessions=10
    ga4 [country + date range] 2026-04-02/2026-06-30 - visitors=7 sessions=9
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-09-28T00:00:00+00:00
    "##);
    let columns = format!(
        "{STANDARD}Year month,Session medium,Sessions,Sessions (previous period)\n202504,email,10,8\n202505,email,9,7\n202513,email,9,7\n"
    );
    assert_snapshot!(check_bytes(columns.as_bytes(), &options("", "", "")), @r##"
    ga4_report utf-8 ',' 4 columns
    ga4 [session medium + year month] 2025-04-01/2025-04-30 - medium=email sessions=10
    ga4 [session medium + year month] 2025-05-01/2025-05-31 - medium=email sessions=9
    ! comparison_column [Sessions (previous period)]
    ! bad_date line 13 [Year month] "202513"
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2025-05-31T00:00:00+00:00
    "##);
    let hours =
        format!("{STANDARD}Date + hour (YYYYMMDDHH),Sessions\n2024041623,10\n2024041701,9\n");
    assert_snapshot!(check_bytes(hours.as_bytes(), &options("", "", "")), @r##"
    ga4_report utf-8 ',' 2 columns
    ga4 [date + hour (yyyymmddhh)] 2024-04-16 - sessions=10
    ga4 [date + hour (yyyymmddhh)] 2024-04-17 - sessions=9
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2024-04-17T01:00:00+00:00
    "##);
}

#[test]
fn a_french_report_saved_again() {
    let text = "\u{feff}# ----------------------------------------;;;;\r\n# Acquisition de trafic;;;;\r\n# Compte : Démo;;;;\r\n# ----------------------------------------;;;;\r\n\
        # Date de début : 20260701;;;;\r\n# Date de fin : 20260928;;;;\r\n\
        Groupe de canaux principal de la session;Sessions;Utilisateurs actifs;Taux d'engagement;Événements clés;Revenu total\r\n\
        Recherche naturelle;1\u{202f}234;1\u{a0}100;62,5 %;12;1 234,56 €\r\n\
        Direct;7;5;10 %;0;0,00 €\r\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
    ga4_report utf-8 ';' 6 columns
    ga4 [groupe de canaux principal de la session] 2026-07-01/2026-09-28 Recherche naturelle visitors=1100 sessions=1234 key_events=12 total=123456
    ga4 [groupe de canaux principal de la session] 2026-07-01/2026-09-28 Direct visitors=5 sessions=7 key_events=0 total=0
    ! decimal_comma [Revenu total]
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-09-28T00:00:00+00:00
    "##);
}
