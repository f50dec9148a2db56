//! Who is proposed to be whom, from tags alone, and what accepted proposals come to.
//!
//! Pure functions over row numbers. A tag that too many people share says nothing of any of them,
//! and a phone of people with different surnames is a household's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::hints::Hint;
use crate::model::merge::{MergeHub, MergeReason};

/// More people than this do not share a phone or an address because they are one.
pub(super) const MOST_PEOPLE: usize = 4;

/// What the hints say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Candidates {
    /// People who may be one, ascending, with how many of each of [`MergeReason::ALL`] they share.
    pub(super) groups: BTreeMap<Vec<i64>, [u64; 2]>,
    /// What too many people share.
    pub(super) hubs: Vec<MergeHub>,
    /// Phones of people with different surnames.
    pub(super) households: u64,
}

/// Finds the people who share a phone, or a name with its address.
pub(super) fn candidates(hints: &[Hint]) -> Candidates {
    let mut found = Candidates::default();
    for (at, reason) in MergeReason::ALL.into_iter().enumerate() {
        let tag = |hint: &&Hint| match reason {
            MergeReason::Phone => hint.clues.phone,
            MergeReason::NameAndAddress => hint.clues.household,
        };
        let mut tagged: Vec<&Hint> = hints.iter().filter(|hint| tag(hint) != 0).collect();
        tagged.sort_unstable_by_key(|hint| (tag(hint), hint.person));
        for shared in tagged.chunk_by(|left, right| tag(left) == tag(right)) {
            let people: BTreeSet<i64> = shared.iter().map(|hint| hint.person).collect();
            if people.len() > MOST_PEOPLE {
                let people = people.len() as u64;
                found.hubs.push(MergeHub { reason, people });
                continue;
            }
            let groups = match reason {
                MergeReason::Phone => by_surname(shared, people, &mut found.households),
                MergeReason::NameAndAddress => vec![people.into_iter().collect()],
            };
            for group in groups.into_iter().filter(|group| group.len() > 1) {
                found.groups.entry(group).or_default()[at] += 1;
            }
        }
    }
    found.hubs.sort_unstable_by(|left, right| right.cmp(left));
    found
}

/// The people of one phone, apart by surname where they have different ones. Whoever gave no surname
/// goes with the others only while those agree.
fn by_surname(shared: &[&Hint], people: BTreeSet<i64>, households: &mut u64) -> Vec<Vec<i64>> {
    let mut named: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for hint in shared.iter().filter(|hint| hint.clues.surname != 0) {
        named
            .entry(hint.clues.surname)
            .or_default()
            .push(hint.person);
    }
    let families = closure(named.values().map(Vec::as_slice));
    let with_surname: BTreeSet<i64> = named.into_values().flatten().collect();
    let loners = with_surname
        .iter()
        .filter(|person| !families.iter().any(|family| family.contains(person)))
        .count();
    if families.len() + loners > 1 {
        *households += 1;
        return families;
    }
    vec![people.into_iter().collect()]
}

/// Joins sets that have someone in common, again and again; every group ascending, the groups by
/// their first. Sets of one are left out.
pub fn closure<'a>(sets: impl IntoIterator<Item = &'a [i64]>) -> Vec<Vec<i64>> {
    let mut union = Union::default();
    for set in sets {
        union.join(set);
    }
    union.groups()
}

/// Sets that grow together.
#[derive(Clone, Debug, Default)]
pub(super) struct Union {
    parents: HashMap<i64, i64>,
}

impl Union {
    /// Makes one set of all sets that hold one of the people.
    pub(super) fn join(&mut self, people: &[i64]) {
        let Some((&first, rest)) = people.split_first() else {
            return;
        };
        for &person in rest {
            let (left, right) = (self.root(first), self.root(person));
            // The smaller number stands for the set, so that the order of joins plays no part.
            let (low, high) = (left.min(right), left.max(right));
            self.parents.insert(high, low);
            self.parents.entry(low).or_insert(low);
        }
    }

    /// Whether two people are in one set.
    pub(super) fn are_one(&self, left: i64, right: i64) -> bool {
        self.root(left) == self.root(right)
    }

    /// Whether joining people would bring two of those together who are to stay apart.
    pub(super) fn would_join(&self, people: &[i64], apart: &[i64]) -> bool {
        let roots: BTreeSet<i64> = people.iter().map(|&person| self.root(person)).collect();
        let inside = apart
            .iter()
            .filter(|&&person| roots.contains(&self.root(person)));
        inside.count() > 1
    }

    /// The sets of two or more.
    pub(super) fn groups(&self) -> Vec<Vec<i64>> {
        let mut groups: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for &person in self.parents.keys() {
            groups.entry(self.root(person)).or_default().push(person);
        }
        let mut groups: Vec<Vec<i64>> = groups.into_values().collect();
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.retain(|group| group.len() > 1);
        groups
    }

    fn root(&self, person: i64) -> i64 {
        let mut at = person;
        while let Some(&parent) = self.parents.get(&at).filter(|&&parent| parent != at) {
            at = parent;
        }
        at
    }
}

#[cfg(test)]
mod tests;
