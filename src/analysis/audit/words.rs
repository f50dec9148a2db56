//! Numbers inside sentences.

use crate::model::format::NumberStyle;

/// A whole number: `14,062`.
pub(super) fn count(value: u64) -> String {
    NumberStyle::default().count(value as i64)
}

/// One thing or several: `1 order`, `2 orders`.
pub(super) fn plural(value: u64, one: &str, many: &str) -> String {
    crate::model::format::plural(value as i64, one, many)
}

/// The fraction of a whole; `None` of nothing.
pub(super) fn fraction(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A share that says "all" and "none" only where it is so: `98.3 %`, `over 99.9 %`, `under 0.1 %`.
pub(super) fn share(part: u64, whole: u64) -> String {
    let Some(fraction) = fraction(part, whole) else {
        return "none".to_owned();
    };
    let style = NumberStyle::default();
    if part == whole {
        style.percent(1.0, 0)
    } else if fraction > 0.999 {
        format!("over {}", style.percent(0.999, 1))
    } else if part == 0 {
        style.percent(0.0, 0)
    } else if fraction < 0.001 {
        format!("under {}", style.percent(0.001, 1))
    } else {
        style.percent(fraction, 1)
    }
}

/// `13,823 of 14,062`.
pub(super) fn of(part: u64, whole: u64) -> String {
    format!("{} of {}", count(part), count(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_a_hundred_and_only_nothing_is_zero() {
        for (part, whole, expected) in [
            (0, 0, "none"),
            (0, 5, "0 %"),
            (5, 5, "100 %"),
            (99_999, 100_000, "over 99.9 %"),
            (1, 100_000, "under 0.1 %"),
            (983, 1_000, "98.3 %"),
        ] {
            assert_eq!(share(part, whole), expected);
        }
    }
}
