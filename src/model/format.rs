//! How numbers, money, shares and dates are written: the one place for screen, charts and text.

use super::money::Currency;
use super::time::Day;

/// The minus sign of typography (U+2212), wider and clearer than a hyphen.
pub const MINUS: char = '−';

/// Marks for thousands and decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyle {
    /// Between groups of three digits.
    pub thousands: char,
    /// Between units and decimals.
    pub decimal: char,
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self::POINT
    }
}

impl NumberStyle {
    /// `1,234.50`.
    pub const POINT: Self = Self {
        thousands: ',',
        decimal: '.',
    };
    /// `1.234,50`.
    pub const COMMA: Self = Self {
        thousands: '.',
        decimal: ',',
    };

    /// A whole number: `14,062`.
    #[must_use]
    pub fn count(self, value: i64) -> String {
        let sign = if value < 0 {
            MINUS.to_string()
        } else {
            String::new()
        };
        format!("{sign}{}", self.grouped(value.unsigned_abs()))
    }

    /// A number with a fixed count of decimals: `1,234.50`. Text for what is not finite.
    #[must_use]
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        if value.is_nan() {
            return "not a number".to_owned();
        }
        if value.is_infinite() {
            return if value > 0.0 {
                "∞".to_owned()
            } else {
                format!("{MINUS}∞")
            };
        }
        let text = format!("{:.decimals$}", value.abs());
        let (units, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let sign = if value < 0.0 && !is_zero {
            MINUS.to_string()
        } else {
            String::new()
        };
        let units = units
            .parse::<u64>()
            .map_or_else(|_| units.to_owned(), |whole| self.grouped(whole));
        if fraction.is_empty() {
            format!("{sign}{units}")
        } else {
            format!("{sign}{units}{}{fraction}", self.decimal)
        }
    }

    /// Exact money from minor units: `€1,234.50`, `−€3.00`.
    #[must_use]
    pub fn money(self, minor: i64, currency: Currency) -> String {
        let per_major = currency.minor_per_major().unsigned_abs();
        let value = minor.unsigned_abs();
        let whole = self.grouped(value / per_major);
        let sign = if minor < 0 {
            MINUS.to_string()
        } else {
            String::new()
        };
        let mark = currency_mark(currency);
        match currency.exponent() as usize {
            0 => format!("{sign}{mark}{whole}"),
            digits => format!(
                "{sign}{mark}{whole}{}{:0digits$}",
                self.decimal,
                value % per_major
            ),
        }
    }

    /// Average money from minor units with the currency's decimals: `€47.80`.
    #[must_use]
    pub fn money_average(self, minor: f64, currency: Currency) -> String {
        let major = minor / currency.minor_per_major() as f64;
        self.with_mark(major, currency.exponent() as usize, currency)
    }

    /// Money for axes and tight places: `€950`, `€14.9k`, `€1.2M`.
    #[must_use]
    pub fn money_short(self, minor: f64, currency: Currency) -> String {
        let major = minor / currency.minor_per_major() as f64;
        let (scaled, suffix) = shorten(major);
        let is_whole = scaled.abs() >= 100.0 || (scaled * 10.0).round() % 10.0 == 0.0;
        let decimals = usize::from(!suffix.is_empty() && !is_whole);
        format!("{}{suffix}", self.with_mark(scaled, decimals, currency))
    }

    /// A share from a fraction: `6.2 %`.
    #[must_use]
    pub fn percent(self, fraction: f64, decimals: usize) -> String {
        format!("{} %", self.decimal(fraction * 100.0, decimals))
    }

    /// A difference of shares from a fraction, signed: `+2.2 pp`.
    #[must_use]
    pub fn points(self, fraction: f64, decimals: usize) -> String {
        format!("{} pp", self.signed(fraction * 100.0, decimals))
    }

    /// A signed number: `+1.5`, `−0.3`, `0.0`.
    #[must_use]
    pub fn signed(self, value: f64, decimals: usize) -> String {
        let text = self.decimal(value, decimals);
        let is_zero = !text.chars().any(|c| ('1'..='9').contains(&c));
        if value > 0.0 && (!is_zero || value.is_infinite()) {
            format!("+{text}")
        } else {
            text
        }
    }

    /// A signed share: `+54 %`.
    #[must_use]
    pub fn lift(self, fraction: f64, decimals: usize) -> String {
        format!("{} %", self.signed(fraction * 100.0, decimals))
    }

    /// Signed average money: `+€3.02`.
    #[must_use]
    pub fn money_signed(self, minor: f64, currency: Currency) -> String {
        let text = self.money_average(minor, currency);
        if minor > 0.0 {
            format!("+{text}")
        } else {
            text
        }
    }

    /// A p-value: three significant digits, `< 0.0001` below that, never zero.
    #[must_use]
    pub fn p_value(self, p: f64) -> String {
        if p < 1e-300 {
            return "< 1e-300".to_owned();
        }
        if p < 1e-4 {
            let exponent = p.log10().floor() as i32;
            let mantissa = (p / 10f64.powi(exponent)).round();
            let (mantissa, exponent) = if mantissa >= 10.0 {
                (1.0, exponent + 1)
            } else {
                (mantissa, exponent)
            };
            return format!("{mantissa:.0} × 10{}", superscript(exponent));
        }
        let decimals = if p < 0.001 {
            5
        } else if p < 0.01 {
            4
        } else if p < 0.1 {
            3
        } else {
            2
        };
        self.decimal(p, decimals)
    }

    /// An amount in major units with its currency's mark: `−€3.5`.
    #[must_use]
    pub fn with_mark(self, major: f64, decimals: usize, currency: Currency) -> String {
        let text = self.decimal(major, decimals);
        let mark = currency_mark(currency);
        match text.strip_prefix(MINUS) {
            Some(rest) => format!("{MINUS}{mark}{rest}"),
            None => format!("{mark}{text}"),
        }
    }

    fn grouped(self, value: u64) -> String {
        let digits = value.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(self.thousands);
            }
            text.push(digit);
        }
        text
    }
}

/// A date: `30 Jun 2026`.
#[must_use]
pub fn day(day: Day) -> String {
    day.date().strftime("%-d %b %Y").to_string()
}

/// A period with its last day included: `1 Jan to 30 Jun 2026`.
#[must_use]
pub fn period(first: Day, last: Day) -> String {
    let (from, to) = (first.date(), last.date());
    if from == to {
        return day(last);
    }
    if from.year() == to.year() {
        return format!("{} to {}", from.strftime("%-d %b"), day(last));
    }
    format!("{} to {}", day(first), day(last))
}

/// One thing or several: `1 order`, `2 orders`.
#[must_use]
pub fn plural(count: i64, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", NumberStyle::POINT.count(count))
}

fn currency_mark(currency: Currency) -> String {
    match currency.sign() {
        sign if sign == currency.code() => format!("{sign} "),
        sign => sign.to_owned(),
    }
}

fn shorten(value: f64) -> (f64, &'static str) {
    match value.abs() {
        size if size >= 999_500.0 => (value / 1e6, "M"),
        size if size >= 999.5 => (value / 1e3, "k"),
        _ => (value, ""),
    }
}

fn superscript(value: i32) -> String {
    value
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: NumberStyle = NumberStyle::POINT;

    fn euro() -> Currency {
        Currency::parse("EUR").unwrap()
    }

    #[test]
    fn money_is_exact_and_marked() {
        assert_eq!(STYLE.money(123_450, euro()), "€1,234.50");
        assert_eq!(STYLE.money(-5, euro()), "−€0.05");
        assert_eq!(STYLE.money(500, Currency::parse("JPY").unwrap()), "¥500");
        assert_eq!(
            STYLE.money(500, Currency::parse("CHF").unwrap()),
            "CHF 5.00"
        );
        assert_eq!(NumberStyle::COMMA.money(123_450, euro()), "€1.234,50");
        assert_eq!(STYLE.money(i64::MIN, euro()), "−€92,233,720,368,547,758.08");
    }

    #[test]
    fn short_money_keeps_three_digits_or_so() {
        for (minor, expected) in [
            (0.0, "€0"),
            (95_000.0, "€950"),
            (1_490_000.0, "€14.9k"),
            (3_000_000.0, "€30k"),
            (21_240_000.0, "€212k"),
            (99_960_000.0, "€1M"),
            (-319_000.0, "−€3.2k"),
        ] {
            assert_eq!(STYLE.money_short(minor, euro()), expected);
        }
    }

    #[test]
    fn shares_points_and_signs_stay_apart() {
        assert_eq!(STYLE.percent(0.062, 1), "6.2 %");
        assert_eq!(STYLE.points(0.0221, 1), "+2.2 pp");
        assert_eq!(STYLE.points(-0.0004, 1), "0.0 pp");
        assert_eq!(STYLE.lift(-0.057, 0), "−6 %");
        assert_eq!(STYLE.lift(f64::INFINITY, 0), "+∞ %");
        assert_eq!(STYLE.money_signed(302.0, euro()), "+€3.02");
    }

    #[test]
    fn small_p_values_are_never_zero() {
        for (p, expected) in [
            (0.8, "0.80"),
            (0.0454, "0.045"),
            (0.0025, "0.0025"),
            (0.000_47, "0.00047"),
            (4.9e-11, "5 × 10⁻¹¹"),
            (9.7e-5, "1 × 10⁻⁴"),
            (0.0, "< 1e-300"),
        ] {
            assert_eq!(STYLE.p_value(p), expected);
        }
    }

    #[test]
    fn periods_name_the_year_once() {
        let day_of = |text: &str| Day::from_date(text.parse().unwrap());
        assert_eq!(
            period(day_of("2026-01-01"), day_of("2026-06-30")),
            "1 Jan to 30 Jun 2026"
        );
        assert_eq!(
            period(day_of("2025-12-01"), day_of("2026-06-30")),
            "1 Dec 2025 to 30 Jun 2026"
        );
        assert_eq!(
            period(day_of("2026-06-30"), day_of("2026-06-30")),
            "30 Jun 2026"
        );
    }
}
