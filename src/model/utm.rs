//! The last marketing touch that an order carries: UTM values and the landing page.

use serde::{Deserialize, Serialize};

/// UTM values and landing page of one order, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Touch {
    /// `utm_source`.
    pub source: Option<String>,
    /// `utm_medium`.
    pub medium: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
    /// `utm_content`.
    pub content: Option<String>,
    /// `utm_term`.
    pub term: Option<String>,
    /// Path (or URL) of the page the visit started on.
    pub landing_page: Option<String>,
}

impl Touch {
    /// Whether any UTM value is present (a landing page alone is not).
    #[must_use]
    pub fn has_utm(&self) -> bool {
        UtmField::ALL.iter().any(|&field| self.get(field).is_some())
    }

    /// One UTM value, as written.
    #[must_use]
    pub fn get(&self, field: UtmField) -> Option<&str> {
        match field {
            UtmField::Source => self.source.as_deref(),
            UtmField::Medium => self.medium.as_deref(),
            UtmField::Campaign => self.campaign.as_deref(),
            UtmField::Content => self.content.as_deref(),
            UtmField::Term => self.term.as_deref(),
        }
    }

    /// The slot of one UTM value.
    pub fn slot(&mut self, field: UtmField) -> &mut Option<String> {
        match field {
            UtmField::Source => &mut self.source,
            UtmField::Medium => &mut self.medium,
            UtmField::Campaign => &mut self.campaign,
            UtmField::Content => &mut self.content,
            UtmField::Term => &mut self.term,
        }
    }
}

/// The five UTM parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UtmField {
    /// Who sent the visit.
    Source,
    /// What kind of link it was.
    Medium,
    /// Which campaign or flow.
    Campaign,
    /// Which link or variant.
    Content,
    /// Which keyword.
    Term,
}

impl UtmField {
    /// Every field, in the usual order.
    pub const ALL: [Self; 5] = [
        Self::Source,
        Self::Medium,
        Self::Campaign,
        Self::Content,
        Self::Term,
    ];

    /// The word after `utm_`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Content => "content",
            Self::Term => "term",
        }
    }
}
