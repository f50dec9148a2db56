//! What analyses share: the snapshot, the definitions, which orders count, and what follows from both.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::experiment::StoredTable;
use crate::attribution::{self, Booked, CodeUsage, Ledger};
use crate::metrics::inclusion::{self, Inclusion};
use crate::metrics::refunds::moved_by_order;
use crate::metrics::{Mask, MeasureInput, PersonTable};
use crate::model::order::FinancialStatus;
use crate::model::refund_basis::RefundBasis;
use crate::model::rules::{Definitions, ExclusionRule};
use crate::segments::RuleError;
use crate::store::snapshot::{PersonId, Snapshot};

/// A snapshot with the definitions in force, resolved once and shared by every question about it.
#[derive(Debug)]
pub struct Context {
    /// What is loaded.
    pub snapshot: Arc<Snapshot>,
    /// Rules, segments and experiments in force.
    pub definitions: Definitions,
    /// Which orders count.
    pub inclusion: Inclusion,
    tables: Mutex<BTreeMap<i64, Arc<PersonTable>>>,
    first_orders: OnceLock<Vec<i64>>,
    ledger: OnceLock<Result<Ledger, attribution::RuleTextError>>,
    unit_tables: OnceLock<Vec<StoredTable>>,
}

/// When somebody without any order that counts bought first.
const NEVER: i64 = i64::MAX;

/// How many person tables are kept: the present, a window's start, and both of the previous period.
const KEPT_TABLES: usize = 8;

impl Context {
    /// Resolves which orders count; everything else waits until it is asked for.
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>, definitions: Definitions) -> Self {
        let inclusion = inclusion::include(&snapshot, &definitions.rules.exclusions);
        Self {
            snapshot,
            definitions,
            inclusion,
            tables: Mutex::default(),
            first_orders: OnceLock::new(),
            ledger: OnceLock::new(),
            unit_tables: OnceLock::new(),
        }
    }

    /// What each person had done by an instant.
    #[must_use]
    pub fn people_at(&self, as_of: i64) -> Arc<PersonTable> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables.get(&as_of) {
            return Arc::clone(table);
        }
        let table = Arc::new(PersonTable::build(
            &self.snapshot,
            &self.inclusion.included,
            as_of,
        ));
        if tables.len() >= KEPT_TABLES {
            tables.pop_first();
        }
        tables.insert(as_of, Arc::clone(&table));
        table
    }

    /// Everyone whose first order that counts was placed in this span of instants: the newcomers of a
    /// time, or, from the beginning on, the buyers by its end. Answers without a table of that instant,
    /// which takes a hundred times as long.
    #[must_use]
    pub fn first_bought(&self, instants: RangeInclusive<i64>) -> Mask {
        let first = self.first_orders.get_or_init(|| self.find_first_orders());
        Mask::from_fn(first.len(), |person| {
            let first = first[person as usize];
            first != NEVER && instants.contains(&first)
        })
    }

    fn find_first_orders(&self) -> Vec<i64> {
        let (people, placed) = (&self.snapshot.people, &self.snapshot.orders.placed);
        let first = |person| {
            let mut orders = people.orders(person);
            orders.find(|&row| self.inclusion.included[row])
        };
        (0..people.len() as PersonId)
            .map(|person| first(person).map_or(NEVER, |row| placed[row]))
            .collect()
    }

    /// Which workflow each order is credited to, and every claim.
    pub fn ledger(&self) -> Result<&Ledger, AnalysisError> {
        let rules = &self.definitions.rules;
        self.ledger
            .get_or_init(|| attribution::ledger(&self.snapshot, &self.inclusion.included, rules))
            .as_ref()
            .map_err(|error| AnalysisError::Rules(error.clone()))
    }

    /// The tables with one row per unit, read from what the workspace keeps of them.
    pub(super) fn unit_tables(&self) -> &[StoredTable] {
        self.unit_tables
            .get_or_init(|| super::experiment::stored_tables(self))
    }

    /// Every code used in orders that count, most orders first.
    pub fn code_usage(&self) -> Result<Vec<CodeUsage>, AnalysisError> {
        let rules = &self.definitions.rules.codes;
        attribution::code_usage(&self.snapshot, &self.inclusion.included, rules)
            .map_err(AnalysisError::Rules)
    }

    /// Which orders one exclusion rule removes, or would remove where it is off: those that no rule
    /// before it (or, where it is off, no rule in force) has taken out already.
    #[must_use]
    pub fn excluded_by(&self, name: &str) -> Vec<bool> {
        let rules = &self.definitions.rules.exclusions;
        let facts = &self.snapshot.orders.facts;
        let Some(at) = rules.iter().position(|rule| rule.name == name) else {
            let state = |row: usize| (facts.words.get(row).financial, facts.cancelled[row]);
            return (0..self.snapshot.orders.len())
                .map(|row| match (name, state(row)) {
                    ("Voided", (status, _)) => status == FinancialStatus::Voided,
                    ("Cancelled", (status, cancelled)) => {
                        cancelled && status != FinancialStatus::Voided
                    }
                    ("Expired", (status, cancelled)) => {
                        !cancelled && status == FinancialStatus::Expired
                    }
                    _ => false,
                })
                .collect();
        };
        let mut without: Vec<ExclusionRule> = if rules[at].enabled {
            rules[..at].to_vec()
        } else {
            rules.clone()
        };
        let before = inclusion::include(&self.snapshot, &without).included;
        without.push(ExclusionRule {
            enabled: true,
            ..rules[at].clone()
        });
        let after = inclusion::include(&self.snapshot, &without).included;
        let pairs = before.into_iter().zip(after);
        pairs.map(|(before, after)| before && !after).collect()
    }

    /// The date under which refunds are taken from net.
    #[must_use]
    pub fn refund_basis(&self) -> RefundBasis {
        self.definitions.rules.refund_basis
    }

    /// The orders of a span, with what refunds on their own date change in it.
    #[must_use]
    pub fn booked_in(&self, span: super::scope::Span) -> Booked {
        let mut orders = vec![false; self.snapshot.orders.len()];
        for row in self.orders_in(span) {
            orders[row] = true;
        }
        let included = &self.inclusion.included;
        let instants = span.from..span.to;
        Booked {
            orders,
            moved: moved_by_order(&self.snapshot, self.refund_basis(), included, &instants),
        }
    }

    /// The data to measure on, as of an instant, with refunds charged to their orders: that is how
    /// experiments measure, see [`RefundBasis`].
    #[must_use]
    pub fn measure_input(&self, as_of: i64) -> MeasureInput<'_> {
        MeasureInput {
            snapshot: &self.snapshot,
            included: &self.inclusion.included,
            as_of,
            refunds: RefundBasis::Order,
        }
    }

    /// The rows of included orders in a span.
    pub fn orders_in(&self, span: super::scope::Span) -> impl Iterator<Item = usize> {
        let placed = &self.snapshot.orders.placed;
        let included = &self.inclusion.included;
        (0..placed.len()).filter(move |&row| included[row] && span.contains(placed[row]))
    }
}

/// Why an analysis cannot answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    /// A segment rule is not written correctly.
    #[error("{0}")]
    Segment(#[from] RuleError),
    /// A code or UTM rule is not written correctly.
    #[error("{0}")]
    Rules(attribution::RuleTextError),
    /// No experiment has this name.
    #[error("There is no experiment `{name}`: {known}")]
    UnknownExperiment {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The experiment has no arm of this name.
    #[error("Experiment `{experiment}` has no arm `{arm}`: its arms are {known}")]
    UnknownArm {
        /// The experiment.
        experiment: String,
        /// The arm asked for.
        arm: String,
        /// The arms there are.
        known: String,
    },
    /// No arm has the name of the control.
    #[error("There is no arm `{name}` to compare with: the arms are {known}")]
    UnknownControl {
        /// The name asked for.
        name: String,
        /// The arms there are.
        known: String,
    },
    /// There is nothing to compare with.
    #[error("`{0}` is the only arm: a comparison needs the people who got something else as well")]
    OneArm(String),
    /// What the workspace keeps of a table cannot be read.
    #[error("What the workspace holds of `{name}` cannot be read ({reason}): open its file again")]
    UnreadableTable {
        /// The experiment.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// Planned weights do not fit the arms.
    #[error("{given} planned weights were given for {arms} arms: write one per arm, control first")]
    WrongWeights {
        /// How many were given.
        given: usize,
        /// How many arms there are.
        arms: usize,
    },
    /// The series over time could not be computed.
    #[error(
        "The trend could not be computed ({0}): this is a fault of the program, please report it"
    )]
    Trend(String),
    /// An arm was compared with its own past.
    #[error(
        "`{0}` is an arm of an experiment and has no previous period: compare it with another arm or with rest"
    )]
    ArmHasNoPast(String),
}

/// Names as a list for an error sentence.
#[must_use]
pub fn listed(names: &[String]) -> String {
    match names {
        [] => "none is loaded".to_owned(),
        names => names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
