//! From orders as read to the columns of a snapshot: by person and time.
//!
//! Orders lie far apart in memory from their neighbours of the snapshot, so most of the time goes by
//! waiting for them; two threads wait half as long.

use std::thread;

use super::orders::{OrdersPiece, Products, RawOrder, TouchPlace};
use super::people::{Buyers, Numbers};
use super::repeated::{RawFacts, Repeated, Utm};
use crate::store::snapshot::{
    Dictionary, Lines, Lists, NO_PERSON, OrderFacts, OrderMoney, OrderTouch, Orders, PersonId,
    TextId, Texts,
};

/// The orders of one currency, as read.
pub(super) struct RawOrders {
    pub(super) pieces: Vec<OrdersPiece>,
    pub(super) products: Products,
    pub(super) repeated: Repeated,
    /// Whether orders with the words at each place count.
    pub(super) counted: Vec<bool>,
}

/// Where an order is among the pieces.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    placed: i64,
    piece: u32,
    at: u32,
}

/// All orders, sorted by person, moment and key; those of nobody last.
pub(super) struct Sequence {
    places: Vec<Place>,
    /// As in [`crate::store::snapshot::People`].
    first_order: Vec<u32>,
}

/// An order with what other files call it.
pub(super) struct CalledOrder<'a> {
    pub(super) order: &'a RawOrder,
    pub(super) platform: &'a str,
    pub(super) id: &'a str,
    pub(super) name: &'a str,
}

impl RawOrders {
    /// The rows of the people who bought.
    pub(super) fn people(&self) -> impl Iterator<Item = i64> {
        let counted = self.pieces.iter().flat_map(|piece| self.counted(piece));
        counted.filter_map(|(_, order)| order.person)
    }

    /// The orders of the currency with their positions.
    fn counted<'p>(
        &'p self,
        piece: &'p OrdersPiece,
    ) -> impl Iterator<Item = (usize, &'p RawOrder)> {
        let orders = piece.orders.iter().enumerate();
        orders.filter(|(_, order)| self.counted[order.facts as usize])
    }

    /// Sorts the orders. People have few orders each, so counting these does most of it.
    pub(super) fn sequence(&self, numbers: &Numbers) -> Sequence {
        let nobody = numbers.len();
        let owner = |order: &RawOrder| {
            let number = order.person.and_then(|row| numbers.get(row));
            number.map_or(nobody, |number| number as usize)
        };
        let mut ends = vec![0_u32; nobody + 2];
        for (_, order) in self.pieces.iter().flat_map(|piece| self.counted(piece)) {
            ends[owner(order) + 1] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            total += *end;
            *end = total;
        }
        let first_order = ends[..=nobody].to_vec();
        let mut places = vec![Place::default(); total as usize];
        for (piece, orders) in (0_u32..).zip(&self.pieces) {
            for (at, order) in self.counted(orders) {
                let next = &mut ends[owner(order)];
                places[*next as usize] = Place {
                    placed: order.placed,
                    piece,
                    at: at as u32,
                };
                *next += 1;
            }
        }
        let mut start = 0;
        for &end in &ends[..=nobody] {
            self.sort(&mut places[start..end as usize]);
            start = end as usize;
        }
        Sequence {
            places,
            first_order,
        }
    }

    fn sort(&self, places: &mut [Place]) {
        let key = |place: &Place| {
            let (piece, at) = (&self.pieces[place.piece as usize], place.at as usize);
            let platform = piece.words.all.get(piece.orders[at].platform);
            (platform, piece.order_id(at))
        };
        places.sort_unstable_by(|left, right| {
            let by_time = left.placed.cmp(&right.placed);
            by_time.then_with(|| key(left).cmp(&key(right)))
        });
    }

    /// The orders in their sequence, with what other files call them.
    pub(super) fn in_sequence<'a>(
        &'a self,
        sequence: &'a Sequence,
    ) -> impl Iterator<Item = CalledOrder<'a>> {
        sequence.places.iter().map(|place| {
            let (piece, at) = (&self.pieces[place.piece as usize], place.at as usize);
            let order = &piece.orders[at];
            CalledOrder {
                order,
                platform: piece.words.all.get(order.platform),
                id: piece.order_id(at),
                name: piece.name(at),
            }
        })
    }

    /// The columns of orders and lines, with words numbered in a dictionary and names left out; the
    /// names; and what the orders say of each person.
    pub(super) fn lay_out(
        &self,
        sequence: Sequence,
        words: &mut Dictionary,
    ) -> (Orders, Texts, Buyers) {
        let number_words = |piece: &'_ OrdersPiece| piece.words.numbers_in(words);
        let numbers: Vec<Vec<TextId>> = self.pieces.iter().map(number_words).collect();
        let (facts, touches) = self.repeated.numbered_in(words);
        let in_order = InOrder {
            pieces: &self.pieces,
            numbers: &numbers,
            facts,
            touches,
            products: self.products.numbers_in(words),
            rows: &self.products,
            places: &sequence.places,
        };
        let (mut orders, (codes, tags, lines, names)) = thread::scope(|scope| {
            let lists = scope.spawn(|| {
                let (codes, tags) = in_order.lists();
                (codes, tags, in_order.lines(), in_order.names())
            });
            let orders = in_order.orders();
            let lists = lists.join();
            (
                orders,
                lists.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            )
        });
        orders.person = sequence.owners();
        orders.codes = codes;
        orders.facts.tags = tags;
        orders.lines = lines;
        let buyers = in_order.buyers(sequence.first_order, &orders.facts.country);
        (orders, names, buyers)
    }
}

impl Sequence {
    /// The buyer of each order.
    fn owners(&self) -> Vec<PersonId> {
        let mut owners = vec![NO_PERSON; self.places.len()];
        for (person, span) in (0..).zip(self.first_order.windows(2)) {
            owners[span[0] as usize..span[1] as usize].fill(person);
        }
        owners
    }
}

/// The orders of all pieces in their sequence.
struct InOrder<'a> {
    pieces: &'a [OrdersPiece],
    /// The dictionary's numbers of the words of each piece.
    numbers: &'a [Vec<TextId>],
    /// What many orders share, by the dictionary.
    facts: Vec<RawFacts>,
    touches: Vec<Utm>,
    /// Title and stock keeping unit of every product, by the dictionary.
    products: Vec<(TextId, Option<TextId>)>,
    rows: &'a Products,
    places: &'a [Place],
}

/// One order with what it takes to read it.
struct Found<'a> {
    piece: &'a OrdersPiece,
    numbers: &'a [TextId],
    at: usize,
}

impl<'a> Found<'a> {
    fn order(&self) -> &'a RawOrder {
        &self.piece.orders[self.at]
    }

    fn number(&self, word: Option<TextId>) -> Option<TextId> {
        word.map(|word| self.numbers[word.index()])
    }

    fn numbers_of(&self, words: &'a [TextId]) -> impl Iterator<Item = TextId> {
        words.iter().map(|word| self.numbers[word.index()])
    }
}

impl InOrder<'_> {
    fn iter(&self) -> impl ExactSizeIterator<Item = Found<'_>> {
        self.places.iter().map(|place| self.found(*place))
    }

    fn found(&self, place: Place) -> Found<'_> {
        Found {
            piece: &self.pieces[place.piece as usize],
            numbers: &self.numbers[place.piece as usize],
            at: place.at as usize,
        }
    }

    /// The columns with one value per order.
    fn orders(&self) -> Orders {
        let mut orders = with_room(self.places.len());
        for found in self.iter() {
            let order = found.order();
            orders.placed.push(order.placed);
            orders.origin.push(order.origin);

            let (money, arithmetic) = (&mut orders.money, &order.money.arithmetic);
            money.gross.push(arithmetic.gross);
            money.discounts.push(arithmetic.discounts);
            money.net.push(arithmetic.net);
            money.refunded.push(order.money.refunded);
            money.total.push(order.money.total);

            for (column, value) in orders.touch.utm.iter_mut().zip(self.utm(&found)) {
                column.push(value);
            }
            let landing_page = found.number(order.landing_page);
            orders.touch.landing_page.push(landing_page);

            let (facts, shared) = (&mut orders.facts, &self.facts[order.facts as usize]);
            facts.source.push(shared.source);
            facts.payment_method.push(shared.payment_method);
            facts.country.push(shared.country);
            facts.financial.push(shared.financial);
            facts.cancelled.push(order.cancelled);
            facts.tax_basis.push(arithmetic.tax_basis);
            facts.lines_disagree.push(arithmetic.lines_disagree);
        }
        orders
    }

    fn utm(&self, found: &Found<'_>) -> Utm {
        match found.order().touch {
            TouchPlace::Nowhere => [None; 5],
            TouchPlace::Shared(place) => self.touches[place as usize],
            TouchPlace::Piece(place) => {
                found.piece.touches[place as usize].map(|value| found.number(value))
            }
        }
    }

    /// Codes and tags.
    fn lists(&self) -> (Lists, Lists) {
        let (mut codes, mut tags) = (Lists::default(), Lists::default());
        for found in self.iter() {
            codes.push(found.numbers_of(found.piece.codes.of(found.at)));
            tags.push(found.numbers_of(found.piece.tags.of(found.at)));
        }
        (codes, tags)
    }

    fn lines(&self) -> Lines {
        let count = self.pieces.iter().map(|piece| piece.lines.len()).sum();
        let mut lines = Lines {
            first_line: Vec::with_capacity(self.places.len() + 1),
            title: Vec::with_capacity(count),
            sku: Vec::with_capacity(count),
            quantity: Vec::with_capacity(count),
            price: Vec::with_capacity(count),
        };
        for found in self.iter() {
            lines.first_line.push(lines.title.len() as u32);
            for line in found.piece.lines.of(found.at) {
                // A line always has its product; without one it would not be a line.
                let Some(product) = self.rows.place(line.product) else {
                    continue;
                };
                let (title, sku) = self.products[product];
                lines.title.push(title);
                lines.sku.push(sku);
                lines.quantity.push(line.quantity);
                lines.price.push(line.price);
            }
        }
        lines.first_line.push(lines.title.len() as u32);
        lines
    }

    fn names(&self) -> Texts {
        let mut names = Texts::with_room(self.places.len(), 8 * self.places.len());
        for found in self.iter() {
            names.push(found.piece.name(found.at));
        }
        names
    }

    /// What the orders say of each person: the last one that says something.
    fn buyers(&self, first_order: Vec<u32>, country: &[Option<TextId>]) -> Buyers {
        let mut buyers = Buyers {
            accepts_marketing: Vec::with_capacity(first_order.len()),
            country: Vec::with_capacity(first_order.len()),
            first_order: Vec::new(),
        };
        for span in first_order.windows(2) {
            let theirs = span[0] as usize..span[1] as usize;
            let last = country[theirs.clone()].iter().rev().flatten().next();
            buyers.country.push(last.copied());
            let said = |place: &Place| {
                let facts = self.found(*place).order().facts;
                self.facts[facts as usize].accepts_marketing
            };
            let last = self.places[theirs].iter().rev().find_map(said);
            buyers.accepts_marketing.push(last);
        }
        buyers.first_order = first_order;
        buyers
    }
}

/// Columns with room for so many orders: growing them would copy most of them twice.
fn with_room(count: usize) -> Orders {
    fn column<T>(count: usize) -> Vec<T> {
        Vec::with_capacity(count)
    }
    Orders {
        placed: column(count),
        money: OrderMoney {
            gross: column(count),
            discounts: column(count),
            net: column(count),
            refunded: column(count),
            total: column(count),
        },
        facts: OrderFacts {
            financial: column(count),
            cancelled: column(count),
            source: column(count),
            payment_method: column(count),
            country: column(count),
            tax_basis: column(count),
            lines_disagree: column(count),
            ..OrderFacts::default()
        },
        touch: OrderTouch {
            utm: std::array::from_fn(|_| column(count)),
            landing_page: column(count),
        },
        origin: column(count),
        ..Orders::default()
    }
}
