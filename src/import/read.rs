//! The two passes over a file, the same for every format.

use std::collections::HashMap;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::path::Path;

use crate::model::issue::Issue;

use super::columns::{Column, Layout};
use super::currency;
use super::decisions::{ColumnDecision, Decisions};
use super::dispatch::{self, Job};
use super::error::{ReadError, ReadFailure};
use super::format::Format;
use super::pass::{Pass, Passes};
use super::reading::Reading;
use super::recognise::Recognition;
use super::rows::{Row, Rows};
use super::sink::{FileSummary, ReadOptions, Record, Sink};
use super::stacked::{self, StackedTable};
use super::straddle::{Began, Joins};
use super::survey::{Facts, Survey};
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
        joins: None,
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
    /// Orders that it shares with other files of the import.
    pub(super) joins: Option<&'a Joins>,
}

impl<'a> File<'a> {
    /// How many of its first rows belong to another file's last order, and that order.
    fn began(&self) -> (u64, Option<&'a Began>) {
        let began = self.joins.and_then(|joins| joins.start.as_ref());
        (began.map_or(0, |began| began.rows), began)
    }

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
            passes: Passes::Second,
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
            passes: Passes::Second,
            sink,
        };
        Ok(self.with_table(job)??.0)
    }

    /// The only pass, where the facts are assumed: the second value is what the file really tells. If that
    /// decides otherwise, what the sink was given is of no use. `scans` finds out what all bytes tell, too.
    pub(super) fn read_and_survey<S: Sink>(
        &self,
        assumed: &Facts,
        scans: bool,
        sink: &mut S,
    ) -> Result<(FileSummary, Facts), ReadFailure<S::Error>> {
        let job = ReadJob {
            file: *self,
            facts: assumed,
            passes: Passes::Only { scans },
            sink,
        };
        self.with_table(job)?
    }

    /// Whether a first look at its rows can tell how the file is read: not where its age is that of its
    /// records, nor where several tables stand one below the other.
    pub(super) fn is_told_by_its_head(&self) -> bool {
        let is_one = matches!(self.tables(), Ok(None));
        is_one && self.with_table(HeadJob).unwrap_or(false)
    }

    /// How each column with amounts or dates is read, and the headers that are read at all.
    pub(super) fn decide(
        &self,
        facts: &Facts,
    ) -> Result<(Vec<ColumnDecision>, Vec<String>), ReadError> {
        // Reports one below the other have columns of their own each.
        if self.tables()?.is_some() {
            return Ok((Vec::new(), self.recognition.headers.clone()));
        }
        self.with_table(DecideJob { file: *self, facts })
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
        let (began, _) = self.file.began();
        let mut count = 0_u64;
        while count < self.rows && rows.read(&mut row)? && !self.file.is_beyond(&row) {
            count += 1;
            if count <= began {
                survey.take_of_other(&table, &row);
            } else if !row.repeats(&self.file.recognition.headers) {
                survey.take(&table, &row);
            }
            if count.is_multiple_of(ROWS_PER_PROGRESS) {
                heard((self.progress)(rows.bytes_read() / SURVEY_SHARE))?;
            }
        }
        let mut facts = survey.facts();
        currency::of_amounts(&table, self.file.options, &facts)?;
        if table.is_dated_by_records() && facts.rows > 0 {
            facts.latest_micros = self.file.date(&facts, table, layout, columns)?;
        }
        Ok(facts)
    }
}

/// The survey is about a third of the work.
pub(super) const SURVEY_SHARE: u64 = 3;

struct HeadJob;

impl Job for HeadJob {
    type Output = bool;

    fn run<T: Table>(
        self,
        table: T,
        _layout: &Layout<T::Field>,
        _columns: &[Column<T::Field>],
    ) -> bool {
        !table.is_dated_by_records()
    }
}

struct DecideJob<'a> {
    file: File<'a>,
    facts: &'a Facts,
}

impl Job for DecideJob<'_> {
    type Output = (Vec<ColumnDecision>, Vec<String>);

    fn run<T: Table>(
        self,
        _table: T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
    ) -> Self::Output {
        let overrides = &self.file.options.overrides;
        let decisions = Decisions::new(layout, columns, &self.facts.columns, overrides);
        let used = columns.iter().filter(|column| layout.has(column.field));
        let used = used.map(|column| layout.header(column.field).to_owned());
        (decisions.told(), used.collect())
    }
}

struct ReadJob<'a, S> {
    file: File<'a>,
    facts: &'a Facts,
    passes: Passes,
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
            passes,
            sink,
        } = self;
        let (surveys, scans) = passes.finds_out();
        let currency = currency::of_amounts(&table, file.options, facts)?;
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
        if let Some(issue) = currency::issue(&pass.table, layout, (facts, currency)) {
            pass.tell(vec![issue])?;
        }
        pass.file_issues(&file, &decisions)?;
        let mut rows = Rows::open_to_scan(file.path, file.recognition, scans)?;
        let (mut of_other, began) = file.began();
        loop {
            let mut row = pass.spare.pop().unwrap_or_default();
            if !rows.read(&mut row)? || file.is_beyond(&row) {
                break;
            }
            if let (1.., Some(began)) = (of_other, began) {
                of_other -= 1;
                survey.take_of_other(&pass.table, &row);
                pass.take_of_other(&row, began)?;
                continue;
            }
            if row.repeats(&file.recognition.headers) {
                pass.take_header(&row)?;
                continue;
            }
            let relation = pass.relation(&row);
            if surveys {
                if relation == Relation::Repeats && !facts.repeats {
                    survey.part(pass.group.first());
                }
                survey.follow(&pass.table, &row, relation);
            }
            pass.take(row, relation)?;
            if pass.summary.rows.is_multiple_of(ROWS_PER_PROGRESS) {
                let read = rows.bytes_read();
                pass.progress(bytes / SURVEY_SHARE + (read - read / SURVEY_SHARE))?;
            }
        }
        match file.joins.and_then(|joins| joins.end.as_ref()) {
            Some(end) => pass.finish_with(end)?,
            None => pass.finish_group()?,
        }
        pass.progress(bytes)?;
        let mut summary = pass.summary;
        summary.latest_micros = summary.latest_micros.max(pass.reading.latest());
        let mut found = survey.facts();
        found.scan = rows.scan()?;
        if surveys {
            summary.latest_micros = found.latest_micros;
        }
        Ok((summary, found))
    }
}

pub(super) fn heard<E>(answer: ControlFlow<()>) -> Result<(), ReadFailure<E>> {
    match answer {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ReadFailure::Cancelled),
    }
}
