//! How a trial is read: decided before the data, printed with the answer.

use serde::{Deserialize, Serialize};

pub use crate::model::experiment::Question;
use crate::stats::{Confidence, DEFAULT_PLANNED_TOTAL, HistoryPrior};

/// How a trial is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Error rate.
    pub confidence: Confidence,
    /// What the primary metric must show.
    pub question: Question,
    /// Where large values are cut off for the capped reading.
    pub cap: Cap,
    /// Planned total sample, at which the confidence sequence is narrowest.
    pub planned_sample: u64,
    /// Variance of the mixing distribution; where given, early looks are read by mSPRT instead of the
    /// asymptotic confidence sequence.
    pub mixing_variance: Option<f64>,
    /// Whether units are still to come: differences, lifts and p-values are then the always-valid ones.
    pub early: bool,
    /// What the shop's earlier tests say of an effect.
    pub history: Vec<History>,
    /// Seed of resampling; `None` leaves the resampled second opinion out.
    pub seed: Option<u64>,
}

/// What the shop's earlier tests say of the effect on one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The metric's id.
    pub metric: String,
    /// What to expect before the test, and how many tests say so.
    pub prior: HistoryPrior,
}

/// Where large values are cut off for the capped reading.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// Nowhere.
    None,
    /// At this percentile of the purchasers' values, pooled over the arms; 0 to 100.
    Percentile(f64),
    /// At this value, in units of the metric.
    Amount(f64),
}

impl Default for Cap {
    fn default() -> Self {
        Self::Percentile(99.0)
    }
}

/// Seed of resampling where none is stated.
pub const SEED: u64 = 20_260_101;

impl Default for Settings {
    fn default() -> Self {
        Self {
            confidence: Confidence::default(),
            question: Question::default(),
            cap: Cap::default(),
            planned_sample: DEFAULT_PLANNED_TOTAL,
            mixing_variance: None,
            early: false,
            history: Vec::new(),
            seed: Some(SEED),
        }
    }
}
