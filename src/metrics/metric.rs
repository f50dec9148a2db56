//! The closed list of metrics: id, label, unit, formula in words, denominator and direction.
//!
//! Every screen, export and report takes these words from here, and the number from
//! [`measure`](super::measure::measure), which matches on the same list.

use crate::model::experiment::GoalMetric;
use crate::stats::StatisticKind;

/// One metric with its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Share of people who buy within this many days of the start.
    Conversion {
        /// Days of the window.
        days: u32,
    },
    /// Average order value, before refunds.
    Aov,
    /// Average order value, after refunds.
    AovAfterRefunds,
    /// Net sales per person within this many days of the start.
    NetPerPerson {
        /// Days of the window.
        days: u32,
    },
    /// Orders per person within this many days of the start.
    OrdersPerPerson {
        /// Days of the window.
        days: u32,
    },
    /// Net sales per customer in the first days after the first order.
    Ltv(Horizon),
    /// Share of customers with a second order within days of the first.
    Repeat(Horizon),
}

/// The horizons of LTV and repeat purchase that are offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Horizon {
    /// 30 days.
    D30,
    /// 60 days.
    D60,
    /// 90 days.
    #[default]
    D90,
    /// 180 days.
    D180,
    /// 365 days.
    D365,
}

/// What a metric's value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A fraction, shown as a percentage.
    Share,
    /// Minor units of the workspace currency, as an average.
    Money,
    /// A count, as an average.
    Count,
}

impl Horizon {
    /// Every horizon, shortest first.
    pub const ALL: [Self; 5] = [Self::D30, Self::D60, Self::D90, Self::D180, Self::D365];

    /// Length in days.
    #[must_use]
    pub fn days(self) -> u32 {
        match self {
            Self::D30 => 30,
            Self::D60 => 60,
            Self::D90 => 90,
            Self::D180 => 180,
            Self::D365 => 365,
        }
    }
}

impl Metric {
    /// The default window of conversion and of the per-person metrics, in days.
    pub const DEFAULT_DAYS: u32 = 30;

    /// The four headline metrics, with windows of `days` after the start.
    #[must_use]
    pub fn headline(days: u32) -> [Self; 4] {
        [
            Self::Conversion { days },
            Self::Aov,
            Self::Ltv(Horizon::D90),
            Self::Repeat(Horizon::D90),
        ]
    }

    /// Every metric once, windows of `days` after the start and every horizon.
    #[must_use]
    pub fn all(days: u32) -> Vec<Self> {
        let mut metrics = vec![
            Self::Conversion { days },
            Self::Aov,
            Self::AovAfterRefunds,
            Self::NetPerPerson { days },
            Self::OrdersPerPerson { days },
        ];
        metrics.extend(Horizon::ALL.map(Self::Ltv));
        metrics.extend(Horizon::ALL.map(Self::Repeat));
        metrics
    }

    /// The metric of an id; `days` becomes the window of those that have one.
    #[must_use]
    pub fn parse(id: &str, days: u32) -> Option<Self> {
        Self::all(days).into_iter().find(|metric| metric.id() == id)
    }

    /// The word in JSON and on the command line. The window of the start is not part of it.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Conversion { .. } => "conversion".to_owned(),
            Self::Aov => "aov".to_owned(),
            Self::AovAfterRefunds => "aov_after_refunds".to_owned(),
            Self::NetPerPerson { .. } => "net_per_person".to_owned(),
            Self::OrdersPerPerson { .. } => "orders_per_person".to_owned(),
            Self::Ltv(horizon) => format!("ltv_{}", horizon.days()),
            Self::Repeat(horizon) => format!("repeat_{}", horizon.days()),
        }
    }

    /// The words on screen; what tells similar numbers apart is part of them.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Conversion { days } => format!("Conversion within {days} days"),
            Self::Aov => "Average order value".to_owned(),
            Self::AovAfterRefunds => "Average order value after refunds".to_owned(),
            Self::NetPerPerson { days } => format!("Net per person within {days} days"),
            Self::OrdersPerPerson { days } => format!("Orders per person within {days} days"),
            Self::Ltv(horizon) => format!("LTV-{}", horizon.days()),
            Self::Repeat(horizon) => format!("Repeat-{}", horizon.days()),
        }
    }

    /// What the value counts.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::Conversion { .. } | Self::Repeat(_) => Unit::Share,
            Self::Aov | Self::AovAfterRefunds | Self::NetPerPerson { .. } | Self::Ltv(_) => {
                Unit::Money
            }
            Self::OrdersPerPerson { .. } => Unit::Count,
        }
    }

    /// Which statistic it needs.
    #[must_use]
    pub fn kind(self) -> StatisticKind {
        match self {
            Self::Conversion { .. } | Self::Repeat(_) => StatisticKind::Proportion,
            Self::NetPerPerson { .. } | Self::OrdersPerPerson { .. } | Self::Ltv(_) => {
                StatisticKind::Mean
            }
            Self::Aov | Self::AovAfterRefunds => StatisticKind::Ratio,
        }
    }

    /// The formula in words, for the definition chip and for exports.
    #[must_use]
    pub fn definition(self) -> String {
        match self {
            Self::Conversion { days } => format!(
                "People with at least one included order in the {days} days after the start, \
                 divided by all people of the group whose {days} days are over"
            ),
            Self::Aov => "Gross sales minus discounts, divided by orders, before refunds, without \
                          tax and shipping; spread measured per person"
                .to_owned(),
            Self::AovAfterRefunds => "Net sales (after discounts and refunds, without tax and \
                                      shipping) divided by orders; spread measured per person"
                .to_owned(),
            Self::NetPerPerson { days } => format!(
                "Net sales in the {days} days after the start, divided by all people of the group \
                 whose {days} days are over; people who did not buy count as zero"
            ),
            Self::OrdersPerPerson { days } => format!(
                "Included orders in the {days} days after the start, divided by all people of the \
                 group whose {days} days are over; people who did not buy count as zero"
            ),
            Self::Ltv(horizon) => format!(
                "Net sales (without tax and shipping) in the {0} days from a customer's first \
                 order, divided by customers whose {0} days are over",
                horizon.days()
            ),
            Self::Repeat(horizon) => format!(
                "Customers with a second included order within {0} days of their first, divided by \
                 customers whose {0} days are over",
                horizon.days()
            ),
        }
    }

    /// What the value is divided by, in a few words.
    #[must_use]
    pub fn denominator(self) -> &'static str {
        match self {
            Self::Conversion { .. } | Self::NetPerPerson { .. } | Self::OrdersPerPerson { .. } => {
                "people whose window is over"
            }
            Self::Aov | Self::AovAfterRefunds => "orders",
            Self::Ltv(_) | Self::Repeat(_) => "customers whose window is over",
        }
    }

    /// Days a person must have been observed for; `None` for metrics without a window.
    #[must_use]
    pub fn window_days(self) -> Option<u32> {
        match self {
            Self::Conversion { days }
            | Self::NetPerPerson { days }
            | Self::OrdersPerPerson { days } => Some(days),
            Self::Aov | Self::AovAfterRefunds => None,
            Self::Ltv(horizon) | Self::Repeat(horizon) => Some(horizon.days()),
        }
    }

    /// Whether a higher value is good news. True of every metric so far; guardrails will differ.
    #[must_use]
    pub fn up_is_good(self) -> bool {
        match self {
            Self::Conversion { .. }
            | Self::Aov
            | Self::AovAfterRefunds
            | Self::NetPerPerson { .. }
            | Self::OrdersPerPerson { .. }
            | Self::Ltv(_)
            | Self::Repeat(_) => true,
        }
    }
}

/// What decides an experiment, as it is measured.
impl GoalMetric {
    /// The metric with a window of `days`.
    #[must_use]
    pub fn metric(self, days: u32) -> Metric {
        match self {
            Self::Conversion => Metric::Conversion { days },
            Self::NetPerPerson => Metric::NetPerPerson { days },
            Self::Aov => Metric::Aov,
        }
    }

    /// What its value counts.
    #[must_use]
    pub fn unit(self) -> Unit {
        self.metric(Metric::DEFAULT_DAYS).unit()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_metric_reads_back_from_its_own_id() {
        let all = Metric::all(14);
        for &metric in &all {
            assert_eq!(Metric::parse(&metric.id(), 14), Some(metric));
        }
        let ids: BTreeSet<String> = all.iter().map(|metric| metric.id()).collect();
        let labels: BTreeSet<String> = all.iter().map(|metric| metric.label()).collect();
        assert_eq!((ids.len(), labels.len()), (all.len(), all.len()));
        assert_eq!(Metric::parse("rpr", 14), None);
    }

    #[test]
    fn the_headline_ids_are_those_of_the_command_line() {
        let ids = Metric::headline(30).map(Metric::id);
        assert_eq!(ids, ["conversion", "aov", "ltv_90", "repeat_90"]);
    }

    #[test]
    fn definitions_name_their_window() {
        for metric in Metric::all(14) {
            let days = metric.window_days().map(|days| days.to_string());
            let text = metric.definition();
            assert!(days.is_none_or(|days| text.contains(&days)), "{text}");
        }
    }
}
