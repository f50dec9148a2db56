//! `holdout audit`: what is loaded, what fits together, and what cannot be answered with it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use crate::analysis::Context;
use crate::analysis::audit::checks::{Checks, CountCheck};
use crate::analysis::audit::coverage::CoverageLine;
use crate::analysis::audit::records::KindAudit;
use crate::analysis::audit::sessions::ReportCheck;
use crate::analysis::audit::{Area, Audit, AuditInputs, audit};
use crate::attribution::Tally;
use crate::model::format::NumberStyle;

pub(super) fn run(on: &OnWorkspace, output: &mut Output) -> anyhow::Result<()> {
    let workspace = on.read()?;
    let context = Context::new(Arc::new(workspace.snapshot()?), workspace.definitions()?);
    let audit = audit(&context, &AuditInputs::read(&workspace)?)?;
    if on.json {
        return output.json(&audit_json(&context, &audit));
    }
    output.line(&audit.verdict())?;
    output.line("")?;
    let questions: Vec<Vec<String>> = audit
        .questions
        .iter()
        .map(|it| {
            vec![
                it.question.label().to_owned(),
                it.answerable.label().to_owned(),
                it.answerable.why().to_owned(),
                it.answerable.load().unwrap_or_default().to_owned(),
            ]
        })
        .collect();
    output.table(&["Question", "Answer", "Because", "To do"], &questions)?;
    for area in Area::ALL {
        let findings: Vec<Vec<String>> = audit
            .of(area)
            .map(|finding| {
                vec![
                    finding.level.label().to_owned(),
                    finding.sentence.clone(),
                    finding.advice.clone(),
                ]
            })
            .collect();
        if !findings.is_empty() {
            output.line("")?;
            output.table(&["", area.label(), "To do"], &findings)?;
        }
    }
    exclusions(&context, &audit, output)
}

/// What each rule catches, also where it is off.
fn exclusions(context: &Context, audit: &Audit, output: &mut Output) -> anyhow::Result<()> {
    let style = NumberStyle::default();
    let rules: Vec<Vec<String>> = audit
        .exclusions
        .iter()
        .filter(|rule| rule.orders > 0)
        .map(|rule| {
            vec![
                rule.rule.clone(),
                if rule.enabled { "on" } else { "off" }.to_owned(),
                style.count(rule.orders as i64),
                style.money(rule.total_minor, context.snapshot.currency),
            ]
        })
        .collect();
    if rules.is_empty() {
        return Ok(());
    }
    output.line("")?;
    output.table(&["Exclusion rule", "", "Orders", "Total"], &rules)
}

fn audit_json(context: &Context, audit: &Audit) -> Value {
    let findings: Vec<Value> = audit
        .findings
        .iter()
        .map(|finding| {
            json!({
                "area": finding.area.id(),
                "severity": finding.level.id(),
                "sentence": finding.sentence,
                "advice": filled(&finding.advice),
            })
        })
        .collect();
    let questions: Vec<Value> = audit
        .questions
        .iter()
        .map(|it| {
            json!({
                "id": it.question.id(),
                "question": it.question.label(),
                "answerable": it.answerable.id(),
                "why": it.answerable.why(),
                "load": it.answerable.load(),
            })
        })
        .collect();
    json!({
        "verdict": audit.verdict(),
        "currency": shape::currency(context.snapshot.currency),
        "records": audit.records.iter().map(kind_json).collect::<Vec<_>>(),
        "joins": joins_json(audit),
        "coverage": coverage_json(audit),
        "currencies": currencies_json(audit),
        "exclusions": exclusions_json(audit),
        "checks": checks_json(&audit.checks, &audit.reports),
        "questions": questions,
        "findings": findings,
    })
}

fn filled(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        json!(text)
    }
}

fn kind_json(kind: &KindAudit) -> Value {
    let base = json!({
        "kind": kind.kind.id(),
        "files": kind.files,
        "rows": kind.rows,
        "records": kind.records,
    });
    let dates = match &kind.dates {
        Ok(dates) => {
            let gaps: Vec<Value> = dates
                .gaps
                .iter()
                .map(|gap| {
                    json!({
                        "first": gap.first.to_string(),
                        "last": gap.last.to_string(),
                        "days": gap.days(),
                    })
                })
                .collect();
            json!({
                "first": dates.first.to_string(),
                "last": dates.last.to_string(),
                "usual_days": dates.usual_days,
                "gaps": gaps,
            })
        }
        Err(reason) => json!({
            "first": null,
            "last": null,
            "usual_days": null,
            "gaps": [],
            "reason": reason.sentence(),
        }),
    };
    shape::merge(base, dates)
}

fn joins_json(audit: &Audit) -> Vec<Value> {
    let joins = audit.joins.iter().map(|join| {
        let base = json!({
            "id": join.kind.id(),
            "label": join.kind.label(),
            "matched": join.matched,
            "whole": join.whole,
        });
        let share = match join.share() {
            Ok(share) => json!({"share": share}),
            Err(reason) => json!({"share": null, "reason": reason}),
        };
        shape::merge(base, share)
    });
    joins.collect()
}

fn coverage_json(audit: &Audit) -> Value {
    let months: Vec<Value> = audit
        .coverage
        .months
        .iter()
        .map(|(month, line)| {
            let month = month.date().strftime("%Y-%m").to_string();
            shape::merge(json!({"month": month}), line_json(line))
        })
        .collect();
    shape::merge(line_json(&audit.coverage.total), json!({"months": months}))
}

fn line_json(line: &CoverageLine) -> Value {
    json!({
        "all": tally_json(line.whole()),
        "utm_only": tally_json(line.utm_only),
        "code_only": tally_json(line.code_only),
        "both": tally_json(line.both),
        "neither": tally_json(line.neither),
    })
}

fn tally_json(tally: Tally) -> Value {
    json!({"orders": tally.orders, "net_minor": tally.net_minor})
}

fn currencies_json(audit: &Audit) -> Value {
    let stored: Vec<Value> = audit
        .currencies
        .stored
        .iter()
        .map(|sum| {
            json!({
                "currency": shape::currency(sum.currency),
                "orders": sum.orders,
                "total_minor": sum.total,
                "counts": sum.currency == audit.currencies.used,
            })
        })
        .collect();
    let refused: Vec<Value> = audit
        .currencies
        .refused
        .iter()
        .map(|(currency, orders)| json!({"currency": filled(currency), "orders": orders}))
        .collect();
    json!({
        "used": shape::currency(audit.currencies.used),
        "stored": stored,
        "left_out": refused,
        "other_records": audit.currencies.other_records,
    })
}

fn exclusions_json(audit: &Audit) -> Vec<Value> {
    let rules = audit.exclusions.iter().map(|rule| {
        json!({
            "rule": rule.rule,
            "enabled": rule.enabled,
            "orders": rule.orders,
            "total_minor": rule.total_minor,
        })
    });
    rules.collect()
}

fn checks_json(checks: &Checks, reports: &[ReportCheck]) -> Value {
    let disagreeing: Vec<Value> = checks
        .disagreeing
        .iter()
        .map(|code| json!({"code": code.code, "times_used": code.counted, "loaded": code.loaded}))
        .collect();
    let refunds = checks.refunds.map(|check| {
        json!({
            "agree": check.agree,
            "disagree": check.disagree,
            "by_transactions_minor": check.by_transactions,
            "by_orders_minor": check.by_orders,
            "refunds": check.refunds,
            "refunds_without_order": check.without_order,
        })
    });
    json!({
        "total_orders": count_json(checks.customers),
        "times_used": count_json(checks.codes),
        "codes_that_disagree": disagreeing,
        "refunds": refunds,
        "reports": reports.iter().map(report_json).collect::<Vec<_>>(),
    })
}

fn count_json(check: Option<CountCheck>) -> Value {
    check.map_or(Value::Null, |check| {
        json!({
            "compared": check.compared(),
            "agree": check.agree,
            "fewer_loaded": check.fewer,
            "more_loaded": check.more,
            "missing_orders": check.missing,
            "surplus_orders": check.surplus,
        })
    })
}

fn report_json(report: &ReportCheck) -> Value {
    let periods: Vec<Value> = report
        .periods
        .iter()
        .map(|check| {
            json!({
                "first": check.period.first.to_string(),
                "last": check.period.last.to_string(),
                "reported_orders": check.reported,
                "loaded_orders": check.loaded,
            })
        })
        .collect();
    json!({"source": report.source.id(), "periods": periods})
}
