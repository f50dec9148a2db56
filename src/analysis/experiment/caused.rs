//! Attributed beside incremental: what the workflow was credited with, and what it caused.

use crate::attribution::Ledger;
use crate::metrics::Metric;
use crate::stats::{CannotTest, Estimate, Interval};

use super::super::context::{AnalysisError, Context};
use super::super::groups::arm_index;
use super::super::trial::{MetricReadout, Withheld};
use super::{Test, definition_of, list_of};

/// One treatment arm's credited and caused revenue, in minor units.
#[derive(Clone, Debug, PartialEq)]
pub struct Caused {
    /// Index into the read-out's arms.
    pub arm: usize,
    /// The workflow under test.
    pub workflow: String,
    /// Net of orders credited to the workflow, placed by the arm's people within their windows.
    pub attributed_minor: i64,
    /// Those orders.
    pub attributed_orders: u64,
    /// `(mean of the arm - mean of the control) * people in the arm`, with its interval.
    pub incremental: Result<Estimate, CannotTest>,
}

pub(super) fn caused(
    test: &Test<'_>,
    metrics: &[MetricReadout],
) -> Result<Vec<Caused>, AnalysisError> {
    let Some(workflow) = test.definition.workflow.as_deref() else {
        return Ok(Vec::new());
    };
    let per_person = metrics
        .iter()
        .find(|readout| matches!(readout.subject.metric, Some(Metric::NetPerPerson { .. })));
    let Some(per_person) = per_person else {
        return Ok(Vec::new());
    };
    let ledger = test.context.ledger()?;
    let mut result = Vec::new();
    for one in &per_person.comparisons {
        let incremental = match &one.effect {
            // A mismatch of the split withholds the effect, and with it what it would be worth.
            Err(Withheld::SampleRatio) => continue,
            Err(Withheld::Cannot(reason)) => Err(*reason),
            Ok(effect) => {
                let n = per_person.arms[one.arm].n as f64;
                let Estimate { value, interval } = effect.effect.difference;
                Ok(Estimate {
                    value: value * n,
                    interval: Interval {
                        low: interval.low * n,
                        high: interval.high * n,
                    },
                })
            }
        };
        let mut attributed = (0, 0);
        for row in test.credited_orders(test.order[one.arm], ledger, workflow) {
            attributed.0 += test.context.snapshot.orders.money.net[row];
            attributed.1 += 1;
        }
        result.push(Caused {
            arm: one.arm,
            workflow: workflow.to_owned(),
            attributed_minor: attributed.0,
            attributed_orders: attributed.1,
            incremental,
        });
    }
    Ok(result)
}

/// The orders behind [`Caused::attributed_minor`]: credited to the workflow under test, placed by the
/// people of an arm within their closed windows. None where no workflow is named.
pub fn credited_orders(
    context: &Context,
    experiment: &str,
    arm: &str,
) -> Result<Vec<usize>, AnalysisError> {
    let list = list_of(context, experiment)?;
    let definition = definition_of(context, list);
    let test = Test::new(context, list, &definition);
    let index = arm_index(list, arm)?;
    let Some(workflow) = definition.workflow.as_deref() else {
        return Ok(Vec::new());
    };
    Ok(test.credited_orders(index, context.ledger()?, workflow))
}

impl Test<'_> {
    fn credited_orders(&self, arm: u16, ledger: &Ledger, workflow: &str) -> Vec<usize> {
        let mut rows = self.orders_in_window(arm);
        rows.retain(|&row| ledger.winner(row) == Some(workflow));
        rows
    }

    /// Included orders of an arm's people within their closed windows.
    fn orders_in_window(&self, arm: u16) -> Vec<usize> {
        let snapshot = &self.context.snapshot;
        let window = self.window();
        let mut rows = Vec::new();
        for person in self.people.people(arm).iter() {
            let Some(start) = self.people.starts[person as usize] else {
                continue;
            };
            if start + window > snapshot.as_of {
                continue;
            }
            let orders = snapshot.people.orders(person).filter(|&row| {
                let placed = snapshot.orders.placed[row];
                self.context.inclusion.included[row] && start <= placed && placed < start + window
            });
            rows.extend(orders);
        }
        rows
    }
}
