use std::sync::Arc;

use super::*;
use crate::metrics::fixture::{Shop, TestOrder};
use crate::model::merge::{MergeMember, MergeReport};
use crate::model::order::FinancialStatus;
use crate::model::rules::Definitions;
use crate::stats::Confidence;

fn proposal(people: &[&str]) -> MergeProposal {
    let member = |name: &&str| {
        let key = PersonKey(format!("email:{name}@example.com"));
        MergeMember {
            counted_as: key.clone(),
            key,
            orders: 1,
        }
    };
    MergeProposal {
        id: people.join("-"),
        evidence: Vec::new(),
        people: people.iter().map(member).collect(),
        decision: None,
        contradicts_rejection: false,
    }
}

/// Four one-time buyers and a late one, for whom no window of 90 days is over; ann is ann2 and ann3.
fn context() -> Context {
    let orders = [
        TestOrder::on_day("ann", 0, 1000),
        TestOrder::on_day("ann2", 30, 2000),
        TestOrder::on_day("ann3", 40, 4000),
        TestOrder::on_day("ann3", 41, 9999).status(FinancialStatus::Voided),
        TestOrder::on_day("bob", 10, 3000),
        TestOrder::on_day("late", 199, 5000),
        TestOrder::on_day("", 200, 7000),
    ];
    let snapshot = Shop::with_people(orders, &["profile"]);
    Context::new(Arc::new(snapshot), Definitions::default())
}

/// People, buyers, orders, Repeat-90, LTV-90.
fn told(figures: &IdentityFigures) -> (u64, u64, u64, f64, f64) {
    let value = |at: usize| {
        let measure = figures.measures[at].1;
        measure.estimate(Confidence::default()).unwrap().value
    };
    (
        figures.people,
        figures.buyers,
        figures.orders,
        value(0),
        value(1),
    )
}

#[test]
fn merging_two_buyers_makes_one_who_came_back() {
    let change = change(&context(), [&proposal(&["ann", "ann2"])]);
    // Of ann, ann2, ann3 and bob nobody came back; 10,000 of four.
    assert_eq!(told(&change.before), (6, 5, 5, 0.0, 2500.0));
    // ann came back after 30 days: one of three; the same 10,000.
    let (people, buyers, orders, repeat, ltv) = told(&change.after);
    assert_eq!((people, buyers, orders), (5, 4, 5));
    assert!((repeat - 1.0 / 3.0).abs() < 1e-12 && (ltv - 10_000.0 / 3.0).abs() < 1e-9);
    assert_eq!(change.after.orders_per_buyer(), Some(1.25));
}

#[test]
fn proposals_are_measured_together_with_their_chains() {
    let chain = [proposal(&["ann2", "ann3"]), proposal(&["ann", "ann2"])];
    let change = change(&context(), &chain);
    assert_eq!(told(&change.after), (4, 3, 5, 0.5, 5000.0));
}

#[test]
fn who_is_not_in_the_snapshot_changes_nothing() {
    let strangers = [proposal(&["ann", "gone"]), proposal(&["gone", "bob"])];
    let change = change(&context(), &strangers);
    assert_eq!(change.after, change.before);
    let with_profile = super::change(&context(), [&proposal(&["bob", "profile"])]);
    assert_eq!(told(&with_profile.after), (5, 5, 5, 0.0, 2500.0));
}

#[test]
fn a_review_counts_orders_and_money_once_for_each_person() {
    let mut merged = proposal(&["ann", "ann2"]);
    merged.people[1].counted_as = merged.people[0].key.clone();
    merged.decision = Some(crate::model::merge::MergeDecision::Accepted);
    let mut against = proposal(&["bob", "late"]);
    against.contradicts_rejection = true;
    let report = MergeReport {
        proposals: vec![merged, proposal(&["ann3", "bob"]), against],
        ..MergeReport::default()
    };
    let review = review(&context(), report);
    let told: Vec<(usize, u64, i64)> = review
        .proposals
        .iter()
        .map(|it| (it.counted.len(), it.orders(), it.net()))
        .collect();
    // The voided order of ann3 does not count.
    assert_eq!(told, [(1, 1, 1000), (2, 2, 7000), (2, 2, 8000)]);
    assert_eq!(review.acceptable(), 1);
    let (before, after) = (&review.change.before, &review.change.after);
    assert_eq!(before.people - after.people, 1, "only what may be accepted");
}
