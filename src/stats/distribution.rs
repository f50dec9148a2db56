//! All values of a group, counted: a multiset that adds up.

use std::collections::BTreeMap;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::Moments;

/// How often each value occurred. Money has few distinct values, so this stays small at millions of
/// units, and quantiles, ranks, caps and resampling computed on it are exact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Units by value, keyed so that the order of keys is the order of values.
    counts: BTreeMap<i64, u64>,
    n: u64,
}

impl Distribution {
    /// Counts one unit. A value that is not finite is left out.
    pub fn push(&mut self, value: f64) {
        if value.is_finite() {
            *self.counts.entry(key_of(value)).or_default() += 1;
            self.n += 1;
        }
    }

    /// Units counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Values, ascending, with how often each occurred.
    #[must_use]
    pub fn counted(&self) -> impl DoubleEndedIterator<Item = (f64, u64)> {
        self.counts
            .iter()
            .map(|(&key, &count)| (value_of(key), count))
    }

    /// The moments of the values.
    #[must_use]
    pub fn moments(&self) -> Moments {
        self.counted()
            .map(|(value, n)| Moments {
                n,
                mean: value,
                m2: 0.0,
            })
            .fold(Moments::default(), Add::add)
    }
}

impl Add for Distribution {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
        self.n += other.n;
        self
    }
}

/// Bits of a float as an integer in the same order; 0 and -0 are one value.
fn key_of(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn value_of(key: i64) -> f64 {
    f64::from_bits((key ^ (((key >> 63) as u64) >> 1) as i64) as u64)
}
