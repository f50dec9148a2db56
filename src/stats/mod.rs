//! Statistics: pure numerics on sufficient statistics.
//!
//! Nothing here knows of shops, rows, files or screens. A statistic is counted or accumulated by the
//! caller, adds up with `+`, and goes into a test that answers with an [`Effect`] or with the reason
//! why it cannot ([`CannotTest`]). Formulas follow `docs/statistics.md`, each with its source beside it.
//!
//! To add a test: a function here that takes statistics and returns `Result<Effect, CannotTest>`, with
//! golden numbers from a reference implementation in its tests.

mod bayes;
mod bootstrap;
mod caps;
mod distribution;
mod families;
mod fisher;
mod lift;
mod means;
mod moments;
mod power;
mod proportions;
mod quantiles;
mod ranks;
mod ratios;
mod resample;
mod result;
mod sequential;
mod srm;
mod tails;
mod units;
mod vector;

#[cfg(test)]
mod calibration;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod robustness;

pub use bayes::{Posterior, posterior};
pub use bootstrap::{Bootstrap, Resampling, bootstrap_difference, bootstrap_quantile_difference};
pub use caps::{Cap, Capped, capped_effect, purchaser_cap, refund_floor};
pub use distribution::{Distribution, MAX_DISTINCT};
pub use families::{benjamini_hochberg, holm};
pub use means::{mean, welch};
pub use moments::{Moments, Proportion, RatioMoments};
pub use power::{detectable_mean_difference, detectable_proportion_difference};
pub use proportions::{two_proportions, wilson};
pub use quantiles::{QuantileEstimate, quantile, quantile_difference, quantile_ranks};
pub use ranks::{MannWhitney, mann_whitney};
pub use ratios::{ratio, ratio_difference};
pub use result::{CannotTest, Confidence, Effect, Estimate, Interval, PValue, TestKind};
pub use sequential::{DEFAULT_PLANNED_TOTAL, Sequential, always_valid};
pub use srm::{Srm, SrmStatus, srm};
pub use units::{Collect, CovariateMoments, Outcome, Statistic, StatisticKind, UnitStatistics};
pub use vector::VectorMoments;
