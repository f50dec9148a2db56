//! How the orders of a file get into the books: those that are probably new are written many at a time,
//! without looking for each of them first; their ids say which of them were there.

use super::books::{Books, Incoming};
use super::error::Fault;
use super::files::FileId;
use super::identity::Hints;
use super::import::Outcome;
use super::prepared::PreparedOrder;
use super::write::{Table, orders, people};

/// Orders of one file on their way in.
pub(super) struct OrderBooks<'a, 'c, 'o> {
    pub(super) books: &'a mut Books,
    pub(super) people: &'a mut people::Memory,
    pub(super) hints: &'a mut Hints,
    pub(super) file: FileId,
    pub(super) writer: orders::Writer<'c, 'o>,
}

impl<'o> OrderBooks<'_, '_, 'o> {
    /// Stores orders: what became of each.
    pub(super) fn put_all(
        mut self,
        orders: impl Iterator<Item = PreparedOrder<'o>>,
    ) -> Result<Vec<Outcome>, Fault> {
        let connection = self.writer.connection();
        self.books
            .given
            .open(connection, Table::Orders, self.file)?;
        let mut outcomes = Vec::with_capacity(orders.size_hint().0);
        for (at, prepared) in orders.enumerate() {
            if self.writer.may_be_new(prepared.order) {
                let record = self.record(prepared, &prepared.order.key.id)?;
                let source = Books::source(&self.incoming(prepared));
                outcomes.push(Outcome::New);
                if self.writer.add_new(at, record, source) {
                    self.write_waiting(&mut outcomes)?;
                }
            } else {
                self.write_waiting(&mut outcomes)?;
                outcomes.push(self.put(prepared)?);
            }
        }
        self.write_waiting(&mut outcomes)?;
        self.writer.finish()?;
        self.books.changes.any |= outcomes.contains(&Outcome::New);
        Ok(outcomes)
    }

    /// Writes the orders that wait, and corrects what was said of those that were not new.
    fn write_waiting(&mut self, outcomes: &mut [Outcome]) -> Result<(), Fault> {
        for (at, prepared) in self.writer.write_waiting()? {
            outcomes[at] = self.put(prepared)?;
        }
        Ok(())
    }

    /// Stores one order after looking for it.
    fn put(&mut self, prepared: PreparedOrder<'o>) -> Result<Outcome, Fault> {
        let connection = self.writer.connection();
        let order = prepared.order;
        let mut incoming = self.incoming(prepared);
        let source = Books::source(&incoming);
        let found = self.writer.find(order)?;
        self.writer.note_known(found.is_some());
        let Some(found) = found else {
            let record = self.record(prepared, &order.key.id)?;
            self.writer.write_new(&record, &source)?;
            return Ok(Outcome::New);
        };
        let order_id = orders::settled_id(order, Some(&found));
        let row = found.stored.row;
        if found.order_id != order_id {
            orders::set_id(connection, row, order_id)?;
            self.books.changes.any = true;
        }
        let is_same = found.stored.fingerprint == incoming.fingerprint;
        if !is_same && self.writer.is_beginning(order, &found.stored)? {
            incoming.fingerprint = found.stored.fingerprint;
        }
        let outcome = self.books.settle(connection, &incoming, &found.stored)?;
        if outcome == Outcome::Updated {
            let record = self.record(prepared, order_id)?;
            self.writer.write_over(row, &record, &source)?;
        } else {
            self.hear_again(prepared, found.person, outcome)?;
        }
        Ok(outcome)
    }

    /// What an order that stays as it is hints at: it may have been stored before there were hints, or
    /// without what it hints at now; and what an older order hints at is said once only.
    fn hear_again(
        &mut self,
        prepared: PreparedOrder<'o>,
        stored: Option<i64>,
        outcome: Outcome,
    ) -> Result<(), Fault> {
        let Some(buyer) = prepared.buyer.filter(|buyer| buyer.clues.is_some()) else {
            return Ok(());
        };
        let connection = self.writer.connection();
        let person = match outcome {
            Outcome::Unchanged => stored,
            Outcome::New
            | Outcome::Updated
            | Outcome::Older
            | Outcome::Repeated
            | Outcome::Forgotten => self.people.known_row(connection, buyer)?,
        };
        match person {
            Some(person) => self.hints.add(connection, person, buyer.clues),
            None => Ok(()),
        }
    }

    fn incoming(&self, prepared: PreparedOrder<'_>) -> Incoming {
        Incoming {
            table: Table::Orders,
            file: self.file,
            line: prepared.order.source_line,
            rows: prepared.rows,
            fingerprint: prepared.fingerprint,
        }
    }

    /// What is written of the order. Its buyer is only looked for now: most orders are known already.
    fn record<'r>(
        &mut self,
        prepared: PreparedOrder<'o>,
        order_id: &'r str,
    ) -> Result<orders::Record<'o, 'r>, Fault> {
        let connection = self.writer.connection();
        let person = match prepared.buyer {
            Some(buyer) => {
                let row = self.people.row(connection, buyer)?;
                self.hints.add(connection, row, buyer.clues)?;
                Some(row)
            }
            None => None,
        };
        Ok(orders::Record {
            prepared,
            order_id,
            person,
        })
    }
}
