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

/// Finds the days of many instants in a zone: the zone is asked once per change of its clocks.
#[derive(Clone, Debug)]
pub struct Days<'a> {
    zone: &'a TimeZone,
    /// Spans between two changes with their offsets, as they were met.
    known: Vec<Clock>,
}

/// What a zone's clocks show from an instant until before another one.
#[derive(Clone, Copy, Debug)]
struct Clock {
    from: i64,
    until: i64,
    offset_micros: i64,
}

impl<'a> Days<'a> {
    /// For a zone.
    #[must_use]
    pub fn of(zone: &'a TimeZone) -> Self {
        Self {
            zone,
            known: Vec::new(),
        }
    }

    /// The day on which an instant falls, as [`Day::of`] says.
    pub fn day(&mut self, utc_micros: i64) -> Day {
        let holds = |clock: &&Clock| clock.from <= utc_micros && utc_micros < clock.until;
        let clock = match self.known.iter().find(holds) {
            Some(&clock) => clock,
            None => match self.clock_at(utc_micros) {
                Some(clock) => {
                    self.known.push(clock);
                    clock
                }
                None => return Day::of(utc_micros, self.zone),
            },
        };
        Day((utc_micros + clock.offset_micros).div_euclid(DAY_MICROS) as i32)
    }

    fn clock_at(&self, utc_micros: i64) -> Option<Clock> {
        let stamp = jiff::Timestamp::from_microsecond(utc_micros).ok()?;
        // A change at this very instant is the one before it, too.
        let next = jiff::Timestamp::from_microsecond(utc_micros.checked_add(1)?).ok()?;
        let before = self.zone.preceding(next).next();
        let after = self.zone.following(stamp).next();
        Some(Clock {
            from: before
                .map_or(jiff::Timestamp::MIN, |change| change.timestamp())
                .as_microsecond(),
            until: after
                .map_or(jiff::Timestamp::MAX, |change| change.timestamp())
                .as_microsecond(),
            offset_micros: i64::from(self.zone.to_offset(stamp).seconds()) * 1_000_000,
        })
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
    fn days_found_one_by_one_or_together_are_the_same() {
        let hour = DAY_MICROS / 24;
        let zones = [
            "UTC",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
        ];
        for zone in zones {
            let zone = TimeZone::get(zone).unwrap();
            let mut days = Days::of(&zone);
            // Backwards, so that spans are met out of order; and the ends of time.
            let start = micros("2026-12-31T23:59:59.999999Z");
            let hours = (0..2 * 366 * 48).map(|half| start - half * hour / 2);
            let changes = zone.following(jiff::Timestamp::UNIX_EPOCH).take(9);
            let changes = changes.map(|change| change.timestamp().as_microsecond());
            let edges = changes.flat_map(|at| [at - 1, at, at + 1]);
            let ends = [i64::MIN, i64::MAX, -1, 0, i64::MIN / 5, i64::MAX / 5];
            for instant in hours.chain(edges).chain(ends) {
                assert_eq!(days.day(instant), Day::of(instant, &zone), "{instant}");
            }
            assert!(days.known.len() < 20, "{}", days.known.len());
        }
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
