//! Shopify's analytics reports: sessions, and sales by the UTM values of orders or referring channels.
//!
//! Analysts choose the columns, so any subset is read, with or without a day. Every column that is no
//! metric tells rows apart. Columns that repeat the metrics for an earlier period are left out, and
//! rates are recomputed from counts, because a rate has no sum and no mean of its own.

use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::{Issue, IssueKind};
use crate::model::time::Day;
use crate::model::traffic::{
    Period, TrafficCounts, TrafficKey, TrafficRow, TrafficSales, TrafficSource,
};
use crate::model::utm::Touch;

/// The fields of a report that are read; dimensions first, then counts, then sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum ReportField {
    Day,
    Week,
    Month,
    Channel,
    Referrer,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Landing,
    Visitors,
    Sessions,
    CartAdditions,
    ReachedCheckout,
    CompletedCheckout,
    Pageviews,
    Orders,
    Gross,
    Discounts,
    Returns,
    Net,
    Shipping,
    Taxes,
    Total,
}

impl Field for ReportField {
    fn index(self) -> usize {
        self as usize
    }
}

use ReportField as F;

/// The column table, in the order of [`ReportField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::time(F::Day, &["day", "date"]),
    Column::time(F::Week, &["week"]),
    Column::time(F::Month, &["month"]),
    Column::text(
        F::Channel,
        &["referring channel", "order referring channel"],
    ),
    Column::text(
        F::Referrer,
        &["referrer name", "referrer source", "referrer"],
    ),
    Column::text(F::UtmSource, &["utm source", "order utm source"]),
    Column::text(F::UtmMedium, &["utm medium", "order utm medium"]),
    Column::text(
        F::UtmCampaign,
        &["utm campaign", "utm campaign name", "order utm campaign"],
    ),
    Column::text(F::UtmContent, &["utm content", "order utm content"]),
    Column::text(F::UtmTerm, &["utm term", "order utm term"]),
    Column::text(
        F::Landing,
        &["landing page path", "landing page url", "landing page"],
    ),
    Column::text(F::Visitors, &["online store visitors", "visitors"]),
    Column::text(F::Sessions, &["sessions"]),
    Column::text(F::CartAdditions, &["sessions with cart additions"]),
    Column::text(F::ReachedCheckout, &["sessions that reached checkout"]),
    Column::text(F::CompletedCheckout, &["sessions that completed checkout"]),
    Column::text(F::Pageviews, &["pageviews", "page views"]),
    Column::text(F::Orders, &["orders", "orders (last click)"]),
    Column::money(F::Gross, &["gross sales", "gross sales (last click)"]),
    Column::money(F::Discounts, &["discounts"]),
    Column::money(F::Returns, &["returns", "sales reversals"]),
    Column::money(F::Net, &["net sales", "net sales (last click)"]),
    Column::money(F::Shipping, &["shipping charges", "shipping"]),
    Column::money(F::Taxes, &["taxes"]),
    Column::money(F::Total, &["total sales", "total sales (last click)"]),
];

/// The first field that is a metric; those before it tell rows apart.
const FIRST_METRIC: usize = F::Visitors as usize;

/// Words in the names of metrics that are not read: rates, means and sums of other things.
const METRIC_WORDS: &[&str] = &[
    "rate",
    "average",
    "bounce",
    "duration",
    "sales",
    "orders",
    "sessions",
    "visitors",
    "pageviews",
    "duties",
    "fees",
    "taxes",
    "margin",
    "profit",
    "cost",
    "quantity",
    "customers",
    "%",
    "tips",
    "returns",
    "discounts",
    "shipping",
];

/// The reader of one kind of report.
pub(in crate::import) struct Reports {
    source: TrafficSource,
    /// Columns that tell rows apart, with their normalised headers, those of the period left out.
    dimensions: Vec<(String, usize)>,
    /// Headers of another period.
    compared: Vec<String>,
}

/// Finds the columns of a report; needs the metric without which it says nothing.
pub(in crate::import) fn open(
    format: Format,
    headers: &[String],
) -> Result<(Reports, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    let source = if format == Format::ShopifySalesByUtm {
        let metrics = [F::Total, F::Net, F::Gross, F::Orders];
        layout.require(format, &[(&metrics, "Total sales")])?;
        TrafficSource::ShopifySales
    } else {
        layout.require(format, &[(&[F::Sessions], "Sessions")])?;
        TrafficSource::ShopifySessions
    };
    let metrics: Vec<usize> = metric_slots(headers);
    let (mut dimensions, mut compared) = (Vec::new(), Vec::new());
    for (at, header) in headers.iter().enumerate() {
        let name = normalise_header(header);
        if is_comparison(&name) {
            compared.push(header.trim().to_owned());
        } else if !name.is_empty() && !metrics.contains(&at) && !is_metric(&name) {
            dimensions.push((name, at));
        }
    }
    dimensions.retain(|(name, _)| !matches!(name.as_str(), "day" | "date" | "week" | "month"));
    let table = Reports {
        source,
        dimensions,
        compared,
    };
    Ok((table, layout))
}

/// The columns that hold metrics of the table.
fn metric_slots(headers: &[String]) -> Vec<usize> {
    let names = COLUMNS[FIRST_METRIC..]
        .iter()
        .flat_map(|column| column.names);
    let names: Vec<&str> = names.copied().collect();
    let is_named = |header: &String| names.contains(&normalise_header(header).as_str());
    (0..headers.len())
        .filter(|&at| is_named(&headers[at]))
        .collect()
}

/// Whether a header repeats a column for an earlier period: `Net sales (previous_month)`.
fn is_comparison(name: &str) -> bool {
    let suffix = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once('('));
    suffix.is_some_and(|(_, suffix)| {
        suffix.starts_with("previous") || suffix.starts_with("comparison")
    }) || name.starts_with("percent change")
        || name.ends_with("% change")
}

/// Whether a header that the table does not know is a metric and no dimension.
fn is_metric(name: &str) -> bool {
    let is_known_dimension = COLUMNS[..FIRST_METRIC]
        .iter()
        .any(|column| column.names.contains(&name));
    !is_known_dimension && METRIC_WORDS.iter().any(|word| name.contains(word))
}

impl Table for Reports {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let is_labelled = row.first_cell().is_some_and(is_total_label);
        let dated = layout
            .text(row, F::Day)
            .is_some_and(|day| !is_total_label(day));
        let described = self.dimensions.iter().filter_map(|(_, at)| row.cell(*at));
        let filled = described.filter(|text| !is_total_label(text)).count();
        if is_labelled && !dated && filled == 0 {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let period = [F::Day, F::Week, F::Month].map(|field| layout.text(first, field));
        let values = self.values(first).into_iter().map(|(_, value)| value);
        let values: Vec<String> = values.collect();
        Some(format!("{period:?}\n{}", values.join("\n")))
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        let mut issues = Vec::new();
        if let Some(first) = self.compared.first() {
            let hint = format!(
                "{} columns compare with an earlier period and were left out; export that period as a report of its own.",
                self.compared.len()
            );
            issues.push(Issue {
                column: Some(first.clone()),
                ..Issue::of_file(IssueKind::ComparisonColumn, hint)
            });
        }
        let has_period = [F::Day, F::Week, F::Month]
            .iter()
            .any(|&field| layout.has(field));
        if !has_period {
            let hint = "The report has no day, so its rows sum up a period that the file does not name; add Day to the report to compare periods.";
            issues.push(Issue {
                column: Some("Day".to_owned()),
                ..Issue::of_file(IssueKind::NoPeriod, hint)
            });
        }
        issues
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let period = period(row, reading);
        // A row with a hole in its counts would be a wrong sum that nobody sees.
        let counts = counts(row, reading);
        let sales = sales(row, reading);
        let (period, counts, sales) = (period.ok()?, counts.ok()?, sales.ok()?);
        let text = |field| reading.owned(row, field);
        Some(Record::Traffic(TrafficRow {
            key: TrafficKey::of(self.source, &self.values(row), period),
            period,
            channel: text(F::Channel),
            referrer: text(F::Referrer),
            touch: Touch {
                source: text(F::UtmSource),
                medium: text(F::UtmMedium),
                campaign: text(F::UtmCampaign),
                content: text(F::UtmContent),
                term: text(F::UtmTerm),
                landing_page: text(F::Landing),
            },
            counts,
            sales,
            source_line: row.line,
        }))
    }
}

impl Reports {
    /// The dimensions of a row with their normalised headers.
    fn values(&self, row: &Row) -> Vec<(String, String)> {
        let value = |at| row.cell(at).unwrap_or_default().to_owned();
        self.dimensions
            .iter()
            .map(|(name, at)| (name.clone(), value(*at)))
            .collect()
    }
}

fn period(row: &Row, reading: &mut Reading<'_, F>) -> Result<Option<Period>, Refused> {
    if let Some(day) = reading.day(row, F::Day)? {
        return Ok(Some(Period::day(day)));
    }
    if let Some(first) = reading.day(row, F::Week)? {
        let last = Day(first.0 + 6);
        return Ok(Some(Period { first, last }));
    }
    let month = reading.text(row, F::Month).and_then(Period::parse_month);
    if month.is_some() {
        return Ok(month);
    }
    Ok(reading.day(row, F::Month)?.map(Period::month))
}

fn counts(row: &Row, reading: &mut Reading<'_, F>) -> Result<TrafficCounts, Refused> {
    let mut count = |field| reading.count(row, field);
    let visitors = count(F::Visitors);
    let sessions = count(F::Sessions);
    let cart_additions = count(F::CartAdditions);
    let reached_checkout = count(F::ReachedCheckout);
    let completed_checkout = count(F::CompletedCheckout);
    let pageviews = count(F::Pageviews);
    let orders = count(F::Orders);
    Ok(TrafficCounts {
        visitors: visitors?,
        sessions: sessions?,
        engaged: None,
        cart_additions: cart_additions?,
        reached_checkout: reached_checkout?,
        completed_checkout: completed_checkout?,
        pageviews: pageviews?,
        key_events: None,
        orders: orders?,
    })
}

fn sales(row: &Row, reading: &mut Reading<'_, F>) -> Result<TrafficSales, Refused> {
    let mut money = |field| reading.money(row, field);
    let gross = money(F::Gross);
    let discounts = money(F::Discounts);
    let returns = money(F::Returns);
    let net = money(F::Net);
    let shipping = money(F::Shipping);
    let taxes = money(F::Taxes);
    let total = money(F::Total);
    Ok(TrafficSales {
        gross: gross?,
        discounts: discounts?,
        returns: returns?,
        net: net?,
        shipping: shipping?,
        taxes: taxes?,
        total: total?,
    })
}

#[cfg(test)]
mod tests;
