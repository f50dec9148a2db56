//! Currencies that are loaded and left out, and what exclusion rules remove.

use crate::analysis::Context;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::store::CurrencySum;

use super::inputs::AuditInputs;
use super::words::{plural, share};
use super::{Area, Finding, Level};

/// Which currencies the orders are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currencies {
    /// The currency of every number.
    pub used: Currency,
    /// Stored orders by currency, most orders first.
    pub stored: Vec<CurrencySum>,
    /// Orders that imports left out for their currency, by the currency as written.
    pub refused: Vec<(String, u64)>,
    /// Payments, refunds and costs in another currency.
    pub other_records: u64,
}

/// Looks at the currency of everything that has one.
pub(super) fn currencies(context: &Context, inputs: &AuditInputs) -> Currencies {
    let used = context.snapshot.currency;
    let transactions = inputs.shop.transactions.iter().map(|it| it.currency);
    let others = transactions.chain(inputs.spend.iter().map(|it| it.currency));
    Currencies {
        used,
        stored: inputs.shop.currencies.clone(),
        refused: inputs
            .shop
            .refused
            .iter()
            .map(|(currency, orders)| (currency.clone(), *orders))
            .collect(),
        other_records: others.filter(|&currency| currency != used).count() as u64,
    }
}

impl Currencies {
    /// Stored orders in the currency of every number.
    #[must_use]
    pub fn in_use(&self) -> u64 {
        let in_use = self.stored.iter().filter(|sum| sum.currency == self.used);
        in_use.map(|sum| sum.orders.unsigned_abs()).sum()
    }

    /// Stored orders in other currencies, which no number counts.
    pub fn set_aside(&self) -> impl Iterator<Item = &CurrencySum> {
        self.stored.iter().filter(|sum| sum.currency != self.used)
    }

    /// Orders in other currencies, stored or refused.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        let stored: u64 = self.set_aside().map(|sum| sum.orders.unsigned_abs()).sum();
        stored + self.refused.iter().map(|(_, orders)| orders).sum::<u64>()
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let (in_use, left_out) = (self.in_use(), self.left_out());
        let mut findings = Vec::new();
        if left_out > 0 {
            findings.push(self.left_out_finding(left_out, in_use));
        } else if in_use > 0 {
            let orders = plural(in_use, "order", "orders");
            let sentence = format!("{orders} loaded, every one {}", self.used.in_words());
            findings.push(if self.used.is_named() {
                Finding::new(Area::Money, Level::Fine, sentence)
            } else {
                Finding::new(Area::Money, Level::Warning, sentence).advice(
                    "No file names it. Name it as Currency on the Data screen, or import once more with --currency EUR; that changes no number",
                )
            });
        }
        if self.other_records > 0 {
            let records = plural(
                self.other_records,
                "payment, refund or cost is",
                "payments, refunds and costs are",
            );
            let sentence = format!("{records} not {}", self.used.in_words());
            let finding = Finding::new(Area::Money, Level::Note, sentence);
            findings.push(finding.advice("They are kept and compared with nothing"));
        }
        findings
    }

    fn left_out_finding(&self, left_out: u64, in_use: u64) -> Finding {
        let style = NumberStyle::default();
        let stored = self.set_aside().map(|sum| {
            let orders = plural(sum.orders.unsigned_abs(), "order", "orders");
            format!("{orders} of {}", style.money(sum.total, sum.currency))
        });
        let refused = self.refused.iter().map(|(currency, orders)| {
            let orders = plural(*orders, "order", "orders");
            match currency.as_str() {
                "" => format!("{orders} without a currency"),
                currency => format!("{orders} in {currency} whose amounts were not read"),
            }
        });
        let parts: Vec<String> = stored.chain(refused).collect();
        let sentence = format!(
            "{} of orders are not {} and count in no number: {}",
            share(left_out, left_out + in_use),
            self.used.in_words(),
            parts.join(", ")
        );
        Finding::new(Area::Money, Level::Warning, sentence).advice(
            "Amounts in two currencies have no common sum: keep each in a workspace of its own",
        )
    }
}

/// What exclusion rules remove, and what those that are off would.
pub(super) fn exclusion_findings(context: &Context) -> Vec<Finding> {
    let style = NumberStyle::default();
    let currency = context.snapshot.currency;
    let caught = |enabled: bool| {
        let rules = context.inclusion.excluded.iter();
        rules.filter(move |rule| rule.enabled == enabled && rule.orders > 0)
    };
    let whole = context.snapshot.orders.len() as u64;
    if whole == 0 {
        return Vec::new();
    }
    let orders: u64 = caught(true).map(|rule| rule.orders).sum();
    let money: i64 = caught(true).map(|rule| rule.total_minor).sum();
    let first = if orders == 0 {
        Finding::new(Area::Money, Level::Fine, "No order is excluded")
    } else {
        let sentence = format!(
            "{} excluded, {} of all, {} in totals as written",
            plural(orders, "order is", "orders are"),
            share(orders, whole),
            style.money(money, currency)
        );
        Finding::new(Area::Money, Level::Note, sentence)
    };
    let mut findings = vec![first];
    let off = caught(false).count() as u64;
    if off > 0 {
        let rules = plural(off, "rule that is off", "rules that are off");
        let would: u64 = caught(false).map(|rule| rule.orders).sum();
        let orders = plural(would, "order", "orders");
        let sentence = format!("{rules} would catch {orders}");
        findings.push(
            Finding::new(Area::Money, Level::Note, sentence)
                .advice("Rules are turned on under Attribution"),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture::context;
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    fn sum(code: &str, orders: i64, total: i64) -> CurrencySum {
        CurrencySum {
            currency: Currency::parse(code).unwrap(),
            orders,
            total,
        }
    }

    #[test]
    fn orders_in_other_currencies_are_counted_with_what_is_known_of_them() {
        let context = context(Shop::of([TestOrder::on_day("ann", 0, 1_000)]));
        let mut inputs = AuditInputs::default();
        inputs.shop.currencies = vec![sum("EUR", 95, 100_000), sum("USD", 3, 4_550)];
        inputs.shop.refused.insert("CHF".into(), 2);
        let found = currencies(&context, &inputs);
        assert_eq!((found.in_use(), found.left_out()), (95, 5));
        assert_eq!(
            found.findings()[0].sentence,
            "5.0 % of orders are not in EUR and count in no number: 3 orders of $45.50, 2 orders in CHF whose amounts were not read"
        );

        inputs.shop.currencies.pop();
        inputs.shop.refused.clear();
        let findings = currencies(&context, &inputs).findings();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].sentence, "95 orders loaded, every one in EUR");
    }

    #[test]
    fn exclusions_come_with_their_money() {
        let context = context(Shop::of([
            TestOrder::on_day("ann", 0, 1_000),
            TestOrder::on_day("bob", 1, 2_000).cancelled(),
            TestOrder::on_day("cat", 2, 3_000).tag("wholesale"),
        ]));
        let findings = exclusion_findings(&context);
        assert_eq!(
            findings[0].sentence,
            "1 order is excluded, 33.3 % of all, €20.00 in totals as written"
        );
        assert_eq!(
            findings[1].sentence,
            "1 rule that is off would catch 1 order"
        );
    }
}
