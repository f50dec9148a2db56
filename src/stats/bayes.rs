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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_interval, table};
    use super::*;

    #[derive(Deserialize)]
    struct Reading {
        name: String,
        difference: f64,
        error: f64,
        chance: f64,
        loss: f64,
        credible: [f64; 2],
    }

    #[test]
    fn readings_match() {
        for row in table::<Reading>(include_str!("golden/planning.json"), "readings") {
            let actual = posterior(row.difference, row.error, Confidence::default());
            close(&row.name, actual.chance_to_beat, row.chance, 1e-12);
            close(&row.name, actual.expected_loss, row.loss, 1e-9);
            same_interval(&row.name, actual.interval, row.credible);
        }
    }

    #[test]
    fn the_two_losses_differ_by_the_difference() {
        for step in -80..=80 {
            let difference = 0.1 * f64::from(step);
            let ours = posterior(difference, 1.0, Confidence::default());
            let theirs = posterior(-difference, 1.0, Confidence::default());
            let gap = theirs.expected_loss - ours.expected_loss;
            assert!((gap - difference).abs() < 1e-14, "{difference}");
            let chances = ours.chance_to_beat + theirs.chance_to_beat;
            assert!((chances - 1.0).abs() < 1e-15, "{difference}");
        }
    }

    #[test]
    fn nothing_known_is_even_chances() {
        for (difference, error) in [
            (1.0, 0.0),
            (1.0, f64::NAN),
            (f64::INFINITY, 1.0),
            (1.0, -2.0),
        ] {
            let nothing = posterior(difference, error, Confidence::default());
            close("even", nothing.chance_to_beat, 0.5, 0.0);
            assert_eq!(nothing.interval, Interval::UNBOUNDED);
        }
    }
}
