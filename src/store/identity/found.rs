//! Finding people by whatever names them, with what forgetting them would take.
//!
//! Wider than the key that people are counted by: a phone finds everybody who gave it and an id
//! everybody whose records have it, so that the analyst sees who is meant before anybody is forgotten.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::forget;
use super::merges::{self, Merges};
use super::seal::{Meaning, Sealer};
use super::{OnForget, PEOPLE_TABLES};
use crate::model::person::{PersonKey, normalise_email, normalise_phone};
use crate::store::error::Fault;

/// More people than this are counted and not listed: a shop's own number says nothing of any of them.
const MOST_FOUND: usize = 20;

/// A person with what forgetting them would take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPerson {
    /// By which they are forgotten.
    pub key: PersonKey,
    /// Every identity that is this person: more than one where a merge was accepted.
    pub identities: Vec<PersonKey>,
    /// Orders that would stay in all sums and belong to nobody.
    pub orders_kept: u64,
    /// Records that would be removed by table, those with any.
    pub removed: Vec<(&'static str, u64)>,
    /// Keyed hashes of phone, name and address that would be removed.
    pub hints: u64,
}

/// The people whom a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPeople {
    /// Those whose key it is first.
    pub people: Vec<FoundPerson>,
    /// How many more it names.
    pub more: u64,
}

/// Everybody who is known by an e-mail address, a phone, a customer id or a key.
pub(super) fn find(connection: &Connection, given: &str) -> Result<FoundPeople, Fault> {
    let mut sets = named(connection, &Sealer::of(connection)?, given)?;
    let more = sets.len().saturating_sub(MOST_FOUND) as u64;
    sets.truncate(MOST_FOUND);
    let everybody: BTreeSet<i64> = sets.iter().flat_map(|(_, rows)| rows).copied().collect();
    let facts = Facts::read(connection, &everybody)?;
    let people = sets.iter().map(|(row, rows)| facts.person(*row, rows));
    Ok(FoundPeople {
        people: people.collect(),
        more,
    })
}

/// The people whom a text names: the row of each by which it was found, and all rows that are that person.
pub(super) fn named(
    connection: &Connection,
    sealer: &Sealer,
    given: &str,
) -> Result<Vec<(i64, Vec<i64>)>, Fault> {
    let given = given.trim();
    let merges = Merges::read(connection)?;
    let by_key = forget::find(connection, sealer, given)?;
    // A key with its kind names one person, however its text may look.
    let by_records = if forget::is_key(given) {
        BTreeSet::new()
    } else {
        named_by_records(connection, sealer, given)?
    };
    let mut sets: Vec<(i64, Vec<i64>)> = Vec::new();
    for row in by_key.into_iter().chain(by_records) {
        let rows = forget::with_ids(connection, merges.same_person(row))?;
        sets.push((row, rows));
    }
    // A stable sort: of equal ones the person whose key it is stays first.
    sets.sort_by_key(|(_, rows)| Reverse(rows.len()));
    let mut seen: BTreeSet<i64> = BTreeSet::new();
    sets.retain(|(_, rows)| {
        let is_new = rows.iter().any(|row| !seen.contains(row));
        seen.extend(rows);
        is_new
    });
    Ok(sets)
}

/// The rows of people whose records have a customer id, or who gave a phone.
fn named_by_records(
    connection: &Connection,
    sealer: &Sealer,
    given: &str,
) -> Result<BTreeSet<i64>, Fault> {
    let mut rows = BTreeSet::new();
    for table in PEOPLE_TABLES.iter().filter(|table| table.has_identity) {
        let sql = format!(
            "SELECT DISTINCT person FROM {} WHERE person IS NOT NULL
                AND ltrim(trim(customer_id), '''') = ?1",
            table.name
        );
        let mut statement = connection.prepare(&sql)?;
        for row in statement.query_map([given], |row| row.get(0))? {
            rows.insert(row?);
        }
    }
    let is_address = normalise_email(given).is_some();
    if let Some(phone) = normalise_phone(given).filter(|_| !is_address) {
        let tag = sealer.seal(Meaning::Phone, &phone).tag();
        let sql = "SELECT DISTINCT person FROM identity_hints WHERE phone = ?1";
        let mut statement = connection.prepare(sql)?;
        for row in statement.query_map([tag], |row| row.get(0))? {
            rows.insert(row?);
        }
    }
    Ok(rows)
}

/// What is stored of some people, by their rows.
struct Facts {
    keys: HashMap<i64, PersonKey>,
    /// Records of each of [`PEOPLE_TABLES`].
    records: Vec<HashMap<i64, u64>>,
    hints: HashMap<i64, u64>,
}

impl Facts {
    fn read(connection: &Connection, people: &BTreeSet<i64>) -> Result<Self, Fault> {
        let records = PEOPLE_TABLES
            .iter()
            .map(|table| counts(connection, table.name, people));
        Ok(Self {
            keys: merges::keys(connection, people.iter().copied())?,
            records: records.collect::<Result<_, _>>()?,
            hints: counts(connection, "identity_hints", people)?,
        })
    }

    fn person(&self, row: i64, rows: &[i64]) -> FoundPerson {
        let sum = |counts: &HashMap<i64, u64>| -> u64 {
            rows.iter().filter_map(|row| counts.get(row)).sum()
        };
        let key = |row: &i64| self.keys.get(row).cloned().unwrap_or_default();
        let mut found = FoundPerson {
            key: key(&row),
            identities: rows.iter().map(key).collect(),
            hints: sum(&self.hints),
            ..FoundPerson::default()
        };
        found.identities.sort();
        for (table, counts) in PEOPLE_TABLES.iter().zip(&self.records) {
            match (table.on_forget, sum(counts)) {
                (OnForget::Blank, records) => found.orders_kept += records,
                (OnForget::Delete, 0) => {}
                (OnForget::Delete, records) => found.removed.push((table.name, records)),
            }
        }
        found
    }
}

/// How many rows of a table some people have.
fn counts(
    connection: &Connection,
    table: &str,
    people: &BTreeSet<i64>,
) -> Result<HashMap<i64, u64>, Fault> {
    let mut counts = HashMap::new();
    if people.is_empty() {
        return Ok(counts);
    }
    let rows: Vec<String> = people.iter().map(ToString::to_string).collect();
    let rows = rows.join(", ");
    let sql =
        format!("SELECT person, count(*) FROM {table} WHERE person IN ({rows}) GROUP BY person");
    let mut statement = connection.prepare(&sql)?;
    for counted in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (person, count): (i64, i64) = counted?;
        counts.insert(person, u64::try_from(count).unwrap_or(0));
    }
    Ok(counts)
}
