use jiff::civil::date;

use super::*;
use crate::metrics::fixture::{Shop, TestOrder};
use crate::model::refund_basis::RefundBasis;
use crate::model::rules::Definitions;
use crate::model::time::Day;

/// Net of the rows of January's second week, their title, and each row's order, gross, net and refunded.
fn check(basis: RefundBasis, title: &str, net: i64, expected: &[[&str; 4]]) {
    let snapshot = Shop::of([
        TestOrder::on_day("ann", 0, 5_000).refund_on(9, 1_000),
        TestOrder::on_day("bob", 8, 4_000).refund_on(30, 500),
        TestOrder::on_day("cat", 10, 3_000)
            .refund_on(11, 200)
            .refund(100),
        TestOrder::on_day("dan", 40, 2_000),
    ]);
    let mut definitions = Definitions::default();
    definitions.rules.refund_basis = basis;
    let context = Context::new(Arc::new(snapshot), definitions);
    let day = |day| Some(Day::from_date(date(2026, 1, day)));
    let week = Period::Between(day(8), day(14));
    let query = RowsQuery::Orders(OrderFilter::Included, week);
    let table = rows(&context, &query).unwrap();
    let cells: Vec<[String; 4]> = (0..table.len())
        .map(|row| [0, 3, 5, 6].map(|column| table.cell(row, column)))
        .collect();
    assert_eq!(cells, expected);
    assert_eq!((table.title.as_str(), table.net_minor()), (title, net));
}

#[test]
fn a_refund_counts_in_the_rows_as_it_does_in_the_number() {
    check(
        RefundBasis::Order,
        "Orders that count",
        6_200,
        &[
            ["#1003", "€30.00", "€27.00", "€3.00"],
            ["#1002", "€40.00", "€35.00", "€5.00"],
        ],
    );
    check(
        RefundBasis::Refund,
        "Orders that count, with 1 earlier order of which only the refund counts here",
        5_700,
        &[
            ["#1003", "€30.00", "€27.00", "€3.00"],
            ["#1002", "€40.00", "€40.00", "€0.00"],
            ["#1001", "€0.00", "−€10.00", "€10.00"],
        ],
    );
}
