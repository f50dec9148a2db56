//! What every value says beside the mean: capped, ranked, resampled, in the middle.

use crate::stats::{
    self, Bootstrap, CannotTest, Capped, Confidence, Distribution, Effect, MannWhitney, Resampling,
};

use super::{Cap, Settings, TrialMetric};

/// Readings of the values of two arms that do not rest on the few largest.
#[derive(Clone, Copy, Debug)]
pub struct ValueOpinions {
    /// Welch on values cut off at the cap; `None` where no cap is asked for.
    pub capped: Option<Result<Capped, CannotTest>>,
    /// Whether a unit of the treatment tends to have the larger value.
    pub ranks: Result<MannWhitney, CannotTest>,
    /// The median of the units above 0: those who bought, so no longer a random split.
    pub median: Result<Effect, CannotTest>,
    /// Their 90th percentile.
    pub p90: Result<Effect, CannotTest>,
    /// The difference resampled; `None` where no seed is given.
    pub bootstrap: Option<Result<Bootstrap, CannotTest>>,
    /// The largest value's share of the sum of its arm, and which arm has it: 0 the control, 1 the
    /// treatment. `None` where nobody has a value above 0.
    pub largest: Option<Largest>,
}

/// The unit with the largest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Largest {
    /// Whether it is in the treatment.
    pub in_treatment: bool,
    /// Its value, in units of the metric.
    pub value: f64,
    /// Its share of everything in its arm.
    pub share: f64,
}

/// Resamples of the bootstrap.
pub const RESAMPLES: u32 = 2000;

pub(super) fn opinions(
    metric: &TrialMetric,
    arm: usize,
    settings: &Settings,
) -> Option<ValueOpinions> {
    let (control, treatment) = (
        metric.arms[0].values.as_ref()?,
        metric.arms[arm].values.as_ref()?,
    );
    let confidence = settings.confidence;
    let buyers = [control.positive(), treatment.positive()];
    Some(ValueOpinions {
        capped: capped(metric, [control, treatment], settings),
        ranks: stats::mann_whitney(control, treatment),
        median: quantile(&buyers, 0.5, confidence),
        p90: quantile(&buyers, 0.9, confidence),
        bootstrap: settings.seed.map(|seed| {
            let resampling = Resampling {
                resamples: RESAMPLES,
                seed,
            };
            stats::bootstrap_difference(control, treatment, resampling, confidence)
        }),
        largest: largest(control, treatment),
    })
}

fn quantile(
    [control, treatment]: &[Distribution; 2],
    share: f64,
    confidence: Confidence,
) -> Result<Effect, CannotTest> {
    stats::quantile_difference(control, treatment, share, confidence)
}

/// One cap for all arms of the metric, whichever two are compared.
fn capped(
    metric: &TrialMetric,
    [control, treatment]: [&Distribution; 2],
    settings: &Settings,
) -> Option<Result<Capped, CannotTest>> {
    let above = match settings.cap {
        Cap::None => return None,
        Cap::Amount(amount) => Ok(amount),
        Cap::Percentile(percentile) => {
            let arms: Vec<&Distribution> = metric
                .arms
                .iter()
                .filter_map(|arm| arm.values.as_ref())
                .collect();
            stats::purchaser_cap(&arms, percentile)
        }
    };
    Some(above.and_then(|above| {
        let cap = stats::Cap { above, below: None };
        stats::capped_effect(control, treatment, cap, settings.confidence)
    }))
}

fn largest(control: &Distribution, treatment: &Distribution) -> Option<Largest> {
    [(false, control), (true, treatment)]
        .into_iter()
        .filter_map(|(in_treatment, values)| {
            let (value, _) = values.counted().next_back()?;
            let sum = values.moments().total();
            (value > 0.0 && sum > 0.0).then_some(Largest {
                in_treatment,
                value,
                share: value / sum,
            })
        })
        .max_by(|one, other| one.value.total_cmp(&other.value))
}
