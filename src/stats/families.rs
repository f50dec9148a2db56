//! Many tests at once: p-values adjusted for the size of their family.
//!
//! Both functions keep the order of the p-values given. A NaN (a test that could not be done) stays NaN
//! in its place and does not count towards the size of the family.

/// Holm's step-down adjustment (Holm 1979), which controls the chance of any false positive: the running
/// maximum of p_(i) (m - i + 1), at most 1. For primary metrics times arms.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let remaining = (order.len() - rank) as f64;
        largest = largest.max(p_values[index] * remaining).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

/// Benjamini and Hochberg's step-up adjustment (1995), which controls the share of false positives among
/// the discoveries: the running minimum, from the largest, of p_(i) m / i, at most 1. For secondary
/// metrics and cuts.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate().rev() {
        let factor = order.len() as f64 / (rank + 1) as f64;
        smallest = smallest.min(p_values[index] * factor);
        adjusted[index] = smallest;
    }
    adjusted
}

/// Positions of the p-values that are numbers, from the smallest p-value up.
fn ascending(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len())
        .filter(|&index| !p_values[index].is_nan())
        .collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    order
}
