//! Tests of the workspace file, each on a file of its own in a temporary folder.

mod corruption;
mod imports;
mod laws;
mod opening;
mod queries;
mod snapshots;
mod support;
mod unit_tables;
