//! Loaded orders against the orders that traffic reports count, by month where the reports allow it.

use std::collections::BTreeMap;

use crate::analysis::Context;
use crate::model::time::Day;
use crate::model::traffic::{Period, TrafficRow, TrafficSource};

use super::coverage::period_name;
use super::inputs::AuditInputs;
use super::words::{count, fraction, plural};
use super::{Area, Finding, Level};
use crate::model::format::NumberStyle;

/// One tool's count of orders against the loaded ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportCheck {
    /// Whose report.
    pub source: TrafficSource,
    /// By calendar month, or the whole report where a row of it crosses months.
    pub periods: Vec<PeriodCheck>,
}

/// One period of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodCheck {
    /// The days.
    pub period: Period,
    /// Orders as the tool counts them.
    pub reported: i64,
    /// Loaded orders on the days that the report covers, cancelled ones included.
    pub loaded: u64,
}

/// Compares the report of each tool that covers most days; rows of two reports have no common sum.
pub(super) fn report_checks(context: &Context, inputs: &AuditInputs) -> Vec<ReportCheck> {
    let mut placed: BTreeMap<Day, u64> = BTreeMap::new();
    let mut checks = Vec::new();
    for source in TrafficSource::ALL {
        let Some(rows) = best_report(source, &inputs.traffic) else {
            continue;
        };
        if placed.is_empty() {
            for &at in &context.snapshot.orders.placed {
                *placed.entry(context.snapshot.day(at)).or_default() += 1;
            }
        }
        checks.push(ReportCheck {
            source,
            periods: compare(&rows, &placed),
        });
    }
    checks
}

/// A row that counts orders: its days and its number.
type Counted = (Period, i64);

/// The report of a tool that covers most days, of those the one with the fewest rows.
fn best_report(source: TrafficSource, traffic: &[TrafficRow]) -> Option<Vec<Counted>> {
    let mut by_grain: BTreeMap<&str, Vec<Counted>> = BTreeMap::new();
    for row in traffic.iter().filter(|row| row.key.source == source) {
        let orders = row.counts.orders.or(row.counts.completed_checkout);
        if let Some(counted) = row.period.zip(orders) {
            by_grain.entry(&row.key.grain).or_default().push(counted);
        }
    }
    by_grain.into_values().max_by_key(|rows| {
        let days: i64 = covered(rows)
            .iter()
            .map(|period| i64::from(period.last.0 - period.first.0 + 1))
            .sum();
        (days, std::cmp::Reverse(rows.len()))
    })
}

/// The days that rows cover, as periods that do not overlap.
fn covered(rows: &[Counted]) -> Vec<Period> {
    let mut periods: Vec<Period> = rows.iter().map(|&(period, _)| period).collect();
    periods.sort_unstable_by_key(|period| (period.first, period.last));
    let mut covered: Vec<Period> = Vec::new();
    for period in periods {
        match covered.last_mut() {
            Some(last) if period.first.0 <= last.last.0 + 1 => {
                last.last = last.last.max(period.last);
            }
            _ => covered.push(period),
        }
    }
    covered
}

fn compare(rows: &[Counted], placed: &BTreeMap<Day, u64>) -> Vec<PeriodCheck> {
    let days = covered(rows);
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let whole = Period {
        first: first.first,
        last: last.last,
    };
    let crosses =
        |&(period, _): &Counted| Period::month(period.first) != Period::month(period.last);
    let by_month = !rows.iter().any(crosses);
    let bucket = |day: Day| if by_month { Period::month(day) } else { whole };
    let mut sums: BTreeMap<(Day, Day), (i64, u64)> = BTreeMap::new();
    for &(period, reported) in rows {
        let bucket = bucket(period.first);
        sums.entry((bucket.first, bucket.last)).or_default().0 += reported;
    }
    for period in days {
        for (&day, &orders) in placed.range(period.first..=period.last) {
            let bucket = bucket(day);
            sums.entry((bucket.first, bucket.last)).or_default().1 += orders;
        }
    }
    let checks = sums.into_iter();
    checks
        .map(|((first, last), (reported, loaded))| PeriodCheck {
            period: Period { first, last },
            reported,
            loaded,
        })
        .collect()
}

/// A tool that counts fewer than this share of the loaded orders does not see most of the shop.
const BLIND: f64 = 0.5;
/// A tool that counts more than this share sees orders that are not loaded.
const TOO_MANY: f64 = 1.05;
/// Above this share the tool sees nearly everything.
const NEARLY_ALL: f64 = 0.9;

impl ReportCheck {
    /// Orders as the tool counts them, over all periods.
    #[must_use]
    pub fn reported(&self) -> u64 {
        let reported = self.periods.iter().map(|period| period.reported.max(0));
        reported.sum::<i64>().unsigned_abs()
    }

    /// Loaded orders of the same days.
    #[must_use]
    pub fn loaded(&self) -> u64 {
        self.periods.iter().map(|period| period.loaded).sum()
    }

    pub(super) fn finding(&self) -> Finding {
        let (reported, loaded) = (self.reported(), self.loaded());
        let name = self.source.label();
        let Some(ratio) = fraction(reported, loaded) else {
            let sentence = format!(
                "{name}: {} on days of which no order is loaded",
                plural(reported, "order", "orders")
            );
            return Finding::new(Area::Checks, Level::Warning, sentence)
                .advice("Load the orders of the same dates");
        };
        let sentence = format!(
            "{name} counts {} on days with {} loaded, {} of them",
            plural(reported, "order", "orders"),
            count(loaded),
            NumberStyle::default().percent(ratio, 0)
        );
        let (level, advice) = if ratio > TOO_MANY {
            let advice = "It sees orders that are not loaded: is an orders export missing, or another shop in the report?";
            (Level::Warning, advice.to_owned())
        } else if ratio >= NEARLY_ALL {
            (Level::Fine, String::new())
        } else {
            let advice = "Analytics miss visitors who refuse tracking: compare shares, never sums";
            let level = if ratio < BLIND {
                Level::Warning
            } else {
                Level::Note
            };
            (level, advice.to_owned())
        };
        let finding = Finding::new(Area::Checks, level, sentence);
        match self.worst() {
            Some(worst) if !advice.is_empty() => {
                let furthest = format!(
                    "{advice}. Furthest apart: {}, {} counted and {} loaded",
                    period_name(worst.period),
                    count(worst.reported.max(0).unsigned_abs()),
                    count(worst.loaded)
                );
                finding.advice(furthest)
            }
            _ => finding.advice(advice),
        }
    }

    /// The period that is furthest apart, where there are several.
    fn worst(&self) -> Option<&PeriodCheck> {
        let apart = |check: &&PeriodCheck| check.reported.abs_diff(check.loaded as i64);
        let worst = self.periods.iter().max_by_key(apart)?;
        (self.periods.len() > 1).then_some(worst)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{context, traffic};
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    fn shop() -> Context {
        context(Shop::of(
            (0..59).map(|day| TestOrder::on_day("ann", day, 1_000)),
        ))
    }

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    #[test]
    fn orders_are_compared_by_month_on_the_days_that_the_report_covers() {
        let january = Period::month(day("2026-01-05"));
        let february = Period {
            first: day("2026-02-01"),
            last: day("2026-02-10"),
        };
        let inputs = AuditInputs {
            traffic: vec![
                traffic(TrafficSource::Ga4, "month", january, Some(20)),
                traffic(TrafficSource::Ga4, "month", february, Some(9)),
                traffic(
                    TrafficSource::Ga4,
                    "day + source",
                    Period::day(day("2026-01-02")),
                    Some(900),
                ),
                traffic(TrafficSource::ShopifySessions, "month", january, None),
            ],
            ..AuditInputs::default()
        };
        let checks = report_checks(&shop(), &inputs);
        assert_eq!(checks.len(), 1, "a report without orders is not compared");
        let found: Vec<_> = checks[0]
            .periods
            .iter()
            .map(|check| (check.reported, check.loaded))
            .collect();
        assert_eq!(found, [(20, 31), (9, 10)]);
        let finding = checks[0].finding();
        assert_eq!(finding.level, Level::Note);
        assert_eq!(
            finding.sentence,
            "Google Analytics 4 counts 29 orders on days with 41 loaded, 71 % of them"
        );
        assert!(
            finding
                .advice
                .ends_with("Furthest apart: January 2026, 20 counted and 31 loaded"),
            "{}",
            finding.advice
        );
    }

    #[test]
    fn a_report_that_crosses_months_is_compared_as_a_whole() {
        let period = Period {
            first: day("2026-01-20"),
            last: day("2026-02-05"),
        };
        let inputs = AuditInputs {
            traffic: vec![traffic(TrafficSource::Ga4, "total", period, Some(60))],
            ..AuditInputs::default()
        };
        let checks = report_checks(&shop(), &inputs);
        assert_eq!(checks[0].periods.len(), 1);
        assert_eq!((checks[0].reported(), checks[0].loaded()), (60, 17));
        assert_eq!(checks[0].finding().level, Level::Warning);
    }

    #[test]
    fn days_without_loaded_orders_have_no_ratio() {
        let before = Period::month(day("2024-05-01"));
        let inputs = AuditInputs {
            traffic: vec![traffic(TrafficSource::Ga4, "month", before, Some(5))],
            ..AuditInputs::default()
        };
        let finding = report_checks(&shop(), &inputs)[0].finding();
        assert_eq!(
            finding.sentence,
            "Google Analytics 4: 5 orders on days of which no order is loaded"
        );
    }
}
