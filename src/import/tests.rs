//! Whole files through the public door: what was read, what was doubted, and that rows add up.

mod any_text;
mod corpus;
mod currency;
mod damage;
mod every_format;
mod exports;
mod faults;
mod folders;
mod fuzz;
mod layouts;
mod mail_events;
mod mail_reports;
mod one_pass;
mod people;
pub(super) mod report;
mod same_campaigns;
mod straddle;
mod traffic_reports;
