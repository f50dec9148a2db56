//! Layouts, encodings and styles that edited and older files have.

use insta::assert_snapshot;

use super::report::{Kept, check_bytes, options, run, with_file};
use crate::import::{ColumnMapping, ReadFailure, ReadOptions, recognise};

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_file_saved_by_a_european_spreadsheet() {
    let text = "sep=;\r\n\
        Name;Financial Status;Created at;Subtotal;Shipping;Taxes;Total;Refunded Amount;Currency;Lineitem quantity;Lineitem name;Lineitem price\r\n\
        #1;paid;24.08.2026 13:18;1.234,50;0;0;1.234,50;0,00;EUR;1;Caf\u{e9};1.234,50\r\n\
        #2;paid;03/08/2026 09:00;10;2,5;0;12,5;;EUR;1;Tee;10\r\n\
        #3;paid;25/08/2026 09:00;1.000;0;0;1.000;;EUR;2;Tee;500\r\n";
    let windows: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_snapshot!(check_bytes(&windows, &options("Europe/Berlin", "", "")), @r##"
    shopify_orders windows-1252 ';' 12 columns
    #1 #1 nobody 2026-08-24T13:18:00+02:00 paid lines €1,234.50 - - = €1,234.50 + €0.00 tax €0.00 total €1,234.50 refunded €0.00 1x"Café" (1 rows)
    #2 #2 nobody 2026-08-03T09:00:00+02:00 paid lines €10.00 - - = €10.00 + €2.50 tax €0.00 total €12.50 refunded €0.00 1x"Tee" (1 rows)
    #3 #3 nobody 2026-08-25T09:00:00+02:00 paid lines €1,000.00 - - = €1,000.00 + €0.00 tax €0.00 total €1,000.00 refunded €0.00 2x"Tee" (1 rows)
    ! encoding
    ! decimal_comma [Subtotal]
    ! naive_time line 3 [Created at] "24.08.2026 13:18"
    ! no_person line 3
    ! no_person line 4
    ! no_person line 5
    3 rows = 3 accepted + 0 rejected; 3 records; latest 2026-08-25T07:00:00+00:00
    "##);
}

#[test]
fn unicode_text_of_a_spreadsheet() {
    let text = "Name\tFinancial Status\tCreated at\tTotal\tSubtotal\tRefunded Amount\tCurrency\tLineitem quantity\tLineitem name\r\n\
        #1\tpaid\t2026-08-24\t163056\t163056\t\tJPY\t1\t抹茶 🍵\r\n";
    assert_snapshot!(check_bytes(&utf16(text), &options("Asia/Tokyo", "", "")), @r##"
    shopify_orders utf-16le '\t' 9 columns
    #1 #1 nobody 2026-08-24T00:00:00+09:00 paid lines - - - = ¥163,056 + ¥0 tax ¥0 total ¥163,056 refunded ¥0 1x"抹茶 🍵" (1 rows)
    ! naive_time line 2 [Created at] "2026-08-24"
    ! no_person line 2
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2026-08-23T15:00:00+00:00
    "##);
}

#[test]
fn a_title_and_comments_above_the_header() {
    let text = "\u{feff}My orders\n\n# exported 2026-09-01\n\
        Name,Financial Status,Created at,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity,lineitem  SKU,CANCELED AT,Lineitem name\n\
        #1,voided,2026-08-24T10:00:00Z,5.00,5.00,0,USD,1,'00123,2026-08-25 10:00:00 UTC,Tee\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 11 columns
    #1 #1 nobody 2026-08-24T10:00:00+00:00 voided lines - - - = $5.00 + $0.00 tax $0.00 total $5.00 refunded $0.00 1x"Tee" cancelled (1 rows)
    ! no_person line 5
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2026-08-25T10:00:00+00:00
    "##);
}

#[test]
fn totals_repeated_on_every_row_count_once() {
    let text = "Name,Email,Created at,Financial Status,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity,Lineitem name\n\
        #1,a@x.io,2026-01-02 10:00:00 UTC,paid,30.00,30.00,0,USD,1,Tee\n\
        #1,a@x.io,2026-01-02 10:00:00 UTC,paid,30.00,30.00,0,USD,1,Tee\n\
        #1,a@x.io,2026-01-02 10:00:00 UTC,paid,30.00,30.00,0,USD,2,Hat\n\
        #2,b@x.io,2026-01-03 10:00:00 UTC,paid,10.00,10.00,0,USD,1,Hat\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 10 columns
    #1 #1 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines - - - = $30.00 + $0.00 tax $0.00 total $30.00 refunded $0.00 1x"Tee" 1x"Tee" 2x"Hat" (3 rows)
    #2 #2 email:b@x.io 2026-01-03T10:00:00+00:00 paid lines - - - = $10.00 + $0.00 tax $0.00 total $10.00 refunded $0.00 1x"Hat" (1 rows)
    ! repeated_total line 2 [Total] "30.00"
    4 rows = 4 accepted + 0 rejected; 2 records; latest 2026-01-03T10:00:00+00:00
    "##);
}

#[test]
fn where_an_order_came_from() {
    let text = "Name,Email,Created at,Financial Status,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity,utm_source,UTM Campaign,Landing Page,Referring Site,Note Attributes\n\
        #1,a@x.io,2026-01-02 10:00:00 UTC,paid,1,1,0,USD,,klaviyo,Aug+Sale%20,/?utm_source=other&utm_medium=email,,\n\
        #2,a@x.io,2026-01-02 10:00:00 UTC,paid,1,1,0,USD,,,,,https://l.example/?utm_source=insta&utm_term=a%20b,\n\
        #3,a@x.io,2026-01-02 10:00:00 UTC,paid,1,1,0,USD,,,{{campaign.name}},/start,,\"UTM-Source: fb\ncolour: red\"\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 14 columns
    #1 #1 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines - - - = $1.00 + $0.00 tax $0.00 total $1.00 refunded $0.00 source=klaviyo medium=email campaign=Aug+Sale%20 at=/?utm_source=other&utm_medium=email (1 rows)
    #2 #2 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines - - - = $1.00 + $0.00 tax $0.00 total $1.00 refunded $0.00 source=insta term=a b (1 rows)
    #3 #3 email:a@x.io 2026-01-02T10:00:00+00:00 paid lines - - - = $1.00 + $0.00 tax $0.00 total $1.00 refunded $0.00 source=fb campaign={{campaign.name}} at=/start (1 rows)
    ! unexpanded_macro line 4 [utm_campaign] "{{campaign.name}}"
    3 rows = 3 accepted + 0 rejected; 3 records; latest 2026-01-02T10:00:00+00:00
    "##);
}

#[test]
fn a_blank_total_is_added_up() {
    let text = "Name,Email,Created at,Financial Status,Total,Subtotal,Shipping,Taxes,Refunded Amount,Currency,Lineitem quantity\n\
        #1,a@x.io,2026-01-02,paid,,10.00,2.00,1.20,0,USD,\n\
        #2,a@x.io,2026-01-02,paid,,10.00,2.00,0,0,USD,\n\
        #3,a@x.io,2026-01-02,paid,,,2.00,0,0,USD,\n\
        #4,a@x.io,2026-01-02,paid,12.00,,2.00,0,0,USD,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_orders utf-8 ',' 11 columns
    #1 #1 email:a@x.io 2026-01-02T00:00:00+00:00 paid lines - - - = $10.00 + $2.00 tax $1.20 total $13.20 refunded $0.00 (1 rows)
    #2 #2 email:a@x.io 2026-01-02T00:00:00+00:00 paid lines - - - = $10.00 + $2.00 tax $0.00 total $12.00 refunded $0.00 (1 rows)
    #4 #4 email:a@x.io 2026-01-02T00:00:00+00:00 paid lines - - - = - + $2.00 tax $0.00 total $12.00 refunded $0.00 (1 rows)
    ! naive_time line 2 [Created at] "2026-01-02"
    ! tax_unclear line 2 [Taxes] "1.20"
    ! empty_cell line 4 [Total]
    ! no_subtotal line 5 [Subtotal]
    4 rows = 3 accepted + 1 rejected; 3 records; latest 2026-01-02T00:00:00+00:00
    "##);
}

#[test]
fn customers_of_2020_have_no_id() {
    let text = "First Name,Last Name,Email,Company,Address1,Country Code,Phone,Accepts Marketing,Total Spent,Total Orders,Tags\n\
        Ann,E,ann@x.io,,,FR,,yes,\"1,316.50\",2,\"vip, holdout\"\n\
        Ann,E,ANN@x.io,,,FR,,no,20,x,\n\
        ,,,,,,,no,0,0,\n\
        Total,,,,,,,,336.50,2,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "USD", "")), @r##"
    shopify_customers utf-8 ',' 11 columns
    email:ann@x.io unsubscribed  orders=None spent=Some(2000) "FR"
    ! duplicate_key line 2 "ann@x.io"
    ! bad_number line 3 [Total Orders] "x"
    ! no_person line 4 [Email]
    ! summary_row line 5 "Total"
    4 rows = 1 accepted + 3 rejected; 1 records; latest never
    "##);
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    shopify_customers utf-8 ',' 11 columns
    email:ann@x.io unsubscribed  orders=None spent=None "FR"
    ! duplicate_key line 2 "ann@x.io"
    ! bad_number line 3 [Total Orders] "x"
    ! missing_column [Total Spent]
    ! no_person line 4 [Email]
    ! summary_row line 5 "Total"
    4 rows = 1 accepted + 3 rejected; 1 records; latest never
    "##);
}

#[test]
fn campaigns_with_another_conversion_metric() {
    let text = "Campaign Name,Tags,Subject,List,Send Time,Total Recipients,Unique Ordered Product,Ordered Product Rate,Ordered Product Value per Recipient,Ordered Product Value,Unique Opens,Unique Clicks,Successful Deliveries,Campaign ID,Campaign Channel\n\
        \"Win | back \"\"now\"\"\",,[MULTIPLE VARIATIONS],All,2025-04-09 09:38:00,64517.0,12,0.02%,$0.04,2800.27,n/a,5.5,64386,AbC123,SMS\n\
        Spring,,Hi,All,soon,\"5,000\",,,,,1,1,4990,,Email\n\
        Grand total,,,,,\"69,517\",12,,,2800.27,,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("UTC", "USD", "")), @r##"
    klaviyo_campaigns utf-8 ',' 15 columns
    AbC123 "Win | back \"now\"" "" sms 2025-04-09T09:38:00+00:00 CampaignCounts { recipients: Some(64517), delivered: Some(64386), unique_opens: None, unique_clicks: None, unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: Some("Ordered Product"), conversions: Some(12), revenue: Some(280027) } winner=None
    Spring soon "Spring" "" email  CampaignCounts { recipients: Some(5000), delivered: Some(4990), unique_opens: Some(1), unique_clicks: Some(1), unsubscribes: None, spam_complaints: None, bounces: None } Claimed { metric: Some("Ordered Product"), conversions: None, revenue: None } winner=None
    ! bad_number line 2 [Unique Clicks] "5.5"
    ! naive_time line 2 [Send Time] "2025-04-09 09:38:00"
    ! bad_date line 3 [Send Time] "soon"
    ! summary_row line 4 "Grand total"
    3 rows = 2 accepted + 1 rejected; 2 records; latest 2025-04-09T09:38:00+00:00
    "##);
}

#[test]
fn any_list_is_read_through_a_mapping() {
    let text = "Kunde;Gruppe;Zeit;planned_share;workflow\n\
        '7210448301122;A;2026-08-20 10:00;50%;Welcome\n\
        +33 600 000 000;B;2026-08-20 11:00;0,5;Welcome\n\
        ann@x.io;B;;x;\n\
        Ann@X.io;A;;;\n\
        ann@x.io;;;;\n\
        ;B;;;\n";
    let mapped = ReadOptions {
        mapping: Some(ColumnMapping::assignments(
            "Kunde".to_owned(),
            "Gruppe".to_owned(),
            Some("Zeit".to_owned()),
        )),
        ..options("Europe/Berlin", "", "")
    };
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    unknown utf-8 ';' 5 columns
    No known export has the headers `Kunde`, `Gruppe`, `Zeit`, `planned_share`, `workflow`. Choose the format, or say which columns hold the person and the arm.
    "##);
    assert_snapshot!(check_bytes(text.as_bytes(), &mapped), @r##"
    unknown utf-8 ';' 5 columns
    id:7210448301122 A 2026-08-20T08:00:00+00:00 share=Some(0.5) workflow=Some("Welcome")
    phone:33600000000 B 2026-08-20T09:00:00+00:00 share=Some(0.5) workflow=Some("Welcome")
    email:ann@x.io B - share=None workflow=None
    email:ann@x.io A - share=None workflow=None
    ! naive_time line 2 [Zeit] "2026-08-20 10:00"
    ! bad_number line 4 [planned_share] "x"
    ! several_arms line 5 [Kunde] "Ann@X.io"
    ! empty_cell line 6 [Gruppe]
    ! no_person line 7 [Kunde]
    6 rows = 4 accepted + 2 rejected; 4 records; latest 2026-08-20T09:00:00+00:00
    "##);
}

#[test]
fn a_mapping_is_proposed_and_the_first_rows_are_shown() {
    let text = "Phone Number,AB_group,Assigned_At,x\n1,a,2026-01-01,\n,,,\n2,b,2026-01-01,\n";
    let recognition = with_file(text.as_bytes(), |path| recognise(path).unwrap());
    let mapping = ColumnMapping::assignments(
        "Phone Number".to_owned(),
        "AB_group".to_owned(),
        Some("Assigned_At".to_owned()),
    );
    assert_eq!(recognition.format, None);
    assert_eq!(recognition.proposed_mapping, Some(mapping));
    assert_eq!(recognition.preview.len(), 2);
    let long = format!("email,arm\n{}", "a@x.io,b\n".repeat(40_000));
    let recognition = with_file(long.as_bytes(), |path| recognise(path).unwrap());
    assert_eq!(recognition.preview.len(), 50);
    assert_eq!(recognition.preview[49], ["a@x.io", "b"]);
}

#[test]
fn files_that_are_no_text_are_refused_with_the_fix() {
    for (bytes, sentence) in [
        (&b""[..], "is empty. Export it again."),
        (&b"\n \n"[..], "is empty. Export it again."),
        (
            &b"PK\x03\x04rest"[..],
            "save its sheet as CSV, and import that file.",
        ),
    ] {
        let error = with_file(bytes, |path| recognise(path).unwrap_err());
        assert!(error.to_string().ends_with(sentence), "{error}");
    }
}

#[test]
fn reading_can_be_cancelled_in_both_passes() {
    let text = format!("email,variant\n{}", "a@x.io,b\n".repeat(2200));
    for calls in [0, 3] {
        with_file(text.as_bytes(), |path| {
            let mut sink = Kept {
                cancel_after: Some(calls),
                ..Kept::default()
            };
            let (_, outcome) = run(path, &ReadOptions::default(), &mut sink);
            assert!(matches!(outcome, Err(ReadFailure::Cancelled)));
            assert_eq!(sink.progress.len(), calls + 1);
        });
    }
}

#[test]
fn a_file_that_changed_after_recognition_is_refused() {
    let (before, after) = ("email,variant\na@x.io,b\n", "email,variante\na@x.io,b\n");
    with_file(before.as_bytes(), |path| {
        let recognition = recognise(path).unwrap();
        std::fs::write(path, after).unwrap();
        let mut sink = Kept::default();
        let outcome = crate::import::read(path, &recognition, &ReadOptions::default(), &mut sink);
        let sentence = outcome.unwrap_err().to_string();
        assert!(
            sentence.ends_with("changed while it was open. Import it again."),
            "{sentence}"
        );
    });
}
