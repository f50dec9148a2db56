//! The score test of two shares against any difference, not only zero.

use super::Proportion;

/// The score statistic of "the shares differ by `null`", positive where they differ by more, and falling
/// in `null`: (difference - null) / standard error at the likeliest pair of shares that differ by `null`
/// (Mee 1984, Biometrics 40:1175; Farrington and Manning 1990, Stat Med 9:1447; without the n / (n - 1)
/// of Miettinen and Nurminen 1985). At 0 it is the pooled z. `null` lies within -1 and 1, both excluded.
pub(super) fn score(control: Proportion, treatment: Proportion, null: f64) -> f64 {
    let distance = treatment.difference_from(control) - null;
    if distance == 0.0 {
        return 0.0;
    }
    let (control, treatment) = (Counts::new(control), Counts::new(treatment));
    // Rates are small numbers on that side of the scale where they are known best.
    let rare = control.successes + treatment.successes <= control.failures + treatment.failures;
    let (control, treatment, null) = if rare {
        (control, treatment, null)
    } else {
        (control.mirrored(), treatment.mirrored(), -null)
    };
    let variance = if null < 0.0 {
        constrained_variance(treatment, control, -null)
    } else {
        constrained_variance(control, treatment, null)
    };
    distance / variance.sqrt()
}

/// The difference up to which the score test at the normal quantile `z` rejects, between -1 and 1: the
/// lower bound of a one-sided interval.
pub(super) fn lower_bound(control: Proportion, treatment: Proportion, z: f64) -> f64 {
    let difference = treatment.difference_from(control);
    let (mut low, mut high) = if z >= 0.0 {
        (-1.0, difference)
    } else {
        (difference, 1.0)
    };
    // Bisection down to neighbouring numbers; a double has some 2,100 powers of two and 52 bits.
    loop {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            return if z >= 0.0 { low } else { high };
        }
        if score(control, treatment, middle) > z {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[derive(Clone, Copy)]
struct Counts {
    successes: f64,
    failures: f64,
}

impl Counts {
    fn new(share: Proportion) -> Self {
        Self {
            successes: share.successes as f64,
            failures: share.failures() as f64,
        }
    }

    fn mirrored(self) -> Self {
        Self {
            successes: self.failures,
            failures: self.successes,
        }
    }

    fn trials(self) -> f64 {
        self.successes + self.failures
    }
}

/// Variance of the difference at the likeliest rates `rate` of one group and `rate + gap` of the other.
fn constrained_variance(lower: Counts, upper: Counts, gap: f64) -> f64 {
    let rate = constrained_rate(lower, upper, gap);
    let above = rate + gap;
    rate * (1.0 - rate) / lower.trials() + above * (1.0 - gap - rate) / upper.trials()
}

/// The likeliest rate of the lower group if the other's is `gap` larger.
///
/// The derivative of the likelihood has the sign of a cubic that falls through zero once. Its roots in
/// closed form lose the digits of small rates, so Newton's method finds the root, kept between bounds.
/// Where the lower group has no success, or the upper no failure, that rate may be the end of the scale,
/// and the root there is divided out; else the root lies inside.
fn constrained_rate(lower: Counts, upper: Counts, gap: f64) -> f64 {
    let all = lower.trials() + upper.trials();
    if gap == 0.0 {
        return (lower.successes + upper.successes) / all;
    }
    let largest = 1.0 - gap;
    let cubic = |rate: f64| Cubic::new(lower, upper, gap, rate);
    if lower.successes == 0.0 && cubic(0.0).value <= 0.0 {
        return 0.0;
    }
    if upper.failures == 0.0 && cubic(largest).value >= 0.0 {
        return largest;
    }
    let (mut low, mut high) = (0.0, largest);
    let mut rate = (lower.successes + upper.successes - upper.trials() * gap) / all;
    // Bisection alone would end within the powers of two and bits of a double.
    for _ in 0..2_200 {
        if !(low < rate && rate < high) {
            rate = low + 0.5 * (high - low);
            if rate <= low || rate >= high {
                break;
            }
        }
        let at = cubic(rate);
        if at.value > 0.0 {
            low = rate;
        } else {
            high = rate;
        }
        let next = rate - at.value / at.slope;
        if (next - rate).abs() <= 1e-15 * rate {
            break;
        }
        rate = next;
    }
    rate
}

/// The cubic at a rate.
struct Cubic {
    value: f64,
    slope: f64,
}

impl Cubic {
    /// (x - n r)(r + g)(1 - g - r) + (X - N (r + g)) r (1 - r), each factor with its derivative.
    fn new(lower: Counts, upper: Counts, gap: f64, rate: f64) -> Self {
        let n = lower.trials();
        let above = rate + gap;
        let left = 1.0 - gap - rate;
        let (own, own_slope, start, start_slope) = if lower.successes > 0.0 {
            (lower.successes - n * rate, -n, rate, 1.0)
        } else {
            (-n, 0.0, 1.0, 0.0)
        };
        let (others, others_slope, end, end_slope) = if upper.failures > 0.0 {
            // X - N (r + g), from whichever of X and N - X is smaller.
            let count = upper.trials();
            let excess = if upper.successes <= upper.failures {
                upper.successes - count * above
            } else {
                count * left - upper.failures
            };
            (excess, -count, left, -1.0)
        } else {
            (upper.trials(), 0.0, 1.0, 0.0)
        };
        let rest = 1.0 - rate;
        Self {
            value: own * above * end + others * rest * start,
            slope: own_slope * above * end
                + own * (end + above * end_slope)
                + others_slope * rest * start
                + others * (rest * start_slope - start),
        }
    }
}
