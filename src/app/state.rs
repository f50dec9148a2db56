//! The whole state of the application, grouped by lifetime.

use std::sync::Arc;

use crate::chart::Figure;

use super::answers::{Answers, Query, SegmentQuery, Stamp};
use super::document::Document;
use super::jobs::{Executor, Job, Jobs};
use super::preferences::Preferences;
use super::session::Session;
use super::view::{Overlay, Screen, View};

/// Everything the window shows and works on.
#[derive(Debug)]
pub struct State {
    /// Definitions with undo.
    pub document: Document,
    /// What is loaded.
    pub session: Session,
    /// What is looked at.
    pub view: View,
    /// What runs.
    pub jobs: Jobs,
    /// What was computed.
    pub answers: Answers,
    /// What outlives the session.
    pub preferences: Preferences,
}

impl State {
    /// An empty state.
    #[must_use]
    pub fn new(executor: Executor, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            document: Document::default(),
            session: Session::default(),
            view: View::default(),
            jobs: Jobs::new(executor, wake),
            answers: Answers::default(),
            preferences: Preferences::default(),
        }
    }

    /// Starts the jobs for whatever the window shows and does not know yet.
    pub fn ask_for_visible(&mut self) {
        let Some(snapshot) = self.session.snapshot().map(Arc::clone) else {
            return;
        };
        for query in self.visible_queries() {
            let stamp = self.stamp(query);
            if self.answers.begin(&stamp) {
                self.jobs.start(Job::Ask {
                    stamp,
                    snapshot: Arc::clone(&snapshot),
                    definitions: self.document.definitions().clone(),
                });
            }
        }
    }

    /// A question at the present revisions.
    #[must_use]
    pub fn stamp(&self, query: Query) -> Stamp {
        Stamp {
            query,
            revision: self.session.snapshot().map_or(0, |snapshot| snapshot.revision),
            version: self.document.version(),
        }
    }

    /// The questions that the visible screen and overlay ask.
    #[must_use]
    pub fn visible_queries(&self) -> Vec<Query> {
        let mut queries = Vec::new();
        if self.session.has_orders() {
            match self.view.screen {
                Screen::Data => queries.push(Query::Health),
                Screen::Overview => queries.push(Query::Overview(self.view.scope.clone())),
                Screen::Attribution => queries.push(Query::Attribution(self.view.scope.period)),
                Screen::Segments => {
                    queries.push(Query::SegmentSizes);
                    queries.push(Query::Segment(self.segment_query()));
                }
                Screen::Experiments => {
                    queries.push(Query::Experiments);
                    let selected = self.view.experiments.selected.clone();
                    queries.extend(selected.map(Query::Experiment));
                }
            }
        }
        if let Some(Overlay::Rows(rows)) = &self.view.overlay {
            queries.push(Query::Rows(rows.clone()));
        }
        queries
    }

    /// The question of the Segments screen.
    #[must_use]
    pub fn segment_query(&self) -> SegmentQuery {
        SegmentQuery {
            rule: self.view.segments.rule.clone(),
            period: self.view.scope.period,
            versus: self.view.segments.versus.clone(),
        }
    }

    /// The chart that "Export chart" writes on the visible screen.
    #[must_use]
    pub fn current_figure(&self) -> Option<Figure> {
        match self.view.screen {
            Screen::Data => None,
            Screen::Overview => self.answers.overview().map(|_| Figure::Trend),
            Screen::Attribution => self.answers.attribution().map(|_| Figure::Bridge),
            Screen::Segments => self.answers.segment().map(|_| Figure::Segment),
            Screen::Experiments => {
                self.view.experiments.selected.as_ref()?;
                self.answers.experiment().map(|_| Figure::Experiment)
            }
        }
    }
}
