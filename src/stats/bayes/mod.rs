//! The Bayesian reading of a difference.

mod beta;
mod gauss;
mod overlap;
mod pair;
mod prior;

pub use beta::Beta;
pub use pair::beta_posterior;
pub use prior::{HistoryPrior, Prior};

use super::result::finite;
use super::tails::{normal_cdf, normal_excess};
use super::{CannotTest, Confidence, Interval, Proportion};

/// From this count in every cell on the normal posterior of two shares is close enough.
pub const MIN_NORMAL_CELL: u64 = 50;

/// How a posterior was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PosteriorMethod {
    /// Normal distribution of the difference.
    Normal,
    /// Independent Beta distributions of two shares.
    BetaBinomial,
}

impl PosteriorMethod {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::BetaBinomial => "beta_binomial",
        }
    }
}

/// What to believe of a difference, treatment minus control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// How it was computed.
    pub method: PosteriorMethod,
    /// Mean of the difference.
    pub mean: f64,
    /// Probability that the treatment is above the control, from 0 to 1.
    pub chance_to_beat: f64,
    /// Probability that it is below: 1 minus the other, but accurate where that rounds to 0.
    pub chance_to_lose: f64,
    /// What choosing the treatment costs on average where it is in fact the lower one, E[max(C - T, 0)],
    /// in the unit of the difference.
    pub expected_loss: f64,
    /// The same of choosing the control, E[max(T - C, 0)].
    pub expected_loss_of_control: f64,
    /// Credible interval of the difference.
    pub interval: Interval,
    /// Credible interval of the relative lift, treatment / control - 1. A normal posterior of the
    /// difference says nothing of it.
    pub lift: Option<Interval>,
}

/// The posterior N(difference, standard error²) of a flat prior, as [`normal_posterior`] gives it.
///
/// For metrics where down is good, hand in the negated difference. Without a finite and positive
/// standard error nothing is known: even chances, infinite losses and an unbounded interval.
#[must_use]
pub fn posterior(difference: f64, standard_error: f64, confidence: Confidence) -> Posterior {
    normal_posterior(difference, standard_error, Prior::Flat, confidence).unwrap_or(Posterior {
        method: PosteriorMethod::Normal,
        mean: 0.0,
        chance_to_beat: 0.5,
        chance_to_lose: 0.5,
        expected_loss: f64::INFINITY,
        expected_loss_of_control: f64::INFINITY,
        interval: Interval::UNBOUNDED,
        lift: None,
    })
}

/// The normal posterior of a difference known with a standard error.
///
/// A normal prior is weighted by precision: with w = v / (v + SE²) the posterior is
/// N(μ + w (difference - μ), w SE²). With mean m and standard deviation s of the posterior and k = m / s:
/// chance = Φ(k), loss of the treatment = s (φ(k) - k Φ(-k)), of the control = s (φ(k) + k Φ(k)),
/// interval = m ± z s.
///
/// Cannot answer where the standard error or the prior's variance is not positive
/// ([`CannotTest::ZeroVariance`] at 0, else [`CannotTest::OutOfRange`]), nor with what is not finite.
pub fn normal_posterior(
    difference: f64,
    standard_error: f64,
    prior: Prior,
    confidence: Confidence,
) -> Result<Posterior, CannotTest> {
    let quantile = confidence.normal_quantile()?;
    let (mean, deviation) = prior.update(finite(difference)?, positive(standard_error)?)?;
    let k = finite(mean / deviation)?;
    let smaller = deviation * normal_excess(k.abs());
    let larger = finite(mean.abs() + smaller)?;
    let (expected_loss, expected_loss_of_control) = if k < 0.0 {
        (larger, smaller)
    } else {
        (smaller, larger)
    };
    Ok(Posterior {
        method: PosteriorMethod::Normal,
        mean,
        chance_to_beat: normal_cdf(k),
        chance_to_lose: normal_cdf(-k),
        expected_loss,
        expected_loss_of_control,
        interval: Interval::around(mean, finite(quantile * deviation)?),
        lift: None,
    })
}

/// The posterior of two shares under flat priors.
///
/// Exact ([`beta_posterior`] with uniform priors) where any of the four counts of successes and failures
/// is below [`MIN_NORMAL_CELL`], else normal with the unpooled standard error; `method` says which. Cannot
/// answer without trials.
pub fn proportion_posterior(
    control: Proportion,
    treatment: Proportion,
    confidence: Confidence,
) -> Result<Posterior, CannotTest> {
    let (control, treatment) = (control.checked()?, treatment.checked()?);
    let smallest = |share: Proportion| share.successes.min(share.failures());
    if smallest(control).min(smallest(treatment)) < MIN_NORMAL_CELL {
        let (control, treatment) = (Beta::UNIFORM.after(control), Beta::UNIFORM.after(treatment));
        return beta_posterior(control, treatment, confidence);
    }
    let standard_error = (control.rate_variance() + treatment.rate_variance()).sqrt();
    let difference = treatment.difference_from(control);
    normal_posterior(difference, standard_error, Prior::Flat, confidence)
}

/// The value, if it is a positive finite number.
fn positive(value: f64) -> Result<f64, CannotTest> {
    match finite(value)? {
        0.0 => Err(CannotTest::ZeroVariance),
        value if value < 0.0 => Err(CannotTest::OutOfRange),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests;
