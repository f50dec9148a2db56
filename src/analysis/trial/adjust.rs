//! The same effect with less noise: by the covariate of each unit, or by the segments of a cut.

use crate::stats::{self, Adjusted, Confidence, Statistic, UnitStatistics};

use super::TrialCut;
use super::compare::Strata;

/// An adjusted effect, and by what.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// The effect.
    pub adjusted: Adjusted,
    /// The column whose segments it was put together from; `None` for a covariate.
    pub cut: Option<String>,
}

/// The adjustment that removes most variance, if any removes some: by the covariate (CUPED) or by a cut
/// that holds every unit once, as it was before the assignment. The choice looks at variances only, never at the effect.
pub(super) fn adjusted(
    control: &UnitStatistics,
    treatment: &UnitStatistics,
    arm: usize,
    strata: Strata<'_>,
    confidence: Confidence,
) -> Option<Adjustment> {
    let covariate = by_covariate(control, treatment, confidence).map(|adjusted| Adjustment {
        adjusted,
        cut: None,
    });
    let sizes = [control.n(), treatment.n()];
    let cuts = strata.cuts.iter().filter(|cut| cut.doubts.are_strata());
    let cuts = cuts.filter_map(|cut| {
        let pairs = pairs(cut, strata.metric, arm, sizes)?;
        Some(Adjustment {
            adjusted: stats::post_stratified(&pairs, confidence).ok()?,
            cut: Some(cut.column.clone()),
        })
    });
    covariate
        .into_iter()
        .chain(cuts)
        .filter(|one| one.adjusted.variance_reduction > 0.0)
        .max_by(|one, other| {
            let reduction = |one: &Adjustment| one.adjusted.variance_reduction;
            reduction(one).total_cmp(&reduction(other))
        })
}

/// Only where every unit has its covariate: an effect on some of them is another effect.
fn by_covariate(
    control: &UnitStatistics,
    treatment: &UnitStatistics,
    confidence: Confidence,
) -> Option<Adjusted> {
    let (before, after) = (control.covariate.as_ref()?, treatment.covariate.as_ref()?);
    if before.n() != control.n() || after.n() != treatment.n() {
        return None;
    }
    stats::cuped(before, after, confidence).ok()
}

/// Control and treatment inside each level, where the levels hold every unit.
fn pairs(
    cut: &TrialCut,
    metric: usize,
    arm: usize,
    sizes: [u64; 2],
) -> Option<Vec<(Statistic, Statistic)>> {
    let pairs: Vec<(Statistic, Statistic)> = cut
        .levels
        .iter()
        .map(|level| {
            let arms = &level.metrics[metric];
            (arms[0].statistic, arms[arm].statistic)
        })
        .collect();
    let total = |of: fn(&(Statistic, Statistic)) -> u64| pairs.iter().map(of).sum::<u64>();
    let held = [total(|pair| pair.0.n()), total(|pair| pair.1.n())];
    (held == sizes).then_some(pairs)
}
