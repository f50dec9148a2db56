//! Identity and privacy: what is kept of people, who may be whom, and forgetting someone.
//!
//! Every record that belongs to a person passes [`Intake`] on its way in: it seals what the workspace
//! does not keep, passes over who was forgotten, and collects hints. Proposals are computed from the
//! hints whenever they are asked for; only decisions are stored, and the snapshot follows them.
//!
//! A new table of records with a `person` column is listed in [`PEOPLE_TABLES`] (a test finds it
//! missing), and its writer asks [`Import::whose`] instead of the identity's own key.

mod columns;
mod forget;
mod found;
mod groups;
mod hints;
mod intake;
mod merges;
mod privacy;
mod seal;
#[cfg(test)]
mod tests;
mod whose;

pub use forget::ForgottenPerson;
pub use found::{FoundPeople, FoundPerson};
pub use groups::closure;
pub(super) use hints::Hints;
pub use intake::Intake;
pub(super) use intake::{Owner, Someone, stored};
pub(super) use merges::Merges;
pub use privacy::PrivacyChange;
pub(super) use whose::Whose;

use std::path::PathBuf;

use rusqlite::Connection;

use super::error::{Fault, StoreError};
use super::settings;
use super::workspace::Workspace;
use crate::model::merge::{MergeDecision, MergeReason, MergeReport};
use crate::model::privacy::Privacy;

/// A table whose rows belong to people.
struct PeopleTable {
    name: &'static str,
    /// It has the columns `email`, `phone` and `customer_id`, and a fingerprint of them.
    has_identity: bool,
    on_forget: OnForget,
}

/// What becomes of the rows of a person who is forgotten.
#[derive(Clone, Copy)]
enum OnForget {
    /// They stay and belong to nobody; what they said of the person was in their fingerprint.
    Blank,
    /// They go.
    Delete,
}

/// Every table with a column `person`, except the two that only serve merging.
const PEOPLE_TABLES: [PeopleTable; 4] = [
    PeopleTable {
        name: "orders",
        has_identity: false,
        on_forget: OnForget::Blank,
    },
    PeopleTable {
        name: "profiles",
        has_identity: true,
        on_forget: OnForget::Delete,
    },
    PeopleTable {
        name: "assignments",
        has_identity: true,
        on_forget: OnForget::Delete,
    },
    PeopleTable {
        name: "message_events",
        has_identity: false,
        on_forget: OnForget::Delete,
    },
];

/// Whether what was removed is gone from the disk, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    /// The write-ahead log was emptied; where another program reads the workspace, it is only when
    /// that one has closed it.
    pub log_is_empty: bool,
    /// Copies beside the workspace that still hold everything.
    pub backups: Vec<PathBuf>,
}

impl Workspace {
    /// What is kept of people.
    pub fn privacy(&self) -> Result<Privacy, StoreError> {
        self.told(privacy::load(&self.connection))
    }

    /// Changes what is kept of people, in what is stored as well: what is no longer kept is gone for
    /// good, and what was not kept comes back only by importing the files again.
    pub fn set_privacy(
        &mut self,
        privacy: Privacy,
    ) -> Result<(PrivacyChange, Scrubbed), StoreError> {
        let change = self.change_for_good(|connection| {
            let change = privacy::apply(connection, privacy)?;
            settings::raise_revision(connection)?;
            Ok(change)
        })?;
        Ok((change, self.scrub()?))
    }

    /// Every merge proposal with its decision.
    pub fn merges(&self) -> Result<MergeReport, StoreError> {
        self.told(merges::report(&self.connection))
    }

    /// Accepts or rejects a merge proposal.
    pub fn decide_merge(&mut self, id: &str, decision: MergeDecision) -> Result<(), StoreError> {
        self.change_people(|connection| merges::decide(connection, id, decision))
    }

    /// Accepts every open proposal, of one reason or of any, that does not join people of whom the
    /// analyst said that they are not one; how many.
    pub fn accept_merges(&mut self, reason: Option<MergeReason>) -> Result<u64, StoreError> {
        let mut accepted = 0;
        self.change_people(|connection| {
            accepted = merges::accept_all(connection, reason)?;
            Ok(accepted > 0)
        })?;
        Ok(accepted)
    }

    /// Takes the decision on a proposal back.
    pub fn undo_merge(&mut self, id: &str) -> Result<(), StoreError> {
        self.change_people(|connection| merges::undo(connection, id))
    }

    /// Everybody whom an e-mail address, a phone, a customer id or a key names, with what forgetting
    /// them would take. Nothing is changed.
    pub fn find_people(&self, given: &str) -> Result<FoundPeople, StoreError> {
        self.told(found::find(&self.connection, given))
    }

    /// Forgets a person, known by a key, an e-mail address, a phone or a customer id. Their orders
    /// stay in all sums. There is no way back.
    pub fn forget(&mut self, given: &str) -> Result<(ForgottenPerson, Scrubbed), StoreError> {
        let forgotten = self.change_for_good(|connection| {
            let forgotten = forget::forget(connection, given)?;
            settings::raise_revision(connection)?;
            Ok(forgotten)
        })?;
        Ok((forgotten, self.scrub()?))
    }

    fn change_people(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<bool, Fault>,
    ) -> Result<(), StoreError> {
        self.change(|connection| {
            if work(connection)? {
                settings::raise_revision(connection)?;
            }
            Ok(())
        })
    }

    /// A change that overwrites what it deletes, in case the program ends before [`Self::scrub`].
    fn change_for_good<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let overwrite = self.connection.pragma_update(None, "secure_delete", true);
        self.told(overwrite.map_err(Fault::from))?;
        let result = self.change(work);
        let usual = self.connection.pragma_update(None, "secure_delete", false);
        self.told(usual.map_err(Fault::from))?;
        result
    }

    /// Writes the file anew without what was deleted, and empties the log.
    fn scrub(&mut self) -> Result<Scrubbed, StoreError> {
        let write_anew = || {
            // The copy holds nothing of what was deleted, and may be too large for memory.
            self.connection.pragma_update(None, "temp_store", "FILE")?;
            self.connection.execute_batch("VACUUM")?;
            self.connection
                .pragma_update(None, "temp_store", "MEMORY")?;
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            let is_busy: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
            Ok(is_busy == 0)
        };
        Ok(Scrubbed {
            log_is_empty: self.told(write_anew())?,
            backups: super::schema::backups(self.path()),
        })
    }
}

/// Gives a new or migrated workspace its key, and hints of what it held before there were any.
pub(super) fn prepare(connection: &Connection) -> Result<(), Fault> {
    let transaction = connection.unchecked_transaction()?;
    if seal::prepare(&transaction)? {
        hints::catch_up(&transaction, &seal::Sealer::of(&transaction)?)?;
    }
    transaction.commit()?;
    Ok(())
}
