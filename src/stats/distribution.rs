//! All values of a group, counted: a multiset that adds up.

mod cells;

use std::borrow::Cow;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use self::cells::{Cells, MAX_DROPPED_BITS, coarser, key_of};
use super::Moments;

/// Distinct values that are told apart at most; further ones coarsen the grid of values.
pub const MAX_DISTINCT: usize = 65_536;

/// Values gathered before they are sorted in, at least.
const MIN_PENDING: usize = 1_024;

/// How often each value occurred. Money has few distinct values, so this stays small at millions of
/// units, and quantiles, ranks, caps and resampling computed on it are exact.
///
/// Beyond [`MAX_DISTINCT`] distinct values the lowest mantissa bits of every value are dropped until it
/// fits, and each value stands for those nearest to it; zero stays zero. What comes out depends neither
/// on the order of the values nor on how they were split before they were added up, and
/// [`Distribution::resolution`] says how exact it is.
///
/// Units beyond 2⁶⁴ - 1 are not counted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Distribution {
    n: u64,
    cells: Cells,
    /// Pushed, but not in the cells yet: zeros, the most common value, and the keys of others.
    pending_zeros: u64,
    pending: Vec<(i64, u64)>,
}

impl Distribution {
    /// Counts one unit. A value that is not finite is left out.
    pub fn push(&mut self, value: f64) {
        self.push_many(value, 1);
    }

    /// Counts units of one value. A value that is not finite is left out.
    pub fn push_many(&mut self, value: f64, count: u64) {
        let count = count.min(u64::MAX - self.n);
        if !value.is_finite() || count == 0 {
            return;
        }
        self.n += count;
        if value == 0.0 {
            self.pending_zeros += count;
            return;
        }
        self.pending.push((key_of(value), count));
        // A share of the cells, so that sorting in costs the same per value however many there are.
        if self.pending.len() >= MIN_PENDING.max(self.cells.counts.len() / 4) {
            self.settle();
        }
    }

    /// Units counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The largest relative error of a value of at least 2.2e-308: 0 where all values are exact.
    #[must_use]
    pub fn resolution(&self) -> f64 {
        match self.settled().dropped_bits {
            0 => 0.0,
            bits => 0.5_f64.powi(53 - bits as i32),
        }
    }

    /// Values, ascending, with how often each occurred.
    #[must_use]
    pub fn counted(&self) -> impl DoubleEndedIterator<Item = (f64, u64)> {
        let cells = self.settled();
        let values: Vec<(f64, u64)> = cells
            .counts
            .iter()
            .map(|&(key, count)| (cells.value_of(key), count))
            .collect();
        values.into_iter()
    }

    /// The moments of the values.
    #[must_use]
    pub fn moments(&self) -> Moments {
        moments_of(self.counted())
    }

    /// The quantile as spreadsheets and numpy compute it, linear between the two nearest values
    /// (Hyndman and Fan 1996, type 7): at position (n - 1) `quantile` of the sorted values, counted
    /// from 0.
    ///
    /// None for no values and for a quantile outside 0 to 1.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> Option<f64> {
        if self.n == 0 || !(0.0..=1.0).contains(&quantile) {
            return None;
        }
        let position = (self.n - 1) as f64 * quantile;
        let share = position.fract();
        let rank = (position as u64).saturating_add(1).min(self.n);
        let below = self.value_at(rank)?;
        let above = self.value_at(rank.saturating_add(1).min(self.n))?;
        Some(between(below, above, share))
    }

    /// The smallest value that at least a share `quantile` of the values does not exceed (Hyndman and
    /// Fan 1996, type 1).
    ///
    /// None for no values and for a quantile outside 0 to 1.
    #[must_use]
    pub fn inverted_cdf(&self, quantile: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&quantile) {
            return None;
        }
        self.value_at(rank_of(self.n, quantile))
    }

    /// The value at a rank among the sorted values; 1 is the smallest.
    #[must_use]
    pub fn value_at(&self, rank: u64) -> Option<f64> {
        let mut before = rank.checked_sub(1)?;
        let cells = self.settled();
        for &(key, count) in &cells.counts {
            if before < count {
                return Some(cells.value_of(key));
            }
            before -= count;
        }
        None
    }

    /// Units with a larger value.
    #[must_use]
    pub fn count_above(&self, value: f64) -> u64 {
        let cells = self.settled();
        let larger = |key| cells.value_of(key) > value;
        let from_end = cells.counts.iter().rev();
        from_end
            .take_while(|cell| larger(cell.0))
            .map(|cell| cell.1)
            .sum()
    }

    /// Units with a smaller value.
    #[must_use]
    pub fn count_below(&self, value: f64) -> u64 {
        let cells = self.settled();
        let smaller = |key| cells.value_of(key) < value;
        let from_start = cells.counts.iter();
        from_start
            .take_while(|cell| smaller(cell.0))
            .map(|cell| cell.1)
            .sum()
    }

    /// The values above 0, of a metric of money: the purchasers'.
    #[must_use]
    pub fn positive(&self) -> Self {
        self.part(|key| key > 0)
    }

    /// The values below 0, of a metric of money: those of refunds.
    #[must_use]
    pub fn negative(&self) -> Self {
        self.part(|key| key < 0)
    }

    /// The same units, each value above `cap` replaced by it; by the value nearest to it where this
    /// distribution is not exact.
    #[must_use]
    pub fn capped(&self, cap: f64) -> Self {
        let mut capped = Self {
            cells: Cells {
                dropped_bits: self.settled().dropped_bits,
                counts: Vec::new(),
            },
            ..Self::default()
        };
        for (value, count) in self.counted() {
            capped.push_many(value.min(cap), count);
        }
        capped
    }

    /// The moments with each value above `cap` replaced by it, and each below `floor` by that one.
    #[must_use]
    pub fn capped_moments(&self, cap: f64, floor: Option<f64>) -> Moments {
        let floor = floor.unwrap_or(f64::NEG_INFINITY);
        moments_of(
            self.counted()
                .map(|(value, count)| (value.min(cap).max(floor), count)),
        )
    }

    /// How many units of each group have a value, for every value of either, ascending.
    pub(super) fn side_by_side(&self, other: &Self) -> Vec<(u64, u64)> {
        self.settled().side_by_side(&other.settled())
    }

    fn part(&self, belongs: impl Fn(i64) -> bool) -> Self {
        let mut cells = self.settled().into_owned();
        cells.counts.retain(|cell| belongs(cell.0));
        Self {
            n: cells.counts.iter().map(|cell| cell.1).sum(),
            cells,
            ..Self::default()
        }
    }

    /// Every value in its cell.
    fn settled(&self) -> Cow<'_, Cells> {
        if self.pending_zeros == 0 && self.pending.is_empty() {
            return Cow::Borrowed(&self.cells);
        }
        let mut pending = self.pending.clone();
        if self.pending_zeros > 0 {
            pending.push((0, self.pending_zeros));
        }
        Cow::Owned(self.cells.merged(&Cells::of(pending), MAX_DISTINCT))
    }

    fn settle(&mut self) {
        if let Cow::Owned(cells) = self.settled() {
            self.cells = cells;
            self.pending_zeros = 0;
            self.pending.clear();
        }
    }
}

impl Add for Distribution {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        let Some(n) = self.n.checked_add(other.n) else {
            for (value, count) in other.counted() {
                self.push_many(value, count);
            }
            return self;
        };
        Self {
            n,
            cells: self.settled().merged(&other.settled(), MAX_DISTINCT),
            ..Self::default()
        }
    }
}

impl PartialEq for Distribution {
    fn eq(&self, other: &Self) -> bool {
        self.n == other.n && self.settled() == other.settled()
    }
}

/// What is written: values with their counts, ascending, and how many mantissa bits they lack.
#[derive(Serialize, Deserialize)]
struct Stored {
    dropped_bits: u32,
    values: Vec<(f64, u64)>,
}

impl From<Distribution> for Stored {
    fn from(distribution: Distribution) -> Self {
        Self {
            dropped_bits: distribution.settled().dropped_bits,
            values: distribution.counted().collect(),
        }
    }
}

impl TryFrom<Stored> for Distribution {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let dropped_bits = stored.dropped_bits;
        if dropped_bits > MAX_DROPPED_BITS || stored.values.len() > MAX_DISTINCT {
            return Err("a distribution is finer or coarser than can be");
        }
        let mut cells = Cells {
            dropped_bits,
            counts: Vec::with_capacity(stored.values.len()),
        };
        let mut n = 0_u64;
        for (value, count) in stored.values {
            let key = coarser(key_of(value), dropped_bits);
            let follows = cells.counts.last().is_none_or(|&(last, _)| last < key);
            if !value.is_finite()
                || cells.value_of(key).to_bits() != value.to_bits()
                || !follows
                || count == 0
            {
                return Err("the values of a distribution are not distinct, ascending and counted");
            }
            n = n
                .checked_add(count)
                .ok_or("a distribution has more units than can be counted")?;
            cells.counts.push((key, count));
        }
        Ok(Self {
            n,
            cells,
            ..Self::default()
        })
    }
}

/// The smallest rank, from 1, that is at least a share `quantile` of `n`.
pub(super) fn rank_of(n: u64, quantile: f64) -> u64 {
    let position = n as f64 * quantile;
    // Rounding must not push a whole rank, such as 7 % of 100, up by one.
    let rank = (position - 1e-12 * position).ceil() as u64;
    rank.max(1).min(n)
}

fn moments_of(counted: impl Iterator<Item = (f64, u64)>) -> Moments {
    counted
        .map(|(value, n)| Moments {
            n,
            mean: value,
            m2: 0.0,
        })
        .fold(Moments::default(), Add::add)
}

/// The number that lies at a share, from 0 to 1, of the way, computed from the nearer end.
pub(super) fn between(from: f64, to: f64, share: f64) -> f64 {
    let way = to - from;
    if share == 0.0 || way == 0.0 {
        from
    } else if !way.is_finite() {
        from * (1.0 - share) + to * share
    } else if share < 0.5 {
        from + way * share
    } else {
        to - way * (1.0 - share)
    }
}

#[cfg(test)]
mod tests;
