//! Orders that straddle two files: shops cut large exports into parts, and an order whose first rows end
//! one part goes on at the start of another.
//!
//! Only files of one import are put together: those of one format with the same headers. Nothing is read
//! beyond each first row unless that row has its order in another file. A format takes part by
//! [`Table::completes`].

use std::path::PathBuf;

use super::columns::{Column, Layout};
use super::dispatch::{self, Job};
use super::error::ReadError;
use super::files::ExportFile;
use super::format::Format;
use super::recognise::Recognition;
use super::report::ReportCounts;
use super::request::ImportRequest;
use super::rows::{Row, Rows};
use super::run::file_name;
use super::sink::ReadOptions;
use super::table::{Relation, Table};
use crate::model::issue::{Issue, IssueKind};
use crate::store::Outcome;

/// More rows than any order has: a file that begins with so many is no part of an export.
const MOST_ROWS: usize = 10_000;

/// How the ends of a file belong to other files of the import.
#[derive(Clone, Debug, Default)]
pub(super) struct Joins {
    /// The last order goes on elsewhere.
    pub(super) end: Option<GoesOn>,
    /// The first rows belong to an order elsewhere.
    pub(super) start: Option<Began>,
}

/// The last order of a file goes on in another one.
#[derive(Clone, Debug)]
pub(super) struct GoesOn {
    /// The line of the order's first row.
    pub(super) line: u64,
    /// Its further rows, which the other file counts.
    pub(super) rows: Vec<Row>,
    /// The other file's name.
    file: String,
}

/// The order of a file's first rows began in another one.
#[derive(Clone, Debug)]
pub(super) struct Began {
    /// How many rows.
    pub(super) rows: u64,
    /// What reports call the other file, which is read before.
    pub(super) file: PathBuf,
    /// What became of the order, where it was stored.
    pub(super) outcome: Option<Outcome>,
}

impl GoesOn {
    /// What is said of the order.
    pub(super) fn issue(&self) -> Issue {
        let hint = format!(
            "The order goes on at the start of `{}`; its rows there ({}) were added to it.",
            self.file,
            self.rows.len()
        );
        Issue::at_line(IssueKind::SplitOrder, self.line, hint)
    }
}

impl Began {
    /// Whether the order has these rows now.
    pub(super) fn is_taken(&self) -> bool {
        self.outcome
            .is_some_and(|outcome| outcome != Outcome::Repeated)
    }

    /// Counts the rows as those of a record that another file counts.
    pub(super) fn count(&self, counts: &mut ReportCounts) {
        match self.outcome {
            Some(Outcome::New | Outcome::Updated) => counts.accepted_rows += self.rows,
            Some(Outcome::Unchanged | Outcome::Older | Outcome::Forgotten) => {
                counts.unchanged_rows += self.rows;
            }
            // They are rejected one by one.
            Some(Outcome::Repeated) | None => {}
        }
    }

    /// What is said of the first of the rows, and of each where the order was left out.
    pub(super) fn issue(&self, row: &Row) -> Issue {
        let file = file_name(&self.file);
        if self.is_taken() {
            let hint = format!(
                "The first rows ({}) belong to the last order of `{file}` and were added to it.",
                self.rows
            );
            return Issue::at_line(IssueKind::SplitOrder, row.line, hint);
        }
        let hint = format!(
            "The row belongs to the last order of `{file}`, which was left out; see the issues there."
        );
        Issue::at_line(IssueKind::OrphanLine, row.line, hint)
    }
}

/// Puts files together whose orders straddle them, and those that begin an order before those that end it.
pub(super) fn join(files: &mut Vec<ExportFile>, request: &ImportRequest) {
    let leading = leading_rows(files, request);
    if leading.iter().all(Vec::is_empty) {
        return;
    }
    let mut heads: Vec<Option<usize>> = vec![None; files.len()];
    for at in 0..files.len() {
        let followers: Vec<usize> = (0..files.len())
            .filter(|&other| other != at && !leading[other].is_empty())
            .filter(|&other| are_alike(&files[at], &files[other], request))
            .collect();
        let rows: Vec<&[Row]> = followers.iter().map(|&at| &leading[at][..]).collect();
        let Some((line, counts)) = ending(&files[at], request, &rows) else {
            continue;
        };
        let mut given: Option<&[Row]> = None;
        for (&follower, count) in followers.iter().zip(counts) {
            let rows = &leading[follower][..count];
            // A copy of a part says the same once more; of two that differ, none is more right.
            let is_same = |given: &[Row]| same_cells(given, rows);
            if count == 0 || given.is_some_and(|given| !is_same(given)) {
                continue;
            }
            if leads_to(&heads, at, follower) {
                continue;
            }
            if heads[follower].is_none() {
                heads[follower] = Some(at);
                files[follower].joins.start = Some(Began {
                    rows: count as u64,
                    file: files[at].shown(),
                    outcome: None,
                });
            }
            if given.replace(rows).is_none() {
                // Doubts about them are told at the order, as the report is that of its file.
                let at_head = |row: &Row| {
                    let mut row = row.clone();
                    row.line = line;
                    row
                };
                files[at].joins.end = Some(GoesOn {
                    line,
                    rows: rows.iter().map(at_head).collect(),
                    file: file_name(&files[follower].shown()),
                });
            }
        }
    }
    put_heads_first(files, &heads);
}

/// Whether a file is, by its heads, read after another one.
fn leads_to(heads: &[Option<usize>], from: usize, to: usize) -> bool {
    let chain = std::iter::successors(Some(from), |&at| heads[at]);
    chain.take(heads.len() + 1).any(|at| at == to)
}

fn put_heads_first(files: &mut Vec<ExportFile>, heads: &[Option<usize>]) {
    let depth = |at: usize| std::iter::successors(heads[at], |&at| heads[at]).count();
    let root = |at: usize| std::iter::successors(Some(at), |&at| heads[at]).last();
    let mut order: Vec<usize> = (0..files.len()).collect();
    // A part comes right behind the file where its chain begins.
    order.sort_by_key(|&at| (root(at), depth(at), at));
    let mut places: Vec<Option<ExportFile>> = files.drain(..).map(Some).collect();
    files.extend(order.into_iter().filter_map(|at| places[at].take()));
}

fn same_cells(left: &[Row], right: &[Row]) -> bool {
    let same = |(left, right): (&Row, &Row)| left.cells().eq(right.cells());
    left.len() == right.len() && left.iter().zip(right).all(same)
}

/// The rows with which each file begins though their order does not; only of files with a companion.
fn leading_rows(files: &[ExportFile], request: &ImportRequest) -> Vec<Vec<Row>> {
    let rows = (0..files.len()).map(|at| {
        let has_companion = (0..files.len())
            .any(|other| other != at && are_alike(&files[at], &files[other], request));
        let recognition = files[at]
            .recognition
            .as_ref()
            .ok()
            .filter(|_| has_companion);
        let rows = recognition.and_then(|recognition| {
            let job = Leading {
                file: &files[at],
                recognition,
            };
            with_table(recognition, request, job)
        });
        rows.unwrap_or_default()
    });
    rows.collect()
}

/// The line of the first row of a file's last order, and how many of each of some rows complete it.
fn ending(
    file: &ExportFile,
    request: &ImportRequest,
    followers: &[&[Row]],
) -> Option<(u64, Vec<usize>)> {
    let recognition = file.recognition.as_ref().ok()?;
    if followers.is_empty() {
        return None;
    }
    let job = Ending {
        file,
        recognition,
        followers,
    };
    with_table(recognition, request, job)?
}

/// Whether two files may be parts of one export.
fn are_alike(left: &ExportFile, right: &ExportFile, request: &ImportRequest) -> bool {
    let (Ok(left), Ok(right)) = (&left.recognition, &right.recognition) else {
        return false;
    };
    let options = options(request);
    options.format(left.format) == options.format(right.format) && left.headers == right.headers
}

fn options(request: &ImportRequest) -> ReadOptions {
    ReadOptions {
        format: request.format,
        mapping: request.mapping.clone(),
        ..ReadOptions::default()
    }
}

/// What a job makes of a file; `None` where it cannot be read or is of a format whose records are not split.
fn with_table<J, T>(recognition: &Recognition, request: &ImportRequest, job: J) -> Option<T>
where
    J: Job<Output = Result<T, ReadError>>,
{
    let options = options(request);
    match options.format(recognition.format)? {
        Format::ShopifyOrders | Format::MatrixifyOrders => {
            // Why a file cannot be read is told where it is read.
            dispatch::with_table(recognition, &options, job).ok()?.ok()
        }
        _ => None,
    }
}

struct Leading<'a> {
    file: &'a ExportFile,
    recognition: &'a Recognition,
}

impl Job for Leading<'_> {
    type Output = Result<Vec<Row>, ReadError>;

    fn run<T: Table>(
        self,
        table: T,
        layout: &Layout<T::Field>,
        _columns: &[Column<T::Field>],
    ) -> Self::Output {
        let mut rows = Rows::open(&self.file.path, self.recognition)?;
        let (mut row, mut leading) = (Row::default(), Vec::new());
        while rows.read(&mut row)? && table.completes(None, &row, layout) {
            if leading.len() == MOST_ROWS {
                return Ok(Vec::new());
            }
            leading.push(std::mem::take(&mut row));
        }
        Ok(leading)
    }
}

struct Ending<'a> {
    file: &'a ExportFile,
    recognition: &'a Recognition,
    followers: &'a [&'a [Row]],
}

impl Job for Ending<'_> {
    type Output = Result<Option<(u64, Vec<usize>)>, ReadError>;

    fn run<T: Table>(
        self,
        table: T,
        layout: &Layout<T::Field>,
        _columns: &[Column<T::Field>],
    ) -> Self::Output {
        let mut rows = Rows::open(&self.file.path, self.recognition)?;
        let (mut row, mut open) = (Row::default(), None::<Row>);
        while rows.read(&mut row)? {
            if row.repeats(&self.recognition.headers) {
                continue;
            }
            match table.relation(open.as_ref(), &row, layout) {
                Relation::Opens | Relation::Repeats => {
                    open.get_or_insert_default().clone_from(&row);
                }
                Relation::Summary => open = None,
                Relation::Continues | Relation::Orphan => {}
            }
        }
        Ok(open.map(|first| {
            let completes = |row: &&Row| table.completes(Some(&first), row, layout);
            let counts = self.followers.iter();
            let counts = counts.map(|rows| rows.iter().take_while(completes).count());
            (first.line, counts.collect())
        }))
    }
}
