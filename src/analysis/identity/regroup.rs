//! People taken as one, in a copy of the columns that metrics of people read.

use crate::metrics::Mask;
use crate::store::snapshot::{PersonId, Snapshot};

/// Orders and people of a snapshot after regrouping; only what measuring needs is filled.
pub(super) struct Regrouped {
    /// Orders by person, with their moments and money.
    pub(super) snapshot: Snapshot,
    /// Which of its orders count.
    pub(super) included: Vec<bool>,
    /// Everyone but those who are counted as someone else.
    pub(super) people: Mask,
}

/// Gives the orders of each group to its first person.
pub(super) fn regroup(
    snapshot: &Snapshot,
    included: &[bool],
    groups: &[Vec<PersonId>],
) -> Regrouped {
    let count = snapshot.people.len();
    let mut absorbed = vec![false; count];
    let mut others: Vec<&[PersonId]> = vec![&[]; count];
    for group in groups {
        let Some((&first, rest)) = group.split_first() else {
            continue;
        };
        others[first as usize] = rest;
        for &person in rest {
            absorbed[person as usize] = true;
        }
    }
    let mut regrouped = Regrouped {
        snapshot: Snapshot::empty(snapshot.currency, snapshot.zone.clone()),
        included: Vec::with_capacity(included.len()),
        people: super::everyone_but(count, &absorbed),
    };
    let mut rows: Vec<usize> = Vec::new();
    for person in 0..count {
        rows.clear();
        if !absorbed[person] {
            rows.extend(snapshot.people.orders(person as PersonId));
            for &other in others[person] {
                rows.extend(snapshot.people.orders(other));
            }
            if !others[person].is_empty() {
                rows.sort_by_key(|&row| snapshot.orders.placed[row]);
            }
        }
        regrouped.push(snapshot, included, person, &rows);
    }
    let end = regrouped.snapshot.orders.placed.len() as u32;
    let people = &mut regrouped.snapshot.people;
    people.first_order.push(end);
    people.key.clone_from(&snapshot.people.key);
    regrouped
}

impl Regrouped {
    fn push(&mut self, from: &Snapshot, included: &[bool], person: usize, rows: &[usize]) {
        let orders = &mut self.snapshot.orders;
        let first = orders.placed.len() as u32;
        self.snapshot.people.first_order.push(first);
        for &row in rows {
            orders.person.push(person as PersonId);
            orders.placed.push(from.orders.placed[row]);
            orders.money.gross.push(from.orders.money.gross[row]);
            orders
                .money
                .discounts
                .push(from.orders.money.discounts[row]);
            orders.money.net.push(from.orders.money.net[row]);
            self.included.push(included[row]);
        }
    }
}
