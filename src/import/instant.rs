//! Dates and times as exports write them, to instants.
//!
//! `03/08/2026` is March or August; the column decides, as for decimal marks. Two digits of a year stand
//! last, as spreadsheets write them short, and mean 1970 to 2069. A time without an
//! offset is read in the zone that the analyst chose for the file.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::plain::plain;
use crate::model::time::Moment;

mod clock;
mod native;
mod unix;
mod worded;

use native::native;
pub use unix::UnixUnit;

/// What the dates of a column prove about the order of day and month.
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

/// Whether day and month of a date cannot be told apart, as far as it tells itself.
pub(super) fn is_open(text: &str) -> bool {
    !starts_with_year(text)
        && numbers_of(text).is_some_and(|(first, second)| {
            first != second && (1..=12).contains(&first) && (1..=12).contains(&second)
        })
}

/// The two numbers before the year, where a slash or a dash stands between them.
fn numbers_of(text: &str) -> Option<(i16, i16)> {
    let text = plain(text);
    let (date, _) = split_date(&text);
    match parts(date)? {
        Parts::YearLast([first, second, _], b'/' | b'-') => Some((first, second)),
        Parts::YearFirst(_) | Parts::YearLast(..) => None,
    }
}

/// `2026-…`: such dates prove nothing about others.
fn starts_with_year(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c, d, b'-', ..] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()))
}

impl Evidence {
    /// Takes one cell into account.
    pub(super) fn observe(&mut self, text: &str) {
        if !starts_with_year(text)
            && let Some((first, second)) = numbers_of(text)
        {
            self.day_first |= (13..=31).contains(&first) && (1..=12).contains(&second);
            self.month_first |= (13..=31).contains(&second) && (1..=12).contains(&first);
        }
    }

    /// The evidence of two columns together.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            day_first: self.day_first || other.day_first,
            month_first: self.month_first || other.month_first,
        }
    }

    /// Whether dates of the column contradict each other.
    pub(super) fn is_contradictory(self) -> bool {
        self.day_first && self.month_first
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
    /// The year is that of another calendar, or a slip.
    Year,
}

impl BadInstant {
    /// What is wrong and what to do, one sentence.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::NotADate => {
                "This is no date in a known form; write it like 2026-08-24 13:18:58 +0200."
            }
            Self::Ambiguous => {
                "Day and month cannot be told apart, and no other date of the file tells; choose the order, or export with the year first."
            }
            Self::Year => {
                "The year lies outside 1900 to 2199, so the date is of another calendar or has a slip; export with years such as 2026."
            }
        }
    }
}

/// A date and time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    civil: DateTime,
    offset: Option<Offset>,
    is_serial: bool,
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

    /// Whether it was a number of days, as spreadsheets keep dates.
    pub(super) fn is_serial(self) -> bool {
        self.is_serial
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

/// Years that are taken: those of other calendars lie outside.
const YEARS: std::ops::Range<i16> = 1900..2200;

/// Reads a date with or without time and offset.
pub(super) fn parse(text: &str, order: DayOrder) -> Result<Written, BadInstant> {
    native(text).map_or_else(|| parse_dressed(text, order), Ok)
}

fn parse_dressed(text: &str, order: DayOrder) -> Result<Written, BadInstant> {
    let text = &*undressed(text);
    if let Some(civil) = spreadsheet_serial(text) {
        return Ok(Written {
            civil,
            offset: None,
            is_serial: true,
        });
    }
    let (date, rest) = if let Some(found) = worded::date(text) {
        found
    } else {
        let (date, rest) = split_date(without_weekday(text));
        (civil_date(date, order)?, rest)
    };
    if !YEARS.contains(&date.year()) {
        return Err(BadInstant::Year);
    }
    let (time, offset) = clock::time_and_offset(rest).ok_or(BadInstant::NotADate)?;
    Ok(Written {
        civil: date.to_datetime(time),
        offset,
        is_serial: false,
    })
}

/// Plain characters; `2026年8月24日` and `20260824131858` with the marks of other dates.
fn undressed(text: &str) -> Cow<'_, str> {
    let text = plain(text);
    let text = text.trim();
    if text.contains('年') {
        let marked = text.replace(['年', '月'], "-").replace('日', " ");
        return Cow::Owned(marked.trim().to_owned());
    }
    let is_compact = matches!(text.len(), 10 | 12 | 14)
        && text.starts_with("20")
        && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_compact {
        let clock: Vec<&str> = (8..text.len())
            .step_by(2)
            .map(|at| &text[at..at + 2])
            .collect();
        let minutes = if clock.len() == 1 { ":00" } else { "" };
        return Cow::Owned(format!("{} {}{minutes}", &text[..8], clock.join(":")));
    }
    Cow::Owned(text.to_owned())
}

/// `Mo. 24/08/2026`: the day of the week says nothing new.
fn without_weekday(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_alphabetic());
    let rest = rest.trim_start_matches(['.', ',']).trim_start();
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        rest
    } else {
        text
    }
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
        [1..=2, 1..=2, 2] => {
            let [first, second, year] = numbers;
            Some(Parts::YearLast([first, second, full_year(year)], separator))
        }
        _ => None,
    }
}

/// `26` is 2026 and `99` is 1999.
fn full_year(two_digits: i16) -> i16 {
    two_digits + if two_digits < 70 { 2000 } else { 1900 }
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
mod tests;
