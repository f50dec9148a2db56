//! The A/A self-check: the shop's own people split at random, again and again, and read by the same
//! code. Nothing was done to anyone, so every win is a false one, and they must be as rare as promised.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

use crate::metrics::{Group, Mask, outcomes};
use crate::model::format::NumberStyle;
use crate::stats::UnitStatistics;
use crate::stats::{
    self, CannotTest, Collect, Confidence, Estimate, Interval, Outcome, Proportion,
};

use super::super::context::{AnalysisError, Context};
use super::super::trial::{self, Settings, Subject, Trial, TrialMetric};
use super::{Test, definition_of, list_of};

/// How a self-check is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SelfCheckPlan {
    /// Random splits; at least [`SelfCheckPlan::FEWEST`].
    pub replays: u32,
    /// Seed of the splits.
    pub seed: u64,
}

impl SelfCheckPlan {
    /// Fewer splits say little about a rate of 5 %.
    pub const FEWEST: u32 = 500;
}

impl Default for SelfCheckPlan {
    fn default() -> Self {
        Self {
            replays: 1000,
            seed: trial::SEED,
        }
    }
}

/// What random splits of the same people show.
#[derive(Clone, Debug)]
pub struct SelfCheck {
    /// The experiment whose people were split.
    pub experiment: String,
    /// How it was run.
    pub plan: SelfCheckPlan,
    /// People whose window is over; everyone is in every split.
    pub people: u64,
    /// Error rate that the tests promise.
    pub alpha: f64,
    /// Metric by metric.
    pub metrics: Vec<SelfCheckMetric>,
}

impl SelfCheck {
    /// What was done, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let style = NumberStyle::default();
        format!(
            "{} people split at random {} times, seed {}: nothing was done to anyone, so {} of the tests should find a difference",
            style.count(self.people as i64),
            style.count(self.plan.replays.into()),
            self.plan.seed,
            style.percent(self.alpha, 0)
        )
    }
}

/// One metric over all splits.
#[derive(Clone, Debug)]
pub struct SelfCheckMetric {
    /// What was measured.
    pub subject: Subject,
    /// p-values by width of 1 / [`BINS`], the first bin from 0.
    pub histogram: [u32; BINS],
    /// Splits that could be tested.
    pub tested: u32,
    /// Splits with p below the error rate.
    pub false_positives: u32,
    /// Their share, with its Wilson interval.
    pub rate: Result<Estimate, CannotTest>,
    /// Where the share lies in 95 of 100 checks of a test that keeps its promise.
    pub expected: Interval,
    /// What it means.
    pub outcome: SelfCheckOutcome,
}

/// Bars of the histogram.
pub const BINS: usize = 20;

/// What a self-check means for a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SelfCheckOutcome {
    /// As many false wins as promised.
    AsPromised,
    /// More than promised: do not trust small p-values of this metric.
    TooMany,
    /// Fewer than promised: safe, but it takes more people to see an effect.
    TooFew,
    /// No split could be tested.
    Untestable,
}

impl SelfCheckOutcome {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::AsPromised => "as_promised",
            Self::TooMany => "too_many",
            Self::TooFew => "too_few",
            Self::Untestable => "untestable",
        }
    }

    /// A few words for a table.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AsPromised => "As promised",
            Self::TooMany => "Too many",
            Self::TooFew => "Cautious",
            Self::Untestable => "Not testable",
        }
    }

    /// What it means for the analyst.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::AsPromised => {
                "The share of false wins is what the test promises, so its p-values can be read as they are"
            }
            Self::TooMany => {
                "More false wins than promised: a few people decide this metric. Read it capped, or with more people"
            }
            Self::TooFew => {
                "Fewer false wins than promised: a few large orders widen every interval. A win can be trusted; a real effect may be missed"
            }
            Self::Untestable => "No split of these people could be tested on this metric",
        }
    }
}

/// Splits the people of an experiment at random, in its own proportions, and reads every split with the
/// code that reads the experiment. `on_replay` is called with the splits done and answers whether to go
/// on; `None` where it did not.
pub fn self_check(
    context: &Context,
    experiment: &str,
    plan: SelfCheckPlan,
    on_replay: &dyn Fn(u32) -> bool,
) -> Result<Option<SelfCheck>, AnalysisError> {
    let list = list_of(context, experiment)?;
    let definition = definition_of(context, list);
    let test = Test::new(context, list, &definition);
    let people = People::of(&test);
    let mut deal = Deal::new(&people, plan.seed);
    let mut tallies: Vec<Tally> = vec![Tally::default(); people.metrics.len()];
    let plan = SelfCheckPlan {
        replays: plan.replays.max(SelfCheckPlan::FEWEST),
        ..plan
    };
    for replay in 0..plan.replays {
        if !on_replay(replay) {
            return Ok(None);
        }
        deal.shuffle();
        let readout = trial::read_out(&people.trial(&test, &deal));
        for (tally, metric) in tallies.iter_mut().zip(&readout.metrics) {
            // Two arms or many: the smallest p after the adjustment over the arms is what would be read.
            let smallest = metric
                .comparisons
                .iter()
                .filter_map(|one| Some(one.effect.as_ref().ok()?.p_holm.value))
                .min_by(f64::total_cmp);
            tally.push(smallest);
        }
    }
    let metrics = people.metrics.iter().zip(tallies);
    Ok(Some(SelfCheck {
        experiment: list.experiment.clone(),
        plan,
        people: people.count as u64,
        alpha: Confidence::default().alpha,
        metrics: metrics
            .map(|((subject, _), tally)| tally.finish(subject.clone()))
            .collect(),
    }))
}

/// Everyone assigned whose window is over, with their outcomes.
struct People {
    count: usize,
    /// How many people each arm gets.
    sizes: Vec<usize>,
    metrics: Vec<(Subject, Vec<Outcome>)>,
}

impl People {
    fn of(test: &Test<'_>) -> Self {
        let groups: Vec<Group> = test.order.iter().map(|&index| test.mature(index)).collect();
        let everyone = groups
            .iter()
            .fold(Mask::none(test.people.arm.len()), |all, group| {
                all.or(&group.people)
            });
        let group = Group {
            people: everyone,
            start: test
                .group(test.order.first().copied().unwrap_or_default())
                .start,
        };
        let input = test.input();
        let metrics = test
            .roles()
            .into_iter()
            .map(|(metric, _)| {
                let outcomes = outcomes(&input, metric, &group);
                let outcomes = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
                (Subject::from(metric), outcomes)
            })
            .collect();
        Self {
            count: group.people.count(),
            sizes: groups.iter().map(|group| group.people.count()).collect(),
            metrics,
        }
    }

    /// Each metric is a family of its own here: the rate that is checked is that of one test.
    fn trial(&self, test: &Test<'_>, deal: &Deal) -> Trial {
        let mut arms = test.trial_arms();
        for (arm, &n) in arms.iter_mut().zip(&self.sizes) {
            arm.n = n as u64;
            arm.weight = n as f64;
        }
        let metrics = self.metrics.iter().map(|(subject, outcomes)| {
            let empty = UnitStatistics::new(Collect {
                kind: subject.kind,
                covariate: false,
                values: false,
            });
            let mut statistics = vec![empty; self.sizes.len()];
            for (&arm, &outcome) in deal.arms.iter().zip(outcomes) {
                statistics[usize::from(arm)].push(outcome, Outcome::default());
            }
            TrialMetric {
                subject: subject.clone(),
                role: trial::Role::Alone,
                arms: statistics,
            }
        });
        Trial {
            arms,
            metrics: metrics.collect(),
            cuts: Vec::new(),
            settings: Settings {
                seed: None,
                ..Settings::default()
            },
        }
    }
}

/// A random deal of people to arms, of the sizes that the arms really have.
struct Deal {
    generator: ChaCha8Rng,
    arms: Vec<u16>,
}

impl Deal {
    fn new(people: &People, seed: u64) -> Self {
        let arms = people
            .sizes
            .iter()
            .enumerate()
            .flat_map(|(arm, &n)| std::iter::repeat_n(arm as u16, n));
        Self {
            generator: ChaCha8Rng::seed_from_u64(seed),
            arms: arms.collect(),
        }
    }

    /// Fisher and Yates: every order is equally likely, up to a bias below n / 2^64.
    fn shuffle(&mut self) {
        for last in (1..self.arms.len()).rev() {
            let draw = u128::from(self.generator.next_u64()) * (last as u128 + 1);
            self.arms.swap(last, (draw >> 64) as usize);
        }
    }
}

#[derive(Clone, Default)]
struct Tally {
    histogram: [u32; BINS],
    tested: u32,
    false_positives: u32,
}

impl Tally {
    fn push(&mut self, p: Option<f64>) {
        let Some(p) = p else { return };
        let bin = ((p * BINS as f64) as usize).min(BINS - 1);
        self.histogram[bin] += 1;
        self.tested += 1;
        self.false_positives += u32::from(p < Confidence::default().alpha);
    }

    fn finish(self, subject: Subject) -> SelfCheckMetric {
        let confidence = Confidence::default();
        let expected = expected_band(self.tested, confidence.alpha);
        let share = f64::from(self.false_positives) / f64::from(self.tested);
        let outcome = if self.tested == 0 {
            SelfCheckOutcome::Untestable
        } else if share > expected.high {
            SelfCheckOutcome::TooMany
        } else if share < expected.low {
            SelfCheckOutcome::TooFew
        } else {
            SelfCheckOutcome::AsPromised
        };
        SelfCheckMetric {
            subject,
            histogram: self.histogram,
            tested: self.tested,
            false_positives: self.false_positives,
            rate: stats::wilson(
                Proportion {
                    successes: u64::from(self.false_positives),
                    trials: u64::from(self.tested),
                },
                confidence,
            ),
            expected,
            outcome,
        }
    }
}

/// `alpha ± 1.96 sqrt(alpha (1 - alpha) / n)`: the normal band of a binomial share.
fn expected_band(n: u32, alpha: f64) -> Interval {
    const Z: f64 = 1.959_963_984_540_054;
    let margin = Z * (alpha * (1.0 - alpha) / f64::from(n.max(1))).sqrt();
    Interval {
        low: (alpha - margin).max(0.0),
        high: (alpha + margin).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_of_500_splits_is_the_published_one() {
        let band = expected_band(500, 0.05);
        assert_eq!(format!("{:.3} {:.3}", band.low, band.high), "0.031 0.069");
    }

    #[test]
    fn a_tally_tells_too_many_from_too_few() {
        let outcome = |false_positives: u32| {
            let mut tally = Tally::default();
            for at in 0..500 {
                tally.push(Some(if at < false_positives { 0.01 } else { 0.5 }));
            }
            tally
                .finish(Subject::from(crate::metrics::Metric::Aov))
                .outcome
        };
        assert_eq!(outcome(25), SelfCheckOutcome::AsPromised);
        assert_eq!(outcome(45), SelfCheckOutcome::TooMany);
        assert_eq!(outcome(5), SelfCheckOutcome::TooFew);
        let untested = Tally::default().finish(Subject::from(crate::metrics::Metric::Aov));
        assert_eq!(untested.outcome, SelfCheckOutcome::Untestable);
        assert_eq!(untested.rate, Err(CannotTest::NoUnits));
    }

    #[test]
    fn a_deal_keeps_the_sizes_and_moves_people() {
        let people = People {
            count: 300,
            sizes: vec![100, 200],
            metrics: Vec::new(),
        };
        let mut deal = Deal::new(&people, 7);
        let before = deal.arms.clone();
        deal.shuffle();
        assert_ne!(deal.arms, before);
        assert_eq!(deal.arms.iter().filter(|&&arm| arm == 0).count(), 100);
        // Each person is in the first arm in a third of the deals.
        let mut first = 0;
        for _ in 0..3000 {
            deal.shuffle();
            first += u32::from(deal.arms[17] == 0);
        }
        assert!((900..1100).contains(&first), "{first}");
    }
}
