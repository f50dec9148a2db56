//! People: numbered by key, with what profiles and their own orders say of them.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::Renumbering;
use super::cells::{Cells, Children};
use crate::model::profile::Consent;
use crate::store::error::Fault;
use crate::store::snapshot::{Dictionary, People, PersonId, TextId};

/// The numbers that people have in a snapshot, in the order of their keys.
pub(super) struct Numbers {
    keys: Vec<TextId>,
    by_row: HashMap<i64, PersonId>,
}

impl Numbers {
    /// Numbers those people of the workspace who are present.
    pub(super) fn read(
        connection: &Connection,
        present: &BTreeSet<i64>,
        texts: &mut Dictionary,
    ) -> Result<Self, Fault> {
        let mut numbers = Self {
            keys: Vec::with_capacity(present.len()),
            by_row: HashMap::with_capacity(present.len()),
        };
        let mut statement = connection.prepare_cached("SELECT id, key FROM people ORDER BY key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            let id = cells.take()?;
            if present.contains(&id) {
                numbers.by_row.insert(id, numbers.keys.len() as PersonId);
                numbers.keys.push(cells.take_name(texts)?);
            }
        }
        Ok(numbers)
    }

    /// The number of a person's row.
    pub(super) fn get(&self, row: i64) -> Option<PersonId> {
        self.by_row.get(&row).copied()
    }

    /// The keys of all people, by number.
    pub(super) fn keys(&self) -> &[TextId] {
        &self.keys
    }
}

/// What the orders of all people say of them.
pub(super) struct Buyers {
    /// As in [`People::first_order`].
    pub(super) first_order: Vec<u32>,
    /// Consent at the last order that has the column.
    pub(super) accepts_marketing: Vec<Option<bool>>,
    /// Country of the last order that has one.
    pub(super) country: Vec<Option<TextId>>,
}

struct RawProfile {
    person: i64,
    consent: Consent,
    country: Option<TextId>,
}

/// Customer profiles as read.
pub(super) struct RawProfiles {
    profiles: Vec<RawProfile>,
    tags: Children<TextId>,
}

impl RawProfiles {
    /// Reads every profile.
    pub(super) fn read(connection: &Connection, texts: &mut Dictionary) -> Result<Self, Fault> {
        let sql = "SELECT id, person, consent, country FROM profiles ORDER BY id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let (mut ids, mut profiles) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            ids.push(cells.take()?);
            profiles.push(RawProfile {
                person: cells.take()?,
                consent: cells.take_word(Consent::parse)?,
                country: cells.take_text(texts)?,
            });
        }
        let sql = "SELECT profile_row, tag FROM profile_tags ORDER BY profile_row, position";
        let tags = Children::read(connection, sql, &ids, |cells| cells.take_name(texts))?;
        Ok(Self { profiles, tags })
    }

    /// The rows of the people who have a profile.
    pub(super) fn people(&self) -> impl Iterator<Item = i64> {
        self.profiles.iter().map(|profile| profile.person)
    }

    /// The columns of people.
    pub(super) fn lay_out(
        &self,
        keys: Vec<TextId>,
        buyers: &Buyers,
        numbers: &Numbers,
        texts: &mut Renumbering,
    ) -> People {
        let mut profile_of: Vec<Option<usize>> = vec![None; keys.len()];
        for (at, profile) in self.profiles.iter().enumerate() {
            let number = numbers.get(profile.person);
            if let Some(slot) = number.and_then(|number| profile_of.get_mut(number as usize)) {
                *slot = Some(at);
            }
        }
        let mut people = People {
            first_order: buyers.first_order.clone(),
            ..People::default()
        };
        for (person, at) in profile_of.into_iter().enumerate() {
            let profile = at.and_then(|at| self.profiles.get(at));
            let accepts = buyers.accepts_marketing.get(person).copied().flatten();
            people.consent.push(consent(profile, accepts));
            let tags = at.map(|at| self.tags.of(at)).unwrap_or_default();
            people.tags.push(texts.number_all(tags));
            let country = profile.and_then(|profile| profile.country).or(buyers
                .country
                .get(person)
                .copied()
                .flatten());
            people.country.push(country.map(|id| texts.number(id)));
            people.has_profile.push(profile.is_some());
        }
        people.key = keys;
        people
    }
}

/// The profile's word, else the last order's.
fn consent(profile: Option<&RawProfile>, accepts_marketing: Option<bool>) -> Consent {
    match profile.map(|profile| profile.consent) {
        Some(said @ (Consent::Subscribed | Consent::Unsubscribed)) => said,
        Some(Consent::Unknown) | None => match accepts_marketing {
            Some(true) => Consent::Subscribed,
            Some(false) => Consent::Unsubscribed,
            None => Consent::Unknown,
        },
    }
}
