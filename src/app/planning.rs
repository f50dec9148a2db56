//! What the planner and the calculators show, from their forms and what the past says.

use crate::analysis::planner::{self, History, HistoryQuery, Plan};
use crate::model::money::Currency;

use super::forms::{BaselineSource, PlanReading};
use super::state::State;

impl State {
    /// The question about the past that the planner's form asks; `None` where it asks none.
    #[must_use]
    pub fn history_query(&self) -> Option<HistoryQuery> {
        let form = &self.view.experiments.plan;
        if form.source != BaselineSource::History || !self.session.has_orders() {
            return None;
        }
        Some(HistoryQuery {
            metric: form.metric,
            window_days: form.window()?,
            people: form.people.clone(),
        })
    }

    /// The past that the plan rests on, once it is known.
    #[must_use]
    pub fn plan_history(&self) -> Option<&History> {
        let query = self.history_query()?;
        let history = self.answers.plan_history()?;
        (history.query == query).then_some(history.as_ref())
    }

    /// The currency of the workspace; none where nothing is loaded.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.session
            .snapshot()
            .map_or(Currency::NONE, |snapshot| snapshot.currency)
    }

    /// The planner's form, read.
    #[must_use]
    pub fn plan_reading(&self) -> PlanReading {
        let form = &self.view.experiments.plan;
        form.read(self.plan_history(), self.currency())
    }

    /// The plan; `None` while a field cannot be read.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let reading = self.plan_reading();
        let is_read = reading.errors.is_empty();
        is_read.then(|| planner::plan(&reading.settings))
    }
}
