//! Which orders count: states that never do, then the analyst's exclusion rules in order.
//!
//! Each excluded order is charged to the first rule that catches it, so that the counts beside the
//! rules add up to what is missing. To add a test: a variant of `model::rules::ExclusionTest` and its
//! arm in `OrderTest::holds`.

use std::thread;

use crate::model::order::FinancialStatus;
use crate::model::rules::{ExclusionRule, ExclusionTest};
use crate::store::snapshot::{Snapshot, TextId};

/// Which orders count, and what each rule removes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inclusion {
    /// One flag per order of the snapshot.
    pub included: Vec<bool>,
    /// The three states that never count, then the rules, in order.
    pub excluded: Vec<ExcludedBy>,
}

impl Inclusion {
    /// How many orders count.
    #[must_use]
    pub fn included_orders(&self) -> u64 {
        self.included
            .iter()
            .map(|&included| u64::from(included))
            .sum()
    }
}

/// What one rule removes, or would remove where it is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcludedBy {
    /// `Voided`, `Cancelled`, `Expired`, or the name of an exclusion rule.
    pub rule: String,
    /// Whether it removes. A rule that is off reports what it would remove from the included orders.
    pub enabled: bool,
    /// Orders.
    pub orders: u64,
    /// Their total as written (with tax and shipping), in minor units.
    pub total_minor: i64,
}

/// Applies the fixed states and the rules to every order.
///
/// Enabled rules are tried in order and an order is charged to the first that catches it; rules that
/// are off are each counted on the orders that remain, independently of each other.
#[must_use]
pub fn include(snapshot: &Snapshot, rules: &[ExclusionRule]) -> Inclusion {
    let mut inclusion = Inclusion {
        included: vec![true; snapshot.orders.len()],
        excluded: Vec::with_capacity(rules.len() + 3),
    };
    let facts = &snapshot.orders.facts;
    let state =
        |status: FinancialStatus| move |order: usize| facts.words.get(order).financial == status;
    inclusion.remove("Voided", snapshot, state(FinancialStatus::Voided));
    inclusion.remove("Cancelled", snapshot, |order| facts.cancelled[order]);
    inclusion.remove("Expired", snapshot, state(FinancialStatus::Expired));
    for rule in rules.iter().filter(|rule| rule.enabled) {
        let mut tests = OrderTest::of_rule(rule);
        inclusion.remove(&rule.name, snapshot, |order| {
            tests.iter_mut().any(|test| test.holds(snapshot, order))
        });
    }
    inclusion.excluded = inclusion.in_rule_order(snapshot, rules);
    inclusion
}

impl Inclusion {
    fn remove(&mut self, rule: &str, snapshot: &Snapshot, mut catches: impl FnMut(usize) -> bool) {
        let mut caught = ExcludedBy::none(rule, true);
        for order in 0..self.included.len() {
            if self.included[order] && catches(order) {
                self.included[order] = false;
                caught.add(snapshot, order);
            }
        }
        self.excluded.push(caught);
    }

    /// The rows as the analyst listed the rules: what was removed, and what the others would remove.
    fn in_rule_order(&mut self, snapshot: &Snapshot, rules: &[ExclusionRule]) -> Vec<ExcludedBy> {
        let mut done = std::mem::take(&mut self.excluded).into_iter();
        let mut rows: Vec<ExcludedBy> = done.by_ref().take(3).collect();
        // What one rule would remove has nothing to do with what another one would.
        thread::scope(|threads| {
            let all: Vec<_> = rules
                .iter()
                .map(|rule| match if rule.enabled { done.next() } else { None } {
                    Some(row) => Ok(row),
                    None => Err(threads.spawn(|| self.would_remove(snapshot, rule))),
                })
                .collect();
            let joined = |running: thread::ScopedJoinHandle<'_, ExcludedBy>| {
                let row = running.join();
                row.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            rows.extend(all.into_iter().map(|row| row.unwrap_or_else(joined)));
        });
        rows
    }

    fn would_remove(&self, snapshot: &Snapshot, rule: &ExclusionRule) -> ExcludedBy {
        let mut tests = OrderTest::of_rule(rule);
        let mut caught = ExcludedBy::none(&rule.name, false);
        for order in 0..self.included.len() {
            if self.included[order] && tests.iter_mut().any(|test| test.holds(snapshot, order)) {
                caught.add(snapshot, order);
            }
        }
        caught
    }
}

impl ExcludedBy {
    fn none(rule: &str, enabled: bool) -> Self {
        Self {
            rule: rule.to_owned(),
            enabled,
            orders: 0,
            total_minor: 0,
        }
    }

    fn add(&mut self, snapshot: &Snapshot, order: usize) {
        self.orders += 1;
        self.total_minor += snapshot.orders.money.total[order];
    }
}

/// One test made ready to run over many orders: its text folded, each distinct value judged once.
struct OrderTest {
    test: ExclusionTest,
    /// By the number of a text, as far as texts were met.
    verdicts: Vec<Option<bool>>,
}

impl OrderTest {
    fn of_rule(rule: &ExclusionRule) -> Vec<Self> {
        rule.any
            .iter()
            .map(|test| Self {
                test: folded(test),
                verdicts: Vec::new(),
            })
            .collect()
    }

    fn holds(&mut self, snapshot: &Snapshot, order: usize) -> bool {
        let orders = &snapshot.orders;
        let verdicts = &mut self.verdicts;
        let mut judge = |id: TextId, verdict: &dyn Fn(&str) -> bool| {
            let at = id.index();
            if verdicts.len() <= at {
                verdicts.resize(at + 1, None);
            }
            *verdicts[at].get_or_insert_with(|| verdict(&fold(snapshot.text(id))))
        };
        let words = || orders.facts.words.get(order);
        let mut titles = orders
            .lines
            .of_order(order)
            .map(|line| orders.lines.product.get(line).title);
        match &self.test {
            ExclusionTest::Tag(tag) => {
                let mut tags = orders.facts.tags.get(order).iter();
                tags.any(|&id| judge(id, &|text| text == tag))
            }
            ExclusionTest::Source(source) => words()
                .source
                .is_some_and(|id| judge(id, &|text| text == source)),
            ExclusionTest::PaymentMethod(part) => words()
                .payment_method
                .is_some_and(|id| judge(id, &|text| text.contains(part))),
            ExclusionTest::Product(part) => titles.any(|id| judge(id, &|text| text.contains(part))),
            ExclusionTest::Status(status) => words().financial == *status,
            ExclusionTest::ZeroTotal => orders.money.total[order] == 0,
            ExclusionTest::GiftCardsOnly => {
                titles.len() > 0 && titles.all(|id| judge(id, &|text| text.contains("gift card")))
            }
        }
    }
}

fn folded(test: &ExclusionTest) -> ExclusionTest {
    match test {
        ExclusionTest::Tag(text) => ExclusionTest::Tag(fold(text)),
        ExclusionTest::Source(text) => ExclusionTest::Source(fold(text)),
        ExclusionTest::PaymentMethod(text) => ExclusionTest::PaymentMethod(fold(text)),
        ExclusionTest::Product(text) => ExclusionTest::Product(fold(text)),
        ExclusionTest::Status(_) | ExclusionTest::ZeroTotal | ExclusionTest::GiftCardsOnly => {
            test.clone()
        }
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    fn shop() -> Snapshot {
        let order = |person, at| TestOrder::new(person, at, 1_000);
        Shop::of([
            order("ann", "2026-01-01"),
            order("ann", "2026-01-02")
                .status(FinancialStatus::Voided)
                .cancelled(),
            order("bob", "2026-01-03").cancelled(),
            order("bob", "2026-01-04").status(FinancialStatus::Expired),
            order("cat", "2026-01-05")
                .tag(" Wholesale ")
                .payment("Bogus Gateway"),
            order("cat", "2026-01-06").tag("wholesale"),
            order("dan", "2026-01-07").line("Gift Card EUR 50"),
            order("dan", "2026-01-08").line("gift card").line("Beans"),
            order("eve", "2026-01-09")
                .status(FinancialStatus::Pending)
                .net(0),
        ])
    }

    fn check(rules: &[ExclusionRule], included: u64, expected: &[(&str, bool, u64, i64)]) {
        let inclusion = include(&shop(), rules);
        let rows: Vec<_> = inclusion
            .excluded
            .iter()
            .map(|row| (row.rule.as_str(), row.enabled, row.orders, row.total_minor))
            .collect();
        assert_eq!(rows, expected);
        assert_eq!(inclusion.included_orders(), included);
    }

    #[test]
    fn an_order_is_charged_to_the_first_rule_that_catches_it() {
        check(
            &ExclusionRule::presets(),
            5,
            &[
                ("Voided", true, 1, 1_000),
                ("Cancelled", true, 1, 1_000),
                ("Expired", true, 1, 1_000),
                ("Test orders", true, 1, 1_000),
                ("Unpaid", false, 1, 0),
                ("Wholesale", false, 1, 1_000),
                ("Staff", false, 0, 0),
                ("Subscription renewals", false, 0, 0),
                ("Gift cards only", false, 1, 1_000),
                ("Zero total", false, 1, 0),
            ],
        );
    }

    #[test]
    fn enabled_rules_keep_their_place_among_the_others() {
        let mut rules = ExclusionRule::presets();
        rules.retain(|rule| ["Unpaid", "Wholesale", "Zero total"].contains(&rule.name.as_str()));
        rules[1].enabled = true;
        rules[2].enabled = true;
        check(
            &rules,
            3,
            &[
                ("Voided", true, 1, 1_000),
                ("Cancelled", true, 1, 1_000),
                ("Expired", true, 1, 1_000),
                ("Unpaid", false, 0, 0),
                ("Wholesale", true, 2, 2_000),
                ("Zero total", true, 1, 0),
            ],
        );
    }

    #[test]
    fn a_rule_without_tests_removes_nothing() {
        let rule = ExclusionRule {
            name: "Draft".into(),
            any: vec![
                ExclusionTest::Source("pos".into()),
                ExclusionTest::Product("tea".into()),
            ],
            enabled: true,
        };
        assert_eq!(
            include(&shop(), std::slice::from_ref(&rule)).included_orders(),
            6
        );
        let empty = ExclusionRule {
            any: Vec::new(),
            ..rule
        };
        assert_eq!(include(&shop(), &[empty]).included_orders(), 6);
    }
}
