//! Orders as they are prepared for the workspace, away from it.

use std::ops::Range;

use super::fingerprint::Fingerprint;
use super::identity::{Intake, Owner, Someone};
use crate::model::order::Order;

/// Orders of a file on their way in, with what can be told of them without the workspace, so that another
/// thread can do that.
#[derive(Debug, Default)]
pub struct IncomingOrders {
    /// Orders with the number of rows they came from.
    orders: Vec<(Order, u64)>,
    /// What was told of the first of them.
    told: Vec<Told>,
    /// The products of the lines of all orders that are prepared.
    products: Vec<Fingerprint>,
}

/// What is told of an order without the workspace.
#[derive(Debug)]
struct Told {
    buyer: Option<Someone>,
    products: Range<usize>,
    facts: Fingerprint,
    touch: Option<Fingerprint>,
    fingerprint: Fingerprint,
}

/// An order with what can be told of it without the workspace.
#[derive(Clone, Copy, Debug)]
pub(super) struct PreparedOrder<'a> {
    pub(super) order: &'a Order,
    /// How many rows of the file make up the order.
    pub(super) rows: u64,
    pub(super) buyer: Option<&'a Someone>,
    /// One for each line.
    pub(super) products: &'a [Fingerprint],
    pub(super) facts: Fingerprint,
    /// `None` without UTM values.
    pub(super) touch: Option<Fingerprint>,
    pub(super) fingerprint: Fingerprint,
}

impl IncomingOrders {
    /// Adds an order that came from `rows` rows of its file.
    pub fn push(&mut self, order: Order, rows: u64) {
        self.orders.push((order, rows));
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// The orders, each with the number of its rows.
    pub fn iter(&self) -> impl Iterator<Item = &(Order, u64)> {
        self.orders.iter()
    }

    /// Prepares those that are not prepared yet: what is left of them may be stored.
    pub fn prepare(&mut self, intake: &mut Intake) {
        let mut words = Vec::new();
        for (order, _) in &mut self.orders[self.told.len()..] {
            let buyer = match intake.settle_order(order) {
                Owner::Person(someone) => Some(someone),
                Owner::Nobody | Owner::Forgotten => None,
            };
            let first = self.products.len();
            let lines = order.lines.iter();
            self.products
                .extend(lines.map(|line| Fingerprint::of_product(line, &mut words)));
            self.told.push(Told {
                buyer,
                products: first..self.products.len(),
                facts: Fingerprint::of_facts(order, &mut words),
                touch: Fingerprint::of_utm(&order.touch, &mut words),
                fingerprint: Fingerprint::of_order(order),
            });
        }
    }

    /// Those that are prepared.
    pub(super) fn prepared(&self) -> impl Iterator<Item = PreparedOrder<'_>> {
        let orders = self.orders.iter().zip(&self.told);
        orders.map(|((order, rows), told)| PreparedOrder {
            order,
            rows: *rows,
            buyer: told.buyer.as_ref(),
            products: &self.products[told.products.clone()],
            facts: told.facts,
            touch: told.touch,
            fingerprint: told.fingerprint,
        })
    }
}
