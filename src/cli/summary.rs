//! `holdout summary`: what is loaded.

use serde_json::{Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use crate::analysis::Context;
use crate::analysis::summary::{Summary, summary};
use crate::model::format::{self, NumberStyle};
use crate::model::money::Currency;

pub(super) fn run(on: &OnWorkspace, output: &mut Output) -> anyhow::Result<()> {
    let context = on.context()?;
    let summary = summary(&context);
    if on.json {
        return output.json(&workspace_json(&context, &summary));
    }
    let style = NumberStyle::default();
    let money = |minor: i64| style.money(minor, summary.sums.currency);
    let count = |count: u64| style.count(count as i64);
    let mut rows: Vec<(&str, String)> = vec![
        ("Orders", count(summary.counts.orders)),
        ("  that count", count(summary.counts.included_orders)),
        ("Line items", count(summary.counts.line_items)),
        ("People", count(summary.counts.people)),
        (
            "Orders without a person",
            count(summary.counts.orders_without_person),
        ),
        ("Gross", money(summary.sums.gross)),
        ("Discounts", money(summary.sums.discounts)),
        ("Net", money(summary.sums.net)),
        (
            "Refunded, with tax and shipping",
            money(summary.sums.refunded),
        ),
        ("Total, with tax and shipping", money(summary.sums.total)),
        ("Campaign rows", count(summary.counts.campaigns)),
        ("Profiles", count(summary.counts.profiles)),
        ("Experiments", count(summary.counts.experiments)),
        ("Currency", currency(&summary)),
        ("Time zone", context.snapshot.zone_name().to_owned()),
    ];
    if let Some((first, last)) = summary.first_and_last {
        let (first, last) = (context.snapshot.day(first), context.snapshot.day(last));
        rows.push(("Orders from", format::period(first, last)));
    }
    for rule in &summary.excluded {
        let text = format!("{} orders, {}", count(rule.orders), money(rule.total_minor));
        rows.push(("Excluded", format!("{}: {text}", rule.rule)));
    }
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(label, value)| vec![label.to_owned(), value])
        .collect();
    output.table(&["What", "Loaded"], &rows)
}

fn currency(summary: &Summary) -> String {
    match (summary.counts.orders, summary.sums.currency) {
        (0, _) => "none: no orders yet".to_owned(),
        (_, Currency::NONE) => "none: no file names it".to_owned(),
        (_, named) => named.to_string(),
    }
}

/// The `workspace` object of the contract.
pub(super) fn workspace_json(context: &Context, summary: &Summary) -> Value {
    let snapshot = &context.snapshot;
    let instant = |utc_micros: Option<i64>| {
        utc_micros.map_or(Value::Null, |utc_micros| {
            shape::instant(snapshot, utc_micros)
        })
    };
    let excluded: Vec<Value> = summary
        .excluded
        .iter()
        .map(|rule| json!({"rule": rule.rule, "orders": rule.orders, "total_minor": rule.total_minor}))
        .collect();
    let has_orders = summary.counts.orders > 0;
    json!({
        "currency": if has_orders { shape::currency(summary.sums.currency) } else { Value::Null },
        "timezone": snapshot.zone_name(),
        "orders": summary.counts.orders,
        "included_orders": summary.counts.included_orders,
        "line_items": summary.counts.line_items,
        "people": summary.counts.people,
        "orders_without_person": summary.counts.orders_without_person,
        "gross_minor": summary.sums.gross,
        "discounts_minor": summary.sums.discounts,
        "net_minor": summary.sums.net,
        "refunded_minor": summary.sums.refunded,
        "total_minor": summary.sums.total,
        "excluded": excluded,
        "first_order": instant(summary.first_and_last.map(|both| both.0)),
        "last_order": instant(summary.first_and_last.map(|both| both.1)),
        "campaigns": summary.counts.campaigns,
        "messages": 0,
        "profiles": summary.counts.profiles,
        "experiments": summary.counts.experiments,
        "tax_inclusive": summary.tax.is_inclusive(),
    })
}
