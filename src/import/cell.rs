//! Small readers of single cells: ids, counts, shares, flags and lists.

use std::borrow::Cow;

/// Reads a whole number as exports write it: `2`, `5,000`, `64517.0`.
///
/// `None` where it has decimals, or where `5.000` could be five or five thousand.
pub(super) fn count(text: &str) -> Option<i64> {
    if text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let whole = match text.rsplit_once(['.', ',']) {
        Some((whole, zeros)) if zeros.len() != 3 && zeros.bytes().all(|b| b == b'0') => whole,
        Some((_, thousand)) if thousand.len() == 3 && !text.contains('.') => text,
        None => text,
        Some(_) => return None,
    };
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let groups: Vec<&str> = digits
        .split(|c: char| matches!(c, ',' | '\'' | '’') || c.is_whitespace())
        .collect();
    let is_digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let well_grouped = groups[1..].iter().all(|group| group.len() == 3)
        && (groups.len() == 1 || groups[0].len() <= 3);
    if !well_grouped || !groups.iter().all(is_digits) {
        return None;
    }
    format!("{sign}{}", groups.concat()).parse().ok()
}

/// Reads a share: `0.5`, `50%` and `50` are one half; `None` outside 0 to 1.
pub(super) fn share(text: &str) -> Option<f64> {
    let (number, is_percent) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (text, false),
    };
    let value: f64 = number.replace(',', ".").parse().ok()?;
    let value = if is_percent || value > 1.0 {
        value / 100.0
    } else {
        value
    };
    (0.0..=1.0).contains(&value).then_some(value)
}

/// Reads yes and no in the words of exports.
pub(super) fn flag(text: &str) -> Option<bool> {
    const YES: [&str; 4] = ["yes", "true", "1", "subscribed"];
    const NO: [&str; 6] = [
        "no",
        "false",
        "0",
        "unsubscribed",
        "never_subscribed",
        "not_subscribed",
    ];
    let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_one_of(&YES) {
        return Some(true);
    }
    is_one_of(&NO).then_some(false)
}

/// Whether a cell says that there is no value.
pub(super) fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 9] = ["n/a", "na", "nan", "null", "none", "-", "--", "–", "—"];
    // The longest of them has four bytes; amounts and dates are told apart by their first digit.
    let may_say_so = text.len() <= 4 && !text.starts_with(|c: char| c.is_ascii_digit());
    may_say_so && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// An id, zip or phone without the apostrophe that keeps spreadsheets from counting it.
pub(super) fn without_apostrophe(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text).trim_start()
}

/// Text without the HTML entities that web shops leave in cells: `&euro;79.00` is `€79.00`.
pub(super) fn without_entities(text: &str) -> Cow<'_, str> {
    const NAMED: [(&str, &str); 10] = [
        ("&euro;", "€"),
        ("&pound;", "£"),
        ("&yen;", "¥"),
        ("&dollar;", "$"),
        ("&#36;", "$"),
        ("&nbsp;", "\u{a0}"),
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&ndash;", "–"),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let numbered = |text: &str| -> Option<char> {
        let digits = text.strip_prefix("&#")?;
        char::from_u32(digits.parse().ok()?)
    };
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').map_or(1, |end| end + 1);
        let entity = &rest[..end];
        let named = NAMED.iter().find(|(name, _)| *name == entity);
        match (named, numbered(entity.trim_end_matches(';'))) {
            (Some((_, character)), _) => plain.push_str(character),
            (None, Some(character)) if end > 1 => plain.push(character),
            (None, _) => plain.push_str(entity),
        }
        rest = &rest[end..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The parts of a comma list, trimmed, blank ones left out.
pub(super) fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// An id as a key: `Err` where a spreadsheet has rounded its digits away.
///
/// Scientific notation (`8.28E+12`) and eighteen digits or more that end in `000` are the marks of
/// that damage; a trailing `.0` is only a number format and is dropped.
pub(super) fn id(text: &str) -> Result<&str, DamagedId> {
    let id = without_apostrophe(text);
    let id = id.strip_suffix(".0").unwrap_or(id);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if is_digits(id) && id.len() < 18 {
        return Ok(id);
    }
    let is_scientific = id
        .split_once(['E', 'e'])
        .is_some_and(|(mantissa, exponent)| {
            is_digits(exponent.trim_start_matches('+'))
                && is_digits(&mantissa.replace(['.', ','], ""))
        });
    let is_rounded = is_digits(id) && id.len() >= 18 && id.ends_with("000");
    if is_scientific || is_rounded {
        return Err(DamagedId);
    }
    Ok(id)
}

/// An id whose last digits are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DamagedId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole() {
        for (text, expected) in [
            ("2", Some(2)),
            ("-1", Some(-1)),
            ("5,000", Some(5000)),
            ("1,234,567", Some(1_234_567)),
            ("64517.0", Some(64_517)),
            ("64,517.00", Some(64_517)),
            ("12 345", Some(12_345)),
            ("5.000", None),
            ("1.5", None),
            ("12,34", None),
            ("", None),
            ("two", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn ids_that_lost_digits_are_refused() {
        for (text, expected) in [
            ("8281215041874", Ok("8281215041874")),
            ("'7210448301122", Ok("7210448301122")),
            ("8281215041874.0", Ok("8281215041874")),
            ("8,28E+12", Err(DamagedId)),
            ("8.28121504187e12", Err(DamagedId)),
            ("123456789012345000", Err(DamagedId)),
            ("5000", Ok("5000")),
            ("EU-1001", Ok("EU-1001")),
            ("E12", Ok("E12")),
        ] {
            assert_eq!(id(text), expected, "{text}");
        }
    }

    #[test]
    fn entities_are_read_and_other_text_stays() {
        for (text, expected) in [
            ("&euro;79.00", "€79.00"),
            ("1&nbsp;234,50&nbsp;&#8364;", "1\u{a0}234,50\u{a0}€"),
            ("Salt &amp; Pepper", "Salt & Pepper"),
            ("&unknown; & more", "&unknown; & more"),
            ("A&B", "A&B"),
            ("&#99999999999;", "&#99999999999;"),
        ] {
            assert_eq!(without_entities(text), expected, "{text}");
        }
    }

    #[test]
    fn shares_and_flags() {
        assert_eq!(share("50 %"), Some(0.5));
        assert_eq!(share("0,25"), Some(0.25));
        assert_eq!(share("20"), Some(0.2));
        assert_eq!(share("101%"), None);
        assert_eq!(share("NaN"), None);
        assert_eq!(flag("Yes"), Some(true));
        assert_eq!(flag("maybe"), None);
        assert_eq!(list(" a, ,b "), ["a", "b"]);
    }
}
