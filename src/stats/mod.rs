//! Statistics: pure numerics on sufficient statistics.
//!
//! Nothing here knows of shops, rows, files or screens. A statistic is counted or accumulated by the
//! caller, adds up with `+`, and goes into a test that answers with an [`Effect`] or with the reason
//! why it cannot ([`CannotTest`]). Formulas follow `docs/statistics.md`, each with its source beside it.
//!
//! To add a test: a function here that takes statistics and returns `Result<Effect, CannotTest>`, with
//! golden numbers from a reference implementation in its tests.

mod adjust;
mod alternative;
mod bayes;
mod bootstrap;
mod caps;
mod design;
mod distribution;
mod families;
mod fisher;
mod interaction;
mod lift;
mod means;
mod moments;
mod proportions;
mod quadrature;
mod quantiles;
mod ranks;
mod ratios;
mod resample;
mod result;
mod score;
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

pub use adjust::{
    Adjusted, AdjustmentMethod, cuped, cuped_mean, cuped_ratio, post_stratified,
    post_stratified_mean, post_stratified_ratio,
};
pub use alternative::{
    Alternative, DirectedTest, Hypothesis, mean_against, ratio_against, share_against,
};
pub use bayes::{
    Beta, HistoryPrior, MIN_NORMAL_CELL, Posterior, PosteriorMethod, Prior, beta_posterior,
    normal_posterior, posterior, proportion_posterior,
};
pub use bootstrap::{Bootstrap, Resampling, bootstrap_difference, bootstrap_quantile_difference};
pub use caps::{Cap, Capped, capped_effect, purchaser_cap, refund_floor};
pub use design::{
    Baseline, Design, Duration, SampleSize, SampleSizeFormula, Sides, detectable_mean_difference,
    detectable_proportion_difference, duration, minimum_detectable_effect, power,
    proportion_sample_size, sample_size, student_sample_size,
};
pub use distribution::{Distribution, MAX_DISTINCT};
pub use families::{benjamini_hochberg, benjamini_hochberg_p, holm, holm_p};
pub use interaction::{Interaction, chance_of_false_win, interaction};
pub use means::{mean, welch};
pub use moments::{Moments, Proportion, RatioMoments};
pub use proportions::{two_proportions, wilson};
pub use quantiles::{QuantileEstimate, quantile, quantile_difference, quantile_ranks};
pub use ranks::{MannWhitney, mann_whitney};
pub use ratios::{ratio, ratio_difference};
pub use result::{CannotTest, Confidence, Effect, Estimate, Interval, PValue, TestKind};
pub use sequential::{
    DEFAULT_PLANNED_TOTAL, GroupSequential, Look, MixtureRule, Sequential, always_valid,
    always_valid_above, group_sequential_bounds, mixing_variance, mixture_sprt,
};
pub use srm::{Srm, SrmStatus, srm};
pub use units::{
    Collect, CovariateMoments, Outcome, Statistic, StatisticKind, UnitStatistics, compare,
    detectable,
};
pub use vector::VectorMoments;
