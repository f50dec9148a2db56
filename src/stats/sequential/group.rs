//! Group sequential tests: a few looks fixed beforehand, each with its own bound.
//!
//! The error rate is spent over the looks by the power family `α t^φ` with t the share of the planned
//! information (Biometrika 1983, 70:659, and 1987, 74:149). With the statistic as a Brownian motion W(t),
//! Z = W / sqrt(t), the bounds follow one by one from the density of W among the tests still running
//! (Armitage and others 1969, J. R. Stat. Soc. A 132:235):
//! `g_k(w) = ∫ g_{k-1}(u) φ((w - u)/σ_k)/σ_k du`, `σ_k² = t_k - t_{k-1}`.
//!
//! The integrals are by Gauss-Legendre with ten points on panels as narrow as the finest step of the
//! motion, so a bound is right to about 1e-10. Programs with coarse grids are off in the
//! fifth decimal.

use super::super::Sides;
use super::super::quadrature::{Node, nodes};
use super::super::result::finite;
use super::super::tails::{ln_normal_two_sided, normal_density};
use super::{CannotTest, Confidence};

/// Most looks of a plan: a test that looks more often is better read by [`super::always_valid`].
const MOST_LOOKS: usize = 100;
/// Least information that a look may add: the integration grid is as fine as its square root.
const LEAST_STEP: f64 = 1e-3;
/// How the error rate of a group sequential test is spent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupSequential {
    /// Error rate of the whole test, above 0 and below 1 (one-sided: below 0.5).
    pub alpha: f64,
    /// φ of the spending function `α t^φ`, from 0.1 to 20: 1 spends evenly, about 3 nearly as O'Brien and Fleming.
    pub exponent: f64,
    /// Two-sided tests spend half of alpha on each side and stop on either.
    pub sides: Sides,
}

impl Default for GroupSequential {
    /// Two-sided at 5 %, spent by the square of the information.
    fn default() -> Self {
        Self {
            alpha: 0.05,
            exponent: 2.0,
            sides: Sides::Two,
        }
    }
}

/// Outside of these the first or the last look spends all that floats can tell apart.
const EXPONENTS: std::ops::RangeInclusive<f64> = 0.1..=20.0;

/// One look at a group sequential test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Share of the planned information, above 0 and up to 1; in a plain comparison the share of people.
    pub information: f64,
    /// Error rate spent up to here, on both sides if there are two.
    pub spent: f64,
    /// The test stops where z, or |z| with two sides, reaches this.
    pub bound: f64,
}

/// The bounds of a test that looks at these shares of its planned information (rising, above 0, up to 1).
///
/// Every look must add at least 0.1 % of the information, and there may be at most 100 of them. Only looks so far matter for
/// a bound, so looks may be added or moved while the test runs.
pub fn group_sequential_bounds(
    information: &[f64],
    plan: GroupSequential,
) -> Result<Vec<Look>, CannotTest> {
    let spending = Spending::new(plan)?;
    let steps = steps(information)?;
    let spent: Vec<f64> = information.iter().map(|&t| spending.up_to(t)).collect();
    let spends = added(&spent);
    let mut running = Running::start(plan.sides, &spends);
    let mut looks = Vec::with_capacity(information.len());
    for (at, &share) in information.iter().enumerate() {
        let edge = running.edge(steps[at], share, spends[at])?;
        looks.push(Look {
            information: share,
            spent: spent[at] * spending.sides,
            bound: edge / share.sqrt(),
        });
        if let Some(&next) = steps.get(at + 1) {
            running.advance((steps[at], next), share, edge);
        }
    }
    Ok(looks)
}

/// What each adds to the one before it.
fn added(totals: &[f64]) -> Vec<f64> {
    let before = std::iter::once(&0.0).chain(totals);
    totals
        .iter()
        .zip(before)
        .map(|(total, before)| total - before)
        .collect()
}

/// What each look adds to the information.
fn steps(information: &[f64]) -> Result<Vec<f64>, CannotTest> {
    if information.is_empty() {
        return Err(CannotTest::NoUnits);
    }
    for &share in information {
        finite(share)?;
    }
    let steps = added(information);
    let in_order = steps.iter().all(|&step| step >= LEAST_STEP);
    let is_inside = information.iter().all(|&share| share <= 1.0);
    if in_order && is_inside && steps.len() <= MOST_LOOKS {
        Ok(steps)
    } else {
        Err(CannotTest::PlanOutOfRange)
    }
}

/// The error rate of one side as a function of information.
struct Spending {
    side_alpha: f64,
    exponent: f64,
    sides: f64,
}

impl Spending {
    fn new(plan: GroupSequential) -> Result<Self, CannotTest> {
        let sides = match plan.sides {
            Sides::One => 1.0,
            Sides::Two => 2.0,
        };
        let side_alpha = plan.alpha / sides;
        Confidence {
            alpha: 2.0 * side_alpha,
        }
        .error_rate()?;
        if !EXPONENTS.contains(&finite(plan.exponent)?) {
            return Err(CannotTest::PlanOutOfRange);
        }
        Ok(Self {
            side_alpha,
            exponent: plan.exponent,
            sides,
        })
    }

    fn up_to(&self, information: f64) -> f64 {
        self.side_alpha * information.powf(self.exponent)
    }
}

/// The tests that have not stopped: where W is, by the nodes of a quadrature, each with its density
/// times its weight.
struct Running {
    sides: Sides,
    mass: Vec<Node>,
    /// How many standard deviations a step may go: what lies beyond is 1e-13 of the smallest spending.
    reach: f64,
}

impl Running {
    /// Everyone at zero.
    fn start(sides: Sides, spends: &[f64]) -> Self {
        let smallest = spends.iter().copied().fold(1.0, f64::min);
        Self {
            sides,
            reach: (60.0 - 2.0 * smallest.ln()).sqrt(),
            mass: vec![Node {
                at: 0.0,
                weight: 1.0,
            }],
        }
    }

    /// The w beyond which a share `spend` of all tests come in one step.
    ///
    /// Newton's method on ln P(w), which is concave and falling, from the w that would spend as much if
    /// no test had stopped before: it never is too small, and neither is any later one. Where P is too
    /// small for a number, bisection.
    fn edge(&self, step: f64, information: f64, spend: f64) -> Result<f64, CannotTest> {
        let unstopped = Confidence { alpha: 2.0 * spend }.normal_quantile();
        let scale = information.sqrt();
        let mut edge = unstopped.map_err(|_| CannotTest::PlanOutOfRange)? * scale;
        let sd = step.sqrt();
        let (mut low, mut high) = (-self.reach * scale, edge + sd);
        for _ in 0..200 {
            let (beyond, density) = self.beyond(edge, sd);
            if beyond < spend {
                high = edge;
            } else {
                low = edge;
            }
            let next = edge + (beyond / spend).ln() * (beyond / density);
            let next = if low < next && next < high {
                next
            } else {
                0.5 * (low + high)
            };
            let is_found = (next - edge).abs() <= 1e-14 * scale;
            edge = next;
            if is_found {
                break;
            }
        }
        finite(edge)
    }

    /// P(W > w) after a step of standard deviation `sd`, and its density there.
    fn beyond(&self, w: f64, sd: f64) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for node in self.within_reach(w, sd) {
            let z = (w - node.at) / sd;
            let outer = 0.5 * ln_normal_two_sided(z).exp();
            sums.0 += node.weight * if z > 0.0 { outer } else { 1.0 - outer };
            sums.1 += node.weight * normal_density(z) / sd;
        }
        sums
    }

    /// Moves on to a look at `information` where tests at or beyond `edge` stop; the grid is fine enough
    /// for this step and for the next.
    fn advance(&mut self, (step, next): (f64, f64), information: f64, edge: f64) {
        let low = match self.sides {
            Sides::One => (-self.reach * information.sqrt()).min(edge - step.sqrt()),
            Sides::Two => -edge,
        };
        let sd = step.sqrt();
        let grid = nodes(low, edge, step.min(next).sqrt());
        self.mass = grid
            .into_iter()
            .map(|node| Node {
                weight: node.weight * self.density(node.at, sd),
                ..node
            })
            .collect();
    }

    /// The density of W at w after a step of standard deviation `sd`.
    fn density(&self, w: f64, sd: f64) -> f64 {
        self.within_reach(w, sd)
            .take_while(|node| node.at <= w + self.reach * sd)
            .map(|node| node.weight * normal_density((w - node.at) / sd) / sd)
            .sum()
    }

    /// The nodes from which a step may come to w or beyond.
    fn within_reach(&self, w: f64, sd: f64) -> impl Iterator<Item = &Node> {
        let first = self
            .mass
            .partition_point(|node| node.at < w - self.reach * sd);
        self.mass[first..].iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::super::super::golden::{close, table};
    use super::super::super::tails::normal_cdf;
    use super::*;

    const GOLDEN: &str = include_str!("../golden/looks.json");

    #[derive(Deserialize)]
    struct Row {
        name: String,
        alpha: f64,
        exponent: f64,
        sides: u8,
        information: Vec<f64>,
        bounds: Vec<f64>,
    }

    impl Row {
        fn looks(&self) -> Vec<Look> {
            let plan = GroupSequential {
                alpha: self.alpha,
                exponent: self.exponent,
                sides: if self.sides == 1 {
                    Sides::One
                } else {
                    Sides::Two
                },
            };
            group_sequential_bounds(&self.information, plan).unwrap()
        }
    }

    #[test]
    fn bounds_match_a_recursion_of_high_precision() {
        for row in table::<Row>(GOLDEN, "bounds") {
            for (look, expected) in row.looks().iter().zip(&row.bounds) {
                let case = format!("{} at {}", row.name, look.information);
                close(&case, look.bound, *expected, 1e-9);
            }
        }
    }

    /// Spotify's program has a coarse grid: its bounds are off by up to 6.5e-5, these by 1e-10.
    #[test]
    fn bounds_are_those_of_spotify_up_to_its_grid() {
        for row in table::<Row>(GOLDEN, "spotify") {
            for (look, expected) in row.looks().iter().zip(&row.bounds) {
                let gap = (look.bound - expected).abs();
                assert!(gap < 1e-4, "{} at {}: {gap:e}", row.name, look.information);
            }
        }
    }

    #[test]
    fn one_look_is_a_plain_test() {
        let looks = group_sequential_bounds(&[1.0], GroupSequential::default()).unwrap();
        close("bound", looks[0].bound, 1.959_963_984_540_054, 1e-12);
        close("spent", looks[0].spent, 0.05, 1e-15);
    }

    #[test]
    fn a_bound_depends_on_earlier_looks_only() {
        let plan = GroupSequential::default();
        let three = group_sequential_bounds(&[0.3, 0.5, 1.0], plan).unwrap();
        let two = group_sequential_bounds(&[0.3, 0.5], plan).unwrap();
        for (early, late) in two.iter().zip(&three) {
            close("bound", early.bound, late.bound, 1e-11);
        }
    }

    #[test]
    fn plans_out_of_range_are_refused() {
        let check = |information: &[f64], plan: GroupSequential, reason: CannotTest| {
            assert_eq!(group_sequential_bounds(information, plan), Err(reason));
        };
        let usual = GroupSequential::default();
        check(&[], usual, CannotTest::NoUnits);
        check(&[0.5, f64::NAN], usual, CannotTest::NotFinite);
        for looks in [
            [0.0, 1.0],
            [0.5, 0.5],
            [0.7, 0.3],
            [0.5, 1.1],
            [0.5, 0.5009],
        ] {
            check(&looks, usual, CannotTest::PlanOutOfRange);
        }
        check(&[0.009; 101], usual, CannotTest::PlanOutOfRange);
        for exponent in [0.0, -1.0] {
            let plan = GroupSequential { exponent, ..usual };
            check(&[1.0], plan, CannotTest::PlanOutOfRange);
        }
        // 0.025 * 1e-3^400 is no number any more.
        let plan = GroupSequential {
            exponent: 400.0,
            ..usual
        };
        check(&[1e-3, 1.0], plan, CannotTest::PlanOutOfRange);
        for alpha in [0.0, 1.0, -0.1] {
            let plan = GroupSequential { alpha, ..usual };
            check(&[1.0], plan, CannotTest::OutOfRange);
        }
        let half = GroupSequential {
            alpha: 0.5,
            sides: Sides::One,
            ..usual
        };
        check(&[1.0], half, CannotTest::OutOfRange);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn every_bound_lies_between_the_unstopped_quantiles(
            steps in prop::collection::vec(0.01..1.0_f64, 1..6),
            alpha in 1e-6..0.49_f64,
            exponent in 0.2..6.0_f64,
            both in any::<bool>(),
        ) {
            let whole: f64 = steps.iter().sum();
            let mut sum = 0.0;
            let information: Vec<f64> = steps
                .iter()
                .map(|step| {
                    sum += step / whole;
                    sum.min(1.0)
                })
                .collect();
            let (sides, count) = if both { (Sides::Two, 2.0) } else { (Sides::One, 1.0) };
            let plan = GroupSequential { alpha, exponent, sides };
            let looks = group_sequential_bounds(&information, plan).unwrap();
            let mut before = 0.0;
            for look in &looks {
                let tail = count * normal_cdf(-look.bound);
                // What is beyond a bound was spent at it or before, and holds what is spent at it.
                prop_assert!(tail <= look.spent * (1.0 + 1e-9), "{:?}", looks);
                prop_assert!(tail >= (look.spent - before) * (1.0 - 1e-9), "{:?}", looks);
                before = look.spent;
            }
        }
    }

    #[test]
    fn a_spending_that_floats_cannot_tell_apart_is_refused() {
        let bounds = |alpha: f64, exponent: f64| {
            let plan = GroupSequential {
                alpha,
                exponent,
                sides: Sides::One,
            };
            group_sequential_bounds(&[0.63, 0.88], plan)
        };
        assert_eq!(bounds(0.227, 1e-320), Err(CannotTest::PlanOutOfRange));
        assert_eq!(bounds(0.05, 21.0), Err(CannotTest::PlanOutOfRange));
        for exponent in [0.1, 20.0] {
            let looks = bounds(0.227, exponent).unwrap();
            assert!(looks.iter().all(|look| look.bound.is_finite()));
        }
    }
}
