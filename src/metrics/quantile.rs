//! Quantiles of a list of numbers, by one rule for the whole product.

/// The `share` quantile (0 to 1) by linear interpolation between order statistics.
///
/// Type 7 of Hyndman and Fan (1996, The American Statistician 50:361), the default of R and numpy:
/// position `(n - 1) * share`. Reorders `values`; `None` for an empty list.
#[must_use]
pub fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let position = last as f64 * share.clamp(0.0, 1.0);
    let below = position.floor() as usize;
    let (_, &mut low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let fraction = position - below as f64;
    if fraction == 0.0 {
        return Some(low);
    }
    let high = above.iter().copied().min_by(f64::total_cmp)?;
    Some(low + (high - low) * fraction)
}

/// The median; `None` for an empty list. Reorders `values`.
#[must_use]
pub fn median(values: &mut [f64]) -> Option<f64> {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_as_numpy_does() {
        for (values, share, expected) in [
            (vec![], 0.5, None),
            (vec![7.0], 0.9, Some(7.0)),
            (vec![3.0, 1.0, 2.0], 0.5, Some(2.0)),
            (vec![4.0, 1.0, 3.0, 2.0], 0.5, Some(2.5)),
            (vec![10.0, 20.0, 30.0, 40.0], 0.75, Some(32.5)),
            (vec![1.0, 2.0], 1.0, Some(2.0)),
        ] {
            let mut numbers: Vec<f64> = values.clone();
            assert_eq!(quantile(&mut numbers, share), expected, "{values:?}");
        }
    }
}
