//! What the shop's other tests say of an effect before this one is looked at.

use crate::metrics::{Detail, Metric};
use crate::stats::{self, Confidence, Prior};

use super::super::trial::{History, Role, Subject};
use super::{Test, definition_of};

/// Priors per metric, learnt from the other experiments of the workspace whose windows are all over and
/// whose split is the planned one: the effect of every treatment arm on the same metric within its own
/// test's window. Metrics with too few tests have none.
pub(super) fn history(test: &Test<'_>) -> Vec<History> {
    test.roles()
        .into_iter()
        .filter_map(|(metric, _)| {
            let effects = earlier(test, metric);
            let prior = Prior::from_history(&effects).ok()?;
            Some(History {
                metric: Subject::from(metric).id,
                prior,
            })
        })
        .collect()
}

/// Effects with their standard errors.
fn earlier(test: &Test<'_>, metric: Metric) -> Vec<(f64, f64)> {
    let mut effects = Vec::new();
    for list in &test.context.snapshot.assignments {
        if list.experiment == test.list.experiment {
            continue;
        }
        let definition = definition_of(test.context, list);
        let other = Test::new(test.context, list, &definition);
        if !other.is_settled() {
            continue;
        }
        let id = Subject::from(metric).id;
        let same = other.roles().into_iter().map(|(metric, _)| metric);
        let Some(same) = same.into_iter().find(|one| one.id() == id) else {
            continue;
        };
        let arms = other
            .trial_metric(same, Role::Secondary, Detail::default())
            .arms;
        let Some((control, treatments)) = arms.split_first() else {
            continue;
        };
        for treatment in treatments {
            let effect = stats::compare(
                &control.statistic,
                &treatment.statistic,
                Confidence::default(),
            );
            effects.extend(
                effect
                    .ok()
                    .filter(|effect| effect.standard_error > 0.0)
                    .map(|effect| (effect.difference.value, effect.standard_error)),
            );
        }
    }
    effects
}
