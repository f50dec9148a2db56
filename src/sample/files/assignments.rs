//! Assignment lists, one file per test, named like the experiment.

use std::path::Path;

use super::super::SampleError;
use super::super::calendar;
use super::super::shop::Shop;
use super::super::trials::TrialId;
use super::{Table, as_typed};

const COLUMNS: [&str; 5] = [
    "email",
    "variant",
    "assigned_at",
    "planned_share",
    "workflow",
];

/// Writes every list.
pub(in super::super) fn write(shop: &Shop, dir: &Path) -> Result<(), SampleError> {
    for id in TrialId::ALL {
        let trial = id.trial();
        let mut table = Table::create(dir, &format!("{}.csv", trial.name), &COLUMNS)?;
        let enrolment = shop.enrolment(id);
        let members = enrolment.iter().flat_map(|enrolment| &enrolment.members);
        for (row, member) in members.enumerate() {
            let arm = &trial.arms[member.arm];
            // Said once, as people keep such lists.
            let workflow = if row == 0 { trial.workflow } else { "" };
            let email = shop.people[member.person as usize].email();
            table.row(&[
                as_typed(&email.unwrap_or_default(), row),
                arm.name.to_owned(),
                calendar::date(member.day),
                arm.share.to_owned(),
                workflow.to_owned(),
            ])?;
        }
        table.finish()?;
    }
    Ok(())
}
