//! The trial inside segments: exploratory, adjusted over everything looked at, and tested for whether
//! the effect differs between segments at all.

use crate::model::format::{NumberStyle, plural};
use crate::stats::{self, CannotTest, Confidence, Interaction};

use super::compare::{Look, Strata};
use super::{
    CutDoubts, MetricReadout, Role, Trial, TrialCut, TrialLevel, TrialMetric, family, measured,
};

/// One column's levels.
#[derive(Clone, Debug)]
pub struct CutReadout {
    /// The column.
    pub column: String,
    /// Why its levels cannot be put together again.
    pub doubts: CutDoubts,
    /// Its levels.
    pub levels: Vec<LevelReadout>,
    /// Whether the effect differs between the levels, per metric and treatment arm.
    pub interactions: Vec<EffectInteraction>,
}

/// One level.
#[derive(Clone, Debug)]
pub struct LevelReadout {
    /// The level.
    pub value: String,
    /// The metrics inside it.
    pub metrics: Vec<MetricReadout>,
}

/// Whether an effect differs between the levels of a cut.
#[derive(Clone, Debug)]
pub struct EffectInteraction {
    /// Index into the trial's metrics.
    pub metric: usize,
    /// Index into the arms.
    pub arm: usize,
    /// Cochran's test of equal effects, or why there is none.
    pub test: Result<Interaction, CannotTest>,
}

/// How much was looked at inside segments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploration {
    /// Comparisons that have a p-value, over all cuts, levels, metrics and arms.
    pub comparisons: u64,
    /// The chance of at least one false win among as many independent ones, before adjusting.
    pub chance_of_false_win: f64,
}

impl Exploration {
    /// Of the cuts of a read-out; `None` where nothing could be compared.
    #[must_use]
    pub fn of(cuts: &[CutReadout], confidence: Confidence) -> Option<Self> {
        let comparisons = cuts
            .iter()
            .flat_map(|cut| &cut.levels)
            .flat_map(|level| &level.metrics)
            .flat_map(|metric| &metric.comparisons)
            .filter(|one| one.effect.is_ok())
            .count() as u64;
        let chance_of_false_win = stats::chance_of_false_win(comparisons, confidence).ok()?;
        (comparisons > 0).then_some(Self {
            comparisons,
            chance_of_false_win,
        })
    }

    /// What it means for a finding inside a segment.
    #[must_use]
    pub fn sentence(self) -> String {
        let style = NumberStyle::default();
        format!(
            "{}: were nothing different, the chance of at least one false win among them would be {}. p adjusted takes that into account (Benjamini-Hochberg over all of them)",
            plural(self.comparisons as i64, "comparison", "comparisons"),
            style.percent(self.chance_of_false_win, 0)
        )
    }
}

impl EffectInteraction {
    /// Whether the effect differs between the levels, in words.
    #[must_use]
    pub fn sentence(&self, confidence: Confidence) -> String {
        match &self.test {
            Err(reason) => reason.sentence().to_owned(),
            Ok(test) => {
                let p = NumberStyle::default().p_value(test.p.value);
                if test.p.value < confidence.alpha {
                    format!(
                        "The effect seems to differ between segments (p = {p}, not adjusted for looking at several): test it on its own before you act on it"
                    )
                } else {
                    format!(
                        "The effect does not differ between segments, as far as this test can see (p = {p})"
                    )
                }
            }
        }
    }
}

pub(super) fn read_out(trial: &Trial, blocked: bool) -> Vec<CutReadout> {
    let mut cuts: Vec<CutReadout> = trial
        .cuts
        .iter()
        .map(|cut| CutReadout {
            column: cut.column.clone(),
            doubts: cut.doubts,
            levels: cut
                .levels
                .iter()
                .map(|level| level_readout(trial, level, blocked))
                .collect(),
            interactions: Vec::new(),
        })
        .collect();
    let metrics = cuts
        .iter_mut()
        .flat_map(|cut| &mut cut.levels)
        .flat_map(|level| &mut level.metrics);
    family::adjust_family(metrics, &trial.settings);
    for (readout, cut) in cuts.iter_mut().zip(&trial.cuts) {
        readout.interactions = interactions(readout, cut, trial);
    }
    cuts
}

fn level_readout(trial: &Trial, level: &TrialLevel, blocked: bool) -> LevelReadout {
    let metrics = trial
        .metrics
        .iter()
        .zip(&level.metrics)
        .map(|(metric, arms)| {
            let inside = TrialMetric {
                subject: metric.subject.clone(),
                role: Role::Exploratory,
                arms: arms.clone(),
            };
            let look = Look {
                metric: &inside,
                strata: Strata {
                    cuts: &[],
                    metric: 0,
                },
                settings: &trial.settings,
                blocked,
            };
            measured(look, &level.sizes)
        })
        .collect();
    LevelReadout {
        value: level.value.clone(),
        metrics,
    }
}

fn interactions(readout: &CutReadout, cut: &TrialCut, trial: &Trial) -> Vec<EffectInteraction> {
    let mut interactions = Vec::new();
    if cut.levels.len() < 2 {
        return interactions;
    }
    for metric in 0..trial.metrics.len() {
        for arm in 1..trial.arms.len() {
            let effects: Vec<(f64, f64)> = readout
                .levels
                .iter()
                .filter_map(|level| {
                    let one = &level.metrics[metric].comparisons[arm - 1];
                    let effect = one.effect.as_ref().ok()?.effect;
                    Some((effect.difference.value, effect.standard_error))
                })
                .collect();
            interactions.push(EffectInteraction {
                metric,
                arm,
                test: if cut.doubts.overlapping {
                    Err(CannotTest::OverlappingCuts)
                } else {
                    stats::interaction(&effects)
                },
            });
        }
    }
    interactions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_says_how_far_it_can_see() {
        let sentence = |effects: &[(f64, f64)]| {
            EffectInteraction {
                metric: 0,
                arm: 1,
                test: stats::interaction(effects),
            }
            .sentence(Confidence::default())
        };
        // Q = 0 for equal effects; (3 - 0)² / 2 = 4.5 with one degree of freedom has p = 0.034.
        assert_eq!(
            sentence(&[(1.0, 1.0), (1.0, 1.0)]),
            "The effect does not differ between segments, as far as this test can see (p = 1.00)"
        );
        assert!(
            sentence(&[(3.0, 1.0), (0.0, 1.0)])
                .starts_with("The effect seems to differ between segments (p = 0.034,")
        );
        assert!(sentence(&[(1.0, 1.0)]).starts_with("At least two groups"));
    }

    #[test]
    fn looking_often_makes_a_false_win_likely() {
        // 1 - 0.95^14 = 0.512.
        let exploration = Exploration {
            comparisons: 14,
            chance_of_false_win: stats::chance_of_false_win(14, Confidence::default()).unwrap(),
        };
        assert!(exploration.sentence().starts_with("14 comparisons: "));
        assert!(exploration.sentence().contains("would be 51 %"));
        assert_eq!(Exploration::of(&[], Confidence::default()), None);
    }
}
