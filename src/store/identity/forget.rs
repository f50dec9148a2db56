//! Forgetting a person: everything that says who they are goes, their orders stay as nobody's.
//!
//! A keyed hash of each of their identities remains, so that a later import does not bring them back.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::found;
use super::intake::{meaning, tag};
use super::merges;
use super::privacy;
use super::seal::{Meaning, Sealer};
use super::{OnForget, PEOPLE_TABLES};
use crate::model::person::{PersonKey, normalise_email, normalise_phone};
use crate::store::error::{Fault, StoreError};

/// What was removed with a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForgottenPerson {
    /// Identities that were this person: more than one where a merge was accepted.
    pub identities: u64,
    /// Orders that stay in all sums and belong to nobody now.
    pub orders_kept: u64,
    /// Removed records by table, those with any.
    pub removed: Vec<(&'static str, u64)>,
    /// Keyed hashes of phone, name and address that were removed.
    pub hints: u64,
    /// Cells of import issues that named them.
    pub issue_cells: u64,
}

/// The tags of everyone who was forgotten.
pub(super) fn tags(connection: &Connection) -> Result<HashSet<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT hash FROM forgotten")?;
    let tags = statement.query_map([], |row| row.get(0))?;
    Ok(tags.collect::<Result<_, _>>()?)
}

/// Forgets the person whom a key, an e-mail address, a phone or a customer id names, found as
/// [`found::find`] does. Refuses where several people are named.
pub(super) fn forget(connection: &Connection, given: &str) -> Result<ForgottenPerson, Fault> {
    let sealer = Sealer::of(connection)?;
    let rows = one_named(connection, &sealer, given)?;
    for tag in identities(connection, &sealer, &rows)? {
        connection.execute("INSERT OR IGNORE INTO forgotten (hash) VALUES (?1)", [tag])?;
    }
    let mut report = ForgottenPerson {
        identities: rows.len() as u64,
        ..ForgottenPerson::default()
    };
    for &row in &rows {
        remove(connection, row, &mut report)?;
    }
    merges::tidy(connection)?;
    report.issue_cells = privacy::clear_cells(connection)?;
    privacy::cut_companions(connection)?;
    Ok(report)
}

/// How many keys of several people are named in the sentence that refuses them.
const KEYS_NAMED: usize = 5;

/// All rows of the one person whom a text names.
fn one_named(connection: &Connection, sealer: &Sealer, given: &str) -> Result<Vec<i64>, Fault> {
    let mut people = found::named(connection, sealer, given)?;
    if people.len() > 1 {
        let rows = people.iter().map(|&(row, _)| row).take(KEYS_NAMED);
        let keys = merges::keys(connection, rows)?.into_values();
        let mut keys: Vec<String> = keys.map(|key| format!("`{}`", key.0)).collect();
        keys.sort();
        if people.len() > KEYS_NAMED {
            keys.push("…".to_owned());
        }
        return Err(Fault::from(StoreError::SeveralPeople {
            given: given.to_owned(),
            count: people.len(),
            keys: keys.join(", "),
        }));
    }
    let one = people.pop().map(|(_, rows)| rows);
    one.ok_or_else(|| {
        let given = given.to_owned();
        Fault::from(StoreError::UnknownPerson { given })
    })
}

/// Whether a text is a key with its kind, as lists of people show it.
pub(super) fn is_key(given: &str) -> bool {
    let kind = given.find(':').map_or("", |colon| &given[..=colon]);
    meaning(kind).is_some()
}

/// The row of a person by whatever names them. A key comes first: the digits of an id could otherwise be
/// taken for somebody's phone.
pub(super) fn find(
    connection: &Connection,
    sealer: &Sealer,
    given: &str,
) -> Result<Option<i64>, Fault> {
    let given = given.trim();
    let names = if is_key(given) {
        vec![given.to_owned()]
    } else {
        let email = normalise_email(given).map(|email| format!("email:{email}"));
        let phone = normalise_phone(given).map(|phone| format!("phone:{phone}"));
        let id = Some(format!("id:{given}"));
        [email, phone, id].into_iter().flatten().collect()
    };
    let mut statement = connection.prepare_cached("SELECT id FROM people WHERE key = ?1")?;
    for key in names {
        let sealed = privacy::sealed_key(&key, privacy::SEAL_ALL, sealer);
        for key in [Some(key), sealed].into_iter().flatten() {
            let row = statement.query_row([key], |row| row.get(0)).optional()?;
            if row.is_some() {
                return Ok(row);
            }
        }
    }
    Ok(None)
}

/// Some people with those who are known by nothing but an id that a profile of theirs has.
pub(super) fn with_ids(connection: &Connection, rows: Vec<i64>) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT people.id FROM profiles
        CROSS JOIN people ON people.key = 'id:' || profiles.customer_id WHERE profiles.person = ?1";
    let mut statement = connection.prepare(sql)?;
    let mut all: BTreeSet<i64> = rows.iter().copied().collect();
    for row in rows {
        for same in statement.query_map([row], |found| found.get(0))? {
            all.insert(same?);
        }
    }
    Ok(all.into_iter().collect())
}

/// The tags of everything by which some people are known. A phone that others have as well is left
/// out: it is not theirs alone.
fn identities(
    connection: &Connection,
    sealer: &Sealer,
    rows: &[i64],
) -> Result<BTreeSet<i64>, Fault> {
    let (mut tags, mut phones) = (BTreeSet::new(), BTreeSet::new());
    for &row in rows {
        let sql = "SELECT key FROM people WHERE id = ?1";
        let key = PersonKey(connection.query_row(sql, [row], |row| row.get(0))?);
        tags.extend(tag(sealer, &key));
        for table in PEOPLE_TABLES.iter().filter(|table| table.has_identity) {
            let name = table.name;
            let sql =
                format!("SELECT DISTINCT email, phone, customer_id FROM {name} WHERE person = ?1");
            let mut statement = connection.prepare(&sql)?;
            let mut found = statement.query([row])?;
            while let Some(row) = found.next()? {
                let text = |at| row.get::<_, Option<String>>(at);
                let email = text(0)?.as_deref().and_then(normalise_email);
                tags.extend(email.map(|email| sealer.seal(Meaning::Email, &email).tag()));
                let phone = text(1)?.as_deref().and_then(normalise_phone);
                phones.extend(phone.map(|phone| sealer.seal(Meaning::Phone, &phone).tag()));
                let id = PersonKey(format!("id:{}", text(2)?.unwrap_or_default()));
                tags.extend(tag(sealer, &id).filter(|_| id.0.len() > "id:".len()));
            }
        }
        let sql = "SELECT phone FROM identity_hints
            WHERE recent IN (0, 1) AND person = ?1 AND phone <> 0";
        let mut statement = connection.prepare_cached(sql)?;
        for phone in statement.query_map([row], |row| row.get(0))? {
            phones.insert(phone?);
        }
    }
    let sql = "SELECT DISTINCT person FROM identity_hints WHERE phone = ?1";
    let mut statement = connection.prepare(sql)?;
    for phone in phones {
        let people: Result<Vec<i64>, _> = statement.query_map([phone], |row| row.get(0))?.collect();
        if people?.iter().all(|person| rows.contains(person)) {
            tags.insert(phone);
        }
    }
    Ok(tags)
}

fn remove(connection: &Connection, person: i64, report: &mut ForgottenPerson) -> Result<(), Fault> {
    for table in PEOPLE_TABLES {
        let name = table.name;
        match table.on_forget {
            OnForget::Blank => {
                privacy::cut_links(connection, name, &format!("person = {person}"))?;
                // A fingerprint is a hash without a key, of which an address could be found by trying.
                let sql = format!(
                    "UPDATE {name} SET person = NULL, fingerprint = zeroblob(16)
                        WHERE person = ?1"
                );
                report.orders_kept += connection.execute(&sql, [person])? as u64;
            }
            OnForget::Delete => {
                let sql = format!("DELETE FROM {name} WHERE person = ?1");
                let removed = connection.execute(&sql, [person])? as u64;
                let counted = report.removed.iter_mut().find(|(table, _)| *table == name);
                match counted {
                    Some((_, count)) => *count += removed,
                    None if removed > 0 => report.removed.push((name, removed)),
                    None => {}
                }
            }
        }
    }
    let sql = "DELETE FROM identity_hints WHERE recent IN (0, 1) AND person = ?1";
    report.hints += connection.execute(sql, [person])? as u64;
    connection.execute("DELETE FROM people WHERE id = ?1", params![person])?;
    Ok(())
}
