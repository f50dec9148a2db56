//! `holdout people`: who may be whom, and forgetting someone.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::OnWorkspace;
use super::json::{merge, metric_value};
use super::output::Output;
use super::privacy::{count, scrubbed_json, tell_scrubbed};
use crate::analysis::Context;
use crate::analysis::identity::{self, IdentityChange, IdentityFigures};
use crate::metrics::metric::Unit;
use crate::metrics::{Measure, Metric};
use crate::model::format::{NumberStyle, plural};
use crate::model::merge::{MergeDecision, MergeProposal, MergeReason, MergeReport};
use crate::model::money::Currency;
use crate::stats::Confidence;
use crate::store::Workspace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// People who may be one person, and the numbers before and after
    Proposals {
        /// Only this proposal
        id: Option<String>,
    },
    /// They are one person
    Accept {
        /// The proposal
        id: String,
    },
    /// Accepts every open proposal that contradicts no rejected one
    AcceptAll {
        /// Only for this reason: phone or `name_and_address`
        #[arg(long, value_parser = reason)]
        reason: Option<MergeReason>,
    },
    /// They are not one person
    Reject {
        /// The proposal
        id: String,
    },
    /// Takes a decision back
    Undo {
        /// The proposal
        id: String,
    },
    /// Removes a person for good; their orders stay as nobody's
    Forget {
        /// An e-mail address, a phone, a customer id, or a key
        who: String,
    },
}

fn reason(text: &str) -> Result<MergeReason, String> {
    let known: Vec<&str> = MergeReason::ALL.iter().map(|reason| reason.id()).collect();
    MergeReason::parse(text)
        .ok_or_else(|| format!("`{text}` is no reason: choose {}", known.join(" or ")))
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let on = &arguments.on;
    let decide = |id: &str, decision| {
        let mut workspace = Workspace::open(&on.workspace)?;
        workspace.decide_merge(id, decision)?;
        anyhow::Ok(workspace)
    };
    let (workspace, done) = match &arguments.action {
        Action::Proposals { id } => return proposals(on, id.as_deref(), output),
        Action::Forget { who } => return forget(on, who, output),
        Action::Accept { id } => (decide(id, MergeDecision::Accepted)?, "Accepted".to_owned()),
        Action::Reject { id } => (decide(id, MergeDecision::Rejected)?, "Rejected".to_owned()),
        Action::AcceptAll { reason } => {
            let mut workspace = Workspace::open(&on.workspace)?;
            let accepted = workspace.accept_merges(*reason)?;
            let accepted = plural(accepted as i64, "proposal", "proposals");
            (workspace, format!("Accepted {accepted}"))
        }
        Action::Undo { id } => {
            let mut workspace = Workspace::open(&on.workspace)?;
            workspace.undo_merge(id)?;
            (workspace, "Taken back".to_owned())
        }
    };
    let people = workspace.snapshot()?.people.len() as u64;
    let open = workspace.merges()?.open().count() as u64;
    if on.json {
        return output.json(&json!({"done": done, "people": people, "open": open}));
    }
    let open = plural(open as i64, "proposal", "proposals");
    output.line(&format!(
        "{done}: {} people now, {open} open",
        count(people)
    ))
}

fn proposals(on: &OnWorkspace, id: Option<&str>, output: &mut Output) -> anyhow::Result<()> {
    let report = on.read()?.merges()?;
    let context = on.context()?;
    let wanted = |proposal: &&MergeProposal| match id {
        Some(id) => proposal.id == id,
        None => true,
    };
    let shown: Vec<&MergeProposal> = report.proposals.iter().filter(wanted).collect();
    if let (Some(id), true) = (id, shown.is_empty()) {
        anyhow::bail!("There is no merge proposal `{id}`: list them without an id");
    }
    let open = shown.iter().copied().filter(|proposal| proposal.is_open());
    let change = identity::change(&context, open);
    if on.json {
        return output.json(&to_json(&report, &shown, &change));
    }
    let rows: Vec<Vec<String>> = shown.iter().map(|proposal| row(proposal)).collect();
    output.table(&["Id", "People", "Shared", "Orders", "State"], &rows)?;
    tell_unproposed(&report, output)?;
    output.line("")?;
    print_change(&context, &change, output)
}

fn row(proposal: &MergeProposal) -> Vec<String> {
    let keys: Vec<&str> = proposal
        .people
        .iter()
        .map(|member| member.key.label())
        .collect();
    let evidence: Vec<String> = proposal
        .evidence
        .iter()
        .map(|found| match found.shared {
            1 => found.reason.label().to_owned(),
            several => format!("{} ({several})", found.reason.label()),
        })
        .collect();
    let orders: u64 = proposal.people.iter().map(|member| member.orders).sum();
    vec![
        proposal.id.clone(),
        keys.join(", "),
        evidence.join(", "),
        count(orders),
        state(proposal).to_owned(),
    ]
}

fn state(proposal: &MergeProposal) -> &'static str {
    match proposal.decision {
        Some(decision) => decision.label(),
        None if !proposal.joins() => "Settled by others",
        None if proposal.contradicts_rejection => "Open, against a rejected one",
        None => "Open",
    }
}

fn tell_unproposed(report: &MergeReport, output: &mut Output) -> anyhow::Result<()> {
    for reason in MergeReason::ALL {
        let hubs = report.hubs.iter().filter(|hub| hub.reason == reason);
        let (hubs, most) = hubs.fold((0, 0), |(n, most), hub| (n + 1, most.max(hub.people)));
        if hubs > 0 {
            output.line(&format!(
                "Not proposed: {}, shared by up to {} people ({})",
                plural(hubs, "hub", "hubs"),
                count(most),
                reason.label().to_lowercase()
            ))?;
        }
    }
    if report.households > 0 {
        let phones = plural(report.households as i64, "phone", "phones");
        output.line(&format!(
            "Not proposed: {phones} of people with different surnames"
        ))?;
    }
    Ok(())
}

fn print_change(
    context: &Context,
    change: &IdentityChange,
    output: &mut Output,
) -> anyhow::Result<()> {
    let style = NumberStyle::default();
    let currency = context.snapshot.currency;
    let column = |figures: &IdentityFigures| -> Vec<String> {
        let per_buyer = figures.orders_per_buyer();
        let mut cells = vec![
            count(figures.people),
            count(figures.buyers),
            per_buyer.map_or_else(|| "n/a".to_owned(), |value| style.decimal(value, 3)),
        ];
        let measures = figures.measures.iter();
        cells.extend(measures.map(|(metric, measure)| value(*metric, measure, currency)));
        cells
    };
    let mut labels = vec![
        "People".to_owned(),
        "Buyers".to_owned(),
        "Orders per buyer".to_owned(),
    ];
    labels.extend(
        change
            .before
            .measures
            .iter()
            .map(|(metric, _)| metric.label()),
    );
    let values = column(&change.before)
        .into_iter()
        .zip(column(&change.after));
    let rows: Vec<Vec<String>> = labels
        .into_iter()
        .zip(values)
        .map(|(label, (before, after))| vec![label, before, after])
        .collect();
    output.table(&["Number", "Now", "With the open ones accepted"], &rows)
}

fn value(metric: Metric, measure: &Measure, currency: Currency) -> String {
    let style = NumberStyle::default();
    match measure.estimate(Confidence::default()) {
        Err(_) => "n/a".to_owned(),
        Ok(estimate) => match metric.unit() {
            Unit::Share => style.percent(estimate.value, 2),
            Unit::Money => style.money_average(estimate.value, currency),
            Unit::Count => style.decimal(estimate.value, 3),
        },
    }
}

fn to_json(report: &MergeReport, shown: &[&MergeProposal], change: &IdentityChange) -> Value {
    let proposals: Vec<Value> = shown
        .iter()
        .map(|proposal| {
            let evidence = proposal.evidence.iter();
            let evidence: Vec<Value> = evidence
                .map(|found| json!({"reason": found.reason.id(), "shared": found.shared}))
                .collect();
            let people = proposal.people.iter().map(|member| {
                json!({"key": member.key.0, "counted_as": member.counted_as.0, "orders": member.orders})
            });
            json!({
                "id": proposal.id,
                "people": people.collect::<Vec<_>>(),
                "evidence": evidence,
                "decision": proposal.decision.map(MergeDecision::id),
                "open": proposal.is_open(),
                "contradicts_rejection": proposal.contradicts_rejection,
            })
        })
        .collect();
    let hubs = report.hubs.iter();
    let hubs: Vec<Value> = hubs
        .map(|hub| json!({"reason": hub.reason.id(), "people": hub.people}))
        .collect();
    json!({
        "proposals": proposals,
        "hubs": hubs,
        "households": report.households,
        "before": figures_json(&change.before),
        "after": figures_json(&change.after),
    })
}

fn figures_json(figures: &IdentityFigures) -> Value {
    let measures = figures.measures.iter();
    let measures: Vec<Value> = measures
        .map(|(metric, measure)| metric_value(*metric, measure))
        .collect();
    json!({
        "people": figures.people,
        "buyers": figures.buyers,
        "orders": figures.orders,
        "orders_per_buyer": figures.orders_per_buyer(),
        "metrics": measures,
    })
}

fn forget(on: &OnWorkspace, who: &str, output: &mut Output) -> anyhow::Result<()> {
    let mut workspace = Workspace::open(&on.workspace)?;
    let before = workspace.snapshot()?.people.len() as u64;
    let (forgotten, scrubbed) = workspace.forget(who)?;
    let after = workspace.snapshot()?.people.len() as u64;
    if on.json {
        let removed: serde_json::Map<String, Value> = forgotten
            .removed
            .iter()
            .map(|&(table, rows)| (table.to_owned(), json!(rows)))
            .collect();
        let told = json!({
            "identities": forgotten.identities,
            "orders_kept": forgotten.orders_kept,
            "removed": removed,
            "hints": forgotten.hints,
            "issue_cells": forgotten.issue_cells,
            "people_before": before,
            "people_after": after,
        });
        return output.json(&merge(told, scrubbed_json(&scrubbed)));
    }
    let mut removed: Vec<String> = forgotten
        .removed
        .iter()
        .map(|(table, rows)| format!("{} of {table}", plural(*rows as i64, "row", "rows")))
        .collect();
    removed.push(plural(
        forgotten.identities as i64,
        "identity",
        "identities",
    ));
    output.line(&format!("Forgotten for good: {}", removed.join(", ")))?;
    output.line(&format!(
        "{} stay as nobody's, so no sum changes; people: {} before, {} now",
        plural(forgotten.orders_kept as i64, "order", "orders"),
        count(before),
        count(after)
    ))?;
    tell_scrubbed(&scrubbed, output)
}
