//! How each column of a file is read: what its cells prove, what the others suggest, what the analyst
//! chose.
//!
//! `1.234` and `03/08/2026` have two meanings, and only other cells can tell. The cells of the same column
//! tell first; where none does, the other columns of the file, because one program wrote them all. What is
//! still open is asked: [`ColumnDecision`] shows it with cells of the file, and [`Overrides`] settle it.

use std::collections::BTreeMap;

use super::amount::{self, DecimalMark};
use super::columns::{Column, Field, Kind, Layout, first_headers, normalise_header};
use super::instant::{self, BadInstant, DayOrder, UnixUnit, Written};
use crate::model::issue::{Issue, IssueKind};

/// How one column of a file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDecision {
    /// Its header as written.
    pub header: String,
    /// The decimal mark of its amounts; `None` for a column of dates.
    pub decimal: Option<DecimalMark>,
    /// The order of day and month in its dates; `None` for a column of amounts.
    pub day_order: Option<DayOrder>,
    /// What its numbers count, where it is declared to hold times since 1970.
    pub unix: Option<UnixUnit>,
    /// Why.
    pub basis: Basis,
    /// Cells that prove it; where nothing does, cells that could mean either.
    pub examples: Vec<String>,
}

/// Why a column is read as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The analyst chose it.
    Chosen,
    /// Its own cells prove it.
    Proven,
    /// Cells of other columns prove it.
    OtherColumns,
    /// Its cells prove both; each one that could mean either is refused.
    Contradictory,
    /// Nothing tells, and some cells could mean either: to be asked.
    Open,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 5] = [
        Self::Chosen,
        Self::Proven,
        Self::OtherColumns,
        Self::Contradictory,
        Self::Open,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Proven => "proven",
            Self::OtherColumns => "other_columns",
            Self::Contradictory => "contradictory",
            Self::Open => "open",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Chosen => "Chosen",
            Self::Proven => "Its cells tell",
            Self::OtherColumns => "Other columns tell",
            Self::Contradictory => "Its cells contradict each other",
            Self::Open => "Nothing tells",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.id() == text)
    }
}

/// What the analyst chose for some columns, by header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    columns: BTreeMap<String, ColumnOverride>,
}

/// What the analyst chose for one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnOverride {
    /// The decimal mark of its amounts.
    pub decimal: Option<DecimalMark>,
    /// The order of day and month in its dates.
    pub day_order: Option<DayOrder>,
    /// What its numbers count since 1970.
    pub unix: Option<UnixUnit>,
}

impl Overrides {
    /// Chooses for a column; headers are compared as everywhere, whatever their case and spacing.
    pub fn choose(&mut self, header: &str, choice: ColumnOverride) {
        self.columns.insert(normalise_header(header), choice);
    }

    /// What is chosen for a column.
    #[must_use]
    pub fn of(&self, header: &str) -> ColumnOverride {
        let known = self.columns.get(&normalise_header(header));
        known.copied().unwrap_or_default()
    }

    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// What the cells of one column prove, and cells that show it.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnFacts {
    amounts: amount::Evidence,
    dates: instant::Evidence,
    proving: Vec<String>,
    open: Vec<String>,
}

/// Cells shown for a column.
const EXAMPLES: usize = 3;

impl ColumnFacts {
    /// Takes an amount into account.
    pub(super) fn observe_amount(&mut self, text: &str) {
        let before = self.amounts;
        self.amounts.observe(text);
        if before != self.amounts {
            self.proving.push(text.to_owned());
        } else if self.open.len() < EXAMPLES && amount::is_open(text) {
            self.open.push(text.to_owned());
        }
    }

    /// Takes a date into account.
    pub(super) fn observe_date(&mut self, text: &str) {
        let before = self.dates;
        self.dates.observe(text);
        if before != self.dates {
            self.proving.push(text.to_owned());
        } else if self.open.len() < EXAMPLES && instant::is_open(text) {
            self.open.push(text.to_owned());
        }
    }

    fn decimal(&self, all: amount::Evidence) -> (DecimalMark, Basis) {
        match (self.amounts.mark(), all.mark()) {
            (DecimalMark::Mixed, _) => (DecimalMark::Mixed, Basis::Contradictory),
            (DecimalMark::Unproven, mark @ (DecimalMark::Point | DecimalMark::Comma)) => {
                (mark, Basis::OtherColumns)
            }
            (DecimalMark::Unproven, DecimalMark::Unproven | DecimalMark::Mixed) => {
                (DecimalMark::Unproven, Basis::Open)
            }
            (mark @ (DecimalMark::Point | DecimalMark::Comma), _) => (mark, Basis::Proven),
        }
    }

    fn day_order(&self, all: instant::Evidence) -> (DayOrder, Basis) {
        if self.dates.is_contradictory() {
            return (DayOrder::Unproven, Basis::Contradictory);
        }
        match (self.dates.order(), all.order()) {
            (DayOrder::Unproven, order @ (DayOrder::DayFirst | DayOrder::MonthFirst)) => {
                (order, Basis::OtherColumns)
            }
            (DayOrder::Unproven, DayOrder::Unproven) => (DayOrder::Unproven, Basis::Open),
            (order @ (DayOrder::DayFirst | DayOrder::MonthFirst), _) => (order, Basis::Proven),
        }
    }
}

/// How the columns of a file are read by what their cells prove, by field number.
pub(super) fn verdicts(facts: &[ColumnFacts]) -> Vec<(DecimalMark, DayOrder)> {
    let (amounts, dates) = together(facts);
    let verdict = |facts: &ColumnFacts| (facts.decimal(amounts).0, facts.day_order(dates).0);
    facts.iter().map(verdict).collect()
}

/// What all columns prove together.
fn together(facts: &[ColumnFacts]) -> (amount::Evidence, instant::Evidence) {
    let amounts = facts.iter().map(|facts| facts.amounts);
    let dates = facts.iter().map(|facts| facts.dates);
    (
        amounts.fold(amount::Evidence::default(), amount::Evidence::with),
        dates.fold(instant::Evidence::default(), instant::Evidence::with),
    )
}

/// How the cells of one field are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    /// The decimal mark.
    pub(super) decimal: DecimalMark,
    /// The order of day and month.
    pub(super) day_order: DayOrder,
    unix: Option<UnixUnit>,
}

impl Settled {
    /// Whether its numbers count seconds or the like, which the survey takes for no time.
    pub(super) fn counts_time(self) -> bool {
        self.unix.is_some()
    }

    /// Reads a date.
    pub(super) fn instant(self, text: &str) -> Result<Written, BadInstant> {
        match self.unix {
            Some(unit) => unit.read(text),
            None => instant::parse(text, self.day_order),
        }
    }
}

/// How all columns of a file are read.
pub(super) struct Decisions {
    settled: Vec<Settled>,
    told: Vec<ColumnDecision>,
}

impl Decisions {
    /// Decides from what the cells prove and the analyst chose.
    pub(super) fn new<F: Field>(
        layout: &Layout<F>,
        columns: &[Column<F>],
        facts: &[ColumnFacts],
        overrides: &Overrides,
    ) -> Self {
        let (amounts, dates) = together(facts);
        let undecided = Settled {
            decimal: DecimalMark::Unproven,
            day_order: DayOrder::Unproven,
            unix: None,
        };
        let mut decisions = Self {
            settled: vec![undecided; columns.len()],
            told: Vec::new(),
        };
        for column in columns {
            let at = column.field.index();
            let header = layout.header(column.field);
            let choice = overrides.of(header);
            let facts = &facts[at];
            let settled = &mut decisions.settled[at];
            let (basis, is_chosen) = match column.kind {
                Kind::Text => continue,
                Kind::Money => {
                    let (mark, basis) = facts.decimal(amounts);
                    settled.decimal = choice.decimal.unwrap_or(mark);
                    (basis, choice.decimal.is_some())
                }
                Kind::Time | Kind::PlannedTime => {
                    let (order, basis) = facts.day_order(dates);
                    settled.day_order = choice.day_order.unwrap_or(order);
                    settled.unix = choice.unix;
                    (basis, choice.day_order.is_some() || choice.unix.is_some())
                }
            };
            // A column without a cell that could mean either, and without a choice, has no decision.
            if facts.proving.is_empty() && facts.open.is_empty() && !is_chosen {
                continue;
            }
            let is_money = column.kind == Kind::Money;
            let proving = facts.proving.iter().chain(&facts.open);
            decisions.told.push(ColumnDecision {
                header: header.to_owned(),
                decimal: is_money.then_some(settled.decimal),
                day_order: (!is_money).then_some(settled.day_order),
                unix: settled.unix,
                basis: if is_chosen { Basis::Chosen } else { basis },
                examples: proving.take(EXAMPLES).cloned().collect(),
            });
        }
        decisions
    }

    /// How each field is read, by field number.
    pub(super) fn settled(&self) -> &[Settled] {
        &self.settled
    }

    /// What a preview shows.
    pub(super) fn told(&self) -> Vec<ColumnDecision> {
        self.told.clone()
    }

    /// Tells of decimal commas, which no shop writes by itself.
    pub(super) fn issues(&self) -> Option<Issue> {
        let is_told = |decision: &&ColumnDecision| {
            decision.decimal == Some(DecimalMark::Comma)
                && matches!(decision.basis, Basis::Proven | Basis::Chosen)
        };
        let told = self.told.iter().filter(is_told);
        let written: Vec<String> = told.map(|decision| decision.header.clone()).collect();
        let first = written.first()?.clone();
        let hint = format!(
            "Amounts in {} have decimal commas and were read so.",
            first_headers(&written)
        );
        Some(Issue {
            column: Some(first),
            ..Issue::of_file(IssueKind::DecimalComma, hint)
        })
    }
}

#[cfg(test)]
mod tests;
