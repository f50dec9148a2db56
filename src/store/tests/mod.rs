//! Tests of the workspace file, each on a file of its own in a temporary folder.

mod corruption;
mod imports;
mod joins;
mod laws;
mod opening;
mod queries;
mod snapshots;
pub(super) mod support;
mod unit_tables;
