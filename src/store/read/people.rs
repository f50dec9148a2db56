//! People: numbered by key, with what profiles and their own orders say of them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use rusqlite::Connection;

use super::Renumbering;
use super::cells::{Cells, Children};
use crate::model::profile::{Consent, Platform};
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
    platform: Platform,
    exported: Option<i64>,
    consent: Consent,
    country: Option<TextId>,
    has_country_code: bool,
}

/// Profiles as read.
pub(super) struct RawProfiles {
    profiles: Vec<RawProfile>,
    tags: Children<TextId>,
}

impl RawProfiles {
    /// Reads every profile.
    pub(super) fn read(connection: &Connection, texts: &mut Dictionary) -> Result<Self, Fault> {
        let sql = "SELECT id, person, platform, export_micros, consent, country
            FROM profiles ORDER BY id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let (mut ids, mut profiles) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            ids.push(cells.take()?);
            let person = cells.take()?;
            let platform = cells.take_word(Platform::parse)?;
            let exported = cells.take()?;
            let consent = cells.take_word(Consent::parse)?;
            let country = cells.take_text(texts)?;
            profiles.push(RawProfile {
                person,
                platform,
                exported,
                consent,
                country,
                has_country_code: country.is_some_and(|id| texts.get(id).len() == 2),
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
        let by_person = self.by_person(numbers);
        let mut people = People {
            first_order: buyers.first_order.clone(),
            ..People::default()
        };
        let mut next = 0;
        for person in 0..keys.len() {
            let theirs = run_of(&by_person, next, person as PersonId);
            next = theirs.end;
            let theirs: Vec<usize> = by_person[theirs].iter().map(|&(_, at)| at).collect();
            let accepts = buyers.accepts_marketing.get(person).copied().flatten();
            people.consent.push(self.consent(&theirs, accepts));
            people.tags.push(texts.number_all(&self.tags(&theirs)));
            let ordered = buyers.country.get(person).copied().flatten();
            let country = self.country(&theirs).or(ordered);
            people.country.push(country.map(|id| texts.number(id)));
            people.has_profile.push(!theirs.is_empty());
        }
        people.key = keys;
        people
    }

    /// The profiles of each person, by the person's number, the most trusted one first; those of merged
    /// people identity by identity, the best known one first.
    fn by_person(&self, numbers: &Numbers) -> Vec<(PersonId, usize)> {
        let numbered = |(at, profile): (usize, &RawProfile)| {
            let number = numbers.get(profile.person)?;
            Some((number, at))
        };
        let mut found: Vec<(PersonId, usize)> = self
            .profiles
            .iter()
            .enumerate()
            .filter_map(numbered)
            .collect();
        found.sort_unstable_by_key(|&(person, at)| {
            let profile = &self.profiles[at];
            let rank = numbers.merges.rank(profile.person);
            (person, rank, Reverse(profile.exported), profile.platform)
        });
        found
    }

    /// The word of the first profile that has one, else the last order's. Of the identities of a merged
    /// person one that refuses counts.
    fn consent(&self, theirs: &[usize], accepts_marketing: Option<bool>) -> Consent {
        let profile = |at: &usize| &self.profiles[*at];
        let mut said = None;
        for of_one in theirs.chunk_by(|left, right| profile(left).person == profile(right).person) {
            let word = of_one
                .iter()
                .map(|at| profile(at).consent)
                .find(|&consent| consent != Consent::Unknown);
            if said.is_none() || word == Some(Consent::Unsubscribed) {
                said = word;
            }
        }
        said.unwrap_or(match accepts_marketing {
            Some(true) => Consent::Subscribed,
            Some(false) => Consent::Unsubscribed,
            None => Consent::Unknown,
        })
    }

    /// The first country code, else the first country.
    fn country(&self, theirs: &[usize]) -> Option<TextId> {
        let profiles = || theirs.iter().map(|&at| &self.profiles[at]);
        let code = profiles().find(|profile| profile.has_country_code);
        let any = || profiles().find(|profile| profile.country.is_some());
        code.or_else(any).and_then(|profile| profile.country)
    }

    /// The tags of all profiles, each once.
    fn tags(&self, theirs: &[usize]) -> Vec<TextId> {
        let mut tags: Vec<TextId> = Vec::new();
        for &at in theirs {
            let fresh = |tag: &&TextId| theirs.len() == 1 || !tags.contains(tag);
            let fresh: Vec<TextId> = self.tags.of(at).iter().filter(fresh).copied().collect();
            tags.extend(fresh);
        }
        tags
    }
}

/// The entries of a person, who comes no earlier than `start`.
fn run_of(by_person: &[(PersonId, usize)], start: usize, person: PersonId) -> Range<usize> {
    let count = by_person[start..]
        .iter()
        .take_while(|(owner, _)| *owner == person)
        .count();
    start..start + count
}
