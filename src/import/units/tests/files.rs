//! Files as tools and spreadsheets write them.

use insta::assert_snapshot;

use super::{Heard, plan, read, report, with_file};
use crate::import::units::read_units;
use crate::model::issue::{IssueKind, Severity};

#[test]
fn one_row_per_person() {
    let text = "user_id,Variant,country,Converted,revenue,orders,pre_revenue\n\
        1,B,US,1,12.50,1,10\n\
        2,A,DE,0,0,0,4\n\
        3,B,US,0,0,0,0\n\
        4,A,US,true,30.00,2,20.5\n\
        5,A,,No,0,0,0\n";
    let plan = plan(
        "variant",
        &[
            "conversion=proportion:converted",
            "revenue=mean:revenue",
            "aov=ratio:revenue/orders",
        ],
        "pre revenue",
        &["country"],
    );
    assert_snapshot!(report(text, &plan), @r#"
    5 rows = 5 accepted + 0 rejected
    A 3
    B 2
    conversion=proportion:converted: 1/3 before n=3 mean=8.1667 | 1/2 before n=2 mean=5.0000
    revenue=mean:revenue: n=3 mean=10.0000 m2=600.0000 values=3 before n=3 mean=8.1667 | n=2 mean=6.2500 m2=78.1250 values=2 before n=2 mean=5.0000
    aov=ratio:revenue/orders: n=3 means=10.0000/0.6667 cross=40.0000 before n=3 8.1667/1.0000 | n=2 means=6.2500/0.5000 cross=6.2500 before n=2 5.0000/1.0000
    country "(blank)" [1, 0]; 0/1 before n=1 mean=0.0000 | 0/0 before n=0 mean=0.0000; n=1 mean=0.0000 m2=0.0000 before n=1 mean=0.0000 | n=0 mean=0.0000 m2=0.0000 before n=0 mean=0.0000; n=1 means=0.0000/0.0000 cross=0.0000 before n=1 0.0000/1.0000 | n=0 means=0.0000/0.0000 cross=0.0000 before n=0 0.0000/0.0000
    country "DE" [1, 0]; 0/1 before n=1 mean=4.0000 | 0/0 before n=0 mean=0.0000; n=1 mean=0.0000 m2=0.0000 before n=1 mean=4.0000 | n=0 mean=0.0000 m2=0.0000 before n=0 mean=0.0000; n=1 means=0.0000/0.0000 cross=0.0000 before n=1 4.0000/1.0000 | n=0 means=0.0000/0.0000 cross=0.0000 before n=0 0.0000/0.0000
    country "US" [1, 2]; 1/1 before n=1 mean=20.5000 | 1/2 before n=2 mean=5.0000; n=1 mean=30.0000 m2=0.0000 before n=1 mean=20.5000 | n=2 mean=6.2500 m2=78.1250 before n=2 mean=5.0000; n=1 means=30.0000/2.0000 cross=0.0000 before n=1 20.5000/1.0000 | n=2 means=6.2500/0.5000 cross=6.2500 before n=2 5.0000/1.0000
    "#);
}

#[test]
fn cells_without_a_number_leave_their_metric_only() {
    let text = "arm,bought,spend,before\n\
        a,1,10.5,3\n\
        a,,,\n\
        a,2,NaN,1\n\
        a,maybe,inf,2\n\
        b,1,10k,7\n\
        b,1.0,4.5,n/a\n\
        b,0,12 apples,ten\n\
        ,1,1,1\n\
        b,0,1e999,2\n";
    let plan = plan(
        "arm",
        &[
            "bought=proportion:bought",
            "spend=mean:spend",
            "each=ratio:spend/before",
        ],
        "before",
        &[],
    );
    assert_snapshot!(report(text, &plan), @r#"
    9 rows = 8 accepted + 1 rejected
    a 4
    b 4
    bought=proportion:bought: 1/1 before n=1 mean=3.0000 | 2/4 before n=2 mean=4.5000
    spend=mean:spend: n=1 mean=10.5000 m2=0.0000 values=1 before n=1 mean=3.0000 | n=1 mean=4.5000 m2=0.0000 values=1 before n=0 mean=0.0000
    each=ratio:spend/before: n=1 means=10.5000/3.0000 cross=0.0000 before n=1 3.0000/1.0000 | n=0 means=0.0000/0.0000 cross=0.0000 before n=0 0.0000/0.0000
    ! missing_value x1 [bought] line 3
        1 row has no value in `bought`: such units count in their arm and are left out of its metrics. Where nothing happened means zero, write 0 and read the file again.
    ! missing_value x3 [spend] line 3 line 4 "NaN" line 5 "inf"
        3 rows have no value in `spend`: such units count in their arm and are left out of its metrics. Where nothing happened means zero, write 0 and read the file again.
    ! missing_value x2 [before] line 3 line 7 "n/a"
        2 rows have no value in `before`: such units count in their arm and are left out of its metrics. Where nothing happened means zero, write 0 and read the file again.
    ! missing_covariate x2 [before] line 3 line 7 "n/a"
        2 rows have no value in `before`: such units count in the metrics, and an adjustment by `before` would not cover them. Where nothing before means zero, write 0 and read the file again.
    ! not_binary x1 [bought] line 4 "2"
        1 row has another number than 0 and 1 in `bought`: such units are left out of its proportions. Write 1 where it happened and 0 where not, or make the metric a mean.
    ! bad_number x1 [bought] line 5 "maybe"
        1 cell of `bought` cannot be read as a number: such units count in their arm and are left out of what needs it. Correct the cells and read the file again.
    ! bad_number x3 [spend] line 6 "10k" line 8 "12 apples" line 10 "1e999"
        3 cells of `spend` cannot be read as a number: such units count in their arm and are left out of what needs it. Correct the cells and read the file again.
    ! bad_number x1 [before] line 8 "ten"
        1 cell of `before` cannot be read as a number: such units count in their arm and are left out of what needs it. Correct the cells and read the file again.
    ! empty_cell x1 [arm] line 9
        1 row has no value in `arm`, which names the arm, and cannot be counted. Fill the cells and read the file again.
    "#);
}

#[test]
fn a_file_saved_by_a_european_spreadsheet() {
    let text = "sep=;\r\nGruppe;Gekauft;Umsatz;Vorher\r\n\
        Kontrolle;0;0;1.234\r\n\
        Test caf\u{e9};1;1.234,50 \u{80};2,5\r\n\
        Kontrolle;1;7;12%\r\n\
        Test caf\u{e9};0;1,5E-01;0\r\n";
    let windows: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let plan = plan(
        "gruppe",
        &["Kauf=proportion:gekauft", "Umsatz=mean:Umsatz"],
        "Vorher",
        &[],
    );
    assert_snapshot!(report(windows, &plan), @r#"
    4 rows = 4 accepted + 0 rejected
    Kontrolle 2
    Test café 2
    Kauf=proportion:gekauft: 1/2 before n=2 mean=617.0600 | 1/2 before n=2 mean=1.2500
    Umsatz=mean:Umsatz: n=2 mean=3.5000 m2=24.5000 values=2 before n=2 mean=617.0600 | n=2 mean=617.3250 m2=761809.9613 values=2 before n=2 mean=1.2500
    ! encoding x1
        The file is not UTF-8 and was read as Windows-1252; check names with accents, or export as UTF-8.
    ! decimal_comma x1 [Umsatz]
        Numbers in `Umsatz` have decimal commas and were read so.
    ! decimal_comma x1 [Vorher]
        Numbers in `Vorher` have decimal commas and were read so.
    ! percent_sign x1 [Vorher] line 5 "12%"
        1 row has a percent sign in `Vorher`: 12 % was read as 0.12.
    "#);
}

#[test]
fn later_rows_may_change_how_the_first_are_read() {
    let plan = plan("arm", &["spend=mean:spend"], "", &[]);
    let ambiguous: String = "a;1.234\nb;2.500\n".repeat(100);
    let mean = |last: &str| {
        let table = read(format!("arm;spend\n{ambiguous}{last}"), &plan).unwrap();
        let told: Vec<_> = table
            .issues
            .iter()
            .map(|i| (i.kind.id(), i.count))
            .collect();
        format!("{:?} {told:?}", table.totals[0][0].statistic)
    };
    assert_snapshot!(mean("a;12,5\n"), @r#"Mean(Moments { n: 101, mean: 1221.9059405940593, m2: 1477289.3564356435 }) [("decimal_comma", 1)]"#);
    assert_snapshot!(mean("a;12.5\n"), @"Mean(Moments { n: 101, mean: 1.3455445544554456, m2: 125.66609504950495 }) []");
    assert_snapshot!(mean("a;12\n"), @r#"Mean(Moments { n: 1, mean: 12.0, m2: 0.0 }) [("bad_number", 200)]"#);
    assert_snapshot!(mean("a;12.5\nb;12,5\n"), @r#"Mean(Moments { n: 1, mean: 12.5, m2: 0.0 }) [("bad_number", 200)]"#);
}

#[test]
fn unicode_text_of_a_spreadsheet() {
    let text = "arm\tspend\r\n抹茶\t1 234.5\r\n🍵\t2\r\n";
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    assert_snapshot!(report(bytes, &plan("arm", &["spend=mean:spend"], "", &[])), @r#"
    2 rows = 2 accepted + 0 rejected
    抹茶 1
    🍵 1
    spend=mean:spend: n=1 mean=1234.5000 m2=0.0000 values=1 | n=1 mean=2.0000 m2=0.0000 values=1
    "#);
}

#[test]
fn a_title_above_the_header_and_damage_below() {
    let text = "\u{feff}Results, by arm\n# exported 2026-09-01, all people\n\narm,spend,spend,city\n\
        a,1,9,\"New\nYork\"\n\
        \n\
        a,2\n\
        a,3,9,Paris,surplus\n\
        b,4,9,\"Rome\n\
        b,5,9,Rome\n";
    let plan = plan("arm", &["spend=mean:spend"], "", &["city"]);
    assert_snapshot!(report(text, &plan), @r#"
    4 rows = 3 accepted + 1 rejected
    a 3
    spend=mean:spend: n=3 mean=2.0000 m2=2.0000 values=3
    city "(blank)" [1]; n=1 mean=2.0000 m2=0.0000
    city "New\nYork" [1]; n=1 mean=1.0000 m2=0.0000
    city "Paris" [1]; n=1 mean=3.0000 m2=0.0000
    ! duplicate_column x1 [spend] line 4
        The first column of this name is read; rename or remove the others.
    ! ragged_row x2 line 8 line 9
        2 rows have more or fewer cells than the header; missing ones were read as blank and surplus ones ignored. Check for stray quotes and delimiters.
    ! unclosed_quote x1 line 10
        A quote opened on this line never closes, so its record and all rows below could not be told apart and were left out; close it or export again.
    "#);
}

#[test]
fn a_header_without_rows() {
    assert_snapshot!(report("arm,spend\n", &plan("arm", &["spend=mean:spend"], "", &["arm"])), @r#"
    0 rows = 0 accepted + 0 rejected
    spend=mean:spend: 
    ! empty_file x1
        The file has a header and no rows; export it again.
    "#);
}

#[test]
fn one_cell_read_in_two_ways_is_one_issue() {
    let text = "arm,orders\na,1\nb,\nb,0\n";
    let both = ["buyers=proportion:orders", "orders=mean:orders"];
    let table = read(text, &plan("arm", &both, "", &[])).unwrap();
    let told: Vec<_> = table.issues.iter().map(|i| (i.kind, i.count)).collect();
    assert_eq!(told, [(IssueKind::MissingValue, 1)]);
    assert_eq!(table.issues[0].kind.severity(), Severity::Warning);
}

#[test]
fn a_table_does_not_grow_with_its_rows() {
    let plan = plan(
        "arm",
        &["spend=mean:spend", "bought=proportion:bought"],
        "before",
        &["city"],
    );
    let size = |rows: usize| {
        let row = "a,12.5,1,3,Rome\nb,0,0,,Oslo\na,x,2,NA,\n,1,1,1,1\nb,50%,1,1\n";
        let text = format!("arm,spend,bought,before,city\n{}", row.repeat(rows));
        let mut table = read(text, &plan).unwrap();
        // Digits of counts and means do grow.
        for issue in &mut table.issues {
            issue.hint.clear();
        }
        serde_json::to_string(&table).unwrap().len()
    };
    let (short, long) = (size(100), size(4000));
    assert!(long < short + short / 10, "{short} {long}");
}

#[test]
fn progress_is_heard_and_cancelling_stops() {
    let text = format!("arm,spend\n{}", "a,1\nb,2\n".repeat(10_000));
    let plan = plan("arm", &["spend=mean:spend"], "", &[]);
    with_file(text.as_bytes(), |path| {
        let heard = Heard::default();
        read_units(path, &plan, &heard).unwrap();
        let calls = heard.calls.borrow();
        let bytes = text.len() as u64;
        assert!(calls.len() >= 4);
        assert!(calls.is_sorted_by_key(|call| call.1));
        assert_eq!(calls.last(), Some(&("people.csv".to_owned(), bytes, bytes)));
        let impatient = Heard {
            cancel_after: Some(2),
            ..Heard::default()
        };
        let error = read_units(path, &plan, &impatient).unwrap_err();
        assert_snapshot!(error, @"Reading was cancelled. Nothing of the file was kept.");
        assert_eq!(impatient.calls.borrow().len(), 2);
    });
}
