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
                ..Issue::of_file(IssueKind::MissingColumn, hint)
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
    let month = reading.text(row, F::Month).and_then(month_without_day);
    if month.is_some() {
        return Ok(month);
    }
    Ok(reading.day(row, F::Month)?.map(Period::month))
}

/// `2026-08` and `08/2026`.
fn month_without_day(text: &str) -> Option<Period> {
    let (left, right) = text.split_once(['-', '/'])?;
    let (year, month) = if left.len() == 4 {
        (left, right)
    } else {
        (right, left)
    };
    if year.len() != 4 {
        return None;
    }
    let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    Some(Period::month(Day::from_date(date)))
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
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn sessions_by_day_and_utm_in_the_older_capitals() {
        let text = "Day,Utm campaign,Utm source,Landing page url,Session city,Online store visitors,Sessions,Sessions that completed checkout,Conversion rate,Average session duration,Pageviews\n\
            2026-08-24,aug_sale,klaviyo,/a,Paris,900,\"1,000\",40,4.0%,00:01:02,2100\n\
            2026-08-24,AUG_SALE,Klaviyo,/a,Paris,90,100,3,0.03,62,200\n\
            2026-08-24,,,/a,Lyon,4000,4500,90,0.02,61,9000\n\
            2026-08-24,,,/a,Lyon,4000,4501,91,0.02,61,9000\n\
            2026-08-25,x,,/a,Lyon,4000,many,90,0.02,61,9000\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_report_sessions utf-8 ',' 11 columns
        shopify_sessions [landing page url + session city + utm campaign + utm source] 2026-08-24 - source=klaviyo campaign=aug_sale at=/a visitors=900 sessions=1000 completed_checkout=40 pageviews=2100
        shopify_sessions [landing page url + session city + utm campaign + utm source] 2026-08-24 - source=Klaviyo campaign=AUG_SALE at=/a visitors=90 sessions=100 completed_checkout=3 pageviews=200
        shopify_sessions [landing page url + session city + utm campaign + utm source] 2026-08-24 - at=/a visitors=4000 sessions=4501 completed_checkout=91 pageviews=9000
        ! duplicate_key line 4 "2026-08-24"
        ! bad_number line 6 [Sessions] "many"
        5 rows = 3 accepted + 2 rejected; 3 records; latest 2026-08-24T00:00:00+00:00
        "##);
    }

    #[test]
    fn a_collapsed_report_without_a_day_and_mixed_date_styles() {
        let text = "Referrer source,Referrer name,Sessions,Sessions that completed checkout\n\
            search,google,120000,900\n\
            direct,,17033,100\n\
            Total,,137033,1000\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_report_sessions utf-8 ',' 4 columns
        shopify_sessions [referrer name + referrer source] always google sessions=120000 completed_checkout=900
        shopify_sessions [referrer name + referrer source] always - sessions=17033 completed_checkout=100
        ! missing_column [Day]
        ! summary_row line 4 "Total"
        3 rows = 2 accepted + 1 rejected; 2 records; latest never
        "##);
        let text =
            "Day,Sessions,Online store visitors\n30/07/2026,5,4\n29-07-2026,6,5\n01/08/2026,7,6\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_report_sessions utf-8 ',' 3 columns
        shopify_sessions [] 2026-07-30 - visitors=4 sessions=5
        shopify_sessions [] 2026-07-29 - visitors=5 sessions=6
        shopify_sessions [] 2026-08-01 - visitors=6 sessions=7
        3 rows = 3 accepted + 0 rejected; 3 records; latest 2026-08-01T00:00:00+00:00
        "##);
    }

    #[test]
    fn sales_by_utm_with_a_comparison() {
        let text = "Month,Order UTM campaign,Order UTM medium,Orders,Gross sales,Discounts,Returns,Net sales,Shipping charges,Duties,Taxes,Total sales,Average order value,Orders (previous_month),Total sales (previous_month)\n\
            2026-08,aug_sale,email,12,\"$1,200.00\",-$100.00,-$50.00,\"$1,050.00\",$60.00,$0.00,$0.00,\"$1,110.00\",$92.50,3,$300.00\n\
            2026-08-01,,,2,$20.00,$0.00,$0.00,$20.00,$0.00,$0.00,$0.00,$20.00,$10.00,1,$10.00\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "USD", "")), @r##"
        shopify_report_sales_utm utf-8 ',' 15 columns
        shopify_sales [order utm campaign + order utm medium] 2026-08-01/2026-08-31 - medium=email campaign=aug_sale orders=12 gross=120000 discounts=-10000 returns=-5000 net=105000 shipping=6000 taxes=0 total=111000
        shopify_sales [order utm campaign + order utm medium] 2026-08-01/2026-08-31 - orders=2 gross=2000 discounts=0 returns=0 net=2000 shipping=0 taxes=0 total=2000
        ! comparison_column [Orders (previous_month)]
        2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-08-01T00:00:00+00:00
        "##);
        let text = "Referring channel,First order referring channel,UTM campaign name,Total sales (last click)\nemail,search,aug_sale,12.50\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_report_sales_utm utf-8 ',' 4 columns
        shopify_sales [first order referring channel + referring channel + utm campaign name] always email campaign=aug_sale
        ! missing_column [Day]
        ! missing_column [Total sales (last click)]
        1 rows = 1 accepted + 0 rejected; 1 records; latest never
        "##);
    }
}
