//! Every experiment in a line, read only as far as its verdict needs.

use crate::model::format::{NumberStyle, plural};
use crate::model::time::Day;
use crate::store::snapshot::AssignmentList;

use super::super::context::{AnalysisError, Context};
use super::super::trial;
use super::{Arm, Test, Verdict, definition_of, tables};

/// Every experiment in a line.
#[derive(Clone, Debug, Default)]
pub struct ExperimentList {
    /// In order of name.
    pub entries: Vec<ExperimentEntry>,
}

/// One experiment in a line.
#[derive(Clone, Debug)]
pub struct ExperimentEntry {
    /// Whether it is a table with one row per unit, whose people are its rows.
    pub is_table: bool,
    /// Its name.
    pub name: String,
    /// Arm names, control first.
    pub arms: Vec<String>,
    /// People assigned, or rows of a table.
    pub people: u64,
    /// Days of the first and last assignment.
    pub assigned: Option<(Day, Day)>,
    /// What may be concluded.
    pub verdict: Verdict,
}

impl ExperimentList {
    /// What the entries count: people of the shop, rows of tables, or either.
    #[must_use]
    pub fn units(&self) -> &'static str {
        let tables = self.entries.iter().filter(|entry| entry.is_table).count();
        if tables == 0 {
            "People"
        } else if tables == self.entries.len() {
            "Rows"
        } else {
            "People or rows"
        }
    }
}

impl ExperimentEntry {
    /// How many units there are, with the word for them where it is not people: `1,200 rows`.
    #[must_use]
    pub fn size(&self) -> String {
        if self.is_table {
            plural(self.people as i64, "row", "rows")
        } else {
            NumberStyle::default().count(self.people as i64)
        }
    }
}

/// Lists every experiment with its verdict.
pub fn list(context: &Context) -> Result<ExperimentList, AnalysisError> {
    let mut entries = Vec::new();
    for list in &context.snapshot.assignments {
        let readout = glance(context, list);
        entries.push(ExperimentEntry {
            is_table: false,
            name: list.experiment.clone(),
            arms: readout.arms.iter().map(|arm| arm.name.clone()).collect(),
            people: readout.arms.iter().map(|arm| arm.n).sum(),
            assigned: readout.assigned,
            verdict: readout.verdict,
        });
    }
    entries.extend(
        context
            .unit_tables()
            .iter()
            .map(|one| tables::entry(context, one)),
    );
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(ExperimentList { entries })
}

/// An experiment as far as its verdict needs.
fn glance(context: &Context, list: &AssignmentList) -> Glance {
    let definition = definition_of(context, list);
    let test = Test::new(context, list, &definition);
    let arms = test.summary();
    let counted = test.primary_trial(&arms);
    let trial = trial::read_out(&counted);
    Glance {
        verdict: test.verdict(&trial, &arms, &counted.settings),
        assigned: test.assigned_days(),
        arms,
    }
}

struct Glance {
    arms: Vec<Arm>,
    assigned: Option<(Day, Day)>,
    verdict: Verdict,
}

#[cfg(test)]
mod tests {
    use super::super::Said;
    use super::*;

    #[test]
    fn rows_of_tables_are_not_called_people() {
        let entry = |is_table| ExperimentEntry {
            is_table,
            name: String::new(),
            arms: Vec::new(),
            people: 1200,
            assigned: None,
            verdict: Verdict::Inconclusive(Said::default()),
        };
        let check = |tables: &[bool], units: &str, sizes: &[&str]| {
            let list = ExperimentList {
                entries: tables.iter().map(|&is_table| entry(is_table)).collect(),
            };
            assert_eq!(list.units(), units);
            let found: Vec<String> = list.entries.iter().map(ExperimentEntry::size).collect();
            assert_eq!(found, sizes);
        };
        check(&[false, false], "People", &["1,200", "1,200"]);
        check(&[true], "Rows", &["1,200 rows"]);
        check(&[true, false], "People or rows", &["1,200 rows", "1,200"]);
    }
}
