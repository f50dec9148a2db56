//! The pass over a file of units.

use std::path::Path;

use crate::import::Watch;
use crate::import::columns::{duplicate_headers, normalise_header};
use crate::import::containers::locate;
use crate::import::encoding::Encoding;
use crate::import::recognise::{Recognition, recognise_where};
use crate::import::repair::{damage, windows_note};
use crate::import::rows::{Row, Rows};
use crate::import::run::file_name;
use crate::model::issue::{Issue, IssueKind};
use crate::stats::Outcome;

use super::error::UnitsError;
use super::gather::{Gather, Unit};
use super::issues::Tally;
use super::plan::UnitPlan;
use super::slots::{Slots, Values};
use super::table::UnitTable;
use super::{ARM_LIMIT, BLANK_LEVEL, LEVEL_LIMIT};

/// Rows between two looks at the watch.
const ROWS_PER_PROGRESS: u64 = 4096;

/// Reads a file with one row per unit into sufficient statistics.
///
/// Memory does not grow with the rows, beyond what a [`Distribution`](crate::stats::Distribution) of
/// each mean keeps. The file is read a second time only where its later rows prove another decimal mark
/// than its first ones; progress then starts again.
pub fn read_units(
    path: &Path,
    plan: &UnitPlan,
    watch: &dyn Watch,
) -> Result<UnitTable, UnitsError> {
    let located = locate(path, watch)?;
    read_named(located.path(), &file_name(path), plan, watch)
}

/// The same for text that was unpacked already, under the name that the analyst knows it by.
pub(in crate::import) fn read_named(
    path: &Path,
    name: &str,
    plan: &UnitPlan,
    watch: &dyn Watch,
) -> Result<UnitTable, UnitsError> {
    plan.check()?;
    let wanted: Vec<String> = plan.columns().map(normalise_header).collect();
    let has_all = |cells: &[String]| wanted.iter().all(|column| cells.contains(column));
    let recognition = recognise_where(path, &has_all)?;
    let mut slots = Slots::find(plan, &recognition.headers)?;
    slots.assume(&recognition.preview);
    let file = File {
        path,
        name,
        plan,
        watch,
        recognition: &recognition,
    };
    let first = file.pass(slots.clone())?;
    let Some(marks) = first.slots.contradiction() else {
        return Ok(file.table(first));
    };
    slots.set_marks(marks);
    Ok(file.table(file.pass(slots)?))
}

struct File<'a> {
    path: &'a Path,
    name: &'a str,
    plan: &'a UnitPlan,
    watch: &'a dyn Watch,
    recognition: &'a Recognition,
}

impl File<'_> {
    fn pass(&self, slots: Slots) -> Result<Pass, UnitsError> {
        let mut pass = Pass {
            gather: Gather::new(self.plan),
            slots,
            tally: Tally::default(),
            rows: 0,
            rejected: 0,
            values: Values::default(),
            levels: Vec::new(),
            outcomes: Vec::new(),
        };
        let name = self.name;
        let total = self.recognition.bytes;
        let mut rows = Rows::open(self.path, self.recognition)?;
        let mut row = Row::default();
        while rows.read(&mut row)? {
            if row.repeats(&self.recognition.headers) {
                pass.take_header(&row);
            } else {
                pass.take(&row)?;
            }
            if pass.rows.is_multiple_of(ROWS_PER_PROGRESS) {
                self.watch.progress(name, rows.bytes_read(), total);
                if self.watch.is_cancelled() {
                    return Err(UnitsError::Cancelled);
                }
            }
        }
        self.watch.progress(name, total, total);
        Ok(pass)
    }

    fn table(&self, mut pass: Pass) -> UnitTable {
        let name = self.name;
        let mut of_file = Tally::default();
        for issue in self.issues_of_file(&pass) {
            of_file.add_issue(issue);
        }
        let mut issues = of_file.finish(name);
        issues.extend(std::mem::take(&mut pass.tally).finish(name));
        let gathered = pass.gather.finish();
        UnitTable {
            sources: vec![name.to_owned()],
            metrics: self.plan.metrics.clone(),
            covariate: self.plan.covariate.clone(),
            arms: gathered.arms,
            totals: gathered.totals,
            cuts: gathered.cuts,
            rows: pass.rows,
            accepted: pass.rows - pass.rejected,
            rejected: pass.rejected,
            issues,
        }
    }

    fn issues_of_file(&self, pass: &Pass) -> Vec<Issue> {
        let mut issues = duplicate_headers(&self.recognition.headers, self.recognition.header_line);
        if self.recognition.encoding == Encoding::Windows1252 {
            issues.push(windows_note());
        }
        issues.extend(self.recognition.notes.iter().cloned());
        for column in pass.slots.with_decimal_commas() {
            let hint = format!("Numbers in `{column}` have decimal commas and were read so.");
            issues.push(Issue {
                column: Some(column.to_owned()),
                ..Issue::of_file(IssueKind::DecimalComma, hint)
            });
        }
        if pass.rows == 0 {
            let hint = "The file has a header and no rows; export it again.";
            issues.push(Issue::of_file(IssueKind::EmptyFile, hint));
        }
        issues
    }
}

struct Pass {
    slots: Slots,
    gather: Gather,
    tally: Tally,
    rows: u64,
    rejected: u64,
    values: Values,
    levels: Vec<usize>,
    outcomes: Vec<Option<Outcome>>,
}

impl Pass {
    fn take_header(&mut self, row: &Row) {
        self.rows += 1;
        self.rejected += 1;
        let hint = "The header occurs again between the rows, as in files that were put together; this row was left out.";
        let issue = Issue::at_line(IssueKind::RepeatedHeader, row.line, hint);
        self.tally.add_issue(issue);
    }

    fn take(&mut self, row: &Row) -> Result<(), UnitsError> {
        self.rows += 1;
        if let Some(issue) = damage(row) {
            self.rejected += 1;
            self.tally.add_issue(issue);
            return Ok(());
        }
        self.tell_width(row);
        let Some(arm) = row.cell(self.slots.variant) else {
            self.rejected += 1;
            let header = self.slots.header(self.slots.variant);
            self.tally.add(IssueKind::EmptyCell, row.line, header, None);
            return Ok(());
        };
        let arm = self
            .gather
            .arm(arm)
            .ok_or_else(|| UnitsError::TooManyArms {
                column: self.slots.header(self.slots.variant).to_owned(),
                limit: ARM_LIMIT,
            })?;
        self.levels.clear();
        for (cut, &column) in self.slots.by.iter().enumerate() {
            let value = row.cell(column).unwrap_or(BLANK_LEVEL);
            let level = self.gather.level(cut, value);
            self.levels
                .push(level.ok_or_else(|| UnitsError::TooManyLevels {
                    column: self.slots.header(column).to_owned(),
                    limit: LEVEL_LIMIT,
                })?);
        }
        self.slots.read(row, &mut self.values, &mut self.tally);
        self.outcomes.clear();
        self.outcomes.extend(self.slots.outcomes(&self.values));
        self.gather.push(&Unit {
            arm,
            levels: &self.levels,
            outcomes: &self.outcomes,
            covariate: self.slots.covariate(&self.values),
        });
        Ok(())
    }

    fn tell_width(&mut self, row: &Row) {
        let expected = self.slots.width();
        let width = row.width(expected);
        if width != expected {
            let hint = format!("The row has {width} cells and the header {expected}.");
            self.tally
                .add_issue(Issue::at_line(IssueKind::RaggedRow, row.line, hint));
        }
    }
}
