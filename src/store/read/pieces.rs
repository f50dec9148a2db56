//! Reading in pieces: orders lie in ranges of rows, which several connections read at a time.
//!
//! All of them see one state of the file. A connection that sees another one than the snapshot's own
//! (somebody wrote in between), or that cannot be opened, does not help; then the others read more.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rusqlite::Connection;

use super::orders::{OrdersPiece, Products};
use super::people::KnownPeople;
use super::repeated::Repeated;
use crate::store::error::Fault;
use crate::store::schema;
use crate::store::settings;

/// How many connections read at most; more than the processors that most laptops have spare gain
/// nothing.
const MOST_READERS: usize = 4;

/// Memory of a connection for pages, in KiB, while everything is read once from end to end.
const READING_CACHE: i64 = 2048;

/// What is read of orders, and how.
pub(super) struct Plan<'a> {
    /// What many orders share.
    pub(super) repeated: &'a Repeated,
    /// What lines sell.
    pub(super) products: &'a Products,
    /// Only orders with words at places for which this is true.
    pub(super) counted: Vec<bool>,
    /// How many rows a piece has at most.
    pub(super) piece: i64,
}

/// Orders piece by piece, and everybody whom the workspace knows.
pub(super) fn read(
    connection: &Connection,
    plan: Plan<'_>,
) -> Result<(Vec<OrdersPiece>, KnownPeople), Fault> {
    let ranges = ranges(connection, plan.piece)?;
    let readers = thread::available_parallelism().map_or(1, usize::from);
    let helpers = readers.min(MOST_READERS).min(ranges.len()).max(1) - 1;
    let queue = Queue {
        state: State::of(connection)?,
        plan,
        ranges,
        next: AtomicUsize::new(0),
    };
    let path = connection.path().map(Path::new);
    let mut share = thread::scope(|scope| {
        let help = || path.map_or_else(|| Ok(Share::default()), |path| queue.help(path));
        let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(help)).collect();
        schema::set_cache(connection, READING_CACHE)?;
        let read = queue.work(connection);
        schema::set_cache(connection, schema::CACHE)?;
        let mut share = read?;
        for helper in helpers {
            let helped = helper.join();
            share.take(helped.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok::<_, Fault>(share)
    })?;
    share.orders.sort_unstable_by_key(|(at, _)| *at);
    let orders = share.orders.into_iter().map(|(_, piece)| piece).collect();
    Ok((orders, share.people))
}

/// What one reader has read.
#[derive(Default)]
struct Share {
    people: KnownPeople,
    /// Pieces with their places.
    orders: Vec<(usize, OrdersPiece)>,
}

impl Share {
    fn take(&mut self, other: Self) {
        self.orders.extend(other.orders);
        if self.people.is_empty() {
            self.people = other.people;
        }
    }
}

/// What is left to read: everybody first, then one range after the other.
struct Queue<'a> {
    state: State,
    plan: Plan<'a>,
    ranges: Vec<[i64; 2]>,
    next: AtomicUsize,
}

impl Queue<'_> {
    /// Reads with a connection of its own.
    fn help(&self, path: &Path) -> Result<Share, Fault> {
        let Ok(connection) = schema::open_for_reading(path) else {
            return Ok(Share::default());
        };
        schema::set_cache(&connection, READING_CACHE)?;
        let transaction = connection.unchecked_transaction()?;
        match State::of(&transaction) {
            Ok(state) if state == self.state => self.work(&transaction),
            _ => Ok(Share::default()),
        }
    }

    fn work(&self, connection: &Connection) -> Result<Share, Fault> {
        let mut share = Share::default();
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let done = match at.checked_sub(1) {
                None => KnownPeople::read(connection).map(|people| share.people = people),
                Some(at) => match self.ranges.get(at) {
                    None => return Ok(share),
                    Some(&range) => OrdersPiece::read(connection, &self.plan, range)
                        .map(|piece| share.orders.push((at, piece))),
                },
            };
            if done.is_err() {
                // The others need not go on.
                self.next.store(self.ranges.len() + 1, Ordering::Relaxed);
            }
            done?;
        }
    }
}

/// What tells one state of a workspace file from another.
#[derive(Debug, PartialEq, Eq)]
struct State {
    revision: u64,
    /// Of the whole file: two files of the same path may have the same revision.
    pages: i64,
    free_pages: i64,
}

impl State {
    fn of(connection: &Connection) -> Result<Self, Fault> {
        let figure = |name| connection.pragma_query_value(None, name, |row| row.get(0));
        Ok(Self {
            revision: settings::revision(connection)?,
            pages: figure("page_count")?,
            free_pages: figure("freelist_count")?,
        })
    }
}

/// The rows of orders in ranges without their ends; numbers of rows have few gaps.
fn ranges(connection: &Connection, piece: i64) -> Result<Vec<[i64; 2]>, Fault> {
    let sql = "SELECT coalesce((SELECT min(id) FROM orders), 0),
        coalesce((SELECT max(id) FROM orders), -1)";
    let (first, last): (i64, i64) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut ranges = Vec::new();
    let mut start = first;
    while start <= last {
        let next = next_order(connection, start)?.max(start);
        let end = next.saturating_add(piece).min(last.saturating_add(1));
        ranges.push([next, end]);
        start = end.max(next.saturating_add(1));
    }
    Ok(ranges)
}

/// The first row from a number on, so that a gap of any width costs one look.
fn next_order(connection: &Connection, from: i64) -> Result<i64, Fault> {
    let sql = "SELECT coalesce(min(id), ?1) FROM orders WHERE id >= ?1";
    Ok(connection.query_row(sql, [from], |row| row.get(0))?)
}
