//! Who and what is found again, in a shop of three orders.

use super::*;
use crate::analysis::audit::fixture::{context, loaded_order, refund};
use crate::metrics::fixture::{Shop, TestOrder, campaign};
use crate::model::rules::{CodePattern, CodeRule};
use crate::store::{MessageHistory, MessageReports};

fn found(joins: &[Join], kind: JoinKind) -> (u64, u64) {
    let join = joins.iter().find(|join| join.kind == kind).unwrap();
    (join.matched, join.whole)
}

fn shop() -> Snapshot {
    let orders = [
        TestOrder::on_day("ann", 0, 1_000).code("SPRING"),
        TestOrder::on_day("bob", 1, 1_000).utm("klaviyo", "email", "March news"),
        TestOrder::on_day("", 2, 1_000),
        TestOrder::on_day("bob", 3, 1_000).cancelled(),
    ];
    let mut snapshot = Shop::with_people(orders, &["cat"]);
    snapshot.people.has_profile = vec![true, false, true];
    snapshot.campaigns = vec![
        campaign("March news", "M1", "A", Some(10)),
        campaign("March news", "M1", "B", Some(10)),
        campaign("Spring sale", "S1", "", Some(10)),
        campaign("Nobody", "N1", "", Some(10)),
    ];
    snapshot
}

#[test]
fn people_and_campaigns_are_found_again() {
    let mut context = context(shop());
    context.definitions.rules.codes.push(CodeRule {
        pattern: CodePattern::Exact("SPRING".into()),
        workflow: "Spring sale".into(),
        shared: false,
    });
    let inputs = AuditInputs {
        messages: MessageHistory {
            people: ["ann", "cat", "dan"]
                .map(|name| format!("email:{name}@example.com"))
                .to_vec(),
            ..MessageHistory::default()
        },
        message_reports: MessageReports {
            messages: 4,
            with_campaign: 3,
        },
        ..AuditInputs::default()
    };
    let joins = joins(&context, &inputs).unwrap();
    for (kind, expected) in [
        (JoinKind::OrdersWithPerson, (2, 3)),
        (JoinKind::OrdersWithProfile, (1, 2)),
        (JoinKind::ProfilesWithOrder, (1, 2)),
        (JoinKind::RecipientsKnown, (2, 3)),
        (JoinKind::RecipientsBought, (1, 3)),
        (JoinKind::CampaignsMatched, (2, 3)),
        (JoinKind::MessagesMatched, (3, 4)),
        (JoinKind::TransactionsMatched, (0, 0)),
    ] {
        assert_eq!(found(&joins, kind), expected, "{kind:?}");
    }
    let sentence = &joins[0].finding().unwrap().sentence;
    assert_eq!(sentence, "66.7 % of orders have a person (2 of 3)");
    assert_eq!(joins[6].level(), Some(Level::Note));
    assert_eq!(joins[7].share(), Err("No payments and refunds are loaded"));
    assert_eq!(joins[7].finding(), None);
}

#[test]
fn other_files_name_orders_by_id_or_name() {
    let orders = [
        loaded_order("71", "#1001", 0),
        loaded_order("72", "#1002", 0),
    ];
    let known = KnownOrders::of(&orders);
    let of = |id: &str, name: &str| refund(id, name, 100).order;
    assert_eq!(known.find(&of("72", "")), Some(1));
    assert_eq!(known.find(&of("", "1001")), Some(0));
    assert_eq!(
        known.find(&of("99", "#1002")),
        Some(1),
        "an id of another kind"
    );
    assert_eq!(known.find(&of("99", "#9999")), None);
}

#[test]
fn words_and_bounds_fit() {
    for kind in JoinKind::ALL {
        let (fine, warning) = kind.bounds();
        assert!(fine >= warning, "{kind:?}");
        assert!(!kind.advice().is_empty() && !kind.nothing().is_empty());
    }
}
