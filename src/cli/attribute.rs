//! `holdout attribute`: the attribution ledger.

use clap::Args;
use serde_json::{Map, Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::metrics::Dates;
use super::output::Output;
use super::refunds::{self, Refunds};
use crate::analysis::Context;
use crate::analysis::attribution::{AttributionReport, Totals, WorkflowLine, report};
use crate::attribution::{PrecedencePreset, Tally};
use crate::model::format::NumberStyle;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    /// Which signals claim orders; the workspace's own precedence unless given
    #[arg(long, value_parser = model)]
    model: Option<PrecedencePreset>,
    #[command(flatten)]
    dates: Dates,
    /// The date that an order counts under
    #[arg(long, value_name = "order", value_parser = ["order"], default_value = "order")]
    date_basis: String,
    #[command(flatten)]
    refunds: Refunds,
}

fn model(text: &str) -> Result<PrecedencePreset, String> {
    let known: Vec<&str> = PrecedencePreset::ALL
        .iter()
        .map(|preset| preset.id())
        .collect();
    PrecedencePreset::parse(text)
        .ok_or_else(|| format!("`{text}` is not a model: choose {}", known.join(", ")))
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let workspace = arguments.on.read()?;
    let mut definitions = workspace.definitions()?;
    if let Some(preset) = arguments.model {
        definitions.rules.precedence = preset.precedence();
    }
    let context = arguments.refunds.context(&workspace, definitions)?;
    let report = report(&context, arguments.dates.period()?)?;
    if arguments.on.json {
        return output.json(&to_json(&context, &report));
    }
    print(&context, &report, output)
}

fn to_json(context: &Context, report: &AttributionReport) -> Value {
    let rows: Vec<Value> = report.lines.iter().map(line_json).collect();
    let mut claims = Map::new();
    for id in ["code", "utm", "click", "open", "landing"] {
        claims.insert(id.to_owned(), tally_json(report.claimed(id)));
    }
    let credit = json!({
        "model": report.model_id,
        "currency": shape::currency(context.snapshot.currency),
        "store": tally_json(report.ledger.store),
        "rows": rows,
        "unattributed": tally_json(report.ledger.unattributed),
        "claims": claims,
        "double_claimed": tally_json(report.ledger.double_claimed.by_signals),
        "claimed_by_several_workflows": tally_json(report.ledger.double_claimed.by_workflows),
    });
    shape::merge(credit, refunds::to_json(context))
}

fn tally_json(tally: Tally) -> Value {
    json!({"orders": tally.orders, "net_minor": tally.net_minor})
}

fn line_json(line: &WorkflowLine) -> Value {
    let mut by_signal = Map::new();
    for id in ["code", "utm", "click", "open", "landing"] {
        let won = line.won_by.iter().filter(|(signal, _)| signal.id() == id);
        let orders: u64 = won.map(|&(_, orders)| orders).sum();
        by_signal.insert(id.to_owned(), json!(orders));
    }
    let Totals {
        orders,
        net,
        discount,
        refunded,
        total: _,
    } = line.totals;
    let mut object = json!({
        "workflow": line.workflow,
        "kind": line.kind.id(),
        "channel": line.channel.id(),
        "orders": orders,
        "net_minor": net,
        "discount_minor": discount,
        "refunded_minor": refunded,
        "recipients": line.recipients,
        "net_per_recipient_minor": line.net_per_recipient,
        "by_signal": by_signal,
        "lost_orders": line.lost_orders,
    });
    if let (None, Value::Object(object)) = (line.recipients, &mut object) {
        let reason = "No campaign export names how many people this workflow was sent to";
        object.insert("reason".to_owned(), json!(reason));
    }
    object
}

fn print(context: &Context, report: &AttributionReport, output: &mut Output) -> anyhow::Result<()> {
    let style = NumberStyle::default();
    let money = |minor: i64| style.money(minor, context.snapshot.currency);
    let row = |name: &str, totals: Totals, recipient: Option<f64>| {
        vec![
            name.to_owned(),
            style.count(totals.orders as i64),
            money(totals.net),
            money(totals.discount),
            money(totals.refunded),
            recipient.map_or_else(String::new, |net| {
                style.money_average(net, context.snapshot.currency)
            }),
        ]
    };
    let mut rows: Vec<Vec<String>> = report
        .lines
        .iter()
        .map(|line| row(&line.workflow, line.totals, line.net_per_recipient))
        .collect();
    rows.push(row("Unattributed", report.rest, None));
    rows.push(row("Store", report.store, None));
    output.line(&format!("Model: {}", report.model))?;
    output.line(&refunds::sentence(context))?;
    output.line(&crate::chart::figures::bridge_sentence(report))?;
    output.line("")?;
    output.table(
        &[
            "Workflow",
            "Orders",
            "Net",
            "Discount",
            "Refunded",
            "Net / recipient",
        ],
        &rows,
    )
}
