//! The field that a mistyped word most likely means.

use super::field::Field;
use crate::model::nearest::{edit_distance, is_slip};

/// The closest field, if a third of the word's letters or fewer need changing, or it is a part of one.
pub(super) fn closest_field(word: &str) -> Option<Field> {
    let word = word.to_lowercase().replace('-', "_");
    let closest = Field::ALL
        .into_iter()
        .map(|field| (edit_distance(&word, field.id()), field))
        .min()?;
    if is_slip(&word, closest.0) {
        return Some(closest.1);
    }
    let part_of = |field: &Field| 4 <= word.len() && field.id().contains(&word);
    Field::ALL.into_iter().find(part_of)
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
