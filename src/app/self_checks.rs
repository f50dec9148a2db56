//! A/A self-checks: run on request, one at a time, kept for each experiment as it was then.

use std::sync::Arc;

use crate::analysis::experiment::SelfCheck;

use super::answers::Stamp;

/// The self-checks of the open workspace. Each carries the stamp of the read-out that it belongs to.
#[derive(Debug, Default)]
pub struct SelfChecks {
    done: Vec<(Stamp, Result<Arc<SelfCheck>, String>)>,
    running: Option<Stamp>,
}

impl SelfChecks {
    /// Whether a check may start now; marks it as running if so.
    pub fn begin(&mut self, stamp: &Stamp) -> bool {
        if self.running.is_some() {
            return false;
        }
        self.running = Some(stamp.clone());
        true
    }

    /// Takes in how a check ended: `None` where it was cancelled. One that is not waited for is dropped,
    /// and so is every older check of the same experiment.
    pub fn finish(&mut self, stamp: Stamp, result: Option<Result<SelfCheck, String>>) {
        if self.running.as_ref() != Some(&stamp) {
            return;
        }
        self.running = None;
        if let Some(result) = result {
            self.done.retain(|(known, _)| known.query != stamp.query);
            self.done.push((stamp, result.map(Arc::new)));
        }
    }

    /// The check of a read-out, or why there is none; `None` where it was not run on these data and
    /// definitions.
    #[must_use]
    pub fn of(&self, stamp: &Stamp) -> Option<Result<&Arc<SelfCheck>, &str>> {
        let (_, result) = self.done.iter().find(|(known, _)| known == stamp)?;
        Some(result.as_ref().map_err(String::as_str))
    }

    /// What is being checked.
    #[must_use]
    pub fn running(&self) -> Option<&Stamp> {
        self.running.as_ref()
    }

    /// Forgets everything: another workspace was opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::answers::Query;
    use super::*;

    fn stamp(name: &str, revision: u64) -> Stamp {
        Stamp {
            query: Query::Experiment(name.to_owned()),
            revision,
            version: 0,
        }
    }

    fn failed() -> Result<SelfCheck, String> {
        Err("No".to_owned())
    }

    #[test]
    fn a_check_is_kept_per_experiment_and_belongs_to_its_data() {
        let mut checks = SelfChecks::default();
        assert!(checks.begin(&stamp("one", 1)));
        assert!(!checks.begin(&stamp("two", 1)), "one at a time");
        checks.finish(stamp("one", 1), Some(failed()));
        assert!(checks.begin(&stamp("two", 1)));
        checks.finish(stamp("two", 1), Some(failed()));
        assert!(checks.of(&stamp("one", 1)).is_some());
        assert!(checks.of(&stamp("two", 1)).is_some());
        assert!(checks.of(&stamp("one", 2)).is_none(), "other data");
    }

    #[test]
    fn cancelled_and_forgotten_checks_leave_nothing() {
        let mut checks = SelfChecks::default();
        checks.begin(&stamp("one", 1));
        checks.finish(stamp("one", 1), None);
        assert!(checks.of(&stamp("one", 1)).is_none());
        checks.begin(&stamp("one", 1));
        checks.clear();
        checks.finish(stamp("one", 1), Some(failed()));
        assert!(checks.of(&stamp("one", 1)).is_none(), "nobody waits for it");
    }
}
