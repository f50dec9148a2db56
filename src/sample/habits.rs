//! Orders of people with a rhythm of their own, and sales that are no ordinary order.

use super::calendar::LAST_DAY;
use super::catalogue::Size;
use super::order::Cause;
use super::person::{Kind, PersonId};
use super::random::{Stream, Topic};
use super::shop::Shop;

/// The day the VIP code appears on a coupon site, 2026-03-17.
pub(super) const LEAK_DAY: i32 = 440;

/// Anonymous sales over the counter.
const ANONYMOUS_SALES: u32 = 150;

/// Orders that try out the checkout.
const TEST_ORDERS: u32 = 40;

/// Places everything that regular and background people have no part in.
pub(super) fn place(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Habits);
    for id in 0..shop.people.len() {
        let kind = shop.people[id].kind;
        let (cause, size) = match kind {
            Kind::Regular | Kind::Background | Kind::Subscriber => continue,
            Kind::Vip => (Cause::Vip, Size::Rich),
            Kind::Leak => (Cause::Leak, Size::Normal),
            Kind::PhoneOnly => (Cause::Counter, Size::Normal),
            Kind::GiftBuyer => (Cause::GiftCard, Size::GiftCard),
            Kind::Wholesaler => (Cause::Wholesale, Size::Wholesale),
            Kind::Tester => (Cause::Test, Size::Test),
            Kind::Fast | Kind::Slow | Kind::TwoAddresses => (Cause::Later, Size::Normal),
        };
        let days = days_of(kind, &mut stream);
        shop.people[id].first = days.first().copied().unwrap_or(LAST_DAY);
        for (position, &day) in days.iter().enumerate() {
            let second_address = kind == Kind::TwoAddresses && position == 1;
            let cause = match (second_address, position, cause) {
                (true, _, _) => Cause::SecondAddress,
                (false, 0, Cause::Later) => Cause::First,
                (false, _, cause) => cause,
            };
            shop.place(day, Some(id as PersonId), cause, size);
        }
    }
    for _ in 0..ANONYMOUS_SALES {
        shop.place(
            stream.between(0, LAST_DAY),
            None,
            Cause::Counter,
            Size::Normal,
        );
    }
}

/// The days a person of this kind buys on, in order of time.
fn days_of(kind: Kind, stream: &mut Stream) -> Vec<i32> {
    match kind {
        Kind::Vip => {
            let start = stream.between(20, 280);
            forward(start, LAST_DAY, || stream.between(24, 64))
        }
        // Ends two months ago: overdue by their own rhythm, not by a fixed 90 days.
        Kind::Fast => {
            let count = stream.between(5, 8);
            let end = LAST_DAY - stream.between(50, 62);
            backward(end, count, || stream.between(28, 32))
        }
        // Ends three months ago: on time by their own rhythm, overdue by a fixed 90 days.
        Kind::Slow => {
            let end = LAST_DAY - stream.between(93, 103);
            backward(end, 3, || stream.between(121, 127))
        }
        Kind::TwoAddresses => {
            let start = stream.between(30, 360);
            vec![start, start + stream.between(10, 80)]
        }
        Kind::Leak => {
            let delays = [30, 26, 18, 10, 6, 4, 2, 2, 1, 1];
            vec![LEAK_DAY + stream.weighted_step(&delays)]
        }
        Kind::PhoneOnly => {
            let start = stream.between(10, 390);
            if stream.chance(500) {
                vec![start, start + stream.between(100, 150)]
            } else {
                vec![start]
            }
        }
        // Gifts are for Christmas, more or less.
        Kind::GiftBuyer if stream.chance(600) => vec![stream.between(318, 357)],
        Kind::GiftBuyer => vec![stream.between(20, 317)],
        Kind::Wholesaler => {
            let start = stream.between(30, 70);
            backward(start + 240, 4, || stream.between(55, 60))
        }
        Kind::Tester => {
            let mut days: Vec<i32> = (0..TEST_ORDERS)
                .map(|_| stream.between(0, LAST_DAY - 1))
                .collect();
            days.sort_unstable();
            days
        }
        Kind::Regular | Kind::Background | Kind::Subscriber => Vec::new(),
    }
}

fn forward(start: i32, end: i32, mut gap: impl FnMut() -> i32) -> Vec<i32> {
    let next = |&day: &i32| Some(day + gap()).filter(|&day| day <= end);
    std::iter::successors(Some(start), next).collect()
}

fn backward(end: i32, gaps: i32, mut gap: impl FnMut() -> i32) -> Vec<i32> {
    let mut days = vec![end];
    let mut day = end;
    for _ in 0..gaps {
        day -= gap();
        days.push(day);
    }
    days.reverse();
    days
}
