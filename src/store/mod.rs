//! The workspace: one SQLite file that holds everything loaded and everything defined.
//!
//! This is the only layer that speaks SQL. Writers take `model` values, the reader hands out a
//! columnar [`snapshot::Snapshot`]; nothing above sees a row.

pub mod snapshot;
