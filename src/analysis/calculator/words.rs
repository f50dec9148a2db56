//! What a calculator says: a sentence per arm, and every number with its name.

use std::borrow::Cow;

use crate::analysis::comparison::{Finding, POWER};
use crate::analysis::trial::{ArmComparison, ArmEffect, error_words, interval_words};
use crate::metrics::metric::Unit;
use crate::model::format::NumberStyle;
use crate::stats::{CannotTest, Estimate, Interval, Srm, SrmStatus};

use super::{Calculated, arm_name};

/// A number with its name and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// The number, with its interval where it has one.
    pub value: String,
    /// What it means.
    pub meaning: Cow<'static, str>,
}

impl Calculated {
    /// What may be said of an arm, in a sentence.
    #[must_use]
    pub fn headline(&self, one: &ArmComparison) -> String {
        let (arm, control) = (arm_name(one.arm), arm_name(0));
        let values = self.value(one.arm).zip(self.value(0));
        let against = values.map_or_else(String::new, |(arm, control)| {
            format!(": {arm} against {control}")
        });
        match &one.effect {
            Err(reason) => format!(
                "{arm} and {control} cannot be compared: {}",
                reason.sentence()
            ),
            Ok(effect) => match one.finding {
                Finding::Higher => format!("{arm} is higher than {control}{against}"),
                Finding::Lower => format!("{arm} is lower than {control}{against}"),
                Finding::NotInferior => format!("{arm} is not worse than {control}{against}"),
                Finding::Undecided(_) | Finding::None(_) => format!(
                    "Not decided{against}. With these people you could have seen {} or more",
                    effect
                        .detectable
                        .map_or_else(|| "no difference".to_owned(), |size| self.size(size))
                ),
            },
        }
    }

    /// Difference and p-value in a sentence.
    #[must_use]
    pub fn detail(&self, one: &ArmComparison) -> String {
        let Ok(effect) = &one.effect else {
            return String::new();
        };
        let p = NumberStyle::default().p_value(self.readout.decisive(effect));
        let adjusted = if self.readout.comparisons.len() > 1 {
            " (Holm)"
        } else {
            ""
        };
        format!(
            "{} ({} {}), p = {p}{adjusted}",
            self.difference(effect.effect.difference.value),
            self.interval_words(),
            self.bounds(effect.effect.difference.interval)
        )
    }

    /// Every number of a comparison.
    #[must_use]
    pub fn facts(&self, one: &ArmComparison) -> Vec<Fact> {
        let Ok(effect) = &one.effect else {
            return Vec::new();
        };
        let style = NumberStyle::default();
        let tested = &effect.effect;
        let mut facts = vec![
            Fact {
                name: "Difference",
                value: format!(
                    "{} ({})",
                    self.difference(tested.difference.value),
                    self.bounds(tested.difference.interval)
                ),
                meaning: format!(
                    "Treatment minus control, with its {}",
                    self.interval_words()
                )
                .into(),
            },
            Fact {
                name: "Relative lift",
                value: lift(&tested.lift),
                meaning: format!(
                    "Treatment divided by control, minus 1, with its {}",
                    self.interval_words()
                )
                .into(),
            },
            Fact {
                name: "p-value",
                value: style.p_value(tested.p.value),
                meaning: "How often chance alone gives a difference at least this large; two-sided"
                    .into(),
            },
        ];
        if self.readout.comparisons.len() > 1 {
            facts.push(Fact {
                name: "p-value, Holm",
                value: style.p_value(effect.p_holm.value),
                meaning: "Adjusted for comparing several arms; the sentence above rests on it"
                    .into(),
            });
        }
        facts.extend(self.opinions(effect));
        facts
    }

    fn opinions(&self, effect: &ArmEffect) -> [Fact; 4] {
        let style = NumberStyle::default();
        let posterior = &effect.opinions.posterior;
        let sequential = &effect.opinions.sequential;
        [
            Fact {
                name: "Chance to beat the control",
                value: style.percent(posterior.chance_to_beat, 2),
                meaning:
                    "The probability that the treatment is above the control, from a flat prior"
                        .into(),
            },
            Fact {
                name: "Expected loss",
                value: self.precise(posterior.expected_loss),
                meaning:
                    "What choosing the treatment costs on average, counting only where it is worse"
                        .into(),
            },
            Fact {
                name: "Always-valid interval",
                value: self.bounds_with_unit(sequential.interval),
                meaning: format!(
                    "Holds however often one looked; planned for {} people in all",
                    style.count(self.settings.planned_sample as i64)
                )
                .into(),
            },
            Fact {
                name: "Smallest visible effect",
                value: effect
                    .detectable
                    .map_or_else(|| "none".to_owned(), |size| self.size(size)),
                meaning: format!(
                    "What these people show with {} power at {}",
                    style.percent(POWER, 0),
                    error_words(self.settings.confidence)
                )
                .into(),
            },
        ]
    }

    fn interval_words(&self) -> String {
        interval_words(self.settings.confidence)
    }

    /// Everything as text, for the clipboard.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        for one in &self.readout.comparisons {
            lines.push(self.headline(one));
            for fact in self.facts(one) {
                lines.push(format!("{}\t{}", fact.name, fact.value));
            }
        }
        lines.join("\n")
    }

    /// The value of an arm: `6.21 %`.
    #[must_use]
    pub fn value(&self, arm: usize) -> Option<String> {
        let estimate = self.arm(arm)?.estimate.ok()?;
        Some(self.written(estimate.value))
    }

    /// The value of an arm with its interval: `6.21 % (5.31 to 7.25)`, or why there is none.
    #[must_use]
    pub fn value_with_interval(&self, arm: usize) -> String {
        match self.arm(arm).map(|arm| arm.estimate) {
            Some(Ok(estimate)) => format!(
                "{} ({})",
                self.written(estimate.value),
                self.bounds(estimate.interval)
            ),
            Some(Err(reason)) => reason.sentence().to_owned(),
            None => String::new(),
        }
    }

    fn written(&self, value: f64) -> String {
        let style = NumberStyle::default();
        match self.words.unit {
            Unit::Share => style.percent(value, 2),
            Unit::Money | Unit::Count => style.decimal(value, 4),
        }
    }

    fn difference(&self, value: f64) -> String {
        let style = NumberStyle::default();
        match self.words.unit {
            Unit::Share => style.points(value, 2),
            Unit::Money | Unit::Count => style.signed(value, 4),
        }
    }

    fn size(&self, value: f64) -> String {
        self.difference(value.abs())
            .trim_start_matches('+')
            .to_owned()
    }

    /// A loss is often tiny: one digit more than a difference.
    fn precise(&self, value: f64) -> String {
        let style = NumberStyle::default();
        match self.words.unit {
            Unit::Share if value > 0.0 && value < 5e-7 => "< 0.0001 pp".to_owned(),
            Unit::Share => format!("{} pp", style.decimal(value * 100.0, 4)),
            Unit::Money | Unit::Count => style.decimal(value, 5),
        }
    }

    fn bounds(&self, interval: Interval) -> String {
        let style = NumberStyle::default();
        let bound = |value: f64| match self.words.unit {
            Unit::Share => style.decimal(value * 100.0, 2),
            Unit::Money | Unit::Count => style.decimal(value, 4),
        };
        format!("{} to {}", bound(interval.low), bound(interval.high))
    }

    fn bounds_with_unit(&self, interval: Interval) -> String {
        match self.words.unit {
            Unit::Share => format!("{} pp", self.bounds(interval)),
            Unit::Money | Unit::Count => self.bounds(interval),
        }
    }
}

fn lift(lift: &Result<Estimate, CannotTest>) -> String {
    let style = NumberStyle::default();
    match lift {
        Ok(lift) => format!(
            "{} ({} to {})",
            style.lift(lift.value, 1),
            style.signed(lift.interval.low * 100.0, 1),
            style.signed(lift.interval.high * 100.0, 1)
        ),
        Err(reason) => reason.sentence().to_owned(),
    }
}

/// What a split check says: the sentence, and the numbers behind it.
#[must_use]
pub fn split(srm: &Srm) -> (String, String) {
    let headline = match srm.status {
        SrmStatus::Ok => "The split fits the plan",
        SrmStatus::Warn => "The split is doubtful: look into how people were assigned",
        SrmStatus::Blocked => "The split does not fit the plan: no difference may be read",
    };
    let style = NumberStyle::default();
    let freedom = if srm.df == 1 { "degree" } else { "degrees" };
    let detail = format!(
        "Chi-square {} with {} {freedom} of freedom, p = {}",
        style.decimal(srm.chi_square, 4),
        srm.df,
        style.p_value(srm.p.value)
    );
    (headline.to_owned(), detail)
}
