//! Do the error rates hold? Simulated experiments with a fixed seed.
//!
//! Each rate must lie within four standard errors of the nominal one, which a correct method misses
//! once in 16,000 seeds; the seed is fixed, so the outcome never changes by chance.

mod adjusted;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{Confidence, Estimate, Moments, Proportion, two_proportions, welch, wilson};

mod values;

const EXPERIMENTS: u32 = 2_000;

/// The share of experiments in which something happens, of which `nominal` is promised.
fn check(case: &str, nominal: f64, seed: u64, mut happens: impl FnMut(&mut ChaCha8Rng) -> bool) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let hits = (0..EXPERIMENTS).filter(|_| happens(&mut random)).count();
    let rate = hits as f64 / f64::from(EXPERIMENTS);
    let error = (nominal * (1.0 - nominal) / f64::from(EXPERIMENTS)).sqrt();
    assert!(
        (rate - nominal).abs() < 4.0 * error,
        "{case}: {rate} instead of {nominal} (± {error})"
    );
}

fn uniform(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn draw_share(random: &mut ChaCha8Rng, trials: u64, rate: f64) -> Proportion {
    let successes = (0..trials).filter(|_| uniform(random) < rate).count() as u64;
    Proportion { successes, trials }
}

/// Revenue per person: most spend nothing, the others exponentially much.
fn draw_revenue(random: &mut ChaCha8Rng, people: u64, scale: f64) -> Moments {
    Moments::of((0..people).map(|_| {
        if uniform(random) < 0.7 {
            0.0
        } else {
            -scale * (1.0 - uniform(random)).ln()
        }
    }))
}

fn covers(estimate: Estimate, truth: f64) -> bool {
    estimate.interval.low <= truth && truth <= estimate.interval.high
}

#[test]
fn pooled_z_raises_false_alarms_as_often_as_promised() {
    check("pooled z", 0.05, 1, |random| {
        let (control, treatment) = (draw_share(random, 180, 0.3), draw_share(random, 240, 0.3));
        let effect = two_proportions(control, treatment, Confidence::default()).unwrap();
        effect.p.value < 0.05
    });
}

#[test]
fn welch_raises_false_alarms_as_often_as_promised() {
    check("Welch", 0.05, 2, |random| {
        let control = draw_revenue(random, 150, 40.0);
        let treatment = draw_revenue(random, 200, 40.0);
        let effect = welch(&control, &treatment, Confidence::default()).unwrap();
        effect.p.value < 0.05
    });
}

#[test]
fn wilson_covers_as_often_as_promised() {
    check("Wilson", 0.95, 3, |random| {
        let share = draw_share(random, 300, 0.12);
        covers(wilson(share, Confidence::default()).unwrap(), 0.12)
    });
}

#[test]
fn newcombe_and_koopman_cover_as_often_as_promised() {
    let effect = |random: &mut ChaCha8Rng| {
        let (control, treatment) = (draw_share(random, 200, 0.2), draw_share(random, 200, 0.3));
        two_proportions(control, treatment, Confidence::default()).unwrap()
    };
    check("Newcombe", 0.95, 4, |random| {
        covers(effect(random).difference, 0.1)
    });
    check("Koopman", 0.95, 5, |random| {
        covers(effect(random).lift.unwrap(), 0.5)
    });
}
