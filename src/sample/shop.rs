//! The shop as a whole: people, orders and tests, built in the order in which one part needs another.

use super::calendar;
use super::catalogue::{Basket, Size};
use super::order::{Cause, Code, Fate, Order, Touch};
use super::person::{Person, PersonId};
use super::random::{Stream, Topic};
use super::trials::{Enrolment, TrialId};
use super::{credit, fill, flash, habits, population, refunds, repeats, signals, trials};

/// Everything that the files are written from.
#[derive(Debug)]
pub(super) struct Shop {
    pub people: Vec<Person>,
    /// In order of time once the shop is built; an order's name follows from its position.
    pub orders: Vec<Order>,
    pub trials: Vec<Enrolment>,
    pub seed: u64,
    baskets: Stream,
    clock: Stream,
}

impl Shop {
    /// Builds the shop with this many orders.
    pub(super) fn build(seed: u64, orders: u32) -> Self {
        let mut shop = Self {
            people: Vec::new(),
            orders: Vec::new(),
            trials: Vec::new(),
            seed,
            baskets: Stream::new(seed, Topic::Baskets),
            clock: Stream::new(seed, Topic::Clock),
        };
        population::create(&mut shop, orders);
        trials::enrol_welcome(&mut shop);
        population::place_first_orders(&mut shop);
        habits::place(&mut shop);
        repeats::place(&mut shop);
        trials::enrol_lapsed(&mut shop);
        flash::place(&mut shop);
        fill::months(&mut shop, orders);
        signals::place(&mut shop);
        fill::late_evenings(&mut shop);
        refunds::place(&mut shop);
        flash::tune(&mut shop);
        credit::share_with_leak(&mut shop);
        credit::overstate_welcome(&mut shop);
        credit::other_visits(&mut shop);
        shop.orders.sort_by_key(|order| order.at);
        shop
    }

    /// Places an order at a likely time of a day and returns its position.
    pub(super) fn place(
        &mut self,
        day: i32,
        person: Option<PersonId>,
        cause: Cause,
        size: Size,
    ) -> usize {
        let second = calendar::second_of_day(&mut self.clock);
        let region = person.map_or(0, |id| self.people[id as usize].region);
        self.orders.push(Order {
            at: calendar::instant(day, second),
            person,
            cause,
            region,
            basket: Basket::fill(size, &mut self.baskets),
            code: Code::None,
            touch: Touch::None,
            fate: Fate::Kept,
        });
        self.orders.len() - 1
    }

    /// A stream for one part of the shop.
    pub(super) fn stream(&self, topic: Topic) -> Stream {
        Stream::new(self.seed, topic)
    }

    /// The members of a test.
    pub(super) fn enrolment(&self, id: TrialId) -> Option<&Enrolment> {
        self.trials.iter().find(|enrolment| enrolment.id == id)
    }

    /// Positions of each person's orders; within a person in the order of placing.
    pub(super) fn orders_by_person(&self) -> Vec<Vec<u32>> {
        let mut lists = vec![Vec::new(); self.people.len()];
        for (position, order) in self.orders.iter().enumerate() {
            if let Some(person) = order.person {
                lists[person as usize].push(position as u32);
            }
        }
        lists
    }

    /// The people of whom something holds, by row number.
    pub(super) fn select(&self, holds: impl Fn(&Person) -> bool) -> Vec<PersonId> {
        let numbered = self.people.iter().enumerate();
        numbered
            .filter(|(_, person)| holds(person))
            .map(|(row, _)| row as PersonId)
            .collect()
    }
}
