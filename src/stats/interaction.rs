//! Whether an effect differs between cuts: new and returning customers, countries, channels.

use super::result::finite;
use super::tails::ln_chi_square_sf;
use super::{CannotTest, Confidence, PValue};

/// Whether the effects of several cuts are one effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interaction {
    /// How many cuts were compared.
    pub cuts: usize,
    /// Cochran's Q.
    pub q: f64,
    /// Degrees of freedom, cuts - 1.
    pub df: u64,
    /// P-value of "all cuts have the same effect".
    pub p: PValue,
    /// I², the share of the spread between cuts that chance does not explain, from 0 to 1.
    pub i_squared: f64,
    /// The effect of all cuts together, weighted by precision, in the unit of the effects.
    pub pooled: f64,
    /// Its standard error, should they have one effect.
    pub pooled_error: f64,
}

/// Cochran's test (Cochran 1954, Biometrics 10:101) of effects with their standard errors, one per cut.
///
/// With weights w = 1 / SE² and the weighted mean m, Q = Σ w (effect - m)², chi-square with k - 1 degrees
/// of freedom; I² = max(0, (Q - df) / Q) (Higgins and Thompson 2002). Cuts must not share people. Leave
/// out cuts whose own test cannot be done.
///
/// Cannot answer with fewer than two cuts ([`CannotTest::TooFewCuts`]), with a standard error of 0
/// ([`CannotTest::ZeroVariance`]) or below, nor with what is not finite.
pub fn interaction(effects: &[(f64, f64)]) -> Result<Interaction, CannotTest> {
    if effects.len() < 2 {
        return Err(CannotTest::TooFewCuts);
    }
    let pooled = Pooled::new(effects)?;
    let df = (effects.len() - 1) as u64;
    let excess = pooled.q - df as f64;
    Ok(Interaction {
        cuts: effects.len(),
        q: pooled.q,
        df,
        p: PValue::from_ln(ln_chi_square_sf(pooled.q, df)),
        i_squared: if excess > 0.0 { excess / pooled.q } else { 0.0 },
        pooled: pooled.mean,
        pooled_error: finite(pooled.unit / pooled.weights.sqrt())?,
    })
}

/// The chance of at least one false win among that many independent tests without any effect,
/// 1 - (1 - alpha)^tests. Cannot answer where alpha is not between 0 and 1.
pub fn chance_of_false_win(tests: u64, confidence: Confidence) -> Result<f64, CannotTest> {
    let alpha = confidence.error_rate()?;
    Ok(-(tests as f64 * (-alpha).ln_1p()).exp_m1())
}

/// Effects pooled by inverse variance. Weights are relative to that of the smallest standard error, so
/// that no square overflows.
pub(super) struct Pooled {
    /// The smallest standard error.
    pub unit: f64,
    /// Sum of the weights (unit / SE)².
    pub weights: f64,
    /// Sum of their squares.
    pub squared_weights: f64,
    pub mean: f64,
    /// Cochran's Q.
    pub q: f64,
}

impl Pooled {
    /// At least one effect.
    pub(super) fn new(effects: &[(f64, f64)]) -> Result<Self, CannotTest> {
        let mut unit = f64::INFINITY;
        for &(effect, error) in effects {
            finite(effect)?;
            match finite(error)? {
                0.0 => return Err(CannotTest::ZeroVariance),
                error if error < 0.0 => return Err(CannotTest::OutOfRange),
                error => unit = unit.min(error),
            }
        }
        let weight = |error: f64| (unit / error) * (unit / error);
        let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
            effects
                .iter()
                .map(|&(effect, error)| of(effect, error))
                .sum()
        };
        let weights = sum(&|_, error| weight(error));
        // Around one of the effects: the mean of close effects keeps its digits.
        let base = effects[0].0;
        let shift = sum(&|effect, error| weight(error) * (effect - base)) / weights;
        let mean = finite(base + shift)?;
        let q = sum(&|effect, error| {
            let distance = (effect - mean) / error;
            distance * distance
        });
        Ok(Self {
            unit,
            weights,
            squared_weights: sum(&|_, error| weight(error) * weight(error)),
            mean,
            q: finite(q)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::golden::{close, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/bayes.json");

    #[derive(Deserialize)]
    struct Row {
        effects: Vec<(f64, f64)>,
        q: f64,
        p: f64,
        log10_p: f64,
        i_squared: f64,
        pooled: f64,
        pooled_error: f64,
    }

    #[test]
    fn interactions_match() {
        for row in table::<Row>(GOLDEN, "meta_analyses") {
            let case = format!("{:?}", row.effects);
            let actual = interaction(&row.effects).unwrap();
            assert_eq!(actual.cuts, row.effects.len());
            assert_eq!(actual.df + 1, row.effects.len() as u64);
            close(&case, actual.q, row.q, 1e-12);
            same_p(&case, actual.p, row.p, row.log10_p, 1e-9);
            close(&case, actual.i_squared, row.i_squared, 1e-12);
            close(&case, actual.pooled, row.pooled, 1e-12);
            close(&case, actual.pooled_error, row.pooled_error, 1e-12);
        }
    }

    #[test]
    fn two_cuts_are_compared_as_by_a_z_test() {
        let actual = interaction(&[(3.0, 0.3), (1.5, 0.4)]).unwrap();
        close("q", actual.q, 9.0, 1e-14);
        // P(|Z| > 3)
        close("p", actual.p.value, 0.002_699_796_063_260_189, 1e-12);
    }

    #[test]
    fn equal_effects_do_not_interact() {
        let actual = interaction(&[(0.1, 0.3), (0.1, 0.4), (0.1, 1e-9)]).unwrap();
        close("q", actual.q, 0.0, 0.0);
        close("p", actual.p.value, 1.0, 0.0);
        close("share", actual.i_squared, 0.0, 0.0);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let reason = |effects: &[(f64, f64)]| interaction(effects).unwrap_err();
        assert_eq!(reason(&[]), CannotTest::TooFewCuts);
        assert_eq!(reason(&[(1.0, 1.0)]), CannotTest::TooFewCuts);
        assert_eq!(reason(&[(1.0, 1.0), (2.0, 0.0)]), CannotTest::ZeroVariance);
        assert_eq!(reason(&[(1.0, 1.0), (2.0, -1.0)]), CannotTest::OutOfRange);
        let endless = [(1.0, 1.0), (f64::INFINITY, 1.0)];
        assert_eq!(reason(&endless), CannotTest::NotFinite);
    }

    #[test]
    fn many_tests_find_something() {
        let chance = |tests| chance_of_false_win(tests, Confidence::default()).unwrap();
        close("none", chance(0), 0.0, 0.0);
        close("one", chance(1), 0.05, 1e-15);
        close("five", chance(5), 0.226_219_062_5, 1e-14);
        close("twenty", chance(20), 0.641_514_077_591_457_8, 1e-14);
        close("all", chance(u64::MAX), 1.0, 0.0);
        let tiny = chance_of_false_win(3, Confidence { alpha: 1e-30 }).unwrap();
        close("tiny", tiny, 3e-30, 1e-14);
        let wrong = chance_of_false_win(3, Confidence { alpha: 1.5 });
        assert_eq!(wrong, Err(CannotTest::OutOfRange));
    }
}
