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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{same_p, table};
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        counts: Vec<u64>,
        weights: Vec<f64>,
        chi_square: f64,
        p: f64,
        log10_p: f64,
    }

    #[test]
    fn chi_square_matches() {
        for row in table::<Row>(include_str!("golden/srm.json"), "rows") {
            let case = format!("{:?}", row.counts);
            let answer = srm(&row.counts, &row.weights);
            if row.counts.iter().sum::<u64>() == 4 {
                assert_eq!(answer, Err(CannotTest::TooFewForSrm), "{case}");
                continue;
            }
            let srm = answer.unwrap();
            assert_eq!(srm.df, row.counts.len() as u64 - 1);
            let margin = 1e-12 * row.chi_square.max(1.0);
            assert!((srm.chi_square - row.chi_square).abs() <= margin, "{case}");
            same_p(&case, srm.p, row.p, row.log10_p, 1e-9);
        }
    }

    #[test]
    fn status_follows_the_thresholds() {
        let check = |counts: [u64; 2], id: &str| {
            assert_eq!(
                srm(&counts, &[1.0, 1.0]).unwrap().status.id(),
                id,
                "{counts:?}"
            );
        };
        check([5_000, 5_000], "ok");
        check([5_000, 5_250], "ok");
        check([44_700, 45_489], "warn");
        check([5_000, 5_400], "blocked");
        check([100, 0], "blocked");
    }

    #[test]
    fn the_scale_of_the_weights_does_not_matter() {
        let counts = [700, 310];
        let parts = srm(&counts, &[7.0, 3.0]).unwrap();
        let shares = srm(&counts, &[0.7, 0.3]).unwrap();
        assert!((parts.chi_square - shares.chi_square).abs() < 1e-12);
    }

    #[test]
    fn people_in_an_arm_planned_at_zero_block_the_verdict() {
        let answer = srm(&[500, 500, 1], &[0.5, 0.5, 0.0]).unwrap();
        assert_eq!((answer.df, answer.status), (1, SrmStatus::Blocked));
        assert_eq!((answer.chi_square, answer.p.value), (f64::INFINITY, 0.0));
        let empty = srm(&[500, 500, 0], &[0.5, 0.5, 0.0]).unwrap();
        assert_eq!((empty.df, empty.status), (1, SrmStatus::Ok));
    }

    #[test]
    fn what_cannot_be_checked_says_why() {
        let check = |counts: &[u64], weights: &[f64], reason: CannotTest| {
            assert_eq!(
                srm(counts, weights),
                Err(reason),
                "{counts:?} by {weights:?}"
            );
        };
        check(&[], &[], CannotTest::NoUnits);
        check(&[0, 0], &[1.0, 1.0], CannotTest::NoUnits);
        check(&[90], &[1.0], CannotTest::NoUnits);
        check(&[90, 0], &[1.0, 0.0], CannotTest::NoUnits);
        check(&[7, 8], &[1.0, 1.0], CannotTest::TooFewForSrm);
        check(&[900, 5], &[99.5, 0.5], CannotTest::TooFewForSrm);
        check(&[90, 90], &[1.0], CannotTest::OutOfRange);
        check(&[90, 90], &[1.0, -1.0], CannotTest::OutOfRange);
        check(&[90, 90], &[1.0, f64::NAN], CannotTest::NotFinite);
        check(&[90, 90], &[1.0, f64::INFINITY], CannotTest::NotFinite);
    }
}
