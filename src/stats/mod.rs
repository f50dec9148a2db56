//! Statistics: pure numerics on sufficient statistics.
//!
//! Nothing here knows of shops, rows, files or screens. A statistic is counted or accumulated by the
//! caller, adds up with `+`, and goes into a test that answers with an [`Effect`] or with the reason
//! why it cannot ([`CannotTest`]). Formulas follow `docs/statistics.md`, each with its source beside it.
//!
//! To add a test: a function here that takes statistics and returns `Result<Effect, CannotTest>`, with
//! golden numbers from a reference implementation in its tests.

mod alternative;
mod bayes;
mod families;
mod fisher;
mod interaction;
mod lift;
mod means;
mod moments;
mod power;
mod proportions;
mod quantiles;
mod ratios;
mod result;
mod score;
mod sequential;
mod srm;
mod tails;

#[cfg(test)]
mod calibration;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod robustness;

pub use alternative::{
    Alternative, DirectedTest, Hypothesis, mean_against, ratio_against, share_against,
};
pub use bayes::{
    Beta, HistoryPrior, MIN_NORMAL_CELL, Posterior, PosteriorMethod, Prior, beta_posterior,
    normal_posterior, posterior, proportion_posterior,
};
pub use families::{benjamini_hochberg, benjamini_hochberg_p, holm, holm_p};
pub use interaction::{Interaction, chance_of_false_win, interaction};
pub use means::{mean, welch};
pub use moments::{Moments, Proportion, RatioMoments};
pub use power::{detectable_mean_difference, detectable_proportion_difference};
pub use proportions::{two_proportions, wilson};
pub use quantiles::quantile_ranks;
pub use ratios::{ratio, ratio_difference};
pub use result::{CannotTest, Confidence, Effect, Estimate, Interval, PValue, TestKind};
pub use sequential::{DEFAULT_PLANNED_TOTAL, Sequential, always_valid};
pub use srm::{Srm, SrmStatus, srm};
