//! One file per export format: its column table and how its rows become records.
//!
//! Formats are told apart by their header signatures in [`Format`](super::Format); `read.rs` opens
//! them. What several of them share stands in a file of its own here.

pub(super) mod klaviyo_flows;
pub(super) mod klaviyo_messages;
pub(super) mod klaviyo_profiles;
pub(super) mod mailchimp_audience;
pub(super) mod mailchimp_campaigns;
mod people;
pub(super) mod people_list;
