//! Random choices that are the same for a seed on every machine and in every version.
//!
//! A `ChaCha8` generator gives the bits; everything drawn from them is integer arithmetic of our own, so that
//! neither a library's sampling nor a platform's floating point can move a figure.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

/// What a stream is used for. Each topic has its own stream, so that a change in one part of the
/// shop leaves the others as they were.
#[derive(Clone, Copy, Debug)]
pub(super) enum Topic {
    People = 1,
    Trials = 3,
    Repeats = 4,
    Habits = 5,
    Fill = 6,
    Baskets = 7,
    Clock = 8,
    Signals = 9,
    Refunds = 10,
    Flash = 11,
    Text = 12,
    Lapsed = 13,
    Welcome = 14,
    Visits = 15,
}

/// One stream of choices.
#[derive(Clone, Debug)]
pub(super) struct Stream(ChaCha8Rng);

impl Stream {
    pub(super) fn new(seed: u64, topic: Topic) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(topic as u64);
        Self(generator)
    }

    /// A number below `limit`; 0 where `limit` is 0.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        // Multiply and shift; the bias is below limit / 2^32, far under what any figure shows.
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = high.saturating_sub(low).saturating_add(1).max(0);
        low + self.below(span.unsigned_abs()).cast_signed()
    }

    /// True in `per_mille` of a thousand cases.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// The position in a table of weights, drawn by inverting their running sum.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, &weight) in weights.iter().enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// Like [`Stream::weighted`], where the table's positions are days or hours.
    pub(super) fn weighted_step(&mut self, weights: &[u32]) -> i32 {
        i32::try_from(self.weighted(weights)).unwrap_or(0)
    }

    /// Puts a list into random order (Fisher-Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let other = self.below(end as u32 + 1) as usize;
            list.swap(end, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_a_fixed_sequence() {
        let mut stream = Stream::new(1, Topic::People);
        let drawn: Vec<u32> = (0..4).map(|_| stream.below(1000)).collect();
        assert_eq!(drawn, [548, 103, 672, 817]);
        let mut other = Stream::new(1, Topic::Trials);
        let other: Vec<u32> = (0..4).map(|_| other.below(1000)).collect();
        assert_ne!(drawn, other);
    }

    #[test]
    fn draws_stay_in_their_range() {
        let mut stream = Stream::new(7, Topic::Fill);
        for _ in 0..2_000 {
            assert!((-3..=4).contains(&stream.between(-3, 4)));
            assert_ne!(stream.weighted(&[3, 0, 2]), 1);
        }
        assert_eq!(stream.below(0), 0);
    }
}
