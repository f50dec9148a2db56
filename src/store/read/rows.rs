//! Places by row number.

use std::collections::HashMap;

/// A place per row of a table. Rows are mostly numbered without large gaps, so that a list finds them;
/// those far behind are looked up.
#[derive(Debug, Default)]
pub(super) struct ByRow {
    near: Vec<u32>,
    far: HashMap<i64, u32>,
}

/// No place.
const NONE: u32 = u32::MAX;

impl ByRow {
    /// The places of rows: first comes 0, then 1, and so on.
    pub(super) fn of(rows: &[i64]) -> Self {
        let mut places = Self {
            near: vec![NONE; rows.len() * 2 + 1024],
            far: HashMap::new(),
        };
        for (place, &row) in (0..).zip(rows) {
            places.set(row, place);
        }
        places
    }

    /// The place of a row.
    pub(super) fn get(&self, row: i64) -> Option<u32> {
        let near = usize::try_from(row).ok().and_then(|row| self.near.get(row));
        match near {
            Some(&place) => (place != NONE).then_some(place),
            None => self.far.get(&row).copied(),
        }
    }

    /// Gives a row a place.
    pub(super) fn set(&mut self, row: i64, place: u32) {
        let near = usize::try_from(row).ok();
        match near.and_then(|row| self.near.get_mut(row)) {
            Some(slot) => *slot = place,
            None => {
                self.far.insert(row, place);
            }
        }
    }

    /// Other places instead of the present ones; rows without one lose theirs.
    pub(super) fn replace(&mut self, new: impl Fn(u32) -> Option<u32>) {
        for place in &mut self.near {
            if *place != NONE {
                *place = new(*place).unwrap_or(NONE);
            }
        }
        self.far.retain(|_, place| match new(*place) {
            Some(found) => {
                *place = found;
                true
            }
            None => false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_however_far_apart() {
        let rows = [3, 1, i64::MAX, -5, 1_000_000];
        let mut places = ByRow::of(&rows);
        let found = |places: &ByRow| rows.map(|row| places.get(row));
        assert_eq!(found(&places), [0, 1, 2, 3, 4].map(Some));
        assert_eq!(places.get(2), None);
        assert_eq!(places.get(i64::MIN), None);
        places.replace(|place| (place % 2 == 0).then_some(place / 2));
        assert_eq!(found(&places), [Some(0), None, Some(1), None, Some(2)]);
    }
}
