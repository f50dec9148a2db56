//! Segments: how large each is, what one of them is worth, and where its edge runs.

use crate::metrics::refunds::moved;
use crate::metrics::{Mask, Metric, PersonTable};
use crate::model::rules::SavedSegment;
use crate::model::time::DAY_MICROS;
use crate::segments::{self, Condition, Field, Preset, Rule, RuleContext};
use crate::stats::{self, Confidence};

use super::comparison::{Comparison, ComparisonReport, GroupResult, POWER, compare};
use super::context::{AnalysisError, Context};
use super::groups::NamedGroup;
use super::refunds::{RefundDates, refund_dates};
use super::scope::{People, Period, Scope, Versus};

/// How large every preset and saved segment is.
#[derive(Clone, Debug, Default)]
pub struct SegmentSizes {
    /// Presets in their order, then saved segments.
    pub entries: Vec<SegmentSize>,
    /// People with at least one included order.
    pub buyers: u64,
}

/// One segment's size.
#[derive(Clone, Debug)]
pub struct SegmentSize {
    /// The preset, or `None` for a saved segment.
    pub preset: Option<Preset>,
    /// Its name.
    pub name: String,
    /// Its rule.
    pub rule: String,
    /// Members as of the newest order, or why the rule cannot be read.
    pub people: Result<u64, String>,
}

/// One segment in full.
#[derive(Clone, Debug)]
pub struct SegmentReport {
    /// The rule, as typed.
    pub rule: String,
    /// Its members as of the newest order.
    pub size: SegmentSummary,
    /// Where the segment's edge runs.
    pub histogram: Histogram,
    /// On which date refunds count in net.
    pub refunds: RefundDates,
    /// The four KPIs and net per person against the comparison.
    pub comparison: ComparisonReport,
    /// Against a fixed rule of 90 days.
    pub fixed_rule: FixedRuleOverlap,
    /// Names in the rule that nothing loaded has.
    pub warnings: Vec<String>,
}

/// Size and weight of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SegmentSummary {
    /// Members.
    pub people: u64,
    /// Everyone with an order.
    pub buyers: u64,
    /// Net of members' orders of the last 365 days, in minor units.
    pub net_last_year_minor: i64,
    /// The smallest difference in conversion that a test on half of them could see.
    pub detectable: Option<f64>,
    /// Members without marketing consent.
    pub opted_out: u64,
}

/// People by a value, members apart from the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// What is on the axis.
    pub label: &'static str,
    /// Bars from left to right.
    pub bins: Vec<Bin>,
}

/// One bar of a histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Lower edge, included.
    pub from: f64,
    /// Upper edge; the last bar also holds everything above.
    pub to: f64,
    /// Members.
    pub members: u64,
    /// Everyone else.
    pub others: u64,
}

/// A segment beside "not purchased in 90 days".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedRuleOverlap {
    /// Only in the segment.
    pub segment_only: u64,
    /// In both.
    pub both: u64,
    /// Only called by the fixed rule.
    pub fixed_only: u64,
}

/// The metrics of the Segments screen.
#[must_use]
pub fn segment_metrics() -> Vec<Metric> {
    let days = Metric::DEFAULT_DAYS;
    let mut metrics = Metric::headline(days).to_vec();
    metrics.push(Metric::NetPerPerson { days });
    metrics
}

/// Sizes of every preset and saved segment.
pub fn sizes(context: &Context) -> Result<SegmentSizes, AnalysisError> {
    let table = context.people_at(context.snapshot.as_of);
    let presets = Preset::ALL.map(|preset| SegmentSize {
        preset: Some(preset),
        name: preset.label().to_owned(),
        rule: preset.rule(),
        people: size(context, &table, &preset.rule()),
    });
    let saved = context.definitions.segments.iter();
    let saved = saved.map(|SavedSegment { name, rule }| SegmentSize {
        preset: None,
        name: name.clone(),
        rule: rule.clone(),
        people: size(context, &table, rule),
    });
    Ok(SegmentSizes {
        entries: presets.into_iter().chain(saved).collect(),
        buyers: table.buyers().count() as u64,
    })
}

fn size(context: &Context, table: &PersonTable, rule: &str) -> Result<u64, String> {
    let rule = segments::parse(rule).map_err(|error| error.to_string())?;
    Ok(members(context, table, &rule).count() as u64)
}

fn members(context: &Context, table: &PersonTable, rule: &Rule) -> Mask {
    rule.evaluate(&rule_context(context, table))
}

fn rule_context<'a>(context: &'a Context, table: &'a PersonTable) -> RuleContext<'a> {
    RuleContext {
        snapshot: &context.snapshot,
        included: &context.inclusion.included,
        table,
        aliases: &context.definitions.rules.utm_aliases,
    }
}

/// Everything about one rule: fast enough to follow a slider.
pub fn report(
    context: &Context,
    rule: &str,
    period: Period,
    versus: &Versus,
) -> Result<SegmentReport, AnalysisError> {
    let parsed = segments::parse(rule)?;
    let as_of = context.snapshot.as_of;
    let table = context.people_at(as_of);
    let mask = members(context, &table, &parsed);
    let scope = Scope {
        period,
        people: People::Segment(rule.to_owned()),
        versus: versus.clone(),
    };
    let group = NamedGroup::parse(context, rule)?;
    let comparison = compare(context, &[group], &scope, &segment_metrics())?;
    Ok(SegmentReport {
        rule: rule.to_owned(),
        size: summary(context, &table, &mask, &comparison),
        histogram: histogram(&table, &mask, &parsed),
        fixed_rule: overlap(context, &table, &mask)?,
        refunds: refund_dates(context),
        warnings: parsed.warnings(&rule_context(context, &table)),
        comparison,
    })
}

fn summary(
    context: &Context,
    table: &PersonTable,
    mask: &Mask,
    comparison: &ComparisonReport,
) -> SegmentSummary {
    let snapshot = &context.snapshot;
    let year = snapshot.as_of - 365 * DAY_MICROS + 1..snapshot.as_of + 1;
    let basis = context.refund_basis();
    let mut net = 0;
    let mut opted_out = 0;
    for person in mask.iter() {
        for row in snapshot.people.orders(person) {
            if !context.inclusion.included[row] {
                continue;
            }
            if year.contains(&snapshot.orders.placed[row]) {
                net += snapshot.orders.money.net[row];
            }
            net += moved(snapshot, basis, row, &year).net;
        }
        let consent = snapshot.people.consent[person as usize];
        opted_out += u64::from(consent == crate::model::profile::Consent::Unsubscribed);
    }
    let people = mask.count() as u64;
    SegmentSummary {
        people,
        buyers: table.buyers().count() as u64,
        net_last_year_minor: net,
        detectable: detectable_in_half(people, comparison),
        opted_out,
    }
}

/// What a test of half against half could see, from the segment's own conversion.
fn detectable_in_half(people: u64, comparison: &ComparisonReport) -> Option<f64> {
    let GroupResult { values, .. } = comparison.groups.first()?;
    let conversion = values
        .iter()
        .find(|value| matches!(value.metric, Metric::Conversion { .. }))?;
    let baseline = conversion.estimate.ok()?.value;
    let half = people / 2;
    stats::detectable_proportion_difference(baseline, half, half, Confidence::default(), POWER)
}

fn overlap(
    context: &Context,
    table: &PersonTable,
    mask: &Mask,
) -> Result<FixedRuleOverlap, AnalysisError> {
    let fixed = segments::parse(&Preset::NotPurchased.rule())?;
    let fixed = members(context, table, &fixed);
    let both = mask.and(&fixed).count() as u64;
    Ok(FixedRuleOverlap {
        segment_only: mask.count() as u64 - both,
        both,
        fixed_only: fixed.count() as u64 - both,
    })
}

/// The value that the rule cuts at, with the width of a bar.
#[derive(Clone, Copy)]
enum Axis {
    GapRatio,
    DaysSinceLast,
    DaysSinceFirst,
    Orders,
    Net,
}

const BARS: usize = 24;

impl Axis {
    /// The first numeric field of the rule that can be drawn, else the gap ratio.
    fn of(rule: &Rule) -> Self {
        let conditions = rule.conditions();
        let mut fields = conditions.iter().filter_map(|condition| match condition {
            Condition::Compare { field, .. }
            | Condition::OneOf { field, .. }
            | Condition::Top { field, .. } => Some(*field),
            Condition::Arm { .. } | Condition::Property { .. } => None,
        });
        fields
            .find_map(|field| match field {
                Field::GapRatio => Some(Self::GapRatio),
                Field::DaysSinceLastOrder => Some(Self::DaysSinceLast),
                Field::DaysSinceFirstOrder => Some(Self::DaysSinceFirst),
                Field::Orders => Some(Self::Orders),
                Field::Net => Some(Self::Net),
                _ => None,
            })
            .unwrap_or(Self::GapRatio)
    }

    fn label(self) -> &'static str {
        match self {
            Self::GapRatio => "Days since last order, as a multiple of the person's usual gap",
            Self::DaysSinceLast => "Days since last order",
            Self::DaysSinceFirst => "Days since first order",
            Self::Orders => "Orders",
            Self::Net => "Net sales per person",
        }
    }

    fn value(self, table: &PersonTable, person: u32) -> Option<f64> {
        let at = person as usize;
        match self {
            Self::GapRatio => table.gap_ratio[at],
            Self::DaysSinceLast => table.days_since_last(person),
            Self::DaysSinceFirst => {
                let first = table.first[at]?;
                Some((table.as_of - first.placed) as f64 / DAY_MICROS as f64)
            }
            Self::Orders => Some(f64::from(table.orders[at])),
            Self::Net => Some(table.net[at] as f64),
        }
    }
}

fn histogram(table: &PersonTable, mask: &Mask, rule: &Rule) -> Histogram {
    let axis = Axis::of(rule);
    let mut values: Vec<(f64, bool)> = table
        .buyers()
        .iter()
        .filter_map(|person| Some((axis.value(table, person)?, mask.contains(person))))
        .filter(|(value, _)| value.is_finite())
        .collect();
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    let width = bar_width(&values, axis);
    let mut bins: Vec<Bin> = (0..BARS)
        .map(|bar| Bin {
            from: bar as f64 * width,
            to: (bar + 1) as f64 * width,
            ..Bin::default()
        })
        .collect();
    for (value, is_member) in values {
        let bar = ((value / width).max(0.0) as usize).min(BARS - 1);
        if is_member {
            bins[bar].members += 1;
        } else {
            bins[bar].others += 1;
        }
    }
    Histogram {
        label: axis.label(),
        bins,
    }
}

/// A round width so that 97 % of people fall below the last bar.
fn bar_width(values: &[(f64, bool)], axis: Axis) -> f64 {
    let high = values
        .get(values.len().saturating_mul(97) / 100)
        .or(values.last())
        .map_or(1.0, |(value, _)| *value);
    let wanted = (high / BARS as f64).max(1e-9);
    let power = 10f64.powf(wanted.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= wanted)
        .unwrap_or(10.0 * power);
    match axis {
        Axis::Orders => step.max(1.0).ceil(),
        Axis::GapRatio | Axis::DaysSinceLast | Axis::DaysSinceFirst | Axis::Net => step,
    }
}

impl SegmentReport {
    /// The comparison of one metric.
    #[must_use]
    pub fn comparison_of(&self, metric: Metric) -> Option<&Comparison> {
        let comparisons = &self.comparison.comparisons;
        comparisons.iter().find(|one| one.metric == metric)
    }
}
