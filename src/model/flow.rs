//! Flow results as an e-mail tool reports them, one value per message, period and variation.
//!
//! Like those of campaigns they are the tool's own counts and claims: shown beside orders, never
//! added to them.

use serde::{Deserialize, Serialize};

use super::campaign::{CampaignCounts, Claimed};
use super::rules::Channel;
use super::traffic::Period;

/// One row of a flow report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowStatistics {
    /// What makes the row the same row next time.
    pub key: FlowKey,
    /// Flow name as shown in the tool.
    pub flow: String,
    /// Name of the message.
    pub message: Option<String>,
    /// E-mail, SMS and so on.
    pub channel: Channel,
    /// Status of the flow or message, as written.
    pub status: Option<String>,
    /// Delivery and engagement counts; those that the report only has as a rate are the rate times
    /// deliveries, rounded.
    pub counts: CampaignCounts,
    /// What the tool claims the message earned; never added to order revenue.
    pub claimed: Claimed,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// The key of a flow row for re-imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FlowKey {
    /// The tool, for example `klaviyo`.
    pub platform: String,
    /// The tool's flow id, else the flow's name.
    pub flow: String,
    /// The tool's id of the message, else its name; blank where the row is of the whole flow.
    pub message: String,
    /// Variation name; blank where there are no variations.
    pub variant: String,
    /// The days that the row sums up; `None` where the report does not say.
    pub period: Option<Period>,
}
