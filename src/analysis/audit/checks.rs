//! Loaded orders against what the shop counts itself: orders per customer, uses per code, refunds.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use crate::analysis::Context;
use crate::model::discount::Discount;
use crate::model::format::{self, NumberStyle};
use crate::store::snapshot::PersonId;

use super::inputs::AuditInputs;
use super::joins::KnownOrders;
use super::words::{of, plural, share};
use super::{Area, Finding, Level};

/// What was compared. Each is `None` where there is nothing to compare with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// Orders per customer.
    pub customers: Option<CountCheck>,
    /// Uses per code.
    pub codes: Option<CountCheck>,
    /// Codes whose uses disagree, the largest difference first.
    pub disagreeing: Vec<CodeCheck>,
    /// Refunds of payments against those of orders.
    pub refunds: Option<RefundCheck>,
}

/// Counts of the shop against counts of loaded orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountCheck {
    /// Customers or codes with the same count in both.
    pub agree: u64,
    /// With fewer loaded orders than the shop counts.
    pub fewer: u64,
    /// With more.
    pub more: u64,
    /// Orders that the shop counts and that are not loaded.
    pub missing: u64,
    /// Loaded orders that the shop does not count.
    pub surplus: u64,
}

impl CountCheck {
    /// How many were compared.
    #[must_use]
    pub fn compared(&self) -> u64 {
        self.agree + self.fewer + self.more
    }

    fn add(&mut self, counted: u64, loaded: u64) {
        match loaded.cmp(&counted) {
            std::cmp::Ordering::Equal => self.agree += 1,
            std::cmp::Ordering::Less => {
                self.fewer += 1;
                self.missing += counted - loaded;
            }
            std::cmp::Ordering::Greater => {
                self.more += 1;
                self.surplus += loaded - counted;
            }
        }
    }

    fn some(self) -> Option<Self> {
        (self.compared() > 0).then_some(self)
    }
}

/// A code whose uses disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeCheck {
    /// The code as the discounts export writes it.
    pub code: String,
    /// Uses as the shop counts them.
    pub counted: u64,
    /// Loaded orders that carry it.
    pub loaded: u64,
}

/// Refunds by their own date against the refunded amounts of orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefundCheck {
    /// Orders of which payments are loaded and whose refunds agree.
    pub agree: u64,
    /// Orders whose refunds disagree.
    pub disagree: u64,
    /// Refunded by transactions of those orders, minor units.
    pub by_transactions: i64,
    /// Refunded by the orders export, minor units.
    pub by_orders: i64,
    /// Refunds of orders that are not loaded or in another currency.
    pub without_order: u64,
    /// Refunds of loaded orders.
    pub refunds: u64,
}

impl RefundCheck {
    /// How many orders were compared.
    #[must_use]
    pub fn compared(&self) -> u64 {
        self.agree + self.disagree
    }
}

/// Compares.
pub(super) fn checks(context: &Context, inputs: &AuditInputs) -> Checks {
    let (codes, disagreeing) = codes(context, inputs);
    Checks {
        customers: customers(context, inputs),
        codes,
        disagreeing,
        refunds: refunds(context, inputs),
    }
}

/// Lifetime orders of each person, by the platform that counts most of them, against all loaded orders:
/// shops count cancelled ones as well.
fn customers(context: &Context, inputs: &AuditInputs) -> Option<CountCheck> {
    let snapshot = &context.snapshot;
    let keys = snapshot.people.key.iter().map(|&key| snapshot.text(key));
    let numbers: HashMap<&str, PersonId> = keys.zip(0..).collect();
    let mut counted: BTreeMap<PersonId, u64> = BTreeMap::new();
    for customer in &inputs.shop.customers {
        if let Some(&person) = numbers.get(customer.person.as_str()) {
            let most = counted.entry(person).or_default();
            *most = (*most).max(customer.orders.max(0).unsigned_abs());
        }
    }
    let mut check = CountCheck::default();
    for (person, counted) in counted {
        check.add(counted, snapshot.people.orders(person).len() as u64);
    }
    check.some()
}

/// Uses of each code against all loaded orders that carry it.
fn codes(context: &Context, inputs: &AuditInputs) -> (Option<CountCheck>, Vec<CodeCheck>) {
    let snapshot = &context.snapshot;
    let mut uses: HashMap<String, u64> = HashMap::new();
    for row in 0..snapshot.orders.len() {
        let carried = snapshot.orders.codes.get(row).iter();
        let mut carried: Vec<String> = carried
            .map(|&code| Discount::fold(snapshot.text(code)))
            .collect();
        carried.sort_unstable();
        carried.dedup();
        for code in carried {
            *uses.entry(code).or_default() += 1;
        }
    }
    let mut check = CountCheck::default();
    let mut disagreeing = Vec::new();
    for discount in &inputs.shop.discounts {
        let Some(counted) = discount.usage.times_used else {
            continue;
        };
        let counted = counted.max(0).unsigned_abs();
        let loaded = uses.get(&discount.code).copied().unwrap_or_default();
        check.add(counted, loaded);
        if counted != loaded {
            disagreeing.push(CodeCheck {
                code: discount.name.clone(),
                counted,
                loaded,
            });
        }
    }
    disagreeing.sort_by_key(|code| std::cmp::Reverse(code.counted.abs_diff(code.loaded)));
    (check.some(), disagreeing)
}

/// Refunds of each order of which any payment is loaded.
fn refunds(context: &Context, inputs: &AuditInputs) -> Option<RefundCheck> {
    let currency = context.snapshot.currency;
    let orders = &inputs.shop.orders;
    let known = KnownOrders::of(orders);
    let mut check = RefundCheck::default();
    let mut refunded: BTreeMap<usize, i64> = BTreeMap::new();
    for transaction in &inputs.shop.transactions {
        let refund = transaction.refund();
        let order = known.find(&transaction.order);
        let is_comparable = |&at: &usize| {
            let stored = orders.get(at).map(|order| order.currency);
            transaction.currency == currency && stored == Some(currency)
        };
        match order.filter(is_comparable) {
            Some(at) => {
                *refunded.entry(at).or_default() += refund.as_ref().map_or(0, |it| it.amount);
                check.refunds += u64::from(refund.is_some());
            }
            None => check.without_order += u64::from(refund.is_some()),
        }
    }
    for (at, by_transactions) in refunded {
        let by_order = orders.get(at).map_or(0, |order| order.refunded);
        check.by_transactions += by_transactions;
        check.by_orders += by_order;
        if by_transactions == by_order {
            check.agree += 1;
        } else {
            check.disagree += 1;
        }
    }
    (check.compared() > 0 || check.without_order > 0).then_some(check)
}

/// From this share of customers with fewer loaded orders on, history counts as cut.
pub(super) const CUT: f64 = 0.05;
/// How many codes a sentence names.
const NAMED: usize = 3;

impl Checks {
    /// The share of customers with fewer loaded orders than the shop counts; `None` where nothing says.
    #[must_use]
    pub fn cut_share(&self) -> Option<f64> {
        let check = self.customers?;
        Some(check.fewer as f64 / check.compared() as f64)
    }

    pub(super) fn findings(&self, context: &Context) -> Vec<Finding> {
        let mut findings = vec![self.customer_finding(context)];
        if self.customers.is_some_and(|check| check.more > 0) {
            findings.extend(self.customers.map(more_orders));
        }
        findings.push(self.code_finding());
        findings.push(self.refund_finding(context));
        findings
    }

    fn customer_finding(&self, context: &Context) -> Finding {
        let Some(check) = self.customers else {
            let sentence = "Nothing says how many orders a customer ever placed";
            return Finding::new(Area::Checks, Level::Note, sentence)
                .advice("Load a Shopify customers export: its Total Orders show whether the history is complete");
        };
        let compared = check.compared();
        if check.fewer == 0 {
            let sentence = format!(
                "None of {} has more orders by Total Orders than are loaded",
                plural(compared, "customer", "customers")
            );
            return Finding::new(Area::Checks, Level::Fine, sentence);
        }
        let is_cut = self.cut_share().is_some_and(|share| share >= CUT);
        let level = if is_cut { Level::Warning } else { Level::Note };
        let sentence = format!(
            "{} of customers have more orders by Total Orders than are loaded ({}): {} missing",
            share(check.fewer, compared),
            of(check.fewer, compared),
            plural(check.missing, "order is", "orders are")
        );
        let placed = &context.snapshot.orders.placed;
        let span = placed.iter().min().zip(placed.iter().max());
        let advice = span.map_or_else(
            || "No orders are loaded".to_owned(),
            |(&first, &last)| {
                let day = |at| format::day(context.snapshot.day(at));
                format!(
                    "The loaded history runs from {} to {}: orders from before or after are not in it, so repeat rates and LTV come out too low",
                    day(first),
                    day(last)
                )
            },
        );
        Finding::new(Area::Checks, level, sentence).advice(advice)
    }

    fn code_finding(&self) -> Finding {
        let Some(check) = self.codes else {
            let sentence = "Nothing says how often codes were used in total";
            return Finding::new(Area::Checks, Level::Note, sentence)
                .advice("Load a Shopify discounts export to check the uses of each code");
        };
        let compared = check.compared();
        let sentence = format!(
            "Times Used In Total agrees on {} of codes ({}); {} fewer loaded uses, {} more",
            share(check.agree, compared),
            of(check.agree, compared),
            plural(check.fewer, "code has", "codes have"),
            plural(check.more, "has", "have")
        );
        if check.fewer + check.more == 0 {
            let sentence = format!(
                "Times Used In Total agrees with the loaded orders on every code ({})",
                of(check.agree, compared)
            );
            return Finding::new(Area::Checks, Level::Fine, sentence);
        }
        let named: Vec<String> = self
            .disagreeing
            .iter()
            .take(NAMED)
            .map(|code| {
                let uses = plural(code.counted, "use", "uses");
                format!("{} has {uses}, {} loaded", code.code, code.loaded)
            })
            .collect();
        Finding::new(Area::Checks, Level::Note, sentence).advice(named.join("; "))
    }

    fn refund_finding(&self, context: &Context) -> Finding {
        let Some(check) = self.refunds else {
            let sentence =
                "No payments are loaded, so refunds are booked on the date of their order";
            return Finding::new(Area::Checks, Level::Note, sentence)
                .advice("Load a Shopify transactions export to know when money was paid back");
        };
        if check.compared() == 0 {
            let refunds = plural(check.without_order, "refund belongs", "refunds belong");
            let currency = context.snapshot.currency.in_words();
            let sentence =
                format!("{refunds} to no loaded order {currency}, so none can be compared");
            return Finding::new(Area::Checks, Level::Warning, sentence)
                .advice("Load the orders of the same dates");
        }
        let style = NumberStyle::default();
        let money = |minor| style.money(minor, context.snapshot.currency);
        let sentence = format!(
            "Refunds agree on {} of orders with payments ({}): {} by payments, {} by orders",
            share(check.agree, check.compared()),
            of(check.agree, check.compared()),
            money(check.by_transactions),
            money(check.by_orders)
        );
        let is_fine = check.disagree == 0 && check.without_order == 0;
        let level = if is_fine { Level::Fine } else { Level::Warning };
        let finding = Finding::new(Area::Checks, level, sentence);
        if check.without_order == 0 && is_fine {
            return finding;
        }
        let mut advice = Vec::new();
        if check.disagree > 0 {
            advice.push(
                "One of the two exports is older, or the payments are cut by date".to_owned(),
            );
        }
        if check.without_order > 0 {
            let refunds = plural(check.without_order, "refund belongs", "refunds belong");
            advice.push(format!("{refunds} to no loaded order"));
        }
        finding.advice(advice.join("; "))
    }
}

/// More loaded than counted: the shop's customer is only a part of the person.
fn more_orders(check: CountCheck) -> Finding {
    let compared = check.compared();
    let sentence = format!(
        "{} of customers have fewer orders by Total Orders than are loaded ({})",
        share(check.more, compared),
        of(check.more, compared)
    );
    Finding::new(Area::Checks, Level::Note, sentence).advice(
        "The customers export is older than the orders, or one person has several customer accounts",
    )
}
