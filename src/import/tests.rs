//! Whole files through the public door: what was read, what was doubted, and that rows add up.

mod damage;
mod exports;
mod folders;
mod layouts;
pub(super) mod report;
