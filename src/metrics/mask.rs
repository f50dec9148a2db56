//! A set of people as one bit each: the result of a segment rule and the input of a measurement.

use crate::store::snapshot::PersonId;

const BITS: usize = u64::BITS as usize;

/// A set of people among `len()` known ones. Bits past the end are always zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mask {
    words: Vec<u64>,
    len: usize,
}

impl Mask {
    /// Nobody among `len` people.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(BITS)],
            len,
        }
    }

    /// All of `len` people.
    #[must_use]
    pub fn all(len: usize) -> Self {
        Self::none(len).not()
    }

    /// The people for whom `holds` is true; asked once per person, in order.
    #[must_use]
    pub fn from_fn(len: usize, mut holds: impl FnMut(PersonId) -> bool) -> Self {
        let mut mask = Self::none(len);
        for (at, word) in mask.words.iter_mut().enumerate() {
            for bit in 0..BITS.min(len - at * BITS) {
                if holds((at * BITS + bit) as PersonId) {
                    *word |= 1 << bit;
                }
            }
        }
        mask
    }

    /// How many people are known, in the set or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nobody is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// How many people are in the set.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether a person is in the set; `false` for a person who is not known.
    #[must_use]
    pub fn contains(&self, person: PersonId) -> bool {
        let at = person as usize;
        self.words
            .get(at / BITS)
            .is_some_and(|word| word >> (at % BITS) & 1 == 1)
    }

    /// Puts a person into the set; does nothing for a person who is not known.
    pub fn insert(&mut self, person: PersonId) {
        let at = person as usize;
        if at < self.len {
            self.words[at / BITS] |= 1 << (at % BITS);
        }
    }

    /// The people in both sets. The result knows as many people as `self`.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    /// The people in either set. The result knows as many people as `self`.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    /// The people of this set who are not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    /// Everyone who is not in the set.
    #[must_use]
    pub fn not(&self) -> Self {
        Self {
            words: self.words.iter().map(|word| !word).collect(),
            len: self.len,
        }
        .trimmed()
    }

    /// The people in the set, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = PersonId> {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some((at * BITS + bit) as PersonId)
            })
        })
    }

    fn zip(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        Self {
            words: self
                .words
                .iter()
                .zip(others)
                .map(|(&a, b)| combine(a, b))
                .collect(),
            len: self.len,
        }
        .trimmed()
    }

    fn trimmed(mut self) -> Self {
        let used = self.len % BITS;
        if used > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn mask(len: usize, people: &BTreeSet<u32>) -> Mask {
        Mask::from_fn(len, |person| people.contains(&person))
    }

    proptest! {
        #[test]
        fn masks_follow_the_algebra_of_sets(
            len in 0_usize..200,
            a in proptest::collection::btree_set(0_u32..200, 0..80),
            b in proptest::collection::btree_set(0_u32..200, 0..80),
        ) {
            let known = |set: &BTreeSet<u32>| -> BTreeSet<u32> {
                set.iter().copied().filter(|&p| (p as usize) < len).collect()
            };
            let (a, b) = (known(&a), known(&b));
            let (left, right) = (mask(len, &a), mask(len, &b));
            let members = |mask: &Mask| mask.iter().collect::<BTreeSet<u32>>();
            prop_assert_eq!(members(&left), a.clone());
            prop_assert_eq!(left.count(), a.len());
            prop_assert_eq!(members(&left.and(&right)), a.intersection(&b).copied().collect());
            prop_assert_eq!(members(&left.or(&right)), a.union(&b).copied().collect());
            prop_assert_eq!(members(&left.without(&right)), a.difference(&b).copied().collect());
            prop_assert_eq!(left.not().count(), len - a.len());
            prop_assert_eq!(left.and(&right).not(), left.not().or(&right.not()));
            prop_assert!(left.and(&left.not()).is_empty());
            prop_assert_eq!(left.or(&left.not()), Mask::all(len));
        }
    }

    #[test]
    fn people_who_are_not_known_are_in_no_set() {
        let mut mask = Mask::none(3);
        mask.insert(2);
        mask.insert(3);
        assert_eq!(mask.iter().collect::<Vec<_>>(), [2]);
        assert!(!mask.contains(3) && !Mask::all(3).contains(3) && !mask.contains(u32::MAX));
        let longer = Mask::all(100);
        assert_eq!(mask.or(&longer), Mask::all(3));
        assert_eq!(longer.and(&mask).count(), 1);
    }
}
