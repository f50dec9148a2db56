//! The shop's calendar: local days of New York counted from 2025-01-01, and how they are written.

use crate::model::time::Day;

use super::random::Stream;

/// 2025-01-01 as days since 1970-01-01.
const FIRST_DAY: i32 = 20_089;

/// Days of history: 2025-01-01 to 2026-06-30.
pub(super) const DAYS: i32 = 546;

/// The last local day with orders, 2026-06-30.
pub(super) const LAST_DAY: i32 = DAYS - 1;

/// Seconds of a day without a change of clocks.
const DAY_SECONDS: i64 = 86_400;

/// When New York was or will be at UTC-4, in UTC seconds: from the second Sunday in March to the
/// first Sunday in November. A table instead of a zone database: nothing to look up, nothing to fail.
const SUMMER_TIME: [(i64, i64); 2] = [
    (1_741_503_600, 1_762_063_200),
    (1_772_953_200, 1_793_512_800),
];

/// First local day of each of the 18 months, and the day after the last.
pub(super) const MONTH_STARTS: [i32; 19] = [
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365, 396, 424, 455, 485, 516, 546,
];

/// Orders by hour of the day: a morning and a stronger evening peak.
const HOURS: [u32; 24] = [
    6, 3, 2, 1, 1, 3, 12, 26, 38, 42, 44, 46, 52, 46, 40, 38, 40, 46, 56, 68, 74, 66, 40, 18,
];

/// UTC seconds of a local clock time. Between 02:00 and 03:00 on the day the clocks go forward the
/// time read as standard time is meant.
pub(super) fn instant(day: i32, second_of_day: i32) -> i64 {
    let civil = i64::from(FIRST_DAY + day) * DAY_SECONDS + i64::from(second_of_day);
    let summer = civil + 4 * 3600;
    if is_summer(summer) {
        summer
    } else {
        civil + 5 * 3600
    }
}

/// The local day of an instant.
pub(super) fn day_of(instant: i64) -> i32 {
    (civil_seconds(instant).div_euclid(DAY_SECONDS) - i64::from(FIRST_DAY)) as i32
}

/// The month (0 to 17) of a local day.
pub(super) fn month_of(day: i32) -> usize {
    let after = MONTH_STARTS.partition_point(|&start| start <= day);
    after.saturating_sub(1).min(MONTH_STARTS.len() - 2)
}

/// A time of day that people buy at.
pub(super) fn second_of_day(stream: &mut Stream) -> i32 {
    stream.weighted_step(&HOURS) * 3600 + stream.between(0, 3599)
}

/// A day as `2025-01-01`.
pub(super) fn date(day: i32) -> String {
    Day(FIRST_DAY + day).to_string()
}

/// A day and hour as a campaign export writes them: `2025-01-01 10:30:00`.
pub(super) fn naive(day: i32, second_of_day: i32) -> String {
    format!("{} {}", date(day), clock(i64::from(second_of_day)))
}

/// English name of a local day's weekday.
pub(super) fn weekday(day: i32) -> &'static str {
    // 2025-01-01 was a Wednesday.
    const NAMES: [&str; 7] = [
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Monday",
        "Tuesday",
    ];
    NAMES[day.rem_euclid(7) as usize]
}

/// An instant as a shop export writes it: `2025-01-01 10:30:00 -0500`.
pub(super) fn stamp(instant: i64) -> String {
    let civil = civil_seconds(instant);
    let offset = if is_summer(instant) { "-0400" } else { "-0500" };
    let day = civil.div_euclid(DAY_SECONDS) as i32;
    format!(
        "{} {} {offset}",
        Day(day),
        clock(civil.rem_euclid(DAY_SECONDS))
    )
}

/// The day that an instant falls on in UTC, counted like local days.
pub(super) fn utc_day_of(instant: i64) -> i32 {
    instant.div_euclid(DAY_SECONDS) as i32 - FIRST_DAY
}

fn is_summer(instant: i64) -> bool {
    SUMMER_TIME
        .iter()
        .any(|&(from, to)| (from..to).contains(&instant))
}

fn civil_seconds(instant: i64) -> i64 {
    let offset_hours = if is_summer(instant) { 4 } else { 5 };
    instant - offset_hours * 3600
}

fn clock(second_of_day: i64) -> String {
    let (hour, rest) = (second_of_day / 3600, second_of_day % 3600);
    format!("{hour:02}:{:02}:{:02}", rest / 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn the_table_of_summer_time_is_the_zone_database() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for hour in 0..(i64::from(DAYS) + 30) * 24 {
            let at = instant(0, 0) + hour * 3600;
            let zoned = jiff::Timestamp::from_second(at)
                .unwrap()
                .to_zoned(zone.clone());
            let expected = zoned.strftime("%Y-%m-%d %H:%M:%S %z").to_string();
            assert_eq!(stamp(at), expected);
        }
    }

    #[test]
    fn late_evenings_stay_on_their_day_when_the_clocks_change() {
        for (day, expected) in [
            (67, "2025-03-09 23:30:00 -0400"),
            (305, "2025-11-02 23:30:00 -0500"),
            (431, "2026-03-08 23:30:00 -0400"),
        ] {
            let at = instant(day, 23 * 3600 + 1800);
            assert_eq!(stamp(at), expected);
            assert_eq!((day_of(at), utc_day_of(at)), (day, day + 1));
        }
    }

    #[test]
    fn months_and_weekdays_are_those_of_the_calendar() {
        for (month, start) in MONTH_STARTS.iter().take(18).enumerate() {
            assert!(date(*start).ends_with("-01"), "{}", date(*start));
            assert_eq!(month_of(*start), month);
            assert_eq!(month_of(MONTH_STARTS[month + 1] - 1), month);
        }
        assert_eq!(date(LAST_DAY), "2026-06-30");
        assert_eq!(weekday(LAST_DAY), "Tuesday");
    }
}
