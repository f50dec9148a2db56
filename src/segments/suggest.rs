//! The field that a mistyped word most likely means.

use super::field::Field;

/// The closest field, if a third of the word's letters or fewer need changing, or it is a part of one.
pub(super) fn closest_field(word: &str) -> Option<Field> {
    let word = word.to_lowercase().replace('-', "_");
    let closest = Field::ALL
        .into_iter()
        .map(|field| (distance(&word, field.id()), field))
        .min()?;
    if closest.0 <= (word.chars().count() / 3).max(1) {
        return Some(closest.1);
    }
    let part_of = |field: &Field| 4 <= word.len() && field.id().contains(&word);
    Field::ALL.into_iter().find(part_of)
}

/// Levenshtein distance: inserted, deleted and changed letters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &right) in b.iter().enumerate() {
            let changed = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_slips_and_parts_are_recognised() {
        for (word, expected) in [
            ("ordrs", Some(Field::Orders)),
            ("Nett", Some(Field::Net)),
            ("days-since-last-order", Some(Field::DaysSinceLastOrder)),
            ("products", Some(Field::Product)),
            ("campaign", Some(Field::FirstUtmCampaign)),
            ("last_order", Some(Field::DaysSinceLastOrder)),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(closest_field(word), expected, "{word}");
        }
    }
}
