//! Money: integer minor units of one currency, and the exact arithmetic on them.

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency, as three upper-case letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// No currency (ISO 4217 `XXX`), for amounts whose currency nobody has named: written without a sign.
    pub const NONE: Self = Self(*b"XXX");

    /// Reads a three-letter code in any case; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|byte| byte.to_ascii_uppercase())))
    }

    /// The code, for example `EUR`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Whether it is any currency at all.
    #[must_use]
    pub fn is_named(self) -> bool {
        self != Self::NONE
    }

    /// What amounts are in, in words: `in EUR`, `without a currency`.
    #[must_use]
    pub fn in_words(self) -> String {
        if self.is_named() {
            format!("in {self}")
        } else {
            "without a currency".to_owned()
        }
    }

    /// Decimal digits of the minor unit (ISO 4217): 2 for most, 0 for yen-like, 3 for dinar-like.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
            | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }

    /// How many minor units make one major unit.
    #[must_use]
    pub fn minor_per_major(&self) -> i64 {
        10_i64.pow(self.exponent())
    }

    /// The sign written before an amount where one is common, else the code and a space.
    #[must_use]
    pub fn sign(&self) -> &str {
        match self.code() {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "XXX" => "",
            other => other,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
            .ok_or_else(|| format!("`{text}` is not a three-letter currency code such as EUR"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

/// `value * numerator / denominator` in minor units, rounded half to even.
///
/// Exact in 128 bits. `None` where the denominator is zero or the result leaves `i64`.
#[must_use]
pub fn scale_half_even(value: i64, numerator: i64, denominator: i64) -> Option<i64> {
    if denominator == 0 {
        return None;
    }
    let product = i128::from(value) * i128::from(numerator);
    let divisor = i128::from(denominator);
    let floor = product.div_euclid(divisor);
    let remainder = product.rem_euclid(divisor);
    let step = divisor.signum();
    let rounded = match (remainder * 2).cmp(&divisor.abs()) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Equal if floor % 2 == 0 => floor,
        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => floor + step,
    };
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_rounds_half_to_even_on_both_sides_of_zero() {
        for (value, numerator, denominator, expected) in [
            (5, 1, 2, 2),
            (7, 1, 2, 4),
            (-5, 1, 2, -2),
            (-7, 1, 2, -4),
            (5, -1, 2, -2),
            (7, 1, -2, -4),
            (10, 1, 3, 3),
            (11, 1, 3, 4),
            (6500, 6000, 6500, 6000),
        ] {
            assert_eq!(
                scale_half_even(value, numerator, denominator),
                Some(expected),
                "{value} * {numerator} / {denominator}"
            );
        }
    }

    #[test]
    fn scaling_refuses_what_it_cannot_represent() {
        assert_eq!(scale_half_even(1, 1, 0), None);
        assert_eq!(scale_half_even(i64::MAX, 3, 1), None);
        assert_eq!(
            scale_half_even(i64::MAX, i64::MAX, i64::MAX),
            Some(i64::MAX)
        );
    }

    #[test]
    fn currencies_know_their_minor_unit() {
        assert_eq!(
            Currency::parse(" eur ").map(|c| (c.exponent(), c.sign().to_owned())),
            Some((2, "€".into()))
        );
        assert_eq!(Currency::parse("JPY").map(|c| c.minor_per_major()), Some(1));
        assert_eq!(
            Currency::parse("KWD").map(|c| c.minor_per_major()),
            Some(1000)
        );
        assert_eq!(
            (Currency::NONE.exponent(), Currency::NONE.is_named()),
            (2, false)
        );
        assert_eq!(Currency::parse("EURO"), None);
        assert_eq!(Currency::parse("E1R"), None);
    }
}
