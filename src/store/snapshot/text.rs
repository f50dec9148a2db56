//! Texts of a snapshot: one after the other in one piece of memory, and known by number.
//!
//! A million short strings of their own would cost more memory for their pointers than for their
//! letters, and a second each time they are made and dropped.

use std::num::NonZeroU32;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// The number of a text in a [`Dictionary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextId(
    /// One more than the index, so that an optional number takes no more room.
    NonZeroU32,
);

impl TextId {
    /// The number itself, for tables with one entry per text.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The text with this number.
    pub(in crate::store) fn at(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }
}

/// Texts in a row.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Texts {
    letters: String,
    ends: Vec<usize>,
}

impl Texts {
    /// None yet, with room for `count` texts of `letters` bytes in all.
    pub(in crate::store) fn with_room(count: usize, letters: usize) -> Self {
        Self {
            letters: String::with_capacity(letters),
            ends: Vec::with_capacity(count),
        }
    }

    /// Adds a text at the end.
    pub(in crate::store) fn push(&mut self, text: &str) {
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
    }

    /// Adds all of others at the end.
    pub(in crate::store) fn append(&mut self, others: &Self) {
        let before = self.letters.len();
        self.letters.push_str(&others.letters);
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    /// The text at an index; blank past the end.
    pub(in crate::store) fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start..end]
    }

    /// How many.
    pub(in crate::store) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Texts by number. A word has one number however often it occurs; names, of which hardly any occurs
/// twice, are not looked up and get a number each time.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    texts: Texts,
    /// The numbers of words, found by their hashes.
    words: HashTable<u32>,
}

impl Dictionary {
    /// The number of a word, given to it on first sight.
    pub fn intern(&mut self, text: &str) -> TextId {
        let (texts, next) = (&self.texts, self.texts.len() as u32);
        let hash_of = |text: &str| xxh3_64(text.as_bytes());
        let entry = self.words.entry(
            hash_of(text),
            |&word| texts.get(word as usize) == text,
            |&word| hash_of(texts.get(word as usize)),
        );
        let number = *entry.or_insert(next).get();
        if number == next {
            self.texts.push(text);
        }
        TextId::at(number as usize)
    }

    /// Adds names, which are numbered one after the other behind everything before them.
    pub(in crate::store) fn add_names(&mut self, names: &Texts) {
        self.texts.append(names);
    }

    /// The text of a number.
    #[must_use]
    pub fn get(&self, id: TextId) -> &str {
        self.texts.get(id.index())
    }

    /// Every text with its number, by number.
    pub fn iter(&self) -> impl Iterator<Item = (TextId, &str)> {
        (0..self.len()).map(|index| (TextId::at(index), self.texts.get(index)))
    }

    /// How many texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_and_names_have_one_each() {
        let mut dictionary = Dictionary::default();
        let ids = ["web", "", "père", "web", ""].map(|word| dictionary.intern(word));
        assert_eq!(ids.map(TextId::index), [0, 1, 2, 0, 1]);
        let mut names = Texts::default();
        for name in ["#1", "web", "#1"] {
            names.push(name);
        }
        dictionary.add_names(&names);
        let texts: Vec<_> = dictionary
            .iter()
            .map(|(id, text)| (id.index(), text))
            .collect();
        let expected = ["web", "", "père", "#1", "web", "#1"];
        assert_eq!(texts, expected.into_iter().enumerate().collect::<Vec<_>>());
        assert_eq!(dictionary.intern("#1").index(), 6);
        assert_eq!(dictionary.get(TextId::at(7)), "");
    }
}
