//! Gauss-Legendre quadrature over panels.

/// Positive half of the 16 nodes on -1 to 1 with their weights (Abramowitz and Stegun, table 25.4).
const NODES: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

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
        for (node, weight) in NODES {
            visit(middle - node * half, weight * half.abs());
            visit(middle + node * half, weight * half.abs());
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
