//! The draft of reading a file with one row per unit: which column is what, and how it becomes a mapping.

use std::path::PathBuf;

use crate::import::UnitsMapping;
use crate::import::units::{UnitColumn, UnitMetric, UnitPlan, UnitSurvey};
use crate::model::experiment::likely_control;
use crate::stats::StatisticKind;

/// A file with one row per unit whose columns the analyst names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitsDraft {
    /// The file.
    pub path: PathBuf,
    /// Its columns with what their first cells are.
    pub columns: Vec<UnitColumn>,
    /// Its first rows.
    pub preview: Vec<Vec<String>>,
    /// What to call the experiment, as typed.
    pub name: String,
    /// Header of the column that holds the arm.
    pub variant: Option<String>,
    /// The arm that the others are compared with; `None` for the likely one by its name.
    pub control: Option<String>,
    /// What may be measured: every column of numbers, then ratios that were added.
    pub metrics: Vec<MetricDraft>,
    /// Which of them decides.
    pub decides: usize,
    /// Header of a column with a number that was known before.
    pub covariate: Option<String>,
    /// Headers of columns to look inside.
    pub by: Vec<String>,
}

/// One metric that may be measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricDraft {
    /// Whether it is.
    pub measured: bool,
    /// What is computed.
    pub kind: StatisticKind,
    /// The column with the outcome.
    pub column: String,
    /// The column that a ratio is divided by.
    pub denominator: Option<String>,
}

impl MetricDraft {
    /// What the result calls it: the column, or both columns of a ratio.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.kind, &self.denominator) {
            (StatisticKind::Ratio, Some(below)) => format!("{} per {below}", self.column),
            _ => self.column.clone(),
        }
    }

    fn to_metric(&self) -> UnitMetric {
        let is_ratio = self.kind == StatisticKind::Ratio;
        UnitMetric {
            name: self.name(),
            kind: self.kind,
            column: self.column.clone(),
            denominator: self.denominator.clone().filter(|_| is_ratio),
        }
    }
}

impl UnitsDraft {
    /// The draft for a file, filled in as far as its first rows tell.
    #[must_use]
    pub fn of(path: PathBuf, survey: UnitSurvey, preview: Vec<Vec<String>>) -> Self {
        let plan = survey.plan.unwrap_or_default();
        let proposed = |header: &str| plan.metrics.iter().find(|metric| metric.column == header);
        let numbers = survey
            .columns
            .iter()
            .filter(|column| column.is_number && column.header != plan.variant);
        let metrics: Vec<MetricDraft> = numbers
            .map(|column| MetricDraft {
                measured: proposed(&column.header).is_some(),
                kind: proposed(&column.header).map_or(usual_kind(column), |metric| metric.kind),
                column: column.header.clone(),
                denominator: None,
            })
            .collect();
        let stem = path.file_stem().unwrap_or_default();
        let mut draft = Self {
            name: stem.to_string_lossy().into_owned(),
            decides: metrics.iter().position(|one| one.measured).unwrap_or(0),
            path,
            preview,
            metrics,
            covariate: plan.covariate,
            by: plan.by,
            columns: survey.columns,
            ..Self::default()
        };
        if !plan.variant.is_empty() {
            draft.set_variant(plan.variant);
        }
        draft
    }

    /// Another column for the arm, with its likely control; it is nothing else any more.
    pub fn set_variant(&mut self, header: String) {
        self.by.retain(|cut| *cut != header);
        self.covariate = self.covariate.take().filter(|one| *one != header);
        for metric in &mut self.metrics {
            metric.measured &= metric.column != header;
        }
        self.variant = Some(header);
        self.control = likely_control(self.arms()).cloned();
    }

    /// The arms as far as the first rows show them.
    #[must_use]
    pub fn arms(&self) -> &[String] {
        let variant = self.variant.as_deref().unwrap_or_default();
        self.values(variant)
    }

    /// Headers that may hold the arm: few different values.
    pub fn possible_variants(&self) -> impl Iterator<Item = &str> {
        let few = |column: &&UnitColumn| (2..=ARMS).contains(&column.values.len());
        self.columns
            .iter()
            .filter(few)
            .map(|column| column.header.as_str())
    }

    /// Headers that the result may be looked at inside of.
    pub fn possible_cuts(&self) -> impl Iterator<Item = &str> {
        let variant = self.variant.as_deref();
        let few = |column: &&UnitColumn| column.values.len() >= 2;
        self.columns
            .iter()
            .filter(few)
            .map(|column| column.header.as_str())
            .filter(move |header| Some(*header) != variant)
    }

    /// Headers of columns with numbers, the arm's left out.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let variant = self.variant.as_deref();
        self.columns
            .iter()
            .filter(|column| column.is_number)
            .map(|column| column.header.as_str())
            .filter(move |header| Some(*header) != variant)
    }

    /// What a column is taken for, in a word; `None` for one that is not read.
    #[must_use]
    pub fn role(&self, header: &str) -> Option<&'static str> {
        let is = |chosen: &Option<String>| chosen.as_deref() == Some(header);
        let measured = self.metrics.iter().filter(|metric| metric.measured);
        let is_measured = |metric: &MetricDraft| {
            metric.column == header
                || (metric.kind == StatisticKind::Ratio
                    && metric.denominator.as_deref() == Some(header))
        };
        if is(&self.variant) {
            Some("arm")
        } else if measured.into_iter().any(is_measured) {
            Some("metric")
        } else if is(&self.covariate) {
            Some("covariate")
        } else if self.by.iter().any(|cut| cut == header) {
            Some("cut")
        } else {
            None
        }
    }

    /// The mapping, or what is still missing.
    pub fn mapping(&self) -> Result<UnitsMapping, String> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err("Give the test a name".to_owned());
        }
        let Some(variant) = &self.variant else {
            return Err("Choose the column with the arm".to_owned());
        };
        let decisive = self.metrics.get(self.decides).filter(|one| one.measured);
        let others = self.metrics.iter().enumerate();
        let others = others.filter(|(at, metric)| metric.measured && *at != self.decides);
        let measured: Vec<&MetricDraft> = decisive
            .into_iter()
            .chain(others.map(|(_, metric)| metric))
            .collect();
        let Some(first) = measured.first() else {
            return Err("Choose at least one metric".to_owned());
        };
        if decisive.is_none() {
            return Err(format!(
                "Choose the metric that decides, for example {}",
                first.name()
            ));
        }
        let half =
            |one: &&&MetricDraft| one.kind == StatisticKind::Ratio && one.denominator.is_none();
        if let Some(half) = measured.iter().find(half) {
            return Err(format!("Choose what {} is divided by", half.column));
        }
        let covariate = self.covariate.as_ref();
        if let Some(both) = measured.iter().find(|one| Some(&one.column) == covariate) {
            return Err(format!(
                "{} cannot be a metric and the covariate: one is the outcome, the other was known before",
                both.column
            ));
        }
        let plan = UnitPlan {
            variant: variant.clone(),
            metrics: measured.iter().map(|metric| metric.to_metric()).collect(),
            covariate: self.covariate.clone(),
            by: self.by.clone(),
        };
        plan.check().map_err(|error| error.to_string())?;
        Ok(UnitsMapping {
            name: name.to_owned(),
            plan,
            control: self.control.clone(),
        })
    }

    fn values(&self, header: &str) -> &[String] {
        let column = self.columns.iter().find(|column| column.header == header);
        column.map_or(&[], |column| &column.values)
    }
}

/// More arms than a test has; the reader has the same limit.
const ARMS: usize = crate::import::units::ARM_LIMIT;

fn usual_kind(column: &UnitColumn) -> StatisticKind {
    if column.is_binary {
        StatisticKind::Proportion
    } else {
        StatisticKind::Mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(header: &str, values: &[&str], is_number: bool) -> UnitColumn {
        UnitColumn {
            header: header.to_owned(),
            values: values.iter().map(ToString::to_string).collect(),
            is_number,
            is_binary: values == ["0", "1"],
        }
    }

    fn draft() -> UnitsDraft {
        let metric = |text: &str| text.parse::<UnitMetric>().unwrap();
        let survey = UnitSurvey {
            plan: Some(UnitPlan {
                variant: "group".to_owned(),
                metrics: vec![
                    metric("bought=proportion:bought"),
                    metric("spend=mean:spend"),
                ],
                covariate: Some("history".to_owned()),
                by: vec!["device".to_owned()],
            }),
            columns: vec![
                column("id", &[], true),
                column("group", &["banner", "control"], false),
                column("bought", &["0", "1"], true),
                column("spend", &[], true),
                column("history", &[], true),
                column("device", &["desk", "phone"], false),
            ],
        };
        UnitsDraft::of("/tmp/banner.csv".into(), survey, Vec::new())
    }

    #[test]
    fn a_draft_starts_as_proposed() {
        let draft = draft();
        assert_eq!(draft.name, "banner");
        assert_eq!(draft.control.as_deref(), Some("control"));
        let mapping = draft.mapping().unwrap();
        let metrics: Vec<String> = mapping
            .plan
            .metrics
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(metrics, ["bought=proportion:bought", "spend=mean:spend"]);
        assert_eq!(mapping.plan.covariate.as_deref(), Some("history"));
        let roles: Vec<_> = ["id", "group", "spend", "history", "device"]
            .map(|header| draft.role(header))
            .to_vec();
        assert_eq!(
            roles,
            [
                None,
                Some("arm"),
                Some("metric"),
                Some("covariate"),
                Some("cut")
            ]
        );
        assert_eq!(
            draft.possible_variants().collect::<Vec<_>>(),
            ["group", "bought", "device"]
        );
    }

    #[test]
    fn the_metric_that_decides_comes_first() {
        let mut draft = draft();
        draft.decides = 2;
        assert_eq!(draft.mapping().unwrap().plan.metrics[0].name, "spend");
        draft.metrics[2].measured = false;
        let reason = draft.mapping().unwrap_err();
        assert!(
            reason.contains("that decides, for example bought"),
            "{reason}"
        );
    }

    #[test]
    fn another_arm_column_is_nothing_else() {
        let mut draft = draft();
        draft.set_variant("device".to_owned());
        assert!(draft.by.is_empty());
        assert_eq!(draft.control.as_deref(), Some("desk"));
        draft.set_variant("bought".to_owned());
        assert_eq!(draft.role("bought"), Some("arm"));
        assert_eq!(draft.control.as_deref(), Some("0"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let check = |change: fn(&mut UnitsDraft), words: &str| {
            let mut draft = draft();
            change(&mut draft);
            let reason = draft.mapping().unwrap_err();
            assert!(reason.contains(words), "{reason}");
        };
        check(|draft| draft.name = "  ".into(), "a name");
        check(|draft| draft.variant = None, "the column with the arm");
        check(
            |draft| {
                draft
                    .metrics
                    .iter_mut()
                    .for_each(|one| one.measured = false);
            },
            "at least one metric",
        );
        check(
            |draft| draft.metrics[2].kind = StatisticKind::Ratio,
            "spend is divided by",
        );
        check(
            |draft| draft.covariate = Some("spend".into()),
            "cannot be a metric and",
        );
        check(
            |draft| draft.metrics.push(draft.metrics[1].clone()),
            "named twice",
        );
    }

    #[test]
    fn a_ratio_is_named_by_both_columns() {
        let mut draft = draft();
        draft.metrics[2].kind = StatisticKind::Ratio;
        draft.metrics[2].denominator = Some("bought".into());
        let mapping = draft.mapping().unwrap();
        assert_eq!(
            mapping.plan.metrics[1].to_string(),
            "spend per bought=ratio:spend/bought"
        );
    }
}
