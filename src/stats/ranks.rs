//! Ranks: does a unit of the treatment tend to have the larger value?

use super::tails::ln_normal_two_sided;
use super::{CannotTest, Distribution, PValue};

/// The Mann-Whitney test of two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// Pairs of a treatment and a control unit of which the treatment's has the larger value, ties as
    /// half a pair.
    pub u: f64,
    /// The share of such pairs, P(T > C) + P(T = C) / 2: 0.5 where neither group tends to be larger.
    pub superiority: f64,
    /// Standardised distance of `u` from half of all pairs, above 0 where the treatment tends to be
    /// larger; without continuity correction.
    pub z: f64,
    /// Two-sided p-value without continuity correction.
    pub p: PValue,
    /// Two-sided p-value with continuity correction, half a pair nearer to the middle.
    pub p_corrected: PValue,
}

/// Compares two groups by ranks (Mann and Whitney 1947), by the normal approximation corrected for ties.
///
/// U - mn/2 over its standard deviation, where `12 sd² = mn (N + 1 - Σ(t³ - t) / (N (N - 1)))` with N
/// units in all and t units in each tie (Lehmann 1975). It tests whether the superiority is one half,
/// not whether means differ: where few buy it hardly sees how much they spend. Against unequal spreads
/// it is not robust.
///
/// Cannot answer with an empty group, nor ([`CannotTest::ZeroVariance`]) where all values are the same,
/// nor ([`CannotTest::OutOfRange`]) beyond 10³⁷ pairs.
pub fn mann_whitney(
    control: &Distribution,
    treatment: &Distribution,
) -> Result<MannWhitney, CannotTest> {
    if control.n() == 0 || treatment.n() == 0 {
        return Err(CannotTest::NoUnits);
    }
    if control.n() as f64 * treatment.n() as f64 > 1e37 {
        return Err(CannotTest::OutOfRange);
    }
    let exact_pairs = i128::from(control.n()) * i128::from(treatment.n());
    let pairs = exact_pairs as f64;
    let ranks = Ranks::of(&control.side_by_side(treatment));
    if ranks.untied == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    let n = control.n() as f64 + treatment.n() as f64;
    let deviation = (pairs / n * (ranks.untied / (n - 1.0)) / 4.0).sqrt();
    let distance = 0.5 * ranks.surplus as f64;
    let u = 0.5 * (exact_pairs + ranks.surplus) as f64;
    let p_at = |distance: f64| PValue::from_ln(ln_normal_two_sided(distance / deviation));
    Ok(MannWhitney {
        u,
        superiority: u / pairs,
        z: distance / deviation,
        p: p_at(distance),
        p_corrected: p_at((distance.abs() - 0.5).max(0.0)),
    })
}

/// What the test needs of the ranks, summed without cancellation.
struct Ranks {
    /// Pairs that the treatment wins, less those that it loses; exact.
    surplus: i128,
    /// (N³ - Σt³) / 3 with N units in all and t in each tie: over the ties in order, the sum of
    /// M t (M + t) with M units before.
    untied: f64,
}

impl Ranks {
    fn of(ties: &[(u64, u64)]) -> Self {
        let controls: i128 = ties.iter().map(|&(control, _)| i128::from(control)).sum();
        let mut ranks = Self {
            surplus: 0,
            untied: 0.0,
        };
        let (mut below, mut before) = (0_i128, 0.0);
        for &(control, treatment) in ties {
            let above = controls - below - i128::from(control);
            ranks.surplus += i128::from(treatment) * (below - above);
            below += i128::from(control);
            let tied = control as f64 + treatment as f64;
            ranks.untied += before * tied * (before + tied);
            before += tied;
        }
        ranks
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::super::golden::{Values, close, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/values.json");

    #[derive(Deserialize)]
    struct Row {
        control: Values,
        treatment: Values,
        u: f64,
        superiority: f64,
        p: f64,
        p_corrected: f64,
        log10_p: f64,
    }

    #[test]
    fn mann_whitney_matches() {
        let mut tiny = 0;
        for row in table::<Row>(GOLDEN, "mann_whitney") {
            let (control, treatment) = (row.control.counted(), row.treatment.counted());
            let case = format!("{} against {}", control.n(), treatment.n());
            let answer = mann_whitney(&control, &treatment).unwrap();
            close(&case, answer.u, row.u, 0.0);
            close(&case, answer.superiority, row.superiority, 1e-15);
            if row.p > 0.0 {
                close(&case, answer.p.value, row.p, 1e-10);
                close(&case, answer.p_corrected.value, row.p_corrected, 1e-10);
            } else {
                tiny += 1;
            }
            assert!((answer.p.log10 - row.log10_p).abs() < 1e-8, "{case}");
        }
        assert!(tiny > 0, "a p-value underflows in the reference");
    }

    fn group(values: &[f64]) -> Distribution {
        let mut group = Distribution::default();
        for &value in values {
            group.push(value);
        }
        group
    }

    #[test]
    fn what_cannot_be_ranked_says_why() {
        let (nobody, one, two) = (group(&[]), group(&[3.0]), group(&[3.0, 3.0]));
        assert_eq!(mann_whitney(&nobody, &one), Err(CannotTest::NoUnits));
        assert_eq!(mann_whitney(&one, &nobody), Err(CannotTest::NoUnits));
        assert_eq!(mann_whitney(&one, &two), Err(CannotTest::ZeroVariance));
        let mut huge = Distribution::default();
        huge.push_many(1.0, u64::MAX);
        assert_eq!(mann_whitney(&huge, &huge), Err(CannotTest::OutOfRange));
        let single = mann_whitney(&one, &group(&[4.0])).unwrap();
        assert_eq!((single.u, single.superiority, single.z), (1.0, 1.0, 1.0));
        close("one pair", single.p.value, 0.317_310_507_862_914_1, 1e-12);
        close("corrected", single.p_corrected.value, 1.0, 0.0);
    }

    proptest! {
        #[test]
        fn the_answer_is_that_of_all_pairs(
            control in prop::collection::vec(-6..6_i32, 1..25),
            treatment in prop::collection::vec(-6..6_i32, 1..25),
        ) {
            let [c, t] = [&control, &treatment]
                .map(|values| group(&values.iter().map(|&v| f64::from(v)).collect::<Vec<_>>()));
            let wins: i32 = treatment
                .iter()
                .flat_map(|t| control.iter().map(move |c| 1 + (t - c).signum()))
                .sum();
            if let Ok(answer) = mann_whitney(&c, &t) {
                prop_assert!((answer.u - 0.5 * f64::from(wins)).abs() < 1e-9);
                let other = mann_whitney(&t, &c).unwrap();
                prop_assert!(answer.z + other.z == 0.0);
                prop_assert!((answer.superiority + other.superiority - 1.0).abs() < 1e-15);
                prop_assert!(answer.p_corrected.value >= answer.p.value);
            } else {
                prop_assert_eq!((c + t).counted().count(), 1);
            }
        }

        /// Ranks do not change under a growing function of the values.
        #[test]
        fn only_the_order_counts(
            control in prop::collection::vec(-30.0..30.0_f64, 2..25),
            treatment in prop::collection::vec(-30.0..30.0_f64, 2..25),
        ) {
            let plain = mann_whitney(&group(&control), &group(&treatment));
            let [c, t] = [control, treatment]
                .map(|values| group(&values.iter().map(|v| v.exp()).collect::<Vec<_>>()));
            prop_assert_eq!(mann_whitney(&c, &t), plain);
        }
    }
}
