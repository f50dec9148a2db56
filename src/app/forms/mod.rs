//! Forms: what the planner and the calculators hold while an analyst types, and how it is read.
//!
//! A form keeps every text as typed. Reading it gives the values for `analysis` and, beside them, what
//! is wrong with which field; a field that cannot be read never stops another from being typed.

mod calculator;
pub mod number;
mod plan;

pub use calculator::{
    CalculatorForm, CalculatorKind, MOST_ARMS, Place, SizeForm, SizeMetric, Typed,
};
pub use plan::{
    BaselineSource, EffectForm, EffectKind, EnrolmentForm, PlanField, PlanForm, PlanReading,
    TestForm,
};

/// Errors by field, as sentences that say what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldErrors<F>(Vec<(F, String)>);

impl<F> Default for FieldErrors<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F: Copy + PartialEq> FieldErrors<F> {
    /// The error of a field.
    #[must_use]
    pub fn of(&self, field: F) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == field);
        found.map(|(_, sentence)| sentence.as_str())
    }

    /// The first error.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.0.first().map(|(_, sentence)| sentence.as_str())
    }

    /// Whether every field could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, field: F, sentence: impl Into<String>) {
        self.0.push((field, sentence.into()));
    }
}
