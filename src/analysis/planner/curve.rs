//! The smallest visible effect by how many people take part.

use super::{PlanSettings, detectable, split};

/// How many points a curve has.
const POINTS: u32 = 40;
/// The curve reaches this many times below and above the people it is about.
const REACH: f64 = 8.0;
/// Fewest people per arm that a curve begins at.
const FEWEST_PER_ARM: f64 = 10.0;
/// From here on a plan is no plan; keeps the axis readable.
const MOST_PEOPLE: f64 = 1e12;

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// People of all arms.
    pub people: u64,
    /// The smallest difference that they show with the planned power.
    pub detectable: f64,
}

/// The smallest visible effect from few people to many, evenly spaced in the logarithm, around the
/// people needed and the people available. Empty where there is nothing to plan.
pub(super) fn curve(
    settings: &PlanSettings,
    needed: Option<u64>,
    available: Option<u64>,
) -> Vec<CurvePoint> {
    let about: Vec<f64> = [needed, available]
        .into_iter()
        .flatten()
        .filter(|people| *people > 0)
        .map(|people| people as f64)
        .collect();
    let least = FEWEST_PER_ARM * settings.design.weights.len() as f64;
    let (Some(low), Some(high)) = (
        about.iter().copied().reduce(f64::min),
        about.iter().copied().reduce(f64::max),
    ) else {
        return Vec::new();
    };
    let low = (low / REACH).clamp(least, MOST_PEOPLE / REACH);
    let high = (high * REACH).clamp(low * REACH, MOST_PEOPLE);
    let step = (high / low).ln() / f64::from(POINTS - 1);
    let mut points: Vec<CurvePoint> = (0..POINTS)
        .filter_map(|at| {
            let people = (low * (f64::from(at) * step).exp()).round() as u64;
            let detectable = detectable(settings, &split(&settings.design.weights, people)).ok()?;
            Some(CurvePoint { people, detectable })
        })
        .collect();
    points.dedup_by_key(|point| point.people);
    points
}
