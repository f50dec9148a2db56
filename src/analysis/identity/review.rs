//! Merge proposals with the orders and the money of their people, and what accepting them would change.

use std::collections::BTreeMap;

use super::{IdentityChange, Numbers, change};
use crate::analysis::context::Context;
use crate::model::merge::{MergeHub, MergeProposal, MergeReport};
use crate::model::money::Currency;
use crate::model::person::PersonKey;

/// Every proposal, with what the people of each have bought.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeReview {
    /// As in the report: most orders first.
    pub proposals: Vec<ReviewedProposal>,
    /// What too many people share.
    pub hubs: Vec<MergeHub>,
    /// Phones of people with different surnames.
    pub households: u64,
    /// With every open proposal accepted that contradicts no rejected one.
    pub change: IdentityChange,
    /// Of all money here.
    pub currency: Currency,
}

/// A proposal with the people as they are counted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewedProposal {
    /// The proposal.
    pub proposal: MergeProposal,
    /// Its people: one who stands for several where a merge is accepted.
    pub counted: Vec<CountedPerson>,
}

/// A person as counted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedPerson {
    /// Those of the proposal who are this person.
    pub keys: Vec<PersonKey>,
    /// Orders that count.
    pub orders: u64,
    /// Their net sales, minor units.
    pub net: i64,
}

impl ReviewedProposal {
    /// Orders that count, of all its people.
    #[must_use]
    pub fn orders(&self) -> u64 {
        self.counted.iter().map(|person| person.orders).sum()
    }

    /// Net sales of all its people, minor units.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.counted.iter().map(|person| person.net).sum()
    }
}

impl MergeReview {
    /// The proposals that accepting all would accept.
    #[must_use]
    pub fn acceptable(&self) -> usize {
        let proposals = self.proposals.iter().map(|reviewed| &reviewed.proposal);
        proposals.filter(|proposal| is_acceptable(proposal)).count()
    }
}

/// Goes through the proposals of a workspace. The context must be of its snapshot with accepted merges
/// in it.
#[must_use]
pub fn review(context: &Context, report: MergeReport) -> MergeReview {
    let numbers = Numbers::of(&context.snapshot);
    let acceptable = report.proposals.iter().filter(|it| is_acceptable(it));
    let change = change(context, acceptable);
    let reviewed = |proposal: MergeProposal| ReviewedProposal {
        counted: counted(context, &numbers, &proposal),
        proposal,
    };
    MergeReview {
        proposals: report.proposals.into_iter().map(reviewed).collect(),
        hubs: report.hubs,
        households: report.households,
        change,
        currency: context.snapshot.currency,
    }
}

fn is_acceptable(proposal: &MergeProposal) -> bool {
    proposal.is_open() && !proposal.contradicts_rejection
}

fn counted(
    context: &Context,
    numbers: &Numbers<'_>,
    proposal: &MergeProposal,
) -> Vec<CountedPerson> {
    let mut by_person: BTreeMap<&PersonKey, Vec<PersonKey>> = BTreeMap::new();
    for member in &proposal.people {
        let keys = by_person.entry(&member.counted_as).or_default();
        keys.push(member.key.clone());
    }
    let snapshot = &context.snapshot;
    let person = |(key, keys): (&PersonKey, Vec<PersonKey>)| {
        let rows = numbers
            .get(key)
            .map_or(0..0, |at| snapshot.people.orders(at));
        let rows = rows.filter(|&row| context.inclusion.included[row]);
        let (orders, net) = rows.fold((0, 0), |(orders, net), row| {
            (orders + 1, net + snapshot.orders.money.net[row])
        });
        CountedPerson { keys, orders, net }
    };
    by_person.into_iter().map(person).collect()
}
