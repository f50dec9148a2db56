//! What an audit compares files with: orders by id and name, lifetime counts, money by currency.

use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::profile::Platform;
use crate::store::{StoreError, Workspace, read};

/// An order as other files may name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedOrder {
    /// Its id and name.
    pub order: OrderRef,
    /// The refunded amount as the orders export writes it, minor units.
    pub refunded: i64,
    /// The currency of the amount.
    pub currency: Currency,
}

/// How many orders a customer ever placed, as a platform counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerTotal {
    /// The person's key, as in a snapshot's people.
    pub person: String,
    /// Who counts.
    pub platform: Platform,
    /// Orders ever.
    pub orders: i64,
}

/// The orders of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencySum {
    /// The currency.
    pub currency: Currency,
    /// Orders.
    pub orders: i64,
    /// Their totals as written, minor units.
    pub total: i64,
}

impl Workspace {
    /// Every order by what other files call it.
    pub fn loaded_orders(&self) -> Result<Vec<LoadedOrder>, StoreError> {
        self.read_with(read::joins::orders)
    }

    /// Lifetime orders as exports of people have them, by person.
    pub fn customer_totals(&self) -> Result<Vec<CustomerTotal>, StoreError> {
        self.read_with(read::joins::customers)
    }

    /// Orders and totals by currency, most orders first.
    pub fn currency_sums(&self) -> Result<Vec<CurrencySum>, StoreError> {
        self.read_with(read::joins::currencies)
    }
}
