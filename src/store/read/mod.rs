//! The snapshot reader: one read transaction, columns out.
//!
//! Rows are read in the order in which they lie in the file, with their texts numbered as they
//! come, and then laid out in the order of the snapshot. Texts are numbered again on the way, so
//! that nothing in a snapshot except file numbers depends on the order of imports.

mod assignments;
mod campaigns;
mod cells;
mod orders;
mod people;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension};

use self::assignments::RawAssignments;
use self::orders::RawOrders;
use self::people::{Numbers, RawProfiles};
use super::error::Fault;
use super::settings;
use super::snapshot::{Dictionary, Snapshot, TextId};
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
    let mut read = Dictionary::default();
    let orders = RawOrders::read(&transaction, currency, &mut read)?;
    let profiles = RawProfiles::read(&transaction, &mut read)?;
    let assignments = RawAssignments::read(&transaction)?;
    let present: BTreeSet<i64> = orders
        .people()
        .chain(profiles.people())
        .chain(assignments.people())
        .collect();
    let numbers = Numbers::read(&transaction, &present)?;
    let campaigns = campaigns::read(&transaction)?;
    transaction.finish()?;

    let mut texts = Renumbering::new(&read);
    let keys = numbers.intern_keys(&mut texts);
    let sequence = orders.sequence(&numbers, &read);
    let (columns, lines) = orders.lay_out(&sequence, &mut texts);
    let buyers = orders.by_person(&sequence, numbers.len());
    let people = profiles.lay_out(keys, &buyers, &numbers, &mut texts);
    Ok(Snapshot {
        revision,
        currency,
        zone,
        as_of: columns.placed.iter().copied().max().unwrap_or(0),
        orders: columns,
        people,
        lines,
        campaigns,
        assignments: assignments.lay_out(&numbers)?,
        texts: texts.into_dictionary(),
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
struct Renumbering<'a> {
    read: &'a Dictionary,
    numbers: Vec<Option<TextId>>,
    texts: Dictionary,
}

impl<'a> Renumbering<'a> {
    fn new(read: &'a Dictionary) -> Self {
        Self {
            read,
            numbers: vec![None; read.len()],
            texts: Dictionary::default(),
        }
    }

    /// The snapshot's number of a text that was read.
    fn number(&mut self, id: TextId) -> TextId {
        match self.numbers.get_mut(id.index()) {
            Some(number) => *number.get_or_insert_with(|| self.texts.intern(self.read.get(id))),
            None => self.texts.intern(self.read.get(id)),
        }
    }

    fn number_all(&mut self, ids: &[TextId]) -> Vec<TextId> {
        ids.iter().map(|&id| self.number(id)).collect()
    }

    /// The snapshot's number of a text that was not read through the dictionary.
    fn intern(&mut self, text: &str) -> TextId {
        self.texts.intern(text)
    }

    fn into_dictionary(self) -> Dictionary {
        self.texts
    }
}
