//! Small readers of single cells: ids, counts, shares, flags and lists.

use super::plain::{ARABIC_DECIMAL, ARABIC_GROUP, plain};

/// Reads a whole number as exports write it: `2`, `5,000`, `64517.0`, `٢٥٠`.
///
/// `None` where it has decimals, or where `5.000` could be five or five thousand.
pub(super) fn count(text: &str) -> Option<i64> {
    if is_digits(text) && text.len() <= 18 {
        return text.parse().ok();
    }
    let text = plain(text).replace(ARABIC_GROUP, ",");
    let text = text.replace(ARABIC_DECIMAL, ".");
    let whole = match text.rsplit_once(['.', ',']) {
        Some((whole, zeros)) if zeros.len() != 3 && zeros.bytes().all(|b| b == b'0') => whole,
        Some((_, thousand)) if thousand.len() == 3 && !text.contains('.') => &text,
        None => &text,
        Some(_) => return None,
    };
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole.strip_prefix('+').unwrap_or(whole)),
    };
    let groups: Vec<&str> = digits
        .split(|c: char| matches!(c, ',' | '\'' | '’') || c.is_whitespace())
        .collect();
    let well_grouped = groups[1..].iter().all(|group| group.len() == 3)
        && (groups.len() == 1 || groups[0].len() <= 3);
    if !well_grouped || !groups.iter().all(|group| is_digits(group)) {
        return None;
    }
    format!("{sign}{}", groups.concat()).parse().ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a share: `0.5`, `50%`, `50,0 %` and `50` are one half; `None` outside 0 to 1.
pub(super) fn share(text: &str) -> Option<f64> {
    let text = plain(text).replace(ARABIC_DECIMAL, ".");
    let (number, is_percent) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (text.as_str(), false),
    };
    let value: f64 = number.replace(',', ".").parse().ok()?;
    let value = if is_percent || value > 1.0 {
        value / 100.0
    } else {
        value
    };
    (0.0..=1.0).contains(&value).then_some(value)
}

/// Reads yes and no in the words of exports, and of spreadsheets in the languages of their menus.
pub(super) fn flag(text: &str) -> Option<bool> {
    const YES: &[&str] = &[
        "yes",
        "true",
        "1",
        "subscribed",
        "y",
        "oui",
        "vrai",
        "ja",
        "wahr",
        "sí",
        "si",
        "verdadero",
    ];
    const NO: &[&str] = &[
        "no",
        "false",
        "0",
        "unsubscribed",
        "never_subscribed",
        "not_subscribed",
        "n",
        "non",
        "faux",
        "nein",
        "falsch",
        "falso",
    ];
    let is_one_of = |words: &[&str]| {
        words.iter().any(|word| {
            text.eq_ignore_ascii_case(word) || (!text.is_ascii() && text.to_lowercase() == *word)
        })
    };
    if is_one_of(YES) {
        Some(true)
    } else if is_one_of(NO) {
        Some(false)
    } else {
        None
    }
}

/// Whether a cell says that there is no value.
pub(super) fn says_nothing(text: &str) -> bool {
    const WORDS: &[&str] = &["n/a", "na", "nan", "null", "none", "-", "--", "–", "—"];
    // Nearly every value starts with a digit, and no such word does.
    text.len() <= 4
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// An id, zip or phone without what keeps spreadsheets from counting it: an apostrophe, or a formula
/// such as `="00123"`.
pub(super) fn without_apostrophe(text: &str) -> &str {
    if let Some(formula) = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return formula.trim();
    }
    text.strip_prefix('\'').unwrap_or(text).trim_start()
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula; others belong to
/// the text (`'90s poster`).
pub(super) fn without_formula_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        Some(_) | None => text,
    }
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
            ("٢٥٠", Some(250)),
            ("۱٬۲۳۴", Some(1234)),
            ("'12", Some(12)),
            ("=\"12\"", Some(12)),
            ("1&nbsp;234", Some(1234)),
            ("1\u{202f}234", Some(1234)),
            ("1.2E+03", None),
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
            ("=\"00123\"", Ok("00123")),
            ("1.23456789012346E15", Err(DamagedId)),
        ] {
            assert_eq!(id(text), expected, "{text}");
        }
    }

    #[test]
    fn shares_and_flags() {
        assert_eq!(share("50 %"), Some(0.5));
        assert_eq!(share("0,25"), Some(0.25));
        assert_eq!(share("20"), Some(0.2));
        assert_eq!(share("62,5\u{a0}%"), Some(0.625));
        assert_eq!(share("٥٠٪"), Some(0.5));
        assert_eq!(share("101%"), None);
        assert_eq!(share("NaN"), None);
        assert_eq!(flag("Yes"), Some(true));
        assert_eq!(flag("maybe"), None);
        assert_eq!(flag("Sí"), Some(true));
        assert_eq!(flag("FALSCH"), Some(false));
        assert_eq!(without_formula_guard("'=1+1"), "=1+1");
        assert_eq!(without_formula_guard("'90s poster"), "'90s poster");
        assert!(says_nothing("N/A") && says_nothing("—") && !says_nothing("0"));
        assert_eq!(list(" a, ,b "), ["a", "b"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}") {
            let _ = (count(&text), share(&text), flag(&text), says_nothing(&text));
            let _ = (id(&text), list(&text), without_formula_guard(&text));
        }

        #[test]
        fn counts_read_back(number in proptest::prelude::any::<i64>()) {
            proptest::prop_assert_eq!(count(&number.to_string()), Some(number));
        }
    }
}
