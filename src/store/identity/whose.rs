//! The way of a record's identity into an import.

use std::borrow::Cow;

use super::intake::Owner;
use crate::model::person::Identity;
use crate::store::error::Fault;
use crate::store::import::Import;

/// Who a record belongs to, in the workspace's terms.
#[derive(Clone, Debug)]
pub(in crate::store) struct Whose<'a> {
    /// The row of the person; `None` where the row says nobody, or someone who was forgotten.
    pub(in crate::store) person: Option<i64>,
    /// The identity as it may be stored, for the record's columns and its fingerprint.
    pub(in crate::store) identity: Cow<'a, Identity>,
    /// The row is of someone who was forgotten.
    pub(in crate::store) is_forgotten: bool,
}

impl Import<'_> {
    /// Finds or adds the person of a record, and hears what the record hints at.
    pub(in crate::store) fn whose<'a>(
        &mut self,
        identity: &'a Identity,
    ) -> Result<Whose<'a>, Fault> {
        let owner = self.intake.owner(identity);
        let is_forgotten = owner == Owner::Forgotten;
        let Owner::Person {
            key,
            identity: kept,
        } = owner
        else {
            return Ok(Whose {
                person: None,
                identity: if is_forgotten {
                    Cow::Owned(Identity::default())
                } else {
                    Cow::Borrowed(identity)
                },
                is_forgotten,
            });
        };
        let person = self.person(key.0)?;
        self.intake.hear(person, identity);
        if self.intake.is_full() {
            self.write_hints()?;
        }
        Ok(Whose {
            person: Some(person),
            identity: kept,
            is_forgotten,
        })
    }
}
