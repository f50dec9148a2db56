//! Values that many rows share: a row keeps the place of its value, which is there once.
//!
//! A million orders come from a few thousand combinations of UTM values and sell a few hundred products.

/// A column of values, most of which occur in many rows.
#[derive(Clone, Debug)]
pub struct Shared<T> {
    /// The place of each row's value.
    places: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Shared<T> {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The value of a row.
    ///
    /// # Panics
    ///
    /// Past the last row.
    #[must_use]
    pub fn get(&self, row: usize) -> &T {
        &self.values[self.places[row] as usize]
    }

    /// The value of each row.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.places
            .iter()
            .map(|&place| &self.values[place as usize])
    }

    /// Adds a row with a value of its own.
    pub fn push(&mut self, value: T) {
        self.places.push(self.values.len() as u32);
        self.values.push(value);
    }

    /// Each value once, in the order in which rows first have them.
    pub(in crate::store) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values.iter_mut()
    }
}

/// Rows whose values are known by their places elsewhere.
#[derive(Debug)]
pub(in crate::store) struct Sharing<T> {
    shared: Shared<T>,
    /// The place of a value in the column by its place elsewhere, once a row had it.
    known: Vec<Option<u32>>,
}

impl<T> Sharing<T> {
    /// No row yet, with room for `rows` of them, whose values have so many places elsewhere.
    pub(in crate::store) fn with_room(rows: usize, places: usize) -> Self {
        Self {
            shared: Shared {
                places: Vec::with_capacity(rows),
                values: Vec::new(),
            },
            known: vec![None; places],
        }
    }

    /// Adds a row with the value at a place elsewhere.
    pub(in crate::store) fn push(&mut self, place: usize, value: impl FnOnce() -> T) {
        if let Some(known) = self.known[place] {
            self.shared.places.push(known);
        } else {
            self.known[place] = Some(self.shared.values.len() as u32);
            self.shared.push(value());
        }
    }

    /// Adds a row with a value of its own.
    pub(in crate::store) fn push_own(&mut self, value: T) {
        self.shared.push(value);
    }

    /// The column.
    pub(in crate::store) fn finish(self) -> Shared<T> {
        self.shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_once_in_the_order_of_their_first_rows() {
        let elsewhere = ["a", "b", "c"];
        let mut sharing = Sharing::with_room(5, elsewhere.len());
        for place in [2, 0, 2] {
            sharing.push(place, || elsewhere[place]);
        }
        sharing.push_own("own");
        sharing.push(0, || elsewhere[0]);
        let mut shared = sharing.finish();
        assert_eq!(
            shared.iter().copied().collect::<Vec<_>>(),
            ["c", "a", "c", "own", "a"]
        );
        assert_eq!((shared.len(), shared.get(4)), (5, &"a"));
        let values: Vec<&str> = shared.values_mut().map(|value| *value).collect();
        assert_eq!(values, ["c", "a", "own"]);
    }
}
