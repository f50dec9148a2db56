//! Intervals of the relative lift, treatment / control - 1.
//!
//! Both are duals of the test on the absolute scale and so never contradict it: Fieller's excludes 0
//! exactly when the test on the difference with the same quantile and variances rejects, Koopman's
//! inverts the score test. The delta method, which most tools use, does contradict its own test.

use super::{CannotTest, Estimate, Interval, Proportion, result::finite};

/// A mean or ratio with the squared standard error it carries.
#[derive(Clone, Copy)]
pub(super) struct Measured {
    pub value: f64,
    pub variance: f64,
}

/// A difference by the value it is relative to, which it may move with.
#[derive(Clone, Copy)]
pub(super) struct Relative {
    pub difference: f64,
    pub base: Measured,
    /// Covariance of the difference with the base, by the variance of the base.
    pub slope: f64,
    /// Variance of the difference that is not due to the base: of `difference - slope * base`.
    pub rest: f64,
}

/// Lift of two independent means or ratios with Fieller's interval at a two-sided quantile.
pub(super) fn fieller(
    control: Measured,
    treatment: Measured,
    quantile: f64,
) -> Result<Estimate, CannotTest> {
    let relative = Relative {
        difference: treatment.value - control.value,
        base: control,
        slope: -1.0,
        rest: treatment.variance,
    };
    relative.estimate(quantile)
}

impl Relative {
    /// The lift with Fieller's interval (Fieller 1954) at a two-sided quantile.
    ///
    /// With `L = d / m`, `g = q² v_m / m²`, the difference as `d = b m + e` (e uncorrelated with m),
    /// `r = L - b` and `h = q sqrt(v_e (1 - g) + r² v_m) / |m|` the bounds are `b + (r ∓ h) / (1 - g)`.
    /// They exclude 0 exactly when `d² > q² (b² v_m + v_e)`. From g = 1 on the base cannot be told apart
    /// from zero and the interval is unbounded.
    pub(super) fn estimate(self, quantile: f64) -> Result<Estimate, CannotTest> {
        let Self {
            difference,
            base,
            slope,
            rest,
        } = self;
        if base.value == 0.0 {
            return Err(CannotTest::ZeroControl);
        }
        let lift = finite(difference / base.value)?;
        // Standard errors by the base: their squares would overflow sooner.
        let base_error = finite(quantile * base.variance.sqrt() / base.value.abs())?;
        let rest_error = finite(quantile * rest.sqrt() / base.value.abs())?;
        let g = base_error * base_error;
        if g >= 1.0 {
            return Ok(Estimate {
                value: lift,
                interval: Interval::UNBOUNDED,
            });
        }
        // As distances from the lift, both sums of positive terms: near g = 1 the bounds themselves
        // are differences of almost equal numbers.
        let ratio = lift - slope;
        let margin = (rest_error * (1.0 - g).sqrt()).hypot(ratio * base_error);
        let reach = ratio.abs() + margin;
        let away = (g * ratio.abs() + margin) / (1.0 - g);
        let back = if reach > 0.0 {
            rest_error * (rest_error / reach) + ratio.abs() * (margin / reach)
        } else {
            0.0
        };
        let (below, above) = if ratio >= 0.0 {
            (back, away)
        } else {
            (away, back)
        };
        Ok(Estimate {
            value: lift,
            interval: Interval {
                low: finite(lift - below)?,
                high: finite(lift + above)?,
            },
        })
    }
}

/// Lift of two proportions with Koopman's score interval (Koopman 1984, Biometrics 40:513; without the
/// n / (n - 1) factor of Miettinen and Nurminen). Both bounds are finite once the control has a success.
pub(super) fn koopman(
    control: Proportion,
    treatment: Proportion,
    quantile: f64,
) -> Result<Estimate, CannotTest> {
    if control.successes == 0 {
        return Err(CannotTest::ZeroControl);
    }
    let table = ScoreTable::new(control, treatment);
    let ratio = table.treatment_rate / table.control_rate;
    let low = if treatment.successes == 0 {
        0.0
    } else {
        table.ratio_at_score(quantile, ratio)
    };
    let high = table.ratio_at_score(-quantile, if ratio > 0.0 { ratio } else { 1.0 });
    Ok(Estimate {
        value: treatment.difference_from(control) / table.control_rate,
        interval: Interval {
            low: low - 1.0,
            high: finite(high - 1.0)?,
        },
    })
}

/// A two by two table as the score statistic of its ratio needs it.
struct ScoreTable {
    control_n: f64,
    treatment_n: f64,
    control_rate: f64,
    treatment_rate: f64,
    /// Successes of both groups.
    successes: f64,
    /// Treatment's successes with control's units, and the other way round.
    crossed: (f64, f64),
    /// Product of the failures.
    failures: f64,
}

impl ScoreTable {
    fn new(control: Proportion, treatment: Proportion) -> Self {
        let (control_n, treatment_n) = (control.trials as f64, treatment.trials as f64);
        let (x_c, x_t) = (control.successes as f64, treatment.successes as f64);
        Self {
            control_n,
            treatment_n,
            control_rate: x_c / control_n,
            treatment_rate: x_t / treatment_n,
            successes: x_c + x_t,
            crossed: (x_t + control_n, x_c + treatment_n),
            failures: control.failures() as f64 * treatment.failures() as f64,
        }
    }

    /// The score statistic of "the ratio of the rates is `ratio`", falling in `ratio`.
    ///
    /// The control rate under that constraint is the smaller root of
    /// `N r p² - (x_t + n_c + r (x_c + n_t)) p + x_t + x_c`; its discriminant is written as a sum of two
    /// terms that are never negative.
    fn score(&self, ratio: f64) -> f64 {
        let (left, right) = (self.crossed.0, ratio * self.crossed.1);
        let root = (left - right).hypot(2.0 * (ratio * self.failures).sqrt());
        let control = (2.0 * self.successes / (left + right + root)).min(1.0);
        let treatment = (ratio * control).min(1.0);
        let variance = treatment * (1.0 - treatment) / self.treatment_n
            + ratio * control * (ratio * (1.0 - control)) / self.control_n;
        let distance = self.treatment_rate - ratio * self.control_rate;
        if distance == 0.0 {
            0.0
        } else {
            distance / variance.sqrt()
        }
    }

    /// The ratio at which the score falls through `target`: doubling from `start` until it is
    /// bracketed, then bisection down to neighbouring numbers.
    ///
    /// Both loops end by themselves: a double has some 2,100 powers of two and 52 bits between two.
    fn ratio_at_score(&self, target: f64, start: f64) -> f64 {
        let (mut low, mut high) = (start, start);
        while high.is_finite() && self.score(high) > target {
            low = high;
            high *= 2.0;
        }
        while low > 0.0 && self.score(low) <= target {
            high = low;
            low *= 0.5;
        }
        loop {
            let middle = low + 0.5 * (high - low);
            if middle <= low || middle >= high {
                return middle;
            }
            if self.score(middle) > target {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}
