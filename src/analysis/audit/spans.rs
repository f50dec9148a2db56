//! Days on which there are records, and stretches on which there are none.

use crate::model::time::Day;
use crate::model::traffic::Period;

use super::records::{Dates, Gap};

/// With fewer days there is no telling what is usual.
const LEAST_DAYS: usize = 10;
/// A stretch is a gap where it is longer than so many times what is usual.
const TIMES_USUAL: i32 = 3;
/// Reports sum up whole periods: a week that none of them covers is a gap.
const UNCOVERED: i32 = 7;

/// Dates of records that each fall on a day.
pub(super) fn of_days(mut days: Vec<Day>) -> Option<Dates> {
    days.sort_unstable();
    days.dedup();
    let (&first, &last) = (days.first()?, days.last()?);
    let usual = usual_distance(&days);
    let is_gap =
        |pair: &&[Day]| usual.is_some_and(|usual| pair[1].0 - pair[0].0 > TIMES_USUAL * usual);
    let gaps = days
        .windows(2)
        .filter(is_gap)
        .map(|pair| between(pair[0], pair[1]))
        .collect();
    Some(Dates {
        first,
        last,
        usual_days: usual,
        gaps,
    })
}

/// Dates of records that each sum up a period.
pub(super) fn of_periods(mut periods: Vec<Period>) -> Option<Dates> {
    periods.sort_unstable_by_key(|period| (period.first, period.last));
    let first = periods.first()?.first;
    let mut covered_to = periods.first()?.last;
    let mut gaps = Vec::new();
    for period in &periods {
        if period.first.0 - covered_to.0 > UNCOVERED {
            gaps.push(between(covered_to, period.first));
        }
        covered_to = covered_to.max(period.last);
    }
    Some(Dates {
        first,
        last: covered_to,
        usual_days: None,
        gaps,
    })
}

/// How many days go from one day with records to the next, in 19 of 20 cases.
fn usual_distance(days: &[Day]) -> Option<i32> {
    if days.len() < LEAST_DAYS {
        return None;
    }
    let mut distances: Vec<i32> = days.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    distances.sort_unstable();
    let rank = (distances.len() * 19).div_ceil(20).max(1) - 1;
    distances.get(rank).copied()
}

/// The days between two days with records.
fn between(before: Day, after: Day) -> Gap {
    Gap {
        first: Day(before.0 + 1),
        last: Day(after.0 - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: impl IntoIterator<Item = i32>, usual: Option<i32>, gaps: &[(i32, i32)]) {
        let dates = of_days(days.into_iter().map(Day).collect()).unwrap();
        let found: Vec<_> = dates.gaps.iter().map(|g| (g.first.0, g.last.0)).collect();
        assert_eq!((dates.usual_days, found.as_slice()), (usual, gaps));
    }

    #[test]
    fn a_daily_shop_misses_three_days_and_a_slow_one_does_not() {
        let daily = (0..60).filter(|day| !(20..23).contains(day));
        check(daily, Some(1), &[(20, 22)]);
        let two_days_off = (0..60).filter(|day| !(20..22).contains(day));
        check(two_days_off, Some(1), &[]);
        check((0..40).map(|at| at * 5), Some(5), &[]);
        let weekdays = (0..140).filter(|day| day % 7 < 5);
        check(weekdays.clone(), Some(3), &[]);
        let holiday = weekdays.filter(|day| !(70..84).contains(day));
        check(holiday, Some(3), &[(68, 83)]);
    }

    #[test]
    fn few_days_have_no_usual_distance() {
        check([0, 1, 2, 100], None, &[]);
        assert_eq!(of_days(Vec::new()), None);
    }

    #[test]
    fn a_month_without_a_report_is_a_gap() {
        let month = |first, last| Period {
            first: Day(first),
            last: Day(last),
        };
        let dates = of_periods(vec![month(59, 89), month(0, 30), month(0, 5)]).unwrap();
        assert_eq!((dates.first, dates.last), (Day(0), Day(89)));
        assert_eq!(
            dates.gaps,
            [Gap {
                first: Day(31),
                last: Day(58)
            }]
        );
        assert_eq!(
            of_periods(vec![month(0, 30), month(31, 60)]).unwrap().gaps,
            []
        );
    }
}
