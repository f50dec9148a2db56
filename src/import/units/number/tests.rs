//! Numbers in every style, and what is refused.

use super::*;
use proptest::prelude::*;

/// Reads a column as a file is read: once more if the assumption did not hold; the last cell.
fn read(column: &[&str]) -> Result<Read, BadAmount> {
    let pass = |assumed| {
        let mut numbers = NumberColumn::new(assumed);
        let reads: Vec<_> = column.iter().map(|text| numbers.read(text)).collect();
        (numbers, reads.last().copied().unwrap_or(Ok(Read::Nothing)))
    };
    let (numbers, last) = pass(DecimalMark::Point);
    let proven = numbers.evidence().mark();
    if numbers.holds_under(proven) {
        return last;
    }
    let (numbers, last) = pass(proven);
    assert_eq!(numbers.evidence().mark(), proven, "{column:?}");
    last
}

fn check(column: &[&str], expected: f64) {
    assert_eq!(read(column), Ok(Read::Number(expected)), "{column:?}");
}

#[test]
fn numbers_in_every_style() {
    for (text, value) in [
        ("0", 0.0),
        ("-3", -3.0),
        ("12.5", 12.5),
        ("0.1", 0.1),
        (".5", 0.5),
        ("1234567.891", 1_234_567.891),
        ("0.30000000000000004", 0.1 + 0.2),
        ("123456789012345678", 123_456_789_012_345_678.0),
        ("12,5", 12.5),
        ("1.234.567,25", 1_234_567.25),
        ("1,234,567.25", 1_234_567.25),
        ("1\u{202f}234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("$1,299.00", 1299.0),
        ("1.299,00 €", 1299.0),
        ("CA$12.50", 12.5),
        ("12.50 kr.", 12.5),
        ("EUR 3.10", 3.1),
        ("(4.25)", -4.25),
        ("−4.25", -4.25),
        ("1e-05", 1e-5),
        ("1.5E+03", 1500.0),
        ("1,5E-03", 0.0015),
        ("1.234e2", 123.4),
        ("+7", 7.0),
    ] {
        check(&[text], value);
    }
    for (text, value) in [("12%", 0.12), ("12,5 %", 0.125), ("-7.1%", -0.071)] {
        assert_eq!(read(&[text]), Ok(Read::Percent(value)), "{text}");
    }
}

#[test]
fn a_column_decides_for_its_ambiguous_numbers() {
    check(&["1.5", "1.234"], 1.234);
    check(&["0.234", "1.234"], 1.234);
    check(&["1,5", "1.234"], 1234.0);
    check(&["1,5", "1,234"], 1.234);
    check(&["1.5", "1,234"], 1234.0);
    check(&["2E-01", "1.5E2", "1.234"], 1.234);
    check(&["1.5", "1,5", "7"], 7.0);
    check(&["1.234", "-1.5"], -1.5);
    for column in [
        &["1.234"][..],
        &["1,234"],
        &["1.5", "1,5", "1.234"],
        &["7", "1.234"],
        &["1,5", "1.234", "2.5", "1,234"],
    ] {
        assert_eq!(read(column), Err(BadAmount::Ambiguous), "{column:?}");
    }
}

#[test]
fn what_is_no_number() {
    for text in [
        "abc",
        "10k",
        "3 min",
        "12 apples",
        "1-2",
        "2026-01-02",
        "12:30",
        "1e",
        "e5",
        "1e5e5",
        "1.5.5,2",
    ] {
        assert_eq!(read(&[text]), Err(BadAmount::NotANumber), "{text}");
    }
    for text in ["1e101", "1e999", "-1e9999"] {
        assert_eq!(read(&[text]), Err(BadAmount::TooLarge), "{text}");
    }
    for text in [
        "NA",
        "n/a",
        "NaN",
        "-nan",
        "null",
        "None",
        "inf",
        "-Infinity",
        "#N/A",
        "#DIV/0!",
        "-",
        ".",
        "\\N",
    ] {
        assert_eq!(read(&[text]), Ok(Read::Nothing), "{text}");
    }
}

#[test]
fn an_assumption_holds_while_no_cell_rests_on_it() {
    let mut column = NumberColumn::new(DecimalMark::Point);
    column.read("12").unwrap();
    column.read("NA").unwrap();
    assert!(column.holds_under(DecimalMark::Comma));
    column.read("1.234").unwrap();
    assert!(!column.holds_under(DecimalMark::Unproven));
    assert!(column.holds_under(DecimalMark::Point));
}

proptest! {
    #[test]
    fn written_floats_read_back_to_the_last_bit(value in -1e99..1e99_f64, small in -1e6..1e6_f64, cents in -10_i64.pow(14)..10_i64.pow(14)) {
        let cents = cents as f64 / 100.0;
        for (value, text) in [
            (value, format!("{value:e}")),
            (value, format!("{value}")),
            (small, format!("{small}")),
            (cents, format!("{cents:.2}")),
            (cents, format!("{cents:.2}").replace('.', ",")),
        ] {
            prop_assert_eq!(read(&["0.5", &text.replace(',', ".")]), Ok(Read::Number(value)), "{}", text);
            if text.contains(',') {
                prop_assert_eq!(read(&[&text]), Ok(Read::Number(value)), "{}", text);
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[-+0-9.,' €$()Eek%#\u{a0}]{1,14}") {
        let read = read(&[text.trim()]);
        if let Ok(Read::Number(value) | Read::Percent(value)) = read {
            prop_assert!(value.is_finite(), "{}", text);
        }
    }
}
