//! What campaigns cost, as advertising tools report it.

use serde::{Deserialize, Serialize};

use super::money::Currency;
use super::traffic::Period;

/// What one campaign cost in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spend {
    /// What makes it the same row in the next export.
    pub key: SpendKey,
    /// The tool's campaign id.
    pub campaign_id: Option<String>,
    /// The days it sums up; `None` where the file does not say.
    pub period: Option<Period>,
    /// Minor units.
    pub amount: i64,
    /// The currency of the amount.
    pub currency: Currency,
    /// How often it was shown.
    pub impressions: Option<i64>,
    /// How often it was clicked.
    pub clicks: Option<i64>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// The key of a spend row for re-imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SpendKey {
    /// Where the money went.
    pub platform: SpendPlatform,
    /// Campaign name as written, else its id.
    pub campaign: String,
    /// Period and breakdown (ad set, ad, age …), joined by line feeds.
    pub detail: String,
}

/// The closed list of advertising tools whose layouts are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpendPlatform {
    /// Meta Ads (Facebook, Instagram).
    MetaAds,
    /// Google Ads.
    GoogleAds,
    /// Any other, from a plain list.
    Other,
}

impl SpendPlatform {
    /// Every platform.
    pub const ALL: [Self; 3] = [Self::MetaAds, Self::GoogleAds, Self::Other];

    /// The word in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::MetaAds => "meta_ads",
            Self::GoogleAds => "google_ads",
            Self::Other => "other",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MetaAds => "Meta Ads",
            Self::GoogleAds => "Google Ads",
            Self::Other => "Other",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for platform in SpendPlatform::ALL {
            assert_eq!(SpendPlatform::parse(platform.id()), Some(platform));
        }
    }
}
