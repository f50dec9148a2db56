//! What an import does with identities: seals what is not kept, passes over who was forgotten, and
//! notices hints of who may be whom.
//!
//! None of it needs the workspace any more, so the thread that reads a file does it on a copy. A hash is
//! made only where a hint is new: rows are first compared as written, without any key.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::hints::Clues;
use super::privacy;
use super::seal::{MARK, Meaning, Seal, Sealer};
use crate::model::household::Household;
use crate::model::order::{Order, OrderTouch};
use crate::model::person::{Identity, PersonKey, normalise_email, normalise_phone};
use crate::model::privacy::{Handling, Privacy};
use crate::model::profile::{Profile, Property};
use crate::store::error::Fault;
use crate::store::fingerprint::Fingerprint;

/// So many hints are remembered as written: 8 MB.
const REMEMBERED: usize = 1 << 20;

/// Makes identities what the workspace stores of them; cloned for another thread to prepare records.
#[derive(Clone, Debug)]
pub struct Intake {
    privacy: Privacy,
    sealer: Sealer,
    /// The tags of people who were forgotten.
    forgotten: Arc<HashSet<i64>>,
    /// People may be known by a seal from a time when what is kept now was not.
    had_seals: bool,
    /// Hashes of hints as written, each at the place that its last bits name; empty before the first.
    heard: Vec<u64>,
}

/// Who a record belongs to.
#[derive(Clone, Debug)]
pub(in crate::store) enum Owner {
    /// A person.
    Person(Someone),
    /// The row does not say.
    Nobody,
    /// Someone who was forgotten: nothing of them may be stored.
    Forgotten,
}

/// A person as the workspace knows them, with what a row hints at.
#[derive(Clone, Debug)]
pub(in crate::store) struct Someone {
    /// The key in the workspace.
    pub(in crate::store) key: String,
    /// Its fingerprint.
    pub(in crate::store) hash: Fingerprint,
    /// The key that the workspace has from a time when it did not keep what it keeps now, if it has one.
    pub(in crate::store) earlier: Option<String>,
    /// What the row hints at, where that is new.
    pub(in crate::store) clues: Option<Clues>,
}

impl Intake {
    /// Reads the settings of the workspace.
    pub(in crate::store) fn of(connection: &Connection) -> Result<Self, Fault> {
        let privacy = privacy::load(connection)?;
        Ok(Self {
            privacy,
            sealer: Sealer::of(connection)?,
            forgotten: Arc::new(super::forget::tags(connection)?),
            had_seals: privacy::has_seals(connection)?,
            heard: Vec::new(),
        })
    }

    /// Forgets what was heard, where what became of it is taken back.
    pub(in crate::store) fn hear_again(&mut self) {
        self.heard = Vec::new();
    }

    /// Makes an identity what may be stored of it, and says whose it is.
    pub(in crate::store) fn settle(&mut self, identity: &mut Identity) -> Owner {
        let household = identity.household.take();
        let Some(key) = identity.key() else {
            return Owner::Nobody;
        };
        if self.is_forgotten(&key) {
            *identity = Identity::default();
            return Owner::Forgotten;
        }
        let mut someone = self.someone(key);
        someone.clues = self.hear(someone.hash, identity.phone.as_deref(), household.as_ref());
        self.protect(identity, &someone.key);
        Owner::Person(someone)
    }

    /// Makes an order what may be stored of it: also no link that holds an address which is not kept.
    pub(in crate::store) fn settle_order(&mut self, order: &mut Order) -> Owner {
        let owner = self.settle(&mut order.identity);
        if let Some(page) = &mut order.touch.landing_page {
            let hides_addresses = self.privacy.emails == Handling::Hash && may_hold_address(page);
            if hides_addresses || matches!(owner, Owner::Forgotten) {
                cut(page);
            }
        }
        owner
    }

    /// What a companion file says of an order, as it may be stored.
    pub(in crate::store) fn companion<'a>(&self, companion: &'a OrderTouch) -> Cow<'a, OrderTouch> {
        let page = companion.touch.landing_page.as_deref();
        let Some(Cow::Owned(page)) = page.map(|page| self.link(page)) else {
            return Cow::Borrowed(companion);
        };
        let mut companion = companion.clone();
        companion.touch.landing_page = Some(page);
        Cow::Owned(companion)
    }

    /// A profile as it may be stored: without properties that hold an address or a phone which is not kept.
    pub(in crate::store) fn profile<'a>(&self, profile: &'a Profile) -> Cow<'a, Profile> {
        let is_hidden = |property: &Property| {
            let value = property.value.as_str();
            (self.privacy.emails == Handling::Hash && value.contains('@'))
                || (self.privacy.phones == Handling::Hash && is_phone(value))
        };
        if !profile.properties.iter().any(is_hidden) {
            return Cow::Borrowed(profile);
        }
        let mut profile = profile.clone();
        profile.properties.retain(|property| !is_hidden(property));
        Cow::Owned(profile)
    }

    /// A link as it may be stored, where no person is known with it.
    pub(in crate::store) fn link<'a>(&self, page: &'a str) -> Cow<'a, str> {
        let hides_all = self.privacy.emails == Handling::Hash;
        if !may_hold_address(page) || (!hides_all && self.allows_cell(&decoded(page))) {
            return Cow::Borrowed(page);
        }
        let mut page = page.to_owned();
        cut(&mut page);
        Cow::Owned(page)
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

    fn is_forgotten(&self, key: &PersonKey) -> bool {
        !self.forgotten.is_empty()
            && tag(&self.sealer, key).is_some_and(|tag| self.forgotten.contains(&tag))
    }

    fn someone(&self, PersonKey(key): PersonKey) -> Someone {
        let key = privacy::sealed_key(&key, self.privacy, &self.sealer).unwrap_or(key);
        let earlier = self
            .had_seals
            .then(|| privacy::sealed_key(&key, privacy::SEAL_ALL, &self.sealer));
        Someone {
            hash: Fingerprint::of_bytes(key.as_bytes()),
            earlier: earlier.flatten(),
            key,
            clues: None,
        }
    }

    /// What a row hints at of a person, unless it was heard before.
    fn hear(
        &mut self,
        person: Fingerprint,
        phone: Option<&str>,
        household: Option<&Household>,
    ) -> Option<Clues> {
        if phone.is_none() && household.is_none() {
            return None;
        }
        let written = household.map(Household::as_written);
        let with =
            |seed, text: Option<&str>| xxh3_64_with_seed(text.unwrap_or("\0").as_bytes(), seed);
        let hash = with(with(person.first_bits(), phone), written);
        if self.heard.is_empty() {
            self.heard = vec![0; REMEMBERED];
        }
        let place = &mut self.heard[hash as usize % REMEMBERED];
        if std::mem::replace(place, hash) == hash {
            return None;
        }
        Clues::of(&self.sealer, phone, household)
    }

    /// Puts seals in place of what is not kept. A phone is left out where the person is known by
    /// something stronger: it says nothing then that a number could depend on.
    fn protect(&self, identity: &mut Identity, key: &str) {
        let sealed = |kind: &str| {
            let text = key.strip_prefix(kind)?;
            text.starts_with(MARK).then(|| text.to_owned())
        };
        if self.privacy.phones == Handling::Hash && identity.phone.is_some() {
            identity.phone = sealed("phone:");
        }
        if self.privacy.emails == Handling::Hash && identity.email.is_some() {
            identity.email = sealed("email:");
        }
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
    Some(match Seal::parse(text) {
        Some(seal) => seal.tag(),
        None => sealer.seal(meaning(kind)?, text).tag(),
    })
}

/// Whether a link may hold an e-mail address, as links in mails do.
fn may_hold_address(page: &str) -> bool {
    page.contains('@') || page.contains("%40")
}

/// A link with its escapes read.
fn decoded(page: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(page).decode_utf8_lossy()
}

/// Cuts a link before its parameters.
fn cut(page: &mut String) {
    page.truncate(page.find(['?', '#']).unwrap_or(page.len()));
}

/// Whether a text by itself is somebody's telephone number.
pub(super) fn is_phone(text: &str) -> bool {
    looks_like_phone(text) && normalise_phone(text).is_some()
}

/// Digits with the marks that only telephone numbers have: amounts and dates have other ones.
fn looks_like_phone(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\'');
    let is_mark = |c: char| c.is_ascii_digit() || " +-()./".contains(c);
    text.starts_with(['+', '0', '(']) && text.chars().all(is_mark)
}
