//! The time of day and the offset behind a date.

use jiff::civil::Time;
use jiff::tz::Offset;

/// Reads `13:18:58 +0200`, `9:30 pm`, `à 13h18`, `13:18 GMT+2` and nothing at all.
pub(super) fn time_and_offset(text: &str) -> Option<(Time, Option<Offset>)> {
    let text = without_connector(text);
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | 'h')))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let (half, rest) = half_of_day(rest.trim());
    let rest = rest.strip_prefix("Uhr").unwrap_or(rest).trim_start();
    let time = if clock.is_empty() && half.is_none() {
        Time::midnight()
    } else {
        clock_time(clock, half)?
    };
    let offset = if rest.is_empty() {
        None
    } else {
        Some(utc_offset(rest)?)
    };
    Some((time, offset))
}

/// Words between date and time, in the languages of the months.
fn without_connector(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–'));
    let is_before_time = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    ["at ", "um ", "à ", "a las ", "a la ", "kl. "]
        .iter()
        .find_map(|word| text.strip_prefix(word).map(str::trim_start))
        .filter(|rest| is_before_time(rest))
        .unwrap_or(text)
}

/// The hours that `am` and `pm` add, in every spelling: `PM`, `p.m.`, `p. m.`.
fn half_of_day(text: &str) -> (Option<i8>, &str) {
    let letters: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !(*c == '.' || c.is_whitespace()))
        .take(2)
        .collect();
    let [(first, half), (last, m)] = letters[..] else {
        return (None, text);
    };
    let gap = text[first..last].chars().count();
    let hours = match half.to_ascii_lowercase() {
        'a' => 0,
        'p' => 12,
        _ => return (None, text),
    };
    if !m.eq_ignore_ascii_case(&'m') || gap > 3 {
        return (None, text);
    }
    let rest = text[last + 1..].trim_start_matches('.').trim_start();
    (Some(hours), rest)
}

fn clock_time(clock: &str, half: Option<i8>) -> Option<Time> {
    let french = clock.replace('h', ":");
    let clock = french
        .strip_suffix(':')
        .map_or(french.clone(), |hour| format!("{hour}:00"));
    let (whole, fraction) = clock.split_once(['.', ',']).unwrap_or((&clock, ""));
    let fields: Vec<i8> = whole
        .split(':')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let (hour, minute, second) = match fields[..] {
        [hour] if half.is_some() && fraction.is_empty() => (hour, 0, 0),
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    let nanos: i32 = match fraction.get(..fraction.len().min(9))? {
        "" => 0,
        digits => format!("{digits:0<9}").parse().ok()?,
    };
    Time::new(hour, minute, second, nanos).ok()
}

/// Reads `Z`, `UTC`, `+0200`, `+05:30`, `GMT+2`, and what stands in parentheses behind it is ignored.
fn utc_offset(text: &str) -> Option<Offset> {
    let text = match text.split_once('(') {
        Some((offset, name)) if name.ends_with(')') && !offset.is_empty() => offset.trim_end(),
        Some(_) | None => text,
    };
    let named = ["UTC", "GMT"].iter().find_map(|name| {
        let is_so = text
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        is_so.then(|| text[3..].trim_start())
    });
    if text.eq_ignore_ascii_case("z") || named == Some("") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match named.unwrap_or(text).strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, named.unwrap_or(text).strip_prefix(['-', '−'])?),
    };
    let digits = digits.replace(':', "");
    // A single digit is an offset only where a name says that it is one.
    let digits = match (named, digits.len()) {
        (Some(_), 1) => format!("0{digits}"),
        _ => digits,
    };
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = if digits.len() == 4 {
        digits[2..].parse().ok()?
    } else {
        0
    };
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}
