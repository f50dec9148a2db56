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

/// How the cells of one field are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    /// The decimal mark.
    pub(super) decimal: DecimalMark,
    day_order: DayOrder,
    unix: Option<UnixUnit>,
}

impl Settled {
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
        let amounts = facts.iter().map(|facts| facts.amounts);
        let amounts = amounts.fold(amount::Evidence::default(), amount::Evidence::with);
        let dates = facts.iter().map(|facts| facts.dates);
        let dates = dates.fold(instant::Evidence::default(), instant::Evidence::with);
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
                Kind::Time => {
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
mod tests {
    use super::*;
    use crate::import::tests::report::{Kept, check_bytes, options, run, with_file};
    use crate::import::{ReadOptions, Record};

    const HEADER: &str = "Name,Financial Status,Created at,Paid at,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity\n";

    /// The decisions of a file of orders, one line each.
    fn told(rows: &str, options: &ReadOptions) -> String {
        let text = format!("{HEADER}{rows}");
        with_file(text.as_bytes(), |path| {
            let mut sink = Kept::default();
            run(path, options, &mut sink).1.unwrap();
            let line = |decision: &ColumnDecision| {
                let value = decision.decimal.map(DecimalMark::id);
                let value = value
                    .or(decision.day_order.map(DayOrder::id))
                    .unwrap_or("-");
                let examples = decision.examples.join(" | ");
                format!(
                    "{}: {value}, {} ({examples})",
                    decision.header,
                    decision.basis.id()
                )
            };
            let lines: Vec<String> = sink.decisions.iter().map(line).collect();
            lines.join("\n")
        })
    }

    #[test]
    fn each_column_decides_for_itself() {
        let rows = "#1,paid,03/08/2026,08/24/2026,\"1.234\",\"12,50\",0,EUR,1\n\
            #2,paid,24/08/2026,08/03/2026,\"7.000\",\"1.000\",0,EUR,1\n";
        insta::assert_snapshot!(told(rows, &options("", "", "")), @r#"
        Created at: day_first, proven (24/08/2026 | 03/08/2026)
        Paid at: month_first, proven (08/24/2026 | 08/03/2026)
        Subtotal: comma, proven (12,50 | 1.000)
        Total: comma, other_columns (1.234 | 7.000)
        "#);
        insta::assert_snapshot!(told("#1,paid,2026-08-24,2026-08-24,5.00,5.00,0,EUR,1\n", &options("", "", "")), @r#"
        Subtotal: point, proven (5.00)
        Total: point, proven (5.00)
        "#);
    }

    #[test]
    fn what_nothing_tells_is_open_and_can_be_chosen() {
        let rows = "#1,paid,03/08/2026,,1.234,2.000,0,EUR,1\n";
        insta::assert_snapshot!(told(rows, &options("", "", "")), @r#"
        Created at: unproven, open (03/08/2026)
        Subtotal: unproven, open (2.000)
        Total: unproven, open (1.234)
        "#);
        let mut chosen = options("", "", "");
        chosen.overrides.choose(
            "created AT",
            ColumnOverride {
                day_order: Some(DayOrder::MonthFirst),
                ..ColumnOverride::default()
            },
        );
        for header in ["Total", "Subtotal"] {
            chosen.overrides.choose(
                header,
                ColumnOverride {
                    decimal: Some(DecimalMark::Comma),
                    ..ColumnOverride::default()
                },
            );
        }
        insta::assert_snapshot!(told(rows, &chosen), @r#"
        Created at: month_first, chosen (03/08/2026)
        Subtotal: comma, chosen (2.000)
        Total: comma, chosen (1.234)
        "#);
        insta::assert_snapshot!(check_bytes(format!("{HEADER}{rows}").as_bytes(), &chosen), @r#"
        shopify_orders utf-8 ',' 9 columns
        #1 #1 nobody 2026-03-08T00:00:00+00:00 paid lines - - - = €2,000.00 + €0.00 tax €0.00 total €1,234.00 refunded €0.00 1x"" (1 rows)
        ! decimal_comma [Subtotal]
        ! naive_time line 2 [Created at] "03/08/2026"
        ! no_person line 2
        ! tax_unclear line 2 [Total] "1.234"
        1 rows = 1 accepted + 0 rejected; 1 records; latest 2026-03-08T00:00:00+00:00
        "#);
    }

    #[test]
    fn a_column_may_be_declared_to_count_seconds() {
        let mut chosen = options("", "", "");
        chosen.overrides.choose(
            "Created at",
            ColumnOverride {
                unix: Some(UnixUnit::Seconds),
                ..ColumnOverride::default()
            },
        );
        let text = format!("{HEADER}#1,paid,1787577538,,5.00,5.00,0,EUR,1\n");
        with_file(text.as_bytes(), |path| {
            let mut sink = Kept::default();
            run(path, &chosen, &mut sink).1.unwrap();
            let [(Record::Order(order), _)] = &sink.records[..] else {
                panic!("no order: {:?}", sink.issues);
            };
            assert_eq!(order.created.utc_micros, 1_787_577_538_000_000);
        });
        let undeclared = check_bytes(text.as_bytes(), &options("", "", ""));
        assert!(undeclared.contains("bad_date"), "{undeclared}");
    }

    #[test]
    fn words_read_back() {
        for basis in Basis::ALL {
            assert_eq!(Basis::parse(basis.id()), Some(basis));
        }
    }
}
