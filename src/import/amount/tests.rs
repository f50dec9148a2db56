//! Amounts in every style, and what is refused.

use super::*;
use proptest::prelude::*;

/// Reads the last amount with what all of them prove.
fn read(column: &[&str], exponent: u32) -> Result<i64, BadAmount> {
    let mut evidence = Evidence::default();
    for text in column {
        evidence.observe(text);
    }
    parse(column.last().unwrap(), evidence.mark(), exponent)
}

fn check(column: &[&str], expected: Result<i64, BadAmount>) {
    assert_eq!(read(column, 2), expected, "{column:?}");
}

#[test]
fn amounts_are_exact_in_every_style() {
    for (text, minor) in [
        ("1234.50", 123_450),
        ("0.00", 0),
        ("12", 1200),
        ("$6,020.50", 602_050),
        ("1.234,56 €", 123_456),
        ("1 234,56", 123_456),
        ("1\u{202f}234,56\u{a0}€", 123_456),
        ("1'234.56", 123_456),
        ("1,23,456.78", 12_345_678),
        ("Rs.100", 10_000),
        ("CA$0.5", 50),
        (".5", 50),
        ("12.3400", 1234),
        (" ¥289.00 ", 28_900),
        ("-12.00", -1200),
        ("−€3.00", -300),
        ("(45.10)", -4510),
        ("45.10-", -4510),
        ("12.50 kr.", 1250),
        ("1.234.567", 123_456_700),
        ("1000000000000.00", LARGEST),
        ("٢٥٠", 25_000),
        ("١٬٢٣٤٫٥٦", 123_456),
        ("۱۲۳٫۴", 12_340),
        ("१,२३,४५६.७८", 12_345_678),
        ("￥１２３．４５", 12_345),
        ("Rs. 1,23,456.78", 12_345_678),
        ("CA$0.00", 0),
        ("&euro;79.00", 7_900),
        ("1&nbsp;234,56&nbsp;&euro;", 123_456),
        ("EUR 1\u{2009}234,56", 123_456),
        ("12,50 EUR", 1_250),
        ("'12.50", 1_250),
        ("=\"12.50\"", 1_250),
    ] {
        check(&[text], Ok(minor));
    }
}

#[test]
fn a_column_decides_for_its_ambiguous_amounts() {
    check(&["12,50", "1.234"], Ok(123_400));
    check(&["12.50", "1,234"], Ok(123_400));
    check(&["12.50", "1.500"], Ok(150));
    check(&["1,234"], Ok(123_400));
    check(&["1.234"], Err(BadAmount::Ambiguous));
    check(&["12.50", "12,50", "1,234"], Err(BadAmount::Ambiguous));
    check(&["12.50", "12,50", "1.234,00"], Ok(123_400));
    check(&["12.50", "12,50", "7"], Ok(700));
    check(&["12,50", "12.50.5"], Err(BadAmount::NotANumber));
}

#[test]
fn what_is_no_amount_proves_nothing() {
    check(&["24.08.2026", "1.2.3", "1.234"], Err(BadAmount::Ambiguous));
    check(&["12,50", "١٬٢٣٤٫٥"], Ok(123_450));
    check(&["١٬٢٣٤", "1.234"], Err(BadAmount::Ambiguous));
    for (text, open) in [
        ("1.234", true),
        ("€1,234", true),
        ("1.23", false),
        ("1234", false),
    ] {
        assert_eq!(is_open(text), open, "{text}");
    }
    for mark in DecimalMark::ALL {
        assert_eq!(DecimalMark::parse(mark.id()), Some(mark));
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "",
        "abc",
        "12%",
        "12.50.50,1",
        "1,2,3.50",
        "--5",
        "12 apples",
        "2026-08-24",
        "#1001",
        "12.",
        "1,23",
    ] {
        let read = parse(text, DecimalMark::Point, 2);
        assert_eq!(read, Err(BadAmount::NotANumber), "{text}");
    }
    for text in ["1E+05", "1.2E+03", "1,2e3"] {
        check(&[text], Err(BadAmount::Scientific));
    }
    check(&["0.125"], Err(BadAmount::TooManyDecimals));
    check(&["999999999999999999999"], Err(BadAmount::TooLarge));
    check(&["1000000000000.01"], Err(BadAmount::TooLarge));
}

#[test]
fn currencies_have_their_own_decimals() {
    assert_eq!(read(&["163056"], 0), Ok(163_056));
    assert_eq!(read(&["163056.00"], 0), Ok(163_056));
    assert_eq!(read(&["5.50"], 0), Err(BadAmount::TooManyDecimals));
    assert_eq!(read(&["1.234"], 3), Ok(1234));
    assert_eq!(read(&["1.2"], 3), Ok(1200));
}

/// Writes minor units with the given marks.
fn write(minor: i64, exponent: u32, decimal: char, grouping: &str) -> String {
    let digits = format!(
        "{:0width$}",
        minor.unsigned_abs(),
        width = exponent as usize + 1
    );
    let (whole, decimals) = digits.split_at(digits.len() - exponent as usize);
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push_str(grouping);
        }
        grouped.push(digit);
    }
    let sign = if minor < 0 { "-" } else { "" };
    match exponent {
        0 => format!("{sign}{grouped}"),
        _ => format!("{sign}{grouped}{decimal}{decimals}"),
    }
}

proptest! {
    #[test]
    fn the_short_way_reads_what_the_long_way_reads(text in "[0-9]{1,13}\\.[0-9]{2}") {
        for mark in [DecimalMark::Point, DecimalMark::Unproven, DecimalMark::Mixed] {
            prop_assert_eq!(parse(&text, mark, 2), parse_dressed(&text, mark, 2));
        }
    }

    #[test]
    fn written_amounts_read_back(minor in -LARGEST..=LARGEST, exponent in 0_u32..4, style in 0_usize..5) {
        let (mark, decimal, grouping) = [
            (DecimalMark::Point, '.', ","),
            (DecimalMark::Point, '.', ""),
            (DecimalMark::Comma, ',', "."),
            (DecimalMark::Comma, ',', "\u{202f}"),
            (DecimalMark::Point, '.', "'"),
        ][style];
        let text = write(minor, exponent, decimal, grouping);
        prop_assert_eq!(parse(&text, mark, exponent), Ok(minor), "{}", text);
    }

    #[test]
    fn two_decimals_prove_their_own_mark(minor in -10_000_000_i64..10_000_000, comma in any::<bool>()) {
        let (decimal, grouping) = if comma { (',', ".") } else { ('.', ",") };
        let text = write(minor, 2, decimal, grouping);
        prop_assert_eq!(parse(&text, DecimalMark::Unproven, 2), Ok(minor), "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[-0-9.,' €$()Ee%\u{a0}]{0,14}", exponent in 0_u32..4) {
        let mut evidence = Evidence::default();
        evidence.observe(&text);
        let _ = parse(&text, evidence.mark(), exponent);
    }

    #[test]
    fn the_quick_way_agrees_with_the_long_one(
        text in "-?[0-9]{1,9}(\\.[0-9]{0,4})?|-?[0-9.]{1,18}",
        mark in 0_usize..4,
        exponent in 0_u32..4,
    ) {
        let mark = DecimalMark::ALL[mark];
        let quick = native_minor(&text, mark, exponent);
        if quick.is_some() {
            prop_assert_eq!(quick, parse_dressed(&text, mark, exponent).ok(), "{}", &text);
        }
        let (mut quick, mut long) = (Evidence::default(), Evidence::default());
        quick.observe(&text);
        long.observe_dressed(&text);
        prop_assert_eq!(quick, long, "{}", &text);
    }

    #[test]
    fn no_text_at_all_makes_it_panic(text in "\\PC{0,20}", exponent in 0_u32..4) {
        let mut evidence = Evidence::default();
        evidence.observe(&text);
        let _ = (parse(&text, evidence.mark(), exponent), is_open(&text));
    }
}
