//! The shapes in which shops themselves write amounts and times, read without a second look.
//!
//! Nearly every cell of an export has them, so they are read here in a few nanoseconds. Everything else
//! goes the long way through `amount` and `instant`, which read these shapes to the same values: a
//! property test compares them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// The minor units of `1234.56` for a currency with two decimals: digits, a point and two digits.
///
/// `None` for any other shape. Such an amount proves its decimal point.
pub(super) fn amount(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    // Twelve digits before the point stay below `amount::LARGEST`.
    if !(4..=15).contains(&bytes.len()) {
        return None;
    }
    let (whole, decimals) = bytes.split_at(bytes.len() - 3);
    if decimals[0] != b'.' {
        return None;
    }
    let mut minor = 0_i64;
    for &byte in whole.iter().chain(&decimals[1..]) {
        minor = minor * 10 + digit(byte)?;
    }
    Some(minor)
}

/// The time and offset of `2026-08-24 13:18:58 +0200`; `None` for any other shape or a wrong date.
pub(super) fn instant(text: &str) -> Option<(DateTime, Offset)> {
    let bytes: &[u8; 25] = text.as_bytes().try_into().ok()?;
    let marks = [
        (4, b'-'),
        (7, b'-'),
        (10, b' '),
        (13, b':'),
        (16, b':'),
        (19, b' '),
    ];
    if marks.iter().any(|&(at, mark)| bytes[at] != mark) {
        return None;
    }
    let two = |at: usize| Some(digit(bytes[at])? * 10 + digit(bytes[at + 1])?);
    let year = two(0)? * 100 + two(2)?;
    let date = Date::new(year as i16, two(5)? as i8, two(8)? as i8).ok()?;
    let time = Time::new(two(11)? as i8, two(14)? as i8, two(17)? as i8, 0).ok()?;
    let (hours, minutes) = (two(21)?, two(23)?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) as i32 * 60;
    let offset = match bytes[20] {
        b'+' => Offset::from_seconds(seconds),
        b'-' => Offset::from_seconds(-seconds),
        _ => return None,
    };
    Some((date.to_datetime(time), offset.ok()?))
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}
