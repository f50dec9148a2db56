//! Hints of who may be whom: keyed hashes of phones and of names with addresses, per person.

use rusqlite::{Connection, params};

use super::seal::{Meaning, Sealer};
use crate::model::household::Household;
use crate::model::person::{Identity, normalise_phone};
use crate::store::error::Fault;

/// What one row said of a person, as tags; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) struct Hint {
    /// The row of the person.
    pub(in crate::store) person: i64,
    /// The phone.
    pub(in crate::store) phone: i64,
    /// The surname at that phone.
    pub(in crate::store) surname: i64,
    /// Name with address.
    pub(in crate::store) household: i64,
}

/// The hint of an identity as written; `None` where it says nothing.
pub(super) fn of(sealer: &Sealer, person: i64, identity: &Identity) -> Option<Hint> {
    let household = identity.household.as_ref();
    let phone = identity.phone.as_deref().and_then(normalise_phone);
    let seal = |meaning, text: &str| sealer.seal(meaning, text).tag();
    let hint = Hint {
        person,
        phone: phone
            .as_deref()
            .map_or(0, |phone| seal(Meaning::Phone, phone)),
        // Together with the phone, so that a surname cannot be followed over the whole workspace.
        surname: phone
            .as_deref()
            .zip(household.and_then(Household::surname))
            .map_or(0, |(phone, surname)| {
                seal(Meaning::Surname, &format!("{phone}|{surname}"))
            }),
        household: household
            .and_then(Household::name_and_address)
            .map_or(0, |text| seal(Meaning::Household, &text)),
    };
    (hint.phone != 0 || hint.household != 0).then_some(hint)
}

/// Adds hints that are not stored yet, and empties the list.
pub(super) fn write(connection: &Connection, hints: &mut Vec<Hint>) -> Result<(), Fault> {
    // In the order of the table, which is much quicker than in any other.
    hints.sort_unstable();
    hints.dedup();
    let sql = "INSERT OR IGNORE INTO identity_hints (person, phone, surname, household)
        VALUES (?1, ?2, ?3, ?4)";
    let mut statement = connection.prepare_cached(sql)?;
    for hint in hints.drain(..) {
        statement.execute(params![
            hint.person,
            hint.phone,
            hint.surname,
            hint.household
        ])?;
    }
    Ok(())
}

/// Every hint.
pub(super) fn all(connection: &Connection) -> Result<Vec<Hint>, Fault> {
    let sql = "SELECT person, phone, surname, household FROM identity_hints";
    let mut statement = connection.prepare_cached(sql)?;
    let hints = statement.query_map([], |row| {
        Ok(Hint {
            person: row.get(0)?,
            phone: row.get(1)?,
            surname: row.get(2)?,
            household: row.get(3)?,
        })
    })?;
    Ok(hints.collect::<Result<_, _>>()?)
}

/// Makes the hints of phones that were stored before there were hints.
pub(super) fn catch_up(connection: &Connection, sealer: &Sealer) -> Result<(), Fault> {
    let mut hints = Vec::new();
    for table in super::PEOPLE_TABLES
        .iter()
        .filter(|table| table.has_identity)
    {
        let table = table.name;
        let sql = format!(
            "SELECT DISTINCT person, phone FROM {table} WHERE person IS NOT NULL
                AND phone IS NOT NULL"
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let identity = Identity {
                phone: row.get(1)?,
                ..Identity::default()
            };
            hints.extend(of(sealer, row.get(0)?, &identity));
        }
    }
    write(connection, &mut hints)
}
