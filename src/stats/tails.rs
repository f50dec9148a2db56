//! Tail probabilities and quantiles of the normal, chi-square and Student distributions.
//!
//! A report must tell 1e-20 from 1e-200, so every tail is computed as the natural logarithm of its
//! survival function and never as one minus a distribution function. The library at hand (statrs)
//! gives plain values only, its `erfc` is off by 9e-11 around 1 and its Student tail by 2e-8 at 1e7
//! degrees of freedom, hence the expansions below; each converges in tens of terms over the whole range.
//!
//! To add a distribution: a function that answers with the logarithm of its tail, and golden rows in
//! `golden/tails.json` that reach from the body to beyond 1e-300.

use std::f64::consts::{LN_2, LN_10, PI, SQRT_2, TAU};

use statrs::function::erf::erfc_inv;

use super::{CannotTest, Confidence, PValue};

impl PValue {
    /// From the natural logarithm of a p-value; rounding above 1 is cut off.
    pub(super) fn from_ln(ln: f64) -> Self {
        if ln >= 0.0 {
            return Self {
                value: 1.0,
                log10: 0.0,
            };
        }
        Self {
            value: ln.exp(),
            log10: ln / LN_10,
        }
    }
}

impl Confidence {
    /// The error rate, if it lies between 0 and 1 (both excluded, since their quantiles are not numbers
    /// to multiply with).
    pub(super) fn error_rate(self) -> Result<f64, CannotTest> {
        if self.alpha.is_nan() {
            Err(CannotTest::NotFinite)
        } else if 0.0 < self.alpha && self.alpha < 1.0 {
            Ok(self.alpha)
        } else {
            Err(CannotTest::OutOfRange)
        }
    }

    /// Two-sided quantile of the standard normal distribution.
    pub(super) fn normal_quantile(self) -> Result<f64, CannotTest> {
        Ok(SQRT_2 * erfc_inv(self.error_rate()?))
    }

    /// Two-sided quantile of the Student distribution with `df` (at least 1) degrees of freedom.
    pub(super) fn student_quantile(self, df: f64) -> Result<f64, CannotTest> {
        Ok(student_quantile(self.error_rate()?, df))
    }
}

/// ln P(|Z| > |z|) of the standard normal distribution.
pub(super) fn ln_normal_two_sided(z: f64) -> f64 {
    let z = z.abs();
    let ln_double_density = 0.5 * (LN_2 - PI.ln()) - 0.5 * z * z;
    if z * z < 3.0 {
        // The central part as a series of positive terms (Abramowitz and Stegun 26.2.11).
        let mut term = z;
        let mut sum = z;
        let mut odd = 3.0;
        while term > sum * 1e-17 {
            term *= z * z / odd;
            sum += term;
            odd += 2.0;
        }
        return (-ln_double_density.exp() * sum).ln_1p();
    }
    // Laplace's continued fraction of the Mills ratio, z + 1/(z + 2/(z + 3/...)), from the inside out.
    let fraction = (1..=120).rev().fold(z, |rest, k| z + f64::from(k) / rest);
    ln_double_density - fraction.ln()
}

/// P(Z <= z) of the standard normal distribution, accurate in the lower tail.
pub(super) fn normal_cdf(z: f64) -> f64 {
    let outer = 0.5 * ln_normal_two_sided(z).exp();
    if z < 0.0 { outer } else { 1.0 - outer }
}

/// The density of the standard normal distribution.
pub(super) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / TAU.sqrt()
}

/// E[max(Z - k, 0)] = φ(k) - k Φ(-k) of the standard normal distribution, for k from 0.
pub(super) fn normal_excess(k: f64) -> f64 {
    let density = normal_density(k);
    if k * k < 3.0 {
        return density - k * normal_cdf(-k);
    }
    // With the Mills ratio 1 / (k + rest) of the fraction above, 1 - k / (k + rest) without subtraction.
    let rest = 1.0 / (2..=120).rev().fold(k, |rest, j| k + f64::from(j) / rest);
    density * rest / (k + rest)
}

/// ln P(X > `x`) of the chi-square distribution with `df` degrees of freedom.
///
/// For whole degrees of freedom the tail is a finite sum of positive terms (Abramowitz and Stegun
/// 26.4.4 and 26.4.5), so nothing cancels.
pub(super) fn ln_chi_square_sf(x: f64, df: u64) -> f64 {
    let half = 0.5 * x;
    let odd = df % 2 == 1;
    let mut sum = if odd {
        LnSum::starting_with(ln_normal_two_sided(x.sqrt()))
    } else {
        LnSum::starting_with(-half)
    };
    let mut ln_term = if odd {
        // The term of index -1/2, from which the step below reaches 1/2.
        -half - 0.5 * half.ln() - 0.5 * PI.ln()
    } else {
        -half
    };
    let steps = (df.max(1) - 1) / 2;
    for step in 1..=steps {
        let index = if odd { step as f64 - 0.5 } else { step as f64 };
        if half > 0.0 {
            ln_term += half.ln() - index.ln();
            sum.add(ln_term);
        }
    }
    sum.ln()
}

/// ln P(|T| > |t|) of the Student distribution with `df` (at least 1) degrees of freedom.
pub(super) fn ln_student_two_sided(t: f64, df: f64) -> f64 {
    student_tail(t, df).ln_p
}

/// A Student tail with the factor that its expansions share, which is also t times the density.
struct StudentTail {
    ln_p: f64,
    ln_factor: f64,
}

/// The tail as the incomplete beta function `I_x(a, 1/2)` with a = df/2 and x = df / (df + t²).
fn student_tail(t: f64, df: f64) -> StudentTail {
    let a = 0.5 * df;
    let root = t.abs() / df.sqrt();
    if root == 0.0 {
        return StudentTail {
            ln_p: 0.0,
            ln_factor: f64::NEG_INFINITY,
        };
    }
    let square = root * root;
    // x and y = 1 - x, neither by subtraction; beyond 1e154 the square overflows.
    let (x, y, ln_x) = if square.is_finite() {
        let x = 1.0 / (1.0 + square);
        (x, square * x, -square.ln_1p())
    } else {
        (0.0, 1.0, -2.0 * root.ln())
    };
    // ln[x^a sqrt(y) / B(a, 1/2)]
    let ln_factor =
        a * ln_x + (root.ln() + 0.5 * ln_x) + ln_gamma_ratio(a) + 0.5 * (a.ln() - PI.ln());
    let ln_p = if square * df < 3.0 {
        (-2.0 * ln_factor.exp() * central_series(a, y)).ln_1p()
    } else {
        ln_factor + tail_fraction(a, x, y).ln()
    };
    StudentTail { ln_p, ln_factor }
}

/// `I_y(1/2, a)` without its factor: the hypergeometric series of DLMF 8.17.8, all terms positive.
fn central_series(a: f64, y: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 0..1000 {
        let k = f64::from(k);
        term *= y * (a + 0.5 + k) / (1.5 + k);
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// `I_x(a, 1/2)` without its factor, by the continued fraction below.
fn tail_fraction(a: f64, x: f64, y: f64) -> f64 {
    let b = 0.5;
    let slope = a * y - b * x + 1.0;
    1.0 / (a / (a + 1.0) * slope + beta_fraction_rest([a, b], [x, y], slope))
}

/// The continued fraction of the incomplete beta function (Didonato and Morris 1992, TOMS 18:360, eq. 9)
/// without its head, by Lentz's method.
///
/// With y = 1 - x and slope = a y - b x + 1, at least 1, the whole is
/// `I_x(a, b) = x^a y^b / B(a, b) / (a / (a + 1) slope + rest)`. It takes about as many steps as the root
/// of the smaller shape.
pub(super) fn beta_fraction_rest([a, b]: [f64; 2], [x, y]: [f64; 2], slope: f64) -> f64 {
    let total = a + b;
    let mut inverse = 1.0 / (a + 1.0);
    let mut step = |n: f64| {
        let pole = inverse;
        inverse = 1.0 / (a + 2.0 * n + 1.0);
        let thinned = n * (b - n) * x * pole;
        let alpha = (a + n - 1.0) * pole * ((total + n - 1.0) * x) * thinned;
        let beta = n + thinned + (a + n) * inverse * (slope + n * (1.0 + y));
        (alpha, beta)
    };
    let (first, mut value) = step(1.0);
    let mut numerators = value;
    let mut denominators = 0.0;
    for n in 2..5000 {
        let (alpha, beta) = step(f64::from(n));
        denominators = 1.0 / (beta + alpha * denominators);
        numerators = beta + alpha / numerators;
        let growth = numerators * denominators;
        value *= growth;
        if (growth - 1.0).abs() < 1e-15 {
            break;
        }
    }
    first / value
}

/// ln[Γ(a + 1/2) / (Γ(a) sqrt(a))]: the asymptotic series from 20 upwards, the recurrence below.
fn ln_gamma_ratio(a: f64) -> f64 {
    let mut shifted = a;
    let mut product = 1.0;
    while shifted < 20.0 {
        product *= shifted / (shifted + 0.5);
        shifted += 1.0;
    }
    let inverse = 1.0 / shifted;
    let square = inverse * inverse;
    let series = inverse
        * (-1.0 / 8.0
            + square
                * (1.0 / 192.0
                    + square
                        * (-1.0 / 640.0
                            + square * (17.0 / 14_336.0 - square * (31.0 / 18_432.0)))));
    series + product.ln() + 0.5 * (shifted / a).ln()
}

/// The t that is exceeded in absolute value with probability `alpha`.
///
/// Newton's method for ln p over ln t, where the curve is concave and falling: one step may overshoot
/// to the right, all later ones come back monotonically.
fn student_quantile(alpha: f64, df: f64) -> f64 {
    let target = alpha.ln();
    let mut t = SQRT_2 * erfc_inv(alpha);
    for _ in 0..200 {
        let tail = student_tail(t, df);
        let slope = -2.0 * (tail.ln_factor - tail.ln_p).exp();
        let step = (tail.ln_p - target) / slope;
        let next = t * (-step).exp();
        if !next.is_finite() || next <= 0.0 {
            break;
        }
        let done = (next - t).abs() <= 1e-15 * t;
        t = next;
        if done {
            break;
        }
    }
    t
}

/// A sum of positive terms known by their logarithms.
struct LnSum {
    largest: f64,
    scaled: f64,
}

impl LnSum {
    fn starting_with(ln: f64) -> Self {
        Self {
            largest: ln,
            scaled: 1.0,
        }
    }

    fn add(&mut self, ln: f64) {
        if ln > self.largest {
            self.scaled = self.scaled * (self.largest - ln).exp() + 1.0;
            self.largest = ln;
        } else {
            self.scaled += (ln - self.largest).exp();
        }
    }

    fn ln(&self) -> f64 {
        self.largest + self.scaled.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{close, same_p, table};
    use super::*;

    const GOLDEN: &str = include_str!("golden/tails.json");

    #[test]
    fn normal_tail_matches_from_the_body_to_beyond_underflow() {
        for [z, sf, log10] in table::<[f64; 3]>(GOLDEN, "normal") {
            let case = format!("z = {z}");
            // Two tails: twice the value, but never above 1.
            let p = PValue::from_ln(ln_normal_two_sided(z));
            same_p(&case, p, 2.0 * sf, log10 + 2.0_f64.log10(), 1e-12);
            close(&case, normal_cdf(-z), sf, 1e-12);
        }
    }

    #[test]
    fn normal_quantile_matches() {
        for [p, z] in table::<[f64; 2]>(GOLDEN, "normal_quantile") {
            let confidence = Confidence { alpha: 2.0 * p };
            let quantile = confidence.normal_quantile().unwrap();
            close(&format!("p = {p}"), quantile, -z, 1e-12);
        }
    }

    #[test]
    fn student_tail_matches_over_all_degrees_of_freedom() {
        for [df, t, p, log10] in table::<[f64; 4]>(GOLDEN, "student") {
            let actual = PValue::from_ln(ln_student_two_sided(-t, df));
            same_p(&format!("df = {df}, t = {t}"), actual, p, log10, 1e-10);
        }
    }

    #[test]
    fn student_quantile_matches() {
        for [p, df, t] in table::<[f64; 3]>(GOLDEN, "student_quantile") {
            let confidence = Confidence {
                alpha: 2.0 * (1.0 - p),
            };
            let quantile = confidence.student_quantile(df).unwrap();
            close(&format!("p = {p}, df = {df}"), quantile, t, 1e-11);
        }
    }

    #[test]
    fn normal_quantile_undoes_the_tail() {
        for step in 1..1000 {
            let alpha = f64::from(step) / 1000.0;
            let z = Confidence { alpha }.normal_quantile().unwrap();
            let back = ln_normal_two_sided(z).exp();
            close(&format!("alpha = {alpha}"), back, alpha, 1e-12);
        }
    }

    #[test]
    fn student_quantile_undoes_the_tail_at_extreme_error_rates() {
        for alpha in [1e-300, 1e-100, 1e-12, 0.3, 0.999, 1.0 - 1e-12] {
            for df in [1.0, 1.7, 12.0, 1e4, 1e9, 1e19] {
                let t = Confidence { alpha }.student_quantile(df).unwrap();
                let back = PValue::from_ln(ln_student_two_sided(t, df));
                close(
                    &format!("alpha = {alpha}, df = {df}"),
                    back.value,
                    alpha,
                    1e-11,
                );
            }
        }
    }

    #[test]
    fn series_and_fraction_meet() {
        let edge = 3.0_f64.sqrt();
        let (before, after) = (edge * (1.0 - 1e-13), edge * (1.0 + 1e-13));
        let gap = ln_normal_two_sided(before) - ln_normal_two_sided(after);
        assert!((0.0..1e-12).contains(&gap), "normal: {gap:e}");
        for df in [1.0, 1.5, 7.0, 39.0, 41.0, 1e5, 1e12] {
            let gap = ln_student_two_sided(before, df) - ln_student_two_sided(after, df);
            assert!((0.0..1e-12).contains(&gap), "df = {df}: {gap:e}");
        }
    }

    #[test]
    fn chi_square_tail_matches() {
        for [df, x, p, log10] in table::<[f64; 4]>(GOLDEN, "chi_square") {
            let actual = PValue::from_ln(ln_chi_square_sf(x, df as u64));
            same_p(&format!("df = {df}, x = {x}"), actual, p, log10, 1e-12);
        }
    }

    #[test]
    fn an_error_rate_outside_its_range_is_refused() {
        for alpha in [0.0, 1.0, -0.05, 2.0, f64::INFINITY] {
            let error = Confidence { alpha }.normal_quantile();
            assert_eq!(error, Err(CannotTest::OutOfRange), "{alpha}");
        }
        let nan = Confidence { alpha: f64::NAN };
        assert_eq!(nan.student_quantile(5.0), Err(CannotTest::NotFinite));
    }
}
