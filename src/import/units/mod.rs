//! Any table with one row per unit (a person, a session, a shop): arm, outcomes, what was known before.
//!
//! The file is read as a stream into sufficient statistics per metric and arm, and per level of each
//! column that it is cut by, so that a million rows need the memory of a few. Every cell is read in the
//! decimal mark that its column proves; where that differs from what the first rows suggested, the file
//! is read once more. Nothing is guessed silently: a cell without a number leaves its unit in the arm
//! and out of the metric, and is counted as an issue.
//!
//! **Covariates.** A unit without a covariate counts in the statistic and not in the covariate's
//! moments. Filling the gap with a mean would need that mean beforehand, and leaving the unit out of the
//! statistic too would change who is analysed. The two counts then differ, which tells the analysis that
//! an adjustment would speak for fewer units than the result.
//!
//! To add a kind of metric: a variant of [`StatisticKind`](crate::stats::StatisticKind), its syntax in
//! `plan.rs`, and how its cells are read in `slots.rs`.

mod error;
mod gather;
mod issues;
mod merge;
mod number;
mod plan;
mod read;
mod slots;
mod suggest;
mod table;
#[cfg(test)]
mod tests;

pub use error::UnitsError;
pub use issues::UnitIssue;
pub use plan::{PlanError, UnitMetric, UnitPlan};
pub(super) use read::read_named;
pub use read::read_units;
pub use suggest::{UnitColumn, UnitSurvey, looks_like_units, suggest_plan, survey};
pub use table::{UnitArm, UnitCut, UnitLevel, UnitTable};

/// The most arms that a file may have; more means that another column holds the arm.
pub const ARM_LIMIT: usize = 20;

/// The most levels of a column that a file is cut by; more would each hold too few units to tell.
pub const LEVEL_LIMIT: usize = 50;

/// The name of the level of units whose cell is blank.
pub const BLANK_LEVEL: &str = "(blank)";
