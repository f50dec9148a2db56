//! Profiles: what an export of customers, contacts or list members says of a person.
//!
//! A person may have one profile per platform. Where they disagree, the newest export decides; see
//! [`crate::store::snapshot::People`].

use serde::{Deserialize, Serialize};

use super::person::Identity;

/// One row of an export of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Whose export: with the person, what makes the row the same row next time.
    pub platform: Platform,
    /// Who it is.
    pub identity: Identity,
    /// Marketing consent for e-mail.
    pub consent: Consent,
    /// Tags, trimmed; holdout groups often live here.
    pub tags: Vec<String>,
    /// Country of the default address: a code where the platform writes one, else its name.
    pub country: Option<String>,
    /// Lifetime orders as the platform counts them: a check of completeness, never a metric.
    pub total_orders: Option<i64>,
    /// Lifetime spend as the platform counts it, in minor units.
    pub total_spent: Option<i64>,
    /// Further columns by their header, blank cells left out: custom properties, suppressions.
    pub properties: Vec<Property>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// A value that only some exports have, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// The header.
    pub name: String,
    /// The cell.
    pub value: String,
}

/// Where profiles come from, in the order in which those of the same age are believed: tools that
/// send know of a consent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Klaviyo profiles.
    Klaviyo,
    /// Contacts of a Mailchimp audience.
    Mailchimp,
    /// Customers of a Shopify shop.
    Shopify,
    /// A list of people from anywhere else.
    List,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 4] = [Self::Klaviyo, Self::Mailchimp, Self::Shopify, Self::List];

    /// The word in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::Klaviyo => "klaviyo",
            Self::Mailchimp => "mailchimp",
            Self::List => "list",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Shopify => "Shopify",
            Self::Klaviyo => "Klaviyo",
            Self::Mailchimp => "Mailchimp",
            Self::List => "List of people",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.id() == text)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for platform in Platform::ALL {
            assert_eq!(Platform::parse(platform.id()), Some(platform));
        }
        for consent in Consent::ALL {
            assert_eq!(Consent::parse(consent.id()), Some(consent));
        }
        assert_eq!(Platform::parse("Shopify"), None);
    }
}
