//! Gauss-Legendre quadrature over panels.

use std::sync::LazyLock;

use super::super::quadrature::{Node, legendre};

/// The rule of 16 points, worked out once.
static RULE: LazyLock<[Node; 16]> = LazyLock::new(legendre);

/// Where the panels between a peak and the end of its reach begin and end, as shares of the reach:
/// narrow at the peak, where the integrand is large.
const CUTS: [f64; 4] = [0.0, 0.17, 0.45, 1.0];

/// The same for a reach so long that the logistic function bends sharply within it.
const FINE_CUTS: [f64; 7] = [0.0, 0.05, 0.11, 0.2, 0.33, 0.58, 1.0];

/// From how many log odds on a reach is that long.
const LONG_REACH: f64 = 6.0;

/// Hands over the nodes and weights that integrate from `peak` to `end`, which may lie on either side.
pub(super) fn from_peak(peak: f64, end: f64, mut visit: impl FnMut(f64, f64)) {
    let reach = end - peak;
    let cuts = if reach.abs() < LONG_REACH {
        CUTS.as_slice()
    } else {
        FINE_CUTS.as_slice()
    };
    for cut in cuts.windows(2) {
        let middle = peak + 0.5 * (cut[0] + cut[1]) * reach;
        let half = 0.5 * (cut[1] - cut[0]) * reach;
        for node in RULE.iter() {
            visit(middle + half * node.at, half.abs() * node.weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::golden::close;
    use super::*;

    fn integral(peak: f64, end: f64, integrand: impl Fn(f64) -> f64) -> f64 {
        let mut sum = 0.0;
        from_peak(peak, end, |x, weight| sum += weight * integrand(x));
        sum
    }

    #[test]
    fn polynomials_up_to_degree_31_are_exact() {
        for degree in 0..=31 {
            let actual = integral(0.0, 1.0, |x| x.powi(degree));
            let expected = 1.0 / f64::from(degree + 1);
            close(&format!("degree {degree}"), actual, expected, 1e-14);
        }
    }

    #[test]
    fn tails_of_the_two_extreme_forms_are_exact() {
        let exponential = integral(3.0, -47.0, |x| (x - 3.0).exp());
        close("exponential", exponential, 1.0, 1e-12);
        let bell = integral(0.0, 9.5, |x| (-0.5 * x * x).exp());
        close("bell", bell, (0.5 * std::f64::consts::PI).sqrt(), 1e-13);
    }
}
