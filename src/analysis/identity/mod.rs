//! What merging people changes: the numbers per person before and after.
//!
//! The merge is only tried out: people are regrouped in memory and measured by the same functions as
//! everywhere. Sums of the store cannot change, so they are not among the figures.

mod regroup;
mod review;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::metrics::{Group, Horizon, Mask, Measure, MeasureInput, Metric, Start, measure};
use crate::model::merge::MergeProposal;
use crate::model::person::PersonKey;
use crate::model::refund_basis::RefundBasis;
use crate::store::closure;
use crate::store::snapshot::{PersonId, Snapshot};

use super::context::Context;

pub use review::{CountedPerson, MergeReview, ReviewedProposal, review};

/// Numbers that depend on who is whom.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityFigures {
    /// People: buyers, profiles and everyone assigned to an experiment.
    pub people: u64,
    /// People with an order that counts.
    pub buyers: u64,
    /// Orders that count and belong to a person.
    pub orders: u64,
    /// The metrics of [`FIGURES`], in its order.
    pub measures: Vec<(Metric, Measure)>,
}

impl IdentityFigures {
    /// Orders per buyer; `None` without buyers.
    #[must_use]
    pub fn orders_per_buyer(&self) -> Option<f64> {
        (self.buyers > 0).then(|| self.orders as f64 / self.buyers as f64)
    }
}

/// The metrics that merging changes most.
pub const FIGURES: [Metric; 2] = [Metric::Repeat(Horizon::D90), Metric::Ltv(Horizon::D90)];

/// The figures with people as they are counted now, and with some proposals accepted as well.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityChange {
    /// Now.
    pub before: IdentityFigures,
    /// With the proposals accepted.
    pub after: IdentityFigures,
}

/// What accepting some proposals would change, together.
///
/// The context must be of the workspace's snapshot with accepted merges in it. People of proposals
/// who are not in the snapshot (no order in its currency, no profile) change nothing.
#[must_use]
pub fn change<'a>(
    context: &Context,
    proposals: impl IntoIterator<Item = &'a MergeProposal>,
) -> IdentityChange {
    let numbers = Numbers::of(&context.snapshot);
    let sets: Vec<Vec<i64>> = proposals
        .into_iter()
        .map(|proposal| {
            let people = proposal.people.iter();
            people
                .filter_map(|member| numbers.get(&member.counted_as))
                .map(i64::from)
                .collect()
        })
        .collect();
    IdentityChange {
        before: figures(context, &[]),
        after: figures(context, &sets),
    }
}

/// The figures with the people of each set taken as one, chains of sets included.
fn figures(context: &Context, sets: &[Vec<i64>]) -> IdentityFigures {
    let groups: Vec<Vec<PersonId>> = closure(sets.iter().map(Vec::as_slice))
        .into_iter()
        .map(|group| {
            group
                .into_iter()
                .filter_map(|at| at.try_into().ok())
                .collect()
        })
        .collect();
    let regrouped = regroup::regroup(&context.snapshot, &context.inclusion.included, &groups);
    let input = MeasureInput {
        snapshot: &regrouped.snapshot,
        included: &regrouped.included,
        as_of: context.snapshot.as_of,
        refunds: RefundBasis::Order,
    };
    let (mut buyers, mut orders) = (0, 0);
    for person in regrouped.people.iter() {
        let own = regrouped.snapshot.people.orders(person);
        let counted = own.filter(|&row| regrouped.included[row]).count() as u64;
        buyers += u64::from(counted > 0);
        orders += counted;
    }
    let everyone = Group {
        people: regrouped.people,
        start: Start::At(i64::MIN),
    };
    IdentityFigures {
        people: everyone.people.count() as u64,
        buyers,
        orders,
        measures: FIGURES
            .map(|metric| (metric, measure(&input, metric, &everyone)))
            .into(),
    }
}

/// People of a snapshot by key.
struct Numbers<'a>(HashMap<&'a str, PersonId>);

impl<'a> Numbers<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let keys = snapshot.people.key.iter().zip(0..);
        Self(keys.map(|(&key, at)| (snapshot.text(key), at)).collect())
    }

    fn get(&self, key: &PersonKey) -> Option<PersonId> {
        self.0.get(key.0.as_str()).copied()
    }
}

/// Everyone of a snapshot but those who are counted as someone else.
fn everyone_but(people: usize, absorbed: &[bool]) -> Mask {
    Mask::from_fn(people, |person| !absorbed[person as usize])
}
