//! What the shop's other tests say of an effect before this one is looked at.

use crate::metrics::{Detail, Metric};
use crate::stats::{self, Confidence, HistoryPrior, Prior};

use super::super::trial::{History, Role};
use super::{Test, definition_of};

/// Priors per metric, learnt from the other experiments of the workspace whose windows are all over and
/// whose split is the planned one: the effect of every treatment arm on the same metric within its own
/// test's window. Metrics with too few tests have none.
pub(super) fn history(test: &Test<'_>) -> Vec<History> {
    let ids: Vec<String> = test.roles().iter().map(|(metric, _)| metric.id()).collect();
    let mut effects: Vec<Vec<(f64, f64)>> = vec![Vec::new(); ids.len()];
    for list in &test.context.snapshot.assignments {
        if list.experiment == test.list.experiment {
            continue;
        }
        let definition = definition_of(test.context, list);
        let other = Test::new(test.context, list, &definition);
        if !other.is_settled() {
            continue;
        }
        for (metric, _) in other.roles() {
            if let Some(at) = ids.iter().position(|id| *id == metric.id()) {
                effects[at].extend(effects_on(&other, metric));
            }
        }
    }
    ids.into_iter()
        .zip(effects)
        .filter_map(|(metric, effects)| {
            let prior = unsigned(Prior::from_history(&effects).ok()?);
            Some(History { metric, prior })
        })
        .collect()
}

/// How large effects are, but not which way they go: other workflows' wins say nothing for this one, so
/// the prior is centred at zero with the second moment of what was learnt.
fn unsigned(learnt: HistoryPrior) -> HistoryPrior {
    match learnt.prior {
        Prior::Flat => learnt,
        Prior::Normal { mean, variance } => HistoryPrior {
            prior: Prior::Normal {
                mean: 0.0,
                variance: variance + mean * mean,
            },
            ..learnt
        },
    }
}

/// The effect of every treatment arm with its standard error, where that is known.
fn effects_on(test: &Test<'_>, metric: Metric) -> Vec<(f64, f64)> {
    let arms = test
        .trial_metric(metric, Role::Secondary, Detail::default())
        .arms;
    let Some((control, treatments)) = arms.split_first() else {
        return Vec::new();
    };
    treatments
        .iter()
        .filter_map(|treatment| {
            let effect = stats::compare(
                &control.statistic,
                &treatment.statistic,
                Confidence::default(),
            )
            .ok()?;
            (effect.standard_error > 0.0)
                .then_some((effect.difference.value, effect.standard_error))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prior_of_wins_says_how_large_effects_are_and_not_which_way() {
        let learnt = Prior::from_history(&[(0.02, 0.005), (0.03, 0.005), (0.04, 0.005)]).unwrap();
        let Prior::Normal { mean, variance } = learnt.prior else {
            panic!("{learnt:?}");
        };
        assert!(mean > 0.02);
        let prior = unsigned(learnt);
        let expected = Prior::Normal {
            mean: 0.0,
            variance: variance + mean * mean,
        };
        assert_eq!((prior.prior, prior.tests), (expected, 3));
    }
}
