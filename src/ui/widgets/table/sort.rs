//! The order of a table's rows.

use std::cmp::Ordering;

/// By which column rows are ordered, and in which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// Index of the column.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

impl Sort {
    /// What a click on a header asks for: the other direction, or the column's own first direction.
    #[must_use]
    pub fn after_click(current: Option<Self>, column: usize, descending_first: bool) -> Self {
        match current {
            Some(sort) if sort.column == column => Self {
                column,
                descending: !sort.descending,
            },
            Some(_) | None => Self {
                column,
                descending: descending_first,
            },
        }
    }
}

/// The rows in the order to draw them: stable, ties stay in their given order in both directions.
/// `compare` gets two rows and the column, ascending.
#[must_use]
pub fn row_order(
    rows: usize,
    sort: Option<Sort>,
    compare: impl Fn(usize, usize, usize) -> Ordering,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    if let Some(sort) = sort {
        order.sort_by(|first, second| {
            let ascending = compare(*first, *second, sort.column);
            if sort.descending {
                ascending.reverse()
            } else {
                ascending
            }
        });
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_turns_the_direction_and_another_column_starts_with_its_own() {
        let check = |current: Option<Sort>, column, descending_first, expected: (usize, bool)| {
            let sort = Sort::after_click(current, column, descending_first);
            assert_eq!((sort.column, sort.descending), expected);
        };
        check(None, 1, true, (1, true));
        let current = Some(Sort {
            column: 1,
            descending: true,
        });
        check(current, 1, true, (1, false));
        check(current, 0, false, (0, false));
    }

    #[test]
    fn order_is_stable_in_both_directions() {
        let values = [3, 1, 3, 2];
        let by_value = |first: usize, second: usize, _: usize| values[first].cmp(&values[second]);
        let check = |descending, expected: [usize; 4]| {
            let sort = Some(Sort {
                column: 0,
                descending,
            });
            assert_eq!(row_order(4, sort, by_value), expected);
        };
        check(false, [1, 3, 0, 2]);
        check(true, [0, 2, 3, 1]);
        assert_eq!(row_order(3, None, by_value), [0, 1, 2]);
    }
}
