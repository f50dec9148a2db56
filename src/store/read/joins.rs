//! What files can be checked against: names of orders, lifetime counts of customers, money by currency.

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::profile::Platform;
use crate::store::error::Fault;
use crate::store::records::{CurrencySum, CustomerTotal, LoadedOrder};

/// Every order by what other files call it.
pub(in crate::store) fn orders(connection: &Connection) -> Result<Vec<LoadedOrder>, Fault> {
    let sql = "SELECT order_id, name, refunded, currency
        FROM orders JOIN order_facts ON order_facts.id = orders.facts ORDER BY order_id, platform";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut orders = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        orders.push(LoadedOrder {
            order: OrderRef {
                id: cells.take()?,
                name: cells.take()?,
            },
            refunded: cells.take()?,
            currency: cells.take_word(Currency::parse)?,
        });
    }
    Ok(orders)
}

/// Every lifetime count that an export of people has, by person.
pub(in crate::store) fn customers(connection: &Connection) -> Result<Vec<CustomerTotal>, Fault> {
    let sql = "SELECT people.key, platform, total_orders
        FROM profiles JOIN people ON people.id = profiles.person
        WHERE total_orders IS NOT NULL ORDER BY people.key, platform";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut customers = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        customers.push(CustomerTotal {
            person: cells.take()?,
            platform: cells.take_word(Platform::parse)?,
            orders: cells.take()?,
        });
    }
    Ok(customers)
}

/// Orders and totals by currency, most orders first.
pub(in crate::store) fn currencies(connection: &Connection) -> Result<Vec<CurrencySum>, Fault> {
    let sql = "SELECT currency, count(*), sum(total)
        FROM orders JOIN order_facts ON order_facts.id = orders.facts
        GROUP BY currency ORDER BY count(*) DESC, currency";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut sums = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        sums.push(CurrencySum {
            currency: cells.take_word(Currency::parse)?,
            orders: cells.take()?,
            total: cells.take()?,
        });
    }
    Ok(sums)
}
