//! Where cells and rows may end: the delimiters and line breaks of some bytes, found 64 bytes at a time.
//!
//! Half of all bytes of an export are short cells, so a search per cell spends most of its time on starting.

use wide::u8x16;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// The bytes of a text at which a cell may end.
pub(super) struct Marks<'b> {
    bytes: &'b [u8],
    kinds: [u8x16; 3],
    /// Where the block at hand starts.
    start: usize,
    /// One bit for each of its bytes, the first one lowest.
    bits: u64,
}

impl<'b> Marks<'b> {
    /// Delimiters, carriage returns and line feeds.
    pub(super) fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        let mut marks = Self {
            bytes,
            kinds: [delimiter, b'\n', b'\r'].map(u8x16::splat),
            start: 0,
            bits: 0,
        };
        marks.look_at(0);
        marks
    }

    /// The place of the first mark at `at` or behind it, which must not lie before the one found last; where
    /// there is none, the number of bytes.
    pub(super) fn next_from(&mut self, at: usize) -> usize {
        if at >= self.start + BLOCK {
            self.look_at(at);
        }
        let mut bits = self.bits & (u64::MAX << (at - self.start));
        while bits == 0 {
            let next = self.start + BLOCK;
            if next >= self.bytes.len() {
                return self.bytes.len();
            }
            self.look_at(next);
            bits = self.bits;
        }
        self.start + bits.trailing_zeros() as usize
    }

    fn look_at(&mut self, start: usize) {
        self.start = start;
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.bits = if let Some(block) = rest.first_chunk() {
            self.bits_of(block)
        } else {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            self.bits_of(&block) & !(u64::MAX << rest.len())
        };
    }

    fn bits_of(&self, block: &[u8; BLOCK]) -> u64 {
        let (parts, _) = block.as_chunks::<16>();
        let parts = parts.iter().enumerate();
        parts.fold(0, |bits, (at, part)| {
            let part = u8x16::new(*part);
            let [first, second, third] = self.kinds.map(|kind| part.simd_eq(kind));
            let found = (first | second | third).to_bitmask();
            bits | u64::from(found) << (16 * at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_where_they_stand(bytes in "[ab,;\r\n\0\u{e9}]{0,300}", steps in prop::collection::vec(0_usize..90, 0..20)) {
            let bytes = bytes.as_bytes();
            for delimiter in [b',', b';'] {
                let mut marks = Marks::new(bytes, delimiter);
                let is_mark = |byte: &u8| [delimiter, b'\r', b'\n'].contains(byte);
                let mut at = 0;
                for step in &steps {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let expected = rest.iter().position(is_mark).map_or(bytes.len(), |found| at + found);
                    let found = marks.next_from(at.min(bytes.len()));
                    prop_assert_eq!(found, expected);
                    at = (found + step).min(bytes.len());
                }
            }
        }
    }
}
