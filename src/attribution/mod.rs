//! Attribution: which workflow gets the credit for an order, by explicit evidence.
//!
//! Every included order is asked for its evidence: discount codes ([`codes`]), UTM values ([`utm`],
//! [`resolve`]) and the landing page. Each piece of evidence is a claim; the analyst's precedence
//! picks one winner per order and the losing claims stay visible ([`mod@ledger`]). The rows of the ledger
//! and the unattributed rest add up to the store, to the minor unit. [`mod@leak`] looks for codes that
//! have left the group they were made for.
//!
//! Attribution says who was there, not who caused the sale: only a held-out control does that.
//!
//! To add a signal: a variant of `model::rules::Signal`, its claims in `claims::ClaimFinder`, and its place
//! in the default precedence.

mod claims;
pub mod codes;
pub mod leak;
pub mod ledger;
pub mod precedence;
pub mod recipients;
pub mod resolve;
pub mod utm;

use crate::model::rules::Rules;

/// Whether rules can be used: an error names the code rule whose expression is not valid.
pub fn check(rules: &Rules) -> Result<(), RuleTextError> {
    codes::CodeMatcher::new(&rules.codes).map(drop)
}

pub use codes::{
    CodeUsage, PrefixSuggestion, RuleMatch, RuleTextError, code_usage, rule_matches,
    suggest_prefixes, unmapped_alone,
};
pub use leak::{LeakSignal, leak};
pub use ledger::{
    Booked, Claim, DoubleClaimed, Entry, Evidence, Ledger, Tally, WorkflowRow, ledger, ledger_of,
};
pub use precedence::PrecedencePreset;
pub use recipients::Recipients;
pub use utm::{UtmSpelling, UtmValues, normalise, utm_values};
