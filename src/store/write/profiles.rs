//! Customer profiles, one per person.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::person::Identity;
use crate::model::profile::Profile;
use crate::store::error::Fault;
use crate::store::identity::stored;

/// The stored profile of a person.
pub(in crate::store) fn find(
    connection: &Connection,
    person: i64,
) -> Result<Option<Stored>, Fault> {
    Stored::find(connection, Table::Profiles, "person = ?1", [person])
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
            id, person, email, phone, customer_id, consent, country, total_orders, total_spent,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let values = params![
        row,
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
    super::insert_texts(connection, tags, row, &profile.tags)
}
