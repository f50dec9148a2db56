//! The snapshot reader: one read transaction, columns out.
//!
//! Rows are read in the order in which they lie in the file, with their texts numbered as they
//! come, and then laid out in the order of the snapshot. Texts are numbered again on the way, so
//! that nothing in a snapshot except file numbers depends on the order of imports.

mod assignments;
mod campaigns;
mod cells;
pub(super) mod discounts;
pub(super) mod flows;
pub(super) mod joins;
pub(super) mod message_events;
pub(super) mod order_touches;
mod orders;
mod people;
pub(super) mod spend;
pub(super) mod traffic;
pub(super) mod transactions;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension};

use self::assignments::RawAssignments;
use self::orders::RawOrders;
use self::people::{Numbers, RawProfiles};
use super::error::Fault;
use super::settings;
use super::snapshot::{Dictionary, Snapshot, TextId};
use super::unit_tables;
use crate::model::money::Currency;

/// Everything loaded, from one consistent state of the file.
pub(super) fn snapshot(connection: &Connection) -> Result<Snapshot, Fault> {
    let transaction = connection.unchecked_transaction()?;
    let revision = settings::revision(&transaction)?;
    let chosen = settings::load(&transaction)?;
    let currency = match chosen.currency {
        Some(currency) => currency,
        None => usual_currency(&transaction)?,
    };
    let zone = match &chosen.zone {
        Some(name) => settings::zone_of(name)?,
        None => TimeZone::UTC,
    };
    let mut texts = Dictionary::default();
    let mut orders = RawOrders::read(&transaction, currency, &mut texts)?;
    orders.complete(&order_touches::read(&transaction)?, &mut texts);
    let profiles = RawProfiles::read(&transaction, &mut texts)?;
    let assignments = RawAssignments::read(&transaction)?;
    let present: BTreeSet<i64> = orders
        .people()
        .chain(profiles.people())
        .chain(assignments.people())
        .collect();
    let numbers = Numbers::read(&transaction, &present, &mut texts)?;
    let campaigns = campaigns::read(&transaction)?;
    let unit_tables = unit_tables::list(&transaction)?;
    transaction.finish()?;

    let mut renumbering = Renumbering::new(&texts);
    let keys = renumbering.number_all(numbers.keys()).collect();
    let sequence = orders.sequence(&numbers, &texts);
    let columns = orders.lay_out(&sequence, &mut renumbering);
    let buyers = orders.by_person(&sequence, numbers.keys().len());
    let people = profiles.lay_out(keys, &buyers, &numbers, &mut renumbering);
    Ok(Snapshot {
        revision,
        currency,
        zone,
        as_of: columns.placed.iter().copied().max().unwrap_or(0),
        orders: columns,
        people,
        campaigns,
        assignments: assignments.lay_out(&numbers)?,
        unit_tables,
        texts: texts.renumbered(&renumbering.mentioned),
    })
}

/// The currency of most orders, for a workspace whose settings name none.
fn usual_currency(connection: &Connection) -> Result<Currency, Fault> {
    let sql = "SELECT currency FROM orders GROUP BY currency ORDER BY count(*) DESC, currency
        LIMIT 1";
    let code: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    settings::currency_of(code.as_deref().unwrap_or("EUR"))
}

/// Numbers texts anew, in the order in which the snapshot mentions them.
struct Renumbering {
    /// The snapshot's number of every text that was read, once it was mentioned.
    numbers: Vec<Option<TextId>>,
    /// The texts that were mentioned, first ones first.
    mentioned: Vec<TextId>,
}

impl Renumbering {
    fn new(texts: &Dictionary) -> Self {
        Self {
            numbers: vec![None; texts.len()],
            mentioned: Vec::with_capacity(texts.len()),
        }
    }

    /// The snapshot's number of a text that was read.
    fn number(&mut self, id: TextId) -> TextId {
        *self.numbers[id.index()].get_or_insert_with(|| {
            self.mentioned.push(id);
            TextId::at(self.mentioned.len() - 1)
        })
    }

    fn number_all(&mut self, ids: &[TextId]) -> impl Iterator<Item = TextId> {
        ids.iter().map(|&id| self.number(id))
    }
}
