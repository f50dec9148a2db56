//! Looking many times: p-values adjusted over a stated family, and what may be said after that.

use crate::analysis::comparison::Finding;
use crate::stats::{self, PValue};

use super::{ArmEffect, MetricReadout, Role, Settings, Trial};

/// Adjusts the comparisons of a trial: Holm over the arms of the primary metrics, Benjamini-Hochberg
/// over the arms of all others, each family with both adjusted values.
pub(super) fn adjust(metrics: &mut [MetricReadout], trial: &Trial) {
    let (alone, together): (Vec<_>, Vec<_>) = metrics
        .iter_mut()
        .partition(|metric| metric.role == Role::Alone);
    let (primary, others): (Vec<_>, Vec<_>) = together
        .into_iter()
        .partition(|metric| metric.role == Role::Primary);
    let alone = alone.into_iter().map(|metric| vec![metric]);
    for family in [primary, others].into_iter().chain(alone) {
        adjust_family(family, &trial.settings);
    }
}

/// Adjusts metrics that are one family.
pub(super) fn adjust_family<'a>(
    metrics: impl IntoIterator<Item = &'a mut MetricReadout>,
    settings: &Settings,
) {
    let mut metrics: Vec<&mut MetricReadout> = metrics.into_iter().collect();
    let p: Vec<Option<PValue>> = metrics
        .iter()
        .flat_map(|metric| &metric.comparisons)
        .map(|one| one.effect.as_ref().ok().map(|effect| effect.p_asked))
        .collect();
    let mut adjusted = stats::holm_p(&p)
        .into_iter()
        .zip(stats::benjamini_hochberg_p(&p));
    for metric in &mut metrics {
        let role = metric.role;
        for one in &mut metric.comparisons {
            let adjusted = adjusted.next();
            let Ok(effect) = &mut one.effect else {
                continue;
            };
            if let Some((Some(holm), Some(benjamini_hochberg))) = adjusted {
                effect.p_holm = holm;
                effect.p_benjamini_hochberg = benjamini_hochberg;
            }
            one.finding = finding(effect, role, settings);
        }
    }
}

fn finding(effect: &ArmEffect, role: Role, settings: &Settings) -> Finding {
    let p = match role {
        Role::Primary | Role::Alone => effect.p_holm.value,
        Role::Secondary | Role::Exploratory => effect.p_benjamini_hochberg.value,
    };
    let alpha = settings.confidence.alpha;
    if p >= alpha {
        return Finding::Undecided(effect.detectable);
    }
    // Once not worse is shown, better may be asked for at no cost.
    let asked_margin = effect
        .directed
        .is_some_and(|test| test.hypothesis.margin > 0.0);
    if asked_margin && effect.effect.p.value >= alpha {
        return Finding::NotInferior;
    }
    if effect.effect.difference.value > 0.0 {
        Finding::Higher
    } else {
        Finding::Lower
    }
}
