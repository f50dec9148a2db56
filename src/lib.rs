//! Holdout: honest measurement of e-commerce workflows, segments and experiments.
//!
//! Export files become typed records and issues (`import`), go into one workspace file (`store`), come
//! out as an immutable columnar snapshot, and everything to the right of it is a pure function of
//! snapshot and settings: `attribution`, `segments`, `metrics`, then `analysis`, whose plain values
//! feed the window (`ui`), files (`chart`, `export`) and the command line (`cli`) alike.
//!
//! Layers use only those below them: `cli` > `ui` > `app` > `export`, `chart` > `analysis` >
//! `attribution`, `segments`, `metrics` > `import` > `store` > `stats`, `model`. `docs/architecture.md` draws
//! the picture; `tests/suite/layers.rs` holds the rules.

pub mod analysis;
pub mod app;
pub mod attribution;
pub mod chart;
pub mod cli;
pub mod export;
pub mod import;
pub mod metrics;
pub mod model;
pub mod sample;
pub mod segments;
pub mod stats;
pub mod store;
pub mod ui;
