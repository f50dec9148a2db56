//! Planning a test: from what a metric is like today to people, days and the smallest visible effect.
//!
//! [`plan`] is a pure function of [`PlanSettings`], cheap enough for every keystroke. What the metric is
//! like today is typed, or measured on the workspace's own past by [`history()`]. [`words`] says the
//! answer; [`curve`] is the trade between people and effect.
//!
//! A test can be planned on what may decide one: [`GoalMetric`].

pub mod curve;
mod history;
mod reason;
mod words;

pub use curve::CurvePoint;
pub use history::{ARRIVAL_DAYS, History, HistoryQuery, history};
pub use reason::CannotPlan;
pub use words::PlanSaid;

use crate::metrics::Metric;
use crate::model::experiment::GoalMetric;
use crate::model::money::Currency;
use crate::stats::{self, Baseline, Design, Duration, SampleSize};

/// What the metric is like before the test; money in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlanBaseline {
    /// The rate as a fraction, or the mean; a mean may stay unknown.
    pub value: Option<f64>,
    /// Standard deviation of one person's value; a rate implies its own.
    pub sd: Option<f64>,
}

/// The smallest effect worth finding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlannedEffect {
    /// A difference in the unit of the metric; of a rate a fraction (0.01 is 1 percentage point).
    Absolute(f64),
    /// A lift over the baseline as a fraction (0.1 is 10 %).
    Relative(f64),
}

/// How people come into the test.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Enrolment {
    /// Everyone on the first day, as in a one-off mailing.
    #[default]
    AllAtOnce,
    /// So many people a day, as in a flow.
    PerDay(f64),
}

/// Everything that a plan depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanSettings {
    /// What is measured.
    pub metric: GoalMetric,
    /// What it is like today.
    pub baseline: PlanBaseline,
    /// Days that each person is observed for.
    pub window_days: u32,
    /// The effect to find; `None` asks only what the available people could show.
    pub effect: Option<PlannedEffect>,
    /// Error rates and split.
    pub design: Design,
    /// How people come in.
    pub enrolment: Enrolment,
    /// How many people there are, with the words for them: `VIP`.
    pub available: Option<Available>,
    /// The currency of money.
    pub currency: Currency,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self {
            metric: GoalMetric::default(),
            baseline: PlanBaseline::default(),
            window_days: Metric::DEFAULT_DAYS,
            effect: None,
            design: Design::default(),
            enrolment: Enrolment::default(),
            available: None,
            currency: Currency::NONE,
        }
    }
}

/// People who could take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Available {
    /// How many.
    pub people: u64,
    /// The segment they are, where they are one.
    pub of: Option<String>,
}

/// What a plan answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What it rests on.
    pub settings: PlanSettings,
    /// What the planned effect needs, or why there is no answer.
    pub needed: Result<Needed, CannotPlan>,
    /// What the people available could show.
    pub available: Option<WithPeople>,
    /// What half, all and twice the people could show: of the available ones, else of those needed.
    pub options: Vec<WithPeople>,
    /// The smallest visible effect by people, from few to many.
    pub curve: Vec<CurvePoint>,
}

/// What an effect needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Needed {
    /// The effect in the unit of the metric.
    pub difference: f64,
    /// The same relative to the baseline, where it is known and not zero.
    pub lift: Option<f64>,
    /// People.
    pub sample: SampleSize,
    /// Days; `None` where nobody ever comes.
    pub days: Option<Duration>,
}

/// What a number of people could show.
#[derive(Clone, Debug, PartialEq)]
pub struct WithPeople {
    /// People of all arms.
    pub people: u64,
    /// People per arm, control first, rounded down.
    pub per_arm: Vec<u64>,
    /// The smallest difference found with the planned power, or why there is none.
    pub detectable: Result<f64, CannotPlan>,
    /// The same relative to the baseline.
    pub lift: Option<f64>,
    /// Chance to find the planned effect.
    pub power: Option<f64>,
    /// Days; `None` where nobody ever comes.
    pub days: Option<Duration>,
}

/// Plans a test.
#[must_use]
pub fn plan(settings: &PlanSettings) -> Plan {
    let baseline = reason::baseline(settings);
    let needed = baseline.and_then(|baseline| needed(settings, &baseline));
    let available = settings.available.as_ref();
    let with_available = available.map(|available| with_people(settings, available.people));
    let people = available
        .map(|available| available.people)
        .or_else(|| needed.as_ref().ok().map(|needed| needed.sample.total));
    let options = people.map_or_else(Vec::new, |people| {
        [people / 2, people, people.saturating_mul(2)]
            .into_iter()
            .map(|people| with_people(settings, people))
            .collect()
    });
    let total = needed.as_ref().ok().map(|needed| needed.sample.total);
    Plan {
        curve: curve::curve(settings, total, available.map(|it| it.people)),
        needed,
        available: with_available,
        options,
        settings: settings.clone(),
    }
}

fn needed(settings: &PlanSettings, baseline: &Baseline) -> Result<Needed, CannotPlan> {
    let difference = reason::difference(settings)?;
    let sample = stats::sample_size(&settings.design, baseline, difference)?;
    Ok(Needed {
        difference,
        lift: lift(settings, difference),
        days: days(settings, sample.total),
        sample,
    })
}

/// What `people` of all arms could show.
#[must_use]
pub fn with_people(settings: &PlanSettings, people: u64) -> WithPeople {
    let per_arm = split(&settings.design.weights, people);
    let detectable = detectable(settings, &per_arm);
    let power = reason::baseline(settings).and_then(|baseline| {
        let difference = reason::difference(settings)?;
        Ok(stats::power(
            &settings.design,
            &baseline,
            difference,
            &per_arm,
        )?)
    });
    WithPeople {
        people,
        lift: detectable
            .as_ref()
            .ok()
            .and_then(|&difference| lift(settings, difference)),
        detectable,
        power: power.ok(),
        days: days(settings, people),
        per_arm,
    }
}

fn detectable(settings: &PlanSettings, per_arm: &[u64]) -> Result<f64, CannotPlan> {
    let baseline = reason::baseline(settings)?;
    let effect = stats::minimum_detectable_effect(&settings.design, &baseline, per_arm)?;
    Ok(effect)
}

fn lift(settings: &PlanSettings, difference: f64) -> Option<f64> {
    let value = settings.baseline.value?;
    let lift = difference / value;
    (value != 0.0 && lift.is_finite()).then_some(lift)
}

fn days(settings: &PlanSettings, people: u64) -> Option<Duration> {
    let window = u64::from(settings.window_days);
    match settings.enrolment {
        Enrolment::AllAtOnce => Some(Duration {
            enrolment_days: 0,
            total_days: window,
        }),
        Enrolment::PerDay(arrivals) => stats::duration(people, arrivals, window).ok(),
    }
}

/// People per arm by weight, rounded down: nobody is promised who is not there.
fn split(weights: &[f64], people: u64) -> Vec<u64> {
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .map(|weight| (people as f64 * (weight / total)) as u64)
        .collect()
}

#[cfg(test)]
mod tests;
