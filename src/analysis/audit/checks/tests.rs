//! Counts of the shop against loaded orders, worked by hand.

use super::*;
use crate::analysis::audit::fixture::{context, customer, discount, loaded_order, refund};
use crate::metrics::fixture::{Shop, TestOrder};

fn shop() -> Context {
    context(Shop::with_people(
        [
            TestOrder::on_day("ann", 0, 1_000).code("SPRING"),
            TestOrder::on_day("ann", 1, 1_000).code("spring "),
            TestOrder::on_day("bob", 2, 1_000).cancelled(),
        ],
        &["cat"],
    ))
}

#[test]
fn lifetime_orders_show_where_history_is_cut() {
    let mut inputs = AuditInputs::default();
    inputs.shop.customers = vec![
        customer("ann", 2),
        customer("bob", 4),
        customer("cat", 0),
        customer("nobody", 9),
    ];
    let checks = checks(&shop(), &inputs);
    let expected = CountCheck {
        agree: 2,
        fewer: 1,
        missing: 3,
        ..CountCheck::default()
    };
    assert_eq!(checks.customers, Some(expected));
    let finding = &checks.findings(&shop())[0];
    assert_eq!(finding.level, Level::Warning);
    assert_eq!(
        finding.sentence,
        "33.3 % of customers have more orders by Total Orders than are loaded (1 of 3): 3 orders are missing"
    );
    assert!(
        finding
            .advice
            .starts_with("The loaded history runs from 1 Jan 2026 to 3 Jan 2026")
    );
}

#[test]
fn more_loaded_than_counted_is_told_apart() {
    let mut inputs = AuditInputs::default();
    inputs.shop.customers = vec![customer("ann", 1), customer("bob", 1)];
    let checks = checks(&shop(), &inputs);
    let found = checks.customers.unwrap();
    assert_eq!((found.agree, found.more, found.surplus), (1, 1, 1));
    let findings = checks.findings(&shop());
    assert_eq!(findings[0].level, Level::Fine);
    assert_eq!(
        findings[1].sentence,
        "50.0 % of customers have fewer orders by Total Orders than are loaded (1 of 2)"
    );
}

#[test]
fn uses_of_codes_are_compared_whatever_their_case() {
    let mut inputs = AuditInputs::default();
    inputs.shop.discounts = vec![
        discount("Spring", Some(2)),
        discount("OLD", Some(7)),
        discount("AUTO", None),
    ];
    let checks = checks(&shop(), &inputs);
    let found = checks.codes.unwrap();
    assert_eq!((found.agree, found.fewer, found.missing), (1, 1, 7));
    let finding = checks.code_finding();
    assert_eq!(finding.advice, "OLD has 7 uses, 0 loaded");
}

#[test]
fn refunds_of_payments_and_of_orders_are_compared() {
    let mut inputs = AuditInputs::default();
    inputs.shop.orders = vec![
        loaded_order("71", "#1001", 300),
        loaded_order("72", "#1002", 0),
    ];
    inputs.shop.transactions = vec![
        refund("71", "", 100),
        refund("71", "", 200),
        refund("", "#1002", 50),
        refund("99", "", 10),
    ];
    let found = checks(&shop(), &inputs).refunds.unwrap();
    let expected = RefundCheck {
        agree: 1,
        disagree: 1,
        by_transactions: 350,
        by_orders: 300,
        without_order: 1,
        refunds: 3,
    };
    assert_eq!(found, expected);
    let finding = checks(&shop(), &inputs).refund_finding(&shop());
    assert_eq!(
        finding.sentence,
        "Refunds agree on 50.0 % of orders with payments (1 of 2): €3.50 by payments, €3.00 by orders"
    );
}

#[test]
fn without_other_counts_the_finding_says_what_to_load() {
    let checks = checks(&shop(), &AuditInputs::default());
    assert_eq!(checks, Checks::default());
    for finding in checks.findings(&shop()) {
        assert_eq!(finding.level, Level::Note);
        assert!(finding.advice.starts_with("Load a Shopify"), "{finding:?}");
    }
}
