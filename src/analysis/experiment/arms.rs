//! Who is in which arm, and since when.

use crate::metrics::Mask;
use crate::store::snapshot::{AssignmentList, PersonId};

use super::super::context::Context;

/// The arms of one experiment, by person.
#[derive(Clone, Debug)]
pub struct Arms {
    /// The one arm of a person; `None` for people not assigned or assigned to several arms.
    pub arm: Vec<Option<u16>>,
    /// When the person was assigned: the earliest row, else the day stated for the test.
    pub starts: Vec<Option<i64>>,
    /// People per arm, those in several arms not counted.
    pub sizes: Vec<u64>,
    /// People assigned to more than one arm; they are left out of every figure.
    pub in_several: u64,
}

impl Arms {
    /// The people of one arm.
    #[must_use]
    pub fn people(&self, arm: u16) -> Mask {
        Mask::from_fn(self.arm.len(), |person| {
            self.arm[person as usize] == Some(arm)
        })
    }
}

/// Resolves an assignment list: one arm and one start per person.
#[must_use]
pub fn arms_of(context: &Context, list: &AssignmentList) -> Arms {
    let people = context.snapshot.people.len();
    let mut arm: Vec<Option<u16>> = vec![None; people];
    let mut starts: Vec<Option<i64>> = vec![None; people];
    let mut several: Vec<PersonId> = Vec::new();
    for row in &list.rows {
        let at = row.person as usize;
        match arm[at] {
            None => arm[at] = Some(row.arm),
            Some(known) if known == row.arm => {}
            Some(_) => several.push(row.person),
        }
        starts[at] = match (starts[at], row.assigned) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
    }
    several.sort_unstable();
    several.dedup();
    for &person in &several {
        arm[person as usize] = None;
        starts[person as usize] = None;
    }
    if let Some(start) = stated_start(context, list) {
        for row in &list.rows {
            let at = row.person as usize;
            if arm[at].is_some() {
                starts[at].get_or_insert(start);
            }
        }
    }
    let mut sizes = vec![0; list.arms.len()];
    for &index in arm.iter().flatten() {
        sizes[usize::from(index)] += 1;
    }
    Arms {
        arm,
        starts,
        sizes,
        in_several: several.len() as u64,
    }
}

fn stated_start(context: &Context, list: &AssignmentList) -> Option<i64> {
    let experiments = &context.definitions.experiments;
    let definition = experiments
        .iter()
        .find(|definition| definition.name == list.experiment)?;
    Some(definition.starts_on?.start(&context.snapshot.zone))
}
