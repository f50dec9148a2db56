//! The way of a record's identity into an import.

use super::intake::Owner;
use crate::model::person::Identity;
use crate::store::error::Fault;
use crate::store::import::Import;

/// Who a record belongs to, in the workspace's terms.
#[derive(Clone, Debug)]
pub(in crate::store) enum Whose {
    /// A person, by the row, with the identity as it may be stored: for the record's columns and its
    /// fingerprint.
    Person(i64, Identity),
    /// The row says nobody.
    Nobody,
    /// Someone who was forgotten: nothing of the row may be stored.
    Forgotten,
}

impl Import<'_> {
    /// Finds or adds the person of a record, and hears what the record hints at.
    pub(in crate::store) fn whose(&mut self, identity: &Identity) -> Result<Whose, Fault> {
        let mut kept = identity.clone();
        Ok(match self.intake.settle(&mut kept) {
            Owner::Nobody => Whose::Nobody,
            Owner::Forgotten => Whose::Forgotten,
            Owner::Person(someone) => Whose::Person(self.person(&someone)?, kept),
        })
    }
}
