//! The two passes over a file, the same for every format.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::tz::TimeZone;

use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;

use super::assignments;
use super::columns::{Column, Field, Layout, duplicate_headers, first_headers, normalise_header};
use super::encoding::Encoding;
use super::error::{ReadError, ReadFailure};
use super::format::Format;
use super::klaviyo_campaigns;
use super::reading::Reading;
use super::recognise::Recognition;
use super::rows::{Row, Rows};
use super::shopify_customers;
use super::shopify_orders;
use super::sink::{FileSummary, ReadOptions, Sink};
use super::survey::{Facts, KeyHash, Survey};
use super::table::{Relation, Table};

/// Reads a recognised file: records and issues go to the sink as they are found.
///
/// Memory is bounded by one record and, during the survey, by 24 bytes or so per key. The summary's
/// `rows` is `accepted_rows + rejected_rows` whatever the damage.
pub fn read<S: Sink>(
    path: &Path,
    recognition: &Recognition,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileSummary, ReadFailure<S::Error>> {
    let headers = &without_skipped(&recognition.headers, &options.skip_columns);
    let file = File {
        path,
        recognition,
        options,
    };
    match chosen_format(recognition, options)? {
        Format::ShopifyOrders => {
            let (table, layout) = shopify_orders::open(headers)?;
            file.run(table, &layout, shopify_orders::COLUMNS, sink)
        }
        Format::ShopifyCustomers => {
            let (table, layout) = shopify_customers::open(headers);
            file.run(table, &layout, shopify_customers::COLUMNS, sink)
        }
        Format::KlaviyoCampaigns => {
            let (table, layout) = klaviyo_campaigns::open(headers)?;
            file.run(table, &layout, klaviyo_campaigns::COLUMNS, sink)
        }
        Format::Assignments => {
            let mapping = options.mapping.as_ref();
            let mapping = mapping.or(recognition.proposed_mapping.as_ref());
            let (table, layout) = assignments::open(headers, mapping)?;
            file.run(table, &layout, assignments::COLUMNS, sink)
        }
    }
}

/// The headers with a blank in place of each column that is left out, so that no field finds it.
fn without_skipped(headers: &[String], skipped: &[String]) -> Vec<String> {
    let skipped: Vec<String> = skipped.iter().map(|h| normalise_header(h)).collect();
    let is_kept = |header: &&String| !skipped.contains(&normalise_header(header));
    let keep = |header| Some(header).filter(is_kept).cloned().unwrap_or_default();
    headers.iter().map(keep).collect()
}

/// A chosen format wins over a mapping, which makes an assignment list, and both over recognition.
fn chosen_format(recognition: &Recognition, options: &ReadOptions) -> Result<Format, ReadError> {
    let mapped = options.mapping.as_ref().map(|_| Format::Assignments);
    let format = options.format.or(mapped).or(recognition.format);
    format.ok_or_else(|| ReadError::UnknownFormat {
        headers: first_headers(&recognition.headers),
    })
}

/// Rows between two calls of [`Sink::progress`].
const ROWS_PER_PROGRESS: u64 = 256;

struct File<'a> {
    path: &'a Path,
    recognition: &'a Recognition,
    options: &'a ReadOptions,
}

impl File<'_> {
    fn run<T: Table, S: Sink>(
        &self,
        table: T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
        sink: &mut S,
    ) -> Result<FileSummary, ReadFailure<S::Error>> {
        let facts = self.survey(&table, layout, columns, sink)?;
        let currency = self.options.currency.or(facts.currency);
        if currency.is_none() && table.currency_field().is_some() && facts.rows > 0 {
            return Err(ReadError::NoCurrency.into());
        }
        let zone = self.options.zone.clone().unwrap_or(TimeZone::UTC);
        let mut pass = Pass {
            reading: Reading::new(layout, columns, &facts, currency, zone),
            width: self.recognition.headers.len(),
            summary: FileSummary {
                currency,
                ..FileSummary::default()
            },
            group: Vec::new(),
            table,
            facts: &facts,
            seen: HashMap::new(),
            sink,
        };
        pass.file_issues(self, columns, currency)?;
        let mut rows = Rows::open(self.path, self.recognition)?;
        let mut row = Row::default();
        while rows.read(&mut row)? {
            pass.take(std::mem::take(&mut row))?;
            if pass.summary.rows.is_multiple_of(ROWS_PER_PROGRESS) {
                pass.progress(self.recognition.bytes / 2 + rows.bytes_read() / 2)?;
            }
        }
        pass.finish_group()?;
        pass.progress(self.recognition.bytes)?;
        Ok(pass.summary)
    }

    fn survey<T: Table, S: Sink>(
        &self,
        table: &T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
        sink: &mut S,
    ) -> Result<Facts, ReadFailure<S::Error>> {
        let mut survey = Survey::new(table, layout, columns);
        let mut rows = Rows::open(self.path, self.recognition)?;
        let mut row = Row::default();
        let mut count = 0_u64;
        while rows.read(&mut row)? {
            survey.take(&mut row);
            count += 1;
            if count.is_multiple_of(ROWS_PER_PROGRESS) {
                heard(sink.progress(rows.bytes_read() / 2))?;
            }
        }
        Ok(survey.facts())
    }
}

fn heard<E>(answer: ControlFlow<()>) -> Result<(), ReadFailure<E>> {
    match answer {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ReadFailure::Cancelled),
    }
}

/// The second pass: rows become groups, groups become records.
struct Pass<'a, T: Table, S: Sink> {
    table: T,
    facts: &'a Facts,
    reading: Reading<'a, T::Field>,
    width: usize,
    group: Vec<Row>,
    seen: HashMap<KeyHash, u32>,
    summary: FileSummary,
    sink: &'a mut S,
}

impl<T: Table, S: Sink> Pass<'_, T, S> {
    fn file_issues(
        &mut self,
        file: &File<'_>,
        columns: &[Column<T::Field>],
        currency: Option<Currency>,
    ) -> Result<(), ReadFailure<S::Error>> {
        let mut issues = duplicate_headers(&file.recognition.headers, file.recognition.header_line);
        if file.recognition.encoding == Encoding::Windows1252 {
            let hint = "The file is not UTF-8 and was read as Windows-1252; check names with accents, or export as UTF-8.";
            issues.push(Issue::of_file(IssueKind::Encoding, hint));
        }
        let layout = self.reading.layout;
        issues.extend(self.table.file_issues(layout));
        let currency_field = self.table.currency_field();
        if let (Some(field), Some(currency)) = (currency_field, currency)
            && !layout.has(field)
        {
            let hint =
                format!("The file has no currency column; its amounts were read as {currency}.");
            issues.push(Issue {
                column: Some("Currency".to_owned()),
                ..Issue::of_file(IssueKind::MissingColumn, hint)
            });
        }
        issues.extend(self.decimal_commas(columns));
        if self.facts.rows == 0 {
            let hint = "The file has a header and no rows; widen the date range of the export.";
            issues.push(Issue::of_file(IssueKind::EmptyFile, hint));
        }
        self.tell(issues)
    }

    fn decimal_commas(&self, columns: &[Column<T::Field>]) -> Option<Issue> {
        let written: Vec<&str> = columns
            .iter()
            .filter(|column| self.facts.has_decimal_commas(column.field.index()))
            .map(|column| self.reading.layout.header(column.field))
            .collect();
        let first = *written.first()?;
        let hint = format!(
            "Amounts in {} have decimal commas and were read so.",
            first_headers(&written.iter().map(ToString::to_string).collect::<Vec<_>>())
        );
        Some(Issue {
            column: Some(first.to_owned()),
            ..Issue::of_file(IssueKind::DecimalComma, hint)
        })
    }

    fn take(&mut self, row: Row) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rows += 1;
        self.tell_width(&row)?;
        let relation = self
            .table
            .relation(self.group.first(), &row, self.reading.layout);
        match relation {
            Relation::Opens => {
                self.finish_group()?;
                self.group.push(row);
            }
            Relation::Repeats if !self.facts.repeats => {
                self.finish_group()?;
                self.group.push(row);
            }
            Relation::Continues | Relation::Repeats => self.group.push(row),
            Relation::Orphan => self.reject(
                &row,
                IssueKind::OrphanLine,
                "The row belongs to an order whose first row is not right above it; export again, or restore the order of the rows.",
            )?,
            Relation::Summary => {
                self.finish_group()?;
                let hint = "The row sums up other rows and was left out.";
                self.reject(&row, IssueKind::SummaryRow, hint)?;
            }
        }
        Ok(())
    }

    fn finish_group(&mut self) -> Result<(), ReadFailure<S::Error>> {
        let group = std::mem::take(&mut self.group);
        let Some(first) = group.first() else {
            return Ok(());
        };
        let rows = group.len() as u64;
        if self.occurs_again(first) {
            self.summary.rejected_rows += rows;
            let hint =
                "The same record occurs again further down in this file; the last one counts.";
            let raw: Option<String> = self
                .table
                .shown(first, self.reading.layout)
                .map(|cell| cell.chars().take(200).collect());
            let issue = Issue::at_line(IssueKind::DuplicateKey, first.line, hint);
            return self.tell(vec![Issue { raw, ..issue }]);
        }
        let unclosed = group.last().and_then(|row| row.unclosed);
        let record = match unclosed {
            Some(line) => {
                self.reading.tell(unclosed_quote(line));
                None
            }
            None => self.table.record(&group, &mut self.reading),
        };
        let issues = self.reading.take_issues();
        self.tell(issues)?;
        let latest = self.reading.take_latest();
        let Some(record) = record else {
            self.summary.rejected_rows += rows;
            return Ok(());
        };
        self.sink.record(record, rows).map_err(ReadFailure::Sink)?;
        self.summary.records += 1;
        self.summary.accepted_rows += rows;
        self.summary.latest_micros = self.summary.latest_micros.max(latest);
        Ok(())
    }

    /// Whether a later record of the file has the same key.
    fn occurs_again(&mut self, first: &Row) -> bool {
        let Some(key) = self.table.key(first, self.reading.layout) else {
            return false;
        };
        let key = KeyHash::of(&key);
        let Some(&occurrences) = self.facts.occurrences.get(&key) else {
            return false;
        };
        let seen = self.seen.entry(key).or_default();
        *seen += 1;
        *seen < occurrences
    }

    fn reject(
        &mut self,
        row: &Row,
        kind: IssueKind,
        hint: &str,
    ) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rejected_rows += 1;
        let raw: Option<String> = self
            .table
            .shown(row, self.reading.layout)
            .map(|cell| cell.chars().take(200).collect());
        let issue = Issue::at_line(kind, row.line, hint);
        self.tell(vec![Issue { raw, ..issue }])?;
        match row.unclosed {
            Some(line) => self.tell(vec![unclosed_quote(line)]),
            None => Ok(()),
        }
    }

    fn tell_width(&mut self, row: &Row) -> Result<(), ReadFailure<S::Error>> {
        let width = row.width(self.width);
        if width == self.width || row.unclosed.is_some() {
            return Ok(());
        }
        let consequence = if width < self.width {
            "the missing ones were read as blank"
        } else {
            "the surplus ones were ignored"
        };
        let hint = format!(
            "The row has {width} cells and the header {}; {consequence}. Check it for stray quotes and delimiters.",
            self.width
        );
        self.tell(vec![Issue::at_line(IssueKind::RaggedRow, row.line, hint)])
    }

    fn tell(&mut self, issues: Vec<Issue>) -> Result<(), ReadFailure<S::Error>> {
        for issue in issues {
            self.sink.issue(issue).map_err(ReadFailure::Sink)?;
            self.summary.issues += 1;
        }
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64) -> Result<(), ReadFailure<S::Error>> {
        heard(self.sink.progress(bytes_done))
    }
}

/// The issue of a record that holds the rest of the file.
pub(super) fn unclosed_quote(line: u64) -> Issue {
    let hint = "A quote opened on this line never closes, so its record and all rows below could not be told apart and were left out; close it or export again.";
    Issue::at_line(IssueKind::UnclosedQuote, line, hint)
}
