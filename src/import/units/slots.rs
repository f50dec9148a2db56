//! Where a file has the columns of a plan, and how their cells are read.

use crate::import::amount::{DecimalMark, Evidence};
use crate::import::columns::normalise_header;
use crate::import::rows::Row;
use crate::model::issue::IssueKind;
use crate::stats::{Outcome, StatisticKind};

use super::error::UnitsError;
use super::issues::Tally;
use super::number::{self, NumberColumn, Read};
use super::plan::UnitPlan;

/// The columns of a plan in a file. Each is read once per row, however many metrics use it.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    /// The column with the arm.
    pub(super) variant: usize,
    /// Columns to cut by.
    pub(super) by: Vec<usize>,
    numbers: Vec<Slot>,
    metrics: Vec<MetricSlots>,
    covariate: Option<usize>,
    headers: Vec<String>,
}

/// A column that is read as numbers.
#[derive(Clone, Copy, Debug)]
struct Slot {
    column: usize,
    holds: Holds,
    reading: NumberColumn,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Number,
    YesOrNo,
    Covariate,
}

#[derive(Clone, Copy, Debug)]
struct MetricSlots {
    numerator: usize,
    denominator: Option<usize>,
}

/// The numbers of one row.
#[derive(Default)]
pub(super) struct Values {
    cells: Vec<Option<f64>>,
}

impl Slots {
    /// Finds the columns of a plan; the first of several with one name.
    pub(super) fn find(plan: &UnitPlan, headers: &[String]) -> Result<Self, UnitsError> {
        let find = |column: &str| {
            let same = |header: &String| normalise_header(header) == normalise_header(column);
            let written = headers.iter().position(|header| header == column);
            written
                .or_else(|| headers.iter().position(same))
                .ok_or_else(|| UnitsError::unknown_column(column, headers))
        };
        let mut slots = Slots {
            variant: find(&plan.variant)?,
            by: plan
                .by
                .iter()
                .map(|column| find(column))
                .collect::<Result<_, _>>()?,
            numbers: Vec::new(),
            metrics: Vec::new(),
            covariate: None,
            headers: headers
                .iter()
                .map(|header| header.trim().to_owned())
                .collect(),
        };
        for metric in &plan.metrics {
            let holds = match metric.kind {
                StatisticKind::Proportion => Holds::YesOrNo,
                StatisticKind::Mean | StatisticKind::Ratio => Holds::Number,
            };
            let numerator = slots.place(find(&metric.column)?, holds);
            let denominator = match &metric.denominator {
                Some(column) => Some(slots.place(find(column)?, holds)),
                None => None,
            };
            slots.metrics.push(MetricSlots {
                numerator,
                denominator,
            });
        }
        if let Some(column) = &plan.covariate {
            slots.covariate = Some(slots.place(find(column)?, Holds::Covariate));
        }
        Ok(slots)
    }

    fn place(&mut self, column: usize, holds: Holds) -> usize {
        let is_same = |slot: &Slot| slot.column == column && slot.holds == holds;
        self.numbers.iter().position(is_same).unwrap_or_else(|| {
            self.numbers.push(Slot {
                column,
                holds,
                reading: NumberColumn::new(DecimalMark::Point),
            });
            self.numbers.len() - 1
        })
    }

    /// Assumes for each column the decimal mark that some first rows prove, else the point.
    pub(super) fn assume(&mut self, rows: &[Vec<String>]) {
        for slot in &mut self.numbers {
            let cells = rows.iter().filter_map(|row| row.get(slot.column));
            for cell in cells
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
            {
                // Only what it proves is of interest here; the file's pass tells what is wrong.
                let _ = slot.reading.read(cell);
            }
        }
        let marks = self.proven();
        let settled = marks.into_iter().map(|mark| match mark {
            DecimalMark::Comma => DecimalMark::Comma,
            DecimalMark::Point | DecimalMark::Unproven | DecimalMark::Mixed => DecimalMark::Point,
        });
        self.set_marks(settled.collect());
    }

    /// The marks to read once more with; none where every value read stands.
    pub(super) fn contradiction(&self) -> Option<Vec<DecimalMark>> {
        let proven = self.proven();
        let mut pairs = self.numbers.iter().zip(&proven);
        let stands = pairs.all(|(slot, mark)| slot.reading.holds_under(*mark));
        (!stands).then_some(proven)
    }

    /// Forgets what was read, and assumes these marks.
    pub(super) fn set_marks(&mut self, marks: Vec<DecimalMark>) {
        for (slot, mark) in self.numbers.iter_mut().zip(marks) {
            slot.reading = NumberColumn::new(mark);
        }
    }

    /// The mark of each column: by its own numbers, else by those of the other columns.
    fn proven(&self) -> Vec<DecimalMark> {
        let all = self.numbers.iter().map(|slot| slot.reading.evidence());
        let pooled = all.reduce(Evidence::with).unwrap_or_default().mark();
        let of_slot = |slot: &Slot| match (slot.reading.evidence().mark(), pooled) {
            (DecimalMark::Unproven, DecimalMark::Mixed) => DecimalMark::Unproven,
            (DecimalMark::Unproven, pooled) => pooled,
            (own, _) => own,
        };
        self.numbers.iter().map(of_slot).collect()
    }

    /// The headers of the columns whose own numbers have decimal commas.
    pub(super) fn with_decimal_commas(&self) -> Vec<&str> {
        let mut headers: Vec<&str> = self
            .numbers
            .iter()
            .filter(|slot| slot.reading.evidence().mark() == DecimalMark::Comma)
            .map(|slot| self.header(slot.column))
            .collect();
        headers.dedup();
        headers
    }

    /// The header of a column, trimmed.
    pub(super) fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", String::as_str)
    }

    /// How many columns the header has.
    pub(super) fn width(&self) -> usize {
        self.headers.len()
    }

    /// Reads the numbers of a row.
    pub(super) fn read(&mut self, row: &Row, values: &mut Values, tally: &mut Tally) {
        values.cells.clear();
        for slot in &mut self.numbers {
            let header = self.headers.get(slot.column).map_or("", String::as_str);
            values.cells.push(slot.read(row, header, tally));
        }
    }

    /// The outcomes of a row, in the order of the metrics; none where a number is missing.
    pub(super) fn outcomes(&self, values: &Values) -> impl Iterator<Item = Option<Outcome>> {
        self.metrics.iter().map(|metric| {
            Some(Outcome {
                numerator: values.cells[metric.numerator]?,
                denominator: match metric.denominator {
                    Some(slot) => values.cells[slot]?,
                    None => 0.0,
                },
            })
        })
    }

    /// The covariate of a row.
    pub(super) fn covariate(&self, values: &Values) -> Option<f64> {
        values.cells[self.covariate?]
    }
}

impl Slot {
    fn read(&mut self, row: &Row, header: &str, tally: &mut Tally) -> Option<f64> {
        let Some(text) = row.cell(self.column) else {
            tally.add(self.missing(), row.line, header, None);
            return None;
        };
        if self.holds == Holds::YesOrNo
            && let Some(answer) = yes_or_no(text)
        {
            return Some(answer);
        }
        let kind = match self.reading.read(text) {
            Ok(Read::Nothing) => self.missing(),
            Ok(Read::Number(value) | Read::Percent(value))
                if self.holds == Holds::YesOrNo && value != 0.0 && (value - 1.0).abs() > 0.0 =>
            {
                IssueKind::NotBinary
            }
            Ok(Read::Number(value)) => return Some(value),
            Ok(Read::Percent(value)) => {
                tally.add(IssueKind::PercentSign, row.line, header, Some(text));
                return Some(value);
            }
            Err(bad) => {
                let hint = number::hint(bad);
                tally.add_with_hint(IssueKind::BadNumber, row.line, header, Some(text), hint);
                return None;
            }
        };
        tally.add(kind, row.line, header, Some(text));
        None
    }

    fn missing(&self) -> IssueKind {
        match self.holds {
            Holds::Number | Holds::YesOrNo => IssueKind::MissingValue,
            Holds::Covariate => IssueKind::MissingCovariate,
        }
    }
}

/// 1 and 0 as words and digits; none for all else.
pub(super) fn yes_or_no(text: &str) -> Option<f64> {
    match text {
        "0" => return Some(0.0),
        "1" => return Some(1.0),
        _ => {}
    }
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if ["true", "yes", "t", "y"].iter().any(is) {
        Some(1.0)
    } else if ["false", "no", "f", "n"].iter().any(is) {
        Some(0.0)
    } else {
        None
    }
}
