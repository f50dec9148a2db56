//! Assignment rows, one per experiment, person and arm.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::experiment::Assignment;
use crate::model::person::Identity;
use crate::store::error::Fault;
use crate::store::identity::stored;

/// All that is written of an assignment.
#[derive(Debug)]
pub(in crate::store) struct Record<'a> {
    /// The experiment.
    pub(in crate::store) experiment: &'a str,
    /// The row of its list.
    pub(in crate::store) assignment: &'a Assignment,
    /// Who it is, as far as it is stored.
    pub(in crate::store) identity: &'a Identity,
    /// The row of the assigned person.
    pub(in crate::store) person: i64,
}

/// The stored row of the same person in the same arm.
pub(in crate::store) fn find(
    connection: &Connection,
    record: &Record<'_>,
) -> Result<Option<Stored>, Fault> {
    let condition = "experiment = ?1 AND person = ?2 AND arm = ?3";
    let key = params![record.experiment, record.person, record.assignment.arm];
    Stored::find(connection, Table::Assignments, condition, key)
}

/// Writes an assignment into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    record: &Record<'_>,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Assignments, row)?;
    let sql = "INSERT INTO assignments (
            id, experiment, person, arm, email, phone, customer_id, assigned, planned_share,
            workflow, file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let assignment = record.assignment;
    let values = params![
        row,
        record.experiment,
        record.person,
        assignment.arm,
        stored(record.identity.email.as_ref()),
        stored(record.identity.phone.as_ref()),
        record.identity.customer_id,
        assignment.assigned_utc_micros,
        assignment.planned_share,
        assignment.workflow,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
