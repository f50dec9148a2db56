//! Values in plain characters: what spreadsheets, web pages and other scripts put around them is taken off.

use std::borrow::Cow;

use super::cell::without_apostrophe;
use super::entities;

/// The zeros of the digits that shops write, each followed by its nine others.
const ZEROS: [char; 6] = [
    '\u{0660}', // Arabic-Indic
    '\u{06F0}', // Persian
    '\u{0966}', // Devanagari
    '\u{09E6}', // Bengali
    '\u{0E50}', // Thai
    '\u{FF10}', // fullwidth
];

/// The Arabic decimal mark, which nothing can be mistaken for.
pub(super) const ARABIC_DECIMAL: char = '\u{066B}';

/// The Arabic mark between thousands.
pub(super) const ARABIC_GROUP: char = '\u{066C}';

/// A value with ASCII digits and marks, without the apostrophe or the formula that keeps a spreadsheet
/// from counting it, and with character references decoded. Most values are returned as they are.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let is_dressed = |byte: u8| !byte.is_ascii() || matches!(byte, b'&' | b'\'' | b'=');
    if !text.bytes().any(is_dressed) {
        return Cow::Borrowed(text);
    }
    match entities::decoded(without_apostrophe(text)) {
        Cow::Borrowed(text) if text.is_ascii() => Cow::Borrowed(text.trim()),
        text => Cow::Owned(text.trim().chars().filter_map(ascii).collect()),
    }
}

/// The ASCII character of the same meaning; none for marks of writing direction.
fn ascii(c: char) -> Option<char> {
    if let Some(digit) = digit(c) {
        return Some(digit);
    }
    match c {
        '\u{200E}'
        | '\u{200F}'
        | '\u{061C}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => None,
        '．' => Some('.'),
        '，' => Some(','),
        '：' => Some(':'),
        '／' => Some('/'),
        '－' => Some('-'),
        '％' | '٪' => Some('%'),
        '（' => Some('('),
        '）' => Some(')'),
        c => Some(c),
    }
}

fn digit(c: char) -> Option<char> {
    let above = |zero: &char| u32::from(c).checked_sub(u32::from(*zero));
    let digit = ZEROS
        .iter()
        .find_map(|zero| above(zero).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_their_dress() {
        for (text, expected) in [
            ("123.45", "123.45"),
            ("'00123", "00123"),
            ("=\"00123\"", "00123"),
            ("٢٥٠", "250"),
            ("۱۲۳۴", "1234"),
            ("१,२३,४५६", "1,23,456"),
            ("１２３．４５％", "123.45%"),
            ("&euro;79.00", "€79.00"),
            ("\u{200F}٧\u{200E}", "7"),
            ("1&nbsp;234", "1\u{a0}234"),
            ("é", "é"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn it_takes_off_all_at_once(text in "[0-9٠-٩.,'=\"&;a-z ]{0,16}") {
            let once = plain(&text).into_owned();
            let is_nested = once.contains(['&', '\'', '=']);
            proptest::prop_assert!(is_nested || plain(&once) == once);
        }
    }
}
