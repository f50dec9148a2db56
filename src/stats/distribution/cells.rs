//! Values on a grid of floating-point numbers, counted, with the grid as fine as memory allows.
//!
//! A value's key is its sign and its bits without the sign, of which the lowest `dropped_bits` are left
//! out. Dropping one more bit of a key gives the key on the next coarser grid, whatever grid it came
//! from, so that coarsening commutes with merging.
//!
//! The grid depends on the values only, neither on their order nor on how they were split: on any grid
//! the number of distinct keys grows with the values and shrinks with the bits dropped. A bit is
//! dropped only once some of the values have too many keys; all of them together then have as well, so
//! the grid is never coarser than they need, and it is fine enough at the end because that is checked.

/// Mantissa bits that may be dropped. On this grid all finite numbers have 65,505 keys.
pub(super) const MAX_DROPPED_BITS: u32 = 48;

/// Counts by key, ascending, no key twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cells {
    pub dropped_bits: u32,
    pub counts: Vec<(i64, u64)>,
}

impl Cells {
    /// Counts of keys on the finest grid, in any order.
    pub fn of(mut keys: Vec<(i64, u64)>) -> Self {
        keys.sort_unstable_by_key(|&(key, _)| key);
        let mut cells = Self::default();
        for (key, count) in keys {
            cells.append(key, count);
        }
        cells
    }

    /// Both together, on the finest grid with at most `limit` keys.
    pub fn merged(&self, other: &Self, limit: usize) -> Self {
        let dropped_bits = self.dropped_bits.max(other.dropped_bits);
        let mut cells = Self {
            dropped_bits,
            counts: Vec::with_capacity(self.counts.len() + other.counts.len()),
        };
        let mut ones = self.on_grid(dropped_bits).peekable();
        let mut twos = other.on_grid(dropped_bits).peekable();
        loop {
            let next = match (ones.peek(), twos.peek()) {
                (Some(one), Some(two)) if one.0 <= two.0 => ones.next(),
                (Some(_), None) => ones.next(),
                (_, _) => twos.next(),
            };
            let Some((key, count)) = next else {
                cells.fit(limit);
                return cells;
            };
            cells.append(key, count);
        }
    }

    /// How often each key occurs in the one and in the other, on the grid that both can be put on.
    pub fn side_by_side(&self, other: &Self) -> Vec<(u64, u64)> {
        let dropped_bits = self.dropped_bits.max(other.dropped_bits);
        let (one, two) = (self.coarsened(dropped_bits), other.coarsened(dropped_bits));
        let mut pairs = Vec::with_capacity(one.counts.len() + two.counts.len());
        let (mut ones, mut twos) = (one.counts.iter().peekable(), two.counts.iter().peekable());
        loop {
            let Some(&key) = [ones.peek(), twos.peek()]
                .into_iter()
                .flatten()
                .map(|(key, _)| key)
                .min()
            else {
                return pairs;
            };
            let one = ones.next_if(|&&(one, _)| one == key);
            let two = twos.next_if(|&&(two, _)| two == key);
            let count = |cell: Option<&(i64, u64)>| cell.map_or(0, |&(_, count)| count);
            pairs.push((count(one), count(two)));
        }
    }

    /// The number that a key stands for: the value itself on the finest grid, else the middle of those
    /// that share the key.
    pub fn value_of(&self, key: i64) -> f64 {
        let Some(bits) = key.unsigned_abs().checked_sub(1) else {
            return 0.0;
        };
        let middle = (1 << self.dropped_bits) >> 1;
        let magnitude = f64::from_bits(bits << self.dropped_bits | middle);
        if key < 0 { -magnitude } else { magnitude }
    }

    /// Drops bits until there are at most `limit` keys, but no more than [`MAX_DROPPED_BITS`].
    fn fit(&mut self, limit: usize) {
        let Some(mut excess) = self.counts.len().checked_sub(limit + 1).map(|n| n + 1) else {
            return;
        };
        // Neighbours become one once the highest bit in which they differ is dropped.
        let mut joined = [0_usize; 65];
        for pair in self.counts.windows(2) {
            let (one, two) = (pair[0].0, pair[1].0);
            if one.signum() == two.signum() {
                let differing = (one.unsigned_abs() - 1) ^ (two.unsigned_abs() - 1);
                joined[(u64::BITS - differing.leading_zeros()) as usize] += 1;
            }
        }
        let mut dropped_bits = self.dropped_bits;
        for gone in &joined[1..] {
            if excess == 0 || dropped_bits == MAX_DROPPED_BITS {
                break;
            }
            excess = excess.saturating_sub(*gone);
            dropped_bits += 1;
        }
        *self = self.coarsened(dropped_bits);
    }

    fn coarsened(&self, dropped_bits: u32) -> Self {
        let mut cells = Self {
            dropped_bits,
            counts: Vec::with_capacity(self.counts.len()),
        };
        for (key, count) in self.on_grid(dropped_bits) {
            cells.append(key, count);
        }
        cells
    }

    /// Keys and counts on a coarser grid; ascending, where keys may repeat.
    fn on_grid(&self, dropped_bits: u32) -> impl Iterator<Item = (i64, u64)> {
        let more = dropped_bits - self.dropped_bits;
        self.counts
            .iter()
            .map(move |&(key, count)| (coarser(key, more), count))
    }

    /// Adds to the last key or behind it.
    fn append(&mut self, key: i64, count: u64) {
        match self.counts.last_mut() {
            Some((last, n)) if *last == key => *n += count,
            _ => self.counts.push((key, count)),
        }
    }
}

/// Key on the finest grid: 0 for 0 and -0, else the bits of the magnitude plus 1 with the value's sign,
/// so that the order of keys is the order of values.
pub(super) fn key_of(value: f64) -> i64 {
    if value == 0.0 {
        return 0;
    }
    let key = value.abs().to_bits() as i64 + 1;
    if value < 0.0 { -key } else { key }
}

/// The key with that many more bits dropped; 0 stays apart from everything else.
pub(super) fn coarser(key: i64, bits: u32) -> i64 {
    if key == 0 {
        return 0;
    }
    key.signum() * (((key.abs() - 1) >> bits) + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Few binades, so that a small limit needs a grid between the finest and the coarsest.
    fn values() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![
            3 => 1.0..16.0_f64,
            2 => (100..1600_u32).prop_map(|cents| f64::from(cents) / 100.0),
            1 => -4.0..-1.0_f64,
            1 => Just(0.0),
            1 => prop::sample::select(vec![-1e300, 1e300, 5e-324, -5e-324, f64::MAX]),
        ];
        prop::collection::vec(value, 0..300)
    }

    fn counted(values: &[f64]) -> Cells {
        Cells::of(values.iter().map(|&value| (key_of(value), 1)).collect())
    }

    fn in_parts(values: &[f64], size: usize, limit: usize) -> Cells {
        values
            .chunks(size)
            .map(|part| counted(part).merged(&Cells::default(), limit))
            .fold(Cells::default(), |sum, part| sum.merged(&part, limit))
    }

    proptest! {
        /// The law that makes merging safe: no order and no split changes a bit of the result.
        #[test]
        fn the_grid_depends_on_the_values_only(
            values in values(),
            limit in 20..200_usize,
            size in 1..50_usize,
        ) {
            let whole = counted(&values).merged(&Cells::default(), limit);
            prop_assert_eq!(&in_parts(&values, size, limit), &whole);
            let backwards: Vec<f64> = values.iter().rev().copied().collect();
            prop_assert_eq!(&in_parts(&backwards, size, limit), &whole);
            prop_assert_eq!(&in_parts(&values, 1, limit), &whole);
        }

        #[test]
        fn the_grid_is_no_coarser_than_needed(values in values(), limit in 120..200_usize) {
            let finest = counted(&values);
            let fitted = finest.merged(&Cells::default(), limit);
            prop_assert!(fitted.counts.len() <= limit);
            if let Some(finer) = fitted.dropped_bits.checked_sub(1) {
                prop_assert!(finest.coarsened(finer).counts.len() > limit);
            }
            let n: u64 = fitted.counts.iter().map(|cell| cell.1).sum();
            prop_assert_eq!(n, values.len() as u64);
        }

        #[test]
        fn keys_keep_the_order_and_stand_for_their_values(
            one in any::<f64>(),
            two in any::<f64>(),
            dropped_bits in 0..=MAX_DROPPED_BITS,
        ) {
            prop_assume!(one.is_finite() && two.is_finite());
            let cells = Cells { dropped_bits, counts: Vec::new() };
            let [low, high] = [one.min(two), one.max(two)].map(|v| coarser(key_of(v), dropped_bits));
            prop_assert!(low <= high);
            let value = cells.value_of(low);
            prop_assert_eq!(coarser(key_of(value), dropped_bits), low);
            let error = (value - one.min(two)).abs();
            let resolution = 0.5_f64.powi(53 - dropped_bits as i32);
            if dropped_bits == 0 {
                prop_assert!(error == 0.0);
            } else if one.min(two).abs() >= f64::MIN_POSITIVE {
                prop_assert!(error <= resolution * one.min(two).abs());
            }
            prop_assert!(cells.value_of(-low) + value == 0.0);
        }

        #[test]
        fn side_by_side_counts_are_those_of_each(one in values(), two in values()) {
            let (one, two) = (counted(&one), counted(&two).merged(&Cells::default(), 40));
            let pairs = one.side_by_side(&two);
            let grid = one.coarsened(two.dropped_bits);
            let ones: Vec<u64> = pairs.iter().map(|pair| pair.0).filter(|&n| n > 0).collect();
            let twos: Vec<u64> = pairs.iter().map(|pair| pair.1).filter(|&n| n > 0).collect();
            prop_assert_eq!(ones, grid.counts.iter().map(|cell| cell.1).collect::<Vec<_>>());
            prop_assert_eq!(twos, two.counts.iter().map(|cell| cell.1).collect::<Vec<_>>());
            let together = grid.merged(&two, usize::MAX - 1);
            prop_assert_eq!(pairs.len(), together.counts.len());
        }
    }

    #[test]
    fn every_finite_number_fits_on_the_coarsest_grid() {
        let largest = coarser(key_of(f64::MAX), MAX_DROPPED_BITS);
        // Both signs and zero; as told in the comment of the constant.
        let keys = 2 * largest as usize + 1;
        assert_eq!(keys, 65_505);
        assert!(keys <= super::super::MAX_DISTINCT);
    }
}
