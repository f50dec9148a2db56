//! The ledger: every claim on every included order, one winner per order, and the sums.
//!
//! `rows + unattributed = store`, to the minor unit, whatever the rules: an order's winner is one
//! claim, and an order without a claim is unattributed. A refund that counts on its own date is charged to
//! the winner of its order, whenever that order was placed.

mod booked;

use std::collections::BTreeMap;

use crate::model::rules::{Rules, Signal, Workflow};
use crate::model::utm::UtmField;
use crate::store::snapshot::{Snapshot, TextId};

use super::claims::ClaimFinder;
use super::codes::RuleTextError;

pub use booked::{Booked, Entry};

/// Who claims and who gets the included orders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// All included orders.
    pub store: Tally,
    /// Workflows that claim at least one order or refund, most net first.
    pub rows: Vec<WorkflowRow>,
    /// Orders that nobody claims.
    pub unattributed: Tally,
    /// Every claim, by order row and then in order of evidence (codes as in the cell, UTM, landing).
    pub claims: Vec<Claim>,
    /// Orders with at least one claim of a signal, before precedence, by [`Signal::id`].
    pub claimed: BTreeMap<&'static str, Tally>,
    /// Orders claimed more than once.
    pub double_claimed: DoubleClaimed,
}

/// Orders and their net sales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Orders.
    pub orders: u64,
    /// Net sales, minor units.
    pub net_minor: i64,
}

/// Orders on which evidence disagrees or overlaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoubleClaimed {
    /// Claimed by two workflows or more: the audit of double counting.
    pub by_workflows: Tally,
    /// Claimed by two kinds of evidence or more (code, UTM, landing page), agreeing or not.
    pub by_signals: Tally,
}

/// What one workflow earns by attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkflowRow {
    /// The workflow.
    pub workflow: Workflow,
    /// Orders won and their net sales.
    pub won: Tally,
    /// Discounts of the orders won, minor units.
    pub discount_minor: i64,
    /// Refunds of the orders won as written (with tax and shipping), minor units.
    pub refunded_minor: i64,
    /// Orders won, by the signal that won them.
    pub by_signal: BTreeMap<Signal, Tally>,
    /// Orders claimed, won or not.
    pub claimed: Tally,
}

/// One piece of evidence for a workflow on one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Row of the snapshot's orders.
    pub order: u32,
    /// Row of [`Ledger::rows`].
    pub workflow: u32,
    /// Kind of evidence.
    pub signal: Signal,
    /// The evidence itself.
    pub evidence: Evidence,
    /// Whether this claim gets the order.
    pub won: bool,
}

/// Where in the order a claim comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// This discount code.
    Code(TextId),
    /// The order's UTM values.
    Utm,
    /// This landing page.
    Landing(TextId),
}

/// Builds the ledger of the included orders.
///
/// The winner of an order is the claim whose signal stands first in `rules.precedence`; of equal
/// signals the first in order of evidence. A signal that is not listed claims nothing.
///
/// # Errors
/// A code rule whose regular expression is not valid, named by position and workflow.
pub fn ledger(
    snapshot: &Snapshot,
    included: &[bool],
    rules: &Rules,
) -> Result<Ledger, RuleTextError> {
    ledger_of(snapshot, &Booked::by_order(included), rules)
}

/// Builds the ledger of a span, with what refunds on their own date change in it.
///
/// # Errors
/// As [`ledger`].
pub fn ledger_of(
    snapshot: &Snapshot,
    booked: &Booked,
    rules: &Rules,
) -> Result<Ledger, RuleTextError> {
    let mut finder = ClaimFinder::new(snapshot, rules)?;
    let mut claims = Vec::new();
    for (order, _) in booked.entries(snapshot) {
        let first = claims.len();
        finder.claims_of(order, &mut claims);
        let rank = |claim: &Claim| rules.precedence.iter().position(|&s| s == claim.signal);
        // `min_by_key` keeps the first of equals: the order of evidence breaks ties.
        if let Some(winner) = claims[first..].iter_mut().min_by_key(|claim| rank(claim)) {
            winner.won = true;
        }
    }
    let mut ledger = Ledger {
        claims,
        ..Ledger::default()
    };
    ledger.add_up(snapshot, booked, finder.into_workflows());
    ledger.sort();
    Ok(ledger)
}

impl Ledger {
    /// The claims on one order, in order of evidence.
    #[must_use]
    pub fn claims_of(&self, order: usize) -> &[Claim] {
        let order = order as u32;
        let start = self.claims.partition_point(|claim| claim.order < order);
        let end = self.claims.partition_point(|claim| claim.order <= order);
        &self.claims[start..end]
    }

    /// The workflow that gets an order; `None` where nobody claims it.
    #[must_use]
    pub fn winner(&self, order: usize) -> Option<&str> {
        let won = self.claims_of(order).iter().find(|claim| claim.won)?;
        let row = self.rows.get(won.workflow as usize)?;
        Some(&row.workflow.name)
    }

    /// The row of a workflow by name.
    #[must_use]
    pub fn row(&self, workflow: &str) -> Option<&WorkflowRow> {
        self.rows.iter().find(|row| row.workflow.name == workflow)
    }

    /// Share of the store's net sales that some workflow gets; `None` for a store without any.
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        let attributed = self.store.net_minor - self.unattributed.net_minor;
        (self.store.net_minor != 0).then(|| attributed as f64 / self.store.net_minor as f64)
    }

    fn add_up(&mut self, snapshot: &Snapshot, booked: &Booked, workflows: Vec<Workflow>) {
        self.claimed = Signal::ALL
            .map(|signal| (signal.id(), Tally::default()))
            .into();
        self.rows = workflows.into_iter().map(WorkflowRow::new).collect();
        let mut next = 0;
        let (mut workflows, mut signals) = (Vec::new(), Vec::new());
        for (order, entry) in booked.entries(snapshot) {
            self.store.book(&entry);
            let first = next;
            while self
                .claims
                .get(next)
                .is_some_and(|claim| claim.order as usize == order)
            {
                next += 1;
            }
            let claims = &self.claims[first..next];
            set(&mut workflows, claims.iter().map(|claim| claim.workflow));
            set(&mut signals, claims.iter().map(|claim| claim.signal.id()));
            match claims.iter().find(|claim| claim.won) {
                Some(won) => self.rows[won.workflow as usize].win(&entry, won.signal),
                None => self.unattributed.book(&entry),
            }
            if workflows.len() > 1 {
                self.double_claimed.by_workflows.book(&entry);
            }
            if signals.len() > 1 {
                self.double_claimed.by_signals.book(&entry);
            }
            for &signal in &signals {
                self.claimed.entry(signal).or_default().book(&entry);
            }
            for &workflow in &workflows {
                self.rows[workflow as usize].claimed.book(&entry);
            }
        }
    }

    /// Puts the rows in order, most net first, and points the claims at their new places.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.rows[a], &self.rows[b]);
            let by_net = b.won.net_minor.cmp(&a.won.net_minor);
            by_net
                .then_with(|| b.won.orders.cmp(&a.won.orders))
                .then_with(|| a.workflow.name.cmp(&b.workflow.name))
        });
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new as u32;
        }
        for claim in &mut self.claims {
            claim.workflow = place[claim.workflow as usize];
        }
        self.rows = order.iter().map(|&old| self.rows[old].clone()).collect();
    }
}

/// Refills a list with values in order, each once: millions of orders share its memory.
fn set<T: Ord>(list: &mut Vec<T>, values: impl Iterator<Item = T>) {
    list.clear();
    list.extend(values);
    list.sort_unstable();
    list.dedup();
}

impl Tally {
    /// Counts one order.
    pub fn add(&mut self, net_minor: i64) {
        self.orders += 1;
        self.net_minor += net_minor;
    }

    fn book(&mut self, entry: &Entry) {
        self.orders += entry.orders;
        self.net_minor += entry.net;
    }
}

impl WorkflowRow {
    /// What was won by signals of an id: both kinds of code together.
    #[must_use]
    pub fn won_by(&self, signal_id: &str) -> Tally {
        let matching = self
            .by_signal
            .iter()
            .filter(|(signal, _)| signal.id() == signal_id);
        matching.fold(Tally::default(), |sum, (_, tally)| Tally {
            orders: sum.orders + tally.orders,
            net_minor: sum.net_minor + tally.net_minor,
        })
    }

    fn new(workflow: Workflow) -> Self {
        Self {
            workflow,
            won: Tally::default(),
            discount_minor: 0,
            refunded_minor: 0,
            by_signal: BTreeMap::new(),
            claimed: Tally::default(),
        }
    }

    fn win(&mut self, entry: &Entry, signal: Signal) {
        self.won.book(entry);
        self.discount_minor += entry.discount;
        self.refunded_minor += entry.refunded;
        self.by_signal.entry(signal).or_default().book(entry);
    }
}

impl Claim {
    /// The evidence as written: the code, `source / medium / campaign`, or the page.
    #[must_use]
    pub fn evidence_text(&self, snapshot: &Snapshot) -> String {
        match self.evidence {
            Evidence::Code(id) | Evidence::Landing(id) => snapshot.text(id).trim().to_owned(),
            Evidence::Utm => {
                let fields = [UtmField::Source, UtmField::Medium, UtmField::Campaign];
                let values = fields.map(|field| {
                    let id = snapshot.orders.touch.value(field, self.order as usize);
                    id.map_or("(not set)", |id| snapshot.text(id).trim())
                });
                values.join(" / ")
            }
        }
    }
}

#[cfg(test)]
mod tests;
