//! Numbers as typed: exact decimals, so that 199.50 means 19950 minor units and nothing beside it.

use std::cmp::Ordering;

/// The most digits that a number in a rule may have.
const MAX_DIGITS: usize = 15;

/// A typed number: `digits / 10^scale`, and whether a percent sign followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: i64,
    scale: u32,
    percent: bool,
}

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn whole(number: i32) -> Self {
        Self {
            digits: number.into(),
            scale: 0,
            percent: false,
        }
    }

    /// Reads `-12`, `199.50` or `10%`; `None` for anything else or for more than 15 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, percent) = match text.strip_suffix('%') {
            Some(number) => (number, true),
            None => (text, false),
        };
        let unsigned = number.strip_prefix('-').unwrap_or(number);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        if whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        let digits: i64 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self {
            digits: if unsigned.len() < number.len() {
                -digits
            } else {
                digits
            },
            scale: fraction.len() as u32,
            percent,
        })
    }

    /// Whether a percent sign followed.
    #[must_use]
    pub fn is_percent(self) -> bool {
        self.percent
    }

    /// The value; a percentage as a fraction.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.digits as f64 / 10_f64.powi(self.places().cast_signed())
    }

    /// Compares the exact fraction `numerator / denominator` (denominator above zero) with the value.
    #[must_use]
    pub fn compare(self, numerator: i64, denominator: i64) -> Ordering {
        // 2^63 * 10^17 stays below 2^127: the product cannot overflow at 15 digits and a percent sign.
        let left = i128::from(numerator) * 10_i128.pow(self.places());
        let right = i128::from(self.digits) * i128::from(denominator);
        left.cmp(&right)
    }

    /// The smallest whole count that is at least this share of `total`; between 0 and `total`.
    #[must_use]
    pub fn share_of(self, total: usize) -> usize {
        let product = i128::from(self.digits.max(0)) * total as i128;
        let scale = 10_i128.pow(self.places());
        let count = (product + scale - 1) / scale;
        usize::try_from(count).unwrap_or(total).min(total)
    }

    fn places(self) -> u32 {
        self.scale + if self.percent { 2 } else { 0 }
    }
}

impl std::fmt::Display for Decimal {
    /// As typed, down to trailing zeros.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let size = self.digits.unsigned_abs();
        let unit = 10_u64.pow(self.scale);
        write!(formatter, "{sign}{}", size / unit)?;
        if self.scale > 0 {
            let places = self.scale as usize;
            write!(formatter, ".{:0places$}", size % unit)?;
        }
        formatter.write_str(if self.percent { "%" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_typed() {
        for text in [
            "0",
            "200",
            "199.50",
            "-0.05",
            "10%",
            "2.5%",
            "999999999999999",
        ] {
            assert_eq!(
                Decimal::parse(text).map(|d| d.to_string()).as_deref(),
                Some(text)
            );
        }
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "1,000",
            "1e3",
            "ten",
            "%",
            "9999999999999999",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn comparisons_are_exact() {
        let compare = |text: &str, n, d| Decimal::parse(text).map(|x| x.compare(n, d));
        assert_eq!(compare("199.50", 19_950, 100), Some(Ordering::Equal));
        assert_eq!(compare("199.50", 19_951, 100), Some(Ordering::Greater));
        assert_eq!(compare("0.1", 3, 30), Some(Ordering::Equal));
        assert_eq!(compare("33.3%", 1, 3), Some(Ordering::Greater));
        assert_eq!(
            compare("999999999999.999%", i64::MAX, 1),
            Some(Ordering::Greater)
        );
        assert_eq!(compare("-5", -501, 100), Some(Ordering::Less));
    }

    #[test]
    fn shares_round_up_to_whole_people() {
        let share = |text: &str, total| Decimal::parse(text).map(|x| x.share_of(total));
        assert_eq!(share("10%", 25), Some(3));
        assert_eq!(share("0.1", 30), Some(3));
        assert_eq!(share("150%", 30), Some(30));
        assert_eq!(share("0%", 30), Some(0));
        assert_eq!(share("-1", 30), Some(0));
    }
}
