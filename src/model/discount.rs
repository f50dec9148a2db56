//! Discounts as the shop defines them: value, period and how often each code was used.

use serde::{Deserialize, Serialize};

use super::time::Moment;

/// One discount code, or one automatic discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// The code in lower case: what makes the discount the same one, and what order codes join by.
    pub code: String,
    /// The code or title as written.
    pub name: String,
    /// What it takes off.
    pub value: DiscountValue,
    /// How it works, as written (`Amount Off`, `Free Shipping`, `Buy X Get Y` …).
    pub kind: Option<String>,
    /// What it applies to, as written (`order`, `product`, `shipping` …).
    pub class: Option<String>,
    /// How often it was and may be used.
    pub usage: DiscountUsage,
    /// Whether it is in force.
    pub status: DiscountStatus,
    /// The first moment.
    pub starts: Option<Moment>,
    /// The last moment; `None` for an open end.
    pub ends: Option<Moment>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

impl Discount {
    /// A code as it is compared: shops take codes in any case.
    #[must_use]
    pub fn fold(code: &str) -> String {
        code.trim().to_lowercase()
    }
}

/// What a discount takes off, always positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountValue {
    /// Hundredths of a percent: 1500 is 15 %.
    Percentage(i64),
    /// Minor units of the workspace currency.
    Amount(i64),
    /// An app calculates it.
    App,
    /// The file does not say, or not readably.
    Unknown,
}

impl DiscountValue {
    /// The word in the workspace.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Percentage(_) => "percentage",
            Self::Amount(_) => "fixed_amount",
            Self::App => "app",
            Self::Unknown => "unknown",
        }
    }

    /// Its number, where it has one.
    #[must_use]
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Percentage(number) | Self::Amount(number) => Some(number),
            Self::App | Self::Unknown => None,
        }
    }

    /// Puts word and number together again.
    #[must_use]
    pub fn parse(id: &str, number: Option<i64>) -> Option<Self> {
        match (id, number) {
            ("percentage", Some(number)) => Some(Self::Percentage(number)),
            ("fixed_amount", Some(number)) => Some(Self::Amount(number)),
            ("app", _) => Some(Self::App),
            ("unknown", _) => Some(Self::Unknown),
            _ => None,
        }
    }
}

/// How often a discount was and may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountUsage {
    /// Uses up to the export, as the shop counts them: a check of the loaded orders, never a metric.
    pub times_used: Option<i64>,
    /// The most uses of one code.
    pub limit_per_code: Option<i64>,
    /// Whether a customer may use it once only.
    pub once_per_customer: Option<bool>,
}

/// Whether a discount is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountStatus {
    /// In force.
    Active,
    /// Over.
    Expired,
    /// Not yet in force.
    Scheduled,
    /// The file does not say.
    Unknown,
}

impl DiscountStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Expired, Self::Scheduled, Self::Unknown];

    /// The word in export files, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Scheduled => "scheduled",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word in any case; `None` for a word that is not in the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|status| status.id() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for status in DiscountStatus::ALL {
            assert_eq!(DiscountStatus::parse(status.id()), Some(status));
        }
        for value in [
            DiscountValue::Percentage(1500),
            DiscountValue::Amount(1000),
            DiscountValue::App,
            DiscountValue::Unknown,
        ] {
            assert_eq!(
                DiscountValue::parse(value.id(), value.number()),
                Some(value)
            );
        }
        assert_eq!(DiscountValue::parse("percentage", None), None);
        assert_eq!(Discount::fold(" SummerSALE "), "summersale");
    }
}
