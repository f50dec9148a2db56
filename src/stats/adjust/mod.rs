//! Less variance from what was known of people before the test: CUPED and post-stratification.
//!
//! Both leave the expected difference as it is, because random assignment does not depend on what was
//! known before, and take out the part of the variance that it explains. Whether an adjusted answer is
//! shown is up to the caller: it should be where [`Adjusted::variance_reduction`] is above 0.

mod cuped;
mod strata;

#[cfg(test)]
mod tests;

pub use cuped::{cuped, cuped_mean, cuped_ratio};
pub use strata::{post_stratified, post_stratified_mean, post_stratified_ratio};

use super::Effect;

/// How an effect was adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdjustmentMethod {
    /// By a number per person from before the test.
    Cuped,
    /// By groups that people belonged to before the test.
    PostStratified,
}

impl AdjustmentMethod {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Cuped => "cuped",
            Self::PostStratified => "post_stratified",
        }
    }
}

/// An effect with less variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjusted {
    /// How.
    pub method: AdjustmentMethod,
    /// Change of the outcome that goes with a change of the covariate by 1; CUPED only.
    pub theta: Option<f64>,
    /// Share of the variance of the difference that is gone: 1 - adjusted / unadjusted; 0 or below
    /// where nothing was gained.
    pub variance_reduction: f64,
    /// The adjusted effect.
    pub effect: Effect,
}
