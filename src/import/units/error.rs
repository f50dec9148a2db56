//! Why a table of units cannot be read, as sentences that name the value, the place and the fix.

use crate::import::columns::normalise_header;
use crate::import::error::ReadError;
use crate::model::nearest::{edit_distance, is_slip};

use super::plan::PlanError;

/// A table of units that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum UnitsError {
    /// The file cannot be read at all.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The plan contradicts itself.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The file lacks a column of the plan.
    #[error("The file has no column `{column}`.{} Its columns are {headers}.", did_you_mean(nearest.as_deref()))]
    UnknownColumn {
        /// The column of the plan.
        column: String,
        /// The header that was probably meant.
        nearest: Option<String>,
        /// The headers of the file.
        headers: String,
    },
    /// The column with the arm has too many values.
    #[error(
        "`{column}` has more than {limit} different values, so it does not name arms. Choose the column that says which variant each row got."
    )]
    TooManyArms {
        /// The column.
        column: String,
        /// The most that are taken.
        limit: usize,
    },
    /// A column to cut by has too many values.
    #[error(
        "`{column}` has more than {limit} different values, too many to cut by. Choose a column with fewer, or group its values first."
    )]
    TooManyLevels {
        /// The column.
        column: String,
        /// The most that are taken.
        limit: usize,
    },
    /// The arms of two tables are not the same experiment's.
    #[error(
        "{first} and {second} together have more than {limit} arms. Add only files whose arms have the same names."
    )]
    TooManyArmsTogether {
        /// Where the first comes from.
        first: String,
        /// Where the second comes from.
        second: String,
        /// The most that are taken.
        limit: usize,
    },
    /// Two tables with different metrics, covariates or cuts.
    #[error(
        "The tables of {first} and {second} do not have the same metrics, covariate and cuts, so they cannot be added. Read both by the same plan."
    )]
    OtherPlan {
        /// Where the first comes from.
        first: String,
        /// Where the second comes from.
        second: String,
    },
    /// The analyst cancelled.
    #[error("Reading was cancelled. Nothing of the file was kept.")]
    Cancelled,
}

impl UnitsError {
    /// A column that the file does not have.
    pub(super) fn unknown_column(column: &str, headers: &[String]) -> Self {
        let wanted = normalise_header(column);
        let nearest = headers
            .iter()
            .map(|header| (edit_distance(&wanted, &normalise_header(header)), header))
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| is_slip(&wanted, *distance));
        let named: Vec<String> = headers
            .iter()
            .map(|header| header.trim())
            .filter(|header| !header.is_empty())
            .map(|header| format!("`{header}`"))
            .collect();
        let more = match named.len().checked_sub(HEADERS_NAMED) {
            None | Some(0) => String::new(),
            Some(more) => format!(" and {more} more"),
        };
        let shown = &named[..named.len().min(HEADERS_NAMED)];
        Self::UnknownColumn {
            column: column.to_owned(),
            nearest: nearest.map(|(_, header)| header.trim().to_owned()),
            headers: format!("{}{more}", shown.join(", ")),
        }
    }
}

/// How many columns a sentence names.
const HEADERS_NAMED: usize = 30;

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |header| format!(" Did you mean `{header}`?"))
}
