//! Fisher's exact test of a two by two table, for counts too small for the normal approximation.

use std::f64::consts::TAU;

use super::{PValue, Proportion};

/// Tables whose probability is within this share of the observed one's count as equally likely, so
/// that rounding does not split ties (R's `fisher.test` uses the same).
const TIE: f64 = 1e-7;

/// A two by two table with its margins held fixed, counting whichever of success and failure is rarer.
pub(super) struct Table {
    /// Those of the treatment, the one free cell.
    observed: u64,
    /// Smallest and largest value of that cell.
    range: (u64, u64),
    treatment_n: u64,
    control_n: u64,
    /// Those of both groups.
    rarer: u64,
    /// Whether successes are the rarer ones.
    counts_successes: bool,
}

/// Two-sided p-value: the probability of all tables no more likely than the observed one.
///
/// The hypergeometric distribution has one peak, so these tables are two tails. Each is summed outwards
/// until its terms no longer count; where the far tail begins is found by bisection, and the first term
/// of each comes from an expansion that holds for counts of billions.
pub(super) fn fisher_exact(table: &Table) -> PValue {
    let mode = table.mode();
    let ln_observed = table.ln_probability(table.observed);
    let limit = ln_observed + TIE;
    if table.ln_probability(mode) <= limit {
        return PValue::from_ln(0.0);
    }
    let (lower, upper) = if table.observed < mode {
        let beyond = first_where(mode, table.range.1, |x| table.ln_probability(x) <= limit);
        (Some(table.observed), beyond)
    } else {
        // The same search on the mirrored axis.
        let span = mode - table.range.0;
        let beyond = first_where(0, span, |step| table.ln_probability(mode - step) <= limit);
        (beyond.map(|step| mode - step), Some(table.observed))
    };
    let tails = lower.map_or(0.0, |start| table.tail_below(start, ln_observed))
        + upper.map_or(0.0, |start| table.tail_above(start, ln_observed));
    PValue::from_ln(ln_observed + tails.ln())
}

/// One-sided p-value: the probability of a table with at least as many successes in the treatment.
pub(super) fn fisher_greater(control: Proportion, treatment: Proportion) -> PValue {
    let table = Table::new(control, treatment);
    PValue::from_ln(if table.counts_successes {
        table.ln_at_least()
    } else {
        table.ln_at_most()
    })
}

/// The smallest number of a range from which on a condition holds, given that it never stops holding.
fn first_where(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(to) {
        return None;
    }
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(high)
}

impl Table {
    pub(super) fn new(control: Proportion, treatment: Proportion) -> Self {
        let successes = control.successes.saturating_add(treatment.successes);
        let failures = control.failures().saturating_add(treatment.failures());
        let (observed, rarer) = if successes <= failures {
            (treatment.successes, successes)
        } else {
            (treatment.failures(), failures)
        };
        Self {
            observed,
            range: (
                rarer.saturating_sub(control.trials),
                rarer.min(treatment.trials),
            ),
            treatment_n: treatment.trials,
            control_n: control.trials,
            rarer,
            counts_successes: successes <= failures,
        }
    }

    /// ln P(the cell is at least as large as observed).
    fn ln_at_least(&self) -> f64 {
        let x = self.observed;
        if x == self.range.0 {
            0.0
        } else if x > self.mode() {
            let unit = self.ln_probability(x);
            unit + self.tail_above(x, unit).ln()
        } else {
            // The tail with the peak in it is what the other one leaves.
            let unit = self.ln_probability(x - 1);
            ln_complement(unit + self.tail_below(x - 1, unit).ln())
        }
    }

    /// ln P(the cell is at most as large as observed).
    fn ln_at_most(&self) -> f64 {
        let x = self.observed;
        if x == self.range.1 {
            0.0
        } else if x < self.mode() {
            let unit = self.ln_probability(x);
            unit + self.tail_below(x, unit).ln()
        } else {
            let unit = self.ln_probability(x + 1);
            ln_complement(unit + self.tail_above(x + 1, unit).ln())
        }
    }

    /// The most likely value of the free cell.
    fn mode(&self) -> u64 {
        let rows = u128::from(self.treatment_n) + u128::from(self.control_n) + 2;
        let peak = (u128::from(self.treatment_n) + 1) * (u128::from(self.rarer) + 1) / rows;
        u64::try_from(peak)
            .unwrap_or(u64::MAX)
            .clamp(self.range.0, self.range.1)
    }

    /// ln of the hypergeometric probability, as a quotient of binomial ones (Loader 2000): each of them
    /// is near its peak, so no large logarithms cancel.
    fn ln_probability(&self, x: u64) -> f64 {
        let (treatment_n, control_n) = (self.treatment_n as f64, self.control_n as f64);
        let total = treatment_n + control_n;
        let drawn = self.rarer as f64;
        let rate = drawn / total;
        let others = (self.rarer - x) as f64;
        ln_binomial(x as f64, treatment_n, rate) + ln_binomial(others, control_n, rate)
            - ln_binomial(drawn, total, rate)
    }

    /// Sum of the probabilities from `start` downwards, in units of the observed one.
    fn tail_below(&self, start: u64, ln_unit: f64) -> f64 {
        let mut term = (self.ln_probability(start) - ln_unit).exp();
        let mut sum = term;
        for x in (self.range.0..start).rev() {
            term /= self.growth(x);
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
        }
        sum
    }

    /// Sum of the probabilities from `start` upwards, in units of the observed one.
    fn tail_above(&self, start: u64, ln_unit: f64) -> f64 {
        let mut term = (self.ln_probability(start) - ln_unit).exp();
        let mut sum = term;
        for x in start..self.range.1 {
            term *= self.growth(x);
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
        }
        sum
    }

    /// Probability of `x + 1` over that of `x`.
    fn growth(&self, x: u64) -> f64 {
        let spare = self.control_n - (self.rarer - x);
        (self.treatment_n - x) as f64 / (x + 1) as f64
            * ((self.rarer - x) as f64 / (spare + 1) as f64)
    }
}

/// ln(1 - p) from ln p; rounding of p above 1 is cut off.
fn ln_complement(ln: f64) -> f64 {
    (-ln.exp().min(1.0)).ln_1p()
}

/// ln of the binomial probability of `x` out of `n` (Loader 2000, "Fast and accurate computation of
/// binomial probabilities").
fn ln_binomial(x: f64, n: f64, rate: f64) -> f64 {
    let rest = n - x;
    if x == 0.0 {
        return n * (-rate).ln_1p();
    }
    if rest == 0.0 {
        return n * rate.ln();
    }
    stirling_error(n)
        - stirling_error(x)
        - stirling_error(rest)
        - deviance(x, n * rate)
        - deviance(rest, n * (1.0 - rate))
        - 0.5 * (TAU * x * (rest / n)).ln()
}

/// x ln(x / mean) + mean - x, by series where the two are close.
fn deviance(x: f64, mean: f64) -> f64 {
    let gap = x - mean;
    let sum = x + mean;
    if gap.abs() >= 0.1 * sum {
        return x * (x / mean).ln() - gap;
    }
    let v = gap / sum;
    let mut value = gap * v;
    let mut power = 2.0 * x * v;
    for k in 1..100 {
        power *= v * v;
        let next = value + power / f64::from(2 * k + 1);
        if (next - value).abs() <= 1e-17 * value {
            break;
        }
        value = next;
    }
    value
}

/// ln n! minus Stirling's formula (n + 1/2) ln n - n + ln(2π) / 2, for whole n from 1.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        let factorial: f64 = (1..=15).map(f64::from).take_while(|&k| k <= n).product();
        return factorial.ln() - (n + 0.5) * n.ln() + n - 0.5 * TAU.ln();
    }
    let square = n * n;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square)
            / square)
        / n
}
