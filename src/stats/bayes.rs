//! The Bayesian reading of a difference.

use std::f64::consts::TAU;

use super::tails::normal_cdf;
use super::{Confidence, Interval};

/// What to believe of a difference under a flat prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// Probability that the treatment is above the control, from 0 to 1.
    pub chance_to_beat: f64,
    /// What choosing the treatment costs on average where it is in fact the lower one, in the unit of
    /// the difference.
    pub expected_loss: f64,
    /// Credible interval of the difference.
    pub interval: Interval,
}

/// The posterior N(difference, standard error²) of a flat prior.
///
/// With k = difference / SE: chance = Φ(k), loss = SE (φ(k) - k Φ(-k)), interval = difference ± z SE.
/// For metrics where down is good, hand in the negated difference. Without a finite and positive
/// standard error nothing is known: even chances, infinite loss and an unbounded interval.
#[must_use]
pub fn posterior(difference: f64, standard_error: f64, confidence: Confidence) -> Posterior {
    let k = difference / standard_error;
    let unknown = Posterior {
        chance_to_beat: 0.5,
        expected_loss: f64::INFINITY,
        interval: Interval::UNBOUNDED,
    };
    let Ok(z) = confidence.normal_quantile() else {
        return unknown;
    };
    if !(standard_error > 0.0 && standard_error.is_finite() && k.is_finite()) {
        return unknown;
    }
    let density = (-0.5 * k * k).exp() / TAU.sqrt();
    Posterior {
        chance_to_beat: normal_cdf(k),
        expected_loss: (standard_error * (density - k * normal_cdf(-k))).max(0.0),
        interval: Interval::around(difference, z * standard_error),
    }
}
