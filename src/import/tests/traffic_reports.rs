//! Reports of Google Analytics in all their shapes.

use insta::assert_snapshot;

use super::report::{check, check_bytes, fixture, options};

#[test]
fn a_daily_report_by_source_medium_and_campaign() {
    let path = fixture("ga4_traffic_by_source_medium_campaign_daily.csv");
    assert_snapshot!(check(&path, &options("", "EUR", "")), @"");
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
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @"");
}

#[test]
fn an_overview_with_several_tables() {
    let text = "# ----------------------------------------\n# Reports snapshot\n# Account: Demo\n# Property: demo\n# ----------------------------------------\n\n\
        # Start date: 20260801\n# End date: 20260803\nNth day,Active users,New users\n0000,10,4\n0002,11,5\n0009,1,1\n\n\
        # Start date: 20260801\n# End date: 20260803\nSession primary channel group (Default Channel Group),Sessions\nDirect,15\nEmail,6\n\n\
        # Start date: 20260801\n# End date: 20260803\nItem name,Items viewed,Item revenue\n\"Mug, red\",4,12.5\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @"");
}

#[test]
fn an_exploration_with_a_ragged_total() {
    let text = "# ----------------------------------------\n# demo\n# Sessions-Tab 3\n# 20260226-20260325\n# ----------------------------------------\n\n\
        Session source / medium,Session campaign,Sessions,Total revenue\n\
        ,,1500,60.5,Grand total\n\
        klaviyo / email,aug_sale,1000,60.5\n\
        (data not available),(not set),500,0\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @"");
}

#[test]
fn a_comparison_and_other_grains_of_time() {
    let range = format!(
        "{STANDARD}Country,Sessions,Total users,Date range\nFrance,10,8,Jul 1 - Sep 28 2026\nFrance,9,7,Apr 2 - Jun 30 2026\n"
    );
    assert_snapshot!(check_bytes(range.as_bytes(), &options("", "", "")), @"");
    let columns = format!(
        "{STANDARD}Year month,Session medium,Sessions,Sessions (previous period)\n202504,email,10,8\n202505,email,9,7\n202513,email,9,7\n"
    );
    assert_snapshot!(check_bytes(columns.as_bytes(), &options("", "", "")), @"");
    let hours =
        format!("{STANDARD}Date + hour (YYYYMMDDHH),Sessions\n2024041623,10\n2024041701,9\n");
    assert_snapshot!(check_bytes(hours.as_bytes(), &options("", "", "")), @"");
}

#[test]
fn a_french_report_saved_again() {
    let text = "\u{feff}# ----------------------------------------;;;;\r\n# Acquisition de trafic;;;;\r\n# Compte : Démo;;;;\r\n# ----------------------------------------;;;;\r\n\
        # Date de début : 20260701;;;;\r\n# Date de fin : 20260928;;;;\r\n\
        Groupe de canaux principal de la session;Sessions;Utilisateurs actifs;Taux d'engagement;Événements clés;Revenu total\r\n\
        Recherche naturelle;1\u{202f}234;1\u{a0}100;62,5 %;12;1 234,56 €\r\n\
        Direct;7;5;10 %;0;0,00 €\r\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @"");
}
