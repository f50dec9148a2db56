//! Ready-made segments: a closed list of rule texts with the numbers that a slider may move.

/// A ready-made segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preset {
    /// First order in the last 30 days.
    New,
    /// Last order within the usual gap.
    Active,
    /// At least two orders.
    Repeat,
    /// The top tenth by net sales.
    Vip,
    /// Top spenders who buy often and lately.
    Loyal,
    /// Overdue against the own rhythm.
    AtRisk,
    /// No order in 90 days, for everyone alike.
    NotPurchased,
    /// Long overdue against the own rhythm.
    Lapsed,
    /// Mostly buys with a code.
    DiscountShopper,
    /// Exactly one order.
    OneTime,
}

/// A number in a preset that a slider moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The word in saved settings.
    pub id: &'static str,
    /// The words beside the slider.
    pub label: &'static str,
    /// The unit behind the number.
    pub unit: &'static str,
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
    /// Distance between values.
    pub step: f64,
    /// The value that the preset starts with.
    pub default: f64,
}

const fn parameter(
    words: (&'static str, &'static str, &'static str),
    range: (f64, f64),
    step: f64,
    default: f64,
) -> Parameter {
    Parameter {
        id: words.0,
        label: words.1,
        unit: words.2,
        low: range.0,
        high: range.1,
        step,
        default,
    }
}

const DAYS: (f64, f64) = (7.0, 365.0);
const NEW_DAYS: Parameter = parameter(("days", "First order within", "days"), DAYS, 1.0, 30.0);
const QUIET_DAYS: Parameter = parameter(("days", "No order for", "days"), DAYS, 1.0, 90.0);
const MIN_ORDERS: Parameter = parameter(
    ("min_orders", "Orders at least", "orders"),
    (2.0, 20.0),
    1.0,
    2.0,
);
const LOYAL_ORDERS: Parameter = Parameter {
    default: 3.0,
    ..MIN_ORDERS
};
const VIP_SHARE: Parameter = parameter(
    ("share", "Top share by net sales", "%"),
    (1.0, 50.0),
    1.0,
    10.0,
);
const LOYAL_SHARE: Parameter = Parameter {
    default: 20.0,
    ..VIP_SHARE
};
const AT_RISK_FACTOR: Parameter = parameter(
    ("factor", "Gap above expected", "×"),
    (1.0, 3.0),
    0.05,
    1.25,
);
const LAPSED_FACTOR: Parameter = Parameter {
    high: 5.0,
    default: 2.0,
    ..AT_RISK_FACTOR
};
const ACTIVE_FACTOR: Parameter = Parameter {
    label: "Gap up to expected",
    low: 0.5,
    default: 1.0,
    ..AT_RISK_FACTOR
};
const CODE_SHARE: Parameter = parameter(
    ("code_share", "Orders with a code", "%"),
    (10.0, 100.0),
    5.0,
    50.0,
);

impl Preset {
    /// Every preset, in the order of a customer's life.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Active,
        Self::Repeat,
        Self::Vip,
        Self::Loyal,
        Self::AtRisk,
        Self::NotPurchased,
        Self::Lapsed,
        Self::DiscountShopper,
        Self::OneTime,
    ];

    /// The word on the command line and in saved settings.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Active => "active",
            Self::Repeat => "repeat",
            Self::Vip => "vip",
            Self::Loyal => "loyal",
            Self::AtRisk => "at_risk",
            Self::NotPurchased => "not_purchased",
            Self::Lapsed => "lapsed",
            Self::DiscountShopper => "discount_shopper",
            Self::OneTime => "one_time",
        }
    }

    /// The preset of an id in any case.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let id = id.trim();
        Self::ALL
            .into_iter()
            .find(|preset| preset.id().eq_ignore_ascii_case(id))
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New customers",
            Self::Active => "Active",
            Self::Repeat => "Repeat buyers",
            Self::Vip => "VIP",
            Self::Loyal => "High-value loyal",
            Self::AtRisk => "At risk",
            Self::NotPurchased => "Not purchased lately",
            Self::Lapsed => "Lapsed",
            Self::DiscountShopper => "Discount shoppers",
            Self::OneTime => "One-time buyers",
        }
    }

    /// One sentence of help.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::New => "First order in the last days",
            Self::Active => "The last order is within the gap expected of the person",
            Self::Repeat => "At least two orders",
            Self::Vip => "The highest net sales; ties with the last place are in",
            Self::Loyal => "High net sales, several orders, and not overdue",
            Self::AtRisk => "Overdue against the person's own rhythm, shrunk to the store's",
            Self::NotPurchased => "No order for a fixed number of days, whatever the rhythm",
            Self::Lapsed => "Long overdue against the person's own rhythm",
            Self::DiscountShopper => "Buys mostly with a discount code, at least twice",
            Self::OneTime => "Exactly one order",
        }
    }

    /// The numbers that may be moved, in the order that [`Preset::rule_with`] takes them.
    #[must_use]
    pub fn parameters(self) -> &'static [Parameter] {
        match self {
            Self::New => &[NEW_DAYS],
            Self::Active => &[ACTIVE_FACTOR],
            Self::Repeat => &[MIN_ORDERS],
            Self::Vip => &[VIP_SHARE],
            Self::Loyal => &[LOYAL_SHARE, LOYAL_ORDERS],
            Self::AtRisk => &[AT_RISK_FACTOR],
            Self::NotPurchased => &[QUIET_DAYS],
            Self::Lapsed => &[LAPSED_FACTOR],
            Self::DiscountShopper => &[CODE_SHARE, MIN_ORDERS],
            Self::OneTime => &[],
        }
    }

    /// The rule text with the default numbers.
    #[must_use]
    pub fn rule(self) -> String {
        self.rule_with(&[])
    }

    /// The rule text with these numbers, clamped to their ranges; defaults where one is missing.
    #[must_use]
    pub fn rule_with(self, values: &[f64]) -> String {
        let value = |at: usize| {
            let parameter = self.parameters().get(at);
            parameter.map_or_else(String::new, |parameter| {
                let given = values.get(at).copied().filter(|value| value.is_finite());
                parameter.written(given.unwrap_or(parameter.default))
            })
        };
        match self {
            Self::New => format!("days_since_first_order <= {}", value(0)),
            Self::Active => format!("gap_ratio <= {}", value(0)),
            Self::Repeat => format!("orders >= {}", value(0)),
            Self::Vip => format!("top(net, {}%)", value(0)),
            Self::Loyal => format!(
                "top(net, {}%) and orders >= {} and gap_ratio <= 1.25",
                value(0),
                value(1)
            ),
            Self::AtRisk | Self::Lapsed => format!("gap_ratio > {}", value(0)),
            Self::NotPurchased => format!("days_since_last_order > {}", value(0)),
            Self::DiscountShopper => {
                format!("code_share >= {}% and orders >= {}", value(0), value(1))
            }
            Self::OneTime => "orders = 1".to_owned(),
        }
    }
}

impl Parameter {
    /// The nearest step within the range, without trailing zeros.
    fn written(&self, value: f64) -> String {
        let clamped = value.clamp(self.low, self.high);
        let stepped = self.low + ((clamped - self.low) / self.step).round() * self.step;
        let text = format!("{:.2}", stepped.min(self.high));
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::parse;

    #[test]
    fn every_preset_parses_at_every_end_of_its_sliders() {
        for preset in Preset::ALL {
            assert_eq!(Preset::parse(preset.id()), Some(preset));
            let parameters = preset.parameters();
            let lows: Vec<f64> = parameters.iter().map(|parameter| parameter.low).collect();
            let highs: Vec<f64> = parameters.iter().map(|parameter| parameter.high).collect();
            for text in [
                preset.rule(),
                preset.rule_with(&lows),
                preset.rule_with(&highs),
            ] {
                let rule = parse(&text).unwrap();
                assert_eq!(rule.to_string(), text);
            }
        }
    }

    #[test]
    fn numbers_are_written_as_an_analyst_would() {
        assert_eq!(Preset::AtRisk.rule(), "gap_ratio > 1.25");
        assert_eq!(Preset::Lapsed.rule_with(&[2.0]), "gap_ratio > 2");
        assert_eq!(Preset::Vip.rule_with(&[9.6]), "top(net, 10%)");
        assert_eq!(Preset::Vip.rule_with(&[999.0]), "top(net, 50%)");
        assert_eq!(
            Preset::NotPurchased.rule_with(&[f64::NAN]),
            "days_since_last_order > 90"
        );
        assert_eq!(Preset::Lapsed.rule_with(&[3.3]), "gap_ratio > 3.3");
        assert_eq!(
            Preset::DiscountShopper.rule_with(&[75.0]),
            "code_share >= 75% and orders >= 2"
        );
    }
}
