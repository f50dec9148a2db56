//! How many orders carry UTM values and discount codes, in all and by month.

use std::collections::BTreeMap;

use crate::analysis::Context;
use crate::attribution::Tally;
use crate::model::format::{self, NumberStyle};
use crate::model::time::Day;
use crate::model::traffic::Period;

use super::words::{fraction, of, share};
use super::{Area, Finding, Level};

/// Coverage of the orders that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All of them.
    pub total: CoverageLine,
    /// By the first day of the calendar month; months without orders are left out.
    pub months: Vec<(Day, CoverageLine)>,
}

/// Orders and net by what they carry; the four parts add up to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverageLine {
    /// UTM values and no code.
    pub utm_only: Tally,
    /// A code and no UTM value.
    pub code_only: Tally,
    /// Both.
    pub both: Tally,
    /// Neither.
    pub neither: Tally,
}

impl CoverageLine {
    /// All orders.
    #[must_use]
    pub fn whole(&self) -> Tally {
        sum([self.utm_only, self.code_only, self.both, self.neither])
    }

    /// Orders with any UTM value.
    #[must_use]
    pub fn with_utm(&self) -> Tally {
        sum([self.utm_only, self.both])
    }

    /// Orders with any code.
    #[must_use]
    pub fn with_code(&self) -> Tally {
        sum([self.code_only, self.both])
    }

    fn add(&mut self, (has_utm, has_code): (bool, bool), net_minor: i64) {
        let part = match (has_utm, has_code) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.utm_only,
            (false, true) => &mut self.code_only,
            (false, false) => &mut self.neither,
        };
        part.add(net_minor);
    }
}

fn sum<const N: usize>(parts: [Tally; N]) -> Tally {
    parts.iter().fold(Tally::default(), |sum, part| Tally {
        orders: sum.orders + part.orders,
        net_minor: sum.net_minor + part.net_minor,
    })
}

/// Counts the orders that count.
pub(super) fn coverage(context: &Context) -> Coverage {
    let snapshot = &context.snapshot;
    let orders = &snapshot.orders;
    let mut total = CoverageLine::default();
    let mut months: BTreeMap<Day, CoverageLine> = BTreeMap::new();
    for row in (0..orders.len()).filter(|&row| context.inclusion.included[row]) {
        let has = (orders.touch.has_utm(row), !orders.codes.get(row).is_empty());
        let net = orders.money.net[row];
        total.add(has, net);
        let month = Period::month(snapshot.day(orders.placed[row])).first;
        months.entry(month).or_default().add(has, net);
    }
    Coverage {
        total,
        months: months.into_iter().collect(),
    }
}

/// A month with fewer orders says nothing about tracking.
const LEAST_ORDERS: u64 = 30;
/// Below this share most orders can be credited by their code alone.
const LOW: f64 = 0.5;
/// Below this share of the usual month, something was switched off.
const FALLEN: f64 = 0.5;

impl Coverage {
    pub(super) fn findings(&self, context: &Context) -> Vec<Finding> {
        let whole = self.total.whole();
        if whole.orders == 0 {
            let sentence = "No order counts, so there is no coverage to tell";
            return vec![Finding::new(Area::Coverage, Level::Note, sentence)];
        }
        let with = |name: &str, part: Tally| {
            let net = share_of_net(part, whole, context);
            format!(
                "{name} on {} of orders ({}){net}",
                share(part.orders, whole.orders),
                of(part.orders, whole.orders)
            )
        };
        let utm = self.total.with_utm();
        let is_low = fraction(utm.orders, whole.orders).is_some_and(|share| share < LOW);
        let level = if is_low { Level::Warning } else { Level::Fine };
        let mut first = Finding::new(Area::Coverage, level, with("UTM values", utm));
        if is_low {
            first = first.advice(
                "Shop exports carry UTM only in note attributes: load UTM values by order, or a sales by UTM report",
            );
        }
        let note = |name, part| Finding::new(Area::Coverage, Level::Note, with(name, part));
        let mut findings = vec![
            first,
            note("A code", self.total.with_code()),
            note("Both", self.total.both),
            note("Neither", self.total.neither)
                .advice("No rule can credit these orders to a workflow"),
        ];
        findings.extend(self.fallen("UTM values", CoverageLine::with_utm));
        findings
    }

    /// Months in which far fewer orders carry something than in the month in the middle.
    fn fallen(&self, name: &str, part: impl Fn(&CoverageLine) -> Tally) -> Option<Finding> {
        let shares: Vec<(Day, f64)> = self
            .months
            .iter()
            .filter(|(_, line)| line.whole().orders >= LEAST_ORDERS)
            .filter_map(|(month, line)| {
                Some((*month, fraction(part(line).orders, line.whole().orders)?))
            })
            .collect();
        let mut sorted: Vec<f64> = shares.iter().map(|&(_, share)| share).collect();
        sorted.sort_by(f64::total_cmp);
        let middle = *sorted.get(sorted.len() / 2)?;
        let fallen: Vec<String> = shares
            .iter()
            .filter(|&&(_, share)| share < middle * FALLEN)
            .map(|&(month, _)| month_name(month))
            .collect();
        if fallen.is_empty() {
            return None;
        }
        let usual = NumberStyle::default().percent(middle, 0);
        let months = if fallen.len() == 1 { "month" } else { "months" };
        let sentence = format!(
            "{name} on less than half as many orders as usual ({usual}) in {} {months}",
            fallen.len()
        );
        let advice = format!("{}: tracking was off or not yet on", fallen.join(", "));
        Some(Finding::new(Area::Coverage, Level::Warning, sentence).advice(advice))
    }
}

/// `, 29 % of net`, where net is a sum that shares can be taken of.
fn share_of_net(part: Tally, whole: Tally, context: &Context) -> String {
    let style = NumberStyle::default();
    let currency = context.snapshot.currency;
    if whole.net_minor > 0 && (0..=whole.net_minor).contains(&part.net_minor) {
        let (part, whole) = (
            part.net_minor.unsigned_abs(),
            whole.net_minor.unsigned_abs(),
        );
        return format!(", {} of net", share(part, whole));
    }
    format!(", {} net", style.money(part.net_minor, currency))
}

/// A calendar month: `March 2026`.
#[must_use]
pub fn month_name(month: Day) -> String {
    month.date().strftime("%B %Y").to_string()
}

/// A period: a calendar month by its name, else its days.
#[must_use]
pub fn period_name(period: Period) -> String {
    if Period::month(period.first) == period {
        month_name(period.first)
    } else {
        format::period(period.first, period.last)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::context;
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    #[test]
    fn the_four_parts_add_up_to_the_orders_that_count() {
        let context = context(Shop::of([
            TestOrder::on_day("ann", 0, 1_000).utm("google", "", ""),
            TestOrder::on_day("bob", 1, 2_000).code("A").code("B"),
            TestOrder::on_day("cat", 2, 3_000)
                .utm("", "email", "x")
                .code("A"),
            TestOrder::on_day("dan", 40, 4_000),
            TestOrder::on_day("eve", 41, 9_000).cancelled(),
        ]));
        let coverage = coverage(&context);
        let line = coverage.total;
        let tally = |orders, net_minor| Tally { orders, net_minor };
        assert_eq!(line.utm_only, tally(1, 1_000));
        assert_eq!(line.code_only, tally(1, 2_000));
        assert_eq!(line.both, tally(1, 3_000));
        assert_eq!(line.neither, tally(1, 4_000));
        assert_eq!(line.whole(), tally(4, 10_000));
        assert_eq!(coverage.months.len(), 2);
        assert_eq!(coverage.months[1].1.whole(), tally(1, 4_000));
        let findings = coverage.findings(&context);
        assert_eq!(
            findings[0].sentence,
            "UTM values on 50.0 % of orders (2 of 4), 40.0 % of net"
        );
        assert_eq!(findings[0].level, Level::Fine);
    }

    #[test]
    fn a_month_without_tracking_is_named() {
        let orders = (0..120).map(|day| {
            let order = TestOrder::on_day("ann", day, 100);
            let is_february = (31..59).contains(&day);
            if is_february {
                order
            } else {
                order.utm("google", "cpc", "")
            }
        });
        let twice = orders.clone().chain(orders);
        let context = context(Shop::of(twice));
        let findings = coverage(&context).findings(&context);
        let last = findings.last().unwrap();
        assert_eq!(
            last.sentence,
            "UTM values on less than half as many orders as usual (100 %) in 1 month"
        );
        assert_eq!(last.advice, "February 2026: tracking was off or not yet on");
    }

    #[test]
    fn without_orders_there_is_no_share() {
        let context = context(Shop::of([]));
        let findings = coverage(&context).findings(&context);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].level, Level::Note);
    }
}
