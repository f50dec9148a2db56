//! Which columns are decided, by what, and what the analyst changes.

use super::*;
use crate::import::tests::report::{Kept, check_bytes, options, run, with_file};
use crate::import::{ReadOptions, Record};

const HEADER: &str = "Name,Financial Status,Created at,Paid at,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity\n";

/// The decisions of a file of orders, one line each.
fn told(rows: &str, options: &ReadOptions) -> String {
    let text = format!("{HEADER}{rows}");
    with_file(text.as_bytes(), |path| {
        let mut sink = Kept::default();
        run(path, options, &mut sink).1.unwrap();
        let line = |decision: &ColumnDecision| {
            let value = decision.decimal.map(DecimalMark::id);
            let value = value
                .or(decision.day_order.map(DayOrder::id))
                .unwrap_or("-");
            let examples = decision.examples.join(" | ");
            format!(
                "{}: {value}, {} ({examples})",
                decision.header,
                decision.basis.id()
            )
        };
        let lines: Vec<String> = sink.decisions.iter().map(line).collect();
        lines.join("\n")
    })
}

#[test]
fn each_column_decides_for_itself() {
    let rows = "#1,paid,03/08/2026,08/24/2026,\"1.234\",\"12,50\",0,EUR,1\n\
        #2,paid,24/08/2026,08/03/2026,\"7.000\",\"1.000\",0,EUR,1\n";
    insta::assert_snapshot!(told(rows, &options("", "", "")), @r#"
    Created at: day_first, proven (24/08/2026 | 03/08/2026)
    Paid at: month_first, proven (08/24/2026 | 08/03/2026)
    Subtotal: comma, proven (12,50 | 1.000)
    Total: comma, other_columns (1.234 | 7.000)
    "#);
    insta::assert_snapshot!(told("#1,paid,2026-08-24,2026-08-24,5.00,5.00,0,EUR,1\n", &options("", "", "")), @r#"
    Subtotal: point, proven (5.00)
    Total: point, proven (5.00)
    "#);
}

#[test]
fn what_nothing_tells_is_open_and_can_be_chosen() {
    let rows = "#1,paid,03/08/2026,,1.234,2.000,0,EUR,1\n";
    insta::assert_snapshot!(told(rows, &options("", "", "")), @r#"
    Created at: unproven, open (03/08/2026)
    Subtotal: unproven, open (2.000)
    Total: unproven, open (1.234)
    "#);
    let mut chosen = options("", "", "");
    chosen.overrides.choose(
        "created AT",
        ColumnOverride {
            day_order: Some(DayOrder::MonthFirst),
            ..ColumnOverride::default()
        },
    );
    for header in ["Total", "Subtotal"] {
        chosen.overrides.choose(
            header,
            ColumnOverride {
                decimal: Some(DecimalMark::Comma),
                ..ColumnOverride::default()
            },
        );
    }
    insta::assert_snapshot!(told(rows, &chosen), @r#"
    Created at: month_first, chosen (03/08/2026)
    Subtotal: comma, chosen (2.000)
    Total: comma, chosen (1.234)
    "#);
    insta::assert_snapshot!(check_bytes(format!("{HEADER}{rows}").as_bytes(), &chosen), @r#"
    shopify_orders utf-8 ',' 9 columns
    #1 #1 nobody 2026-03-08T00:00:00+00:00 paid lines - - - = €2,000.00 + €0.00 tax €0.00 total €1,234.00 refunded €0.00 1x"" (1 rows)
    ! decimal_comma [Subtotal]
    ! naive_time line 2 [Created at] "03/08/2026"
    ! no_person line 2
    ! tax_unclear line 2 [Total] "1.234"
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2026-03-08T00:00:00+00:00
    "#);
}

#[test]
fn a_column_may_be_declared_to_count_seconds() {
    let mut chosen = options("", "", "");
    chosen.overrides.choose(
        "Created at",
        ColumnOverride {
            unix: Some(UnixUnit::Seconds),
            ..ColumnOverride::default()
        },
    );
    let text = format!("{HEADER}#1,paid,1787577538,,5.00,5.00,0,EUR,1\n");
    with_file(text.as_bytes(), |path| {
        let mut sink = Kept::default();
        run(path, &chosen, &mut sink).1.unwrap();
        let [(Record::Order(order), _)] = &sink.records[..] else {
            panic!("no order: {:?}", sink.issues);
        };
        assert_eq!(order.created.utc_micros, 1_787_577_538_000_000);
    });
    let undeclared = check_bytes(text.as_bytes(), &options("", "", ""));
    assert!(undeclared.contains("bad_date"), "{undeclared}");
}

#[test]
fn words_read_back() {
    for basis in Basis::ALL {
        assert_eq!(Basis::parse(basis.id()), Some(basis));
    }
}
