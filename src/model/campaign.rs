//! Campaign results as an e-mail tool reports them, one value per send and variation.

use serde::{Deserialize, Serialize};

use super::rules::Channel;

/// One row of a campaign export, or of a report of messages that belong to no exported campaign.
/// Counts are as reported; rates are recomputed, never read.
///
/// Where a report of messages tells of an exported campaign, too, the figures are those of the campaign
/// export; only what it leaves blank is the report's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// The tool, its campaign id and the variation: what makes the row the same row next time.
    pub key: CampaignKey,
    /// Campaign name as shown in the tool.
    pub name: String,
    /// Ids and names by which other files know it, for example of its message, sorted.
    pub aliases: Vec<String>,
    /// Subject line.
    pub subject: Option<String>,
    /// E-mail, SMS and so on.
    pub channel: Channel,
    /// Send time, UTC microseconds, read in the time zone chosen at import.
    pub sent_utc_micros: Option<i64>,
    /// Delivery and engagement counts.
    pub counts: CampaignCounts,
    /// What the tool claims the campaign earned; never added to order revenue.
    pub claimed: Claimed,
    /// Whether the tool marked this variation as the winner.
    pub winner: Option<bool>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// The key of a campaign row for re-imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CampaignKey {
    /// The tool, for example `klaviyo`.
    pub platform: String,
    /// The tool's campaign id, else name and send time.
    pub id: String,
    /// Variation name; empty where there are no variations.
    pub variant: String,
}

/// Counts of one campaign. `None`: not reported (SMS has no opens).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignCounts {
    /// People it was sent to.
    pub recipients: Option<i64>,
    /// Deliveries.
    pub delivered: Option<i64>,
    /// People who opened; inflated by mail privacy proxies.
    pub unique_opens: Option<i64>,
    /// People who clicked.
    pub unique_clicks: Option<i64>,
    /// Unsubscribes.
    pub unsubscribes: Option<i64>,
    /// Spam complaints.
    pub spam_complaints: Option<i64>,
    /// Bounces.
    pub bounces: Option<i64>,
}

impl CampaignCounts {
    /// These counts, and those of `other` where these are missing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            recipients: self.recipients.or(other.recipients),
            delivered: self.delivered.or(other.delivered),
            unique_opens: self.unique_opens.or(other.unique_opens),
            unique_clicks: self.unique_clicks.or(other.unique_clicks),
            unsubscribes: self.unsubscribes.or(other.unsubscribes),
            spam_complaints: self.spam_complaints.or(other.spam_complaints),
            bounces: self.bounces.or(other.bounces),
        }
    }
}

/// The tool's own conversion claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// The conversion metric that the account chose, for example `Placed Order`.
    pub metric: Option<String>,
    /// People with that conversion.
    pub conversions: Option<i64>,
    /// Claimed revenue in minor units of the workspace currency.
    pub revenue: Option<i64>,
}
