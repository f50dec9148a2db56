//! What a file of units probably holds, from its headers and first rows: a proposal, never a decision.

use std::collections::BTreeSet;
use std::path::Path;

use crate::import::amount::{BadAmount, DecimalMark};
use crate::import::columns::normalise_header;
use crate::import::error::ReadError;
use crate::import::recognise::Recognition;
use crate::import::rows::{Row, Rows};
use crate::stats::StatisticKind;

use super::number::{NumberColumn, Read};
use super::plan::{UnitMetric, UnitPlan};
use super::slots::yes_or_no;
use super::{ARM_LIMIT, LEVEL_LIMIT};

/// Proposes a plan for a file, from as many rows as tell a rare outcome from none. `None` where no
/// column can be the arm, or nothing is measured.
pub fn suggest_plan(path: &Path, recognition: &Recognition) -> Result<Option<UnitPlan>, ReadError> {
    Ok(survey(path, recognition)?.plan)
}

/// What the first rows of a file tell of its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitSurvey {
    /// The proposed plan; `None` where no column can be the arm, or nothing is measured.
    pub plan: Option<UnitPlan>,
    /// Every column, in the order of the file.
    pub columns: Vec<UnitColumn>,
}

/// What the first rows of a file tell of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitColumn {
    /// Its header.
    pub header: String,
    /// Its different values in order, where they are few enough to be arms or levels.
    pub values: Vec<String>,
    /// Whether every cell with something in it is a number, or yes or no.
    pub is_number: bool,
    /// Whether all of them are yes or no, 1 or 0.
    pub is_binary: bool,
}

/// Looks at as many rows as tell a rare outcome from none.
pub fn survey(path: &Path, recognition: &Recognition) -> Result<UnitSurvey, ReadError> {
    let mut columns = profiles(&recognition.headers);
    let mut rows = Rows::open(path, recognition)?;
    let mut row = Row::default();
    for _ in 0..ROWS_LOOKED_AT {
        if !rows.read(&mut row)? {
            break;
        }
        for (at, column) in columns.iter_mut().enumerate() {
            column.observe(row.cell(at));
        }
    }
    Ok(UnitSurvey {
        plan: propose(&columns),
        columns: columns.into_iter().map(Profile::summary).collect(),
    })
}

/// Whether a file that no known format fits has an arm and something measured per unit. Says no where
/// in doubt; reads nothing.
#[must_use]
pub fn looks_like_units(recognition: &Recognition) -> bool {
    if recognition.format.is_some() || recognition.preview.len() < FEWEST_ROWS {
        return false;
    }
    let mut columns = profiles(&recognition.headers);
    for cells in &recognition.preview {
        for (at, column) in columns.iter_mut().enumerate() {
            let cell = cells.get(at).map(|cell| cell.trim());
            column.observe(cell.filter(|cell| !cell.is_empty()));
        }
    }
    propose(&columns).is_some_and(|plan| rank(&normalise_header(&plan.variant)).is_some())
}

const ROWS_LOOKED_AT: usize = 5000;
const FEWEST_ROWS: usize = 4;
const CUTS_PROPOSED: usize = 3;

/// Names of columns that hold an arm, best first.
const VARIANT_NAMES: &[&str] = &[
    "variant",
    "variation",
    "arm",
    "ab group",
    "test group",
    "experiment group",
    "treatment group",
    "treatment",
    "group",
    "version",
    "condition",
    "bucket",
    "cell",
    "segment",
    "test",
    "cohort",
];

/// Words that say that a number was known before the experiment.
const BEFORE_WORDS: &[&str] = &[
    "pre",
    "prior",
    "before",
    "history",
    "historical",
    "previous",
    "prev",
    "baseline",
    "covariate",
];

/// Words of columns that name or date a unit instead of measuring it.
const NAME_WORDS: &[&str] = &[
    "id",
    "uid",
    "uuid",
    "userid",
    "guid",
    "key",
    "index",
    "email",
    "mail",
    "phone",
    "name",
    "date",
    "time",
    "timestamp",
    "day",
    "at",
    "ip",
    "url",
    "zip",
    "postcode",
];

/// Words of columns with amounts, which stay means though early rows hold only 0 and 1.
const AMOUNT_WORDS: &[&str] = &[
    "revenue", "spend", "spent", "amount", "value", "sales", "net", "gross", "profit", "margin",
    "orders", "sessions", "clicks", "opens", "visits", "items", "quantity", "count", "minutes",
    "seconds", "duration",
];

/// What some rows tell of a column.
struct Profile {
    header: String,
    words: Vec<String>,
    filled: usize,
    /// Different values, as long as they are few.
    values: BTreeSet<String>,
    is_binary: bool,
    is_number: bool,
    is_negative: bool,
    numbers: NumberColumn,
}

fn profiles(headers: &[String]) -> Vec<Profile> {
    let profile = |header: &String| Profile {
        header: header.trim().to_owned(),
        words: words(header),
        filled: 0,
        values: BTreeSet::new(),
        is_binary: true,
        is_number: true,
        is_negative: false,
        numbers: NumberColumn::new(DecimalMark::Unproven),
    };
    headers.iter().map(profile).collect()
}

/// `preRevenue_2` as `pre`, `revenue`, `2`.
fn words(header: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut was_lower = false;
    for c in header.chars() {
        if was_lower && c.is_uppercase() {
            spaced.push(' ');
        }
        was_lower = c.is_lowercase();
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    spaced
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

impl Profile {
    fn observe(&mut self, cell: Option<&str>) {
        let Some(text) = cell else {
            return;
        };
        self.filled += 1;
        if self.values.len() <= LEVEL_LIMIT && !self.values.contains(text) {
            self.values.insert(text.to_owned());
        }
        let read = self.numbers.read(text);
        if read == Ok(Read::Nothing) {
            return;
        }
        // One or a thousand is a number all the same.
        let is_number = matches!(
            read,
            Ok(Read::Number(_) | Read::Percent(_)) | Err(BadAmount::Ambiguous)
        );
        self.is_binary &= yes_or_no(text).is_some();
        self.is_number &= is_number;
        self.is_negative |= is_number && text.contains(['-', '−', '(']);
    }

    fn summary(self) -> UnitColumn {
        let is_filled = self.filled > 0;
        UnitColumn {
            values: if self.values.len() <= LEVEL_LIMIT {
                self.values.into_iter().collect()
            } else {
                Vec::new()
            },
            is_number: is_filled && (self.is_number || self.is_binary),
            is_binary: is_filled && self.is_binary,
            header: self.header,
        }
    }

    fn has_word_of(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    fn is_name(&self) -> bool {
        self.has_word_of(NAME_WORDS)
    }

    /// Few values, each on several rows.
    fn repeats(&self, limit: usize) -> bool {
        !self.values.is_empty()
            && self.values.len() <= limit
            && self.values.len() * 2 <= self.filled
    }

    fn is_proportion(&self) -> bool {
        self.filled > 0 && self.is_binary && !self.has_word_of(AMOUNT_WORDS)
    }

    fn is_mean(&self) -> bool {
        self.filled > 0 && self.is_number && !self.is_negative && !self.is_proportion()
    }

    fn is_before(&self) -> bool {
        self.filled > 0 && self.is_number && self.has_word_of(BEFORE_WORDS)
    }

    fn is_cut(&self) -> bool {
        !self.is_number && !self.is_binary && self.values.len() >= 2 && self.repeats(ARM_LIMIT)
    }
}

fn rank(normalised: &str) -> Option<usize> {
    VARIANT_NAMES.iter().position(|name| *name == normalised)
}

fn propose(columns: &[Profile]) -> Option<UnitPlan> {
    let variant = variant(columns)?;
    let others = || {
        columns.iter().enumerate().filter(move |(at, column)| {
            *at != variant && !column.is_name() && !column.header.is_empty()
        })
    };
    // Tables are written from left to right: who, traits, arm, outcomes. A trait is no outcome.
    let is_outcome =
        |column: &&Profile| !column.is_before() && (column.is_proportion() || column.is_mean());
    let after: Vec<&Profile> = others()
        .filter(|(at, _)| *at > variant)
        .map(|(_, c)| c)
        .collect();
    let after: Vec<&Profile> = after.into_iter().filter(|c| is_outcome(c)).collect();
    let outcomes = if after.is_empty() {
        others()
            .map(|(_, column)| column)
            .filter(is_outcome)
            .collect()
    } else {
        after
    };
    let mut metrics: Vec<UnitMetric> = Vec::new();
    for column in outcomes {
        if metrics.iter().all(|known| known.name != column.header) {
            metrics.push(metric(column));
        }
    }
    if metrics.is_empty() {
        return None;
    }
    let covariate = others()
        .map(|(_, column)| column)
        .find(|column| column.is_before());
    let cuts = others()
        .map(|(_, column)| column)
        .filter(|column| column.is_cut());
    Some(UnitPlan {
        variant: columns[variant].header.clone(),
        metrics,
        covariate: covariate.map(|column| column.header.clone()),
        by: cuts
            .take(CUTS_PROPOSED)
            .map(|column| column.header.clone())
            .collect(),
    })
}

/// The column with the best name of an arm; without one, the only text column with a handful of values.
fn variant(columns: &[Profile]) -> Option<usize> {
    let named = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.repeats(ARM_LIMIT))
        .filter_map(|(at, column)| Some((rank(&normalise_header(&column.header))?, at)))
        .min();
    if let Some((_, at)) = named {
        return Some(at);
    }
    let is_handful =
        |column: &Profile| column.is_cut() && column.values.len() <= 4 && !column.is_name();
    let mut handfuls = (0..columns.len()).filter(|&at| is_handful(&columns[at]));
    let only = handfuls.next()?;
    handfuls.next().is_none().then_some(only)
}

fn metric(column: &Profile) -> UnitMetric {
    UnitMetric {
        name: column.header.clone(),
        kind: if column.is_proportion() {
            StatisticKind::Proportion
        } else {
            StatisticKind::Mean
        },
        column: column.header.clone(),
        denominator: None,
    }
}
