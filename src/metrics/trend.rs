//! Series over time: orders and sales per civil day or week of the reporting zone.
//!
//! An order belongs to the day that a clock in the shop's zone showed, daylight saving included, so
//! that 23:30 stays on its evening. Weeks start on Monday. The same week last year is 52 weeks
//! earlier, which keeps weekdays together.

use std::collections::BTreeMap;

use polars::prelude::{
    DataFrame, IntoLazy as _, NamedFrom as _, PolarsResult, Series, SortMultipleOptions, col,
};
use statrs::distribution::{ContinuousCDF as _, Normal};

use crate::model::refund_basis::RefundBasis;
use crate::model::time::{Day, Days};
use crate::stats::{Confidence, Interval};
use crate::store::snapshot::{NO_PERSON, Snapshot};

use super::mask::Mask;
use super::refunds::counted_at;

/// 52 weeks: the distance to the same weekday a year earlier.
const YEAR_DAYS: i32 = 364;

/// What to count over time.
#[derive(Clone, Copy, Debug)]
pub struct TrendInput<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// Which orders count, one flag per order.
    pub included: &'a [bool],
    /// Only orders of these people; `None` counts orders without a person too.
    pub people: Option<&'a Mask>,
    /// On which date refunds are taken from net.
    pub refunds: RefundBasis,
}

/// The length of a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// A civil day.
    Day,
    /// Monday to Sunday.
    #[default]
    Week,
}

/// One bucket of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendPoint {
    /// First day.
    pub start: Day,
    /// Sums of the bucket.
    pub totals: Totals,
    /// Interval of the net sum; see [`net_band`]. `None` without orders.
    pub net_band: Option<Interval>,
    /// The same bucket 52 weeks earlier, where the data reach back that far.
    pub last_year: Option<Totals>,
    /// Whether the data cover every day of the bucket.
    pub complete: bool,
}

/// Sums over orders, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Orders.
    pub orders: u64,
    /// Gross sales.
    pub gross: i64,
    /// Gross sales minus discounts.
    pub value: i64,
    /// Net sales.
    pub net: i64,
}

impl Totals {
    /// Average order value in minor units; `None` without orders.
    #[must_use]
    pub fn aov(&self) -> Option<f64> {
        (self.orders > 0).then(|| self.value as f64 / self.orders as f64)
    }
}

/// A series could not be grouped; the columnar engine's own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The series over time could not be computed: {0}")]
pub struct TrendError(String);

/// The series from the bucket of the first included order to that of `as_of`, gaps as zeros.
pub fn trend(
    input: &TrendInput<'_>,
    bucket: Bucket,
    confidence: Confidence,
) -> Result<Vec<TrendPoint>, TrendError> {
    let groups = Columns::of(input, bucket)
        .grouped()
        .map_err(|error| TrendError(error.to_string()))?;
    let snapshot = input.snapshot;
    let placed = snapshot.orders.placed.iter().zip(input.included);
    // Coverage is that of the store: a quiet group is not missing data.
    let Some(first) = placed
        .filter(|(_, included)| **included)
        .map(|(&at, _)| at)
        .min()
    else {
        return Ok(Vec::new());
    };
    let covered = (snapshot.day(first), snapshot.day(snapshot.as_of));
    let starts = bucket.start(covered.0).0..=bucket.start(covered.1).0;
    let at = |start: i32| groups.get(&start).copied().unwrap_or_default();
    let points = starts.step_by(bucket.days() as usize).map(|start| {
        let group = at(start);
        TrendPoint {
            start: Day(start),
            totals: group.totals,
            net_band: (group.totals.orders > 0)
                .then(|| net_band(group.totals.net, group.sum_of_squares, confidence)),
            last_year: (covered.0.0 <= start - YEAR_DAYS).then(|| at(start - YEAR_DAYS).totals),
            complete: covered.0.0 <= start && start + bucket.days() - 1 <= covered.1.0,
        }
    });
    Ok(points.collect())
}

/// The interval of a bucket's net sum: `net ± z * sqrt(sum of squared order nets)`.
///
/// Orders arrive as a Poisson process and each brings an independent amount, so the sum is compound
/// Poisson with variance `rate * E[amount²]`, which the sum of squares estimates without bias (see
/// Feller, An Introduction to Probability Theory II, XII.2). A refund on its own date is one more arrival
/// with an amount below zero. Minor units. The lower bound of a sum
/// that is not negative stops at zero.
#[must_use]
pub fn net_band(net: i64, sum_of_squares: f64, confidence: Confidence) -> Interval {
    let z = Normal::standard().inverse_cdf(1.0 - confidence.alpha / 2.0);
    let half = z * sum_of_squares.sqrt();
    let low = net as f64 - half;
    Interval {
        low: if net >= 0 { low.max(0.0) } else { low },
        high: net as f64 + half,
    }
}

impl Bucket {
    /// Length in days.
    #[must_use]
    pub fn days(self) -> i32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
        }
    }

    /// The first day of the bucket that a day falls in.
    #[must_use]
    pub fn start(self, day: Day) -> Day {
        match self {
            Self::Day => day,
            Self::Week => day.monday(),
        }
    }
}

#[derive(Clone, Copy, Default)]
struct GroupSums {
    totals: Totals,
    sum_of_squares: f64,
}

/// The columns that go into the grouping, one row per order that counts and one per refund that counts
/// on a date of its own.
#[derive(Default)]
struct Columns {
    bucket: Vec<i32>,
    orders: Vec<i64>,
    gross: Vec<i64>,
    value: Vec<i64>,
    net: Vec<i64>,
    net_squared: Vec<f64>,
}

impl Columns {
    fn of(input: &TrendInput<'_>, bucket: Bucket) -> Self {
        let orders = &input.snapshot.orders;
        let mut columns = Self::default();
        let mut days = Days::of(&input.snapshot.zone);
        for row in (0..orders.len()).filter(|&row| input.counts(row)) {
            let mut net = orders.money.net[row];
            match input.refunds {
                RefundBasis::Order => {}
                RefundBasis::Refund => {
                    for refund in orders.refunds.of_order(row) {
                        net += refund.net;
                        let day = days.day(counted_at(input.snapshot, refund));
                        columns.push(bucket.start(day), &Totals::default(), -refund.net);
                    }
                }
            }
            let gross = orders.money.gross[row];
            let order = Totals {
                orders: 1,
                gross,
                value: gross - orders.money.discounts[row],
                net,
            };
            let day = days.day(orders.placed[row]);
            columns.push(bucket.start(day), &order, net);
        }
        columns
    }

    fn push(&mut self, bucket: Day, order: &Totals, net: i64) {
        self.bucket.push(bucket.0);
        self.orders.push(order.orders as i64);
        self.gross.push(order.gross);
        self.value.push(order.value);
        self.net.push(net);
        self.net_squared.push((net as f64).powi(2));
    }

    fn grouped(self) -> PolarsResult<BTreeMap<i32, GroupSums>> {
        let frame = DataFrame::new_infer_height(vec![
            Series::new("bucket".into(), self.bucket).into(),
            Series::new("orders".into(), self.orders).into(),
            Series::new("gross".into(), self.gross).into(),
            Series::new("value".into(), self.value).into(),
            Series::new("net".into(), self.net).into(),
            Series::new("net_squared".into(), self.net_squared).into(),
        ])?;
        // Group order is not deterministic, and neither is the order of a float sum across threads:
        // squares of minor units are whole numbers, exact below 2^53 and within 1 ulp above.
        let sums = frame
            .lazy()
            .group_by([col("bucket")])
            .agg([
                col("orders").sum(),
                col("gross").sum(),
                col("value").sum(),
                col("net").sum(),
                col("net_squared").sum(),
            ])
            .sort(["bucket"], SortMultipleOptions::default())
            .collect()?;
        let orders = sums.column("orders")?.i64()?;
        let (gross, value) = (sums.column("gross")?.i64()?, sums.column("value")?.i64()?);
        let (net, squares) = (
            sums.column("net")?.i64()?,
            sums.column("net_squared")?.f64()?,
        );
        let starts = sums.column("bucket")?.i32()?;
        let row = |at: usize| {
            let totals = Totals {
                orders: orders.get(at).unwrap_or(0).unsigned_abs(),
                gross: gross.get(at).unwrap_or(0),
                value: value.get(at).unwrap_or(0),
                net: net.get(at).unwrap_or(0),
            };
            let sum_of_squares = squares.get(at).unwrap_or(0.0);
            (
                starts.get(at).unwrap_or(0),
                GroupSums {
                    totals,
                    sum_of_squares,
                },
            )
        };
        Ok((0..sums.height()).map(row).collect())
    }
}

impl TrendInput<'_> {
    fn counts(&self, row: usize) -> bool {
        let orders = &self.snapshot.orders;
        let person = orders.person[row];
        self.included[row]
            && orders.placed[row] <= self.snapshot.as_of
            && self
                .people
                .is_none_or(|people| person != NO_PERSON && people.contains(person))
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder, person};

    const LEVEL: Confidence = Confidence { alpha: 0.05 };

    fn series(snapshot: &Snapshot, people: Option<&Mask>, bucket: Bucket) -> Vec<TrendPoint> {
        by(RefundBasis::Order, snapshot, people, bucket)
    }

    fn by(
        refunds: RefundBasis,
        snapshot: &Snapshot,
        people: Option<&Mask>,
        bucket: Bucket,
    ) -> Vec<TrendPoint> {
        let included = vec![true; snapshot.orders.len()];
        let input = TrendInput {
            snapshot,
            included: &included,
            people,
            refunds,
        };
        trend(&input, bucket, LEVEL).unwrap()
    }

    fn rows(points: &[TrendPoint]) -> Vec<(String, u64, i64)> {
        let row = |point: &TrendPoint| {
            (
                point.start.to_string(),
                point.totals.orders,
                point.totals.net,
            )
        };
        points.iter().map(row).collect()
    }

    #[test]
    fn late_orders_stay_on_their_local_evening_across_the_spring_change() {
        let mut snapshot = Shop::of([
            TestOrder::new("ann", "2026-03-07T23:30:00-05:00", 100),
            TestOrder::new("ann", "2026-03-08T23:30:00-04:00", 200),
            TestOrder::new("", "2026-03-10T00:10:00-04:00", 400),
        ]);
        snapshot.zone = TimeZone::get("America/New_York").unwrap();
        let day = |text: &str, orders, net| (text.to_owned(), orders, net);
        assert_eq!(
            rows(&series(&snapshot, None, Bucket::Day)),
            [
                day("2026-03-07", 1, 100),
                day("2026-03-08", 1, 200),
                day("2026-03-09", 0, 0),
                day("2026-03-10", 1, 400),
            ]
        );
        // 8 March is a Sunday: in UTC its order would open the next week.
        assert_eq!(
            rows(&series(&snapshot, None, Bucket::Week)),
            [day("2026-03-02", 2, 300), day("2026-03-09", 1, 400)]
        );
    }

    #[test]
    fn weeks_know_last_year_and_whether_they_are_whole() {
        let snapshot = Shop::of([
            TestOrder::new("ann", "2025-01-08", 1_000)
                .discount(200)
                .refund(300),
            TestOrder::new("bob", "2026-01-05", 2_000),
            TestOrder::new("ann", "2026-01-07", 3_000),
            TestOrder::new("ann", "2026-01-14", 500),
        ]);
        let points = series(&snapshot, None, Bucket::Week);
        assert_eq!(points.len(), 54);
        let first = points[0];
        assert_eq!(
            (first.start.to_string(), first.complete),
            ("2025-01-06".into(), false)
        );
        let totals = Totals {
            orders: 1,
            gross: 1_200,
            value: 1_000,
            net: 700,
        };
        assert_eq!(first.totals, totals);
        assert_eq!((first.last_year, points[1].last_year), (None, None));
        let year_later = points[52];
        assert_eq!(year_later.start.to_string(), "2026-01-05");
        assert_eq!(
            (year_later.totals.aov(), year_later.complete),
            (Some(2_500.0), true)
        );
        // The store's first order came in the middle of that week, so it is no whole comparison.
        assert_eq!(year_later.last_year, None);
        assert_eq!(points[53].last_year, Some(Totals::default()));
        assert!(!points[53].complete);
    }

    #[test]
    fn the_band_is_that_of_a_compound_poisson_sum() {
        let snapshot = Shop::of([
            TestOrder::new("ann", "2026-01-05", 3_000),
            TestOrder::new("bob", "2026-01-06", 4_000),
            TestOrder::new("", "2026-01-07", 12_000),
        ]);
        let band = series(&snapshot, None, Bucket::Week)[0].net_band.unwrap();
        // sqrt(3000² + 4000² + 12000²) = 13000; z = 1.959963984540054.
        assert!(band.low.abs() < 1e-12);
        assert!((band.high - (19_000.0 + 1.959_963_984_540_054 * 13_000.0)).abs() < 1e-6);
        let mut people = Mask::none(2);
        people.insert(person(&snapshot, "bob"));
        let one = series(&snapshot, Some(&people), Bucket::Week)[0];
        assert_eq!(one.totals.net, 4_000);
        assert_eq!(one.net_band.map(|band| band.low), Some(0.0));
        assert!((net_band(100_000, 1e8, LEVEL).low - 80_400.360_154_599).abs() < 1e-6);
    }

    #[test]
    fn refunds_on_their_own_date_leave_the_week_of_their_order() {
        // 2026-01-05 is a Monday: days 3, 5 and 11 lie in the weeks of 29 Dec, 5 Jan and 12 Jan.
        let snapshot = Shop::of([
            TestOrder::on_day("ann", 3, 5_000)
                .refund_on(5, 1_000)
                .refund_on(11, 500),
            TestOrder::on_day("bob", 12, 2_000),
        ]);
        let nets = |basis| {
            let points = by(basis, &snapshot, None, Bucket::Week);
            points
                .iter()
                .map(|point| (point.totals.orders, point.totals.net))
                .collect::<Vec<_>>()
        };
        assert_eq!(nets(RefundBasis::Order), [(1, 3_500), (0, 0), (1, 2_000)]);
        assert_eq!(
            nets(RefundBasis::Refund),
            [(1, 5_000), (0, -1_000), (1, 1_500)]
        );
        let mut people = Mask::none(2);
        people.insert(person(&snapshot, "bob"));
        let bob = by(RefundBasis::Refund, &snapshot, Some(&people), Bucket::Week);
        assert_eq!(bob[2].totals.net, 2_000);
    }

    #[test]
    fn no_orders_make_an_empty_series() {
        assert_eq!(series(&Shop::of([]), None, Bucket::Week), []);
    }
}
