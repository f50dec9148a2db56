//! Figures: the charts that Holdout offers, each made from one analysis result.
//!
//! A figure is filled here once, for the screen, the file and the command line.

use super::spec::{
    Bar, Bars, Chart, ChartKind, Direction, Footnote, Forest, ForestRow, LineStyle, Point, Series,
    TimeAxis, TimeSeries, Tone,
};
use super::value::ValueFormat;
use crate::analysis::attribution::AttributionReport;
use crate::analysis::comparison::Finding;
use crate::analysis::overview::Overview;
use crate::analysis::refunds::RefundDates;
use crate::analysis::scope::Span;
use crate::analysis::segment::SegmentReport;
use crate::analysis::trial::Words;
use crate::metrics::Metric;
use crate::metrics::metric::Unit;
use crate::model::format::{self, NumberStyle, plural};
use crate::model::refund_basis::RefundBasis;
use crate::stats::Estimate;
use crate::store::snapshot::Snapshot;

mod experiment;
mod plan;

pub use experiment::{conversion, elapsed, experiment};
pub use plan::plan;

/// The charts that Holdout offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Figure {
    /// Net sales per week.
    Trend,
    /// From store net to claims to the unattributed rest.
    Bridge,
    /// Attributed net by workflow.
    Workflows,
    /// A segment against its comparison.
    Segment,
    /// How a segment cuts through the buyers.
    SegmentEdge,
    /// Every metric of an experiment.
    Experiment,
    /// Conversion per arm.
    Conversion,
    /// What a planned test could see, by people.
    Plan,
    /// The effect of an experiment by days since the assignment.
    Elapsed,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 9] = [
        Self::Trend,
        Self::Bridge,
        Self::Workflows,
        Self::Segment,
        Self::SegmentEdge,
        Self::Experiment,
        Self::Conversion,
        Self::Plan,
        Self::Elapsed,
    ];

    /// The word on the command line and in file names.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Trend => "trend",
            Self::Bridge => "bridge",
            Self::Workflows => "workflows",
            Self::Segment => "segment",
            Self::SegmentEdge => "segment-edge",
            Self::Experiment => "experiment",
            Self::Conversion => "conversion",
            Self::Plan => "plan",
            Self::Elapsed => "elapsed",
        }
    }

    /// The words in the window.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Trend => "Net sales per week",
            Self::Bridge => "From store net to claims",
            Self::Workflows => "Net by workflow",
            Self::Segment => "Segment against its comparison",
            Self::SegmentEdge => "Where the segment's edge runs",
            Self::Experiment => "Effect on every metric",
            Self::Conversion => "Conversion per arm",
            Self::Plan => "Smallest visible effect by people",
            Self::Elapsed => "Effect by days since assignment",
        }
    }
}

/// Net sales per week with its interval, beside the same week last year.
#[must_use]
pub fn trend(snapshot: &Snapshot, overview: &Overview) -> Chart {
    let points = |value: &dyn Fn(&crate::metrics::trend::TrendPoint) -> Option<Point>| {
        overview.trend.iter().filter_map(value).collect::<Vec<_>>()
    };
    let now = points(&|point| {
        Some(Point {
            day: point.start,
            value: point.totals.net as f64,
            band: point.net_band,
        })
    });
    let before = points(&|point| {
        Some(Point {
            day: point.start,
            value: point.last_year?.net as f64,
            band: None,
        })
    });
    let orders: u64 = overview.trend.iter().map(|point| point.totals.orders).sum();
    let mut series = vec![Series {
        name: "Net sales".to_owned(),
        points: now,
        line: LineStyle::Solid,
        tone: Tone::Accent,
    }];
    if !before.is_empty() {
        series.push(Series {
            name: "Same week last year".to_owned(),
            points: before,
            line: LineStyle::Dashed,
            tone: Tone::Control,
        });
    }
    Chart {
        title: "Net sales per week".to_owned(),
        caption: format!(
            "{}; shipping and tax excluded",
            overview.refunds.basis.meaning()
        ),
        footnote: Footnote {
            definition: "Net = subtotal − refund share. Band: 95 % interval from the number and size of orders".to_owned(),
            filters: people(&overview.people),
            dates: dates(snapshot, overview.span),
            sample_sizes: plural(orders as i64, "order in full weeks", "orders in full weeks"),
            extra: undated(snapshot, &overview.refunds),
        },
        format: ValueFormat::Money(snapshot.currency),
        style: NumberStyle::default(),
        kind: ChartKind::TimeSeries(TimeSeries {
            axis: TimeAxis::Calendar,
            series,
            from_zero: true,
            mark: None,
        }),
    }
}

/// From store net over what each kind of evidence claims, minus what is claimed twice, to the rest.
#[must_use]
pub fn bridge(snapshot: &Snapshot, report: &AttributionReport) -> Chart {
    let store = report.ledger.store.net_minor as f64;
    let mut items = vec![Bar::plain("Store net", store, Tone::Control)];
    let mut level = 0.0;
    for (id, label) in [
        ("code", "Codes"),
        ("utm", "UTM"),
        ("landing", "Landing page"),
    ] {
        let claimed = report.claimed(id).net_minor as f64;
        if claimed != 0.0 {
            items.push(Bar::floating(label, level, level + claimed, Tone::Accent));
            level += claimed;
        }
    }
    let twice = report.claimed_twice_net() as f64;
    if twice != 0.0 {
        items.push(Bar::floating(
            "Claimed twice",
            level,
            level - twice,
            Tone::Warning,
        ));
        level -= twice;
    }
    items.push(Bar::floating("Unattributed", level, store, Tone::Neutral));
    Chart {
        title: "From store net to claims".to_owned(),
        caption: bridge_sentence(report),
        footnote: Footnote {
            definition: format!(
                "One order, one credit: {}. A claim that loses stays visible and counts once",
                report.model
            ),
            filters: "Orders that count, by order date".to_owned(),
            dates: dates(snapshot, report.span),
            sample_sizes: plural(report.ledger.store.orders as i64, "order", "orders"),
            extra: by_refund_date(snapshot, &report.refunds)
                .into_iter()
                .collect(),
        },
        format: ValueFormat::Money(snapshot.currency),
        style: NumberStyle::default(),
        kind: ChartKind::Bars(Bars {
            direction: Direction::Vertical,
            heading: "Step".to_owned(),
            items,
        }),
    }
}

/// `2,398 orders claimed, 611 of them by more than one signal. 33 % of net has no signal at all`.
#[must_use]
pub fn bridge_sentence(report: &AttributionReport) -> String {
    let style = NumberStyle::default();
    let ledger = &report.ledger;
    let claimed = ledger.store.orders - ledger.unattributed.orders;
    let net = ledger.store.net_minor;
    let without = if net > 0 {
        style.percent(ledger.unattributed.net_minor as f64 / net as f64, 0)
    } else {
        "none".to_owned()
    };
    format!(
        "{} claimed, {} of them by more than one signal. {without} of net has no signal at all",
        plural(claimed as i64, "order", "orders"),
        style.count(ledger.double_claimed.by_signals.orders as i64),
    )
}

/// Attributed net by workflow, best first.
#[must_use]
pub fn workflows(snapshot: &Snapshot, report: &AttributionReport) -> Chart {
    const SHOWN: usize = 12;
    let mut items: Vec<Bar> = report
        .lines
        .iter()
        .take(SHOWN)
        .map(|line| Bar::plain(line.workflow.clone(), line.totals.net as f64, Tone::Accent))
        .collect();
    let others: i64 = report
        .lines
        .iter()
        .skip(SHOWN)
        .map(|line| line.totals.net)
        .sum();
    if report.lines.len() > SHOWN {
        items.push(Bar::plain("Other workflows", others as f64, Tone::Control));
    }
    items.push(Bar::plain(
        "Unattributed",
        report.rest.net as f64,
        Tone::Neutral,
    ));
    Chart {
        title: "Net by workflow".to_owned(),
        caption: bridge_sentence(report),
        footnote: Footnote {
            definition: format!(
                "One order, one credit: {}. Attributed is not caused",
                report.model
            ),
            filters: "Orders that count, by order date".to_owned(),
            dates: dates(snapshot, report.span),
            sample_sizes: plural(report.store.orders as i64, "order", "orders"),
            extra: by_refund_date(snapshot, &report.refunds)
                .into_iter()
                .collect(),
        },
        format: ValueFormat::Money(snapshot.currency),
        style: NumberStyle::default(),
        kind: ChartKind::Bars(Bars {
            direction: Direction::Horizontal,
            heading: "Workflow".to_owned(),
            items,
        }),
    }
}

/// A segment's KPIs relative to its comparison.
#[must_use]
pub fn segment(snapshot: &Snapshot, report: &SegmentReport, name: &str) -> Chart {
    let comparisons = &report.comparison.comparisons;
    let versus = comparisons
        .first()
        .map_or("rest", |one| one.versus.as_str());
    let grade = comparisons.first().map(|one| one.grade);
    let rows = comparisons
        .iter()
        .map(|one| ForestRow {
            label: one.metric.label(),
            arm_values: vec![
                metric_text(one.metric.unit(), one.versus_value.estimate.ok(), snapshot),
                metric_text(one.metric.unit(), one.value.estimate.ok(), snapshot),
            ],
            effect: one
                .effect
                .and_then(|effect| effect.lift)
                .map_err(|reason| reason.sentence().to_owned()),
            p: one
                .p_adjusted
                .map_or_else(String::new, |p| NumberStyle::default().p_value(p)),
            verdict: one.finding.label().to_owned(),
            // Not randomised: higher is not better, so no verdict colour.
            tone: finding_tone(one.finding, None),
        })
        .collect();
    Chart {
        title: format!("{name} against {versus}"),
        caption: grade.map_or_else(String::new, |grade| grade.meaning().to_owned()),
        footnote: Footnote {
            definition: report.rule.clone(),
            filters: people_of_buyers(report),
            dates: dates(snapshot, report.comparison.span),
            sample_sizes: String::new(),
            extra: first_definition(comparisons.iter().map(|one| one.metric))
                .into_iter()
                .chain(by_refund_date(snapshot, &report.refunds))
                .collect(),
        },
        format: ValueFormat::Lift { decimals: 0 },
        style: NumberStyle::default(),
        kind: ChartKind::Forest(Forest {
            heading: "Metric".to_owned(),
            arms: vec![capitalised(versus), name.to_owned()],
            effect_heading: "Relative difference, 95 % interval".to_owned(),
            p_heading: "p (Holm)".to_owned(),
            rows,
        }),
    }
}

/// Buyers by the value that the rule cuts at; members in colour.
#[must_use]
pub fn segment_edge(snapshot: &Snapshot, report: &SegmentReport, name: &str) -> Chart {
    let style = NumberStyle::default();
    let is_money = report.histogram.label.starts_with("Net");
    let mut items = Vec::new();
    for bin in &report.histogram.bins {
        let label = if is_money {
            style.money_short(bin.from, snapshot.currency)
        } else {
            trimmed(bin.from)
        };
        let others = bin.others as f64;
        let all = others + bin.members as f64;
        let tone = if bin.members > bin.others {
            Tone::Accent
        } else {
            Tone::Neutral
        };
        items.push(Bar::plain(label, all, tone));
    }
    Chart {
        title: format!("{name}: where its edge runs"),
        caption: format!("Buyers by: {}", report.histogram.label),
        footnote: Footnote {
            definition: report.rule.clone(),
            filters: "Buyers as of the newest order; coloured where most are members".to_owned(),
            dates: dates(snapshot, report.comparison.span),
            sample_sizes: people_of_buyers(report),
            extra: Vec::new(),
        },
        format: ValueFormat::Count,
        style,
        kind: ChartKind::Bars(Bars {
            direction: Direction::Vertical,
            heading: report.histogram.label.to_owned(),
            items,
        }),
    }
}

/// Green and red only where a direction is good and people were randomised.
fn finding_tone(finding: Finding, up_is_good: Option<bool>) -> Tone {
    match (finding, up_is_good) {
        (Finding::Higher | Finding::Lower | Finding::NotInferior, None) => Tone::Accent,
        (Finding::NotInferior, Some(_))
        | (Finding::Higher, Some(true))
        | (Finding::Lower, Some(false)) => Tone::Positive,
        (Finding::Lower, Some(true)) | (Finding::Higher, Some(false)) => Tone::Negative,
        (Finding::Undecided(_) | Finding::None(_), _) => Tone::Control,
    }
}

fn metric_text(unit: Unit, estimate: Option<Estimate>, snapshot: &Snapshot) -> String {
    let words = Words {
        unit,
        currency: snapshot.currency,
    };
    estimate.map_or_else(|| "n/a".to_owned(), |estimate| words.value(estimate.value))
}

/// The headline metric's definition: all of them would leave no room for the chart. The data beside
/// the chart and the window define every one.
fn first_definition(mut metrics: impl Iterator<Item = Metric>) -> Vec<String> {
    metrics
        .next()
        .map(|metric| format!("{}: {}", metric.label(), metric.definition()))
        .into_iter()
        .collect()
}

/// Refunds that the chosen date could not be found for.
fn undated(snapshot: &Snapshot, refunds: &RefundDates) -> Vec<String> {
    refunds.note(snapshot.currency).into_iter().collect()
}

/// The date of refunds, where it is not that of their orders.
fn by_refund_date(snapshot: &Snapshot, refunds: &RefundDates) -> Option<String> {
    match refunds.basis {
        RefundBasis::Order => None,
        RefundBasis::Refund => Some(refunds.sentence(snapshot.currency)),
    }
}

fn people_of_buyers(report: &SegmentReport) -> String {
    let style = NumberStyle::default();
    format!(
        "{} people of {} buyers",
        style.count(report.size.people as i64),
        style.count(report.size.buyers as i64)
    )
}

fn people(name: &str) -> String {
    format!("People: {name}; orders that count")
}

fn dates(snapshot: &Snapshot, span: Span) -> String {
    let (first, last) = span.days(snapshot);
    format!("{}, {}", format::period(first, last), snapshot.zone_name())
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
