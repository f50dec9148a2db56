//! The attribution report: what each workflow earned, and the evidence and rules behind it.

use crate::attribution::{
    self, Booked, CodeUsage, Entry, LeakSignal, Ledger, PrecedencePreset, PrefixSuggestion,
    Recipients, RuleMatch, Tally, UtmValues,
};
use crate::metrics::inclusion::ExcludedBy;
use crate::model::rules::{Channel, Signal, WorkflowKind};
use crate::model::utm::UtmField;

use super::context::{AnalysisError, Context};
use super::experiment::{self, Caused};
use super::groups::NamedGroup;
use super::refunds::{RefundDates, refund_dates};
use super::scope::{Period, Span};

/// The Attribution screen's answer.
#[derive(Clone, Debug)]
pub struct AttributionReport {
    /// The span of the question.
    pub span: Span,
    /// Which precedence is in force: a preset's words or "Own order".
    pub model: &'static str,
    /// Its word in JSON.
    pub model_id: &'static str,
    /// On which date refunds count.
    pub refunds: RefundDates,
    /// The ledger of the span's orders.
    pub ledger: Ledger,
    /// Workflows, best first.
    pub lines: Vec<WorkflowLine>,
    /// The unattributed rest and the store, for the table's last rows.
    pub rest: Totals,
    /// The store.
    pub store: Totals,
    /// What experiments say that workflows caused.
    pub caused: Vec<CausedBy>,
    /// Codes, UTM values and exclusions, with what the rules make of them.
    pub rules: RulesReport,
}

/// One workflow's line.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkflowLine {
    /// Its name.
    pub workflow: String,
    /// What it is for.
    pub kind: WorkflowKind,
    /// How it reaches people.
    pub channel: Channel,
    /// What it was credited with.
    pub totals: Totals,
    /// Recipients of its campaigns that were sent in the span, where a file says.
    pub recipients: Option<i64>,
    /// Net per recipient in minor units.
    pub net_per_recipient: Option<f64>,
    /// Orders by the signal that won them; signals without orders are left out.
    pub won_by: Vec<(Signal, u64)>,
    /// Orders it claims but another workflow got.
    pub lost_orders: u64,
}

/// Orders and money, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Orders.
    pub orders: u64,
    /// Net sales.
    pub net: i64,
    /// Discounts.
    pub discount: i64,
    /// Refunded as written, with tax and shipping.
    pub refunded: i64,
    /// Total as written, with tax and shipping, before refunds.
    pub total: i64,
}

impl Totals {
    /// Refunded as a share of the total, both as written; `None` without sales.
    #[must_use]
    pub fn refund_share(self) -> Option<f64> {
        (self.total > 0).then(|| self.refunded as f64 / self.total as f64)
    }

    fn add(&mut self, entry: &Entry) {
        self.orders += entry.orders;
        self.net += entry.net;
        self.discount += entry.discount;
        self.refunded += entry.refunded;
        self.total += entry.total;
    }
}

/// What one experiment says that a workflow caused.
#[derive(Clone, Debug)]
pub struct CausedBy {
    /// The experiment.
    pub experiment: String,
    /// Attributed beside incremental.
    pub caused: Caused,
}

/// Rules with what they match.
#[derive(Clone, Debug, Default)]
pub struct RulesReport {
    /// Every code used, most orders first.
    pub codes: Vec<CodeUsage>,
    /// What each code rule matches.
    pub matches: Vec<RuleMatch>,
    /// Prefixes that several unmapped codes share.
    pub suggestions: Vec<PrefixSuggestion>,
    /// Unmapped codes that no suggestion covers, most orders first.
    pub unmapped: Vec<CodeUsage>,
    /// Codes that show signs of a leak.
    pub leaks: Vec<CodeLeak>,
    /// Spellings of source, medium and campaign with what they are counted as.
    pub utm: Vec<(UtmField, UtmValues)>,
    /// Exclusion rules with what they remove or would remove.
    pub exclusions: Vec<ExcludedBy>,
}

/// A code that is used outside the workflow it was made for.
#[derive(Clone, Debug)]
pub struct CodeLeak {
    /// The code.
    pub code: String,
    /// The workflow it is mapped to.
    pub workflow: String,
    /// The signs.
    pub signal: LeakSignal,
}

impl AttributionReport {
    /// Net claimed by each kind of evidence before precedence, in the order of the bridge.
    #[must_use]
    pub fn claimed(&self, id: &str) -> Tally {
        self.ledger.claimed.get(id).copied().unwrap_or_default()
    }

    /// Net that is claimed by more than one kind of evidence: what a sum of claims counts too much.
    #[must_use]
    pub fn claimed_twice_net(&self) -> i64 {
        let claims: i64 = self
            .ledger
            .claimed
            .values()
            .map(|tally| tally.net_minor)
            .sum();
        claims - (self.ledger.store.net_minor - self.ledger.unattributed.net_minor)
    }
}

/// Answers the Attribution screen.
pub fn report(context: &Context, period: Period) -> Result<AttributionReport, AnalysisError> {
    let span = period.span(&context.snapshot);
    let rules = &context.definitions.rules;
    let booked = context.booked_in(span);
    let ledger =
        attribution::ledger_of(&context.snapshot, &booked, rules).map_err(AnalysisError::Rules)?;
    let (lines, rest, store) = lines(context, span, &ledger, &booked);
    let preset = PrecedencePreset::of(&rules.precedence);
    Ok(AttributionReport {
        span,
        model: preset.map_or("Own order", PrecedencePreset::label),
        model_id: preset.map_or("custom", PrecedencePreset::id),
        refunds: refund_dates(context),
        lines,
        rest,
        store,
        caused: caused(context)?,
        rules: rules_report(context, &booked.orders)?,
        ledger,
    })
}

fn lines(
    context: &Context,
    span: Span,
    ledger: &Ledger,
    booked: &Booked,
) -> (Vec<WorkflowLine>, Totals, Totals) {
    let mut rest = Totals::default();
    let mut store = Totals::default();
    let mut won = vec![Totals::default(); ledger.rows.len()];
    for (row, entry) in booked.entries(&context.snapshot) {
        store.add(&entry);
        match ledger.claims_of(row).iter().find(|claim| claim.won) {
            Some(claim) => won[claim.workflow as usize].add(&entry),
            None => rest.add(&entry),
        }
    }
    let rules = &context.definitions.rules;
    let recipients = Recipients::of_sends(&context.snapshot, rules, |sent| span.contains(sent));
    let lines = ledger
        .rows
        .iter()
        .zip(won)
        .map(|(row, totals)| WorkflowLine {
            workflow: row.workflow.name.clone(),
            kind: row.workflow.kind,
            channel: row.workflow.channel,
            totals,
            recipients: recipients.of(&row.workflow.name),
            net_per_recipient: recipients.per_recipient(&row.workflow.name, row.won.net_minor),
            won_by: row
                .by_signal
                .iter()
                .map(|(&signal, tally)| (signal, tally.orders))
                .filter(|&(_, orders)| orders > 0)
                .collect(),
            lost_orders: row.claimed.orders - row.won.orders,
        })
        .collect();
    (lines, rest, store)
}

fn caused(context: &Context) -> Result<Vec<CausedBy>, AnalysisError> {
    let mut result = Vec::new();
    for list in &context.snapshot.assignments {
        let readout = experiment::analyse(context, &list.experiment)?;
        result.extend(readout.caused.into_iter().map(|caused| CausedBy {
            experiment: list.experiment.clone(),
            caused,
        }));
    }
    Ok(result)
}

/// Fields whose spellings the rules panel shows.
const SHOWN_FIELDS: [UtmField; 3] = [UtmField::Medium, UtmField::Source, UtmField::Campaign];

fn rules_report(context: &Context, counted: &[bool]) -> Result<RulesReport, AnalysisError> {
    let snapshot = &context.snapshot;
    let rules = &context.definitions.rules;
    let codes =
        attribution::code_usage(snapshot, counted, &rules.codes).map_err(AnalysisError::Rules)?;
    let matches =
        attribution::rule_matches(snapshot, counted, &rules.codes).map_err(AnalysisError::Rules)?;
    let utm = SHOWN_FIELDS
        .into_iter()
        .map(|field| {
            let values = attribution::utm_values(snapshot, counted, &rules.utm_aliases, field);
            (field, values)
        })
        .collect();
    let suggestions = attribution::suggest_prefixes(&codes);
    Ok(RulesReport {
        unmapped: attribution::unmapped_alone(&codes, &suggestions),
        suggestions,
        leaks: leaks(context, &codes)?,
        codes,
        matches,
        utm,
        exclusions: context.inclusion.excluded.clone(),
    })
}

/// Mapped codes of one word (not one per person) that show signs of a leak. The codes of a VIP
/// workflow are held against the VIP segment. Whatever the period, a spike is told from the weeks before
/// it, so all dates are read.
fn leaks(context: &Context, codes: &[CodeUsage]) -> Result<Vec<CodeLeak>, AnalysisError> {
    let rules = &context.definitions.rules;
    let mut leaks = Vec::new();
    for usage in codes {
        let Some(rule) = usage.rule.and_then(|at| rules.codes.get(at)) else {
            continue;
        };
        let is_vip = rules
            .workflow(&rule.workflow)
            .is_some_and(|workflow| workflow.kind == WorkflowKind::Vip);
        let audience = if is_vip {
            let vip = NamedGroup::parse(context, crate::segments::Preset::Vip.id())?;
            Some(vip.members_at(context, context.snapshot.as_of))
        } else {
            None
        };
        let signal = attribution::leak(
            &context.snapshot,
            &context.inclusion.included,
            &usage.code,
            audience.as_ref(),
        );
        if signal.is_suspicious() {
            leaks.push(CodeLeak {
                code: usage.code.clone(),
                workflow: rule.workflow.clone(),
                signal,
            });
        }
    }
    Ok(leaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refund_shares_compare_like_with_like() {
        // A tax-inclusive order of 100.00 with 40.00 refunded: net is 50.00 without tax.
        let totals = Totals {
            orders: 1,
            net: 5_000,
            refunded: 4_000,
            total: 10_000,
            ..Totals::default()
        };
        assert_eq!(totals.refund_share(), Some(0.4));
        assert_eq!(Totals::default().refund_share(), None);
    }
}
