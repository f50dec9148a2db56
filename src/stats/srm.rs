//! Sample ratio mismatch: did the split come out as planned?

use super::tails::ln_chi_square_sf;
use super::{CannotTest, PValue};

/// Below this p-value the assignment is broken and no verdict is given (Fabijan et al., KDD 2019).
const BLOCK_BELOW: f64 = 0.001;
/// Below this p-value the split deserves a look.
const WARN_BELOW: f64 = 0.01;
/// Fewest people expected in an arm for the chi-square approximation.
const MIN_EXPECTED: f64 = 8.0;

/// How the observed split compares with the planned one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Srm {
    /// Pearson's chi-square; infinite when an arm planned at zero has people in it.
    pub chi_square: f64,
    /// Degrees of freedom: planned arms less one.
    pub df: u64,
    /// Probability of a split at least this far from the plan.
    pub p: PValue,
    /// What follows from it.
    pub status: SrmStatus,
}

/// What a split means for the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SrmStatus {
    /// As planned.
    Ok,
    /// Unlikely (p below 0.01): look into the assignment.
    Warn,
    /// Broken (p below 0.001): no verdict.
    Blocked,
}

impl SrmStatus {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Blocked => "blocked",
        }
    }

    fn of(p: PValue) -> Self {
        if p.value < BLOCK_BELOW {
            Self::Blocked
        } else if p.value < WARN_BELOW {
            Self::Warn
        } else {
            Self::Ok
        }
    }
}

/// Tests people per arm against the planned weights (any positive scale: shares, percent, parts) by
/// Pearson's chi-square, Σ(o - e)²/e.
///
/// People in an arm of weight 0 cannot have come from the plan: chi-square is infinite, p is 0 and the
/// status is blocked, so that such an arm is never ignored. Cannot answer without people or with fewer
/// than two planned arms ([`CannotTest::NoUnits`]), with fewer than 8 people expected in an arm, or with
/// a negative weight or as many weights as there are not arms ([`CannotTest::OutOfRange`]).
pub fn srm(counts: &[u64], weights: &[f64]) -> Result<Srm, CannotTest> {
    if counts.len() != weights.len() || weights.iter().any(|&weight| weight < 0.0) {
        return Err(CannotTest::OutOfRange);
    }
    let weight_total: f64 = weights.iter().sum();
    if !weight_total.is_finite() {
        return Err(CannotTest::NotFinite);
    }
    let total: f64 = counts.iter().map(|&count| count as f64).sum();
    let planned = weights.iter().filter(|&&weight| weight > 0.0).count() as u64;
    if total == 0.0 || planned == 0 {
        return Err(CannotTest::NoUnits);
    }
    let df = planned - 1;
    let arms = || counts.iter().zip(weights);
    if arms().any(|(&count, &weight)| weight == 0.0 && count > 0) {
        return Ok(Srm {
            chi_square: f64::INFINITY,
            df,
            p: PValue::from_ln(f64::NEG_INFINITY),
            status: SrmStatus::Blocked,
        });
    }
    if df == 0 {
        return Err(CannotTest::NoUnits);
    }
    let mut chi_square = 0.0;
    for (&count, &weight) in arms().filter(|(_, weight)| **weight > 0.0) {
        let expected = total * (weight / weight_total);
        if expected < MIN_EXPECTED {
            return Err(CannotTest::TooFewForSrm);
        }
        let gap = count as f64 - expected;
        chi_square += gap * gap / expected;
    }
    let p = PValue::from_ln(ln_chi_square_sf(chi_square, df));
    Ok(Srm {
        chi_square,
        df,
        p,
        status: SrmStatus::of(p),
    })
}
