//! From orders as read to the columns of a snapshot: by person and time.
//!
//! Orders lie far apart in memory from their neighbours of the snapshot, so most of the time goes by
//! waiting for them; two threads wait half as long.

use std::thread;

use super::orders::{OrdersPiece, Products, RawOrder, TouchPlace};
use super::people::{Buyers, Numbers};
use super::repeated::{RawFacts, Repeated, Utm};
use crate::store::snapshot::{
    Dictionary, Lines, Lists, NO_PERSON, OrderFacts, OrderMoney, OrderTouch, OrderWords, Orders,
    PersonId, Product, Sharing, TextId, Texts,
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
            products: self.products.numbered_in(words),
            places: &sequence.places,
        };
        let (mut orders, facts, (codes, tags, lines, names)) = thread::scope(|scope| {
            let lists = scope.spawn(|| {
                let (codes, tags) = in_order.lists();
                (codes, tags, in_order.lines(), in_order.names())
            });
            let (orders, facts) = in_order.orders();
            let lists = lists.join();
            (
                orders,
                facts,
                lists.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            )
        });
        orders.person = sequence.owners();
        orders.codes = codes;
        orders.facts.tags = tags;
        orders.lines = lines;
        let buyers = in_order.buyers(sequence.first_order, &facts);
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
    /// Every product, by the dictionary.
    products: Vec<Product>,
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

    /// The columns with one value per order, and the place of each order's words.
    fn orders(&self) -> (Orders, Vec<u32>) {
        let count = self.places.len();
        let mut orders = with_room(count);
        let mut places = Vec::with_capacity(count);
        let mut words = Sharing::with_room(count, self.facts.len());
        // The last place is that of no values.
        let mut utm = Sharing::with_room(count, self.touches.len() + 1);
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

            match order.touch {
                TouchPlace::Nowhere => utm.push(self.touches.len(), || [None; 5]),
                TouchPlace::Shared(place) => {
                    utm.push(place as usize, || self.touches[place as usize]);
                }
                TouchPlace::Piece(place) => {
                    let own = found.piece.touches[place as usize];
                    utm.push_own(own.map(|value| found.number(value)));
                }
            }
            let landing_page = found.number(order.landing_page);
            orders.touch.landing_page.push(landing_page);

            let facts = &mut orders.facts;
            places.push(order.facts);
            words.push(order.facts as usize, || self.words(order.facts));
            facts.cancelled.push(order.cancelled);
            facts.tax_basis.push(arithmetic.tax_basis);
            facts.lines_disagree.push(arithmetic.lines_disagree);
        }
        orders.facts.words = words.finish();
        orders.touch.utm = utm.finish();
        (orders, places)
    }

    fn words(&self, place: u32) -> OrderWords {
        let facts = &self.facts[place as usize];
        OrderWords {
            financial: facts.financial,
            source: facts.source,
            payment_method: facts.payment_method,
            country: facts.country,
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
        let mut first_line = Vec::with_capacity(self.places.len() + 1);
        let mut product = Sharing::with_room(count, self.products.len());
        let mut next = 0;
        for found in self.iter() {
            first_line.push(next);
            let lines = found.piece.lines.of(found.at);
            for &place in lines {
                product.push(place as usize, || self.products[place as usize]);
            }
            next += lines.len() as u32;
        }
        first_line.push(next);
        Lines {
            first_line,
            product: product.finish(),
        }
    }

    fn names(&self) -> Texts {
        let mut names = Texts::with_room(self.places.len(), 8 * self.places.len());
        for found in self.iter() {
            names.push(found.piece.name(found.at));
        }
        names
    }

    /// What the orders say of each person: the last one that says something.
    fn buyers(&self, first_order: Vec<u32>, facts: &[u32]) -> Buyers {
        let mut buyers = Buyers {
            accepts_marketing: Vec::with_capacity(first_order.len()),
            country: Vec::with_capacity(first_order.len()),
            first_order: Vec::new(),
        };
        for span in first_order.windows(2) {
            let theirs = span[0] as usize..span[1] as usize;
            let last_first = || {
                let places = facts[theirs.clone()].iter().rev();
                places.map(|&place| &self.facts[place as usize])
            };
            let country = last_first().find_map(|facts| facts.country);
            buyers.country.push(country);
            let said = last_first().find_map(|facts| facts.accepts_marketing);
            buyers.accepts_marketing.push(said);
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
            cancelled: column(count),
            tax_basis: column(count),
            lines_disagree: column(count),
            ..OrderFacts::default()
        },
        touch: OrderTouch {
            landing_page: column(count),
            ..OrderTouch::default()
        },
        origin: column(count),
        ..Orders::default()
    }
}
