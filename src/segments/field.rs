//! The closed list of fields that a rule can ask about: id, label, unit and help in one place.

/// A fact about a person as of the evaluation instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Included orders.
    Orders,
    /// Net sales.
    Net,
    /// Average order value.
    Aov,
    /// Days since the last order.
    DaysSinceLastOrder,
    /// Days since the first order.
    DaysSinceFirstOrder,
    /// Days since the last order over the expected gap.
    GapRatio,
    /// Share of orders with a discount code.
    CodeShare,
    /// Product titles bought.
    Product,
    /// SKUs bought.
    Sku,
    /// Country.
    Country,
    /// Tags of the customer and of their orders.
    Tag,
    /// UTM source of the first order.
    FirstUtmSource,
    /// UTM medium of the first order.
    FirstUtmMedium,
    /// UTM campaign of the first order.
    FirstUtmCampaign,
    /// Marketing consent.
    Consent,
}

/// What values a field has, and with that which operators fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A whole number.
    Count,
    /// Money, typed in major units.
    Money,
    /// Days, whole or not.
    Days,
    /// A ratio around 1.
    Ratio,
    /// A fraction or a percentage.
    Share,
    /// Text, compared trimmed and without regard to case.
    Text,
    /// One of a few words.
    Choice,
}

impl FieldKind {
    /// Whether values are numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        match self {
            Self::Count | Self::Money | Self::Days | Self::Ratio | Self::Share => true,
            Self::Text | Self::Choice => false,
        }
    }
}

impl Field {
    /// Every field, behaviour first.
    pub const ALL: [Self; 15] = [
        Self::Orders,
        Self::Net,
        Self::Aov,
        Self::DaysSinceLastOrder,
        Self::DaysSinceFirstOrder,
        Self::GapRatio,
        Self::CodeShare,
        Self::Product,
        Self::Sku,
        Self::Country,
        Self::Tag,
        Self::FirstUtmSource,
        Self::FirstUtmMedium,
        Self::FirstUtmCampaign,
        Self::Consent,
    ];

    /// The word in rules.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Net => "net",
            Self::Aov => "aov",
            Self::DaysSinceLastOrder => "days_since_last_order",
            Self::DaysSinceFirstOrder => "days_since_first_order",
            Self::GapRatio => "gap_ratio",
            Self::CodeShare => "code_share",
            Self::Product => "product",
            Self::Sku => "sku",
            Self::Country => "country",
            Self::Tag => "tag",
            Self::FirstUtmSource => "first_utm_source",
            Self::FirstUtmMedium => "first_utm_medium",
            Self::FirstUtmCampaign => "first_utm_campaign",
            Self::Consent => "consent",
        }
    }

    /// The field of a word in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|field| field.id().eq_ignore_ascii_case(word))
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Orders => "Orders",
            Self::Net => "Net sales",
            Self::Aov => "Average order value",
            Self::DaysSinceLastOrder => "Days since last order",
            Self::DaysSinceFirstOrder => "Days since first order",
            Self::GapRatio => "Gap against own rhythm",
            Self::CodeShare => "Share of orders with a code",
            Self::Product => "Bought product",
            Self::Sku => "Bought SKU",
            Self::Country => "Country",
            Self::Tag => "Tag",
            Self::FirstUtmSource => "First UTM source",
            Self::FirstUtmMedium => "First UTM medium",
            Self::FirstUtmCampaign => "First UTM campaign",
            Self::Consent => "Marketing consent",
        }
    }

    /// What kind of values it has.
    #[must_use]
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Orders => FieldKind::Count,
            Self::Net | Self::Aov => FieldKind::Money,
            Self::DaysSinceLastOrder | Self::DaysSinceFirstOrder => FieldKind::Days,
            Self::GapRatio => FieldKind::Ratio,
            Self::CodeShare => FieldKind::Share,
            Self::Product
            | Self::Sku
            | Self::Country
            | Self::Tag
            | Self::FirstUtmSource
            | Self::FirstUtmMedium
            | Self::FirstUtmCampaign => FieldKind::Text,
            Self::Consent => FieldKind::Choice,
        }
    }

    /// The unit beside the input; empty where there is none. Money is in the workspace currency.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self.kind() {
            FieldKind::Count => "orders",
            FieldKind::Money => "money",
            FieldKind::Days => "days",
            FieldKind::Ratio => "×",
            FieldKind::Share => "%",
            FieldKind::Text | FieldKind::Choice => "",
        }
    }

    /// One sentence of help.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Orders => "Included orders; a rule that asks for them also sees people with none",
            Self::Net => "Net sales of all included orders, in major units: 199.50",
            Self::Aov => "Gross sales minus discounts, divided by orders, in major units",
            Self::DaysSinceLastOrder => {
                "Days of 24 hours since the last order; = and != compare whole days"
            }
            Self::DaysSinceFirstOrder => {
                "Days of 24 hours since the first order; = and != compare whole days"
            }
            Self::GapRatio => {
                "Days since the last order divided by the expected gap: the person's own, shrunk to the store's; above 1.25 is at risk, above 2 lapsed"
            }
            Self::CodeShare => "Share of orders that carry a discount code: 50% or 0.5",
            Self::Product => "Title of a product bought in any included order",
            Self::Sku => "SKU bought in any included order",
            Self::Country => "Country code of the profile, else of the last order that has one",
            Self::Tag => "A tag of the customer's profile or of one of their included orders",
            Self::FirstUtmSource => "UTM source of the first order, after normalising",
            Self::FirstUtmMedium => "UTM medium of the first order, after normalising",
            Self::FirstUtmCampaign => "UTM campaign of the first order, after normalising",
            Self::Consent => "Marketing consent: subscribed, unsubscribed or unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn fields_read_back_and_differ() {
        for field in Field::ALL {
            assert_eq!(Field::parse(&field.id().to_uppercase()), Some(field));
        }
        let labels: BTreeSet<_> = Field::ALL.map(Field::label).into();
        assert_eq!(labels.len(), Field::ALL.len());
    }
}
