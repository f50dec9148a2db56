//! Time axes: days with the names people give them, and units since an event.

use jiff::civil::Date;

use crate::chart::spec::ElapsedUnit;
use crate::model::time::Day;

/// A tick of a time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTick {
    /// Where.
    pub day: Day,
    /// Its name: `12 Jan`, `Jul`, `Jan 2026`, `2026`.
    pub label: String,
}

/// Steps of a calendar axis, finest first.
#[derive(Clone, Copy)]
enum Step {
    Days(i32),
    Weeks(i32),
    Months(i32),
    Years(i32),
}

const STEPS: [Step; 22] = [
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(200),
    Step::Years(500),
    Step::Years(1_000),
    Step::Years(2_000),
    Step::Years(5_000),
    Step::Years(10_000),
    Step::Years(20_000),
];

/// Ticks on the calendar between two days, both included: at most `most`, the finest of days, weeks
/// (Mondays), months, quarters, half-years and years that fits.
///
/// Years are named once, at the first tick and where they change, if the axis spans more than one.
#[must_use]
pub fn calendar(first: Day, last: Day, most: usize) -> Vec<DayTick> {
    let most = most.max(1);
    let found = STEPS.iter().find_map(|step| {
        let days = step.days(first, last, most)?;
        (!days.is_empty()).then_some((step, days))
    });
    let Some((step, days)) = found else {
        return vec![DayTick {
            day: first,
            label: crate::model::format::day(first),
        }];
    };
    let many_years = first.date().year() != last.date().year();
    let mut named_year = None;
    days.into_iter()
        .map(|day| {
            let date = day.date();
            let with_year = many_years && named_year != Some(date.year());
            named_year = Some(date.year());
            DayTick {
                day,
                label: step.label(date, with_year),
            }
        })
        .collect()
}

impl Step {
    /// The ticks of this step, or `None` where they are more than `most`.
    fn days(self, first: Day, last: Day, most: usize) -> Option<Vec<Day>> {
        let days = match self {
            Self::Days(step) => every(first.0, last.0, step, most)?,
            Self::Weeks(step) => {
                let monday = first.monday().0;
                let start = if monday < first.0 {
                    monday.saturating_add(7)
                } else {
                    monday
                };
                every(start, last.0, step * 7, most)?
            }
            Self::Months(step) => months(first, last, step, most)?,
            Self::Years(step) => months(first, last, step * 12, most)?,
        };
        Some(days.into_iter().map(Day).collect())
    }

    fn label(self, date: Date, with_year: bool) -> String {
        let pattern = match (self, with_year) {
            (Self::Days(_) | Self::Weeks(_), false) => "%-d %b",
            (Self::Days(_) | Self::Weeks(_), true) => "%-d %b %Y",
            (Self::Months(_), false) => "%b",
            (Self::Months(_), true) => "%b %Y",
            (Self::Years(_), _) => "%Y",
        };
        date.strftime(pattern).to_string()
    }
}

/// Numbers from `start` to `last`, `None` where there are more than `most`.
fn every(start: i32, last: i32, step: i32, most: usize) -> Option<Vec<i32>> {
    let count = (i64::from(last) - i64::from(start)).div_euclid(i64::from(step)) + 1;
    let count = usize::try_from(count).unwrap_or(0);
    (count <= most).then(|| {
        std::iter::successors(Some(start), |day| day.checked_add(step))
            .take(count)
            .collect()
    })
}

/// First days of every `step`-th month between two days.
fn months(first: Day, last: Day, step: i32, most: usize) -> Option<Vec<i32>> {
    let index = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let (from, to) = (index(first.date()), index(last.date()));
    let start = from + (-from).rem_euclid(step);
    let months = every(start, to, step, most.saturating_add(1))?;
    let days: Vec<i32> = months
        .into_iter()
        .filter_map(|month| {
            let year = i16::try_from(month.div_euclid(12)).ok()?;
            let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
            Some(Day::from_date(Date::new(year, month, 1).ok()?).0)
        })
        .filter(|day| (first.0..=last.0).contains(day))
        .collect();
    (days.len() <= most).then_some(days)
}

/// Ticks of an axis that counts units since an event: `day 1`, `day 8`, `day 15`. At most `most`.
#[must_use]
pub fn elapsed(first: Day, last: Day, most: usize, unit: ElapsedUnit) -> Vec<DayTick> {
    let steps: &[i32] = match unit {
        ElapsedUnit::Day => &[1, 2, 7, 14, 28, 56, 91, 182, 364],
        ElapsedUnit::Week => &[1, 2, 4, 8, 13, 26, 52],
        ElapsedUnit::Month => &[1, 2, 3, 6, 12, 24],
    };
    let doubling = std::iter::successors(steps.last().copied(), |step| step.checked_mul(2));
    steps
        .iter()
        .copied()
        .chain(doubling.skip(1))
        .find_map(|step| every(first.0, last.0, step, most.max(1)))
        .unwrap_or_else(|| vec![first.0])
        .into_iter()
        .map(|number| DayTick {
            day: Day(number),
            label: format!("{} {number}", unit.word()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn check(first: &str, last: &str, most: usize, expected: &[&str]) {
        let labels: Vec<String> = calendar(day(first), day(last), most)
            .into_iter()
            .map(|tick| tick.label)
            .collect();
        assert_eq!(labels, expected, "{first} to {last}, at most {most}");
    }

    #[test]
    fn calendar_ticks_have_the_names_of_their_step() {
        check(
            "2026-01-01",
            "2026-06-30",
            7,
            &["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
        );
        check(
            "2025-06-28",
            "2026-06-20",
            6,
            &["Jul 2025", "Sep", "Nov", "Jan 2026", "Mar", "May"],
        );
        check(
            "2026-03-02",
            "2026-03-05",
            5,
            &["2 Mar", "3 Mar", "4 Mar", "5 Mar"],
        );
        check(
            "2026-03-01",
            "2026-03-31",
            6,
            &["2 Mar", "9 Mar", "16 Mar", "23 Mar", "30 Mar"],
        );
        check(
            "2019-05-01",
            "2026-06-20",
            4,
            &["2020", "2022", "2024", "2026"],
        );
        check("2026-03-05", "2026-03-05", 5, &["5 Mar"]);
        check("2026-03-05", "2026-03-25", 1, &["5 Mar 2026"]);
    }

    #[test]
    fn elapsed_ticks_start_at_the_first_unit() {
        let labels: Vec<String> = elapsed(Day(1), Day(30), 5, ElapsedUnit::Day)
            .into_iter()
            .map(|tick| tick.label)
            .collect();
        assert_eq!(labels, ["day 1", "day 8", "day 15", "day 22", "day 29"]);
    }

    proptest! {
        #[test]
        fn ticks_stay_inside_and_few(first in any::<i32>(), length in 0_i32..4_000, most in 0_usize..20) {
            let last = Day(first.saturating_add(length));
            for ticks in [
                calendar(Day(first), last, most),
                elapsed(Day(first), last, most, ElapsedUnit::Week),
            ] {
                prop_assert!(!ticks.is_empty() && ticks.len() <= most.max(1));
                prop_assert!(ticks.windows(2).all(|pair| pair[0].day < pair[1].day));
                prop_assert!(ticks.iter().all(|tick| (Day(first)..=last).contains(&tick.day)));
            }
        }
    }
}
