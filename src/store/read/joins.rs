//! What files can be checked against: names of orders, lifetime counts of customers, money by currency.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::profile::Platform;
use crate::store::error::Fault;
use crate::store::identity::Merges;
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

/// Every lifetime count that an export of people has, by person. The accounts of a merged person on one
/// platform count together.
pub(in crate::store) fn customers(connection: &Connection) -> Result<Vec<CustomerTotal>, Fault> {
    let merges = Merges::read(connection)?;
    let sql = "SELECT person, platform, total_orders FROM profiles WHERE total_orders IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut counted: BTreeMap<(i64, String), i64> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        let person = merges.root(cells.take()?);
        let orders = counted.entry((person, cells.take()?)).or_default();
        *orders = orders.saturating_add(cells.take()?);
    }
    let mut key = connection.prepare_cached("SELECT key FROM people WHERE id = ?1")?;
    let mut customers = Vec::with_capacity(counted.len());
    for ((person, platform), orders) in counted {
        let unknown = || Fault::Unexpected(format!("`{platform}` is not a word it may hold"));
        customers.push(CustomerTotal {
            person: key.query_row([person], |row| row.get(0))?,
            platform: Platform::parse(&platform).ok_or_else(unknown)?,
            orders,
        });
    }
    customers.sort_unstable_by(|left, right| left.person.cmp(&right.person));
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
