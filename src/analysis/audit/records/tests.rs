//! Kinds of record, and a gap in one sentence.

use std::collections::BTreeSet;

use super::*;
use crate::analysis::audit::fixture::{context, file};
use crate::metrics::fixture::{Shop, TestOrder};

#[test]
fn kinds_have_their_own_words() {
    let ids: BTreeSet<_> = RecordKind::ALL.iter().map(|kind| kind.id()).collect();
    assert_eq!(ids.len(), RecordKind::ALL.len());
    for format in Format::ALL {
        assert!(RecordKind::of_format(format.id()).is_some(), "{format:?}");
    }
    assert_eq!(RecordKind::of_format("rules"), None);
}

#[test]
fn rows_dates_and_gaps_are_told_in_one_sentence() {
    let days = (0..40).filter(|day| !(10..15).contains(day));
    let orders = days.map(|day| TestOrder::on_day("ann", day, 1_000));
    let context = context(Shop::of(orders));
    let inputs = AuditInputs {
        files: vec![file("shopify_orders", 70), file("shopify_orders", 5)],
        ..AuditInputs::default()
    };
    let records = records(&context, &inputs);
    let findings = findings(&records);
    assert_eq!(
        findings[0].sentence,
        "Orders: 35 records from 75 rows in 2 files, 1 Jan to 9 Feb 2026, with 1 gap of 5 days in all"
    );
    assert_eq!(
        findings[0].advice,
        "Nothing from 11 Jan to 15 Jan 2026; usually the next one comes within 1 day. Is an export missing?"
    );
    assert_eq!(findings[0].level, Level::Warning);
    assert!(
        findings[1]
            .sentence
            .starts_with("Not loaded: profiles, campaign sends")
    );
    assert_eq!(records[1].dates, Err(NoDates::NotLoaded));
}
