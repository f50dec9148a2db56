//! Google Analytics 4: standard reports, overview pages with several tables, and explorations.
//!
//! Comment lines name the property and the period. What the columns are called depends on the
//! language, the property's channel groups and the analyst, so a file is known by its comments; the
//! columns before the first metric are dimensions. Rates are left out: they follow from the counts.

use crate::import::amount;
use crate::import::columns::{Layout, normalise_header};
use crate::import::instant::DayOrder;
use crate::import::periods::{self, Grain};
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

use super::ga4_columns::{self as words, Ga4Field as F};

/// Whether the lines above a header are those of Google Analytics, in any language: rules of dashes
/// and the days of the report.
pub(in crate::import) fn is_report(text: &str) -> bool {
    let is_dress = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '"' | ',' | ';');
    let lines = text
        .split(['\r', '\n'])
        .map(|line| line.trim_matches(is_dress));
    let comments: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.to_lowercase().starts_with("sep="))
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .collect();
    let is_rule = |line: &&str| line.len() >= 5 && line.bytes().all(|byte| byte == b'-');
    let names_property =
        |line: &&str| line.starts_with("Account:") || line.starts_with("Property:");
    let has_days = comments.iter().any(|line| !days_of(line).is_empty());
    comments.len() >= 3
        && comments.iter().any(names_property) | (has_days && comments.iter().any(is_rule))
}

/// Dates of eight digits at the end of a comment: one, or a range of two.
fn days_of(comment: &str) -> Vec<Day> {
    let end = comment.rsplit([' ', ':', '\u{a0}', '\u{202f}']).next();
    let parts: Vec<&str> = end.unwrap_or_default().split('-').collect();
    let day = |text: &&str| {
        let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let period = periods::parse(text, Grain::Day, DayOrder::Unproven).ok()?;
        is_date.then_some(period.first)
    };
    let days: Vec<Day> = parts.iter().filter_map(day).collect();
    if days.len() == parts.len() {
        days
    } else {
        Vec::new()
    }
}

/// The period that the comments name; of several tables the last one named.
fn period_of(preamble: &[String]) -> Option<Period> {
    let days: Vec<Day> = preamble.iter().flat_map(|line| days_of(line)).collect();
    let (&last, before) = days.split_last()?;
    let &first = before.last()?;
    (first <= last).then_some(Period { first, last })
}

/// The reader of one table.
pub(in crate::import) struct Traffic {
    /// Columns that tell rows apart, with their normalised headers.
    dimensions: Vec<(String, usize)>,
    /// What tells this table from others of its file.
    stacked: Option<String>,
    compared: Vec<String>,
    period: Option<Period>,
}

/// Finds the columns of a table; `is_stacked` where its file has several.
pub(in crate::import) fn open(
    headers: &[String],
    preamble: &[String],
    is_stacked: bool,
) -> (Traffic, Layout<F>) {
    let mut layout = Layout::new(words::COLUMNS, headers);
    let names: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
    let first_metric = names.iter().position(|name| words::is_metric(name));
    let count = first_metric.unwrap_or(1).max(1).min(names.len());
    let is_extra = |at: &usize| *at >= count && words::is_period(&names[*at]);
    let columns = (0..count).chain((0..names.len()).filter(is_extra));
    let dimensions: Vec<(String, usize)> = columns.map(|at| (names[at].clone(), at)).collect();
    if !layout.has(F::Channel) {
        let channel = dimensions.iter().find(|(name, _)| words::is_channel(name));
        layout.place(F::Channel, channel.map(|(_, at)| *at));
    }
    let metrics = names[count..].to_vec();
    let compared = headers[count..].iter().zip(&metrics);
    let table = Traffic {
        compared: compared
            .filter(|(_, name)| name.contains("(previous"))
            .map(|(header, _)| header.trim().to_owned())
            .collect(),
        stacked: is_stacked.then(|| metrics.join(", ")),
        period: period_of(preamble),
        dimensions,
    };
    (table, layout)
}

impl Table for Traffic {
    type Field = F;

    fn is_dated_by_records(&self) -> bool {
        true
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, _layout: &Layout<F>) -> Relation {
        let mut values = self.dimensions.iter().filter_map(|(_, at)| row.cell(*at));
        // The total of an exploration has no dimension, and its label stands beyond the last column.
        let is_total = values
            .next()
            .is_none_or(|first| is_total_label(first) && values.all(is_total_label));
        if is_total {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, _layout: &Layout<F>) -> Option<String> {
        let values = self.values(first).into_iter().map(|(_, value)| value);
        Some(values.collect::<Vec<_>>().join("\n"))
    }

    fn file_issues(&self, _layout: &Layout<F>) -> Vec<Issue> {
        let first = self.compared.first().map(|first| {
            let hint = format!(
                "{} columns compare with an earlier period and were left out; export that period as a report of its own.",
                self.compared.len()
            );
            Issue {
                column: Some(first.clone()),
                ..Issue::of_file(IssueKind::ComparisonColumn, hint)
            }
        });
        first.into_iter().collect()
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let period = self.period(row, reading);
        // A row with a hole in its counts would be a wrong sum that nobody sees.
        let counts = counts(row, reading);
        let revenue = revenue(row, reading);
        let (period, counts, revenue) = (period.ok()?, counts.ok()?, revenue.ok()?);
        if let Some(period) = period {
            reading.hear_day(period.last);
        }
        Some(Record::Traffic(TrafficRow {
            key: TrafficKey::of(TrafficSource::Ga4, &self.values(row), period),
            period,
            channel: reading.owned(row, F::Channel),
            referrer: reading.owned(row, F::Referrer),
            touch: touch(row, reading),
            counts,
            sales: TrafficSales {
                total: revenue,
                ..TrafficSales::default()
            },
            source_line: row.line,
        }))
    }
}

impl Traffic {
    fn values(&self, row: &Row) -> Vec<(String, String)> {
        let value = |at| row.cell(at).unwrap_or_default().to_owned();
        let own = |(name, at): &(String, usize)| (name.clone(), value(*at));
        let stacked = self.stacked.iter();
        let table = stacked.map(|metrics| ("table".to_owned(), metrics.clone()));
        self.dimensions.iter().map(own).chain(table).collect()
    }

    /// The row's own period, else that of the report.
    fn period(&self, row: &Row, reading: &mut Reading<'_, F>) -> Result<Option<Period>, Refused> {
        if let (Some(text), Some(report)) = (reading.text(row, F::NthDay), self.period) {
            return match text.parse::<i32>() {
                Ok(nth) if (0..report.days()).contains(&nth) => {
                    Ok(Some(Period::day(Day(report.first.0 + nth))))
                }
                Ok(_) | Err(_) => {
                    let hint = "This is no day of the report's period, so the row was left out.";
                    Err(reading.refuse(IssueKind::BadDate, row, F::NthDay, hint))
                }
            };
        }
        let fields = [
            (F::Date, Grain::Day),
            (F::Month, Grain::Month),
            (F::DateRange, Grain::Day),
        ];
        for (field, grain) in fields {
            let Some(text) = reading.text(row, field) else {
                continue;
            };
            let order = reading.day_order(field, DayOrder::Unproven);
            let period = periods::parse(words::without_hour(text), grain, order).or_else(|bad| {
                words::with_year(text).map_or(Err(bad), |text| periods::parse(&text, grain, order))
            });
            return match period {
                Ok(period) => Ok(Some(period)),
                Err(bad) => Err(reading.refuse(IssueKind::BadDate, row, field, bad.hint())),
            };
        }
        Ok(self.period)
    }
}

fn touch(row: &Row, reading: &Reading<'_, F>) -> Touch {
    let both = reading.text(row, F::SourceMedium);
    let (source, medium) = match both.and_then(|both| both.split_once(" / ")) {
        Some((source, medium)) => (Some(source.trim()), Some(medium.trim())),
        None => (both, None),
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Touch {
        source: reading.owned(row, F::Source).or_else(|| owned(source)),
        medium: reading.owned(row, F::Medium).or_else(|| owned(medium)),
        campaign: reading.owned(row, F::Campaign),
        content: reading.owned(row, F::Content),
        term: reading.owned(row, F::Term),
        landing_page: reading.owned(row, F::LandingPage),
    }
}

fn counts(row: &Row, reading: &mut Reading<'_, F>) -> Result<TrafficCounts, Refused> {
    let mut count = |field| reading.count(row, field);
    let (sessions, engaged) = (count(F::Sessions), count(F::Engaged));
    let (visitors, pageviews) = (count(F::Users), count(F::Views));
    let (key_events, orders) = (count(F::KeyEvents), count(F::Purchases));
    Ok(TrafficCounts {
        visitors: visitors?,
        sessions: sessions?,
        engaged: engaged?,
        pageviews: pageviews?,
        key_events: key_events?,
        orders: orders?,
        ..TrafficCounts::default()
    })
}

/// Revenue is a sum of floats, with as many decimals as those have; it is rounded to minor units.
fn revenue(row: &Row, reading: &mut Reading<'_, F>) -> Result<Option<i64>, Refused> {
    let plain: Option<f64> = reading
        .text(row, F::Revenue)
        .filter(|text| text.split_once('.').is_some_and(|(_, rest)| rest.len() > 3))
        .and_then(|text| text.parse().ok());
    match (plain, reading.currency()) {
        (Some(value), Some(currency)) => {
            let minor = (value * currency.minor_per_major() as f64).round();
            if minor.abs() <= amount::LARGEST as f64 {
                return Ok(Some(minor as i64));
            }
            reading.money(row, F::Revenue)
        }
        _ => reading.money(row, F::Revenue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_told_by_their_comments() {
        let standard = "# ----------------------------------------\n# Traffic acquisition\n# Account: Demo\n# Property: demo\n# ----------------------------------------\n# \n# All Users\n# Start date: 20250101\n# End date: 20251030\nA,B\n";
        let french = "\u{feff}\"# -----------------\";\r\n# Acquisition;\r\n# Date de début : 20260701;\r\n# Date de fin : 20260928;\r\nX;Y\r\n";
        let explore = "# ----\n# ---------\n# demo\n# Sessions-Tab 3\n# 20260226-20260325\n\nA,B\n";
        for text in [standard, french, explore] {
            assert!(is_report(text), "{text}");
        }
        for text in [
            "# exported 2026-09-01\nName,Email\n",
            "#1001,paid\n#1002,paid\n#1003,paid\n",
            "",
        ] {
            assert!(!is_report(text), "{text}");
        }
    }

    #[test]
    fn the_period_is_that_of_the_last_table() {
        let lines = [
            "# Start date: 20250101",
            "# End date: 20250131",
            "# Start date: 20250201",
            "# End date: 20250228",
        ];
        let period = |count: usize| {
            let lines: Vec<String> = lines[..count].iter().map(ToString::to_string).collect();
            period_of(&lines).map(|period| period.to_string())
        };
        assert_eq!(period(0), None);
        assert_eq!(period(2).as_deref(), Some("2025-01-01/2025-01-31"));
        assert_eq!(period(4).as_deref(), Some("2025-02-01/2025-02-28"));
        let range = ["# 20260226-20260325".to_owned()];
        assert_eq!(period_of(&range).map(Period::days), Some(28));
    }
}
