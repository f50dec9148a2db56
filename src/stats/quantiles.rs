//! Quantiles: medians and percentiles with an interval from the sorted values themselves.

use super::Confidence;

/// Ranks (1 is the smallest value) of the lower bound, the quantile and the upper bound among `n`
/// sorted values.
///
/// The bounds are the order statistics at n (v ± z sqrt(v (1 - v) / n)) (Deng, Knoblich and Lu 2018),
/// rounded outwards: floor below, floor + 1 above. The quantile itself is the smallest value that at
/// least a share `quantile` of the values does not exceed.
///
/// None where `quantile` or the confidence is not between 0 and 1, and where the sample is too small
/// to have both bounds: the 99th percentile of 100 values has no upper bound at 95 %.
#[must_use]
pub fn quantile_ranks(n: u64, quantile: f64, confidence: Confidence) -> Option<(u64, u64, u64)> {
    if !(0.0 < quantile && quantile < 1.0) {
        return None;
    }
    let z = confidence.normal_quantile().ok()?;
    let size = n as f64;
    let centre = size * quantile;
    let margin = z * (centre * (1.0 - quantile)).sqrt();
    let low = (centre - margin).floor();
    let high = (centre + margin).floor() + 1.0;
    if low < 1.0 || high > size {
        return None;
    }
    // Rounding must not push a whole rank, such as 7 % of 100, up by one.
    let point = (centre - 1e-12 * centre).ceil().clamp(low, high);
    Some((low as u64, point as u64, high as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n: u64, quantile: f64, expected: Option<(u64, u64, u64)>) {
        let actual = quantile_ranks(n, quantile, Confidence::default());
        assert_eq!(actual, expected, "{quantile} of {n}");
    }

    #[test]
    fn ranks_follow_the_formula() {
        // 50 ± 1.96 * 5 = 40.2 and 59.8
        check(100, 0.5, Some((40, 50, 60)));
        // 990 ± 1.96 * 3.1464 = 983.83 and 996.17
        check(1000, 0.99, Some((983, 990, 997)));
        check(1001, 0.5, Some((469, 501, 532)));
        // 7 % of 100 is 7.000000000000001 in floating point: 7 ± 5.0008
        check(100, 0.07, Some((1, 7, 13)));
    }

    #[test]
    fn samples_too_small_for_a_bound_have_no_interval() {
        check(0, 0.5, None);
        check(5, 0.5, None);
        check(9, 0.5, Some((1, 5, 8)));
        check(100, 0.99, None);
    }

    #[test]
    fn quantiles_outside_their_range_have_no_ranks() {
        for quantile in [0.0, 1.0, -0.5, 2.0, f64::NAN] {
            check(1000, quantile, None);
        }
        assert_eq!(quantile_ranks(1000, 0.5, Confidence { alpha: 1.5 }), None);
    }

    /// Exact coverage of the ranks by the binomial distribution: X_(low) <= q < X_(high) holds when
    /// low to high - 1 of the values lie at or below the quantile.
    #[test]
    fn coverage_is_about_as_promised() {
        for (n, quantile) in [(50_u64, 0.5_f64), (200, 0.9), (400, 0.25), (1000, 0.99)] {
            let (low, _, high) = quantile_ranks(n, quantile, Confidence::default()).unwrap();
            let mut ln_chance = n as f64 * (1.0 - quantile).ln();
            let mut coverage = 0.0;
            for below in 0..n {
                if (low..high).contains(&below) {
                    coverage += ln_chance.exp();
                }
                let odds = quantile / (1.0 - quantile);
                ln_chance += ((n - below) as f64 / (below + 1) as f64 * odds).ln();
            }
            assert!(
                (0.94..0.98).contains(&coverage),
                "{quantile} of {n}: {coverage}"
            );
        }
    }
}
