//! Privacy settings, and making what is stored follow them.

use std::borrow::Cow;

use rusqlite::{Connection, params};

use super::PEOPLE_TABLES;
use super::intake::{Intake, is_phone, meaning};
use super::seal::{MARK, Sealer};
use crate::model::privacy::{Handling, Privacy};
use crate::store::error::Fault;

/// What a change of the settings did to what was stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrivacyChange {
    /// People who are known by a keyed hash now.
    pub people_sealed: u64,
    /// Telephone numbers removed from records.
    pub phones_removed: u64,
    /// E-mail addresses removed from records.
    pub emails_removed: u64,
    /// People still known by a keyed hash although the setting is to keep: what was not stored
    /// comes back only by importing the files again.
    pub people_still_sealed: u64,
    /// Cells of import issues removed.
    pub cells_removed: u64,
}

/// Everything that can be sealed is.
pub(super) const SEAL_ALL: Privacy = Privacy {
    phones: Handling::Hash,
    emails: Handling::Hash,
};

/// The settings as stored.
pub(super) fn load(connection: &Connection) -> Result<Privacy, Fault> {
    let words: (String, String) =
        connection.query_row("SELECT phones, emails FROM workspace", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let handling = |word: &str| {
        Handling::parse(word)
            .ok_or_else(|| Fault::Unexpected(format!("`{word}` is no privacy setting")))
    };
    Ok(Privacy {
        phones: handling(&words.0)?,
        emails: handling(&words.1)?,
    })
}

/// Whether some people are known by a seal.
pub(super) fn has_seals(connection: &Connection) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM people WHERE key GLOB 'phone:#*')
        OR EXISTS (SELECT 1 FROM people WHERE key GLOB 'email:#*')";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// The sealed form of a person's key; `None` where the settings keep it as it is.
pub(super) fn sealed_key(key: &str, privacy: Privacy, sealer: &Sealer) -> Option<String> {
    let split = key.find(':')? + 1;
    let (kind, text) = key.split_at(split);
    let handling = match kind {
        "email:" => privacy.emails,
        "phone:" => privacy.phones,
        _ => Handling::Keep,
    };
    if handling == Handling::Keep || text.starts_with(MARK) {
        return None;
    }
    Some(format!(
        "{kind}{}",
        sealer.seal(meaning(kind)?, text).text()
    ))
}

/// Stores settings and makes what is stored follow them; what this removes is gone for good.
pub(super) fn apply(connection: &Connection, privacy: Privacy) -> Result<PrivacyChange, Fault> {
    let sealer = Sealer::of(connection)?;
    let before = load(connection)?;
    let sql = "UPDATE workspace SET phones = ?1, emails = ?2";
    connection.execute(sql, params![privacy.phones.id(), privacy.emails.id()])?;
    let mut change = PrivacyChange {
        people_sealed: seal_people(connection, privacy, &sealer)?,
        ..PrivacyChange::default()
    };
    if privacy.phones == Handling::Hash {
        change.phones_removed = drop_column(connection, "phone")?;
        drop_phones_of_properties(connection)?;
    }
    if privacy.emails == Handling::Hash {
        change.emails_removed = drop_column(connection, "email")?;
        let addresses = "landing_page LIKE '%@%' OR instr(landing_page, '%40') > 0";
        for table in LINK_TABLES {
            cut_links(connection, table, addresses)?;
        }
        let sql = "UPDATE profiles SET fingerprint = zeroblob(16) WHERE id IN
            (SELECT profile_row FROM profile_properties WHERE value LIKE '%@%')";
        connection.execute(sql, [])?;
        connection.execute("DELETE FROM profile_properties WHERE value LIKE '%@%'", [])?;
    }
    let is_new = |before, now| before == Handling::Keep && now == Handling::Hash;
    if is_new(before.phones, privacy.phones) || is_new(before.emails, privacy.emails) {
        blank_fingerprints_of_orders(connection)?;
    }
    change.cells_removed = clear_cells(connection)?;
    let still = |kind: &str, handling| match handling {
        Handling::Hash => Ok(0),
        Handling::Keep => {
            let sql = "SELECT count(*) FROM people WHERE key GLOB ?1";
            connection.query_row(sql, [format!("{kind}:{MARK}*")], |row| row.get::<_, i64>(0))
        }
    };
    let sealed = still("phone", privacy.phones)? + still("email", privacy.emails)?;
    change.people_still_sealed = u64::try_from(sealed).unwrap_or(0);
    Ok(change)
}

/// Empties the cells of issues that hold what may not be stored; how many.
pub(super) fn clear_cells(connection: &Connection) -> Result<u64, Fault> {
    let intake = Intake::of(connection)?;
    let mut cleared = Vec::new();
    {
        let mut statement =
            connection.prepare("SELECT id, raw FROM issues WHERE raw IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if !intake.allows_cell(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
                cleared.push(row.get::<_, i64>(0)?);
            }
        }
    }
    let mut statement = connection.prepare("UPDATE issues SET raw = NULL WHERE id = ?1")?;
    for id in &cleared {
        statement.execute([id])?;
    }
    Ok(cleared.len() as u64)
}

/// Every table with links of single people.
const LINK_TABLES: [&str; 2] = ["orders", "order_touches"];

/// Cuts the links of companion files that hold what may not be stored: no person is known with them.
pub(super) fn cut_companions(connection: &Connection) -> Result<(), Fault> {
    let intake = Intake::of(connection)?;
    let mut found = Vec::new();
    {
        let sql = "SELECT id, landing_page FROM order_touches WHERE landing_page IS NOT NULL";
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let page = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            if matches!(intake.link(page), Cow::Owned(_)) {
                found.push(row.get::<_, i64>(0)?);
            }
        }
    }
    for row in found {
        cut_links(connection, "order_touches", &format!("id = {row}"))?;
    }
    Ok(())
}

/// Cuts the landing pages of the records that a condition names before their parameters, as an import
/// would; those records count as changed when they come again.
pub(super) fn cut_links(
    connection: &Connection,
    table: &str,
    condition: &str,
) -> Result<(), Fault> {
    let sql = format!(
        "UPDATE {table} SET fingerprint = zeroblob(16),
            landing_page = substr(landing_page, 1, min(
                instr(landing_page || '?', '?'), instr(landing_page || '#', '#')) - 1)
        WHERE landing_page IS NOT NULL AND ({condition})"
    );
    connection.execute(&sql, [])?;
    Ok(())
}

fn seal_people(connection: &Connection, privacy: Privacy, sealer: &Sealer) -> Result<u64, Fault> {
    let mut sealed = Vec::new();
    {
        let mut statement = connection.prepare("SELECT id, key FROM people")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key: String = row.get(1)?;
            if let Some(key) = sealed_key(&key, privacy, sealer) {
                sealed.push((row.get::<_, i64>(0)?, key));
            }
        }
    }
    let mut statement = connection.prepare("UPDATE people SET key = ?2 WHERE id = ?1")?;
    for (id, key) in &sealed {
        statement.execute(params![id, key])?;
    }
    Ok(sealed.len() as u64)
}

/// An order keeps no address and no number, but its fingerprint is a hash of them without a key, of
/// which they could be found by trying.
fn blank_fingerprints_of_orders(connection: &Connection) -> Result<(), Fault> {
    let sql = "UPDATE orders SET fingerprint = zeroblob(16) WHERE person IS NOT NULL";
    connection.execute(sql, [])?;
    Ok(())
}

/// Removes properties of profiles that are telephone numbers.
fn drop_phones_of_properties(connection: &Connection) -> Result<(), Fault> {
    let mut statement = connection.prepare("SELECT DISTINCT value FROM profile_properties")?;
    let values: Result<Vec<String>, _> = statement.query_map([], |row| row.get(0))?.collect();
    let blank = "UPDATE profiles SET fingerprint = zeroblob(16) WHERE id IN
        (SELECT profile_row FROM profile_properties WHERE value = ?1)";
    for value in values?.iter().filter(|value| is_phone(value)) {
        connection.prepare_cached(blank)?.execute([value])?;
        let sql = "DELETE FROM profile_properties WHERE value = ?1";
        connection.prepare_cached(sql)?.execute([value])?;
    }
    Ok(())
}

/// Empties a column of every table of records. The fingerprints of those records go as well: they
/// are hashes without a key, of which a number could be found by trying.
fn drop_column(connection: &Connection, column: &str) -> Result<u64, Fault> {
    let mut dropped = 0;
    for table in PEOPLE_TABLES.iter().filter(|table| table.has_identity) {
        let table = table.name;
        let sql = format!(
            "UPDATE {table} SET {column} = NULL, fingerprint = zeroblob(16)
                WHERE {column} IS NOT NULL"
        );
        dropped += connection.execute(&sql, [])? as u64;
    }
    Ok(dropped)
}
