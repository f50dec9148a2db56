//! Definitions: what the analyst decided, as numbered versions that are all kept.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::error::{Fault, StoreError};
use crate::model::experiment::{ExperimentDefinition, PlannedArm, likely_control};
use crate::model::rules::Definitions;

/// The newest version's number and value; version 0 holds the defaults.
pub(super) fn latest(connection: &Connection) -> Result<(i64, Definitions), Fault> {
    let sql = "SELECT version, content FROM definitions ORDER BY version DESC LIMIT 1";
    let row: Option<(i64, String)> = connection
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match row {
        Some((version, text)) => Ok((version, parse(version, &text)?)),
        None => Ok((0, Definitions::default())),
    }
}

/// The value of one version; `None` where there is none of that number.
pub(super) fn at_version(
    connection: &Connection,
    version: i64,
) -> Result<Option<Definitions>, Fault> {
    let sql = "SELECT content FROM definitions WHERE version = ?1";
    let text: Option<String> = connection
        .query_row(sql, [version], |row| row.get(0))
        .optional()?;
    text.map(|text| parse(version, &text)).transpose()
}

/// Stores a new version unless the newest one is the same; the number of the version in force.
pub(super) fn save(connection: &Connection, definitions: &Definitions) -> Result<i64, Fault> {
    let (version, current) = latest(connection)?;
    if version > 0 && current == *definitions {
        return Ok(version);
    }
    let text = serde_json::to_string(definitions).map_err(|error| StoreError::Definitions {
        reason: error.to_string(),
    })?;
    connection.execute(
        "INSERT INTO definitions (version, content) VALUES (?1, ?2)",
        params![version + 1, text],
    )?;
    Ok(version + 1)
}

/// Defines those of the named experiments that are not defined yet, from their assignments.
pub(super) fn add_experiments(
    connection: &Connection,
    names: &BTreeSet<String>,
) -> Result<(), Fault> {
    let (_, mut definitions) = latest(connection)?;
    let before = definitions.experiments.len();
    for name in names {
        let is_known = definitions
            .experiments
            .iter()
            .any(|known| known.name == *name);
        if !is_known {
            definitions
                .experiments
                .extend(default_experiment(connection, name)?);
        }
    }
    if definitions.experiments.len() > before {
        save(connection, &definitions)?;
    }
    Ok(())
}

/// Sets the control arm of an experiment, and defines the experiment where nothing is said of it yet.
pub(super) fn put_control(connection: &Connection, name: &str, control: &str) -> Result<(), Fault> {
    let (_, mut definitions) = latest(connection)?;
    let experiments = &mut definitions.experiments;
    match experiments.iter_mut().find(|known| known.name == name) {
        Some(known) => control.clone_into(&mut known.control),
        None => experiments.push(ExperimentDefinition::new(name, control)),
    }
    save(connection, &definitions)?;
    Ok(())
}

/// Forgets what was said of an experiment.
pub(super) fn remove_experiment(connection: &Connection, name: &str) -> Result<(), Fault> {
    let (_, mut definitions) = latest(connection)?;
    definitions.experiments.retain(|known| known.name != name);
    save(connection, &definitions)?;
    Ok(())
}

/// Keeps what was said of an experiment under its new name.
pub(super) fn rename_experiment(
    connection: &Connection,
    from: &str,
    to: &str,
) -> Result<(), Fault> {
    let (_, mut definitions) = latest(connection)?;
    for known in &mut definitions.experiments {
        if known.name == from {
            to.clone_into(&mut known.name);
        }
    }
    save(connection, &definitions)?;
    Ok(())
}

/// One arm of an assignment list, summed up.
struct ArmRows {
    arm: String,
    /// The planned share, where all rows of the arm state the same one.
    share: Option<f64>,
}

fn default_experiment(
    connection: &Connection,
    name: &str,
) -> Result<Option<ExperimentDefinition>, Fault> {
    let sql = "SELECT arm, CASE WHEN count(planned_share) = count(*)
            AND min(planned_share) = max(planned_share) THEN min(planned_share) END
        FROM assignments WHERE experiment = ?1 GROUP BY arm ORDER BY arm";
    let mut statement = connection.prepare_cached(sql)?;
    let arms: Vec<ArmRows> = statement
        .query_map([name], |row| {
            Ok(ArmRows {
                arm: row.get(0)?,
                share: row.get(1)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let sql = "SELECT min(workflow) FROM assignments WHERE experiment = ?1
        HAVING min(workflow) = max(workflow)";
    let workflow: Option<String> = connection
        .query_row(sql, [name], |row| row.get(0))
        .optional()?
        .flatten();
    let names: Vec<String> = arms.iter().map(|arm| arm.arm.clone()).collect();
    Ok(likely_control(&names).map(|control| ExperimentDefinition {
        planned: planned(arms),
        workflow,
        ..ExperimentDefinition::new(name, control)
    }))
}

/// Weights only where every arm has one: an arm without would otherwise count as planned at zero.
fn planned(arms: Vec<ArmRows>) -> Vec<PlannedArm> {
    let weighted = arms.into_iter().map(|rows| {
        rows.share.map(|weight| PlannedArm {
            arm: rows.arm,
            weight,
        })
    });
    weighted.collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn parse(version: i64, text: &str) -> Result<Definitions, Fault> {
    serde_json::from_str(text).map_err(|error| {
        Fault::Unexpected(format!(
            "version {version} of the definitions cannot be read: {error}"
        ))
    })
}
