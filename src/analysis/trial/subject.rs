//! What is measured, with the words that go with it.

use crate::metrics::Metric;
use crate::metrics::metric::Unit;
use crate::stats::StatisticKind;

/// A metric of a trial: one of the shop's, or a column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The word in JSON.
    pub id: String,
    /// The words on screen.
    pub label: String,
    /// The formula in words.
    pub definition: String,
    /// What the value is divided by, in a few words.
    pub denominator: String,
    /// What the value counts.
    pub unit: Unit,
    /// Which statistic it needs.
    pub kind: StatisticKind,
    /// Whether a higher value is good news.
    pub up_is_good: bool,
    /// The shop's metric; `None` for a column of a table.
    pub metric: Option<Metric>,
}

/// What hangs on a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The verdict; adjusted by Holm over the arms.
    Primary,
    /// Part of the picture; adjusted by Benjamini-Hochberg over metrics and arms.
    Secondary,
    /// Read by itself, a family of its arms alone; adjusted by Holm.
    Alone,
    /// Found by looking around; adjusted by Benjamini-Hochberg over everything looked at.
    Exploratory,
}

impl Role {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Alone => "alone",
            Self::Exploratory => "exploratory",
        }
    }
}

impl From<Metric> for Subject {
    fn from(metric: Metric) -> Self {
        Self {
            id: metric.id(),
            label: metric.label(),
            definition: metric.definition(),
            denominator: metric.denominator().to_owned(),
            unit: metric.unit(),
            kind: metric.kind(),
            up_is_good: metric.up_is_good(),
            metric: Some(metric),
        }
    }
}

impl Subject {
    /// What an arm is made of: people of the shop, or rows of a table.
    #[must_use]
    pub fn unit_words(&self) -> (&'static str, &'static str) {
        match self.metric {
            Some(_) => ("person", "people"),
            None => ("row", "rows"),
        }
    }

    /// A column of a table with one row per unit, by the name that the analyst gave it.
    #[must_use]
    pub fn column(
        name: &str,
        kind: StatisticKind,
        column: &str,
        denominator: Option<&str>,
    ) -> Self {
        let (definition, denominator) = match (kind, denominator) {
            (StatisticKind::Proportion, _) => (
                format!("Rows with 1 in {column}, divided by all rows of the arm"),
                "rows".to_owned(),
            ),
            (StatisticKind::Ratio, Some(below)) => (
                format!("Sum of {column} divided by the sum of {below}; spread measured per row"),
                below.to_owned(),
            ),
            (StatisticKind::Mean | StatisticKind::Ratio, _) => (
                format!("Sum of {column} divided by all rows of the arm, zeros included"),
                "rows".to_owned(),
            ),
        };
        Self {
            id: name.to_owned(),
            label: name.to_owned(),
            definition,
            denominator,
            unit: match kind {
                StatisticKind::Proportion => Unit::Share,
                StatisticKind::Mean | StatisticKind::Ratio => Unit::Count,
            },
            kind,
            up_is_good: true,
            metric: None,
        }
    }
}
