//! What is loaded, in figures that reconcile: the `workspace` object of the command line.

use crate::metrics::inclusion::ExcludedBy;
use crate::model::money::Currency;
use crate::model::order::TaxBasis;
use crate::store::snapshot::NO_PERSON;

use super::context::Context;

/// Counts and sums of a workspace. Sums are over included orders, `orders` over all.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Counts.
    pub counts: Counts,
    /// Sums in minor units.
    pub sums: Sums,
    /// Exclusion rules in force, with what each removes.
    pub excluded: Vec<ExcludedBy>,
    /// When the first and the last order were placed, UTC microseconds.
    pub first_and_last: Option<(i64, i64)>,
    /// The shop's way with tax.
    pub tax: TaxVerdict,
}

/// How much is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All orders.
    pub orders: u64,
    /// Orders that count.
    pub included_orders: u64,
    /// Line items of all orders.
    pub line_items: u64,
    /// People: buyers, profiles and assigned.
    pub people: u64,
    /// Orders without e-mail, phone and customer id.
    pub orders_without_person: u64,
    /// Campaign rows.
    pub campaigns: u64,
    /// People with a row in a customers export.
    pub profiles: u64,
    /// Experiments.
    pub experiments: u64,
}

/// Sums over included orders, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The currency.
    pub currency: Currency,
    /// Gross sales.
    pub gross: i64,
    /// Discounts.
    pub discounts: i64,
    /// Net sales.
    pub net: i64,
    /// Refunded as written: with tax and shipping.
    pub refunded: i64,
    /// Total as written: with tax and shipping, before refunds.
    pub total: i64,
}

/// How the shop's orders write tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaxVerdict {
    /// Orders with tax inside their prices.
    pub inclusive: u64,
    /// Orders with tax on top.
    pub exclusive: u64,
    /// Orders without tax.
    pub untaxed: u64,
    /// Orders that fit neither.
    pub neither: u64,
    /// Orders without a subtotal.
    pub unknown: u64,
}

impl TaxVerdict {
    /// Whether the shop's prices contain tax; `None` where no order tells.
    #[must_use]
    pub fn is_inclusive(self) -> Option<bool> {
        (self.inclusive + self.exclusive > 0).then_some(self.inclusive > self.exclusive)
    }
}

/// Sums up a workspace.
#[must_use]
pub fn summary(context: &Context) -> Summary {
    let snapshot = &context.snapshot;
    let orders = &snapshot.orders;
    let included = &context.inclusion.included;
    let sum = |column: &[i64]| -> i64 {
        column
            .iter()
            .zip(included)
            .filter_map(|(&value, &counts)| counts.then_some(value))
            .sum()
    };
    let mut tax = TaxVerdict::default();
    for basis in &orders.facts.tax_basis {
        match basis {
            TaxBasis::Inclusive => tax.inclusive += 1,
            TaxBasis::Exclusive => tax.exclusive += 1,
            TaxBasis::Untaxed => tax.untaxed += 1,
            TaxBasis::Neither => tax.neither += 1,
            TaxBasis::Unknown => tax.unknown += 1,
        }
    }
    let first = orders.placed.iter().min();
    let last = orders.placed.iter().max();
    Summary {
        counts: Counts {
            orders: orders.len() as u64,
            included_orders: context.inclusion.included_orders(),
            line_items: snapshot.orders.lines.product.len() as u64,
            people: snapshot.people.len() as u64,
            orders_without_person: count(&orders.person, |&&person| person == NO_PERSON),
            campaigns: snapshot.campaigns.len() as u64,
            profiles: count(&snapshot.people.has_profile, |&&has| has),
            experiments: snapshot.assignments.len() as u64,
        },
        sums: Sums {
            currency: snapshot.currency,
            gross: sum(&orders.money.gross),
            discounts: sum(&orders.money.discounts),
            net: sum(&orders.money.net),
            refunded: sum(&orders.money.refunded),
            total: sum(&orders.money.total),
        },
        excluded: context
            .inclusion
            .excluded
            .iter()
            .filter(|rule| rule.enabled)
            .cloned()
            .collect(),
        first_and_last: first.zip(last).map(|(&first, &last)| (first, last)),
        tax,
    }
}

fn count<T>(column: &[T], holds: impl Fn(&&T) -> bool) -> u64 {
    column.iter().filter(holds).count() as u64
}
