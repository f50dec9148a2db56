//! What a ledger adds up: the orders of a span, and what refunds on their own date change in it.

use std::collections::BTreeMap;

use crate::metrics::refunds::Moved;
use crate::store::snapshot::Snapshot;

/// The orders and the money of a span of time.
#[derive(Clone, Debug, Default)]
pub struct Booked {
    /// Which orders were placed in the span and count, one flag per order.
    pub orders: Vec<bool>,
    /// What refunds move into the span or out of it; also of orders that were placed outside.
    pub moved: BTreeMap<usize, Moved>,
}

/// What one order brings to the span, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// 1 for an order of the span, 0 where only a refund falls into it.
    pub orders: u64,
    /// Net sales.
    pub net: i64,
    /// Discounts.
    pub discount: i64,
    /// Refunded as written, with tax and shipping.
    pub refunded: i64,
    /// Total as written, with tax and shipping, before refunds.
    pub total: i64,
}

impl Booked {
    /// Orders with all their refunds.
    #[must_use]
    pub fn by_order(orders: &[bool]) -> Self {
        Self {
            orders: orders.to_vec(),
            moved: BTreeMap::new(),
        }
    }

    /// The rows that bring something, with what they bring, in order.
    pub fn entries<'a>(&'a self, snapshot: &'a Snapshot) -> impl Iterator<Item = (usize, Entry)> {
        (0..self.orders.len()).filter_map(|row| Some((row, self.entry(snapshot, row)?)))
    }

    /// What an order brings; `None` where it has nothing to do with the span.
    #[must_use]
    pub fn entry(&self, snapshot: &Snapshot, row: usize) -> Option<Entry> {
        let moved = self.moved.get(&row);
        let money = &snapshot.orders.money;
        let mut entry = if self.orders[row] {
            Entry {
                orders: 1,
                net: money.net[row],
                discount: money.discounts[row],
                refunded: money.refunded[row],
                total: money.total[row],
            }
        } else {
            moved.map(|_| Entry::default())?
        };
        if let Some(moved) = moved {
            entry.net += moved.net;
            entry.refunded += moved.refunded;
        }
        Some(entry)
    }
}
