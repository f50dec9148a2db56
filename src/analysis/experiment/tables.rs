//! Experiments that are tables with one row per unit: found by name, read by what was said of them.

use crate::analysis::units::{UnitsQuestion, order, read_out};
use crate::import::units::UnitTable;
use crate::model::experiment::{ExperimentDefinition, likely_control};
use crate::stats::UnitStatistics;

use super::super::context::{AnalysisError, Context};
use super::super::trial::Settings;
use super::{ExperimentEntry, ExperimentReadout, Reading, Said, Verdict};

/// A table of the workspace with what its rows add up to.
#[derive(Debug)]
pub(in crate::analysis) struct StoredTable {
    name: String,
    table: Result<UnitTable, AnalysisError>,
}

/// Every table of a snapshot, by name.
pub(in crate::analysis) fn stored_tables(context: &Context) -> Vec<StoredTable> {
    let tables = context.snapshot.unit_tables.iter();
    tables
        .map(|text| StoredTable {
            name: text.name.clone(),
            table: serde_json::from_str(&text.statistics).map_err(|error| {
                AnalysisError::UnreadableTable {
                    name: text.name.clone(),
                    reason: error.to_string(),
                }
            }),
        })
        .collect()
}

/// The table of an experiment, by its name in any case.
pub(super) fn find<'a>(context: &'a Context, name: &str) -> Option<&'a StoredTable> {
    let name = name.trim();
    let mut tables = context.unit_tables().iter();
    tables.find(|stored| stored.name.eq_ignore_ascii_case(name))
}

/// What the analyst said of a table; the likely control where its file has no arm of that name any more.
pub(super) fn definition(context: &Context, stored: &StoredTable) -> ExperimentDefinition {
    let known = context
        .definitions
        .experiments
        .iter()
        .find(|definition| definition.name == stored.name);
    let fresh = || ExperimentDefinition::new(&stored.name, "");
    let mut definition = known.cloned().unwrap_or_else(fresh);
    let arms = arm_names(stored);
    let control = &definition.control;
    if !arms.iter().any(|arm| arm.eq_ignore_ascii_case(control)) {
        definition.control = likely_control(&arms).cloned().unwrap_or_default();
    }
    definition
}

/// Analyses a table, read in a way of its own; a window means nothing to it.
pub(super) fn analyse(
    context: &Context,
    stored: &StoredTable,
    reading: &Reading,
) -> Result<ExperimentReadout, AnalysisError> {
    let table = stored.table.as_ref().map_err(Clone::clone)?;
    let mut definition = definition(context, stored);
    definition.goal = reading.goal.unwrap_or(definition.goal);
    let settings = Settings {
        question: definition.goal.question,
        ..reading.settings.clone()
    };
    let readout = read_out(table, &question(table, &definition, settings)?)?;
    Ok(ExperimentReadout {
        definition,
        ..readout
    })
}

/// A table in a line: its first metric decides, as in the full read-out.
pub(super) fn entry(context: &Context, stored: &StoredTable) -> ExperimentEntry {
    let definition = definition(context, stored);
    let readout = glance(stored, &definition);
    let (arms, people, verdict) = match readout {
        Ok(readout) => (
            readout.arms.iter().map(|arm| arm.name.clone()).collect(),
            readout.arms.iter().map(|arm| arm.n).sum(),
            readout.verdict,
        ),
        Err(error) => {
            let said = Said {
                headline: "Blocked: the table cannot be read as a test".to_owned(),
                detail: error.to_string(),
            };
            (arm_names(stored), 0, Verdict::Blocked(said))
        }
    };
    ExperimentEntry {
        name: stored.name.clone(),
        is_table: true,
        arms,
        people,
        assigned: None,
        verdict,
    }
}

/// As far as the verdict needs: the first metric without its single values, and no cuts.
fn glance(
    stored: &StoredTable,
    definition: &ExperimentDefinition,
) -> Result<ExperimentReadout, AnalysisError> {
    let table = stored.table.as_ref().map_err(Clone::clone)?;
    let plain = |arm: &UnitStatistics| UnitStatistics {
        statistic: arm.statistic,
        covariate: arm.covariate,
        values: None,
    };
    let first = table.totals.iter().take(1);
    let small = UnitTable {
        sources: Vec::new(),
        metrics: table.metrics.iter().take(1).cloned().collect(),
        covariate: table.covariate.clone(),
        arms: table.arms.clone(),
        totals: first.map(|arms| arms.iter().map(plain).collect()).collect(),
        cuts: Vec::new(),
        rows: table.rows,
        accepted: table.accepted,
        rejected: table.rejected,
        issues: Vec::new(),
    };
    let settings = Settings {
        question: definition.goal.question,
        seed: None,
        ..Settings::default()
    };
    read_out(&small, &question(&small, definition, settings)?)
}

fn question(
    table: &UnitTable,
    definition: &ExperimentDefinition,
    settings: Settings,
) -> Result<UnitsQuestion, AnalysisError> {
    let order = order(table, Some(&definition.control))?;
    let weights = order
        .iter()
        .map(|&arm| definition.weight(&table.arms[arm].name));
    Ok(UnitsQuestion {
        name: definition.name.clone(),
        control: Some(definition.control.clone()),
        weights: weights.collect(),
        settings,
    })
}

fn arm_names(stored: &StoredTable) -> Vec<String> {
    let arms = stored.table.iter().flat_map(|table| &table.arms);
    arms.map(|arm| arm.name.clone()).collect()
}
