//! Notices an execution that hangs, and what memory was needed at most.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::target::Target;

/// How long one execution may take before it counts as a hang; only in the long run.
const HANG: Duration = Duration::from_mins(1);

#[derive(Default)]
struct State {
    running: Option<(Target, u64, Instant)>,
    slowest: Option<(Duration, Target, u64)>,
}

/// Watches executions from a thread of its own, and ends the process where one hangs: nothing else can.
pub(super) struct Watchdog(Arc<Mutex<State>>);

impl Watchdog {
    pub(super) fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let watched = Arc::downgrade(&state);
        std::thread::spawn(move || {
            while let Some(state) = watched.upgrade() {
                if let Some((target, seed, since)) = state.lock().unwrap().running
                    && since.elapsed() > HANG
                {
                    eprintln!("hangs: {target:?} with HOLDOUT_FUZZ_SEED={seed}");
                    std::process::exit(101);
                }
                drop(state);
                std::thread::sleep(Duration::from_secs(1));
            }
        });
        Self(state)
    }

    /// The execution before has ended and another begins.
    pub(super) fn begin(&self, target: Target, seed: u64) {
        let mut state = self.0.lock().unwrap();
        state.end();
        state.running = Some((target, seed, Instant::now()));
    }

    /// The slowest execution.
    pub(super) fn finish(&self) -> Option<(Duration, Target, u64)> {
        let mut state = self.0.lock().unwrap();
        state.end();
        state.slowest
    }
}

impl State {
    fn end(&mut self) {
        if let Some((target, seed, since)) = self.running.take() {
            let took = since.elapsed();
            if self.slowest.is_none_or(|(longest, ..)| took > longest) {
                self.slowest = Some((took, target, seed));
            }
        }
    }
}

/// The most memory that this process ever held, where the system tells it.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
