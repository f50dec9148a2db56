//! How two independent shares with Beta distributions lie relative to each other, by quadrature.
//!
//! P(inner <= f(outer)) = ∫ density(outer) `F_inner(f(outer))` over the log odds of the outer share. The
//! integrand has one peak; it is found first, then where the integrand stops to count, so that remote
//! probabilities keep their relative accuracy.

use super::beta::{Curve, Point};
use super::gauss::from_peak;

/// Natural logarithms by which the integrand falls before it no longer counts.
const NEGLIGIBLE: f64 = 36.0;

/// A bound on doublings and bisections; a double has about as many powers of two and bits.
const MAX_STEPS: usize = 2_200;

/// The share that the inner one is held against, as a function of the outer one.
#[derive(Clone, Copy)]
pub(super) enum Rival {
    /// outer + d.
    Shifted(f64),
    /// outer times exp(d).
    Scaled(f64),
    /// 1 - (1 - outer) / exp(d), which is what scaling becomes where both shares are mirrored.
    RestScaled(f64),
}

/// What is known of "the inner share is below the rival".
#[derive(Clone, Copy)]
pub(super) struct Order {
    /// ln of its probability.
    pub ln_chance: f64,
    /// E[max(rival - inner, 0)].
    pub shortfall: f64,
    /// Derivative of `ln_chance` by the d of the rival.
    pub growth: f64,
}

/// Orders `inner` against the rival made of `outer`, which should be the narrower one: then the integrand
/// is smooth wherever the outer density counts.
pub(super) fn order(outer: Curve, inner: Curve, rival: Rival) -> Order {
    Overlap {
        outer,
        inner,
        rival,
    }
    .integrate()
}

impl Rival {
    fn of(self, outer: Point) -> Point {
        let Point { x, y } = outer;
        match self {
            Self::Shifted(d) => Point { x: x + d, y: y - d },
            Self::Scaled(d) => Point {
                x: x * d.exp(),
                y: y - d.exp_m1() * x,
            },
            Self::RestScaled(d) => Point {
                x: x - (-d).exp_m1() * y,
                y: y * (-d).exp(),
            },
        }
    }

    /// Derivative of the rival by the outer share.
    fn by_outer(self) -> f64 {
        match self {
            Self::Shifted(_) => 1.0,
            Self::Scaled(d) => d.exp(),
            Self::RestScaled(d) => (-d).exp(),
        }
    }

    /// Derivative of the log odds of the rival by d, at a rival inside of the unit interval.
    fn by_parameter(self, rival: Point) -> f64 {
        match self {
            Self::Shifted(_) => 1.0 / rival.x / rival.y,
            Self::Scaled(_) => 1.0 / rival.y,
            Self::RestScaled(_) => 1.0 / rival.x,
        }
    }

    /// The outer share at which the rival is 0.
    fn start(self) -> Option<Point> {
        match self {
            Self::Shifted(d) if d < 0.0 => Some(Point { x: -d, y: 1.0 + d }),
            Self::RestScaled(d) if d < 0.0 => Some(Point {
                x: -d.exp_m1(),
                y: d.exp(),
            }),
            _ => None,
        }
    }

    /// The outer share at which the rival is 1.
    fn end(self) -> Option<Point> {
        match self {
            Self::Shifted(d) if d > 0.0 => Some(Point { x: 1.0 - d, y: d }),
            Self::Scaled(d) if d > 0.0 => Some(Point {
                x: (-d).exp(),
                y: -(-d).exp_m1(),
            }),
            _ => None,
        }
    }
}

struct Overlap {
    outer: Curve,
    inner: Curve,
    rival: Rival,
}

/// The integrand at one place: natural logarithms, and the derivative of the first.
struct Sight {
    height: f64,
    slope: f64,
    shortfall: f64,
    growth: f64,
}

impl Overlap {
    fn at(&self, log_odds: f64) -> Sight {
        let outer = self.outer.point(log_odds);
        let rival = self.rival.of(outer);
        let density = self.outer.ln_density(log_odds);
        let below = self.inner.below(rival);
        let slope = self.outer.slope(outer);
        let inside = rival.x > 0.0 && rival.y > 0.0;
        let (pull, growth) = if inside {
            let stretch = self.rival.by_outer() * outer.x * outer.y / rival.x / rival.y;
            (
                (below.density - below.chance).exp() * stretch,
                density + below.density + self.rival.by_parameter(rival).ln(),
            )
        } else if rival.x <= 0.0 {
            (f64::INFINITY, f64::NEG_INFINITY)
        } else {
            (0.0, f64::NEG_INFINITY)
        };
        Sight {
            height: density + below.chance,
            slope: slope + pull,
            shortfall: density + below.shortfall,
            growth,
        }
    }

    fn integrate(&self) -> Order {
        let peak = self.peak();
        let top = self.at(peak).height;
        if top == f64::NEG_INFINITY {
            return Order {
                ln_chance: top,
                shortfall: 0.0,
                growth: f64::INFINITY,
            };
        }
        let place = |edge: Option<Point>| edge.map(|point| self.outer.log_odds(point));
        let (start, end) = (place(self.rival.start()), place(self.rival.end()));
        let low = peak - self.reach(peak, top, -1.0, start.map(|start| peak - start));
        let high = peak + self.reach(peak, top, 1.0, None);
        let (mut chance, mut shortfall, mut growth) = (0.0, 0.0, 0.0);
        let mut visit = |place: f64, weight: f64| {
            let sight = self.at(place);
            chance += weight * (sight.height - top).exp();
            shortfall += weight * (sight.shortfall - top).exp();
            growth += weight * (sight.growth - top).exp();
        };
        // Where the rival reaches 1 the integrand has a kink.
        for side in [low, high] {
            match end.filter(|end| (end - peak) * (end - side) < 0.0) {
                Some(kink) => {
                    from_peak(peak, kink, &mut visit);
                    from_peak(kink, side, &mut visit);
                }
                None => from_peak(peak, side, &mut visit),
            }
        }
        // Heights beyond what a double can hold may be off by many logarithms of their own, never by
        // more than their size.
        let scale = top.exp();
        Order {
            ln_chance: if scale > 0.0 {
                (top + chance.ln()).min(0.0)
            } else {
                top
            },
            shortfall: if scale > 0.0 { shortfall * scale } else { 0.0 },
            growth: growth / chance,
        }
    }

    /// Where the integrand peaks, to within half a natural logarithm of its height. Never below the
    /// outer mean, since what the outer density is multiplied with rises.
    fn peak(&self) -> f64 {
        let (mut low, mut low_slope) = (0.0, self.at(0.0).slope);
        let mut step = self.outer.spread_of_log_odds();
        let mut high = step;
        let mut high_slope = self.at(high).slope;
        for _ in 0..MAX_STEPS {
            if high_slope <= 0.0 {
                break;
            }
            (low, low_slope) = (high, high_slope);
            step *= 2.0;
            high += step;
            high_slope = self.at(high).slope;
        }
        for _ in 0..MAX_STEPS {
            let width = high - low;
            if low_slope * width < 0.5 {
                return low;
            }
            if -high_slope * width < 0.5 {
                return high;
            }
            let share = (low_slope / (low_slope - high_slope)).clamp(0.1, 0.9);
            let middle = low + width * if share.is_nan() { 0.5 } else { share };
            if middle <= low || middle >= high {
                break;
            }
            let slope = self.at(middle).slope;
            if slope > 0.0 {
                (low, low_slope) = (middle, slope);
            } else {
                (high, high_slope) = (middle, slope);
            }
        }
        high
    }

    /// How far from the peak the integrand counts, at most `limit`.
    fn reach(&self, peak: f64, top: f64, direction: f64, limit: Option<f64>) -> f64 {
        let mut inside = 0.0;
        let mut outside = limit;
        let mut reach = (2.0 * NEGLIGIBLE).sqrt() * self.outer.spread_of_log_odds();
        for _ in 0..MAX_STEPS {
            if let Some(outside) = outside.filter(|&outside| reach >= outside) {
                reach = 0.5 * (inside + outside);
            }
            let fall = top - self.at(peak + direction * reach).height;
            if fall < NEGLIGIBLE {
                inside = reach;
                reach *= 2.0;
            } else if fall < 1.5 * NEGLIGIBLE {
                return reach;
            } else {
                outside = Some(reach);
                reach = 0.5 * (inside + reach);
            }
            if let Some(outside) = outside
                && outside - inside < 0.02 * outside
            {
                return outside;
            }
        }
        reach
    }
}
