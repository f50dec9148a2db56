//! Drawing a group of the same size from its own values, with replacement, at a cost that grows with
//! the distinct values instead of the units.
//!
//! How often each value is drawn is exactly multinomial. Values that many units share get binomial
//! counts, each given those before it. The others get independent Poisson counts, from tables made once:
//! given their sum these are multinomial, so their rates are set a little low, a sum above the units to
//! draw is drawn anew, and the units that are missing are drawn one by one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rand_distr::{Binomial, Distribution as _};

use super::{CannotTest, Distribution};

/// Largest number of units resampled: counts must be exact as floating-point numbers.
pub(super) const MAX_UNITS: u64 = 1 << 53;
/// Units covered by the smallest shared Poisson table; the others cover twice as many as the one
/// before.
const TABLE_UNITS: u64 = 1_024;
/// Shared Poisson tables.
const SHARED_TABLES: u32 = 8;
/// How many standard deviations the Poisson sum is set below the units to draw; a smaller reserve
/// would be drawn anew more often, a larger one filled by more single draws.
const RESERVE: f64 = 1.0;
/// Attempts before all units are drawn one by one, which is as exact.
const MAX_ATTEMPTS: u32 = 64;
/// What a binomial draw costs, in draws from a table.
const BINOMIAL_COST: f64 = 25.0;

/// A group ready to be resampled.
pub(super) struct Resampler {
    n: u64,
    /// Values that many units share, with how many.
    frequent: Vec<(f64, u64)>,
    rare: Rare,
}

/// The values that few units share.
#[derive(Default)]
struct Rare {
    values: Vec<f64>,
    /// One unit's value, by position.
    pick: Alias,
    /// How often each value is drawn; none where single draws cost less.
    counts: Option<PoissonCounts>,
}

impl Resampler {
    /// Cannot resample one unit, nor ([`CannotTest::NotFinite`]) values whose sum is too large.
    pub(super) fn new(group: &Distribution) -> Result<Self, CannotTest> {
        match group.n() {
            0 => return Err(CannotTest::NoUnits),
            1 => return Err(CannotTest::OneUnit),
            n if n > MAX_UNITS => return Err(CannotTest::OutOfRange),
            _ => {}
        }
        let largest = group.counted().fold(0.0, |m: f64, (v, _)| m.max(v.abs()));
        if !(largest * group.n() as f64).is_finite() {
            return Err(CannotTest::NotFinite);
        }
        let mut frequent: Vec<(f64, u64)> = group.counted().collect();
        frequent.sort_by_key(|&(_, count)| Reverse(count));
        let rare = frequent.split_off(cheapest_split(&frequent));
        Ok(Self {
            n: group.n(),
            frequent,
            rare: Rare::new(&rare),
        })
    }

    /// The mean of one resample.
    pub(super) fn mean(&self, random: &mut ChaCha8Rng) -> f64 {
        let mut sum = 0.0;
        // Units to draw, and the original units among which they are drawn.
        let (mut left, mut among) = (self.n, self.n);
        for &(value, count) in &self.frequent {
            let drawn = binomial(left, count as f64 / among as f64, random);
            sum += value * drawn as f64;
            left -= drawn;
            among -= count;
        }
        (sum + self.rare.sum(left, random)) / self.n as f64
    }
}

/// How many of the most frequent values are better drawn as binomial, of values by falling count.
fn cheapest_split(counted: &[(f64, u64)]) -> usize {
    let mut split = counted.len();
    let mut lowest = BINOMIAL_COST * counted.len() as f64;
    let (mut units, mut draws) = (0, 0);
    for (frequent, &(_, count)) in counted.iter().enumerate().rev() {
        units += count;
        draws += table_draws(count);
        let cost = rare_cost(units, draws) + BINOMIAL_COST * frequent as f64;
        if cost < lowest {
            (split, lowest) = (frequent, cost);
        }
    }
    split
}

/// The cost of drawing the values that few units share, in draws from a table.
fn rare_cost(units: u64, draws: u64) -> f64 {
    let single = units as f64;
    single.min(poisson_cost(units, draws))
}

/// The same by Poisson counts, some of them drawn anew, with single draws for the reserve.
fn poisson_cost(units: u64, draws: u64) -> f64 {
    1.2 * draws as f64 + RESERVE * (units as f64).sqrt()
}

/// Draws from tables for the count of a value.
fn table_draws(count: u64) -> u64 {
    let full = count / TABLE_UNITS;
    if full >> SHARED_TABLES == 0 {
        1 + u64::from(full.count_ones())
    } else {
        // No table covers it: as much as its units.
        count
    }
}

impl Rare {
    fn new(counted: &[(f64, u64)]) -> Self {
        if counted.is_empty() {
            return Self::default();
        }
        let counts: Vec<u64> = counted.iter().map(|cell| cell.1).collect();
        let weights: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
        let n: u64 = counts.iter().sum();
        let draws = counts.iter().map(|&count| table_draws(count)).sum();
        let reserve = RESERVE / (n as f64).sqrt();
        let by_counts = reserve < 0.5 && poisson_cost(n, draws) < n as f64;
        Self {
            values: counted.iter().map(|cell| cell.0).collect(),
            pick: Alias::new(&weights),
            counts: by_counts.then(|| PoissonCounts::new(&counts, 1.0 - reserve)),
        }
    }

    /// The sum of `left` draws.
    fn sum(&self, left: u64, random: &mut ChaCha8Rng) -> f64 {
        let (mut sum, mut drawn) = (0.0, 0);
        if let Some(counts) = &self.counts {
            for _ in 0..MAX_ATTEMPTS {
                (sum, drawn) = counts.draw(&self.values, random);
                if drawn <= left {
                    break;
                }
                (sum, drawn) = (0.0, 0);
            }
        }
        for _ in drawn..left {
            sum += self.values[self.pick.draw(random)];
        }
        sum
    }
}

/// Independent Poisson counts of values. A count whose rate no single table covers is a sum of several,
/// which is Poisson again.
struct PoissonCounts {
    /// Per value its shared tables, as bits, and the table of the rest.
    plans: Vec<(u64, usize)>,
    /// The shared tables first.
    tables: Vec<PoissonTable>,
}

impl PoissonCounts {
    /// With the rates `counts` times `factor`.
    fn new(counts: &[u64], factor: f64) -> Self {
        let rest = |count: u64| count % TABLE_UNITS;
        let rate_of = |units: u64| units as f64 * factor;
        let largest = counts.iter().max().map_or(0, |count| count / TABLE_UNITS);
        let mut tables: Vec<PoissonTable> = (0..u64::BITS - largest.leading_zeros())
            .map(|shared| PoissonTable::new(rate_of(TABLE_UNITS << shared)))
            .collect();
        let mut table_of = BTreeMap::new();
        for &count in counts {
            table_of.entry(rest(count)).or_insert_with(|| {
                tables.push(PoissonTable::new(rate_of(rest(count))));
                tables.len() - 1
            });
        }
        let plans = counts
            .iter()
            .map(|&count| (count / TABLE_UNITS, table_of[&rest(count)]))
            .collect();
        Self { plans, tables }
    }

    /// The sum of the values drawn, and how many were.
    fn draw(&self, values: &[f64], random: &mut ChaCha8Rng) -> (f64, u64) {
        let (mut sum, mut drawn) = (0.0, 0);
        for (&value, &(mut shared, rest)) in values.iter().zip(&self.plans) {
            let mut count = self.tables[rest].draw(random);
            while shared > 0 {
                count += self.tables[shared.trailing_zeros() as usize].draw(random);
                shared &= shared - 1;
            }
            sum += value * count as f64;
            drawn += count;
        }
        (sum, drawn)
    }
}

/// A Poisson distribution as a table of its chances, of which those below 1e-20 of the largest are
/// left out.
struct PoissonTable {
    first: u64,
    chances: Alias,
}

impl PoissonTable {
    fn new(rate: f64) -> Self {
        const NEGLIGIBLE: f64 = 1e-20;
        let mode = rate.floor();
        let mut below = Vec::new();
        let (mut k, mut chance) = (mode, 1.0);
        while k > 0.0 && chance > NEGLIGIBLE {
            chance *= k / rate;
            k -= 1.0;
            below.push(chance);
        }
        let first = k as u64;
        let mut chances: Vec<f64> = below.into_iter().rev().collect();
        let (mut k, mut chance) = (mode, 1.0);
        while chance > NEGLIGIBLE {
            chances.push(chance);
            k += 1.0;
            chance *= rate / k;
        }
        Self {
            first,
            chances: Alias::new(&chances),
        }
    }

    fn draw(&self, random: &mut ChaCha8Rng) -> u64 {
        self.first + self.chances.draw(random) as u64
    }
}

/// Draws positions with given weights in constant time (Walker 1977, tables as Vose 1991).
#[derive(Default)]
struct Alias {
    /// Per position the share, of 2⁶⁴, of its draws that stay, and the position for the others.
    slots: Vec<(u64, u32)>,
}

impl Alias {
    /// Weights are above or at 0 and not all 0; there are fewer than 2³² of them.
    fn new(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let scale = weights.len() as f64 / total;
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let mut slots: Vec<(u64, u32)> = (0..weights.len())
            .map(|position| (u64::MAX, position as u32))
            .collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..shares.len()).partition(|&position| shares[position] < 1.0);
        while let (Some(&low), Some(&high)) = (small.last(), large.last()) {
            small.pop();
            // 2⁶⁴ as a floating-point number; the cast saturates.
            slots[low] = (
                (shares[low] * 18_446_744_073_709_551_616.0) as u64,
                high as u32,
            );
            shares[high] -= 1.0 - shares[low];
            if shares[high] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        Self { slots }
    }

    fn draw(&self, random: &mut ChaCha8Rng) -> usize {
        // The position in the upper half of the product, how far into it in the lower.
        let product = u128::from(random.next_u64()) * self.slots.len() as u128;
        let position = (product >> 64) as usize;
        let (stays, other) = self.slots[position];
        // Selected by arithmetic: a branch would be mispredicted every other time.
        let stays = u64::from((product as u64) < stays).wrapping_neg() as usize;
        (position & stays) | (other as usize & !stays)
    }
}

/// Successes of `n` trials; a chance that rounding put outside 0 to 1 counts as the bound.
fn binomial(n: u64, chance: f64, random: &mut ChaCha8Rng) -> u64 {
    match Binomial::new(n, chance.clamp(0.0, 1.0)) {
        Ok(binomial) => binomial.sample(random).min(n),
        Err(_) => 0,
    }
}

#[cfg(test)]
mod tests;
