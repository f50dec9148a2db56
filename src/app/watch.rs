//! Progress and cancel of one running job, shared with its thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::pace::{Pace, bytes_words, left_words};

/// What a running job tells the window, and the window it.
#[derive(Debug)]
pub struct Watch {
    started: Instant,
    heard: Mutex<Heard>,
    cancelled: AtomicBool,
}

#[derive(Debug, Default)]
struct Heard {
    what: String,
    done: u64,
    total: u64,
    is_bytes: bool,
    pace: Pace,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            heard: Mutex::default(),
            cancelled: AtomicBool::new(false),
        }
    }
}

impl Watch {
    /// Sets how far the job is, in steps.
    pub fn set_progress(&self, done: u64, total: u64) {
        self.hear(done, total, false);
    }

    /// Sets how far the job is, in bytes.
    pub fn set_bytes(&self, done: u64, total: u64) {
        self.hear(done, total, true);
    }

    fn hear(&self, done: u64, total: u64, is_bytes: bool) {
        let at = self.started.elapsed();
        let mut heard = self.heard();
        heard.pace.observe(at, done);
        (heard.done, heard.total, heard.is_bytes) = (done, total, is_bytes);
    }

    /// Sets what the job is doing, for example the file it reads.
    pub fn set_what(&self, what: &str) {
        let mut heard = self.heard();
        if heard.what != what {
            what.clone_into(&mut heard.what);
        }
    }

    /// Share done, where the total is known.
    #[must_use]
    pub fn share(&self) -> Option<f32> {
        self.heard().share()
    }

    /// What the progress line shows of a job of this kind.
    #[must_use]
    pub fn progress(&self, label: &'static str) -> Progress {
        let at = self.started.elapsed();
        let heard = self.heard();
        let bytes = (heard.is_bytes && heard.total > 0).then_some((heard.done, heard.total));
        Progress {
            label,
            what: heard.what.clone(),
            share: heard.share(),
            bytes,
            left: heard.pace.left(at, heard.total),
        }
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// A job that died while it spoke leaves what it said.
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn share(&self) -> Option<f32> {
        let share = self.done as f64 / self.total as f64;
        (self.total > 0).then(|| share.min(1.0) as f32)
    }
}

/// What the progress line shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What kind of work.
    pub label: &'static str,
    /// What exactly, for example a file name.
    pub what: String,
    /// Share done, where known.
    pub share: Option<f32>,
    /// Bytes done and all bytes, where the work is measured in them.
    pub bytes: Option<(u64, u64)>,
    /// How long it will still take, where that can be told.
    pub left: Option<Duration>,
}

impl Progress {
    /// All of it in a line: `Importing orders_1.csv · 1.2 of 3.4 GB · about 20 s left`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = self.label.to_owned();
        if !self.what.is_empty() {
            text.push(' ');
            text.push_str(&self.what);
        }
        match (self.bytes, self.left) {
            // Everything is read; what comes now is not measured in bytes.
            (Some((done, total)), _) if done >= total => text.push_str(" · finishing"),
            (bytes, left) => {
                let bytes = bytes.map(|(done, total)| bytes_words(done, total));
                for part in bytes.into_iter().chain(left.map(left_words)) {
                    text.push_str(" · ");
                    text.push_str(&part);
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(what: &str, bytes: Option<(u64, u64)>, left: Option<u64>, expected: &str) {
        let progress = Progress {
            label: "Importing",
            what: what.to_owned(),
            share: None,
            bytes,
            left: left.map(Duration::from_secs),
        };
        assert_eq!(progress.sentence(), expected);
    }

    #[test]
    fn the_line_says_what_is_known() {
        check("", None, None, "Importing");
        let bytes = Some((1_200_000_000, 3_400_000_000));
        let all = "Importing a.csv · 1.2 of 3.4 GB · about 20 s left";
        check("a.csv", bytes, Some(20), all);
        check("a.csv", bytes, None, "Importing a.csv · 1.2 of 3.4 GB");
        check(
            "a.csv",
            Some((9, 9)),
            Some(0),
            "Importing a.csv · finishing",
        );
    }

    #[test]
    fn a_watch_passes_on_what_it_hears() {
        let watch = Watch::default();
        assert_eq!(watch.share(), None);
        watch.set_what("a.csv");
        watch.set_bytes(250, 1_000);
        let progress = watch.progress("Importing");
        assert_eq!(progress.share, Some(0.25));
        assert_eq!(progress.bytes, Some((250, 1_000)));
        watch.set_progress(3, 4);
        assert_eq!(watch.progress("Computing").bytes, None);
        assert!(!watch.is_cancelled());
        watch.cancel();
        assert!(watch.is_cancelled());
    }
}
