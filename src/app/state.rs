//! The whole state of the application, grouped by lifetime.

use std::sync::Arc;

use crate::analysis::scope::{Period, Scope};
use crate::chart::{Chart, Figure, figures};
use crate::export::{Table, table};

use super::answers::{Answers, Query, SegmentQuery, Stamp};
use super::document::Document;
use super::jobs::{Executor, Job, Jobs};
use super::preferences::Preferences;
use super::self_checks::SelfChecks;
use super::session::Session;
use super::view::{DataTab, ExperimentsTab, Overlay, Screen, SegmentChoice, View};

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
    /// Self-checks that were asked for.
    pub self_checks: SelfChecks,
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
            view: View {
                // Half a year is long enough for most intervals and leaves a previous period.
                scope: Scope {
                    period: Period::LastDays(180),
                    ..Scope::default()
                },
                ..View::default()
            },
            jobs: Jobs::new(executor, wake),
            answers: Answers::default(),
            self_checks: SelfChecks::default(),
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
            revision: self
                .session
                .snapshot()
                .map_or(0, |snapshot| snapshot.revision),
            version: self.document.version(),
        }
    }

    /// Whether there is anything that a screen can compute on.
    #[must_use]
    pub fn has_data_for(&self, screen: Screen) -> bool {
        match screen {
            Screen::Experiments => self.session.has_experiments(),
            Screen::Data | Screen::Overview | Screen::Attribution | Screen::Segments => {
                self.session.has_orders()
            }
        }
    }

    /// The questions that the visible screen and overlay ask.
    #[must_use]
    pub fn visible_queries(&self) -> Vec<Query> {
        let mut queries = Vec::new();
        if self.view.screen == Screen::Data {
            queries = self.data_queries();
        } else if self.has_data_for(self.view.screen) {
            match self.view.screen {
                Screen::Data => {}
                Screen::Overview => queries.extend(self.overview_queries()),
                Screen::Attribution => queries.push(Query::Attribution(self.view.scope.period)),
                Screen::Segments => {
                    queries.push(Query::SegmentSizes);
                    queries.push(Query::Segment(self.segment_query()));
                }
                Screen::Experiments => match self.view.experiments.tab {
                    ExperimentsTab::Results => {
                        queries.push(Query::Experiments);
                        let selected = self.view.experiments.selected.clone();
                        queries.extend(selected.map(Query::Experiment));
                    }
                    ExperimentsTab::Planner => {
                        queries.extend(self.history_query().map(Query::PlanHistory));
                    }
                    ExperimentsTab::Calculator => {}
                },
            }
        }
        if let Some(Overlay::Rows(rows)) = &self.view.overlay {
            queries.push(Query::Rows(rows.clone()));
        }
        queries
    }

    /// The page first: the curves of its tiles come when it is there.
    fn overview_queries(&self) -> Vec<Query> {
        let scope = &self.view.scope;
        let page = Query::Overview(scope.clone());
        let is_there = self.answers.has(&self.stamp(page.clone()));
        let history = || Query::KpiHistory(scope.period, scope.people.clone());
        std::iter::once(page)
            .chain(is_there.then(history))
            .collect()
    }

    /// The questions of the open tab of the Data screen, where there is something to ask about.
    fn data_queries(&self) -> Vec<Query> {
        let loaded = self.session.loaded.as_ref();
        let has_files = loaded.is_some_and(|loaded| !loaded.files.is_empty());
        match self.view.data.tab {
            DataTab::Files if self.session.has_orders() => vec![Query::Health],
            DataTab::Audit if has_files => vec![Query::Audit],
            DataTab::Files | DataTab::Audit => Vec::new(),
            tab @ (DataTab::People | DataTab::Privacy) => self.people_queries(tab),
        }
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

    /// The charts of the visible screen, the one on top first.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        match self.view.screen {
            Screen::Data => Vec::new(),
            Screen::Overview => vec![Figure::Trend],
            Screen::Attribution => vec![Figure::Bridge, Figure::Workflows],
            Screen::Segments => vec![Figure::Segment, Figure::SegmentEdge],
            Screen::Experiments if self.view.experiments.tab == ExperimentsTab::Planner => {
                vec![Figure::Plan]
            }
            Screen::Experiments if self.view.experiments.tab == ExperimentsTab::Calculator => {
                Vec::new()
            }
            Screen::Experiments if self.view.experiments.selected.is_none() => Vec::new(),
            Screen::Experiments => {
                let mut figures = vec![Figure::Experiment, Figure::Conversion];
                let readout = self.answers.experiment();
                if readout.is_some_and(|readout| !readout.elapsed.is_empty()) {
                    figures.push(Figure::Elapsed);
                }
                figures
            }
        }
    }

    /// A chart of the visible screen, where its answer is there.
    #[must_use]
    pub fn chart(&self, figure: Figure) -> Option<Chart> {
        if figure == Figure::Plan {
            // A plan from typed numbers needs no shop.
            return self.plan().map(|plan| figures::plan(&plan));
        }
        let snapshot = self.session.snapshot()?;
        Some(match figure {
            Figure::Trend => figures::trend(snapshot, self.answers.overview()?),
            Figure::Bridge => figures::bridge(snapshot, self.answers.attribution()?),
            Figure::Workflows => figures::workflows(snapshot, self.answers.attribution()?),
            Figure::Segment => {
                figures::segment(snapshot, self.answers.segment()?, &self.segment_name())
            }
            Figure::SegmentEdge => {
                figures::segment_edge(snapshot, self.answers.segment()?, &self.segment_name())
            }
            Figure::Experiment => figures::experiment(snapshot, self.answers.experiment()?),
            Figure::Conversion => figures::conversion(snapshot, self.answers.experiment()?),
            Figure::Plan => return None,
            Figure::Elapsed => figures::elapsed(snapshot, self.answers.experiment()?),
        })
    }

    /// A file name for a chart: what it shows, and of whom.
    #[must_use]
    pub fn figure_name(&self, figure: Figure) -> String {
        let of = match figure {
            Figure::Trend | Figure::Bridge | Figure::Workflows | Figure::Plan => None,
            Figure::Segment | Figure::SegmentEdge => Some(self.segment_name()),
            Figure::Experiment | Figure::Conversion | Figure::Elapsed => {
                self.view.experiments.selected.clone()
            }
        };
        let name = of.map_or_else(
            || figure.id().to_owned(),
            |of| format!("{}-{of}", figure.id()),
        );
        name.to_lowercase()
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || c == '_' {
                    c
                } else {
                    '-'
                }
            })
            .collect()
    }

    /// The name of the segment that is looked at.
    #[must_use]
    pub fn segment_name(&self) -> String {
        match &self.view.segments.selected {
            SegmentChoice::Preset(preset) => preset.label().to_owned(),
            SegmentChoice::Saved(name) => name.clone(),
            SegmentChoice::Unsaved => "New segment".to_owned(),
        }
    }

    /// The table of the visible screen, for the clipboard.
    #[must_use]
    pub fn visible_table(&self) -> Option<Table> {
        let figure = self.figures().first().copied()?;
        let figure = match figure {
            Figure::Bridge => Figure::Workflows,
            other => other,
        };
        Some(table(&self.chart(figure)?))
    }

    /// The chart that "Export chart" writes on the visible screen.
    #[must_use]
    pub fn current_figure(&self) -> Option<Figure> {
        let figure = self.figures().first().copied()?;
        self.chart(figure).map(|_| figure)
    }
}
