//! Signs that a code has left the group it was made for: a sudden rise, and strangers redeeming it.

use std::collections::{BTreeMap, BTreeSet};

use crate::metrics::Mask;
use crate::metrics::quantile::median;
use crate::model::time::Day;
use crate::store::snapshot::{NO_PERSON, PersonId, Snapshot};

use super::codes::fold;

/// A week counts as a spike from this many times the usual week.
const SPIKE_FACTOR: f64 = 3.0;
/// A spike also needs this many orders, so that 1 → 3 is not one.
const SPIKE_MIN_ORDERS: u64 = 8;
/// Weeks before a spike that say what is usual.
const SPIKE_MIN_HISTORY: usize = 3;

/// What speaks for and against a leak of one code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeakSignal {
    /// Included orders with the code.
    pub orders: u64,
    /// Their net sales, minor units.
    pub net_minor: i64,
    /// Orders without any UTM value: redeemed with no touch of the workflow in sight.
    pub without_touch: u64,
    /// Orders of people outside the audience, and of nobody known; `None` without an audience.
    pub outside: Option<u64>,
    /// Distinct people who redeemed it.
    pub redeemers: u64,
    /// Orders per week (Mondays of the reporting zone), gaps as zeros.
    pub weekly: Vec<WeeklyRedemptions>,
    /// The first week that jumps out.
    pub spike: Option<Spike>,
}

/// Orders with the code in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklyRedemptions {
    /// The Monday.
    pub monday: Day,
    /// Orders.
    pub orders: u64,
    /// Of these, without any UTM value.
    pub without_touch: u64,
}

/// A week with far more redemptions than usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// Its Monday.
    pub monday: Day,
    /// Its orders.
    pub orders: u64,
    /// Median orders of the weeks before.
    pub usual: f64,
}

impl LeakSignal {
    /// Share of orders without a touch; `None` without orders.
    #[must_use]
    pub fn share_without_touch(&self) -> Option<f64> {
        self.share(self.without_touch)
    }

    /// Share of orders outside the audience; `None` without orders or audience.
    #[must_use]
    pub fn share_outside(&self) -> Option<f64> {
        self.share(self.outside?)
    }

    /// Whether the code probably leaked: a spike, and at least half the orders from then on come
    /// without a touch.
    #[must_use]
    pub fn is_suspicious(&self) -> bool {
        self.since_spike()
            .is_some_and(|(orders, strangers)| orders <= 2 * strangers)
    }

    /// Orders from the spike's week on, and how many of them came without a touch; `None` without a
    /// spike.
    #[must_use]
    pub fn since_spike(&self) -> Option<(u64, u64)> {
        let spike = self.spike?;
        let weeks = self.weekly.iter();
        let since = weeks.filter(|week| spike.monday <= week.monday);
        Some(since.fold((0, 0), |sum, week| {
            (sum.0 + week.orders, sum.1 + week.without_touch)
        }))
    }

    fn share(&self, part: u64) -> Option<f64> {
        (self.orders > 0).then(|| part as f64 / self.orders as f64)
    }
}

/// Reads the signs for one code (compared case-folded) in included orders.
///
/// `audience` is the group that the code was made for, for example the members of a VIP segment. The
/// spike is the first week with at least 8 orders without a touch and 3 times the median of at least
/// 3 weeks before.
#[must_use]
pub fn leak(
    snapshot: &Snapshot,
    included: &[bool],
    code: &str,
    audience: Option<&Mask>,
) -> LeakSignal {
    let code = fold(code);
    let orders = &snapshot.orders;
    let mut signal = LeakSignal {
        outside: audience.map(|_| 0),
        ..LeakSignal::default()
    };
    let mut redeemers: BTreeSet<PersonId> = BTreeSet::new();
    let mut weeks: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
    for order in (0..orders.len()).filter(|&order| included[order]) {
        let mut codes = orders.codes.get(order).iter();
        if !codes.any(|&id| fold(snapshot.text(id)) == code) {
            continue;
        }
        let person = orders.person[order];
        let untouched = u64::from(!snapshot.orders.touch.has_utm(order));
        signal.orders += 1;
        signal.net_minor += orders.money.net[order];
        signal.without_touch += untouched;
        if let (Some(outside), Some(audience)) = (signal.outside.as_mut(), audience) {
            *outside += u64::from(!audience.contains(person));
        }
        if person != NO_PERSON {
            redeemers.insert(person);
        }
        let week = weeks.entry(snapshot.day(orders.placed[order]).monday());
        let week = week.or_default();
        week.0 += 1;
        week.1 += untouched;
    }
    signal.redeemers = redeemers.len() as u64;
    signal.weekly = filled(&weeks);
    signal.spike = spike(&signal.weekly);
    signal
}

fn filled(weeks: &BTreeMap<Day, (u64, u64)>) -> Vec<WeeklyRedemptions> {
    let (Some(first), Some(last)) = (weeks.keys().next(), weeks.keys().next_back()) else {
        return Vec::new();
    };
    let mondays = (first.0..=last.0).step_by(7).map(Day);
    mondays
        .map(|monday| {
            let (orders, without_touch) = weeks.get(&monday).copied().unwrap_or_default();
            WeeklyRedemptions {
                monday,
                orders,
                without_touch,
            }
        })
        .collect()
}

fn spike(weeks: &[WeeklyRedemptions]) -> Option<Spike> {
    (SPIKE_MIN_HISTORY..weeks.len()).find_map(|at| {
        let week = weeks[at];
        let usual = |count: fn(&WeeklyRedemptions) -> u64| {
            let mut before: Vec<f64> = weeks[..at].iter().map(|week| count(week) as f64).collect();
            median(&mut before)
        };
        // Members who come back all at once on a holiday are no leak; strangers are.
        let strangers = week.without_touch;
        let usual_strangers = usual(|week| week.without_touch)?;
        let jumps =
            SPIKE_MIN_ORDERS <= strangers && SPIKE_FACTOR * usual_strangers <= strangers as f64;
        jumps.then_some(Spike {
            monday: week.monday,
            orders: week.orders,
            usual: usual(|week| week.orders)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder, person};

    /// Four quiet weeks of two members with a touch, then a week of ten strangers without.
    fn shop() -> Snapshot {
        let member = |week: i64, name: &str| {
            TestOrder::on_day(name, 7 * week, 1_000)
                .code("VIP20")
                .utm("klaviyo", "email", "vip")
        };
        let mut orders = Vec::new();
        for week in 0..4 {
            orders.push(member(week, "ann"));
            orders.push(member(week, "bob"));
        }
        for stranger in 0..9 {
            let name = format!("stranger{stranger}");
            orders.push(TestOrder::on_day(&name, 35, 1_000).code("vip20 "));
        }
        orders.push(TestOrder::on_day("", 35, 1_000).code("Vip20"));
        orders.push(TestOrder::on_day("ann", 36, 1_000).code("OTHER"));
        Shop::of(orders)
    }

    #[test]
    fn a_leak_shows_as_a_spike_of_strangers() {
        let snapshot = shop();
        let included = vec![true; snapshot.orders.len()];
        let mut members = Mask::none(snapshot.people.len());
        members.insert(person(&snapshot, "ann"));
        members.insert(person(&snapshot, "bob"));
        let signal = leak(&snapshot, &included, "VIP20", Some(&members));
        assert_eq!(
            (signal.orders, signal.net_minor, signal.redeemers),
            (18, 18_000, 11)
        );
        assert_eq!((signal.without_touch, signal.outside), (10, Some(10)));
        let weekly: Vec<_> = signal.weekly.iter().map(|week| week.orders).collect();
        assert_eq!(weekly, [2, 2, 2, 2, 0, 10]);
        let spike = signal.spike.unwrap();
        // 2026-01-01 is a Thursday; five weeks on begins 2026-02-02.
        assert_eq!(
            (spike.monday.to_string(), spike.orders, spike.usual),
            ("2026-02-02".into(), 10, 2.0)
        );
        assert!(signal.is_suspicious());
        assert_eq!(signal.since_spike(), Some((10, 10)));
        assert_eq!(signal.share_outside(), Some(10.0 / 18.0));
    }

    #[test]
    fn steady_use_and_busy_but_touched_weeks_are_no_leak() {
        let snapshot = shop();
        let included: Vec<bool> = snapshot
            .orders
            .placed
            .iter()
            .map(|&at| at < snapshot.as_of - 2 * 86_400_000_000)
            .collect();
        let steady = leak(&snapshot, &included, "vip20", None);
        assert_eq!(
            (steady.orders, steady.spike, steady.outside),
            (8, None, None)
        );
        assert!(!steady.is_suspicious());
        let touched = busy_week(0);
        assert_eq!((touched.orders, touched.spike), (23, None));
        assert!(!touched.is_suspicious());
        // Enough strangers for a spike, but the touched orders outnumber them.
        let mixed = busy_week(8);
        assert_eq!(mixed.since_spike(), Some((20, 8)));
        assert!(!mixed.is_suspicious());
        let unused = leak(&snapshot, &included, "nope", None);
        assert_eq!(unused.share_without_touch(), None);
    }

    /// Three weeks of one order with a touch, then a week of twenty, some of them without.
    fn busy_week(strangers: usize) -> LeakSignal {
        let shop = Shop::of((0..4).flat_map(|week| {
            let orders = if week == 3 { 20 } else { 1 };
            (0..orders).map(move |at| {
                let order = TestOrder::on_day("ann", 7 * week, 1).code("SALE");
                if week == 3 && at < strangers {
                    order
                } else {
                    order.utm("a", "b", "c")
                }
            })
        }));
        leak(&shop, &vec![true; shop.orders.len()], "sale", None)
    }
}
