//! Formats, one file each: a column table, how rows belong together, and the record of some rows.
//!
//! A format is found by its header signature, never by position. Its columns are found by normalised
//! names, best first, so that older layouts and other spellings are further names in the table.

pub(super) mod ga4;
pub(super) mod ga4_columns;
mod generic_columns;
mod generic_fold;
pub(super) mod generic_orders;
pub(super) mod google_ads;
pub(super) mod klaviyo_flows;
pub(super) mod klaviyo_messages;
pub(super) mod klaviyo_profiles;
pub(super) mod mailchimp_audience;
pub(super) mod mailchimp_campaigns;
pub(super) mod mailchimp_report;
mod matrixify_fold;
pub(super) mod matrixify_orders;
pub(super) mod message_events;
pub(super) mod meta_ads;
pub(super) mod order_utm;
mod people;
pub(super) mod people_list;
pub(super) mod sends;
pub(super) mod shopify_discounts;
pub(super) mod shopify_reports;
pub(super) mod shopify_transactions;
pub(super) mod spend_list;
pub(super) mod woo_advanced;
pub(super) mod woo_analytics;
mod woo_status;
pub(super) mod woo_webtoffee;
