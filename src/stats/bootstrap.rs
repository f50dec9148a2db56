//! Bootstrap: intervals from resampling the values themselves, for doubt about the normal
//! approximation and for quantities without a variance.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Beta, Distribution as _};

use super::distribution::{between, rank_of};
use super::resample::{MAX_UNITS, Resampler};
use super::result::finite;
use super::{CannotTest, Confidence, Distribution, Estimate, Interval};

/// More resamples are refused: they would change no digit that is shown.
const MAX_RESAMPLES: u32 = 1_000_000;

/// How often to resample, and where the random numbers start: the same seed gives the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resampling {
    /// Resamples of each group.
    pub resamples: u32,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Default for Resampling {
    fn default() -> Self {
        Self {
            resamples: 2_000,
            seed: 1,
        }
    }
}

/// What resampling says of a difference, treatment minus control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// How it was resampled.
    pub resampling: Resampling,
    /// The difference observed, with its percentile interval.
    pub difference: Estimate,
    /// The lift observed, with its percentile interval: unbounded where as many resamples as lie
    /// beyond one bound have a control of zero or of the other sign.
    pub lift: Result<Estimate, CannotTest>,
    /// Two-sided p-value: twice the share of resamples whose difference is 0 or of the rarer sign,
    /// where the data count as one resample more; never below 2 / (resamples + 1).
    pub p: f64,
}

/// Resamples the difference of two means: each group by itself, with replacement, percentile
/// interval (Efron and Tibshirani 1993, chapter 13; p by Davison and Hinkley 1997, eq. 4.11).
///
/// Cannot answer for groups of fewer than two units, ([`CannotTest::ZeroVariance`]) where each
/// group has one value only, and ([`CannotTest::OutOfRange`]) for so few resamples that none lies
/// beyond a bound, for more than a million, and for more than 2⁵³ units.
pub fn bootstrap_difference(
    control: &Distribution,
    treatment: &Distribution,
    resampling: Resampling,
    confidence: Confidence,
) -> Result<Bootstrap, CannotTest> {
    let observed = [control, treatment].map(|group| group.moments().mean);
    let (one, two) = (Resampler::new(control)?, Resampler::new(treatment)?);
    if is_constant(control) && is_constant(treatment) {
        return Err(CannotTest::ZeroVariance);
    }
    summarise(observed, resampling, confidence, |random| {
        [one.mean(random), two.mean(random)]
    })
}

/// Resamples the difference of a quantile of two groups, `quantile` as a share; for where
/// [`super::quantile_difference`] has no variance or no bounds.
///
/// A resample's order statistic is drawn directly: of n uniform draws the r-th smallest follows the
/// beta distribution with shapes r and n + 1 - r (David and Nagaraja 2003, section 2.3), and the value at
/// that share of the group is the resample's. The answer is as exact as from whole resamples.
///
/// Cannot answer where [`bootstrap_difference`] cannot, nor for a quantile not between 0 and 1.
pub fn bootstrap_quantile_difference(
    control: &Distribution,
    treatment: &Distribution,
    quantile: f64,
    resampling: Resampling,
    confidence: Confidence,
) -> Result<Bootstrap, CannotTest> {
    if !(0.0 < quantile && quantile < 1.0) {
        return Err(CannotTest::OutOfRange);
    }
    let one = QuantileResampler::new(control, quantile)?;
    let two = QuantileResampler::new(treatment, quantile)?;
    if is_constant(control) && is_constant(treatment) {
        return Err(CannotTest::ZeroVariance);
    }
    let observed = [one.observed, two.observed];
    summarise(observed, resampling, confidence, |random| {
        [one.draw(random), two.draw(random)]
    })
}

fn is_constant(group: &Distribution) -> bool {
    group.value_at(1) == group.value_at(group.n())
}

/// Draws an order statistic of resamples.
struct QuantileResampler {
    observed: f64,
    /// Values, ascending, with how many units do not exceed them.
    cumulated: Vec<(f64, u64)>,
    n: u64,
    share: Beta<f64>,
}

impl QuantileResampler {
    fn new(group: &Distribution, quantile: f64) -> Result<Self, CannotTest> {
        let n = group.n();
        match n {
            0 => return Err(CannotTest::NoUnits),
            1 => return Err(CannotTest::OneUnit),
            n if n > MAX_UNITS => return Err(CannotTest::OutOfRange),
            _ => {}
        }
        let rank = rank_of(n, quantile);
        let mut up_to = 0;
        let cumulated = group
            .counted()
            .map(|(value, count)| {
                up_to += count;
                (value, up_to)
            })
            .collect();
        Ok(Self {
            observed: group.value_at(rank).ok_or(CannotTest::NoUnits)?,
            cumulated,
            n,
            share: Beta::new(rank as f64, (n - rank) as f64 + 1.0)
                .map_err(|_| CannotTest::OutOfRange)?,
        })
    }

    fn draw(&self, random: &mut ChaCha8Rng) -> f64 {
        let before = (self.share.sample(random) * self.n as f64) as u64;
        let drawn = self
            .cumulated
            .partition_point(|&(_, up_to)| up_to <= before);
        // A share that rounding made 1 is the largest value.
        self.cumulated[drawn.min(self.cumulated.len() - 1)].0
    }
}

/// Interval and p-value of resampled control and treatment.
fn summarise(
    [control, treatment]: [f64; 2],
    resampling: Resampling,
    confidence: Confidence,
    mut draw: impl FnMut(&mut ChaCha8Rng) -> [f64; 2],
) -> Result<Bootstrap, CannotTest> {
    let beyond = 0.5 * confidence.error_rate()?;
    let resamples = resampling.resamples;
    if resamples > MAX_RESAMPLES || f64::from(resamples) * beyond < 1.0 {
        return Err(CannotTest::OutOfRange);
    }
    let mut random = ChaCha8Rng::seed_from_u64(resampling.seed);
    let drawn: Vec<[f64; 2]> = (0..resamples).map(|_| draw(&mut random)).collect();
    let mut differences = Vec::with_capacity(drawn.len());
    for [control, treatment] in &drawn {
        differences.push(finite(treatment - control)?);
    }
    let at_most_zero = differences.iter().filter(|&&d| d <= 0.0).count();
    let at_least_zero = differences.iter().filter(|&&d| d >= 0.0).count();
    let rarer = at_most_zero.min(at_least_zero) as f64;
    Ok(Bootstrap {
        resampling,
        difference: Estimate {
            value: finite(treatment - control)?,
            interval: percentiles(differences, beyond),
        },
        lift: lift([control, treatment], &drawn, beyond),
        p: (2.0 * (rarer + 1.0) / (f64::from(resamples) + 1.0)).min(1.0),
    })
}

fn lift(
    [control, treatment]: [f64; 2],
    drawn: &[[f64; 2]],
    beyond: f64,
) -> Result<Estimate, CannotTest> {
    if control == 0.0 {
        return Err(CannotTest::ZeroControl);
    }
    let value = finite((treatment - control) / control)?;
    // A lift grows without bound as the control falls to zero; past it, it is beyond every bound.
    let lifts: Vec<f64> = drawn
        .iter()
        .map(|[c, t]| {
            if c / control > 0.0 {
                (t - c) / c
            } else {
                f64::INFINITY.copysign(treatment / control)
            }
        })
        .collect();
    let interval = percentiles(lifts, beyond);
    Ok(Estimate {
        value,
        interval: if interval.low.is_finite() && interval.high.is_finite() {
            interval
        } else {
            Interval::UNBOUNDED
        },
    })
}

/// The quantiles at a share `beyond` from either end, linear between the nearest values.
fn percentiles(mut values: Vec<f64>, beyond: f64) -> Interval {
    values.sort_unstable_by(f64::total_cmp);
    let position = (values.len() - 1) as f64 * beyond;
    let (whole, share) = (position as usize, position.fract());
    let last = values.len() - 1;
    let next = (whole + 1).min(last);
    Interval {
        low: between(values[whole], values[next], share),
        high: between(values[last - whole], values[last - next], share),
    }
}

#[cfg(test)]
mod tests;
