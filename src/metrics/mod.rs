//! Metrics: from the snapshot to sufficient statistics, one definition per number.
//!
//! Which orders count ([`inclusion`]), what each person has done by a date ([`people`]), who is meant
//! ([`mask`]), what is measured ([`metric`], the closed list that owns id, label, formula and
//! denominator), the measuring itself ([`mod@measure`]), refunds on their own date ([`refunds`]) and series
//! over time ([`trend`]). Everything is a pure function of the snapshot and of settings; nothing here
//! tests hypotheses, that is `stats`.
//!
//! To add a metric: a variant of [`metric::Metric`], its words in the same file, and its loop over a
//! person's orders in [`mod@measure`], with numbers worked by hand in the tests.

pub mod inclusion;
pub mod mask;
pub mod measure;
pub mod metric;
pub mod people;
pub mod quantile;
pub mod refunds;
pub mod trend;

#[cfg(test)]
pub(crate) mod fixture;

pub use crate::stats::Statistic;
pub use mask::Mask;
pub use measure::{
    Detail, Group, Measure, MeasureInput, Start, compare, measure, outcomes, unit_statistics,
};
pub use metric::{Horizon, Metric};
pub use people::{OrderAt, PersonTable, StoreRhythm};
