//! Time: instants with the offset they were written in, and civil days of the reporting zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Microseconds in a day of 24 hours. Windows such as "within 30 days" are multiples of it.
pub const DAY_MICROS: i64 = 86_400_000_000;

/// An instant: UTC microseconds, and the UTC offset in seconds that the source wrote beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub utc_micros: i64,
    /// Seconds east of UTC in the source.
    pub offset_seconds: i32,
}

impl Moment {
    /// An instant written in UTC.
    #[must_use]
    pub fn utc(utc_micros: i64) -> Self {
        Self {
            utc_micros,
            offset_seconds: 0,
        }
    }

    /// The civil day on which it falls where it was written.
    #[must_use]
    pub fn day(self) -> Day {
        let local = self.utc_micros + i64::from(self.offset_seconds) * 1_000_000;
        Day(local.div_euclid(DAY_MICROS) as i32)
    }

    /// RFC 3339 with the original offset, to the second; empty only outside years -9999 to 9999.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let Ok(stamp) = jiff::Timestamp::from_microsecond(self.utc_micros) else {
            return String::new();
        };
        let Ok(offset) = jiff::tz::Offset::from_seconds(self.offset_seconds) else {
            return stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        };
        let zoned = stamp.to_zoned(offset.to_time_zone());
        zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// A civil day, counted from 1970-01-01; which day an instant falls on depends on the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day(pub i32);

impl Day {
    /// The day on which an instant falls in a zone (DST-safe).
    #[must_use]
    pub fn of(utc_micros: i64, zone: &TimeZone) -> Self {
        jiff::Timestamp::from_microsecond(utc_micros).map_or(Self(0), |stamp| {
            Self::from_date(zone.to_datetime(stamp).date())
        })
    }

    /// The day of a calendar date.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self(
            date.since(Date::constant(1970, 1, 1))
                .map_or(0, |span| span.get_days()),
        )
    }

    /// The calendar date; clamps outside years -9999 to 9999.
    #[must_use]
    pub fn date(self) -> Date {
        // A span of days beyond this panics instead of saturating.
        const MOST: i32 = 7_304_484;
        Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(self.0.clamp(-MOST, MOST)))
    }

    /// The first instant of the day in a zone, in UTC microseconds.
    #[must_use]
    pub fn start(self, zone: &TimeZone) -> i64 {
        self.date()
            .to_zoned(zone.clone())
            .map_or(i64::from(self.0) * DAY_MICROS, |zoned| {
                zoned.timestamp().as_microsecond()
            })
    }

    /// The Monday on or before this day.
    #[must_use]
    pub fn monday(self) -> Self {
        // 1970-01-01 was a Thursday, three days after a Monday.
        Self(self.0 - (self.0 + 3).rem_euclid(7))
    }
}

impl std::fmt::Display for Day {
    /// ISO 8601, for example `2026-06-30`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn days_follow_the_zone_across_the_spring_change() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let late = micros("2026-03-08T23:30:00-04:00");
        assert_eq!(Day::of(late, &zone).to_string(), "2026-03-08");
        assert_eq!(Day::of(late, &TimeZone::UTC).to_string(), "2026-03-09");
        let start = Day::of(late, &zone).start(&zone);
        assert_eq!(start, micros("2026-03-08T00:00:00-05:00"));
    }

    #[test]
    fn weeks_start_on_monday() {
        let sunday = Day::from_date(Date::constant(2026, 11, 22));
        assert_eq!(sunday.monday().to_string(), "2026-11-16");
        assert_eq!(sunday.monday().monday(), sunday.monday());
        assert_eq!(Day(-1).monday().to_string(), "1969-12-29");
    }

    #[test]
    fn moments_print_the_offset_they_were_written_in() {
        let moment = Moment {
            utc_micros: micros("2026-08-24T13:18:57+02:00"),
            offset_seconds: 7200,
        };
        assert_eq!(moment.to_rfc3339(), "2026-08-24T13:18:57+02:00");
    }

    #[test]
    fn moments_know_the_day_they_were_written_on() {
        let moment = Moment {
            utc_micros: micros("2026-08-24T22:30:00Z"),
            offset_seconds: 7200,
        };
        assert_eq!(moment.day().to_string(), "2026-08-25");
        assert_eq!(Moment::utc(-1).day(), Day(-1));
    }
}
