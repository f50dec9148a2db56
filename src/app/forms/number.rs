//! Numbers as people type them: `2,400`, `2 400`, `5 %`, `0,5`.

/// A whole number; groups of three may be set apart by commas, dots or spaces.
#[must_use]
pub fn count(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains([',', '.']) && !is_grouped(text) {
        return None;
    }
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}'))
        .collect();
    digits.parse().ok()
}

/// A number; a comma before anything but three digits is a decimal comma. A percent sign at the end is
/// dropped: the field says what it counts.
#[must_use]
pub fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches(['%', '\u{a0}', ' ']);
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    let plain = if text.contains(',') && (text.contains('.') || is_grouped(&text)) {
        text.replace(',', "")
    } else {
        text.replace(',', ".")
    };
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A list of positive numbers: `80, 20`, `80/20`, `1 1 1`.
#[must_use]
pub fn list(text: &str) -> Option<Vec<f64>> {
    text.split([',', '/', ';', ' ', ':'])
        .filter(|part| !part.trim().is_empty())
        .map(decimal)
        .collect()
}

/// Whether separators set groups of three digits apart.
fn is_grouped(text: &str) -> bool {
    let groups: Vec<&str> = text.split([',', '.']).collect();
    groups.len() > 1
        && groups
            .iter()
            .skip(1)
            .all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_may_be_grouped() {
        for (text, expected) in [
            ("2400", Some(2_400)),
            ("2,400", Some(2_400)),
            (" 2.400 ", Some(2_400)),
            ("1 234 567", Some(1_234_567)),
            ("2.5", None),
            ("-3", None),
            ("", None),
            ("many", None),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn decimals_take_points_and_commas() {
        for (text, expected) in [
            ("5", Some(5.0)),
            ("5 %", Some(5.0)),
            ("0.5", Some(0.5)),
            ("0,5", Some(0.5)),
            ("1,234", Some(1_234.0)),
            ("1,234.5", Some(1_234.5)),
            ("−2", Some(-2.0)),
            ("inf", None),
            ("nan", None),
            ("5..", None),
        ] {
            assert_eq!(decimal(text), expected, "{text}");
        }
    }

    #[test]
    fn lists_take_any_separator() {
        assert_eq!(list("80, 20"), Some(vec![80.0, 20.0]));
        assert_eq!(list("80/20"), Some(vec![80.0, 20.0]));
        assert_eq!(list("1 1 1"), Some(vec![1.0, 1.0, 1.0]));
        assert_eq!(list("a, b"), None);
    }
}
