//! Fuzzing: files of the corpus mutated at random, through every door of the importer.
//!
//! A few seeds per target run with the tests. `HOLDOUT_FUZZ_MINUTES=30 cargo test --release fuzz --
//! --nocapture` runs for that long, counts executions per target, and also looks at time and memory;
//! `HOLDOUT_FUZZ_SEED` sets the first seed, so that a finding is run again; `HOLDOUT_FUZZ_TARGET` names the
//! only target.

mod mutate;
mod target;
mod watchdog;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::corpus;
use target::{Scratch, Target};
use watchdog::Watchdog;

/// Findings of one target after which it is left alone: they are mostly the same one.
const ENOUGH: usize = 8;

/// Seeds of each target in a run of the tests.
const SEEDS: u64 = 60;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The targets to run: the one that is asked for, or all.
fn targets() -> Vec<Target> {
    let only = std::env::var("HOLDOUT_FUZZ_TARGET").ok();
    let is_meant = |target: &Target| {
        let name = format!("{target:?}");
        only.as_ref().is_none_or(|only| *only == name)
    };
    Target::ALL.into_iter().filter(is_meant).collect()
}

/// Runs a target on what a seed makes of the corpus.
fn execute(target: Target, seed: u64, seeds: &[Vec<u8>], scratch: &Scratch) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let bytes = mutate::mutated(seeds, &mut random);
    target.run(&bytes, &mut random, scratch);
}

#[test]
fn nothing_panics_and_rows_add_up() {
    if number("HOLDOUT_FUZZ_MINUTES").is_some() {
        return;
    }
    let (seeds, scratch) = (corpus::seeds(), Scratch::new());
    let first = number("HOLDOUT_FUZZ_SEED");
    let count = if first.is_some() { 1 } else { SEEDS };
    for target in targets() {
        for seed in (first.unwrap_or(0)..).take((count / target.weight()).max(1) as usize) {
            let run = || execute(target, seed, &seeds, &scratch);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
                eprintln!("found by {target:?} with HOLDOUT_FUZZ_SEED={seed}");
                std::panic::resume_unwind(panic);
            }
        }
    }
}

/// The long run; with the tests it does nothing.
#[test]
fn nothing_panics_hangs_or_grows_for_a_while() {
    let Some(minutes) = number("HOLDOUT_FUZZ_MINUTES") else {
        return;
    };
    let (seeds, scratch) = (corpus::seeds(), Scratch::new());
    let watchdog = Watchdog::start();
    let trace = std::env::temp_dir().join(format!("holdout-fuzz-{}", std::process::id()));
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let targets = targets();
    let mut executions = vec![0_u64; targets.len()];
    let mut findings = Vec::new();
    let first = number("HOLDOUT_FUZZ_SEED").unwrap_or(1_000_000);
    for seed in first.. {
        for (target, count) in targets.iter().copied().zip(&mut executions) {
            let found = findings.iter().filter(|&&(of, _)| of == target).count();
            if !seed.is_multiple_of(target.weight()) || found >= ENOUGH {
                continue;
            }
            watchdog.begin(target, seed);
            // Read by nobody but a person, after an end that cannot be caught.
            let _ = std::fs::write(&trace, format!("{target:?} {seed}"));
            let run = || execute(target, seed, &seeds, &scratch);
            if catch_unwind(AssertUnwindSafe(run)).is_err() {
                eprintln!("found by {target:?} with HOLDOUT_FUZZ_SEED={seed}");
                findings.push((target, seed));
            }
            *count += 1;
        }
        if Instant::now() >= end {
            break;
        }
    }
    let slowest = watchdog.finish();
    for (target, count) in targets.into_iter().zip(executions) {
        eprintln!("{target:?}: {count} executions");
    }
    eprintln!("slowest: {slowest:?}; findings: {findings:?}");
    let peak = watchdog::peak_memory();
    eprintln!("peak memory: {peak:?} bytes");
    assert!(findings.is_empty(), "{findings:?}");
    assert!(peak.is_none_or(|bytes| bytes < 400 << 20), "{peak:?}");
}
