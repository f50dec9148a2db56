//! Tables with one row per unit: each one experiment, kept as the sums that its file adds up to.
//!
//! A table is known by its name and by the path it was read from: the same path again replaces it,
//! another path gets a name of its own. Names are unique over tables and assignment lists, in any case.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::definitions;
use super::error::Fault;
use super::files::{self, FileId};
use super::import::Outcome;
use super::snapshot::UnitTableText;

/// A table on its way in.
#[derive(Clone, Copy, Debug)]
pub struct NewUnitTable<'a> {
    /// The wanted name; another experiment of this name makes it get a number.
    pub name: &'a str,
    /// The arm that the others are compared with; `None` keeps what the analyst said before.
    pub control: Option<&'a str>,
    /// How the file was read, as JSON.
    pub plan: &'a str,
    /// What it adds up to, as JSON.
    pub statistics: &'a str,
    /// When it was read, UTC microseconds; a table that is the same as before keeps its time.
    pub imported: i64,
}

/// A table that is stored.
struct Known {
    id: i64,
    name: String,
    file: i64,
    is_same: bool,
}

/// Stores a table; the name it got, what became of it, and whether the snapshot is another one now.
pub(super) fn put(
    connection: &Connection,
    file: FileId,
    table: &NewUnitTable<'_>,
) -> Result<(String, Outcome, bool), Fault> {
    let known = of_same_source(connection, file, table)?;
    if let Some(known) = &known
        && known.is_same
    {
        let has_moved = known.file != file.0;
        let sql = "UPDATE unit_tables SET file = ?2 WHERE id = ?1";
        connection.execute(sql, params![known.id, file.0])?;
        define(connection, &known.name, table.control)?;
        return Ok((known.name.clone(), Outcome::Unchanged, has_moved));
    }
    let (id, name, outcome) = if let Some(known) = known {
        (Some(known.id), known.name, Outcome::Updated)
    } else {
        let name = free_name(connection, table.name)?;
        // What was said of an experiment of this name that is gone says nothing of this one.
        definitions::remove_experiment(connection, &name)?;
        (None, name, Outcome::New)
    };
    let sql = "INSERT INTO unit_tables (id, name, file, imported, plan, statistics)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (id) DO UPDATE SET file = excluded.file, imported = excluded.imported,
            plan = excluded.plan, statistics = excluded.statistics";
    let values = params![
        id,
        name,
        file.0,
        table.imported,
        table.plan,
        table.statistics
    ];
    connection.execute(sql, values)?;
    define(connection, &name, table.control)?;
    Ok((name, outcome, true))
}

/// Removes a table with its definition, and its file where nothing else comes from it; whether there
/// was one of this name.
pub(super) fn remove(connection: &Connection, name: &str) -> Result<bool, Fault> {
    let sql = "DELETE FROM unit_tables WHERE name = ?1 RETURNING file";
    let file: Option<i64> = connection
        .query_row(sql, [name], |row| row.get(0))
        .optional()?;
    let Some(file) = file else {
        return Ok(false);
    };
    files::remove_if_unused(connection, file)?;
    definitions::remove_experiment(connection, name)?;
    Ok(true)
}

/// Gives tables another name where an assignment list has theirs; whether any was renamed.
pub(super) fn make_way(connection: &Connection, lists: &BTreeSet<String>) -> Result<bool, Fault> {
    let mut has_changed = false;
    for list in lists {
        let sql = "SELECT id, name FROM unit_tables WHERE lower(name) = lower(?1)";
        let known: Option<(i64, String)> = connection
            .query_row(sql, [list], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((id, name)) = known else { continue };
        let free = free_name(connection, &name)?;
        let sql = "UPDATE unit_tables SET name = ?2 WHERE id = ?1";
        connection.execute(sql, params![id, free])?;
        definitions::rename_experiment(connection, &name, &free)?;
        has_changed = true;
    }
    Ok(has_changed)
}

/// Every table by name.
pub(super) fn list(connection: &Connection) -> Result<Vec<UnitTableText>, Fault> {
    let sql = "SELECT name, path, imported, plan, statistics
        FROM unit_tables JOIN files ON files.id = unit_tables.file ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    let tables = statement.query_map([], |row| {
        Ok(UnitTableText {
            name: row.get(0)?,
            path: row.get(1)?,
            imported: row.get(2)?,
            plan: row.get(3)?,
            statistics: row.get(4)?,
        })
    })?;
    Ok(tables.collect::<Result<_, _>>()?)
}

/// The stored table of the same name from the same path.
fn of_same_source(
    connection: &Connection,
    file: FileId,
    table: &NewUnitTable<'_>,
) -> Result<Option<Known>, Fault> {
    let sql = "SELECT unit_tables.id, name, file, plan = ?2 AND statistics = ?3
        FROM unit_tables JOIN files ON files.id = unit_tables.file
        WHERE path = (SELECT path FROM files WHERE id = ?1) ORDER BY unit_tables.id";
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![file.0, table.plan, table.statistics];
    let tables = statement.query_map(values, |row| {
        Ok(Known {
            id: row.get(0)?,
            name: row.get(1)?,
            file: row.get(2)?,
            is_same: row.get(3)?,
        })
    })?;
    for known in tables {
        let known = known?;
        if is_name_for(&known.name, table.name) {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Whether a table that wanted `wanted` may be called `name`: the same, or with a number behind it.
fn is_name_for(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted).is_some_and(|rest| {
        let number = rest.strip_prefix(" (").and_then(|it| it.strip_suffix(')'));
        rest.is_empty() || number.is_some_and(|number| number.parse::<u32>().is_ok())
    })
}

/// The wanted name, or the first `name (2)`, `name (3)`, … that no experiment has.
fn free_name(connection: &Connection, wanted: &str) -> Result<String, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM assignments WHERE lower(experiment) = lower(?1))
        OR EXISTS (SELECT 1 FROM unit_tables WHERE lower(name) = lower(?1))";
    let mut statement = connection.prepare_cached(sql)?;
    let mut name = wanted.to_owned();
    let mut number = 2_u32;
    while statement.query_row([&name], |row| row.get(0))? {
        name = format!("{wanted} ({number})");
        number += 1;
    }
    Ok(name)
}

fn define(connection: &Connection, name: &str, control: Option<&str>) -> Result<(), Fault> {
    match control {
        Some(control) => definitions::put_control(connection, name, control),
        None => Ok(()),
    }
}
