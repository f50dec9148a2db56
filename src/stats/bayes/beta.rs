//! The Beta distribution in log space, over shapes from 0.1 to beyond any count.
//!
//! Points are known as x and y = 1 - x, neither by subtraction, or by their log odds relative to those
//! of the mean. On the scale of log odds the density is log-concave for all shapes and peaks at the
//! mean, and no large logarithms cancel.

use std::f64::consts::PI;

use super::super::result::finite;
use super::super::tails::beta_fraction_rest;
use super::super::{CannotTest, Proportion};
use super::gauss::from_peak;

/// From this smaller shape on a tail is integrated; below, its continued fraction takes fewer steps.
const SMALLEST_INTEGRATED: f64 = 400.0;

/// Natural logarithms by which an integrand falls before it no longer counts.
const NEGLIGIBLE: f64 = 40.0;

/// What is believed of a share: a Beta distribution, as if `successes` out of `successes + failures` had
/// been seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    /// First shape; 1 for a uniform prior.
    pub successes: f64,
    /// Second shape; 1 for a uniform prior.
    pub failures: f64,
}

impl Beta {
    /// Every share is as likely as any other.
    pub const UNIFORM: Self = Self {
        successes: 1.0,
        failures: 1.0,
    };

    /// Below this shape half of the distribution may sit closer to 0 or 1 than a double can tell.
    pub const SMALLEST_SHAPE: f64 = 0.1;

    /// Above this shape, more than there can be counts, doubles have no digits left for the spread.
    pub const LARGEST_SHAPE: f64 = 1e20;

    /// The posterior of a share after its trials, with this prior.
    #[must_use]
    pub fn after(self, seen: Proportion) -> Self {
        Self {
            successes: self.successes + seen.successes as f64,
            failures: self.failures + seen.trials.saturating_sub(seen.successes) as f64,
        }
    }
}

/// A Beta distribution ready for computing.
#[derive(Clone, Copy)]
pub(super) struct Curve {
    a: f64,
    b: f64,
    /// Mean and 1 - mean.
    mean: f64,
    rest: f64,
    /// ln density, per unit of log odds, at the mean.
    ln_peak: f64,
}

/// A point x of the unit interval with y = 1 - x.
#[derive(Clone, Copy)]
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
}

/// What lies below a point x, in natural logarithms.
#[derive(Clone, Copy)]
pub(super) struct Below {
    /// Density at x per unit of log odds.
    pub density: f64,
    /// P(X <= x).
    pub chance: f64,
    /// E[max(x - X, 0)].
    pub shortfall: f64,
}

/// The lower tail up to a point at or below the mean, in units of the density there.
struct Tail {
    chance: f64,
    shortfall: f64,
}

impl Curve {
    pub(super) fn new(beta: Beta) -> Result<Self, CannotTest> {
        let (a, b) = (finite(beta.successes)?, finite(beta.failures)?);
        if a.min(b) < Beta::SMALLEST_SHAPE || a.max(b) > Beta::LARGEST_SHAPE {
            return Err(CannotTest::OutOfRange);
        }
        let total = a + b;
        // Γ(a + b) / (Γ(a) Γ(b)) mean^a (1 - mean)^b by Stirling's formula with its error terms.
        let errors = stirling_error(total) - stirling_error(a) - stirling_error(b);
        Ok(Self {
            a,
            b,
            mean: a / total,
            rest: b / total,
            ln_peak: 0.5 * (a * (b / total) / (2.0 * PI)).ln() + errors,
        })
    }

    /// The distribution of 1 - X.
    pub(super) fn mirrored(self) -> Self {
        Self {
            a: self.b,
            b: self.a,
            mean: self.rest,
            rest: self.mean,
            ln_peak: self.ln_peak,
        }
    }

    pub(super) fn mean(self) -> Point {
        Point {
            x: self.mean,
            y: self.rest,
        }
    }

    /// Its mean minus another's, without cancellation.
    pub(super) fn mean_above(self, other: Self) -> f64 {
        let gap = self.a * other.b - other.a * self.b;
        gap / (self.a + self.b) / (other.a + other.b)
    }

    /// About one standard deviation of the log odds.
    pub(super) fn spread_of_log_odds(self) -> f64 {
        (1.0 / self.a + 1.0 / self.b).sqrt()
    }

    /// ln density per unit of log odds, `log_odds` away from the mean's.
    pub(super) fn ln_density(self, log_odds: f64) -> f64 {
        let total = self.a + self.b;
        // The form whose terms stay small is the one around the nearer end.
        let from_zero = (self.mean <= 0.5 && log_odds < 700.0) || log_odds < -700.0;
        let fall = if from_zero {
            total * (self.mean * log_odds.exp_m1()).ln_1p() - self.a * log_odds
        } else {
            total * (self.rest * (-log_odds).exp_m1()).ln_1p() + self.b * log_odds
        };
        self.ln_peak - fall
    }

    /// The derivative of `ln_density`.
    pub(super) fn slope(self, at: Point) -> f64 {
        self.a * at.y - self.b * at.x
    }

    /// The point whose log odds are that far from the mean's.
    pub(super) fn point(self, log_odds: f64) -> Point {
        let odds = (-log_odds.abs()).exp();
        let (x, y) = if log_odds <= 0.0 {
            (self.mean * odds, self.rest)
        } else {
            (self.mean, self.rest * odds)
        };
        Point {
            x: x / (x + y),
            y: y / (x + y),
        }
    }

    /// How far the log odds of a point are from the mean's; undoes `point`.
    pub(super) fn log_odds(self, at: Point) -> f64 {
        let base = self.a * at.y;
        let gap = self.b * at.x - base;
        if gap.abs() < 0.5 * base {
            (gap / base).ln_1p()
        } else {
            (at.x / at.y).ln() - (self.a / self.b).ln()
        }
    }

    /// Everything below a point, which may lie outside of the unit interval.
    pub(super) fn below(self, at: Point) -> Below {
        if at.x <= 0.0 {
            return Below {
                density: f64::NEG_INFINITY,
                chance: f64::NEG_INFINITY,
                shortfall: f64::NEG_INFINITY,
            };
        }
        if at.y <= 0.0 {
            return Below {
                density: f64::NEG_INFINITY,
                chance: 0.0,
                shortfall: (self.rest - at.y).ln(),
            };
        }
        let density = self.ln_density(self.log_odds(at));
        let slope = self.slope(at);
        if slope >= 0.0 {
            let tail = self.tail(at, slope);
            return Below {
                density,
                chance: (density + tail.chance.ln()).min(0.0),
                shortfall: density + tail.shortfall.ln(),
            };
        }
        // The complement of the upper tail; what lies below falls short by what lies above exceeds, plus
        // the distance of the mean.
        let above = self.mirrored().tail(Point { x: at.y, y: at.x }, -slope);
        let scale = density.exp();
        Below {
            density,
            chance: (-(scale * above.chance).min(1.0)).ln_1p(),
            shortfall: (scale * above.shortfall - slope / (self.a + self.b)).ln(),
        }
    }

    fn tail(self, at: Point, slope: f64) -> Tail {
        if self.a.min(self.b) < SMALLEST_INTEGRATED {
            self.tail_by_fraction(at, slope)
        } else {
            self.tail_by_integral(at, slope)
        }
    }

    /// By the continued fraction V = density / chance. The shortfall in units of the density is
    /// (1 - slope / V) / (a + b); V - slope is written as a sum.
    fn tail_by_fraction(self, at: Point, slope: f64) -> Tail {
        let total = self.a + self.b;
        let rest = beta_fraction_rest([self.a, self.b], [at.x, at.y], slope + 1.0);
        let whole = self.a / (self.a + 1.0) * (slope + 1.0) + rest;
        let excess = total * at.x / (self.a + 1.0) + rest;
        Tail {
            chance: 1.0 / whole,
            shortfall: (excess / whole / total).max(0.0),
        }
    }

    /// By integrating downwards over the log odds, as far as the density counts.
    fn tail_by_integral(self, at: Point, slope: f64) -> Tail {
        let total = self.a + self.b;
        let ln_share = |step: f64| {
            if at.x <= 0.5 {
                -self.a * step - total * (at.x * (-step).exp_m1()).ln_1p()
            } else {
                self.b * step - total * (at.y * step.exp_m1()).ln_1p()
            }
        };
        let curvature = total * at.x * at.y;
        let mut reach =
            2.0 * NEGLIGIBLE / (slope + (slope * slope + 2.0 * NEGLIGIBLE * curvature).sqrt());
        while ln_share(reach) > -NEGLIGIBLE {
            reach *= 1.25;
        }
        let mut tail = Tail {
            chance: 0.0,
            shortfall: 0.0,
        };
        from_peak(0.0, reach, |step, weight| {
            let mass = weight * ln_share(step).exp();
            let fall = -(-step).exp_m1();
            tail.chance += mass;
            tail.shortfall += mass * at.x * at.y * fall / (1.0 - at.x * fall);
        });
        tail
    }
}

/// ln Γ(n) minus Stirling's formula (n - 1/2) ln n - n + ln(2π) / 2: the asymptotic series from 16
/// upwards, the recurrence of Γ below.
fn stirling_error(n: f64) -> f64 {
    let mut shifted = n;
    let mut correction = 0.0;
    while shifted < 16.0 {
        correction += (shifted + 0.5) * shifted.recip().ln_1p() - 1.0;
        shifted += 1.0;
    }
    let square = shifted * shifted;
    let series = (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square)
            / square)
        / shifted;
    series + correction
}

#[cfg(test)]
mod tests {
    use super::super::super::golden::{close, table};
    use super::*;

    const GOLDEN: &str = include_str!("../golden/bayes.json");

    fn curve(a: f64, b: f64) -> Curve {
        Curve::new(Beta {
            successes: a,
            failures: b,
        })
        .unwrap()
    }

    #[test]
    fn lower_tails_match() {
        for [a, b, x, chance, ln_chance, shortfall] in table::<[f64; 6]>(GOLDEN, "beta") {
            let case = format!("Beta({a:e}, {b:e}) below {x:e}");
            let below = curve(a, b).below(Point { x, y: 1.0 - x });
            // One rounding of x moves the logarithm of a remote tail of large shapes by that much.
            let slope = (a * (1.0 - x) - b * x).abs();
            let slack = 1e-12 + 4e-16 * slope;
            close(&case, below.chance.exp(), chance, slack.max(1e-12));
            assert!(
                (below.chance - ln_chance).abs() <= slack,
                "{case}: {} is not {ln_chance}, slack {slack:e}",
                below.chance
            );
            close(&case, below.shortfall.exp(), shortfall, 3.0 * slack);
        }
    }
}
