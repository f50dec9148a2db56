//! What changes of people came to, in sentences.

use crate::model::format::plural;
use crate::model::merge::MergeDecision;
use crate::store::{ForgottenPerson, PrivacyChange, Scrubbed};

use super::PeopleDone;

impl PeopleDone {
    /// It in one sentence that names nobody.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Decided(MergeDecision::Accepted) => {
                "Accepted: they are one person now".to_owned()
            }
            Self::Decided(MergeDecision::Rejected) => "Rejected: they stay apart".to_owned(),
            Self::TakenBack => "Taken back: the proposal is open again".to_owned(),
            Self::AcceptedAll(count) => {
                format!(
                    "Accepted {}",
                    plural(*count as i64, "proposal", "proposals")
                )
            }
            Self::Kept(..) => "The privacy settings are changed".to_owned(),
            Self::Forgotten(..) => "The person is forgotten for good".to_owned(),
        }
    }

    /// What was removed and what is left to do, a sentence each.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Decided(_) | Self::TakenBack | Self::AcceptedAll(_) => Vec::new(),
            Self::Kept(change, scrubbed) => [kept(*change), left(scrubbed)].concat(),
            Self::Forgotten(person, scrubbed) => [forgotten(person), left(scrubbed)].concat(),
        }
    }

    /// Whether something is left to do by hand.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        match self {
            Self::Decided(_) | Self::TakenBack | Self::AcceptedAll(_) => false,
            Self::Kept(_, scrubbed) | Self::Forgotten(_, scrubbed) => !left(scrubbed).is_empty(),
        }
    }
}

fn kept(change: PrivacyChange) -> Vec<String> {
    let number = |count: u64, one, many| plural(count as i64, one, many);
    let mut removed = Vec::new();
    let mut add = |count: u64, one, many| {
        if count > 0 {
            removed.push(number(count, one, many));
        }
    };
    add(change.phones_removed, "phone", "phones");
    add(change.emails_removed, "e-mail address", "e-mail addresses");
    add(change.cells_removed, "cell of an issue", "cells of issues");
    let mut sentences = Vec::new();
    if !removed.is_empty() {
        sentences.push(format!("Removed from records: {}", removed.join(", ")));
    }
    if change.people_sealed > 0 {
        let people = number(change.people_sealed, "person is", "people are");
        sentences.push(format!("{people} known by a hash from now on"));
    }
    if change.people_still_sealed > 0 {
        sentences.push(format!(
            "{} still known by a hash only: import the files again to have what they say",
            number(change.people_still_sealed, "person is", "people are"),
        ));
    }
    if sentences.is_empty() {
        sentences.push("Nothing that was stored had to go".to_owned());
    }
    sentences
}

fn forgotten(person: &ForgottenPerson) -> Vec<String> {
    let mut removed = records(&person.removed);
    let mut add = |count: u64, one, many| {
        if count > 0 {
            removed.push(plural(count as i64, one, many));
        }
    };
    add(person.identities, "identity", "identities");
    add(person.hints, "keyed hash", "keyed hashes");
    add(person.issue_cells, "cell of an issue", "cells of issues");
    let orders = plural(person.orders_kept as i64, "order stays", "orders stay");
    vec![
        format!("Removed: {}", removed.join(", ")),
        format!("{orders} as nobody's, so no sum changes"),
    ]
}

/// What is not gone from the disk yet.
fn left(scrubbed: &Scrubbed) -> Vec<String> {
    let log = "Another program reads the workspace: close it there, so that its log is emptied";
    let log = (!scrubbed.log_is_empty).then(|| log.to_owned());
    let backup = |path: &std::path::PathBuf| {
        format!("This older copy still holds everything: {}", path.display())
    };
    log.into_iter()
        .chain(scrubbed.backups.iter().map(backup))
        .collect()
}

/// Records by the table they are in: `1 profile`, `12 message events`.
#[must_use]
pub fn records(by_table: &[(&'static str, u64)]) -> Vec<String> {
    let words = |&(table, count): &(&'static str, u64)| {
        let count = count as i64;
        match table {
            "profiles" => plural(count, "profile", "profiles"),
            "assignments" => plural(count, "assignment", "assignments"),
            "message_events" => plural(count, "message event", "message events"),
            other => format!("{} of {other}", plural(count, "row", "rows")),
        }
    };
    by_table.iter().map(words).collect()
}
