//! The flash sale: baskets look better than ever, and much of it comes back.

use super::calendar;
use super::catalogue::{Basket, Size};
use super::order::{Cause, Fate};
use super::random::Topic;
use super::shop::Shop;

/// The two days of the sale, 2026-02-13 and 14.
pub(super) const DAYS: std::ops::RangeInclusive<i32> = 408..=409;

/// The four weeks before, which the sale is compared with.
pub(super) const BEFORE: std::ops::RangeInclusive<i32> = 380..=407;

/// Orders of the sale.
const ORDERS: usize = 200;

/// Gross value per order against the weeks before, in percent.
const GROSS_PERCENT: i64 = 118;

/// Baskets drawn for each order of the sale; the one nearest to the aim is kept.
const DRAWN: [Size; 8] = [
    Size::Normal,
    Size::Normal,
    Size::Large,
    Size::Large,
    Size::Large,
    Size::Large,
    Size::Rich,
    Size::Rich,
];

/// Refunds of goods in percent of what the sale sold after discounts.
const REFUND_PERCENT: i64 = 22;

/// Places the orders of the sale with people who are free on its days.
pub(super) fn place(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Flash);
    let mut free = shop.select(|person| DAYS.clone().all(|day| person.is_free(day)));
    stream.shuffle(&mut free);
    for &person in free.iter().take(ORDERS) {
        let day = stream.between(*DAYS.start(), *DAYS.end());
        shop.place(day, Some(person), Cause::Flash, Size::Normal);
    }
}

/// Draws the baskets towards the planted gross value and sends back goods up to the planted share.
pub(super) fn tune(shop: &mut Shop) {
    let (before, orders_before) = gross_before(shop);
    let mut stream = shop.stream(Topic::Flash);
    let sale: Vec<usize> = (0..shop.orders.len())
        .filter(|&position| shop.orders[position].cause == Cause::Flash)
        .collect();
    let mut sum = 0;
    for (position, &order) in (1_i64..).zip(&sale) {
        let goal = before * GROSS_PERCENT * position / (100 * orders_before.max(1));
        let drawn = DRAWN.map(|size| Basket::fill(size, &mut stream));
        let best = drawn
            .into_iter()
            .min_by_key(|basket| (sum + basket.gross() - goal).abs());
        if let Some(basket) = best {
            shop.orders[order].basket = basket;
        }
        sum += shop.orders[order].basket.gross();
    }
    let sold: i64 = sale
        .iter()
        .map(|&order| shop.orders[order].amounts().subtotal)
        .sum();
    let mut returned = 0;
    let mut order_of_returns = sale;
    stream.shuffle(&mut order_of_returns);
    for order in order_of_returns {
        if returned * 100 >= sold * REFUND_PERCENT {
            break;
        }
        shop.orders[order].fate = Fate::Returned(if stream.chance(700) { 100 } else { 50 });
        let amounts = shop.orders[order].amounts();
        returned += amounts.subtotal - amounts.net;
    }
}

/// Gross sales and count of the included orders of the weeks before.
fn gross_before(shop: &Shop) -> (i64, i64) {
    shop.orders
        .iter()
        .filter(|order| BEFORE.contains(&calendar::day_of(order.at)) && order.is_included())
        .fold((0, 0), |(sum, count), order| {
            (sum + order.amounts().gross, count + 1)
        })
}
