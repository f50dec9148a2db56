//! Customer profiles: what the shop's customer export says of a person.

use serde::{Deserialize, Serialize};

use super::person::Identity;

/// One row of a customers export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Who it is.
    pub identity: Identity,
    /// Marketing consent for e-mail.
    pub consent: Consent,
    /// Tags, trimmed; holdout groups often live here.
    pub tags: Vec<String>,
    /// Country code of the default address.
    pub country: Option<String>,
    /// Lifetime orders as the platform counts them: a check of completeness, never a metric.
    pub total_orders: Option<i64>,
    /// Lifetime spend as the platform counts it, in minor units.
    pub total_spent: Option<i64>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// E-mail marketing consent.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// The person accepts e-mail marketing.
    Subscribed,
    /// The person does not.
    Unsubscribed,
    /// No file says.
    #[default]
    Unknown,
}

impl Consent {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Subscribed, Self::Unsubscribed, Self::Unknown];

    /// The word in rules, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Subscribed => "subscribed",
            Self::Unsubscribed => "unsubscribed",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == text)
    }
}
