//! Times as numbers since 1970, in columns that are declared to hold them.

use jiff::tz::Offset;

use super::{BadInstant, Written, YEARS};
use crate::import::plain::plain;

/// What a number counts, in a column that is declared to hold such numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnixUnit {
    /// Seconds since 1970.
    Seconds,
    /// Thousandths of a second since 1970.
    Milliseconds,
    /// Millionths of a second since 1970.
    Microseconds,
}

impl UnixUnit {
    /// Every unit.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Milliseconds, Self::Microseconds];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Seconds => "Seconds since 1970",
            Self::Milliseconds => "Milliseconds since 1970",
            Self::Microseconds => "Microseconds since 1970",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.id() == text)
    }

    /// Reads a number of such units; a fraction is dropped below the microsecond.
    pub(in crate::import) fn read(self, text: &str) -> Result<Written, BadInstant> {
        let text = plain(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = match self {
            Self::Seconds => 6,
            Self::Milliseconds => 3,
            Self::Microseconds => 0,
        };
        let is_plain = !whole.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
        let fraction: String = fraction
            .chars()
            .chain("000000".chars())
            .take(digits)
            .collect();
        let micros = format!("{whole}{fraction}").parse();
        let micros: i64 = micros.map_err(|_| BadInstant::NotADate)?;
        let stamp = jiff::Timestamp::from_microsecond(micros);
        let civil = stamp
            .map_err(|_| BadInstant::NotADate)
            .map(|stamp| Offset::UTC.to_datetime(stamp))?;
        if !is_plain || !YEARS.contains(&civil.year()) {
            return Err(BadInstant::NotADate);
        }
        Ok(Written {
            civil,
            offset: Some(Offset::UTC),
            is_serial: false,
        })
    }
}
