//! The data audit: what is loaded, what fits together, and what cannot be answered with it.
//!
//! One file per part, each a function of the snapshot and [`AuditInputs`] that returns plain numbers
//! and its findings: sentences with the numbers in them. [`questions`] reads the other parts and says
//! which questions they carry. To add a part: a variant of [`Area`], a file, and a field of [`Audit`].

pub mod checks;
pub mod coverage;
#[cfg(test)]
mod fixture;
mod inputs;
pub mod joins;
pub mod money;
pub mod questions;
pub mod records;
pub mod sessions;
mod spans;
mod words;

use self::checks::Checks;
use self::coverage::Coverage;
use self::joins::Join;
use self::money::Currencies;
use self::questions::Answer;
use self::records::KindAudit;
use self::sessions::ReportCheck;
use super::context::{AnalysisError, Context};
use crate::metrics::inclusion::ExcludedBy;

pub use inputs::{AuditInputs, ShopInputs};

/// Everything the audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Every kind of record, loaded or not.
    pub records: Vec<KindAudit>,
    /// How well the kinds fit together.
    pub joins: Vec<Join>,
    /// How many orders carry UTM values and codes.
    pub coverage: Coverage,
    /// Currencies loaded and left out.
    pub currencies: Currencies,
    /// The exclusion rules, with what each removes or would remove.
    pub exclusions: Vec<ExcludedBy>,
    /// Loaded orders against what the shop counts itself.
    pub checks: Checks,
    /// Loaded orders against the orders that traffic reports count.
    pub reports: Vec<ReportCheck>,
    /// Which questions the data answers.
    pub questions: Vec<Answer>,
    /// What all parts found, by area.
    pub findings: Vec<Finding>,
}

/// One finding: a sentence with its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which part found it.
    pub area: Area,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub sentence: String,
    /// What it means or what to do; may be empty.
    pub advice: String,
}

/// The parts of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// Rows, dates, gaps.
    Records,
    /// Join rates.
    Joins,
    /// Coverage of UTM and codes.
    Coverage,
    /// Currencies and exclusions.
    Money,
    /// Checks against other counts.
    Checks,
}

impl Area {
    /// Every part, in reading order.
    pub const ALL: [Self; 5] = [
        Self::Records,
        Self::Joins,
        Self::Coverage,
        Self::Money,
        Self::Checks,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Joins => "joins",
            Self::Coverage => "coverage",
            Self::Money => "money",
            Self::Checks => "checks",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Records => "What is loaded",
            Self::Joins => "What fits together",
            Self::Coverage => "UTM and codes on orders",
            Self::Money => "Currencies and exclusions",
            Self::Checks => "Checked against other counts",
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Fine,
    /// Good to know.
    Note,
    /// Some numbers cannot be trusted before this is looked at.
    Warning,
}

impl Level {
    /// Every level, the least first.
    pub const ALL: [Self; 3] = [Self::Fine, Self::Note, Self::Warning];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Note => "note",
            Self::Warning => "warning",
        }
    }

    /// The word on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Fine => "Fine",
            Self::Note => "Note",
            Self::Warning => "Warning",
        }
    }
}

impl Finding {
    fn new(area: Area, level: Level, sentence: impl Into<String>) -> Self {
        Self {
            area,
            level,
            sentence: sentence.into(),
            advice: String::new(),
        }
    }

    fn advice(self, advice: impl Into<String>) -> Self {
        Self {
            advice: advice.into(),
            ..self
        }
    }
}

impl Audit {
    /// How many findings are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        let findings = self.findings.iter();
        findings.filter(|finding| finding.level == level).count()
    }

    /// The findings of an area.
    pub fn of(&self, area: Area) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.area == area)
    }

    /// The outcome in a few words: `9 of 14 questions can be answered`.
    #[must_use]
    pub fn headline(&self) -> String {
        questions::headline(&self.questions)
    }

    /// What stands beside it: `3 in part, 2 not yet; 4 findings need attention`.
    #[must_use]
    pub fn detail(&self) -> String {
        questions::rest(&self.questions, self.count(Level::Warning))
    }

    /// Both in one sentence.
    #[must_use]
    pub fn verdict(&self) -> String {
        format!("{}, {}", self.headline(), self.detail())
    }
}

/// Audits what is loaded.
pub fn audit(context: &Context, inputs: &AuditInputs) -> Result<Audit, AnalysisError> {
    let records = records::records(context, inputs);
    let joins = joins::joins(context, inputs)?;
    let coverage = coverage::coverage(context);
    let currencies = money::currencies(context, inputs);
    let exclusions = context.inclusion.excluded.clone();
    let checks = checks::checks(context, inputs);
    let reports = sessions::report_checks(context, inputs);
    let mut findings = records::findings(&records);
    findings.extend(joins.iter().filter_map(Join::finding));
    findings.extend(coverage.findings(context));
    findings.extend(currencies.findings());
    findings.extend(money::exclusion_findings(context));
    findings.extend(checks.findings(context));
    findings.extend(reports.iter().map(ReportCheck::finding));
    let mut audit = Audit {
        records,
        joins,
        coverage,
        currencies,
        exclusions,
        checks,
        reports,
        questions: Vec::new(),
        findings,
    };
    audit.questions = questions::answers(context, inputs, &audit);
    Ok(audit)
}
