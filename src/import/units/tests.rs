//! Whole files of units through the public door.

use std::cell::RefCell;
use std::fmt::Write;
use std::path::Path;

use super::{UnitIssue, UnitPlan, UnitTable, UnitsError, read_units};
use crate::import::Watch;
use crate::stats::{CovariateMoments, Statistic, UnitStatistics};

mod files;
mod laws;
mod proposals;
mod refusals;

/// Remembers how far reading was, and cancels after some calls.
#[derive(Default)]
struct Heard {
    calls: RefCell<Vec<(String, u64, u64)>>,
    cancel_after: Option<usize>,
}

impl Watch for Heard {
    fn progress(&self, what: &str, done: u64, total: u64) {
        self.calls.borrow_mut().push((what.to_owned(), done, total));
    }

    fn is_cancelled(&self) -> bool {
        self.cancel_after
            .is_some_and(|calls| self.calls.borrow().len() >= calls)
    }
}

/// Writes bytes to a file of its own and hands its path on.
fn with_file<T>(bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, bytes).unwrap();
    work(&path)
}

/// A plan in the words of the command line.
fn plan(variant: &str, metrics: &[&str], covariate: &str, by: &[&str]) -> UnitPlan {
    UnitPlan {
        variant: variant.to_owned(),
        metrics: metrics.iter().map(|text| text.parse().unwrap()).collect(),
        covariate: (!covariate.is_empty()).then(|| covariate.to_owned()),
        by: by.iter().map(ToString::to_string).collect(),
    }
}

/// Reads some bytes and asserts that everything adds up.
fn read(bytes: impl AsRef<[u8]>, plan: &UnitPlan) -> Result<UnitTable, UnitsError> {
    let table = with_file(bytes.as_ref(), |path| {
        read_units(path, plan, &Heard::default())
    })?;
    check_sums(&table);
    Ok(table)
}

/// What must hold of every table.
fn check_sums(table: &UnitTable) {
    assert_eq!(table.rows, table.accepted + table.rejected);
    let n: Vec<u64> = table.arms.iter().map(|arm| arm.n).collect();
    assert_eq!(table.accepted, n.iter().sum::<u64>());
    assert!(table.arms.is_sorted_by(|a, b| a.name < b.name));
    assert_eq!(table.totals.len(), table.metrics.len());
    for (at, arm) in table.arms.iter().enumerate() {
        for statistics in &table.totals {
            assert!(statistics[at].n() <= arm.n);
        }
    }
    for cut in &table.cuts {
        assert!(cut.levels.is_sorted_by(|a, b| a.value < b.value));
        for (at, arm) in table.arms.iter().enumerate() {
            let of_level = cut.levels.iter().map(|level| level.arms_n[at]);
            assert_eq!(of_level.sum::<u64>(), arm.n, "{}", cut.column);
            for (metric, totals) in table.totals.iter().enumerate() {
                let of_level = cut
                    .levels
                    .iter()
                    .map(|level| level.statistics[metric][at].n());
                assert_eq!(of_level.sum::<u64>(), totals[at].n(), "{}", cut.column);
            }
        }
    }
    for issue in &table.issues {
        assert!(!issue.hint.is_empty());
        assert!(issue.count >= issue.first.len() as u64 && !issue.first.is_empty());
        assert!(issue.first.len() <= 5);
        assert!(issue.first.iter().all(|place| place.kind == issue.kind));
    }
    let told: u64 = table.issues.iter().map(|issue| issue.count).sum();
    assert!(told >= table.rejected, "rows were dropped silently");
}

/// A table, or why there is none, as text.
fn report(bytes: impl AsRef<[u8]>, plan: &UnitPlan) -> String {
    match read(bytes, plan) {
        Ok(table) => written(&table),
        Err(error) => error.to_string(),
    }
}

fn written(table: &UnitTable) -> String {
    let mut text = format!(
        "{} rows = {} accepted + {} rejected",
        table.rows, table.accepted, table.rejected
    );
    for arm in &table.arms {
        let _ = write!(text, "\n{} {}", arm.name, arm.n);
    }
    for (metric, statistics) in table.metrics.iter().zip(&table.totals) {
        let _ = write!(text, "\n{metric}: {}", all(statistics));
    }
    for cut in &table.cuts {
        for level in &cut.levels {
            let _ = write!(
                text,
                "\n{} {:?} {:?}",
                cut.column, level.value, level.arms_n
            );
            for statistics in &level.statistics {
                let _ = write!(text, "; {}", all(statistics));
            }
        }
    }
    for issue in &table.issues {
        let _ = write!(text, "\n{}", issue_lines(issue));
    }
    text
}

fn all(statistics: &[UnitStatistics]) -> String {
    let words: Vec<String> = statistics.iter().map(one).collect();
    words.join(" | ")
}

fn one(statistics: &UnitStatistics) -> String {
    let mut text = match statistics.statistic {
        Statistic::Proportion(p) => format!("{}/{}", p.successes, p.trials),
        Statistic::Mean(m) => format!("n={} mean={:.4} m2={:.4}", m.n, m.mean, m.m2),
        Statistic::Ratio(r) => format!(
            "n={} means={:.4}/{:.4} cross={:.4}",
            r.numerator.n, r.numerator.mean, r.denominator.mean, r.cross
        ),
    };
    if let Some(values) = &statistics.values {
        let _ = write!(text, " values={}", values.n());
    }
    match &statistics.covariate {
        None => {}
        Some(CovariateMoments::Mean(m)) => {
            let _ = write!(text, " before n={} mean={:.4}", m.n, m.mean[1]);
        }
        Some(CovariateMoments::Ratio(m)) => {
            let _ = write!(text, " before n={} {:.4}/{:.4}", m.n, m.mean[2], m.mean[3]);
        }
    }
    text
}

fn issue_lines(issue: &UnitIssue) -> String {
    let mut text = format!("! {} x{}", issue.kind.id(), issue.count);
    if let Some(column) = &issue.column {
        let _ = write!(text, " [{column}]");
    }
    for place in &issue.first {
        match (place.line, &place.raw) {
            (Some(line), Some(raw)) => _ = write!(text, " line {line} {raw:?}"),
            (Some(line), None) => _ = write!(text, " line {line}"),
            (None, _) => {}
        }
    }
    format!("{text}\n    {}", issue.hint)
}
