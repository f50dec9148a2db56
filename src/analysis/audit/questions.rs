//! Which questions the loaded data answers, and what would have to be loaded for the others.
//!
//! To add a question: a variant of [`Question`] and its arm in `facts`.

mod facts;
#[cfg(test)]
mod tests;

use crate::analysis::Context;

use super::Audit;
use super::inputs::AuditInputs;
use super::words::{count, of, plural};
use facts::Facts;

/// The questions that analysts ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// How much was sold, and when.
    Sales,
    /// How much was refunded, and when.
    RefundsByDate,
    /// How many customers come back.
    RepeatRate,
    /// What a customer is worth.
    LifetimeValue,
    /// Which workflow codes point to.
    CreditByCode,
    /// Which workflow UTM values point to.
    CreditByUtm,
    /// Which message was clicked before an order.
    CreditByClick,
    /// What share of recipients bought.
    RecipientConversion,
    /// What share of visits bought.
    SiteConversion,
    /// What a workflow caused.
    Incremental,
    /// Who gets too many messages.
    ContactPressure,
    /// What advertising brought for its cost.
    ReturnOnSpend,
    /// Who may be written to.
    Consent,
    /// Whether codes are used as planned.
    CodesAsPlanned,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 14] = [
        Self::Sales,
        Self::RefundsByDate,
        Self::RepeatRate,
        Self::LifetimeValue,
        Self::CreditByCode,
        Self::CreditByUtm,
        Self::CreditByClick,
        Self::RecipientConversion,
        Self::SiteConversion,
        Self::Incremental,
        Self::ContactPressure,
        Self::ReturnOnSpend,
        Self::Consent,
        Self::CodesAsPlanned,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::RefundsByDate => "refunds_by_date",
            Self::RepeatRate => "repeat_rate",
            Self::LifetimeValue => "lifetime_value",
            Self::CreditByCode => "credit_by_code",
            Self::CreditByUtm => "credit_by_utm",
            Self::CreditByClick => "credit_by_click",
            Self::RecipientConversion => "recipient_conversion",
            Self::SiteConversion => "site_conversion",
            Self::Incremental => "incremental",
            Self::ContactPressure => "contact_pressure",
            Self::ReturnOnSpend => "return_on_spend",
            Self::Consent => "consent",
            Self::CodesAsPlanned => "codes_as_planned",
        }
    }

    /// The question as an analyst asks it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sales => "How much was sold, and when?",
            Self::RefundsByDate => "How much was refunded, and when?",
            Self::RepeatRate => "How many customers come back?",
            Self::LifetimeValue => "What is a customer worth?",
            Self::CreditByCode => "Which workflow do codes point to?",
            Self::CreditByUtm => "Which workflow do UTM values point to?",
            Self::CreditByClick => "Which message was clicked before an order?",
            Self::RecipientConversion => "What share of recipients bought?",
            Self::SiteConversion => "What share of visits ended in an order?",
            Self::Incremental => "What did a workflow cause?",
            Self::ContactPressure => "Who gets too many messages?",
            Self::ReturnOnSpend => "What did advertising bring for its cost?",
            Self::Consent => "Who may be written to?",
            Self::CodesAsPlanned => "Are codes used as planned?",
        }
    }
}

/// A question with whether the data answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// Whether it can be answered.
    pub answerable: Answerable,
}

/// Whether a question can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answerable {
    /// It can; what the answer rests on.
    Yes(String),
    /// For a part of the data only, or with a caveat.
    Partly(Reason),
    /// It cannot.
    No(Reason),
}

/// Why a question has no whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Why.
    pub why: String,
    /// What to load or do.
    pub load: &'static str,
}

impl Answerable {
    /// The word in JSON.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Yes(_) => "yes",
            Self::Partly(_) => "partly",
            Self::No(_) => "no",
        }
    }

    /// The word on screen.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Yes(_) => "Yes",
            Self::Partly(_) => "In part",
            Self::No(_) => "Not yet",
        }
    }

    /// What the answer rests on, or why there is none.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Yes(basis) => basis,
            Self::Partly(reason) | Self::No(reason) => &reason.why,
        }
    }

    /// What to load or do for a whole answer.
    #[must_use]
    pub fn load(&self) -> Option<&'static str> {
        match self {
            Self::Yes(_) => None,
            Self::Partly(reason) | Self::No(reason) => Some(reason.load),
        }
    }
}

/// The answer to the audit: `9 of 14 questions can be answered`.
pub(super) fn headline(answers: &[Answer]) -> String {
    let yes = answers.iter().filter(|it| it.answerable.id() == "yes");
    let share = of(yes.count() as u64, answers.len() as u64);
    format!("{share} questions can be answered")
}

/// What stands beside it: `3 in part, 2 not yet; 4 findings need attention`.
pub(super) fn rest(answers: &[Answer], warnings: usize) -> String {
    let of_kind = |id: &str| {
        let answers = answers.iter();
        answers.filter(|it| it.answerable.id() == id).count() as u64
    };
    let warnings = match warnings {
        0 => "nothing needs attention".to_owned(),
        warnings => plural(warnings as u64, "finding needs", "findings need") + " attention",
    };
    format!(
        "{} in part, {} not yet; {warnings}",
        count(of_kind("partly")),
        count(of_kind("no")),
    )
}

/// Every question.
pub(super) fn answers(context: &Context, inputs: &AuditInputs, audit: &Audit) -> Vec<Answer> {
    let facts = Facts {
        context,
        inputs,
        audit,
    };
    let answers = Question::ALL.into_iter().map(|question| Answer {
        question,
        answerable: facts.answer(question),
    });
    answers.collect()
}
