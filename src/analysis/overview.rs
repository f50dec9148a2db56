//! The Overview: four KPIs with their comparison, the trend, top workflows, and what needs attention.

mod history;

use std::thread;

use crate::metrics::Metric;
use crate::metrics::trend::{Bucket, TrendInput, TrendPoint, trend};
use crate::model::format::{self, NumberStyle, plural};
use crate::stats::{CannotTest, Confidence, Estimate};

use super::attribution::{AttributionReport, CodeLeak, WorkflowLine, report};
use super::comparison::{Comparison, compare};
use super::context::{AnalysisError, Context};
use super::experiment::{self, Verdict};
use super::groups::NamedGroup;
use super::refunds::{RefundDates, refund_dates};
use super::scope::{People, Scope, Span};

pub use history::{KpiHistory, history};

/// The Overview screen's answer.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Whom it is about.
    pub people: String,
    /// The span of the question.
    pub span: Span,
    /// Conversion, AOV, LTV-90 and Repeat-90.
    pub kpis: Vec<Comparison>,
    /// On which date refunds count in it.
    pub refunds: RefundDates,
    /// Net sales per week.
    pub trend: Vec<TrendPoint>,
    /// Workflows by attributed net, best first.
    pub workflows: Vec<OverviewWorkflow>,
    /// What needs attention, worst first.
    pub alerts: Vec<Alert>,
}

/// One workflow with what it earned and, where an experiment tells, what it caused.
#[derive(Clone, Debug)]
pub struct OverviewWorkflow {
    /// What it earned.
    pub line: WorkflowLine,
    /// The experiment that tells what it caused.
    pub experiment: Option<String>,
    /// What it caused, in minor units.
    pub incremental: Option<Result<Estimate, CannotTest>>,
}

/// Something that needs attention.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// How urgent.
    pub level: AlertLevel,
    /// What is wrong or ready.
    pub text: String,
    /// The evidence.
    pub detail: String,
    /// Where to act.
    pub target: AlertTarget,
}

/// How urgent an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AlertLevel {
    /// Numbers are wrong until it is settled.
    Problem,
    /// Look at it.
    Warning,
    /// Good news.
    Ready,
}

/// Where an alert leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlertTarget {
    /// An experiment.
    Experiment(String),
    /// The attribution rules.
    Attribution,
    /// The Data screen.
    Data,
}

/// Answers the Overview screen.
pub fn overview(context: &Context, scope: &Scope) -> Result<Overview, AnalysisError> {
    let span = scope.period.span(&context.snapshot);
    let group = NamedGroup::of(context, &scope.people)?;
    // Two threads with about as much to do.
    let (measured, credited) = thread::scope(|threads| {
        let measured = threads.spawn(|| {
            let kpis = kpis(context, &group, scope)?;
            Ok::<_, AnalysisError>((kpis, weeks(context, scope, &group, span)?))
        });
        let credited = report(context, scope.period)
            .and_then(|credit| Ok((workflows(&credit), alerts(context, &credit)?)));
        let measured = measured.join();
        (
            measured.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            credited,
        )
    });
    let ((kpis, trend), (workflows, alerts)) = (measured?, credited?);
    Ok(Overview {
        people: group.name.clone(),
        span,
        refunds: refund_dates(context),
        kpis,
        trend,
        workflows,
        alerts,
    })
}

fn kpis(
    context: &Context,
    group: &NamedGroup,
    scope: &Scope,
) -> Result<Vec<Comparison>, AnalysisError> {
    Ok(compare(context, std::slice::from_ref(group), scope, &headline())?.comparisons)
}

fn headline() -> [Metric; 4] {
    Metric::headline(Metric::DEFAULT_DAYS)
}

/// Whole weeks of the span.
fn weeks(
    context: &Context,
    scope: &Scope,
    group: &NamedGroup,
    span: Span,
) -> Result<Vec<TrendPoint>, AnalysisError> {
    let people = match scope.people {
        People::Everyone => None,
        People::Segment(_) => Some(group.members_at(context, span.to - 1)),
    };
    let points = trend(
        &TrendInput {
            snapshot: &context.snapshot,
            included: &context.inclusion.included,
            people: people.as_ref(),
            refunds: group.refund_basis(context),
        },
        Bucket::Week,
        Confidence::default(),
    )
    .map_err(|error| AnalysisError::Trend(error.to_string()))?;
    let (first, last) = span.days(&context.snapshot);
    let points = points
        .into_iter()
        .filter(|point| point.complete && first <= point.start && point.start <= last);
    Ok(points.collect())
}

fn workflows(report: &AttributionReport) -> Vec<OverviewWorkflow> {
    let mut result = Vec::new();
    for line in &report.lines {
        let caused = report
            .caused
            .iter()
            .find(|caused| caused.caused.workflow == line.workflow);
        result.push(OverviewWorkflow {
            experiment: caused.map(|caused| caused.experiment.clone()),
            incremental: caused.map(|caused| caused.caused.incremental),
            line: line.clone(),
        });
    }
    result
}

fn alerts(context: &Context, credit: &AttributionReport) -> Result<Vec<Alert>, AnalysisError> {
    let mut alerts = Vec::new();
    for entry in experiment::list(context)?.entries {
        alerts.extend(experiment_alert(entry));
    }
    let leaks = credit.rules.leaks.iter();
    alerts.extend(leaks.map(|leak| leak_alert(context, leak)));
    alerts.extend(code_alerts(context)?);
    alerts.sort_by_key(|alert| alert.level);
    Ok(alerts)
}

fn experiment_alert(entry: experiment::ExperimentEntry) -> Option<Alert> {
    let said = entry.verdict.said();
    let level = match &entry.verdict {
        Verdict::Blocked(_) => AlertLevel::Problem,
        Verdict::Win(_) | Verdict::NotInferior(_) => AlertLevel::Ready,
        // A workflow that loses should be stopped, which is no good news.
        Verdict::Loss(_) => AlertLevel::Warning,
        Verdict::Inconclusive(_) | Verdict::TooEarly(_) => return None,
    };
    Some(Alert {
        level,
        text: match said.headline.strip_prefix("Blocked: ") {
            Some(reason) => format!("{} is blocked: {reason}", entry.name),
            None => format!("{}: {}", entry.name, with_one_colon_less(&said.headline)),
        },
        detail: match level {
            AlertLevel::Ready => {
                format!(
                    "Window closed for all {} people",
                    NumberStyle::default().count(entry.people as i64)
                )
            }
            // The first sentence is the evidence, the rest is advice that the experiment repeats.
            AlertLevel::Problem | AlertLevel::Warning => {
                let sentence = said.detail.split(". ").next();
                sentence.unwrap_or(&said.detail).to_owned()
            }
        },
        target: AlertTarget::Experiment(entry.name),
    })
}

/// `B wins: 6.2 % …` as `B wins, 6.2 % …`, because the experiment's name already ends in a colon.
fn with_one_colon_less(headline: &str) -> String {
    match headline.rsplit_once(": ") {
        Some((who, rates)) => format!("{who}, {rates}"),
        None => headline.to_owned(),
    }
}

/// A code that strangers use takes credit from the workflow's own people.
fn leak_alert(context: &Context, leak: &CodeLeak) -> Alert {
    let style = NumberStyle::default();
    let (orders, strangers) = leak.signal.since_spike().unwrap_or_default();
    let since = leak.signal.spike.map_or_else(String::new, |spike| {
        format!(" since {}", format::day(spike.monday))
    });
    Alert {
        level: AlertLevel::Problem,
        text: format!("{} is leaking", leak.code),
        detail: format!(
            "{} of {}{since} came without a touch; {} net is credited to {}",
            style.count(strangers as i64),
            plural(orders as i64, "order", "orders"),
            style.money(leak.signal.net_minor, context.snapshot.currency),
            leak.workflow
        ),
        target: AlertTarget::Attribution,
    }
}

fn code_alerts(context: &Context) -> Result<Vec<Alert>, AnalysisError> {
    let style = NumberStyle::default();
    let usage = context.code_usage()?;
    let unmapped: Vec<_> = usage.iter().filter(|code| code.rule.is_none()).collect();
    let mut alerts = Vec::new();
    if !unmapped.is_empty() {
        let net: i64 = unmapped.iter().map(|code| code.net_minor).sum();
        let orders: u64 = unmapped.iter().map(|code| code.orders).sum();
        alerts.push(Alert {
            level: AlertLevel::Warning,
            text: format!(
                "{} without a workflow",
                plural(unmapped.len() as i64, "code", "codes")
            ),
            detail: format!(
                "{}, {} net unattributed",
                plural(orders as i64, "order", "orders"),
                style.money(net, context.snapshot.currency)
            ),
            target: AlertTarget::Attribution,
        });
    }
    Ok(alerts)
}
