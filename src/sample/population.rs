//! Who is there, and everybody's first order.

use super::calendar::{LAST_DAY, MONTH_STARTS};
use super::catalogue::Size;
use super::order::Cause;
use super::person::{CAST, Kind, NEVER, Person, PersonId, REGULARS, region_weights};
use super::random::{Stream, Topic};
use super::shop::Shop;

/// First orders of regular people by month, January 2025 to January 2026. The first months are
/// high because the export starts there: people who bought before look new.
const FIRST_ORDERS: [u32; 13] = [
    520, 460, 430, 400, 360, 340, 320, 320, 330, 340, 420, 400, 260,
];

/// The same for the additional people of a larger shop, over all 18 months.
const ADDITIONAL_FIRST_ORDERS: [u32; 18] = [
    560, 500, 450, 400, 360, 340, 320, 320, 330, 340, 400, 380, 260, 220, 220, 210, 200, 190,
];

/// Regular people whose first order is the starter kit.
const STARTERS: usize = 600;

/// How many orders the shop has at its default size.
pub(super) const DEFAULT_ORDERS: u32 = 12_100;

/// Background people per 1,000 orders beyond the default size.
const PEOPLE_PER_THOUSAND_ORDERS: u64 = 480;

/// Last day of a first order that has been watched for 90 days when the data end.
pub(super) const MATURE_UNTIL: i32 = LAST_DAY - 91;

/// Creates the people, with the day of the first order where the story does not set it later.
pub(super) fn create(shop: &mut Shop, orders: u32) {
    let mut stream = shop.stream(Topic::People);
    regulars(shop, &mut stream);
    for (kind, count) in CAST {
        let count = if kind == Kind::Background {
            count + additional(orders)
        } else {
            count
        };
        for number in 0..count {
            let mut person = Person::new(kind);
            if kind == Kind::Background {
                person.first = background_first_day(number, &mut stream);
                person.starter = stream.chance(120);
            }
            shop.people.push(person);
        }
    }
    describe(shop, &mut stream);
}

fn additional(orders: u32) -> u32 {
    let beyond = u64::from(orders.saturating_sub(DEFAULT_ORDERS));
    (beyond * PEOPLE_PER_THOUSAND_ORDERS / 1000) as u32
}

fn regulars(shop: &mut Shop, stream: &mut Stream) {
    let mut days: Vec<i32> = Vec::new();
    for (month, &count) in FIRST_ORDERS.iter().enumerate() {
        let (start, end) = (MONTH_STARTS[month], MONTH_STARTS[month + 1]);
        days.extend((0..count).map(|_| stream.between(start, end - 1)));
    }
    days.sort_unstable();
    for &day in &days {
        let mut person = Person::new(Kind::Regular);
        person.first = day;
        shop.people.push(person);
    }
    let mut everyone: Vec<PersonId> = (0..REGULARS).collect();
    stream.shuffle(&mut everyone);
    for &person in everyone.iter().take(STARTERS) {
        shop.people[person as usize].starter = true;
    }
}

/// The default background joins after the tests; a larger shop's is spread over all months.
fn background_first_day(number: u32, stream: &mut Stream) -> i32 {
    let day = if number < CAST[0].1 {
        stream.between(396, LAST_DAY - 2)
    } else {
        let month = stream.weighted(&ADDITIONAL_FIRST_ORDERS);
        stream.between(MONTH_STARTS[month], MONTH_STARTS[month + 1] - 1)
    };
    // Just ripe or just not: the hour of the last order would decide, so nobody starts there.
    if (MATURE_UNTIL + 1..=MATURE_UNTIL + 2).contains(&day) {
        MATURE_UNTIL + 3
    } else {
        day
    }
}

/// Names, states, consent and phones.
fn describe(shop: &mut Shop, stream: &mut Stream) {
    let mut labels: Vec<u32> = (0..shop.people.len() as u32).collect();
    stream.shuffle(&mut labels);
    let weights = region_weights();
    let mut phones = 0;
    for (person, label) in shop.people.iter_mut().zip(labels) {
        person.label = label;
        person.region = stream.weighted(&weights) as u8;
        let known = match person.kind {
            Kind::TwoAddresses | Kind::PhoneOnly => true,
            Kind::Regular => stream.chance(40),
            _ => false,
        };
        if known {
            person.phone = Some(phones);
            phones += 1;
        }
    }
    opt_out(shop, stream);
}

/// Exactly 6 % of the people with an address do not accept e-mail.
fn opt_out(shop: &mut Shop, stream: &mut Stream) {
    let mut reachable = shop.select(|person| person.email().is_some());
    stream.shuffle(&mut reachable);
    let count = (reachable.len() * 6 + 50) / 100;
    for &person in reachable.iter().take(count) {
        shop.people[person as usize].opted_out = true;
    }
}

/// Places the first order of regular and background people.
pub(super) fn place_first_orders(shop: &mut Shop) {
    for id in 0..shop.people.len() {
        let person = &shop.people[id];
        let buys = matches!(person.kind, Kind::Regular | Kind::Background);
        if !buys || person.first == NEVER {
            continue;
        }
        let size = match (person.starter, person.discount_first) {
            (true, _) => Size::Starter,
            (false, true) => Size::Large,
            (false, false) => Size::Normal,
        };
        let day = person.first;
        shop.place(day, Some(id as PersonId), Cause::First, size);
    }
}
