//! What decides an experiment, while an analyst types it.

use crate::model::experiment::{Goal, GoalMetric, Question};
use crate::model::money::Currency;

/// What decides, being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoalDraft {
    /// The metric that the verdict rests on.
    pub metric: GoalMetric,
    /// What it must show.
    pub asks: Asks,
    /// How much worse is still acceptable, as typed: percentage points, or money in major units.
    pub margin: String,
    /// The currency of money; without one, amounts are minor units.
    pub currency: Option<Currency>,
}

/// What the metric must show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Asks {
    /// A difference in either direction.
    #[default]
    Different,
    /// Better than the control.
    Better,
    /// Not worse by more than the margin.
    NotWorse,
}

impl Asks {
    /// Every question with its words.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Different, "Different"),
        (Self::Better, "Better"),
        (Self::NotWorse, "Not worse"),
    ];

    /// What a win would mean.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Different => "A difference in either direction decides",
            Self::Better => "Only better decides; the other direction is not tested",
            Self::NotWorse => {
                "Enough if it is not worse by more than the margin, agreed on before the data"
            }
        }
    }
}

impl GoalDraft {
    /// The goal as it is stored.
    #[must_use]
    pub fn of(goal: &Goal, currency: Option<Currency>) -> Self {
        let draft = Self {
            metric: goal.metric,
            asks: Asks::Different,
            margin: String::new(),
            currency,
        };
        match goal.question {
            Question::Different => draft,
            Question::Better => Self {
                asks: Asks::Better,
                ..draft
            },
            Question::NotWorse { margin } => {
                // What was typed as 0.1 must not come back as 0.10000000000000001.
                let shown = (margin / draft.unit() * 1e6).round() / 1e6;
                Self {
                    asks: Asks::NotWorse,
                    margin: shown.to_string(),
                    ..draft
                }
            }
        }
    }

    /// Another metric; a margin in another unit would mean something else.
    pub fn set_metric(&mut self, metric: GoalMetric) {
        let is_share = |metric| metric == GoalMetric::Conversion;
        if is_share(metric) != is_share(self.metric) {
            self.margin.clear();
        }
        self.metric = metric;
    }

    /// The unit that the margin is typed in.
    #[must_use]
    pub fn margin_unit(&self) -> String {
        match (self.metric, self.currency) {
            (GoalMetric::Conversion, _) => "percentage points".to_owned(),
            (_, Some(Currency::NONE)) => "units of money".to_owned(),
            (_, Some(currency)) => currency.code().to_owned(),
            (_, None) => "minor units".to_owned(),
        }
    }

    /// One typed unit in units of the metric.
    fn unit(&self) -> f64 {
        match (self.metric, self.currency) {
            (GoalMetric::Conversion, _) => 0.01,
            (_, Some(currency)) => currency.minor_per_major() as f64,
            (_, None) => 1.0,
        }
    }

    /// The goal as typed, or what is wrong with it.
    pub fn parse(&self) -> Result<Goal, String> {
        let question = match self.asks {
            Asks::Different => Question::Different,
            Asks::Better => Question::Better,
            Asks::NotWorse => Question::NotWorse {
                margin: self.parse_margin()?,
            },
        };
        Ok(Goal {
            metric: self.metric,
            question,
        })
    }

    fn parse_margin(&self) -> Result<f64, String> {
        let typed = self.margin.trim();
        let most = match self.metric {
            GoalMetric::Conversion => 1.0,
            GoalMetric::NetPerPerson | GoalMetric::Aov => f64::INFINITY,
        };
        typed
            .replace(',', ".")
            .parse::<f64>()
            .ok()
            .map(|number| number * self.unit())
            .filter(|margin| *margin > 0.0 && *margin < most)
            .ok_or_else(|| {
                let wanted = format!(
                    "write how many {} worse would still be acceptable, for example 0.5",
                    self.margin_unit()
                );
                if typed.is_empty() {
                    format!("A margin is missing: {wanted}")
                } else {
                    format!("`{typed}` is not a margin: {wanted}")
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(metric: GoalMetric, margin: &str) -> GoalDraft {
        GoalDraft {
            metric,
            asks: Asks::NotWorse,
            margin: margin.to_owned(),
            currency: Currency::parse("USD"),
        }
    }

    #[test]
    fn a_margin_is_typed_in_points_or_money_and_comes_back_as_typed() {
        let check = |metric, typed: &str, margin: f64, shown: &str| {
            let goal = draft(metric, typed).parse().unwrap();
            let Question::NotWorse { margin: stored } = goal.question else {
                panic!("{goal:?}");
            };
            assert!((stored - margin).abs() < 1e-12, "{stored}");
            let again = GoalDraft::of(&goal, Currency::parse("USD"));
            assert_eq!(again.margin, shown);
            assert_eq!(again.parse().unwrap(), goal);
        };
        check(GoalMetric::Conversion, "0.5", 0.005, "0.5");
        check(GoalMetric::Conversion, " 0,1 ", 0.001, "0.1");
        check(GoalMetric::NetPerPerson, "0.25", 25.0, "0.25");
        check(GoalMetric::Aov, "3", 300.0, "3");
    }

    #[test]
    fn what_is_no_margin_is_refused_with_its_unit() {
        for (metric, typed, unit) in [
            (GoalMetric::Conversion, "", "percentage points"),
            (GoalMetric::Conversion, "0", "percentage points"),
            (GoalMetric::Conversion, "100", "percentage points"),
            (GoalMetric::Aov, "-3", "USD"),
            (GoalMetric::Aov, "inf", "USD"),
            (GoalMetric::NetPerPerson, "much", "USD"),
        ] {
            let sentence = draft(metric, typed).parse().unwrap_err();
            assert!(sentence.contains(unit), "{typed}: {sentence}");
        }
        let unasked = GoalDraft {
            asks: Asks::Better,
            ..draft(GoalMetric::Conversion, "nonsense")
        };
        assert_eq!(unasked.parse().unwrap().question, Question::Better);
    }

    #[test]
    fn a_margin_in_another_unit_is_forgotten() {
        let mut draft = draft(GoalMetric::NetPerPerson, "2");
        draft.set_metric(GoalMetric::Aov);
        assert_eq!(draft.margin, "2");
        draft.set_metric(GoalMetric::Conversion);
        assert_eq!(draft.margin, "");
    }
}
