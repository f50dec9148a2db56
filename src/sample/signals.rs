//! What marketing leaves on an order: discount codes and the UTM values of the last visit.

use super::calendar;
use super::campaigns;
use super::order::{Cause, Code, Order, Spelling, Touch};
use super::random::{Stream, Topic};
use super::shop::Shop;
use super::trials::TrialId;

/// `utm_campaign` of the automations.
pub(super) const WELCOME: &str = "welcome";
pub(super) const WIN_BACK: &str = "winback";
pub(super) const CART: &str = "cart";
pub(super) const BROWSE: &str = "browse";
pub(super) const GUIDE: &str = "guide";
pub(super) const VIP: &str = "vip_early_access";

/// June to August 2025, when the print flyer with the SUMMER codes is about.
const SUMMER: std::ops::Range<i32> = 151..243;

/// Orders that carry the staff code.
const STAFF_ORDERS: u32 = 24;

/// Places codes, and the touches that belong to a cause.
pub(super) fn place(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Signals);
    let treated = welcomed(shop);
    let mut staff = 0;
    for (position, order) in shop.orders.iter_mut().enumerate() {
        let number = position as u32;
        let person = order.person.map(|person| &shop.people[person as usize]);
        let discounted = person.is_some_and(|person| person.discount_first);
        match order.cause {
            Cause::First if discounted => {
                let welcomed = order.person.is_some_and(|person| treated[person as usize]);
                first_discount(order, welcomed, number, &mut stream);
            }
            Cause::WinBack { free_shipping } => {
                if !free_shipping && stream.chance(700) {
                    order.code = Code::WinBack(number);
                }
                let visits = if free_shipping { 750 } else { 450 };
                flow(order, WIN_BACK, visits, &mut stream);
            }
            Cause::Cart => {
                if stream.chance(350) {
                    order.code = Code::Cart(number);
                }
                flow(order, CART, 600, &mut stream);
            }
            Cause::Browse { reminded: true } => flow(order, BROWSE, 600, &mut stream),
            Cause::Guided => flow(order, GUIDE, 400, &mut stream),
            Cause::Flash => {
                order.code = Code::Flash;
                if stream.chance(550) {
                    order.touch = Touch::Campaign(campaigns::FLASH, spelling(&mut stream));
                }
            }
            Cause::Leak => order.code = Code::Vip,
            Cause::Vip if SUMMER.contains(&calendar::day_of(order.at)) && stream.chance(250) => {
                order.code = Code::Summer(number);
            }
            Cause::Filler if staff < STAFF_ORDERS && stream.chance(120) => {
                order.code = Code::Staff;
                staff += 1;
            }
            Cause::Filler if stream.chance(60) => order.code = Code::Honey,
            Cause::First
            | Cause::Later
            | Cause::Filler
            | Cause::Browse { reminded: false }
            | Cause::Vip
            | Cause::SecondAddress
            | Cause::Counter
            | Cause::Test
            | Cause::Wholesale
            | Cause::GiftCard => {}
        }
        claimed_twice(order, &mut stream);
    }
}

/// A spelling of "email".
pub(super) fn spelling(stream: &mut Stream) -> Spelling {
    Spelling::ALL[stream.weighted(&Spelling::WEIGHTS)]
}

/// Whether each person is in the arm that gets the welcome flow.
fn welcomed(shop: &Shop) -> Vec<bool> {
    let mut treated = vec![false; shop.people.len()];
    let enrolment = shop.enrolment(TrialId::Welcome);
    for member in enrolment.iter().flat_map(|enrolment| &enrolment.members) {
        treated[member.person as usize] = member.arm == 1;
    }
    treated
}

fn first_discount(order: &mut Order, welcomed: bool, number: u32, stream: &mut Stream) {
    let summer = SUMMER.contains(&calendar::day_of(order.at));
    order.code = if welcomed {
        Code::Welcome(number)
    } else if summer && stream.chance(700) {
        Code::Summer(number)
    } else {
        Code::Honey
    };
}

fn flow(order: &mut Order, name: &'static str, per_mille: u32, stream: &mut Stream) {
    if stream.chance(per_mille) {
        order.touch = Touch::Flow(name, spelling(stream));
    }
}

/// Now and then the visit belongs to another workflow than the code.
fn claimed_twice(order: &mut Order, stream: &mut Stream) {
    match order.code {
        Code::Welcome(_) if stream.chance(70) => {
            if let Some(campaign) = campaigns::latest(order.at, 20) {
                order.touch = Touch::Campaign(campaign, spelling(stream));
            }
        }
        Code::WinBack(_) if stream.chance(120) => flow(order, CART, 1000, stream),
        Code::Cart(_) if stream.chance(80) => flow(order, BROWSE, 1000, stream),
        Code::None
        | Code::Welcome(_)
        | Code::WinBack(_)
        | Code::Cart(_)
        | Code::Vip
        | Code::Flash
        | Code::Honey
        | Code::Staff
        | Code::Summer(_) => {}
    }
}
