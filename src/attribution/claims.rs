//! The evidence on one order: which workflows its codes, UTM values and landing page speak for.

use std::collections::HashMap;

use crate::model::rules::{Channel, LandingRule, Rules, Signal, Workflow, WorkflowKind};
use crate::model::utm::UtmField;
use crate::store::snapshot::{Snapshot, TextId};

use super::codes::{CodeMatcher, RuleTextError};
use super::ledger::{Claim, Evidence};
use super::resolve::{UtmResolver, named};

/// Finds claims, judging each distinct code, UTM triple and page once.
pub(super) struct ClaimFinder<'a> {
    snapshot: &'a Snapshot,
    rules: &'a Rules,
    codes: CodeMatcher,
    utm: UtmResolver<'a>,
    workflows: Registry,
    seen: Seen,
}

/// What was decided for values seen before; `None` claims nothing.
#[derive(Default)]
struct Seen {
    codes: HashMap<TextId, Option<(u32, Signal)>>,
    utm: HashMap<[Option<TextId>; 3], Option<u32>>,
    landing: HashMap<TextId, Option<u32>>,
}

impl<'a> ClaimFinder<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, rules: &'a Rules) -> Result<Self, RuleTextError> {
        Ok(Self {
            snapshot,
            rules,
            codes: CodeMatcher::new(&rules.codes)?,
            utm: UtmResolver::new(snapshot, rules),
            workflows: Registry::default(),
            seen: Seen::default(),
        })
    }

    /// Appends the claims on an order, in order of evidence, none of them won yet.
    pub(super) fn claims_of(&mut self, order: usize, claims: &mut Vec<Claim>) {
        let snapshot = self.snapshot;
        let first = claims.len();
        let mut claim = |(workflow, signal): (u32, Signal), evidence: Evidence| {
            claims.push(Claim {
                order: order as u32,
                workflow,
                signal,
                evidence,
                won: false,
            });
        };
        for &code in snapshot.orders.codes.get(order) {
            if let Some(found) = self.of_code(code) {
                claim(found, Evidence::Code(code));
            }
        }
        if let Some(workflow) = self.of_utm(order) {
            claim((workflow, Signal::Utm), Evidence::Utm);
        }
        let page = snapshot.orders.touch.landing_page[order];
        if let Some(page) = page
            && let Some(workflow) = self.of_landing(page)
        {
            claim((workflow, Signal::Landing), Evidence::Landing(page));
        }
        debug_assert!(
            claims[first..]
                .iter()
                .all(|claim| self.listed(claim.signal))
        );
    }

    /// The workflows that claims point at, by number.
    pub(super) fn into_workflows(self) -> Vec<Workflow> {
        self.workflows.workflows
    }

    fn listed(&self, signal: Signal) -> bool {
        self.rules.precedence.contains(&signal)
    }

    fn of_code(&mut self, code: TextId) -> Option<(u32, Signal)> {
        if let Some(&known) = self.seen.codes.get(&code) {
            return known;
        }
        let rule = self.codes.rule_of(self.snapshot.text(code));
        let found = rule
            .and_then(|at| self.rules.codes.get(at))
            .and_then(|rule| {
                let signal = if rule.shared {
                    Signal::SharedCode
                } else {
                    Signal::UniqueCode
                };
                let workflow = named(self.rules, &rule.workflow, Channel::Other);
                self.listed(signal)
                    .then(|| (self.workflows.number(workflow), signal))
            });
        self.seen.codes.insert(code, found);
        found
    }

    fn of_utm(&mut self, order: usize) -> Option<u32> {
        if !self.listed(Signal::Utm) {
            return None;
        }
        let touch = &self.snapshot.orders.touch;
        let key = [UtmField::Source, UtmField::Medium, UtmField::Campaign]
            .map(|field| touch.value(field, order));
        if let Some(&known) = self.seen.utm.get(&key) {
            return known;
        }
        let raw = key.map(|id| id.map(|id| self.snapshot.text(id)));
        let found = self.utm.resolve(raw);
        let found = found.map(|workflow| self.workflows.number(workflow));
        self.seen.utm.insert(key, found);
        found
    }

    fn of_landing(&mut self, page: TextId) -> Option<u32> {
        if !self.listed(Signal::Landing) {
            return None;
        }
        if let Some(&known) = self.seen.landing.get(&page) {
            return known;
        }
        let path = path_of(self.snapshot.text(page));
        let rule = self.rules.landing.iter().find(|rule| leads(rule, &path));
        let found = rule.map(|rule| {
            let workflow = named(self.rules, &rule.workflow, Channel::OnSite);
            self.workflows.number(workflow)
        });
        self.seen.landing.insert(page, found);
        found
    }
}

/// Workflows numbered by name, in order of first sight.
#[derive(Default)]
struct Registry {
    workflows: Vec<Workflow>,
    numbers: HashMap<String, u32>,
}

impl Registry {
    /// The number of a workflow. What is known best of its kind and channel stays.
    fn number(&mut self, workflow: Workflow) -> u32 {
        let Some(&number) = self.numbers.get(&workflow.name) else {
            let number = self.workflows.len() as u32;
            self.numbers.insert(workflow.name.clone(), number);
            self.workflows.push(workflow);
            return number;
        };
        let known = &mut self.workflows[number as usize];
        if known.kind == WorkflowKind::Other {
            known.kind = workflow.kind;
        }
        if known.channel == Channel::Other {
            known.channel = workflow.channel;
        }
        number
    }
}

/// Whether a page's path is one of the rule's; a rule without a path is half typed and never is.
fn leads(rule: &LandingRule, path: &str) -> bool {
    let prefix = path_of(&rule.path_prefix);
    !rule.path_prefix.trim().is_empty() && path.starts_with(&prefix)
}

/// The path of a page, case-folded, without scheme, host, query and fragment; begins with `/`.
fn path_of(page: &str) -> String {
    let page = page.trim().to_lowercase();
    let page = page.split(['?', '#']).next().unwrap_or_default();
    let path = match page.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => page,
    };
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_reduced_to_their_path() {
        for (page, expected) in [
            (
                "https://shop.example/Pages/VIP?utm_source=x#top",
                "/pages/vip",
            ),
            ("/Pages/VIP?x=/y", "/pages/vip"),
            ("pages/vip", "/pages/vip"),
            ("https://shop.example?x", "/"),
            ("", "/"),
        ] {
            assert_eq!(path_of(page), expected, "{page}");
        }
    }
}
