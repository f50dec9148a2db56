//! Signals whose sums are planted: they are added one by one until the money says what it should.

use super::calendar;
use super::campaigns;
use super::catalogue::{Basket, Size};
use super::measure;
use super::order::{Cause, Code, Fate, Order, Touch};
use super::random::{Stream, Topic};
use super::shop::Shop;
use super::signals::{VIP, WELCOME, spelling};
use super::trials::TrialId;
use super::whole;

/// Days after a VIP send within which its code is redeemed.
const VIP_DAYS: i32 = 12;

/// How many times its real effect the welcome flow is credited with.
const OVERSTATED: i64 = 4;

/// Percent of the treated arm's sales that are to be credited to the flow; the rest arrives without
/// a trace. Under 100, so that credit has to be found order by order.
const CREDITED_PERCENT: i64 = 85;

/// Orders with UTM values, in per mille of all.
const VISIT_PER_MILLE: usize = 310;

/// Hands out the VIP code to best customers until their redemptions are worth as much as the leak's.
pub(super) fn share_with_leak(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Signals);
    let net = |order: &Order| order.amounts().net;
    let leaked = |order: &&Order| order.cause == Cause::Leak;
    let target: i64 = shop.orders.iter().filter(leaked).map(net).sum();
    let mut earned = 0;
    for wait in 1..=VIP_DAYS {
        for order in &mut shop.orders {
            let after_send = campaigns::VIP_DAYS_OF_SENDS
                .iter()
                .any(|&sent| calendar::day_of(order.at) == sent + wait);
            let open = order.cause == Cause::Vip
                && order.code == Code::None
                && order.fate == Fate::Kept
                && after_send;
            if !open || earned >= target {
                continue;
            }
            order.code = Code::Vip;
            if stream.chance(850) {
                order.touch = Touch::Flow(VIP, spelling(&mut stream));
            }
            earned += net(order);
        }
    }
}

/// Lets orders of the treated arm arrive through the welcome flow until it is credited with four
/// times what it caused.
pub(super) fn overstate_welcome(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Welcome);
    let window = measure::Window::of(shop, TrialId::Welcome, 30);
    price_holdout(shop, &window, &mut stream);
    let target = OVERSTATED * window.incremental_net(shop);
    let mut orders = window.orders_of_arm(1);
    stream.shuffle(&mut orders);
    let mut credited: i64 = orders
        .iter()
        .map(|&position| &shop.orders[position as usize])
        .filter(|order| matches!(order.code, Code::Welcome(_)))
        .map(|order| order.amounts().net)
        .sum();
    for position in orders {
        let order = &mut shop.orders[position as usize];
        if credited < target && order.code == Code::None && order.touch == Touch::None {
            order.touch = Touch::Flow(WELCOME, spelling(&mut stream));
            credited += order.amounts().net;
        }
    }
}

/// Draws the holdout's baskets towards the mean at which the flow's effect is a quarter of what can be
/// credited: they pay full price more often, so their orders are a little larger.
fn price_holdout(shop: &mut Shop, window: &measure::Window, stream: &mut Stream) {
    let [control, treated] = window.sums(shop);
    let caused = treated.net * CREDITED_PERCENT / (100 * OVERSTATED);
    let target = (treated.net - caused) * control.people / treated.people.max(1);
    let firsts: Vec<usize> = window
        .orders_of_arm(0)
        .into_iter()
        .map(|position| position as usize)
        .filter(|&position| {
            let order = &shop.orders[position];
            order.cause == Cause::First && !order.basket.starts_with_kit()
        })
        .collect();
    let net = |order: &Order| order.amounts().net;
    let drawn: i64 = firsts
        .iter()
        .map(|&position| net(&shop.orders[position]))
        .sum();
    let wanted = target - (control.net - drawn);
    let mut sum = 0;
    for (count, &position) in (1_i64..).zip(&firsts) {
        let goal = wanted * count / whole(firsts.len());
        let candidates = [Size::Normal, Size::Normal, Size::Large, Size::Large].map(|size| Order {
            basket: Basket::fill(size, stream),
            fate: Fate::Kept,
            ..shop.orders[position]
        });
        let best = candidates
            .into_iter()
            .min_by_key(|order| (sum + net(order) - goal).abs());
        shop.orders[position] = best.unwrap_or(shop.orders[position]);
        sum += net(&shop.orders[position]);
    }
}

/// Gives other orders a last visit by newsletter or advertising, up to the share that carries one.
pub(super) fn other_visits(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Visits);
    let has_visit = |order: &&Order| order.touch != Touch::None;
    let present = shop.orders.iter().filter(has_visit).count();
    let wanted = (shop.orders.len() * VISIT_PER_MILLE / 1000).saturating_sub(present);
    let mut open: Vec<usize> = (0..shop.orders.len())
        .filter(|&position| may_visit(&shop.orders[position]))
        .collect();
    stream.shuffle(&mut open);
    for &position in open.iter().take(wanted) {
        let order = &mut shop.orders[position];
        order.touch = visit(order, &mut stream);
    }
}

fn may_visit(order: &Order) -> bool {
    let online = match order.cause {
        Cause::Leak | Cause::Counter | Cause::Test | Cause::Wholesale | Cause::GiftCard => false,
        Cause::First
        | Cause::Later
        | Cause::Filler
        | Cause::WinBack { .. }
        | Cause::Cart
        | Cause::Browse { .. }
        | Cause::Guided
        | Cause::Vip
        | Cause::SecondAddress
        | Cause::Flash => true,
    };
    online && order.touch == Touch::None && order.code != Code::Vip
}

fn visit(order: &Order, stream: &mut Stream) -> Touch {
    if let Some(campaign) = campaigns::latest(order.at, 4)
        && stream.chance(600)
    {
        return Touch::Campaign(campaign, spelling(stream));
    }
    match stream.weighted(&[50, 42, 8]) {
        0 => Touch::Google,
        1 => Touch::Facebook,
        _ => Touch::Macro,
    }
}
