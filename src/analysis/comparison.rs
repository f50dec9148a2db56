//! Groups against each other: values, differences, adjusted p-values and what may be said.

use crate::metrics::{self, Measure, Metric};
use crate::stats::{self, CannotTest, Confidence, Effect, Estimate};

use super::context::{AnalysisError, Context};
use super::groups::NamedGroup;
use super::scope::{Grade, Scope, Span, Versus};

/// One group measured on every metric.
#[derive(Clone, Debug)]
pub struct GroupResult {
    /// Its name.
    pub name: String,
    /// Members at the end of the span.
    pub people: u64,
    /// Their included orders in the span.
    pub orders: u64,
    /// One value per metric, in the order asked.
    pub values: Vec<MetricValue>,
}

/// One metric of one group.
#[derive(Clone, Debug)]
pub struct MetricValue {
    /// Which metric.
    pub metric: Metric,
    /// What was measured.
    pub measure: Measure,
    /// Value and interval, or why there is none.
    pub estimate: Result<Estimate, CannotTest>,
}

/// One metric of a group against its comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The group.
    pub group: String,
    /// What it is compared with.
    pub versus: String,
    /// How far it may be trusted.
    pub grade: Grade,
    /// Which metric.
    pub metric: Metric,
    /// The group's value.
    pub value: MetricValue,
    /// The other's value.
    pub versus_value: MetricValue,
    /// Difference, lift and p-value.
    pub effect: Result<Effect, CannotTest>,
    /// Holm over all comparisons of the same answer.
    pub p_adjusted: Option<f64>,
    /// What may be said.
    pub finding: Finding,
}

/// What a comparison found, in the direction of the numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finding {
    /// The group's value is higher, beyond chance.
    Higher,
    /// The group's value is lower, beyond chance.
    Lower,
    /// Not worse by more than the margin agreed on, beyond chance; asked for by some experiments.
    NotInferior,
    /// Undecided; the smallest difference that these sizes could have seen with 80 % power.
    Undecided(Option<f64>),
    /// No comparison possible.
    None(CannotTest),
}

impl Finding {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NotInferior => "not_inferior",
            Self::Undecided(_) => "not_decided",
            Self::None(_) => "cannot_compare",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Higher => "Higher",
            Self::Lower => "Lower",
            Self::NotInferior => "Not worse",
            Self::Undecided(_) => "Not decided",
            Self::None(_) => "Cannot compare",
        }
    }
}

/// Several groups, each against its comparison.
#[derive(Clone, Debug)]
pub struct ComparisonReport {
    /// Up to when data is seen, UTC microseconds.
    pub as_of: i64,
    /// The span of the question.
    pub span: Span,
    /// The groups and, where one is named, what they are compared with.
    pub groups: Vec<GroupResult>,
    /// Group by group, metric by metric.
    pub comparisons: Vec<Comparison>,
}

/// Measures groups on metrics and compares each with its counterpart.
pub fn compare(
    context: &Context,
    groups: &[NamedGroup],
    scope: &Scope,
    metrics: &[Metric],
) -> Result<ComparisonReport, AnalysisError> {
    let span = scope.period.span(&context.snapshot);
    let mut results = Vec::new();
    let mut comparisons = Vec::new();
    for group in groups {
        let (mut other, other_span, grade) = counterpart(context, group, &scope.versus, span)?;
        let mut group = group.clone();
        if group.experiment().is_some() || other.experiment().is_some() {
            (group, other) = (group.charging_orders(), other.charging_orders());
        }
        let result = group_result(context, &group, span, metrics);
        let other_result = group_result(context, &other, other_span, metrics);
        for (value, versus_value) in result.values.iter().zip(&other_result.values) {
            comparisons.push(compared(
                (&result.name, scope.versus.label()),
                grade,
                value.clone(),
                versus_value.clone(),
            ));
        }
        results.push(result);
        if scope.versus != Versus::Previous {
            results.push(other_result);
        }
    }
    adjust(&mut comparisons);
    Ok(ComparisonReport {
        as_of: context.snapshot.as_of,
        span,
        groups: results,
        comparisons,
    })
}

/// Values of one group without a comparison.
#[must_use]
pub fn group_result(
    context: &Context,
    group: &NamedGroup,
    span: Span,
    metrics: &[Metric],
) -> GroupResult {
    let members = group.members_at(context, span.to - 1);
    let person = &context.snapshot.orders.person;
    let orders = context
        .orders_in(span)
        .filter(|&row| members.contains(person[row]))
        .count();
    let values = metrics
        .iter()
        .map(|&metric| {
            let measure = group.measure(context, metric, span);
            MetricValue {
                metric,
                measure,
                estimate: measure.estimate(Confidence::default()),
            }
        })
        .collect();
    GroupResult {
        name: group.name.clone(),
        people: members.count() as u64,
        orders: orders as u64,
        values,
    }
}

fn counterpart(
    context: &Context,
    group: &NamedGroup,
    versus: &Versus,
    span: Span,
) -> Result<(NamedGroup, Span, Grade), AnalysisError> {
    match versus {
        Versus::Previous if group.experiment().is_some() => {
            Err(AnalysisError::ArmHasNoPast(group.name.clone()))
        }
        Versus::Previous => Ok((group.clone(), span.previous(), Grade::C)),
        Versus::Rest => {
            let grade = match group.experiment() {
                Some(_) => Grade::A,
                None => Grade::B,
            };
            Ok((group.rest(context)?, span, grade))
        }
        Versus::Segment(text) => {
            let other = NamedGroup::parse(context, text)?;
            let same_test =
                other.experiment().is_some() && other.experiment() == group.experiment();
            let grade = if same_test { Grade::A } else { Grade::B };
            Ok((other, span, grade))
        }
    }
}

fn compared(
    (group, versus): (&str, &str),
    grade: Grade,
    value: MetricValue,
    versus_value: MetricValue,
) -> Comparison {
    let effect = metrics::compare(&versus_value.measure, &value.measure, Confidence::default());
    Comparison {
        group: group.to_owned(),
        versus: versus.to_owned(),
        grade,
        metric: value.metric,
        value,
        versus_value,
        effect,
        p_adjusted: None,
        finding: Finding::None(CannotTest::NoUnits),
    }
}

fn adjust(comparisons: &mut [Comparison]) {
    let tested: Vec<f64> = comparisons
        .iter()
        .filter_map(|one| one.effect.ok().map(|effect| effect.p.value))
        .collect();
    let mut adjusted = stats::holm(&tested).into_iter();
    for one in comparisons {
        one.finding = match one.effect {
            Err(reason) => Finding::None(reason),
            Ok(effect) => {
                let p = adjusted.next().unwrap_or(1.0);
                one.p_adjusted = Some(p);
                if p >= Confidence::default().alpha {
                    let (versus, group) = (&one.versus_value.measure, &one.value.measure);
                    Finding::Undecided(detectable(versus, group))
                } else if effect.difference.value > 0.0 {
                    Finding::Higher
                } else {
                    Finding::Lower
                }
            }
        };
    }
}

/// Power that "could have been seen" refers to.
pub const POWER: f64 = 0.8;

/// The smallest difference from `versus` that two groups of these sizes show with 80 % power.
#[must_use]
pub fn detectable(versus: &Measure, group: &Measure) -> Option<f64> {
    let confidence = Confidence::default();
    stats::detectable(&versus.statistic, &group.statistic, confidence, POWER)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::*;
    use crate::analysis::scope::{People, Period};
    use crate::metrics::fixture::{Shop, TestOrder, assign};
    use crate::model::refund_basis::RefundBasis;
    use crate::model::rules::Definitions;
    use crate::model::time::Day;

    /// Refunds count on the day they were paid back, which was after the period for all of them.
    fn context() -> Context {
        let refunded = |(name, net, refund)| TestOrder::on_day(name, 1, net).refund_on(20, refund);
        let people = [
            ("ann", 4_900, 1_000),
            ("abe", 5_100, 1_000),
            ("bea", 4_900, 2_000),
            ("bob", 5_100, 2_000),
            ("cat", 4_900, 3_000),
            ("cem", 5_100, 3_000),
        ];
        let late = TestOrder::on_day("dan", 30, 5_000);
        let mut snapshot = Shop::of(people.map(refunded).into_iter().chain([late]));
        let arms = [("ann", "a"), ("abe", "a"), ("bea", "b"), ("bob", "b")];
        assign(
            &mut snapshot,
            "test",
            &arms.map(|(name, arm)| (name, arm, "2026-01-01")),
        );
        let mut definitions = Definitions::default();
        definitions.rules.refund_basis = RefundBasis::Refund;
        Context::new(Arc::new(snapshot), definitions)
    }

    /// Net per order on both sides in the first days of January.
    fn check(group: &str, versus: Versus, expected: (f64, f64)) {
        let context = context();
        let group = NamedGroup::parse(&context, group).unwrap();
        let day = |day| Some(Day::from_date(date(2026, 1, day)));
        let scope = Scope {
            period: Period::Between(day(1), day(10)),
            people: People::Everyone,
            versus,
        };
        let metrics = [Metric::AovAfterRefunds];
        let report = compare(&context, &[group], &scope, &metrics).unwrap();
        let value = |side: &MetricValue| side.estimate.unwrap().value;
        let one = &report.comparisons[0];
        assert_eq!((value(&one.value), value(&one.versus_value)), expected);
    }

    #[test]
    fn whatever_stands_beside_an_arm_charges_refunds_to_their_orders_too() {
        let arm = || Versus::Segment("arm:test/a".to_owned());
        let everyone = || Versus::Segment("everyone".to_owned());
        check("arm:test/a", Versus::Rest, (4_000.0, 3_000.0));
        check("arm:test/a", everyone(), (4_000.0, 3_000.0));
        check("everyone", arm(), (3_000.0, 4_000.0));
        // Without an arm the chosen basis holds on both sides.
        check("everyone", everyone(), (5_000.0, 5_000.0));
    }
}
