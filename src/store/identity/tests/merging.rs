use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::merge::{MergeDecision, MergeProposal, MergeReason};
use crate::model::profile::Consent;
use crate::store::StoreError;
use crate::store::tests::support::{assignment, describe, profile};

const OTHER: &str = "+49 30 1234567";

/// Ann orders with two addresses, one phone; her name is at the address of a third person.
fn three_of_ann() -> Vec<Order> {
    vec![
        order_of(1, "ann@x.eu", PHONE, "Ann Smith"),
        order_of(2, "ann@work.eu", PHONE, ""),
        order_of(3, "a.smith@y.eu", "", "SMITH Ann"),
        order_of(4, "bob@x.eu", OTHER, "Bob Stone"),
    ]
}

fn ids(workspace: &Workspace) -> Vec<String> {
    let report = workspace.merges().unwrap();
    report
        .proposals
        .into_iter()
        .map(|proposal| proposal.id)
        .collect()
}

#[test]
fn proposals_say_who_why_and_how_much() {
    let scratch = Scratch::new();
    let workspace = shop(&scratch, three_of_ann());
    let report = workspace.merges().unwrap();
    let told: Vec<(Vec<&str>, MergeReason, u64)> = report
        .proposals
        .iter()
        .map(|proposal| {
            let keys = proposal
                .people
                .iter()
                .map(|member| member.key.label())
                .collect();
            (
                keys,
                proposal.evidence[0].reason,
                proposal.evidence[0].shared,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                vec!["a.smith@y.eu", "ann@x.eu"],
                MergeReason::NameAndAddress,
                1
            ),
            (vec!["ann@work.eu", "ann@x.eu"], MergeReason::Phone, 1),
        ]
    );
    assert!(
        report
            .proposals
            .iter()
            .all(|p| p.is_open() && p.people[0].orders == 1)
    );
    assert_eq!((report.hubs.len(), report.households), (0, 0));
}

#[test]
fn accepted_merges_make_one_person_and_undoing_restores_all() {
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, three_of_ann());
    let before = describe(&workspace);
    let raw = workspace.query("SELECT * FROM orders").unwrap();
    for id in ids(&workspace) {
        workspace
            .decide_merge(&id, MergeDecision::Accepted)
            .unwrap();
    }
    assert_eq!(
        people(&workspace),
        [
            ("email:a.smith@y.eu".to_owned(), 3),
            ("email:bob@x.eu".to_owned(), 1)
        ]
    );
    let snapshot = workspace.snapshot().unwrap();
    let placed = &snapshot.orders.placed[..3];
    assert!(
        placed.is_sorted(),
        "orders of one person are in the order of time"
    );
    let apart = workspace.snapshot_before_merges().unwrap();
    assert_eq!(apart.people.len(), 4);
    assert_eq!(
        workspace.query("SELECT * FROM orders").unwrap().rows,
        raw.rows
    );

    let again = Export::of("again.csv", three_of_ann());
    import(&mut workspace, &[again]);
    assert_eq!(people(&workspace).len(), 2, "decisions survive imports");
    for id in ids(&workspace) {
        workspace.undo_merge(&id).unwrap();
    }
    assert_eq!(describe(&workspace), before);
    assert!(
        workspace
            .merges()
            .unwrap()
            .proposals
            .iter()
            .all(MergeProposal::is_open)
    );
}

#[test]
fn lifetime_counts_of_a_merged_person_add_up() {
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, three_of_ann());
    let profiles = ["ann@x.eu", "ann@work.eu"].map(|email| profile(email, Consent::Unknown));
    let export = Export {
        profiles: profiles.to_vec(),
        ..Export::of("customers.csv", Vec::new())
    };
    import(&mut workspace, &[export]);
    let totals = |workspace: &Workspace| -> Vec<(String, i64)> {
        let totals = workspace.customer_totals().unwrap().into_iter();
        totals.map(|total| (total.person, total.orders)).collect()
    };
    let apart = [("email:ann@work.eu", 3), ("email:ann@x.eu", 3)];
    assert_eq!(
        totals(&workspace),
        apart.map(|(key, count)| (key.to_owned(), count))
    );
    for id in ids(&workspace) {
        let accepted = MergeDecision::Accepted;
        workspace.decide_merge(&id, accepted).unwrap();
    }
    assert_eq!(totals(&workspace), [("email:a.smith@y.eu".to_owned(), 6)]);
}

#[test]
fn revisions_count_what_the_snapshot_shows() {
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, three_of_ann());
    let id = ids(&workspace).remove(0);
    let mut check = |work: &mut dyn FnMut(&mut Workspace), raised: u64| {
        let before = workspace.revision().unwrap();
        work(&mut workspace);
        assert_eq!(workspace.revision().unwrap() - before, raised);
    };
    check(
        &mut |w| w.decide_merge(&id, MergeDecision::Rejected).unwrap(),
        0,
    );
    check(
        &mut |w| w.decide_merge(&id, MergeDecision::Accepted).unwrap(),
        1,
    );
    check(
        &mut |w| w.decide_merge(&id, MergeDecision::Accepted).unwrap(),
        0,
    );
    check(&mut |w| w.undo_merge(&id).unwrap(), 1);
    let error = workspace.undo_merge(&id).unwrap_err();
    assert!(
        matches!(error, StoreError::UnknownProposal { .. }),
        "{error}"
    );
}

#[test]
fn accepting_all_respects_the_reason_and_what_was_rejected() {
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, three_of_ann());
    assert_eq!(
        workspace.accept_merges(Some(MergeReason::Phone)).unwrap(),
        1
    );
    assert_eq!(people(&workspace).len(), 3);
    let rest = ids(&workspace).remove(0);
    workspace
        .decide_merge(&rest, MergeDecision::Rejected)
        .unwrap();
    // A further order puts the rejected two under one phone with a third person.
    let further = vec![
        order_of(7, "a.smith@y.eu", "+1 555 000 1111", ""),
        order_of(8, "ann@work.eu", "+1 555 000 1111", ""),
    ];
    import(&mut workspace, &[Export::of("further.csv", further)]);
    let report = workspace.merges().unwrap();
    let contradicting = report
        .proposals
        .iter()
        .filter(|p| p.contradicts_rejection)
        .count();
    assert_eq!(contradicting, 1, "{report:?}");
    assert_eq!(workspace.accept_merges(None).unwrap(), 0);
    assert_eq!(people(&workspace).len(), 3);
}

#[test]
fn proposals_that_others_settle_are_not_open() {
    let scratch = Scratch::new();
    let mut orders = three_of_ann();
    orders.push(order_of(5, "ann@work.eu", "+1 555 000 1111", ""));
    orders.push(order_of(6, "a.smith@y.eu", "+1 555 000 1111", ""));
    let mut workspace = shop(&scratch, orders);
    assert_eq!(workspace.merges().unwrap().open().count(), 3);
    assert_eq!(
        workspace.accept_merges(None).unwrap(),
        2,
        "the third follows from two"
    );
    let report = workspace.merges().unwrap();
    assert_eq!((report.open().count(), report.proposals.len()), (0, 3));
}

#[test]
fn merged_people_have_one_profile_and_one_assignment() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let mut second = profile("ann@work.eu", Consent::Unsubscribed);
    second.tags = vec!["loyal".into(), "holdout".into()];
    let mut first = profile("ann@x.eu", Consent::Subscribed);
    first.country = None;
    let export = |profiles| Export {
        profiles,
        assignments: vec![
            assignment("ann@x.eu", "control", 2),
            assignment("ann@work.eu", "control", 3),
        ],
        ..Export::of("orders.csv", three_of_ann())
    };
    import(
        &mut workspace,
        &[export(vec![first.clone(), second.clone()])],
    );
    workspace.accept_merges(Some(MergeReason::Phone)).unwrap();
    let snapshot = workspace.snapshot().unwrap();
    let ann = (0..snapshot.people.len())
        .find(|&at| snapshot.text(snapshot.people.key[at]) == "email:ann@work.eu")
        .unwrap();
    assert_eq!(snapshot.people.consent[ann], Consent::Unsubscribed);
    let tags: Vec<&str> = snapshot
        .people
        .tags
        .get(ann)
        .iter()
        .map(|&id| snapshot.text(id))
        .collect();
    assert_eq!(tags, ["loyal", "holdout"]);
    assert_eq!(snapshot.assignments[0].rows.len(), 1);

    let other = Scratch::new();
    let mut turned = other.workspace();
    import(&mut turned, &[export(vec![second, first])]);
    turned.accept_merges(Some(MergeReason::Phone)).unwrap();
    assert_eq!(
        describe(&turned),
        describe(&workspace),
        "the order of profiles plays no part"
    );
}

#[test]
fn a_shops_own_number_is_a_hub() {
    let scratch = Scratch::new();
    let orders = (1..=6)
        .map(|n| order_of(n, &format!("p{n}@x.eu"), PHONE, ""))
        .collect();
    let workspace = shop(&scratch, orders);
    let report = workspace.merges().unwrap();
    assert!(report.proposals.is_empty());
    assert_eq!(
        (report.hubs[0].reason, report.hubs[0].people),
        (MergeReason::Phone, 6)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is decided and taken back in whatever order, what counts is what is accepted now.
    #[test]
    fn decisions_leave_no_trace_once_taken_back(
        decisions in vec((0_usize..6, 0_u8..3), 1..8)
    ) {
        let scratch = Scratch::new();
        let orders = vec![
            order_of(1, "a@x.eu", PHONE, ""),
            order_of(2, "b@x.eu", PHONE, ""),
            order_of(3, "b@x.eu", OTHER, ""),
            order_of(4, "c@x.eu", OTHER, ""),
            order_of(5, "c@x.eu", "+1 555 000 1111", ""),
            order_of(6, "d@x.eu", "+1 555 000 1111", ""),
        ];
        let mut workspace = shop(&scratch, orders.clone());
        let before = describe(&workspace);
        let all = ids(&workspace);
        prop_assert_eq!(all.len(), 3);
        let mut accepted = std::collections::BTreeSet::new();
        for (at, what) in decisions {
            let id = all[at % 3].clone();
            match what {
                0 => {
                    workspace.decide_merge(&id, MergeDecision::Accepted).unwrap();
                    accepted.insert(id);
                }
                1 => {
                    workspace.decide_merge(&id, MergeDecision::Rejected).unwrap();
                    accepted.remove(&id);
                }
                _ => {
                    let _ = workspace.undo_merge(&id);
                    accepted.remove(&id);
                }
            }
            prop_assert_eq!(people(&workspace).len(), 4 - accepted.len());
        }
        for id in &all {
            let _ = workspace.undo_merge(id);
        }
        prop_assert_eq!(describe(&workspace), before);
    }
}
