//! Orders as they are prepared for the workspace, away from it.

use super::fingerprint::Fingerprint;
use super::identity::{Intake, Owner, Someone};
use crate::model::order::Order;

/// An order with what can be told of it without the workspace, so that another thread can do that.
#[derive(Clone, Debug)]
pub struct PreparedOrder {
    pub(super) order: Order,
    pub(super) rows: u64,
    pub(super) buyer: Option<Someone>,
    pub(super) products: Vec<Fingerprint>,
    pub(super) facts: Fingerprint,
    /// `None` without UTM values.
    pub(super) touch: Option<Fingerprint>,
    pub(super) fingerprint: Fingerprint,
}

impl PreparedOrder {
    /// Prepares an order that came from `rows` rows of its file: what is left of it may be stored.
    #[must_use]
    pub fn new(mut order: Order, rows: u64, intake: &mut Intake) -> Self {
        Self {
            buyer: match intake.settle_order(&mut order) {
                Owner::Person(someone) => Some(someone),
                Owner::Nobody | Owner::Forgotten => None,
            },
            products: order.lines.iter().map(Fingerprint::of_product).collect(),
            facts: Fingerprint::of_facts(&order),
            touch: Fingerprint::of_utm(&order.touch),
            fingerprint: Fingerprint::of_order(&order),
            order,
            rows,
        }
    }

    /// The order.
    #[must_use]
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// How many rows of the file make up the order.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }
}
