//! Damaged files: nothing is lost without an issue, and nothing panics.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::report::{Kept, check_bytes, fixture, options, run, with_file};
use crate::import::{ReadError, ReadFailure, recognise};

const HEADER: &str = "Name,Email,Financial Status,Created at,Total,Subtotal,Refunded Amount,Currency,Id,Discount Code,Discount Amount,Lineitem quantity,Lineitem name,Lineitem price\n";

fn orders(rows: &str) -> String {
    check_bytes(format!("{HEADER}{rows}").as_bytes(), &options("", "", ""))
}

#[test]
fn cells_that_cannot_be_read_reject_their_order() {
    assert_snapshot!(orders(
        "#1,a@x.io,paid,2026-01-02 10:00:00 UTC,x,y,0,USD,1,,0,1,Tee,5.00\n\
         #1,a@x.io,,2026-01-02 10:00:00 UTC,,,,,,,,two,Hat,5.00\n\
         #2,a@x.io,paid,yesterday,5.00,5.00,0,USD,2,,0,1,Tee,5.00\n\
         #3,a@x.io,lost,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,3,,0,1,Tee,5.00\n\
         #4,a@x.io,paid,,5.00,5.00,0,USD,4,,0,1,Tee,5.00\n\
         #5,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,EUR,5,,0,1,Tee,5.00\n\
         #6,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,6,,0,,Tee,5.00\n\
         #7,,paid,2026-01-02 10:00:00 UTC,9.00,5.00,0,USD,7,A,1.00,1,Tee,5.00\n"
    ), @r##"
    shopify_orders utf-8 ',' 14 columns
    #3 3 email:a@x.io 2026-01-02T10:00:00+00:00 unknown lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" (1 rows)
    #7 7 nobody 2026-01-02T10:00:00+00:00 paid lines $5.00 - $1.00 = $5.00 + $0.00 tax $0.00 total $9.00 refunded $0.00 1x"Tee" code=A (1 rows)
    ! bad_number line 3 [Lineitem quantity] "two"
    ! bad_money line 2 [Subtotal] "y"
    ! bad_money line 2 [Total] "x"
    ! bad_date line 4 [Created at] "yesterday"
    ! unknown_status line 5 [Financial Status] "lost"
    ! empty_cell line 6 [Created at]
    ! other_currency line 7 [Currency] "EUR"
    ! empty_cell line 8 [Lineitem quantity]
    ! no_person line 9 [Email]
    ! lines_disagree line 9 [Subtotal] "5.00"
    ! tax_unclear line 9 [Total] "9.00"
    8 rows = 2 accepted + 6 rejected; 2 records; latest 2026-01-02T10:00:00+00:00
    "##);
}

#[test]
fn rows_out_of_place() {
    assert_snapshot!(orders(
        "#0,a@x.io,,2026-01-02 10:00:00 UTC,,,,,,,,1,Hat,5.00\n\
         #1,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,1,,0,1,Tee,5.00\n\
         ,,,,,,,,,,,,,\n\
         #9,a@x.io,,2026-01-02 10:00:00 UTC,,,,,,,,1,Hat,5.00\n\
         #1,a@x.io,,2026-01-02 10:00:00 UTC,,,,,,,,1,Free,0.00\n\
         Total,,,,10.00,10.00,0,,,,,,,\n"
    ), @r##"
    shopify_orders utf-8 ',' 14 columns
    #1 1 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" 1x"Free" (2 rows)
    ! orphan_line line 2 "#0"
    ! orphan_line line 5 "#9"
    ! summary_row line 7 "Total"
    5 rows = 2 accepted + 3 rejected; 1 records; latest 2026-01-02T10:00:00+00:00
    "##);
}

#[test]
fn the_last_of_several_equal_orders_counts() {
    assert_snapshot!(orders(
        "#1,a@x.io,paid,2026-01-02 10:00:00 UTC,10.00,10.00,0,USD,1,,0,1,Tee,5.00\n\
         #1,a@x.io,,2026-01-02 10:00:00 UTC,,,,,,,,1,Hat,5.00\n\
         #2,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,2,,0,1,Tee,5.00\n\
         #2,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,2,,0,1,Tee,5.00\n\
         #1,a@x.io,refunded,2026-01-02 10:00:00 UTC,10.00,10.00,10.00,USD,1,,0,1,Tee,5.00\n\
         #1,a@x.io,,2026-01-02 10:00:00 UTC,,,,,,,,1,Hat,5.00\n\
         #1,b@x.io,paid,2026-02-02 10:00:00 UTC,7.00,7.00,0,USD,77,,0,1,Other shop,7.00\n"
    ), @r##"
    shopify_orders utf-8 ',' 14 columns
    #2 2 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" (1 rows)
    #1 1 email:a@x.io 2026-01-02T10:00:00+00:00 refunded lines $10.00 - $0.00 = $10.00 + $0.00 tax $0.00 total $10.00 refunded $10.00 1x"Tee" 1x"Hat" (2 rows)
    #1 77 email:b@x.io 2026-02-02T10:00:00+00:00 paid lines $7.00 - $0.00 = $7.00 + $0.00 tax $0.00 total $7.00 refunded $0.00 1x"Other shop" (1 rows)
    ! duplicate_key line 2 "#1"
    ! duplicate_key line 4 "#2"
    7 rows = 4 accepted + 3 rejected; 3 records; latest 2026-02-02T10:00:00+00:00
    "##);
}

#[test]
fn ids_that_a_spreadsheet_rounded() {
    assert_snapshot!(orders(
        "#1,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,8.28E+12,,0,1,Tee,5.00\n\
         #2,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,8.28E+12,,0,1,Tee,5.00\n\
         ,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,8.28E+12,,0,1,Tee,5.00\n"
    ), @r##"
    shopify_orders utf-8 ',' 14 columns
    #1 #1 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" (1 rows)
    #2 #2 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" (1 rows)
    ! damaged_id line 2 [Id] "8.28E+12"
    ! damaged_id line 3 [Id] "8.28E+12"
    ! damaged_id line 4 [Id] "8.28E+12"
    ! empty_cell line 4 [Name]
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2026-01-02T10:00:00+00:00
    "##);
}

#[test]
fn ragged_rows_and_a_quote_that_never_closes() {
    assert_snapshot!(orders(
        "#1,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,1,,0,1,\"Tee\r\n\r\nred\",5.00,,\n\
         #2,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,2,,0\n\
         #3,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,3,,0,1,Tee,5.00,surplus\n\
         #4,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,4,,0,1,\"Tee,5.00\n\
         #5,a@x.io,paid,2026-01-02 10:00:00 UTC,5.00,5.00,0,USD,5,,0,1,Tee,5.00\n"
    ), @r##"
    shopify_orders utf-8 ',' 14 columns
    #1 1 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee\r\n\r\nred" (1 rows)
    #2 2 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines - - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 (1 rows)
    #3 3 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" (1 rows)
    ! ragged_row line 5
    ! ragged_row line 6
    ! unclosed_quote line 7
    4 rows = 3 accepted + 1 rejected; 3 records; latest 2026-01-02T10:00:00+00:00
    "##);
}

#[test]
fn days_and_months_that_nothing_tells_apart() {
    assert_snapshot!(orders(
        "#1,a@x.io,paid,03/08/2026,5.00,5.00,0,USD,1,,0,1,Tee,5.00\n\
         #2,a@x.io,paid,08/08/2026,5.00,5.00,0,USD,2,,0,1,Tee,5.00\n"
    ), @r##"
    shopify_orders utf-8 ',' 14 columns
    #2 2 email:a@x.io 2026-08-08T00:00:00+00:00 paid lines $5.00 - $0.00 = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" (1 rows)
    ! bad_date line 2 [Created at] "03/08/2026"
    ! naive_time line 3 [Created at] "08/08/2026"
    2 rows = 1 accepted + 1 rejected; 1 records; latest 2026-08-08T00:00:00+00:00
    "##);
}

#[test]
fn headers_alone_and_headers_twice() {
    assert_snapshot!(orders(""), @r##"
    shopify_orders utf-8 ',' 14 columns
    ! empty_file
    0 rows = 0 accepted + 0 rejected; 0 records; latest never
    "##);
    let text = "email,Variant,Email ,variant\nann@x.io,a,ben@x.io,b\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    assignments utf-8 ',' 4 columns
    email:ann@x.io a - share=None workflow=None
    ! duplicate_column line 1 [Email]
    ! duplicate_column line 1 [variant]
    1 rows = 1 accepted + 0 rejected; 1 records; latest never
    "##);
}

#[test]
fn a_file_without_any_currency_asks_for_one() {
    let text = "Name,Financial Status,Created at,Total,Subtotal,Refunded Amount,Lineitem quantity\n#1,paid,2026-01-02,5.00,5.00,0,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 7 columns
    The file has no currency and the workspace has none yet. Choose the currency of its amounts (--currency EUR, or on the Data screen) and import it again.
    "##);
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "GBP", "")), @r##"
    shopify_orders utf-8 ',' 7 columns
    #1 #1 nobody 2026-01-02T00:00:00+00:00 paid lines - - - = £5.00 + £0.00 tax £0.00 total £5.00 refunded £0.00 (1 rows)
    ! assumed_currency [Currency]
    ! naive_time line 2 [Created at] "2026-01-02"
    ! no_person line 2
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2026-01-02T00:00:00+00:00
    "##);
}

/// Bytes that damage a file in the ways of spreadsheets, editors and transfers.
fn damage(bytes: &mut Vec<u8>, (at, kind): (usize, u8)) {
    let at = at % (bytes.len() + 1);
    let pieces: [&[u8]; 9] = [
        b"\"",
        b",",
        b"\n",
        b"\r\n",
        b"\xE9",
        b"\xEF\xBB\xBF",
        b"\0",
        b"#1001,",
        b";;;\n",
    ];
    match kind % 12 {
        9 => bytes.truncate(at.max(bytes.len() / 2)),
        10 => drop(bytes.drain(at..(at + 40).min(bytes.len()))),
        11 => {
            let copy: Vec<u8> = bytes[at..(at + 400).min(bytes.len())].to_vec();
            bytes.splice(at..at, copy);
        }
        insertion => {
            let piece = pieces[usize::from(insertion)];
            bytes.splice(at..at, piece.iter().copied());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn rows_of_damaged_orders_add_up(wounds in prop::collection::vec(any::<(usize, u8)>(), 1..12)) {
        let mut bytes = std::fs::read(fixture("shopify_orders_79col_eu_quirks.csv")).unwrap();
        for wound in wounds {
            damage(&mut bytes, wound);
        }
        with_file(&bytes, |path| {
            let orders = options("Europe/Paris", "EUR", "shopify_orders");
            let (_, outcome) = run(path, &orders, &mut Kept::default());
            // Damage to the header may take a column that orders need; nothing else stops reading.
            let is_told = matches!(
                outcome,
                Ok(_) | Err(ReadFailure::Read(ReadError::MissingColumns { .. }))
            );
            assert!(is_told, "{outcome:?}");
        });
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in 0_usize..5,
        format in 0_usize..5,
    ) {
        let starts: [&[u8]; 5] = [
            b"", b"\xFF\xFE", b"Name,Financial Status,Lineitem quantity,Created at,Total\n",
            b"email;variant;date\n", b"Campaign Name\tTotal Recipients\tSuccessful Deliveries\tCampaign Channel\n",
        ];
        let formats = ["", "shopify_orders", "shopify_customers", "klaviyo_campaigns", "assignments"];
        let all = [starts[start], &bytes].concat();
        with_file(&all, |path| {
            if recognise(path).is_ok() {
                let chosen = options("", "USD", formats[format]);
                let (_, outcome) = run(path, &chosen, &mut Kept::default());
                assert!(!matches!(outcome, Err(ReadFailure::Cancelled)));
            }
        });
    }
}
