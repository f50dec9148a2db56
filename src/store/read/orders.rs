//! Orders and their lines: read in file order, laid out by person and time.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Renumbering;
use super::cells::{Cells, Children};
use super::people::{Buyers, Numbers};
use crate::model::money::Currency;
use crate::model::order::{Amounts, FinancialStatus, OrderRef, OrderTouch};
use crate::model::utm::UtmField;
use crate::store::error::Fault;
use crate::store::files::from_stored;
use crate::store::snapshot::{Dictionary, Lines, NO_PERSON, Orders, Origin, PersonId, TextId};

struct RawOrder {
    person: Option<i64>,
    placed: i64,
    platform: TextId,
    order_id: String,
    name: TextId,
    amounts: Amounts,
    facts: RawFacts,
    /// UTM values in the order of `UtmField::ALL`.
    utm: [Option<TextId>; 5],
    landing_page: Option<TextId>,
    origin: Origin,
}

struct RawFacts {
    financial: FinancialStatus,
    cancelled: bool,
    source: Option<TextId>,
    payment_method: Option<TextId>,
    country: Option<TextId>,
    accepts_marketing: Option<bool>,
}

struct RawLine {
    title: TextId,
    sku: Option<TextId>,
    quantity: i64,
    price: Option<i64>,
}

/// Orders of one currency as read, with their child rows.
pub(super) struct RawOrders {
    orders: Vec<RawOrder>,
    lines: Children<RawLine>,
    codes: Children<TextId>,
    tags: Children<TextId>,
}

impl RawOrders {
    /// Reads every order of a currency.
    pub(super) fn read(
        connection: &Connection,
        currency: Currency,
        texts: &mut Dictionary,
    ) -> Result<Self, Fault> {
        let sql = "SELECT id, person, placed, platform, order_id, name,
                lines_sum, subtotal, shipping, taxes, total, discount, refunded,
                financial, cancelled IS NOT NULL, source, payment_method, country,
                accepts_marketing,
                utm_source, utm_medium, utm_campaign, utm_content, utm_term, landing_page,
                file, source_line
            FROM orders WHERE currency = ?1 ORDER BY id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([currency.code()])?;
        let (mut ids, mut orders) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            ids.push(cells.take()?);
            orders.push(RawOrder::read(&mut cells, currency, texts)?);
        }
        let sql = "SELECT order_lines.id >> 20, title, sku, quantity, price
            FROM order_lines JOIN products ON products.id = product ORDER BY order_lines.id";
        let lines = Children::read(connection, sql, &ids, |cells| {
            Ok(RawLine {
                title: cells.take_name(texts)?,
                sku: cells.take_text(texts)?,
                quantity: cells.take()?,
                price: cells.take()?,
            })
        })?;
        let sql = "SELECT order_row, code FROM order_codes ORDER BY order_row, position";
        let codes = Children::read(connection, sql, &ids, |cells| cells.take_name(texts))?;
        let sql = "SELECT order_row, tag FROM order_tags ORDER BY order_row, position";
        let tags = Children::read(connection, sql, &ids, |cells| cells.take_name(texts))?;
        Ok(Self {
            orders,
            lines,
            codes,
            tags,
        })
    }

    /// Gives orders that carry no UTM value what another file says of them, found by id, else by
    /// name. Of one order the last companion counts.
    pub(super) fn complete(&mut self, companions: &[OrderTouch], texts: &mut Dictionary) {
        if companions.is_empty() {
            return;
        }
        let (mut by_id, mut by_name) = (HashMap::new(), HashMap::new());
        for companion in companions.iter().filter(|c| c.touch.has_utm()) {
            if let Some(id) = &companion.order.id {
                by_id.insert(id.as_str(), &companion.touch);
            }
            if let Some(name) = &companion.order.name {
                by_name.insert(name.as_str(), &companion.touch);
            }
        }
        let is_silent = |order: &&mut RawOrder| order.utm.iter().all(Option::is_none);
        for order in self.orders.iter_mut().filter(is_silent) {
            let name = OrderRef::fold(texts.get(order.name));
            let found = by_id.get(order.order_id.as_str());
            if let Some(touch) = found.or_else(|| by_name.get(name.as_str())) {
                order.utm = UtmField::ALL.map(|field| Some(texts.intern(touch.get(field)?)));
                let page = touch.landing_page.as_deref();
                let page = page.map(|page| texts.intern(page));
                order.landing_page = order.landing_page.or(page);
            }
        }
    }

    /// The rows of the people who bought.
    pub(super) fn people(&self) -> impl Iterator<Item = i64> {
        self.orders.iter().filter_map(|order| order.person)
    }

    /// The positions of all orders, sorted by person, moment and key; those of nobody last.
    pub(super) fn sequence(&self, numbers: &Numbers, texts: &Dictionary) -> Vec<(PersonId, usize)> {
        let mut sequence: Vec<(PersonId, usize)> = self
            .orders
            .iter()
            .enumerate()
            .map(|(at, order)| (number_of(order, numbers), at))
            .collect();
        let orders = &self.orders;
        sequence.sort_unstable_by(|&(left_person, left), &(right_person, right)| {
            let (left, right) = (&orders[left], &orders[right]);
            left_person
                .cmp(&right_person)
                .then_with(|| left.placed.cmp(&right.placed))
                .then_with(|| texts.get(left.platform).cmp(texts.get(right.platform)))
                .then_with(|| left.order_id.cmp(&right.order_id))
        });
        sequence
    }

    /// The columns of orders and lines in a sequence.
    pub(super) fn lay_out(
        &self,
        sequence: &[(PersonId, usize)],
        texts: &mut Renumbering,
    ) -> Orders {
        let mut columns = Orders::default();
        let mut lines = Lines::default();
        for &(person, at) in sequence {
            columns.person.push(person);
            self.orders[at].push_to(&mut columns, texts);
            columns.codes.push(texts.number_all(self.codes.of(at)));
            columns.facts.tags.push(texts.number_all(self.tags.of(at)));
            lines.first_line.push(lines.title.len() as u32);
            for line in self.lines.of(at) {
                lines.title.push(texts.number(line.title));
                lines.sku.push(line.sku.map(|id| texts.number(id)));
                lines.quantity.push(line.quantity);
                lines.price.push(line.price);
            }
        }
        lines.first_line.push(lines.title.len() as u32);
        columns.lines = lines;
        columns
    }

    /// What the orders say of each person.
    pub(super) fn by_person(&self, sequence: &[(PersonId, usize)], people: usize) -> Buyers {
        let mut buyers = Buyers {
            first_order: vec![0; people + 1],
            accepts_marketing: vec![None; people],
            country: vec![None; people],
        };
        for &(person, at) in sequence.iter().filter(|(person, _)| *person != NO_PERSON) {
            let (person, facts) = (person as usize, &self.orders[at].facts);
            buyers.first_order[person + 1] += 1;
            // Orders come oldest first, so the last one that says something stays.
            if facts.accepts_marketing.is_some() {
                buyers.accepts_marketing[person] = facts.accepts_marketing;
            }
            if facts.country.is_some() {
                buyers.country[person] = facts.country;
            }
        }
        let mut total = 0;
        for end in &mut buyers.first_order {
            total += *end;
            *end = total;
        }
        buyers
    }
}

impl RawOrder {
    fn read(
        cells: &mut Cells<'_, '_>,
        currency: Currency,
        texts: &mut Dictionary,
    ) -> Result<Self, Fault> {
        Ok(Self {
            person: cells.take()?,
            placed: cells.take()?,
            platform: cells.take_name(texts)?,
            order_id: cells.take()?,
            name: cells.take_name(texts)?,
            amounts: read_amounts(cells, currency)?,
            facts: RawFacts {
                financial: cells.take_word(status_of)?,
                cancelled: cells.take()?,
                source: cells.take_text(texts)?,
                payment_method: cells.take_text(texts)?,
                country: cells.take_text(texts)?,
                accepts_marketing: cells.take()?,
            },
            utm: [
                cells.take_text(texts)?,
                cells.take_text(texts)?,
                cells.take_text(texts)?,
                cells.take_text(texts)?,
                cells.take_text(texts)?,
            ],
            landing_page: cells.take_text(texts)?,
            origin: Origin {
                file: cells.take()?,
                line: from_stored(cells.take()?),
            },
        })
    }

    fn push_to(&self, columns: &mut Orders, texts: &mut Renumbering) {
        columns.placed.push(self.placed);
        columns.origin.push(self.origin);

        let arithmetic = self.amounts.arithmetic();
        let money = &mut columns.money;
        money.gross.push(arithmetic.gross);
        money.discounts.push(arithmetic.discounts);
        money.net.push(arithmetic.net);
        money.refunded.push(self.amounts.refunded);
        money.total.push(self.amounts.total);

        let mut number = |id: Option<TextId>| id.map(|id| texts.number(id));
        for (column, &value) in columns.touch.utm.iter_mut().zip(&self.utm) {
            column.push(number(value));
        }
        columns.touch.landing_page.push(number(self.landing_page));

        let facts = &mut columns.facts;
        facts.source.push(number(self.facts.source));
        facts.payment_method.push(number(self.facts.payment_method));
        facts.country.push(number(self.facts.country));
        facts.name.push(texts.number(self.name));
        facts.financial.push(self.facts.financial);
        facts.cancelled.push(self.facts.cancelled);
        facts.tax_basis.push(arithmetic.tax_basis);
        facts.lines_disagree.push(arithmetic.lines_disagree);
    }
}

fn read_amounts(cells: &mut Cells<'_, '_>, currency: Currency) -> Result<Amounts, Fault> {
    Ok(Amounts {
        currency,
        lines: cells.take()?,
        subtotal: cells.take()?,
        shipping: cells.take()?,
        taxes: cells.take()?,
        total: cells.take()?,
        discount: cells.take()?,
        refunded: cells.take()?,
    })
}

/// The word as stored, exactly: quicker than reading it as a file would write it.
fn status_of(word: &str) -> Option<FinancialStatus> {
    FinancialStatus::ALL
        .into_iter()
        .find(|status| status.id() == word)
}

fn number_of(order: &RawOrder, numbers: &Numbers) -> PersonId {
    let number = order.person.and_then(|row| numbers.get(row));
    number.unwrap_or(NO_PERSON)
}
