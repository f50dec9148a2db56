//! Formats, one file each: a column table, how rows belong together, and the record of some rows.
//!
//! A format is found by its header signature, never by position. Its columns are found by normalised
//! names, best first, so that older layouts and other spellings are further names in the table.

pub(super) mod ga4;
pub(super) mod ga4_columns;
pub(super) mod klaviyo_flows;
pub(super) mod klaviyo_messages;
pub(super) mod klaviyo_profiles;
pub(super) mod mailchimp_audience;
pub(super) mod mailchimp_campaigns;
pub(super) mod mailchimp_report;
pub(super) mod message_events;
mod people;
pub(super) mod people_list;
pub(super) mod shopify_discounts;
pub(super) mod shopify_reports;
pub(super) mod shopify_transactions;
