//! People: numbered by key, with what profiles and their own orders say of them.

use std::cmp::Reverse;
use std::ops::Range;

use rusqlite::Connection;

use super::cells::{Cells, Children, Words};
use super::properties::Properties;
use super::rows::ByRow;
use crate::model::profile::{Consent, Platform};
use crate::store::error::Fault;
use crate::store::identity::Merges;
use crate::store::snapshot::{Dictionary, People, PersonId, TextId, Texts};

/// Everybody whom the workspace knows, in the order of their keys.
#[derive(Default)]
pub(super) struct KnownPeople {
    rows: Vec<i64>,
    keys: Texts,
}

/// How many bytes the key of a person has, about.
const KEY_LETTERS: usize = 32;

impl KnownPeople {
    /// Reads them.
    pub(super) fn read(connection: &Connection) -> Result<Self, Fault> {
        let sql = "SELECT coalesce(max(id), 0) FROM people";
        let room: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        let room = usize::try_from(room).unwrap_or(0).min(1 << 24);
        let mut known = Self {
            rows: Vec::with_capacity(room),
            keys: Texts::with_room(room, KEY_LETTERS * room),
        };
        let mut statement = connection.prepare_cached("SELECT id, key FROM people ORDER BY key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            known.rows.push(cells.take()?);
            known.keys.push(cells.take_str()?.unwrap_or_default());
        }
        Ok(known)
    }

    /// Whether there is nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The numbers that people have in a snapshot, in the order of their keys.
pub(super) struct Numbers {
    keys: Texts,
    by_row: ByRow,
    merges: Merges,
}

impl Numbers {
    /// Numbers those of the known people who are present; those who are one get one number.
    pub(super) fn of(
        known: KnownPeople,
        present: impl Iterator<Item = i64>,
        merges: Merges,
    ) -> Self {
        let mut by_row = ByRow::of(&known.rows);
        let mut is_present = vec![false; known.rows.len()];
        let present = present.map(|row| merges.root(row));
        for place in present.filter_map(|row| by_row.get(row)) {
            is_present[place as usize] = true;
        }
        if is_present.iter().all(|&is_present| is_present) {
            let keys = known.keys;
            return Self {
                keys,
                by_row,
                merges,
            };
        }
        let mut keys = Texts::default();
        let mut numbers = vec![None; known.rows.len()];
        for (place, number) in numbers.iter_mut().enumerate() {
            if is_present[place] {
                *number = Some(keys.len() as PersonId);
                keys.push(known.keys.get(place));
            }
        }
        for (row, root) in merges.rows() {
            if let (Some(place), Some(of_root)) = (by_row.get(row), by_row.get(root)) {
                numbers[place as usize] = numbers[of_root as usize];
            }
        }
        by_row.replace(|place| numbers[place as usize]);
        Self {
            keys,
            by_row,
            merges,
        }
    }

    /// The number of a person's row.
    pub(super) fn get(&self, row: i64) -> Option<PersonId> {
        self.by_row.get(row)
    }

    /// How many people.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether some people are merged, so that two rows may have the same number.
    pub(super) fn has_merged(&self) -> bool {
        !self.merges.is_empty()
    }

    /// The keys of all people, by number.
    pub(super) fn into_keys(self) -> Texts {
        self.keys
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
    /// Headers and cells.
    properties: Children<(TextId, TextId)>,
    words: Words,
}

impl RawProfiles {
    /// Reads every profile.
    pub(super) fn read(connection: &Connection) -> Result<Self, Fault> {
        let sql = "SELECT profiles.id, person, platform, coalesce(export_micros, latest_micros),
                consent, country
            FROM profiles JOIN files ON files.id = profiles.file ORDER BY profiles.id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let (mut ids, mut profiles, mut words) = (Vec::new(), Vec::new(), Words::default());
        while let Some(row) = rows.next()? {
            let mut cells = Cells::of(row);
            ids.push(cells.take()?);
            let person = cells.take()?;
            let platform = cells.take_word(Platform::parse)?;
            let exported = cells.take()?;
            let consent = cells.take_word(Consent::parse)?;
            let country = cells.take_text(&mut words)?;
            profiles.push(RawProfile {
                person,
                platform,
                exported,
                consent,
                country,
                has_country_code: country.is_some_and(|id| words.all.get(id).len() == 2),
            });
        }
        let sql = "SELECT profile_row, tag FROM profile_tags
            WHERE profile_row BETWEEN ?1 AND ?2 ORDER BY profile_row, position";
        let all = [i64::MIN, i64::MAX];
        let tags = Children::read(connection, (sql, all), &ids, |cells| {
            cells.take_name(&mut words)
        })?;
        let sql = "SELECT profile_row, name, value FROM profile_properties
            WHERE profile_row BETWEEN ?1 AND ?2 ORDER BY profile_row, position";
        let properties = Children::read(connection, (sql, all), &ids, |cells| {
            Ok((cells.take_name(&mut words)?, cells.take_name(&mut words)?))
        })?;
        Ok(Self {
            profiles,
            tags,
            properties,
            words,
        })
    }

    /// The rows of the people who have a profile.
    pub(super) fn people(&self) -> impl Iterator<Item = i64> {
        self.profiles.iter().map(|profile| profile.person)
    }

    /// The columns of people, except their keys.
    pub(super) fn lay_out(
        &self,
        buyers: Buyers,
        numbers: &Numbers,
        words: &mut Dictionary,
    ) -> People {
        let word_of = self.words.numbers_in(words);
        let by_person = self.by_person(numbers);
        let mut people = People {
            first_order: buyers.first_order,
            country: buyers.country,
            ..People::default()
        };
        let mut properties = Properties::new(&self.words, &word_of);
        let mut next = 0;
        for person in 0..numbers.len() {
            let theirs = run_of(&by_person, next, person as PersonId);
            next = theirs.end;
            let theirs: Vec<usize> = by_person[theirs].iter().map(|&(_, at)| at).collect();
            let accepts = buyers.accepts_marketing.get(person).copied().flatten();
            people.consent.push(self.consent(&theirs, accepts));
            let tags = self.tags(&theirs);
            people
                .tags
                .push(tags.iter().map(|tag| word_of[tag.index()]));
            if let Some(country) = self.country(&theirs) {
                people.country[person] = Some(word_of[country.index()]);
            }
            people.has_profile.push(!theirs.is_empty());
            for &at in &theirs {
                properties.add(person as PersonId, self.properties.of(at));
            }
        }
        people.properties = properties.finish();
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
