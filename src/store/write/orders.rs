//! Orders with their lines, codes and tags.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::many::Many;
use super::order_row::{self, Values};
use super::repeated::Repeated;
use super::{Source, Stored, Table};
use crate::model::order::{Line, Order};
use crate::store::error::Fault;
use crate::store::fingerprint::Fingerprint;
use crate::store::order_lines::LinesText;
use crate::store::prepared::PreparedOrder;

/// A stored order that is the same one.
#[derive(Debug)]
pub(in crate::store) struct FoundOrder {
    /// What is compared of it.
    pub(in crate::store) stored: Stored,
    /// The id it has in the workspace: the platform's, or its name.
    pub(in crate::store) order_id: String,
    /// The buyer's row.
    pub(in crate::store) person: Option<i64>,
}

/// All that is written of an order.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Record<'o, 'r> {
    /// The order.
    pub(in crate::store) prepared: PreparedOrder<'o>,
    /// See [`settled_id`].
    pub(in crate::store) order_id: &'r str,
    /// The buyer's row.
    pub(in crate::store) person: Option<i64>,
}

/// What an import knows of the stored orders, so that it need not ask for each one.
#[derive(Debug)]
pub(in crate::store) struct Memory {
    /// The row of the next new order.
    next_row: i64,
    /// Whether an order is kept under its name, because no file told its id yet.
    has_named_only: bool,
    /// Whether orders can be found by name.
    has_name_index: bool,
    /// Whether the last order was there already: most probably the next one is, too.
    expects_known: bool,
    repeated: Repeated,
}

impl Memory {
    /// Looks at the orders before an import.
    pub(in crate::store) fn new(connection: &Connection) -> Result<Self, Fault> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM orders";
        let next_row: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        let sql = "SELECT EXISTS (SELECT 1 FROM orders WHERE order_id = name)";
        Ok(Self {
            next_row,
            has_named_only: connection.query_row(sql, [], |row| row.get(0))?,
            has_name_index: false,
            expects_known: next_row > 1,
            repeated: Repeated::default(),
        })
    }
}

/// Finds and writes orders; made once for many of them, so that each statement is prepared once.
pub(in crate::store) struct Writer<'c, 'o> {
    connection: &'c Connection,
    memory: &'c mut Memory,
    by_id: CachedStatement<'c>,
    single: CachedStatement<'c>,
    full: CachedStatement<'c>,
    waiting: Vec<Waiting<'o>>,
    codes: Many<'c, 'o, 3>,
    tags: Many<'c, 'o, 3>,
}

/// An order that is probably new.
struct Waiting<'o> {
    /// Its place among those that are put.
    at: usize,
    /// The row it gets.
    row: i64,
    record: Record<'o, 'o>,
    source: Source,
}

/// How many orders one statement writes. Tests have few orders and need full statements, too.
const MANY: usize = if cfg!(test) { 3 } else { 32 };

impl<'c, 'o> Writer<'c, 'o> {
    /// Prepares the statements.
    pub(in crate::store) fn new(
        connection: &'c Connection,
        memory: &'c mut Memory,
    ) -> Result<Self, Fault> {
        let prepared = |sql: &str| connection.prepare_cached(sql);
        Ok(Self {
            by_id: prepared(BY_ID)?,
            single: prepared(&order_row::insert(1))?,
            full: prepared(&order_row::insert(MANY))?,
            waiting: Vec::with_capacity(MANY),
            codes: Many::new(connection, "order_codes (order_row, position, code)")?,
            tags: Many::new(connection, "order_tags (order_row, position, tag)")?,
            connection,
            memory,
        })
    }

    /// The connection that is written to.
    pub(in crate::store) fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// Whether an order may be written without looking for it: it is probably new, and if it is not, its
    /// id says so.
    pub(in crate::store) fn may_be_new(&self, order: &Order) -> bool {
        !self.memory.expects_known && !self.memory.has_named_only && !is_named_only(order)
    }

    /// Writes what is still held back; to be called at the end.
    pub(in crate::store) fn finish(mut self) -> Result<(), Fault> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Fault> {
        self.codes.flush()?;
        self.tags.flush()
    }

    /// Remembers whether an order was stored already.
    pub(in crate::store) fn note_known(&mut self, is_known: bool) {
        self.memory.expects_known = is_known;
    }

    /// Finds the stored order by its id, else by name and moment where only one side knows the id.
    pub(in crate::store) fn find(&mut self, order: &Order) -> Result<Option<FoundOrder>, Fault> {
        let platform = &order.key.platform;
        let key = params![platform, order.key.id];
        let found = self.by_id.query_row(key, FoundOrder::read).optional()?;
        if found.is_some() {
            return Ok(found);
        }
        let sql = if is_named_only(order) {
            self.make_name_index()?;
            BY_NAME
        } else if self.memory.has_named_only {
            NAMED_ONLY
        } else {
            return Ok(None);
        };
        let key = params![platform, order.name, order.created.utc_micros];
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(key, FoundOrder::read).optional()?)
    }

    /// Whether an order is the stored one without its last lines, as a part of a large export has it whose
    /// last order goes on in the next part: it says nothing that is not known.
    pub(in crate::store) fn is_beginning(
        &mut self,
        order: &Order,
        stored: &Stored,
    ) -> Result<bool, Fault> {
        let sql = "SELECT title, sku, quantity, price, vendor, requires_shipping
            FROM order_lines JOIN products ON products.id = product
            WHERE order_row = ?1 ORDER BY position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let lines = statement.query_map([stored.row], |row| {
            Ok(Line {
                title: row.get(0)?,
                sku: row.get(1)?,
                quantity: row.get(2)?,
                price: row.get(3)?,
                vendor: row.get(4)?,
                requires_shipping: row.get(5)?,
            })
        })?;
        let lines: Vec<Line> = lines.collect::<Result<_, _>>()?;
        if lines.len() <= order.lines.len() || !lines.starts_with(&order.lines) {
            return Ok(false);
        }
        let amounts = lines
            .iter()
            .map(|line| line.price?.checked_mul(line.quantity));
        let mut whole = order.clone();
        whole.amounts.lines = amounts.sum();
        whole.lines = lines;
        Ok(Fingerprint::of_order(&whole) == stored.fingerprint)
    }

    /// Takes an order that is probably new, and its place among others; whether it is time to write those
    /// that wait.
    pub(in crate::store) fn add_new(
        &mut self,
        at: usize,
        record: Record<'o, 'o>,
        source: Source,
    ) -> bool {
        self.waiting.push(Waiting {
            at,
            row: self.memory.next_row,
            record,
            source,
        });
        self.memory.next_row += 1;
        self.waiting.len() == MANY
    }

    /// Writes the orders that wait: those that were not new, with their places.
    pub(in crate::store) fn write_waiting(
        &mut self,
    ) -> Result<Vec<(usize, PreparedOrder<'o>)>, Fault> {
        let mut known = Vec::new();
        let mut waiting = std::mem::take(&mut self.waiting);
        if waiting.len() == MANY {
            let written = self.write_full(&waiting)?;
            for (waiting, is_new) in waiting.drain(..).zip(written) {
                if is_new {
                    self.write_children(waiting.row, &waiting.record)?;
                } else {
                    known.push((waiting.at, waiting.record.prepared));
                }
            }
        }
        for waiting in waiting.drain(..) {
            if self.insert(waiting.row, &waiting.record, &waiting.source)? {
                self.write_children(waiting.row, &waiting.record)?;
            } else {
                known.push((waiting.at, waiting.record.prepared));
            }
        }
        self.waiting = waiting;
        Ok(known)
    }

    /// Writes as many orders as one statement does; which of them were new.
    fn write_full(&mut self, waiting: &[Waiting<'o>]) -> Result<[bool; MANY], Fault> {
        let mut first = 1;
        for waiting in waiting {
            let values = self.values(waiting.row, &waiting.record, &waiting.source)?;
            first = values.bind(&mut self.full, first)?;
        }
        if self.full.raw_execute()? == MANY {
            return Ok([true; MANY]);
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM orders WHERE id = ?1)";
        let mut is_there = self.connection.prepare_cached(sql)?;
        let mut written = [false; MANY];
        for (waiting, written) in waiting.iter().zip(&mut written) {
            *written = is_there.query_row([waiting.row], |row| row.get(0))?;
        }
        Ok(written)
    }

    /// Writes a new order that was looked for.
    pub(in crate::store) fn write_new(
        &mut self,
        record: &Record<'o, '_>,
        source: &Source,
    ) -> Result<(), Fault> {
        let row = self.memory.next_row;
        self.insert(row, record, source)?;
        self.memory.next_row += 1;
        self.memory.has_named_only |= is_named_only(record.prepared.order);
        self.write_children(row, record)
    }

    /// Writes an order over the stored one.
    pub(in crate::store) fn write_over(
        &mut self,
        row: i64,
        record: &Record<'o, '_>,
        source: &Source,
    ) -> Result<(), Fault> {
        self.flush()?;
        super::clear(self.connection, Table::Orders, Some(row))?;
        self.insert(row, record, source)?;
        self.write_children(row, record)
    }

    /// Writes one order without its children; `false` where one with its id is stored.
    fn insert(
        &mut self,
        row: i64,
        record: &Record<'o, '_>,
        source: &Source,
    ) -> Result<bool, Fault> {
        let values = self.values(row, record, source)?;
        values.bind(&mut self.single, 1)?;
        Ok(self.single.raw_execute()? > 0)
    }

    fn values<'r>(
        &mut self,
        row: i64,
        record: &Record<'o, 'r>,
        source: &Source,
    ) -> Result<Values<'r>, Fault>
    where
        'o: 'r,
    {
        let Record {
            prepared,
            order_id,
            person,
        } = *record;
        let order = prepared.order;
        let repeated = &mut self.memory.repeated;
        let facts = repeated.facts(self.connection, order, prepared.facts)?;
        let touch = prepared
            .touch
            .map(|key| repeated.touch(self.connection, &order.touch, key));
        let mut lines = LinesText::with_room(order.lines.len());
        for (line, key) in order.lines.iter().zip(prepared.products) {
            let product = repeated.product(self.connection, line, *key)?;
            lines.push(product, line.quantity, line.price);
        }
        let (state, amounts) = (&order.state, &order.amounts);
        Ok(Values {
            numbers: [
                Some(row),
                person,
                Some(order.created.utc_micros),
                Some(order.created.offset_seconds.into()),
                state.cancelled.map(|moment| moment.utc_micros),
                state.cancelled.map(|moment| moment.offset_seconds.into()),
                Some(facts),
                touch.transpose()?,
                amounts.lines,
                amounts.subtotal,
                Some(amounts.shipping),
                Some(amounts.taxes),
                Some(amounts.total),
                amounts.discount,
                Some(amounts.refunded),
                Some(source.file),
                Some(source.line),
                Some(source.rows),
                source.export_micros,
            ],
            texts: [
                Some(order_id),
                Some(&order.name),
                Some(&order.key.platform),
                order.touch.landing_page.as_deref(),
            ],
            lines: lines.finish(),
            fingerprint: source.fingerprint,
        })
    }

    fn write_children(&mut self, row: i64, record: &Record<'o, '_>) -> Result<(), Fault> {
        let order = record.prepared.order;
        for (position, code) in (0_i64..).zip(&order.codes) {
            self.codes.add([row.into(), position.into(), text(code)])?;
        }
        for (position, tag) in (0_i64..).zip(&order.state.tags) {
            self.tags.add([row.into(), position.into(), text(tag)])?;
        }
        Ok(())
    }

    /// Files that name orders only by name need the index that finds them; others do without.
    fn make_name_index(&mut self) -> Result<(), Fault> {
        if !std::mem::replace(&mut self.memory.has_name_index, true) {
            let sql =
                "CREATE INDEX IF NOT EXISTS orders_by_name ON orders (platform, name, placed)";
            self.connection.execute(sql, [])?;
        }
        Ok(())
    }
}

impl FoundOrder {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            stored: Stored::read(row)?,
            order_id: row.get(4)?,
            person: row.get(5)?,
        })
    }
}

/// The id under which an order is kept: once the platform's id is known, it stays.
pub(in crate::store) fn settled_id<'o>(order: &'o Order, found: Option<&'o FoundOrder>) -> &'o str {
    match found {
        Some(found) if is_named_only(order) => &found.order_id,
        Some(_) | None => &order.key.id,
    }
}

/// Gives a stored order the platform's id.
pub(in crate::store) fn set_id(
    connection: &Connection,
    row: i64,
    order_id: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE orders SET order_id = ?2 WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![row, order_id])?;
    Ok(())
}

const BY_ID: &str = "SELECT id, fingerprint, export_micros, file, order_id, person FROM orders
    WHERE platform = ?1 AND order_id = ?2";

const BY_NAME: &str = "SELECT id, fingerprint, export_micros, file, order_id, person FROM orders
    WHERE platform = ?1 AND name = ?2 AND placed = ?3 ORDER BY order_id LIMIT 1";

/// Orders kept under their name are found by the index of ids.
const NAMED_ONLY: &str = "SELECT id, fingerprint, export_micros, file, order_id, person FROM orders
    WHERE platform = ?1 AND order_id = ?2 AND name = ?2 AND placed = ?3";

/// A text as it is, without a copy.
fn text(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

fn is_named_only(order: &Order) -> bool {
    order.key.id == order.name
}
