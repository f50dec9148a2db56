//! Sample sizes for Student's test, for plans of so few people that the normal quantile is too small.

use super::super::quadrature;
use super::super::result::finite;
use super::super::tails::normal_cdf;
use super::{Baseline, CannotTest, Confidence, Design, SampleSize, Sides, sample_size};

/// Steps of the root search, which takes about ten.
const MOST_STEPS: usize = 200;

/// People per arm that detect an absolute `effect` on a mean with a Student test of equal variances, each
/// arm rounded up and never below two.
///
/// The size at which `P(|T| > t_{1-α/2})` with T noncentral Student, `n_c + n_t - 2` degrees of
/// freedom and noncentrality `d / (sd sqrt(1/n_c + 1/n_t))`, equals the power (Cohen 1988, chapter 2; statsmodels'
/// `TTestIndPower`). At 5 % that is one or two people per arm above [`sample_size`] in small tests; in tests
/// of millions it is a few below, because the finds in the wrong direction count here.
pub fn student_sample_size(
    design: &Design,
    sd: f64,
    effect: f64,
) -> Result<SampleSize, CannotTest> {
    let normal = sample_size(design, &Baseline::mean(sd), effect)?;
    let start = normal.per_arm.first().copied().unwrap_or_default() as f64;
    let level = design.level(design.treatments()?)?;
    let size = (effect / sd).abs();
    design.largest(|ratio| {
        Comparison {
            sides: design.sides,
            level,
            size,
            ratio,
        }
        .control_n(design.power, start)
    })
}

/// One treatment against the control.
struct Comparison {
    sides: Sides,
    level: Confidence,
    /// The effect by the standard deviation.
    size: f64,
    /// The treatment's people by the control's.
    ratio: f64,
}

impl Comparison {
    /// People of the control at which the power is met, at least as many as make two in every arm.
    ///
    /// The power rises with the people: regula falsi (Illinois) in the square root of n, in which it is
    /// nearly a normal curve.
    fn control_n(&self, power: f64, start: f64) -> Result<f64, CannotTest> {
        let gap = |root: f64| Ok(self.power(root * root)? - power);
        let mut low = (2.0 / self.ratio.min(1.0)).sqrt();
        let mut low_gap = gap(low)?;
        if low_gap >= 0.0 {
            return Ok(low * low);
        }
        let mut high = low.max(start.sqrt());
        let mut high_gap = gap(high)?;
        while high_gap < 0.0 {
            (low, low_gap) = (high, high_gap);
            high = finite(high * 1.1)?;
            high_gap = gap(high)?;
        }
        for _ in 0..MOST_STEPS {
            let straight = (low * high_gap - high * low_gap) / (high_gap - low_gap);
            let next = if low < straight && straight < high {
                straight
            } else {
                0.5 * (low + high)
            };
            if high - low <= 1e-14 * high || next <= low || next >= high {
                break;
            }
            let next_gap = gap(next)?;
            // Halving the gap of the end that stays keeps that end from staying for ever.
            if next_gap < 0.0 {
                (low, low_gap, high_gap) = (next, next_gap, 0.5 * high_gap);
            } else {
                (high, high_gap, low_gap) = (next, next_gap, 0.5 * low_gap);
            }
        }
        Ok(high * high)
    }

    /// The chance to find the effect with `control_n` people in the control.
    fn power(&self, control_n: f64) -> Result<f64, CannotTest> {
        let df = control_n * (1.0 + self.ratio) - 2.0;
        let critical = self.level.student_quantile(df)?;
        let shift = self.size * (control_n * (self.ratio / (1.0 + self.ratio))).sqrt();
        Ok(noncentral_student(critical, shift, df, self.sides))
    }
}

/// P(T > t), or P(|T| > t) for both sides, of the noncentral Student distribution with `df` of at least 2.
///
/// With S the sample's standard deviation by the true one, `P(T > t) = E Φ(shift - t S)`; the mean is
/// an integral over the density of `S sqrt(df)`, a chi variable, whose constant divides out.
fn noncentral_student(t: f64, shift: f64, df: f64, sides: Sides) -> f64 {
    let root = df.sqrt();
    // A chi variable has a standard deviation below 0.71 and so lies within 9 of its mean.
    let (from, to) = ((-9.0_f64).max(-root), 9.0);
    let (mut found, mut whole) = (0.0, 0.0);
    for node in quadrature::nodes(from, to, 0.5) {
        let excess = node.at / root;
        let ln_density = (df - 1.0) * ln_1p_minus(excess) - excess - 0.5 * (node.at * node.at);
        let weight = node.weight * ln_density.exp();
        let scaled = t * (1.0 + excess);
        whole += weight;
        found += weight * normal_cdf(shift - scaled);
        if sides == Sides::Two {
            found += weight * normal_cdf(-shift - scaled);
        }
    }
    found / whole
}

/// ln(1 + x) - x, which subtraction would leave without a correct digit near zero.
fn ln_1p_minus(x: f64) -> f64 {
    if x.abs() > 0.01 {
        return x.ln_1p() - x;
    }
    // Powers up to the ninth: the next term is below 1e-20 where the first is 5e-5.
    (2..=9_i32)
        .rev()
        .fold(0.0, |sum, k| -x * sum + 1.0 / f64::from(k))
        * -(x * x)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::super::golden::{close, table};
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        sd: f64,
        effect: f64,
        alpha: f64,
        power: f64,
        student: f64,
        student_twice: f64,
    }

    #[test]
    fn sizes_match() {
        let file = include_str!("../golden/design.json");
        for row in table::<Row>(file, "means") {
            for (ratio, expected) in [(1.0, row.student), (2.0, row.student_twice)] {
                let comparison = Comparison {
                    sides: Sides::Two,
                    level: Confidence { alpha: row.alpha },
                    size: row.effect / row.sd,
                    ratio,
                };
                let case = format!("{} by {}, ratio {ratio}", row.effect, row.sd);
                let actual = comparison.control_n(row.power, expected - 2.0).unwrap();
                close(&case, actual, expected, 1e-9);
                let design = Design {
                    alpha: row.alpha,
                    power: row.power,
                    weights: vec![1.0, ratio],
                    ..Design::default()
                };
                let size = student_sample_size(&design, row.sd, row.effect).unwrap();
                let rounded = [expected.ceil() as u64, (ratio * expected).ceil() as u64];
                assert_eq!(size.per_arm, rounded, "{case}");
            }
        }
    }

    #[derive(Deserialize)]
    struct Tail {
        t: f64,
        shift: f64,
        df: f64,
        above: f64,
    }

    #[test]
    fn noncentral_tails_match() {
        for row in table::<Tail>(include_str!("../golden/design.json"), "noncentral_student") {
            let case = format!("t = {}, shift = {}, df = {}", row.t, row.shift, row.df);
            let above = noncentral_student(row.t, row.shift, row.df, Sides::One);
            close(&case, above, row.above, 1e-10);
        }
    }

    #[test]
    fn few_people_need_more_than_the_normal_formula_says() {
        let design = Design::default();
        for (sd, effect) in [(1.0, 3.0), (1.0, 1.0), (2.0, 0.1)] {
            let student = student_sample_size(&design, sd, effect).unwrap().per_arm[0];
            let normal = sample_size(&design, &Baseline::mean(sd), effect).unwrap();
            let more = student - normal.per_arm[0];
            assert!((0..=2).contains(&more), "{effect}: {more}");
        }
        let one = Design {
            sides: Sides::One,
            ..Design::default()
        };
        // Cohen 1988, table 2.4.1: one-sided 5 %, d = 1, 80 % power.
        let size = student_sample_size(&one, 1.0, 1.0).unwrap();
        assert_eq!(size.per_arm, [14, 14]);
    }

    #[test]
    fn series_and_logarithm_meet() {
        for x in [0.01, -0.01] {
            let (inside, outside) = (x * (1.0 - 1e-9), x * (1.0 + 1e-9));
            let slope = (ln_1p_minus(outside) - ln_1p_minus(inside)) / (outside - inside);
            assert!((slope + x / (1.0 + x)).abs() < 1e-6, "{x}: {slope}");
        }
    }
}
