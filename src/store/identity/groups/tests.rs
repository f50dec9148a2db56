use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::store::identity::hints::Clues;

fn phone(person: i64, phone: i64, surname: i64) -> Hint {
    Hint {
        person,
        clues: Clues {
            phone,
            surname,
            household: 0,
        },
    }
}

fn address(person: i64, household: i64) -> Hint {
    Hint {
        person,
        clues: Clues {
            household,
            ..Clues::default()
        },
    }
}

fn check(hints: &[Hint], expected: &[(&[i64], [u64; 2])], hubs: &[u64], households: u64) {
    let found = candidates(hints);
    let groups: Vec<(&[i64], [u64; 2])> = found
        .groups
        .iter()
        .map(|(people, shared)| (people.as_slice(), *shared))
        .collect();
    let sizes: Vec<u64> = found.hubs.iter().map(|hub| hub.people).collect();
    assert_eq!(
        (groups.as_slice(), sizes.as_slice(), found.households),
        (expected, hubs, households),
        "{hints:?}"
    );
}

#[test]
fn people_who_share_a_phone_or_an_address_are_proposed_once() {
    check(
        &[
            phone(1, 7, 0),
            phone(2, 7, 0),
            phone(1, 8, 0),
            phone(2, 8, 0),
            address(1, 9),
            address(2, 9),
            phone(3, 5, 0),
            address(4, 5),
        ],
        &[(&[1, 2], [2, 1])],
        &[],
        0,
    );
}

#[test]
fn households_are_not_one_person() {
    // Two surnames at one phone.
    check(&[phone(1, 7, 10), phone(2, 7, 20)], &[], &[], 1);
    // One of them twice, and someone without a name who may be either.
    check(
        &[
            phone(1, 7, 10),
            phone(2, 7, 20),
            phone(3, 7, 10),
            phone(4, 7, 0),
        ],
        &[(&[1, 3], [1, 0])],
        &[],
        1,
    );
    // No name speaks against no name.
    check(
        &[phone(1, 7, 10), phone(2, 7, 0)],
        &[(&[1, 2], [1, 0])],
        &[],
        0,
    );
    // Someone who changed the name connects both.
    check(
        &[phone(1, 7, 10), phone(1, 7, 20), phone(2, 7, 20)],
        &[(&[1, 2], [1, 0])],
        &[],
        0,
    );
}

#[test]
fn what_more_than_four_people_share_is_told_and_not_proposed() {
    let mut shared: Vec<Hint> = (1..=4).map(|person| phone(person, 7, 0)).collect();
    check(&shared, &[(&[1, 2, 3, 4], [1, 0])], &[], 0);
    shared.push(phone(5, 7, 0));
    check(&shared, &[], &[5], 0);
    let parcel_shop: Vec<Hint> = (1..=6).map(|person| address(person, 7)).collect();
    check(&parcel_shop, &[], &[6], 0);
}

#[test]
fn chains_close() {
    let sets: [&[i64]; 4] = [&[1, 2], &[5, 6], &[2, 3], &[9]];
    assert_eq!(closure(sets), [vec![1, 2, 3], vec![5, 6]]);
}

proptest! {
    /// A closure is a partition that respects every set, in whatever order the sets come.
    #[test]
    fn closures_are_partitions(sets in vec(vec(0_i64..30, 2..5), 0..15), at in 0_usize..15) {
        let groups = closure(sets.iter().map(Vec::as_slice));
        let all: Vec<i64> = groups.iter().flatten().copied().collect();
        let distinct: BTreeSet<i64> = all.iter().copied().collect();
        prop_assert_eq!(all.len(), distinct.len());
        for set in &sets {
            let distinct: BTreeSet<&i64> = set.iter().collect();
            let holds = |group: &&Vec<i64>| set.iter().all(|person| group.contains(person));
            if distinct.len() > 1 {
                prop_assert_eq!(groups.iter().filter(holds).count(), 1);
            }
        }
        let mut turned = sets.clone();
        turned.rotate_left(at.min(sets.len()));
        prop_assert_eq!(closure(turned.iter().rev().map(Vec::as_slice)), groups);
    }

    /// People are one exactly where a chain of sets leads from one to the other.
    #[test]
    fn a_union_is_the_chain_of_its_sets(sets in vec(vec(0_i64..12, 2..4), 0..8), from in 0_i64..12) {
        let mut union = Union::default();
        for set in &sets {
            union.join(set);
        }
        let mut reached = BTreeSet::from([from]);
        loop {
            let before = reached.len();
            for set in &sets {
                if set.iter().any(|person| reached.contains(person)) {
                    reached.extend(set);
                }
            }
            if reached.len() == before {
                break;
            }
        }
        for person in 0..12 {
            prop_assert_eq!(union.are_one(from, person), reached.contains(&person));
        }
    }

    /// Nobody is proposed with more than four people for one tag, and every group shares one.
    #[test]
    fn every_group_shares_something(
        hints in vec((1_i64..15, 0_i64..4, 0_i64..3, 0_i64..4), 0..30)
    ) {
        let hints: Vec<Hint> = hints
            .into_iter()
            .map(|(person, phone, surname, household)| Hint { person, clues: Clues { phone, surname, household } })
            .collect();
        for (people, shared) in candidates(&hints).groups {
            prop_assert!((2..=MOST_PEOPLE).contains(&people.len()));
            let phones = |person: i64| -> BTreeSet<i64> {
                hints.iter().filter(|h| h.person == person).map(|h| h.clues.phone).collect()
            };
            let households = |person: i64| -> BTreeSet<i64> {
                hints.iter().filter(|h| h.person == person).map(|h| h.clues.household).collect()
            };
            let common = |of: &dyn Fn(i64) -> BTreeSet<i64>| {
                people
                    .iter()
                    .map(|&person| of(person))
                    .reduce(|left, right| &left & &right)
                    .is_some_and(|common| common.iter().any(|&tag| tag != 0))
            };
            prop_assert_eq!(shared[0] > 0, shared[0] > 0 && common(&phones));
            prop_assert_eq!(shared[1] > 0, shared[1] > 0 && common(&households));
            prop_assert!(shared[0] + shared[1] > 0);
        }
    }
}
