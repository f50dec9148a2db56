//! Laws over random text below the headers of e-mail and analytics tools: nothing panics, and every
//! row is accepted or rejected.

use proptest::prelude::*;

use super::report::{Kept, options, run, with_file};
use crate::import::{Format, recognise};

/// The start of a file of each format.
const STARTS: &[&str] = &[
    "Email,Klaviyo ID,Email Marketing Consent,Historic Number Of Orders,Email Suppressions,ab_group,date\n",
    "Email Address,OPTIN_TIME,LEID,EUID,UNSUB_TIME,TAGS,Variant\n",
    "Day,Flow ID,Delivered,Unique Opens,Placed Order,Placed Order Rate,Revenue,Unsub Rate\n",
    "Campaign Message ID,Send Date,Send Time,Unique Opens,Open Rate,Bounces\n",
    "Title,Send Date,Unique Id,Abuse Complaints,Total Revenue,Soft Bounces\n",
    "Campaign Report\n\"Title:\",\"x\"\n\"Combination 1 Stats\"\n\"Total Recipients:\",",
    "email,event_name,Timestamp,$event_id,$message,$extra/landing_site,$attribution\n",
    "email,event,time,campaign,variation\n",
    "# -----\n# Account: a\n# Start date: 20260101\n# End date: 20260103\nNth day,Sessions,Total revenue\n",
    "# -----\n# Property: a\n# 20260101-20260103\nDate,Source / medium,Sessions\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn rows_add_up_whatever_they_hold(
        start in prop::sample::select(STARTS),
        rest in "([0-9a-c@.:/%€ \"-]{0,9}[,;\n#]|total,|2026-01-02|subscribed,|opened,|Placed Order,){0,40}",
    ) {
        let text = format!("{start}{rest}");
        with_file(text.as_bytes(), |path| {
            let format = recognise(path).unwrap().format;
            assert!(format.is_some(), "{text:?}");
            // The helper asserts that rows add up.
            run(path, &options("Europe/Paris", "EUR", ""), &mut Kept::default()).1.unwrap();
        });
    }

    #[test]
    fn a_format_reads_or_refuses_any_file(
        text in "[0-9a-c@.,;:/#\"\n -]{1,120}",
        format in prop::sample::select(&Format::ALL[..]),
    ) {
        with_file(text.as_bytes(), |path| {
            if recognise(path).is_ok() {
                let options = options("", "EUR", format.id());
                let _ = run(path, &options, &mut Kept::default());
            }
        });
    }
}
