//! The posterior of two shares with independent Beta distributions.

use super::super::{CannotTest, Confidence, Interval};
use super::beta::{Beta, Curve};
use super::overlap::{Order, Rival, order};
use super::{Posterior, PosteriorMethod};

/// Once the logarithm of a chance is this close, the next step of Newton's method brings it to twice as
/// many digits.
const CLOSE: f64 = 1e-6;

/// The bounds within which the logarithm of a ratio of shares is looked for.
const LARGEST_LN_RATIO: f64 = 700.0;

/// Compares two shares of which Beta distributions are believed, without approximation.
///
/// Chances and losses to a relative 1e-10 and down to 1e-300, whatever the shapes; the bounds of both
/// credible intervals leave half of the error rate on either side. Shapes must lie between
/// [`Beta::SMALLEST_SHAPE`] and [`Beta::LARGEST_SHAPE`], else [`CannotTest::OutOfRange`].
pub fn beta_posterior(
    control: Beta,
    treatment: Beta,
    confidence: Confidence,
) -> Result<Posterior, CannotTest> {
    let ln_side = (0.5 * confidence.error_rate()?).ln();
    let quantile = confidence.normal_quantile()?;
    let pair = Pair {
        low: Curve::new(treatment)?,
        high: Curve::new(control)?,
    };
    let (lose, win) = (pair.order(), pair.swapped().order());
    let (chance_to_lose, chance_to_beat) = complements(lose.ln_chance.exp(), win.ln_chance.exp());
    Ok(Posterior {
        method: PosteriorMethod::BetaBinomial,
        mean: pair.low.mean_above(pair.high),
        chance_to_beat,
        chance_to_lose,
        expected_loss: lose.shortfall,
        expected_loss_of_control: win.shortfall,
        interval: ordered(
            pair.lower_difference(ln_side, quantile),
            -pair.swapped().lower_difference(ln_side, quantile),
        ),
        lift: Some(ordered(
            pair.lower_ln_ratio(ln_side, quantile).exp_m1(),
            (-pair.swapped().lower_ln_ratio(ln_side, quantile)).exp_m1(),
        )),
    })
}

/// At error rates close to 1 the bounds meet, and rounding may swap them.
fn ordered(low: f64, high: f64) -> Interval {
    Interval {
        low: low.min(high),
        high: low.max(high),
    }
}

/// Two probabilities of which the larger is what the smaller leaves.
fn complements(a: f64, b: f64) -> (f64, f64) {
    if a < b { (a, 1.0 - a) } else { (1.0 - b, b) }
}

/// Two shares, asked how likely and how far `low` is below `high`.
#[derive(Clone, Copy)]
struct Pair {
    low: Curve,
    high: Curve,
}

impl Pair {
    fn swapped(self) -> Self {
        Self {
            low: self.high,
            high: self.low,
        }
    }

    /// low <= high read as 1 - high <= 1 - low, so that either of them can be the outer one.
    fn turned(self) -> Self {
        Self {
            low: self.high.mirrored(),
            high: self.low.mirrored(),
        }
    }

    fn order(self) -> Order {
        let upright = self.high.spread_of_log_odds() <= self.low.spread_of_log_odds();
        let Self { low, high } = if upright { self } else { self.turned() };
        order(high, low, Rival::Shifted(0.0))
    }

    /// The quantile of low - high.
    fn lower_difference(self, ln_chance: f64, quantile: f64) -> f64 {
        let spread = |curve: Curve| {
            let mean = curve.mean();
            curve.spread_of_log_odds() * mean.x * mean.y
        };
        let (own, others) = (spread(self.low), spread(self.high));
        let upright = others <= own;
        let Self { low, high } = if upright { self } else { self.turned() };
        let search = Search {
            start: self.low.mean_above(self.high),
            spread: own.hypot(others),
            range: [-1.0, 1.0],
        };
        search.quantile(ln_chance, quantile, |d| order(high, low, Rival::Shifted(d)))
    }

    /// The quantile of ln(low / high).
    fn lower_ln_ratio(self, ln_chance: f64, quantile: f64) -> f64 {
        let spread = |curve: Curve| curve.spread_of_log_odds() * curve.mean().y;
        let (own, others) = (spread(self.low), spread(self.high));
        let search = Search {
            start: (self.low.mean().x / self.high.mean().x).ln(),
            spread: own.hypot(others),
            range: [-LARGEST_LN_RATIO, LARGEST_LN_RATIO],
        };
        let Self { low, high } = self;
        if others <= own {
            return search.quantile(ln_chance, quantile, |d| order(high, low, Rival::Scaled(d)));
        }
        let Self { low, high } = self.turned();
        search.quantile(ln_chance, quantile, |d| {
            order(high, low, Rival::RestScaled(d))
        })
    }
}

/// Where to look for a quantile.
struct Search {
    /// The middle of the distribution.
    start: f64,
    /// About its standard deviation.
    spread: f64,
    range: [f64; 2],
}

impl Search {
    /// The d at which the logarithm of the chance reaches `target`, by Newton's method: ln chance is
    /// concave and rising, so steps from below never pass it, and steps from above are limited.
    fn quantile(&self, target: f64, normal_quantile: f64, at: impl Fn(f64) -> Order) -> f64 {
        let [mut low, mut high] = self.range;
        let mut longest = 2.0 * self.spread;
        let mut place = self.start - normal_quantile * self.spread;
        if !(low < place && place < high) {
            place = 0.5 * (low + self.start);
        }
        for _ in 0..300 {
            let order = at(place);
            let gap = target - order.ln_chance;
            if gap > 0.0 {
                low = place;
            } else {
                high = place;
            }
            let wanted = gap / order.growth;
            if gap.abs() <= CLOSE && wanted.is_finite() {
                return (place + wanted).clamp(self.range[0], self.range[1]);
            }
            let mut next = if wanted.abs() <= longest {
                place + wanted
            } else {
                longest *= 2.0;
                place + (0.5 * longest).copysign(gap)
            };
            if !(low < next && next < high) {
                next = 0.5 * (low + high);
            }
            if next <= low || next >= high {
                break;
            }
            place = next;
        }
        place
    }
}
