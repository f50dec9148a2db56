//! Analyses: settings in, plain result values out.
//!
//! Each file answers one question of a screen or a subcommand. A result holds every number with its
//! interval or the reason why there is none, so that screen, exported file and JSON cannot disagree.
//!
//! To add an analysis: a file with a result struct and a function of [`Context`] and its settings.

pub mod attribution;
pub mod audit;
pub mod calculator;
pub mod comparison;
pub mod context;
pub mod experiment;
pub mod groups;
pub mod health;
pub mod identity;
mod order_filter;
pub mod overview;
pub mod planner;
pub mod refunds;
pub mod rows;
pub mod scope;
pub mod segment;
pub mod summary;
pub mod trial;
pub mod units;

pub use context::{AnalysisError, Context};
