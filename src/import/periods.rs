//! Periods of reports: a day, a week, a month or a range, in the forms that reporting tools write.

use jiff::civil::Date;

use super::instant::{self, BadInstant, DayOrder};
use crate::model::time::Day;
use crate::model::traffic::Period;

/// What one value of a report's date column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// A day.
    Day,
    /// The week that starts on the day.
    Week,
    /// The month that the day is in.
    Month,
}

/// Reads a period: a date of the grain, a month such as `08/2025`, or a range with both of its ends.
pub(super) fn parse(text: &str, grain: Grain, order: DayOrder) -> Result<Period, BadInstant> {
    if let Some(month) = month(text) {
        return Ok(Period::month(month));
    }
    for between in [" - ", " – ", " to ", "-"] {
        if let Some((first, last)) = text.split_once(between)
            && let (Ok(first), Ok(last)) = (day(first, order), day(last, order))
        {
            return if first <= last {
                Ok(Period { first, last })
            } else {
                Err(BadInstant::NotADate)
            };
        }
    }
    let day = day(text, order)?;
    Ok(match grain {
        Grain::Day => Period::day(day),
        Grain::Week => Period {
            first: day,
            last: Day(day.0 + 6),
        },
        Grain::Month => Period::month(day),
    })
}

fn day(text: &str, order: DayOrder) -> Result<Day, BadInstant> {
    let written = instant::parse(text.trim(), order)?;
    Ok(Day::from_date(written.date()))
}

/// The first day of a month such as `08/2025`, `2025-08`, `202508` or `August 2025`.
fn month(text: &str) -> Option<Day> {
    let text = text.trim();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month) = match text.split_once(['/', '-', '.']) {
        Some((month, year)) if year.len() == 4 => (year, month),
        Some((year, month)) if year.len() == 4 => (year, month),
        Some(_) => return None,
        None if text.len() == 6 && is_number(text) => text.split_at(4),
        None => {
            let (name, year) = text.rsplit_once(' ')?;
            let named = instant::parse(&format!("{name} 1 {year}"), DayOrder::Unproven).ok()?;
            return Some(Day::from_date(named.date()));
        }
    };
    let is_written = is_number(year) && is_number(month) && month.len() <= 2;
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    is_written.then(|| Day::from_date(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, grain: Grain, expected: &str) {
        let found = parse(text, grain, DayOrder::MonthFirst);
        let found = found.map_or_else(|bad| format!("{bad:?}"), |period| period.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_form_is_read() {
        check("09/04/2025", Grain::Day, "2025-09-04");
        check("2025-09-04", Grain::Day, "2025-09-04");
        check("2025-09-01", Grain::Week, "2025-09-01/2025-09-07");
        check(
            "09/01/2025 - 09/07/2025",
            Grain::Week,
            "2025-09-01/2025-09-07",
        );
        check("08/2025", Grain::Month, "2025-08-01/2025-08-31");
        check("2025-08", Grain::Month, "2025-08-01/2025-08-31");
        check("202502", Grain::Day, "2025-02-01/2025-02-28");
        check("August 2025", Grain::Month, "2025-08-01/2025-08-31");
        check("2025-08-01", Grain::Month, "2025-08-01/2025-08-31");
        check(
            "May 01 2025 - May 31 2025",
            Grain::Day,
            "2025-05-01/2025-05-31",
        );
        check("20260226-20260325", Grain::Day, "2026-02-26/2026-03-25");
        check("May 31 2025 - May 01 2025", Grain::Day, "NotADate");
        check("13/2025", Grain::Month, "NotADate");
        check("soon", Grain::Day, "NotADate");
        check("", Grain::Day, "NotADate");
    }
}
