//! Why a plan has no answer, in the order in which an analyst would put it right.

use crate::metrics::metric::Unit;
use crate::stats::{Baseline, CannotTest, Sides};

use super::{PlanSettings, PlannedEffect};

/// Why a plan has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CannotPlan {
    /// Nothing says what the metric is like today.
    NoBaseline,
    /// A rate that is no share of people, or one that leaves nothing to vary.
    RateOutOfRange,
    /// A mean without its standard deviation.
    NoSpread,
    /// A relative effect of an unknown or zero mean.
    NoMean,
    /// No effect to find was named.
    NoEffect,
    /// The effect to find is zero.
    ZeroEffect,
    /// The effect leads to a rate below 0 or above 100 %.
    RateBeyond,
    /// An error rate that is none, or that a one-sided test cannot have.
    AlphaOutOfRange,
    /// A power that is not between the error rate and 100 %.
    PowerOutOfRange,
    /// An arm without a weight.
    WeightOutOfRange,
    /// The formula itself has no answer.
    Test(CannotTest),
}

impl CannotPlan {
    /// The reason as a sentence, with what to write instead.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoBaseline => {
                "Nothing says what the metric is like today: type it, or take it from the history"
            }
            Self::RateOutOfRange => {
                "A rate lies above 0 and below 100 %: write for example 5 for 5 %"
            }
            Self::NoSpread => {
                "A mean needs the standard deviation of one person's value, above zero: type it, or \
                 take it from the history"
            }
            Self::NoMean => {
                "A relative effect needs a mean above zero to be relative to: type the mean, or the \
                 effect as an amount"
            }
            Self::NoEffect => "Say which effect is worth finding, and this says who it takes",
            Self::ZeroEffect => {
                "No number of people shows an effect of zero: write the smallest one worth acting on"
            }
            Self::RateBeyond => {
                "The effect leads to a rate below 0 or above 100 %: write a smaller one"
            }
            Self::AlphaOutOfRange => {
                "The error rate lies above 0 and below 100 %, below 50 % one-sided: write for example 5"
            }
            Self::PowerOutOfRange => {
                "Power lies above the error rate and below 100 %: write for example 80"
            }
            Self::WeightOutOfRange => {
                "Every arm needs a weight above zero, and a test two arms: write for example 50, 50"
            }
            Self::Test(reason) => reason.sentence(),
        }
    }
}

impl From<CannotTest> for CannotPlan {
    fn from(reason: CannotTest) -> Self {
        Self::Test(reason)
    }
}

/// The baseline as the formulas take it, once everything that does not depend on the effect is right.
pub(super) fn baseline(settings: &PlanSettings) -> Result<Baseline, CannotPlan> {
    design(settings)?;
    let known = settings.baseline;
    if settings.metric.unit() == Unit::Share {
        let rate = known.value.ok_or(CannotPlan::NoBaseline)?;
        if rate > 0.0 && rate < 1.0 {
            return Ok(Baseline::Proportion(rate));
        }
        return Err(CannotPlan::RateOutOfRange);
    }
    match known.sd {
        Some(sd) if sd > 0.0 && sd.is_finite() => Ok(Baseline::mean(sd)),
        None if known.value.is_none() => Err(CannotPlan::NoBaseline),
        _ => Err(CannotPlan::NoSpread),
    }
}

fn design(settings: &PlanSettings) -> Result<(), CannotPlan> {
    let design = &settings.design;
    let (largest, least_power) = match design.sides {
        Sides::One => (0.5, design.alpha),
        Sides::Two => (1.0, design.alpha / 2.0),
    };
    if !(design.alpha > 0.0 && design.alpha < largest) {
        return Err(CannotPlan::AlphaOutOfRange);
    }
    if !(design.power > least_power && design.power < 1.0) {
        return Err(CannotPlan::PowerOutOfRange);
    }
    let are_weights = design
        .weights
        .iter()
        .all(|weight| *weight > 0.0 && weight.is_finite());
    if design.weights.len() < 2 || !are_weights {
        return Err(CannotPlan::WeightOutOfRange);
    }
    Ok(())
}

/// The effect to find in the unit of the metric.
pub(super) fn difference(settings: &PlanSettings) -> Result<f64, CannotPlan> {
    let value = settings.baseline.value;
    let difference = match settings.effect.ok_or(CannotPlan::NoEffect)? {
        PlannedEffect::Absolute(difference) => difference,
        PlannedEffect::Relative(lift) => {
            let mean = value.filter(|mean| *mean > 0.0);
            lift * mean.ok_or(CannotPlan::NoMean)?
        }
    };
    if difference == 0.0 {
        return Err(CannotPlan::ZeroEffect);
    }
    if !difference.is_finite() {
        return Err(CannotPlan::Test(CannotTest::NotFinite));
    }
    if let (Unit::Share, Some(rate)) = (settings.metric.unit(), value)
        && !(0.0..=1.0).contains(&(rate + difference))
    {
        return Err(CannotPlan::RateBeyond);
    }
    Ok(difference)
}
