//! Statistics: pure numerics on sufficient statistics.
//!
//! Nothing here knows of shops, rows, files or screens. A statistic is counted or accumulated by the
//! caller, adds up with `+`, and goes into a test that answers with an [`Effect`] or with the reason
//! why it cannot ([`CannotTest`]). Formulas follow `docs/statistics.md`, each with its source beside it.
//!
//! To add a test: a function here that takes statistics and returns `Result<Effect, CannotTest>`, with
//! golden numbers from a reference implementation in its tests.

mod moments;
mod result;

pub use moments::{Moments, Proportion, RatioMoments};
pub use result::{CannotTest, Confidence, Effect, Estimate, Interval, PValue, TestKind};
