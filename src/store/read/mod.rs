//! The snapshot reader: one read transaction, columns out.
//!
//! Rows are read in pieces, in the order in which they lie in the file, with their words numbered as
//! they come (`pieces`, `orders`), then laid out in the order of the snapshot (`layout`). Words are
//! numbered again at the end (`numbering`), so that nothing in a snapshot except file numbers depends
//! on the order of imports or on who read which piece.

mod assignments;
pub(super) mod campaigns;
mod cells;
pub(super) mod discounts;
pub(super) mod flows;
pub(super) mod joins;
mod layout;
pub(super) mod message_events;
mod numbering;
pub(super) mod order_touches;
mod orders;
mod people;
mod pieces;
mod properties;
mod refunds;
mod repeated;
mod rows;
mod same_campaigns;
pub(super) mod spend;
pub(super) mod traffic;
pub(super) mod transactions;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use rusqlite::Connection;

use self::assignments::RawAssignments;
use self::layout::RawOrders;
use self::orders::{Companions, OrdersPiece, Products};
use self::people::{Numbers, RawProfiles};
use self::pieces::Plan;
use self::refunds::RawRefunds;
use self::repeated::Repeated;
use super::error::Fault;
use super::identity::Merges;
use super::settings;
use super::snapshot::{Dictionary, Snapshot};
use super::unit_tables;
use crate::model::money::Currency;

/// Whether accepted merges make one person of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merging {
    /// They do.
    Applied,
    /// Everyone is as the files have them.
    Ignored,
}

/// How many orders are read at a time. Few enough that several readers finish together, and so many
/// that beginning costs nothing.
const PIECE: i64 = 1 << 16;

/// Everything loaded, from one consistent state of the file.
pub(super) fn snapshot(connection: &Connection, merging: Merging) -> Result<Snapshot, Fault> {
    in_pieces(connection, merging, PIECE)
}

/// Everything loaded, read so many orders at a time.
pub(super) fn in_pieces(
    connection: &Connection,
    merging: Merging,
    piece: i64,
) -> Result<Snapshot, Fault> {
    let transaction = connection.unchecked_transaction()?;
    let revision = settings::revision(&transaction)?;
    let chosen = settings::load(&transaction)?;
    let zone = match &chosen.zone {
        Some(name) => settings::zone_of(name)?,
        None => TimeZone::UTC,
    };
    let repeated = Repeated::read(&transaction)?;
    let products = Products::read(&transaction)?;
    let plan = Plan {
        repeated: &repeated,
        products: &products,
        counted: repeated.counted(chosen.currency.as_ref().map(Currency::code)),
        piece,
    };
    let (mut pieces, known) = pieces::read(&transaction, plan)?;
    let currency = match chosen.currency {
        Some(currency) => currency,
        None => usual_currency(&pieces, &repeated)?,
    };
    let companions = order_touches::read(&transaction)?;
    let companions = Companions::of(&companions);
    if !companions.is_empty() {
        for piece in &mut pieces {
            piece.complete(&companions);
        }
    }
    let orders = RawOrders {
        counted: repeated.counted(Some(currency.code())),
        pieces,
        products,
        repeated,
    };
    let refunds = RawRefunds::read(&transaction, currency)?;
    let profiles = RawProfiles::read(&transaction)?;
    let assignments = RawAssignments::read(&transaction)?;
    let merges = match merging {
        Merging::Applied => Merges::read(&transaction)?,
        Merging::Ignored => Merges::default(),
    };
    let campaigns = campaigns::read(&transaction)?;
    let unit_tables = unit_tables::list(&transaction)?;
    transaction.finish()?;

    let present = orders
        .people()
        .chain(profiles.people())
        .chain(assignments.people());
    let numbers = Numbers::of(known, present, merges);
    let sequence = orders.sequence(&numbers);
    let refunds = refunds.of_orders(&orders, &sequence);
    let mut words = Dictionary::default();
    let (mut columns, names, buyers) = orders.lay_out(sequence, &mut words);
    drop(orders);
    columns.refunds = refunds;
    let mut people = profiles.lay_out(buyers, &numbers, &mut words);
    let assignments = assignments.lay_out(&numbers)?;
    let keys = numbers.into_keys();
    let texts = numbering::number(&words, (&mut columns, &names), (&mut people, &keys));
    Ok(Snapshot {
        revision,
        currency,
        zone,
        as_of: columns.placed.iter().copied().max().unwrap_or(0),
        orders: columns,
        people,
        campaigns,
        assignments,
        unit_tables,
        texts,
    })
}

/// The currency of most orders, for a workspace whose settings name none.
fn usual_currency(pieces: &[OrdersPiece], repeated: &Repeated) -> Result<Currency, Fault> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for order in pieces.iter().flat_map(|piece| &piece.orders) {
        *counts.entry(repeated.currency(order.facts)).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|&(&code, &count)| (count, Reverse(code)));
    settings::currency_of(most.map_or("EUR", |(&code, _)| code))
}
