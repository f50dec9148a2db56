//! Orders that give the months their shape: growth, a strong autumn, a quiet January.

use super::calendar::{self, LAST_DAY, MONTH_STARTS};
use super::campaigns;
use super::catalogue::Size;
use super::order::{Cause, Order, Spelling, Touch};
use super::person::PersonId;
use super::random::{Stream, Topic};
use super::shop::Shop;

/// How busy each of the 18 months is meant to be.
const MONTH_WEIGHTS: [u32; 18] = [
    86, 84, 88, 90, 90, 88, 86, 90, 98, 104, 132, 138, 100, 102, 108, 110, 112, 112,
];

/// How many people are asked before a day is given up.
const TRIES: u32 = 300;

/// Orders after the late campaign of each evening on which the clocks change.
const LATE_ORDERS: usize = 14;

/// Fills the months up to their share of `orders`, with people who are free on the day.
pub(super) fn months(shop: &mut Shop, orders: u32) {
    let mut stream = shop.stream(Topic::Fill);
    for (month, missing) in missing_by_month(shop, orders).into_iter().enumerate() {
        for _ in 0..missing {
            let day = stream.between(MONTH_STARTS[month], MONTH_STARTS[month + 1] - 1);
            match free_person(shop, day, &mut stream) {
                Some(person) => shop.place(day, Some(person), Cause::Filler, Size::Normal),
                None => shop.place(day, None, Cause::Counter, Size::Normal),
            };
        }
    }
    // The data reach to the end of the last day, so that windows which close on it are closed.
    let last = shop.place(LAST_DAY, None, Cause::Counter, Size::Normal);
    shop.orders[last].at = calendar::instant(LAST_DAY, 21 * 3600 + 58 * 60);
}

fn free_person(shop: &Shop, day: i32, stream: &mut Stream) -> Option<PersonId> {
    let people = shop.people.len() as u32;
    (0..TRIES)
        .map(|_| stream.below(people))
        .find(|&person| shop.people[person as usize].is_free(day))
}

/// Shares the orders that are still to place over the months that are short of them.
fn missing_by_month(shop: &Shop, orders: u32) -> [u64; 18] {
    let total: u64 = MONTH_WEIGHTS.iter().map(|&weight| u64::from(weight)).sum();
    let mut missing = MONTH_WEIGHTS.map(|weight| u64::from(orders) * u64::from(weight) / total);
    for order in &shop.orders {
        let month = calendar::month_of(calendar::day_of(order.at));
        missing[month] = missing[month].saturating_sub(1);
    }
    // One order closes the last day.
    let open = u64::from(orders).saturating_sub(shop.orders.len() as u64 + 1);
    let wanted: u64 = missing.iter().sum::<u64>().max(1);
    let mut shared = missing.map(|count| count * open / wanted);
    let mut rest = open - shared.iter().sum::<u64>();
    for month in (0..shared.len()).rev() {
        let step = u64::from(rest > 0);
        shared[month] += step;
        rest -= step;
    }
    shared
}

/// Moves some orders of the evenings on which the clocks change behind the campaign at 23:30.
pub(super) fn late_evenings(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Clock);
    for (campaign, send) in campaigns::SENDS.iter().enumerate() {
        if send.second != campaigns::LATE {
            continue;
        }
        let movable = |order: &&mut Order| {
            calendar::day_of(order.at) == send.day
                && order.touch == Touch::None
                && matches!(order.cause, Cause::First | Cause::Later | Cause::Filler)
        };
        for order in shop.orders.iter_mut().filter(movable).take(LATE_ORDERS) {
            let second = campaigns::LATE + stream.between(30, 1790);
            order.at = calendar::instant(send.day, second);
            order.touch = Touch::Campaign(campaign as u8, Spelling::Lower);
        }
    }
}
