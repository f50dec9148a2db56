//! Profiles, one per platform and person.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::person::Identity;
use crate::model::profile::{Platform, Profile};
use crate::store::error::Fault;
use crate::store::identity::stored;

/// The stored profile that a person has on a platform.
pub(in crate::store) fn find(
    connection: &Connection,
    platform: Platform,
    person: i64,
) -> Result<Option<Stored>, Fault> {
    let condition = "platform = ?1 AND person = ?2";
    let key = params![platform.id(), person];
    Stored::find(connection, Table::Profiles, condition, key)
}

/// Writes the profile of a person into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    (profile, identity, person): (&Profile, &Identity, i64),
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Profiles, row)?;
    let sql = "INSERT INTO profiles (
            id, platform, person, email, phone, customer_id, consent, country, total_orders, total_spent,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let values = params![
        row,
        profile.platform.id(),
        person,
        stored(identity.email.as_ref()),
        stored(identity.phone.as_ref()),
        identity.customer_id,
        profile.consent.id(),
        profile.country,
        profile.total_orders,
        profile.total_spent,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    let row = connection.prepare_cached(sql)?.insert(values)?;
    let tags = "INSERT INTO profile_tags (profile_row, position, tag) VALUES (?1, ?2, ?3)";
    super::insert_texts(connection, tags, row, &profile.tags)?;
    let sql = "INSERT INTO profile_properties (profile_row, position, name, value)
        VALUES (?1, ?2, ?3, ?4)";
    let mut statement = connection.prepare_cached(sql)?;
    for (position, property) in (0_i64..).zip(&profile.properties) {
        statement.execute(params![row, position, property.name, property.value])?;
    }
    Ok(())
}
