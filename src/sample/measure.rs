//! What the finished orders say, counted the way an analyst would count the files: included orders,
//! people by e-mail address, windows from the moment of assignment.

use super::calendar;
use super::catalogue::Basket;
use super::order::{Code, Order};
use super::person::{Person, PersonId};
use super::shop::Shop;
use super::trials::TrialId;
use super::whole;

const DAY_SECONDS: i64 = 86_400;

/// The included orders of one person, in order of time. A second address is a person of its own
/// until somebody merges the two.
#[derive(Debug)]
pub(super) struct Identity {
    pub person: PersonId,
    pub orders: Vec<u32>,
}

/// Everybody with an included order.
pub(super) fn identities(shop: &Shop, merged: bool) -> Vec<Identity> {
    let mut all = Vec::new();
    for (person, orders) in (0..).zip(shop.orders_by_person()) {
        let included = |&position: &u32| shop.orders[position as usize].is_included();
        let second = |&position: &u32| {
            !merged && shop.orders[position as usize].cause == super::order::Cause::SecondAddress
        };
        let (second, first): (Vec<u32>, Vec<u32>) =
            orders.into_iter().filter(included).partition(second);
        for mut orders in [first, second] {
            orders.sort_by_key(|&position| shop.orders[position as usize].at);
            if !orders.is_empty() {
                all.push(Identity { person, orders });
            }
        }
    }
    all
}

impl Identity {
    fn order<'a>(&self, shop: &'a Shop, index: usize) -> Option<&'a Order> {
        let position = *self.orders.get(index)?;
        shop.orders.get(position as usize)
    }

    pub(super) fn first<'a>(&self, shop: &'a Shop) -> Option<&'a Order> {
        self.order(shop, 0)
    }

    /// Net sales from the first order on, within a number of days.
    fn net_within(&self, shop: &Shop, days: i64) -> i64 {
        let Some(first) = self.first(shop) else {
            return 0;
        };
        let until = first.at + days * DAY_SECONDS;
        let orders = self
            .orders
            .iter()
            .map(|&position| &shop.orders[position as usize]);
        orders
            .filter(|order| order.at <= until)
            .map(|order| order.amounts().net)
            .sum()
    }
}

/// When the last order was placed: up to then the data are complete.
pub(super) fn as_of(shop: &Shop) -> i64 {
    shop.orders.iter().map(|order| order.at).max().unwrap_or(0)
}

/// Repeat-90 of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Repeats {
    /// People whose first order is at least 90 days old.
    pub people: usize,
    /// Those of them with a second order within 90 days of the first.
    pub repeating: usize,
}

impl Repeats {
    /// Of the people of whom something holds.
    pub(super) fn of(shop: &Shop, holds: impl Fn(&Person) -> bool) -> Self {
        let all = identities(shop, false);
        let chosen = all
            .iter()
            .filter(|identity| holds(&shop.people[identity.person as usize]));
        Self::among(shop, chosen)
    }

    /// Of the people whose first basket is of a kind.
    pub(super) fn by_first_basket(shop: &Shop, holds: impl Fn(Basket) -> bool) -> Self {
        let all = identities(shop, false);
        let chosen = all.iter().filter(|identity| {
            identity
                .first(shop)
                .is_some_and(|order| holds(order.basket))
        });
        Self::among(shop, chosen)
    }

    pub(super) fn among<'a>(shop: &Shop, chosen: impl Iterator<Item = &'a Identity>) -> Self {
        let window = 90 * DAY_SECONDS;
        let as_of = as_of(shop);
        let mut repeats = Self::default();
        for identity in chosen {
            let Some(first) = identity
                .first(shop)
                .filter(|order| order.at + window <= as_of)
            else {
                continue;
            };
            let second = identity.order(shop, 1);
            repeats.people += 1;
            repeats.repeating +=
                usize::from(second.is_some_and(|second| second.at <= first.at + window));
        }
        repeats
    }
}

/// First basket and value of 180 days of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FirstValue {
    /// People whose first order is at least 180 days old.
    pub people: i64,
    /// Their first orders after discounts.
    pub first_subtotal: i64,
    /// Their net sales of 180 days.
    pub net_180: i64,
}

impl FirstValue {
    /// Of the people whose first order does, or does not, carry a code.
    pub(super) fn by_code(shop: &Shop, with_code: bool) -> Self {
        let as_of = as_of(shop);
        let mut value = Self::default();
        for identity in identities(shop, false) {
            let Some(first) = identity.first(shop) else {
                continue;
            };
            let mature = first.at + 180 * DAY_SECONDS <= as_of;
            if mature && (first.code != Code::None) == with_code {
                value.people += 1;
                value.first_subtotal += first.amounts().subtotal;
                value.net_180 += identity.net_within(shop, 180);
            }
        }
        value
    }
}

/// The orders of a test's people within their windows.
#[derive(Debug)]
pub(super) struct Window {
    id: TrialId,
    /// Arm, person and position of every included order in a window.
    orders: Vec<(usize, PersonId, u32)>,
}

/// Sums of one arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ArmSums {
    pub people: i64,
    /// People with at least one order.
    pub converted: i64,
    pub net: i64,
    /// Sum of squares of net per person.
    pub squares: i128,
}

impl Window {
    pub(super) fn of(shop: &Shop, id: TrialId, days: i64) -> Self {
        let mut spans = vec![None; shop.people.len()];
        let members = shop.enrolment(id);
        for member in members.iter().flat_map(|enrolment| &enrolment.members) {
            let start = calendar::instant(member.day, 0);
            spans[member.person as usize] = Some((member.arm, start, start + days * DAY_SECONDS));
        }
        let mut orders = Vec::new();
        for (position, order) in shop.orders.iter().enumerate() {
            let Some(person) = order.person.filter(|_| order.is_included()) else {
                continue;
            };
            if let Some((arm, from, to)) = spans[person as usize]
                && (from..to).contains(&order.at)
            {
                orders.push((arm, person, position as u32));
            }
        }
        Self { id, orders }
    }

    /// Positions of the orders of an arm.
    pub(super) fn orders_of_arm(&self, arm: usize) -> Vec<u32> {
        let of_arm = self.orders.iter().filter(|(of, _, _)| *of == arm);
        of_arm.map(|&(_, _, position)| position).collect()
    }

    /// Conversions and net per person of both arms.
    pub(super) fn sums(&self, shop: &Shop) -> [ArmSums; 2] {
        let mut sums = self.sums_among(shop, |_| true);
        for (sums, arm) in sums.iter_mut().zip(self.id.trial().arms) {
            sums.people = whole(arm.people);
        }
        sums
    }

    /// The same among some people only, who are not counted here.
    pub(super) fn sums_among(&self, shop: &Shop, holds: impl Fn(&Person) -> bool) -> [ArmSums; 2] {
        let mut net = vec![None; shop.people.len()];
        for &(arm, person, position) in &self.orders {
            if !holds(&shop.people[person as usize]) {
                continue;
            }
            let (_, sum) = net[person as usize].get_or_insert((arm, 0_i64));
            *sum += shop.orders[position as usize].amounts().net;
        }
        let mut sums = [ArmSums::default(); 2];
        for (arm, value) in net.into_iter().flatten() {
            sums[arm].converted += 1;
            sums[arm].net += value;
            sums[arm].squares += i128::from(value) * i128::from(value);
        }
        sums
    }

    /// What the treatment caused: `net_T - net_C * n_T / n_C`, in minor units.
    pub(super) fn incremental_net(&self, shop: &Shop) -> i64 {
        let [control, treated] = self.sums(shop);
        treated.net - control.net * treated.people / control.people.max(1)
    }
}

/// Who is among the tenth of buyers with the highest net sales, by row number.
pub(super) fn top_spenders(shop: &Shop) -> Vec<bool> {
    let mut net = vec![0_i64; shop.people.len()];
    let mut buys = vec![false; shop.people.len()];
    for order in shop.orders.iter().filter(|order| order.is_included()) {
        if let Some(person) = order.person {
            net[person as usize] += order.amounts().net;
            buys[person as usize] = true;
        }
    }
    let mut ranked = shop.select(|_| true);
    ranked.retain(|&person| buys[person as usize]);
    ranked.sort_by_key(|&person| (std::cmp::Reverse(net[person as usize]), person));
    let mut top = vec![false; shop.people.len()];
    for &person in ranked.iter().take(ranked.len() / 10) {
        top[person as usize] = true;
    }
    top
}
