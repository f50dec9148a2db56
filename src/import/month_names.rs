//! Dates with an English month in words, as e-mail tools write them, to dates in numbers.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `Jun 09, 2018 09:30 pm`, `Mon, Apr 26, 2021 12:25` or `1 May 2025` with the year first and in
/// numbers, what follows left as it is; `None` for anything else.
pub(super) fn in_numbers(text: &str) -> Option<String> {
    if !text.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut words = text
        .split_whitespace()
        .map(|word| word.trim_end_matches(','));
    let mut first = words.next()?;
    if is_weekday(first) {
        first = words.next()?;
    }
    let second = words.next()?;
    let (month, day) = match (month(first), month(second)) {
        (Some(month), _) => (month, number(second, 2)?),
        (None, Some(month)) => (month, number(first, 2)?),
        (None, None) => return None,
    };
    let year = number(words.next()?, 4).filter(|year| *year > 1900)?;
    let rest: Vec<&str> = words.collect();
    let date = format!("{year:04}-{month:02}-{day:02} {}", rest.join(" "));
    Some(date.trim_end().to_owned())
}

/// The number of a month by its name or a short form of three letters or more.
fn month(word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.').to_lowercase();
    let known = |name: &&str| word.len() >= 3 && name.starts_with(word.as_str());
    Some(MONTHS.iter().position(known)? + 1)
}

fn is_weekday(word: &str) -> bool {
    let word = word.to_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| word.starts_with(day) && (word.len() == 3 || word.ends_with("day")))
}

fn number(word: &str, most: usize) -> Option<u32> {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse()
        .ok()
        .filter(|_| is_number && word.len() <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_words_become_numbers() {
        for (text, expected) in [
            ("Jun 09, 2018 09:30 pm", Some("2018-06-09 09:30 pm")),
            ("Mon, Apr 26, 2021 12:25", Some("2021-04-26 12:25")),
            ("May 01 2025", Some("2025-05-01")),
            ("1 September 2025", Some("2025-09-01")),
            ("Sept. 3, 2025", Some("2025-09-03")),
            ("Monday, April 26 2021", Some("2021-04-26")),
            ("Marble 1 2025", None),
            ("May 2025", None),
            ("May 1 99", None),
            ("2026-08-24 10:00 am", None),
            ("é ü ö", None),
            ("", None),
        ] {
            assert_eq!(in_numbers(text).as_deref(), expected, "{text}");
        }
    }
}
