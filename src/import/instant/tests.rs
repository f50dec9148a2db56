//! Dates and times in every form, and what is refused.

use super::*;
use proptest::prelude::*;

fn read(text: &str, order: DayOrder, zone: &str) -> String {
    match parse(text, order) {
        Err(bad) => format!("{bad:?}"),
        Ok(written) => {
            let zone = TimeZone::get(zone).unwrap();
            written.resolve(&zone).unwrap().to_rfc3339()
        }
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(read(text, DayOrder::Unproven, "UTC"), expected, "{text}");
}

#[test]
fn the_forms_of_exports_are_read() {
    check("2026-08-24 13:18:58 +0200", "2026-08-24T13:18:58+02:00");
    check("2026-08-24T13:18:58Z", "2026-08-24T13:18:58+00:00");
    check("2026-08-24T13:18:58.250-05:00", "2026-08-24T13:18:58-05:00");
    check("2026-08-24 13:18:58 UTC", "2026-08-24T13:18:58+00:00");
    check("2024-01-15", "2024-01-15T00:00:00+00:00");
    check("2026/9/8 7:05", "2026-09-08T07:05:00+00:00");
    check("24.08.2026 13:18", "2026-08-24T13:18:00+00:00");
    check("8/24/2026 1:18 PM", "2026-08-24T13:18:00+00:00");
    check("08/24/2026 12:05 am", "2026-08-24T00:05:00+00:00");
    check("20260824", "2026-08-24T00:00:00+00:00");
    check("45384.34789351852", "2024-04-02T08:20:58+00:00");
    check("2026-08-24 13:18:58 +05:30", "2026-08-24T13:18:58+05:30");
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "2026-08-24 25:00",
        "2026-08-24 EST",
        "2026-08-24 13:18:58 +2",
        "2026-08-24 13",
        "1001",
        "2026-8",
        "2026-08-24 0:30 PM",
        "2026-08-24 13:18:58 +0260",
        "2026-08-24 13:18:58 +9900",
        "é026-08-24",
        "2026-08-24 é",
    ] {
        check(text, "NotADate");
    }
}

#[test]
fn day_and_month_are_told_apart_by_the_other_dates() {
    check("03/08/2026", "Ambiguous");
    check("08/08/2026", "2026-08-08T00:00:00+00:00");
    let order = |dates: &[&str]| {
        let mut evidence = Evidence::default();
        for date in dates {
            evidence.observe(date);
        }
        evidence.order()
    };
    assert_eq!(order(&["03/08/2026", "24/08/2026"]), DayOrder::DayFirst);
    assert_eq!(
        order(&["03-08-2026 10:00", "08-24-2026"]),
        DayOrder::MonthFirst
    );
    assert_eq!(order(&["24/08/2026", "08/24/2026"]), DayOrder::Unproven);
    assert_eq!(order(&["2026-08-24", "24.08.2026"]), DayOrder::Unproven);
    let day_first = read("03/08/2026", DayOrder::DayFirst, "UTC");
    assert_eq!(day_first, "2026-08-03T00:00:00+00:00");
    let month_first = read("03/08/2026", DayOrder::MonthFirst, "UTC");
    assert_eq!(month_first, "2026-03-08T00:00:00+00:00");
}

#[test]
fn hours_that_occur_twice_or_never_have_one_reading() {
    let paris = |text| read(text, DayOrder::Unproven, "Europe/Paris");
    assert_eq!(paris("2026-10-25 02:30:00"), "2026-10-25T02:30:00+02:00");
    assert_eq!(paris("2026-03-29 02:30:00"), "2026-03-29T03:30:00+02:00");
    assert_eq!(
        paris("2026-10-25 02:30:00 +0100"),
        "2026-10-25T02:30:00+01:00"
    );
}

#[test]
fn months_in_words_and_clocks_of_twelve_hours() {
    check("Jun 09, 2018 09:30 pm", "2018-06-09T21:30:00+00:00");
    check("Mon, Apr 26, 2021 12:25", "2021-04-26T12:25:00+00:00");
    check("9 juin 2018 à 13h18", "2018-06-09T13:18:00+00:00");
    check("1er août 2026", "2026-08-01T00:00:00+00:00");
    check(
        "Mo., 24. August 2026 13:18 Uhr",
        "2026-08-24T13:18:00+00:00",
    );
    check(
        "24 de agosto de 2026, 1:18 p. m.",
        "2026-08-24T13:18:00+00:00",
    );
    check("09-Jun-18", "2018-06-09T00:00:00+00:00");
    check("June 9th, 2018 at 9 AM", "2018-06-09T09:00:00+00:00");
    check("24 März 2026", "2026-03-24T00:00:00+00:00");
    check(
        "Mon Aug 24 2026 13:18:58 GMT+0200 (CEST)",
        "2026-08-24T13:18:58+02:00",
    );
    check("Ju 9, 2018", "NotADate");
    check("Foo 9, 2018", "NotADate");
    check("Jun 31, 2018", "NotADate");
}

#[test]
fn other_scripts_short_years_and_compact_times() {
    check("2026/09/08", "2026-09-08T00:00:00+00:00");
    check("2026-08-24T13:18:58.123Z", "2026-08-24T13:18:58+00:00");
    check("2026-08-24 13:18 GMT+2", "2026-08-24T13:18:00+02:00");
    check("2026-08-24 13:18 UTC-05:30", "2026-08-24T13:18:00-05:30");
    check("٢٠٢٦-٠٨-٢٤", "2026-08-24T00:00:00+00:00");
    check("２０２６年８月２４日 13:18", "2026-08-24T13:18:00+00:00");
    check("8/24/26", "2026-08-24T00:00:00+00:00");
    check("24.08.26", "2026-08-24T00:00:00+00:00");
    check("24/08/99", "1999-08-24T00:00:00+00:00");
    check("3/8/26", "Ambiguous");
    check("2024041623", "2024-04-16T23:00:00+00:00");
    check("20260824131858", "2026-08-24T13:18:58+00:00");
    check("'2026-08-24", "2026-08-24T00:00:00+00:00");
    check("=\"2026-08-24\"", "2026-08-24T00:00:00+00:00");
    check("1405-06-02", "Year");
    check("2569-08-24", "Year");
    check("1787577538", "NotADate");
    assert!(parse("45384.5", DayOrder::Unproven).unwrap().is_serial());
    assert!(is_open("3/8/26 10:00") && !is_open("2026-03-08") && !is_open("24/08/2026"));
}

#[test]
fn numbers_of_seconds_are_read_where_a_column_is_declared_so() {
    let read = |unit: UnixUnit, text| match unit.read(text) {
        Ok(written) => written.resolve(&TimeZone::UTC).unwrap().utc_micros,
        Err(_) => -1,
    };
    assert_eq!(read(UnixUnit::Seconds, "1787577538"), 1_787_577_538_000_000);
    assert_eq!(
        read(UnixUnit::Seconds, "1787577538.25"),
        1_787_577_538_250_000
    );
    assert_eq!(
        read(UnixUnit::Milliseconds, "1787577538250"),
        1_787_577_538_250_000
    );
    assert_eq!(
        read(UnixUnit::Microseconds, "1787577538250000"),
        1_787_577_538_250_000
    );
    for text in ["", "x", "1787577538.x", "99999999999999999", "1.7E9"] {
        assert_eq!(read(UnixUnit::Seconds, text), -1, "{text}");
    }
    for unit in UnixUnit::ALL {
        assert_eq!(UnixUnit::parse(unit.id()), Some(unit));
    }
    for order in DayOrder::ALL {
        assert_eq!(DayOrder::parse(order.id()), Some(order));
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[-0-9/:. TZ+apmé]{0,24}|\\PC{0,24}|(Jun|août|mon|de|[0-9]{1,4}|[ ,.h:-]){0,9}") {
        Evidence::default().observe(&text);
        let _ = (parse(&text, DayOrder::Unproven), is_open(&text));
        let _ = UnixUnit::Milliseconds.read(&text);
    }

    #[test]
    fn the_quick_way_agrees_with_the_long_one(
        date in "(19|20|21|22)[0-9]{2}-[01][0-9]-[0-3][0-9]",
        time in "|[ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9]",
        offset in "| UTC|Z| [+-][0-9]{4}| [+-][0-9]{2}:00",
    ) {
        let text = format!("{date}{time}{offset}");
        if let Some(quick) = native(&text) {
            prop_assert_eq!(Ok(quick), parse_dressed(&text, DayOrder::Unproven), "{}", text);
        }
    }
}
