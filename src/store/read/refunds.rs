//! Refunds with the dates of their payments, matched with the orders of a snapshot.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::cells::Cells;
use super::layout::{RawOrders, Sequence};
use super::orders::RawMoney;
use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::refund_basis::shared_out;
use crate::model::transaction::{TransactionKind, TransactionStatus};
use crate::store::error::Fault;
use crate::store::snapshot::{DatedRefund, Refunds};

/// Refunds that came about, oldest first.
#[derive(Default)]
pub(super) struct RawRefunds {
    all: Vec<RawRefund>,
}

struct RawRefund {
    platform: String,
    order: OrderRef,
    at: i64,
    amount: i64,
}

impl RawRefunds {
    /// Reads those of one currency; see `Transaction::refund` for which they are.
    pub(super) fn read(connection: &Connection, currency: Currency) -> Result<Self, Fault> {
        let sql = "SELECT platform, order_id, order_name, at, amount FROM transactions
            WHERE kind = ?1 AND status = ?2 AND test IS NOT TRUE AND currency = ?3 AND amount > 0
            ORDER BY at, platform, transaction_id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![
            TransactionKind::Refund.id(),
            TransactionStatus::Success.id(),
            currency.code()
        ])?;
        let mut refunds = Self::default();
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            refunds.all.push(RawRefund {
                platform: cells.take()?,
                order: OrderRef {
                    id: cells.take()?,
                    name: cells.take()?,
                },
                at: cells.take()?,
                amount: cells.take()?,
            });
        }
        Ok(refunds)
    }

    /// What each takes from its order. Refunds of orders that are not loaded take nothing.
    pub(super) fn of_orders(&self, orders: &RawOrders, sequence: &Sequence) -> Refunds {
        if self.all.is_empty() {
            return Refunds::default();
        }
        let places = self.places(orders, sequence);
        let mut by_order: HashMap<usize, Vec<&RawRefund>> = HashMap::new();
        for (refund, place) in self.all.iter().zip(places) {
            if let Some(place) = place {
                by_order.entry(place).or_default().push(refund);
            }
        }
        let mut dated = Vec::with_capacity(self.all.len());
        for (row, order) in orders.in_sequence(sequence).enumerate() {
            if let Some(refunds) = by_order.get(&row) {
                share_out(row, &order.order.money, refunds, &mut dated);
            }
        }
        Refunds::new(dated)
    }

    /// The row of each refund's order: by its id, else by its name, among the orders of its platform. Where
    /// no order comes from that platform (lists of orders do not say), among all.
    fn places(&self, orders: &RawOrders, sequence: &Sequence) -> Vec<Option<usize>> {
        let platforms: HashSet<&str> = orders.in_sequence(sequence).map(|o| o.platform).collect();
        let platform = |refund: &'_ RawRefund| platforms.get(refund.platform.as_str()).copied();
        let id = |refund: &RawRefund| Some((platform(refund), refund.order.id.clone()?));
        let mut ids: Places<'_> = self
            .all
            .iter()
            .filter_map(id)
            .map(|id| (id, None))
            .collect();
        for (row, order) in orders.in_sequence(sequence).enumerate() {
            fill(&mut ids, order.platform, order.id, row);
        }
        let by_id = |refund: &RawRefund| ids.get(&id(refund)?).copied().flatten();
        let name = |refund: &RawRefund| {
            let name = OrderRef::fold(refund.order.name.as_deref()?);
            Some((platform(refund), name))
        };
        let unplaced = self.all.iter().filter(|refund| by_id(refund).is_none());
        let mut names: Places<'_> = unplaced.filter_map(name).map(|name| (name, None)).collect();
        if !names.is_empty() {
            for (row, order) in orders.in_sequence(sequence).enumerate() {
                fill(&mut names, order.platform, &OrderRef::fold(order.name), row);
            }
        }
        let by_name = |refund: &RawRefund| names.get(&name(refund)?).copied().flatten();
        let place = |refund| by_id(refund).or_else(|| by_name(refund));
        self.all.iter().map(place).collect()
    }
}

/// Rows of orders by platform, if it counts, and id or name.
type Places<'a> = HashMap<(Option<&'a str>, String), Option<usize>>;

fn fill<'a>(places: &mut Places<'a>, platform: &'a str, text: &str, row: usize) {
    for platform in [Some(platform), None] {
        if let Some(place) = places.get_mut(&(platform, text.to_owned())) {
            place.get_or_insert(row);
        }
    }
}

fn share_out(row: usize, money: &RawMoney, refunds: &[&RawRefund], dated: &mut Vec<DatedRefund>) {
    let amounts: Vec<i64> = refunds.iter().map(|refund| refund.amount).collect();
    let net = shared_out(money.arithmetic.refund_share, &amounts, money.refunded);
    let written = shared_out(money.refunded, &amounts, money.refunded);
    for ((refund, net), written) in refunds.iter().zip(net).zip(written) {
        // A refund that the orders export does not know of yet takes nothing from anything.
        if net != 0 || written != 0 {
            dated.push(DatedRefund {
                order: row as u32,
                at: refund.at,
                net,
                written,
            });
        }
    }
}
