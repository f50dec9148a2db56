//! Numbers of any column, in the decimal mark that the column proves.

use crate::import::amount::{BadAmount, DecimalMark, Evidence, take_apart};
use crate::import::cell;
use crate::import::plain::plain as undressed;

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Read {
    /// A number.
    Number(f64),
    /// A number with a percent sign: `12 %` is 0.12.
    Percent(f64),
    /// That there is none.
    Nothing,
}

/// Numbers beyond this are refused: their squares and the sums of these still fit a float.
const LARGEST: f64 = 1e100;

/// A column that is read as numbers, with a mark that is assumed and the one that it proves meanwhile.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberColumn {
    assumed: DecimalMark,
    evidence: Evidence,
    /// Whether a cell had a mark, so that its value rests on the assumption.
    has_marks: bool,
    /// Whether the assumed mark is proven, so that cells in it prove nothing new.
    is_confirmed: bool,
}

impl NumberColumn {
    /// A column of which nothing is read yet.
    pub(super) fn new(assumed: DecimalMark) -> Self {
        Self {
            assumed,
            evidence: Evidence::default(),
            has_marks: false,
            is_confirmed: false,
        }
    }

    /// What the cells read so far prove.
    pub(super) fn evidence(self) -> Evidence {
        self.evidence
    }

    /// Whether the cells read so far have the same values under another mark.
    pub(super) fn holds_under(self, mark: DecimalMark) -> bool {
        mark == self.assumed || !self.has_marks
    }

    /// Reads a trimmed cell that is not blank.
    pub(super) fn read(&mut self, text: &str) -> Result<Read, BadAmount> {
        let decimal = match self.assumed {
            DecimalMark::Point => Some(b'.'),
            DecimalMark::Comma => Some(b','),
            DecimalMark::Unproven | DecimalMark::Mixed => None,
        };
        match plain(text, decimal) {
            Some((value, has_mark)) => {
                if has_mark {
                    self.has_marks = true;
                    self.confirm(text);
                }
                Ok(Read::Number(value))
            }
            None => self.read_dressed(text),
        }
    }

    /// Learns from cells in the assumed mark until one proves it; further ones could add nothing.
    fn confirm(&mut self, text: &str) {
        if !self.is_confirmed {
            let mut own = Evidence::default();
            own.observe(text);
            self.is_confirmed = own != Evidence::default();
            self.evidence = self.evidence.with(own);
        }
    }

    /// Reads what is more than digits and one mark: grouping, currency, percent, powers of ten, words.
    #[cold]
    fn read_dressed(&mut self, text: &str) -> Result<Read, BadAmount> {
        if is_nothing(text) {
            return Ok(Read::Nothing);
        }
        let text = &*undressed(text);
        let (text, is_percent) = match text.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (text, false),
        };
        let (digits, power, mark) = if let Some((mantissa, power)) = scientific(text) {
            let (mark, evidence) = mark_of_mantissa(mantissa);
            self.evidence = self.evidence.with(evidence);
            (mantissa, power, mark)
        } else {
            self.evidence.observe(text);
            self.has_marks |= text.contains(['.', ',']);
            (text, 0, self.assumed)
        };
        if !has_only_words_of_money(digits) {
            return Err(BadAmount::NotANumber);
        }
        let number = take_apart(digits, mark)?;
        let power = power - if is_percent { 2 } else { 0 };
        let sign = if number.negative { "-" } else { "" };
        // Written out and read by the standard library, so that it is rounded once.
        let plain = format!("{sign}0{}.{}0e{power}", number.whole, number.decimals);
        let value: f64 = plain.parse().map_err(|_| BadAmount::NotANumber)?;
        if value.abs() > LARGEST {
            return Err(BadAmount::TooLarge);
        }
        Ok(if is_percent {
            Read::Percent(value)
        } else {
            Read::Number(value)
        })
    }
}

/// Digits with at most one decimal mark inside and a minus before: the value, exactly rounded, and
/// whether there was a mark.
fn plain(text: &str, decimal: Option<u8>) -> Option<(f64, bool)> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let mut mantissa = 0_u64;
    let mut mark = None;
    for (at, &byte) in digits.iter().enumerate() {
        match byte.wrapping_sub(b'0') {
            digit @ 0..=9 => mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit)),
            _ if Some(byte) == decimal && mark.is_none() && at > 0 => mark = Some(at),
            _ => return None,
        }
    }
    let decimals = mark.map_or(0, |at| digits.len() - at - 1);
    let count = digits.len() - usize::from(mark.is_some());
    if count == 0 || (mark.is_some() && decimals == 0) {
        return None;
    }
    if count > EXACT_DIGITS {
        let is_written_as_here = mark.is_none() || decimal == Some(b'.');
        let value = text
            .parse()
            .ok()
            .filter(|_| is_written_as_here && count <= LONGEST)?;
        return Some((value, mark.is_some()));
    }
    let size = mantissa as f64 / POWERS[decimals];
    let value = if digits.len() < text.len() {
        -size
    } else {
        size
    };
    Some((value, mark.is_some()))
}

/// Numbers of so many digits and powers of ten of that size are exact floats, so that a quotient of the
/// two is rounded once, which is how a number must be read.
const EXACT_DIGITS: usize = 15;

/// Digits of a number that cannot be larger than [`LARGEST`].
const LONGEST: usize = 100;

const POWERS: [f64; EXACT_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// Whether a cell says in words, or in the way of a program, that it has no number.
pub(super) fn is_nothing(text: &str) -> bool {
    let word = text.trim_start_matches(['+', '-', '−']).to_lowercase();
    cell::says_nothing(text) || NOTHING.contains(&word.as_str())
}

const NOTHING: &[&str] = &[
    "nan",
    "inf",
    "infinity",
    "∞",
    ".",
    "\\n",
    "missing",
    "undefined",
    "nil",
    "#n/a",
    "#na",
    "#div/0!",
    "#value!",
    "#num!",
    "#ref!",
    "#name?",
    "#null!",
];

/// Mantissa and power of ten of `1.5E-03`.
fn scientific(text: &str) -> Option<(&str, i32)> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let digits = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let marks = digits.matches(['.', ',']).count();
    let is_plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b',');
    let unsigned = power.strip_prefix(['-', '+']).unwrap_or(power);
    let is_power =
        (1..=4).contains(&unsigned.len()) && unsigned.bytes().all(|b| b.is_ascii_digit());
    if !digits.bytes().all(is_plain) || digits.len() == marks || marks > 1 || !is_power {
        return None;
    }
    Some((mantissa, power.parse().ok()?))
}

/// A mantissa has no groups, so that its mark is decimal whatever follows it.
fn mark_of_mantissa(mantissa: &str) -> (DecimalMark, Evidence) {
    if mantissa.contains(',') {
        (DecimalMark::Comma, Evidence::COMMA)
    } else if mantissa.contains('.') {
        (DecimalMark::Point, Evidence::POINT)
    } else {
        (DecimalMark::Point, Evidence::default())
    }
}

/// Letters beside a number change its size (`10k`, `3 min`) unless they name a currency.
fn has_only_words_of_money(text: &str) -> bool {
    // `CA$`, `US$`, `R$`: the letters say whose dollar it is.
    let (whose, rest) = text.split_once('$').unwrap_or(("", text));
    let letters = |part| str::split(part, |c: char| !c.is_alphabetic());
    let mut words = letters(rest).filter(|word| !word.is_empty());
    letters(whose).all(|word| word.chars().count() <= 2)
        && words.all(|word| WORDS_OF_MONEY.contains(&word.to_uppercase().as_str()))
}

const WORDS_OF_MONEY: &[&str] = &[
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "EURO", "FR", "FT", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KR",
    "KRW", "KČ", "LEI", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN", "RON", "RS", "RUB",
    "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR", "ZŁ", "ЛВ", "РУБ",
];

/// What is wrong with a cell and what to do, one sentence.
pub(super) fn hint(bad: BadAmount) -> &'static str {
    match bad {
        BadAmount::NotANumber | BadAmount::TooManyDecimals | BadAmount::Scientific => {
            "This is no number in the form of its column, so the unit is left out of the metric; correct the cell."
        }
        BadAmount::Ambiguous => {
            "The mark could be decimal or group thousands, and no other number of the file tells; write it without grouping and with two decimals."
        }
        BadAmount::TooLarge => {
            "The number is too large to compute with, so the unit is left out of the metric; correct the cell."
        }
    }
}

#[cfg(test)]
mod tests;
