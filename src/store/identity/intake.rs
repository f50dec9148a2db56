//! What an import does with identities: seals what is not kept, passes over who was forgotten, and
//! collects hints of who may be whom.
//!
//! A hash is made only where a hint is new: rows are first compared as written, without any key.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use rusqlite::Connection;

use super::hints::{self, Hint};
use super::privacy;
use super::seal::{MARK, Meaning, Sealer};
use super::whose::Whose;
use crate::model::household::Household;
use crate::model::order::Order;
use crate::model::person::{Identity, PersonKey, normalise_email, normalise_phone};
use crate::model::privacy::{Handling, Privacy};
use crate::store::error::Fault;
use crate::store::write;

/// So many hints are collected before they are written: 32 MB.
const MOST_HINTS: usize = 1 << 20;

/// The identities of one import.
#[derive(Debug)]
pub(in crate::store) struct Intake {
    privacy: Privacy,
    sealer: Sealer,
    /// The tags of people who were forgotten.
    forgotten: HashSet<i64>,
    /// The setting is to keep, but people may be known by a seal from before.
    had_seals: bool,
    seen: HashSet<u64>,
    hasher: RandomState,
    hints: Vec<Hint>,
}

/// Who a record belongs to, as far as it may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Owner<'a> {
    /// A person, with the identity as it may be stored.
    Person {
        /// The key as of the row; [`Intake::person`] knows the one in the file.
        key: PersonKey,
        /// What may be stored.
        identity: Cow<'a, Identity>,
    },
    /// The row does not say.
    Nobody,
    /// Someone who was forgotten: nothing of them may be stored.
    Forgotten,
}

impl Intake {
    /// Reads the settings of the workspace.
    pub(in crate::store) fn of(connection: &Connection) -> Result<Self, Fault> {
        let privacy = privacy::load(connection)?;
        Ok(Self {
            privacy,
            sealer: Sealer::of(connection)?,
            forgotten: super::forget::tags(connection)?,
            had_seals: privacy::has_seals(connection)?,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            hints: Vec::new(),
        })
    }

    /// Who a record belongs to.
    pub(in crate::store) fn owner<'a>(&self, identity: &'a Identity) -> Owner<'a> {
        let Some(key) = identity.key() else {
            return Owner::Nobody;
        };
        if self.is_forgotten(&key) {
            return Owner::Forgotten;
        }
        Owner::Person {
            identity: self.protected(identity, &key),
            key,
        }
    }

    /// The row of a person, by the key as a file has it; added on first sight.
    pub(in crate::store) fn person(
        &self,
        connection: &Connection,
        key: &str,
    ) -> Result<i64, Fault> {
        let sealed = privacy::sealed_key(key, self.privacy, &self.sealer);
        let key = sealed.as_deref().unwrap_or(key);
        if self.had_seals
            && let Some(earlier) = privacy::sealed_key(key, privacy::SEAL_ALL, &self.sealer)
        {
            // Known by a seal from a time when the workspace did not keep what it keeps now.
            let sql = "UPDATE OR IGNORE people SET key = ?2 WHERE key = ?1";
            connection
                .prepare_cached(sql)?
                .execute([earlier.as_str(), key])?;
        }
        write::person(connection, key)
    }

    /// Whether hints of a person are new, and collects them.
    pub(in crate::store) fn hear(&mut self, person: i64, identity: &Identity) {
        let household = identity.household.as_ref();
        if identity.phone.is_none() && household.is_none() {
            return;
        }
        let written = household.map(Household::as_written);
        let seen = self.hasher.hash_one((person, &identity.phone, written));
        if self.seen.len() >= MOST_HINTS {
            self.seen.clear();
        }
        if !self.seen.insert(seen) {
            return;
        }
        let hint = hints::of(&self.sealer, person, identity);
        self.hints.extend(hint);
    }

    /// Whether so many hints are collected that they should be written.
    pub(in crate::store) fn is_full(&self) -> bool {
        self.hints.len() >= MOST_HINTS
    }

    /// Writes the hints collected so far.
    pub(in crate::store) fn write_hints(&mut self, connection: &Connection) -> Result<(), Fault> {
        hints::write(connection, &mut self.hints)
    }

    /// Whether a cell of an issue may be stored: it holds nobody's e-mail address or phone that the
    /// workspace does not keep.
    pub(in crate::store) fn allows_cell(&self, raw: &str) -> bool {
        let is_border = |c: char| c.is_whitespace() || ",;\"'<>()=&?".contains(c);
        let mut emails = raw.split(is_border).filter_map(normalise_email);
        let hides_email = emails.any(|email| {
            self.privacy.emails == Handling::Hash
                || self.is_forgotten(&PersonKey(format!("email:{email}")))
        });
        let phone = normalise_phone(raw).filter(|_| looks_like_phone(raw));
        let hides_phone = phone.is_some_and(|phone| {
            self.privacy.phones == Handling::Hash
                || self.is_forgotten(&PersonKey(format!("phone:{phone}")))
        });
        !hides_email && !hides_phone
    }

    /// The order as it may be stored: nothing of someone who was forgotten, and no link that holds an
    /// address which is not kept. Its identity is that of `whose`.
    pub(in crate::store) fn order<'a>(
        &self,
        order: &'a Order,
        whose: &Whose<'_>,
    ) -> Cow<'a, Order> {
        let is_forgotten = whose.is_forgotten;
        let page = order.touch.landing_page.as_deref();
        let hides_page =
            self.privacy.emails == Handling::Hash && page.is_some_and(may_hold_address);
        if !is_forgotten && !hides_page {
            return Cow::Borrowed(order);
        }
        let mut order = order.clone();
        if let Some(page) = &mut order.touch.landing_page {
            page.truncate(page.find(['?', '#']).unwrap_or(page.len()));
        }
        Cow::Owned(order)
    }

    fn is_forgotten(&self, key: &PersonKey) -> bool {
        !self.forgotten.is_empty()
            && tag(&self.sealer, key).is_some_and(|tag| self.forgotten.contains(&tag))
    }

    /// The identity with seals in place of what is not kept. A phone is left out where the person is
    /// known by something stronger: it says nothing then that a number could depend on.
    fn protected<'a>(&self, identity: &'a Identity, key: &PersonKey) -> Cow<'a, Identity> {
        let hides_phone = self.privacy.phones == Handling::Hash && identity.phone.is_some();
        let hides_email = self.privacy.emails == Handling::Hash && identity.email.is_some();
        if !hides_phone && !hides_email {
            return Cow::Borrowed(identity);
        }
        let sealed = |kind: &str| {
            let text = key.0.strip_prefix(kind)?;
            Some(self.sealer.seal(meaning(kind)?, text).text())
        };
        let mut protected = Identity {
            household: None,
            ..identity.clone()
        };
        if hides_phone {
            protected.phone = sealed("phone:");
        }
        if hides_email {
            protected.email = sealed("email:");
        }
        Cow::Owned(protected)
    }
}

/// Only as much of an identity's text as the workspace stores in its columns: seals stay out, as the
/// person's key has them already.
pub(in crate::store) fn stored(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str)
        .filter(|text| !text.starts_with(MARK))
}

/// The meaning of what follows the prefix of a person's key.
pub(super) fn meaning(kind: &str) -> Option<Meaning> {
    match kind {
        "email:" => Some(Meaning::Email),
        "phone:" => Some(Meaning::Phone),
        "id:" => Some(Meaning::CustomerId),
        _ => None,
    }
}

/// The tag of a person's key, as written or sealed.
pub(super) fn tag(sealer: &Sealer, key: &PersonKey) -> Option<i64> {
    let split = key.0.find(':')? + 1;
    let (kind, text) = key.0.split_at(split);
    let seal = super::seal::Seal::parse(text);
    Some(match seal {
        Some(seal) => seal.tag(),
        None => sealer.seal(meaning(kind)?, text).tag(),
    })
}

/// Whether a link may hold an e-mail address, as links in mails do.
fn may_hold_address(page: &str) -> bool {
    page.contains('@') || page.contains("%40")
}

/// Digits with the marks that only telephone numbers have: amounts and dates have other ones.
fn looks_like_phone(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\'');
    let is_mark = |c: char| c.is_ascii_digit() || " +-()./".contains(c);
    text.starts_with(['+', '0', '(']) && text.chars().all(is_mark)
}
