//! Amounts of the shape that programs write, which nearly all amounts of exports have.

use super::{DecimalMark, LARGEST};

/// An amount of the shape that programs write: `-123.45`.
pub(super) struct Native {
    negative: bool,
    digits: u64,
    /// Digits behind the point.
    pub(super) decimals: u32,
}

/// Nearly every amount of an export has this shape, so it is read from its bytes alone.
pub(super) fn native(text: &str) -> Option<Native> {
    let (negative, bytes) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        bytes => (false, bytes),
    };
    if bytes.len() > 16 || !bytes.first()?.is_ascii_digit() || !bytes.last()?.is_ascii_digit() {
        return None;
    }
    let mut digits = 0_u64;
    let mut point = None;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    Some(Native {
        negative,
        digits,
        decimals: point.map_or(0, |at| (bytes.len() - at - 1) as u32),
    })
}

/// The minor units of such an amount, where its value does not rest on other amounts of its column.
pub(super) fn native_minor(text: &str, mark: DecimalMark, exponent: u32) -> Option<i64> {
    let Native {
        negative,
        digits,
        decimals,
    } = native(text)?;
    let is_certain = match mark {
        DecimalMark::Point => true,
        DecimalMark::Comma => decimals == 0,
        DecimalMark::Unproven | DecimalMark::Mixed => decimals != 3,
    };
    let missing = exponent.checked_sub(decimals).filter(|_| is_certain)?;
    let minor = digits.checked_mul(10_u64.checked_pow(missing)?)?;
    let minor = i64::try_from(minor)
        .ok()
        .filter(|minor| *minor <= LARGEST)?;
    Some(if negative { -minor } else { minor })
}
