//! Orders and their lines, as read: in file order, with words numbered as they come.

use std::collections::HashMap;

use rusqlite::Connection;

use super::cells::{Cells, Children, Words};
use super::pieces::Plan;
use super::repeated::{Utm, missing};
use super::rows::ByRow;
use crate::model::money::Currency;
use crate::model::order::{Amounts, Arithmetic, OrderRef, OrderTouch};
use crate::model::utm::{Touch, UtmField};
use crate::store::error::Fault;
use crate::store::files::from_stored;
use crate::store::order_lines;
use crate::store::snapshot::{Dictionary, Origin, Product, TextId, Texts};

/// One order. Texts are numbers in the words of its piece.
pub(super) struct RawOrder {
    pub(super) person: Option<i64>,
    pub(super) placed: i64,
    pub(super) platform: TextId,
    pub(super) cancelled: bool,
    pub(super) money: RawMoney,
    /// The place of its words.
    pub(super) facts: u32,
    pub(super) touch: TouchPlace,
    pub(super) landing_page: Option<TextId>,
    pub(super) origin: Origin,
}

pub(super) struct RawMoney {
    pub(super) arithmetic: Arithmetic,
    pub(super) refunded: i64,
    pub(super) total: i64,
}

/// Where the UTM values of an order are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TouchPlace {
    /// It has none.
    Nowhere,
    /// Among those that many orders share.
    Shared(u32),
    /// Among those of its piece.
    Piece(u32),
}

/// The orders of a range of rows, with their child rows.
#[derive(Default)]
pub(super) struct OrdersPiece {
    pub(super) words: Words,
    pub(super) orders: Vec<RawOrder>,
    /// Of each order its id and its name, in turn.
    keys: Texts,
    /// The places of the products that lines sold.
    pub(super) lines: Children<u32>,
    pub(super) codes: Children<TextId>,
    pub(super) tags: Children<TextId>,
    /// UTM values that another file told, in words of the piece.
    pub(super) touches: Vec<Utm>,
}

/// How many bytes the id and the name of an order have, about.
const KEY_LETTERS: usize = 24;

impl OrdersPiece {
    /// Reads the orders of a range of rows, without its end.
    pub(super) fn read(
        connection: &Connection,
        plan: &Plan<'_>,
        range: [i64; 2],
    ) -> Result<Self, Fault> {
        let sql =
            "SELECT id, facts, platform, order_id, name, person, placed, cancelled IS NOT NULL,
                touch, lines_sum, subtotal, shipping, taxes, total, discount, refunded,
                landing_page, file, source_line, lines
            FROM orders WHERE id >= ?1 AND id < ?2 ORDER BY id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(range)?;
        let room = usize::try_from(range[1].saturating_sub(range[0])).unwrap_or(0);
        let room = room.min(1 << 20);
        let mut ids = Vec::with_capacity(room);
        let mut piece = Self {
            orders: Vec::with_capacity(room),
            keys: Texts::with_room(2 * room, KEY_LETTERS * room),
            ..Self::default()
        };
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            let id = cells.take()?;
            let facts = plan.repeated.facts_of(cells.take()?)?;
            if plan.counted[facts as usize] {
                ids.push(id);
                piece.push(&mut cells, facts, plan)?;
            }
        }
        piece.read_children(connection, range, &ids)?;
        Ok(piece)
    }

    fn push(
        &mut self,
        cells: &mut Cells<'_, '_>,
        facts: u32,
        plan: &Plan<'_>,
    ) -> Result<(), Fault> {
        let words = &mut self.words;
        let platform = cells.take_name(words)?;
        for _ in 0..2 {
            self.keys.push(cells.take_str()?.unwrap_or_default());
        }
        self.orders.push(RawOrder {
            platform,
            facts,
            person: cells.take()?,
            placed: cells.take()?,
            cancelled: cells.take()?,
            touch: match cells.take()? {
                Some(row) => TouchPlace::Shared(plan.repeated.touch_of(row)?),
                None => TouchPlace::Nowhere,
            },
            money: read_money(cells)?,
            landing_page: cells.take_text(words)?,
            origin: Origin {
                file: cells.take()?,
                line: from_stored(cells.take()?),
            },
        });
        self.lines.begin();
        for product in order_lines::products(cells.take_str()?.unwrap_or_default()) {
            self.lines.add(plan.products.place(product?)?);
        }
        Ok(())
    }

    fn read_children(
        &mut self,
        connection: &Connection,
        range: [i64; 2],
        ids: &[i64],
    ) -> Result<(), Fault> {
        let words = &mut self.words;
        let sql = "SELECT order_row, code FROM order_codes
            WHERE order_row >= ?1 AND order_row < ?2 ORDER BY order_row, position";
        self.codes = Children::read(connection, (sql, range), ids, |cells| {
            cells.take_name(words)
        })?;
        let sql = "SELECT order_row, tag FROM order_tags
            WHERE order_row >= ?1 AND order_row < ?2 ORDER BY order_row, position";
        self.tags = Children::read(connection, (sql, range), ids, |cells| {
            cells.take_name(words)
        })?;
        Ok(())
    }

    /// The id of the order at a position.
    pub(super) fn order_id(&self, at: usize) -> &str {
        self.keys.get(2 * at)
    }

    /// The name of the order at a position.
    pub(super) fn name(&self, at: usize) -> &str {
        self.keys.get(2 * at + 1)
    }

    /// Gives orders that carry no UTM value what another file says of them.
    pub(super) fn complete(&mut self, companions: &Companions<'_>) {
        for (at, order) in self.orders.iter_mut().enumerate() {
            if order.touch != TouchPlace::Nowhere {
                continue;
            }
            let (id, name) = (self.keys.get(2 * at), self.keys.get(2 * at + 1));
            if let Some(touch) = companions.find(id, name) {
                let words = &mut self.words.all;
                order.touch = TouchPlace::Piece(self.touches.len() as u32);
                let utm = UtmField::ALL.map(|field| Some(words.intern(touch.get(field)?)));
                self.touches.push(utm);
                let page = touch.landing_page.as_deref();
                let page = page.map(|page| words.intern(page));
                order.landing_page = order.landing_page.or(page);
            }
        }
    }
}

fn read_money(cells: &mut Cells<'_, '_>) -> Result<RawMoney, Fault> {
    let amounts = Amounts {
        // The arithmetic of an order is the same in every currency.
        currency: Currency::NONE,
        lines: cells.take()?,
        subtotal: cells.take()?,
        shipping: cells.take()?,
        taxes: cells.take()?,
        total: cells.take()?,
        discount: cells.take()?,
        refunded: cells.take()?,
    };
    Ok(RawMoney {
        arithmetic: amounts.arithmetic(),
        refunded: amounts.refunded,
        total: amounts.total,
    })
}

/// What other files say of orders, found by id, else by name. Of one order the last one counts.
pub(super) struct Companions<'a> {
    by_id: HashMap<&'a str, &'a Touch>,
    by_name: HashMap<&'a str, &'a Touch>,
}

impl<'a> Companions<'a> {
    /// Those that say something.
    pub(super) fn of(companions: &'a [OrderTouch]) -> Self {
        let (mut by_id, mut by_name) = (HashMap::new(), HashMap::new());
        for companion in companions.iter().filter(|c| c.touch.has_utm()) {
            if let Some(id) = &companion.order.id {
                by_id.insert(id.as_str(), &companion.touch);
            }
            if let Some(name) = &companion.order.name {
                by_name.insert(name.as_str(), &companion.touch);
            }
        }
        Self { by_id, by_name }
    }

    /// Whether no order can be found.
    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.by_name.is_empty()
    }

    fn find(&self, id: &str, name: &str) -> Option<&'a Touch> {
        let by_name = || self.by_name.get(OrderRef::fold(name).as_str());
        self.by_id.get(id).or_else(by_name).copied()
    }
}

/// Every product.
#[derive(Default)]
pub(super) struct Products {
    words: Words,
    all: Vec<Product>,
    places: ByRow,
}

impl Products {
    /// Reads all of them.
    pub(super) fn read(connection: &Connection) -> Result<Self, Fault> {
        let mut products = Self::default();
        let mut statement =
            connection.prepare_cached("SELECT id, title, sku FROM products ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            let (mut cells, words) = (Cells::of(row), &mut products.words);
            ids.push(cells.take()?);
            products.all.push(Product {
                title: cells.take_name(words)?,
                sku: cells.take_text(words)?,
            });
        }
        products.places = ByRow::of(&ids);
        Ok(products)
    }

    /// All of them, with words numbered in a dictionary.
    pub(super) fn numbered_in(&self, words: &mut Dictionary) -> Vec<Product> {
        let numbers = self.words.numbers_in(words);
        let number = |word: TextId| numbers[word.index()];
        let numbered = |product: &Product| Product {
            title: number(product.title),
            sku: product.sku.map(number),
        };
        self.all.iter().map(numbered).collect()
    }

    /// The place of a product among all.
    fn place(&self, row: i64) -> Result<u32, Fault> {
        let place = self.places.get(row);
        place.ok_or_else(|| missing("products", row))
    }
}
