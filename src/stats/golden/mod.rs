//! Golden numbers: inputs and outputs of reference implementations, at full precision.
//!
//! One file per subject, one row per case; `origin` says who computed it. The tests beside each function
//! read their table from here and compare with [`close`] at the tolerances of `docs/statistics.md`:
//! values 1e-12, p-values 1e-9, intervals 1e-10 (all relative), log10 p 1e-8 (absolute), Fisher 1e-7.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Distribution, Interval, PValue};

/// Values of a group with how often each occurs.
#[derive(Deserialize)]
pub(super) struct Values(Vec<(f64, u64)>);

impl Values {
    pub(super) fn counted(&self) -> Distribution {
        let mut distribution = Distribution::default();
        for &(value, count) in &self.0 {
            distribution.push_many(value, count);
        }
        distribution
    }
}

/// The rows of one table of a golden file.
pub(super) fn table<Row: DeserializeOwned>(file: &str, name: &str) -> Vec<Row> {
    let mut root: serde_json::Value = serde_json::from_str(file).expect("golden file is JSON");
    let rows: Vec<Row> =
        serde_json::from_value(root[name].take()).expect("golden table has its columns");
    assert!(!rows.is_empty(), "golden table {name} is empty");
    rows
}

/// Asserts agreement within a share of the expected value.
pub(super) fn close(case: &str, actual: f64, expected: f64, relative: f64) {
    // Below the normal range a double has no 12 digits to agree in.
    let margin = relative * expected.abs() + 1e-310;
    assert!(
        (actual - expected).abs() <= margin,
        "{case}: {actual:e} is not {expected:e} within {relative:e}"
    );
}

/// Asserts agreement of both bounds.
pub(super) fn same_interval(case: &str, actual: Interval, expected: [f64; 2]) {
    for (bound, actual, expected) in [
        ("low", actual.low, expected[0]),
        ("high", actual.high, expected[1]),
    ] {
        // The reference leaves 1e-22 where a bound is 0.
        let margin = 1e-10 * expected.abs() + 1e-20;
        assert!(
            (actual - expected).abs() <= margin,
            "{case}, {bound}: {actual:e} is not {expected:e}"
        );
    }
}

/// Asserts agreement of a p-value and of its logarithm.
pub(super) fn same_p(case: &str, actual: PValue, value: f64, log10: f64, relative: f64) {
    close(case, actual.value, value, relative);
    assert!(
        (actual.log10 - log10).abs() <= 1e-8_f64.max(relative),
        "{case}: log10 p {} is not {log10}",
        actual.log10
    );
}
