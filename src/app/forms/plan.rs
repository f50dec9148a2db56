//! The planner's form.

use crate::analysis::planner::{
    Available, CannotPlan, Enrolment, History, PlanBaseline, PlanSettings, PlannedEffect,
};
use crate::metrics::Metric;
use crate::metrics::metric::Unit;
use crate::model::experiment::GoalMetric;
use crate::model::money::Currency;
use crate::stats::{Design, Sides};

use super::{FieldErrors, number};

/// The planner's options as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanForm {
    /// What is measured.
    pub metric: GoalMetric,
    /// Where the baseline comes from.
    pub source: BaselineSource,
    /// Whose past: a saved segment's name, a preset, or `everyone`.
    pub people: String,
    /// The rate in percent, or the mean in major units.
    pub baseline: String,
    /// The standard deviation in major units.
    pub sd: String,
    /// Days that each person is observed for.
    pub window_days: String,
    /// The effect to find.
    pub effect: EffectForm,
    /// Error rates and split.
    pub test: TestForm,
    /// How people come in.
    pub enrolment: EnrolmentForm,
}

/// Where the baseline comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BaselineSource {
    /// The workspace's past.
    #[default]
    History,
    /// Typed.
    Typed,
}

/// The effect to find; the other reading of it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectForm {
    /// Which reading was typed.
    pub kind: EffectKind,
    /// In percentage points or major units where absolute, in percent where relative.
    pub text: String,
}

/// How an effect is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EffectKind {
    /// As a difference.
    Absolute,
    /// As a share of the baseline.
    Relative,
}

/// Error rates and split, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestForm {
    /// Power in percent.
    pub power: String,
    /// Error rate in percent.
    pub alpha: String,
    /// One direction only.
    pub one_sided: bool,
    /// Weights of the arms, control first.
    pub weights: String,
}

/// How people come in, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnrolmentForm {
    /// Day by day rather than all at once.
    pub arriving: bool,
    /// People per day; empty takes the past's.
    pub per_day: String,
    /// People available; empty takes the segment's.
    pub available: String,
}

impl Default for PlanForm {
    fn default() -> Self {
        Self {
            metric: GoalMetric::default(),
            source: BaselineSource::default(),
            people: "everyone".to_owned(),
            baseline: String::new(),
            sd: String::new(),
            window_days: Metric::DEFAULT_DAYS.to_string(),
            effect: EffectForm {
                kind: EffectKind::Relative,
                text: "10".to_owned(),
            },
            test: TestForm {
                power: "80".to_owned(),
                alpha: "5".to_owned(),
                one_sided: false,
                weights: "50, 50".to_owned(),
            },
            enrolment: EnrolmentForm::default(),
        }
    }
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanField {
    /// Rate or mean.
    Baseline,
    /// Standard deviation.
    Sd,
    /// Effect.
    Effect,
    /// Window.
    Window,
    /// People available.
    Available,
    /// People per day.
    PerDay,
    /// Power.
    Power,
    /// Error rate.
    Alpha,
    /// Split.
    Weights,
}

/// The form, read.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanReading {
    /// The settings, with what could not be read left out.
    pub settings: PlanSettings,
    /// What is wrong.
    pub errors: FieldErrors<PlanField>,
}

impl PlanForm {
    /// The window, where it can be read.
    #[must_use]
    pub fn window(&self) -> Option<u32> {
        let days = number::count(&self.window_days)?;
        u32::try_from(days)
            .ok()
            .filter(|days| (1..=730).contains(days))
    }

    /// Typed values times this are what is computed with: percent to fractions, major to minor units.
    #[must_use]
    pub fn scale(&self, currency: Currency) -> f64 {
        match self.metric.unit() {
            Unit::Share => 0.01,
            Unit::Money => currency.minor_per_major() as f64,
            Unit::Count => 1.0,
        }
    }

    /// Reads every field; the past fills in what is left to it.
    #[must_use]
    pub fn read(&self, history: Option<&History>, currency: Currency) -> PlanReading {
        let mut errors = FieldErrors::default();
        let settings = PlanSettings {
            metric: self.metric,
            baseline: self.baseline(history, currency, &mut errors),
            window_days: self.window().unwrap_or_else(|| {
                let sentence = format!(
                    "`{}` is not a window: write 1 to 730 days",
                    self.window_days.trim()
                );
                errors.add(PlanField::Window, sentence);
                Metric::DEFAULT_DAYS
            }),
            effect: self.effect(currency, &mut errors),
            design: self.design(&mut errors),
            enrolment: self.enrolment(history, &mut errors),
            available: self.available(history, &mut errors),
            currency,
        };
        let mut reading = PlanReading { settings, errors };
        if reading.errors.is_empty() {
            reading.explain();
        }
        reading
    }

    fn baseline(
        &self,
        history: Option<&History>,
        currency: Currency,
        errors: &mut FieldErrors<PlanField>,
    ) -> PlanBaseline {
        if self.source == BaselineSource::History {
            return history
                .and_then(|history| history.baseline().ok())
                .unwrap_or_default();
        }
        let scale = self.scale(currency);
        let mut typed = |text: &str, field, example: &str| {
            let text = text.trim();
            let value = number::decimal(text);
            if value.is_none() && !text.is_empty() {
                errors.add(
                    field,
                    format!("`{text}` is not a number: write for example {example}"),
                );
            }
            value.map(|value| value * scale)
        };
        PlanBaseline {
            value: typed(&self.baseline, PlanField::Baseline, "5"),
            sd: match self.metric.unit() {
                Unit::Share => None,
                Unit::Money | Unit::Count => typed(&self.sd, PlanField::Sd, "14.20"),
            },
        }
    }

    fn effect(
        &self,
        currency: Currency,
        errors: &mut FieldErrors<PlanField>,
    ) -> Option<PlannedEffect> {
        let text = self.effect.text.trim();
        if text.is_empty() {
            return None;
        }
        let Some(value) = number::decimal(text) else {
            errors.add(
                PlanField::Effect,
                format!("`{text}` is not a number: write for example 10"),
            );
            return None;
        };
        Some(match self.effect.kind {
            EffectKind::Absolute => PlannedEffect::Absolute(value * self.scale(currency)),
            EffectKind::Relative => PlannedEffect::Relative(value / 100.0),
        })
    }

    fn design(&self, errors: &mut FieldErrors<PlanField>) -> Design {
        let mut percent = |text: &str, field, example: &str| {
            number::decimal(text).map_or_else(
                || {
                    let text = text.trim();
                    errors.add(
                        field,
                        format!("`{text}` is not a percentage: write for example {example}"),
                    );
                    0.5
                },
                |value| value / 100.0,
            )
        };
        let power = percent(&self.test.power, PlanField::Power, "80");
        let alpha = percent(&self.test.alpha, PlanField::Alpha, "5");
        let weights = number::list(&self.test.weights).unwrap_or_else(|| {
            let sentence = format!(
                "`{}` is not a split: write a weight for each arm, for example 50, 50",
                self.test.weights.trim()
            );
            errors.add(PlanField::Weights, sentence);
            vec![1.0, 1.0]
        });
        Design {
            alpha,
            power,
            sides: if self.test.one_sided {
                Sides::One
            } else {
                Sides::Two
            },
            weights,
        }
    }

    fn enrolment(
        &self,
        history: Option<&History>,
        errors: &mut FieldErrors<PlanField>,
    ) -> Enrolment {
        if !self.enrolment.arriving {
            return Enrolment::AllAtOnce;
        }
        let text = self.enrolment.per_day.trim();
        let past = history.map(|history| history.arrivals_per_day);
        let arrivals = match (text, past) {
            ("", Some(past)) => Some(past),
            _ => number::decimal(text),
        };
        match arrivals {
            Some(arrivals) if arrivals > 0.0 => Enrolment::PerDay(arrivals),
            _ => {
                let sentence = "Write how many people come per day, for example 800";
                errors.add(PlanField::PerDay, sentence);
                Enrolment::AllAtOnce
            }
        }
    }

    fn available(
        &self,
        history: Option<&History>,
        errors: &mut FieldErrors<PlanField>,
    ) -> Option<Available> {
        let text = self.enrolment.available.trim();
        if text.is_empty() {
            return history.map(History::available);
        }
        let people = number::count(text);
        if people.is_none() {
            errors.add(
                PlanField::Available,
                format!("`{text}` is not a number of people: write for example 4,812"),
            );
        }
        people.map(|people| Available { people, of: None })
    }
}

impl PlanReading {
    /// Puts the reason of a plan without an answer beside the field that it comes from.
    fn explain(&mut self) {
        let plan = crate::analysis::planner::plan(&self.settings);
        let Err(reason) = plan.needed else { return };
        let field = match reason {
            CannotPlan::RateOutOfRange => PlanField::Baseline,
            CannotPlan::NoSpread => PlanField::Sd,
            CannotPlan::ZeroEffect | CannotPlan::RateBeyond | CannotPlan::NoMean => {
                PlanField::Effect
            }
            CannotPlan::AlphaOutOfRange => PlanField::Alpha,
            CannotPlan::PowerOutOfRange => PlanField::Power,
            CannotPlan::WeightOutOfRange => PlanField::Weights,
            CannotPlan::NoBaseline | CannotPlan::NoEffect | CannotPlan::Test(_) => return,
        };
        self.errors.add(field, reason.sentence());
    }
}
