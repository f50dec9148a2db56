//! Assignment lists, one per experiment, sorted by its name.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::cells::Cells;
use super::people::Numbers;
use crate::store::error::{Fault, StoreError};
use crate::store::snapshot::{AssignedPerson, AssignmentList};

/// How many arms an experiment can have: their index is 16 bits wide.
const MOST_ARMS: usize = 1 << 16;

struct RawAssignment {
    experiment: String,
    person: i64,
    arm: String,
    assigned: Option<i64>,
}

/// Assignment rows as read: by experiment, then by file and line.
pub(super) struct RawAssignments(Vec<RawAssignment>);

impl RawAssignments {
    /// Reads every assignment. Arms appear in the order of paths and lines, not of imports.
    pub(super) fn read(connection: &Connection) -> Result<Self, Fault> {
        let sql = "SELECT experiment, person, arm, assigned
            FROM assignments JOIN files ON files.id = assignments.file
            ORDER BY experiment, files.path, files.id, source_line, assignments.id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut assignments = Vec::new();
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            assignments.push(RawAssignment {
                experiment: cells.take()?,
                person: cells.take()?,
                arm: cells.take()?,
                assigned: cells.take()?,
            });
        }
        Ok(Self(assignments))
    }

    /// The rows of the people who were assigned.
    pub(super) fn people(&self) -> impl Iterator<Item = i64> {
        self.0.iter().map(|assignment| assignment.person)
    }

    /// The lists, with their rows sorted by person, moment and arm.
    pub(super) fn lay_out(&self, numbers: &Numbers) -> Result<Vec<AssignmentList>, StoreError> {
        let same_experiment =
            |left: &RawAssignment, right: &RawAssignment| left.experiment == right.experiment;
        self.0
            .chunk_by(same_experiment)
            .map(|rows| list(rows, numbers))
            .collect()
    }
}

fn list(assignments: &[RawAssignment], numbers: &Numbers) -> Result<AssignmentList, StoreError> {
    let mut list = AssignmentList::default();
    let mut numbers_of_arms: HashMap<&str, usize> = HashMap::new();
    for assignment in assignments {
        list.experiment.clone_from(&assignment.experiment);
        let next = list.arms.len();
        let arm = *numbers_of_arms.entry(&assignment.arm).or_insert(next);
        if arm == next {
            list.arms.push(assignment.arm.clone());
        }
        let arm = u16::try_from(arm).map_err(|_| StoreError::TooManyArms {
            experiment: assignment.experiment.clone(),
            limit: MOST_ARMS,
        })?;
        if let Some(person) = numbers.get(assignment.person) {
            list.rows.push(AssignedPerson {
                person,
                arm,
                assigned: assignment.assigned,
            });
        }
    }
    list.rows
        .sort_unstable_by_key(|row| (row.person, row.assigned, row.arm));
    if numbers.has_merged() {
        // Someone who is on the list under two identities counts once in an arm, from the first time.
        let mut seen = BTreeSet::new();
        list.rows.retain(|row| seen.insert((row.person, row.arm)));
    }
    Ok(list)
}
