//! Cells of orders that a spreadsheet, a person or a country wrote in another way.

use super::{Damaged, base, with};
use crate::import::Format;

const ORDERS: Format = Format::ShopifyOrders;

pub(super) fn files() -> Vec<Damaged> {
    let mut files = amounts();
    files.extend(dates());
    files.extend(texts());
    files
}

/// The sound orders with each pair's first text replaced by its second.
fn all_of(pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .fold(base(ORDERS).to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from:?} is not in the text");
            text.replace(from, to)
        })
}

/// The third order with other amounts: subtotal and total, which are 20.00.
fn amounts_of(third: &str) -> String {
    with(
        ORDERS,
        "EUR,20.00,0.00,3.33,20.00,",
        &format!("EUR,{third},0.00,3.33,{third},"),
    )
}

fn amounts() -> Vec<Damaged> {
    vec![
        Damaged::new(
            "orders_decimal_comma",
            all_of(&[
                ("45.00", "\"45,00\""),
                ("50.00", "\"50,00\""),
                ("20.00", "\"20,00\""),
                ("10.00", "\"10,00\""),
                ("100.00", "\"1.000,00\""),
                ("40.00", "\"40,00\""),
                ("0.00", "\"0,00\""),
                ("5.00", "\"5,00\""),
                ("8.33", "\"8,33\""),
                ("3.33", "\"3,33\""),
                ("16.67", "\"16,67\""),
            ]),
        ),
        Damaged::new(
            "orders_once_more_without_the_id",
            format!(
                "{}#1003,,paid,EUR,30.00,0.00,3.33,30.00,,0.00,2026-08-26 15:30:00 +0200,1,Café crème,30.00,CAF,Cara Étienne,,0.00,,,+33600000000\n",
                base(ORDERS)
            ),
        ),
        Damaged::new("orders_decimal_marks_mixed", amounts_of("\"20,00\"")),
        Damaged::new("orders_grouped_thousands", amounts_of("\"1,234.50\"")),
        Damaged::new("orders_lakh", amounts_of("\"12,34,567.00\"")),
        Damaged::new("orders_swiss_apostrophe", amounts_of("1'234.50")),
        Damaged::new("orders_thin_spaces", amounts_of("1\u{202f}234.50")),
        Damaged::new("orders_ambiguous_thousand", amounts_of("1.234")),
        Damaged::new("orders_currency_signs", amounts_of("€20.00")),
        Damaged::new("orders_foreign_currency_sign", amounts_of("$20.00")),
        Damaged::new(
            "orders_two_currencies",
            all_of(&[("EUR,20.00", "USD,20.00")]),
        ),
        Damaged::new(
            "orders_unknown_currency",
            all_of(&[("EUR,20.00", "EURO,20.00")]),
        ),
        Damaged::new("orders_percent_as_amount", amounts_of("20%")),
        Damaged::new("orders_negative_amounts", amounts_of("-20.00")),
        Damaged::new("orders_negative_in_brackets", amounts_of("(20.00)")),
        Damaged::new("orders_minus_of_typographers", amounts_of("−20.00")),
        Damaged::new("orders_huge_amounts", amounts_of("99999999999999999999.00")),
        Damaged::new("orders_scientific_amounts", amounts_of("2E+01")),
        Damaged::new("orders_three_decimals", amounts_of("20.005")),
        Damaged::new("orders_non_latin_digits", amounts_of("٢٠٫٠٠")),
        Damaged::new("orders_full_width_digits", amounts_of("２０.００")),
        Damaged::new("orders_words_as_amounts", amounts_of("twenty")),
        Damaged::new("orders_spreadsheet_errors", amounts_of("#REF!")),
        Damaged::new("orders_blank_amounts", amounts_of("")),
        Damaged::new("orders_dashes_for_nothing", amounts_of("-")),
        Damaged::new(
            "orders_fractions_of_items",
            with(ORDERS, ",2,Mug,", ",2.5,Mug,"),
        ),
        Damaged::new(
            "orders_huge_quantity",
            with(ORDERS, ",2,Mug,", ",99999999999,Mug,"),
        ),
    ]
}

fn dates() -> Vec<Damaged> {
    let dated = |first: &str, second: &str, third: &str| {
        all_of(&[
            ("2026-08-24 13:18:57 +0200", first),
            ("2026-08-25 08:59:30 +0200", second),
            ("2026-08-26 15:30:00 +0200", third),
        ])
    };
    vec![
        Damaged::new(
            "orders_ambiguous_dates",
            dated("03/04/2026", "05/06/2026", "07/08/2026"),
        ),
        Damaged::new(
            "orders_day_first_dates",
            dated("24/08/2026 13:18", "25/08/2026 08:59", "03/09/2026 15:30"),
        ),
        Damaged::new(
            "orders_contradicting_dates",
            dated("24/08/2026", "08/25/2026", "03/04/2026"),
        ),
        Damaged::new(
            "orders_date_separators_mixed",
            dated("24/08/2026", "25-08-2026", "26.08.2026"),
        ),
        Damaged::new(
            "orders_excel_serials",
            dated("46258.554", "46259.374", "46260"),
        ),
        Damaged::new(
            "orders_two_digit_years",
            dated("24/08/26", "25/08/26", "26/08/26"),
        ),
        Damaged::new(
            "orders_unix_seconds",
            dated("1787570337", "1787641170", "1787751000"),
        ),
        Damaged::new(
            "orders_impossible_dates",
            dated("2026-02-30 10:00:00 +0200", "0000-00-00", "2026-13-01"),
        ),
        Damaged::new(
            "orders_far_dates",
            dated(
                "1899-12-31 00:00:00 +0000",
                "9999-12-31 23:59:59 +0000",
                "12026-08-26",
            ),
        ),
        Damaged::new(
            "orders_hour_that_is_not",
            dated(
                "2026-03-29 02:30:00",
                "2026-10-25 02:30:00",
                "2026-08-26 24:00:00",
            ),
        ),
        Damaged::new(
            "orders_odd_offsets",
            dated(
                "2026-08-24T13:18:57Z",
                "2026-08-25 08:59:30 +1400",
                "2026-08-26 15:30:00 +9900",
            ),
        ),
        Damaged::new(
            "orders_non_latin_dates",
            dated("٢٠٢٦-٠٨-٢٤", "２０２６-０８-２５", "26 août 2026"),
        ),
    ]
}

fn texts() -> Vec<Damaged> {
    vec![
        Damaged::new(
            "orders_scientific_ids",
            all_of(&[
                ("8281215041874", "8.28122E+12"),
                ("8281215041875", "8.28122E+12"),
                ("8281215041876", "8.28122E+12"),
            ]),
        ),
        Damaged::new(
            "orders_rounded_ids",
            all_of(&[
                ("8281215041874", "8281215041874.0"),
                ("8281215041875", "8281215000000"),
            ]),
        ),
        Damaged::new(
            "orders_apostrophes",
            all_of(&[
                ("8281215041874", "'8281215041874"),
                ("#1001", "'#1001"),
                ("+33600000000", "'+33600000000"),
            ]),
        ),
        Damaged::new(
            "orders_ids_as_formulas",
            all_of(&[("8281215041874", "\"=\"\"8281215041874\"\"\"")]),
        ),
        Damaged::new(
            "orders_formulas",
            with(
                ORDERS,
                "Mug bulk",
                "\"=HYPERLINK(\"\"https://x.example\"\",\"\"Mug\"\")\"",
            ),
        ),
        Damaged::new(
            "orders_unknown_status",
            all_of(&[("paid,EUR,20.00", "bezahlt,EUR,20.00")]),
        ),
        Damaged::new(
            "orders_status_in_capitals",
            all_of(&[("paid,EUR,20.00", " PAID ,EUR,20.00")]),
        ),
        Damaged::new("orders_names_blank", all_of(&[("#1003,", ",")])),
        Damaged::new("orders_one_name_two_ids", all_of(&[("#1003", "#1002")])),
        Damaged::new(
            "orders_bad_emails",
            all_of(&[
                ("ann@example.com", "ann at example.com"),
                ("ben@example.com", "ben@@example"),
            ]),
        ),
        Damaged::new(
            "orders_not_breaking_spaces",
            all_of(&[("ann@example.com", "\u{a0}Ann@Example.com\u{200b}")]),
        ),
    ]
}
