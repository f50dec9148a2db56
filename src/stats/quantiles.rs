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
