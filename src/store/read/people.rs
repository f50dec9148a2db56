//! People: numbered by key, with what profiles and their own orders say of them.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::Renumbering;
use super::cells::{Cells, Children};
use crate::model::profile::Consent;
use crate::store::error::Fault;
use crate::store::identity::Merges;
use crate::store::snapshot::{Dictionary, People, PersonId, TextId};

/// The numbers that people have in a snapshot, in the order of their keys.
pub(super) struct Numbers {
    keys: Vec<TextId>,
    by_row: HashMap<i64, PersonId>,
    merges: Merges,
}

impl Numbers {
    /// Numbers those people of the workspace who are present; those who are one get one number.
    pub(super) fn read(
        connection: &Connection,
        present: &BTreeSet<i64>,
        merges: Merges,
        texts: &mut Dictionary,
    ) -> Result<Self, Fault> {
        let settled: BTreeSet<i64>;
        let counted = if merges.is_empty() {
            present
        } else {
            settled = present.iter().map(|&row| merges.root(row)).collect();
            &settled
        };
        let mut numbers = Self {
            merges,
            keys: Vec::with_capacity(present.len()),
            by_row: HashMap::with_capacity(present.len()),
        };
        let mut statement = connection.prepare_cached("SELECT id, key FROM people ORDER BY key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            let id = cells.take()?;
            if counted.contains(&id) {
                numbers.by_row.insert(id, numbers.keys.len() as PersonId);
                numbers.keys.push(cells.take_name(texts)?);
            }
        }
        for (row, root) in numbers.merges.rows() {
            if let Some(&number) = numbers.by_row.get(&root) {
                numbers.by_row.insert(row, number);
            }
        }
        Ok(numbers)
    }

    /// The number of a person's row.
    pub(super) fn get(&self, row: i64) -> Option<PersonId> {
        self.by_row.get(&row).copied()
    }

    /// Whether some people are merged, so that two rows may have the same number.
    pub(super) fn has_merged(&self) -> bool {
        !self.merges.is_empty()
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
        let profile_of = self.by_person(keys.len(), numbers);
        let several = self.by_merged_person(numbers);
        let mut people = People {
            first_order: buyers.first_order.clone(),
            ..People::default()
        };
        for (person, at) in profile_of.iter().enumerate() {
            let own = several
                .get(&(person as PersonId))
                .map_or(at.as_slice(), Vec::as_slice);
            let profiles = || own.iter().filter_map(|&at| self.profiles.get(at));
            let accepts = buyers.accepts_marketing.get(person).copied().flatten();
            let said = profiles().map(|profile| profile.consent);
            people.consent.push(consent(said, accepts));
            match own {
                [] => people.tags.push([]),
                [at] => people.tags.push(texts.number_all(self.tags.of(*at))),
                several => {
                    let tags = several.iter().flat_map(|&at| self.tags.of(at)).copied();
                    let mut seen = BTreeSet::new();
                    let tags: Vec<TextId> = tags.filter(|&tag| seen.insert(tag)).collect();
                    people.tags.push(texts.number_all(&tags));
                }
            }
            let country = profiles().find_map(|profile| profile.country);
            let country = country.or(buyers.country.get(person).copied().flatten());
            people.country.push(country.map(|id| texts.number(id)));
            people.has_profile.push(!own.is_empty());
        }
        people.key = keys;
        people
    }

    /// The position of each person's profile; any of them where a person has several.
    fn by_person(&self, people: usize, numbers: &Numbers) -> Vec<Option<usize>> {
        let mut profile_of = vec![None; people];
        for (at, profile) in self.profiles.iter().enumerate() {
            let number = numbers.get(profile.person);
            if let Some(slot) = number.and_then(|number| profile_of.get_mut(number as usize)) {
                *slot = Some(at);
            }
        }
        profile_of
    }

    /// The positions of all profiles of people who were merged, the best known one first, so that
    /// nothing depends on the order of imports.
    fn by_merged_person(&self, numbers: &Numbers) -> HashMap<PersonId, Vec<usize>> {
        let mut several: HashMap<PersonId, Vec<usize>> = HashMap::new();
        if numbers.merges.is_empty() {
            return several;
        }
        for (at, profile) in self.profiles.iter().enumerate() {
            if let Some(number) = numbers.get(profile.person) {
                several.entry(number).or_default().push(at);
            }
        }
        several.retain(|_, all| all.len() > 1);
        for all in several.values_mut() {
            all.sort_by_key(|&at| numbers.merges.rank(self.profiles[at].person));
        }
        several
    }
}

/// What the profiles say, else the last order. Of several profiles one that refuses counts.
fn consent(said: impl Iterator<Item = Consent>, accepts_marketing: Option<bool>) -> Consent {
    let mut consent = Consent::Unknown;
    for said in said {
        consent = match (consent, said) {
            (Consent::Unsubscribed, _) | (_, Consent::Unsubscribed) => Consent::Unsubscribed,
            (Consent::Subscribed, _) | (_, Consent::Subscribed) => Consent::Subscribed,
            (Consent::Unknown, Consent::Unknown) => Consent::Unknown,
        };
    }
    match (consent, accepts_marketing) {
        (Consent::Unknown, Some(true)) => Consent::Subscribed,
        (Consent::Unknown, Some(false)) => Consent::Unsubscribed,
        (consent, _) => consent,
    }
}
