//! Health of an experiment of the workspace: what must hold before its numbers may be read as effects.

use crate::metrics::{Group, Metric, Start, compare, measure};
use crate::model::format::{NumberStyle, plural};
use crate::stats::Confidence;

use super::super::trial::health::{self, HealthCheck, HealthKind, HealthStatus};
use super::super::trial::{Trial, TrialReadout, Words};
use super::{Arm, DAYS_BEFORE, Test};

pub(super) fn checks(
    test: &Test<'_>,
    arms: &[Arm],
    trial: &Trial,
    readout: &TrialReadout,
) -> Vec<HealthCheck> {
    let words = Words {
        unit: crate::metrics::metric::Unit::Money,
        currency: test.context.snapshot.currency,
    };
    let mut checks = vec![
        health::sample_ratio(trial, &readout.srm),
        one_arm(test),
        window(test, arms),
        balance(test),
    ];
    checks.extend(health::sample_size(readout));
    checks.extend(health::largest(trial, readout, words));
    checks
}

fn one_arm(test: &Test<'_>) -> HealthCheck {
    let several = test.people.in_several;
    let assigned: u64 = test.people.sizes.iter().sum::<u64>() + several;
    let share = if assigned == 0 {
        1.0
    } else {
        1.0 - several as f64 / assigned as f64
    };
    let style = NumberStyle::default();
    let people = plural(several as i64, "person was", "people were");
    HealthCheck {
        kind: HealthKind::OneArm,
        status: if share < 0.99 {
            HealthStatus::Warning
        } else {
            HealthStatus::Ok
        },
        label: format!("In one arm only: {}", style.percent(share, 1)),
        meaning: format!("{people} in more than one arm and left out of every figure"),
    }
}

fn window(test: &Test<'_>, arms: &[Arm]) -> HealthCheck {
    let style = NumberStyle::default();
    let days = test.definition.window_days;
    let total: u64 = arms.iter().map(|arm| arm.n).sum();
    let open: u64 = arms.iter().map(|arm| arm.immature).sum();
    let undated = total - test.people.starts.iter().flatten().count() as u64;
    if undated > 0 {
        let people = plural(undated as i64, "person has", "people have");
        return HealthCheck {
            kind: HealthKind::Window,
            status: HealthStatus::Blocked,
            label: "Assignment date missing".to_owned(),
            meaning: format!(
                "{people} no assignment date: enter the day the test started under Settings"
            ),
        };
    }
    HealthCheck {
        kind: HealthKind::Window,
        status: if open == 0 {
            HealthStatus::Ok
        } else {
            HealthStatus::Warning
        },
        label: format!(
            "Window closed: {} of {}",
            style.count((total - open) as i64),
            style.count(total as i64)
        ),
        meaning: format!(
            "A person counts once {days} days have passed since the assignment; the others are left out until then"
        ),
    }
}

/// Net per person in the 90 days before the assignment should not differ between arms.
fn balance(test: &Test<'_>) -> HealthCheck {
    let starts = test
        .people
        .starts
        .iter()
        .map(|start| {
            let days = i64::from(DAYS_BEFORE) * crate::model::time::DAY_MICROS;
            start.map(|start| start - days)
        })
        .collect();
    let start = Start::PerPerson(starts);
    let metric = Metric::NetPerPerson { days: DAYS_BEFORE };
    let input = test.input();
    let measured = |index: u16| {
        let group = Group {
            people: test.people.people(index),
            start: start.clone(),
        };
        measure(&input, metric, &group)
    };
    let control = test.order.first().map(|&index| measured(index));
    let smallest = test
        .order
        .iter()
        .skip(1)
        .filter_map(|&index| {
            let effect = compare(control.as_ref()?, &measured(index), Confidence::default());
            Some(effect.ok()?.p.value)
        })
        .min_by(f64::total_cmp);
    let mut check = health::balance(
        smallest,
        &format!(
            "Net per person in the {DAYS_BEFORE} days before the assignment, arm by arm against the control"
        ),
    );
    if smallest.is_none() {
        "No purchases before the start".clone_into(&mut check.label);
    }
    check
}
