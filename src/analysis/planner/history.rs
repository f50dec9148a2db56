//! What a metric is like today, from the workspace's own past.
//!
//! People are the members of a segment one window before the newest order, and their window is what
//! followed: the same way a test would observe them, and nobody is chosen by what they did in it.

use crate::analysis::context::{AnalysisError, Context};
use crate::analysis::groups::NamedGroup;
use crate::analysis::trial::Words;
use crate::metrics::{Group, Start, measure};
use crate::model::experiment::GoalMetric;
use crate::model::format::{self, NumberStyle, plural};
use crate::model::money::Currency;
use crate::model::time::{DAY_MICROS, Day};
use crate::stats::{Baseline, CannotTest, Confidence, Estimate, Statistic};

use super::{Available, PlanBaseline};

/// Days over which arrivals are counted.
pub const ARRIVAL_DAYS: u32 = 28;

/// A question about the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// What is measured.
    pub metric: GoalMetric,
    /// Days that each person is observed for.
    pub window_days: u32,
    /// Who: a saved name, a preset, a rule, an arm, or `everyone`.
    pub people: String,
}

/// The past of one metric and one group of people.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// What was asked.
    pub query: HistoryQuery,
    /// The people, as shown.
    pub name: String,
    /// First and last day of the window.
    pub window: (Day, Day),
    /// People measured: members when the window began.
    pub people: u64,
    /// Value with its interval, or why there is none.
    pub estimate: Result<Estimate, CannotTest>,
    /// The sufficient statistic.
    pub statistic: Statistic,
    /// Members today.
    pub members: u64,
    /// People who became members in the last [`ARRIVAL_DAYS`] days and still are, per day.
    pub arrivals_per_day: f64,
    /// The currency of money.
    pub currency: Currency,
}

/// Measures a metric on the past.
pub fn history(context: &Context, query: &HistoryQuery) -> Result<History, AnalysisError> {
    let group = NamedGroup::parse(context, &query.people)?;
    let as_of = context.snapshot.as_of;
    let start = as_of.saturating_sub(i64::from(query.window_days) * DAY_MICROS);
    let past = Group {
        people: group.members_at(context, start),
        start: Start::At(start),
    };
    let metric = query.metric.metric(query.window_days);
    let measured = measure(&context.measure_input(as_of), metric, &past);
    let members = group.members_at(context, as_of);
    let before = as_of.saturating_sub(i64::from(ARRIVAL_DAYS) * DAY_MICROS);
    let arrived = members.without(&group.members_at(context, before)).count();
    let name = if group.name.eq_ignore_ascii_case("everyone") {
        "all buyers".to_owned()
    } else {
        group.name
    };
    Ok(History {
        query: query.clone(),
        name,
        window: (context.snapshot.day(start), context.snapshot.day(as_of)),
        people: measured.n,
        estimate: measured.estimate(Confidence::default()),
        statistic: measured.statistic,
        members: members.count() as u64,
        arrivals_per_day: arrived as f64 / f64::from(ARRIVAL_DAYS),
        currency: context.snapshot.currency,
    })
}

impl History {
    /// The baseline that follows from it.
    pub fn baseline(&self) -> Result<PlanBaseline, CannotTest> {
        let value = Some(self.estimate?.value);
        let sd = match &self.statistic {
            Statistic::Proportion(_) => None,
            Statistic::Mean(moments) => Some(moments.variance().ok_or(CannotTest::OneUnit)?.sqrt()),
            Statistic::Ratio(moments) => match Baseline::ratio(moments)? {
                Baseline::Mean { control_sd, .. } => Some(control_sd),
                Baseline::Proportion(_) => None,
            },
        };
        Ok(PlanBaseline { value, sd })
    }

    /// The people that a test could take from it.
    #[must_use]
    pub fn available(&self) -> Available {
        Available {
            people: self.members,
            of: Some(self.name.clone()),
        }
    }

    /// What was measured, on whom and when, or why there is nothing.
    #[must_use]
    pub fn sentence(&self) -> String {
        let style = NumberStyle::default();
        let words = Words {
            unit: self.query.metric.unit(),
            currency: self.currency,
        };
        let window = format::period(self.window.0, self.window.1);
        let people = plural(self.people as i64, "person", "people");
        let on = match self.name.as_str() {
            "all buyers" => people,
            name => format!("{people} of {name}"),
        };
        match self.estimate {
            Ok(estimate) => format!(
                "{} (95 % interval {}), measured on the {on} who were members on {}, over the {} days \
                 that followed ({window}). Today there are {}; {} a day joined in the last {ARRIVAL_DAYS} days",
                words.value(estimate.value),
                words.bounds(estimate.interval),
                format::day(self.window.0),
                self.query.window_days,
                style.count(self.members as i64),
                style.decimal(self.arrivals_per_day, 1),
            ),
            Err(reason) => format!(
                "Nothing can be measured over {window}: {}. Choose other people, a shorter window, or type \
                 the baseline",
                lower(reason.sentence())
            ),
        }
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
