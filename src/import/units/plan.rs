//! Which columns of a file are the arm, the metrics, the covariate and the cuts.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::stats::StatisticKind;

/// What to read from a file with one row per unit. Columns by their headers, in any case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPlan {
    /// The column with the arm.
    pub variant: String,
    /// What is measured, in the order in which it is shown.
    pub metrics: Vec<UnitMetric>,
    /// The column with a number that was known of each unit before the experiment.
    #[serde(default)]
    pub covariate: Option<String>,
    /// Columns that the metrics are cut by.
    #[serde(default)]
    pub by: Vec<String>,
}

/// One metric. Written as `NAME=KIND:COLUMN`, or `NAME=ratio:COLUMN/COLUMN`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitMetric {
    /// Its name in the result.
    pub name: String,
    /// What is computed.
    pub kind: StatisticKind,
    /// The column with the outcome; the numerator of a ratio.
    pub column: String,
    /// The column that a ratio is divided by; none for other kinds.
    #[serde(default)]
    pub denominator: Option<String>,
}

/// Why a plan cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The text has not the form of a metric.
    #[error(
        "`{0}` is not a metric: write NAME=KIND:COLUMN, for example revenue=mean:revenue or aov=ratio:revenue/orders"
    )]
    NotAMetric(String),
    /// The kind is not in the list.
    #[error("`{0}` is not a kind of metric: choose proportion, mean or ratio")]
    UnknownKind(String),
    /// A ratio with one column or with more than two.
    #[error(
        "`{0}` does not name two columns: write a ratio as NAME=ratio:COLUMN/COLUMN, and rename columns that have a / in their name"
    )]
    RatioOfTwo(String),
    /// Nothing is measured.
    #[error("There is no metric: name at least one, for example revenue=mean:revenue")]
    NoMetrics,
    /// Two metrics or cuts with one name.
    #[error("`{0}` is named twice: give each metric and each cut once")]
    NamedTwice(String),
    /// A second column where the kind has only one.
    #[error(
        "The metric `{0}` has a denominator, which only ratios have: make it a ratio or drop the column"
    )]
    NoRatio(String),
}

impl UnitPlan {
    /// Whether the plan can be followed in some file.
    pub fn check(&self) -> Result<(), PlanError> {
        if self.metrics.is_empty() {
            return Err(PlanError::NoMetrics);
        }
        for metric in &self.metrics {
            match (metric.kind, &metric.denominator) {
                (StatisticKind::Ratio, None) => {
                    return Err(PlanError::RatioOfTwo(metric.to_string()));
                }
                (StatisticKind::Proportion | StatisticKind::Mean, Some(_)) => {
                    return Err(PlanError::NoRatio(metric.name.clone()));
                }
                _ => {}
            }
        }
        let names: Vec<&str> = self.metrics.iter().map(|m| m.name.as_str()).collect();
        let cuts: Vec<&str> = self.by.iter().map(String::as_str).collect();
        let twice = first_twice(&names).or_else(|| first_twice(&cuts));
        twice.map_or(Ok(()), |name| Err(PlanError::NamedTwice(name.to_owned())))
    }

    /// Every column that the plan names.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let of_metrics = self
            .metrics
            .iter()
            .flat_map(|metric| std::iter::once(&metric.column).chain(&metric.denominator));
        std::iter::once(&self.variant)
            .chain(of_metrics)
            .chain(&self.covariate)
            .chain(&self.by)
            .map(String::as_str)
    }
}

fn first_twice<'a>(names: &[&'a str]) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    names.iter().find(|name| !seen.insert(**name)).copied()
}

impl FromStr for UnitMetric {
    type Err = PlanError;

    fn from_str(text: &str) -> Result<Self, PlanError> {
        let wrong = || PlanError::NotAMetric(text.to_owned());
        let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (kind, columns) = rest.split_once(':').ok_or_else(wrong)?;
        let (name, kind, columns) = (name.trim(), kind.trim(), columns.trim());
        if name.is_empty() || columns.is_empty() {
            return Err(wrong());
        }
        let kind = kind_of(kind).ok_or_else(|| PlanError::UnknownKind(kind.to_owned()))?;
        let (column, denominator) = match kind {
            // A header with a / in it is still one column.
            StatisticKind::Proportion | StatisticKind::Mean => (columns, None),
            StatisticKind::Ratio => {
                let parts: Vec<&str> = columns.split('/').map(str::trim).collect();
                match parts[..] {
                    [numerator, denominator]
                        if !numerator.is_empty() && !denominator.is_empty() =>
                    {
                        (numerator, Some(denominator.to_owned()))
                    }
                    _ => return Err(PlanError::RatioOfTwo(text.to_owned())),
                }
            }
        };
        Ok(Self {
            name: name.to_owned(),
            kind,
            column: column.to_owned(),
            denominator,
        })
    }
}

impl std::fmt::Display for UnitMetric {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            StatisticKind::Proportion => "proportion",
            StatisticKind::Mean => "mean",
            StatisticKind::Ratio => "ratio",
        };
        write!(formatter, "{}={kind}:{}", self.name, self.column)?;
        match &self.denominator {
            Some(denominator) => write!(formatter, "/{denominator}"),
            None => Ok(()),
        }
    }
}

fn kind_of(word: &str) -> Option<StatisticKind> {
    match word.to_lowercase().as_str() {
        "proportion" => Some(StatisticKind::Proportion),
        "mean" => Some(StatisticKind::Mean),
        "ratio" => Some(StatisticKind::Ratio),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_read_and_written_back() {
        for text in [
            "conversion=proportion:visit",
            "revenue per person=mean:spend",
            "net=mean:spend: net",
            "share=mean:a/b",
            "aov=ratio:spend/orders",
        ] {
            let metric: UnitMetric = text.parse().unwrap();
            assert_eq!(metric.to_string(), text);
        }
        let spaced: UnitMetric = " aov = Ratio : spend / orders ".parse().unwrap();
        assert_eq!(spaced.to_string(), "aov=ratio:spend/orders");
    }

    #[test]
    fn what_is_no_metric_is_told_with_its_fix() {
        let told: Vec<String> = [
            "spend",
            "a=mean",
            "=mean:b",
            "a=mean:",
            "a=sum:b",
            "a=ratio:b",
            "a=ratio:b/c/d",
            "a=ratio:/c",
        ]
        .iter()
        .map(|text| text.parse::<UnitMetric>().unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        `spend` is not a metric: write NAME=KIND:COLUMN, for example revenue=mean:revenue or aov=ratio:revenue/orders
        `a=mean` is not a metric: write NAME=KIND:COLUMN, for example revenue=mean:revenue or aov=ratio:revenue/orders
        `=mean:b` is not a metric: write NAME=KIND:COLUMN, for example revenue=mean:revenue or aov=ratio:revenue/orders
        `a=mean:` is not a metric: write NAME=KIND:COLUMN, for example revenue=mean:revenue or aov=ratio:revenue/orders
        `sum` is not a kind of metric: choose proportion, mean or ratio
        `a=ratio:b` does not name two columns: write a ratio as NAME=ratio:COLUMN/COLUMN, and rename columns that have a / in their name
        `a=ratio:b/c/d` does not name two columns: write a ratio as NAME=ratio:COLUMN/COLUMN, and rename columns that have a / in their name
        `a=ratio:/c` does not name two columns: write a ratio as NAME=ratio:COLUMN/COLUMN, and rename columns that have a / in their name
        "#);
    }

    #[test]
    fn plans_that_contradict_themselves_are_refused() {
        let metric = |text: &str| text.parse::<UnitMetric>().unwrap();
        let plan = |metrics: Vec<UnitMetric>, by: &[&str]| UnitPlan {
            variant: "arm".to_owned(),
            metrics,
            covariate: None,
            by: by.iter().map(ToString::to_string).collect(),
        };
        let mut odd = metric("a=mean:x");
        odd.denominator = Some("y".to_owned());
        let mut half = metric("a=ratio:x/y");
        half.denominator = None;
        let told: Vec<String> = [
            plan(vec![], &[]),
            plan(vec![metric("a=mean:x"), metric("a=mean:y")], &[]),
            plan(vec![metric("a=mean:x")], &["city", "city"]),
            plan(vec![odd], &[]),
            plan(vec![half], &[]),
        ]
        .iter()
        .map(|plan| plan.check().unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        There is no metric: name at least one, for example revenue=mean:revenue
        `a` is named twice: give each metric and each cut once
        `city` is named twice: give each metric and each cut once
        The metric `a` has a denominator, which only ratios have: make it a ratio or drop the column
        `a=ratio:x` does not name two columns: write a ratio as NAME=ratio:COLUMN/COLUMN, and rename columns that have a / in their name
        "#);
        assert_eq!(plan(vec![metric("a=mean:x")], &["city"]).check(), Ok(()));
    }

    #[test]
    fn plans_survive_a_file() {
        let text = r#"{"variant":"arm","metrics":[{"name":"a","kind":"mean","column":"x"}]}"#;
        let plan: UnitPlan = serde_json::from_str(text).unwrap();
        assert_eq!(plan.metrics[0].to_string(), "a=mean:x");
        let again = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<UnitPlan>(&again).unwrap(), plan);
    }
}
