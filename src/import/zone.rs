//! The shop's time zone, told from the offsets that its export writes.
//!
//! A Shopify export says `-0500` in winter and `-0400` in summer, never `America/New_York`. Every zone
//! of a list of those that shops commonly use is held against all instants; the first that explains
//! each offset is proposed, and the analyst may choose another.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::model::time::{DAY_MICROS, Moment};

/// Zones that are tried and offered, the more common one first where several share their rules.
pub const COMMON_ZONES: [&str; 44] = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Istanbul",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Halifax",
    "America/St_Johns",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Africa/Casablanca",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Asia/Jerusalem",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Perth",
    "Australia/Darwin",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Atlantic/Azores",
];

/// Offsets seen, one per day and offset: enough to tell the days on which clocks change.
#[derive(Clone, Debug, Default)]
pub(super) struct OffsetEvidence {
    seen: BTreeSet<(i64, i32, i64)>,
    last_key: Option<(i64, i32)>,
}

impl OffsetEvidence {
    pub(super) fn add(&mut self, moment: Moment) {
        let key = (
            moment.utc_micros.div_euclid(DAY_MICROS),
            moment.offset_seconds,
        );
        // Exports are sorted by time, so most orders repeat the day before them.
        if self.last_key == Some(key) {
            return;
        }
        self.last_key = Some(key);
        let known = self.seen.range((key.0, key.1, i64::MIN)..).next();
        if known.is_none_or(|&(day, offset, _)| (day, offset) != key) {
            self.seen.insert((key.0, key.1, moment.utc_micros));
        }
    }

    /// The first candidate that explains every offset; a fixed offset where none does and only one
    /// offset was seen; `None` without evidence or where no zone explains it.
    pub(super) fn zone(&self) -> Option<String> {
        if self.seen.is_empty() {
            return None;
        }
        let explains = |zone: &TimeZone| {
            self.seen.iter().all(|&(_, offset, utc_micros)| {
                jiff::Timestamp::from_microsecond(utc_micros)
                    .is_ok_and(|stamp| zone.to_offset(stamp).seconds() == offset)
            })
        };
        COMMON_ZONES
            .iter()
            .filter_map(|name| Some((name, TimeZone::get(name).ok()?)))
            .find(|(_, zone)| explains(zone))
            .map(|(name, _)| (*name).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(moments: &[&str]) -> Option<String> {
        let mut evidence = OffsetEvidence::default();
        for text in moments {
            let zoned = jiff::fmt::temporal::DateTimeParser::new();
            let pieces = zoned.parse_pieces(text).unwrap();
            let offset = match pieces.offset().unwrap() {
                jiff::fmt::temporal::PiecesOffset::Numeric(numeric) => numeric.offset().seconds(),
                _ => 0,
            };
            let stamp: jiff::Timestamp = text.parse().unwrap();
            evidence.add(Moment {
                utc_micros: stamp.as_microsecond(),
                offset_seconds: offset,
            });
        }
        evidence.zone()
    }

    #[test]
    fn daylight_saving_tells_zones_of_the_same_winter_apart() {
        assert_eq!(
            evidence(&["2026-01-10T10:00:00-05:00", "2026-03-20T10:00:00-04:00"]).as_deref(),
            Some("America/New_York")
        );
        assert_eq!(
            evidence(&["2026-01-10T10:00:00+01:00", "2026-08-24T13:18:58+02:00"]).as_deref(),
            Some("Europe/Berlin")
        );
        assert_eq!(
            evidence(&["2026-01-10T10:00:00-05:00", "2026-07-20T10:00:00-05:00"]).as_deref(),
            Some("America/Bogota")
        );
    }

    #[test]
    fn offsets_that_no_zone_explains_prove_nothing() {
        assert_eq!(
            evidence(&["2026-01-10T10:00:00-05:00", "2026-01-11T10:00:00+09:00"]),
            None
        );
        assert_eq!(OffsetEvidence::default().zone(), None);
    }
}
