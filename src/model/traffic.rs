//! Traffic reports: sessions and sales as an analytics tool sums them up, one value per row.
//!
//! A row is a sum over the visits with the same dimension values. It names no order and no person,
//! so it is a denominator (sessions per campaign or day), never joined to orders. Rows of two grains
//! are two views of the same visits: they have no common sum.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::time::Day;
use super::utm::Touch;

/// One row of a traffic report. Rates are recomputed from the counts, never read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficRow {
    /// What makes the row the same row in the next export.
    pub key: TrafficKey,
    /// The days that the row sums up; `None` where the file does not say.
    pub period: Option<Period>,
    /// The tool's channel group, as written.
    pub channel: Option<String>,
    /// The referring site or its name, as written.
    pub referrer: Option<String>,
    /// UTM values and landing page, as written; `None` where the report has no such dimension.
    pub touch: Touch,
    /// Visits and what they led to.
    pub counts: TrafficCounts,
    /// Sales as the tool claims them.
    pub sales: TrafficSales,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// The key of a traffic row for re-imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrafficKey {
    /// Whose report.
    pub source: TrafficSource,
    /// The dimensions of the report, normalised headers in order, joined by ` + `.
    pub grain: String,
    /// Period and dimension values, in the order of the grain, joined by line feeds.
    pub id: String,
}

impl TrafficKey {
    /// The key of a row by its dimensions (normalised header and value) and its period.
    ///
    /// The order of the columns plays no part: a report with its columns moved is the same report.
    #[must_use]
    pub fn of(
        source: TrafficSource,
        dimensions: &[(String, String)],
        period: Option<Period>,
    ) -> Self {
        let mut sorted: Vec<&(String, String)> = dimensions.iter().collect();
        sorted.sort();
        let grain: Vec<&str> = sorted.iter().map(|(header, _)| header.as_str()).collect();
        let period = period.map_or_else(String::new, |period| period.to_string());
        let values = sorted.iter().map(|(_, value)| value.as_str());
        let id: Vec<&str> = std::iter::once(period.as_str()).chain(values).collect();
        Self {
            source,
            grain: grain.join(" + "),
            id: id.join("\n"),
        }
    }
}

/// The closed list of traffic reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrafficSource {
    /// Shopify's session reports.
    ShopifySessions,
    /// Shopify's reports of sales by UTM values or referring channel.
    ShopifySales,
    /// Google Analytics 4 reports and explorations.
    Ga4,
}

impl TrafficSource {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::ShopifySessions, Self::ShopifySales, Self::Ga4];

    /// The word in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ShopifySessions => "shopify_sessions",
            Self::ShopifySales => "shopify_sales",
            Self::Ga4 => "ga4",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ShopifySessions => "Shopify sessions",
            Self::ShopifySales => "Shopify sales by UTM",
            Self::Ga4 => "Google Analytics 4",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.id() == id)
    }
}

/// Whole days, first and last included, as the report's own calendar counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Period {
    /// A single day.
    #[must_use]
    pub fn day(day: Day) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// The calendar month of a day.
    #[must_use]
    pub fn month(day: Day) -> Self {
        let date = day.date();
        Self {
            first: Day::from_date(date.first_of_month()),
            last: Day::from_date(date.last_of_month()),
        }
    }

    /// The calendar month of `2026-08` or `08/2026`.
    #[must_use]
    pub fn parse_month(text: &str) -> Option<Self> {
        let (left, right) = text.trim().split_once(['-', '/'])?;
        let (year, month) = if left.len() == 4 {
            (left, right)
        } else {
            (right, left)
        };
        if year.len() != 4 || month.len() > 2 {
            return None;
        }
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        Some(Self::month(Day::from_date(date)))
    }

    /// How many days.
    #[must_use]
    pub fn days(self) -> i32 {
        self.last.0 - self.first.0 + 1
    }
}

impl std::fmt::Display for Period {
    /// ISO 8601, for example `2026-06-30` or `2026-06-01/2026-06-30`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last {
            return write!(formatter, "{}", self.first);
        }
        write!(formatter, "{}/{}", self.first, self.last)
    }
}

/// Visits and what they led to. `None`: the report has no such column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficCounts {
    /// Visitors or users; not additive over rows.
    pub visitors: Option<i64>,
    /// Sessions.
    pub sessions: Option<i64>,
    /// Sessions that the tool calls engaged.
    pub engaged: Option<i64>,
    /// Sessions that put something into the cart.
    pub cart_additions: Option<i64>,
    /// Sessions that reached the checkout.
    pub reached_checkout: Option<i64>,
    /// Sessions that completed the checkout.
    pub completed_checkout: Option<i64>,
    /// Pages viewed.
    pub pageviews: Option<i64>,
    /// Key events (conversions) as the tool counts them.
    pub key_events: Option<i64>,
    /// Orders or purchases as the tool counts them.
    pub orders: Option<i64>,
}

impl TrafficCounts {
    /// Sessions that completed the checkout per session; `None` without both or without sessions.
    #[must_use]
    pub fn conversion_rate(&self) -> Option<f64> {
        let sessions = self.sessions.filter(|sessions| *sessions > 0)?;
        Some(self.completed_checkout? as f64 / sessions as f64)
    }
}

/// Sales in minor units of the workspace currency, signs as written (discounts and returns are
/// negative in Shopify's reports). `None`: the report has no such column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficSales {
    /// Before discounts and returns.
    pub gross: Option<i64>,
    /// Discounts.
    pub discounts: Option<i64>,
    /// Returns.
    pub returns: Option<i64>,
    /// Gross with discounts and returns.
    pub net: Option<i64>,
    /// Shipping charges.
    pub shipping: Option<i64>,
    /// Taxes.
    pub taxes: Option<i64>,
    /// Total sales, or the revenue that the tool reports.
    pub total: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dimension(header: &str, value: &str) -> (String, String) {
        (header.to_owned(), value.to_owned())
    }

    #[test]
    fn a_report_with_its_columns_moved_is_the_same_report() {
        let source = dimension("utm source", "klaviyo");
        let medium = dimension("utm medium", "email");
        let key = |dimensions: &[(String, String)]| {
            TrafficKey::of(TrafficSource::ShopifySessions, dimensions, None)
        };
        let there = key(&[source.clone(), medium.clone()]);
        assert_eq!(there, key(&[medium.clone(), source]));
        assert_eq!(there.grain, "utm medium + utm source");
        assert_ne!(there.grain, key(&[medium]).grain);
    }

    #[test]
    fn conversion_is_recomputed_from_counts() {
        let counts = TrafficCounts {
            sessions: Some(1000),
            completed_checkout: Some(40),
            ..TrafficCounts::default()
        };
        assert_eq!(counts.conversion_rate(), Some(0.04));
        let none = TrafficCounts {
            sessions: Some(0),
            ..counts
        };
        assert_eq!(none.conversion_rate(), None);
    }

    #[test]
    fn months_and_periods_count_their_days() {
        let day = Day::from_date(Date::constant(2028, 2, 10));
        let month = Period::month(day);
        assert_eq!(month.to_string(), "2028-02-01/2028-02-29");
        assert_eq!((month.days(), Period::day(day).days()), (29, 1));
        assert_eq!(Period::parse_month("02/2028"), Some(month));
        assert_eq!(Period::parse_month("2028-2"), Some(month));
        assert_eq!(Period::parse_month("2028-02-10"), None);
        assert_eq!(Period::parse_month("13/2028"), None);
    }

    #[test]
    fn sources_read_back() {
        for source in TrafficSource::ALL {
            assert_eq!(TrafficSource::parse(source.id()), Some(source));
        }
        assert_eq!(TrafficSource::parse("GA4"), None);
    }
}
