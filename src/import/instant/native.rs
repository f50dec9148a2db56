//! The shape of dates that programs write.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::{Written, YEARS};

/// `2026-08-24`, with ` 13:18:58` and with ` +0200`, ` UTC` or `Z`: nearly every date of an export has
/// this shape, so it is read from its bytes alone.
pub(super) fn native(text: &str) -> Option<Written> {
    let bytes = text.as_bytes();
    let number = |from: usize, length: usize| {
        bytes
            .get(from..from + length)?
            .iter()
            .try_fold(0_i16, |sum, byte| {
                let digit = byte.wrapping_sub(b'0');
                (digit < 10).then(|| sum * 10 + i16::from(digit))
            })
    };
    let two = |from: usize| number(from, 2).map(|number| number as i8);
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    if !is(4, b'-') || !is(7, b'-') {
        return None;
    }
    let year = number(0, 4).filter(|year| YEARS.contains(year))?;
    let date = Date::new(year, two(5)?, two(8)?).ok()?;
    let written = |time, offset| Written {
        civil: date.to_datetime(time),
        offset,
        is_serial: false,
    };
    if bytes.len() == 10 {
        return Some(written(Time::midnight(), None));
    }
    if !(is(10, b' ') || is(10, b'T')) || !is(13, b':') || !is(16, b':') {
        return None;
    }
    let second = two(17)?;
    let time = Time::new(two(11)?, two(14)?, second, 0).ok()?;
    let offset = match bytes.get(19..)? {
        b"" => None,
        b" UTC" | b"Z" => Some(Offset::UTC),
        [b' ', sign @ (b'+' | b'-'), _, _, _, _] => {
            let (hours, minutes) = (two(21)?, two(23)?);
            let seconds = i32::from(hours) * 3600 + i32::from(minutes) * 60;
            let sign = if *sign == b'-' { -1 } else { 1 };
            let offset = Offset::from_seconds(sign * seconds).ok();
            Some(offset.filter(|_| minutes < 60)?)
        }
        _ => return None,
    };
    Some(written(time, offset))
}
