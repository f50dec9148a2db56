//! Which orders stand behind a number: the filters of the row browser and the test each stands for.
//!
//! To add one: a variant of [`OrderFilter`], its title, and its arm in `OrderTest::holds`.

use crate::attribution::codes::CodeMatcher;
use crate::attribution::utm::Normaliser;
use crate::attribution::{Ledger, normalise};
use crate::model::order::TaxBasis;
use crate::model::rules::Signal;
use crate::model::utm::UtmField;
use crate::store::snapshot::NO_PERSON;

use super::context::{AnalysisError, Context};

/// Which orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderFilter {
    /// Every order that counts.
    Included,
    /// Credited to a workflow.
    CreditedTo(String),
    /// Credited to none.
    Unattributed,
    /// Claimed by this kind of evidence, whoever won; both kinds of code count as one.
    ClaimedBy(Signal),
    /// Claimed by more than one workflow.
    ClaimedTwice,
    /// Claimed by more than one kind of evidence, agreeing or not.
    ClaimedBySeveral,
    /// Carrying a discount code, in any case.
    Code(String),
    /// Carrying a code that the code rule at this index takes.
    CodeRule(usize),
    /// Carrying a code that starts with this, in any case, and that no rule takes.
    UnmappedCodes(String),
    /// Carrying a UTM value that is counted as this.
    UtmValue(UtmField, String),
    /// Carrying a UTM value in this spelling; case, spaces and escapes do not matter.
    UtmSpelling(UtmField, String),
    /// Taken out by an exclusion rule.
    ExcludedBy(String),
    /// Without e-mail, phone or customer id.
    WithoutPerson,
    /// Neither tax identity holds.
    TaxUnclear,
    /// Line sum and subtotal disagree.
    LinesDisagree,
}
impl OrderFilter {
    /// What the orders are, as a title.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Included => "Orders that count".to_owned(),
            Self::CreditedTo(workflow) => format!("Orders credited to {workflow}"),
            Self::Unattributed => "Orders credited to no workflow".to_owned(),
            Self::ClaimedBy(signal) => {
                let evidence = match signal {
                    Signal::UniqueCode | Signal::SharedCode => "a discount code",
                    Signal::Utm => "UTM values",
                    Signal::Landing => "a landing page",
                };
                format!("Orders claimed by {evidence}")
            }
            Self::ClaimedTwice => "Orders claimed by more than one workflow".to_owned(),
            Self::ClaimedBySeveral => "Orders claimed by more than one signal".to_owned(),
            Self::Code(code) => format!("Orders with code {code}"),
            Self::CodeRule(at) => format!("Orders with a code of rule {}", at + 1),
            Self::UnmappedCodes(prefix) => {
                format!("Orders with a code {prefix}* that no rule maps")
            }
            Self::UtmValue(field, value) => format!("Orders with utm_{} {value}", field.id()),
            Self::UtmSpelling(field, spelling) => {
                format!("Orders with utm_{} written {spelling}", field.id())
            }
            Self::ExcludedBy(rule) => format!("Orders left out: {rule}"),
            Self::WithoutPerson => "Orders without a person".to_owned(),
            Self::TaxUnclear => "Orders whose tax is neither inside nor on top".to_owned(),
            Self::LinesDisagree => "Orders whose lines and subtotal disagree".to_owned(),
        }
    }
}

/// A filter made ready to run over every order of a context.
pub(super) struct OrderTest<'a> {
    context: &'a Context,
    filter: &'a OrderFilter,
    ledger: &'a Ledger,
    excluded: Vec<bool>,
    codes: CodeMatcher,
    utm: Normaliser,
}

impl<'a> OrderTest<'a> {
    pub(super) fn new(
        context: &'a Context,
        filter: &'a OrderFilter,
    ) -> Result<Self, AnalysisError> {
        let rules = &context.definitions.rules;
        let excluded = match filter {
            OrderFilter::ExcludedBy(rule) => context.excluded_by(rule),
            _ => Vec::new(),
        };
        Ok(Self {
            context,
            filter,
            ledger: context.ledger()?,
            excluded,
            codes: CodeMatcher::new(&rules.codes).map_err(AnalysisError::Rules)?,
            utm: Normaliser::new(&rules.utm_aliases),
        })
    }

    /// Whether an order is one of them, whatever its date.
    pub(super) fn holds(&self, row: usize) -> bool {
        let orders = &self.context.snapshot.orders;
        let included = self.context.inclusion.included[row];
        let claims = self.ledger.claims_of(row);
        match self.filter {
            OrderFilter::Included => included,
            OrderFilter::CreditedTo(workflow) => self.ledger.winner(row) == Some(workflow.as_str()),
            OrderFilter::Unattributed => included && self.ledger.winner(row).is_none(),
            OrderFilter::ClaimedBy(signal) => {
                claims.iter().any(|claim| claim.signal.id() == signal.id())
            }
            OrderFilter::ClaimedTwice => claims
                .windows(2)
                .any(|pair| pair[0].workflow != pair[1].workflow),
            OrderFilter::ClaimedBySeveral => claims
                .windows(2)
                .any(|pair| pair[0].signal.id() != pair[1].signal.id()),
            OrderFilter::Code(code) => {
                let code = code.trim().to_lowercase();
                included && self.has_code(row, |other| other.trim().to_lowercase() == code)
            }
            OrderFilter::CodeRule(at) => {
                included && self.has_code(row, |code| self.codes.rule_of(code) == Some(*at))
            }
            OrderFilter::UnmappedCodes(prefix) => {
                let prefix = prefix.trim().to_lowercase();
                included
                    && self.has_code(row, |code| {
                        code.trim().to_lowercase().starts_with(&prefix)
                            && self.codes.rule_of(code).is_none()
                    })
            }
            OrderFilter::UtmValue(field, value) => {
                included && self.utm_value(*field, row).as_deref() == Some(value.as_str())
            }
            OrderFilter::UtmSpelling(field, spelling) => {
                let raw = self.context.snapshot.orders.touch.value(*field, row);
                let raw = raw.map(|id| normalise(self.context.snapshot.text(id)));
                included && raw.is_some_and(|raw| raw == normalise(spelling))
            }
            OrderFilter::ExcludedBy(_) => self.excluded[row],
            OrderFilter::WithoutPerson => included && orders.person[row] == NO_PERSON,
            OrderFilter::TaxUnclear => orders.facts.tax_basis[row] == TaxBasis::Neither,
            OrderFilter::LinesDisagree => orders.facts.lines_disagree[row],
        }
    }

    fn has_code(&self, row: usize, wanted: impl Fn(&str) -> bool) -> bool {
        let snapshot = &self.context.snapshot;
        let mut codes = snapshot.orders.codes.get(row).iter();
        codes.any(|&id| wanted(snapshot.text(id)))
    }

    fn utm_value(&self, field: UtmField, row: usize) -> Option<String> {
        let snapshot = &self.context.snapshot;
        let id = snapshot.orders.touch.value(field, row)?;
        self.utm.value(field, snapshot.text(id))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};
    use crate::model::rules::{CodePattern, CodeRule, Definitions, UtmRule};

    fn context() -> Context {
        let order = |day| TestOrder::on_day("ann", day, 1_000);
        let snapshot = Shop::of([
            order(0).code("VIP20"),
            order(1).code("vip20 ").utm("klaviyo", "e-mail", "vip"),
            order(2).utm("klaviyo", "Email", "spring"),
            order(3).code("SUMMER-1").code("SHARED"),
            order(4).code("summer-2").cancelled(),
            order(5),
        ]);
        let code = |pattern: &str, workflow: &str, shared| CodeRule {
            pattern: CodePattern::from_typed(pattern),
            workflow: workflow.to_owned(),
            shared,
        };
        let mut definitions = Definitions::default();
        definitions.rules.codes = vec![code("VIP20", "VIP", false), code("SHARED", "Blog", true)];
        definitions.rules.utm = vec![UtmRule {
            campaign: Some("vip".into()),
            workflow: "VIP".into(),
            ..UtmRule::default()
        }];
        Context::new(Arc::new(snapshot), definitions)
    }

    fn check(filter: &OrderFilter, expected: &[usize]) {
        let context = context();
        let test = OrderTest::new(&context, filter).unwrap();
        let days = |row: usize| context.snapshot.orders.placed[row];
        let mut found: Vec<usize> = (0..context.snapshot.orders.len())
            .filter(|&row| test.holds(row))
            .collect();
        found.sort_by_key(|&row| days(row));
        assert_eq!(found, expected, "{}", filter.title());
    }

    #[test]
    fn code_filters_fold_case_and_follow_the_rules() {
        check(&OrderFilter::Code("vip20".into()), &[0, 1]);
        check(&OrderFilter::CodeRule(0), &[0, 1]);
        check(&OrderFilter::CodeRule(1), &[3]);
        check(&OrderFilter::UnmappedCodes("summer-".into()), &[3]);
        check(&OrderFilter::UnmappedCodes("VIP".into()), &[]);
    }

    #[test]
    fn utm_filters_count_spellings_as_one() {
        check(
            &OrderFilter::UtmValue(UtmField::Medium, "email".into()),
            &[1, 2],
        );
        check(
            &OrderFilter::UtmSpelling(UtmField::Medium, "E-Mail".into()),
            &[1],
        );
    }

    #[test]
    fn claims_are_told_apart_by_signal_and_by_workflow() {
        check(&OrderFilter::ClaimedBy(Signal::UniqueCode), &[0, 1, 3]);
        check(&OrderFilter::ClaimedBy(Signal::Utm), &[1, 2]);
        check(&OrderFilter::ClaimedBySeveral, &[1]);
        check(&OrderFilter::ClaimedTwice, &[]);
        check(&OrderFilter::Unattributed, &[5]);
    }
}
