//! Measuring a group: one pass over each person's orders into sufficient statistics.
//!
//! The unit is always the person. A group has a start: one instant for everyone, or one per person
//! (the assignment time in an experiment). All windows are half-open, `[start, start + W days)`, with
//! days of 24 hours, and count only people whose window is over at `as_of`: `start + W <= as_of`.

use crate::model::refund_basis::RefundBasis;
use crate::model::time::DAY_MICROS;
use crate::stats::{
    self, CannotTest, Collect, Confidence, Effect, Estimate, Outcome, Statistic, UnitStatistics,
};
use crate::store::snapshot::{PersonId, Snapshot};

use super::mask::Mask;
use super::metric::Metric;
use super::refunds::moved;

/// The data to measure on.
#[derive(Clone, Copy, Debug)]
pub struct MeasureInput<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// Which orders count, one flag per order.
    pub included: &'a [bool],
    /// Up to when orders and refunds are seen, inclusive, and maturity is judged; UTC microseconds.
    pub as_of: i64,
    /// On which date refunds are taken from net.
    pub refunds: RefundBasis,
}

/// The people to measure, and from when.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Who.
    pub people: Mask,
    /// From when. LTV and repeat purchase start at the person's first order instead.
    pub start: Start,
}

/// When the window of a group's people begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// The same instant for everyone, UTC microseconds.
    At(i64),
    /// By person; `None` where nothing says when, which leaves the person out.
    PerPerson(Vec<Option<i64>>),
}

/// A measured metric: what `stats` needs to estimate and compare it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// The sufficient statistic.
    pub statistic: Statistic,
    /// People measured: the denominator of shares and means, the units of ratios.
    pub n: u64,
    /// People left out because their window is not over.
    pub left_out_immature: u64,
    /// People left out because they have no start: no order (LTV, repeat), no assignment time.
    pub left_out_no_start: u64,
}

/// Values (gross minus discounts) of a group's orders, ascending, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderValues {
    /// The values.
    pub sorted: Vec<i64>,
    /// People who placed them.
    pub buyers: u64,
}

/// Measures one metric of one group.
///
/// - Conversion: people with an included order in the window, of people whose window is over.
/// - Net and orders per person: the sum in the window per such person, zeros in.
/// - AOV: value and orders from the start to `as_of` per person of the group (people without orders
///   are units with 0 of 0), as a ratio.
/// - LTV: net in the window from the first included order, per customer whose window is over.
/// - Repeat: customers with a second included order in that window.
#[must_use]
pub fn measure(input: &MeasureInput<'_>, metric: Metric, group: &Group) -> Measure {
    let tally = tally(input, metric, group, Detail::default());
    Measure {
        statistic: tally.statistics.statistic,
        n: tally.statistics.n(),
        left_out_immature: tally.left_out.immature,
        left_out_no_start: tally.left_out.no_start,
    }
}

/// What an experiment collects beside the metric itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Days before a person's start over which the same metric is the covariate; 0 for none.
    pub days_before: u32,
    /// Whether every value is kept, counted.
    pub values: bool,
}

/// Measures one metric of one group with what variance reduction, caps and ranks need of it. The
/// covariate of a person is the same metric over the days before their start.
#[must_use]
pub fn unit_statistics(
    input: &MeasureInput<'_>,
    metric: Metric,
    group: &Group,
    detail: Detail,
) -> UnitStatistics {
    tally(input, metric, group, detail).statistics
}

/// One person's outcome, for replays that assign people again and again.
#[must_use]
pub fn outcomes(
    input: &MeasureInput<'_>,
    metric: Metric,
    group: &Group,
) -> Vec<(PersonId, Outcome)> {
    let mut outcomes = Vec::new();
    visit(
        input,
        metric,
        group,
        Detail::default(),
        |person, outcome, _| {
            outcomes.push((person, outcome));
        },
    );
    outcomes
}

fn tally(input: &MeasureInput<'_>, metric: Metric, group: &Group, detail: Detail) -> Tally {
    let mut statistics = UnitStatistics::new(Collect {
        kind: metric.kind(),
        covariate: detail.days_before > 0,
        values: detail.values,
    });
    let left_out = visit(input, metric, group, detail, |_, outcome, before| {
        statistics.push(outcome, before);
    });
    Tally {
        statistics,
        left_out,
    }
}

/// Calls `each` with the outcome of every person who can be measured, and the same before the start.
fn visit(
    input: &MeasureInput<'_>,
    metric: Metric,
    group: &Group,
    detail: Detail,
    mut each: impl FnMut(PersonId, Outcome, Outcome),
) -> LeftOut {
    let mut left_out = LeftOut::default();
    for person in group.people.iter() {
        let start = match metric {
            Metric::Ltv(_) | Metric::Repeat(_) => input.first_order(person),
            Metric::Conversion { .. }
            | Metric::Aov
            | Metric::AovAfterRefunds
            | Metric::NetPerPerson { .. }
            | Metric::OrdersPerPerson { .. } => group.start.of(person),
        };
        let Some(start) = start else {
            left_out.no_start += 1;
            continue;
        };
        let end = metric.window_days().map(|days| window_end(start, days));
        if end.unwrap_or(start) > input.as_of {
            left_out.immature += 1;
            continue;
        }
        let before = if detail.days_before == 0 {
            Bought::default()
        } else {
            let days = i64::from(detail.days_before) * DAY_MICROS;
            input.bought(person, start.saturating_sub(days), start)
        };
        let bought = input.bought(person, start, end.unwrap_or(i64::MAX));
        each(person, outcome(metric, bought), outcome(metric, before));
    }
    left_out
}

/// The difference of `group` from `versus` (group minus versus), tested by the kind of metric.
///
/// Both must be measures of the same metric; measures of different kinds have nothing to compare and
/// answer [`CannotTest::NotFinite`].
pub fn compare(
    versus: &Measure,
    group: &Measure,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    stats::compare(&versus.statistic, &group.statistic, confidence)
}

/// The values of a group's orders from its start to `as_of`, for median, percentiles and histogram.
#[must_use]
pub fn order_values(input: &MeasureInput<'_>, group: &Group) -> OrderValues {
    let money = &input.snapshot.orders.money;
    let mut values = OrderValues::default();
    for person in group.people.iter() {
        let Some(start) = group.start.of(person) else {
            continue;
        };
        let before = values.sorted.len();
        let orders = input.orders_between(person, start, i64::MAX);
        values
            .sorted
            .extend(orders.map(|row| money.gross[row] - money.discounts[row]));
        values.buyers += u64::from(values.sorted.len() > before);
    }
    values.sorted.sort_unstable();
    values
}

impl Measure {
    /// The value with its interval: Wilson, Student or delta method.
    pub fn estimate(&self, confidence: Confidence) -> Result<Estimate, CannotTest> {
        self.statistic.estimate(confidence)
    }
}

impl OrderValues {
    /// How many orders.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.sorted.len() as u64
    }

    /// A quantile in minor units, interpolated between orders (type 7); `None` without orders.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        let position = last as f64 * share.clamp(0.0, 1.0);
        let below = position.floor() as usize;
        let (low, high) = (self.sorted[below], self.sorted[(below + 1).min(last)]);
        Some(low as f64 + (high - low) as f64 * (position - below as f64))
    }
}

impl Start {
    /// The start of one person.
    #[must_use]
    pub fn of(&self, person: PersonId) -> Option<i64> {
        match self {
            Self::At(instant) => Some(*instant),
            Self::PerPerson(starts) => starts.get(person as usize).copied().flatten(),
        }
    }
}

/// What one person bought in a window.
#[derive(Clone, Copy, Default)]
struct Bought {
    orders: u32,
    net: i64,
    value: i64,
}

impl MeasureInput<'_> {
    fn orders_between(
        &self,
        person: PersonId,
        start: i64,
        end: i64,
    ) -> impl Iterator<Item = usize> {
        let placed = &self.snapshot.orders.placed;
        self.snapshot
            .people
            .orders(person)
            .skip_while(move |&row| placed[row] < start)
            .take_while(move |&row| placed[row] < end && placed[row] <= self.as_of)
            .filter(|&row| self.included[row])
    }

    fn first_order(&self, person: PersonId) -> Option<i64> {
        let first = self.orders_between(person, i64::MIN, i64::MAX).next()?;
        Some(self.snapshot.orders.placed[first])
    }

    fn bought(&self, person: PersonId, start: i64, end: i64) -> Bought {
        let money = &self.snapshot.orders.money;
        let mut bought = Bought::default();
        for row in self.orders_between(person, start, end) {
            bought.orders += 1;
            bought.net += money.net[row];
            bought.value += money.gross[row] - money.discounts[row];
        }
        bought.net += self.moved(person, start, end);
        bought
    }

    /// What refunds on their own date add to a window or take from it: also those of earlier orders.
    fn moved(&self, person: PersonId, start: i64, end: i64) -> i64 {
        match self.refunds {
            RefundBasis::Order => 0,
            RefundBasis::Refund => {
                let window = start..end.min(self.as_of.saturating_add(1));
                let orders = self.snapshot.people.orders(person);
                let counted = orders.filter(|&row| self.included[row]);
                counted
                    .map(|row| moved(self.snapshot, self.refunds, row, &window).net)
                    .sum()
            }
        }
    }
}

/// One metric over people.
struct Tally {
    statistics: UnitStatistics,
    left_out: LeftOut,
}

/// People who are not measured.
#[derive(Clone, Copy, Default)]
struct LeftOut {
    immature: u64,
    no_start: u64,
}

fn outcome(metric: Metric, bought: Bought) -> Outcome {
    let numerator = match metric {
        Metric::Conversion { .. } => i64::from(bought.orders >= 1),
        Metric::Repeat(_) => i64::from(bought.orders >= 2),
        Metric::OrdersPerPerson { .. } => i64::from(bought.orders),
        Metric::Aov => bought.value,
        Metric::AovAfterRefunds | Metric::NetPerPerson { .. } | Metric::Ltv(_) => bought.net,
    };
    Outcome {
        numerator: numerator as f64,
        denominator: f64::from(bought.orders),
    }
}

fn window_end(start: i64, days: u32) -> i64 {
    start.saturating_add(i64::from(days) * DAY_MICROS)
}

#[cfg(test)]
mod tests;
