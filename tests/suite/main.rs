//! The project's tests across layers: invariants of the architecture, the sample shop end to end, the
//! command line as a process, and whole flows through the window.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod analyse;
mod audit;
mod command_experiments;
mod command_line;
mod crash;
mod currency;
mod experiment_truths;
mod faults;
mod layers;
mod people;
mod plots;
mod properties;
mod refunds;
mod reimport;
mod shop;
mod truths;
mod units;
mod window;
mod window_data;
mod window_experiments;
mod window_people;
