//! What a file of units adds up to.

use serde::{Deserialize, Serialize};

use crate::stats::UnitStatistics;

use super::issues::UnitIssue;
use super::plan::UnitMetric;

/// Sufficient statistics of one or more files with one row per unit.
///
/// `rows` is always `accepted + rejected`, and the arms together have `accepted` units. A unit without a
/// value for a metric is in its arm and not in the metric's statistics, whose `n` is then smaller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitTable {
    /// The files, by name, in the order in which they were added.
    pub sources: Vec<String>,
    /// What was measured.
    pub metrics: Vec<UnitMetric>,
    /// The column with the covariate, as the plan names it.
    pub covariate: Option<String>,
    /// The arms in order of name.
    pub arms: Vec<UnitArm>,
    /// `totals[metric][arm]`; means with every value.
    pub totals: Vec<Vec<UnitStatistics>>,
    /// One entry for each column that the file was cut by.
    pub cuts: Vec<UnitCut>,
    /// Rows with anything in them.
    pub rows: u64,
    /// Rows that are units of an arm.
    pub accepted: u64,
    /// Rows left out, each with an issue.
    pub rejected: u64,
    /// Every doubt, counted.
    pub issues: Vec<UnitIssue>,
}

/// One arm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitArm {
    /// Its name, as written in the file.
    pub name: String,
    /// Its units.
    pub n: u64,
}

/// The units by the value of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitCut {
    /// The column, as the plan names it.
    pub column: String,
    /// Its values in order; blank cells are `(blank)`.
    pub levels: Vec<UnitLevel>,
}

/// The units with one value in the column of a cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitLevel {
    /// The value.
    pub value: String,
    /// Units by arm, in the order of [`UnitTable::arms`].
    pub arms_n: Vec<u64>,
    /// `statistics[metric][arm]`, without the single values.
    pub statistics: Vec<Vec<UnitStatistics>>,
}
