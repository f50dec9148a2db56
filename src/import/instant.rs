//! Dates and times as exports write them, to instants.
//!
//! `03/08/2026` is March or August; the column decides, as for decimal marks. A time without an
//! offset is read in the zone that the analyst chose for the file.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::month_names;
use super::native;
use crate::model::time::Moment;

/// What the dates of a file prove about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    day_first: bool,
    month_first: bool,
}

/// The order of day and month in dates such as `03/08/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayOrder {
    /// 3 August.
    DayFirst,
    /// March 8.
    MonthFirst,
    /// No date tells, or they contradict each other; each date must prove its own.
    Unproven,
}

impl DayOrder {
    /// Every order, the two that can be chosen first.
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::Unproven];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
            Self::Unproven => "unproven",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::DayFirst => "Day first (31/12/2026)",
            Self::MonthFirst => "Month first (12/31/2026)",
            Self::Unproven => "No date tells",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.id() == text)
    }
}

impl Evidence {
    /// Takes one cell into account.
    pub(super) fn observe(&mut self, text: &str) {
        if text.as_bytes().get(4) == Some(&b'-') {
            return;
        }
        let (date, _) = split_date(text);
        if let Some(Parts::YearLast([first, second, _], b'/' | b'-')) = parts(date) {
            self.day_first |= first > 12 && second <= 12;
            self.month_first |= second > 12 && first <= 12;
        }
    }

    /// The order that the dates prove.
    pub(super) fn order(self) -> DayOrder {
        match (self.day_first, self.month_first) {
            (true, false) => DayOrder::DayFirst,
            (false, true) => DayOrder::MonthFirst,
            (false, false) | (true, true) => DayOrder::Unproven,
        }
    }
}

/// Why a date cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadInstant {
    /// No date in a known form.
    NotADate,
    /// Day and month cannot be told apart.
    Ambiguous,
}

impl BadInstant {
    /// What is wrong and what to do, one sentence.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::NotADate => {
                "This is no date in a known form; write it like 2026-08-24 13:18:58 +0200."
            }
            Self::Ambiguous => {
                "Day and month cannot be told apart, and no other date of the file tells; export with the year first."
            }
        }
    }
}

/// A date and time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    civil: DateTime,
    offset: Option<Offset>,
}

impl Written {
    /// The day of the calendar.
    pub(super) fn date(self) -> Date {
        self.civil.date()
    }

    /// Whether an offset or `UTC` stands beside the time.
    pub(super) fn has_offset(self) -> bool {
        self.offset.is_some()
    }

    /// The instant; without an offset in `zone`, where an hour that occurs twice or never in
    /// spring and autumn is read as calendars do (the first of two, the later side of a gap).
    pub(super) fn resolve(self, zone: &TimeZone) -> Option<Moment> {
        let stamp = match self.offset {
            Some(offset) => offset.to_timestamp(self.civil).ok()?,
            None => zone.to_ambiguous_timestamp(self.civil).compatible().ok()?,
        };
        let offset = self.offset.unwrap_or_else(|| zone.to_offset(stamp));
        Some(Moment {
            utc_micros: stamp.as_microsecond(),
            offset_seconds: offset.seconds(),
        })
    }
}

/// Reads a date with or without time and offset.
pub(super) fn parse(text: &str, order: DayOrder) -> Result<Written, BadInstant> {
    if let Some((civil, offset)) = native::instant(text) {
        return Ok(Written {
            civil,
            offset: Some(offset),
        });
    }
    parse_any(text, order)
}

fn parse_any(text: &str, order: DayOrder) -> Result<Written, BadInstant> {
    if let Some(civil) = spreadsheet_serial(text) {
        return Ok(Written {
            civil,
            offset: None,
        });
    }
    let named = month_names::in_numbers(text);
    let (date, rest) = split_date(named.as_deref().unwrap_or(text));
    let date = civil_date(date, order)?;
    let (time, offset) = time_and_offset(rest).ok_or(BadInstant::NotADate)?;
    Ok(Written {
        civil: date.to_datetime(time),
        offset,
    })
}

/// Three numbers of a date and what stands between them.
enum Parts {
    YearFirst([i16; 3]),
    YearLast([i16; 3], u8),
}

fn split_date(text: &str) -> (&str, &str) {
    let at = text
        .find(|c: char| c.is_whitespace() || c == 'T' || c == 't')
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(at);
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == 'T' || c == 't');
    (date.trim_end_matches(','), rest.trim())
}

fn parts(date: &str) -> Option<Parts> {
    let separator = *date.as_bytes().iter().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let fields: Vec<&str> = date.split(char::from(separator)).collect();
    let [first, second, third] = fields[..] else {
        return None;
    };
    let number = |field: &str| {
        let is_number = field.bytes().all(|byte| byte.is_ascii_digit());
        field.parse::<i16>().ok().filter(|_| is_number)
    };
    let numbers = [number(first)?, number(second)?, number(third)?];
    match [first.len(), second.len(), third.len()] {
        [4, 1..=2, 1..=2] => Some(Parts::YearFirst(numbers)),
        [1..=2, 1..=2, 4] => Some(Parts::YearLast(numbers, separator)),
        _ => None,
    }
}

fn civil_date(text: &str, order: DayOrder) -> Result<Date, BadInstant> {
    let compact = (text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    let (year, month, day) = match parts(compact.as_deref().unwrap_or(text)) {
        // Points stand in dates of the day-first countries only.
        Some(Parts::YearFirst([year, month, day]) | Parts::YearLast([day, month, year], b'.')) => {
            (year, month, day)
        }
        Some(Parts::YearLast([first, second, year], _)) => {
            let (day, month) = day_and_month(first, second, order)?;
            (year, month, day)
        }
        None => return Err(BadInstant::NotADate),
    };
    let small = |number: i16| i8::try_from(number).map_err(|_| BadInstant::NotADate);
    Date::new(year, small(month)?, small(day)?).map_err(|_| BadInstant::NotADate)
}

fn day_and_month(first: i16, second: i16, order: DayOrder) -> Result<(i16, i16), BadInstant> {
    match order {
        DayOrder::DayFirst => Ok((first, second)),
        DayOrder::MonthFirst => Ok((second, first)),
        DayOrder::Unproven if first > 12 || first == second => Ok((first, second)),
        DayOrder::Unproven if second > 12 => Ok((second, first)),
        DayOrder::Unproven => Err(BadInstant::Ambiguous),
    }
}

fn time_and_offset(text: &str) -> Option<(Time, Option<Offset>)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let rest = rest.trim();
    let (half, rest) = match rest.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("am") => (Some(0), rest[2..].trim_start()),
        Some("pm") => (Some(12), rest[2..].trim_start()),
        _ => (None, rest),
    };
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

fn clock_time(clock: &str, half: Option<i8>) -> Option<Time> {
    let (whole, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let fields: Vec<i8> = whole
        .split(':')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let (hour, minute, second) = match fields[..] {
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

fn utc_offset(text: &str) -> Option<Offset> {
    if matches!(text.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let digits = digits.replace(':', "");
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

/// Days since 1899-12-30 with a fraction, as spreadsheets store time: 1954 to 2119.
fn spreadsheet_serial(text: &str) -> Option<DateTime> {
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !is_number(days) || !is_number(fraction) {
        return None;
    }
    let days: i32 = days.parse().ok().filter(|days| *days >= 20_000)?;
    let fraction: f64 = format!("0.{fraction}").parse().ok()?;
    let seconds = (fraction * 86_400.0).round() as i64;
    let start = Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(days));
    let midnight = start.ok()?.to_datetime(Time::midnight());
    midnight
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DayOrder, zone: &str) -> String {
        match parse(text, order) {
            Err(bad) => format!("{bad:?}"),
            Ok(written) => {
                let zone = TimeZone::get(zone).unwrap();
                written.resolve(&zone).unwrap().to_rfc3339()
            }
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(read(text, DayOrder::Unproven, "UTC"), expected, "{text}");
    }

    #[test]
    fn the_forms_of_exports_are_read() {
        check("2026-08-24 13:18:58 +0200", "2026-08-24T13:18:58+02:00");
        check("2026-08-24T13:18:58Z", "2026-08-24T13:18:58+00:00");
        check("2026-08-24T13:18:58.250-05:00", "2026-08-24T13:18:58-05:00");
        check("2026-08-24 13:18:58 UTC", "2026-08-24T13:18:58+00:00");
        check("2024-01-15", "2024-01-15T00:00:00+00:00");
        check("2026/9/8 7:05", "2026-09-08T07:05:00+00:00");
        check("24.08.2026 13:18", "2026-08-24T13:18:00+00:00");
        check("8/24/2026 1:18 PM", "2026-08-24T13:18:00+00:00");
        check("08/24/2026 12:05 am", "2026-08-24T00:05:00+00:00");
        check("20260824", "2026-08-24T00:00:00+00:00");
        check("45384.34789351852", "2024-04-02T08:20:58+00:00");
        check("Jun 09, 2018 09:30 pm", "2018-06-09T21:30:00+00:00");
        check("2026-08-24 13:18:58 +05:30", "2026-08-24T13:18:58+05:30");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "soon",
            "2026-13-01",
            "2026-02-30",
            "24/08/26",
            "2026-08-24 25:00",
            "2026-08-24 EST",
            "2026-08-24 13:18:58 +2",
            "2026-08-24 13",
            "1001",
            "2026-8",
            "2026-08-24 0:30 PM",
            "2026-08-24 13:18:58 +0260",
            "2026-08-24 13:18:58 +9900",
            "é026-08-24",
            "2026-08-24 é",
        ] {
            check(text, "NotADate");
        }
    }

    #[test]
    fn day_and_month_are_told_apart_by_the_other_dates() {
        check("03/08/2026", "Ambiguous");
        check("08/08/2026", "2026-08-08T00:00:00+00:00");
        let order = |dates: &[&str]| {
            let mut evidence = Evidence::default();
            for date in dates {
                evidence.observe(date);
            }
            evidence.order()
        };
        assert_eq!(order(&["03/08/2026", "24/08/2026"]), DayOrder::DayFirst);
        assert_eq!(
            order(&["03-08-2026 10:00", "08-24-2026"]),
            DayOrder::MonthFirst
        );
        assert_eq!(order(&["24/08/2026", "08/24/2026"]), DayOrder::Unproven);
        assert_eq!(order(&["2026-08-24", "24.08.2026"]), DayOrder::Unproven);
        let day_first = read("03/08/2026", DayOrder::DayFirst, "UTC");
        assert_eq!(day_first, "2026-08-03T00:00:00+00:00");
        let month_first = read("03/08/2026", DayOrder::MonthFirst, "UTC");
        assert_eq!(month_first, "2026-03-08T00:00:00+00:00");
    }

    #[test]
    fn hours_that_occur_twice_or_never_have_one_reading() {
        let paris = |text| read(text, DayOrder::Unproven, "Europe/Paris");
        assert_eq!(paris("2026-10-25 02:30:00"), "2026-10-25T02:30:00+02:00");
        assert_eq!(paris("2026-03-29 02:30:00"), "2026-03-29T03:30:00+02:00");
        assert_eq!(
            paris("2026-10-25 02:30:00 +0100"),
            "2026-10-25T02:30:00+01:00"
        );
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_reads_what_the_long_way_reads(
            text in "20[0-3][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-6][0-9]:[0-6][0-9] [-+][01][0-9][0-6]0"
        ) {
            let long = parse_any(&text, DayOrder::Unproven);
            proptest::prop_assert_eq!(parse(&text, DayOrder::Unproven), long);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-0-9/:. TZ+apmé]{0,24}") {
            Evidence::default().observe(&text);
            let _ = parse(&text, DayOrder::Unproven);
        }
    }
}
