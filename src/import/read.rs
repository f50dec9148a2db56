//! The two passes over a file, the same for every format.

use std::collections::HashMap;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::path::Path;

use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;

use super::columns::{Column, Layout, duplicate_headers};
use super::decisions::Decisions;
use super::dispatch::{self, Job};
use super::encoding::Encoding;
use super::error::{ReadError, ReadFailure};
use super::format::Format;
use super::reading::Reading;
use super::recognise::Recognition;
use super::repair::{damage, in_one_cell, windows_note};
use super::rows::{Row, Rows};
use super::sink::{FileSummary, ReadOptions, Record, Sink};
use super::stacked::{self, StackedTable};
use super::survey::{Facts, KeyHash, Survey};
use super::table::{Relation, Table};

/// Reads a recognised file: records and issues go to the sink as they are found.
///
/// Memory is bounded by one record and, during the survey, by 16 bytes per key. The summary's `rows` is
/// `accepted_rows + rejected_rows` whatever the damage.
pub fn read<S: Sink>(
    path: &Path,
    recognition: &Recognition,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileSummary, ReadFailure<S::Error>> {
    let file = File {
        path,
        recognition,
        options,
        end: None,
    };
    let facts = file.survey(&mut |bytes| sink.progress(bytes))?;
    file.read(&facts, sink)
}

/// A file with what was said of it.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) recognition: &'a Recognition,
    pub(super) options: &'a ReadOptions,
    /// The line on which another table of the file begins.
    pub(super) end: Option<u64>,
}

impl File<'_> {
    /// The first pass: what only the whole file can tell. `progress` hears the share of the work.
    pub(super) fn survey<E>(
        &self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Facts, ReadFailure<E>> {
        let Some(tables) = self.tables()? else {
            return self.survey_table(u64::MAX, progress);
        };
        let mut facts = Facts::default();
        for table in &tables {
            facts.add(&self.table(table).survey_table(u64::MAX, progress)?);
        }
        Ok(facts)
    }

    fn survey_table<E>(
        &self,
        rows: u64,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Facts, ReadFailure<E>> {
        let job = SurveyJob {
            file: *self,
            rows,
            progress,
            error: PhantomData,
        };
        self.with_table(job)?
    }

    /// What the first rows tell, to be taken for the whole file until it is read.
    pub(super) fn survey_head<E>(&self) -> Result<Facts, ReadFailure<E>> {
        self.survey_table(HEAD_ROWS, &mut |_| ControlFlow::Continue(()))
    }

    /// The tables of a file of reports, each with a header of its own; `None` for other files.
    pub(super) fn tables(&self) -> Result<Option<Vec<StackedTable>>, ReadError> {
        match dispatch::chosen_format(self.recognition, self.options)? {
            Format::Ga4Report if !self.recognition.is_one_of_many => {
                stacked::tables(self.path, self.recognition).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn table<'t>(&'t self, table: &'t StackedTable) -> File<'t> {
        File {
            recognition: &table.recognition,
            end: table.end,
            ..*self
        }
    }

    /// Reads each of several tables by itself.
    fn read_tables<S: Sink>(
        &self,
        tables: &[StackedTable],
        sink: &mut S,
    ) -> Result<FileSummary, ReadFailure<S::Error>> {
        let (of, bytes) = (tables.len() as u64, self.recognition.bytes);
        let mut summary = FileSummary::default();
        for (at, table) in (0_u64..).zip(tables) {
            let file = self.table(table);
            let mut part = stacked::Part {
                sink,
                at,
                of,
                bytes,
            };
            let facts = file.survey_table(u64::MAX, &mut |done| part.progress(done))?;
            let read = file.read_table(&facts, &mut part)?;
            summary = stacked::together(summary, read);
        }
        Ok(summary)
    }

    /// How recent the records of a table are.
    fn date<E, T: Table>(
        &self,
        facts: &Facts,
        table: T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
    ) -> Result<Option<i64>, ReadFailure<E>> {
        let job = ReadJob {
            file: *self,
            facts,
            surveys: false,
            sink: &mut Nowhere,
        };
        match job.run(table, layout, columns) {
            Ok((summary, _)) => Ok(summary.latest_micros),
            Err(ReadFailure::Read(error)) => Err(error.into()),
            Err(ReadFailure::Cancelled) => Err(ReadFailure::Cancelled),
            Err(ReadFailure::Sink(never)) => match never {},
        }
    }

    fn is_beyond(&self, row: &Row) -> bool {
        self.end.is_some_and(|end| row.line >= end)
    }

    /// The second pass: records and issues to the sink.
    pub(super) fn read<S: Sink>(
        &self,
        facts: &Facts,
        sink: &mut S,
    ) -> Result<FileSummary, ReadFailure<S::Error>> {
        match self.tables()? {
            Some(tables) => self.read_tables(&tables, sink),
            None => self.read_table(facts, sink),
        }
    }

    fn read_table<S: Sink>(
        &self,
        facts: &Facts,
        sink: &mut S,
    ) -> Result<FileSummary, ReadFailure<S::Error>> {
        let job = ReadJob {
            file: *self,
            facts,
            surveys: false,
            sink,
        };
        Ok(self.with_table(job)??.0)
    }

    /// The only pass, where the facts are assumed: the second value is what the file really tells. If that
    /// decides otherwise, what the sink was given is of no use.
    pub(super) fn read_and_survey<S: Sink>(
        &self,
        assumed: &Facts,
        sink: &mut S,
    ) -> Result<(FileSummary, Facts), ReadFailure<S::Error>> {
        let job = ReadJob {
            file: *self,
            facts: assumed,
            surveys: true,
            sink,
        };
        self.with_table(job)?
    }

    /// Shows a table every key before it makes a record.
    fn show_all<T: Table>(
        &self,
        table: &T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
    ) -> Result<(), ReadError> {
        let (zone, overrides) = (self.options.naive_zone(), &self.options.overrides);
        let mut survey = Survey::new(layout, columns, (&zone, overrides));
        let mut rows = Rows::open(self.path, self.recognition)?;
        let mut row = Row::default();
        while rows.read(&mut row)? && !self.is_beyond(&row) {
            if !row.repeats(&self.recognition.headers) {
                survey.take(table, &row);
            }
        }
        Ok(())
    }

    fn with_table<J: Job>(&self, job: J) -> Result<J::Output, ReadError> {
        dispatch::with_table(self.recognition, self.options, job)
    }
}

/// Rows between two calls of [`Sink::progress`].
const ROWS_PER_PROGRESS: u64 = 1024;

/// Takes records and forgets them.
struct Nowhere;

impl Sink for Nowhere {
    type Error = Infallible;

    fn record(&mut self, _record: Record, _rows: u64) -> Result<(), Infallible> {
        Ok(())
    }

    fn issue(&mut self, _issue: Issue) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, _bytes_done: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// How many rows are taken for the whole file.
const HEAD_ROWS: u64 = 2_000;

struct SurveyJob<'a, E> {
    file: File<'a>,
    /// How many rows at most.
    rows: u64,
    progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
    error: PhantomData<E>,
}

impl<E> Job for SurveyJob<'_, E> {
    type Output = Result<Facts, ReadFailure<E>>;

    fn run<T: Table>(
        self,
        table: T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
    ) -> Self::Output {
        let (zone, overrides) = (self.file.options.naive_zone(), &self.file.options.overrides);
        let mut survey = Survey::new(layout, columns, (&zone, overrides));
        let mut rows = Rows::open(self.file.path, self.file.recognition)?;
        let mut row = Row::default();
        let mut count = 0_u64;
        while count < self.rows && rows.read(&mut row)? && !self.file.is_beyond(&row) {
            count += 1;
            if !row.repeats(&self.file.recognition.headers) {
                survey.take(&table, &row);
            }
            if count.is_multiple_of(ROWS_PER_PROGRESS) {
                heard((self.progress)(rows.bytes_read() / SURVEY_SHARE))?;
            }
        }
        let mut facts = survey.facts();
        if table.is_dated_by_records() && facts.rows > 0 {
            facts.latest_micros = self.file.date(&facts, table, layout, columns)?;
        }
        Ok(facts)
    }
}

/// The survey is about a third of the work.
const SURVEY_SHARE: u64 = 3;

struct ReadJob<'a, S> {
    file: File<'a>,
    facts: &'a Facts,
    /// Whether to find out meanwhile what the file really tells.
    surveys: bool,
    sink: &'a mut S,
}

impl<S: Sink> Job for ReadJob<'_, S> {
    type Output = Result<(FileSummary, Facts), ReadFailure<S::Error>>;

    fn run<T: Table>(
        self,
        table: T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
    ) -> Self::Output {
        let Self {
            file,
            facts,
            surveys,
            sink,
        } = self;
        let currency = file.options.currency.or(facts.currency);
        if currency.is_none() && table.currency_field().is_some() && facts.rows > 0 {
            return Err(ReadError::NoCurrency.into());
        }
        let (zone, overrides) = (file.options.naive_zone(), &file.options.overrides);
        let bytes = file.recognition.bytes;
        if table.must_meet_all_first() {
            file.show_all(&table, layout, columns)?;
        }
        let decisions = Decisions::new(layout, columns, &facts.columns, overrides);
        sink.decisions(decisions.told());
        let mut survey = Survey::new(layout, columns, (&zone, overrides));
        let mut pass = Pass {
            reading: Reading::new(layout, decisions.settled(), currency, zone.clone()),
            width: file.recognition.headers.len(),
            summary: FileSummary {
                currency,
                latest_micros: facts.latest_micros,
                ..FileSummary::default()
            },
            group: Vec::new(),
            spare: Vec::new(),
            table,
            facts,
            seen: HashMap::new(),
            told_one_cell: false,
            sink,
        };
        pass.file_issues(&file, &decisions, currency)?;
        let mut rows = Rows::open(file.path, file.recognition)?;
        loop {
            let mut row = pass.spare.pop().unwrap_or_default();
            if !rows.read(&mut row)? || file.is_beyond(&row) {
                break;
            }
            if row.repeats(&file.recognition.headers) {
                pass.take_header(&row)?;
                continue;
            }
            if surveys {
                survey.take(&pass.table, &row);
            }
            pass.take(row)?;
            if pass.summary.rows.is_multiple_of(ROWS_PER_PROGRESS) {
                let read = rows.bytes_read();
                pass.progress(bytes / SURVEY_SHARE + (read - read / SURVEY_SHARE))?;
            }
        }
        pass.finish_group()?;
        pass.progress(bytes)?;
        let mut summary = pass.summary;
        summary.latest_micros = summary.latest_micros.max(pass.reading.latest());
        let found = survey.facts();
        if surveys {
            summary.latest_micros = found.latest_micros;
        }
        Ok((summary, found))
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
    /// Rows that are done with, to be filled again.
    spare: Vec<Row>,
    seen: HashMap<KeyHash, u32>,
    summary: FileSummary,
    told_one_cell: bool,
    sink: &'a mut S,
}

impl<T: Table, S: Sink> Pass<'_, T, S> {
    fn file_issues(
        &mut self,
        file: &File<'_>,
        decisions: &Decisions,
        currency: Option<Currency>,
    ) -> Result<(), ReadFailure<S::Error>> {
        let mut issues = duplicate_headers(&file.recognition.headers, file.recognition.header_line);
        if file.recognition.encoding == Encoding::Windows1252 {
            issues.push(windows_note());
        }
        issues.extend(file.recognition.notes.iter().cloned());
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
        issues.extend(decisions.issues());
        if self.facts.rows == 0 {
            let hint = "The file has a header and no rows; widen the date range of the export.";
            issues.push(Issue::of_file(IssueKind::EmptyFile, hint));
        }
        self.tell(issues)
    }

    /// Exports that were put one after the other repeat the header; the open record may go on below it.
    fn take_header(&mut self, row: &Row) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rows += 1;
        let hint = "The header occurs again between the rows, as in exports that were put together; this row was left out.";
        self.reject(row, IssueKind::RepeatedHeader, hint)
    }

    fn take(&mut self, row: Row) -> Result<(), ReadFailure<S::Error>> {
        self.summary.rows += 1;
        let relation = self
            .table
            .relation(self.group.first(), &row, self.reading.layout);
        // The label of a sum may stand beyond the last column.
        if relation != Relation::Summary {
            self.tell_width(&row)?;
        }
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
        let mut group = std::mem::take(&mut self.group);
        let done = match group.first() {
            Some(first) => self.finish(first, &group),
            None => Ok(()),
        };
        self.spare.append(&mut group);
        self.group = group;
        done
    }

    fn finish(&mut self, first: &Row, group: &[Row]) -> Result<(), ReadFailure<S::Error>> {
        let rows = group.len() as u64;
        if self.occurs_again(first) {
            self.summary.rejected_rows += rows;
            let hint =
                "The same record occurs again further down in this file; the last one counts.";
            let raw: Option<String> = first
                .first_cell()
                .map(|cell| cell.chars().take(200).collect());
            let issue = Issue::at_line(IssueKind::DuplicateKey, first.line, hint);
            return self.tell(vec![Issue { raw, ..issue }]);
        }
        let record = match group.last().and_then(damage) {
            Some(issue) => {
                self.reading.tell(issue);
                None
            }
            None => self.table.record(group, &mut self.reading),
        };
        let issues = self.reading.take_issues();
        self.tell(issues)?;
        let Some(record) = record else {
            self.summary.rejected_rows += rows;
            return Ok(());
        };
        self.sink.record(record, rows).map_err(ReadFailure::Sink)?;
        self.summary.records += 1;
        self.summary.accepted_rows += rows;
        Ok(())
    }

    /// Whether a later record of the file has the same key.
    fn occurs_again(&mut self, first: &Row) -> bool {
        if self.facts.occurrences.is_empty() {
            return false;
        }
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
        let raw: Option<String> = row
            .first_cell()
            .map(|cell| cell.chars().take(200).collect());
        let issue = Issue::at_line(kind, row.line, hint);
        self.tell(vec![Issue { raw, ..issue }])?;
        self.tell(damage(row).into_iter().collect())
    }

    fn tell_width(&mut self, row: &Row) -> Result<(), ReadFailure<S::Error>> {
        if row.was_in_one_cell && !std::mem::replace(&mut self.told_one_cell, true) {
            self.tell(vec![in_one_cell(row.line)])?;
        }
        let width = row.width(self.width);
        let is_told = damage(row).is_some() || !self.table.has_fixed_width();
        if width == self.width || is_told {
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
