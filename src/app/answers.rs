//! Answers: results that screens wait for, one slot per kind of question.
//!
//! A slot keeps the last answer while the next is computed, so that a screen never goes blank. It
//! asks again only when the question or the data changed, and never twice at a time.

use std::sync::Arc;

use crate::analysis::attribution::AttributionReport;
use crate::analysis::audit::Audit;
use crate::analysis::experiment::{ExperimentList, ExperimentReadout};
use crate::analysis::health::Health;
use crate::analysis::identity::{IdentityChange, MergeReview};
use crate::analysis::overview::{KpiHistory, Overview};
use crate::analysis::planner::{History, HistoryQuery};
use crate::analysis::rows::{RowTable, RowsQuery};
use crate::analysis::scope::{People, Period, Scope, Versus};
use crate::analysis::segment::{SegmentReport, SegmentSizes};
use crate::model::merge::MergeProposal;
use crate::store::FoundPeople;

/// A question with everything that its answer depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// What is asked.
    pub query: Query,
    /// Revision of the loaded data.
    pub revision: u64,
    /// Version of the definitions.
    pub version: u64,
}

impl Stamp {
    /// For an Overview: the question that its history answers.
    #[must_use]
    pub fn kpi_history(&self) -> Option<Self> {
        match &self.query {
            Query::Overview(scope) => Some(Self {
                query: Query::KpiHistory(scope.period, scope.people.clone()),
                ..*self
            }),
            _ => None,
        }
    }
}

/// What a screen can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// The Overview screen.
    Overview(Scope),
    /// How the KPIs of the Overview came to be what they are.
    KpiHistory(Period, People),
    /// The Attribution screen.
    Attribution(Period),
    /// How large every preset and saved segment is.
    SegmentSizes,
    /// One segment against its comparison.
    Segment(SegmentQuery),
    /// Every experiment in a line.
    Experiments,
    /// One experiment.
    Experiment(String),
    /// What a metric is like today, for the planner.
    PlanHistory(HistoryQuery),
    /// The health list of the Data screen.
    Health,
    /// The data audit.
    Audit,
    /// The merge proposals.
    People {
        /// Decisions so far: some change a proposal and no data.
        decisions: u64,
    },
    /// What accepting a proposal would change.
    Merge(Box<MergeProposal>),
    /// Who a text names.
    Person(String),
    /// The rows behind a number.
    Rows(RowsQuery),
}

/// A question about one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentQuery {
    /// The rule text.
    pub rule: String,
    /// Which orders.
    pub period: Period,
    /// Compared with whom.
    pub versus: Versus,
}

/// An answer to a [`Query`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Query::Overview`].
    Overview(Arc<Overview>),
    /// To [`Query::KpiHistory`].
    KpiHistory(Arc<KpiHistory>),
    /// To [`Query::Attribution`].
    Attribution(Arc<AttributionReport>),
    /// To [`Query::SegmentSizes`].
    SegmentSizes(Arc<SegmentSizes>),
    /// To [`Query::Segment`].
    Segment(Arc<SegmentReport>),
    /// To [`Query::Experiments`].
    Experiments(Arc<ExperimentList>),
    /// To [`Query::Experiment`].
    Experiment(Arc<ExperimentReadout>),
    /// To [`Query::PlanHistory`].
    PlanHistory(Arc<History>),
    /// To [`Query::Health`].
    Health(Arc<Health>),
    /// To [`Query::Audit`].
    Audit(Arc<Audit>),
    /// To [`Query::People`].
    People(Arc<MergeReview>),
    /// To [`Query::Merge`].
    Merge(Arc<IdentityChange>),
    /// To [`Query::Person`].
    Person(Arc<FoundPeople>),
    /// To [`Query::Rows`].
    Rows(Arc<RowTable>),
}

/// One slot per kind of question.
#[derive(Debug, Default)]
pub struct Answers {
    overview: OverviewSlots,
    attribution: Slot,
    segment_sizes: Slot,
    segment: Slot,
    experiments: Slot,
    experiment: Slot,
    plan_history: Slot,
    health: Slot,
    audit: Slot,
    identity: IdentitySlots,
    rows: Slot,
}

/// The slots of the Overview screen.
#[derive(Debug, Default)]
struct OverviewSlots {
    page: Slot,
    kpi_history: Slot,
}

/// The slots of questions about who is whom.
#[derive(Debug, Default)]
struct IdentitySlots {
    people: Slot,
    merge: Slot,
    person: Slot,
}

/// What a slot holds.
#[derive(Debug, Default)]
pub struct Slot {
    answer: Option<(Stamp, Answer)>,
    failure: Option<(Stamp, String)>,
    running: Option<Stamp>,
}

impl Slot {
    /// Why the last question has no answer, one sentence.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_ref().map(|(_, text)| text.as_str())
    }

    /// Why exactly this question has no answer, one sentence.
    #[must_use]
    pub fn failure_of(&self, stamp: &Stamp) -> Option<&str> {
        let (known, text) = self.failure.as_ref()?;
        (known == stamp).then_some(text.as_str())
    }

    /// Whether a newer answer is being computed.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.running.is_some()
    }

    fn knows(&self, stamp: &Stamp) -> bool {
        self.answer
            .as_ref()
            .is_some_and(|(known, _)| known == stamp)
            || self
                .failure
                .as_ref()
                .is_some_and(|(known, _)| known == stamp)
    }
}

macro_rules! typed_answers {
    ($($name:ident, $($slot:ident).+, $variant:ident, $type:ty, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            #[must_use]
            pub fn $name(&self) -> Option<&Arc<$type>> {
                match self.$($slot).+.answer.as_ref() {
                    Some((_, Answer::$variant(answer))) => Some(answer),
                    _ => None,
                }
            }
        )*
    };
}

impl Answers {
    typed_answers! {
        overview, overview.page, Overview, Overview, "The last Overview.";
        attribution, attribution, Attribution, AttributionReport, "The last attribution report.";
        segment_sizes, segment_sizes, SegmentSizes, SegmentSizes, "The last segment sizes.";
        segment, segment, Segment, SegmentReport, "The last segment report.";
        experiments, experiments, Experiments, ExperimentList, "The last experiment list.";
        experiment, experiment, Experiment, ExperimentReadout, "The last experiment read-out.";
        plan_history, plan_history, PlanHistory, History, "The last past that a plan rests on.";
        health, health, Health, Health, "The last health list.";
        audit, audit, Audit, Audit, "The last data audit.";
        people, identity.people, People, MergeReview, "The last merge proposals.";
        merge, identity.merge, Merge, IdentityChange, "What the proposal looked at last would change.";
        person, identity.person, Person, FoundPeople, "Who was found last.";
        rows, rows, Rows, RowTable, "The last rows behind a number.";
    }

    /// The history of the KPIs in the last Overview, once it is there.
    #[must_use]
    pub fn kpi_history(&self) -> Option<&Arc<KpiHistory>> {
        let (page, _) = self.overview.page.answer.as_ref()?;
        let (stamp, answer) = self.overview.kpi_history.answer.as_ref()?;
        match answer {
            Answer::KpiHistory(history) if *stamp == page.kpi_history()? => Some(history),
            _ => None,
        }
    }

    /// Whether a question must be computed now; marks it as running if so.
    pub fn begin(&mut self, stamp: &Stamp) -> bool {
        let slot = self.slot_mut(&stamp.query);
        if slot.running.is_some() || slot.knows(stamp) {
            return false;
        }
        slot.running = Some(stamp.clone());
        true
    }

    /// Takes in what a job computed. An answer that is not the one waited for is dropped.
    pub fn finish(&mut self, stamp: Stamp, result: Result<Answer, String>) {
        let slot = self.slot_mut(&stamp.query);
        if slot.running.as_ref() != Some(&stamp) {
            return;
        }
        slot.running = None;
        match result {
            Ok(answer) => {
                slot.answer = Some((stamp, answer));
                slot.failure = None;
            }
            Err(text) => slot.failure = Some((stamp, text)),
        }
    }

    /// Forgets everything: another workspace was opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets who was looked for.
    pub fn forget_person(&mut self) {
        self.identity.person = Slot::default();
    }

    /// Whether the answer held is the one to exactly this question.
    #[must_use]
    pub fn is_current(&self, stamp: &Stamp) -> bool {
        self.slot(&stamp.query).knows(stamp)
    }

    /// Whether the answer to exactly this question is held; a failure is none.
    #[must_use]
    pub fn has(&self, stamp: &Stamp) -> bool {
        let held = self.slot(&stamp.query).answer.as_ref();
        held.is_some_and(|(known, _)| known == stamp)
    }

    /// The slot of a kind of question.
    #[must_use]
    pub fn slot(&self, query: &Query) -> &Slot {
        match query {
            Query::Overview(_) => &self.overview.page,
            Query::KpiHistory(..) => &self.overview.kpi_history,
            Query::Attribution(_) => &self.attribution,
            Query::SegmentSizes => &self.segment_sizes,
            Query::Segment(_) => &self.segment,
            Query::Experiments => &self.experiments,
            Query::Experiment(_) => &self.experiment,
            Query::PlanHistory(_) => &self.plan_history,
            Query::Health => &self.health,
            Query::Audit => &self.audit,
            Query::People { .. } => &self.identity.people,
            Query::Merge(_) => &self.identity.merge,
            Query::Person(_) => &self.identity.person,
            Query::Rows(_) => &self.rows,
        }
    }

    fn slot_mut(&mut self, query: &Query) -> &mut Slot {
        match query {
            Query::Overview(_) => &mut self.overview.page,
            Query::KpiHistory(..) => &mut self.overview.kpi_history,
            Query::Attribution(_) => &mut self.attribution,
            Query::SegmentSizes => &mut self.segment_sizes,
            Query::Segment(_) => &mut self.segment,
            Query::Experiments => &mut self.experiments,
            Query::Experiment(_) => &mut self.experiment,
            Query::PlanHistory(_) => &mut self.plan_history,
            Query::Health => &mut self.health,
            Query::Audit => &mut self.audit,
            Query::People { .. } => &mut self.identity.people,
            Query::Merge(_) => &mut self.identity.merge,
            Query::Person(_) => &mut self.identity.person,
            Query::Rows(_) => &mut self.rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Context;
    use crate::analysis::overview::{history, overview};
    use crate::metrics::fixture::{Shop, TestOrder};
    use crate::model::rules::Definitions;

    fn stamp(revision: u64) -> Stamp {
        Stamp {
            query: Query::SegmentSizes,
            revision,
            version: 0,
        }
    }

    #[test]
    fn a_history_belongs_to_one_overview() {
        let orders = (0..3).map(|day| TestOrder::on_day("ann", day, 1_000));
        let context = Context::new(Arc::new(Shop::of(orders)), Definitions::default());
        let scope = Scope::default();
        let page = Answer::Overview(Arc::new(overview(&context, &scope).unwrap()));
        let history = history(&context, scope.period, &scope.people).unwrap();
        let history = Answer::KpiHistory(Arc::new(history));
        let of = |revision| Stamp {
            query: Query::Overview(scope.clone()),
            revision,
            version: 0,
        };
        let mut answers = Answers::default();
        let mut answer = |stamp: Stamp, answer: &Answer| {
            assert!(answers.begin(&stamp));
            answers.finish(stamp, Ok(answer.clone()));
            answers.kpi_history().is_some()
        };
        assert!(!answer(of(1), &page));
        assert!(answer(of(1).kpi_history().unwrap(), &history));
        // The next page is there before its history: that of the page before says nothing of it.
        assert!(!answer(of(2), &page));
        assert!(answer(of(2).kpi_history().unwrap(), &history));
        assert_eq!(stamp(1).kpi_history(), None);
    }

    fn sizes() -> Answer {
        Answer::SegmentSizes(Arc::new(SegmentSizes::default()))
    }

    #[test]
    fn a_question_is_computed_once_and_only_one_at_a_time() {
        let mut answers = Answers::default();
        assert!(answers.begin(&stamp(1)));
        assert!(!answers.begin(&stamp(1)), "already running");
        assert!(!answers.begin(&stamp(2)), "one at a time");
        answers.finish(stamp(1), Ok(sizes()));
        assert!(!answers.begin(&stamp(1)), "already known");
        assert!(answers.begin(&stamp(2)), "newer data");
        assert!(
            answers.segment_sizes().is_some(),
            "the old answer stays meanwhile"
        );
    }

    #[test]
    fn answers_that_nobody_waits_for_are_dropped() {
        let mut answers = Answers::default();
        answers.begin(&stamp(1));
        answers.clear();
        answers.finish(stamp(1), Ok(sizes()));
        assert!(answers.segment_sizes().is_none());
    }

    #[test]
    fn a_failure_is_not_asked_again_and_keeps_the_old_answer() {
        let mut answers = Answers::default();
        answers.begin(&stamp(1));
        answers.finish(stamp(1), Ok(sizes()));
        answers.begin(&stamp(2));
        answers.finish(stamp(2), Err("Cannot".into()));
        assert!(!answers.begin(&stamp(2)));
        let slot = answers.slot(&Query::SegmentSizes);
        assert_eq!(slot.failure(), Some("Cannot"));
        assert_eq!(slot.failure_of(&stamp(2)), Some("Cannot"));
        assert_eq!(slot.failure_of(&stamp(1)), None, "the old answer is fine");
        assert!(answers.segment_sizes().is_some());
    }
}
