//! The KPIs over the last months, for the small curves of their tiles.
//!
//! A question of its own: it takes as long as the rest of the Overview, which need not wait for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::analysis::context::{AnalysisError, Context};
use crate::analysis::groups::NamedGroup;
use crate::analysis::scope::{People, Period, Span};
use crate::metrics::Metric;
use crate::model::time::DAY_MICROS;
use crate::stats::Confidence;

use super::headline;

/// The values of the KPIs over the last months.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiHistory {
    /// One after the other, oldest first, each with a value per metric.
    months: Vec<[Option<f64>; 4]>,
}

impl KpiHistory {
    /// The values of a metric, oldest first; `None` where one cannot be computed. None at all for a metric
    /// that is no KPI.
    #[must_use]
    pub fn of(&self, metric: Metric) -> Vec<Option<f64>> {
        let place = headline().iter().position(|&kpi| kpi == metric);
        let values = |place: usize| self.months.iter().map(|month| month[place]).collect();
        place.map(values).unwrap_or_default()
    }
}

/// Points of a history, a month apart.
const POINTS: i64 = 10;

/// Answers how the KPIs of some people came to be what they are in a period.
pub fn history(
    context: &Context,
    period: Period,
    people: &People,
) -> Result<KpiHistory, AnalysisError> {
    let group = NamedGroup::of(context, people)?;
    let work = Work {
        context,
        group: &group,
        months: months(period.span(&context.snapshot)).collect(),
        next: AtomicUsize::new(0),
    };
    let mut done = thread::scope(|threads| {
        let other = threads.spawn(|| work.run());
        let mut done = work.run();
        let other = other.join();
        done.extend(other.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    Ok(KpiHistory {
        months: done.into_iter().map(|(_, values)| values).collect(),
    })
}

/// Month by month, because what is known of the people of a month serves every metric. Threads take the
/// next month when they have nothing else to do.
struct Work<'a> {
    context: &'a Context,
    group: &'a NamedGroup,
    months: Vec<Span>,
    next: AtomicUsize,
}

impl Work<'_> {
    /// Answers one month after the other until none is left, each with its place.
    fn run(&self) -> Vec<(usize, [Option<f64>; 4])> {
        let mut done = Vec::new();
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(&month) = self.months.get(at) else {
                return done;
            };
            let value = |metric| {
                let measure = self.group.measure(self.context, metric, month);
                let estimate = measure.estimate(Confidence::default());
                estimate.ok().map(|estimate| estimate.value)
            };
            done.push((at, headline().map(value)));
        }
    }
}

/// The windows of a history, oldest first.
fn months(span: Span) -> impl Iterator<Item = Span> {
    let month = 30 * DAY_MICROS;
    let length = span.length().min(3 * month);
    (0..POINTS).rev().map(move |back| {
        let to = span.to - back * month;
        Span {
            from: to - length,
            to,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};
    use crate::model::rules::Definitions;

    /// Three people who buy every thirty days for ten months, each time for one euro more.
    fn context() -> Context {
        let people = [("ann", -50), ("ben", 0), ("cid", 50)];
        let orders = people.into_iter().flat_map(|(person, more)| {
            (0..11).map(move |at| TestOrder::on_day(person, 30 * at, 1_000 + 100 * at + more))
        });
        Context::new(Arc::new(Shop::of(orders)), Definitions::default())
    }

    #[test]
    fn each_month_is_measured_over_the_three_before_its_end() {
        let context = context();
        let history = history(&context, Period::All, &People::Everyone).unwrap();
        let aov = history.of(Metric::Aov);
        // The oldest window has two orders of each, the next ones three.
        let expected = [
            1050.0, 1100.0, 1200.0, 1300.0, 1400.0, 1500.0, 1600.0, 1700.0, 1800.0, 1900.0,
        ];
        assert_eq!(aov, expected.map(Some));
        assert_eq!(history.of(Metric::AovAfterRefunds), []);
        // Everybody came on the first day: their ninety days are over after three months, and after six
        // they are no newcomers any more.
        let repeat = history.of(headline()[3]);
        let some: Vec<usize> = (0..10).filter(|&at| repeat[at].is_some()).collect();
        assert_eq!((some, repeat[2]), (vec![2, 3, 4], Some(1.0)));
    }

    #[test]
    fn people_who_are_not_there_are_refused() {
        let nobody = People::Segment("orders >".to_owned());
        assert!(history(&context(), Period::All, &nobody).is_err());
    }
}
