//! Groups of people by name: everyone, a segment, or an arm of an experiment.

use crate::metrics::{Group, Mask, Measure, MeasureInput, Metric, Start, measure};
use crate::model::refund_basis::RefundBasis;
use crate::model::time::DAY_MICROS;
use crate::segments::{self, Preset, Rule, RuleContext};
use crate::store::snapshot::AssignmentList;

use super::context::{AnalysisError, Context, listed};
use super::experiment::arms::{Arms, arms_of};
use super::scope::{People, Span};

/// People whose membership can be told at any time.
#[derive(Clone, Debug)]
pub struct NamedGroup {
    /// As shown and as typed.
    pub name: String,
    who: Who,
    /// Whether refunds are charged to their orders whatever the analyst chose.
    charges_orders: bool,
}

#[derive(Clone, Debug)]
enum Who {
    Everyone,
    Rule(Rule),
    RestOf(Box<Who>),
    Arm {
        experiment: String,
        people: Mask,
        starts: Vec<Option<i64>>,
    },
}

impl NamedGroup {
    /// Resolves a scope's people.
    pub fn of(context: &Context, people: &People) -> Result<Self, AnalysisError> {
        match people {
            People::Everyone => Ok(Self {
                name: People::Everyone.label().to_owned(),
                who: Who::Everyone,
                charges_orders: false,
            }),
            People::Segment(text) => Self::parse(context, text),
        }
    }

    /// Resolves a saved name, a preset, `arm:EXPERIMENT/ARM`, or a rule, in this order.
    pub fn parse(context: &Context, text: &str) -> Result<Self, AnalysisError> {
        let text = text.trim();
        if let Some(arm) = text.strip_prefix("arm:") {
            return Self::arm(context, arm);
        }
        if text.eq_ignore_ascii_case("everyone") {
            return Self::of(context, &People::Everyone);
        }
        let saved = context
            .definitions
            .segments
            .iter()
            .find(|segment| segment.name.eq_ignore_ascii_case(text));
        let (name, rule) = match (saved, Preset::parse(text)) {
            (Some(saved), _) => (saved.name.clone(), saved.rule.clone()),
            (None, Some(preset)) => (preset.label().to_owned(), preset.rule()),
            (None, None) => (text.to_owned(), text.to_owned()),
        };
        let rule = segments::parse(&rule)?;
        Ok(Self {
            name,
            who: Who::Rule(rule),
            charges_orders: false,
        })
    }

    fn arm(context: &Context, text: &str) -> Result<Self, AnalysisError> {
        let lists = &context.snapshot.assignments;
        let found = lists.iter().find_map(|list| {
            Some((
                list,
                text.strip_prefix(&list.experiment)?.strip_prefix('/')?,
            ))
        });
        let Some((list, arm)) = found else {
            let names: Vec<String> = lists.iter().map(|list| list.experiment.clone()).collect();
            return Err(AnalysisError::UnknownExperiment {
                name: text.to_owned(),
                known: format!("write arm:EXPERIMENT/ARM with one of {}", listed(&names)),
            });
        };
        let arms = arms_of(context, list);
        let index = arm_index(list, arm)?;
        Ok(Self {
            name: format!("arm:{text}"),
            charges_orders: true,
            who: Who::Arm {
                experiment: list.experiment.clone(),
                people: arms.people(index),
                starts: arms.starts,
            },
        })
    }

    /// Every buyer who is not in the group; for an arm, everyone in the other arms.
    pub fn rest(&self, context: &Context) -> Result<Self, AnalysisError> {
        let who = match &self.who {
            Who::Arm {
                experiment, people, ..
            } => {
                let lists = &context.snapshot.assignments;
                let list = lists
                    .iter()
                    .find(|list| &list.experiment == experiment)
                    .ok_or_else(|| AnalysisError::UnknownExperiment {
                        name: experiment.clone(),
                        known: "its assignment list is no longer loaded".to_owned(),
                    })?;
                let Arms { arm, starts, .. } = arms_of(context, list);
                let assigned = Mask::from_fn(arm.len(), |person| arm[person as usize].is_some());
                Who::Arm {
                    experiment: experiment.clone(),
                    people: assigned.without(people),
                    starts,
                }
            }
            other => Who::RestOf(Box::new(other.clone())),
        };
        Ok(Self {
            name: "rest".to_owned(),
            who,
            charges_orders: false,
        })
    }

    /// The experiment whose arm this is.
    #[must_use]
    pub fn experiment(&self) -> Option<&str> {
        match &self.who {
            Who::Arm { experiment, .. } => Some(experiment),
            Who::Everyone | Who::Rule(_) | Who::RestOf(_) => None,
        }
    }

    /// The same with refunds charged to their orders, as an experiment does: for what an arm is compared
    /// with.
    #[must_use]
    pub fn charging_orders(self) -> Self {
        Self {
            charges_orders: true,
            ..self
        }
    }

    /// The date under which refunds are taken from its net.
    pub(super) fn refund_basis(&self, context: &Context) -> RefundBasis {
        if self.charges_orders {
            RefundBasis::Order
        } else {
            context.refund_basis()
        }
    }

    /// Members as of an instant.
    #[must_use]
    pub fn members_at(&self, context: &Context, as_of: i64) -> Mask {
        self.who.members(context, as_of)
    }

    /// One metric over a span. Members of a segment are taken
    /// - at the start of the window for what happens in a window (conversion, net per person), so that
    ///   a segment defined by buying is not judged by the same purchases;
    /// - at the end of the span for what describes people (AOV, LTV, repeat), where LTV and repeat look
    ///   at customers whose window closed within the span.
    #[must_use]
    pub fn measure(&self, context: &Context, metric: Metric, span: Span) -> Measure {
        let as_of = span.to - 1;
        let input = MeasureInput {
            refunds: self.refund_basis(context),
            ..context.measure_input(as_of)
        };
        let group = match (&self.who, metric) {
            (Who::Arm { people, starts, .. }, _) => Group {
                people: people.clone(),
                start: Start::PerPerson(starts.clone()),
            },
            (
                _,
                Metric::Conversion { days }
                | Metric::NetPerPerson { days }
                | Metric::OrdersPerPerson { days },
            ) => {
                let start = as_of - i64::from(days) * DAY_MICROS;
                Group {
                    people: self.members_at(context, start),
                    start: Start::At(start),
                }
            }
            (_, Metric::Aov | Metric::AovAfterRefunds) => Group {
                people: self.members_at(context, as_of),
                start: Start::At(span.from),
            },
            (_, Metric::Ltv(horizon) | Metric::Repeat(horizon)) => {
                let oldest = span.from - i64::from(horizon.days()) * DAY_MICROS;
                let recent = context.first_bought(oldest..=as_of);
                Group {
                    people: self.members_at(context, as_of).and(&recent),
                    start: Start::At(oldest),
                }
            }
        };
        measure(&input, metric, &group)
    }
}

impl Who {
    fn members(&self, context: &Context, as_of: i64) -> Mask {
        let buyers = || context.first_bought(i64::MIN..=as_of);
        match self {
            Self::Everyone => buyers(),
            Self::Rule(rule) => rule.evaluate(&RuleContext {
                snapshot: &context.snapshot,
                included: &context.inclusion.included,
                table: &context.people_at(as_of),
                aliases: &context.definitions.rules.utm_aliases,
            }),
            Self::RestOf(who) => buyers().without(&who.members(context, as_of)),
            Self::Arm { people, .. } => people.clone(),
        }
    }
}

/// The index of an arm by its name, in any case.
pub fn arm_index(list: &AssignmentList, arm: &str) -> Result<u16, AnalysisError> {
    list.arms
        .iter()
        .position(|known| known.eq_ignore_ascii_case(arm.trim()))
        .and_then(|index| u16::try_from(index).ok())
        .ok_or_else(|| AnalysisError::UnknownArm {
            experiment: list.experiment.clone(),
            arm: arm.to_owned(),
            known: listed(&list.arms),
        })
}
