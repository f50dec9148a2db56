//! Tables with one row per unit on their way into a workspace.
//!
//! The analyst says once which column is what; from then on the file at the same path is read by the
//! same columns, so that an export that is written anew replaces what it was before.

use super::error::Failure;
use super::files::ExportFile;
use super::recognise::Recognition;
use super::report::{FileReport, ReportCounts, UnitFile};
use super::request::{ImportError, Watch};
use super::run::{Run, file_name, header, stored_counts};
use super::scan::scan;
use super::units::{UnitPlan, UnitTable, UnitsError, looks_like_units, read_named, suggest_plan};
use crate::model::experiment::likely_control;
use crate::model::format::NumberStyle;
use crate::model::issue::Issue;
use crate::store::snapshot::UnitTableText;
use crate::store::{Import, NewUnitTable, Outcome, StoreError};

/// Format id of tables with one row per unit.
pub const UNITS_FORMAT: &str = "units";

/// What the analyst says of a file with one row per unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitsMapping {
    /// What to call the experiment.
    pub name: String,
    /// Which column is what.
    pub plan: UnitPlan,
    /// The arm that the others are compared with; `None` for the likely one by its name.
    pub control: Option<String>,
}

/// What to do with a file that looks like a table of units; `None` where it does not.
pub(super) fn hint(file: &ExportFile, recognition: &Recognition) -> Option<String> {
    if !looks_like_units(recognition) {
        return None;
    }
    let plan = suggest_plan(&file.path, recognition).ok().flatten()?;
    let quoted = |text: &str| {
        if text
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.=:/".contains(c))
        {
            text.to_owned()
        } else {
            format!("'{text}'")
        }
    };
    let metrics: Vec<String> = plan
        .metrics
        .iter()
        .map(|metric| format!(" --metric {}", quoted(&metric.to_string())))
        .collect();
    Some(format!(
        "This looks like a table with one row per unit, the arm in `{}`. Nothing was guessed: open it in the window and say which column is what, or analyse it with `holdout analyse {} --variant {}{}`",
        plan.variant,
        quoted(&file.shown().display().to_string()),
        quoted(&plan.variant),
        metrics.concat()
    ))
}

impl Run<'_> {
    /// Reads a file as the analyst said and stores it as an experiment.
    pub(super) fn unit_table(
        &self,
        import: &mut Import<'_>,
        (file, recognition): (&ExportFile, &Recognition),
        mapping: &UnitsMapping,
        mut report: FileReport,
    ) -> Result<FileReport, ImportError> {
        let table = match self.read_table(file, &mapping.plan)? {
            Ok(table) => table,
            Err(reason) => {
                report.failure = Some(Failure::Other(reason));
                return Ok(report);
            }
        };
        let arms: Vec<String> = table.arms.iter().map(|arm| arm.name.clone()).collect();
        let said = mapping.control.as_ref().filter(|arm| arms.contains(arm));
        let control = said.or_else(|| likely_control(&arms)).cloned();
        let reading = Reading {
            name: &mapping.name,
            plan: &mapping.plan,
            control: control.as_deref(),
        };
        put(
            import,
            (file, recognition),
            &[(reading, table)],
            &mut report,
        )?;
        Ok(report)
    }

    /// Reads a file again as it was read before: one table for each way in which it was.
    pub(super) fn known_tables(
        &self,
        import: &mut Import<'_>,
        (file, recognition): (&ExportFile, &Recognition),
        known: &[UnitTableText],
        mut report: FileReport,
    ) -> Result<FileReport, ImportError> {
        let mut plans: Vec<(&str, UnitPlan)> = Vec::new();
        for stored in known {
            match serde_json::from_str(&stored.plan) {
                Ok(plan) => plans.push((&stored.name, plan)),
                Err(error) => {
                    report.failure = Some(Failure::Other(format!(
                        "How {} was read cannot be told any more ({error}): remove it and open the file anew",
                        stored.name
                    )));
                    return Ok(report);
                }
            }
        }
        let mut tables = Vec::new();
        for (name, plan) in &plans {
            let reading = Reading {
                name,
                plan,
                control: None,
            };
            match self.read_table(file, plan)? {
                Ok(table) => tables.push((reading, table)),
                Err(reason) => {
                    report.failure = Some(Failure::Other(reason));
                    return Ok(report);
                }
            }
        }
        put(import, (file, recognition), &tables, &mut report)?;
        Ok(report)
    }

    fn read_table(
        &self,
        file: &ExportFile,
        plan: &UnitPlan,
    ) -> Result<Result<UnitTable, String>, ImportError> {
        let watch = Part {
            watch: self.watch,
            before: self.bytes_before,
            total: self.bytes_total,
        };
        let name = file_name(&file.shown());
        match read_named(&file.path, &name, plan, &watch) {
            Ok(table) if table.arms.len() < 2 => Ok(Err(only_arm(plan, &table))),
            Ok(table) => Ok(Ok(table)),
            Err(UnitsError::Cancelled) => Err(ImportError::Cancelled),
            Err(error) => Ok(Err(error.to_string())),
        }
    }
}

fn only_arm(plan: &UnitPlan, table: &UnitTable) -> String {
    let found = table.arms.first().map_or_else(
        || "holds no arm".to_owned(),
        |arm| format!("holds only `{}`", arm.name),
    );
    format!(
        "The column `{}` {found}: a test needs at least two arms, so choose the column that says which variant each row got",
        plan.variant
    )
}

/// One way of reading a file.
struct Reading<'a> {
    name: &'a str,
    plan: &'a UnitPlan,
    control: Option<&'a str>,
}

/// Progress of one file among those of an import.
struct Part<'a> {
    watch: &'a dyn Watch,
    before: u64,
    total: u64,
}

impl Watch for Part<'_> {
    fn progress(&self, what: &str, bytes_done: u64, _bytes_total: u64) {
        self.watch
            .progress(what, self.before + bytes_done, self.total);
    }

    fn is_cancelled(&self) -> bool {
        self.watch.is_cancelled()
    }
}

fn put(
    import: &mut Import<'_>,
    (file, recognition): (&ExportFile, &Recognition),
    tables: &[(Reading<'_>, UnitTable)],
    report: &mut FileReport,
) -> Result<(), ImportError> {
    report.format = Some(UNITS_FORMAT);
    let content = scan(&file.path)?.content;
    let id = import.begin_file(&header(file, recognition, UNITS_FORMAT, content))?;
    for (reading, table) in tables {
        let imported = jiff::Timestamp::now().as_microsecond();
        let (name, outcome) = import.put_unit_table(
            id,
            &NewUnitTable {
                name: reading.name,
                control: reading.control,
                plan: &json(reading.plan)?,
                statistics: &json(table)?,
                imported,
            },
        )?;
        report.counts = counts(table, outcome);
        report.units = UnitFile::Stored(name);
    }
    // Several readings of one file meet the same doubts; those of the last one stand for all.
    for issue in tables.last().iter().flat_map(|(_, table)| issues(table)) {
        report.add_issue(&issue);
        import.add_issue(id, &issue)?;
    }
    import.finish_file(id, &stored_counts(&report.counts, None))?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Definitions {
        reason: error.to_string(),
    })
}

fn counts(table: &UnitTable, outcome: Outcome) -> ReportCounts {
    let taken = |is_so: bool| if is_so { table.accepted } else { 0 };
    let is_known = matches!(outcome, Outcome::Unchanged | Outcome::Older);
    ReportCounts {
        rows: table.rows,
        accepted_rows: taken(!is_known),
        unchanged_rows: taken(is_known),
        rejected: table.rejected,
        records: table.accepted,
        new: taken(outcome == Outcome::New),
        updated: taken(outcome == Outcome::Updated),
        unchanged: taken(is_known),
    }
}

/// The doubts of a table with their first places; the others of a kind are told in one more.
fn issues(table: &UnitTable) -> impl Iterator<Item = Issue> {
    table.issues.iter().flat_map(|group| {
        let told = group.first.len() as u64;
        let rest = group.count.saturating_sub(told);
        let more = (rest > 0).then(|| Issue {
            column: group.column.clone(),
            ..Issue::of_file(
                group.kind,
                format!(
                    "{} more like this. {}",
                    NumberStyle::default().count(rest as i64),
                    group.hint
                ),
            )
        });
        let first = group.first.iter().cloned().map(|mut issue| {
            if issue.hint.is_empty() {
                issue.hint.clone_from(&group.hint);
            }
            issue
        });
        first.chain(more)
    })
}
