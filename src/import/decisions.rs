//! How each column of a file is read: what its cells prove, what the others suggest, what the analyst
//! chose.
//!
//! `1.234` and `03/08/2026` have two meanings, and only other cells can tell. The cells of the same column
//! tell first; where none does, the other columns of the file, because one program wrote them all. What is
//! still open is asked: [`ColumnDecision`] shows it with cells of the file, and [`Overrides`] settle it.

use std::collections::BTreeMap;

use super::amount::DecimalMark;
use super::columns::{Column, Field, Kind, Layout, normalise_header};
use super::instant::DayOrder;
use super::survey::Facts;

/// How one column of a file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDecision {
    /// Its header as written.
    pub header: String,
    /// The decimal mark of its amounts; `None` for a column of dates.
    pub decimal: Option<DecimalMark>,
    /// The order of day and month in its dates; `None` for a column of amounts.
    pub day_order: Option<DayOrder>,
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

/// Decides from what the cells prove and the analyst chose.
pub(super) fn decide<F: Field>(
    layout: &Layout<F>,
    columns: &[Column<F>],
    facts: &Facts,
    overrides: &Overrides,
) -> Vec<ColumnDecision> {
    let mut decisions = Vec::new();
    for column in columns.iter().filter(|column| layout.has(column.field)) {
        let header = layout.header(column.field);
        let choice = overrides.of(header);
        let (decimal, day_order, is_chosen) = match column.kind {
            Kind::Text => continue,
            Kind::Money => {
                let mark = choice.decimal.unwrap_or(facts.mark(column.field.index()));
                (Some(mark), None, choice.decimal.is_some())
            }
            Kind::Time | Kind::PlannedTime => {
                let order = choice.day_order.unwrap_or(facts.dates.order());
                (None, Some(order), choice.day_order.is_some())
            }
        };
        let is_open = column.kind == Kind::Time && facts.dates_are_open;
        let basis = match (is_chosen, is_open) {
            (true, _) => Basis::Chosen,
            (false, true) => Basis::Open,
            (false, false) => Basis::Proven,
        };
        decisions.push(ColumnDecision {
            header: header.to_owned(),
            decimal,
            day_order,
            basis,
            examples: Vec::new(),
        });
    }
    decisions
}
